-- What figures count: one row for each lead of a task, or one without an agency; is_first marks one row a task.
-- due_key, done_on and clock_on are those of tasks. Narrow on purpose: a count never reads an image.
CREATE TABLE task_figures (
    task          UUID NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    position      BIGINT NOT NULL,
    agency        UUID REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    is_first      BOOLEAN NOT NULL,
    is_member     BOOLEAN NOT NULL,
    is_group      BOOLEAN NOT NULL,
    given_on      TEXT COLLATE "C" NOT NULL,
    due_key       TEXT COLLATE "C" NOT NULL,
    done_on       TEXT COLLATE "C",
    clock_on      TEXT COLLATE "C",
    withdrawn_on  TEXT COLLATE "C",
    directive     UUID,
    field         TEXT COLLATE "C",
    heading       TEXT COLLATE "C",
    is_joint      BOOLEAN NOT NULL,
    is_for_leader BOOLEAN NOT NULL,
    asks_leader   BOOLEAN NOT NULL,
    asks_office   BOOLEAN NOT NULL,
    asks_agency   BOOLEAN NOT NULL,
    asks_above    BOOLEAN NOT NULL,
    reported_on   TEXT COLLATE "C",
    PRIMARY KEY (task, position)
);
CREATE INDEX task_figures_agency ON task_figures
    (agency, is_first, given_on, due_key, done_on, clock_on, withdrawn_on, is_member, is_group);

-- The places a task is limited to, as they are today.
CREATE TABLE task_places (
    task  UUID NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    place TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (task, place)
);
CREATE INDEX task_places_place ON task_places (place, task);

-- Reports of a period on how tasks were carried out: drafts, and what was signed.
CREATE TABLE periodic_reports (
    id        UUID NOT NULL PRIMARY KEY,
    version   BIGINT NOT NULL,
    body      TEXT COLLATE "C" NOT NULL,
    data_on   TEXT COLLATE "C" NOT NULL,
    signed_on TEXT COLLATE "C",
    document  UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    annex     UUID REFERENCES files DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX periodic_reports_data_on ON periodic_reports (data_on, id);
CREATE INDEX periodic_reports_signed_on ON periodic_reports (signed_on, id);
CREATE INDEX periodic_reports_document ON periodic_reports (document);
CREATE INDEX periodic_reports_annex ON periodic_reports (annex);
