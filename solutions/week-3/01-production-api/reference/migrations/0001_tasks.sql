CREATE TABLE tasks (
  -- Version 7: ascending ids are the order of creation, and the key of the pages of a list.
  id uuid PRIMARY KEY,
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
  status text NOT NULL CHECK (status IN ('open', 'done')),
  priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
  due date,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- How often the row was written; the ETag is made of it.
  version integer NOT NULL DEFAULT 1
);

-- One for each combination of filters: what is filtered by comes first, then the order, so that every page is one range.
CREATE INDEX tasks_by_status ON tasks (status, id);
CREATE INDEX tasks_by_priority ON tasks (priority, id);
CREATE INDEX tasks_by_status_and_priority ON tasks (status, priority, id);
