-- What lists of a past moment are narrowed and ordered by: one row for each time through which it held, from `since` on and
-- before `until`, which is the greatest number while it holds. It follows from the journal, where the images are.
CREATE TABLE past_tasks (
    task              UUID NOT NULL,
    since             BIGINT NOT NULL,
    until             BIGINT NOT NULL,
    number            BIGINT NOT NULL,
    state             TEXT COLLATE "C" NOT NULL,
    is_open           BOOLEAN NOT NULL,
    due_key           TEXT COLLATE "C" NOT NULL,
    done_on           TEXT COLLATE "C",
    clock_on          TEXT COLLATE "C",
    directive         UUID,
    parent            UUID,
    field             TEXT COLLATE "C",
    asks_extension    BOOLEAN NOT NULL,
    has_obstacle      BOOLEAN NOT NULL,
    awaits_carry_over BOOLEAN NOT NULL,
    PRIMARY KEY (task, since)
);
CREATE INDEX past_tasks_due ON past_tasks (due_key, number, since, until, done_on, clock_on);
CREATE INDEX past_tasks_open ON past_tasks (is_open, due_key, number, since, until, state, done_on, clock_on);
CREATE INDEX past_tasks_state ON past_tasks (state, due_key, number, since, until, done_on, clock_on);
CREATE INDEX past_tasks_directive ON past_tasks (directive, due_key, number, since, until);
CREATE INDEX past_tasks_parent ON past_tasks (parent, due_key, number, since, until);
CREATE INDEX past_tasks_field ON past_tasks (field, due_key, number, since, until);

CREATE TABLE past_task_agencies (
    task        UUID NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT NOT NULL,
    agency      UUID NOT NULL,
    leads       BOOLEAN NOT NULL,
    owes        BOOLEAN NOT NULL,
    number      BIGINT NOT NULL,
    is_open     BOOLEAN NOT NULL,
    due_key     TEXT COLLATE "C" NOT NULL,
    own_due_key TEXT COLLATE "C" NOT NULL,
    done_on     TEXT COLLATE "C",
    clock_on    TEXT COLLATE "C",
    PRIMARY KEY (task, since, agency)
);
CREATE INDEX past_task_agencies_due ON past_task_agencies (agency, due_key, number, since, until);
CREATE INDEX past_task_agencies_figures ON past_task_agencies
    (leads, agency, due_key, done_on, clock_on, since, until);
