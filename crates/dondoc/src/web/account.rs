//! The own account: password, sessions, second factor, language.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use domain::rights::See;
use jiff::Timestamp;

use super::app::Shared;
use super::extract::Path;
use super::form::{FieldError, Form, FormState, FromForm, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to, go_to_saying, show, show_as};
use super::routes::Router;
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/account", get(account))
        .route("/account/password", get(ask_password).post(change_password))
        .route("/account/sessions/revoke", get(ask_revoke_others).post(revoke_others))
        .route("/account/sessions/{session}/revoke", post(revoke))
        .route("/account/second-factor", get(second_factor).post(confirm_second_factor))
        .route(
            "/account/second-factor/remove",
            get(ask_remove).post(remove_second_factor),
        )
}

/// A session as the list shows it.
#[derive(Debug, Clone)]
pub(crate) struct SessionView {
    /// Identifier, which is not the token.
    pub id: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub last_seen: Timestamp,
    /// From where.
    pub address: String,
    /// What the browser says it is.
    pub agent: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

impl SessionView {
    /// Browser and system in two words, as people know them.
    pub(crate) fn browser(&self) -> String {
        let first = |words: &[&'static str]| words.iter().copied().find(|word| self.agent.contains(word));
        let browser = first(&["Edg", "CocCoc", "coc_coc", "Firefox", "Chrome", "Safari"]).map(|word| match word {
            "Edg" => "Edge",
            "CocCoc" | "coc_coc" => "Cốc Cốc",
            other => other,
        });
        let system = first(&["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"]);
        match (browser, system) {
            (Some(browser), Some(system)) => format!("{browser}, {system}"),
            (Some(word), None) | (None, Some(word)) => word.to_owned(),
            (None, None) => "–".to_owned(),
        }
    }
}

/// What the page of the account shows.
#[derive(Debug, Clone)]
pub(crate) struct Sessions {
    /// The sessions, the latest first.
    pub sessions: Vec<SessionView>,
    /// Whether signing in asks for a code.
    pub has_second_factor: bool,
}

/// A second factor that is not in force yet.
#[derive(Debug, Clone)]
pub(crate) struct NewSecondFactor {
    /// The secret in base 32, to be typed into the application.
    pub secret: String,
    /// The link that opens the application: `otpauth://totp/…`.
    pub link: String,
    /// Proof that this program made the secret.
    pub seal: String,
}

impl NewSecondFactor {
    /// The secret in groups of four, as it is typed.
    fn grouped(&self) -> String {
        let letters: Vec<char> = self.secret.chars().collect();
        letters
            .chunks(4)
            .map(|group| group.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    page: Page,
    login: String,
    name: String,
    role: String,
    agency: Option<String>,
    account: Sessions,
    sees_tasks: bool,
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordPage {
    page: Page,
    form: FormState,
    is_demanded: bool,
}

#[derive(Template)]
#[template(path = "account/revoke.html")]
struct RevokePage {
    page: Page,
    form: FormState,
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
struct SecondFactorPage {
    page: Page,
    form: FormState,
    new: NewSecondFactor,
}

#[derive(Template)]
#[template(path = "account/second_factor_remove.html")]
struct RemovePage {
    page: Page,
    form: FormState,
}

async fn account(signed: Signed, State(app): State<Shared>) -> Answer {
    let account = app.sessions(&signed.token).await?;
    let page = signed.page(Section::Account);
    let sees_tasks = signed.acting().is_ok_and(|acting| acting.may::<See>().is_ok());
    let who = signed.who;
    show(&AccountPage {
        page,
        sees_tasks,
        login: who.login,
        name: who.name,
        role: who.role,
        agency: who.agency,
        account,
    })
}

struct Passwords {
    old: String,
    new: String,
}

impl FromForm for Passwords {
    const LABELS: Labels = &[
        ("old", "account-password-old"),
        ("new", "account-password-new"),
        ("again", "account-password-again"),
    ];

    fn read(form: &mut FormState) -> Option<Self> {
        let old = form.secret("old");
        let new = form.secret("new");
        let again = form.secret("again");
        if new.is_some() && again.is_some() && new != again {
            form.refuse(FieldError::new("again", "account-password-differs"));
        }
        Some(Self { old: old?, new: new? })
    }
}

async fn ask_password(signed: Signed) -> Answer {
    show(&password_page(&signed, FormState::blank()))
}

async fn change_password(signed: Signed, State(app): State<Shared>, form: Form<Passwords>) -> Answer {
    let Form { state, read } = form;
    let Some(given) = read else {
        return show_as(NOT_TAKEN, &password_page(&signed, state));
    };
    match app.change_password(&signed.token, &given.old, &given.new).await? {
        Ok(()) => Ok(go_to_saying("/account", Message::new("done-password-changed"))),
        Err(errors) => show_as(NOT_TAKEN, &password_page(&signed, state.refused(errors))),
    }
}

fn password_page(signed: &Signed, form: FormState) -> PasswordPage {
    PasswordPage {
        page: signed.page(Section::Account),
        form,
        is_demanded: signed.who.must_change_password,
    }
}

/// A form that asks nothing but to be sent.
struct Plain;

impl FromForm for Plain {
    fn read(form: &mut FormState) -> Option<Self> {
        form.request().map(|_| Self)
    }
}

async fn ask_revoke_others(signed: Signed) -> Answer {
    show(&RevokePage {
        page: signed.page(Section::Account),
        form: FormState::blank(),
    })
}

async fn revoke_others(signed: Signed, State(app): State<Shared>, form: Form<Plain>) -> Answer {
    if form.read.is_none() {
        return show_as(
            NOT_TAKEN,
            &RevokePage {
                page: signed.page(Section::Account),
                form: form.state,
            },
        );
    }
    app.revoke(&signed.token, None).await?;
    Ok(go_to_saying("/account", Message::new("done-sessions-revoked")))
}

async fn revoke(signed: Signed, State(app): State<Shared>, Path(session): Path<uuid::Uuid>) -> Answer {
    app.revoke(&signed.token, Some(&session.to_string())).await?;
    Ok(go_to_saying("/account", Message::new("done-session-revoked")))
}

struct Code(String);

impl FromForm for Code {
    const LABELS: Labels = &[("code", "sign-in-code")];

    fn read(form: &mut FormState) -> Option<Self> {
        form.words("code", 20)
            .map(|code| Self(code.split_whitespace().collect()))
    }
}

async fn second_factor(signed: Signed, State(app): State<Shared>) -> Answer {
    if app.sessions(&signed.token).await?.has_second_factor {
        return Ok(go_to("/account"));
    }
    let new = app.new_second_factor(&signed.token).await?;
    show(&SecondFactorPage {
        page: signed.page(Section::Account),
        form: FormState::blank(),
        new,
    })
}

async fn confirm_second_factor(signed: Signed, State(app): State<Shared>, form: Form<Code>) -> Answer {
    let Form { mut state, read } = form;
    // The secret that is in the application already: a mistyped code does not make another one.
    let secret = state.value("secret").to_owned();
    let new = NewSecondFactor {
        link: office::users::second_factor_uri(&signed.visitor().user, &secret),
        seal: state.value("seal").to_owned(),
        secret,
    };
    if let Some(Code(code)) = read {
        match app.confirm_second_factor(&signed.token, &new, &code).await? {
            Ok(()) => return Ok(go_to_saying("/account", Message::new("done-second-factor-set"))),
            Err(errors) => state = state.refused(errors),
        }
    }
    show_as(
        NOT_TAKEN,
        &SecondFactorPage {
            page: signed.page(Section::Account),
            form: state,
            new,
        },
    )
}

struct PasswordAndCode(String, String);

impl FromForm for PasswordAndCode {
    const LABELS: Labels = &[("password", "sign-in-password"), ("code", "sign-in-code")];

    fn read(form: &mut FormState) -> Option<Self> {
        let password = form.secret("password");
        let code = form.words("code", 20).map(|code| code.split_whitespace().collect());
        Some(Self(password?, code?))
    }
}

async fn ask_remove(signed: Signed) -> Answer {
    show(&RemovePage {
        page: signed.page(Section::Account),
        form: FormState::blank(),
    })
}

async fn remove_second_factor(signed: Signed, State(app): State<Shared>, form: Form<PasswordAndCode>) -> Answer {
    let Form { mut state, read } = form;
    if let Some(PasswordAndCode(password, code)) = read {
        match app.remove_second_factor(&signed.token, &password, &code).await? {
            Ok(()) => return Ok(go_to_saying("/account", Message::new("done-second-factor-removed"))),
            Err(errors) => state = state.refused(errors),
        }
    }
    show_as(
        NOT_TAKEN,
        &RemovePage {
            page: signed.page(Section::Account),
            form: state,
        },
    )
}
