WITH key AS (
  INSERT INTO keys (key, job_id, body) SELECT $7::text, $1::uuid, $8::text WHERE $7::text IS NOT NULL
  ON CONFLICT (key) DO NOTHING
  RETURNING key
)
INSERT INTO jobs (id, type, payload, priority, max_attempts, run_at)
SELECT $1::uuid, $2::text, $3::json, $4::integer, $5::integer, coalesce($6::timestamptz, now())
WHERE $7::text IS NULL OR EXISTS (SELECT FROM key)
RETURNING id
