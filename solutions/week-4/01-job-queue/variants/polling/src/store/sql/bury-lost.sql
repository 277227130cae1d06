-- Those whose lease is over, and who may not go on: nobody needs a handler to find that out.
WITH over AS (
  SELECT id FROM jobs
  WHERE state = 'running' AND lease_until < now() AND (cancel_requested OR counted >= max_attempts)
  LIMIT 50
  FOR UPDATE SKIP LOCKED
), ended AS (
  UPDATE jobs SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'dead' END, lease_until = NULL
  FROM over WHERE jobs.id = over.id
  RETURNING jobs.id, type, attempt_no, state = 'dead' AS dead
), noted AS (
  UPDATE attempts SET outcome = 'lost', ended_at = now(), error_name = 'Lost', error_message = 'the lease was over'
  FROM ended WHERE job_id = ended.id AND number = attempt_no
)
SELECT type, dead FROM ended
