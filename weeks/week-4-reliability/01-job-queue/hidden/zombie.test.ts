import {
  expectEqual,
  expectThat,
  type HandlerRun,
  type HttpClient,
  type JobProcess,
  type JobsHost,
  requirement,
  type Statement,
} from 'checker/kit';
import { type Job, outcomesOf, readJob, tellJob, untilState } from './jobs.ts';
import { drawEnd, expectBegin, expectHandlerEnd, send, untilQuiet } from './watched.ts';

const pollMs = 100;
const env = { LEASE_MS: '1500', POLL_MS: String(pollMs), WORKER_CONCURRENCY: '6', BACKOFF_BASE_MS: '120000' };
const patienceMs = 15_000;

interface Scene {
  readonly jobs: JobsHost;
  readonly api: HttpClient;
  readonly signal: AbortSignal;
}

requirement('zombie-fenced', async ({ jobs, signal }) => {
  const api = await jobs.api();
  const scene = { jobs, api, signal };
  const zombie = await jobs.worker({ name: 'the zombie', relayed: true, env });
  const [completes, fails, lingers] = [
    await send(scene, { type: 'hold' }),
    await send(scene, { type: 'hold' }),
    await send(scene, { type: 'hold' }),
  ];
  const held = 'A worker with free slots takes the jobs that were sent.';
  const first = {
    completes: await expectBegin(scene, completes, { look: held }),
    fails: await expectBegin(scene, fails, { look: held }),
    lingers: await expectBegin(scene, lingers, { look: held }),
  };
  zombie.pause();
  const heir = await jobs.worker({ name: 'the heir', env });
  const taken =
    'The worker that has the job is paused (SIGSTOP), and cannot renew its lease. Who looks for leases that are over?';
  const again = { attempt: 2, by: heir, patienceMs, look: taken };
  const second = {
    completes: await expectBegin(scene, completes, again),
    fails: await expectBegin(scene, fails, again),
    lingers: await expectBegin(scene, lingers, again),
  };

  first.completes.resolve('by the zombie');
  first.fails.reject({ message: 'failed by the zombie' });
  zombie.resume();
  await expectHandlerEnd(jobs, first.completes, { look: 'It goes on after SIGCONT.' });
  await expectHandlerEnd(jobs, first.fails, { look: 'It goes on after SIGCONT.' });
  await untilQuiet(zombie, 5 * pollMs, signal);
  await expectUntouched(scene, completes, second.completes, 'complete');
  await expectUntouched(scene, fails, second.fails, 'fail');
  await expectOwnEnd(scene, completes, second.completes);
  await expectOwnEnd(scene, fails, second.fails);

  await expectNoRenewal({ ...scene, zombie, heir }, lingers, first.lingers, second.lingers);
  await expectNoGap({ ...scene, zombie });
});

/** The job is still the heir's, and nothing of it has an end. */
async function expectUntouched(
  { jobs, api }: Scene,
  job: Job,
  run: HandlerRun,
  verb: 'complete' | 'fail',
): Promise<void> {
  const look = `What stands in the WHERE of the statement that ${verb === 'complete' ? 'completes a job' : 'fails an attempt'}, and does it still fit when somebody else has the job?`;
  const now = await readJob(api, job.id, { look });
  if (now.state === 'running' && outcomesOf(now).join() === `1 lost,${run.attempt} under way`) return;
  drawEnd(jobs, job, `it is ${tellJob(now)}`);
  expectThat(false, {
    look,
    expected: `a paused worker not to ${verb} a job that another one has taken: running, attempts 1 lost, 2 under way`,
    saw: tellJob(now),
  });
}

async function expectOwnEnd({ jobs, api, signal }: Scene, job: Job, run: HandlerRun): Promise<void> {
  const value = `by ${run.worker}`;
  run.resolve(value);
  const look = 'The newest attempt is the one that ends the job, whatever an older one has said before.';
  const done = await untilState(api, job.id, 'succeeded', { look, signal });
  if (done.result !== value || outcomesOf(done).at(-1) !== `${run.attempt} succeeded`)
    drawEnd(jobs, job, `it is ${tellJob(done)}, with the result ${JSON.stringify(done.result)}`);
  expectEqual('the result of the job', done.result, value, { look });
  expectEqual('its last attempt', outcomesOf(done).at(-1), `${run.attempt} succeeded`, { look });
}

/**
 * The worker is paused in the middle of recording an end: the first statement about it has been done, and its answer is on the
 * way. If that statement was the end, there is nothing more to be seen.
 */
async function expectNoGap({ zombie, ...scene }: Scene & { readonly zombie: JobProcess }): Promise<void> {
  const { jobs, api, signal } = scene;
  const { link } = zombie;
  if (link === null) throw new Error('it was started with a relay');
  const look =
    'A worker may be paused between looking whether a job is still its own and writing. What does the statement that writes ask for?';
  const job = await send(scene, { type: 'hold' });
  const stale = await expectBegin(scene, job, { look });
  // Whoever has it is the only one that lives: the others were killed, or have nothing to do with it.
  if (stale.worker !== zombie.name) return stale.resolve(null);
  const asked: Statement[] = [];
  using _listening = link.listen((event) => {
    if (event.kind !== 'statement' || asked.length > 0 || /^\s*(begin|start)\b/i.test(event.statement.sql))
      return;
    asked.push(event.statement);
    link.connection(event.statement.connection)?.holdReplies();
  });
  stale.resolve('by the zombie');
  await link.sees(
    'the statement that records the end',
    () => asked[0] !== undefined && asked[0].ended !== null,
  );
  zombie.pause();
  const heir = await jobs.worker({ name: 'the last heir', env });
  const isHeir = (run: HandlerRun) => run.jobId === job.id && run.worker === heir.name;
  let taken: HandlerRun | null = null;
  for (let look = 0; look < 20 && taken === null; look += 1) {
    taken = await jobs.run(isHeir, 250);
    const { state } = await readJob(api, job.id, { look: '' }, { transcript: false });
    if (state !== 'running') break;
  }
  await link.restore();
  zombie.resume();
  await untilQuiet(zombie, 5 * pollMs, signal);
  // What the zombie had locked is free by now: it has ended the job, or given up and the heir has taken it.
  for (const end = performance.now() + patienceMs; taken === null; ) {
    const now = await readJob(api, job.id, { look }, { transcript: false });
    if (now.state === 'succeeded') return;
    taken = await jobs.run(isHeir, 250);
    if (taken !== null || performance.now() < end) continue;
    drawEnd(jobs, job, `it is ${tellJob(now)}`);
    expectThat(false, {
      look,
      expected: 'the job to be ended, or taken by another worker',
      saw: tellJob(now),
    });
  }
  await expectUntouched(scene, job, taken, 'complete');
  await expectOwnEnd(scene, job, taken);
}

/**
 * The zombie still runs attempt 1. When its heir dies, attempt 2 has a lease that nobody may renew, and attempt 3 may well be
 * the zombie's own: then it has the job twice, and only the number tells the two apart.
 */
async function expectNoRenewal(
  { zombie, heir, ...scene }: Scene & { readonly zombie: JobProcess; readonly heir: JobProcess },
  job: Job,
  stale: HandlerRun,
  second: HandlerRun,
): Promise<void> {
  const { jobs, signal } = scene;
  heir.kill();
  await jobs.sees('the heir to be gone', () => second.state === 'gone');
  const look =
    'The heir was killed, and the zombie still runs its old attempt. Whose lease does it renew? Only an attempt that is still the newest has one.';
  const isThird = ({ jobId, attempt }: HandlerRun) => jobId === job.id && attempt === 3;
  if ((await jobs.run(isThird, 6_000)) === null) await jobs.worker({ name: 'the second heir', env });
  const third = await expectBegin(scene, job, { attempt: 3, patienceMs, look });
  stale.resolve('by the zombie');
  await expectHandlerEnd(jobs, stale, { look: 'It goes on after SIGCONT.' });
  await untilQuiet(zombie, 5 * pollMs, signal);
  const now = await readJob(scene.api, job.id, { look });
  if (now.state !== 'running' || outcomesOf(now).at(-1) !== '3 under way') {
    drawEnd(jobs, job, `it is ${tellJob(now)}`);
    expectThat(false, {
      look: 'The same worker may have the same job twice, as attempt 1 and as attempt 3. What tells the two apart in your statement?',
      expected: 'attempt 1 not to end the job while attempt 3 is under way',
      saw: tellJob(now),
    });
  }
  await expectOwnEnd(scene, job, third);
}
