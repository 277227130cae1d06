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
    vocabulary
      .filter((word) => word.length >= shortest)
      .map((word): Candidate => ({ word, letters: lettersOf(word) })),
    ({ word }) => word.length,
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

interface Candidate {
  readonly word: string;
  readonly letters: number;
}

function nearest(word: string, byLength: ReadonlyMap<number, readonly Candidate[]>): string | null {
  const own = lettersOf(word);
  for (const distance of word.length >= 9 ? [1, 2] : [1]) {
    const near = new Set<string>();
    for (let length = word.length - distance; length <= word.length + distance; length += 1)
      for (const { word: candidate, letters } of byLength.get(length) ?? []) {
        // A slip takes one letter away and brings one in at most: most words are told apart without counting slips.
        if (countBits(own ^ letters) > 2 * distance) continue;
        if (leven(word, candidate, { maxDistance: distance + 1 }) <= distance) near.add(candidate);
      }
    const [only] = near;
    if (near.size === 1 && only !== undefined) return only;
    if (near.size > 1) return null;
  }
  return null;
}

/** A bit for each letter from a to z that the word has. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at += 1) {
    const letter = word.charCodeAt(at) - 97;
    if (letter >= 0 && letter < 26) letters |= 1 << letter;
  }
  return letters;
}

/** Adds neighbouring bits up, then pairs, then fours, as in Hacker's Delight, section 5-1. */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
