import type { Manifest } from '../../course/manifest.ts';
import { ownTests } from '../own-tests-digest.ts';
import type { Mutant } from './mutant.ts';

/**
 * What a mutant is judged by. The own tests of a submission are judged by its `test/` alone, so a mutant that leaves them
 * as they are has the reference's verdict there, and the most expensive requirement need not be judged again.
 */
export function askedOf(
  mutant: Pick<Mutant, 'requirement' | 'also' | 'patch'>,
  { requirements }: Pick<Manifest, 'requirements'>,
  quick: boolean,
): string[] {
  const named = [mutant.requirement, ...mutant.also];
  if (quick) {
    // What its own requirement needs would block that one before it has shown that it fails by itself.
    const needed = needsOf(mutant.requirement, requirements);
    return named.filter((slug) => !needed.has(slug));
  }
  const touchesTests = /^(---|\+\+\+) [ab]\/test\//m.test(mutant.patch);
  return requirements
    .map(({ slug }) => slug)
    .filter((slug) => slug !== ownTests || touchesTests || named.includes(slug));
}

function needsOf(slug: string, requirements: Manifest['requirements']): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [slug];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const need of requirements.find((each) => each.slug === next)?.needs ?? []) {
      if (found.has(need)) continue;
      found.add(need);
      open.push(need);
    }
  return found;
}
