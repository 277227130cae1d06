import { expectEqual, expectThat, type HttpClient, requirement, showValue } from 'checker/kit';
import { expectBegun } from './begun.ts';
import { expectLists } from './expect-lists.ts';
import {
  enqueue,
  expectOutcomes,
  expectProblem,
  expectStatus,
  type Job,
  jobIn,
  jobPath,
  membersOf,
  readJob,
  untilState,
} from './jobs.ts';
import { databaseNow, ms, roundingMs } from './times.ts';

const unknownId = '019ca91e-3c00-7d2a-8f10-6a1b5c3de901';

requirement('result-and-attempts', async ({ service, jobs, random, signal }) => {
  const handlers = {
    'gives-nothing': 'return undefined;',
    'gives-a-function': 'return () => 1;',
    'gives-payload': 'return payload;',
  };
  const database = await service.database();
  const api = await jobs.api({ handlers });

  const began = await databaseNow(database);
  const look =
    'The answer to POST is the job, with all its members: what was not given has its default, and what is not there yet is null.';
  const payload = { word: random.word(), list: [1, null, { a: true }] };
  const reply = await api.request('POST', '/jobs', { json: { type: 'hold', payload } });
  expectStatus(reply, 202, { look });
  const job = jobIn(reply, { look });
  const { id, runAt, ...rest } = membersOf(job);
  expectEqual(
    'the rest of a job that was just sent',
    rest,
    {
      type: 'hold',
      payload,
      state: 'queued',
      priority: 0,
      maxAttempts: 5,
      cancelRequested: false,
      result: null,
      attempts: [],
    },
    { look },
  );
  expectEqual('its Location', new URL(reply.headers.location ?? '', api.origin).pathname, jobPath(id), {
    look: 'Location says where the job is to be read.',
  });
  expectEqual('the same job by GET', membersOf(await readJob(api, id, { look })), membersOf(job), { look });
  const soon = await databaseNow(database);
  expectThat(ms(runAt) >= began - roundingMs && ms(runAt) <= soon + roundingMs, {
    expected: `runAt to be the time of the enqueueing, between ${iso(began)} and ${iso(soon)} by the database's clock`,
    saw: runAt,
    look: "A runAt that was not given is the database's now.",
  });

  await jobs.worker({ handlers, env: { BACKOFF_BASE_MS: '10' } });
  await showsAttempts(job, { api, jobs, signal, random: random.word(), began, database });
  await showsResults(api, signal);
  const flaky = await enqueue(api, { type: 'fail-n-times', payload: { times: 1 } });
  const done = await untilState(api, flaky.id, 'succeeded', { look: again, signal });
  expectOutcomes(done, ['1 failed', '2 succeeded'], { look: again });
  const [first, second] = done.attempts;
  expectThat(
    first?.error?.message === 'failed as it was told to, attempt 1' &&
      first.error.name === 'Error' &&
      first.nextRunAt !== null &&
      second?.error === null &&
      second.nextRunAt === null,
    {
      expected:
        'the failed attempt to keep its error {"name": "Error", "message": "failed as it was told to, attempt 1"} and its nextRunAt, and the other one to have neither',
      saw: showValue(done.attempts),
      look: again,
    },
  );
  await expectLists(api, random.word());

  const routes = 'Routes, ids and methods are told apart before anything is looked up.';
  for (const [path, why] of [
    [jobPath(unknownId), 'no job has that id'],
    [jobPath('no-uuid'), 'what is no UUID is the id of no job'],
    ['/nothing', 'there is no such route'],
  ] as const)
    expectProblem(await api.request('GET', path), 404, { why, look: routes });
  expectProblem(await api.request('PUT', '/jobs', { json: {} }), 405, { look: routes });
  expectProblem(await api.request('POST', jobPath(id), { json: {} }), 405, { look: routes });
});

const again =
  'Each attempt is a record of its own, and stays as it ended, also when a later one ends otherwise.';

/** A job that runs, and one that has succeeded. */
async function showsAttempts(
  job: Job,
  {
    api,
    jobs,
    signal,
    random,
    began,
    database,
  }: {
    readonly api: HttpClient;
    readonly jobs: Parameters<typeof expectBegun>[0];
    readonly signal: AbortSignal;
    readonly random: string;
    readonly began: number;
    readonly database: Parameters<typeof databaseNow>[0];
  },
): Promise<void> {
  const look =
    'An attempt is there from the claim on: its number and its start are known then, and the rest is null.';
  const run = await expectBegun(jobs, job, { look });
  const running = await readJob(api, job.id, { look });
  const [attempt] = running.attempts;
  expectThat(running.state === 'running' && running.attempts.length === 1 && attempt !== undefined, {
    expected: 'a job whose handler runs to be running, with one attempt',
    saw: `${running.state}, ${showValue(running.attempts)}`,
    look,
  });
  expectEqual(
    'the attempt that runs',
    pickAttempt(attempt),
    { number: 1, endedAt: null, outcome: null, error: null, nextRunAt: null },
    { look },
  );
  expectThat(run.attempt === 1, {
    expected: 'the handler to be told `attempt: 1`',
    saw: String(run.attempt),
    look: 'The handler is told the number that the attempt has in the answer.',
  });
  const result = { sum: [random, 3], nothing: null };
  const resolvedAt = await databaseNow(database);
  run.resolve(result);
  const done = await untilState(api, job.id, 'succeeded', { look, signal });
  const ended = await databaseNow(database);
  expectEqual('the result of the job', done.result, result, {
    look: 'What the handler resolves with goes to the database as JSON, and comes out as it was.',
  });
  const [whole] = done.attempts;
  expectThat(done.attempts.length === 1 && whole?.outcome === 'succeeded' && whole.endedAt !== null, {
    expected: 'one attempt that has succeeded, with its end',
    saw: showValue(done.attempts),
    look,
  });
  expectEqual('its startedAt, which was told while it ran', whole.startedAt, attempt.startedAt, { look });
  expectThat(
    ms(whole.startedAt) >= began - roundingMs &&
      ms(whole.startedAt) <= resolvedAt + roundingMs &&
      ms(whole.endedAt) >= resolvedAt - roundingMs &&
      ms(whole.endedAt) <= ended + roundingMs,
    {
      expected: `by the database's clock, startedAt between ${iso(began)} and ${iso(resolvedAt)}, and endedAt between then, when the handler was let go, and ${iso(ended)}`,
      saw: `startedAt ${whole.startedAt}, endedAt ${whole.endedAt}`,
      look: 'startedAt is when the job was claimed, endedAt when the end was recorded.',
    },
  );
}

async function showsResults(api: HttpClient, signal: AbortSignal): Promise<void> {
  const look =
    '`JSON.stringify(undefined)` is undefined, and not a text. And which of 0, false and "" does `||` keep?';
  for (const [type, payload, result] of [
    ['gives-nothing', null, null],
    ['gives-a-function', null, null],
    ['gives-payload', 0, 0],
    ['gives-payload', false, false],
    ['gives-payload', '', ''],
    ['gives-payload', [], []],
    ['gives-payload', '{"text":1}', '{"text":1}'],
    ['gives-payload', { a: [{}, 1.5, 'é😀'] }, { a: [{}, 1.5, 'é😀'] }],
  ] as const) {
    const sent = await enqueue(api, { type, payload }, { transcript: false });
    const done = await untilState(api, sent.id, 'succeeded', { look, signal });
    expectEqual(
      `the result of a handler (${type}) with the payload ${showValue(payload)}`,
      done.result,
      result,
      {
        look,
      },
    );
  }
}

function pickAttempt({ number, endedAt, outcome, error, nextRunAt }: Job['attempts'][number]): object {
  return { number, endedAt, outcome, error, nextRunAt };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
