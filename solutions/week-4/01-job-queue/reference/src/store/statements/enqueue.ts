import type { Enqueued, Idempotency } from '../../domain/job-store.ts';
import type { NewJob } from '../../domain/new-job.ts';
import type { Database } from '../database.ts';
import { fromRow, type JobRow, jobColumns } from './job-row.ts';

/**
 * Of any number with one key, one makes the job: the unique index decides, not a look beforehand. Those that come at the same
 * time wait for its transaction, and read what it made.
 */
export async function enqueue(
  database: Database,
  job: NewJob,
  idempotency: Idempotency | undefined,
): Promise<Enqueued> {
  const made = await insert(database, job, idempotency);
  if (made !== undefined) return { kind: 'made', job: fromRow(made) };
  const known = await findByKey(database, idempotency?.key);
  // Deleted in between, and so its key is free again.
  if (known === undefined) return enqueue(database, job, idempotency);
  return known.request_digest.equals(idempotency?.digest ?? Buffer.alloc(0))
    ? { kind: 'known', job: fromRow(known) }
    : { kind: 'conflict' };
}

/** What is notified is heard at COMMIT, and only then. */
async function insert(database: Database, job: NewJob, idempotency: Idempotency | undefined) {
  const [row] = await database.query<JobRow>(
    `
    WITH made AS (
      INSERT INTO jobs (type, payload, priority, run_at, max_attempts, idempotency_key, request_digest)
      VALUES ($1, $2, $3, coalesce($4, now()), $5, $6, $7)
      ON CONFLICT (idempotency_key) DO NOTHING
      RETURNING *
    )
    SELECT ${jobColumns}, pg_notify('jobs', '') FROM made j`,
    [
      job.type,
      JSON.stringify(job.payload),
      job.priority,
      job.runAt,
      job.maxAttempts,
      idempotency?.key ?? null,
      idempotency?.digest ?? null,
    ],
    'enqueue',
  );
  return row;
}

async function findByKey(database: Database, key: string | undefined) {
  const [row] = await database.query<JobRow & { readonly request_digest: Buffer }>(
    `SELECT ${jobColumns}, j.request_digest FROM jobs j WHERE j.idempotency_key = $1`,
    [key],
  );
  return row;
}
