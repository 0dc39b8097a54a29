-- What is done owes nothing.
UPDATE task_agencies SET late_key = '9999-99-99' WHERE NOT is_open AND late_key < '9999-99-99';

-- Lists of an agency look up state and field of its tasks, not the whole of them.
CREATE UNIQUE INDEX tasks_narrow ON tasks (id, state, field);
-- Who is behind, and how many are late, is asked of what is open, and of this index alone.
CREATE INDEX task_figures_open ON task_figures (COALESCE(done_on, '9999-99-99'), agency, is_first, is_member, is_group,
    due_key, clock_on, withdrawn_on, reported_on);
