//! The first page of each reader: what they have to do next, the most pressing first. "Hôm nay" for the office and for
//! leaders, "Việc của đơn vị tôi" for an agency.

use domain::filter::{Counted, Only, Part, TaskFilter};
use domain::rights::{Acting, Role, See, Take, Urge};
use domain::task::State;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::error::Result;
use crate::imports::{self, ImportRow};
use crate::office::Office;
use crate::tasks::{Order, Rows, TaskRow, close_until, some};
use crate::urgings::{self, UrgingRow};

/// Rows shown of a section; the others are behind its link.
const SHOWN: u32 = 10;

/// A section: tasks that ask for the same act.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Section {
    /// Stable word, also the translation key of its heading: `awaiting_confirmation`.
    pub key: &'static str,
    /// How many there are.
    #[serde(flatten)]
    pub found: Counted,
    /// The first of them.
    pub rows: Vec<TaskRow>,
    /// The filter that shows all of them.
    pub filter: TaskFilter,
}

/// The first page.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Desk {
    /// Today.
    #[schemars(with = "String")]
    pub today: Date,
    /// Imports with drafts to decide on, for who takes documents in.
    pub imports: Vec<ImportRow>,
    /// How many tasks are to be urged, for who urges.
    pub to_urge: Option<Counted>,
    /// Urgings that the agency has not received yet.
    pub urgings: Vec<UrgingRow>,
    /// Sections with something in them, in the order in which they are worked through.
    pub sections: Vec<Section>,
    /// Sections without anything: what is in order.
    pub in_order: Vec<&'static str>,
}

/// What somebody has to do next.
///
/// # Errors
/// When the database cannot be read.
pub async fn desk(office: &Office, acting: &Acting<See>) -> Result<Desk> {
    let soon = close_until(office, acting.today).await?;
    let wanted = if acting.role.is_of_agency() {
        of_agency(acting, soon)
    } else {
        of_office(acting, soon)
    };
    let mut desk = Desk {
        today: acting.today,
        imports: Vec::new(),
        to_urge: None,
        urgings: Vec::new(),
        sections: Vec::new(),
        in_order: Vec::new(),
    };
    if let Ok(take) = acting.may::<Take>() {
        desk.imports = imports::list(office, &take, true).await?;
    }
    if acting.may::<Urge>().is_ok() {
        desk.to_urge = Some(urgings::count(office, acting.today).await?).filter(|to_urge| to_urge.total > 0);
    }
    if acting.role.is_of_agency() {
        desk.urgings = urgings::unreceived(office, acting).await?;
    }
    let shown = Rows::of(office, acting, acting.today).await?;
    for (key, filter) in wanted {
        // Along the day of the task, unless the agency's own is another.
        let order = match filter.part {
            Some(Part::Coordinating) => Order::OwnDue,
            _ => Order::Due,
        };
        let (rows, found) = some(office, &shown, &filter, order, SHOWN).await?;
        if found.total == 0 {
            desk.in_order.push(key);
        } else {
            desk.sections.push(Section {
                key,
                found,
                rows,
                filter,
            });
        }
    }
    Ok(desk)
}

fn with_states(states: &[State]) -> TaskFilter {
    TaskFilter {
        states: states.to_vec(),
        ..TaskFilter::default()
    }
}

fn only(only: Only) -> TaskFilter {
    TaskFilter {
        only: vec![only],
        ..TaskFilter::default()
    }
}

/// Open tasks whose day lies from today to a day.
fn due_until(acting: &Acting<See>, soon: Date) -> TaskFilter {
    TaskFilter {
        due_from: Some(acting.today),
        due_to: Some(soon),
        ..with_states(&[State::Assigned, State::Returned, State::InProgress])
    }
}

fn of_office(acting: &Acting<See>, soon: Date) -> Vec<(&'static str, TaskFilter)> {
    let deciding = [
        ("awaiting_confirmation", with_states(&[State::AwaitingConfirmation])),
        ("asks_extension", only(Only::AsksExtension)),
        ("has_obstacle", only(Only::HasObstacle)),
        ("returned", with_states(&[State::Returned])),
    ];
    let following = [
        ("overdue", TaskFilter::overdue(acting.today)),
        ("due_soon", due_until(acting, soon)),
    ];
    let mut sections: Vec<(&'static str, TaskFilter)> = deciding.into_iter().chain(following).collect();
    if acting.role == Role::Clerk {
        sections.push(("awaits_carry_over", only(Only::AwaitsCarryOver)));
        let open = with_states(&[State::Assigned, State::Returned, State::InProgress]);
        sections.push((
            "without_deadline",
            TaskFilter {
                only: vec![Only::WithoutDeadline],
                ..open
            },
        ));
    }
    sections
}

fn of_agency(acting: &Acting<See>, soon: Date) -> Vec<(&'static str, TaskFilter)> {
    let own = |part, filter: TaskFilter| TaskFilter {
        agency: acting.agency,
        part: Some(part),
        ..filter
    };
    // What waits to be received is shown once, whatever its day.
    let received = |filter: TaskFilter| TaskFilter {
        states: vec![State::InProgress],
        ..filter
    };
    let later = TaskFilter {
        due_from: soon.tomorrow().ok(),
        ..TaskFilter::default()
    };
    vec![
        ("to_receive", own(Part::Lead, with_states(&[State::Assigned]))),
        ("overdue", own(Part::Lead, received(TaskFilter::overdue(acting.today)))),
        ("due_soon", own(Part::Lead, received(due_until(acting, soon)))),
        (
            "own_duties",
            own(Part::Coordinating, with_states(&[State::Assigned, State::InProgress])),
        ),
        ("in_progress", own(Part::Lead, received(later))),
        (
            "without_deadline",
            own(Part::Lead, received(only(Only::WithoutDeadline))),
        ),
        ("waiting", own(Part::Lead, with_states(&[State::AwaitingConfirmation]))),
    ]
}
