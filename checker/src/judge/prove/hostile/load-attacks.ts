import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CheckerError } from '../../../errors.ts';
import { type Attack, attackSchema } from './attack.ts';

/**
 * The corpus, by name.
 *
 * @param folder holds one folder for each attack
 * @throws MANIFEST_INVALID with the file and what is wrong in it
 */
export function loadAttacks(folder: string): readonly Attack[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readAttack(join(folder, name), name))
    .sort((one, other) => (one.slug < other.slug ? -1 : 1));
}

function readAttack(folder: string, slug: string): Attack {
  const file = join(folder, 'attack.yaml');
  const { success, data, error } = attackSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (success) return { ...data, slug, folder };
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CheckerError('MANIFEST_INVALID', `${slug}/attack.yaml: ${problems.join('; ')}`, {
    hint: 'checker/src/judge/prove/hostile/attack.ts describes every field.',
  });
}
