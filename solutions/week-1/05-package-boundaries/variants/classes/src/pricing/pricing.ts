import type { Quote } from './quote.ts';

interface History {
  count(customer: string): number;
}

interface PricedLine {
  readonly cents: number;
  readonly quantity: number;
}

export class Pricing {
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  quote(customer: string, lines: readonly PricedLine[]): Quote {
    const goods = sum(lines.map(({ cents, quantity }) => cents * quantity));
    const forMany = sum(
      lines
        .filter(({ quantity }) => quantity > 9)
        .map(({ cents, quantity }) => rounded(cents * quantity * 5)),
    );
    const isLoyal = this.#history.count(customer) > 2;
    const discount = forMany + (isLoyal ? rounded((goods - forMany) * 10) : 0);
    const shipping = goods - discount < 50_00 ? 4_90 : 0;
    return Object.freeze({ goods, discount, shipping, total: goods - discount + shipping });
  }
}

export function createPricing(history: History): Pricing {
  return new Pricing(history);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}

/** Hundredths of a cent → cents. */
function rounded(hundredths: number): number {
  return Math.floor((hundredths + 50) / 100);
}
