import type { Token } from '../reading/tokenize.ts';

/** Every row of that many words. */
export function shinglesOf(tokens: readonly Token[], length: number): Set<string> {
  const shingles = new Set<string>();
  for (let at = 0; at + length <= tokens.length; at += 1)
    shingles.add(
      tokens
        .slice(at, at + length)
        .map(({ stem }) => stem)
        .join(' '),
    );
  return shingles;
}

/** The share of the first set that stands in the second; 0 where the first is empty. */
export function shareWithin(own: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (own.size === 0) return 0;
  let common = 0;
  for (const shingle of own) if (other.has(shingle)) common += 1;
  return common / own.size;
}
