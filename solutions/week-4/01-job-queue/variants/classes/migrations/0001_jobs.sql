CREATE TYPE job_state AS ENUM ('queued', 'running', 'succeeded', 'retrying', 'dead', 'cancelled');

CREATE TABLE jobs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  seq bigserial,
  type text NOT NULL,
  payload jsonb NOT NULL,
  state job_state NOT NULL DEFAULT 'queued',
  priority smallint NOT NULL,
  run_at timestamptz NOT NULL,
  max_attempts smallint NOT NULL,
  cancel_requested boolean NOT NULL DEFAULT false,
  result jsonb,
  attempt integer NOT NULL DEFAULT 0,
  counted integer NOT NULL DEFAULT 0,
  -- All of them, oldest first; `by` is the worker that has recorded the end.
  attempts jsonb NOT NULL DEFAULT '[]',
  owner uuid,
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  idempotency_key text UNIQUE,
  request jsonb
);

CREATE INDEX jobs_to_do ON jobs (priority DESC, run_at, seq) WHERE state IN ('queued', 'retrying');
CREATE INDEX jobs_under_way ON jobs (lease_until) WHERE state = 'running';
CREATE INDEX jobs_in_lists ON jobs (seq, id);
