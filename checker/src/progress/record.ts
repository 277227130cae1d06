import type { RequirementResult, VerdictKind } from '../judge/verdict.ts';
import { type LockOptions, withLock } from '../workspace/lock.ts';
import { type ExerciseRecord, emptyProgress, type Progress, type RequirementRecord } from './progress.ts';
import { readProgressFile, setAside, writeProgressFile } from './progress-file.ts';

/** The record, and where a damaged one was put if there was one: whoever asked has to say so. */
export interface Reading {
  readonly progress: Progress;
  readonly setAside: string | null;
}

/** The learner's record. Throws PROGRESS_NEWER; a damaged file is set aside, never deleted, and the record starts anew. */
export async function readProgress(root: string, options?: LockOptions): Promise<Reading> {
  const file = await readProgressFile(root);
  if (file.state === 'sound') return { progress: file.progress, setAside: null };
  if (file.state === 'absent') return { progress: emptyProgress, setAside: null };
  return withLock(root, () => readLocked(root), options);
}

export interface Attempt {
  readonly exercise: string;
  readonly at: Date;
  readonly results: readonly Pick<RequirementResult, 'slug' | 'verdict'>[];
  /** Points earned; null when only some requirements were judged. */
  readonly points: number | null;
  /** Digest of the snapshot. */
  readonly digest: string;
}

/** Takes a judging into the record. What is inconclusive or was not run changes nothing that was known before. */
export function recordAttempt(root: string, attempt: Attempt, options?: LockOptions): Promise<Reading> {
  const { exercise, at, results, points, digest } = attempt;
  return change(root, options, (progress) =>
    withExercise(progress, exercise, (record) => {
      const requirements = { ...record.requirements };
      for (const { slug, verdict } of results) {
        requirements[slug] = judged(requirements[slug] ?? unjudged, verdict.kind, at);
      }
      const says = results.some(({ verdict }) => isCharged(verdict.kind));
      return {
        ...record,
        startedAt: record.startedAt ?? at.toISOString(),
        attempts: record.attempts + (says ? 1 : 0),
        lastAttemptAt: at.toISOString(),
        lastDigest: digest,
        lastPoints: points ?? record.lastPoints,
        requirements,
      };
    }),
  );
}

/** Notes that hints up to `level` (1-based) were shown. */
export function recordHint(
  root: string,
  hint: { exercise: string; requirement: string; level: number },
  options?: LockOptions,
): Promise<Reading> {
  return change(root, options, (progress) =>
    withExercise(progress, hint.exercise, (record) => {
      const before = record.requirements[hint.requirement] ?? unjudged;
      const after = { ...before, hints: Math.max(before.hints, hint.level) };
      return { ...record, requirements: { ...record.requirements, [hint.requirement]: after } };
    }),
  );
}

export function recordStart(
  root: string,
  { exercise, at }: { exercise: string; at: Date },
  options?: LockOptions,
): Promise<Reading> {
  return change(root, options, (progress) =>
    withExercise(progress, exercise, (record) => ({
      ...record,
      startedAt: record.startedAt ?? at.toISOString(),
    })),
  );
}

/** Reads, changes and writes under the lock, so that two checkers at once lose nothing of each other's. */
function change(
  root: string,
  options: LockOptions | undefined,
  update: (progress: Progress) => Progress,
): Promise<Reading> {
  return withLock(
    root,
    async () => {
      const before = await readLocked(root);
      const progress = update(before.progress);
      await writeProgressFile(root, progress);
      return { progress, setAside: before.setAside };
    },
    options,
  );
}

async function readLocked(root: string): Promise<Reading> {
  const file = await readProgressFile(root);
  if (file.state === 'sound') return { progress: file.progress, setAside: null };
  return { progress: emptyProgress, setAside: file.state === 'damaged' ? setAside(root) : null };
}

function withExercise(
  progress: Progress,
  exercise: string,
  update: (record: ExerciseRecord) => ExerciseRecord,
): Progress {
  const record = progress.exercises[exercise] ?? unstarted;
  return { ...progress, exercises: { ...progress.exercises, [exercise]: update(record) } };
}

const unstarted: ExerciseRecord = {
  startedAt: null,
  attempts: 0,
  lastAttemptAt: null,
  lastDigest: null,
  lastPoints: null,
  requirements: {},
};

const unjudged: RequirementRecord = { best: null, last: null, firstPassedAt: null, attempts: 0, hints: 0 };

function judged(record: RequirementRecord, kind: VerdictKind, at: Date): RequirementRecord {
  const knowsMore = kind !== 'inconclusive' && kind !== 'not-run';
  return {
    ...record,
    best: rank(kind) > rank(record.best) ? kind : record.best,
    last: knowsMore || record.last === null ? kind : record.last,
    firstPassedAt: record.firstPassedAt ?? (kind === 'passed' ? at.toISOString() : null),
    attempts: record.attempts + (isCharged(kind) ? 1 : 0),
  };
}

function isCharged(kind: VerdictKind): boolean {
  return kind === 'passed' || kind === 'failed';
}

function rank(kind: VerdictKind | null): number {
  return kind === null ? -1 : ['not-run', 'inconclusive', 'blocked', 'failed', 'passed'].indexOf(kind);
}
