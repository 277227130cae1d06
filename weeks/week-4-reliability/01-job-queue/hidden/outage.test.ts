import { setTimeout } from 'node:timers/promises';
import {
  expectEqual,
  expectThat,
  type JobProcess,
  type JobsHost,
  type NoReply,
  type Reply,
  requirement,
} from 'checker/kit';
import { expectBegun } from './begun.ts';
import { outcomesOf, readJob, tellAnswer, tellJob, told, untilState } from './jobs.ts';
import { drawEnd, expectBegin, expectFlawless, expectHandlerEnd, send } from './watched.ts';

/** The page's five seconds, and as many again for a busy machine. */
const backMs = 10_000;
const outageMs = 2000;

interface Scene {
  readonly jobs: JobsHost;
  readonly api: JobProcess;
  readonly worker: JobProcess;
  readonly signal: AbortSignal;
}

requirement('database-outage', async ({ jobs, relay, service, signal }) => {
  const database = await service.database();
  const [toApi, toWorker] = [await relay.postgres(database), await relay.postgres(database)];
  await Promise.all([toApi.refuse(), toWorker.refuse()]);
  const [api, worker] = await Promise.all([
    jobs.api({ env: { DATABASE_URL: toApi.url } }),
    jobs.worker({ env: { DATABASE_URL: toWorker.url, WORKER_CONCURRENCY: '4' } }),
  ]);
  const scene = { jobs, api, worker, signal };
  const start =
    'The database is not there yet when both programs start. Who connects, and who waits for that?';
  await expectUnready(scene, start);
  await Promise.all([toApi.restore(), toWorker.restore()]);
  await expectPostAgain(scene, start);

  const look = 'The database goes away for two seconds while handlers run, and comes back.';
  const meanwhile = await send(scene, { type: 'hold' });
  const longer = await send(scene, { type: 'hold' });
  const first = await expectBegin(scene, meanwhile, { look });
  const second = await expectBegin(scene, longer, { look });
  await Promise.all([toApi.refuse({ cut: true }), toWorker.refuse({ cut: true })]);
  const value = { ended: 'while the database was away' };
  first.resolve(value);
  await expectHandlerEnd(jobs, first, { look });
  await expectUnready(scene, look);
  await setTimeout(outageMs, undefined, { signal });
  await Promise.all([toApi.restore(), toWorker.restore()]);

  const lost =
    'A handler ended while the database was away. Its result exists nowhere but in your process: who keeps it, and who tries to record it again?';
  const done = await untilState(api, meanwhile.id, ['succeeded', 'dead', 'retrying', 'queued'], {
    look: lost,
    signal,
    patienceMs: backMs,
  });
  if (outcomesOf(done).join() !== '1 succeeded') drawEnd(jobs, meanwhile, `it is ${tellJob(done)}`);
  expectEqual(
    'the attempts of the job whose handler ended during the outage',
    outcomesOf(done),
    ['1 succeeded'],
    {
      look: lost,
    },
  );
  expectEqual('its result', done.result, value, { look: lost });
  await expectUndisturbed(scene, longer.id, second.abortedAtMs);
  second.resolve(second.mark);
  await untilState(api, longer.id, 'succeeded', { look, signal, patienceMs: backMs });
  await expectPostAgain(
    scene,
    `${look} What of the loop that claims, of the pool, of LISTEN, was thrown away and is not made anew?`,
  );

  for (const { id, use, ended } of toWorker.connections())
    if (use === 'session' && ended === null) toWorker.connection(id)?.hang();
  await expectPostAgain(
    scene,
    'All connections of the worker have fallen silent, and new ones work. Which statement does it wait for without an end?',
    30_000,
  );
  await toWorker.restore();
  expectEqual(
    'the processes that have ended',
    [api, worker].filter(({ resources }) => resources() === null).length,
    0,
    {
      look,
    },
  );
  await expectFlawless(scene, { leaseMs: 30_000, look, anyResult: true });
});

/** Both live and say that they are not ready; a job is refused for now. */
async function expectUnready({ api, worker }: Scene, look: string): Promise<void> {
  for (const process of [api, worker]) {
    expectStatusOf(await process.attempt('GET', '/livez'), 200, process.name, look);
    expectStatusOf(await process.attempt('GET', '/readyz', { patienceMs: 15_000 }), 503, process.name, look);
    expectStatusOf(await process.attempt('GET', '/metrics', { patienceMs: 15_000 }), 200, process.name, look);
  }
  const posted = await api.attempt('POST', '/jobs', { json: { type: 'ok', payload: 1 }, patienceMs: 15_000 });
  expectStatusOf(posted, 503, api.name, look);
  const after = posted.kind === 'reply' ? posted.headers['retry-after'] : undefined;
  expectThat(after !== undefined && /^[1-9]\d*$/.test(after), {
    look: 'A client that is told 503 wants to know when to come again.',
    expected: 'a Retry-After of whole seconds, at least 1, with the 503',
    saw: after ?? 'none',
  });
}

function expectStatusOf(answer: Reply | NoReply, status: number, who: string, look: string): void {
  expectThat(answer.kind === 'reply' && answer.status === status, {
    look,
    expected: `${who} to answer ${told(answer)} with ${status} while the database is away`,
    saw: tellAnswer(answer),
  });
}

/** A new job is accepted and done, soon. */
async function expectPostAgain(scene: Scene, look: string, patienceMs = backMs): Promise<void> {
  const { jobs, api, signal } = scene;
  for (const end = performance.now() + patienceMs; ; ) {
    const sent = await api.attempt('POST', '/jobs', {
      json: { type: 'ok', payload: null },
      transcript: false,
    });
    if (sent.kind === 'reply' && sent.status === 202) {
      const { id } = sent.json as { readonly id: string };
      const job = await readJob(api, id, { look });
      jobs.enqueued(job);
      // Any attempt: one that was claimed by a statement whose answer got lost may have been given back.
      await expectBegun(jobs, job, { look, patienceMs });
      await untilState(api, id, 'succeeded', { look, signal });
      return;
    }
    expectThat(performance.now() < end, {
      look,
      expected: 'the API to accept jobs again no later than 5 seconds after the database is back',
      saw: `${tellAnswer(sent)}, ${patienceMs / 1000} seconds after it`,
    });
    await setTimeout(50, undefined, { signal });
  }
}

async function expectUndisturbed(
  { jobs, api }: Scene,
  id: string,
  abortedAtMs: number | null,
): Promise<void> {
  const look =
    'The lease is 30 seconds and the outage was 2. What is a handler told when a statement fails, and what is said of its job?';
  const now = await readJob(api, id, { look });
  if (now.state === 'running' && now.attempts.length === 1 && abortedAtMs === null) return;
  drawEnd(jobs, { id }, `it is ${tellJob(now)}`);
  expectThat(false, {
    look,
    expected: 'a handler that runs during an outage not to be disturbed: running, attempt 1 under way',
    saw: `${abortedAtMs === null ? '' : 'its signal was aborted; '}${tellJob(now)}`,
  });
}
