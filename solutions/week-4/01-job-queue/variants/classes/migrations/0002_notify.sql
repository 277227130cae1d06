CREATE FUNCTION tell_workers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('jobs_to_do', '');
  RETURN NULL;
END
$$;

-- Whoever makes a job runnable, and however: a worker that sleeps hears of it at COMMIT.
CREATE TRIGGER jobs_tell_workers AFTER INSERT OR UPDATE OF state ON jobs
FOR EACH ROW WHEN (NEW.state = 'queued') EXECUTE FUNCTION tell_workers();
