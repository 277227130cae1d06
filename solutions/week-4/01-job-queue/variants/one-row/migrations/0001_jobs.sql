create table jobs (
  id uuid primary key,
  type text not null,
  payload jsonb not null,
  state text not null default 'queued',
  priority int not null default 0,
  run_at timestamptz not null,
  max_attempts int not null default 5,
  cancel_requested boolean not null default false,
  result jsonb,
  -- [{number, startedAt, endedAt, outcome, error, nextRunAt}]: the whole history lies in the row.
  attempts jsonb not null default '[]',
  attempt int not null default 0,
  counted int not null default 0,
  -- When somebody may take it: run_at while it waits, the end of the lease while it runs, null when it is over.
  due_at timestamptz,
  idempotency_key text,
  request jsonb,
  created_at timestamptz not null default clock_timestamp()
);
create unique index on jobs (idempotency_key) where idempotency_key is not null;
create index on jobs (priority desc, run_at, created_at) where due_at is not null;
create index on jobs (created_at desc, id desc);
create index on jobs (state, created_at desc, id desc);
