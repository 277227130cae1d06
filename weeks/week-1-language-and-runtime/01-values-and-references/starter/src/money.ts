/** An amount of money, such as 12.50 EUR. Every currency has a hundred cents here. */
export class Money {
  private amount: number;
  readonly currency: string;

  private constructor(amount: number, currency: string) {
    this.amount = amount;
    this.currency = currency;
  }

  /** `Money.of('12.50', 'EUR')` */
  static of(amount: string, currency: string): Money {
    return new Money(Number(amount), currency);
  }

  /** The whole amount in cents. */
  get minor(): bigint {
    return BigInt(Math.trunc(this.amount * 100));
  }

  plus(other: Money): Money {
    this.amount += other.amount;
    return this;
  }

  minus(other: Money): Money {
    this.amount -= other.amount;
    return this;
  }

  times(count: number): Money {
    this.amount *= count;
    return this;
  }

  equals(other: unknown): boolean {
    return other === this;
  }

  /** For maps and sets, which know objects by identity only. */
  key(): string {
    return String(this.amount);
  }

  toString(): string {
    return `${this.amount.toFixed(2)} ${this.currency}`;
  }
}
