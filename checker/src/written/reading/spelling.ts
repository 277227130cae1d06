import leven from 'leven';

/** Shorter words are too near to each other. */
const shortest = 5;

/**
 * Corrects a word that is nearly one of the vocabulary: one letter away, or two in words of nine letters and more, and only
 * where a single word is so near. A word that is known stays as it is.
 */
export function spellingRepair(vocabulary: readonly string[]): (word: string) => string {
  const known = new Set(vocabulary);
  const byLength = Map.groupBy(
    vocabulary.filter((word) => word.length >= shortest),
    (word) => word.length,
  );
  const found = new Map<string, string>();
  return (word) => {
    if (word.length < shortest || word.length > 24 || known.has(word) || !/^[a-z]+$/.test(word)) return word;
    const before = found.get(word);
    if (before !== undefined) return before;
    const repaired = nearest(word, byLength) ?? word;
    if (found.size < 5000) found.set(word, repaired);
    return repaired;
  };
}

function nearest(word: string, byLength: ReadonlyMap<number, readonly string[]>): string | null {
  for (const distance of word.length >= 9 ? [1, 2] : [1]) {
    const near = new Set<string>();
    for (let length = word.length - distance; length <= word.length + distance; length += 1)
      for (const candidate of byLength.get(length) ?? [])
        if (leven(word, candidate, { maxDistance: distance + 1 }) <= distance) near.add(candidate);
    const [only] = near;
    if (near.size === 1 && only !== undefined) return only;
    if (near.size > 1) return null;
  }
  return null;
}
