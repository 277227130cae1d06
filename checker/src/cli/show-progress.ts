import type { Exercise } from '../course/course.ts';
import { LiveProgress } from '../report/live-progress.ts';
import type { Context } from './context.ts';

/** Live progress on standard error, in the form that suits whoever reads it. */
export function showProgress(
  { stderr, columns, unicode, clock }: Context,
  { id, manifest }: Exercise,
  { silent, total = manifest.requirements.length }: { readonly silent: boolean; readonly total?: number },
): LiveProgress {
  const mode = silent ? 'silent' : stderr.isTTY === true ? 'line' : 'log';
  return new LiveProgress({ stream: stderr, mode, exercise: id, total, columns, unicode, clock });
}
