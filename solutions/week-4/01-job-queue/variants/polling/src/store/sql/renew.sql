WITH asked AS (
  SELECT * FROM unnest($1::uuid[], $2::integer[]) AS asked (id, attempt_no)
), free AS (
  SELECT jobs.id FROM jobs JOIN asked USING (id, attempt_no) WHERE state = 'running'
  FOR UPDATE OF jobs SKIP LOCKED
), renewed AS (
  UPDATE jobs SET lease_until = now() + $3 * interval '1 millisecond' FROM free WHERE jobs.id = free.id
)
SELECT id, attempt_no, cancel_requested FROM jobs JOIN asked USING (id, attempt_no) WHERE state = 'running'
