//! The journal and the attempts to sign in, for programs.

use axum::extract::State;
use office::journal::{Change, JournalFilter, JournalPage};
use office::sessions::{AttemptPage, WhichAttempts};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Path, Query};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/journal", "journal")
            .tag("journal")
            .query::<JournalFilter>()
            .output::<JournalPage>(),
        list,
    );
    api.add(
        Operation::get("/api/journal/{seq}", "journal-entry")
            .tag("journal")
            .path::<EntryPath>()
            .output::<Change>(),
        one,
    );
    api.add(
        Operation::get("/api/sign-in-attempts", "sign-in-attempts")
            .tag("journal")
            .query::<WhichAttempts>()
            .output::<AttemptPage>(),
        attempts,
    );
}

/// An entry.
#[derive(Debug, Deserialize, JsonSchema)]
struct EntryPath {
    /// Its number.
    seq: i64,
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(filter): Query<JournalFilter>,
) -> Result<Json<JournalPage>, Problem> {
    Ok(Json(
        office::journal::entries(&app.office, &signed.may()?, &filter).await?,
    ))
}

async fn one(signed: Signed, State(app): State<Shared>, Path(path): Path<EntryPath>) -> Result<Json<Change>, Problem> {
    let change = office::journal::change(&app.office, &signed.may()?, path.seq).await?;
    Ok(Json(change.ok_or_else(Problem::not_found)?))
}

async fn attempts(
    signed: Signed,
    State(app): State<Shared>,
    Query(which): Query<WhichAttempts>,
) -> Result<Json<AttemptPage>, Problem> {
    Ok(Json(
        office::sessions::attempts(&app.office, &signed.may()?, &which).await?,
    ))
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn lines_have_their_two_sides_and_their_hash() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::Auditor).await;
        let page = app.api("GET", "/api/journal?kind=agency", None).await.json();
        let seq = page["lines"][0]["seq"].as_i64().unwrap();
        assert!(page["next"].is_i64());
        let change = app.api("GET", &format!("/api/journal/{seq}"), None).await.json();
        assert_eq!(change["line"], page["lines"][0]);
        assert_eq!(change["line"]["hash"].as_str().map(str::len), Some(64));
        let attempts = app
            .api("GET", "/api/sign-in-attempts?succeeded=true&login=quantri", None)
            .await
            .json();
        assert_eq!(attempts["attempts"][0]["login"], "quantri");
        assert_eq!(app.api("GET", "/api/journal?kind=nonsense", None).await.status, 400);
    }
}
