-- What was done to rows that people change: `deed` is JSON. It goes with its row.
CREATE TABLE history (
    topic INTEGER NOT NULL REFERENCES topics (key),
    id    TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    deed  TEXT    NOT NULL,
    PRIMARY KEY (topic, id, n)
) STRICT, WITHOUT ROWID;
