import type { VerdictKind } from '../judge/verdict.ts';

/** The learner's record: what was judged, when, and how many hints were asked for. */
export interface Progress {
  /** By exercise id; also of exercises that the course no longer has. */
  readonly exercises: Readonly<Record<string, ExerciseRecord>>;
}

export interface ExerciseRecord {
  /** ISO 8601 in UTC; null while only hints were asked for. */
  readonly startedAt: string | null;
  /** Judgings that said something about the submission. */
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
  /** Digest of the snapshot that was judged last. */
  readonly lastDigest: string | null;
  /** Points of the last judging. */
  readonly lastPoints: number | null;
  /** By slug. */
  readonly requirements: Readonly<Record<string, RequirementRecord>>;
}

export interface RequirementRecord {
  /** Null before the first judging. */
  readonly best: VerdictKind | null;
  readonly last: VerdictKind | null;
  readonly firstPassedAt: string | null;
  /** Judgings that passed or failed it; blocked, inconclusive and not run are not charged. */
  readonly attempts: number;
  /** Hints shown so far. */
  readonly hints: number;
}

export const emptyProgress: Progress = { exercises: {} };
