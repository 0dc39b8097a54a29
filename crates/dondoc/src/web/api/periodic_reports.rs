//! Reports of a period, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::PeriodicReport;
use domain::id::PeriodicReportId;
use domain::rights::{DrawUpReports, ReadReports};
use office::periodic_reports::{
    DOCX, Part, PeriodicReportInput, PeriodicReportRow, PeriodicReportView, Reproduction, SignOffInput, XLSX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::attachment::attachment;
use crate::web::extract::{Json, Once, Path};
use crate::web::page::Answer;
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;

/// Which report.
#[derive(Deserialize, JsonSchema)]
struct ReportPath {
    /// Its identifier.
    report: PeriodicReportId,
}

/// A report that was drawn up.
#[derive(Serialize, JsonSchema)]
struct DrawnUp {
    /// Its identifier.
    id: PeriodicReportId,
}

/// The operations.
pub(crate) fn register(api: &mut Api) {
    let read = |path, id| Operation::get(path, id).tag("figures");
    api.add(
        read("/api/periodic-reports", "periodic-reports").output::<Vec<PeriodicReportRow>>(),
        list,
    );
    api.add(
        Operation::post("/api/periodic-reports", "periodic-report-draw-up")
            .tag("figures")
            .input::<PeriodicReportInput>()
            .created::<DrawnUp>(),
        draw_up,
    );
    api.add(
        read("/api/periodic-reports/{report}", "periodic-report")
            .path::<ReportPath>()
            .output::<PeriodicReportView>(),
        one,
    );
    api.add(
        Operation::put("/api/periodic-reports/{report}", "periodic-report-edit")
            .tag("figures")
            .path::<ReportPath>()
            .input::<PeriodicReportInput>()
            .output::<PeriodicReport>()
            .conflicts(),
        edit,
    );
    api.add(
        Operation::post("/api/periodic-reports/{report}/sign-off", "periodic-report-sign-off")
            .tag("figures")
            .path::<ReportPath>()
            .input::<SignOffInput>()
            .output::<PeriodicReport>()
            .conflicts(),
        sign_off,
    );
    api.add(
        read("/api/periodic-reports/{report}/document", "periodic-report-document")
            .path::<ReportPath>()
            .file(DOCX),
        document,
    );
    api.add(
        read("/api/periodic-reports/{report}/annex", "periodic-report-annex")
            .path::<ReportPath>()
            .file(XLSX),
        annex,
    );
    api.add(
        read(
            "/api/periodic-reports/{report}/reproduction",
            "periodic-report-reproduction",
        )
        .path::<ReportPath>()
        .output::<Reproduction>()
        .conflicts(),
        reproduction,
    );
}

async fn list(signed: Signed, State(app): State<Shared>) -> Result<Json<Vec<PeriodicReportRow>>, Problem> {
    let acting = signed.may::<ReadReports>()?;
    Ok(Json(office::periodic_reports::list(&app.office, &acting).await?))
}

async fn draw_up(
    signed: Signed,
    State(app): State<Shared>,
    Once(key): Once,
    input: Result<Json<PeriodicReportInput>, Problem>,
) -> Result<(StatusCode, Json<DrawnUp>), Problem> {
    let acting = signed.may_as::<DrawUpReports>(key)?;
    let Json(input) = input?;
    let id = office::periodic_reports::draw_up(&app.office, &acting, &input).await?;
    Ok((StatusCode::CREATED, Json(DrawnUp { id })))
}

async fn one(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ReportPath>,
) -> Result<Json<PeriodicReportView>, Problem> {
    let acting = signed.may::<ReadReports>()?;
    Ok(Json(
        office::periodic_reports::view(&app.office, &acting, path.report).await?,
    ))
}

async fn edit(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ReportPath>,
    Once(key): Once,
    input: Result<Json<PeriodicReportInput>, Problem>,
) -> Result<Json<PeriodicReport>, Problem> {
    let acting = signed.may_as::<DrawUpReports>(key)?;
    let Json(input) = input?;
    let done = office::periodic_reports::edit(&app.office, &acting, path.report, &input).await;
    told(&app, &signed, done).await.map(Json)
}

async fn sign_off(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ReportPath>,
    Once(key): Once,
    input: Result<Json<SignOffInput>, Problem>,
) -> Result<Json<PeriodicReport>, Problem> {
    let acting = signed.may_as::<DrawUpReports>(key)?;
    let Json(input) = input?;
    let done = office::periodic_reports::sign_off(&app.office, &acting, path.report, &input).await;
    told(&app, &signed, done).await.map(Json)
}

async fn file(signed: &Signed, app: &Shared, report: PeriodicReportId, part: Part) -> Answer {
    let acting = signed.may::<ReadReports>()?;
    let (file, bytes) = office::periodic_reports::file(&app.office, &acting, report, part).await?;
    Ok(attachment(&file, bytes))
}

async fn document(signed: Signed, State(app): State<Shared>, Path(path): Path<ReportPath>) -> Answer {
    file(&signed, &app, path.report, Part::Document).await
}

async fn annex(signed: Signed, State(app): State<Shared>, Path(path): Path<ReportPath>) -> Answer {
    file(&signed, &app, path.report, Part::Annex).await
}

async fn reproduction(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ReportPath>,
) -> Result<Json<Reproduction>, Problem> {
    let acting = signed.may::<ReadReports>()?;
    Ok(Json(
        office::periodic_reports::reproduce(&app.office, &acting, path.report).await?,
    ))
}
