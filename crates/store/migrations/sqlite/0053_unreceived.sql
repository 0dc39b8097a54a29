-- What waits to be received and is not late yet is found by the day on which it will be: what has been late for long is
-- not looked at again and again.
DROP INDEX task_agencies_all_unreceived;
CREATE INDEX task_agencies_all_unreceived ON task_agencies (late_key, unreceived_key, agency, task)
    WHERE unreceived_key < '9999-99-99';
