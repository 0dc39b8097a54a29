-- Whether what follows from records and journal is there: it is made anew when `version` is not that of the program.
CREATE TABLE derived_state (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL
);
INSERT INTO derived_state (id, version) VALUES (1, 0);

-- A passage of a record: bytes of its text, or 0 to 0 for what the record itself says.
CREATE TABLE search_passages (
    kind       TEXT COLLATE "C" NOT NULL,
    id         BIGINT NOT NULL,
    subject    UUID NOT NULL,
    first_byte BIGINT NOT NULL,
    last_byte  BIGINT NOT NULL,
    digest     BYTEA NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX search_passages_subject ON search_passages (kind, subject, id);

-- The words of passages, rowid being the passage's id: with marks, without them, and keys of agencies and places. No text
-- search configuration has a say: words come cut and in one spelling.
CREATE TABLE search_directives (rowid BIGINT NOT NULL PRIMARY KEY, written TSVECTOR, folded TSVECTOR, keys TSVECTOR);
CREATE TABLE search_tasks (rowid BIGINT NOT NULL PRIMARY KEY, written TSVECTOR, folded TSVECTOR, keys TSVECTOR);
CREATE TABLE search_reports (rowid BIGINT NOT NULL PRIMARY KEY, written TSVECTOR, folded TSVECTOR, keys TSVECTOR);
CREATE INDEX search_directives_written ON search_directives USING gin (written);
CREATE INDEX search_directives_folded ON search_directives USING gin (folded);
CREATE INDEX search_directives_keys ON search_directives USING gin (keys);
CREATE INDEX search_tasks_written ON search_tasks USING gin (written);
CREATE INDEX search_tasks_folded ON search_tasks USING gin (folded);
CREATE INDEX search_tasks_keys ON search_tasks USING gin (keys);
CREATE INDEX search_reports_written ON search_reports USING gin (written);
CREATE INDEX search_reports_folded ON search_reports USING gin (folded);
CREATE INDEX search_reports_keys ON search_reports USING gin (keys);

ALTER TABLE tasks DROP COLUMN folded;
