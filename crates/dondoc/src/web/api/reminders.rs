//! Reminders and calendars, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::User;
use domain::id::{AgencyId, DigestId};
use domain::rights::{ManageUsers, See, ShareCalendar, SignedIn};
use office::calendars::{GivenOut, NewAddress};
use office::reminders::{Outbox, OwnReminders, ReminderSettings};
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
        Operation::get("/api/reminders", "reminders")
            .tag("reminders")
            .query::<Part>()
            .output::<Outbox>(),
        list,
    );
    api.add(
        Operation::post("/api/reminders/{digest}/retry", "reminder-retry")
            .tag("reminders")
            .path::<DigestPath>()
            .conflicts(),
        retry,
    );
    api.add(
        Operation::get("/api/account/reminders", "own-reminders")
            .tag("account")
            .output::<OwnReminders>(),
        own,
    );
    api.add(
        Operation::put("/api/account/reminders", "set-own-reminders")
            .tag("account")
            .input::<ReminderSettings>()
            .output::<User>()
            .conflicts(),
        set_own,
    );
    api.add(
        Operation::get("/api/account/calendar", "own-calendar")
            .tag("account")
            .output::<CalendarAddress>(),
        own_calendar,
    );
    api.add(
        Operation::post("/api/account/calendar", "renew-own-calendar")
            .tag("account")
            .created::<NewAddress>(),
        renew_own_calendar,
    );
    api.add(
        Operation::delete("/api/account/calendar", "revoke-own-calendar").tag("account"),
        revoke_own_calendar,
    );
    api.add(
        Operation::get("/api/agencies/{agency}/calendar", "agency-calendar")
            .tag("agencies")
            .path::<AgencyPath>()
            .output::<CalendarAddress>(),
        calendar_of_agency,
    );
    api.add(
        Operation::post("/api/agencies/{agency}/calendar", "renew-agency-calendar")
            .tag("agencies")
            .path::<AgencyPath>()
            .created::<NewAddress>(),
        renew_calendar_of_agency,
    );
    api.add(
        Operation::delete("/api/agencies/{agency}/calendar", "revoke-agency-calendar")
            .tag("agencies")
            .path::<AgencyPath>(),
        revoke_calendar_of_agency,
    );
}

/// Where a page begins.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct Part {
    /// `next` of the page before.
    after: Option<String>,
}

/// A letter.
#[derive(Debug, Deserialize, JsonSchema)]
struct DigestPath {
    /// Its identifier.
    digest: DigestId,
}

/// An agency.
#[derive(Debug, Deserialize, JsonSchema)]
struct AgencyPath {
    /// Its identifier.
    agency: AgencyId,
}

/// The address of a calendar, without what is secret in it.
#[derive(Debug, Serialize, JsonSchema)]
struct CalendarAddress {
    /// The address; none when none is given out.
    address: Option<GivenOut>,
}

async fn list(signed: Signed, State(app): State<Shared>, Query(part): Query<Part>) -> Result<Json<Outbox>, Problem> {
    let acting = signed.may::<ManageUsers>()?;
    Ok(Json(
        office::reminders::list(&app.office, &acting, part.after.as_deref()).await?,
    ))
}

async fn retry(signed: Signed, State(app): State<Shared>, Path(path): Path<DigestPath>) -> Result<StatusCode, Problem> {
    office::reminders::retry(&app.office, &signed.may::<ManageUsers>()?, path.digest).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn own(signed: Signed, State(app): State<Shared>) -> Result<Json<OwnReminders>, Problem> {
    Ok(Json(office::reminders::own(&app.office, signed.acting()?).await?))
}

async fn set_own(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
    Json(input): Json<ReminderSettings>,
) -> Result<Json<User>, Problem> {
    let acting = signed.may_as::<SignedIn>(request)?;
    let done = office::reminders::set_own(&app.office, &acting, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}

async fn own_calendar(signed: Signed, State(app): State<Shared>) -> Result<Json<CalendarAddress>, Problem> {
    let address = office::calendars::own(&app.office, &signed.may::<See>()?).await?;
    Ok(Json(CalendarAddress { address }))
}

async fn renew_own_calendar(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
) -> Result<(StatusCode, Json<NewAddress>), Problem> {
    let acting = signed.may_as::<See>(request)?;
    let new = office::calendars::renew_own(&app.office, &acting).await?;
    Ok((StatusCode::CREATED, Json(new)))
}

async fn revoke_own_calendar(signed: Signed, State(app): State<Shared>) -> Result<StatusCode, Problem> {
    office::calendars::revoke_own(&app.office, &signed.may::<See>()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn calendar_of_agency(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
) -> Result<Json<CalendarAddress>, Problem> {
    let acting = signed.may::<ShareCalendar>()?;
    let address = office::calendars::of_agency(&app.office, &acting, path.agency).await?;
    Ok(Json(CalendarAddress { address }))
}

async fn renew_calendar_of_agency(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
    Once(request): Once,
) -> Result<(StatusCode, Json<NewAddress>), Problem> {
    let acting = signed.may_as::<ShareCalendar>(request)?;
    let new = office::calendars::renew_of_agency(&app.office, &acting, path.agency).await?;
    Ok((StatusCode::CREATED, Json(new)))
}

async fn revoke_calendar_of_agency(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<AgencyPath>,
) -> Result<StatusCode, Problem> {
    office::calendars::revoke_of_agency(&app.office, &signed.may::<ShareCalendar>()?, path.agency).await?;
    Ok(StatusCode::NO_CONTENT)
}
