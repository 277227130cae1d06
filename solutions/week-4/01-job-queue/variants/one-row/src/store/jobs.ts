import { randomUUID } from 'node:crypto';
import { HttpError } from '../domain/errors.ts';
import type { NewJob } from '../domain/input.ts';
import type { Sql } from './connect.ts';

export type JobView = Record<string, unknown> & { id: string; state: string };

/** A moment as responses have it. */
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `id, type, payload, state, priority, ${iso('run_at')} as "runAt", max_attempts as "maxAttempts",
  cancel_requested as "cancelRequested", result, attempts, ${iso('created_at')} as "createdAt", created_at::text as place`;

type Row = JobView & { place: string; fresh?: boolean; same?: boolean };

function view({ place: _place, fresh: _fresh, same: _same, ...job }: Row): JobView {
  return job;
}

/** Of many at once with one key, the unique index lets one through; the others update nothing, and read what is there. */
export async function insertJob(sql: Sql, job: NewJob, key: string | null, body: unknown) {
  const id = randomUUID();
  const [row] = await sql<Row>(
    `insert into jobs as j
       (id, type, payload, priority, max_attempts, run_at, due_at, idempotency_key, request)
     values ($1, $2, $3, $4, $5, coalesce($6::timestamptz, clock_timestamp()), coalesce($6::timestamptz, clock_timestamp()), $7, $8)
     on conflict (idempotency_key) where idempotency_key is not null
       do update set idempotency_key = excluded.idempotency_key
     returning ${columns}, id = $1 as fresh, request = $8::jsonb as same`,
    id,
    job.type,
    JSON.stringify(job.payload),
    job.priority,
    job.maxAttempts,
    job.runAt,
    key,
    key === null ? null : JSON.stringify(body),
  );
  if (row === undefined) throw new Error('an insert gave no row');
  if (key !== null && row.same === false) throw new HttpError(422, 'this key was used for another body');
  return { job: view(row), fresh: row.fresh === true };
}

export async function getJob(sql: Sql, id: string): Promise<JobView> {
  const [row] = await sql<Row>(`select ${columns} from jobs where id = $1`, id);
  if (row === undefined) throw new HttpError(404, 'no such job');
  return view(row);
}

export async function listJobs(
  sql: Sql,
  query: { state: string | null; type: string | null; limit: number; cursor: [string, string] | null },
) {
  const rows = await sql<Row>(
    `select ${columns} from jobs
     where ($1::text is null or state = $1) and ($2::text is null or type = $2)
       and ($3::timestamptz is null or (created_at, id) < ($3, $4::uuid))
     order by created_at desc, id desc limit $5`,
    query.state,
    query.type,
    query.cursor?.[0] ?? null,
    query.cursor?.[1] ?? null,
    query.limit + 1,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next = rows.length > page.length && last !== undefined ? [last.place, last.id] : null;
  return { items: page.map(view), next };
}

export async function cancelJob(sql: Sql, id: string): Promise<JobView> {
  const [row] = await sql<Row>(
    `update jobs set cancel_requested = true,
       due_at = case when state = 'running' then due_at end,
       state = case when state = 'running' then state else 'cancelled' end
     where id = $1 and state not in ('succeeded', 'dead') returning ${columns}`,
    id,
  );
  if (row !== undefined) return view(row);
  const { state } = await getJob(sql, id);
  throw new HttpError(409, `the job is ${state}`);
}

export async function requeueJob(sql: Sql, id: string): Promise<JobView> {
  const [row] = await sql<Row>(
    `update jobs set state = 'queued', counted = 0, cancel_requested = false,
       run_at = clock_timestamp(), due_at = clock_timestamp()
     where id = $1 and state = 'dead' returning ${columns}`,
    id,
  );
  if (row === undefined) throw new HttpError(404, 'no such dead letter');
  return view(row);
}

export async function deleteDead(sql: Sql, id: string): Promise<void> {
  const rows = await sql(`delete from jobs where id = $1 and state = 'dead' returning id`, id);
  if (rows.length === 0) throw new HttpError(404, 'no such dead letter');
}

export async function countStates(sql: Sql): Promise<Record<string, number>> {
  const rows = await sql<{ state: string; n: number }>(
    `select s as state, (select count(*)::int from jobs where state = s) as n
     from unnest(array['queued', 'running', 'retrying', 'dead']) s`,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

/** Whether exactly these migrations have been applied. */
export async function isMigrated(sql: Sql, names: readonly string[]): Promise<boolean> {
  try {
    const rows = await sql<{ name: string }>('select name from schema_migrations order by name');
    return JSON.stringify(rows.map(({ name }) => name)) === JSON.stringify(names);
  } catch {
    return false;
  }
}
