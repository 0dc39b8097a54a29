//! Search, for programs.

use axum::extract::State;
use domain::rights::See;
use office::search::{SearchPage, SearchQuery};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Query};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/search", "search")
            .tag("search")
            .query::<SearchQuery>()
            .output::<SearchPage>(),
        search,
    );
}

async fn search(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchPage>, Problem> {
    Ok(Json(
        office::search::search(&app.office, &signed.may::<See>()?, &query).await?,
    ))
}
