-- Days off and exchanged working days that the office entered when they were decreed.
CREATE TABLE days_off (
    id      UUID NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    body    TEXT COLLATE "C" NOT NULL,
    first   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX days_off_first ON days_off (first, id);

-- What coordinating agencies owe, by the day of it.
CREATE INDEX task_agencies_owed ON task_agencies (own_due_key, task) WHERE is_open AND owes;

-- What follows is fleeting or secret and is not in the journal.

-- One row for each working day on which digests were made: day and ahead_before say how far they came.
CREATE TABLE reminder_runs (
    day          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    ahead_before TEXT COLLATE "C" NOT NULL,
    digests      BIGINT NOT NULL
);

-- The outbox: one digest for each person and day. try_at is when it may be tried next, none once it was sent or given up.
CREATE TABLE reminder_digests (
    id       UUID NOT NULL PRIMARY KEY,
    user_id  UUID NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    day      TEXT COLLATE "C" NOT NULL,
    made_at  BIGINT NOT NULL,
    address  TEXT COLLATE "C" NOT NULL,
    body     TEXT COLLATE "C" NOT NULL,
    try_at   BIGINT,
    attempts BIGINT NOT NULL,
    sent_at  BIGINT,
    failure  TEXT COLLATE "C",
    UNIQUE (user_id, day)
);
CREATE INDEX reminder_digests_day ON reminder_digests (day, id);
CREATE INDEX reminder_digests_waiting ON reminder_digests (try_at) WHERE try_at IS NOT NULL;

-- Secret addresses of calendars, by the digest of their token: of a user, or of an agency.
CREATE TABLE calendar_addresses (
    id         UUID NOT NULL PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    user_id    UUID REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    agency     UUID REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    made_by    UUID NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    made_at    BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX calendar_addresses_user ON calendar_addresses (user_id);
CREATE INDEX calendar_addresses_agency ON calendar_addresses (agency);
