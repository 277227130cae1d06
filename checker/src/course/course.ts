import type { Manifest } from './manifest.ts';

/** The whole course, as discovered under `weeks/` in the order of its folders. */
export interface Course {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly weeks: readonly Week[];
  /** All exercises, in course order. */
  readonly exercises: readonly Exercise[];
  /** Exercises that are being written: found by their names, and otherwise no part of the course. */
  readonly drafts: readonly Exercise[];
}

export interface Week {
  /** 1, 2, 3 … from the folder's name `week-N-title`. */
  readonly number: number;
  readonly title: string;
  /** Absolute path of the week's folder. */
  readonly folder: string;
  readonly exercises: readonly Exercise[];
}

export interface Exercise {
  readonly id: string;
  readonly week: number;
  readonly manifest: Manifest;
  /** Absolute path of the exercise's folder: README.md, exercise.yaml, starter/, specs/, hidden/. */
  readonly folder: string;
  /** Absolute path of `solutions/week-N/NN-id`, whether or not it is there (learner editions carry none). */
  readonly solutions: string;
  /** Exercises whose hidden tests judge a submission of this one once more: see `suite` in the manifest. */
  readonly suites: readonly Exercise[];
}
