import { prepareDrain } from './http/drain.ts';
import { jobRoutes } from './http/job-routes.ts';
import { probeRoutes } from './http/probe-routes.ts';
import { createHttpServer } from './http/server.ts';
import { createApiMetrics } from './metrics/api-metrics.ts';
import { contentType } from './metrics/exposition.ts';
import { begin } from './process/begin.ts';
import { createLog } from './process/create-log.ts';
import { ConfigError, loadApiConfig } from './process/load-config.ts';
import { startListening } from './process/start-listening.ts';
import { Database } from './store/database.ts';
import { isUpToDate } from './store/is-up-to-date.ts';
import { createJobStore } from './store/job-store.ts';
import { readMigrations } from './store/migrations/read-migrations.ts';

const { config, handlers } = await begin(
  () => loadApiConfig(process.env),
  (url) => import(url),
).catch(refuse);
const { logger, announce } = createLog(process.stdout, config.logLevel);
const database = new Database({ url: config.databaseUrl, poolMax: config.dbPoolMax, logger });
const store = createJobStore(database);
const metrics = createApiMetrics(store.depth);
const migrations = readMigrations(config.migrationsDir);
const stopping = new AbortController();

const server = createHttpServer(
  {
    ...jobRoutes({ store, types: new Set(handlers.keys()), onEnqueued: metrics.enqueued }),
    ...probeRoutes({
      isReady: () => isUpToDate(database, migrations),
      stopping: stopping.signal,
      metrics: { render: metrics.render, contentType },
    }),
  },
  logger,
);
const drain = prepareDrain(server);
const { address, port } = await startListening(server, config.port, config.host).catch(refuse);
// Whoever asked for port 0 needs this line, whatever the level.
announce({ host: address, port }, 'listening');

for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, async () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    logger.info({ signal: name }, 'stopping');
    const drained = await drain(config.shutdownTimeoutMs);
    await database.end();
    process.exit(drained ? 0 : 1);
  });
}

/** sysexits.h has 78 for a bad configuration. */
function refuse(error: unknown): never {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof ConfigError ? 78 : 1);
}
