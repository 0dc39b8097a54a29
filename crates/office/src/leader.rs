//! The leader's page: where the tasks stand against another day, what only the leader can decide, whose tasks are overdue
//! and have waited for an answer, what was signed. It fits on one sheet of A4.

use domain::figures::{By, Counts, Figure, FigureOn, Unit};
use domain::filter::{Only, Part, RemoverKind, TaskFilter};
use domain::id::AgencyId;
use domain::rights::{Acting, ReadReports, Scope, See};
use domain::task::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agencies::Directory;
use crate::desk::Section;
use crate::error::{Error, FieldError, Result};
use crate::figures::breakdown;
use crate::last::Last;
use crate::office::Office;
use crate::periodic_reports::{self, PeriodicReportRow};
use crate::tasks::{Order, Rows, some};

/// Rows of a section on paper; the others are behind its link.
const SHOWN: u32 = 4;
/// Agencies named on paper; the others are in the figures.
const NAMED: usize = 10;
/// Signed reports shown.
const SIGNED: u32 = 3;

/// What the page is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LeaderQuery {
    /// The day to compare with, `2026-12-31` or `31/12/2026`; a week ago when left out.
    pub against: String,
}

/// An agency with open tasks past their day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OverdueAgency {
    /// Who.
    pub agency: AgencyId,
    /// Name.
    pub name: String,
    /// How many tasks.
    pub tasks: i64,
    /// How many on the day that is compared with.
    pub before: i64,
    /// For how many days the task that has waited longest has had no report.
    pub days_without_answer: i64,
    /// The filter of the tasks.
    pub filter: TaskFilter,
}

/// The page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LeaderPage {
    /// Today.
    #[schemars(with = "String")]
    pub today: Date,
    /// The day it is compared with.
    #[schemars(with = "String")]
    pub against: Date,
    /// The figures, each task once.
    pub total: Counts,
    /// Those of the other day.
    pub before: Counts,
    /// What only the leader can decide; only sections with something in them.
    pub decisions: Vec<Section>,
    /// Agencies with overdue tasks, those that have had no answer for longest first.
    pub overdue: Vec<OverdueAgency>,
    /// How many more agencies have some.
    pub more_overdue: usize,
    /// Reports that were signed last.
    pub signed: Vec<PeriodicReportRow>,
}

/// The leader's page of now.
///
/// # Errors
/// A day to compare with that is none, or not over.
pub async fn page(
    office: &Office,
    acting: &Acting<See>,
    reading: &Acting<ReadReports>,
    query: &LeaderQuery,
) -> Result<LeaderPage> {
    let today = acting.today;
    let against = other_day(&query.against, today)?;
    let key = (
        store::journal::head(&office.db).await?.seq,
        today,
        against,
        acting.agency,
    );
    if let Some(made) = office.leader_page.of(&key) {
        return Ok(made);
    }
    let made = made(office, acting, reading, against).await?;
    office.leader_page.keep(key, made.clone());
    Ok(made)
}

/// The page that was made last. What only the whole register tells is found once for each line of the journal, not for each
/// reader.
pub(crate) type LastPage = Last<PageKey, LeaderPage>;

/// Last line of the journal, today, the other day, and the reader's agency, whose own duties are shown.
type PageKey = (i64, Date, Date, Option<AgencyId>);

async fn made(
    office: &Office,
    acting: &Acting<See>,
    reading: &Acting<ReadReports>,
    against: Date,
) -> Result<LeaderPage> {
    let today = acting.today;
    let filter = TaskFilter {
        unit: Some(Unit::Groups),
        ..TaskFilter::default()
    };
    let total = breakdown(office, None, &filter, Scope::All, By::Agency, today)
        .await?
        .total;
    let before = breakdown(office, Some(against), &filter, Scope::All, By::Agency, against)
        .await?
        .total;
    let shown = Rows::of(office, acting, today).await?;
    let mut decisions = Vec::new();
    for (key, filter) in only_the_leader() {
        let (rows, found) = some(office, &shown, &filter, Order::Due, SHOWN).await?;
        if found.total > 0 {
            decisions.push(Section {
                key,
                found,
                rows,
                filter,
            });
        }
    }
    let mut overdue = overdue(office, &shown.directory, today, against).await?;
    let more_overdue = overdue.len().saturating_sub(NAMED);
    overdue.truncate(NAMED);
    Ok(LeaderPage {
        today,
        against,
        total,
        before,
        decisions,
        overdue,
        more_overdue,
        signed: periodic_reports::signed(office, reading, SIGNED).await?,
    })
}

fn other_day(typed: &str, today: Date) -> Result<Date> {
    if typed.trim().is_empty() {
        return Ok(today.saturating_sub(7.days()));
    }
    let no_day = || {
        Error::Invalid(vec![
            FieldError::new("against", "not-a-date").with("typed", typed.trim()),
        ])
    };
    let day = calendar::typed_date(typed).ok_or_else(no_day)?;
    if day >= today {
        return Err(Error::field("against", "in-the-future"));
    }
    Ok(day)
}

/// What nobody else can decide: more time, results for the leaders themselves, who is in charge of a joint task, what an
/// agency says only they can remove.
fn only_the_leader() -> [(&'static str, TaskFilter); 4] {
    let open = TaskFilter {
        states: vec![State::Assigned, State::Returned, State::InProgress],
        ..TaskFilter::default()
    };
    let only = |only| TaskFilter {
        only: vec![only],
        ..TaskFilter::default()
    };
    [
        ("asks_extension", only(Only::AsksExtension)),
        (
            "for_leader",
            TaskFilter {
                states: vec![State::AwaitingConfirmation],
                ..only(Only::ForLeader)
            },
        ),
        (
            "joint_lead",
            TaskFilter {
                only: vec![Only::JointLead],
                ..open.clone()
            },
        ),
        (
            "asks_leader",
            TaskFilter {
                remover: Some(RemoverKind::Leader),
                ..open
            },
        ),
    ]
}

async fn overdue(office: &Office, directory: &Directory, today: Date, against: Date) -> Result<Vec<OverdueAgency>> {
    let members = TaskFilter {
        unit: Some(Unit::Members),
        ..TaskFilter::default()
    };
    let before = breakdown(office, Some(against), &members, Scope::All, By::Agency, against).await?;
    let mut agencies: Vec<OverdueAgency> = store::figures::unanswered(&office.db, today)
        .await?
        .into_iter()
        .map(|one| OverdueAgency {
            agency: one.agency,
            name: directory.name(one.agency).to_owned(),
            tasks: one.tasks,
            before: before
                .rows
                .get(&domain::figures::Key::Agency(one.agency))
                .map_or(0, |counts| counts.open_late),
            days_without_answer: one.since.until(today).map_or(0, |span| i64::from(span.get_days())),
            filter: TaskFilter {
                agency: Some(one.agency),
                part: Some(Part::Lead),
                figure: Some(FigureOn {
                    figure: Figure::OpenLate,
                    on: today,
                }),
                ..members.clone()
            },
        })
        .collect();
    agencies.sort_by_cached_key(|one| {
        (
            std::cmp::Reverse(one.days_without_answer),
            std::cmp::Reverse(one.tasks),
            text::collation_key(&one.name),
        )
    });
    Ok(agencies)
}
