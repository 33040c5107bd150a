-- Every topic ever written. `key` stands for the path in the other tables.
CREATE TABLE topics (
    key      INTEGER PRIMARY KEY,
    topic    TEXT    NOT NULL UNIQUE,
    epoch    TEXT    NOT NULL,
    "offset" INTEGER NOT NULL
) STRICT;

-- The rows as they are: `body` is JSON.
CREATE TABLE rows (
    topic    INTEGER NOT NULL REFERENCES topics (key),
    id       TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    body     BLOB    NOT NULL,
    PRIMARY KEY (topic, id)
) STRICT, WITHOUT ROWID;

-- The recent steps of each topic, without a gap up to its offset: `ops` is JSON, as on the wire.
CREATE TABLE log (
    topic       INTEGER NOT NULL REFERENCES topics (key),
    to_offset   INTEGER NOT NULL,
    from_offset INTEGER NOT NULL,
    sum         TEXT    NOT NULL,
    ops         BLOB    NOT NULL,
    PRIMARY KEY (topic, to_offset)
) STRICT, WITHOUT ROWID;

-- What was decided about mutations, so that an id never takes effect twice: `verdict` is JSON.
CREATE TABLE verdicts (
    id      TEXT    PRIMARY KEY,
    user    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    verdict TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verdicts_by_age ON verdicts (at);
