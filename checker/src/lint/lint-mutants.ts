import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Exercise } from '../course/course.ts';
import type { Problem } from '../course/problem.ts';
import { CheckerError } from '../errors.ts';
import { type Mutant, readMutants } from '../judge/prove/mutant.ts';

/** Each requirement has a mutant, and mutants name requirements that there are. Editions without solutions have none to look at. */
export function lintMutants(root: string, { solutions, manifest }: Exercise): Problem[] {
  if (!existsSync(solutions)) return [];
  const folder = join(solutions, 'mutants');
  const slugs = manifest.requirements.map(({ slug }) => slug);
  const at = (file: string, message: string): Problem => ({
    file: relative(root, file),
    line: 1,
    column: 1,
    message,
  });
  let mutants: readonly Mutant[];
  try {
    mutants = readMutants(folder);
  } catch (error) {
    if (!(error instanceof CheckerError)) throw error;
    return [at(folder, `expected a header in every mutant, got: ${error.message}`)];
  }
  const unknown = mutants.flatMap(({ file, requirement, also }) =>
    [requirement, ...also]
      .filter((slug) => !slugs.includes(slug))
      .map((slug) => at(file, `expected the slug of a requirement, got \`${slug}\``)),
  );
  const missing = slugs
    .filter((slug) => !mutants.some(({ requirement }) => requirement === slug))
    .map((slug) => at(folder, `expected a mutant that fails \`${slug}\`, got none`));
  return [...unknown, ...missing];
}
