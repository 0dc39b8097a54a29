//! Dated rules with their legal basis: everybody reads them, the administrator sets them. And the days off of a year.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use calendar::{Calendar, OffKind};
use domain::rights::{Audit, ManageRules, SignedIn};
use domain::rules::{OfficeRule, Rule};
use jiff::civil::{Date, Weekday, date};
use office::rules::RuleView;
use serde::Deserialize;
use uuid::Uuid;

use super::app::{App, Shared};
use super::extract::{Path, Query};
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/rules", get(list).post(set))
        .route("/rules/new", get(ask_new))
        .route("/rules/days-off", get(days_off))
        .route("/rules/{rule}/end", get(ask_end).post(end))
}

const LABELS: Labels = &[
    ("rule", "rules-rule"),
    ("value", "rules-value"),
    ("valid_from", "rules-valid-from"),
    ("valid_to", "rules-valid-to"),
    ("last_day", "rules-last-day"),
    ("legal_basis", "rules-legal-basis"),
];

/// One line of a rule: built in, or of the office.
struct Line {
    /// The entry of the office; none for a built-in line.
    entered: Option<Uuid>,
    value: String,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
    legal_basis: String,
    known: &'static str,
    is_in_force: bool,
}

/// A rule as the page shows it.
struct Shown {
    id: String,
    label: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "rules/list.html")]
struct ListPage {
    page: Page,
    rules: Vec<Shown>,
    today: Date,
    may_manage: bool,
    sees_journal: bool,
}

#[derive(Template)]
#[template(path = "rules/new.html")]
struct NewPage {
    page: Page,
    form: FormState,
    rules: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "rules/end.html")]
struct EndPage {
    page: Page,
    form: FormState,
    rule: OfficeRule,
    label: String,
    value: String,
}

/// A day off as the page shows it.
struct DayRow {
    day: Date,
    weekday: &'static str,
    name: String,
    kind: &'static str,
    legal_basis: String,
    is_assumed: bool,
    is_from_memory: bool,
}

#[derive(Template)]
#[template(path = "rules/days_off.html")]
struct DaysOffPage {
    page: Page,
    year: i16,
    rows: Vec<DayRow>,
    assumed: usize,
    years: Vec<(String, String, bool)>,
}

/// Numbers as people write them: `7, 3, 1`, `có`.
fn numbers(page: &Page, value: &[i64], unit: &str) -> String {
    match (unit.is_empty(), value) {
        (true, [1]) => page.t("rules-yes"),
        (true, [0]) => page.t("rules-no"),
        _ => {
            let numbers: Vec<String> = value.iter().map(|number| page.count(*number)).collect();
            let written = numbers.join(", ");
            if unit.is_empty() {
                written
            } else {
                format!("{written} {unit}")
            }
        }
    }
}

fn shown(page: &Page, view: RuleView) -> Shown {
    let in_force = view.in_force.as_ref();
    let (label, unit) = view
        .built_in
        .first()
        .map(|line| (line.label.clone(), line.unit.clone()))
        .unwrap_or_default();
    let entered = view.office.iter().rev().map(|own| Line {
        entered: Some(own.id),
        value: numbers(page, &own.value, &unit),
        valid_from: Some(own.valid_from),
        valid_to: own.valid_to,
        legal_basis: own.legal_basis.clone(),
        known: "office",
        is_in_force: in_force.is_some_and(|line| {
            line.known == domain::rules::Known::Office
                && (line.valid_from, line.valid_to) == (Some(own.valid_from), own.valid_to)
        }),
    });
    let entered: Vec<Line> = entered.collect();
    let built_in = view.built_in.iter().map(|line: &Rule| Line {
        entered: None,
        value: numbers(page, &line.value, &unit),
        valid_from: line.valid_from,
        valid_to: line.valid_to,
        legal_basis: line.legal_basis.clone(),
        known: line.known.word(),
        is_in_force: in_force == Some(line),
    });
    let lines = entered.into_iter().chain(built_in).collect();
    Shown {
        id: view.id,
        label,
        lines,
    }
}

async fn list(signed: Signed, State(app): State<Shared>) -> Answer {
    let acting = signed.may::<SignedIn>()?;
    let rules = office::rules::list(&app.office, &acting).await?;
    let page = signed.page(Section::Rules);
    show(&ListPage {
        rules: rules.into_iter().map(|view| shown(&page, view)).collect(),
        page,
        today: acting.today,
        may_manage: signed.holds::<ManageRules>(),
        sees_journal: signed.holds::<Audit>(),
    })
}

fn new_page(signed: &Signed, form: FormState) -> NewPage {
    let mut rules: Vec<(String, String)> = Vec::new();
    for rule in domain::rules::known_rules() {
        if !rules.iter().any(|(id, _)| *id == rule.id) {
            let unit = if rule.unit.is_empty() {
                String::new()
            } else {
                format!(" ({})", rule.unit)
            };
            rules.push((rule.id.clone(), format!("{}{unit}", rule.label)));
        }
    }
    NewPage {
        page: signed.page(Section::Rules),
        form: form.labelled(LABELS),
        rules,
    }
}

/// Which rule is to be set.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    rule: String,
}

async fn ask_new(signed: Signed, Query(which): Query<Which>) -> Answer {
    let today = signed.may::<ManageRules>()?.today;
    let form = FormState::blank()
        .with("rule", which.rule)
        .with("valid_from", written::day(today));
    show(&new_page(&signed, form))
}

async fn set(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageRules>(form.state.request_id())?;
    let done = office::rules::set(&app.office, &acting, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying("/rules", Message::new("done-rule-set"))),
        Err(faults) => show_as(NOT_TAKEN, &new_page(&signed, form.state.refused(faults))),
    }
}

async fn end_page(app: &App, signed: &Signed, id: Uuid, form: FormState) -> Result<EndPage, Problem> {
    let page = signed.page(Section::Rules);
    let views = office::rules::list(&app.office, &signed.may()?).await?;
    let found = views.into_iter().find_map(|view| {
        let rule = view.office.iter().find(|rule| rule.id == id)?.clone();
        let line = view.built_in.first()?;
        Some((rule, line.label.clone(), line.unit.clone()))
    });
    let (rule, label, unit) = found.ok_or_else(Problem::not_found)?;
    Ok(EndPage {
        value: numbers(&page, &rule.value, &unit),
        form: form.labelled(LABELS),
        page,
        rule,
        label,
    })
}

async fn ask_end(signed: Signed, State(app): State<Shared>, Path(id): Path<Uuid>) -> Answer {
    let today = signed.may::<ManageRules>()?.today;
    let mut page = end_page(&app, &signed, id, FormState::blank()).await?;
    page.form = page
        .form
        .of_version(page.rule.version)
        .with("last_day", written::day(today));
    show(&page)
}

async fn end(signed: Signed, State(app): State<Shared>, Path(id): Path<Uuid>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageRules>(form.state.request_id())?;
    let done = office::rules::end(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying("/rules", Message::new("done-rule-ended"))),
        Err(faults) => show_as(
            NOT_TAKEN,
            &end_page(&app, &signed, id, form.state.refused(faults)).await?,
        ),
    }
}

/// Which year.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Year {
    year: String,
}

/// Years whose days off can be asked for: those that the calendar lays out.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 2013..=2100;

/// The word of a sort of day off, for strings and the API.
pub(super) fn kind_word(kind: OffKind) -> &'static str {
    match kind {
        OffKind::Rest => "rest",
        OffKind::Holiday => "holiday",
        OffKind::Compensation => "compensation",
        OffKind::Exchange => "exchange",
    }
}

fn weekday_word(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

async fn days_off(signed: Signed, State(app): State<Shared>, Query(asked): Query<Year>) -> Answer {
    let today = signed.may::<SignedIn>()?.today;
    let year = match asked.year.trim() {
        "" => today.year(),
        written => written
            .parse()
            .ok()
            .filter(|year| YEARS.contains(year))
            .ok_or_else(Problem::not_found)?,
    };
    let rows = rows(app.office.calendar(), year);
    let shown = [year - 1, year, year + 1]
        .into_iter()
        .filter(|year| YEARS.contains(year));
    show(&DaysOffPage {
        page: signed.page(Section::Rules),
        year,
        assumed: rows.iter().filter(|row| row.is_assumed).count(),
        rows,
        years: shown
            .map(|other| {
                (
                    format!("/rules/days-off?year={other}"),
                    other.to_string(),
                    other == year,
                )
            })
            .collect(),
    })
}

fn rows(calendar: &Calendar, year: i16) -> Vec<DayRow> {
    let days = calendar.holidays_between(date(year, 1, 1), date(year, 12, 31));
    days.into_iter()
        .map(|(day, off)| DayRow {
            day,
            weekday: weekday_word(day),
            name: off.name,
            kind: kind_word(off.kind),
            legal_basis: off.legal_basis,
            is_assumed: off.assumed,
            is_from_memory: off.from_memory,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use super::super::testing::TestApp;

    #[tokio::test]
    async fn a_rule_is_set_by_a_document_and_ended() {
        let app = TestApp::set_up().await;
        let list = app.get("/rules").await;
        assert!(list.body.contains("Đề xuất của chương trình") && list.body.contains("Theo trí nhớ, cần đối chiếu"));
        let wrong = [
            ("rule", "near_days"),
            ("value", "5 7"),
            ("valid_from", "1/12/2026"),
            ("legal_basis", ""),
        ];
        let refused = app.post("/rules", &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("value-error") && refused.body.contains("legal_basis-error"));
        let fields = [
            ("rule", "near_days"),
            ("value", "5"),
            ("valid_from", "1/11/2026"),
            ("legal_basis", "Quyết định số 12/QĐ-UBND"),
        ];
        assert_eq!(app.post("/rules", &fields).await.status, 303);
        let list = app.get("/rules").await;
        assert!(
            list.body.contains("5 ngày") && list.body.contains("12/QĐ-UBND"),
            "{}",
            list.body
        );
        let at = list.body.find("/end\"").unwrap();
        let address = list.body[..at].rsplit('"').next().unwrap();
        let ended = app
            .post(
                &format!("{address}/end"),
                &[("version", "1"), ("last_day", "26/11/2026")],
            )
            .await;
        assert_eq!(ended.status, 303, "{address} {}", ended.body);
        assert!(app.get("/rules").await.body.contains("26/11/2026"));
    }

    #[tokio::test]
    async fn who_may_not_set_rules_sees_no_button() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::Leader).await;
        let list = app.get("/rules?lang=en").await;
        assert!(list.status == 200 && !list.body.contains("/rules/new"));
    }

    #[tokio::test]
    async fn days_off_have_their_basis_and_say_what_is_assumed() {
        let app = TestApp::set_up().await;
        let year = app.get("/rules/days-off?year=2026").await;
        assert!(
            year.body.contains("Quốc khánh") && year.body.contains("Bộ luật Lao động 2019"),
            "{}",
            year.body
        );
        let later = app.get("/rules/days-off?year=2031").await;
        assert!(later.body.contains("chưa công bố"), "{}", later.body);
        assert_eq!(app.get("/rules/days-off?year=1900").await.status, 404);
        assert!(app.get("/rules/days-off").await.body.contains("2026"));
    }
}
