import type { Span } from '../matching/span.ts';
import { isNegator } from '../reading/negation.ts';

/** Words that say nothing by themselves. */
const empty = new Set(
  'a an the of to in on at for from by with as is be it its this that these those and or i you we they he she my your our their them us me there here so also just very really quite some any such than then too into onto about over under out up down off if when while which who what how do have will would can could may might should must am get got like one thing way lot kind sort other another each own same only even still well now'.split(
    ' ',
  ),
);

/**
 * What a span says, as names of features: stems and neighbouring stems, each apart for what is said and what is denied. What
 * others say, or is only supposed, is left out. Sets of the glossary and pairs of them were tried and made it worse.
 */
export function featuresOf({ tokens, stances, negators }: Span): Set<string> {
  const features = new Set<string>();
  let before: string | null = null;
  for (const [at, { stem, word }] of tokens.entries()) {
    if (stances[at] !== 'asserted') continue;
    if (isNegator(tokens, at)) {
      features.add(`w:${stem}`);
      before = stem;
      continue;
    }
    if (empty.has(word) || empty.has(stem)) continue;
    const denied = (negators[at]?.length ?? 0) % 2 === 1 ? '!' : '';
    features.add(`w:${stem}${denied}`);
    if (before !== null) features.add(`n:${before} ${stem}`);
    before = stem;
  }
  return features;
}
