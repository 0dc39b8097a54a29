//! The first page of whoever works with tasks: "Hôm nay" for the office and leaders, "Việc của đơn vị tôi" for agencies.
//! What asks for an act comes first, in the order in which it is worked through; what is in order is one line at the end.

use crate::web::routes::Router;
use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::filter::Counted;
use domain::rights::{Direct, See, Work};
use domain::task;
use jiff::civil::Date;
use office::desk::Desk;
use office::imports::ImportRow;
use office::tasks::TaskRow;
use office::urgings::UrgingRow;

use super::app::Shared;
use super::navigation::Section;
use super::page::{Answer, Page, show};
use super::session::Signed;
use super::tasks::{Row, RowAct, TaskQuery};

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route("/today", get(today)).route("/work", get(work))
}

/// A section with its rows.
struct Shown {
    key: &'static str,
    found: Counted,
    rows: Vec<Row>,
    /// Address of the whole list.
    all: String,
}

impl Shown {
    /// How many are not among the rows.
    fn left(&self) -> Counted {
        self.found.beside(self.rows.len())
    }

    /// Whether somebody is late.
    fn presses(&self) -> bool {
        self.key == "overdue"
    }
}

#[derive(Template)]
#[template(path = "today/desk.html")]
struct DeskPage {
    page: Page,
    title: &'static str,
    today: Date,
    imports: Vec<ImportRow>,
    to_urge: Option<Counted>,
    urgings: Vec<UrgingRow>,
    sections: Vec<Shown>,
    in_order: Vec<&'static str>,
}

impl DeskPage {
    fn new(page: Page, title: &'static str, desk: Desk, act: fn(&'static str, &TaskRow) -> Option<RowAct>) -> Self {
        let sections = desk.sections.into_iter().map(|section| {
            let row = |task: TaskRow| {
                let asked = act(section.key, &task);
                let row = Row::of(task).asking(asked);
                if section.key == "own_duties" {
                    row.by_duty()
                } else {
                    row
                }
            };
            Shown {
                key: section.key,
                found: section.found,
                all: TaskQuery::of(&section.filter).address(),
                rows: section.rows.into_iter().map(row).collect(),
            }
        });
        Self {
            page,
            title,
            today: desk.today,
            imports: desk.imports,
            to_urge: desk.to_urge,
            urgings: desk.urgings,
            sections: sections.collect(),
            in_order: desk.in_order,
        }
    }

    fn in_order(&self) -> String {
        let words: Vec<String> = self
            .in_order
            .iter()
            .map(|key| self.page.word("desk-none", key))
            .collect();
        words.join(" · ")
    }

    /// The key of one sending of a form of one press.
    #[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
    fn key(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    /// Whether nothing asks for an act.
    fn is_quiet(&self) -> bool {
        self.sections.is_empty() && self.imports.is_empty() && self.urgings.is_empty()
    }
}

fn leading_to(task: &TaskRow, act: &str, key: &'static str) -> RowAct {
    RowAct::leading_to(format!("/tasks/{}/{act}", task.id), key)
}

/// The act that the office owes in a section.
fn act_of_office(section: &'static str, task: &TaskRow) -> Option<RowAct> {
    match section {
        "awaiting_confirmation" => Some(RowAct::leading_to(format!("/tasks/{}", task.id), "desk-act-check")),
        "asks_extension" => Some(leading_to(task, "grant_extension", "desk-act-extension")),
        "has_obstacle" => Some(leading_to(task, "remove_obstacle", "desk-act-obstacle")),
        "returned" => Some(leading_to(task, "assign", "desk-act-assign")),
        "awaits_carry_over" => Some(leading_to(task, "carry_over", "desk-act-carry-over")),
        "without_deadline" => Some(leading_to(task, "set_deadline", "desk-act-deadline")),
        _ => None,
    }
}

/// The act that an agency owes in a section.
fn act_of_agency(section: &'static str, row: &TaskRow) -> Option<RowAct> {
    match section {
        "to_receive" | "overdue" | "due_soon" => match row.state {
            task::State::Assigned => Some(RowAct {
                version: Some(row.version),
                ..leading_to(row, "receive", "act-receive")
            }),
            task::State::InProgress if row.is_standing => Some(leading_to(row, "progress", "desk-act-progress")),
            task::State::InProgress => Some(leading_to(row, "result", "desk-act-result")),
            _ => None,
        },
        "in_progress" | "without_deadline" => Some(leading_to(row, "progress", "desk-act-progress")),
        "own_duties" if row.duty.as_ref().is_some_and(|duty| duty.answered_on.is_none()) => {
            Some(leading_to(row, "answer_duty", "desk-act-answer"))
        }
        _ => None,
    }
}

/// `GET /today`
async fn today(signed: Signed, State(app): State<Shared>) -> Answer {
    signed.may::<Direct>()?;
    let desk = office::desk::desk(&app.office, &signed.may::<See>()?).await?;
    let page = signed.page(Section::Today);
    show(&DeskPage::new(page, "nav-today", desk, act_of_office))
}

/// `GET /work`
async fn work(signed: Signed, State(app): State<Shared>) -> Answer {
    signed.may::<Work>()?;
    let desk = office::desk::desk(&app.office, &signed.may::<See>()?).await?;
    let page = signed.page(Section::Work);
    show(&DeskPage::new(page, "nav-work", desk, act_of_agency))
}
