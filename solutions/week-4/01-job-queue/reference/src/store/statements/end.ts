import type { Outcome } from '../../domain/job.ts';
import type { AttemptEnd, AttemptId, Recorded } from '../../domain/work-store.ts';
import type { Database } from '../database.ts';

interface EndRow {
  readonly held: boolean;
  readonly outcome: Outcome | null;
  readonly dead: boolean | null;
}

/**
 * Records how attempts ended, as `succeed`, `fail` and `release` of `transition` say, all of them in one statement.
 *
 * The fence is `state = 'running' AND attempt = …`, where the row is locked, and that is where it has to be: whoever looks
 * first and writes then may be paused in between. A row that somebody else has locked is passed by and told as busy, so that it
 * holds up nobody. What was recorded before, by a statement whose answer got lost, stands in `attempts` and is told again:
 * nobody but this worker can have ended this attempt in any way but `lost`.
 */
export async function end(
  database: Database,
  ends: readonly (AttemptId & { readonly end: AttemptEnd })[],
): Promise<readonly Recorded[]> {
  const rows = await database.query<EndRow>(
    statement,
    [
      ends.map(({ jobId }) => jobId),
      ends.map(({ attempt }) => attempt),
      ends.map(({ end }) => end.kind),
      ends.map(({ end }) => (end.kind === 'succeeded' ? end.result : null)),
      ends.map(({ end }) => (end.kind === 'failed' ? JSON.stringify(end.error) : null)),
      ends.map(({ end }) => end.kind === 'failed' && end.permanent),
      ends.map(({ end }) => (end.kind === 'failed' ? end.delayMs : 0)),
    ],
    'end',
  );
  return rows.map(toRecorded);
}

const statement = `
  WITH said AS (
    SELECT * FROM unnest(
      $1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::double precision[]
    ) WITH ORDINALITY AS s (job_id, attempt, kind, result, error, permanent, delay_ms, place)
  ), heard AS (
    SELECT said.*, now() + delay_ms * interval '1 millisecond' AS next_run_at, CASE
      WHEN kind = 'succeeded' THEN 'succeeded'
      WHEN j.cancel_requested THEN 'cancelled'
      WHEN kind = 'released' THEN 'queued'
      WHEN permanent OR j.counted >= j.max_attempts THEN 'dead'
      ELSE 'retrying'
    END AS next
    FROM said JOIN jobs j ON j.id = said.job_id AND j.state = 'running' AND j.attempt = said.attempt
    FOR UPDATE OF j SKIP LOCKED
  ), ended AS (
    UPDATE jobs j SET
      state = next,
      result = heard.result::json,
      counted = counted - CASE kind WHEN 'released' THEN 1 ELSE 0 END,
      run_at = CASE next WHEN 'retrying' THEN next_run_at ELSE run_at END,
      worker = NULL,
      lease_until = NULL
    FROM heard WHERE j.id = heard.job_id
  ), noted AS (
    UPDATE attempts a SET
      ended_at = now(),
      outcome = CASE WHEN kind = 'failed' AND next = 'cancelled' THEN 'cancelled' ELSE kind END,
      error = heard.error::json,
      next_run_at = CASE next WHEN 'retrying' THEN heard.next_run_at END
    FROM heard WHERE a.job_id = heard.job_id AND a.number = heard.attempt
    RETURNING a.job_id, a.number, a.outcome, next
  ), told AS (
    SELECT pg_notify('jobs', '') FROM heard WHERE next = 'queued'
  )
  SELECT
    -- A selection that nobody reads is not carried out.
    (SELECT count(*) FROM told) AS told,
    j.state = 'running' AND j.attempt = said.attempt AS held,
    coalesce(noted.outcome, a.outcome) AS outcome,
    coalesce(noted.next = 'dead', a.outcome = 'failed' AND a.next_run_at IS NULL) AS dead
  FROM said
    LEFT JOIN noted ON noted.job_id = said.job_id AND noted.number = said.attempt
    LEFT JOIN jobs j ON j.id = said.job_id
    LEFT JOIN attempts a ON a.job_id = said.job_id AND a.number = said.attempt
  ORDER BY place`;

function toRecorded({ held, outcome, dead }: EndRow): Recorded {
  if (outcome === null) return { kind: held ? 'busy' : 'fenced' };
  return outcome === 'lost' ? { kind: 'fenced' } : { kind: 'recorded', outcome, dead: dead ?? false };
}
