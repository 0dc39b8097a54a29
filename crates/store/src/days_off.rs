//! Days off and exchanged working days that the office entered.

use domain::DaysOff;
use domain::Task;
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, text};
use crate::tasks::NO_DAY;
use crate::value::{Query, Value};

impl Stored for DaysOff {
    const TABLE: &'static Table = &Table {
        name: "days_off",
        columns: &[ID, VERSION, BODY, text("first")],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        vec![self.first().unwrap_or(Date::MAX).into()]
    }
}

const ALL: &str = "SELECT body FROM days_off ORDER BY id";

/// Everything that the office entered, in the order in which it was entered, what was taken back included. It is little.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(mut from: impl Reader) -> Result<Vec<DaysOff>> {
    select(&mut from, Query::new(ALL)).await
}

const RUNNING: &str = "SELECT t.body FROM tasks t WHERE t.id IN (
        SELECT o.id FROM tasks o WHERE o.is_open = $3 AND o.due_key >= $1 AND o.due_key < $2
        UNION SELECT p.task FROM task_agencies p
            WHERE p.is_open AND p.owes AND p.own_due_key >= $1 AND p.own_due_key < $2)
    ORDER BY t.number";

/// Open tasks with a deadline, of their own or of a duty, on a day or later: those whose days may have to be counted
/// again.
///
/// # Errors
/// When the database cannot be read.
pub async fn tasks_due_from(mut from: impl Reader, day: Date) -> Result<Vec<Task>> {
    select(&mut from, running(day)).await
}

fn running(day: Date) -> Query {
    Query::new(RUNNING).bind(day).bind(NO_DAY).bind(true)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::db::Db;

    #[tokio::test]
    async fn what_may_move_is_found_by_index() {
        let db = Db::in_memory().await.unwrap();
        let query = running(date(2026, 11, 27));
        let rows = (&mut &db).rows(query.explained()).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
        for index in ["tasks_open", "task_agencies_owed"] {
            assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:#?}");
        }
        for table in ["SCAN t", "SCAN o", "SCAN p"] {
            assert!(plan.iter().all(|step| !step.starts_with(table)), "{table}: {plan:#?}");
        }
    }
}
