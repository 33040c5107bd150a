-- Where drivers were. By day first: what is too old lies together and goes together. Degrees are stored in millionths,
-- metres, km/h and degrees of direction in tenths.
CREATE TABLE tracks (
    day      INTEGER NOT NULL,
    driver   TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    lat      INTEGER NOT NULL,
    lng      INTEGER NOT NULL,
    accuracy INTEGER NOT NULL,
    speed    INTEGER NOT NULL,
    heading  INTEGER,
    doubt    TEXT,
    PRIMARY KEY (day, driver, at)
) STRICT, WITHOUT ROWID;

-- Who looked at what about whom. Each line carries the hash of the one before, so none can be changed unseen.
CREATE TABLE audit (
    n        INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    who      TEXT    NOT NULL,
    what     TEXT    NOT NULL,
    previous BLOB    NOT NULL,
    hash     BLOB    NOT NULL
) STRICT;

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;
