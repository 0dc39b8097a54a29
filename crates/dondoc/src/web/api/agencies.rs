//! Agencies, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::Agency;
use domain::agency::Level;
use domain::id::AgencyId;
use domain::rights::{ManageAgencies, SignedIn};
use jiff::civil::Date;
use office::agencies::{AgencyFilter, AgencyInput, AgencyView, EndAgency};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Once, Path, Query};
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/agencies", "agencies")
            .tag("agencies")
            .query::<WhichAgencies>()
            .output::<Vec<Agency>>(),
        list,
    );
    api.add(
        Operation::post("/api/agencies", "agency-create")
            .tag("agencies")
            .input::<AgencyInput>()
            .created::<MadeAgency>(),
        create,
    );
    api.add(
        Operation::get("/api/agencies/{agency}", "agency")
            .tag("agencies")
            .path::<AgencyPath>()
            .output::<AgencyView>(),
        one,
    );
    api.add(
        Operation::put("/api/agencies/{agency}", "agency-edit")
            .tag("agencies")
            .path::<AgencyPath>()
            .input::<AgencyInput>()
            .output::<Agency>()
            .conflicts(),
        edit,
    );
    api.add(
        Operation::post("/api/agencies/{agency}/end", "agency-end")
            .tag("agencies")
            .path::<AgencyPath>()
            .input::<EndAgency>()
            .output::<Agency>()
            .conflicts(),
        end,
    );
    api.add(
        Operation::post("/api/agencies/{agency}/take-back", "agency-take-back")
            .tag("agencies")
            .path::<AgencyPath>()
            .input::<SeenAgency>()
            .output::<Agency>()
            .conflicts(),
        take_back,
    );
}

/// An agency.
#[derive(Debug, Deserialize, JsonSchema)]
struct AgencyPath {
    /// Its identifier.
    agency: AgencyId,
}

/// Which agencies.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct WhichAgencies {
    /// Only those that stand on this day; all that ever were when left out.
    #[schemars(with = "Option<String>")]
    on: Option<Date>,
    /// Only this level.
    level: Option<Level>,
    /// Only those with this in a name or alias; marks make no difference.
    q: String,
}

/// An agency that was made.
#[derive(Debug, Serialize, JsonSchema)]
struct MadeAgency {
    /// Its identifier.
    id: AgencyId,
}

/// The version that was seen.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct SeenAgency {
    /// Version.
    version: i64,
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(which): Query<WhichAgencies>,
) -> Result<Json<Vec<Agency>>, Problem> {
    let filter = AgencyFilter {
        standing_on: which.on,
        level: which.level,
        text: which.q,
    };
    let acting = signed.may::<SignedIn>()?;
    Ok(Json(office::agencies::list(&app.office, &acting, &filter).await?))
}

async fn one(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
) -> Result<Json<AgencyView>, Problem> {
    Ok(Json(
        office::agencies::one(&app.office, &signed.may()?, path.agency).await?,
    ))
}

async fn create(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
    Json(input): Json<AgencyInput>,
) -> Result<(StatusCode, Json<MadeAgency>), Problem> {
    let acting = signed.may_as::<ManageAgencies>(request)?;
    let id = office::agencies::create(&app.office, &acting, &input).await?;
    Ok((StatusCode::CREATED, Json(MadeAgency { id })))
}

async fn edit(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
    Once(request): Once,
    Json(input): Json<AgencyInput>,
) -> Result<Json<Agency>, Problem> {
    let acting = signed.may_as::<ManageAgencies>(request)?;
    let done = office::agencies::edit(&app.office, &acting, path.agency, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}

async fn end(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
    Once(request): Once,
    Json(input): Json<EndAgency>,
) -> Result<Json<Agency>, Problem> {
    let acting = signed.may_as::<ManageAgencies>(request)?;
    let done = office::agencies::end(&app.office, &acting, path.agency, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}

async fn take_back(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
    Once(request): Once,
    Json(seen): Json<SeenAgency>,
) -> Result<Json<Agency>, Problem> {
    let acting = signed.may_as::<ManageAgencies>(request)?;
    let done = office::agencies::take_back_end(&app.office, &acting, path.agency, seen.version).await;
    Ok(Json(told(&app, &signed, done).await?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn an_agency_lives_and_ends() {
        let app = TestApp::set_up().await;
        let key = uuid::Uuid::now_v7().to_string();
        let headers = [
            ("content-type", "application/json"),
            ("sec-fetch-site", "same-origin"),
            ("idempotency-key", key.as_str()),
        ];
        let input = json!({ "name": "Trung tâm Thử", "level": "province", "aliases": ["TTT"] }).to_string();
        let first = app
            .ask("POST", "/api/agencies", &headers, Some(input.clone().into_bytes()))
            .await;
        let second = app
            .ask("POST", "/api/agencies", &headers, Some(input.into_bytes()))
            .await;
        assert_eq!(
            (first.status, &first.body),
            (201, &second.body),
            "sent twice, made once"
        );
        let path = format!("/api/agencies/{}", first.json()["id"].as_str().unwrap());
        let end = json!({ "version": 1, "last_day": "2026-11-26", "successors": ["Sở Nội vụ"], "legal_basis": "1/NQ" });
        let ended = app.api("POST", &format!("{path}/end"), Some(end)).await;
        assert_eq!(ended.status, 200, "{}", ended.body);
        let view = app.api("GET", &path, None).await.json();
        assert_eq!(
            (&view["stands"], &view["today"][0]["name"]),
            (&json!(false), &json!("Sở Nội vụ tỉnh Quảng Ngãi"))
        );
        let today = app
            .api("GET", "/api/agencies?q=trung+tam+thu&on=2026-11-27", None)
            .await
            .json();
        assert_eq!(today, json!([]));
        let back = app
            .api("POST", &format!("{path}/take-back"), Some(json!({ "version": 2 })))
            .await;
        assert_eq!(back.json()["valid_to"], json!(null));
    }
}
