import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Client } from 'pg';
import type { Logger as QueueLogger } from '../../solutions/week-4/01-job-queue/reference/src/domain/logger.ts';
import { Worker } from '../../solutions/week-4/01-job-queue/reference/src/queue/worker.ts';
import { connect, Database } from '../../solutions/week-4/01-job-queue/reference/src/store/database.ts';
import { createJobStore } from '../../solutions/week-4/01-job-queue/reference/src/store/job-store.ts';
import { listen } from '../../solutions/week-4/01-job-queue/reference/src/store/listen.ts';
import { migrateUp } from '../../solutions/week-4/01-job-queue/reference/src/store/migrations/migrate-up.ts';
import { readMigrations } from '../../solutions/week-4/01-job-queue/reference/src/store/migrations/read-migrations.ts';
import { createWorkStore } from '../../solutions/week-4/01-job-queue/reference/src/store/work-store.ts';
import { repository } from '../src/repository.ts';
import { openPostgresForTests } from '../test/postgres-server.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * Week 4's reference against graphile-worker, each with a database of its own on the same server, in turns in one process: from
 * the first enqueueing, sixteen at once, until the end of the last of a thousand jobs that do nothing; and from one enqueueing
 * to the start of its handler, a hundred times, by a worker that has nothing else to do. The first is taken once more with
 * 100,000 finished jobs in the reference's table; graphile-worker deletes its own.
 *
 * `checker/bin/with-node checker/bench/job-queue.ts [--json]`
 */
const rounds = 5;
const amount = 1000;
const pickups = 100;
const atOnce = 16;
const pollMs = 1000;

interface Queue {
  enqueue(): Promise<unknown>;
  end(): Promise<void>;
}

/** `onStart` is called by the handler, `onEnd` when the end of a job has been recorded. */
type Opened = (onStart: () => void, onEnd: () => void) => Promise<Queue>;

const quiet: QueueLogger = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => quiet,
});

if (import.meta.main) {
  const samples = await measureJobQueue();
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
}

export async function measureJobQueue(): Promise<Sample[]> {
  await using postgres = await openPostgresForTests();
  const ours = await createDatabase(postgres.access.url, 'bench_ours');
  const theirs = await createDatabase(postgres.access.url, 'bench_theirs');
  const samples: Sample[] = [];
  for (const concurrency of [1, 4, 16]) {
    const what = `${amount} jobs, ${concurrency} at once`;
    samples.push(...(await compare(what, ours, theirs, concurrency, drain)));
  }
  samples.push(...(await compare(`${pickups} pickups`, ours, theirs, 1, pickUp)));
  await fill(ours, 100_000);
  samples.push(...(await compare(`${amount} jobs, 16 at once, behind 100,000`, ours, theirs, 16, drain)));
  return samples;
}

async function compare(
  what: string,
  ours: string,
  theirs: string,
  concurrency: number,
  measure: (open: Opened) => Promise<number>,
): Promise<Sample[]> {
  const contestants = [
    { name: `${what}, ours`, url: ours, open: openOurs, ms: [] as number[] },
    { name: `${what}, graphile-worker`, url: theirs, open: openGraphile, ms: [] as number[] },
  ];
  for (let round = 0; round < rounds; round++) {
    // Each is first in turn.
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const { url, open, ms } of order) {
      ms.push(await measure((onStart, onEnd) => open(url, concurrency, onStart, onEnd)));
    }
  }
  const [first] = contestants;
  return contestants.map(({ name, ms }) => ({
    name,
    ms,
    ratio: first === undefined || name === first.name ? null : medianOf(ms) / medianOf(first.ms),
    to: first === undefined || name === first.name ? null : first.name,
  }));
}

async function drain(open: Opened): Promise<number> {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let ended = 0;
  const queue = await open(
    () => {},
    () => {
      ended += 1;
      if (ended === amount) resolve();
    },
  );
  let left = amount;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (; left > 0; ) {
        left -= 1;
        await queue.enqueue();
      }
    }),
  );
  await done;
  const ms = performance.now() - started;
  await queue.end();
  return ms;
}

async function pickUp(open: Opened): Promise<number> {
  let start = Promise.withResolvers<void>();
  let end = Promise.withResolvers<void>();
  const queue = await open(
    () => start.resolve(),
    () => end.resolve(),
  );
  let ms = 0;
  for (let job = 0; job < pickups; job++) {
    start = Promise.withResolvers<void>();
    end = Promise.withResolvers<void>();
    const started = performance.now();
    await Promise.all([queue.enqueue(), start.promise]);
    ms += performance.now() - started;
    await end.promise;
  }
  await queue.end();
  return ms;
}

async function openOurs(
  url: string,
  concurrency: number,
  onStart: () => void,
  onEnd: () => void,
): Promise<Queue> {
  await migrate(url);
  const database = new Database({ url, poolMax: atOnce, logger: quiet });
  // Whoever enqueues is another program.
  const client = new Database({ url, poolMax: atOnce, logger: quiet });
  const { enqueue } = createJobStore(client);
  const worker = new Worker({
    store: createWorkStore(database, { worker: randomUUID(), ms: 30_000 }),
    handlers: new Map([['ok', onStart]]),
    events: { handlerStarted() {}, handlerEnded() {}, attemptEnded: onEnd, jobDied() {} },
    logger: quiet,
    random: Math.random,
    concurrency,
    pollMs,
    leaseMs: 30_000,
    backoff: { baseMs: 1000, maxMs: 1000 },
  });
  const stopping = new AbortController();
  worker.start();
  const listening = listen({ url, wake: () => worker.wake(), signal: stopping.signal, logger: quiet });
  const job = { type: 'ok', payload: {}, maxAttempts: 5, runAt: null, priority: 0 };
  return {
    enqueue: () => enqueue(job, undefined),
    async end() {
      stopping.abort();
      await Promise.all([worker.stop(1000), listening]);
      await Promise.all([database.end(), client.end()]);
    },
  };
}

async function openGraphile(
  url: string,
  concurrency: number,
  onStart: () => void,
  onEnd: () => void,
): Promise<Queue> {
  const logger = new Logger(() => () => {});
  const runner = await run({
    connectionString: url,
    logger,
    concurrency,
    maxPoolSize: atOnce,
    pollInterval: pollMs,
    noHandleSignals: true,
    parsedCronItems: [],
    taskList: { ok: async () => onStart() },
  });
  runner.events.on('job:complete', onEnd);
  const utils = await makeWorkerUtils({ connectionString: url, logger, maxPoolSize: atOnce });
  return {
    enqueue: () => utils.addJob('ok', {}),
    async end() {
      await runner.stop();
      await utils.release();
    },
  };
}

async function migrate(url: string): Promise<void> {
  const folder = join(repository, 'solutions/week-4/01-job-queue/reference/migrations');
  const connection = await connect(url);
  await migrateUp(connection, readMigrations(folder), () => {});
  await connection.end();
}

async function createDatabase(server: string, name: string): Promise<string> {
  await ask(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Finished jobs, copies of one that is there. */
async function fill(url: string, copies: number): Promise<void> {
  await ask(
    url,
    `INSERT INTO jobs SELECT copy.* FROM (SELECT id FROM jobs WHERE state = 'succeeded' LIMIT 1) one
     JOIN jobs j USING (id), generate_series(1, ${copies}) n,
     jsonb_populate_record(j, jsonb_build_object('id', md5(n::text))) copy`,
  );
}

async function ask(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
