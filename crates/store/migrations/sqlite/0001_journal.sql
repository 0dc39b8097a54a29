-- The journal: one line for each change of a record. Instants are microseconds since 1970.
CREATE TABLE journal (
    seq           INTEGER NOT NULL PRIMARY KEY,
    at            INTEGER NOT NULL,
    actor         BLOB,
    action        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    subject       BLOB NOT NULL,
    version       INTEGER NOT NULL,
    reason        TEXT,
    after         TEXT NOT NULL,
    after_hash    BLOB NOT NULL,
    hash          BLOB NOT NULL,
    superseded_at INTEGER,
    UNIQUE (subject, kind, version)
) STRICT;
CREATE INDEX journal_kind ON journal (kind, seq);
CREATE INDEX journal_past ON journal (kind, at, superseded_at);
CREATE INDEX journal_actor ON journal (actor, seq);
CREATE INDEX journal_at ON journal (at);
CREATE UNIQUE INDEX journal_current ON journal (kind, subject) WHERE superseded_at IS NULL;

-- Its last line. Whoever writes holds this row.
CREATE TABLE journal_head (
    id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  INTEGER NOT NULL,
    at   INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO journal_head (id, seq, at, hash) VALUES (1, 0, 0, zeroblob(32));
