import {
  expectEqual,
  expectThat,
  type FaultyLink,
  type HttpClient,
  type JobProcess,
  type JobsHost,
  requirement,
} from 'checker/kit';
import { expectOutcomes, outcomesOf, readJob, tellJob, untilState } from './jobs.ts';
import { stopInClaim } from './stopped-claim.ts';
import { drawEnd, expectBegin, send } from './watched.ts';

/** Nobody waits for this lease. */
const leaseMs = 60_000;
const shutdownMs = 2500;
const env = { LEASE_MS: String(leaseMs), WORKER_CONCURRENCY: '3', BACKOFF_BASE_MS: '120000' };
/** A busy machine may take its time over an exit. */
const slackMs = 6_000;

interface Scene {
  readonly jobs: JobsHost;
  readonly api: HttpClient;
  readonly signal: AbortSignal;
}

requirement('graceful-shutdown', async ({ jobs, relay, service, signal }) => {
  const api = await jobs.api();
  const scene = { jobs, api, signal };
  await expectFinishedOrReleased(scene);
  await expectClaimGivenBack(scene, await relay.postgres(await service.database()));
  api.signal('SIGTERM');
  await expectExit(api, 12_000, 'the API has nothing to do and gets SIGTERM');
});

async function expectFinishedOrReleased(scene: Scene): Promise<void> {
  const { jobs, api, signal } = scene;
  const leaver = await jobs.worker({
    name: 'the leaver',
    env: { ...env, SHUTDOWN_TIMEOUT_MS: String(shutdownMs) },
  });
  const finishes = await send(scene, { type: 'hold' });
  const ignores = await send(scene, { type: 'hold', maxAttempts: 1 });
  const rejects = await send(scene, { type: 'hold', maxAttempts: 2 });
  const look = 'A worker with free slots takes the jobs that were sent.';
  const finishing = await expectBegin(scene, finishes, { by: leaver, look });
  const ignoring = await expectBegin(scene, ignores, { by: leaver, look });
  const rejecting = await expectBegin(scene, rejects, { by: leaver, look });
  rejecting.whenAborted('reject', 'told to stop');

  leaver.signal('SIGTERM');
  await expectUnready(leaver);
  const late = await send(scene, { type: 'ok' });
  finishing.resolve('in time');
  const inTime = 'The handler ended within SHUTDOWN_TIMEOUT_MS after SIGTERM. Who records that?';
  const done = await untilState(api, finishes.id, ['succeeded', 'queued', 'retrying'], {
    look: inTime,
    signal,
  });
  expectOutcomes(done, ['1 succeeded'], { look: inTime });
  expectEqual('its result', done.result, 'in time', { look: inTime });
  await expectExit(
    leaver,
    shutdownMs + 2000 + slackMs,
    `a worker gets SIGTERM with SHUTDOWN_TIMEOUT_MS=${shutdownMs}`,
  );
  expectThat(jobs.runsOf(late.id).length === 0, {
    look: 'A slot became free after SIGTERM. Who takes it as a reason to claim?',
    expected: 'a worker that was told to end not to begin anything new',
    saw: 'it began a job that came after SIGTERM',
  });
  expectThat(ignoring.abortedAtMs !== null && rejecting.abortedAtMs !== null, {
    look: 'When the time is over, the handlers have to hear of it.',
    expected: 'the signals of the handlers that still run to abort after SHUTDOWN_TIMEOUT_MS',
    saw: 'no abort',
  });

  const heir = await jobs.worker({ name: 'the heir', env });
  for (const [job, ends] of [
    [ignores, 'ignored the abort'],
    [rejects, 'rejected when its signal aborted'],
  ] as const) {
    const released = `The handler ${ends}, and its worker is gone. What did that say about the job before it went? (LEASE_MS is a minute.)`;
    const before = await readJob(api, job.id, { look: released });
    if (!['queued', 'running'].includes(before.state) || outcomesOf(before)[0] !== '1 released') {
      drawEnd(jobs, job, `it is ${tellJob(before)}`);
      expectThat(false, {
        look: released,
        expected: `the job whose handler ${ends} to be queued again, its attempt released`,
        saw: tellJob(before),
      });
    }
    const run = await expectBegin(scene, job, { attempt: 2, by: heir, look: released });
    if (job === ignores) {
      run.resolve('by the heir');
      const ended = await untilState(api, job.id, ['succeeded', 'dead'], { look: released, signal });
      expectOutcomes(ended, ['1 released', '2 succeeded'], { look: released });
      continue;
    }
    run.reject({ message: 'told to fail' });
    const counted =
      'Of maxAttempts 2, one was given back and one has failed. How many are left, if a released one does not count?';
    const failed = await untilState(api, job.id, ['retrying', 'dead'], { look: counted, signal });
    expectOutcomes(failed, ['1 released', '2 failed'], { look: counted });
    expectEqual('the state of the job after that', failed.state, 'retrying', { look: counted });
  }
  await untilState(api, late.id, 'succeeded', { look, signal });
  heir.signal('SIGTERM');
  await expectExit(
    heir,
    8_000,
    'a worker that runs nothing gets SIGTERM, with SHUTDOWN_TIMEOUT_MS at its 10 seconds',
  );
}

/** It has heard of the signal; a worker that does not listen any more has, too. */
async function expectUnready(worker: JobProcess): Promise<void> {
  for (const end = performance.now() + 5000; ; ) {
    const ready = await worker.attempt('GET', '/readyz', { transcript: false });
    if (ready.kind === 'none' || ready.status === 503) return;
    expectThat(performance.now() < end, {
      look: 'Whoever sends work to this process wants to know before it is gone.',
      expected: `\`GET /readyz\` of ${worker.name} to be 503 once a shutdown has begun`,
      saw: `${ready.status}`,
    });
  }
}

/** PostgreSQL has given it a job, and the worker does not know yet when it is told to end. */
async function expectClaimGivenBack(scene: Scene, link: FaultyLink): Promise<void> {
  const { jobs, api, signal } = scene;
  const look =
    'A claim was on its way when SIGTERM came, and brought a job. Who waits for its answer, and what becomes of the job?';
  const job = await send(scene, { type: 'ok' });
  const stopping = stopInClaim(
    link,
    async () => (await readJob(api, job.id, { look }, { transcript: false })).state === 'running',
  );
  const leaver = await jobs.worker({
    name: 'the second leaver',
    env: { ...env, DATABASE_URL: link.url, SHUTDOWN_TIMEOUT_MS: '5000' },
  });
  const stopped = await stopping;
  leaver.signal('SIGTERM');
  // It has heard of it: whatever is to be done at once has been done.
  for (let turn = 0; turn < 3; turn += 1) await leaver.attempt('GET', '/livez', { transcript: false });
  await link.restore();
  await expectExit(leaver, 5000 + 2000 + slackMs, 'a worker gets SIGTERM while its claim is on the way');
  const heir = await jobs.worker({ name: 'the second heir', env });
  const done = await untilState(api, job.id, 'succeeded', {
    look: stopped ? look : 'It was sent, and a worker has a free slot.',
    signal,
  });
  if (outcomesOf(done).includes('1 lost')) expectOutcomes(done, ['1 released', '2 succeeded'], { look });
  heir.kill();
}

async function expectExit(process: JobProcess, patienceMs: number, when: string): Promise<void> {
  const run = await process.ended(patienceMs);
  const look =
    'What is still open when everything is done: a connection, a timer, a server? And who waits for something that never comes?';
  expectThat(run !== null, {
    look,
    expected: `${process.name} to exit with 0 when ${when}`,
    saw: `it was still there ${patienceMs / 1000} seconds later`,
  });
  expectEqual(`the exit code of ${process.name}, when ${when}`, run.code ?? run.ending.kind, 0, { look });
}
