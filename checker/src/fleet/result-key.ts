import { hash } from 'node:crypto';
import type { Isolation } from '../box/box.ts';
import type { Exercise } from '../course/course.ts';
import { digestFolder } from '../judge/digest-folder.ts';

/** What a result hangs on: where all of it is the same, nothing is judged again. */
export interface KeyParts {
  /** Digest of the submission's snapshot. */
  readonly snapshot: string;
  /** From `digestExercise`. */
  readonly course: string;
  /** From `digestChecker`. */
  readonly checker: string;
  readonly isolation: Isolation;
  /** Null where each judging takes a new one. */
  readonly seed: number | null;
}

export function resultKey({ snapshot, course, checker, isolation, seed }: KeyParts): string {
  return hash('sha256', JSON.stringify([snapshot, course, checker, isolation, seed]));
}

/** Of the exercise, and of the suites that it is judged by as well. */
export function digestExercise({ id, folder, suites }: Exercise): string {
  const digests = [folder, ...suites.map((suite) => suite.folder)].map((each) => digestFolder(each));
  return hash('sha256', JSON.stringify([id, ...digests]));
}
