CREATE TABLE provinces (
    id      UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    body    TEXT COLLATE "C" NOT NULL
);

-- sort_key orders names by the Vietnamese alphabet.
CREATE TABLE agencies (
    id         UUID NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    level      TEXT COLLATE "C" NOT NULL,
    sort_key   BYTEA NOT NULL,
    valid_from TEXT COLLATE "C",
    valid_to   TEXT COLLATE "C",
    above      UUID REFERENCES agencies DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX agencies_above ON agencies (above);

CREATE TABLE users (
    id       UUID NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    body     TEXT COLLATE "C" NOT NULL,
    login    TEXT COLLATE "C" NOT NULL UNIQUE,
    sort_key BYTEA NOT NULL,
    role     TEXT COLLATE "C" NOT NULL,
    agency   UUID REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    active   BOOLEAN NOT NULL
);
CREATE INDEX users_agency ON users (agency);

-- What follows is secret or fleeting and is not in the journal.
CREATE TABLE credentials (
    user_id       UUID NOT NULL PRIMARY KEY REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    password_hash TEXT COLLATE "C" NOT NULL,
    totp_secret   BYTEA,
    totp_step     BIGINT,
    updated_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    id         UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    user_id    UUID NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    revoked_at BIGINT,
    agent      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_ends_at ON sessions (ends_at);

CREATE TABLE sign_in_attempts (
    id        UUID NOT NULL PRIMARY KEY,
    at        BIGINT NOT NULL,
    login     TEXT COLLATE "C" NOT NULL,
    address   TEXT COLLATE "C" NOT NULL,
    succeeded BOOLEAN NOT NULL
);
CREATE INDEX sign_in_attempts_login ON sign_in_attempts (login, at);
CREATE INDEX sign_in_attempts_address ON sign_in_attempts (address, at);
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);

-- One sending of a form acts once.
CREATE TABLE requests (
    id      UUID NOT NULL PRIMARY KEY,
    user_id UUID NOT NULL,
    action  TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX requests_at ON requests (at);
