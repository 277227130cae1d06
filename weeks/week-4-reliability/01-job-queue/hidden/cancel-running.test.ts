import {
  expectEqual,
  expectThat,
  type HandlerRun,
  type HttpClient,
  type JobsHost,
  requirement,
} from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import {
  cancelJob,
  enqueue,
  expectOutcomes,
  expectStatus,
  type Job,
  jobIn,
  tellJob,
  untilJob,
  untilState,
} from './jobs.ts';

/** A worker looks at its jobs every LEASE_MS/3 and at the queue every POLL_MS; the rest is for a busy machine. */
const leaseMs = 6000;
const boundMs = leaseMs / 3 + 200;
const moreMs = 2500;

requirement('cancel-running', async ({ jobs, signal }) => {
  const api = await jobs.api();
  const lost = await losesCancelled(api, jobs);
  await jobs.worker({ name: 'worker 2', env: { LEASE_MS: String(leaseMs), BACKOFF_BASE_MS: '10' } });
  const look =
    'The request reaches the API, the handler runs elsewhere. What do both of them look at regularly?';
  const names = ['rejects', 'resolves', 'rejects late', 'resolves late', 'fails for good'] as const;
  const all = await Promise.all(
    names.map(async (name) => {
      const job = await enqueue(api, { type: 'hold', payload: { name } }, { look });
      jobs.enqueued(job);
      return { name, job, run: await expectBegun(jobs, job, { look }) };
    }),
  );
  const [rejects, resolves, late, stubborn, fatal] = all;
  rejects?.run.whenAborted('reject', 'stopped, as it was told to');
  resolves?.run.whenAborted('resolve', 'finished all the same');
  // Right after one abort the next look at the jobs is as far away as it ever is.
  await cancelsInTime(api, jobs, all.slice(0, 1), look);
  await cancelsInTime(api, jobs, all.slice(1), look);
  late?.run.reject({ message: 'failed, long after it was told to stop' });
  stubborn?.run.resolve('finished, long after it was told to stop');
  fatal?.run.reject({ name: 'PermanentError', message: 'failed for good' });

  const ends = {
    rejects: ['cancelled', 'cancelled', null],
    resolves: ['succeeded', 'succeeded', 'finished all the same'],
    'rejects late': ['cancelled', 'cancelled', null],
    'resolves late': ['succeeded', 'succeeded', 'finished, long after it was told to stop'],
    'fails for good': ['cancelled', 'cancelled', null],
  } as const;
  for (const { name, job } of all) {
    const [state, outcome, result] = ends[name];
    const truth = {
      promise: 'After a cancel a rejection makes the job cancelled, and a resolution succeeded.',
      look: 'The work of a handler that resolves was done, whatever was asked meanwhile. One that rejects is not tried again.',
    };
    const end = await untilState(api, job.id, ['succeeded', 'cancelled', 'dead', 'retrying', 'queued'], {
      ...truth,
      signal,
    });
    expectEqual(
      `state, outcome and result of the cancelled job whose handler ${name}`,
      [end.state, end.attempts.map((attempt) => attempt.outcome), end.result],
      [state, [outcome], result],
      truth,
    );
  }
  await expectLostCancelled(api, jobs, lost, signal);
});

interface Held {
  readonly job: Job;
  readonly run: HandlerRun;
}

async function cancelsInTime(
  api: HttpClient,
  jobs: JobsHost,
  held: readonly Held[],
  look: string,
): Promise<void> {
  const cancelledAt = jobs.now();
  for (const { job } of held) {
    const reply = await cancelJob(api, job.id);
    expectStatus(reply, 202, { why: 'its handler runs', look });
    const { state, cancelRequested } = jobIn(reply, { look });
    expectEqual(
      'the job in the answer',
      { state, cancelRequested },
      { state: 'running', cancelRequested: true },
      {
        look: 'A running job stays running until its handler has ended; that somebody has cancelled it is told beside.',
      },
    );
  }
  await jobs.sees(
    'signals to abort',
    () => held.every(({ run }) => run.abortedAtMs !== null),
    boundMs + moreMs + 2000,
  );
  for (const { job, run } of held) {
    const tookMs = (run.abortedAtMs ?? Number.POSITIVE_INFINITY) - cancelledAt;
    if (tookMs > boundMs + moreMs) jobs.draw(job.id);
    expectThat(tookMs <= boundMs + moreMs, {
      promise: `The signal of a cancelled job aborts no later than LEASE_MS/3 + POLL_MS after the cancel (here: ${boundMs} ms).`,
      expected: `the handler's signal to abort by then, on ${run.worker}`,
      saw: run.abortedAtMs === null ? 'it has not' : `it did after ${Math.round(tookMs)} ms`,
      look,
    });
  }
}

const lostPromise = 'If the attempt of a cancelled job is lost, the attempt is lost and the job cancelled.';
const lostLook = 'A job whose lease is over is taken again - but not if somebody has cancelled it meanwhile.';

/** A job that is cancelled while it runs, and whose worker is gone then. */
async function losesCancelled(api: HttpClient, jobs: JobsHost): Promise<Job> {
  const teaching = { promise: lostPromise, look: lostLook };
  const doomed = await jobs.worker({ name: 'worker 1', env: { LEASE_MS: '1500', WORKER_CONCURRENCY: '1' } });
  const job = await enqueue(api, { type: 'hold' }, teaching);
  jobs.enqueued(job);
  await expectBegun(jobs, job, teaching);
  expectStatus(await cancelJob(api, job.id), 202, teaching);
  doomed.kill();
  await doomed.exited;
  return job;
}

/** Whoever finds the lease over finds the cancel, too. */
async function expectLostCancelled(
  api: HttpClient,
  jobs: JobsHost,
  { id }: Job,
  signal: AbortSignal,
): Promise<void> {
  const teaching = { promise: lostPromise, look: lostLook };
  const end = await untilJob(
    api,
    id,
    'cancelled',
    ({ state }) => ['cancelled', 'dead', 'succeeded'].includes(state) || jobs.runsOf(id).length > 1,
    { ...teaching, signal, patienceMs: 15_000 },
  );
  const runs = jobs.runsOf(id);
  if (runs.length > 1) jobs.draw(id);
  expectThat(end.state === 'cancelled' && runs.length === 1, {
    ...teaching,
    expected: 'the job to be cancelled, and its handler not to be called again',
    saw: `${tellJob(end)}; ${tellRuns(runs)}`,
  });
  expectOutcomes(end, ['1 lost'], teaching);
}
