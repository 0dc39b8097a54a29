//! The web: pages for people and the API for programs, over one office.
//!
//! A handler extracts, calls the office once and shows a template. Everything else is here, once: who asks
//! ([`session`]), in which language ([`visit`]), what a form means ([`form`]), what goes wrong ([`problem`]). A feature
//! is a module with `routes()` and, for its operations, `register()`; both are listed in [`router`] and [`api`].

mod account;
mod agencies;
mod api;
mod app;
mod assets;
mod attachment;
mod calendars;
mod days_off;
mod directives;
mod display;
mod extract;
mod fields;
mod figures;
mod first_run;
mod form;
#[cfg(test)]
mod frame;
#[cfg(any(test, debug_assertions))]
mod gallery;
mod imports;
mod input;
mod journal;
mod language;
mod leader;
mod limits;
mod marked_text;
mod navigation;
mod page;
mod periodic_reports;
mod places;
mod problem;
mod rate;
mod reminders;
#[cfg(test)]
mod rights_walk;
mod routes;
mod rules;
mod search;
mod security;
mod sent;
mod session;
mod sign_in;
#[cfg(test)]
mod strings;
mod tasks;
#[cfg(test)]
mod testing;
mod today;
mod uploads;
mod urgings;
mod users;
mod visit;
mod written;

use std::time::Instant;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::header::SET_COOKIE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

pub(crate) use app::{App, Shared};
pub(crate) use reminders::letter;

use problem::Problem;
use routes::Router;
use session::Signed;
use visit::{Flash, LANGUAGE_COOKIE, Visit, language_asked, preference};

/// Everything that answers.
pub(crate) fn router(app: Shared) -> axum::Router {
    let (pages, _) = features().finish();
    // The last layer is the first that a request meets.
    pages
        // Whoever is signed in keeps their navigation on the page that tells it.
        .fallback(async |_: Result<Signed, Problem>| Problem::not_found())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        // The limit of each route is its own: limits::read.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(security::own_origin))
        .layer(from_fn_with_state(app.clone(), set_up_first))
        .layer(from_fn(limits::in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(problem::told))
        .layer(CompressionLayer::new())
        .layer(from_fn(security::headers))
        .layer(from_fn_with_state(app.clone(), looked_at))
        .layer(from_fn(logged))
        .with_state(app)
}

/// The routes of every feature.
fn features() -> Router {
    let pages = Router::new()
        .route("/health", get(health))
        .merge(assets::routes())
        .merge(display::routes())
        .merge(first_run::routes())
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(users::routes())
        .merge(agencies::routes())
        .merge(places::routes())
        .merge(rules::routes())
        .merge(days_off::routes())
        .merge(reminders::routes())
        .merge(calendars::routes())
        .merge(journal::routes())
        .merge(today::routes())
        .merge(leader::routes())
        .merge(tasks::routes())
        .merge(figures::routes())
        .merge(periodic_reports::routes())
        .merge(urgings::routes())
        .merge(imports::routes())
        .merge(directives::routes())
        .merge(search::routes())
        .merge(api::routes());
    #[cfg(any(test, debug_assertions))]
    let pages = pages.merge(gallery::routes());
    pages
}

/// Ready: the program answers.
async fn health() -> &'static str {
    "ok\n"
}

/// Makes the [`Visit`] of a request, and the cookies that follow from it.
async fn looked_at(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::new(&parts, app.office());
    let language = language_asked(parts.uri.query().unwrap_or_default());
    parts.extensions.insert(visit.clone());
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if visit.is_flash_shown() {
        response.headers_mut().append(SET_COOKIE, Flash::shown());
    }
    if let Some(language) = language {
        response
            .headers_mut()
            .append(SET_COOKIE, preference(LANGUAGE_COOKIE, language.tag()));
    }
    response
}

/// What answers before the program is set up.
const BEFORE_SET_UP: [&str; 7] = [
    first_run::ADDRESS,
    "/health",
    "/display",
    "/favicon.ico",
    "/api",
    "/api/health",
    "/api/openapi.json",
];

/// Leads everybody to the first-run page until it is done.
async fn set_up_first(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if app.office().is_some() || BEFORE_SET_UP.contains(&path) || path.starts_with("/assets/") {
        return next.run(request).await;
    }
    if path.starts_with("/api/") {
        Problem::not_set_up()
    } else {
        Problem::elsewhere(first_run::ADDRESS)
    }
    .into_response()
}

/// One line for each request: the route and not the address, which may tell of persons.
async fn logged(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("-");
    if !route.starts_with("/assets/") && route != "/health" {
        let duration_ms = began.elapsed().as_millis();
        tracing::info!(%method, route, status = response.status().as_u16(), duration_ms, "answered {method} {route}");
    }
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Problem::internal(anyhow::anyhow!(
        "a handler panicked: {}",
        words.unwrap_or("without words")
    ))
    .into_response()
}
