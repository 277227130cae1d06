import { begin, listen } from './begin.ts';
import { closing } from './http/close.ts';
import { jobRoutes } from './http/jobs.ts';
import { probes } from './http/probes.ts';
import { serve } from './http/serve.ts';
import { loadApiConfig } from './load-config.ts';
import { createLog, logLine } from './log.ts';
import { countByType, depthText, mediaType } from './metrics.ts';
import { openConnections } from './store/connect.ts';
import { createJobs } from './store/jobs.ts';
import { applied, isCurrent, migrationsIn } from './store/migrations.ts';

const write = (line: string) => void process.stdout.write(line);

async function main(): Promise<void> {
  const { config, handlers } = await begin(
    () => loadApiConfig(process.env),
    (specifier) => import(specifier),
  );
  const log = createLog(write, config.logLevel);
  const { ask, end } = openConnections(config.databaseUrl, config.dbPoolMax, log);
  const jobs = createJobs(ask);
  const migrations = migrationsIn(config.migrationsDir);
  const enqueued = countByType('jobs_enqueued_total', 'Jobs made here.');
  let stopping = false;

  const server = serve(
    [
      ...jobRoutes({ jobs, hasHandler: (type) => handlers.has(type), onEnqueued: enqueued.add }),
      ...probes({
        isReady: async () => isCurrent(migrations, await applied(ask)) && !stopping,
        metrics: async () => enqueued.text() + (await jobs.depth().then(depthText, () => '')),
        mediaType,
      }),
    ],
    log,
  );
  const close = closing(server);
  const { address: host, port } = await listen(server, config.port, config.host);
  write(logLine('info', 'listening', { host, port }));

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await close(config.shutdownTimeoutMs);
    await end();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

await main().catch((error: Error & { variables?: unknown }) => {
  console.error(error.message);
  process.exit(error.variables === undefined ? 1 : 78);
});
