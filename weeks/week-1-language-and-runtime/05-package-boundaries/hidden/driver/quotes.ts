/** Pricing alone: each with a history of the judge's, which changes while it is asked. */
export interface QuoteScene {
  readonly histories: readonly Readonly<Record<string, number>>[];
  readonly steps: readonly QuoteStep[];
}

export type QuoteStep =
  | {
      readonly do: 'quote';
      readonly pricing: number;
      readonly customer: string;
      readonly lines: readonly { readonly cents: number; readonly quantity: number }[];
    }
  | { readonly do: 'count'; readonly pricing: number; readonly customer: string; readonly count: number };

interface Pricing {
  quote(customer: string, lines: readonly object[]): unknown;
}

/** What each quote came to; null for the other steps. */
export function playQuotes(learned: Record<string, unknown>, { histories, steps }: QuoteScene): unknown[] {
  const { createPricing } = learned as { createPricing: (history: History) => Pricing };
  const kept = histories.map((counts) => new History(counts));
  const made = kept.map((history) => createPricing(history));
  return steps.map((step) => {
    if (step.do === 'quote') return made[step.pricing]?.quote(step.customer, step.lines) ?? null;
    kept[step.pricing]?.set(step.customer, step.count);
    return null;
  });
}

/** Has the shape that pricing asks for, and is an instance of a class: its method knows its data by `this`. */
class History {
  readonly #counts: Map<string, number>;

  constructor(counts: Readonly<Record<string, number>>) {
    this.#counts = new Map(Object.entries(counts));
  }

  count(customer: string): number {
    return this.#counts.get(customer) ?? 0;
  }

  set(customer: string, count: number): void {
    this.#counts.set(customer, count);
  }
}
