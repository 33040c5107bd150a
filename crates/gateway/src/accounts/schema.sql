-- People, their sessions and the keys of devices. Secrets are stored as SHA-256 of 256 random bits.
CREATE TABLE IF NOT EXISTS accounts (
    id       TEXT PRIMARY KEY,
    email    TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name     TEXT NOT NULL,
    roles    TEXT NOT NULL,
    area     TEXT NOT NULL,
    password TEXT,
    demo     INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS sessions (
    hash    BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    seen    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires);

CREATE TABLE IF NOT EXISTS invitations (
    hash    BLOB PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS devices (
    vehicle TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    hash    BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    seen    INTEGER
) STRICT;
