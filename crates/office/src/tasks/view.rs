//! One task with everything a reader of its page needs.

use std::collections::BTreeMap;

use calendar::{Lateness, lateness};
use domain::directive::DocumentRef;
use domain::id::{AgencyId, FileId, TaskId, UrgingId, UserId};
use domain::life::By;
use domain::rights::{Acting, Direct, Head, Judge, Right, See, Work};
use domain::task::{Clear, Nearness, Remover, State};
use domain::verb::Verb;
use domain::{Directive, File, Kind, Report, Task, Urging};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use store::journal::Change;

use super::lists::{Rows, TaskRow};
use crate::agencies::Directory;
use crate::directives::{DirectiveRow, chain_of};
use crate::error::{Error, Result};
use crate::files;
use crate::journal::{Difference, differences};
use crate::office::Office;
use crate::urgings::{self, UrgingRow};

/// An act that the reader could do now. The words are those of [`domain::verb::Verb::word`].
pub type Possible = &'static str;

/// A task as its page shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// How near its deadline is.
    pub nearness: Nearness,
    /// Days left until the deadline, negative when it is over; none without one, or when the clock stands.
    pub days_left: Option<i64>,
    /// Which of the six things ("6 rõ") are clear.
    pub clear: BTreeMap<&'static str, bool>,
    /// Names of every agency the page mentions.
    pub names: BTreeMap<AgencyId, String>,
    /// Names on screen of the users the page mentions.
    pub people: BTreeMap<UserId, String>,
    /// What agencies are today that do not exist any more: names of their successors.
    pub successors: BTreeMap<AgencyId, Vec<String>>,
    /// Its directive.
    pub directive: Option<DirectiveRow>,
    /// The chain of mandate, nearest first: what the directive carries out, and what that carries out.
    pub chain: Vec<DocumentRef>,
    /// Reports, the newest first.
    pub reports: Vec<Report>,
    /// Files of the reports, by identifier.
    pub files: BTreeMap<FileId, File>,
    /// The task of the group that it is a part of.
    pub parent: Option<TaskRow>,
    /// Tasks of the members, for a task given to a group.
    pub children: Vec<TaskRow>,
    /// Urgings about it, the oldest first.
    pub urgings: Vec<UrgingRow>,
    /// By when who has to move is to have received it, or confirmed its result.
    pub answer_by: Option<AnswerBy>,
    /// The acts that the reader could do now.
    pub possible: Vec<Possible>,
}

/// A limit in working days on something other than the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerBy {
    /// What is to be done: `receive` by the leads, `confirm` by the office.
    pub act: &'static str,
    /// The last day.
    #[schemars(with = "String")]
    pub day: Date,
    /// Whether that day is over.
    pub is_over: bool,
}

/// The limit that runs for a task, by the rules of a day.
async fn answer_by(office: &Office, task: &Task, today: Date) -> Result<Option<AnswerBy>> {
    let unreceived = || task.leads.iter().find_map(|lead| task.unreceived_by(*lead));
    let (act, rule, from) = match task.state {
        State::Assigned => ("receive", "receive_within_working_days", unreceived()),
        State::AwaitingConfirmation => ("confirm", "confirm_within_working_days", Some(task.waits_since())),
        _ => return Ok(None),
    };
    let Some(from) = from else { return Ok(None) };
    let within = office.rules().await?.working_days(rule, today);
    let day = office.calendar().await?.add_working_days(from, within).day;
    Ok(Some(AnswerBy {
        act,
        day,
        is_over: day < today,
    }))
}

/// A task, as far as it may be seen.
///
/// # Errors
/// [`Error::NotFound`] also for one that may not be seen.
pub async fn find(office: &Office, acting: &Acting<See>, id: TaskId) -> Result<Task> {
    let task: Task = store::load(&office.db, id.0).await?;
    if !acting.scope().covers(task.agencies()) {
        return Err(Error::NotFound(Kind::Task));
    }
    Ok(task)
}

/// A task with everything its page shows.
///
/// # Errors
/// As [`find`].
pub async fn view(office: &Office, acting: &Acting<See>, id: TaskId) -> Result<TaskView> {
    let task = find(office, acting, id).await?;
    let rows = Rows::of(office, acting, acting.today).await?;
    let directory = &rows.directory;
    let directive: Option<Directive> = match task.directive {
        Some(directive) => store::find(&office.db, directive.0).await?,
        None => None,
    };
    let chain = match &directive {
        Some(directive) => chain_of(office, directive).await?,
        None => Vec::new(),
    };
    let reports = store::reports::of_task(&office.db, id).await?;
    let mut files = BTreeMap::new();
    for id in reports.iter().flat_map(|report| &report.files) {
        files.extend(store::find::<File>(&office.db, id.0).await?.map(|file| (*id, file)));
    }
    let parent = match task.parent {
        Some(parent) => store::find::<Task>(&office.db, parent.0).await?,
        None => None,
    };
    let children = if task.group.is_some() {
        store::tasks::children(&office.db, id).await?
    } else {
        Vec::new()
    };
    let mentioned =
        task.agencies()
            .chain(reports.iter().map(|report| report.agency))
            .chain(task.obstacles.iter().flat_map(|obstacle| {
                let remover = match obstacle.remover {
                    Remover::Agency { agency } => Some(agency),
                    _ => None,
                };
                remover.into_iter().chain([obstacle.agency])
            }));
    let names: BTreeMap<AgencyId, String> = mentioned.map(|id| (id, directory.name(id).to_owned())).collect();
    let mut people = people(office).await?;
    people.retain(|user, _| {
        reports.iter().any(|report| report.by == *user)
            || task.watcher == Some(*user)
            || task.outcome.as_ref().and_then(|outcome| outcome.confirmed_by) == Some(*user)
    });
    let successors = names
        .keys()
        .map(|id| (*id, successors(directory, *id, acting.today)))
        .filter(|(_, successors)| !successors.is_empty())
        .collect();
    Ok(TaskView {
        nearness: task.nearness(acting.today, rows.near_days),
        days_left: days_left(&task, acting.today),
        clear: Clear::ALL
            .into_iter()
            .map(|about| (about.word(), task.is_clear(about)))
            .collect(),
        names,
        people,
        successors,
        directive: directive.as_ref().map(DirectiveRow::of),
        chain,
        reports,
        files,
        parent: parent.as_ref().map(|parent| rows.row(parent)),
        children: children.iter().map(|child| rows.row(child)).collect(),
        answer_by: answer_by(office, &task, acting.today).await?,
        urgings: urgings::rows(office, &urgings::of_task(office, acting, id).await?, acting.today).await?,
        possible: possible(&task, acting),
        task,
    })
}

fn successors(directory: &Directory, id: AgencyId, today: Date) -> Vec<String> {
    if directory.agency(id).is_none_or(|agency| agency.stands_on(today)) {
        return Vec::new();
    }
    directory
        .today(id, today)
        .into_iter()
        .map(|id| directory.name(id).to_owned())
        .collect()
}

/// Days left, while the clock runs.
pub(crate) fn days_left(task: &Task, today: Date) -> Option<i64> {
    use calendar::Lateness::{DoneInTime, DoneLate, OpenInTime, OpenLate};
    match task.lateness(today) {
        OpenInTime { days_left } => days_left.map(i64::from),
        OpenLate { late_days } => Some(-i64::from(late_days)),
        DoneInTime { .. } | DoneLate { .. } => None,
    }
}

/// A day's distance from today.
pub(crate) fn days_until(due: Date, today: Date) -> i64 {
    match lateness(Some(due), None, today) {
        Lateness::OpenInTime { days_left } => days_left.map_or(0, i64::from),
        Lateness::OpenLate { late_days } => -i64::from(late_days),
        Lateness::DoneInTime { .. } | Lateness::DoneLate { .. } => 0,
    }
}

/// A change of a task, as its history tells it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HistoryLine {
    /// The version since; that of the urging in a line about one.
    pub version: i64,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who, by their name on screen; none for what the program did by itself.
    pub by: Option<String>,
    /// What was done: `task.receive`.
    pub action: String,
    /// Why.
    pub reason: Option<String>,
    /// The state since; none in a line about an urging.
    pub state: Option<State>,
    /// What it changed; nothing for the first version.
    pub differences: Vec<Difference>,
    /// The urging that the line is about.
    pub urging: Option<UrgingId>,
}

/// Every change of a task and every urging about it, the latest first.
///
/// # Errors
/// As [`find`].
pub async fn history(office: &Office, acting: &Acting<See>, id: TaskId) -> Result<Vec<HistoryLine>> {
    find(office, acting, id).await?;
    let names = people(office).await?;
    let changes = store::journal::history::<Task>(&office.db, id.0).await?;
    let mut lines = Vec::with_capacity(changes.len());
    for change in changes {
        lines.push(history_line(change, &names)?);
    }
    for urging in urgings::of_task(office, acting, id).await? {
        for change in store::journal::history::<Urging>(&office.db, urging.id.0).await? {
            lines.extend(urging_line(change, &names, urging.id, acting));
        }
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.version)));
    Ok(lines)
}

/// A line about an urging; none for what stays in the office.
fn urging_line(
    change: Change,
    names: &BTreeMap<UserId, String>,
    urging: UrgingId,
    acting: &Acting<See>,
) -> Option<HistoryLine> {
    let entry = change.entry;
    if acting.role.is_of_agency() && entry.action == "urging.prepare" {
        return None;
    }
    Some(HistoryLine {
        version: entry.version,
        at: entry.at,
        by: entry.actor.and_then(|actor| names.get(&actor).cloned()),
        action: entry.action,
        reason: entry.reason,
        state: None,
        differences: Vec::new(),
        urging: Some(urging),
    })
}

fn history_line(change: Change, names: &BTreeMap<UserId, String>) -> Result<HistoryLine> {
    let read = |json: &str| serde_json::from_str::<Value>(json).map_err(|error| Error::Failed(error.into()));
    let after = read(&change.after)?;
    let differences = match &change.before {
        Some(before) => differences(&read(before)?, &after),
        None => Vec::new(),
    };
    let state = after.get("state").and_then(Value::as_str).and_then(State::from_word);
    let entry = change.entry;
    Ok(HistoryLine {
        version: entry.version,
        at: entry.at,
        by: entry.actor.and_then(|actor| names.get(&actor).cloned()),
        action: entry.action,
        reason: entry.reason,
        state,
        differences,
        urging: None,
    })
}

async fn people(office: &Office) -> Result<BTreeMap<UserId, String>> {
    let users = store::users::all(&office.db).await?;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}

/// A file of a report on a task.
///
/// # Errors
/// As [`find`]; when no report on the task has the file.
pub async fn evidence(office: &Office, acting: &Acting<See>, id: TaskId, file: FileId) -> Result<(File, Vec<u8>)> {
    find(office, acting, id).await?;
    let reports = store::reports::of_task(&office.db, id).await?;
    if !reports.iter().any(|report| report.files.contains(&file)) {
        return Err(Error::NotFound(Kind::File));
    }
    files::content(office, file).await
}

/// The acts that somebody could do now, in the order in which a page offers them.
fn possible(task: &Task, acting: &Acting<See>) -> Vec<Possible> {
    let by = By {
        user: acting.user,
        agency: acting.agency,
    };
    let asked = task.extension.is_some();
    let cyclic = task.deadline.is_cyclic();
    let open = task.open_obstacles().next().is_some();
    let has_day = task.deadline.due().is_some();
    let (works, heads) = (holds::<Work>(acting), holds::<Head>(acting));
    let (judges, directs) = (holds::<Judge>(acting), holds::<Direct>(acting));
    let candidates: [(bool, bool, Verb); 23] = [
        (works, true, Verb::Receive),
        (heads, true, Verb::Return),
        (works, true, Verb::Progress),
        (works, !cyclic, Verb::Result),
        (works, true, Verb::AnswerDuty),
        (works, has_day && !cyclic, Verb::AskExtension),
        (works, true, Verb::NameObstacle),
        (heads, true, Verb::SubAssign),
        (judges, true, Verb::Confirm),
        (judges, true, Verb::Refuse),
        (judges, has_day, Verb::GrantExtension),
        (judges, asked, Verb::DenyExtension),
        (judges, cyclic, Verb::CloseCycle),
        (directs, open, Verb::RemoveObstacle),
        (directs, !has_day, Verb::SetDeadline),
        (directs, task.deadline.waits_for_event(), Verb::StartClock),
        (directs, true, Verb::SetMeasure),
        (directs, true, Verb::SetDuty),
        (directs, true, Verb::Assign),
        (directs, true, Verb::Resume),
        (directs, true, Verb::Suspend),
        (directs, true, Verb::Cancel),
        (directs, true, Verb::PlanFollowUp),
    ];
    let mut possible: Vec<Possible> = candidates
        .iter()
        .filter(|(held, makes_sense, verb)| *held && *makes_sense && task.allows(*verb, by).is_ok())
        .map(|(_, _, verb)| verb.word())
        .collect();
    let looks_back = task
        .follow_up
        .as_ref()
        .is_some_and(|follow_up| follow_up.found.is_none() && follow_up.on <= acting.today);
    if looks_back && directs {
        possible.push("follow_up");
    }
    if task.awaits_carry_over && directs {
        possible.extend(["carry_over", "keep"]);
    }
    possible
}

fn holds<R: Right>(acting: &Acting<See>) -> bool {
    acting.may::<R>().is_ok()
}
