-- "Attempt" was a word for two counters. A run has a number within its job: every start by the user and every further try makes a new one. A try counts
-- workers: a start begins with the first, and each worker that is lost brings one more. The columns keep their names: in a rolling update replicas of the
-- version before go on writing them, and would fail if they were renamed. Comments change nothing that runs, so old and new replicas work side by side.

COMMENT ON COLUMN jobs.attempts IS 'The number of the newest run, so how many runs the job has had.';
COMMENT ON COLUMN job_runs.attempt IS 'The number of the run within its job: starts and further tries count alike.';
COMMENT ON COLUMN job_runs.tries IS 'Which try of a start the run is: 1, and one more for each worker that was lost.';
