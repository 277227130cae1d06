import { randomUUID } from 'node:crypto';
import { probeRoutes } from './http/probe-routes.ts';
import { createHttpServer } from './http/server.ts';
import { contentType } from './metrics/exposition.ts';
import { createWorkerMetrics } from './metrics/worker-metrics.ts';
import { begin } from './process/begin.ts';
import { createLog } from './process/create-log.ts';
import { ConfigError, loadWorkerConfig } from './process/load-config.ts';
import { startListening } from './process/start-listening.ts';
import { Worker } from './queue/worker.ts';
import { Database } from './store/database.ts';
import { isUpToDate } from './store/is-up-to-date.ts';
import { listen } from './store/listen.ts';
import { readMigrations } from './store/migrations/read-migrations.ts';
import { createWorkStore } from './store/work-store.ts';

const { config, handlers } = await begin(
  () => loadWorkerConfig(process.env),
  (url) => import(url),
).catch(refuse);
const { logger, announce } = createLog(process.stdout, config.logLevel);
const database = new Database({ url: config.databaseUrl, poolMax: config.dbPoolMax, logger });
const metrics = createWorkerMetrics();
const migrations = readMigrations(config.migrationsDir);
const stopping = new AbortController();

const worker = new Worker({
  // Not the process id: in containers, every process is number 1.
  store: createWorkStore(database, { worker: randomUUID(), ms: config.leaseMs }),
  handlers,
  events: metrics.events,
  logger,
  random: Math.random,
  concurrency: config.concurrency,
  pollMs: config.pollMs,
  leaseMs: config.leaseMs,
  backoff: config.backoff,
});
const server = createHttpServer(
  probeRoutes({
    isReady: () => isUpToDate(database, migrations),
    stopping: stopping.signal,
    metrics: { render: metrics.render, contentType },
  }),
  logger,
);
const { address, port } = await startListening(server, config.port, config.host).catch(refuse);
worker.start();
void listen({ url: config.databaseUrl, wake: () => worker.wake(), signal: stopping.signal, logger });
announce({ host: address, port }, 'listening');

for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, async () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    logger.info({ signal: name }, 'stopping');
    await worker.stop(config.shutdownTimeoutMs);
    await database.end();
    process.exit(0);
  });
}

/** sysexits.h has 78 for a bad configuration. */
function refuse(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof ConfigError ? 78 : 1);
}
