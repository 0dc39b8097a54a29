//! Users, for the administrator: who may sign in, in which role, for which agency. And the page of rights, for everybody.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use domain::User;
use domain::id::{AgencyId, UserId};
use domain::rights::{ManageUsers, Role, SignedIn};
use office::agencies::AgencyFilter;
use office::users::InitialPassword;

use super::app::{App, Shared};
use super::extract::Path;
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/users", get(list).post(create))
        .route("/users/new", get(ask_new))
        .route("/users/rights", get(rights))
        .route("/users/{user}", get(one).post(edit))
        .route("/users/{user}/password", get(ask_reset).post(reset))
        .route("/users/{user}/second-factor", get(ask_switch_off).post(switch_off))
        .route("/users/{user}/sessions", get(ask_end_sessions).post(end_sessions))
}

const LABELS: Labels = &[
    ("login", "sign-in-login"),
    ("name", "users-name"),
    ("role", "users-role"),
    ("agency", "users-agency"),
];

/// A user in the list.
struct Row {
    user: User,
    agency: Option<String>,
}

#[derive(Template)]
#[template(path = "users/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    active: usize,
}

#[derive(Template)]
#[template(path = "users/new.html")]
struct NewPage {
    page: Page,
    form: FormState,
    roles: Vec<(&'static str, String)>,
    agencies: Vec<String>,
}

#[derive(Template)]
#[template(path = "users/one.html")]
struct OnePage {
    page: Page,
    form: FormState,
    roles: Vec<(&'static str, String)>,
    agencies: Vec<String>,
    user: User,
    agency: Option<String>,
}

#[derive(Template)]
#[template(path = "users/password.html")]
struct PasswordPage {
    page: Page,
    user: User,
    password: Option<String>,
    is_new: bool,
}

#[derive(Template)]
#[template(path = "users/confirm.html")]
struct ConfirmPage {
    page: Page,
    form: FormState,
    user: User,
    act: Act,
}

/// What is confirmed on a page of its own.
#[derive(Debug, Clone, Copy)]
struct Act {
    title: &'static str,
    question: &'static str,
    address: &'static str,
}

const RESET: Act = Act {
    title: "users-reset",
    question: "users-reset-question",
    address: "password",
};
const SWITCH_OFF: Act = Act {
    title: "users-switch-off",
    question: "users-switch-off-question",
    address: "second-factor",
};
const END_SESSIONS: Act = Act {
    title: "users-end-sessions",
    question: "users-end-sessions-question",
    address: "sessions",
};

/// A right with who holds it.
struct RightRow {
    word: &'static str,
    holds: Vec<(&'static str, bool)>,
}

#[derive(Template)]
#[template(path = "users/rights.html")]
struct RightsPage {
    page: Page,
    roles: Vec<&'static str>,
    rows: Vec<RightRow>,
    own: String,
}

fn roles(page: &Page) -> Vec<(&'static str, String)> {
    Role::ALL
        .into_iter()
        .map(|role| (role.word(), page.word("role", role.word())))
        .collect()
}

/// Names of the agencies that stand today, to choose from.
async fn agencies(app: &App, signed: &Signed) -> Result<Vec<String>, Problem> {
    let acting = signed.may::<SignedIn>()?;
    let standing = AgencyFilter {
        standing_on: Some(acting.today),
        ..Default::default()
    };
    let agencies = office::agencies::list(&app.office, &acting, &standing).await?;
    Ok(agencies.into_iter().map(|agency| agency.name).collect())
}

async fn list(signed: Signed, State(app): State<Shared>) -> Answer {
    let acting = signed.may::<ManageUsers>()?;
    let users = office::users::list(&app.office, &acting).await?;
    let agencies = office::agencies::list(&app.office, signed.acting()?, &AgencyFilter::default()).await?;
    let names: BTreeMap<AgencyId, String> = agencies.into_iter().map(|agency| (agency.id, agency.name)).collect();
    let row = |user: User| Row {
        agency: user.agency.and_then(|agency| names.get(&agency).cloned()),
        user,
    };
    show(&ListPage {
        page: signed.page(Section::Users),
        active: users.iter().filter(|user| user.active).count(),
        rows: users.into_iter().map(row).collect(),
    })
}

async fn new_page(app: &App, signed: &Signed, form: FormState) -> Result<NewPage, Problem> {
    let page = signed.page(Section::Users);
    Ok(NewPage {
        roles: roles(&page),
        agencies: agencies(app, signed).await?,
        form: form.labelled(LABELS),
        page,
    })
}

async fn ask_new(signed: Signed, State(app): State<Shared>) -> Answer {
    signed.may::<ManageUsers>()?;
    show(&new_page(&app, &signed, FormState::blank()).await?)
}

async fn create(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageUsers>(form.state.request_id())?;
    let done = office::users::create(&app.office, &acting, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(made) => show_password(&app, &signed, made, true).await,
        Err(faults) => show_as(NOT_TAKEN, &new_page(&app, &signed, form.state.refused(faults)).await?),
    }
}

/// The one time that a password is shown.
async fn show_password(app: &App, signed: &Signed, made: InitialPassword, is_new: bool) -> Answer {
    let user = office::users::one(&app.office, &signed.may()?, made.user).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    show_as(
        status,
        &PasswordPage {
            page: signed.page(Section::Users),
            user,
            password: made.password.map(|password| password.reveal().to_owned()),
            is_new,
        },
    )
}

async fn one_page(app: &App, signed: &Signed, user: User, form: FormState) -> Result<OnePage, Problem> {
    let page = signed.page(Section::Users);
    let agency = match user.agency {
        Some(agency) => office::agencies::name(&app.office, agency).await?,
        None => None,
    };
    Ok(OnePage {
        roles: roles(&page),
        agencies: agencies(app, signed).await?,
        form: form.labelled(LABELS),
        page,
        user,
        agency,
    })
}

async fn one(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>) -> Answer {
    let user = office::users::one(&app.office, &signed.may()?, user).await?;
    let mut page = one_page(&app, &signed, user, FormState::blank()).await?;
    let form = FormState::blank()
        .of_version(page.user.version)
        .with("name", &page.user.name)
        .with("role", page.user.role.word())
        .with("agency", page.agency.as_deref().unwrap_or_default());
    page.form = if page.user.active {
        form.with("active", "yes")
    } else {
        form
    };
    show(&page)
}

async fn edit(signed: Signed, State(app): State<Shared>, Path(id): Path<UserId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageUsers>(form.state.request_id())?;
    let done = office::users::edit(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(user) => Ok(go_to_saying(
            "/users",
            Message::new("done-user-saved").with("what", user.name),
        )),
        Err(faults) => {
            let user = office::users::one(&app.office, &acting, id).await?;
            let page = one_page(&app, &signed, user, form.state.refused(faults)).await?;
            show_as(NOT_TAKEN, &page)
        }
    }
}

async fn ask(signed: Signed, app: &App, user: UserId, act: Act) -> Answer {
    let user = office::users::one(&app.office, &signed.may()?, user).await?;
    show(&ConfirmPage {
        page: signed.page(Section::Users),
        form: FormState::blank(),
        user,
        act,
    })
}

async fn ask_reset(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>) -> Answer {
    ask(signed, &app, user, RESET).await
}

async fn reset(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageUsers>(form.state.request_id())?;
    let made = office::users::reset_password(&app.office, &acting, user).await?;
    show_password(&app, &signed, made, false).await
}

async fn ask_switch_off(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>) -> Answer {
    ask(signed, &app, user, SWITCH_OFF).await
}

async fn switch_off(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageUsers>(form.state.request_id())?;
    office::users::switch_off_second_factor(&app.office, &acting, user).await?;
    Ok(go_to_saying(
        &address(user),
        Message::new("done-user-second-factor-off"),
    ))
}

async fn ask_end_sessions(signed: Signed, State(app): State<Shared>, Path(user): Path<UserId>) -> Answer {
    ask(signed, &app, user, END_SESSIONS).await
}

async fn end_sessions(
    signed: Signed,
    State(app): State<Shared>,
    Path(user): Path<UserId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<ManageUsers>(form.state.request_id())?;
    office::sessions::revoke_all_of(&app.office, &acting, user).await?;
    Ok(go_to_saying(&address(user), Message::new("done-user-sessions-ended")))
}

fn address(user: UserId) -> String {
    format!("/users/{user}")
}

async fn rights(signed: Signed) -> Answer {
    signed.may::<SignedIn>()?;
    let row = |(word, holders): (&'static str, Vec<Role>)| RightRow {
        word,
        holds: Role::ALL
            .into_iter()
            .map(|role| (role.word(), holders.contains(&role)))
            .collect(),
    };
    let section = if signed.holds::<ManageUsers>() {
        Section::Users
    } else {
        Section::Account
    };
    show(&RightsPage {
        page: signed.page(section),
        roles: Role::ALL.into_iter().map(Role::word).collect(),
        rows: domain::rights::matrix().into_iter().map(row).collect(),
        own: signed.who.role,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestApp;
    use super::*;

    /// A value between two pieces of a page.
    fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
        page.split(before).nth(1).unwrap().split(after).next().unwrap()
    }

    #[tokio::test]
    async fn a_user_is_made_with_a_password_that_is_shown_once() {
        let app = TestApp::set_up().await;
        let request = uuid::Uuid::now_v7().to_string();
        let fields = [
            ("login", "cat.daumoi"),
            ("name", "Lê Văn Tám, cán bộ đầu mối"),
            ("role", "agency_officer"),
            ("agency", "Công an tỉnh"),
            ("request", &request),
        ];
        let body = serde_urlencoded::to_string(fields).unwrap();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        let made = app
            .ask("POST", "/users", &headers, Some(body.clone().into_bytes()))
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        let password = between(&made.body, "<code id=\"initial-password\">", "</code>");
        assert_eq!(password.len(), 19);

        let again = app.ask("POST", "/users", &headers, Some(body.into_bytes())).await;
        assert!(
            !again.body.contains(password) && again.body.contains("Lê Văn Tám"),
            "{}",
            again.body
        );
        let list = app.get("/users").await;
        assert!(
            list.body.contains("Lê Văn Tám") && list.body.contains("Công an tỉnh"),
            "{}",
            list.body
        );

        app.forget();
        let signed_in = app
            .post("/sign-in", &[("login", "cat.daumoi"), ("password", password)])
            .await;
        assert_eq!(signed_in.status, 303);
        assert_eq!(app.get("/agencies").await.header("location"), "/account/password");
    }

    #[tokio::test]
    async fn faults_stand_at_their_fields_and_what_was_typed_stays() {
        let app = TestApp::set_up().await;
        let fields = [
            ("login", "á"),
            ("name", "Lan"),
            ("role", "agency_head"),
            ("agency", "Sở Không Có"),
        ];
        let answer = app.post("/users", &fields).await;
        assert_eq!(answer.status, 422);
        for part in ["login-error", "agency-error", "“Sở Không Có”", "value=\"Lan\""] {
            assert!(answer.body.contains(part), "{part}: {}", answer.body);
        }
    }

    #[tokio::test]
    async fn a_second_editor_is_shown_the_difference_in_words() {
        let app = TestApp::set_up().await;
        let user = app.user(Role::Clerk).await;
        let address = address(user.id);
        let page = app.get(&address).await;
        let version = between(&page.body, "name=\"version\" value=\"", "\"").to_owned();
        let fields = |name: &'static str| {
            [
                ("version", version.clone()),
                ("name", name.into()),
                ("role", "clerk".into()),
                ("active", "yes".into()),
            ]
        };
        let first = fields("Người thứ nhất");
        let first: Vec<_> = first.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(app.post(&address, &first).await.status, 303);
        let second = fields("Người thứ hai");
        let second: Vec<_> = second.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let overtaken = app.post(&address, &second).await;
        assert_eq!(overtaken.status, 409);
        for part in ["Người thứ nhất", ">Tên<"] {
            assert!(overtaken.body.contains(part), "{part}: {}", overtaken.body);
        }
    }

    #[tokio::test]
    async fn the_acts_on_an_account_ask_first_and_say_what_was_done() {
        let app = TestApp::set_up().await;
        let user = app.user(Role::Auditor).await;
        let address = address(user.id);
        for act in ["password", "second-factor", "sessions"] {
            let question = app.get(&format!("{address}/{act}")).await;
            assert!(
                question.body.contains(&user.name) && question.status == 200,
                "{}",
                question.body
            );
        }
        assert_eq!(app.post(&format!("{address}/second-factor"), &[]).await.status, 303);
        assert_eq!(app.post(&format!("{address}/sessions"), &[]).await.status, 303);
        let told = app.get(&address).await;
        assert!(told.body.contains("Đã kết thúc"), "{}", told.body);
        let reset = app.post(&format!("{address}/password"), &[]).await;
        assert!(reset.body.contains("initial-password"), "{}", reset.body);
    }

    #[tokio::test]
    async fn the_last_administrator_stays() {
        let app = TestApp::set_up().await;
        let list = app.get("/users").await;
        let own = format!(
            "/users/{}",
            between(&list.body, "href=\"/users/0", "\"").trim_start_matches('0')
        );
        let own = own.replace("/users/", "/users/0");
        let fields = [("version", "1"), ("name", "Quản trị"), ("role", "administrator")];
        let answer = app.post(&own, &fields).await;
        assert_eq!(answer.status, 409, "{own} {}", answer.body);
        assert!(answer.body.contains("quản trị"), "{}", answer.body);
    }

    #[tokio::test]
    async fn everybody_reads_who_may_do_what() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::CommuneOfficer).await;
        for language in ["vi", "en"] {
            let page = app.get(&format!("/users/rights?lang={language}")).await;
            assert_eq!(page.status, 200);
            assert_eq!(page.body.matches("<tr").count(), domain::rights::matrix().len() + 1);
        }
    }
}
