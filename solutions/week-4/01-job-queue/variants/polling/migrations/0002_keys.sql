-- Keys have a table of their own, and go with their job.
CREATE TABLE keys (
  key text PRIMARY KEY,
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  -- The request's body, its members sorted.
  body text NOT NULL
);

CREATE INDEX keys_of_jobs ON keys (job_id);
