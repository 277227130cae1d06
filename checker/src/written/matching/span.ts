import type { Sentence } from '../reading/read-answer.ts';
import type { Stance } from '../reading/stances.ts';
import type { Token } from '../reading/tokenize.ts';

/** One sentence, or two that follow each other, as one row of words. */
export interface Span {
  /** Index of its first sentence in the answer. */
  readonly sentence: number;
  readonly sentences: 1 | 2;
  readonly tokens: readonly Token[];
  readonly negators: readonly (readonly number[])[];
  readonly stances: readonly Stance[];
  /** Where each stem stands. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
}

export function spansOf(sentences: readonly Sentence[]): Span[] {
  const single = sentences.map((sentence, index) => spanOf([sentence], index));
  const double = sentences.slice(1).map((second, index) => {
    const first = sentences[index];
    return first === undefined ? null : spanOf([first, second], index);
  });
  return [...single, ...double.filter((span) => span !== null)];
}

function spanOf(sentences: readonly Sentence[], index: number): Span {
  const tokens: Token[] = [];
  const negators: (readonly number[])[] = [];
  const stances: Stance[] = [];
  for (const sentence of sentences) {
    const shift = tokens.length;
    const clauses = (tokens.at(-1)?.clause ?? -1) + 1;
    tokens.push(...sentence.tokens.map((token) => ({ ...token, clause: token.clause + clauses })));
    negators.push(...sentence.negators.map((over) => over.map((at) => at + shift)));
    stances.push(...sentence.stances);
  }
  const positions = new Map<string, number[]>();
  for (const [at, { stem }] of tokens.entries()) {
    const known = positions.get(stem);
    if (known === undefined) positions.set(stem, [at]);
    else known.push(at);
  }
  return { sentence: index, sentences: sentences.length === 1 ? 1 : 2, tokens, negators, stances, positions };
}
