WITH hit AS (
  UPDATE jobs
  SET cancel_requested = true, state = CASE state WHEN 'running' THEN 'running' ELSE 'cancelled' END
  WHERE id = $1 AND state NOT IN ('succeeded', 'dead')
  RETURNING state
)
SELECT state, true AS changed FROM hit
UNION ALL
SELECT state, false FROM jobs WHERE id = $1 AND NOT EXISTS (SELECT FROM hit)
