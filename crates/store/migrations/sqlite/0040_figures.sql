-- What figures count: one row for each lead of a task, or one without an agency; is_first marks one row a task.
-- due_key, done_on and clock_on are those of tasks. Narrow on purpose: a count never reads an image.
CREATE TABLE task_figures (
    task          BLOB NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    position      INTEGER NOT NULL,
    agency        BLOB REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    is_first      INTEGER NOT NULL,
    is_member     INTEGER NOT NULL,
    is_group      INTEGER NOT NULL,
    given_on      TEXT NOT NULL,
    due_key       TEXT NOT NULL,
    done_on       TEXT,
    clock_on      TEXT,
    withdrawn_on  TEXT,
    directive     BLOB,
    field         TEXT,
    heading       TEXT,
    is_joint      INTEGER NOT NULL,
    is_for_leader INTEGER NOT NULL,
    asks_leader   INTEGER NOT NULL,
    asks_office   INTEGER NOT NULL,
    asks_agency   INTEGER NOT NULL,
    asks_above    INTEGER NOT NULL,
    reported_on   TEXT,
    PRIMARY KEY (task, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_figures_agency ON task_figures
    (agency, is_first, given_on, due_key, done_on, clock_on, withdrawn_on, is_member, is_group);

-- The places a task is limited to, as they are today.
CREATE TABLE task_places (
    task  BLOB NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    place TEXT NOT NULL,
    PRIMARY KEY (task, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_places_place ON task_places (place, task);

-- Reports of a period on how tasks were carried out: drafts, and what was signed.
CREATE TABLE periodic_reports (
    id        BLOB NOT NULL PRIMARY KEY,
    version   INTEGER NOT NULL,
    body      TEXT NOT NULL,
    data_on   TEXT NOT NULL,
    signed_on TEXT,
    document  BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    annex     BLOB REFERENCES files DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX periodic_reports_data_on ON periodic_reports (data_on, id);
CREATE INDEX periodic_reports_signed_on ON periodic_reports (signed_on, id);
CREATE INDEX periodic_reports_document ON periodic_reports (document);
CREATE INDEX periodic_reports_annex ON periodic_reports (annex);
