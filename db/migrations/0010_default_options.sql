-- Job options that the processes of a run bring along (default_job_options), found when it was started. They hold where the job's own members are silent.

ALTER TABLE job_runs ADD COLUMN default_options json;
