-- Users who come from identity providers, and users who may not come in any more.

ALTER TABLE users ADD COLUMN provider text;
ALTER TABLE users ADD COLUMN subject text;
ALTER TABLE users ADD COLUMN email text;
ALTER TABLE users ADD COLUMN roles text[];
ALTER TABLE users ADD COLUMN disabled boolean NOT NULL DEFAULT false;

-- Names are for logging in with a password; what a provider calls its users is its own business.
ALTER TABLE users DROP CONSTRAINT users_name_key;
CREATE UNIQUE INDEX users_name_key ON users (name) WHERE provider IS NULL;
CREATE UNIQUE INDEX users_identity ON users (provider, subject) WHERE provider IS NOT NULL;
