-- The journal: one line for each change of a record. Instants are microseconds since 1970.
CREATE TABLE journal (
    seq           BIGINT NOT NULL PRIMARY KEY,
    at            BIGINT NOT NULL,
    actor         UUID,
    action        TEXT COLLATE "C" NOT NULL,
    kind          TEXT COLLATE "C" NOT NULL,
    subject       UUID NOT NULL,
    version       BIGINT NOT NULL,
    reason        TEXT COLLATE "C",
    after         TEXT COLLATE "C" NOT NULL,
    after_hash    BYTEA NOT NULL,
    hash          BYTEA NOT NULL,
    superseded_at BIGINT,
    UNIQUE (subject, kind, version)
);
CREATE INDEX journal_kind ON journal (kind, seq);
CREATE INDEX journal_past ON journal (kind, at, superseded_at);
CREATE INDEX journal_actor ON journal (actor, seq);
CREATE INDEX journal_at ON journal (at);
CREATE UNIQUE INDEX journal_current ON journal (kind, subject) WHERE superseded_at IS NULL;

-- Its last line. Whoever writes holds this row.
CREATE TABLE journal_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    at   BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO journal_head (id, seq, at, hash) VALUES (1, 0, 0, decode(repeat('00', 32), 'hex'));
