-- Lists of an agency are narrowed by what stands beside it, now and in the past: state and field as well.
DROP INDEX tasks_narrow;
ALTER TABLE task_agencies ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE task_agencies ADD COLUMN field TEXT COLLATE "C";
UPDATE task_agencies SET
    state = (SELECT t.state FROM tasks t WHERE t.id = task_agencies.task),
    field = (SELECT t.field FROM tasks t WHERE t.id = task_agencies.task);
ALTER TABLE past_task_agencies ADD COLUMN state TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE past_task_agencies ADD COLUMN field TEXT COLLATE "C";
UPDATE past_task_agencies SET
    state = (SELECT t.state FROM past_tasks t
        WHERE t.task = past_task_agencies.task AND t.since = past_task_agencies.since),
    field = (SELECT t.field FROM past_tasks t
        WHERE t.task = past_task_agencies.task AND t.since = past_task_agencies.since);
DROP INDEX task_agencies_due;
CREATE INDEX task_agencies_due ON task_agencies (agency, due_key, number, leads, owes, state, field);
DROP INDEX task_agencies_open;
CREATE INDEX task_agencies_open ON task_agencies (agency, is_open, due_key, number, leads, owes, state, field);
DROP INDEX task_agencies_open_own_due;
CREATE INDEX task_agencies_open_own_due ON task_agencies (agency, is_open, own_due_key, number, leads, owes, state);

-- Figures are counted over task_figures: days of results and clocks need not stand here as well.
DROP INDEX task_agencies_figures;
ALTER TABLE task_agencies DROP COLUMN done_on;
ALTER TABLE task_agencies DROP COLUMN clock_on;
DROP INDEX past_task_agencies_figures;
ALTER TABLE past_task_agencies DROP COLUMN done_on;
ALTER TABLE past_task_agencies DROP COLUMN clock_on;
DROP INDEX tasks_open;
CREATE INDEX tasks_open ON tasks (is_open, due_key, number, state);
DROP INDEX tasks_state;
CREATE INDEX tasks_state ON tasks (state, due_key, number);
ALTER TABLE tasks DROP COLUMN done_on;
ALTER TABLE tasks DROP COLUMN clock_on;
DROP INDEX past_tasks_due;
CREATE INDEX past_tasks_due ON past_tasks (due_key, number, since, until);
DROP INDEX past_tasks_open;
CREATE INDEX past_tasks_open ON past_tasks (is_open, due_key, number, since, until, state);
DROP INDEX past_tasks_state;
CREATE INDEX past_tasks_state ON past_tasks (state, due_key, number, since, until);
ALTER TABLE past_tasks DROP COLUMN done_on;
ALTER TABLE past_tasks DROP COLUMN clock_on;

-- What is open and late is counted from this index alone: it needs the column beside its expression for that.
DROP INDEX task_figures_open;
CREATE INDEX task_figures_open ON task_figures (COALESCE(done_on, '9999-99-99'), agency, is_first, is_member, is_group,
    due_key, clock_on, withdrawn_on, reported_on, done_on);
