-- due_key is the last acceptable day, or 9999-99-99 where no day is set: it sorts last and is never missed.
-- done_on is the day of a confirmed result, clock_on the day on which the clock was stopped.
CREATE TABLE tasks (
    id                BLOB NOT NULL PRIMARY KEY,
    version           INTEGER NOT NULL,
    body              TEXT NOT NULL,
    number            INTEGER NOT NULL UNIQUE,
    state             TEXT NOT NULL,
    is_open           INTEGER NOT NULL,
    due_key           TEXT NOT NULL,
    done_on           TEXT,
    clock_on          TEXT,
    directive         BLOB REFERENCES directives DEFERRABLE INITIALLY DEFERRED,
    parent            BLOB REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    field             TEXT,
    asks_extension    INTEGER NOT NULL,
    has_obstacle      INTEGER NOT NULL,
    awaits_carry_over INTEGER NOT NULL,
    folded            TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_due ON tasks (due_key, number);
CREATE INDEX tasks_open ON tasks (is_open, due_key, number);
CREATE INDEX tasks_state ON tasks (state, due_key, number);
CREATE INDEX tasks_directive ON tasks (directive, due_key, number);
CREATE INDEX tasks_parent ON tasks (parent, due_key, number);
CREATE INDEX tasks_field ON tasks (field, due_key, number);
CREATE INDEX tasks_asking ON tasks (due_key, number) WHERE asks_extension;
CREATE INDEX tasks_hindered ON tasks (due_key, number) WHERE has_obstacle;
CREATE INDEX tasks_waiting ON tasks (due_key, number) WHERE awaits_carry_over;

-- One row for each agency with a part in a task. own_due_key is the day of what it owes itself.
CREATE TABLE task_agencies (
    task        BLOB NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    agency      BLOB NOT NULL REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    leads       INTEGER NOT NULL,
    owes        INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    is_open     INTEGER NOT NULL,
    due_key     TEXT NOT NULL,
    own_due_key TEXT NOT NULL,
    PRIMARY KEY (task, agency)
) STRICT;
CREATE INDEX task_agencies_due ON task_agencies (agency, due_key, number);
CREATE INDEX task_agencies_open ON task_agencies (agency, is_open, due_key, number);
CREATE INDEX task_agencies_own_due ON task_agencies (agency, own_due_key, number);
CREATE INDEX task_agencies_open_own_due ON task_agencies (agency, is_open, own_due_key, number);
CREATE INDEX task_agencies_number ON task_agencies (agency, number);

CREATE TABLE reports (
    id      BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    task    BLOB NOT NULL REFERENCES tasks DEFERRABLE INITIALLY DEFERRED,
    agency  BLOB NOT NULL REFERENCES agencies DEFERRABLE INITIALLY DEFERRED,
    user_id BLOB NOT NULL REFERENCES users DEFERRABLE INITIALLY DEFERRED,
    sent_on TEXT NOT NULL
) STRICT;
CREATE INDEX reports_task ON reports (task, sent_on, id);
CREATE INDEX reports_agency ON reports (agency, sent_on, id);

CREATE TABLE report_files (
    report   BLOB NOT NULL REFERENCES reports DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL,
    file     BLOB NOT NULL REFERENCES files DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (report, position)
) STRICT;
CREATE INDEX report_files_file ON report_files (file);

CREATE TABLE rules (
    id         BLOB NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    body       TEXT NOT NULL,
    rule       TEXT NOT NULL,
    valid_from TEXT NOT NULL
) STRICT;
CREATE INDEX rules_rule ON rules (rule, valid_from);
