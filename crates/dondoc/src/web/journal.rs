//! The journal for auditor and administrator: its lines, both sides of each change, and the attempts to sign in.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::Kind;
use domain::id::UserId;
use domain::rights::{Audit, ManageUsers, ReadReports, See, SignedIn, Take};
use office::journal::{JournalFilter, Line};
use office::sessions::{SignInAttempt, WhichAttempts};
use serde::Deserialize;
use uuid::Uuid;

use super::app::Shared;
use super::extract::{Path, Query};
use super::fields::{self, Names};
use super::form::{FieldError, FormState};
use super::navigation::Section;
use super::page::{Answer, Page, show};
use super::problem::{Difference, Problem};
use super::routes::Router;
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/journal", get(list))
        .route("/journal/sign-ins", get(attempts))
        .route("/journal/{seq}", get(one))
}

/// What the list is asked for, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    actor: String,
    from: String,
    to: String,
    subject: String,
    before: String,
}

/// A line with its words.
struct Row {
    line: Line,
    action: String,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "journal/list.html")]
struct ListPage {
    page: Page,
    form: FormState,
    rows: Vec<Row>,
    kinds: Vec<&'static str>,
    users: Vec<(String, String)>,
    next: Option<String>,
    is_filtered: bool,
}

#[derive(Template)]
#[template(path = "journal/one.html")]
struct OnePage {
    page: Page,
    row: Row,
    differences: Vec<Difference>,
    is_new: bool,
    raw_before: Option<String>,
    raw_after: String,
}

/// What the attempts are asked for, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AskedAttempts {
    login: String,
    address: String,
    outcome: String,
    from: String,
    to: String,
    before: String,
}

#[derive(Template)]
#[template(path = "journal/sign_ins.html")]
struct AttemptsPage {
    page: Page,
    form: FormState,
    attempts: Vec<SignInAttempt>,
    next: Option<String>,
}

/// The address of a list with what it is asked for; blank fields are left out.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let given: Vec<_> = pairs.iter().filter(|(_, value)| !value.trim().is_empty()).collect();
    let query = serde_urlencoded::to_string(given).unwrap_or_default();
    format!("{path}?{query}")
}

/// The page of a record, for those who may see it.
fn address_of(kind: Kind, subject: Uuid, after: Option<&serde_json::Value>, signed: &Signed) -> Option<String> {
    let sees_tasks = signed.holds::<See>();
    match kind {
        Kind::Agency => Some(format!("/agencies/{subject}")),
        Kind::Rule => Some("/rules".to_owned()),
        Kind::DaysOff => Some("/rules/days-off".to_owned()),
        Kind::User => signed.holds::<ManageUsers>().then(|| format!("/users/{subject}")),
        Kind::Directive => sees_tasks.then(|| format!("/directives/{subject}")),
        Kind::Urging => sees_tasks.then(|| format!("/urgings/{subject}")),
        Kind::Task => sees_tasks.then(|| format!("/tasks/{subject}")),
        Kind::Import => signed.holds::<Take>().then(|| format!("/imports/{subject}")),
        Kind::Report => {
            let task = after?.get("task")?.as_str()?;
            sees_tasks.then(|| format!("/tasks/{task}"))
        }
        Kind::PeriodicReport => signed
            .holds::<ReadReports>()
            .then(|| format!("/periodic-reports/{subject}")),
        Kind::Province | Kind::File => None,
    }
}

/// What was done, in words; an act without words keeps its name.
fn action(page: &Page, action: &str) -> String {
    let key = format!("action-{}", action.replace(['.', '_'], "-"));
    if page.language().has(&key) {
        page.t(&key)
    } else {
        action.to_owned()
    }
}

async fn list(signed: Signed, State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    let acting = signed.may::<Audit>()?;
    let mut form = FormState::blank()
        .with("kind", &asked.kind)
        .with("actor", &asked.actor)
        .with("from", &asked.from)
        .with("to", &asked.to)
        .with("subject", &asked.subject);
    let subject = asked.subject.trim();
    if !subject.is_empty() && subject.parse::<Uuid>().is_err() {
        form.refuse(FieldError::new("subject", "journal-not-a-subject"));
    }
    let filter = JournalFilter {
        kind: Kind::from_word(&asked.kind),
        subject: subject.parse().ok(),
        actor: asked.actor.trim().parse::<UserId>().ok(),
        from: form.optional_day("from").flatten(),
        to: form.optional_day("to").flatten(),
        before: asked.before.trim().parse().ok(),
    };
    let found = office::journal::entries(&app.office, &acting, &filter).await?;
    let users = office::users::names(
        &app.office,
        &acting.may::<SignedIn>().map_err(|_| Problem::not_allowed())?,
    )
    .await?;
    let mut users: Vec<(String, String)> = users.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    users.sort_by_cached_key(|(_, name)| text::collation_key(name));
    let page = signed.page(Section::Journal);
    let row = |line: Line| Row {
        action: action(&page, &line.action),
        address: address_of(line.kind, line.subject, None, &signed),
        line,
    };
    let rows = found.lines.into_iter().map(row).collect();
    let next = found.next.map(|before| {
        let before = before.to_string();
        let pairs = [
            ("kind", asked.kind.as_str()),
            ("actor", &asked.actor),
            ("from", &asked.from),
            ("to", &asked.to),
            ("subject", &asked.subject),
            ("before", &before),
        ];
        address("/journal", &pairs)
    });
    let is_filtered = filter != JournalFilter::default();
    show(&ListPage {
        page,
        form,
        rows,
        kinds: Kind::ALL.into_iter().map(Kind::word).collect(),
        users,
        next,
        is_filtered,
    })
}

async fn one(signed: Signed, State(app): State<Shared>, Path(seq): Path<i64>) -> Answer {
    let acting = signed.may::<Audit>()?;
    let change = office::journal::change(&app.office, &acting, seq).await?;
    let change = change.ok_or_else(Problem::not_found)?;
    let page = signed.page(Section::Journal);
    let names = Names::load(&app, signed.acting()?).await?;
    let language = page.language();
    let differences = change.differences.iter().map(|difference| Difference {
        field: fields::label(&difference.path, &names, language),
        yours: fields::value(&difference.path, difference.before.as_ref(), &names, language),
        theirs: fields::value(&difference.path, difference.after.as_ref(), &names, language),
    });
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap_or_default();
    show(&OnePage {
        differences: differences.collect(),
        is_new: change.before.is_none(),
        raw_before: change.before.as_ref().map(pretty),
        raw_after: pretty(&change.after),
        row: Row {
            action: action(&page, &change.line.action),
            address: address_of(change.line.kind, change.line.subject, Some(&change.after), &signed),
            line: change.line,
        },
        page,
    })
}

async fn attempts(signed: Signed, State(app): State<Shared>, Query(asked): Query<AskedAttempts>) -> Answer {
    let acting = signed.may::<Audit>()?;
    let mut form = FormState::blank()
        .with("login", &asked.login)
        .with("address", &asked.address)
        .with("outcome", &asked.outcome)
        .with("from", &asked.from)
        .with("to", &asked.to);
    let given = |typed: &str| Some(typed.trim().to_owned()).filter(|typed| !typed.is_empty());
    let which = WhichAttempts {
        login: given(&asked.login),
        address: given(&asked.address),
        succeeded: match asked.outcome.as_str() {
            "succeeded" => Some(true),
            "failed" => Some(false),
            _ => None,
        },
        from: form.optional_day("from").flatten(),
        to: form.optional_day("to").flatten(),
        before: asked.before.trim().parse().ok(),
    };
    let found = office::sessions::attempts(&app.office, &acting, &which).await?;
    let next = found.next.map(|before| {
        let before = before.to_string();
        let pairs = [
            ("login", asked.login.as_str()),
            ("address", &asked.address),
            ("outcome", &asked.outcome),
            ("from", &asked.from),
            ("to", &asked.to),
            ("before", &before),
        ];
        address("/journal/sign-ins", &pairs)
    });
    show(&AttemptsPage {
        page: signed.page(Section::Journal),
        form,
        attempts: found.attempts,
        next,
    })
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use super::super::testing::TestApp;

    #[tokio::test]
    async fn an_auditor_reads_both_sides_of_a_change() {
        let app = TestApp::set_up().await;
        let user = app.user(Role::Clerk).await;
        let version = user.version.to_string();
        let fields = [
            ("version", version.as_str()),
            ("name", "Tên sau khi sửa"),
            ("role", "clerk"),
        ];
        assert_eq!(app.post(&format!("/users/{}", user.id), &fields).await.status, 303);
        app.sign_in_as(Role::Auditor).await;
        let list = app.get(&format!("/journal?subject={}", user.id)).await;
        for part in ["Sửa người dùng", "Phạm Thị Quản Trị", "Người dùng"] {
            assert!(list.body.contains(part), "{part}: {}", list.body);
        }
        let at = list.body.find("href=\"/journal/").unwrap() + "href=\"".len();
        let mut rest = &list.body[at..];
        while rest.starts_with("/journal/sign-ins") {
            let at = rest.find("href=\"/journal/").unwrap() + "href=\"".len();
            rest = &rest[at..];
        }
        let one = app.get(rest.split('"').next().unwrap()).await;
        for part in [&user.name, "Tên sau khi sửa", "Không", "hash"] {
            assert!(one.body.contains(part), "{part}: {}", one.body);
        }
        assert!(
            !one.body.contains(&format!("/users/{}", user.id)),
            "an auditor has no page of users"
        );
    }

    #[tokio::test]
    async fn the_journal_is_asked_for_by_kind_day_and_user() {
        let app = TestApp::set_up().await;
        let agencies = app.get("/journal?kind=agency").await;
        assert!(agencies.body.contains("rel=\"next\""), "{}", agencies.body);
        let before = app.get("/journal?to=26/11/2026").await;
        assert!(before.body.contains("class=\"empty\""), "{}", before.body);
        let wrong = app.get("/journal?from=31/2/2026&subject=x&lang=en").await;
        assert!(wrong.body.contains("from-error") && wrong.body.contains("subject-error"));
        assert_eq!(app.get("/journal/999999").await.status, 404);
        assert_eq!(app.get("/journal/x").await.status, 404);
    }

    #[tokio::test]
    async fn failed_attempts_to_sign_in_are_seen() {
        let app = TestApp::set_up().await;
        app.forget();
        app.post("/sign-in", &[("login", "ai-do"), ("password", "đoán mò thôi mà")])
            .await;
        app.sign_in_as(Role::Auditor).await;
        let failed = app.get("/journal/sign-ins?outcome=failed").await;
        assert!(
            failed.body.contains("ai-do") && !failed.body.contains("quantri"),
            "{}",
            failed.body
        );
        let own = app.get("/journal/sign-ins?login=quantri&lang=en").await;
        assert!(own.body.contains("127.0.0.1") && !own.body.contains("ai-do"));
    }
}
