import leven from 'leven';

/** The known word that was most likely meant, or undefined when none is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const begun = word.length >= 3 ? known.filter((candidate) => candidate.startsWith(word)) : [];
  if (begun.length === 1) return begun[0];
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(word, candidate) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}
