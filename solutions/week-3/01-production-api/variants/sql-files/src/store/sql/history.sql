SELECT op, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
FROM task_history
WHERE task_id = $1
ORDER BY turn
