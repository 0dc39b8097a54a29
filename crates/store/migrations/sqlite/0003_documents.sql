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
