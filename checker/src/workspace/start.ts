import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { type Laid, layStarter } from './lay-starter.ts';
import { clearUnfinished, finish, prepare } from './laying.ts';
import { workspaceFolder } from './layout.ts';
import { withLock } from './lock.ts';

export interface Started extends Laid {
  readonly folder: string;
}

/**
 * Lays out the starter of an exercise in the workspace, put together aside and renamed into place, so that there is a
 * whole folder or none. Throws WORKSPACE_EXISTS where the learner has one already.
 */
export function startExercise(root: string, exercise: Exercise, signal: AbortSignal): Promise<Started> {
  const folder = workspaceFolder(root, exercise.id);
  return withLock(
    root,
    () => {
      clearUnfinished(root);
      if (isTaken(folder)) throw exists(folder, exercise.id);
      const { laying, laid } = prepare(root, exercise.id, (empty) => layStarter(root, exercise, empty));
      finish(laying, folder);
      return { folder, ...laid };
    },
    { signal },
  );
}

/** Adds the files of the starter and the specs that are not there, and touches no other. Returns their paths, sorted. */
export function addMissing(
  root: string,
  exercise: Exercise,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folder = workspaceFolder(root, exercise.id);
  return withLock(
    root,
    () => {
      clearUnfinished(root);
      const { laying, laid } = prepare(root, exercise.id, (empty) =>
        layStarter(root, exercise, empty, { carryOver: false }),
      );
      const missing = laid.files.filter((path) => !existsSync(join(folder, path)));
      for (const path of missing) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        renameSync(join(laying, path), join(folder, path));
      }
      clearUnfinished(root);
      return missing;
    },
    { signal },
  );
}

/** An empty folder is free: somebody may have made it by hand. */
function isTaken(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return !statSync(folder).isDirectory() || readdirSync(folder).length > 0;
}

function exists(folder: string, id: string): CheckerError {
  return new CheckerError('WORKSPACE_EXISTS', `you have started ${id} already: ${folder}`, {
    hint:
      `Go on there: \`make check E=${id}\`.\n` +
      `Add only files that are missing: \`npm run checker -- start ${id} --missing\`.\n` +
      `Begin anew, with what you have saved first: \`npm run checker -- reset ${id}\`.`,
  });
}
