-- What urging goes along. late_key is the day of what the agency owes and can do itself, waits_key of what it owes and
-- somebody else has to move first, unreceived_key the day since which a task waits for its lead to receive it; 9999-99-99
-- where there is none. Rows of before hold '' until the program has read them again from their images.
ALTER TABLE task_agencies ADD COLUMN late_key TEXT NOT NULL DEFAULT '';
ALTER TABLE task_agencies ADD COLUMN waits_key TEXT NOT NULL DEFAULT '';
ALTER TABLE task_agencies ADD COLUMN unreceived_key TEXT NOT NULL DEFAULT '';
CREATE INDEX task_agencies_late ON task_agencies (agency, late_key, number) WHERE late_key < '9999-99-99';
CREATE INDEX task_agencies_all_late ON task_agencies (late_key, agency, task) WHERE late_key < '9999-99-99';
CREATE INDEX task_agencies_waits ON task_agencies (waits_key, number) WHERE waits_key < '9999-99-99';
CREATE INDEX task_agencies_unreceived ON task_agencies (agency, unreceived_key, number)
    WHERE unreceived_key < '9999-99-99';
CREATE INDEX task_agencies_all_unreceived ON task_agencies (unreceived_key, agency, task)
    WHERE unreceived_key < '9999-99-99';

-- sent_key is the day of the document, or of the withdrawal of a draft, or 9999-99-99 while it is one: drafts come first in
-- a list from the latest.
CREATE TABLE urgings (
    id       BLOB NOT NULL PRIMARY KEY,
    version  INTEGER NOT NULL,
    body     TEXT NOT NULL,
    agency   BLOB NOT NULL REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    stage    TEXT NOT NULL,
    level    TEXT NOT NULL,
    sent_key TEXT NOT NULL,
    letter   BLOB NOT NULL REFERENCES files DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX urgings_sent ON urgings (sent_key, id);
CREATE INDEX urgings_stage ON urgings (stage, sent_key, id);
CREATE INDEX urgings_agency ON urgings (agency, sent_key, id);
CREATE INDEX urgings_agency_stage ON urgings (agency, stage, sent_key, id);
CREATE INDEX urgings_level ON urgings (level, sent_key, id);
CREATE INDEX urgings_letter ON urgings (letter);

-- One row for each task; none once a draft is withdrawn. last_report is the last report of before.
CREATE TABLE urging_items (
    urging      BLOB NOT NULL REFERENCES urgings DEFERRABLE INITIALLY DEFERRED,
    task        BLOB NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    agency      BLOB NOT NULL,
    level       TEXT NOT NULL,
    sent_key    TEXT NOT NULL,
    last_report BLOB,
    PRIMARY KEY (urging, task)
) STRICT;
CREATE INDEX urging_items_task ON urging_items (task, agency, sent_key);
