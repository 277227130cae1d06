CREATE INDEX ON tasks (created_at, id);
CREATE INDEX ON tasks (status, created_at, id);
CREATE INDEX ON tasks (priority, created_at, id);
CREATE INDEX ON tasks (status, priority, created_at, id);
CREATE INDEX ON task_history (task_id, number);
