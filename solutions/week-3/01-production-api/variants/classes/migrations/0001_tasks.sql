CREATE SEQUENCE task_revisions;

CREATE TABLE tasks (
  id uuid NOT NULL PRIMARY KEY,
  title text NOT NULL,
  status text NOT NULL,
  priority text NOT NULL,
  due date,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  revision bigint NOT NULL DEFAULT nextval('task_revisions')
);

CREATE TABLE task_history (
  task_id uuid NOT NULL,
  op text NOT NULL,
  at timestamptz NOT NULL,
  number bigserial
);
