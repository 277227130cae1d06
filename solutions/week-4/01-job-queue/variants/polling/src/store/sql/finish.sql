-- Only where the attempt is the newest one, and the job runs. Who finds the row locked comes again.
WITH held AS (
  SELECT id, CASE
    WHEN $3 = 'succeeded' THEN 'succeeded'
    WHEN cancel_requested THEN 'cancelled'
    WHEN $3 = 'released' THEN 'queued'
    WHEN $7 OR counted >= max_attempts THEN 'dead'
    ELSE 'retrying'
  END AS next, now() + $8 * interval '1 millisecond' AS again
  FROM jobs WHERE id = $1 AND attempt_no = $2 AND state = 'running'
  FOR UPDATE NOWAIT
), job AS (
  UPDATE jobs
  SET state = next, result = $4::json, lease_until = NULL,
    counted = CASE $3 WHEN 'released' THEN counted - 1 ELSE counted END,
    run_at = CASE next WHEN 'retrying' THEN again ELSE run_at END
  FROM held WHERE jobs.id = held.id
), note AS (
  UPDATE attempts
  SET ended_at = now(), error_name = $5, error_message = $6,
    outcome = CASE WHEN $3 = 'failed' AND next = 'cancelled' THEN 'cancelled' ELSE $3 END,
    next_run_at = CASE next WHEN 'retrying' THEN again END
  FROM held WHERE job_id = $1 AND number = $2
  RETURNING outcome, next = 'dead' AS dead
)
SELECT outcome, dead FROM note
UNION ALL
-- Said before, by a statement whose answer got lost.
SELECT outcome, outcome = 'failed' AND next_run_at IS NULL FROM attempts
WHERE job_id = $1 AND number = $2 AND NOT EXISTS (SELECT FROM note)
