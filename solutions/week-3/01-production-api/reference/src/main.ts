import { AsyncLocalStorage } from 'node:async_hooks';
import { statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { createPinoLogger } from './adapters/pino-logger.ts';
import { postgresAt } from './adapters/postgres.ts';
import { RedisLink } from './adapters/redis.ts';
import { createCachedTasks } from './cache/cached-tasks.ts';
import { TaskCache } from './cache/task-cache.ts';
import { createApp } from './http/app.ts';
import { prepareDrain } from './http/drain.ts';
import { createRateLimiter } from './limit/rate-limiter.ts';
import { ConfigError, loadConfig } from './load-config.ts';
import { isUpToDate } from './store/migrations/is-up-to-date.ts';
import { readMigrations } from './store/migrations/read-migrations.ts';
import { Database } from './store/postgres/database.ts';
import { createPostgresStore } from './store/postgres/postgres-store.ts';

/** sysexits.h: what is wrong is what it was told. */
const badConfig = 78;
/** How long a start waits for a Redis that does not answer, before it goes on without. */
const redisStartMs = 500;
const lastLinesMs = 500;

const config = readConfig();
const clock = { now: () => new Date() };
const scope = new AsyncLocalStorage<{ readonly requestId: string }>();
const { logger, announce, flush } = createPinoLogger({
  stdout: process.stdout,
  level: config.logLevel,
  clock,
  bound: () => ({ ...scope.getStore() }),
});
const stopping = new AbortController();

const database = new Database({
  makePool: postgresAt(config.databaseUrl),
  poolMax: config.dbPoolMax,
  acquireTimeoutMs: config.dbAcquireTimeoutMs,
  requestTimeoutMs: config.requestTimeoutMs,
  logger,
});
const redis = new RedisLink({ url: config.redisUrl, timeoutMs: config.redisTimeoutMs, logger });
const tasks = createCachedTasks({
  store: createPostgresStore(database),
  cache: new TaskCache({ redis, namespace: config.cacheNamespace, ttlMs: config.cacheTtlMs }),
  logger,
  patienceMs: config.redisTimeoutMs,
});
const limiter = createRateLimiter({
  redis,
  namespace: config.cacheNamespace,
  policy: { capacity: config.rateLimitCapacity, refillPerSecond: config.rateLimitRefillPerSecond },
});
const migrations = readMigrations(config.migrationsDir);
const server = createApp({
  store: tasks.store,
  read: tasks.read,
  logger,
  clock,
  config,
  scope,
  stopping: stopping.signal,
  health: {
    postgres: (signal) => isUpToDate(database, migrations, signal),
    redis: () => redis.isUp(),
    // A probe is a request as well, and wants its answer before that one's time is over.
    timeoutMs: Math.min(config.healthTimeoutMs, Math.ceil(config.requestTimeoutMs / 2)),
    needsRedis: config.rateLimitEnabled && config.rateLimitFail === 'closed',
  },
  ...(config.rateLimitEnabled
    ? {
        rateLimit: {
          limiter,
          whenDown: config.rateLimitFail,
          apiKeys: config.apiKeys,
          trustProxy: config.trustProxy,
        },
      }
    : {}),
});
const drain = prepareDrain(server);

await redis.start(redisStartMs);
const { address, port } = await listen(server);
// Whoever asked for port 0 needs this line, whatever the level.
announce({ host: address, port }, 'listening');

for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, async () => {
    // The second one, of either kind: somebody does not want to wait.
    if (stopping.signal.aborted) process.exit(128 + constants.signals[name]);
    stopping.abort();
    logger.info({ signal: name }, 'stopping');
    await setTimeout(config.shutdownDelayMs);
    // First those who use connections, then the connections. What had to be cut off is being cancelled: once this process
    // has ended nobody does that, and a statement waits for its lock for ever.
    const drained = await drain(config.shutdownTimeoutMs);
    await Promise.all([database.end(), redis.end()]);
    await flush(lastLinesMs);
    process.exit(drained ? 0 : 1);
  });
}

function readConfig() {
  try {
    const config = loadConfig(process.env);
    if (statSync(config.migrationsDir, { throwIfNoEntry: false })?.isDirectory()) return config;
    throw new ConfigError(new Map([['MIGRATIONS_DIR', 'a folder']]));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(badConfig);
  }
}

async function listen(server: Server): Promise<AddressInfo> {
  const { promise, resolve, reject } = Promise.withResolvers<AddressInfo>();
  server.once('listening', () => resolve(server.address() as AddressInfo));
  server.once('error', reject);
  server.listen(config.port, config.host);
  try {
    return await promise;
  } catch (error) {
    console.error(`cannot listen on port ${config.port}: ${(error as Error).message}`);
    process.exit(1);
  }
}
