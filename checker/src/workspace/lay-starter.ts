import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { CheckerError } from '../errors.ts';
import { copyNew } from './copy-new.ts';
import { workspaceFolder } from './layout.ts';

export interface Laid {
  /** Relative paths of all files laid, sorted. */
  readonly files: readonly string[];
  /** The exercise whose folder this one starts from, when there was one. */
  readonly carriedFrom: string | null;
  /** Files of the starter that were not laid, since the earlier exercise has its own. */
  readonly kept: readonly string[];
}

/** Fills the empty folder `target` with the earlier exercise's work, the starter and the specs; the first to lay a file wins. */
export function layStarter(
  root: string,
  exercise: Exercise,
  target: string,
  { carryOver = true }: { carryOver?: boolean } = {},
): Laid {
  const earlier = exercise.manifest.carriesOver;
  const from = earlier === undefined ? undefined : workspaceFolder(root, earlier);
  const carried =
    carryOver && from !== undefined && existsSync(from) ? copyNew(from, target, notCarried) : [];
  const starter = copyNew(join(exercise.folder, 'starter'), target);
  const specs = copyNew(join(exercise.folder, 'specs'), join(target, 'specs'));
  const laid = [...carried, ...starter].filter(({ skipped }) => !skipped).map(({ path }) => path);
  const files = [...laid, ...specs.map(({ path }) => `specs/${path}`)].sort();
  if (files.length === 0) throw noStarter(exercise);
  return {
    files,
    carriedFrom: carried.length > 0 ? (earlier ?? null) : null,
    kept: starter
      .filter(({ skipped }) => skipped)
      .map(({ path }) => path)
      .sort(),
  };
}

/** Each exercise brings its own specs, and what tools made is made again. */
const notCarried: ReadonlySet<string> = new Set(['specs', 'node_modules', '.git', 'dist', 'coverage']);

function noStarter({ id, folder }: Exercise): CheckerError {
  return new CheckerError('COURSE_NOT_FOUND', `${id} has no starter: ${join(folder, 'starter')}`, {
    hint: 'The repository is not complete. `git status` shows what is missing, `git restore weeks` brings it back.',
  });
}
