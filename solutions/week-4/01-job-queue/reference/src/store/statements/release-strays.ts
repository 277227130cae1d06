import type { Database } from '../database.ts';

/**
 * A claim whose answer was lost has happened or not; if it has, nobody works on its jobs. This gives them back, rather than let
 * them wait for the end of their leases.
 *
 * @param known the jobs that this worker has heard of
 */
export async function releaseStrays(
  database: Database,
  worker: string,
  known: readonly string[],
): Promise<void> {
  await database.query(
    `
    WITH strays AS (
      UPDATE jobs SET
        state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
        counted = counted - 1,
        worker = NULL,
        lease_until = NULL
      WHERE state = 'running' AND worker = $1 AND NOT id = ANY ($2::uuid[])
      RETURNING id, attempt
    )
    UPDATE attempts a SET outcome = 'released', ended_at = now()
    FROM strays WHERE a.job_id = strays.id AND a.number = strays.attempt`,
    [worker, known],
  );
}
