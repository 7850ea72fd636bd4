-- Who may use the service, and what the service itself must keep secret. Both live in the database so that all replicas agree.

CREATE TABLE users (
    id text PRIMARY KEY,
    name text NOT NULL UNIQUE,
    -- Null: the user cannot log in with a password (comes from an identity provider).
    password_hash text,
    created timestamptz NOT NULL DEFAULT now()
);

-- Keys that sign tokens and links. A replica that finds none makes one; the first writer wins.
CREATE TABLE server_secrets (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
);
