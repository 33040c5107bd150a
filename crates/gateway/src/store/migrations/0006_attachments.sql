-- Files that drivers add to shipments: photos and signatures. `received`: bytes that are there; all of them: it is complete.
CREATE TABLE attachments (
    id       TEXT    PRIMARY KEY,
    shipment TEXT    NOT NULL,
    owner    TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    media    TEXT    NOT NULL,
    size     INTEGER NOT NULL,
    received INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    touched  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX attachments_by_shipment ON attachments (shipment, at);
CREATE INDEX attachments_by_owner ON attachments (owner, at);
CREATE INDEX attachments_by_age ON attachments (touched);

-- Their bytes, as they came.
CREATE TABLE attachment_parts (
    attachment TEXT    NOT NULL REFERENCES attachments (id) ON DELETE CASCADE,
    start      INTEGER NOT NULL,
    body       BLOB    NOT NULL,
    PRIMARY KEY (attachment, start)
) STRICT;
