-- What synchronous requests (POST /result) logged. They leave nothing else behind; old rows are deleted.

CREATE TABLE sync_requests (
    id text COLLATE "C" PRIMARY KEY,
    user_id text NOT NULL,
    created timestamptz NOT NULL,
    -- The answer's entries, as the API writes them.
    logs json NOT NULL
);

CREATE INDEX sync_requests_by_age ON sync_requests (created);
