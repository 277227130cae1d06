import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Course, Exercise } from '../course/course.ts';
import { archiveEnding } from '../intake/archive-name.ts';
import type { Context } from './context.ts';

/**
 * The folder to judge of what `--submission` names: itself, or what is unpacked of an archive.
 *
 * @param folder that goes with the judge
 */
export async function handedIn(
  { env, signal }: Context,
  course: Course,
  exercise: Exercise,
  submission: string,
  folder: string,
): Promise<string> {
  const isFile = statSync(submission, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile || !archiveEnding.test(submission)) return submission;
  const { archiveReader, receive } = await import('../fleet/receive.ts');
  const { findWork } = await import('../fleet/find-work.ts');
  const scratch = join(folder, 'handed-in');
  mkdirSync(scratch, { mode: 0o711 });
  const target = join(scratch, 'submission');
  const reader = archiveReader({ tmp: tmpdir(), path: env.PATH ?? '' });
  const root = await receive({ path: submission, kind: 'archive' }, { target, signal, ...reader });
  return findWork(root, basename(submission), course, exercise)[0]?.folder ?? root;
}
