-- Users' own files. The row is the file: its content lies under a name of the service's own making, so that replacing a file is one update, and no path that
-- a user thinks up ever meets the file system.

CREATE TABLE user_files (
    user_id text NOT NULL,
    -- Relative, with slashes; bytewise, because lists are paged by it and folders are ranges of it.
    path text COLLATE "C" NOT NULL,
    blob text NOT NULL UNIQUE,
    size bigint NOT NULL,
    -- SHA-256, in hex; also the entity tag.
    checksum text NOT NULL,
    modified timestamptz NOT NULL,
    PRIMARY KEY (user_id, path)
);
