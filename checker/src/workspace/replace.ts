import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { type AttemptNote, attemptNumbers, findAttempt } from './attempts.ts';
import { copyNew } from './copy-new.ts';
import { layStarter } from './lay-starter.ts';
import { clearUnfinished, finish, markReady, prepare } from './laying.ts';
import { attemptsFolder, workspaceFolder } from './layout.ts';
import { withLock } from './lock.ts';

export interface Replaced {
  readonly folder: string;
  /** Number of the attempt that holds what was there before. */
  readonly savedAs: number;
}

export interface ReplaceInput {
  readonly at: Date;
  /** What is known of the state that is saved. */
  readonly passed: number | null;
  readonly total: number | null;
  readonly signal: AbortSignal;
}

/** Saves the learner's folder as an attempt and lays the starter anew. Throws WORKSPACE_MISSING where nothing was started. */
export function resetExercise(root: string, exercise: Exercise, input: ReplaceInput): Promise<Replaced> {
  return replace(root, exercise.id, 'reset', input, (laying) => {
    layStarter(root, exercise, laying);
  });
}

/** Saves the learner's folder as an attempt and puts a copy of an earlier one in its place. Throws ATTEMPT_UNKNOWN. */
export function restoreAttempt(
  root: string,
  exercise: Exercise,
  attempt: string,
  input: ReplaceInput,
): Promise<Replaced> {
  const { folder } = findAttempt(root, exercise.id, attempt);
  return replace(root, exercise.id, 'restore', input, (laying) => {
    copyNew(folder, laying);
  });
}

/**
 * The new folder is put together first; then the old one becomes the attempt by a rename, which loses nothing and cannot
 * fill the disk; then the new one takes its place. What belongs to the folder and not to an attempt moves along.
 */
function replace(
  root: string,
  exercise: string,
  why: AttemptNote['why'],
  { at, passed, total, signal }: ReplaceInput,
  fill: (laying: string) => void,
): Promise<Replaced> {
  const folder = workspaceFolder(root, exercise);
  return withLock(
    root,
    () => {
      clearUnfinished(root);
      if (!existsSync(folder)) throw notStarted(exercise);
      const { laying } = prepare(root, exercise, fill);
      const savedAs = (attemptNumbers(root, exercise).at(-1) ?? 0) + 1;
      const attempt = join(attemptsFolder(root, exercise), String(savedAs));
      mkdirSync(attempt, { recursive: true });
      const note = { savedAt: at.toISOString(), why, passed, total };
      writeFileSync(join(attempt, 'attempt.json'), `${JSON.stringify(note, null, 2)}\n`);
      const ready = markReady(laying);
      renameSync(folder, join(attempt, 'files'));
      for (const name of movesAlong) {
        const from = join(attempt, 'files', name);
        if (existsSync(from) && !existsSync(join(ready, name))) renameSync(from, join(ready, name));
      }
      finish(ready, folder);
      return { folder, savedAs };
    },
    { signal },
  );
}

/** The learner's own history, and what was installed for the folder. */
const movesAlong = ['.git', 'node_modules'];

function notStarted(exercise: string): CheckerError {
  return new CheckerError('WORKSPACE_MISSING', `you have not started ${exercise}`, {
    hint: `Lay out its starter first: \`make start E=${exercise}\`.`,
  });
}
