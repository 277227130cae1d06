export class Money {
  readonly minor: bigint;
  readonly currency: string;

  constructor(minor: bigint, currency: string) {
    this.minor = minor;
    this.currency = currency;
    Object.freeze(this);
  }

  static of(amount: string, currency: string): Money {
    const negative = amount.startsWith('-');
    const [whole = '', cents, ...rest] = (negative ? amount.slice(1) : amount).split('.');
    const digits = (text: string) => text !== '' && [...text].every((digit) => digit >= '0' && digit <= '9');
    const right =
      digits(whole) && (cents === undefined || (digits(cents) && cents.length <= 2)) && rest.length === 0;
    if (!right) throw new RangeError(`not an amount: ${amount}`);
    const letters = currency.length === 3 && [...currency].every((letter) => letter >= 'A' && letter <= 'Z');
    if (!letters) throw new RangeError(`not a currency: ${currency}`);
    let minor = BigInt(whole) * 100n;
    if (cents !== undefined) minor += BigInt(cents) * (cents.length === 1 ? 10n : 1n);
    return new Money(negative ? -minor : minor, currency);
  }

  plus(other: Money): Money {
    if (other.currency !== this.currency) throw new TypeError('two currencies');
    return new Money(this.minor + other.minor, this.currency);
  }

  minus(other: Money): Money {
    return this.plus(other.times(-1));
  }

  times(count: number): Money {
    if (!Number.isSafeInteger(count)) throw new RangeError(`not a whole number: ${count}`);
    return new Money(this.minor * BigInt(count), this.currency);
  }

  equals(other: unknown): boolean {
    return other instanceof Money && other.key() === this.key();
  }

  key(): string {
    return `${this.currency}:${this.minor}`;
  }

  toString(): string {
    let digits = String(this.minor).replace('-', '');
    while (digits.length < 3) digits = `0${digits}`;
    const sign = this.minor < 0n ? '-' : '';
    return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)} ${this.currency}`;
  }
}
