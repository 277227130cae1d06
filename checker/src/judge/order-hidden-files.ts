import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Requirement } from '../course/manifest.ts';

/**
 * The hidden files that judge one of the requirements, in the order that ends soonest: first those of what others need, so
 * that one broken prerequisite spares the rest; then those with the longest time limit, so that none of them is left to run
 * alone at the end.
 */
export function orderHiddenFiles(
  hidden: string,
  requirements: readonly Requirement[],
  slugs: readonly string[],
): string[] {
  const needed = new Set(requirements.flatMap(({ needs }) => needs));
  const isRoot = ({ slug, needs }: Requirement) => needs.length === 0 && needed.has(slug);
  return readdirSync(hidden)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => {
      const file = join(hidden, name);
      const text = readFileSync(file, 'utf8');
      const judged = requirements.filter(({ slug }) => slugs.includes(slug) && text.includes(`'${slug}'`));
      return { file, judged };
    })
    .filter(({ judged }) => judged.length > 0)
    .map(({ file, judged }) => ({
      file,
      root: judged.some(isRoot),
      seconds: Math.max(...judged.map(({ wallSeconds }) => wallSeconds ?? 0)),
    }))
    .sort((a, b) => Number(b.root) - Number(a.root) || b.seconds - a.seconds)
    .map(({ file }) => file);
}
