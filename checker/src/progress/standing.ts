import type { Course, Exercise } from '../course/course.ts';
import type { Requirement, Tier } from '../course/manifest.ts';
import type { VerdictKind } from '../judge/verdict.ts';
import type { ExerciseRecord, Progress } from './progress.ts';

/** Where a learner stands in the course. */
export interface Standing {
  readonly exercises: readonly ExerciseStanding[];
  /** The exercise that is worked on, or the one to begin; null when everything is done. */
  readonly current: ExerciseStanding | null;
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
  const exercises = course.exercises.map((exercise) => stand(exercise, progress.exercises[exercise.id]));
  const current = findCurrent(exercises, progress);
  return { exercises, current, next: nextStep(current) };
}

function stand(exercise: Exercise, record: ExerciseRecord | undefined): ExerciseStanding {
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

/** What was worked on last, while its core is open; else the first with an open core; else the first with open stretch. */
function findCurrent(exercises: readonly ExerciseStanding[], progress: Progress): ExerciseStanding | null {
  const touchedAt = ({ exercise }: ExerciseStanding): string => {
    const record = progress.exercises[exercise.id];
    return record?.lastAttemptAt ?? record?.startedAt ?? '';
  };
  const started = exercises.filter(({ state }) => state === 'started');
  const latest = started.toSorted((a, b) => (touchedAt(a) < touchedAt(b) ? 1 : -1))[0];
  return (
    latest ??
    exercises.find(({ state }) => state === 'not-started') ??
    exercises.find(({ state }) => state === 'core-done') ??
    null
  );
}

function nextStep(current: ExerciseStanding | null): NextStep {
  if (current === null) return { kind: 'finished' };
  const { exercise, state, requirements } = current;
  if (state === 'not-started') return { kind: 'start', exercise };
  const failing = requirements.filter(({ last }) => last === 'failed');
  if (state === 'started') {
    const requirement = failing.find(({ requirement: { tier } }) => tier === 'core');
    return requirement === undefined ? { kind: 'check', exercise } : { kind: 'fix', exercise, requirement };
  }
  const open = failing[0] ?? requirements.find(({ passed }) => !passed);
  return open === undefined ? { kind: 'finished' } : { kind: 'stretch', exercise, requirement: open };
}
