//! The leader's page: what only the leader can decide and who has not answered, on one sheet of A4.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::figures::{Denominator, Figure, FigureOn, Percent, Unit};
use domain::filter::{Counted, TaskFilter};
use domain::rights::{Judge, ReadReports, See};
use domain::task;
use jiff::civil::Date;
use office::leader::{LeaderQuery, OverdueAgency};
use office::periodic_reports::PeriodicReportRow;
use office::tasks::TaskRow;

use super::app::Shared;
use super::extract::Query;
use super::form::{FormState, Labels};
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;
use super::tasks::{Row, TaskQuery};
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route("/leader", get(leader))
}

const LABELS: Labels = &[("against", "figures-against")];

/// A number of the sentence, with its list and how it has changed.
struct Number {
    key: &'static str,
    count: i64,
    /// More than on the other day; less when negative.
    change: i64,
    address: String,
}

/// Decisions of one sort.
struct Decisions {
    key: &'static str,
    found: Counted,
    rows: Vec<(Row, String)>,
    all: String,
}

impl Decisions {
    /// How many are not among the rows.
    fn left(&self) -> Counted {
        self.found.beside(self.rows.len())
    }
}

/// An agency with its list.
struct Late {
    agency: OverdueAgency,
    address: String,
}

/// What is shown.
struct Found {
    today: Date,
    against: Date,
    total: Number,
    classes: Vec<Number>,
    rate: Option<Percent>,
    decisions: Vec<Decisions>,
    overdue: Vec<Late>,
    more_overdue: usize,
    signed: Vec<PeriodicReportRow>,
}

#[derive(Template)]
#[template(path = "leader/page.html")]
struct LeaderPage {
    page: Page,
    form: FormState,
    found: Option<Found>,
}

/// Where the decision on a task is made: its form for those who decide, its page for others.
fn decided_at(section: &str, task: &TaskRow, may_decide: bool) -> String {
    let act = match section {
        "asks_extension" => "grant_extension",
        "joint_lead" => "assign",
        "asks_leader" => "remove_obstacle",
        _ => return format!("/tasks/{}", task.id),
    };
    let is_possible = may_decide && (act != "assign" || task.state != task::State::AwaitingConfirmation);
    if is_possible {
        format!("/tasks/{}/{act}", task.id)
    } else {
        format!("/tasks/{}", task.id)
    }
}

fn found(page: office::leader::LeaderPage, may_decide: bool) -> Found {
    let on = page.today;
    let counted = |figure: Figure| {
        let filter = TaskFilter {
            unit: Some(Unit::Groups),
            figure: Some(FigureOn { figure, on }),
            ..TaskFilter::default()
        };
        let count = page.total.get(figure);
        Number {
            key: figure.word(),
            count,
            change: count - page.before.get(figure),
            address: TaskQuery::of(&filter).address(),
        }
    };
    let total = counted(Figure::Total);
    let classes = Figure::CLASSES.map(counted).into();
    let rate = Denominator::Due.rate(Figure::DoneInTime, &page.total);
    let decisions = page.decisions.into_iter().map(|section| Decisions {
        key: section.key,
        found: section.found,
        all: TaskQuery::of(&section.filter).address(),
        rows: section
            .rows
            .into_iter()
            .map(|task| {
                let address = decided_at(section.key, &task, may_decide);
                (Row::of(task), address)
            })
            .collect(),
    });
    let overdue = page.overdue.into_iter().map(|agency| Late {
        address: TaskQuery::of(&agency.filter).address(),
        agency,
    });
    Found {
        today: page.today,
        against: page.against,
        total,
        classes,
        rate,
        decisions: decisions.collect(),
        overdue: overdue.collect(),
        more_overdue: page.more_overdue,
        signed: page.signed,
    }
}

/// `GET /leader`
async fn leader(signed: Signed, State(app): State<Shared>, Query(query): Query<LeaderQuery>) -> Answer {
    let reading = signed.may::<ReadReports>()?;
    let acting = signed.may::<See>()?;
    let made = office::leader::page(&app.office, &acting, &reading, &query).await;
    let made = match made {
        Ok(page) => Ok(found(page, signed.holds::<Judge>())),
        Err(error) => Problem::at_fields(error).map(Err)?,
    };
    let typed = calendar::typed_date(&query.against).map_or_else(|| query.against.clone(), written::day);
    let form = FormState::blank().with("against", typed).labelled(LABELS);
    let page = signed.page(Section::Leader);
    match made {
        Ok(found) => show(&LeaderPage {
            page,
            form,
            found: Some(found),
        }),
        Err(faults) => show_as(
            NOT_TAKEN,
            &LeaderPage {
                page,
                form: form.refused(faults),
                found: None,
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn the_leader_sees_what_only_the_leader_can_decide() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("lanhdao").await;
        assert_eq!(app.get("/").await.header("location"), "/leader");
        let page = app.get("/leader").await;
        assert_eq!(page.status, 200);
        for wanted in [
            "Đề nghị gia hạn",
            "chưa rõ cơ quan chủ trì",
            "ngày chưa có báo cáo",
            "20/11/2026",
        ] {
            assert!(page.body.contains(wanted), "{wanted} in {}", page.body);
        }
        let other = app.get("/leader?against=1/10/2026").await;
        assert!(other.body.contains("01/10/2026"), "{}", other.body);
        assert_eq!(app.get("/leader?against=1/12/2026").await.status, 422);
        assert_eq!(app.get("/leader?against=x&lang=en").await.status, 422);
    }

    /// Each number of the page is as long as its list.
    #[tokio::test]
    async fn numbers_are_as_long_as_their_lists() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("lanhdao").await;
        let page = app.json("/api/leader").await;
        assert!(
            page["overdue"].as_array().is_some_and(|agencies| !agencies.is_empty()),
            "{page}"
        );
        let body = app.get("/leader").await.body;
        let links: Vec<&str> = body.split("href=\"/tasks?").skip(1).collect();
        assert!(links.len() > 6, "{}", links.len());
        for link in links {
            let (address, rest) = link.split_once("\">").expect("an address ends");
            let Ok(count) = rest.split('<').next().unwrap_or_default().trim().parse::<i64>() else {
                continue;
            };
            let list = app
                .json(&format!(
                    "/api/tasks?{}",
                    address.replace("&amp;", "&").replace("&#38;", "&")
                ))
                .await;
            assert_eq!(list["total"], count, "{address}");
        }
    }
}
