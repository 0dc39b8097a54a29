//! What agencies said about their tasks.

use domain::Report;
use domain::id::TaskId;

use crate::db::Reader;
use crate::error::Result;
use crate::search::{self, Searched, Within};
use crate::stored::{BODY, ID, Stored, VERSION, select};
use crate::table::{Table, id, int, text};
use crate::value::{Query, Value};

impl Stored for Report {
    const TABLE: &'static Table = &Table {
        name: "reports",
        columns: &[
            ID,
            VERSION,
            BODY,
            id("task"),
            id("agency"),
            id("user_id"),
            text("sent_on"),
        ],
        key: 1,
    };
    const PARTS: &'static [&'static Table] = &[&Table {
        name: "report_files",
        columns: &[id("report"), int("position"), id("file")],
        key: 2,
    }];

    fn project(&self) -> Vec<Value> {
        vec![self.task.into(), self.agency.into(), self.by.into(), self.on.into()]
    }

    const WITHIN: Option<Within> = Some(Within::Reports);

    fn searched(&self) -> Option<Searched> {
        Some(search::of_report(self))
    }

    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        let files = (0_i64..).zip(&self.files);
        vec![
            files
                .map(|(position, file)| vec![position.into(), (*file).into()])
                .collect(),
        ]
    }
}

const OF_TASK: &str = "SELECT body FROM reports WHERE task = $1 ORDER BY sent_on, id";

/// The reports on a task, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_task(mut from: impl Reader, task: TaskId) -> Result<Vec<Report>> {
    select(&mut from, Query::new(OF_TASK).bind(task)).await
}
