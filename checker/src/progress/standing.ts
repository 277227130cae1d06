import type { Course, Exercise } from '../course/course.ts';
import type { Requirement, Tier } from '../course/manifest.ts';
import type { VerdictKind } from '../judge/verdict.ts';
import type { ExerciseRecord, Progress } from './progress.ts';

/** Where a learner stands in the course. */
export interface Standing {
  readonly exercises: readonly ExerciseStanding[];
  /** What a command is about that names no exercise; null only where the course is empty. */
  readonly current: ExerciseStanding | null;
  /** What to start next; null when everything was started. */
  readonly fresh: ExerciseStanding | null;
  readonly next: NextStep;
}

export interface ExerciseStanding {
  readonly exercise: Exercise;
  readonly state: 'not-started' | 'started' | 'core-done' | 'complete';
  readonly requirements: readonly RequirementStanding[];
  readonly passed: number;
  readonly total: number;
  readonly core: TierStanding;
  readonly stretch: TierStanding;
  readonly attempts: number;
  readonly lastAttemptAt: string | null;
}

export interface TierStanding {
  readonly passed: number;
  readonly total: number;
  /** Points. */
  readonly earned: number;
  readonly possible: number;
}

export interface RequirementStanding {
  readonly requirement: Requirement;
  /** It was passed once: that counts, whatever became of it. */
  readonly passed: boolean;
  readonly last: VerdictKind | null;
  readonly attempts: number;
  readonly hints: number;
}

/** The one thing to do now. */
export type NextStep =
  | { readonly kind: 'start'; readonly exercise: Exercise }
  /** Started, and nothing is known to fail: judge it. */
  | { readonly kind: 'check'; readonly exercise: Exercise }
  | { readonly kind: 'fix'; readonly exercise: Exercise; readonly requirement: RequirementStanding }
  | { readonly kind: 'stretch'; readonly exercise: Exercise; readonly requirement: RequirementStanding }
  | { readonly kind: 'finished' };

/** Pure. What passed once counts as passed; the last verdicts decide what to do next. */
export function standing(course: Course, progress: Progress): Standing {
  const exercises = course.exercises.map((exercise) => standingOfExercise(exercise, progress));
  const touched = latestTouched(exercises, progress);
  const current = touched ?? exercises[0] ?? null;
  const fresh = firstFresh(exercises, touched);
  return { exercises, current, fresh, next: nextStep(exercises, current, fresh) };
}

/** Of any exercise, a draft as well. */
export function standingOfExercise(exercise: Exercise, progress: Progress): ExerciseStanding {
  const record = progress.exercises[exercise.id];
  const requirements = exercise.manifest.requirements.map((requirement): RequirementStanding => {
    const known = record?.requirements[requirement.slug];
    return {
      requirement,
      passed: known?.best === 'passed',
      last: known?.last ?? null,
      attempts: known?.attempts ?? 0,
      hints: Math.min(known?.hints ?? 0, requirement.hints.length),
    };
  });
  const core = addUp(requirements, 'core');
  const stretch = addUp(requirements, 'stretch');
  return {
    exercise,
    state: stateOf(record, core, stretch),
    requirements,
    passed: core.passed + stretch.passed,
    total: requirements.length,
    core,
    stretch,
    attempts: record?.attempts ?? 0,
    lastAttemptAt: record?.lastAttemptAt ?? null,
  };
}

function addUp(requirements: readonly RequirementStanding[], tier: Tier): TierStanding {
  const own = requirements.filter(({ requirement }) => requirement.tier === tier);
  const done = own.filter(({ passed }) => passed);
  return { passed: done.length, total: own.length, earned: points(done), possible: points(own) };
}

function points(requirements: readonly RequirementStanding[]): number {
  const sum = requirements.reduce((total, { requirement }) => total + requirement.points, 0);
  return Math.round(sum * 100) / 100;
}

function stateOf(
  record: ExerciseRecord | undefined,
  core: TierStanding,
  stretch: TierStanding,
): ExerciseStanding['state'] {
  if (record === undefined || record.startedAt === null) return 'not-started';
  if (core.passed < core.total) return 'started';
  return stretch.passed < stretch.total ? 'core-done' : 'complete';
}

/** What was started or judged last, among those whose core is open if there are any: nothing is left half done. */
function latestTouched(
  exercises: readonly ExerciseStanding[],
  progress: Progress,
): ExerciseStanding | undefined {
  const touchedAt = ({ exercise }: ExerciseStanding): string => {
    const record = progress.exercises[exercise.id];
    return record?.lastAttemptAt ?? record?.startedAt ?? '';
  };
  const started = exercises.filter(({ state }) => state !== 'not-started');
  const open = started.filter(({ state }) => state === 'started');
  return (open.length > 0 ? open : started).toSorted((a, b) => (touchedAt(a) < touchedAt(b) ? 1 : -1))[0];
}

/** The next one in the course's order; what was skipped comes when nothing is left behind it. */
function firstFresh(
  exercises: readonly ExerciseStanding[],
  touched: ExerciseStanding | undefined,
): ExerciseStanding | null {
  const from = touched === undefined ? 0 : exercises.indexOf(touched);
  const inOrder = [...exercises.slice(from), ...exercises.slice(0, from)];
  return inOrder.find(({ state }) => state === 'not-started') ?? null;
}

function nextStep(
  exercises: readonly ExerciseStanding[],
  current: ExerciseStanding | null,
  fresh: ExerciseStanding | null,
): NextStep {
  if (current?.state === 'started') return nextInCore(current);
  if (fresh !== null) return { kind: 'start', exercise: fresh.exercise };
  const open =
    current?.state === 'core-done' ? current : exercises.find(({ state }) => state === 'core-done');
  const requirement =
    open?.requirements.find(({ last }) => last === 'failed') ??
    open?.requirements.find(({ passed }) => !passed);
  if (open === undefined || requirement === undefined) return { kind: 'finished' };
  return { kind: 'stretch', exercise: open.exercise, requirement };
}

function nextInCore({ exercise, requirements }: ExerciseStanding): NextStep {
  const requirement = requirements.find(
    ({ last, requirement: { tier } }) => last === 'failed' && tier === 'core',
  );
  return requirement === undefined ? { kind: 'check', exercise } : { kind: 'fix', exercise, requirement };
}
