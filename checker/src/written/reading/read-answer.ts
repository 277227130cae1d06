import { negatorsOver } from './negation.ts';
import { normalize } from './normalize.ts';
import { passagesOf } from './prose.ts';
import { splitSentences } from './split-sentences.ts';
import { type Stance, stancesOf } from './stances.ts';
import { type Token, tokenize } from './tokenize.ts';

export interface Sentence {
  /** As it was written, for quoting. */
  readonly text: string;
  readonly kind: 'prose' | 'code';
  readonly tokens: readonly Token[];
  /** For each token: positions of the negators that reach it. */
  readonly negators: readonly (readonly number[])[];
  /** For each token: whether it is said as true. */
  readonly stances: readonly Stance[];
}

export interface Reading {
  readonly sentences: readonly Sentence[];
  /** Words of prose, without code. */
  readonly words: number;
}

/** Sentences past these are not read: no answer has so many. */
const mostSentences = 400;

/** An answer in Markdown as sentences whose words know their stems, their clauses, and how the writer stands to them. */
export function readAnswer(markdown: string, repair?: (word: string) => string): Reading {
  const sentences = passagesOf(normalize(markdown))
    .flatMap(({ kind, text }) =>
      (kind === 'code' ? text.split('\n').filter((line) => line.trim() !== '') : splitSentences(text)).map(
        (sentence) => ({ kind, text: sentence }),
      ),
    )
    .slice(0, mostSentences)
    .map(({ kind, text }) => readSentence(text, kind, repair));
  const prose = sentences.filter(({ kind }) => kind === 'prose');
  return { sentences, words: prose.reduce((sum, { tokens }) => sum + tokens.length, 0) };
}

export function readSentence(
  text: string,
  kind: 'prose' | 'code',
  repair?: (word: string) => string,
): Sentence {
  const tokens = tokenize(text, repair);
  // Who asks whether something is so has not said that it is.
  const stances = /\?["')\]]*$/.test(text) ? tokens.map((): Stance => 'supposed') : stancesOf(tokens);
  return { text, kind, tokens, negators: negatorsOver(tokens), stances };
}
