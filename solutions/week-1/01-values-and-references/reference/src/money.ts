const centsPerUnit = 100n;

/** An amount of money, such as 12.50 EUR: a value, which never changes. Every currency has a hundred cents here. */
export class Money {
  readonly #minor: bigint;
  readonly #currency: string;

  private constructor(minor: bigint, currency: string) {
    this.#minor = minor;
    this.#currency = currency;
  }

  /** @throws RangeError for what is no amount, or no currency */
  static of(amount: string, currency: string): Money {
    const [, minus, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(amount) ?? [];
    if (whole === undefined)
      throw new RangeError(`an amount is written as 12.50, not ${JSON.stringify(amount)}`);
    if (!/^[A-Z]{3}$/.test(currency)) {
      throw new RangeError(`a currency is written as EUR, not ${JSON.stringify(currency)}`);
    }
    // The sign belongs to the whole amount: -0.05 has nothing before the point that could carry it.
    const size = BigInt(whole + part.padEnd(2, '0'));
    return new Money(minus === '-' ? -size : size, currency);
  }

  /** The whole amount in cents. */
  get minor(): bigint {
    return this.#minor;
  }

  get currency(): string {
    return this.#currency;
  }

  plus(other: Money): Money {
    return new Money(this.#minor + this.#minorOf(other), this.#currency);
  }

  minus(other: Money): Money {
    return new Money(this.#minor - this.#minorOf(other), this.#currency);
  }

  times(count: number): Money {
    if (!Number.isSafeInteger(count)) throw new RangeError(`a count is a whole number, not ${count}`);
    return new Money(this.#minor * BigInt(count), this.#currency);
  }

  equals(other: unknown): boolean {
    return other instanceof Money && other.#minor === this.#minor && other.#currency === this.#currency;
  }

  /** For maps and sets, which know objects by identity only. The same text for equal amounts. */
  key(): string {
    return this.toString();
  }

  toString(): string {
    const size = this.#minor < 0n ? -this.#minor : this.#minor;
    const cents = String(size % centsPerUnit).padStart(2, '0');
    return `${this.#minor < 0n ? '-' : ''}${size / centsPerUnit}.${cents} ${this.#currency}`;
  }

  #minorOf(other: Money): bigint {
    if (other.#currency === this.#currency) return other.#minor;
    throw new TypeError(`${other} cannot be reckoned with ${this.#currency}`);
  }
}
