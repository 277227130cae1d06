import type { Span } from '../matching/span.ts';
import { isNegator } from '../reading/negation.ts';
import { isEmptyWord } from './empty-words.ts';
import { meaningOf } from './meaning.ts';
import type { WordVectors } from './word-vectors.ts';

/** What a span says, as names and as numbers. */
export interface Features {
  readonly names: ReadonlySet<string>;
  readonly meaning: Float64Array;
}

export function featuresOf(span: Span, vectors: WordVectors): Features {
  const names = namesOf(span);
  return { names, meaning: meaningOf(names, vectors) };
}

/**
 * Stems and neighbouring stems, each apart for what is said and what is denied. What
 * others say, or is only supposed, is left out. Sets of the glossary and pairs of them were tried and made it worse.
 */
function namesOf({ tokens, stances, negators }: Span): Set<string> {
  const features = new Set<string>();
  let before: string | null = null;
  for (const [at, token] of tokens.entries()) {
    const { stem } = token;
    if (stances[at] !== 'asserted') continue;
    if (isNegator(tokens, at)) {
      features.add(`w:${stem}`);
      before = stem;
      continue;
    }
    if (isEmptyWord(token)) continue;
    const denied = (negators[at]?.length ?? 0) % 2 === 1 ? '!' : '';
    features.add(`w:${stem}${denied}`);
    if (before !== null) features.add(`n:${before} ${stem}`);
    before = stem;
  }
  return features;
}
