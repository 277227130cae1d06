import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestFolder } from './digest-folder.ts';

/**
 * sha256 over what makes the checker judge as it does: its launcher, its code, the kit, and the lock file, which pins every
 * package by its own digest. Tests are left out: an edition may come without them and judges the same.
 */
export function digestChecker(repository: string): string {
  const sum = createHash('sha256');
  for (const folder of ['bin', 'src', 'kit'])
    sum.update(
      `${folder} ${digestFolder(join(repository, 'checker', folder), (path) => !path.endsWith('.test.ts'))}\n`,
    );
  for (const file of ['checker/package.json', 'package-lock.json']) {
    const path = join(repository, file);
    sum.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : '');
  }
  return sum.digest('hex');
}
