import type { Glossary } from '../matching/pattern.ts';
import type { Span } from '../matching/span.ts';
import { isNegator } from '../reading/negation.ts';

/** Words that say nothing by themselves. */
const empty = new Set(
  'a an the of to in on at for from by with as is be it its this that these those and or i you we they he she my your our their them us me there here so also just very really quite some any such than then too into onto about over under out up down off if when while which who what how do have will would can could may might should must am get got like one thing way lot kind sort other another each own same only even still well now'.split(
    ' ',
  ),
);

/**
 * What a span says, as names of features: stems, neighbouring stems, sets of the glossary and pairs of those; each apart for
 * what is said and what is denied. What others say, or is only supposed, is left out.
 */
export function featuresOf(span: Span, lookup: GlossaryLookup): Set<string> {
  const features = new Set<string>();
  const sets = new Set<string>();
  let before: string | null = null;
  for (const [at, { stem, word }] of span.tokens.entries()) {
    if (span.stances[at] !== 'asserted') continue;
    if (isNegator(span.tokens, at)) {
      features.add(`w:${stem}`);
      before = stem;
      continue;
    }
    const denied = (span.negators[at]?.length ?? 0) % 2 === 1 ? '!' : '';
    for (const set of lookup.setsAt(span, at)) sets.add(set + denied);
    if (empty.has(word) || empty.has(stem)) continue;
    features.add(`w:${stem}${denied}`);
    if (before !== null) features.add(`n:${before} ${stem}`);
    before = stem;
  }
  const sorted = [...sets].sort();
  for (const [index, set] of sorted.entries()) {
    features.add(`g:${set}`);
    for (const other of sorted.slice(index + 1)) features.add(`p:${set}+${other}`);
  }
  return features;
}

export interface GlossaryLookup {
  /** The sets one of whose wordings begins at that word. */
  setsAt(span: Span, at: number): readonly string[];
}

export function glossaryLookup(glossary: Glossary): GlossaryLookup {
  const byFirst = new Map<string, { readonly set: string; readonly stems: readonly string[] }[]>();
  for (const [set, wordings] of glossary)
    for (const stems of wordings) {
      const [first = ''] = stems;
      const known = byFirst.get(first);
      if (known === undefined) byFirst.set(first, [{ set, stems }]);
      else known.push({ set, stems });
    }
  return {
    setsAt: (span, at) =>
      (byFirst.get(span.tokens[at]?.stem ?? '') ?? [])
        .filter(({ stems }) => stems.every((stem, offset) => span.tokens[at + offset]?.stem === stem))
        .map(({ set }) => set),
  };
}
