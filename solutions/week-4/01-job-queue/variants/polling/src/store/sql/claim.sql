-- The next job, be it one that waits or one whose lease is over; whichever of the two is not taken is let go at once.
WITH waiting AS (
  SELECT id, priority, run_at, created_at, false AS was_held FROM jobs
  WHERE state IN ('queued', 'retrying') AND run_at <= now() AND type = ANY ($1)
  ORDER BY priority DESC, run_at, created_at, id
  LIMIT 1
  FOR UPDATE SKIP LOCKED
), left_behind AS (
  SELECT id, priority, run_at, created_at, true AS was_held FROM jobs
  WHERE state = 'running' AND lease_until < now() AND type = ANY ($1)
    AND counted < max_attempts AND NOT cancel_requested
  ORDER BY priority DESC, run_at, created_at, id
  LIMIT 1
  FOR UPDATE SKIP LOCKED
), next AS (
  TABLE waiting UNION ALL TABLE left_behind
  ORDER BY priority DESC, run_at, created_at, id
  LIMIT 1
), claimed AS (
  UPDATE jobs
  SET state = 'running', attempt_no = attempt_no + 1, counted = counted + 1, claim = $2,
    lease_until = now() + $3 * interval '1 millisecond'
  FROM next WHERE jobs.id = next.id
  RETURNING jobs.id, jobs.type, jobs.payload, jobs.attempt_no, jobs.counted, next.was_held
), lost AS (
  UPDATE attempts SET outcome = 'lost', ended_at = now(), error_name = 'Lost', error_message = 'the lease was over'
  FROM claimed WHERE was_held AND attempts.job_id = claimed.id AND attempts.number = claimed.attempt_no - 1
), begun AS (
  INSERT INTO attempts (job_id, number) SELECT id, attempt_no FROM claimed
)
SELECT id, type, payload, attempt_no, counted, was_held FROM claimed
