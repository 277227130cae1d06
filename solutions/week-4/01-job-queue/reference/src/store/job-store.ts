import type { Job } from '../domain/job.ts';
import type { Cancelled, Depth, JobStore } from '../domain/job-store.ts';
import type { Database } from './database.ts';
import { enqueue } from './statements/enqueue.ts';
import { fromRow, type JobRow, jobColumns } from './statements/job-row.ts';
import { list } from './statements/list.ts';

/** The jobs as the API sees them. */
export function createJobStore(database: Database): JobStore {
  return {
    enqueue: (job, idempotency) => enqueue(database, job, idempotency),
    find: (id) => find(database, id),
    list: (query) => list(database, query),
    cancel: (id) => cancel(database, id),
    requeue: (id) => requeue(database, id),
    bury: (id) => bury(database, id),
    depth: () => depth(database),
  };
}

async function find(database: Database, id: string): Promise<Job | undefined> {
  const [row] = await database.query<JobRow>(`SELECT ${jobColumns} FROM jobs j WHERE j.id = $1`, [id]);
  return row && fromRow(row);
}

/** Decided in the statement that writes: between a look and a change a worker may have come. */
async function cancel(database: Database, id: string): Promise<Cancelled> {
  const [row] = await database.query<JobRow>(
    `
    UPDATE jobs j SET
      cancel_requested = true,
      state = CASE WHEN j.state = 'running' THEN 'running' ELSE 'cancelled' END
    WHERE j.id = $1 AND j.state IN ('queued', 'retrying', 'running', 'cancelled')
    RETURNING ${jobColumns}`,
    [id],
  );
  if (row !== undefined) {
    return { kind: row.state === 'running' ? 'requested' : 'cancelled', job: fromRow(row) };
  }
  const job = await find(database, id);
  return job === undefined ? { kind: 'missing' } : { kind: 'ended', job };
}

/** `attempt` stays: numbers go on, so that no zombie of the time before holds a good one. */
async function requeue(database: Database, id: string): Promise<Job | undefined> {
  const [row] = await database.query<JobRow>(
    `
    WITH requeued AS (
      UPDATE jobs SET state = 'queued', counted = 0, cancel_requested = false, run_at = now()
      WHERE id = $1 AND state = 'dead'
      RETURNING *
    )
    SELECT ${jobColumns}, pg_notify('jobs', '') FROM requeued j`,
    [id],
  );
  return row && fromRow(row);
}

async function bury(database: Database, id: string): Promise<boolean> {
  const rows = await database.query(`DELETE FROM jobs WHERE id = $1 AND state = 'dead' RETURNING id`, [id]);
  return rows.length > 0;
}

async function depth(database: Database): Promise<Depth> {
  const rows = await database.query<{ readonly state: keyof Depth; readonly count: number }>(`
    SELECT state, count(*)::integer AS count FROM jobs
    WHERE state IN ('queued', 'running', 'retrying', 'dead')
    GROUP BY state`);
  const counts = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  return { queued: 0, running: 0, retrying: 0, dead: 0, ...counts };
}
