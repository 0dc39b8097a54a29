//! What is to be urged: per agency everything it is late with, each with the step of the ladder that the rules give.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use calendar::Calendar;
use domain::filter::Counted;
use domain::id::{AgencyId, DirectiveId, TaskId};
use domain::rights::{Acting, Urge};
use domain::rules::Rules;
use domain::urging::{Earlier, Ladder, Level, Next, Owed, Waiting};
use domain::{Directive, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use store::Tx;
use store::urgings::Limits;

use crate::agencies::Directory;
use crate::error::Result;
use crate::office::Office;
use crate::tasks::days_until;

/// Tasks of a page: agencies follow each other until so many are shown.
const ROWS: usize = 100;
/// Tasks shown of an agency; a letter of more comes after the first is sent.
pub(super) const TASKS: u32 = 100;
/// How far tasks are counted: nobody urges for more in a day.
const COUNTED: u32 = 1_000;
/// Tasks shown that wait for somebody else.
const WAITING: u32 = 50;

/// What is to be urged, as of today.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Proposal {
    /// The day as of which days are counted.
    #[schemars(with = "String")]
    pub today: Date,
    /// How many tasks there are in all.
    pub total: Counted,
    /// Agencies of this page, the longest behind first, each with everything that goes into its letter.
    pub agencies: Vec<AgencyBehind>,
    /// The first agency of the page after this one, counted from 0; none after the last.
    pub next: Option<usize>,
    /// What is past its day and waits for somebody else: nobody is urged for it.
    pub waiting: Vec<WaitingRow>,
}

/// An agency and what it is late with.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgencyBehind {
    /// The agency.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// The step that its letter would be on; none when nothing of it is to be urged today.
    pub level: Option<Level>,
    /// Its tasks, the longest late first.
    pub tasks: Vec<LateRow>,
    /// How many more there are that this page does not show.
    pub more: Counted,
}

impl AgencyBehind {
    /// How many of the tasks shown are to be urged today.
    pub fn to_urge(&self) -> usize {
        self.tasks.iter().filter(|row| row.level().is_some()).count()
    }
}

/// Something that an agency is late with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LateRow {
    /// The task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// Its words; for a coordinating agency with a part of its own, those of the part.
    pub text: String,
    /// The document that gave it.
    pub document: Option<String>,
    /// What is owed.
    pub owed: Owed,
    /// The last acceptable day.
    #[schemars(with = "String")]
    pub due: Date,
    /// Days after that day.
    pub days_late: i64,
    /// What comes.
    pub next: Coming,
    /// The last step taken, with the day of its document.
    #[schemars(with = "Option<(Level, String)>")]
    pub last: Option<(Level, Date)>,
    /// The day of the last report.
    #[schemars(with = "Option<String>")]
    pub last_report_on: Option<Date>,
    /// Obstacles in the way.
    pub obstacles: usize,
}

impl LateRow {
    /// The step it is urged on today; none when it is not.
    pub fn level(&self) -> Option<Level> {
        match self.next {
            Coming::Urge { level } => Some(level),
            Coming::Prepared { .. } | Coming::Later { .. } => None,
        }
    }
}

/// What comes for something late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Coming {
    /// It is to be urged today.
    Urge {
        /// On this step.
        level: Level,
    },
    /// A letter with it waits to be signed.
    Prepared {
        /// On this step.
        level: Level,
    },
    /// The next step comes later.
    Later {
        /// Which.
        level: Level,
        /// From which day.
        #[schemars(with = "String")]
        from: Date,
    },
}

impl From<Next> for Coming {
    fn from(next: Next) -> Self {
        match next {
            Next::Urge(level) => Self::Urge { level },
            Next::Prepared(level) => Self::Prepared { level },
            Next::Later { next, from, .. } => Self::Later { level: next, from },
        }
    }
}

/// Something past its day that waits for somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WaitingRow {
    /// The task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// Its words.
    pub text: String,
    /// The agency that owes it.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// The last acceptable day.
    #[schemars(with = "String")]
    pub due: Date,
    /// Whose move it is.
    pub waiting: Waiting,
}

/// Days and rules as of a day: what counts as late, and which step is next.
pub(super) struct Counting {
    pub today: Date,
    pub ladder: Ladder,
    pub limits: Limits,
    calendar: Arc<Calendar>,
    receive_within: i32,
}

impl Counting {
    pub(super) async fn of(office: &Office, today: Date) -> Result<Self> {
        Ok(Self::by(&office.rules().await?, office.calendar().await?, today))
    }

    /// The same with the rules as a use case under way sees them.
    pub(super) async fn within(tx: &mut Tx, office: &Office, today: Date) -> Result<Self> {
        let rules = Rules::with_office(&store::rules::all(&mut *tx).await?);
        let calendar = office.calendar_in(&mut *tx).await?;
        Ok(Self::by(&rules, calendar, today))
    }

    fn by(rules: &Rules, calendar: Arc<Calendar>, today: Date) -> Self {
        let ladder = Ladder::of(rules, today);
        let receive_within = rules.working_days("receive_within_working_days", today);
        Self {
            today,
            limits: Limits {
                today,
                given_until: given_until(&calendar, today, receive_within),
                urged_since: ladder.holds_since(today),
            },
            ladder,
            calendar,
            receive_within,
        }
    }

    /// The last day of the time to answer a document of a day.
    pub(super) fn answer_by(&self, sent_on: Date, within: i32) -> Date {
        self.calendar.add_working_days(sent_on, within).day
    }

    /// What an agency is late with on a task, and since which day; none when it is not late.
    pub(super) fn late(&self, task: &Task, agency: AgencyId) -> Option<(Owed, Date)> {
        let owed = task.owed_by(agency).filter(|(_, due)| *due < self.today);
        let receipt = || {
            let given_on = task.unreceived_by(agency)?;
            let due = self.calendar.add_working_days(given_on, self.receive_within).day;
            (due < self.today).then_some((Owed::Receipt, due))
        };
        owed.or_else(receipt)
    }

    /// A task as something late, with what comes.
    pub(super) fn row(
        &self,
        task: &Task,
        agency: AgencyId,
        earlier: &[Earlier],
        documents: &Documents,
    ) -> Option<LateRow> {
        let (owed, due) = self.late(task, agency)?;
        let part = task.duty_of(agency).and_then(|duty| duty.part.clone());
        let last = earlier
            .iter()
            .filter_map(|urging| Some((urging.level, urging.on?)))
            .filter(|(_, on)| *on > due)
            .max_by_key(|(level, on)| (*on, *level));
        Some(LateRow {
            task: task.id,
            number: task.number,
            text: part
                .filter(|_| owed == Owed::Answer)
                .unwrap_or_else(|| task.text.clone()),
            document: documents.of(task),
            owed,
            due,
            days_late: -days_until(due, self.today),
            next: self.ladder.next(due, earlier, self.today).into(),
            last,
            last_report_on: task.last_report.as_ref().map(|last| last.on),
            obstacles: task.open_obstacles().count(),
        })
    }
}

/// The last day of assignment for which the time to receive ended before a day.
fn given_until(calendar: &Calendar, today: Date, within: i32) -> Date {
    let first_counted = if within > 0 {
        calendar.add_working_days(today, within.saturating_neg()).day
    } else {
        today
    };
    first_counted.yesterday().unwrap_or(Date::MIN)
}

/// Documents that gave tasks, by the words of a letter.
#[derive(Default)]
pub(super) struct Documents(HashMap<DirectiveId, String>);

impl Documents {
    /// Those of some tasks, read at once.
    pub(super) async fn of_tasks(from: impl store::Reader, tasks: impl Iterator<Item = &Task>) -> Result<Self> {
        let mut ids: Vec<_> = tasks.filter_map(|task| task.directive).map(|id| id.0).collect();
        ids.sort_unstable();
        ids.dedup();
        let directives: Vec<Directive> = store::load_some(from, &ids).await?;
        let words = |directive: Directive| (directive.id, document_words(&directive));
        Ok(Self(directives.into_iter().map(words).collect()))
    }

    fn of(&self, task: &Task) -> Option<String> {
        let directive = task.directive?;
        self.0.get(&directive).cloned()
    }
}

/// `Kế hoạch số 174/KH-UBND ngày 05/01/2026`
fn document_words(directive: &Directive) -> String {
    format!("{} ngày {}", directive.name(), super::letter::day(directive.issued_on))
}

/// How many tasks are to be urged today.
pub(crate) async fn count(office: &Office, today: Date) -> Result<Counted> {
    let counting = Counting::of(office, today).await?;
    Ok(store::urgings::count(&office.db, None, counting.limits, COUNTED).await?)
}

/// A page of what is to be urged, from an agency on, counted from 0.
///
/// # Errors
/// When the database cannot be read.
pub async fn propose(office: &Office, acting: &Acting<Urge>, first: usize) -> Result<Proposal> {
    let counting = Counting::of(office, acting.today).await?;
    let directory = Directory::load(office).await?;
    let mut behind = store::urgings::behind(&office.db, counting.limits).await?;
    // Identifiers are drawn: of agencies equally far behind, names say which comes first.
    behind.sort_by_cached_key(|behind| {
        let name = text::collation_key(directory.name(behind.agency));
        (behind.since, name)
    });
    let mut agencies = Vec::new();
    let mut rows = 0;
    for behind in behind.iter().skip(first) {
        if rows >= ROWS {
            break;
        }
        let agency = agency_behind(office, &counting, &directory, behind.agency).await?;
        rows += agency.tasks.len();
        agencies.push(agency);
    }
    let next = first.saturating_add(agencies.len());
    let waiting = store::urgings::waiting(&office.db, acting.today, WAITING).await?;
    let waiting = waiting.iter().filter_map(|(agency, task)| {
        let (waiting, due) = task.waits_for_others(*agency)?;
        Some(WaitingRow {
            task: task.id,
            number: task.number,
            text: task.text.clone(),
            agency: *agency,
            name: directory.name(*agency).to_owned(),
            due,
            waiting,
        })
    });
    Ok(Proposal {
        today: acting.today,
        total: store::urgings::count(&office.db, None, counting.limits, COUNTED).await?,
        next: (next < behind.len()).then_some(next),
        waiting: waiting.collect(),
        agencies,
    })
}

async fn agency_behind(
    office: &Office,
    counting: &Counting,
    directory: &Directory,
    agency: AgencyId,
) -> Result<AgencyBehind> {
    let tasks = store::urgings::late_tasks(&office.db, agency, counting.limits, TASKS).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    let earlier = store::urgings::earlier(&office.db, agency, &ids).await?;
    let documents = Documents::of_tasks(&office.db, tasks.iter()).await?;
    let none = Vec::new();
    let rows = tasks.iter().filter_map(|task| {
        let earlier = earlier.get(&task.id).unwrap_or(&none);
        counting.row(task, agency, earlier, &documents)
    });
    let rows: Vec<LateRow> = rows.collect();
    let more = if rows.len() >= TASKS as usize {
        let to_urge = rows.iter().filter(|row| row.level().is_some()).count();
        let shown = u32::try_from(to_urge).unwrap_or(u32::MAX);
        let most = COUNTED.saturating_add(shown);
        let all = store::urgings::count(&office.db, Some(agency), counting.limits, most).await?;
        all.beside(to_urge)
    } else {
        Counted::default()
    };
    Ok(AgencyBehind {
        agency,
        name: directory.name(agency).to_owned(),
        level: rows.iter().filter_map(LateRow::level).max(),
        more,
        tasks: rows,
    })
}

/// Of some tasks of an agency, those that are to be urged today, as the transaction sees them.
pub(super) async fn to_urge_within(
    tx: &mut Tx,
    counting: &Counting,
    agency: AgencyId,
    ids: &[TaskId],
) -> Result<Vec<(Task, LateRow)>> {
    let bare: Vec<_> = ids.iter().map(|id| id.0).collect();
    let tasks: Vec<Task> = store::load_some(&mut *tx, &bare).await?;
    let earlier: BTreeMap<TaskId, Vec<Earlier>> = store::urgings::earlier(&mut *tx, agency, ids).await?;
    let documents = Documents::of_tasks(&mut *tx, tasks.iter()).await?;
    let none = Vec::new();
    let late = tasks.into_iter().filter_map(|task| {
        let earlier = earlier.get(&task.id).unwrap_or(&none);
        let row = counting.row(&task, agency, earlier, &documents)?;
        row.level()?;
        Some((task, row))
    });
    Ok(late.collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The last day of assignment and the day by which a task is to be received say the same of every day.
    #[test]
    fn late_to_receive_is_the_same_from_both_sides() {
        let calendar = Calendar::built_in();
        for within in 1..=5 {
            for days in 0..90 {
                let today = date(2026, 2, 1).saturating_add(jiff::Span::new().days(days));
                let last = given_until(calendar, today, within);
                let by = |given: Date| calendar.add_working_days(given, within).day;
                assert!(by(last) < today, "{today} {within}");
                assert!(by(last.tomorrow().unwrap()) >= today, "{today} {within}");
            }
        }
    }
}
