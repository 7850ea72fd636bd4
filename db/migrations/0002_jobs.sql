-- Batch jobs: what a user asked for (jobs), each time it was started (job_runs), what happened (job_logs) and what came out (job_assets).

CREATE TABLE jobs (
    id text PRIMARY KEY,
    -- No foreign key: a user's jobs own files, so removing a user has to remove jobs one by one, never by cascade.
    user_id text NOT NULL,
    title text,
    description text,
    -- json, not jsonb: the graph goes back to the user in the order and spelling in which it came.
    process json NOT NULL,
    plan text,
    budget double precision,
    log_level text NOT NULL DEFAULT 'info' CHECK (log_level IN ('debug', 'info', 'warning', 'error')),
    -- Top-level members of the request that the API does not define, such as job_options.
    extra jsonb NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'created' CHECK (status IN ('created', 'queued', 'running', 'canceled', 'finished', 'error')),
    progress double precision,
    costs double precision,
    created timestamptz NOT NULL,
    updated timestamptz NOT NULL,
    queued timestamptz,
    started timestamptz,
    unpublished timestamptz,
    -- The newest attempt; and the one whose results are published (older than the newest after an unsuccessful restart).
    current_run bigint,
    published_run bigint,
    -- Part of every signed result link; raising it makes all links of the job void.
    link_version integer NOT NULL DEFAULT 1
);

CREATE INDEX jobs_of_user ON jobs (user_id, created DESC, id DESC);

CREATE TABLE job_runs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    user_id text NOT NULL,
    attempt integer NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'finished', 'error', 'canceled', 'lost')),
    runner text,
    worker_id text,
    -- What the engine that runs it calls it: a process id, a Slurm job, a Kubernetes Job.
    reference text,
    queued_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    lease_until timestamptz,
    heartbeat_at timestamptz,
    cancel_requested boolean NOT NULL DEFAULT false,
    windows_done integer NOT NULL DEFAULT 0,
    windows_planned integer,
    cpu_seconds double precision,
    duration_seconds double precision,
    peak_memory_bytes bigint,
    input_pixels bigint,
    output_bytes bigint,
    error_code text,
    error_message text,
    UNIQUE (job_id, attempt)
);

-- The queue: oldest first, and who is running how many.
CREATE INDEX job_runs_queue ON job_runs (queued_at, id) WHERE state = 'queued';
CREATE INDEX job_runs_running ON job_runs (user_id, lease_until) WHERE state = 'running';

CREATE TABLE job_logs (
    -- Also the offset that clients page with.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    run_id bigint,
    time timestamptz NOT NULL,
    -- 1 error, 2 warning, 3 info, 4 debug: "at least this severe" is level <= n.
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 4),
    code text,
    message text NOT NULL,
    path jsonb,
    data jsonb,
    usage jsonb
);

CREATE INDEX job_logs_of_job ON job_logs (job_id, id);

CREATE TABLE job_assets (
    job_id text NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    run_id bigint NOT NULL,
    name text NOT NULL,
    -- Where the file is, relative to the results folder.
    path text NOT NULL,
    media_type text NOT NULL,
    roles text[] NOT NULL,
    size bigint NOT NULL,
    checksum text NOT NULL,
    -- What the STAC item needs: grid, bounds, interval, bands with statistics, source items.
    metadata jsonb NOT NULL DEFAULT '{}',
    created timestamptz NOT NULL,
    PRIMARY KEY (job_id, run_id, name)
);
