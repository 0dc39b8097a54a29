//! Tasks: lists of them, one with everything about it, the form of each act, its evidence.

mod acts;
mod differences;
mod evidence;
mod filter;
mod history;
mod list;
mod shown;
#[cfg(test)]
mod tests;
mod view;

use crate::web::routes::Router;
use axum::middleware::from_fn;
use axum::routing::get;
use domain::id::TaskId;

use super::limits;

pub(crate) use differences::in_words;
pub(crate) use filter::TaskQuery;
pub(crate) use shown::{Row, RowAct};

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/tasks", get(list::list))
        .route("/tasks/{task}", get(view::view))
        .route("/tasks/{task}/history", get(history::history))
        .route("/tasks/{task}/files/{file}", get(evidence::download))
        .merge(
            Router::new()
                .route("/tasks/{task}/{act}", get(acts::ask).post(acts::act))
                .route_layer(from_fn(limits::uploads)),
        )
}

/// Address of a task.
pub(crate) fn address(task: TaskId) -> String {
    format!("/tasks/{task}")
}
