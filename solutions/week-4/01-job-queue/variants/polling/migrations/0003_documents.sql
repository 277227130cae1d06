-- To the nearest millisecond.
CREATE FUNCTION iso(at timestamptz) RETURNS text LANGUAGE sql STABLE
  RETURN to_char((at + interval '500 microseconds') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- Jobs the way they are shown, as one text each: what is json in the table is copied, and never parsed on the way.
CREATE VIEW documents AS
SELECT jobs.id, jobs.type, jobs.state, jobs.created_at, json_build_object(
  'id', jobs.id,
  'type', jobs.type,
  'state', jobs.state,
  'priority', jobs.priority,
  'maxAttempts', jobs.max_attempts,
  'runAt', iso(jobs.run_at),
  'cancelRequested', jobs.cancel_requested,
  'payload', jobs.payload,
  'result', jobs.result,
  'attempts', coalesce((
    SELECT json_agg(json_build_object(
      'number', a.number,
      'outcome', a.outcome,
      'startedAt', iso(a.started_at),
      'endedAt', iso(a.ended_at),
      'nextRunAt', iso(a.next_run_at),
      'error', CASE WHEN a.error_name IS NOT NULL THEN json_build_object('name', a.error_name, 'message', a.error_message) END
    ) ORDER BY a.number)
    FROM attempts a WHERE a.job_id = jobs.id
  ), '[]'::json)
)::text AS document
FROM jobs;
