import { begin, listen } from './begin.ts';
import { probes } from './http/probes.ts';
import { serve } from './http/serve.ts';
import { loadWorkerConfig } from './load-config.ts';
import { createLog, logLine } from './log.ts';
import { countByType, durationsByType, gauge, mediaType } from './metrics.ts';
import { runWorker } from './queue/run-worker.ts';
import { openConnections } from './store/connect.ts';
import { applied, isCurrent, migrationsIn } from './store/migrations.ts';
import { createWork } from './store/work.ts';

const write = (line: string) => void process.stdout.write(line);

async function main(): Promise<void> {
  const { config, handlers } = await begin(
    () => loadWorkerConfig(process.env),
    (specifier) => import(specifier),
  );
  const log = createLog(write, config.logLevel);
  const { ask, end } = openConnections(config.databaseUrl, config.dbPoolMax, log);
  const migrations = migrationsIn(config.migrationsDir);
  const completed = countByType('jobs_completed_total', 'Jobs that succeeded here.');
  const failed = countByType('jobs_failed_total', 'Attempts that failed here, or were found to be lost.');
  const dead = countByType('jobs_dead_total', 'Jobs that were given up here.');
  const durations = durationsByType('job_duration_seconds', 'How long handlers took.');
  let inFlight = 0;
  let stopping = false;

  const server = serve(
    probes({
      isReady: async () => isCurrent(migrations, await applied(ask)) && !stopping,
      metrics: async () =>
        [
          completed.text(),
          failed.text(),
          dead.text(),
          gauge('jobs_in_flight', 'Handlers that run here now.', inFlight),
          durations.text(),
        ].join(''),
      mediaType,
    }),
    log,
  );
  const { address: host, port } = await listen(server, config.port, config.host);
  const stopWorker = runWorker({
    ...config,
    work: createWork(ask, config.leaseMs),
    handlers,
    log,
    events: {
      running: (change) => {
        inFlight += change;
      },
      lost: failed.add,
      dead: dead.add,
      ended: (type, outcome, seconds) => {
        if (outcome === 'succeeded') completed.add(type);
        if (outcome === 'failed') failed.add(type);
        if (seconds !== null) durations.add(type, seconds);
      },
    },
  });
  write(logLine('info', 'listening', { host, port }));

  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await stopWorker(config.shutdownTimeoutMs);
    await end();
    process.exit(0);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

await main().catch((error: Error & { variables?: unknown }) => {
  console.error(error.message);
  process.exit(error.variables === undefined ? 1 : 78);
});
