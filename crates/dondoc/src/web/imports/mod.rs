//! Documents and trackers on their way to become tasks: taken in, decided on draft by draft, issued.
//!
//! A document's page shows its text at one side and a card for each draft at the other; a tracker's page shows a table of
//! what was understood of its rows. Both work by forms alone; `assets/review.js` adds the keyboard.

mod cards;
mod document;
mod drafts;
mod lists;
mod review;
#[cfg(test)]
mod tests;
mod tracker;

use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{get, post};
use domain::Import;
use domain::id::ImportId;
use domain::import::Stage;
use domain::rights::Take;

use super::app::Shared;
use super::limits;
use super::page::go_to;
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;

pub(crate) use lists::{NewImport, first_line};

/// The routes.
pub(crate) fn routes() -> Router {
    let taking_in = Router::new()
        .route("/imports", get(lists::list).post(lists::take_in))
        .route_layer(from_fn(limits::uploads));
    Router::new()
        .route("/imports/{import}", get(review::show_import))
        .route(
            "/imports/{import}/columns",
            get(tracker::columns).post(tracker::map_columns),
        )
        .route("/imports/{import}/standing", post(drafts::all_standing))
        .route("/imports/{import}/accept-ready", post(drafts::accept_ready))
        .route("/imports/{import}/add", get(drafts::ask_add).post(drafts::add))
        .route("/imports/{import}/drafts/{draft}/decide", post(drafts::decide))
        .route("/imports/{import}/drafts/{draft}/answer", post(drafts::answer))
        .route(
            "/imports/{import}/drafts/{draft}/edit",
            get(drafts::ask_edit).post(drafts::edit),
        )
        .route(
            "/imports/{import}/drafts/{draft}/split",
            get(drafts::ask_split).post(drafts::split),
        )
        .route(
            "/imports/{import}/identity",
            get(document::ask_identity).post(document::identify),
        )
        .route(
            "/imports/{import}/issue",
            get(document::ask_issue).post(document::issue),
        )
        .route(
            "/imports/{import}/abandon",
            get(document::ask_abandon).post(document::abandon),
        )
        .merge(taking_in)
}

/// The page of an import.
fn address(id: ImportId) -> String {
    format!("/imports/{id}")
}

/// The place of a draft on the page of its import.
fn place(import: &Import, number: u32) -> String {
    let page = tracker::page_of(import, number);
    match page {
        Some(page) if import.tracker.is_some() => format!("/imports/{}?page={page}#draft-{number}", import.id),
        _ => format!("/imports/{}?at={number}#draft-{number}", import.id),
    }
}

/// Goes on to the next draft to decide on, or to the end of the page when none is left.
fn go_on(import: &Import, after: u32) -> Response {
    go_to(&match import.next_pending(after) {
        Some(next) => place(import, next),
        None => format!("/imports/{}#issue", import.id),
    })
}

/// The import with all that its page shows.
async fn view(app: &Shared, signed: &Signed, id: ImportId) -> Result<office::imports::ImportView, Problem> {
    Ok(office::imports::view(&app.office, &signed.may::<Take>()?, id).await?)
}

/// Forms of decisions are only for an import that is still open.
fn must_be_open(import: &Import) -> Result<(), Problem> {
    if import.stage == Stage::Open {
        return Ok(());
    }
    Err(Problem::rule("import-closed").back_to(address(import.id), "imports-back"))
}
