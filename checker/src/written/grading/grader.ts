import type { Topics } from '../gates/topics.ts';
import type { WordOrder } from '../gates/word-order.ts';
import type { LinearModel } from '../learning/train.ts';
import type { WordVectors } from '../learning/word-vectors.ts';
import type { Pattern } from '../matching/pattern.ts';

/** Everything that marks answers to one question, made ready once. */
export interface Grader {
  readonly question: string;
  readonly targets: readonly Target[];
  /** Most marks that can be had. */
  readonly of: number;
  /** Corrects the spelling of a word. */
  readonly repair: (word: string) => string;
  readonly asked: ReadonlySet<string>;
  readonly known: readonly ReadonlySet<string>[];
  readonly order: WordOrder | null;
  readonly topics: Topics | null;
  readonly vectors: WordVectors;
  /** Points in doubt above which a human should look. */
  readonly mostDoubt: number;
  readonly rubric: { readonly version: number; readonly digest: string };
}

/** A concept or a misconception: what is looked for. */
export interface Target {
  readonly kind: 'concept' | 'misconception';
  readonly id: string;
  /** Points of a concept, penalty of a misconception. */
  readonly points: number;
  readonly patterns: readonly Pattern[];
  readonly model: LinearModel | null;
  /** A wording counts where the model does not score below this. */
  readonly floor: number;
  /** From this score on the model needs no wording. */
  readonly ceiling: number;
}
