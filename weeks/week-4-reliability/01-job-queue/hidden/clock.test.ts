import {
  expectThat,
  type HttpClient,
  type JobProcess,
  type JobsHost,
  type PostgresDatabase,
  requirement,
} from 'checker/kit';
import { type Job, outcomesOf, readJob, tellJob, untilState } from './jobs.ts';
import { databaseNow, drawEnd, expectBegin, send } from './watched.ts';

const leaseMs = 1500;
const backoffMs = 1000;
const hour = 3_600_000;
/** Digits that are cut off or rounded, on either side. */
const digitMs = 2;
const env = {
  LEASE_MS: String(leaseMs),
  POLL_MS: '100',
  BACKOFF_BASE_MS: String(backoffMs),
};

/** Wrong by so much: whoever asks this process for the time. What is made of a given time is right. */
const skewed = (byMs: number) => `const Right = Date;
globalThis.Date = class Date extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + ${byMs});
    else super(...given);
  }
  static now() {
    return Right.now() + ${byMs};
  }
};
`;

interface Scene {
  readonly jobs: JobsHost;
  readonly api: HttpClient;
  readonly database: PostgresDatabase;
  readonly signal: AbortSignal;
}

requirement('database-clock', async ({ jobs, files, service, signal }) => {
  const database = await service.database();
  const skew = (name: string, byMs: number) => {
    files.write(`${name}.mjs`, skewed(byMs));
    return { ...env, NODE_OPTIONS: `--import=${files.path(`${name}.mjs`)}` };
  };
  const [ahead, behind] = [skew('ahead', 2 * hour), skew('behind', -2 * hour)];
  const api = await jobs.api({ name: 'the API, an hour ahead', env: skew('api', hour) });
  const slow = await jobs.worker({ name: 'two hours behind', env: { ...behind, WORKER_CONCURRENCY: '1' } });
  const scene = { jobs, api, database, signal };
  const look =
    'Where do you ask the process for the time? The clocks of these programs are hours off; only PostgreSQL’s is right.';
  const { job: first } = await expectTimes(scene, look);
  const firstRun = await expectBegin(scene, first, { by: slow, look });
  const quick = await jobs.worker({ name: 'two hours ahead', env: { ...ahead, WORKER_CONCURRENCY: '2' } });
  const { job: second } = await expectTimes(scene, look);
  await expectBegin(scene, second, { by: quick, look });

  await expectScheduled(scene, quick, [first, second]);
  await expectNotTaken(scene, [first, second]);
  firstRun.reject({ message: 'told to fail' });
  await expectBackoff(scene, first);

  const again = await expectBegin(scene, first, { attempt: 2, look });
  again.resolve('again');
  await untilState(api, first.id, 'succeeded', { look, signal });

  quick.kill();
  const late = `The worker whose clock was two hours ahead is dead. When is its lease over, by which clock? (LEASE_MS=${leaseMs})`;
  const run = await expectBegin(scene, second, { attempt: 2, by: slow, patienceMs: 15_000, look: late });
  run.resolve('recovered');
  const done = await untilState(api, second.id, 'succeeded', { look: late, signal });
  await expectAttemptTimes(scene, done, look);
});

/** A job without a runAt may run from now on, as the database says. */
async function expectTimes(scene: Scene, look: string): Promise<{ readonly job: Job }> {
  const before = await databaseNow(scene.database);
  const job = await send(scene, { type: 'hold' });
  const after = await databaseNow(scene.database);
  expectBetween('runAt', job.runAt, before, after, look);
  return { job };
}

async function expectAttemptTimes({ database }: Scene, job: Job, look: string): Promise<void> {
  const now = await databaseNow(database);
  for (const { number, startedAt, endedAt } of job.attempts) {
    expectBetween(`startedAt of attempt ${number}`, startedAt, Date.parse(job.runAt), now, look);
    if (endedAt !== null)
      expectBetween(`endedAt of attempt ${number}`, endedAt, Date.parse(startedAt), now, look);
  }
}

function expectBetween(what: string, time: string, from: number, to: number, look: string): void {
  const at = Date.parse(time);
  const off = at < from ? at - from : at - to;
  expectThat(at >= from - digitMs && at <= to + digitMs, {
    look,
    expected: `${what} to lie between ${new Date(from).toISOString()} and ${new Date(to).toISOString()}, by PostgreSQL's clock`,
    saw: `${time}, which is off by ${(off / 60_000).toFixed(1)} minutes`,
  });
}

async function expectScheduled(scene: Scene, quick: JobProcess, held: readonly Job[]): Promise<void> {
  const { database } = scene;
  const look =
    'The worker with a free slot has a clock that is two hours ahead. Who compares runAt with now?';
  const runAt = (await databaseNow(database)) + 1000;
  const job = await send(scene, { type: 'ok', runAt: new Date(runAt).toISOString() });
  // Who has taken jobs that are not its own has no free slot any more.
  if ((await scene.jobs.run(({ jobId }) => jobId === job.id, 8_000)) === null) await expectHeld(scene, held);
  await expectBegin(scene, job, { by: quick, look });
  const now = await databaseNow(database);
  expectThat(now >= Math.floor(runAt) - digitMs, {
    look,
    expected: `a job not to begin before its runAt, ${new Date(runAt).toISOString()}`,
    saw: `it had begun at ${new Date(now).toISOString()}, by PostgreSQL's clock`,
  });
}

/** The workers renew their leases, and see those of the others, for longer than a lease lasts. */
async function expectNotTaken(scene: Scene, held: readonly Job[]): Promise<void> {
  const { jobs, database } = scene;
  const look = 'Both workers live and renew. By whose clock is a lease written, and by whose is it over?';
  const until = (await databaseNow(database)) + leaseMs + 500;
  // Each of these has the free slot once: whoever polls has looked for expired jobs as well.
  while ((await databaseNow(database)) < until) {
    const marker = await send(scene, { type: 'work', payload: { ms: 100 } }, { transcript: false });
    if ((await jobs.run(({ jobId }) => jobId === marker.id, 8_000)) === null) await expectHeld(scene, held);
    await expectBegin(scene, marker, { look });
  }
  await expectHeld(scene, held);
}

async function expectHeld({ jobs, api }: Scene, held: readonly Job[]): Promise<void> {
  const look = 'Both workers live and renew. By whose clock is a lease written, and by whose is it over?';
  for (const job of held) {
    const now = await readJob(api, job.id, { look });
    const runs = jobs.runsOf(job.id).length;
    if (runs === 1 && outcomesOf(now).join() === '1 under way') continue;
    drawEnd(jobs, job, `it is ${tellJob(now)}`);
    expectThat(false, {
      look,
      expected: 'a job to stay with its worker, which lives and renews',
      saw: `${runs} runs; ${tellJob(now)}`,
    });
  }
}

async function expectBackoff({ api, database, signal }: Scene, job: Job): Promise<void> {
  const look = 'endedAt and nextRunAt come from one clock, and that is PostgreSQL’s.';
  const failed = await untilState(api, job.id, ['retrying', 'running'], { look, signal });
  const now = await databaseNow(database);
  const [attempt] = failed.attempts;
  if (attempt?.endedAt === null || attempt?.nextRunAt === null || attempt === undefined) return;
  expectBetween('endedAt of the failed attempt', attempt.endedAt, Date.parse(attempt.startedAt), now, look);
  const pause = Date.parse(attempt.nextRunAt) - Date.parse(attempt.endedAt);
  expectThat(pause >= backoffMs / 2 - digitMs && pause <= backoffMs + digitMs, {
    look,
    expected: `nextRunAt between ${backoffMs / 2} and ${backoffMs} ms after endedAt`,
    saw: `${pause} ms`,
  });
}
