INSERT INTO task_history (task_id, op, at)
SELECT (item ->> 0)::uuid, item ->> 1, (item ->> 2)::timestamptz
FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS items (item, number)
ORDER BY number
