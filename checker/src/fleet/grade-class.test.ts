import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { sampleExercise } from '../report/samples/exercise.ts';
import { allPassed } from '../report/samples/results.ts';
import { type Graded, type GradeEvent, gradeClass } from './grade-class.ts';
import { type Grader, GraderDied } from './grader.ts';
import type { Answer, Request } from './grader-protocol.ts';
import { openGradesStore } from './grades-store.ts';
import { holdGrades } from './hold-grades.ts';

const exercise = { ...sampleExercise, folder: import.meta.dirname };
const course = { root: '/', weeks: [], exercises: [exercise], drafts: [] };
const sources = ['ada', 'bob', 'carl'].map((id) => ({ id, path: `/class/${id}`, kind: 'folder' as const }));

function resultOf(snapshot: string, isInconclusive = false): JudgeResult {
  const { provenance, results } = allPassed;
  const verdict = { kind: 'inconclusive', cause: 'c', hint: 'h' } as const;
  return {
    ...allPassed,
    provenance: { ...provenance, snapshot },
    results: isInconclusive ? results.map((result) => ({ ...result, verdict })) : results,
  };
}

/** Grades the class with a grader that answers as it is told; each submission holds what `digests` says. */
async function grade(
  folder: string,
  digests: Readonly<Record<string, string>>,
  judge: (id: string) => Answer,
  stop = new AbortController(),
) {
  const judged: string[] = [];
  const kept: Graded[] = [];
  const events: GradeEvent['kind'][] = [];
  const grader: Grader = {
    pid: null,
    async ask(request: Request): Promise<Answer> {
      if (stop.signal.aborted) return { kind: 'stopped' };
      const { id } = request.source;
      if (request.kind === 'judge') {
        judged.push(id);
        return judge(id);
      }
      const digest = digests[id];
      if (digest === undefined) return { kind: 'surveyed', works: [] };
      return {
        kind: 'surveyed',
        works: [{ exercise: exercise.id, folder: '', snapshot: { kind: 'taken', digest } }],
      };
    },
    async [Symbol.asyncDispose]() {},
  };
  const grades = await gradeClass(sources, {
    graders: [grader],
    store: openGradesStore(folder, () => new Date(0)),
    course,
    exercise: null,
    isolation: 'bubblewrap',
    seed: null,
    signal: stop.signal,
    now: () => new Date(0),
    onEvent: ({ kind }) => events.push(kind),
    keep: async (graded) => {
      kept.push(graded);
    },
  });
  return { grades, judged, kept, events };
}

const judgedAs = (snapshot: string) => (): Answer => ({ kind: 'judged', result: resultOf(snapshot) });

test('what is the same is judged once and kept for each; the next run judges nothing', async () => {
  const folder = tempFolder();
  const first = await grade(folder, { ada: 'd', carl: 'd' }, judgedAs('d'));
  expect(first.judged).toEqual(['ada']);
  expect(first.kept.map(({ source, known }) => [source.id, known])).toEqual([
    ['ada', false],
    ['carl', false],
  ]);
  expect(first.grades.unjudged).toMatchObject([{ submission: 'bob', kind: 'unknown' }]);
  expect(first.grades.left).toBe(0);
  const second = await grade(folder, { ada: 'd', carl: 'd' }, judgedAs('d'));
  expect(second.judged).toEqual([]);
  expect(second.grades.graded.map(({ known }) => known)).toEqual([true, true]);
});

test('what was inconclusive is kept, told, and judged again by the next run', async () => {
  const folder = tempFolder();
  const inconclusive = (): Answer => ({ kind: 'judged', result: resultOf('d', true) });
  expect((await grade(folder, { ada: 'd' }, inconclusive)).kept).toHaveLength(1);
  expect((await grade(folder, { ada: 'd' }, judgedAs('d'))).judged).toEqual(['ada']);
  expect((await grade(folder, { ada: 'd' }, judgedAs('d'))).judged).toEqual([]);
});

test('a submission that changed after it was read is not taken for what it was', async () => {
  const folder = tempFolder();
  const changed = (id: string): Answer => ({
    kind: 'judged',
    result: resultOf(id === 'ada' ? 'other' : 'd'),
  });
  const { grades, judged } = await grade(folder, { ada: 'd', bob: 'd', carl: 'd' }, changed);
  expect(judged).toEqual(['ada', 'bob']);
  expect(grades.graded.map(({ source }) => source.id)).toEqual(['bob', 'carl']);
  expect(grades.unjudged).toMatchObject([
    { submission: 'ada', message: expect.stringContaining('was changed') },
  ]);
});

test('a grader that dies over one twice: that one is inconclusive, the others are judged', async () => {
  const folder = tempFolder();
  const dies = (id: string): Answer => {
    if (id === 'bob') throw new GraderDied('the process ended by SIGSEGV');
    return { kind: 'judged', result: resultOf(id) };
  };
  const { grades, judged } = await grade(folder, { ada: 'ada', bob: 'bob', carl: 'carl' }, dies);
  expect(judged).toEqual(['ada', 'bob', 'bob', 'carl']);
  const [, bob] = grades.graded;
  expect(bob?.result.results[0]?.verdict).toMatchObject({
    kind: 'inconclusive',
    cause: 'The judge itself failed, twice: the process ended by SIGSEGV',
  });
  expect(readFileSync(join(folder, 'journal.jsonl'), 'utf8').match(/"crashed"/g)).toHaveLength(2);
  expect((await grade(folder, { ada: 'ada', bob: 'bob', carl: 'carl' }, judgedAs('bob'))).judged).toEqual([
    'bob',
  ]);
});

test('stopped in the middle: what is known stays, and the rest is counted', async () => {
  const stop = new AbortController();
  const { grades } = await grade(
    tempFolder(),
    { ada: 'ada', bob: 'bob', carl: 'carl' },
    (id) => {
      if (id === 'bob') stop.abort();
      return id === 'bob' ? { kind: 'stopped' } : { kind: 'judged', result: resultOf(id) };
    },
    stop,
  );
  expect(grades.graded.map(({ source }) => source.id)).toEqual(['ada']);
  expect(grades.left).toBe(2);
});

test('a hold that somebody else took is known to be lost', async () => {
  const folder = tempFolder();
  await using hold = await holdGrades(folder, { signal: new AbortController().signal });
  rmSync(join(folder, '.lock'), { recursive: true });
  await expect.poll(() => hold.lost.aborted, { timeout: 10_000 }).toBe(true);
});
