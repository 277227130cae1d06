import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import {
  connectPostgres,
  postgresAt,
} from '../../solutions/week-3/01-production-api/reference/src/adapters/postgres.ts';
import { RedisLink } from '../../solutions/week-3/01-production-api/reference/src/adapters/redis.ts';
import { createCachedTasks } from '../../solutions/week-3/01-production-api/reference/src/cache/cached-tasks.ts';
import { TaskCache } from '../../solutions/week-3/01-production-api/reference/src/cache/task-cache.ts';
import type { Logger } from '../../solutions/week-3/01-production-api/reference/src/domain/logger.ts';
import { createRateLimiter } from '../../solutions/week-3/01-production-api/reference/src/limit/rate-limiter.ts';
import { migrateUp } from '../../solutions/week-3/01-production-api/reference/src/store/migrations/migrate-up.ts';
import { readMigrations } from '../../solutions/week-3/01-production-api/reference/src/store/migrations/read-migrations.ts';
import { Database } from '../../solutions/week-3/01-production-api/reference/src/store/postgres/database.ts';
import { createPostgresStore } from '../../solutions/week-3/01-production-api/reference/src/store/postgres/postgres-store.ts';
import { repository } from '../src/repository.ts';
import { openPostgresForTests } from '../test/postgres-server.ts';
import { openRedisForTests } from '../test/redis-server.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * What week 3's reference is made of against what a user would have without it: a task from a warm cache against one from the
 * database, and its token bucket against rate-limiter-flexible's counter, which is a fixed window. In turns in one process, ten
 * at once, against real servers on this machine; each sample is the milliseconds of ten thousand.
 *
 * `checker/bin/with-node checker/bench/production-api.ts [--json]`
 */
const rounds = 7;
const amount = 10_000;
const atOnce = 10;
const patienceMs = 10_000;
/** So many that none is denied: a denial is cheaper. */
const policy = { capacity: 1_000_000, refillPerSecond: 1_000_000 };

const quiet: Logger = Object.freeze({
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => quiet,
});

if (import.meta.main) {
  const samples = await measureProductionApi();
  const asJson = process.argv.includes('--json');
  process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
}

/** Nothing where the machine has no Redis. */
export async function measureProductionApi(): Promise<Sample[]> {
  await using redis = await openRedisForTests();
  if (redis === null) return [];
  await using postgres = await openPostgresForTests();
  const { url } = redis.access;
  const link = new RedisLink({ url, timeoutMs: patienceMs, logger: quiet });
  await link.start(patienceMs);
  try {
    return [...(await measureReads(postgres.access.url, link)), ...(await measureBuckets(url, link))];
  } finally {
    await link.end();
  }
}

async function measureReads(url: string, link: RedisLink): Promise<Sample[]> {
  await migrate(url);
  const database = new Database({
    makePool: postgresAt(url),
    poolMax: atOnce,
    acquireTimeoutMs: patienceMs,
    requestTimeoutMs: patienceMs,
    logger: quiet,
  });
  const { signal } = new AbortController();
  try {
    const store = createPostgresStore(database);
    const cache = new TaskCache({ redis: link, namespace: 'bench', ttlMs: 600_000 });
    const { read } = createCachedTasks({ store, cache, logger: quiet, patienceMs });
    const id = await createTask(store);
    await read(id, signal);
    return await compare('reads of a task', [
      ['from a warm cache', async () => expectHit((await read(id, signal)).cache)],
      ['from the database', () => store.find(id, signal)],
    ]);
  } finally {
    await database.end();
  }
}

async function measureBuckets(url: string, link: RedisLink): Promise<Sample[]> {
  const ours = createRateLimiter({ redis: link, namespace: 'bench', policy });
  const storeClient = new Redis(url);
  const theirs = new RateLimiterRedis({ storeClient, points: 1_000_000_000, duration: 3600 });
  try {
    return await compare('tokens taken', [
      ['ours', () => ours.take('address 192.0.2.1')],
      ['rate-limiter-flexible', () => theirs.consume('192.0.2.1')],
    ]);
  } finally {
    storeClient.disconnect();
  }
}

/** The first is what all others are compared with. */
async function compare(
  what: string,
  contestants: readonly (readonly [who: string, once: () => Promise<unknown>])[],
): Promise<Sample[]> {
  const measured = contestants.map(([who, once]) => ({
    name: `10,000 ${what}, ${who}`,
    once,
    ms: [] as number[],
  }));
  for (const { once } of measured) await time(once);
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first pays for the garbage of the one before: each is first in turn.
    for (let turn = 0; turn < measured.length; turn++) {
      const contestant = measured[(round + turn) % measured.length];
      if (contestant !== undefined) contestant.ms.push(await time(contestant.once));
    }
  }
  const [first] = measured;
  return measured.map(({ name, ms }) => ({
    name,
    ms,
    ratio: first === undefined || name === first.name ? null : medianOf(ms) / medianOf(first.ms),
    to: first === undefined || name === first.name ? null : first.name,
  }));
}

async function time(once: () => Promise<unknown>): Promise<number> {
  let left = amount;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (; left > 0; left -= 1) await once();
    }),
  );
  return performance.now() - started;
}

async function migrate(url: string): Promise<void> {
  const folder = join(repository, 'solutions/week-3/01-production-api/reference/migrations');
  const connection = await connectPostgres(url);
  await migrateUp(connection, readMigrations(folder), () => {});
  await connection.end();
}

async function createTask(store: ReturnType<typeof createPostgresStore>): Promise<string> {
  const id = randomUUID();
  const at = new Date().toISOString();
  const task = {
    id,
    title: 'Write the report',
    status: 'open',
    priority: 'high',
    due: '2026-03-01',
    createdAt: at,
    updatedAt: at,
  } as const;
  await store.apply([{ op: 'create', task }], new AbortController().signal);
  return id;
}

function expectHit(use: string | undefined): void {
  if (use !== 'hit') throw new Error(`a read that was to be a hit was ${use}`);
}
