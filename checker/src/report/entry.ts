import type { Report } from './schema.ts';

/** One of a class: a submission that was judged, or one that could not be. */
export type Entry = JudgedEntry | UnjudgedEntry;

export interface JudgedEntry {
  /** What the grader calls it; often the name of a folder that its author chose, so never to be trusted as text. */
  readonly submission: string;
  readonly report: Report;
}

export interface UnjudgedEntry {
  readonly submission: string;
  /** Refused: it may not be judged; empty: there is nothing in it; unknown: nobody can tell which exercise it is. */
  readonly kind: 'refused' | 'empty' | 'unknown';
  readonly message: string;
}

export function isJudged(entry: Entry): entry is JudgedEntry {
  return 'report' in entry;
}

/** From the outermost: the submission, then its exercise; said once where both are the same. */
export function pathOf({ submission, report }: JudgedEntry): [string, ...string[]] {
  return submission === report.exercise.id ? [submission] : [submission, report.exercise.id];
}
