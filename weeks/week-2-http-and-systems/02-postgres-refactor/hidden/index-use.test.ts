import {
  expectThat,
  type PostgresDatabase,
  type PostgresSession,
  requirement,
  type Service,
} from 'checker/kit';
import { ask } from './ask.ts';
import { eventually } from './sessions.ts';
import { listTasks } from './tasks.ts';

interface Filter {
  readonly what: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Nearly all are open, half of them low and half high. 40 are done and 40 are normal, all among the first 20,000: a page of
 * them is the same page among 200,000. Planners know such distributions; ones that they misjudge would be nobody's fault.
 */
const filters: readonly Filter[] = [
  { what: 'without filters', parameters: {} },
  { what: 'by a status that many tasks have', parameters: { status: 'open' } },
  { what: 'by a status that few tasks have', parameters: { status: 'done' } },
  { what: 'by a priority that many tasks have', parameters: { priority: 'high' } },
  { what: 'by a priority that few tasks have', parameters: { priority: 'normal' } },
  { what: 'by status and priority, which many tasks have', parameters: { status: 'open', priority: 'high' } },
  { what: 'by status and priority, which few tasks have', parameters: { status: 'done', priority: 'high' } },
];

const look =
  'Put `EXPLAIN (ANALYZE, BUFFERS)` before your statement, with 200,000 rows. Which rows does it read that are not on the page: before the cursor, of another status, behind the limit?';

requirement('uses-index', async ({ service, signal }) => {
  const database = await service.database();
  const running = await service.start({ env: { LOG_LEVEL: 'error' } });
  // A table that is filled by a test need not be written twice.
  await database.query('ALTER TABLE public.tasks SET UNLOGGED');
  // Cursors are made while what stands before them is missing: later they lead into the middle.
  await fill(database, signal, 0, 10_000);
  const cursors = new Map<Filter, string | null>();
  for (const filter of filters)
    cursors.set(
      filter,
      (await listTasks(running, { ...filter.parameters, limit: '5' }, { look })).nextCursor,
    );
  await fill(database, signal, -10_000, 0);
  const small = await measure(running, database, cursors, signal);
  await fill(database, signal, -100_000, 100_000);
  const large = await measure(running, database, cursors, signal);
  for (const [index, { what, blocks }] of large.entries()) {
    const before = small[index]?.blocks ?? 0;
    expectThat(blocks <= 2 * before + slack, {
      expected: `a page of 50 ${what} to read at most twice as many blocks from 200,000 tasks as from 20,000, where it reads ${before}`,
      saw: `${blocks} blocks`,
      look,
    });
  }
});

/** Statistics of the planner's may take a look at the ends of an index. */
const slack = 12;

/** What a session has read is told when it ends, at the latest: the judge's own work must not be counted among theirs. */
async function inItsOwnSession(
  database: PostgresDatabase,
  signal: AbortSignal,
  work: (session: PostgresSession) => Promise<unknown>,
): Promise<void> {
  const session = await database.session();
  await work(session);
  await session[Symbol.asyncDispose]();
  const gone = async () =>
    (await database.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [session.pid])).length === 0;
  await eventually(gone, { signal });
}

/**
 * Rows of these numbers, a second apart, with times that grow with the number; what is rare is near to zero. Indexes
 * are made anew behind them, as they were: that takes a third of the time.
 */
async function fill(
  database: PostgresDatabase,
  signal: AbortSignal,
  from: number,
  to: number,
): Promise<void> {
  await inItsOwnSession(database, signal, async (session) => {
    const indexes = await session.query<{ name: string; definition: string }>(
      `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
       WHERE i.indrelid = 'public.tasks'::regclass
         AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)`,
    );
    await session.query('BEGIN');
    for (const { name } of indexes) await session.query(`DROP INDEX ${name}`);
    await ask(session, rows, [from, to]);
    for (const { definition } of indexes) await session.query(definition);
    await session.query('COMMIT');
  });
}

const rows = `
  INSERT INTO public.tasks (id, title, status, priority, due, created_at, updated_at)
  SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(number + 1000000), 15, '0'))::uuid,
    'task number ' || number,
    CASE WHEN rare = 1 THEN 'done' ELSE 'open' END,
    CASE WHEN rare = 2 THEN 'normal' WHEN number % 2 = 0 THEN 'low' ELSE 'high' END,
    NULL, at, at
  FROM generate_series($1::int, $2::int - 1) AS number,
    LATERAL (
      SELECT timestamptz '2026-03-01T00:00:00Z' + number * interval '1 second' AS at,
        CASE
          WHEN abs(number) >= 10000 THEN NULL
          WHEN (number + 10000) % 1000 IN (1, 504) THEN 1
          WHEN (number + 10000) % 1000 IN (2, 505) THEN 2
        END AS rare
    ) AS made
  ON CONFLICT DO NOTHING`;

/** How many blocks one page takes, at the beginning and in the middle, for each filter. */
async function measure(
  running: Service,
  database: PostgresDatabase,
  cursors: ReadonlyMap<Filter, string | null>,
  signal: AbortSignal,
): Promise<readonly { readonly what: string; readonly blocks: number }[]> {
  await inItsOwnSession(database, signal, (session) => session.query('VACUUM ANALYZE public.tasks'));
  await settle(running, database, signal);
  let before = await blocksRead(database);
  const measured = [];
  for (const filter of filters) {
    const cursor = cursors.get(filter) ?? null;
    for (const [where, parameters] of [
      ['at the beginning', filter.parameters],
      ...(cursor === null
        ? []
        : [['behind a cursor in the middle', { ...filter.parameters, cursor }] as const]),
    ] as const) {
      await listTasks(running, { ...parameters, limit: '50' }, { look }, { transcript: false });
      await settle(running, database, signal);
      // PostgreSQL 14 has it told by another process, a moment later.
      let now = before;
      await eventually(
        async () => {
          now = await blocksRead(database);
          return now > before;
        },
        { signal },
      );
      measured.push({ what: `${filter.what}, ${where}`, blocks: now - before });
      before = now;
    }
  }
  return measured;
}

/** A backend hands in what it has counted when it ends. Then the service has to notice; `/readyz` reads no task. */
async function settle(running: Service, database: PostgresDatabase, signal: AbortSignal): Promise<void> {
  await database.terminate();
  const ready = async () => (await running.request('GET', '/readyz', { transcript: false })).status === 200;
  expectThat(await eventually(ready, { signal }), {
    expected: '`/readyz` to be 200 again after the judge has terminated all backends',
    saw: '503',
    look: 'Broken connections are replaced: see `survives-terminated-backends`.',
  });
}

async function blocksRead(database: PostgresDatabase): Promise<number> {
  const [row] = await database.query<{ blocks: number }>(
    `SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::int AS blocks
     FROM pg_statio_user_tables WHERE schemaname = 'public' AND relname <> 'schema_migrations'`,
  );
  return row?.blocks ?? 0;
}
