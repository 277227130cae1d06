import { expectEqual, expectThat, type HttpClient, type JobsHost, requirement } from 'checker/kit';
import { expectBegun, tellRuns } from './begun.ts';
import {
  cancelJob,
  enqueue,
  expectOutcomes,
  expectProblem,
  expectStatus,
  type Job,
  jobIn,
  membersOf,
  readJob,
  tellJob,
  untilState,
} from './jobs.ts';

const far = '3000-01-01T00:00:00Z';

requirement('cancel', async ({ jobs, signal }) => {
  const api = await jobs.api({ relayed: true });
  const look = 'In which states is a job still nobody’s? Only then can a cancel be the end of it.';
  const waiting = await enqueue(api, { type: 'ok' }, { look });
  const scheduled = await enqueue(api, { type: 'ok', runAt: far }, { look });
  for (const job of [waiting, scheduled]) await expectCancelled(api, job, { look });

  await jobs.worker({
    env: { WORKER_CONCURRENCY: '1', BACKOFF_BASE_MS: '600000', BACKOFF_MAX_MS: '600000' },
  });
  const failing = await enqueue(api, { type: 'fail' }, { look });
  await untilState(api, failing.id, 'retrying', { look, signal });
  await expectCancelled(api, failing, { look });
  expectOutcomes(await readJob(api, failing.id, { look }), ['1 failed'], {
    look: 'A job that is cancelled keeps the attempts that it has had.',
  });

  // Whoever came later has run: the one that was cancelled had its turn, and was passed by.
  const fine = await enqueue(api, { type: 'ok' }, { look });
  const dead = await enqueue(api, { type: 'permanent' }, { look });
  await untilState(api, fine.id, 'succeeded', { look, signal });
  await untilState(api, dead.id, 'dead', { look, signal });
  expectNeverRun(jobs, waiting, 'two jobs that came after it were done');

  const ended =
    'What has ended stays as it ended. A cancel that comes too late is a 409, and changes nothing.';
  for (const job of [fine, dead]) {
    const before = membersOf(await readJob(api, job.id, { look: ended }));
    const why = `the job has ${before.state === 'dead' ? 'died' : before.state}`;
    expectProblem(await cancelJob(api, job.id), 409, { why, look: ended });
    expectEqual('the job after that', membersOf(await readJob(api, job.id, { look: ended })), before, {
      look: ended,
    });
  }
  for (const id of ['019ca91e-3c00-7d2a-8f10-6a1b5c3de901', 'no-uuid'])
    expectProblem(await cancelJob(api, id), 404, {
      why: 'no job has that id',
      look: 'Which ids have a job?',
    });

  await meetsClaim(api, jobs, signal);
});

/** The cancel is under way when a worker looks for jobs: whoever writes first wins, and the other one sees that. */
async function meetsClaim(
  api: Awaited<ReturnType<JobsHost['api']>>,
  jobs: JobsHost,
  signal: AbortSignal,
): Promise<void> {
  const promise = 'After a 200 no handler sees the job, also when a worker claims it at that moment.';
  const look =
    'What may have happened between your look at the state and your change of it? The statement that changes has to say in which state.';
  const blocker = await enqueue(api, { type: 'hold' }, { look });
  const slot = await expectBegun(jobs, blocker, { look });
  const job = await enqueue(api, { type: 'hold' }, { look });
  const next = await enqueue(api, { type: 'hold' }, { look });
  const mark = api.link?.mark();
  // What the API asks for is done, and it does not hear of it yet.
  api.link?.holdReplies();
  const answer = cancelJob(api, job.id, { patienceMs: 30_000 });
  await api.link?.until(
    () =>
      api.link?.statements(mark === undefined ? {} : { since: mark }).some(({ ended }) => ended !== null) ===
      true,
    signal,
  );
  slot.resolve(null);
  const either = ({ jobId }: { readonly jobId: string }) => jobId === job.id || jobId === next.id;
  const run = await jobs.run(either);
  await api.link?.restore();
  const reply = await answer;
  expectThat(run !== null, {
    promise,
    expected: 'a worker with a free slot to take another job, whatever happens to this one',
    saw: 'it took none',
    look: 'Does a cancel lock more than one row, or the claim wait for locked ones?',
  });
  if (run.jobId === next.id) {
    // The cancel was first.
    expectStatus(reply, [200], { promise, why: 'the worker has passed it by', look });
    expectEqual('the job', (await readJob(api, job.id, { look })).state, 'cancelled', { promise, look });
    run.resolve(null);
    await untilState(api, next.id, 'succeeded', { look, signal });
    expectNeverRun(jobs, job, 'the one that came after it was done');
    return;
  }
  expectStatus(reply, 202, { promise, why: 'its handler was called before the change was made', look });
  const running = await readJob(api, job.id, { look });
  expectThat(running.state === 'running' && running.cancelRequested, {
    promise,
    expected: 'the job to be running, with `cancelRequested`',
    saw: `${tellJob(running)}; cancelRequested is ${running.cancelRequested}`,
    look,
  });
  run.resolve('done all the same');
  await untilState(api, job.id, 'succeeded', { promise, look, signal });
}

async function expectCancelled(
  api: HttpClient,
  job: Job,
  teaching: { readonly look: string },
): Promise<void> {
  for (const time of ['', ' again']) {
    const reply = await cancelJob(api, job.id);
    expectStatus(reply, 200, {
      ...teaching,
      why: `nobody runs the job${time === '' ? '' : ', and it was cancelled already'}`,
    });
    const { id, state, cancelRequested, result } = jobIn(reply, teaching);
    expectEqual(
      `the job in the answer to a cancel${time}`,
      { id, state, cancelRequested, result },
      { id: job.id, state: 'cancelled', cancelRequested: true, result: null },
      teaching,
    );
  }
  expectEqual('its state by GET', (await readJob(api, job.id, teaching)).state, 'cancelled', teaching);
}

function expectNeverRun(jobs: JobsHost, job: Job, when: string): void {
  const runs = jobs.runsOf(job.id);
  if (runs.length > 0) jobs.draw(job.id);
  expectThat(runs.length === 0, {
    expected: `no handler to be called for the job ${job.id}, which was cancelled before`,
    saw: `${tellRuns(runs)}; ${when}`,
    look: 'Which states does the claim take?',
  });
}
