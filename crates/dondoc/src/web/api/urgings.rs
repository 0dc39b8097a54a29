//! Urging through the API: what is to be urged, letters, their numbers and receipts, and what came of them.

use axum::extract::State;
use domain::Urging;
use domain::id::UrgingId;
use domain::rights::{See, Urge, Work};
use jiff::civil::Date;
use office::tasks::Seen;
use office::urgings::{
    self, Named, PrepareInput, Prepared, Proposal, ReceiptInput, SendInput, UrgingPage, UrgingQuery, UrgingView,
    WithdrawInput,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::{Api, Operation};
use crate::web::app::Shared;
use crate::web::attachment::{attachment, saved_as};
use crate::web::extract::{Json, Once, Path, Query};
use crate::web::page::Answer;
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;

/// Which urging.
#[derive(Deserialize, JsonSchema)]
struct UrgingPath {
    /// Identifier of the urging.
    urging: UrgingId,
}

/// Which agencies of those that are late.
#[derive(Deserialize, JsonSchema)]
struct ProposalQuery {
    /// `next` of the page before; the first page without it.
    #[serde(default)]
    from: usize,
}

/// Of which period.
#[derive(Deserialize, JsonSchema)]
struct PeriodQuery {
    /// Its first day.
    #[schemars(with = "String")]
    from: Date,
    /// Its last day.
    #[schemars(with = "String")]
    to: Date,
}

/// Agencies that documents of a period name in the report, or propose for inspection.
#[derive(Serialize, JsonSchema)]
struct NamedAgencies {
    /// By the day of the document.
    named: Vec<Named>,
}

/// What was sent.
#[derive(Serialize, JsonSchema)]
struct Sent {
    /// With their numbers.
    urgings: Vec<Urging>,
}

/// Adds the operations.
pub(super) fn register(api: &mut Api) {
    let read = |path, id| Operation::get(path, id).tag("urgings");
    let write = |path, id| Operation::post(path, id).tag("urgings");
    api.add(
        read("/api/urgings", "urgings")
            .query::<UrgingQuery>()
            .output::<UrgingPage>(),
        list,
    );
    api.add(
        read("/api/urgings/proposal", "urging-proposal")
            .query::<ProposalQuery>()
            .output::<Proposal>(),
        proposal,
    );
    api.add(
        read("/api/urgings/named", "urgings-named")
            .query::<PeriodQuery>()
            .output::<NamedAgencies>(),
        named,
    );
    api.add(
        read("/api/urgings/letters", "urging-letters").file("application/zip"),
        letters,
    );
    api.add(
        read("/api/urgings/{urging}", "urging")
            .path::<UrgingPath>()
            .output::<UrgingView>(),
        one,
    );
    api.add(
        read("/api/urgings/{urging}/letter", "urging-letter")
            .path::<UrgingPath>()
            .file("application/octet-stream"),
        letter,
    );
    api.add(
        write("/api/urgings", "urging-prepare")
            .input::<PrepareInput>()
            .output::<Prepared>()
            .conflicts(),
        prepare,
    );
    api.add(
        write("/api/urgings/send", "urging-send")
            .input::<SendInput>()
            .output::<Sent>()
            .conflicts(),
        send,
    );
    let act = |path, id| write(path, id).path::<UrgingPath>().conflicts();
    api.add(
        act("/api/urgings/{urging}/withdraw", "urging-withdraw")
            .input::<WithdrawInput>()
            .output::<Urging>(),
        withdraw,
    );
    api.add(
        act("/api/urgings/{urging}/receive", "urging-receive")
            .input::<Seen>()
            .output::<Urging>(),
        receive,
    );
    api.add(
        act("/api/urgings/{urging}/record-receipt", "urging-record-receipt")
            .input::<ReceiptInput>()
            .output::<Urging>(),
        record_receipt,
    );
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<UrgingQuery>,
) -> Result<Json<UrgingPage>, Problem> {
    Ok(Json(urgings::list(&app.office, &signed.may::<See>()?, &query).await?))
}

async fn proposal(
    signed: Signed,
    State(app): State<Shared>,
    query: Result<Query<ProposalQuery>, Problem>,
) -> Result<Json<Proposal>, Problem> {
    let acting = signed.may::<Urge>()?;
    let Query(query) = query?;
    Ok(Json(urgings::propose(&app.office, &acting, query.from).await?))
}

async fn named(
    signed: Signed,
    State(app): State<Shared>,
    query: Result<Query<PeriodQuery>, Problem>,
) -> Result<Json<NamedAgencies>, Problem> {
    let acting = signed.may::<See>()?;
    let Query(period) = query?;
    let named = urgings::named_in_report(&app.office, &acting, period.from, period.to).await?;
    Ok(Json(NamedAgencies { named }))
}

async fn letters(signed: Signed, State(app): State<Shared>) -> Answer {
    let acting = signed.may::<Urge>()?;
    let archive = urgings::letters(&app.office, &acting).await?;
    let name = format!("van-ban-don-doc-{}.zip", acting.today);
    Ok(saved_as(&name, "application/zip", archive))
}

async fn one(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UrgingPath>,
) -> Result<Json<UrgingView>, Problem> {
    Ok(Json(
        urgings::view(&app.office, &signed.may::<See>()?, path.urging).await?,
    ))
}

async fn letter(signed: Signed, State(app): State<Shared>, Path(path): Path<UrgingPath>) -> Answer {
    let (file, bytes) = urgings::letter(&app.office, &signed.may::<See>()?, path.urging).await?;
    Ok(attachment(&file, bytes))
}

async fn prepare(
    signed: Signed,
    State(app): State<Shared>,
    Once(key): Once,
    input: Result<Json<PrepareInput>, Problem>,
) -> Result<Json<Prepared>, Problem> {
    let acting = signed.may_as::<Urge>(key)?;
    let Json(input) = input?;
    let done = urgings::prepare(&app.office, &acting, &input).await;
    told(&app, &signed, done).await.map(Json)
}

async fn send(
    signed: Signed,
    State(app): State<Shared>,
    Once(key): Once,
    input: Result<Json<SendInput>, Problem>,
) -> Result<Json<Sent>, Problem> {
    let acting = signed.may_as::<Urge>(key)?;
    let Json(input) = input?;
    let done = urgings::send(&app.office, &acting, &input).await;
    let urgings = told(&app, &signed, done).await?;
    Ok(Json(Sent { urgings }))
}

async fn withdraw(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UrgingPath>,
    Once(key): Once,
    input: Result<Json<WithdrawInput>, Problem>,
) -> Result<Json<Urging>, Problem> {
    let acting = signed.may_as::<Urge>(key)?;
    let Json(input) = input?;
    let done = urgings::withdraw(&app.office, &acting, path.urging, &input).await;
    told(&app, &signed, done).await.map(Json)
}

async fn receive(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UrgingPath>,
    Once(key): Once,
    input: Result<Json<Seen>, Problem>,
) -> Result<Json<Urging>, Problem> {
    let acting = signed.may_as::<Work>(key)?;
    let Json(seen) = input?;
    let done = urgings::receive(&app.office, &acting, path.urging, seen).await;
    told(&app, &signed, done).await.map(Json)
}

async fn record_receipt(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UrgingPath>,
    Once(key): Once,
    input: Result<Json<ReceiptInput>, Problem>,
) -> Result<Json<Urging>, Problem> {
    let acting = signed.may_as::<Urge>(key)?;
    let Json(input) = input?;
    let done = urgings::record_receipt(&app.office, &acting, path.urging, &input).await;
    told(&app, &signed, done).await.map(Json)
}
