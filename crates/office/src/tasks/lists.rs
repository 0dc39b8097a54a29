//! Lists of tasks: of now from the tables, of a past day from the journal, by the same filter.

use domain::Task;
use domain::filter::TaskFilter;
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::rights::{Acting, See};
use domain::task::{Nearness, State};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::tasks::Mark;
pub use store::tasks::Order;

use super::view::days_left;
use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::office::{Office, end_of};

/// Rows of a page.
const PAGE: u32 = 50;

/// A task in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskRow {
    /// Identifier.
    pub id: TaskId,
    /// Version.
    pub version: i64,
    /// Running number.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// State.
    pub state: State,
    /// Being done again after its result was refused.
    pub redo: bool,
    /// How near its deadline is.
    pub nearness: Nearness,
    /// The deadline in force.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Days left, negative when it is over.
    pub days_left: Option<i64>,
    /// The words of the deadline.
    pub deadline_words: Option<String>,
    /// Who leads: identifier and name.
    pub leads: Vec<(AgencyId, String)>,
    /// Who coordinates: identifier and name.
    pub coordinating: Vec<(AgencyId, String)>,
    /// The group it was given to.
    pub group: Option<String>,
    /// Its directive.
    pub directive: Option<DirectiveId>,
    /// Obstacles in the way.
    pub obstacles: usize,
    /// It waits for a decision on more time.
    pub asks_extension: bool,
    /// Day of the last report.
    #[schemars(with = "Option<String>")]
    pub last_report_on: Option<Date>,
    /// Day of completion.
    #[schemars(with = "Option<String>")]
    pub completed_on: Option<Date>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskPage {
    /// Its tasks, the nearest deadline first, those without one last.
    pub rows: Vec<TaskRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many tasks the filter finds.
    pub total: i64,
    /// The past day that was asked for.
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
}

/// A page of the tasks that a filter finds, as far as they may be seen; with `as_of`, as the register stood at the end of
/// that day.
///
/// # Errors
/// A place to go on from that no list gave; a day in the future.
pub async fn list(
    office: &Office,
    acting: &Acting<See>,
    filter: &TaskFilter,
    order: Order,
    after: Option<&str>,
    as_of: Option<Date>,
) -> Result<TaskPage> {
    let directory = Directory::load(office).await?;
    let near_days = office.rules().await?.near_days(as_of.unwrap_or(acting.today));
    let day = as_of.unwrap_or(acting.today);
    if day > acting.today {
        return Err(Error::field("as_of", "in-the-future"));
    }
    let scope = acting.scope();
    let after: Option<Mark> = after
        .map(str::parse)
        .transpose()
        .map_err(|_| Error::field("after", "unknown-choice"))?;
    let (page, total) = if day < acting.today {
        let moment = end_of(day).ok_or_else(|| Error::field("as_of", "not-a-date"))?;
        store::tasks::page_as_of(&office.db, moment, filter, scope, after.as_ref(), PAGE).await?
    } else {
        let page = store::tasks::page(&office.db, filter, scope, order, after.as_ref(), PAGE).await?;
        (page, store::tasks::count(&office.db, filter, scope).await?)
    };
    Ok(TaskPage {
        rows: page
            .tasks
            .iter()
            .map(|task| row(task, &directory, day, near_days))
            .collect(),
        next: page.next.map(|next| next.to_string()),
        total,
        as_of,
    })
}

/// The first tasks that a filter finds, and how many it finds.
pub(crate) async fn some(
    office: &Office,
    acting: &Acting<See>,
    filter: &TaskFilter,
    order: Order,
    most: u32,
) -> Result<(Vec<TaskRow>, i64)> {
    let scope = acting.scope();
    let total = store::tasks::count(&office.db, filter, scope).await?;
    if total == 0 {
        return Ok((Vec::new(), 0));
    }
    let page = store::tasks::page(&office.db, filter, scope, order, None, most).await?;
    let directory = Directory::load(office).await?;
    let near_days = office.rules().await?.near_days(acting.today);
    let rows = page
        .tasks
        .iter()
        .map(|task| row(task, &directory, acting.today, near_days));
    Ok((rows.collect(), total))
}

/// How many tasks a filter finds.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(office: &Office, acting: &Acting<See>, filter: &TaskFilter) -> Result<i64> {
    Ok(store::tasks::count(&office.db, filter, acting.scope()).await?)
}

/// A task as a row of a list.
pub(crate) fn row(task: &Task, directory: &Directory, today: Date, near_days: i64) -> TaskRow {
    let named = |id: AgencyId| (id, directory.name(id).to_owned());
    TaskRow {
        id: task.id,
        version: task.version,
        number: task.number,
        text: task.text.clone(),
        state: task.state,
        redo: task.redo,
        nearness: task.nearness(today, near_days),
        due: task.deadline.due(),
        days_left: days_left(task, today),
        deadline_words: task.deadline.words.clone(),
        leads: task.leads.iter().copied().map(named).collect(),
        coordinating: task.duties.iter().map(|duty| named(duty.agency)).collect(),
        group: task.group.clone(),
        directive: task.directive,
        obstacles: task.open_obstacles().count(),
        asks_extension: task.extension.is_some(),
        last_report_on: task.last_report.as_ref().map(|last| last.on),
        completed_on: task.completed_on(),
    }
}
