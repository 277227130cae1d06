import { expect, test } from 'vitest';
import { findFlaws, type History, type JobAtRest } from './find-flaws.ts';
import type { Fault, HandlerRun } from './jobs-host.ts';

type Given = Partial<Pick<HandlerRun, 'attempt' | 'worker' | 'startedAtMs' | 'endedAtMs' | 'state' | 'mark'>>;

function run(given: Given): HandlerRun {
  const nothing = () => {};
  return {
    number: 1,
    jobId: 'a',
    attempt: 1,
    type: 'ok',
    payload: null,
    worker: 'worker 1',
    mark: `mark of attempt ${given.attempt ?? 1}`,
    startedAtMs: 10,
    abortedAtMs: null,
    effects: [],
    state: 'resolved',
    endedAtMs: 20,
    resolve: nothing,
    reject: nothing,
    whenAborted: nothing,
    block: nothing,
    exit: nothing,
    ...given,
  };
}

function flawsOf(
  runs: readonly HandlerRun[],
  rest: Partial<JobAtRest> | null,
  faults: readonly Fault[] = [],
) {
  const history: History = {
    jobs: [{ id: 'a', type: 'ok', atMs: 0 }],
    runs,
    runsOf: (jobId) => runs.filter((each) => each.jobId === jobId),
    faults,
    atRest: () =>
      rest === null
        ? null
        : {
            state: 'succeeded',
            result: 'mark of attempt 1',
            attempts: [{ number: 1, outcome: 'succeeded' }],
            atMs: 100,
            ...rest,
          },
    atMs: 100,
  };
  return findFlaws(history, { leaseMs: 1000 }).map(({ kind }) => kind);
}

const second = run({ attempt: 2, worker: 'worker 2', startedAtMs: 15, endedAtMs: 30 });
const twice = {
  result: 'mark of attempt 2',
  attempts: [
    { number: 1, outcome: 'lost' },
    { number: 2, outcome: 'succeeded' },
  ],
};
const paused: Fault = { worker: 'worker 1', kind: 'paused', fromMs: 12, toMs: 14 };

test('a job that was run once and succeeded is flawless', () => {
  expect(flawsOf([run({})], {})).toEqual([]);
});

test.each([
  ['the API does not know it any more', [run({})], null, ['lost']],
  ['nobody has run it', [], { state: 'queued', attempts: [] }, ['not run']],
  ['nobody has run it, and it succeeded', [], {}, ['not run', 'completed by a fenced attempt']],
  ['it runs for ever', [run({ state: 'gone' })], { state: 'running' }, ['stuck']],
  ['it is dead', [run({ state: 'rejected' })], { state: 'dead' }, ['stuck']],
  ['it ran twice at once', [run({}), second], twice, ['run twice at once']],
  ['it ran again after it was done', [run({}), { ...second, startedAtMs: 25 }], twice, ['done twice']],
  [
    'a number came twice',
    [run({ state: 'rejected' }), run({ startedAtMs: 30, endedAtMs: 40 })],
    {},
    ['attempt used twice'],
  ],
  [
    'the result is of another attempt',
    [run({ state: 'gone' }), { ...second, startedAtMs: 25 }],
    { ...twice, result: 'mark of attempt 1' },
    ['completed by a fenced attempt'],
  ],
  [
    'two attempts have succeeded',
    [run({ state: 'gone' }), { ...second, startedAtMs: 25 }],
    { ...twice, attempts: twice.attempts.map((each) => ({ ...each, outcome: 'succeeded' })) },
    ['completed by a fenced attempt'],
  ],
])('told is when %s', (_, runs, rest, kinds) => {
  expect(flawsOf(runs, rest)).toEqual(kinds);
});

test('what the judge did to a worker may make its job run again, at once or after it', () => {
  expect(flawsOf([run({}), second], twice, [paused])).toEqual([]);
  expect(flawsOf([run({}), { ...second, startedAtMs: 25 }], twice, [paused])).toEqual([]);
  expect(flawsOf([run({}), second], twice, [{ ...paused, worker: 'worker 2' }])).toEqual([
    'run twice at once',
  ]);
  expect(flawsOf([run({}), second], twice, [{ ...paused, fromMs: -2000, toMs: -1500 }])).toEqual([
    'run twice at once',
  ]);
});

test('who was paused between its claim and its handler begins after the one that took the job', () => {
  const late = run({ startedAtMs: 25, endedAtMs: 28 });
  expect(flawsOf([second, late], twice, [paused])).toEqual([]);
  expect(flawsOf([second, late], twice)).toEqual(['run twice at once']);
});

test('a run that lasts longer than a lease may be overtaken: a busy machine may have kept it from renewing', () => {
  expect(
    flawsOf([run({ endedAtMs: 1500 }), { ...second, startedAtMs: 1200, endedAtMs: 1600 }], twice),
  ).toEqual([]);
});

test('a job that nobody enqueued', () => {
  expect(flawsOf([run({}), { ...run({}), jobId: 'b' }], {})).toEqual(['unknown']);
});
