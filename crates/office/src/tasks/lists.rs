//! Lists of tasks: of now from the tables, of a past day from the journal, by the same filter.

use domain::Task;
use domain::filter::{Counted, TaskFilter};
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::rights::{Acting, See};
use domain::task::{Duty, Nearness, State};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;
use store::moments::Moment;
pub use store::tasks::Order;
use store::tasks::{COUNTED, Mark};

use super::view::{days_left, days_until};
use crate::agencies::Directory;
use crate::directives::{self, DirectiveQuery};
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
    /// Standing work, or a recurring duty: it is reported on, and has no result.
    pub is_standing: bool,
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
    /// What the reader's own agency owes, where it coordinates.
    pub duty: Option<DutyRow>,
}

/// What an agency owes as a coordinating one, in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DutyRow {
    /// Which part.
    pub part: Option<String>,
    /// By when.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// Days left, negative when it is over; none without a day or once it is answered.
    pub days_left: Option<i64>,
    /// When it was answered.
    #[schemars(with = "Option<String>")]
    pub answered_on: Option<Date>,
}

/// What lists can be narrowed to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Choices {
    /// Agencies, ended ones included: their tasks are still there.
    pub agencies: Vec<(AgencyId, String)>,
    /// Fields of work.
    pub fields: Vec<String>,
    /// The latest directives, the newest first, and the one that is chosen.
    pub directives: Vec<(DirectiveId, String)>,
    /// Until this day a deadline is close: so many working days from the day of the list, by the rules of the office.
    #[schemars(with = "String")]
    pub close_until: Date,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskPage {
    /// Its tasks, the nearest deadline first, those without one last.
    pub rows: Vec<TaskRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many tasks the filter finds.
    #[serde(flatten)]
    pub found: Counted,
    /// The past day that was asked for.
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
}

/// Which past state of the register a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day: the register as it stood at its end.
    pub day: Date,
    /// As it stood right after this line of the journal: what a signed report was made from.
    pub line: Option<i64>,
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
    as_of: Option<AsOf>,
) -> Result<TaskPage> {
    let day = as_of.map_or(acting.today, |as_of| as_of.day);
    if day > acting.today {
        return Err(Error::field("as_of", "in-the-future"));
    }
    let rows = Rows::of(office, acting, day).await?;
    let scope = acting.scope();
    let after: Option<Mark> = after
        .map(str::parse)
        .transpose()
        .map_err(|_| Error::field("after", "unknown-choice"))?;
    let moment = match as_of.and_then(|as_of| as_of.line) {
        Some(line) => Some(Moment::Line(line)),
        None if day < acting.today => Some(Moment::At(
            end_of(day).ok_or_else(|| Error::field("as_of", "not-a-date"))?,
        )),
        None => None,
    };
    let (page, found) = if let Some(moment) = moment {
        let mut snapshot = office.db.snapshot().await?;
        store::tasks::page_as_of(&mut snapshot, moment, filter, scope, after.as_ref(), PAGE).await?
    } else {
        let page = store::tasks::page(&office.db, filter, scope, order, after.as_ref(), PAGE).await?;
        (page, store::tasks::count(&office.db, filter, scope, COUNTED).await?)
    };
    Ok(TaskPage {
        rows: page.tasks.iter().map(|task| rows.row(task)).collect(),
        next: page.next.map(|next| next.to_string()),
        found,
        as_of: as_of.map(|as_of| as_of.day),
    })
}

/// The first tasks that a filter finds, and how many it finds.
pub(crate) async fn some(
    office: &Office,
    rows: &Rows<'_>,
    filter: &TaskFilter,
    order: Order,
    most: u32,
) -> Result<(Vec<TaskRow>, Counted)> {
    let scope = rows.reader.scope();
    let found = store::tasks::count(&office.db, filter, scope, COUNTED).await?;
    if found.total == 0 {
        return Ok((Vec::new(), found));
    }
    let page = store::tasks::page(&office.db, filter, scope, order, None, most).await?;
    Ok((page.tasks.iter().map(|task| rows.row(task)).collect(), found))
}

/// What lists of a day can be narrowed to.
///
/// # Errors
/// When the database cannot be read.
pub async fn choices(office: &Office, acting: &Acting<See>, on: Date, chosen: Option<DirectiveId>) -> Result<Choices> {
    let directory = Directory::load(office).await?;
    let latest = directives::list(office, acting, &DirectiveQuery::default()).await?;
    let mut directives: Vec<_> = latest.rows.into_iter().map(|row| (row.id, row.name)).collect();
    // What is chosen can be older than what is offered, and the form must not lose it.
    if let Some(chosen) = chosen.filter(|chosen| !directives.iter().any(|(id, _)| id == chosen)) {
        directives.extend(
            directives::name_seen(office, acting, chosen)
                .await?
                .map(|name| (chosen, name)),
        );
    }
    let agencies = directory.all().iter().map(|agency| (agency.id, agency.name.clone()));
    Ok(Choices {
        agencies: agencies.collect(),
        fields: store::tasks::fields(&office.db).await?,
        directives,
        close_until: close_until(office, on).await?,
    })
}

/// Until which day a deadline is close.
pub(crate) async fn close_until(office: &Office, on: Date) -> Result<Date> {
    let rules = office.rules().await?;
    let working_days = i32::try_from(rules.number("due_soon_working_days", on)).unwrap_or(5);
    Ok(office.calendar().await?.add_working_days(on, working_days).day)
}

/// What rows are made with, read once for a page: names of agencies, from when a deadline is near, who reads on which day.
pub(crate) struct Rows<'a> {
    /// Agencies by identifier.
    pub directory: Arc<Directory>,
    /// From how many days left a deadline is near.
    pub near_days: i64,
    reader: &'a Acting<See>,
    day: Date,
}

impl<'a> Rows<'a> {
    /// Reads what rows of a day need.
    pub(crate) async fn of(office: &Office, reader: &'a Acting<See>, day: Date) -> Result<Self> {
        Ok(Self {
            directory: Directory::load(office).await?,
            near_days: office.rules().await?.near_days(day),
            reader,
            day,
        })
    }

    /// A task as a row of a list, with what the reader's own agency owes.
    pub(crate) fn row(&self, task: &Task) -> TaskRow {
        let named = |id: AgencyId| (id, self.directory.name(id).to_owned());
        let own = self.reader.agency.and_then(|agency| task.duty_of(agency));
        TaskRow {
            id: task.id,
            version: task.version,
            number: task.number,
            text: task.text.clone(),
            state: task.state,
            redo: task.redo,
            nearness: task.nearness(self.day, self.near_days),
            due: task.deadline.due(),
            days_left: days_left(task, self.day),
            deadline_words: task.deadline.words.clone(),
            is_standing: task.deadline.is_cyclic(),
            leads: task.leads.iter().copied().map(named).collect(),
            coordinating: task.duties.iter().map(|duty| named(duty.agency)).collect(),
            group: task.group.clone(),
            directive: task.directive,
            obstacles: task.open_obstacles().count(),
            asks_extension: task.extension.is_some(),
            last_report_on: task.last_report.as_ref().map(|last| last.on),
            completed_on: task.completed_on(),
            duty: own.map(|duty| duty_row(task, duty, self.day)),
        }
    }
}

fn duty_row(task: &Task, duty: &Duty, today: Date) -> DutyRow {
    let due = task.duty_due(duty);
    let runs = task.state.is_open() && duty.answer.is_none();
    DutyRow {
        part: duty.part.clone(),
        due,
        days_left: due.filter(|_| runs).map(|due| days_until(due, today)),
        answered_on: duty.answer.as_ref().map(|answer| answer.on),
    }
}
