import { setTimeout } from 'node:timers/promises';
import {
  expectThat,
  type FaultyLink,
  type JobProcess,
  type JobsHost,
  type PostgresDatabase,
  requirement,
} from 'checker/kit';
import { untilState } from './jobs.ts';
import { send } from './watched.ts';

const copies = 100_000;
const pollMs = 100;
const polls = 10;

requirement('no-bloat', async ({ jobs, relay, service, signal }) => {
  const database = await service.database();
  const api = await jobs.api();
  const scene = { jobs, api };
  const link = await relay.postgres(database);
  const maker = await jobs.worker();
  const succeeded = await send(scene, { type: 'ok' });
  const dead = await send(scene, { type: 'permanent' });
  const look = 'One job of each kind, to make copies of.';
  await untilState(api, succeeded.id, 'succeeded', { look, signal });
  await untilState(api, dead.id, 'dead', { look, signal });
  await stop([api, maker], database, signal);

  const without = await readsOfPolls({ jobs, database, link, signal });
  await database.query(
    `INSERT INTO jobs SELECT copy.* FROM jobs j CROSS JOIN generate_series(1, $1) n,
      jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(), '', n)) copy`,
    [copies / 2],
  );
  await database.query('VACUUM ANALYZE');
  const withThem = await readsOfPolls({ jobs, database, link, signal });
  // A read of the whole table in any one of the polls is a hundred thousand.
  expectThat(withThem - without < copies / 2, {
    look: 'EXPLAIN the statements of a poll on a table of that size. Which of them reads rows that it then leaves out, because no index fits its condition and its order?',
    expected: `a worker without work to read hardly more rows when ${copies.toLocaleString('en-US')} finished jobs are there`,
    saw: `${withThem.toLocaleString('en-US')} rows and index entries read in about ${polls} polls, and ${without.toLocaleString('en-US')} without them`,
  });
});

/** Rows and index entries that a worker without work has read, in all tables of the schema. */
async function readsOfPolls({
  jobs,
  database,
  link,
  signal,
}: {
  readonly jobs: JobsHost;
  readonly database: PostgresDatabase;
  readonly link: FaultyLink;
  readonly signal: AbortSignal;
}): Promise<number> {
  const before = await readsSoFar(database);
  const worker = await jobs.worker({ env: { DATABASE_URL: link.url, POLL_MS: String(pollMs) } });
  const since = link.mark();
  await link.sees('polls of a worker without work', () => link.statements({ since }).length >= polls);
  await stop([worker], database, signal);
  return (await readsSoFar(database)) - before;
}

/** Sessions hand in their figures when they end, and then none is left. */
async function stop(
  processes: readonly JobProcess[],
  database: PostgresDatabase,
  signal: AbortSignal,
): Promise<void> {
  for (const process of processes) process.kill();
  for (
    const end = performance.now() + 5000;
    performance.now() < end;
    await setTimeout(20, undefined, { signal })
  )
    if ((await database.sessions()).length === 0) return;
}

async function readsSoFar(database: PostgresDatabase): Promise<number> {
  const [row] = await database.query<{ reads: number }>(`
    SELECT (SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_user_tables WHERE schemaname = 'public')::float8
      + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE schemaname = 'public')::float8 AS reads`);
  return row?.reads ?? Number.NaN;
}
