-- People, their sessions and the keys of devices. Secrets are stored as SHA-256 of 256 random bits.
CREATE TABLE accounts (
    id       TEXT PRIMARY KEY,
    email    TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name     TEXT NOT NULL,
    roles    TEXT NOT NULL,
    area     TEXT NOT NULL,
    password TEXT,
    demo     INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    seen    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE invitations (
    hash    BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE devices (
    vehicle TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    hash    BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    seen    INTEGER
) STRICT;

-- What the gateway itself must remember: `value` is JSON.
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
