-- Processes that users have defined by graphs of other processes, each under an id of its own.

CREATE TABLE process_graphs (
    user_id text NOT NULL,
    -- Bytewise: lists are paged by it.
    id text COLLATE "C" NOT NULL,
    -- json, not jsonb: it goes back to the user in the order and spelling in which it came.
    process json NOT NULL,
    -- Part of the address at which anybody may read the process; null while its owner does not share it.
    share_token text UNIQUE,
    created timestamptz NOT NULL,
    updated timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
