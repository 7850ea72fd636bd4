-- What users may still spend, and which requests they have repeated.

-- Null: no limit. Counts down as jobs finish; may end a little below zero, because a run's costs are known at its end.
ALTER TABLE users ADD COLUMN credit double precision;

CREATE TABLE idempotency_keys (
    user_id text NOT NULL,
    key text NOT NULL,
    -- SHA-256 of the request, so that the same key with another request is found out.
    digest text NOT NULL,
    job_id text NOT NULL,
    created timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created);
