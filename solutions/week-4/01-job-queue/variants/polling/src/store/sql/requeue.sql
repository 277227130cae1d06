UPDATE jobs SET state = 'queued', counted = 0, cancel_requested = false, run_at = now()
WHERE id = $1 AND state = 'dead'
RETURNING id
