//! Signing in and out: login and password, then the code of the second factor where there is one.

use askama::Template;
use axum::extract::State;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use super::app::{App, Client, Shared};
use super::extract::Query;
use super::form::{FieldError, Form, FormState, FromForm, Labels};
use super::language::Message;
use super::navigation::first_page;
use super::page::{Answer, NOT_TAKEN, Page, go_to, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::session::{Token, cookie, set_cookie};
use super::visit::{Visit, local_path};

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-in/code", get(ask_code).post(give_code))
        .route("/sign-out", post(sign_out))
}

/// How far somebody has come.
pub(crate) enum SignInStep {
    /// Signed in.
    Done(Token),
    /// The password was right; the code of the second factor is still needed. The ticket says for whom.
    CodeNeeded(String),
    /// Not right.
    Refused,
    /// The ticket has run out: begin again.
    Again,
}

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct PasswordPage {
    page: Page,
    form: FormState,
}

#[derive(Template)]
#[template(path = "sign_in/code.html")]
struct CodePage {
    page: Page,
    form: FormState,
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

struct Credentials {
    login: String,
    password: String,
    next: String,
}

impl FromForm for Credentials {
    const LABELS: Labels = &[("login", "sign-in-login"), ("password", "sign-in-password")];

    fn read(form: &mut FormState) -> Option<Self> {
        let login = form.words("login", 100);
        let password = form.secret("password");
        let next = local_path(form.value("next")).to_owned();
        Some(Self {
            login: login?.to_lowercase(),
            password: password?,
            next,
        })
    }
}

struct Code {
    code: String,
    next: String,
}

impl FromForm for Code {
    const LABELS: Labels = &[("code", "sign-in-code")];

    fn read(form: &mut FormState) -> Option<Self> {
        // People write it as it is shown to them: 123 456.
        let code = form.words("code", 20).map(|code| code.split_whitespace().collect());
        let next = local_path(form.value("next")).to_owned();
        Some(Self { code: code?, next })
    }
}

/// Cookie with the ticket between password and code.
const TICKET: &str = "sign-in";

async fn home(visit: Visit, State(app): State<Shared>, headers: HeaderMap) -> Answer {
    let Some(token) = Token::of(&headers) else {
        return Ok(go_to("/sign-in"));
    };
    let Some(who) = app.acting(&token).await? else {
        return Ok(go_to("/sign-in"));
    };
    visit.met(&who);
    Ok(go_to(first_page(&who.role)))
}

async fn ask(visit: Visit, Query(query): Query<Next>) -> Answer {
    let form = FormState::blank().with("next", local_path(&query.next));
    show(&PasswordPage {
        page: Page::new(&visit),
        form,
    })
}

async fn sign_in(visit: Visit, State(app): State<Shared>, headers: HeaderMap, form: Form<Credentials>) -> Answer {
    let Form { state, read } = form;
    let Some(given) = read else {
        return ask_again(&visit, state);
    };
    attempt(&app, &visit, &given.login)?;
    let step = app
        .sign_in(&given.login, &given.password, client(&visit, &headers))
        .await?;
    match step {
        SignInStep::Done(token) => {
            app.attempts_by_login.forget(&given.login);
            Ok(signed_in(&token, &given.next, &visit))
        }
        SignInStep::CodeNeeded(ticket) => {
            let query = serde_urlencoded::to_string([("next", &given.next)]).unwrap_or_default();
            let mut response = go_to(&format!("/sign-in/code?{query}"));
            response.headers_mut().append(SET_COOKIE, ticket_cookie(&ticket, 300));
            Ok(response)
        }
        SignInStep::Refused | SignInStep::Again => {
            // Which of the two was wrong is not told.
            ask_again(&visit, state.refused([FieldError::new("password", "sign-in-wrong")]))
        }
    }
}

async fn ask_code(visit: Visit, headers: HeaderMap, Query(query): Query<Next>) -> Answer {
    if cookie(&headers, TICKET).is_none() {
        return Ok(go_to("/sign-in"));
    }
    let form = FormState::blank().with("next", local_path(&query.next));
    show(&CodePage {
        page: Page::new(&visit),
        form,
    })
}

async fn give_code(visit: Visit, State(app): State<Shared>, headers: HeaderMap, form: Form<Code>) -> Answer {
    let Form { state, read } = form;
    let Some(ticket) = cookie(&headers, TICKET) else {
        return Ok(go_to("/sign-in"));
    };
    let page = Page::new(&visit);
    let Some(given) = read else {
        return show_as(NOT_TAKEN, &CodePage { page, form: state });
    };
    attempt(&app, &visit, ticket)?;
    match app
        .sign_in_with_code(ticket, &given.code, client(&visit, &headers))
        .await?
    {
        SignInStep::Done(token) => {
            let mut response = signed_in(&token, &given.next, &visit);
            response.headers_mut().append(SET_COOKIE, ticket_cookie("", 0));
            Ok(response)
        }
        SignInStep::Again | SignInStep::CodeNeeded(_) => Ok(go_to("/sign-in")),
        SignInStep::Refused => {
            let form = state.refused([FieldError::new("code", "sign-in-code-wrong")]);
            show_as(NOT_TAKEN, &CodePage { page, form })
        }
    }
}

async fn sign_out(visit: Visit, State(app): State<Shared>, headers: HeaderMap) -> Answer {
    if let Some(token) = Token::of(&headers) {
        app.sign_out(&token).await?;
    }
    let mut response = go_to_saying("/sign-in", Message::new("done-signed-out"));
    response
        .headers_mut()
        .append(SET_COOKIE, Token::forgotten(visit.is_https));
    Ok(response)
}

fn ask_again(visit: &Visit, form: FormState) -> Answer {
    show_as(
        NOT_TAKEN,
        &PasswordPage {
            page: Page::new(visit),
            form,
        },
    )
}

/// Counts an attempt by address and by login.
///
/// # Errors
/// When there were too many.
pub(crate) fn attempt(app: &App, visit: &Visit, login: &str) -> Result<(), Problem> {
    let now = app.now();
    app.attempts_by_address
        .attempt(visit.address, now)
        .map_err(Problem::too_many)?;
    app.attempts_by_login
        .attempt(login.to_owned(), now)
        .map_err(Problem::too_many)
}

/// What the list of sessions shows of a browser.
pub(crate) fn client(visit: &Visit, headers: &HeaderMap) -> Client {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    Client {
        address: visit.address.to_string(),
        agent: agent.chars().take(300).collect(),
    }
}

/// Goes on signed in.
pub(crate) fn signed_in(token: &Token, path: &str, visit: &Visit) -> Response {
    let mut response = go_to(path).into_response();
    response.headers_mut().append(SET_COOKIE, token.kept(visit.is_https));
    response
}

fn ticket_cookie(ticket: &str, seconds: u32) -> HeaderValue {
    set_cookie(&format!(
        "{TICKET}={ticket}; Path=/sign-in; HttpOnly; SameSite=Strict; Max-Age={seconds}"
    ))
}
