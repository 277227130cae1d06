import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { digestFolder } from './digest-folder.ts';

/** The requirement that is judged by a submission's `test/` alone, whatever stands in `src/`. */
export const ownTests = 'own-tests';

/**
 * sha256 over what the verdict on the own tests depends on: `test/`, the right and wrong implementations that it is run on,
 * the kit that runs it, and Node.
 */
export function ownTestsDigest(snapshot: string, exercise: Exercise, repository: string): string {
  const folders = [
    join(snapshot, 'test'),
    ...['wheat', 'chaffs'].map((name) => join(exercise.folder, 'hidden', name)),
    join(repository, 'checker/kit'),
  ];
  const digests = folders.map((folder) => (existsSync(folder) ? digestFolder(folder) : ''));
  return createHash('sha256')
    .update([exercise.id, process.version, ...digests].join('\n'))
    .digest('hex');
}
