-- Whether what follows from records and journal is there: it is made anew when `version` is not that of the program.
CREATE TABLE derived_state (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO derived_state (id, version) VALUES (1, 0);

-- A passage of a record: bytes of its text, or 0 to 0 for what the record itself says.
CREATE TABLE search_passages (
    kind       TEXT NOT NULL,
    id         INTEGER NOT NULL,
    subject    BLOB NOT NULL,
    first_byte INTEGER NOT NULL,
    last_byte  INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_passages_subject ON search_passages (kind, subject, id);

-- The words of passages, rowid being the passage's id: with marks, without them, and keys of agencies and places. The
-- tokenizer parts at spaces and leaves letters beyond ASCII as they are: words come cut and in one spelling.
CREATE VIRTUAL TABLE search_directives USING fts5(written, folded, keys, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE search_tasks USING fts5(written, folded, keys, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE search_reports USING fts5(written, folded, keys, content='', contentless_delete=1, tokenize='ascii');

ALTER TABLE tasks DROP COLUMN folded;
