import { expectEqual, expectThat, type HttpClient, requirement, showValue } from 'checker/kit';
import { expectBegun } from './begun.ts';
import {
  enqueue,
  expectOutcomes,
  expectProblem,
  expectStatus,
  type Job,
  jobIn,
  jobPath,
  listJobs,
  membersOf,
  readJob,
  untilState,
  walkJobs,
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
  await showsLists(api, random.word());

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

/** Newest first, page by page, by state and type. */
async function showsLists(api: HttpClient, word: string): Promise<void> {
  const promise = '`GET /jobs` lists the jobs, newest first, page by page.';
  const order = {
    promise,
    look: 'Newest first, by the time of the enqueueing, whatever priority or runAt they have.',
  };
  const sent: Job[] = [];
  for (let index = 0; index < 10; index += 1)
    sent.push(
      await enqueue(
        api,
        {
          type: index % 2 === 0 ? 'hold' : 'effect',
          payload: { word, index },
          runAt: `3000-01-01T00:00:${String((index * 7) % 10).padStart(2, '0')}Z`,
          priority: (index * 3) % 10,
        },
        { transcript: false },
      ),
    );
  const newest = sent.map(({ id }) => id).reverse();
  const page = await listJobs(api, '/jobs', { limit: '10' }, order);
  expectEqual(
    'the ids of the ten newest jobs',
    page.items.map(({ id }) => id),
    newest,
    order,
  );
  expectEqual('a job in the list', membersOf(page.items[0] as Job), membersOf(sent.at(-1) as Job), {
    promise,
    look: 'A job in a list is the same as by itself.',
  });

  const stable = {
    promise: 'A job that is there from the first page to the last appears exactly once, while others come.',
    look: 'What does your cursor say: how many have been told, or after which one to go on?',
  };
  const filtered = {
    ...stable,
    promise: `${stable.promise} (here: \`type=hold\`, \`state=queued\`, two a page)`,
  };
  const walked = await walkJobs(api, '/jobs', { limit: '2', state: 'queued', type: 'hold' }, filtered, {
    between: async () => {
      await enqueue(api, { type: 'hold', runAt: '3000-01-01T00:00:00Z' }, { transcript: false });
    },
  });
  const before = sent.filter(({ type }) => type === 'hold').map(({ id }) => id);
  expectEqual(
    'the ids of the jobs that were there before the first page, in the order of the pages',
    walked.map(({ id }) => id).filter((id) => before.includes(id)),
    [...before].reverse(),
    filtered,
  );
  const strange = walked.find(({ state, type }) => state !== 'queued' || type !== 'hold');
  expectThat(strange === undefined, {
    promise: '`state` and `type` of a list hold together.',
    expected: 'only jobs that are queued and of the type hold',
    saw: `one that is ${strange?.state} and of the type ${strange?.type}`,
    look: 'Is it `state = $1 AND type = $2`, on each page?',
  });
  const all = { promise, look: 'The first page is from the newest on, and the last one says null.' };
  const everything = await walkJobs(api, '/jobs', { limit: '7' }, all, { transcript: false });
  const ids = new Set(everything.map(({ id }) => id));
  expectThat(ids.size === everything.length && newest.every((id) => ids.has(id)), {
    ...all,
    expected: 'every job once, on pages of seven',
    saw: `${everything.length} jobs with ${ids.size} ids, ${newest.filter((id) => !ids.has(id)).length} of the ten newest missing`,
  });
  expectEqual(
    'a list of a type that no job has',
    (await listJobs(api, '/jobs', { type: `none-${word}` }, all)).items,
    [],
    { promise, look: '`type` is any text.' },
  );
  const bad = {
    look: 'A bad value of a query is 400: `limit` is a whole number from 1 to 100, `state` one of the six.',
  };
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=ten',
    'limit=1.5',
    'state=done',
    'cursor=no-cursor-of-yours',
  ])
    expectProblem(await api.request('GET', `/jobs?${query}`), 400, {
      ...bad,
      why: `${query} is a bad value`,
    });
}

function pickAttempt({ number, endedAt, outcome, error, nextRunAt }: Job['attempts'][number]): object {
  return { number, endedAt, outcome, error, nextRunAt };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
