-- No foreign key: the history outlives the task.
CREATE TABLE task_history (
  -- The order of changes; many may fall into one moment.
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  task_id uuid NOT NULL,
  op text NOT NULL CHECK (op IN ('created', 'updated', 'deleted')),
  at timestamptz NOT NULL
);

CREATE INDEX task_history_of_task ON task_history (task_id, id);
