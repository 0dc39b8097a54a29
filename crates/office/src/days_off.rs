//! Days off and exchanged working days as they are decreed. Whoever enters them sees first which deadlines move from which
//! day to which; then the days and every moved deadline are written in one act, each with the document in its ledger.
//!
//! Only what lies ahead can be entered or taken back: a day that is over was a working day or was not.

use std::collections::BTreeSet;

use calendar::Calendar;
use domain::deadline::Deadline;
use domain::id::{DaysOffId, TaskId};
use domain::rights::{Acting, KeepCalendar, See, SignedIn};
use domain::{DaysOff, Kind, Task, days_off};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Reader;

use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Case, Office, new_id};

/// Most days off of one decree: the longest Tết was nine days, a longer span is a slip of the pen.
const MOST_DAYS: usize = 31;

/// What was decreed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DecreeInput {
    /// Why these days are off: `Nghỉ Tết Nguyên đán`.
    pub name: String,
    /// First day off: `2026-12-31` or `31/12/2026`; blank when only a day off becomes a working day.
    pub off_from: String,
    /// Last day off; blank for the first alone.
    pub off_to: String,
    /// Days off on which people work instead, separated by `;` or lines.
    pub worked: String,
    /// Number of the document.
    pub legal_basis: String,
}

/// The document that takes a decree back.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WithdrawInput {
    /// Version that was shown.
    pub version: i64,
    /// Number of the document.
    pub legal_basis: String,
}

/// A deadline that moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Move {
    /// Which task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// What is to be done; none for those who see no tasks.
    pub text: Option<String>,
    /// Whose deadline it is: the names of the leads, or of the coordinating agency for its duty.
    pub agencies: Vec<String>,
    /// Whether it is the deadline of a duty.
    pub is_duty: bool,
    /// The day until now.
    #[schemars(with = "String")]
    pub from: Date,
    /// The day from now on.
    #[schemars(with = "String")]
    pub to: Date,
}

/// What entering or taking back a decree would do, or did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Decreed {
    /// The decree.
    pub decree: DaysOff,
    /// The deadlines that move.
    pub moves: Vec<Move>,
}

/// Everything that was entered, the latest first, what was taken back included.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, _: &Acting<SignedIn>) -> Result<Vec<DaysOff>> {
    let mut entered = store::days_off::all(&office.db).await?;
    entered.reverse();
    Ok(entered)
}

/// One decree.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn one(office: &Office, _: &Acting<KeepCalendar>, id: DaysOffId) -> Result<DaysOff> {
    Ok(store::load(&office.db, id.0).await?)
}

/// What entering a decree would move. Nothing is written.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, or the database.
pub async fn preview(office: &Office, acting: &Acting<KeepCalendar>, input: &DecreeInput) -> Result<Decreed> {
    let mut entered = store::days_off::all(&office.db).await?;
    let calendar = office.calendar().await?;
    let decree = typed(input, &calendar, acting.today, new_id(acting.at))?;
    entered.push(decree.clone());
    let moved = recounted(&office.db, &entered, &decree, acting.today, &decree.legal_basis).await?;
    shown(office, acting, decree, &moved).await
}

/// Enters a decree, and counts every running clock again that it touches.
///
/// # Errors
/// As [`preview`].
pub async fn enter(office: &Office, acting: &Acting<KeepCalendar>, input: &DecreeInput) -> Result<Decreed> {
    let mut case = match office.begin(acting, "days_off.enter").await? {
        Begun::Already(outcome) => return already(office, &outcome).await,
        Begun::New(case) => case,
    };
    let calendar = office.calendar_in(&mut case.tx).await?;
    let decree = typed(input, &calendar, acting.today, new_id(acting.at))?;
    let mut entered = store::days_off::all(&mut case.tx).await?;
    entered.push(decree.clone());
    case.tx.insert(&case.act, &decree).await?;
    let because = decree.legal_basis.clone();
    finish(office, acting, *case, &entered, decree, &because).await
}

/// What taking a decree back would move. Nothing is written.
///
/// # Errors
/// [`Error::NotPossible`] when it was taken back already or one of its days has come, or the database.
pub async fn preview_withdrawal(office: &Office, acting: &Acting<KeepCalendar>, id: DaysOffId) -> Result<Decreed> {
    let decree = withdrawn(one(office, acting, id).await?, acting.today, "–")?;
    let entered = with(store::days_off::all(&office.db).await?, &decree);
    let moved = recounted(&office.db, &entered, &decree, acting.today, "–").await?;
    shown(office, acting, decree, &moved).await
}

/// Takes a decree back, by the document that does, and counts every running clock again that it touches.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Overtaken`], or as [`preview_withdrawal`].
pub async fn withdraw(
    office: &Office,
    acting: &Acting<KeepCalendar>,
    id: DaysOffId,
    input: &WithdrawInput,
) -> Result<Decreed> {
    let mut case = match office.begin(acting, "days_off.withdraw").await? {
        Begun::Already(outcome) => return already(office, &outcome).await,
        Begun::New(case) => case,
    };
    let decree: DaysOff = store::load(&mut case.tx, id.0).await?;
    if decree.version != input.version {
        return Err(Error::Overtaken {
            kind: Kind::DaysOff,
            id: id.0,
            seen: input.version,
            found: decree.version,
        });
    }
    let mut faults = Faults::default();
    let because = faults.required("legal_basis", &input.legal_basis, SHORT);
    faults.done()?;
    let mut decree = withdrawn(decree, acting.today, &because)?;
    case.tx.update(&case.act, &mut decree).await?;
    let entered = with(store::days_off::all(&mut case.tx).await?, &decree);
    finish(office, acting, *case, &entered, decree, &because).await
}

/// Writes every deadline that moves, and ends the act.
async fn finish(
    office: &Office,
    acting: &Acting<KeepCalendar>,
    mut case: Case,
    entered: &[DaysOff],
    decree: DaysOff,
    because: &str,
) -> Result<Decreed> {
    let mut moved = recounted(&mut case.tx, entered, &decree, acting.today, because).await?;
    let entry = case.act.because(because);
    for (_, task) in &mut moved {
        case.tx.update(&entry, task).await?;
    }
    case.commit(decree.id).await?;
    shown(office, acting, decree, &moved).await
}

/// A form that was sent before: what it entered stands, and what it moved is in the ledgers.
async fn already(office: &Office, outcome: &str) -> Result<Decreed> {
    let id: DaysOffId = outcome.parse().map_err(|_| Error::NotFound(Kind::DaysOff))?;
    Ok(Decreed {
        decree: store::load(&office.db, id.0).await?,
        moves: Vec::new(),
    })
}

fn with(mut entered: Vec<DaysOff>, changed: &DaysOff) -> Vec<DaysOff> {
    for decree in &mut entered {
        if decree.id == changed.id {
            *decree = changed.clone();
        }
    }
    entered
}

fn withdrawn(decree: DaysOff, today: Date, by: &str) -> Result<DaysOff> {
    if decree.withdrawn_by.is_some() {
        return Err(Error::not_possible("days-off-withdrawn"));
    }
    if decree.first().is_some_and(|first| first <= today) {
        return Err(Error::not_possible("days-off-begun"));
    }
    Ok(DaysOff {
        withdrawn_by: Some(by.to_owned()),
        ..decree
    })
}

/// The running tasks whose days change with the calendar: each before and after.
async fn recounted(
    from: impl Reader,
    entered: &[DaysOff],
    decree: &DaysOff,
    today: Date,
    because: &str,
) -> Result<Vec<(Task, Task)>> {
    let calendar = days_off::over(Calendar::built_in(), entered);
    let first = decree.first().unwrap_or(today);
    let tasks = store::days_off::tasks_due_from(from, first).await?;
    let counted = tasks.into_iter().filter_map(|before| {
        let mut after = before.clone();
        after.recount(today, &calendar, because).then_some((before, after))
    });
    Ok(counted.collect())
}

async fn shown(
    office: &Office,
    acting: &Acting<KeepCalendar>,
    decree: DaysOff,
    moved: &[(Task, Task)],
) -> Result<Decreed> {
    let directory = Directory::load(office).await?;
    let sees = acting.may::<See>().is_ok();
    let each = |(before, after): &(Task, Task)| moves(before, after, &directory, sees);
    Ok(Decreed {
        decree,
        moves: moved.iter().flat_map(each).collect(),
    })
}

/// The deadlines of a task that moved: its own, and those of its duties.
fn moves(before: &Task, after: &Task, directory: &Directory, sees: bool) -> Vec<Move> {
    let moved = |before: &Deadline, after: &Deadline, is_duty: bool, agencies: Vec<String>, task: &Task| {
        let (from, to) = (before.due()?, after.due()?);
        (from != to).then(|| Move {
            task: task.id,
            number: task.number,
            text: sees.then(|| task.text.clone()),
            agencies,
            is_duty,
            from,
            to,
        })
    };
    let name = |id| directory.name(id).to_owned();
    let leads = before.leads.iter().copied().map(name).collect();
    let own = moved(&before.deadline, &after.deadline, false, leads, before);
    let duties = before.duties.iter().zip(&after.duties).filter_map(|(then, now)| {
        let agencies = vec![name(then.agency)];
        moved(then.deadline.as_ref()?, now.deadline.as_ref()?, true, agencies, before)
    });
    own.into_iter().chain(duties).collect()
}

/// The decree that was typed.
fn typed(input: &DecreeInput, calendar: &Calendar, today: Date, id: DaysOffId) -> Result<DaysOff> {
    let mut faults = Faults::default();
    let name = faults.required("name", &input.name, SHORT);
    let legal_basis = faults.required("legal_basis", &input.legal_basis, SHORT);
    let off = days_typed(&mut faults, input, today);
    let worked = worked_typed(&mut faults, &input.worked, &off, calendar, today);
    if input.off_from.trim().is_empty() && input.worked.trim().is_empty() {
        faults.add(FieldError::new("off_from", "required"));
    }
    faults.done()?;
    Ok(DaysOff {
        id,
        version: 1,
        name,
        off,
        worked,
        legal_basis,
        withdrawn_by: None,
    })
}

fn days_typed(faults: &mut Faults, input: &DecreeInput, today: Date) -> Vec<Date> {
    let first = faults.optional_day("off_from", &input.off_from);
    let last = faults.optional_day("off_to", &input.off_to);
    let Some(first) = first else {
        if last.is_some() {
            faults.add(FieldError::new("off_from", "required"));
        }
        return Vec::new();
    };
    let last = last.unwrap_or(first);
    if first < today {
        faults.add(FieldError::new("off_from", "in-the-past"));
    }
    if last < first {
        faults.add(FieldError::new("off_to", "before-first-day"));
    }
    let days: Vec<Date> = std::iter::successors(Some(first), |day| day.tomorrow().ok())
        .take_while(|day| *day <= last)
        .take(MOST_DAYS + 1)
        .collect();
    if days.len() > MOST_DAYS {
        faults.add(FieldError::new("off_to", "too-many").with("most", MOST_DAYS));
    }
    days
}

fn worked_typed(faults: &mut Faults, typed: &str, off: &[Date], calendar: &Calendar, today: Date) -> Vec<Date> {
    let mut worked = BTreeSet::new();
    for written in typed
        .split([';', ',', '\n'])
        .map(str::trim)
        .filter(|day| !day.is_empty())
    {
        let Some(day) = calendar::typed_date(written) else {
            faults.add(FieldError::new("worked", "not-a-date").with("typed", written));
            continue;
        };
        if day < today {
            faults.add(FieldError::new("worked", "in-the-past"));
        } else if off.contains(&day) {
            faults.add(FieldError::new("worked", "off-and-worked").with("typed", written));
        } else if calendar.is_working_day(day) {
            faults.add(FieldError::new("worked", "worked-already").with("typed", written));
        }
        worked.insert(day);
    }
    if worked.len() > MOST_DAYS {
        faults.add(FieldError::new("worked", "too-many").with("most", MOST_DAYS));
    }
    worked.into_iter().collect()
}
