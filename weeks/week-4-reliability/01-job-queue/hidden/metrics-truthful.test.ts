import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectEqual,
  expectThat,
  type HandlerRun,
  type HttpClient,
  type JobProcess,
  type Labels,
  requirement,
  scrape,
} from 'checker/kit';
import { expectBegun } from './begun.ts';
import { cancelJob, enqueue, expectStatus, type Job, untilState, walkJobs } from './jobs.ts';

const soon = { BACKOFF_BASE_MS: '20', BACKOFF_MAX_MS: '20' };

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

  const taken = await expectBegun(jobs, slow, { attempt: 2, look, patienceMs: 20_000 });
  taken.resolve('by the second');
  await untilState(first, slow.id, 'succeeded', { look, signal });
  await untilState(first, last.id, 'dead', { look, signal });
  paused.resume();
  zombie.resolve('by the first');
  doomed.resolve('by the first');

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
