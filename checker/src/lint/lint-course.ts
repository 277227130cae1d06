import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Course, Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { inspectCourse } from '../course/load-course.ts';
import { inOrder, type Problem } from '../course/problem.ts';
import { lintErrorCodes } from './lint-error-codes.ts';
import { lintHiddenTests } from './lint-hidden-tests.ts';
import { lintMutants } from './lint-mutants.ts';
import { lintReadme } from './lint-readme.ts';

export interface LintResult {
  readonly problems: readonly Problem[];
  /** Files that were written, relative to the root. */
  readonly fixed: readonly string[];
  readonly exercises: number;
}

/**
 * Everything about a course that can be told without running it. With `fix`, generated tables are written where they differ.
 *
 * @param named exercises to look at, drafts among them; none: all but drafts
 */
export async function lintCourse(
  root: string,
  { fix, named = [] }: { fix: boolean; named?: readonly string[] },
): Promise<LintResult> {
  const { course, problems } = await inspectCourse(root);
  const exercises = named.length === 0 ? course.exercises : named.map((name) => findExercise(course, name));
  const readmes = exercises.map((exercise) => lintReadme(root, exercise, { fix }));
  const hidden = await Promise.all(exercises.map((exercise) => lintHiddenTests(root, exercise)));
  return {
    problems: inOrder([
      ...problems,
      ...foldersWithoutManifest(course),
      ...exercises.flatMap((exercise) => missingParts(root, exercise)),
      ...readmes.flatMap((readme) => readme.problems),
      ...hidden.flat(),
      ...exercises.flatMap((exercise) => lintMutants(root, exercise)),
      ...lintErrorCodes(root),
    ]),
    fixed: readmes.flatMap(({ fixed }) => (fixed === null ? [] : [fixed])),
    exercises: exercises.length,
  };
}

/** A folder that is named like an exercise and has no exercise.yaml is not found by anything else. */
function foldersWithoutManifest({ root, weeks }: Course): Problem[] {
  return weeks.flatMap(({ folder }) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
      .map((entry) => join(folder, entry.name))
      .filter((exercise) => !existsSync(join(exercise, 'exercise.yaml')))
      .map((exercise) => whole(root, exercise, 'expected an exercise.yaml in this folder, got none')),
  );
}

function missingParts(root: string, { folder }: Exercise): Problem[] {
  return ['starter', 'specs', 'hidden']
    .filter((part) => !existsSync(join(folder, part)))
    .map((part) => whole(root, folder, `expected a folder ${part}/ beside the manifest, got none`));
}

function whole(root: string, path: string, message: string): Problem {
  return { file: relative(root, path), line: 1, column: 1, message };
}
