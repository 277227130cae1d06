import type { Element, Pattern } from './pattern.ts';
import type { Span } from './span.ts';

export interface Match {
  readonly pattern: Pattern;
  readonly span: Span;
  /** Said as true; said as not so; or told as what others say, or as a supposition. */
  readonly said: 'yes' | 'no' | 'open';
}

/** Places that are looked at for one element: a text that repeats a word a thousand times costs no more than this. */
const mostPlaces = 24;

/** The first match in which the writer means it, else the first at all. */
export function matchPattern(pattern: Pattern, span: Span): Match | null {
  if (pattern.sentences !== span.sentences) return null;
  const places: Place[][] = [];
  for (const element of pattern.elements) {
    const found = placesOf(element, span);
    if (found.length === 0) return null;
    places.push(found);
  }
  if (pattern.absent.some((element) => placesOf(element, span).length > 0)) return null;
  let other: Match | null = null;
  for (const first of places[0] ?? []) {
    const chosen = choose(first, places, pattern);
    if (chosen === null) continue;
    const match = { pattern, span, said: saidAt(chosen, span) };
    if (match.said === 'yes') return match;
    other ??= match;
  }
  return other;
}

/** False where a text with these stems cannot hold the pattern anywhere: most of the wordings, at the cost of a look. */
export function mayMatch({ elements }: Pattern, stems: ReadonlySet<string>): boolean {
  return elements.every((element) => element.some(([first = '']) => stems.has(first)));
}

/** From the first word of a place to behind its last. */
type Place = readonly [from: number, to: number];

function placesOf(element: Element, { tokens, positions }: Span): Place[] {
  const places: Place[] = [];
  for (const stems of element)
    for (const from of positions.get(stems[0] ?? '') ?? [])
      if (stems.every((stem, offset) => tokens[from + offset]?.stem === stem))
        places.push([from, from + stems.length]);
  return places.sort(([a], [b]) => a - b).slice(0, mostPlaces);
}

/** For each element the place nearest to those before it, none of them twice. */
function choose(first: Place, places: readonly (readonly Place[])[], pattern: Pattern): Place[] | null {
  const chosen = [first];
  for (const candidates of places.slice(1)) {
    let best: Place | null = null;
    let bestLength = Number.POSITIVE_INFINITY;
    for (const place of candidates) {
      if (chosen.some((other) => place[0] < other[1] && other[0] < place[1])) continue;
      if (pattern.ordered && place[0] < (chosen.at(-1)?.[1] ?? 0)) continue;
      const length = lengthOf([...chosen, place]);
      if (length > pattern.window || length >= bestLength) continue;
      best = place;
      bestLength = length;
    }
    if (best === null) return null;
    chosen.push(best);
  }
  return chosen;
}

function lengthOf(places: readonly Place[]): number {
  return Math.max(...places.map(([, to]) => to)) - Math.min(...places.map(([from]) => from));
}

/** A negator that is itself part of the match says what the pattern says; any other turns it around. */
function saidAt(chosen: readonly Place[], { negators, stances }: Span): Match['said'] {
  const matched = new Set(
    chosen.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at)),
  );
  const turning = new Set<number>();
  for (const at of matched) {
    if (stances[at] === 'rejected') return 'no';
    if (stances[at] !== 'asserted') return 'open';
    for (const negator of negators[at] ?? []) if (!matched.has(negator)) turning.add(negator);
  }
  return turning.size % 2 === 0 ? 'yes' : 'no';
}
