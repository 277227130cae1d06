CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  type text NOT NULL,
  payload json NOT NULL,
  state text NOT NULL DEFAULT 'queued',
  priority integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  run_at timestamptz NOT NULL,
  max_attempts integer NOT NULL,
  cancel_requested boolean NOT NULL DEFAULT false,
  result json,
  attempt_no integer NOT NULL DEFAULT 0,
  counted integer NOT NULL DEFAULT 0,
  lease_until timestamptz,
  -- Of the one claim that this attempt comes from, in case its answer gets lost.
  claim uuid
);

CREATE INDEX jobs_due ON jobs (priority DESC, run_at, created_at, id) WHERE state IN ('queued', 'retrying');
CREATE INDEX jobs_held ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_by_age ON jobs (created_at, id);

CREATE TABLE attempts (
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number integer NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  outcome text,
  error_name text,
  error_message text,
  next_run_at timestamptz,
  PRIMARY KEY (job_id, number)
);
