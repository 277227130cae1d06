import { HttpError } from './domain/errors.ts';
import { parseNewJob } from './domain/input.ts';
import { readQuery, writeCursor } from './http/lists.ts';
import { type Call, readBody, serve } from './http/serve.ts';
import { loadHandlers } from './jobs/load.ts';
import { counters, list, open, reader, say } from './shared.ts';
import { openPool } from './store/connect.ts';
import {
  cancelJob,
  countStates,
  deleteDead,
  getJob,
  insertJob,
  isMigrated,
  listJobs,
  requeueJob,
} from './store/jobs.ts';

try {
  const env = reader(process.env);
  const url = env.url();
  const folder = env.folder();
  const path = env.handlers();
  const poolMax = env.int('DB_POOL_MAX', 10, 1, 1000);
  const port = env.int('PORT', 3000, 0, 65_535);
  const host = env.text('HOST', () => true, '127.0.0.1');
  const timeout = env.int('SHUTDOWN_TIMEOUT_MS', 10_000, 1, 2 ** 31 - 1);
  env.text('LOG_LEVEL', (level) => ['debug', 'info', 'warn', 'error'].includes(level), 'info');
  env.done();
  const types = [...(await loadHandlers(path, (file) => import(file))).keys()];
  const { sql, close } = openPool(url, poolMax);
  const enqueued = new Map<string, number>();
  let stopping = false;

  const post = async ({ req }: Call) => {
    const key = req.headers['idempotency-key'] ?? null;
    if (key !== null && (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))) {
      throw new HttpError(400, 'bad Idempotency-Key');
    }
    const body = await readBody(req, 262_144);
    const wanted = parseNewJob(body, types);
    const { job, fresh } = await insertJob(sql, wanted, key, body);
    if (fresh) enqueued.set(wanted.type, (enqueued.get(wanted.type) ?? 0) + 1);
    return { status: 202, body: job, location: `/jobs/${job.id}` };
  };
  const show = async (query: URLSearchParams, state?: string) => {
    const asked = readQuery(query);
    const { items, next } = await listJobs(sql, { ...asked, state: state ?? asked.state });
    return { status: 200, body: { items, nextCursor: writeCursor(next) } };
  };
  const metrics = async () => {
    const depth = await countStates(sql).catch(() => null);
    const lines = Object.entries(depth ?? {}).map(
      ([state, n]) => `jobs_queue_depth{state="${state}"} ${n}\n`,
    );
    const gauge =
      depth && `# HELP jobs_queue_depth By state.\n# TYPE jobs_queue_depth gauge\n${lines.join('')}`;
    return { status: 200, text: counters('jobs_enqueued_total', 'New jobs.', enqueued) + (gauge ?? '') };
  };

  const server = serve(
    [
      ['POST', '/jobs', post],
      ['GET', '/jobs', ({ query }) => show(query)],
      ['GET', '/jobs/:id', async ({ id }) => ({ status: 200, body: await getJob(sql, id) })],
      [
        'DELETE',
        '/jobs/:id',
        async ({ id }) => {
          const job = await cancelJob(sql, id);
          return { status: job.state === 'running' ? 202 : 200, body: job };
        },
      ],
      ['GET', '/dead-letters', ({ query }) => show(query, 'dead')],
      [
        'POST',
        '/dead-letters/:id/requeue',
        async ({ id }) => ({ status: 202, body: await requeueJob(sql, id), location: `/jobs/${id}` }),
      ],
      [
        'DELETE',
        '/dead-letters/:id',
        async ({ id }) => {
          await deleteDead(sql, id);
          return { status: 204 };
        },
      ],
      ['GET', '/livez', () => ({ status: 200, body: {} })],
      [
        'GET',
        '/readyz',
        async () => ({
          status: (await isMigrated(sql, list(folder) ?? [])) && !stopping ? 200 : 503,
          body: {},
        }),
      ],
      ['GET', '/metrics', metrics],
    ],
    (error) => say('error', { reason: String(error) }, 'bug'),
  );
  await open(server, port, host);

  const stop = async () => {
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, timeout))]);
    clearInterval(sweep);
    await close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error((error as Error).message);
  process.exit(78);
}
