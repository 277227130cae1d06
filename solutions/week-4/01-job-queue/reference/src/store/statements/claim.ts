import type { State } from '../../domain/job.ts';
import type { Claimed, Claims } from '../../domain/work-store.ts';
import type { Database } from '../database.ts';

export interface Lease {
  /** Of this process; the same after a claim whose answer got lost. */
  readonly worker: string;
  readonly ms: number;
}

interface ClaimRow {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  readonly state: State;
  readonly attempt: number;
  readonly counted: number;
  readonly was_running: boolean;
}

/**
 * Takes what is due, in its order, and what another worker has lost, in one statement and so in one short transaction.
 *
 * SKIP LOCKED passes by what others are just taking; what is locked is looked at again as it is then, so a job that was taken
 * meanwhile does not fit any more. A lost attempt is ended here, since nobody else is left to do it: as `claim` or as `expire`
 * of `transition` says.
 */
export async function claim(
  database: Database,
  types: readonly string[],
  limit: number,
  lease: Lease,
): Promise<Claims> {
  const rows = await database.query<ClaimRow>(statement, [types, limit, lease.worker, lease.ms], 'claim');
  return {
    claimed: rows.filter(({ state }) => state === 'running').map(toClaimed),
    lost: rows.filter(({ was_running }) => was_running).map(({ type, state }) => ({ type, state })),
  };
}

// Two indexes, so two selections: an OR of both conditions would fit neither.
const statement = `
  WITH waiting AS (
    SELECT id, priority, run_at, seq, false AS was_running, 'running' AS next FROM jobs
    WHERE state IN ('queued', 'retrying') AND run_at <= now() AND type = ANY ($1)
    ORDER BY priority DESC, run_at, seq LIMIT $2
    FOR UPDATE SKIP LOCKED
  ), expired AS (
    SELECT id, priority, run_at, seq, true AS was_running, CASE
      WHEN cancel_requested THEN 'cancelled'
      WHEN counted >= max_attempts THEN 'dead'
      ELSE 'running'
    END AS next FROM jobs
    WHERE state = 'running' AND lease_until < now()
      AND (type = ANY ($1) OR cancel_requested OR counted >= max_attempts)
    ORDER BY priority DESC, run_at, seq LIMIT $2
    FOR UPDATE SKIP LOCKED
  ), due AS (
    SELECT * FROM waiting UNION ALL SELECT * FROM expired
    ORDER BY priority DESC, run_at, seq LIMIT $2
  ), taken AS (
    UPDATE jobs j SET
      state = next,
      attempt = attempt + CASE next WHEN 'running' THEN 1 ELSE 0 END,
      counted = counted + CASE next WHEN 'running' THEN 1 ELSE 0 END,
      worker = CASE next WHEN 'running' THEN $3::uuid END,
      lease_until = CASE next WHEN 'running' THEN now() + $4 * interval '1 millisecond' END
    FROM due WHERE j.id = due.id
    RETURNING j.id, j.type, j.payload, j.state, j.attempt, j.counted, j.priority, j.run_at, j.seq, was_running
  ), lost AS (
    UPDATE attempts a SET outcome = 'lost', ended_at = now()
    FROM taken WHERE was_running AND a.job_id = taken.id
      AND a.number = taken.attempt - CASE taken.state WHEN 'running' THEN 1 ELSE 0 END
  ), begun AS (
    INSERT INTO attempts (job_id, number, started_at)
    SELECT id, attempt, now() FROM taken WHERE state = 'running'
  )
  SELECT id, type, payload, state, attempt, counted, was_running FROM taken
  ORDER BY priority DESC, run_at, seq`;

function toClaimed({ id, type, payload, attempt, counted }: ClaimRow): Claimed {
  return { jobId: id, type, payload, attempt, counted };
}
