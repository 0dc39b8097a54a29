//! The API under `/api/`: operations are mounted and described by one call, so that none is without a description.

mod accounts;
mod agencies;
mod days_off;
pub(crate) mod description;
mod directives;
mod figures;
mod imports;
mod journal;
mod operation;
mod page;
mod periodic_reports;
mod places;
mod reminders;
mod rules;
mod search;
mod tasks;
mod urgings;
mod users;

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use schemars::JsonSchema;
use serde::Serialize;

use super::app::Shared;
use super::extract::Json;
use super::problem::Problem;
use super::routes::Router;
use super::visit::Visit;
use description::Description;

pub(crate) use operation::{Api, Operation};

/// Every operation. A feature adds its own in `pub(crate) fn register(api: &mut Api)`.
fn all() -> Api {
    let mut api = Api::new();
    api.add(
        Operation::get("/api/health", "health")
            .tag("system")
            .open()
            .output::<Health>(),
        health,
    );
    api.add(
        Operation::get("/api/openapi.json", "openapi")
            .tag("system")
            .open()
            .output::<OpenApi>(),
        openapi,
    );
    accounts::register(&mut api);
    users::register(&mut api);
    tasks::register(&mut api);
    figures::register(&mut api);
    periodic_reports::register(&mut api);
    urgings::register(&mut api);
    agencies::register(&mut api);
    places::register(&mut api);
    rules::register(&mut api);
    days_off::register(&mut api);
    reminders::register(&mut api);
    journal::register(&mut api);
    imports::register(&mut api);
    directives::register(&mut api);
    search::register(&mut api);
    api
}

/// The routes: the operations, and the page that describes them.
pub(crate) fn routes() -> Router {
    let (operations, description) = all().finish();
    operations
        .merge(Router::new().route("/api", get(page::show)))
        .route_layer(Extension(Arc::new(description)))
}

/// Whether the program is ready.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    /// Always `ok`: what is not ready does not answer so.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
    /// Whether the first-run page is done.
    is_set_up: bool,
}

async fn health(State(app): State<Shared>) -> Json<Health> {
    Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        is_set_up: app.office().is_some(),
    })
}

/// An OpenAPI 3.1 description.
#[derive(Debug, Serialize, JsonSchema)]
struct OpenApi {
    /// `3.1.0`
    openapi: String,
}

async fn openapi(visit: Visit, Extension(description): Extension<Arc<Description>>) -> Result<Response, Problem> {
    let json = description.json(visit.display.language).to_owned();
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::testing::TestApp;
    use super::*;

    #[test]
    fn the_committed_description_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/openapi.json");
        let (_, description) = all().finish();
        let written = description.json(crate::web::language::Language::Vietnamese);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, written).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == written,
            "run: BLESS=1 cargo test -p dondoc committed_description"
        );
    }

    #[tokio::test]
    async fn every_operation_answers_where_it_is_described() {
        let (_, description) = all().finish();
        let app = TestApp::set_up().await;
        for operation in description.operations() {
            let path = operation.path.replace(['{', '}'], "");
            let answer = app.ask(operation.method.as_str(), &path, &[], None).await;
            assert!(!answer.body.contains("\"wrong-method\""), "{} {path}", operation.method);
            let is_json = answer.header("content-type").contains("json");
            assert!(
                is_json,
                "{} {path}: {}",
                operation.method,
                answer.header("content-type")
            );
        }
    }

    #[test]
    fn only_the_builder_mounts_operations() {
        fn walk(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    walk(&path, found);
                } else if std::fs::read_to_string(&path)
                    .unwrap()
                    .contains(concat!("route(\"/ap", "i/"))
                {
                    found.push(path.display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut found);
        assert!(found.is_empty(), "mounted past the description: {found:?}");
    }

    #[tokio::test]
    async fn an_unknown_operation_is_told_as_a_problem() {
        let app = TestApp::set_up().await;
        let answer = app.get("/api/no-such-thing").await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(problem["code"], "not-found");
        assert_eq!(problem["status"], 404);
    }
}
