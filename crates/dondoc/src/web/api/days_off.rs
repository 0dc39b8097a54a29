//! Days off as they are decreed, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::DaysOff;
use domain::id::DaysOffId;
use domain::rights::KeepCalendar;
use office::days_off::{DecreeInput, Decreed, WithdrawInput};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Once, Path};
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/days-off/decrees", "decrees")
            .tag("rules")
            .output::<Vec<DaysOff>>(),
        list,
    );
    api.add(
        Operation::post("/api/days-off/preview", "decree-preview")
            .tag("rules")
            .input::<DecreeInput>()
            .output::<Decreed>(),
        preview,
    );
    api.add(
        Operation::post("/api/days-off/decrees", "decree-enter")
            .tag("rules")
            .input::<DecreeInput>()
            .created::<Decreed>(),
        enter,
    );
    api.add(
        Operation::get("/api/days-off/decrees/{decree}/withdrawal", "decree-withdrawal")
            .tag("rules")
            .path::<DecreePath>()
            .output::<Decreed>()
            .conflicts(),
        preview_withdrawal,
    );
    api.add(
        Operation::post("/api/days-off/decrees/{decree}/withdraw", "decree-withdraw")
            .tag("rules")
            .path::<DecreePath>()
            .input::<WithdrawInput>()
            .output::<Decreed>()
            .conflicts(),
        withdraw,
    );
}

/// What one document decreed.
#[derive(Debug, Deserialize, JsonSchema)]
struct DecreePath {
    /// Its identifier.
    decree: DaysOffId,
}

async fn list(signed: Signed, State(app): State<Shared>) -> Result<Json<Vec<DaysOff>>, Problem> {
    Ok(Json(office::days_off::list(&app.office, signed.acting()?).await?))
}

async fn preview(
    signed: Signed,
    State(app): State<Shared>,
    Json(input): Json<DecreeInput>,
) -> Result<Json<Decreed>, Problem> {
    let acting = signed.may::<KeepCalendar>()?;
    Ok(Json(office::days_off::preview(&app.office, &acting, &input).await?))
}

async fn enter(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
    Json(input): Json<DecreeInput>,
) -> Result<(StatusCode, Json<Decreed>), Problem> {
    let acting = signed.may_as::<KeepCalendar>(request)?;
    let done = office::days_off::enter(&app.office, &acting, &input).await;
    Ok((StatusCode::CREATED, Json(told(&app, &signed, done).await?)))
}

async fn preview_withdrawal(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<DecreePath>,
) -> Result<Json<Decreed>, Problem> {
    let acting = signed.may::<KeepCalendar>()?;
    Ok(Json(
        office::days_off::preview_withdrawal(&app.office, &acting, path.decree).await?,
    ))
}

async fn withdraw(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<DecreePath>,
    Once(request): Once,
    Json(input): Json<WithdrawInput>,
) -> Result<Json<Decreed>, Problem> {
    let acting = signed.may_as::<KeepCalendar>(request)?;
    let done = office::days_off::withdraw(&app.office, &acting, path.decree, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}
