-- The first step of the schema. As long as nobody has applied it you may change it; afterwards every change is a new file.
-- What your service needs besides: something that an ETag can be made of, the history, and indexes for lists.
CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  title text NOT NULL,
  status text NOT NULL,
  priority text NOT NULL,
  due date,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
