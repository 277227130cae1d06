SELECT job_id AS id, body = $2 AS same FROM keys WHERE key = $1
