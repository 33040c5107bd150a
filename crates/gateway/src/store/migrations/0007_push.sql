-- Where a signed-in browser is told while its page is closed: one address a session, which it goes with. `endpoint` opens
-- that browser's door, so it is told to nobody.
CREATE TABLE push (
    session  BLOB    PRIMARY KEY REFERENCES sessions (hash) ON DELETE CASCADE,
    account  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    endpoint TEXT    NOT NULL UNIQUE,
    p256dh   BLOB    NOT NULL,
    auth     BLOB    NOT NULL,
    language TEXT    NOT NULL,
    created  INTEGER NOT NULL
) STRICT;

CREATE INDEX push_by_account ON push (account, created);
