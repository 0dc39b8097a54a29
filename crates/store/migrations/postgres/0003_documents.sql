CREATE TABLE files (
    id      UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    sha256  TEXT COLLATE "C" NOT NULL,
    size    BIGINT NOT NULL
);
CREATE INDEX files_sha256 ON files (sha256);

-- The content of files, once for each digest.
CREATE TABLE contents (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bytes  BYTEA NOT NULL
);

-- folded holds the words by which lists find it, without marks.
CREATE TABLE directives (
    id         UUID NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    number_key TEXT COLLATE "C",
    issued_on  TEXT COLLATE "C" NOT NULL,
    field      TEXT COLLATE "C",
    in_force   BOOLEAN NOT NULL,
    original   UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    text       UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    folded     TEXT COLLATE "C" NOT NULL
);
CREATE INDEX directives_issued_on ON directives (issued_on, id);
CREATE INDEX directives_number ON directives (number_key);
CREATE INDEX directives_original ON directives (original);
CREATE INDEX directives_text ON directives (text);

CREATE TABLE directive_links (
    directive  UUID NOT NULL REFERENCES directives DEFERRABLE INITIALLY DEFERRED,
    position   BIGINT NOT NULL,
    relation   TEXT COLLATE "C" NOT NULL,
    number_key TEXT COLLATE "C" NOT NULL,
    target     UUID REFERENCES directives DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (directive, position)
);
CREATE INDEX directive_links_target ON directive_links (target);
CREATE INDEX directive_links_missing ON directive_links (number_key, directive) WHERE target IS NULL;

CREATE TABLE imports (
    id       UUID NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    body     TEXT COLLATE "C" NOT NULL,
    name     TEXT COLLATE "C" NOT NULL,
    taken_on TEXT COLLATE "C" NOT NULL,
    stage    TEXT COLLATE "C" NOT NULL,
    pending  BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    dropped  BIGINT NOT NULL,
    original UUID NOT NULL REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    text     UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    cells    UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX imports_taken_on ON imports (taken_on, id);
CREATE INDEX imports_stage ON imports (stage, taken_on, id);
CREATE INDEX imports_original ON imports (original);
CREATE INDEX imports_text ON imports (text);
CREATE INDEX imports_cells ON imports (cells);
