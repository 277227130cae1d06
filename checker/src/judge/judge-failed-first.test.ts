import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Exercise } from '../course/course.ts';
import { loadCourse } from '../course/load-course.ts';
import { repository } from '../repository.ts';
import type { Judge, JudgeOptions } from './judge.ts';
import { judgeFailedFirst } from './judge-failed-first.ts';
import type { JudgeResult, Verdict } from './verdict.ts';

const slugs = ['greets', 'rejects-no-name', 'greets-many'];
const failed: Verdict = {
  kind: 'failed',
  observation: { promise: '', did: [], expected: '', saw: '', look: '', places: [], trace: [], limits: [] },
};
let greet: Exercise;

beforeAll(async () => {
  const course = await loadCourse(join(repository, 'checker/test/fixtures/courses/small'));
  const found = course.exercises.find(({ id }) => id === 'greet');
  if (found === undefined) throw new Error('the small course has no greet');
  greet = found;
});

test('with nothing failed before, everything is one judging', async () => {
  const { judge, calls } = fakeJudge();
  const result = await judgeFailedFirst(judge, greet, 'folder', [], { seed: 5 });
  expect(calls).toEqual([{ seed: 5 }]);
  expect(result.results.map(({ slug }) => slug)).toEqual(slugs);
});

test('what failed comes first, the rest after it with the same seed, and the results read as one judging', async () => {
  const { judge, calls } = fakeJudge();
  const result = await judgeFailedFirst(judge, greet, 'folder', ['greets-many', 'gone-by-now'], {});
  expect(calls).toMatchObject([{ only: ['greets-many'] }, { seed: 77, only: ['greets', 'rejects-no-name'] }]);
  expect(calls[1]?.known?.map(({ slug }) => slug)).toEqual(['greets-many']);
  expect(result.results.map(({ slug }) => slug)).toEqual(slugs);
  expect(result).toMatchObject({ startedAt: 'start 1', durationMs: 20, seed: 77, interrupted: false });
});

test('an interruption in the first part ends it there', async () => {
  const { judge, calls } = fakeJudge({ interrupted: true });
  const result = await judgeFailedFirst(judge, greet, 'folder', ['greets'], {});
  expect(calls).toHaveLength(1);
  expect(result.interrupted).toBe(true);
  expect(result.results.map(({ slug }) => slug)).toEqual(['greets']);
});

test('when everything had failed there is no second part', async () => {
  const { judge, calls } = fakeJudge();
  await judgeFailedFirst(judge, greet, 'folder', slugs, {});
  expect(calls).toHaveLength(1);
});

test.each([
  { failedBefore: ['greets-many'], why: 'the cause is judged second' },
  { failedBefore: ['greets'], why: 'the cause is judged first' },
])('one cause is told once: $why', async ({ failedBefore }) => {
  const { judge } = fakeJudge({}, ['greets', 'greets-many']);
  const { results } = await judgeFailedFirst(judge, greet, 'folder', failedBefore, {});
  expect(results.map(({ verdict }) => verdict.kind)).toEqual(['failed', 'passed', 'blocked']);
});

function fakeJudge(
  more: Partial<JudgeResult> = {},
  failing: readonly string[] = [],
): { judge: Judge; calls: JudgeOptions[] } {
  const calls: JudgeOptions[] = [];
  const judge: Judge = {
    folder: 'none',
    judge: async (exercise, _, options = {}) => {
      calls.push(options);
      return {
        exercise: exercise.id,
        results: (options.only ?? slugs).map((slug) => ({
          slug,
          verdict: failing.includes(slug) ? failed : { kind: 'passed' },
          durationMs: 1,
          seed: 1,
        })),
        seed: options.seed ?? 77,
        startedAt: `start ${calls.length}`,
        durationMs: 10,
        interrupted: false,
        ownTests: '',
        provenance: {
          snapshot: '',
          course: '',
          checker: '',
          node: '',
          checkerDigest: '',
          services: [],
          isolation: 'process',
          weaknesses: [],
        },
        ...more,
      };
    },
    async [Symbol.asyncDispose]() {},
  };
  return { judge, calls };
}
