-- Days off and exchanged working days that the office entered when they were decreed.
CREATE TABLE days_off (
    id      BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    first   TEXT NOT NULL
) STRICT;
CREATE INDEX days_off_first ON days_off (first, id);

-- What coordinating agencies owe, by the day of it.
CREATE INDEX task_agencies_owed ON task_agencies (own_due_key, task) WHERE is_open AND owes;

-- What follows is fleeting or secret and is not in the journal.

-- One row for each working day on which digests were made: day and ahead_before say how far they came.
CREATE TABLE reminder_runs (
    day          TEXT NOT NULL PRIMARY KEY,
    at           INTEGER NOT NULL,
    ahead_before TEXT NOT NULL,
    digests      INTEGER NOT NULL
) STRICT;

-- The outbox: one digest for each person and day. try_at is when it may be tried next, none once it was sent or given up.
CREATE TABLE reminder_digests (
    id       BLOB NOT NULL PRIMARY KEY,
    user_id  BLOB NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    day      TEXT NOT NULL,
    made_at  INTEGER NOT NULL,
    address  TEXT NOT NULL,
    body     TEXT NOT NULL,
    try_at   INTEGER,
    attempts INTEGER NOT NULL,
    sent_at  INTEGER,
    failure  TEXT,
    UNIQUE (user_id, day)
) STRICT;
CREATE INDEX reminder_digests_day ON reminder_digests (day, id);
CREATE INDEX reminder_digests_waiting ON reminder_digests (try_at) WHERE try_at IS NOT NULL;

-- Secret addresses of calendars, by the digest of their token: of a user, or of an agency.
CREATE TABLE calendar_addresses (
    id         BLOB NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id    BLOB REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    agency     BLOB REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    made_by    BLOB NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    made_at    INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;
CREATE INDEX calendar_addresses_user ON calendar_addresses (user_id);
CREATE INDEX calendar_addresses_agency ON calendar_addresses (agency);
