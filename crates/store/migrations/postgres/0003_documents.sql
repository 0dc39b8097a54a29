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
