import type { SignedReport } from './envelope.ts';

/** What `verify` found out about one file. */
export type FileVerification =
  | { readonly file: string; readonly ok: false; readonly valid: false; readonly why: string }
  | {
      readonly file: string;
      /** The signature is valid, and the folder, where one was named, is what was judged. */
      readonly ok: boolean;
      readonly valid: true;
      readonly keyId: string;
      readonly folder: FolderVerdict | null;
      readonly course: CourseVerdict;
      readonly covers: Covered;
    };

export interface FolderVerdict {
  readonly path: string;
  readonly digest: string;
  readonly isWhatWasJudged: boolean;
}

/** Whether the exercise in the course at hand is the one that judged; a note, since a course goes on after a judging. */
export type CourseVerdict = 'same' | 'different' | 'not-here';

/** What the signature covers, in short; the report itself is not repeated. */
export type Covered = Pick<SignedReport, 'submission' | 'signedAt'> &
  Pick<SignedReport['report'], 'outcome' | 'scope' | 'startedAt' | 'seed' | 'points' | 'provenance'> & {
    readonly exercise: string;
  };

export function coveredBy({ submission, signedAt, report }: SignedReport): Covered {
  const { exercise, outcome, scope, startedAt, seed, points, provenance } = report;
  return {
    submission,
    signedAt,
    exercise: exercise.id,
    outcome,
    scope,
    startedAt,
    seed,
    points,
    provenance,
  };
}
