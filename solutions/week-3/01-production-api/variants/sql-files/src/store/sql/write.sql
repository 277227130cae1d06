-- Compare and set: `revision` is the one that the row had when it was read. Returns how many rows were as expected; new
-- ones always are. What is to be written comes as three arrays of objects.
WITH
  gone AS (
    DELETE FROM tasks
    USING jsonb_to_recordset($1::jsonb -> 'gone') AS was (id uuid, revision integer)
    WHERE tasks.id = was.id AND tasks.revision = was.revision
    RETURNING 1
  ),
  changed AS (
    UPDATE tasks
    SET title = next.title, status = next.status, priority = next.priority, due = next.due,
      updated_at = next."updatedAt", revision = next.revision
    FROM jsonb_to_recordset($1::jsonb -> 'changed') AS next (
      id uuid, title text, status text, priority text, due date, "updatedAt" timestamptz, revision integer, was integer
    )
    WHERE tasks.id = next.id AND tasks.revision = next.was
    RETURNING 1
  ),
  made AS (
    INSERT INTO tasks (id, title, status, priority, due, created_at, updated_at)
    SELECT id, title, status, priority, due, "createdAt", "updatedAt"
    FROM jsonb_to_recordset($1::jsonb -> 'made') AS new (
      id uuid, title text, status text, priority text, due date, "createdAt" timestamptz, "updatedAt" timestamptz
    )
    RETURNING 1
  )
SELECT ((SELECT count(*) FROM gone) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM made))::integer AS hits
