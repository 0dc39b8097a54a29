//! What happened to a task: every change with who, when, why and what.

use askama::Template;
use axum::extract::State;
use domain::id::TaskId;
use domain::rights::See;
use office::tasks::HistoryLine;

use super::address;
use super::differences::{Changed, changed};
use crate::web::app::Shared;
use crate::web::extract::Path;
use crate::web::navigation::Section;
use crate::web::page::{Answer, Page, show};
use crate::web::session::Signed;

#[derive(Template)]
#[template(path = "tasks/history.html")]
struct HistoryPage {
    page: Page,
    number: i64,
    text: String,
    address: String,
    lines: Vec<HistoryLine>,
}

impl HistoryPage {
    /// The act in words.
    fn act(&self, line: &HistoryLine) -> String {
        if let Some(act) = line.action.strip_prefix("task.") {
            return self.page.word("act", act);
        }
        match line.action.strip_prefix("urging.") {
            Some(act) => self.page.word("urging-act", act),
            None => self.page.t("task-history-issued"),
        }
    }

    /// What it changed.
    fn changed(&self, line: &HistoryLine) -> Vec<Changed> {
        changed(self.page.language(), &line.differences)
    }
}

/// `GET /tasks/{task}/history`
pub(super) async fn history(signed: Signed, State(app): State<Shared>, Path(task): Path<TaskId>) -> Answer {
    let acting = signed.may::<See>()?;
    let lines = office::tasks::history(&app.office, &acting, task).await?;
    let task = office::tasks::find(&app.office, &acting, task).await?;
    show(&HistoryPage {
        page: signed.page(Section::Tasks),
        number: task.number,
        address: address(task.id),
        text: task.text,
        lines,
    })
}
