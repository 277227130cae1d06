import type { Topics } from './topics.ts';
import type { WordOrder } from './word-order.ts';

/** What the gates know besides the answer. */
export interface GateContext {
  readonly question: string;
  /** Rows of four words of the question as it is asked. */
  readonly asked: ReadonlySet<string>;
  /** Of each answer that is known: examples and model answers, rows of five words. */
  readonly known: readonly ReadonlySet<string>[];
  readonly order: WordOrder | null;
  readonly topics: Topics | null;
}
