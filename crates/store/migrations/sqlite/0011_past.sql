-- What lists of a past moment are narrowed and ordered by: one row for each time through which it held, from `since` on and
-- before `until`, which is the greatest number while it holds. It follows from the journal, where the images are.
CREATE TABLE past_tasks (
    task              BLOB NOT NULL,
    since             INTEGER NOT NULL,
    until             INTEGER NOT NULL,
    number            INTEGER NOT NULL,
    state             TEXT NOT NULL,
    is_open           INTEGER NOT NULL,
    due_key           TEXT NOT NULL,
    done_on           TEXT,
    clock_on          TEXT,
    directive         BLOB,
    parent            BLOB,
    field             TEXT,
    asks_extension    INTEGER NOT NULL,
    has_obstacle      INTEGER NOT NULL,
    awaits_carry_over INTEGER NOT NULL,
    PRIMARY KEY (task, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_tasks_due ON past_tasks (due_key, number, since, until, done_on, clock_on);
CREATE INDEX past_tasks_open ON past_tasks (is_open, due_key, number, since, until, state, done_on, clock_on);
CREATE INDEX past_tasks_state ON past_tasks (state, due_key, number, since, until, done_on, clock_on);
CREATE INDEX past_tasks_directive ON past_tasks (directive, due_key, number, since, until);
CREATE INDEX past_tasks_parent ON past_tasks (parent, due_key, number, since, until);
CREATE INDEX past_tasks_field ON past_tasks (field, due_key, number, since, until);

CREATE TABLE past_task_agencies (
    task        BLOB NOT NULL,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    agency      BLOB NOT NULL,
    leads       INTEGER NOT NULL,
    owes        INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    is_open     INTEGER NOT NULL,
    due_key     TEXT NOT NULL,
    own_due_key TEXT NOT NULL,
    done_on     TEXT,
    clock_on    TEXT,
    PRIMARY KEY (task, since, agency)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_task_agencies_due ON past_task_agencies (agency, due_key, number, since, until);
CREATE INDEX past_task_agencies_figures ON past_task_agencies
    (leads, agency, due_key, done_on, clock_on, since, until);
