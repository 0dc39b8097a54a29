//! The first page of an empty program: which province, which office, who administers it.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::get;
use gazetteer::Gazetteer;
use serde::Deserialize;

use super::app::{App, Shared};
use super::extract::Query;
use super::form::{FieldError, Form, FormState, FromForm, Labels};
use super::page::{Answer, NOT_TAKEN, Page, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sign_in::{client, signed_in};
use super::visit::Visit;

/// Where it is.
pub(crate) const ADDRESS: &str = "/first-run";

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route(ADDRESS, get(ask).post(set_up))
}

/// What the page asks for.
pub(crate) struct FirstRun {
    /// Code of the province.
    pub province: String,
    /// Name of the office.
    pub office: String,
    /// Name of the administrator on screen.
    pub name: String,
    /// Name to sign in with.
    pub login: String,
    /// Password.
    pub password: String,
    code: String,
}

impl FromForm for FirstRun {
    const LABELS: Labels = &[
        ("province", "first-run-province"),
        ("office", "first-run-office"),
        ("name", "first-run-name"),
        ("login", "sign-in-login"),
        ("password", "sign-in-password"),
        ("again", "account-password-repeat"),
        ("code", "first-run-code"),
    ];

    fn read(form: &mut FormState) -> Option<Self> {
        let province = form.choice::<String>("province");
        let province = province.filter(|code| {
            let is_known = provinces().iter().any(|(known, _)| known == code);
            if !is_known {
                form.refuse(FieldError::new("province", "form-not-a-choice"));
            }
            is_known
        });
        let office = form.words("office", 200);
        let name = form.words("name", 100);
        let login = form.words("login", 50);
        if login.as_deref().is_some_and(|login| !is_login(login)) {
            form.refuse(FieldError::new("login", "account-login-form"));
        }
        let password = form.secret("password");
        let again = form.secret("again");
        if password.is_some() && again.is_some() && password != again {
            form.refuse(FieldError::new("again", "account-password-differs"));
        }
        let code = form.value("code").trim().to_owned();
        let login = login?.to_lowercase();
        Some(Self {
            province: province?,
            office: office?,
            name: name?,
            login,
            password: password?,
            code,
        })
    }
}

/// Letters, digits, dot, dash and underscore: what every keyboard writes alike.
pub(crate) fn is_login(login: &str) -> bool {
    login.len() >= 3
        && login
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
}

/// The provinces of today, in Vietnamese order: code and name.
fn provinces() -> Vec<(&'static str, String)> {
    let standing = Gazetteer::compiled().places().iter();
    let mut provinces: Vec<_> = standing
        .filter(|place| place.level() == gazetteer::Level::Province && place.stands())
        .map(|place| (place.code, place.full_name()))
        .collect();
    provinces.sort_by_cached_key(|(_, name)| text::collation_key(bare(name)));
    provinces.dedup();
    provinces
}

/// The name without its type word, by which people look for it.
fn bare(name: &str) -> &str {
    ["Tỉnh ", "Thành phố "]
        .iter()
        .find_map(|word| name.strip_prefix(word))
        .unwrap_or(name)
}

#[derive(Template)]
#[template(path = "first_run/first_run.html")]
struct FirstRunPage {
    page: Page,
    form: FormState,
    provinces: Vec<(&'static str, String)>,
    is_code_asked: bool,
}

#[derive(Deserialize)]
struct WithCode {
    #[serde(default)]
    code: String,
}

async fn ask(visit: Visit, State(app): State<Shared>, Query(query): Query<WithCode>) -> Answer {
    if app.office().is_some() {
        return Err(Problem::not_found());
    }
    show(&page(&visit, FormState::blank().with("code", query.code)))
}

async fn set_up(visit: Visit, State(app): State<Shared>, headers: HeaderMap, form: Form<FirstRun>) -> Answer {
    if app.office().is_some() {
        return Err(Problem::not_found());
    }
    let Form { state, read } = form;
    let Some(first) = read else {
        return show_as(NOT_TAKEN, &page(&visit, state));
    };
    if !is_allowed(&app, &visit, &first.code)? {
        let form = state.refused([FieldError::new("code", "first-run-code-wrong")]);
        return show_as(NOT_TAKEN, &page(&visit, form));
    }
    match app.set_up(first, client(&visit, &headers)).await? {
        Ok(token) => Ok(signed_in(&token, "/", &visit)),
        Err(errors) => show_as(NOT_TAKEN, &page(&visit, state.refused(errors))),
    }
}

fn page(visit: &Visit, form: FormState) -> FirstRunPage {
    FirstRunPage {
        page: Page::new(visit),
        form,
        provinces: provinces(),
        is_code_asked: !visit.address.is_loopback(),
    }
}

/// Whoever sits at the machine itself may set it up; from elsewhere only with the code that was printed there.
fn is_allowed(app: &App, visit: &Visit, code: &str) -> Result<bool, Problem> {
    if visit.address.is_loopback() {
        return Ok(true);
    }
    app.attempts_by_address
        .attempt(visit.address, app.now())
        .map_err(Problem::too_many)?;
    Ok(code == app.setup_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_34_provinces_of_today_in_order() {
        let provinces = provinces();
        assert_eq!(provinces.len(), 34);
        let names: Vec<&str> = provinces.iter().map(|(_, name)| bare(name)).collect();
        assert_eq!((names.first(), names.last()), (Some(&"An Giang"), Some(&"Vĩnh Long")));
        assert!(
            provinces.contains(&("51", "Tỉnh Quảng Ngãi".to_owned())),
            "{provinces:?}"
        );
    }
}
