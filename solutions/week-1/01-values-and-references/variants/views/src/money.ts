export class Money {
  #text: string;

  private constructor(text: string) {
    this.#text = text;
    Object.freeze(this);
  }

  static of(amount: string, currency: string): Money {
    if (!/^-?[0-9]+([.][0-9][0-9]?)?$/.test(amount)) throw new RangeError('amount');
    if (!/^[A-Z][A-Z][A-Z]$/.test(currency)) throw new RangeError('currency');
    const [units, cents = ''] = amount.split('.');
    return Money.#make(BigInt(`${units}${`${cents}00`.slice(0, 2)}`), currency);
  }

  static #make(minor: bigint, currency: string): Money {
    return new Money(`${currency} ${minor}`);
  }

  get currency(): string {
    return this.#text.slice(0, 3);
  }

  get minor(): bigint {
    return BigInt(this.#text.slice(4));
  }

  plus(other: Money): Money {
    if (this.currency !== other.currency) throw new CurrencyError(this.currency, other.currency);
    return Money.#make(this.minor + other.minor, this.currency);
  }

  minus(other: Money): Money {
    if (this.currency !== other.currency) throw new CurrencyError(this.currency, other.currency);
    return Money.#make(this.minor - other.minor, this.currency);
  }

  times(count: number): Money {
    if (Math.abs(count) > Number.MAX_SAFE_INTEGER) throw new RangeError('too many');
    return Money.#make(this.minor * BigInt(count), this.currency);
  }

  equals(other: unknown): boolean {
    return typeof other === 'object' && other !== null && #text in other && other.#text === this.#text;
  }

  key = (): string => this.#text;

  toString(): string {
    const [, sign, digits = ''] = /(-?)(\d+)$/.exec(this.#text) ?? [];
    const padded = digits.padStart(3, '0');
    return `${sign}${padded.replace(/(..)$/, '.$1')} ${this.currency}`;
  }
}

class CurrencyError extends TypeError {
  constructor(left: string, right: string) {
    super(`${left} and ${right}`);
    this.name = 'CurrencyError';
  }
}
