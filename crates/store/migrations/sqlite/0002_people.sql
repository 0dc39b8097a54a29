CREATE TABLE provinces (
    id      BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL
) STRICT;

-- sort_key orders names by the Vietnamese alphabet.
CREATE TABLE agencies (
    id         BLOB NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       TEXT NOT NULL,
    level      TEXT NOT NULL,
    sort_key   BLOB NOT NULL,
    valid_from TEXT,
    valid_to   TEXT,
    above      BLOB REFERENCES agencies DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX agencies_above ON agencies (above);

CREATE TABLE users (
    id       BLOB NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    body     TEXT NOT NULL,
    login    TEXT NOT NULL UNIQUE,
    sort_key BLOB NOT NULL,
    role     TEXT NOT NULL,
    agency   BLOB REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    active   INTEGER NOT NULL
) STRICT;
CREATE INDEX users_agency ON users (agency);

-- What follows is secret or fleeting and is not in the journal.
CREATE TABLE credentials (
    user_id       BLOB NOT NULL PRIMARY KEY REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    password_hash TEXT NOT NULL,
    totp_secret   BLOB,
    totp_step     INTEGER,
    updated_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id         BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id    BLOB NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    revoked_at INTEGER,
    agent      TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_ends_at ON sessions (ends_at);

CREATE TABLE sign_in_attempts (
    id        BLOB NOT NULL PRIMARY KEY,
    at        INTEGER NOT NULL,
    login     TEXT NOT NULL,
    address   TEXT NOT NULL,
    succeeded INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_attempts_login ON sign_in_attempts (login, at);
CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at);
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);

-- One sending of a form acts once.
CREATE TABLE requests (
    id      BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    action  TEXT NOT NULL,
    outcome TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_at ON requests (at);
