CREATE TABLE files (
    id      BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    sha256  TEXT NOT NULL,
    size    INTEGER NOT NULL
) STRICT;
CREATE INDEX files_sha256 ON files (sha256);

-- The content of files, once for each digest.
CREATE TABLE contents (
    sha256 TEXT NOT NULL PRIMARY KEY,
    bytes  BLOB NOT NULL
) STRICT;

-- folded holds the words by which lists find it, without marks.
CREATE TABLE directives (
    id         BLOB NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       TEXT NOT NULL,
    number_key TEXT,
    issued_on  TEXT NOT NULL,
    field      TEXT,
    in_force   INTEGER NOT NULL,
    original   BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    text       BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    folded     TEXT NOT NULL
) STRICT;
CREATE INDEX directives_issued_on ON directives (issued_on, id);
CREATE INDEX directives_number ON directives (number_key);
CREATE INDEX directives_original ON directives (original);
CREATE INDEX directives_text ON directives (text);

CREATE TABLE directive_links (
    directive  BLOB NOT NULL REFERENCES directives DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL,
    relation   TEXT NOT NULL,
    number_key TEXT NOT NULL,
    target     BLOB REFERENCES directives DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (directive, position)
) STRICT;
CREATE INDEX directive_links_target ON directive_links (target);
CREATE INDEX directive_links_missing ON directive_links (number_key, directive) WHERE target IS NULL;

CREATE TABLE imports (
    id       BLOB NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    body     TEXT NOT NULL,
    name     TEXT NOT NULL,
    taken_on TEXT NOT NULL,
    stage    TEXT NOT NULL,
    pending  INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    dropped  INTEGER NOT NULL,
    original BLOB NOT NULL REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    text     BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    cells    BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX imports_taken_on ON imports (taken_on, id);
CREATE INDEX imports_stage ON imports (stage, taken_on, id);
CREATE INDEX imports_original ON imports (original);
CREATE INDEX imports_text ON imports (text);
CREATE INDEX imports_cells ON imports (cells);
