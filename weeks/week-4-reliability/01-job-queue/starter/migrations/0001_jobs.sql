CREATE TABLE jobs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid()
  -- The rest is yours: what a job is, whose it is and until when, and what may be unique about it.
);
