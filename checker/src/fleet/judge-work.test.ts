import { expect, test } from 'vitest';
import { sampleExercise } from '../report/samples/exercise.ts';
import { mixture } from '../report/samples/results.ts';
import { crashedResult } from './crashed-result.ts';
import { type Grader, GraderDied } from './grader.ts';
import type { Answer } from './grader-protocol.ts';
import { judgeWork } from './judge-work.ts';
import { onGraders } from './on-graders.ts';
import { surveySubmission, type Work } from './survey-class.ts';

const source = { id: 'ada', path: '/class/ada', kind: 'folder' } as const;
const exercise = { ...sampleExercise, folder: import.meta.dirname };
const work: Work = { source, exercise, folder: '', digest: 'd' };
const course = { root: '/', weeks: [], exercises: [sampleExercise], drafts: [] };

/** Answers in turn; an error stands for the end of its process. */
function graderThat(...answers: readonly (Answer | Error)[]): Grader & { asked: number } {
  const grader = {
    pid: null,
    asked: 0,
    async ask() {
      const answer = answers[grader.asked];
      grader.asked += 1;
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw new Error('asked too often');
      return answer;
    },
    async [Symbol.asyncDispose]() {},
  };
  return grader;
}

const judged: Answer = { kind: 'judged', result: mixture };
const died = new GraderDied('the process ended by SIGKILL');

async function judge(grader: Grader) {
  const crashes: string[] = [];
  const word = await judgeWork(grader, work, {
    asked: null,
    seed: null,
    onCrash: (why) => crashes.push(why),
  });
  return { word, crashes };
}

test('a process that died over it is no word on it: it is judged once more', async () => {
  const { word, crashes } = await judge(graderThat(died, judged));
  expect(word).toEqual(judged);
  expect(crashes).toEqual(['the process ended by SIGKILL']);
});

test('twice, and it is inconclusive in everything, and costs nobody anything', async () => {
  const { word } = await judge(graderThat(died, { kind: 'broken', stack: 'TypeError: ours\n  at x' }));
  expect(word).toEqual({ kind: 'crashed', why: 'TypeError: ours' });
  const result = crashedResult(work, 'TypeError: ours', {
    isolation: 'bubblewrap',
    seed: null,
    now: () => new Date(0),
  });
  expect(result.results).toHaveLength(sampleExercise.manifest.requirements.length);
  expect(new Set(result.results.map(({ verdict }) => verdict.kind))).toEqual(new Set(['inconclusive']));
});

test('a submission that is refused is refused once; what is wrong with the machine ends everything', async () => {
  const refusal = { kind: 'refused', code: 'SUBMISSION_UNREADABLE', message: 'm', hint: 'h' } as const;
  expect((await judge(graderThat(refusal))).word).toEqual(refusal);
  const walls = { ...refusal, code: 'ISOLATION_UNAVAILABLE' } as const;
  await expect(judge(graderThat(walls))).rejects.toMatchObject({ code: 'ISOLATION_UNAVAILABLE', hint: 'h' });
});

test('half a judging is none', async () => {
  const stopped = { kind: 'judged', result: { ...mixture, interrupted: true } } as const;
  expect((await judge(graderThat(stopped))).word).toEqual({ kind: 'stopped' });
});

test.each<[code: 'SUBMISSION_MISSING' | 'ARCHIVE_UNKNOWN' | 'ARCHIVE_UNSAFE', kind: string]>([
  ['SUBMISSION_MISSING', 'empty'],
  ['ARCHIVE_UNKNOWN', 'unknown'],
  ['ARCHIVE_UNSAFE', 'refused'],
])('%s makes a submission %s', async (code, kind) => {
  const grader = graderThat({ kind: 'refused', code, message: 'm', hint: 'h' });
  const survey = await surveySubmission(grader, source, { course, exercise: null });
  expect(survey?.unjudged).toMatchObject([{ submission: 'ada', kind }]);
});

test('a submission that kills its reader twice is refused, and the class goes on', async () => {
  const survey = await surveySubmission(graderThat(died, died), source, { course, exercise: null });
  expect(survey?.unjudged).toMatchObject([{ kind: 'refused', message: expect.stringContaining('SIGKILL') }]);
});

test('items go to whoever is free, in order; an error waits for what is begun', async () => {
  const graders = [graderThat(), graderThat()];
  const begun: number[] = [];
  const ended: number[] = [];
  const gate = Promise.withResolvers<void>();
  const all = onGraders(graders, [1, 2, 3, 4], new AbortController().signal, async (_, item) => {
    begun.push(item);
    if (item === 1) await gate.promise;
    if (item === 3) throw new Error('disk full');
    ended.push(item);
    if (item === 2) setImmediate(gate.resolve);
  });
  await expect(all).rejects.toThrow('disk full');
  expect(begun).toEqual([1, 2, 3]);
  expect(ended).toEqual([2, 1]);
});
