import type { AttemptId, Held } from '../../domain/work-store.ts';
import type { Database } from '../database.ts';

/**
 * Renews the leases of what is still held, in one statement for all. A row that somebody else has locked is passed by: its
 * lease is renewed the next time, and the others do not wait for it.
 */
export async function renew(
  database: Database,
  attempts: readonly AttemptId[],
  leaseMs: number,
): Promise<readonly Held[]> {
  const rows = await database.query<{ readonly held: Held }>(
    statement,
    [attempts.map(({ jobId }) => jobId), attempts.map(({ attempt }) => attempt), leaseMs],
    'renew',
  );
  return rows.map(({ held }) => held);
}

const statement = `
  WITH said AS (
    SELECT * FROM unnest($1::uuid[], $2::integer[]) WITH ORDINALITY AS s (job_id, attempt, place)
  ), held AS (
    SELECT j.id FROM said JOIN jobs j ON j.id = said.job_id AND j.state = 'running' AND j.attempt = said.attempt
    FOR UPDATE OF j SKIP LOCKED
  ), renewed AS (
    UPDATE jobs j SET lease_until = now() + $3 * interval '1 millisecond' FROM held WHERE j.id = held.id
  )
  SELECT CASE
    WHEN j.state = 'running' AND j.attempt = said.attempt
      THEN CASE WHEN j.cancel_requested THEN 'cancel-requested' ELSE 'held' END
    ELSE 'lost'
  END AS held
  FROM said LEFT JOIN jobs j ON j.id = said.job_id
  ORDER BY place`;
