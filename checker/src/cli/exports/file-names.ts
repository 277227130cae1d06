import { type Entry, isJudged } from '../../report/entry.ts';

/**
 * A name for a file of each entry: letters, digits, dots and hyphens only, different also where a file system ignores case,
 * and never one that leads out of a folder or is hidden in it. In the order of the entries.
 */
export function fileNames(entries: readonly Entry[]): string[] {
  const exercises = new Set(entries.filter(isJudged).map(({ report }) => report.exercise.id));
  const taken = new Set<string>();
  return entries.map((entry) => {
    const exercise = isJudged(entry) && exercises.size > 1 ? `-${entry.report.exercise.id}` : '';
    const plain = `${entry.submission}${exercise}`
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[._-]+/, '')
      .slice(0, 100);
    const name = plain === '' ? 'submission' : plain;
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? name : `${name}-${count}`;
      if (taken.has(candidate.toLowerCase())) continue;
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  });
}
