//! Directives, for programs.

use axum::extract::State;
use axum::response::Response;
use domain::id::DirectiveId;
use domain::rights::See;
use office::directives::{DirectivePage, DirectiveQuery, DirectiveView, MarkedText};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::attachment::attachment;
use crate::web::extract::{Json, Path, Query};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// Which directive.
#[derive(Deserialize, JsonSchema)]
struct DirectivePath {
    /// Identifier of the directive.
    directive: DirectiveId,
}

/// Where a page of its tasks begins.
#[derive(Deserialize, JsonSchema)]
struct After {
    /// `next` of the page before.
    after: Option<String>,
}

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/directives", "directives")
            .tag("directives")
            .query::<DirectiveQuery>()
            .output::<DirectivePage>(),
        list,
    );
    api.add(
        Operation::get("/api/directives/{directive}", "directive")
            .tag("directives")
            .path::<DirectivePath>()
            .query::<After>()
            .output::<DirectiveView>(),
        one,
    );
    api.add(
        Operation::get("/api/directives/{directive}/text", "directive-text")
            .tag("directives")
            .path::<DirectivePath>()
            .output::<MarkedText>(),
        text,
    );
    api.add(
        Operation::get("/api/directives/{directive}/original", "directive-original")
            .tag("directives")
            .path::<DirectivePath>()
            .file("application/octet-stream"),
        original,
    );
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<DirectiveQuery>,
) -> Result<Json<DirectivePage>, Problem> {
    Ok(Json(
        office::directives::list(&app.office, &signed.may::<See>()?, &query).await?,
    ))
}

async fn one(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<DirectivePath>,
    Query(after): Query<After>,
) -> Result<Json<DirectiveView>, Problem> {
    let see = signed.may::<See>()?;
    let view = office::directives::view(&app.office, &see, path.directive, after.after.as_deref()).await?;
    Ok(Json(view))
}

async fn text(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<DirectivePath>,
) -> Result<Json<MarkedText>, Problem> {
    let marked = office::directives::marked(&app.office, &signed.may::<See>()?, path.directive).await?;
    Ok(Json(marked))
}

async fn original(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<DirectivePath>,
) -> Result<Response, Problem> {
    let (file, bytes) = office::directives::original(&app.office, &signed.may::<See>()?, path.directive).await?;
    Ok(attachment(&file, bytes))
}
