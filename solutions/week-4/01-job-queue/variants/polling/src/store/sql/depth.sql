SELECT
  count(*) FILTER (WHERE state = 'queued')::integer AS queued,
  count(*) FILTER (WHERE state = 'running')::integer AS running,
  count(*) FILTER (WHERE state = 'retrying')::integer AS retrying,
  count(*) FILTER (WHERE state = 'dead')::integer AS dead
FROM jobs
