-- A claim of which only the database knows is undone. It says whether that claim has ended somebody else's attempt.
WITH back AS (
  UPDATE jobs
  SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,
    counted = counted - 1, lease_until = NULL, claim = NULL
  WHERE state = 'running' AND claim = $1
  RETURNING id, type, attempt_no
), noted AS (
  UPDATE attempts SET outcome = 'released', ended_at = now()
  FROM back WHERE job_id = id AND number = attempt_no
)
SELECT type, EXISTS (
  SELECT FROM attempts this JOIN attempts before ON before.job_id = this.job_id AND before.number = this.number - 1
  WHERE this.job_id = back.id AND this.number = back.attempt_no
    AND before.outcome = 'lost' AND before.ended_at = this.started_at
) AS was_held
FROM back
