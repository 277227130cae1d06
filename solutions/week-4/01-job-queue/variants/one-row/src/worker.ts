import { serve } from './http/serve.ts';
import { loadHandlers } from './jobs/load.ts';
import { workOff } from './queue/work-off.ts';
import { counters, labelled, list, open, reader, say } from './shared.ts';
import { openPool } from './store/connect.ts';
import { isMigrated } from './store/jobs.ts';
import { createWork } from './store/work.ts';

const bounds = [0.01, 0.1, 1, 10, 60];

try {
  const env = reader(process.env);
  const url = env.url();
  const folder = env.folder();
  const path = env.handlers();
  const long = 2 ** 31 - 1;
  const poolMax = env.int('DB_POOL_MAX', 10, 1, 1000);
  const port = env.int('METRICS_PORT', 9100, 0, 65_535);
  const host = env.text('HOST', () => true, '127.0.0.1');
  const settings = {
    concurrency: env.int('WORKER_CONCURRENCY', 10, 1, 1000),
    leaseMs: env.int('LEASE_MS', 30_000, 100, long),
    pollMs: env.int('POLL_MS', 1000, 10, long),
    baseMs: env.int('BACKOFF_BASE_MS', 1000, 1, long),
    maxMs: env.int('BACKOFF_MAX_MS', 3_600_000, 1, long),
  };
  const timeout = env.int('SHUTDOWN_TIMEOUT_MS', 10_000, 1, long);
  env.text('LOG_LEVEL', (level) => ['debug', 'info', 'warn', 'error'].includes(level), 'info');
  env.done();
  const handlers = await loadHandlers(path, (file) => import(file));
  const { sql, close } = openPool(url, poolMax);

  const completed = new Map<string, number>();
  const failed = new Map<string, number>();
  const dead = new Map<string, number>();
  const durations = new Map<string, number[]>();
  let flying = 0;
  const add = (counts: Map<string, number>) => (type: string) =>
    counts.set(type, (counts.get(type) ?? 0) + 1);

  const histogram = () => {
    const name = 'job_duration_seconds';
    let text = `# HELP ${name} Of handlers.\n# TYPE ${name} histogram\n`;
    for (const [type, all] of durations) {
      const label = `type="${labelled(type)}"`;
      for (const bound of bounds) {
        text += `${name}_bucket{${label},le="${bound}"} ${all.filter((seconds) => seconds <= bound).length}\n`;
      }
      text += `${name}_bucket{${label},le="+Inf"} ${all.length}\n`;
      text += `${name}_sum{${label}} ${all.reduce((sum, seconds) => sum + seconds, 0)}\n`;
      text += `${name}_count{${label}} ${all.length}\n`;
    }
    return text;
  };
  const metrics = () =>
    counters('jobs_completed_total', 'Completed.', completed) +
    counters('jobs_failed_total', 'Failed or lost attempts.', failed) +
    counters('jobs_dead_total', 'Given up.', dead) +
    `# HELP jobs_in_flight Running.\n# TYPE jobs_in_flight gauge\njobs_in_flight ${flying}\n` +
    histogram();

  let stopping = false;
  const server = serve(
    [
      ['GET', '/livez', () => ({ status: 200, body: {} })],
      [
        'GET',
        '/readyz',
        async () => ({
          status: (await isMigrated(sql, list(folder) ?? [])) && !stopping ? 200 : 503,
          body: {},
        }),
      ],
      ['GET', '/metrics', () => ({ status: 200, text: metrics() })],
    ],
    (error) => say('error', { reason: String(error) }, 'bug'),
  );
  await open(server, port, host);

  const end = workOff(
    createWork(sql, settings.leaseMs),
    handlers,
    {
      completed: add(completed),
      failed: add(failed),
      dead: add(dead),
      took: (type, seconds) => durations.set(type, [...(durations.get(type) ?? []), seconds]),
      flight: (change) => {
        flying += change;
      },
    },
    settings,
  );

  const stop = async () => {
    stopping = true;
    await end(timeout);
    await close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error((error as Error).message);
  process.exit(78);
}
