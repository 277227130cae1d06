import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectEqual,
  expectThat,
  type HandlerRun,
  type HttpClient,
  type JobProcess,
  type Labels,
  type Metrics,
  requirement,
  scrape,
  showValue,
} from 'checker/kit';
import { expectBegun } from './begun.ts';
import { cancelJob, enqueue, expectStatus, type Job, type State, untilState, walkJobs } from './jobs.ts';

const soon = { BACKOFF_BASE_MS: '20', BACKOFF_MAX_MS: '20' };

interface Named {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

const ofApi: readonly Named[] = [
  { name: 'jobs_enqueued_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_queue_depth', type: 'gauge', labels: ['state'] },
];
const ofWorker: readonly Named[] = [
  { name: 'jobs_completed_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_failed_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_dead_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_in_flight', type: 'gauge', labels: [] },
  { name: 'job_duration_seconds', type: 'histogram', labels: ['type'] },
];

requirement('metrics-format', async ({ jobs, signal }) => {
  // A type may be any text, and each of them is a label.
  const odd = ['a "quoted" one', 'C:\\new\\type', 'two\nlines', 'größe {le="1"} 5', '# TYPE'];
  const handlers = Object.fromEntries(odd.map((type) => [type, 'if (payload) throw new Error(); return 1;']));
  const api = await jobs.api({ handlers });
  const worker = await jobs.worker({ handlers, env: soon });
  const look =
    'Compare your text with the page of the format, line by line: TYPE before the samples, labels in quotes and escaped, a line feed at the end.';
  for (const [client, of] of [
    [api, 'the API'],
    [worker, 'a worker'],
  ] as const)
    await scrape(client, { of: `${of} that has done nothing yet`, look });

  // While work is being done, too.
  const types = [...odd, 'ok', 'permanent'];
  const sent: Job[] = [];
  let working = true;
  const reading = (async () => {
    while (working) {
      await scrape(
        worker,
        { of: 'a worker at work', look: 'What changes between two lines of one answer?' },
        { transcript: false },
      );
      await setTimeout(5, undefined, { signal });
    }
  })();
  try {
    for (const payload of [null, true])
      sent.push(
        ...(await Promise.all(
          types.map((type) => enqueue(api, { type, payload, maxAttempts: 2 }, { look, transcript: false })),
        )),
      );
    for (const { id } of sent) await untilState(api, id, ['succeeded', 'dead'], { look, signal });
  } finally {
    working = false;
    await reading;
  }
  const [apis, workers] = [
    await scrape(api, { of: 'the API', look }),
    await scrape(worker, { of: 'a worker', look }),
  ];
  for (const [metrics, names, of] of [
    [apis, ofApi, 'the API'],
    [workers, ofWorker, 'a worker'],
  ] as const)
    for (const named of names) expectNamed(metrics, named, of);
  for (const type of types) {
    const wished: readonly (readonly [Metrics, string])[] = [
      [apis, 'jobs_enqueued_total'],
      [workers, type === 'permanent' ? 'jobs_dead_total' : 'jobs_completed_total'],
      [workers, 'job_duration_seconds_count'],
    ];
    for (const [metrics, name] of wished)
      expectThat(metrics.value(name, { type }) !== null, {
        expected: `a sample of ${name} with the label type=${JSON.stringify(type)}, since such jobs were done`,
        saw: `types ${showValue(metrics.samples(name).map(({ labels }) => labels.type))}`,
        look: 'Within the value of a label `\\` is written `\\\\`, `"` is written `\\"`, and a line feed `\\n`.',
      });
  }
  expectThat(workers.value('jobs_in_flight') === 0, {
    expected: 'jobs_in_flight to be 0 when no handler runs',
    saw: String(workers.value('jobs_in_flight')),
    look: 'Goes up when a handler is called, and down however it ends.',
  });
});

/** Its type, its help, and no label but those of the page. */
function expectNamed(metrics: Metrics, { name, type, labels }: Named, of: string): void {
  const look = 'The table of the page has the names, the types and the labels.';
  const family = metrics.family(name);
  expectThat(family?.type === type && family.help !== null, {
    expected: `${of} to expose ${name} with \`# HELP\` and \`# TYPE ${name} ${type}\``,
    saw:
      family === null
        ? `no ${name}`
        : `TYPE ${family.type ?? 'missing'}, HELP ${family.help === null ? 'missing' : 'there'}`,
    look,
  });
  for (const sample of family.samples) {
    const own = Object.keys(sample.labels).filter((label) => type !== 'histogram' || label !== 'le');
    expectEqual(`the labels of ${name} (line ${sample.line} of ${of})`, own.sort(), [...labels], { look });
  }
}

requirement('metrics-truthful', async ({ jobs, random, signal }) => {
  const look =
    'When do you count: before the statement, after it, or after you have seen that it changed a row?';
  const [first, second] = await Promise.all([jobs.api({ name: 'api 1' }), jobs.api({ name: 'api 2' })]);
  const lease = { ...soon, LEASE_MS: '2000' };
  const paused = await jobs.worker({ name: 'worker 1', env: lease });
  const slow = await enqueue(first, { type: 'hold', payload: 'zombie' }, { look });
  jobs.enqueued(slow);
  const zombie = await expectBegun(jobs, slow, { look });
  expectEqual(
    'jobs_in_flight of a worker whose handler runs',
    (await scrape(paused, { of: 'worker 1', look })).value('jobs_in_flight'),
    1,
    {
      look: 'How many handlers run in this process, at this moment?',
    },
  );

  const last = await enqueue(first, { type: 'hold', payload: 'its only attempt', maxAttempts: 1 }, { look });
  const doomed = await expectBegun(jobs, last, { look });

  // Both leases are over before it wakes up, and then it says what nobody wants to hear any more.
  paused.pause();
  const other = await jobs.worker({ name: 'worker 2', env: lease });
  const taken = await expectBegun(jobs, slow, { attempt: 2, look, patienceMs: 20_000 });
  taken.resolve('by the second');
  await untilState(first, slow.id, 'succeeded', { look, signal });
  await untilState(first, last.id, 'dead', { look, signal });
  paused.resume();
  zombie.resolve('by the first');
  doomed.resolve('by the first');

  const key = `key-${random.word()}`;
  const plan: readonly (readonly [type: string, fields: object, count: number])[] = [
    ['ok', {}, random.integer(12, 20)],
    ['fail-n-times', { payload: { times: 2 } }, random.integer(3, 6)],
    ['fail', { maxAttempts: 2 }, random.integer(2, 5)],
    ['permanent', {}, random.integer(2, 4)],
  ];
  const sent: Job[] = [];
  for (const [type, fields, count] of plan)
    for (let index = 0; index < count; index += 1)
      sent.push(
        await enqueue(index % 2 === 0 ? first : second, { type, ...fields }, { look, transcript: false }),
      );
  const keyed = { type: 'ok', payload: 'once' };
  for (const api of [first, second, first])
    await enqueue(api, keyed, { look, headers: { 'Idempotency-Key': key }, transcript: false });
  await enqueue(second, { type: 'ok', runAt: '3000-01-01T00:00:00Z' }, { look });
  const cancelled = await enqueue(second, { type: 'ok', runAt: '3000-01-01T00:00:00Z' }, { look });
  expectStatus(await cancelJob(first, cancelled.id), 200, { look });
  const again = sent.filter(({ type }) => type === 'permanent')[0] as Job;
  await untilState(first, again.id, 'dead', { look, signal });
  expectStatus(await first.request('POST', `/dead-letters/${again.id}/requeue`), 202, { look });
  const timed = await holdsFor(400, { api: first, jobs, look });
  const ended = await atRest(first, { look, signal });
  await jobs.sees('the first worker to end its handlers', () =>
    [zombie, doomed].every(({ state }) => state === 'resolved'),
  );

  const processes = [first, second, paused, other];
  const wished = truthOf(ended, again.id);
  await expectSums(processes, wished, signal);
  await expectDurations(processes, timed);
});

/** One run of known length, as the judge saw it. */
async function holdsFor(
  millis: number,
  {
    api,
    jobs,
    look,
  }: { readonly api: HttpClient; readonly jobs: Parameters<typeof expectBegun>[0]; readonly look: string },
): Promise<HandlerRun> {
  const job = await enqueue(api, { type: 'hold', payload: 'timed' }, { look });
  const run = await expectBegun(jobs, job, { look });
  await setTimeout(millis);
  run.resolve(null);
  return run;
}

/** All jobs, when nothing is left to be done but what waits for the year 3000. */
async function atRest(
  api: HttpClient,
  { look, signal }: { readonly look: string; readonly signal: AbortSignal },
): Promise<readonly Job[]> {
  const until = performance.now() + 20_000;
  for (;;) {
    const all = await walkJobs(api, '/jobs', { limit: '100' }, { look }, { transcript: false });
    const busy = all.filter(
      ({ state, runAt }) =>
        ['running', 'retrying'].includes(state) || (state === 'queued' && !runAt.startsWith('3000')),
    );
    if (busy.length === 0) return all;
    if (performance.now() > until)
      return broken({
        expected: 'all jobs that were sent to come to their end before long',
        saw: `${busy.length} of ${all.length} have not, such as ${busy[0]?.id} (${busy[0]?.type}), which is ${busy[0]?.state}`,
        look: 'Which of your workers should have done that one?',
      });
    await setTimeout(50, undefined, { signal });
  }
}

type Sums = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the counters must say, by name and type. One job has died twice. */
function truthOf(all: readonly Job[], diedTwice: string): Sums {
  const count = (of: (job: Job) => number) => {
    const sums: Record<string, number> = {};
    for (const job of all) sums[job.type] = (sums[job.type] ?? 0) + of(job);
    return sums;
  };
  const attempts = (...outcomes: readonly string[]) =>
    count(
      (job) => job.attempts.filter(({ outcome }) => outcome !== null && outcomes.includes(outcome)).length,
    );
  return {
    jobs_enqueued_total: count(() => 1),
    jobs_completed_total: count(({ state }) => (state === 'succeeded' ? 1 : 0)),
    jobs_failed_total: attempts('failed', 'lost'),
    jobs_dead_total: count(({ id, state }) => (state === 'dead' ? 1 : 0) + (id === diedTwice ? 1 : 0)),
    job_duration_seconds_count: attempts('succeeded', 'failed', 'cancelled'),
  };
}

async function expectSums(
  processes: readonly JobProcess[],
  wished: Sums,
  signal: AbortSignal,
): Promise<void> {
  const promise = 'When all is at rest, the counters of all processes together say what the database says.';
  // A statement may be done a moment before its process knows, and counts.
  const until = performance.now() + 6000;
  for (;;) {
    const late = performance.now() > until;
    const wrong = await findWrongSum(processes, wished, late);
    if (wrong === null) break;
    if (late) broken({ promise, ...wrong });
    await setTimeout(50, undefined, { signal });
  }
  const changed = await findWrongSum(processes, wished, false);
  if (changed !== null) broken({ promise: 'At rest nothing is counted any more.', ...changed });
}

const hints: Readonly<Record<string, string>> = {
  jobs_enqueued_total:
    'A repeated key makes no job. And who else has counted: does each process know more than its own?',
  jobs_completed_total: 'What does your worker count when the fence has refused what it says?',
  jobs_failed_total: 'An attempt that was lost is recorded by who takes the job, and counted there.',
  jobs_dead_total: 'A job is made dead in more than one place, and once each time.',
  job_duration_seconds_count:
    'Every attempt whose end was recorded as succeeded, failed or cancelled is in there once, and no other.',
};

async function findWrongSum(
  processes: readonly JobProcess[],
  wished: Sums,
  transcript: boolean,
): Promise<{ readonly expected: string; readonly saw: string; readonly look: string } | null> {
  const scrapes = await Promise.all(
    processes.map((process) =>
      scrape(process, { of: process.name, look: 'See metrics-format.' }, { transcript }),
    ),
  );
  for (const [name, types] of Object.entries(wished))
    for (const [type, sum] of Object.entries(types)) {
      const each = scrapes.map((metrics) => metrics.value(name, { type } satisfies Labels) ?? 0);
      const total = each.reduce((all, one) => all + one, 0);
      if (total === sum) continue;
      const by = processes.map((process, index) => `${process.name}: ${each[index]}`).join(', ');
      return {
        expected: `${name}{type="${type}"} of all processes to be ${sum} in sum, as the jobs and their attempts say`,
        saw: `${total} (${by})`,
        look: hints[name] ?? 'What is one counted for?',
      };
    }
  return null;
}

/** Seconds, of the handler alone. */
async function expectDurations(processes: readonly JobProcess[], timed: HandlerRun): Promise<void> {
  const look =
    'In seconds, from the call of the handler to its end: not from the enqueueing, and not in milliseconds.';
  let sum = 0;
  for (const process of processes) {
    const metrics = await scrape(process, { of: process.name, look });
    sum += metrics.value('job_duration_seconds_sum', { type: 'hold' }) ?? 0;
  }
  // Two runs were recorded, and the first of them was let go at once.
  const seconds = ((timed.endedAtMs ?? Number.NaN) - timed.startedAtMs) / 1000;
  expectThat(sum >= seconds - 0.1 && sum <= seconds + 10, {
    expected: `job_duration_seconds_sum{type="hold"} of about ${seconds.toFixed(1)} seconds, since one handler took that long and another one no time`,
    saw: String(sum),
    look,
  });
}

requirement('queue-depth', async ({ jobs, signal }) => {
  const look =
    'How many are there now, in the database? `GROUP BY` has no row for what there is none of, and a number that is kept in a process knows nothing of the others.';
  const api = await jobs.api({ name: 'api 1' });
  const expectDepth = async (
    when: string,
    depth: Readonly<Partial<Record<State, number>>>,
    of: JobProcess = api,
  ) => {
    const metrics = await scrape(of, { of: of.name, look });
    const seen = Object.fromEntries(
      metrics
        .samples('jobs_queue_depth')
        .map(({ labels, value }) => [labels.state ?? 'no label', value] as const),
    );
    const wished = { queued: 0, running: 0, retrying: 0, dead: 0, ...depth };
    expectThat(
      Object.keys(seen).length === 4 &&
        Object.entries(wished).every(([state, value]) => seen[state] === value),
      {
        expected: `jobs_queue_depth of ${of.name} ${when} to be ${showValue(wished)}, with these four states and no other`,
        saw: showValue(seen),
        look,
      },
    );
  };
  await expectDepth('before any job', {});
  const held = await Promise.all([enqueue(api, { type: 'hold' }), enqueue(api, { type: 'hold' })]);
  await enqueue(api, { type: 'ok', runAt: '3000-01-01T00:00:00Z' });
  await expectDepth('after three jobs, one of them for the year 3000', { queued: 3 });

  await jobs.worker({ env: { BACKOFF_BASE_MS: '600000', BACKOFF_MAX_MS: '600000' } });
  const runs = await Promise.all(held.map((job) => expectBegun(jobs, job, { look })));
  const [doomed, failing, fine] = [
    await enqueue(api, { type: 'permanent' }),
    await enqueue(api, { type: 'fail' }),
    await enqueue(api, { type: 'ok' }),
  ];
  await untilState(api, doomed.id, 'dead', { look, signal });
  await untilState(api, failing.id, 'retrying', { look, signal });
  await untilState(api, fine.id, 'succeeded', { look, signal });
  const cancelled = await enqueue(api, { type: 'ok', runAt: '3000-01-01T00:00:00Z' });
  expectStatus(await cancelJob(api, cancelled.id), 200, { look });
  const all = { queued: 1, running: 2, retrying: 1, dead: 1 };
  await expectDepth(
    'with one job queued, two that run, one retrying, one dead, one cancelled and one done',
    all,
  );
  const later = await jobs.api({ name: 'api 2' });
  await expectDepth('which was started just now', all, later);

  for (const run of runs) run.resolve(null);
  for (const { id } of held) await untilState(api, id, 'succeeded', { look, signal });
  expectStatus(await later.request('DELETE', `/dead-letters/${doomed.id}`), 204, { look });
  await expectDepth('after both were done, and the dead one was deleted through the other API', {
    queued: 1,
    retrying: 1,
  });
});
