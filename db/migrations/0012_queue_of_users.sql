-- Who waits, and each one's oldest runs: a claim looks at a few runs of each user instead of sorting the whole queue. The index of the order over all users
-- stays for replicas of the version before.
CREATE INDEX job_runs_queue_of_users ON job_runs (user_id, queued_at, id) WHERE state = 'queued';
