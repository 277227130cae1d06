import type { Isolation } from '../box/box.ts';
import type { Course, Exercise } from '../course/course.ts';
import { digestChecker } from '../judge/digest-checker.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import type { UnjudgedEntry } from '../report/entry.ts';
import { repository } from '../repository.ts';
import { crashedResult } from './crashed-result.ts';
import type { Grader } from './grader.ts';
import type { GradesStore } from './grades-store.ts';
import { judgeWork, type Word } from './judge-work.ts';
import { onGraders } from './on-graders.ts';
import { digestExercise, resultKey } from './result-key.ts';
import type { Source } from './source.ts';
import { type Survey, surveySubmission, type Work } from './survey-class.ts';

export interface Graded extends Work {
  readonly result: JudgeResult;
  /** Found by an earlier run. */
  readonly known: boolean;
}

export interface ClassGrades {
  /** In the order of the submissions. */
  readonly graded: readonly Graded[];
  readonly unjudged: readonly UnjudgedEntry[];
  /** How many submissions were not reached, since it was stopped. */
  readonly left: number;
}

export type GradeEvent =
  | { readonly kind: 'surveying'; readonly total: number }
  | { readonly kind: 'surveyed' }
  | { readonly kind: 'judging'; readonly total: number }
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'ended'; readonly id: string }
  | { readonly kind: 'graded'; readonly graded: Graded };

export interface GradeOptions {
  readonly graders: readonly Grader[];
  readonly store: GradesStore;
  readonly course: Course;
  /** Asked for by name; null where the submissions say it. */
  readonly exercise: Exercise | null;
  readonly isolation: Isolation;
  /** Null for a new one each time. */
  readonly seed: number | null;
  readonly signal: AbortSignal;
  readonly now: () => Date;
  readonly onEvent: (event: GradeEvent) => void;
  /** Called as soon as a result is known. */
  readonly keep: (graded: Graded) => Promise<void>;
}

/**
 * Grades submissions: first each is read, which says what it is and who handed in the same; then each different one is judged
 * once, side by side. What an earlier run found is taken from the store, save what was inconclusive. Whatever is known is
 * kept before the next thing begins, so that a grader may be killed at any moment.
 */
export async function gradeClass(sources: readonly Source[], options: GradeOptions): Promise<ClassGrades> {
  const surveys = await surveyAll(sources, options);
  const works = surveys.flatMap((survey) => survey?.works ?? []);
  const unjudged = surveys.flatMap((survey) => survey?.unjudged ?? []);
  const groups = Map.groupBy(works, keyOf(options));
  const graded: Graded[] = [];
  const pending = new Set(works);
  const settle = async (group: readonly Work[], result: JudgeResult, known: boolean) => {
    for (const work of group) {
      const each = { ...work, result, known };
      await options.keep(each);
      graded.push(each);
      pending.delete(work);
      options.onEvent({ kind: 'graded', graded: each });
    }
  };

  options.onEvent({ kind: 'judging', total: works.length });
  const open: (readonly [key: string, group: readonly Work[]])[] = [];
  for (const [key, group] of groups) {
    const result = options.store.read(key);
    if (result === null) open.push([key, group]);
    else await settle(group, result, true);
  }
  await onGraders(options.graders, open, options.signal, async (grader, [key, group]) => {
    for (const [index, work] of group.entries()) {
      const word = await judgeOne(grader, work, key, options);
      if (word.kind === 'stopped') return;
      if (word.kind === 'refused') {
        // It is not what it was when it was read; the others that were the same still may be.
        unjudged.push({ submission: work.source.id, kind: 'refused', message: word.message });
        pending.delete(work);
        continue;
      }
      const result = word.kind === 'judged' ? word.result : crashedResult(work, word.why, options);
      if (isFinal(result)) await options.store.write(key, result);
      if (word.kind === 'judged') noteJudged(options.store, key, group, result);
      return settle(group.slice(index), result, false);
    }
  });
  const unread = surveys.filter((survey) => survey === null).length;
  const left = unread + new Set([...pending].map(({ source }) => source)).size;
  return { graded: inOrder(graded, sources), unjudged, left };
}

async function surveyAll(sources: readonly Source[], options: GradeOptions): Promise<(Survey | null)[]> {
  const { graders, signal, onEvent } = options;
  const surveys = new Map<Source, Survey>();
  onEvent({ kind: 'surveying', total: sources.length });
  await onGraders(graders, sources, signal, async (grader, source) => {
    const survey = await surveySubmission(grader, source, options);
    if (survey !== null) surveys.set(source, survey);
    onEvent({ kind: 'surveyed' });
  });
  return sources.map((source) => surveys.get(source) ?? null);
}

/** The folder of an exercise is read once, not for each submission. */
function keyOf({ isolation, seed }: GradeOptions): (work: Work) => string {
  const digests = new Map<string, string>();
  const checker = digestChecker(repository);
  return ({ exercise, digest }) => {
    const course = digests.get(exercise.id) ?? digestExercise(exercise);
    digests.set(exercise.id, course);
    return resultKey({ snapshot: digest, course, checker, isolation, seed });
  };
}

async function judgeOne(grader: Grader, work: Work, key: string, options: GradeOptions): Promise<Word> {
  const { id } = work.source;
  options.onEvent({ kind: 'begun', id });
  try {
    const word = await judgeWork(grader, work, {
      asked: options.exercise?.id ?? null,
      seed: options.seed,
      onCrash: (why) =>
        options.store.note({ event: 'crashed', key, submission: id, why: why.slice(0, 4000) }),
    });
    if (word.kind !== 'judged' || word.result.provenance.snapshot === work.digest) return word;
    return { kind: 'refused', message: 'it was changed while the class was graded: grade again' };
  } finally {
    options.onEvent({ kind: 'ended', id });
  }
}

/** What was inconclusive is no result to go by: it is judged again by the next run. */
function isFinal({ results, interrupted }: JudgeResult): boolean {
  return !interrupted && results.every(({ verdict }) => verdict.kind !== 'inconclusive');
}

function noteJudged(store: GradesStore, key: string, group: readonly Work[], result: JudgeResult): void {
  const submissions = group.map(({ source }) => source.id);
  const { exercise, durationMs, seed } = result;
  store.note({ event: 'judged', key, exercise, submissions, durationMs, seed, final: isFinal(result) });
}

function inOrder(graded: readonly Graded[], sources: readonly Source[]): Graded[] {
  const places = new Map(sources.map((source, index) => [source.id, index]));
  // Sorting is stable, but exercises of one submission may have ended in any order.
  return graded.toSorted(
    (a, b) =>
      (places.get(a.source.id) ?? 0) - (places.get(b.source.id) ?? 0) ||
      (a.exercise.id < b.exercise.id ? -1 : 1),
  );
}
