//! Reminders: the outbox for the administrator, and everybody's own digests with where they go.

pub(crate) mod letter;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use domain::id::DigestId;
use domain::rights::{ManageUsers, SignedIn};
use office::reminders::{Outbox, OutgoingItem, OwnDigest, OwnReminders, Standing};
use serde::Deserialize;

use super::app::{App, Shared};
use super::extract::{Path, Query};
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/reminders", get(list))
        .route("/reminders/{digest}/retry", post(retry))
        .route("/account/reminders", get(own).post(set_own))
}

const LABELS: Labels = &[("email", "reminders-email"), ("off", "reminders-off")];

#[derive(Template)]
#[template(path = "reminders/list.html")]
struct ListPage {
    page: Page,
    way: Option<String>,
    outbox: Outbox,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "reminders/own.html")]
struct OwnPage {
    page: Page,
    form: FormState,
    optional: Vec<(&'static str, String)>,
    always: Vec<&'static str>,
    digests: Vec<OwnDigest>,
    is_sent: bool,
}

impl OwnPage {
    /// The deadline of a line, in words.
    fn by_when(&self, line: &OutgoingItem) -> String {
        line.item
            .due
            .map(|due| self.page.said(&letter::by_when(due, line.item.days_left)))
            .unwrap_or_default()
    }
}

/// Tone of the badge of a letter.
fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "waiting",
        Standing::Failing => "soon",
        Standing::GivenUp => "overdue",
        Standing::Sent => "done",
    }
}

/// Where a page begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Part {
    after: String,
}

async fn list(signed: Signed, State(app): State<Shared>, Query(part): Query<Part>) -> Answer {
    let acting = signed.may::<ManageUsers>()?;
    let outbox = office::reminders::list(&app.office, &acting, Some(&part.after)).await?;
    show(&ListPage {
        page: signed.page(Section::Users),
        way: app.mail.clone(),
        next: outbox.next.as_ref().map(|next| format!("/reminders?after={next}")),
        outbox,
    })
}

async fn retry(signed: Signed, State(app): State<Shared>, Path(digest): Path<DigestId>) -> Answer {
    let acting = signed.may::<ManageUsers>()?;
    office::reminders::retry(&app.office, &acting, digest).await?;
    Ok(go_to_saying("/reminders", Message::new("done-letter-retried")))
}

fn own_page(app: &App, signed: &Signed, own: OwnReminders, form: FormState) -> OwnPage {
    let page = signed.page(Section::Account);
    let sorts = |is_optional: bool| own.sorts.iter().filter(move |view| view.is_optional == is_optional);
    let named = |word: &'static str| (word, page.word("reminder-sort", word));
    OwnPage {
        form: form.labelled(LABELS),
        optional: sorts(true).map(|view| named(view.sort.word())).collect(),
        always: sorts(false).map(|view| view.sort.word()).collect(),
        page,
        digests: own.digests,
        is_sent: app.mail.is_some(),
    }
}

async fn own(signed: Signed, State(app): State<Shared>) -> Answer {
    let own = office::reminders::own(&app.office, signed.acting()?).await?;
    let mut form = FormState::blank()
        .of_version(own.version)
        .with("email", own.email.as_deref().unwrap_or_default());
    for view in own.sorts.iter().filter(|view| view.is_off) {
        form = form.with("off", view.sort.word());
    }
    show(&own_page(&app, &signed, own, form))
}

async fn set_own(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<SignedIn>(form.state.request_id())?;
    let done = office::reminders::set_own(&app.office, &acting, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying("/account/reminders", Message::new("done-reminders-set"))),
        Err(faults) => {
            let own = office::reminders::own(&app.office, signed.acting()?).await?;
            show_as(NOT_TAKEN, &own_page(&app, &signed, own, form.state.refused(faults)))
        }
    }
}

#[cfg(test)]
mod tests {
    use office::reminders::{NotSent, Outgoing, Post, make, send_due};

    use super::super::testing::{TestApp, moment};

    /// A mail server that takes what goes to one address, and tells of itself otherwise.
    struct Choosy;

    impl Post for Choosy {
        async fn send(&self, letter: &Outgoing) -> Result<(), NotSent> {
            if letter.address.starts_with("cat.daumoi@") {
                return Ok(());
            }
            Err(NotSent {
                why: "máy chủ thư không trả lời".to_owned(),
                is_final: letter.address.starts_with("lanhdao@"),
            })
        }
    }

    #[tokio::test]
    async fn the_administrator_sees_that_letters_left_and_readers_what_they_said() {
        let app = TestApp::demo().await;
        let made = make(&app.app.office, moment()).await.unwrap().unwrap();
        assert!(made > 3, "{made}");
        app.sign_in_to_demo("quantri").await;
        let before = app.get("/reminders").await;
        assert!(
            before.body.contains("chờ gửi") && !before.body.contains("đã gửi"),
            "{}",
            before.body
        );
        let sent = send_due(&app.app.office, moment(), &Choosy).await.unwrap();
        assert_eq!((sent.sent, sent.failed), (1, made - 1));
        let after = app.get("/reminders").await;
        for part in [
            "cat.daumoi@quangngai.example",
            "đã gửi",
            "chưa gửi được",
            "ngừng gửi",
            "máy chủ thư không trả lời",
        ] {
            assert!(after.body.contains(part), "{part}: {}", after.body);
        }
        assert!(
            !after.body.contains("/tasks/"),
            "who manages the system sees no task: {}",
            after.body
        );
        let at = after.body.find("/retry\"").unwrap();
        let address = format!("{}/retry", after.body[..at].rsplit('"').next().unwrap());
        assert_eq!(app.post(&address, &[]).await.status, 303);

        app.sign_in_to_demo("cat.daumoi").await;
        let own = app.get("/account/reminders").await;
        assert!(
            own.body.contains("27/11/2026") && own.body.contains("/tasks/"),
            "{}",
            own.body
        );
    }

    #[tokio::test]
    async fn what_the_rule_keeps_on_cannot_be_switched_off() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("cat.daumoi").await;
        let page = app.get("/account/reminders").await;
        let version = page.body.split("name=\"version\" value=\"").nth(1).unwrap();
        let version = version.split('"').next().unwrap();
        let wrong = [("version", version), ("email", "cat"), ("off", "late")];
        let refused = app.post("/account/reminders", &wrong).await;
        assert_eq!(refused.status, 422);
        for part in ["email-error", "Quy tắc của cơ quan không cho tắt"] {
            assert!(refused.body.contains(part), "{part}: {}", refused.body);
        }
        let right = [("version", version), ("email", "cat@tinh.example"), ("off", "due_soon")];
        assert_eq!(app.post("/account/reminders", &right).await.status, 303);
        let page = app.get("/account/reminders").await;
        assert!(page.body.contains("value=\"cat@tinh.example\"") && page.body.contains("value=\"due_soon\" checked"));
        let own = app.json("/api/account/reminders").await;
        assert_eq!(own["email"], "cat@tinh.example");
        assert_eq!(own["sorts"][0]["is_off"], true);
    }
}
