//! Lists of tasks: of now from the tables, of a past day from the journal, by the same filter.

use domain::Task;
use domain::filter::TaskFilter;
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::rights::{Acting, Scope, See};
use domain::task::{Nearness, State};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use schemars::JsonSchema;
use serde::Serialize;
use store::tasks::Mark;
pub use store::tasks::Order;

use super::view::days_left;
use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::office::Office;

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
    let (tasks, next, total) = match as_of.filter(|day| *day < acting.today) {
        Some(day) => past(office, filter, scope, after, day).await?,
        None => {
            let after: Option<Mark> =
                after.map(str::parse).transpose().map_err(|_| Error::field("after", "unknown-choice"))?;
            let page = store::tasks::page(&office.db, filter, scope, order, after.as_ref(), PAGE).await?;
            let total = store::tasks::count(&office.db, filter, scope).await?;
            (page.tasks, page.next.map(|next| next.to_string()), total)
        }
    };
    Ok(TaskPage {
        rows: tasks.iter().map(|task| row(task, &directory, day, near_days)).collect(),
        next,
        total,
        as_of,
    })
}

/// A page of the register as it stood at the end of a day; a page of the past begins at a count of rows.
async fn past(
    office: &Office,
    filter: &TaskFilter,
    scope: Scope,
    after: Option<&str>,
    day: Date,
) -> Result<(Vec<Task>, Option<String>, i64)> {
    let moment = end_of(day).ok_or_else(|| Error::field("as_of", "not-a-date"))?;
    let begin: usize = after.map_or(Ok(0), str::parse).map_err(|_| Error::field("after", "unknown-choice"))?;
    let mut tasks = store::tasks::as_of(&office.db, filter, scope, moment).await?;
    let total = tasks.len();
    tasks.sort_by_key(|task| (task.deadline.due().is_none(), task.deadline.due(), task.number));
    let end = begin.saturating_add(PAGE as usize);
    let next = (end < total).then(|| end.to_string());
    let page = tasks.into_iter().skip(begin).take(PAGE as usize).collect();
    Ok((page, next, i64::try_from(total).unwrap_or(i64::MAX)))
}

/// How many tasks a filter finds.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(office: &Office, acting: &Acting<See>, filter: &TaskFilter) -> Result<i64> {
    Ok(store::tasks::count(&office.db, filter, acting.scope()).await?)
}

/// The last moment of a day in Viet Nam.
fn end_of(day: Date) -> Option<jiff::Timestamp> {
    let next = day
        .tomorrow()
        .ok()?
        .to_zoned(TimeZone::fixed(Offset::constant(7)))
        .ok()?;
    next.timestamp().checked_sub(jiff::SignedDuration::from_micros(1)).ok()
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
