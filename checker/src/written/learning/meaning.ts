import { dimensions, unit, type WordVectors } from './word-vectors.ts';

/** Brings an average span to a length near 1; its named features have a length of 3. */
const scale = 0.6 / unit;

/**
 * What the words of a span mean together, from the names of its features: the sum of their vectors, then the sum of those that
 * are denied. Where nothing is denied, that half is left out.
 */
export function meaningOf(names: ReadonlySet<string>, vectors: WordVectors): Float64Array {
  const said: Int8Array[] = [];
  const denied: Int8Array[] = [];
  for (const name of names) {
    if (!name.startsWith('w:')) continue;
    const isDenied = name.endsWith('!');
    const vector = vectors.get(name.slice(2, isDenied ? -1 : undefined));
    if (vector === undefined) continue;
    said.push(vector);
    if (isDenied) denied.push(vector);
  }
  const halves = said.length === 0 ? [] : denied.length === 0 ? [said] : [said, denied];
  const meaning = new Float64Array(halves.length * dimensions);
  for (const [half, some] of halves.entries())
    for (const vector of some)
      for (let at = 0; at < dimensions; at += 1) {
        const to = half * dimensions + at;
        meaning[to] = (meaning[to] as number) + (scale * (vector[at] as number)) / Math.sqrt(said.length);
      }
  return meaning;
}
