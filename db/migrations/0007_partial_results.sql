-- Files are listed while their run goes on, and streams of events are told what happens to a job. jobs.unpublished is from now on the time until which results
-- are kept; it stays when they have been deleted.

CREATE INDEX jobs_to_unpublish ON jobs (unpublished) WHERE published_run IS NOT NULL AND unpublished IS NOT NULL;

CREATE FUNCTION tell_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('openeo_job', NEW.job_id);
    RETURN NULL;
END
$$;

CREATE FUNCTION tell_job_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('openeo_job', NEW.id);
    RETURN NULL;
END
$$;

-- Not for the entry of a job's creation, which nobody can be waiting for: notifying makes commits wait for each other.
CREATE TRIGGER tell_log AFTER INSERT ON job_logs FOR EACH ROW WHEN (NEW.run_id IS NOT NULL) EXECUTE FUNCTION tell_job();
CREATE TRIGGER tell_progress AFTER UPDATE ON job_runs FOR EACH ROW WHEN (OLD.windows_done IS DISTINCT FROM NEW.windows_done) EXECUTE FUNCTION tell_job();
CREATE TRIGGER tell_status AFTER UPDATE ON jobs FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION tell_job_itself();
