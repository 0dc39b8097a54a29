//! Tasks through the API: what the first pages show, lists, one task, its history and files, and every act of its life.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use domain::Task;
use domain::id::{FileId, TaskId};
use domain::rights::{Direct, Head, Judge, See, Work};
use office::desk::Desk;
use office::directives::CarryOverInput;
use office::tasks::{self as office_tasks, HistoryLine, TaskPage, TaskView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::operation::{Api, Operation};
use crate::web::app::Shared;
use crate::web::attachment::attachment;
use crate::web::extract::{Json, Once, Path, Query};
use crate::web::form::Upload;
use crate::web::limits;
use crate::web::page::Answer;
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;
use crate::web::tasks::TaskQuery;
use crate::web::uploads;

/// Which task.
#[derive(Deserialize, JsonSchema)]
struct TaskPath {
    /// Identifier of the task.
    task: TaskId,
}

/// Which file of which task.
#[derive(Deserialize, JsonSchema)]
struct TaskFilePath {
    /// Identifier of the task.
    task: TaskId,
    /// Identifier of the file.
    file: FileId,
}

/// Name of a file that is sent.
#[derive(Deserialize, JsonSchema)]
struct FileQuery {
    /// Its name, as reports show it.
    name: String,
}

/// The bytes of a file.
#[derive(JsonSchema)]
#[schemars(extend("type" = "string", "format" = "binary"))]
struct Bytes;

/// A file that was taken.
#[derive(Serialize, JsonSchema)]
struct Taken {
    /// Its identifier, for the `files` of a report.
    id: FileId,
}

/// Changes of a task, the latest first.
#[derive(Serialize, JsonSchema)]
struct History {
    /// The changes.
    lines: Vec<HistoryLine>,
}

/// Adds the operation of an act: its right, its use case and the type of its input.
macro_rules! act {
    ($api:expr, $path:literal, $id:literal, $right:ty, $input:ty, $use_case:path $(, $files:expr)?) => {
        $api.add(
            Operation::post($path, $id)
                .tag("tasks")
                .path::<TaskPath>()
                .input::<$input>()
                .output::<Task>()
                .conflicts(),
            async |signed: Signed,
                   State(app): State<Shared>,
                   Path(path): Path<TaskPath>,
                   Once(key): Once,
                   input: Result<Json<$input>, Problem>|
                   -> Result<Json<Task>, Problem> {
                // Whether somebody may is told before what is wrong with what they sent.
                let acting = signed.may_as::<$right>(key)?;
                let Json(input) = input?;
                let done = $use_case(&app.office, &acting, path.task, input $(, $files)?).await;
                told(&app, &signed, done).await.map(Json)
            },
        );
    };
}

/// Adds the operations.
pub(super) fn register(api: &mut Api) {
    let read = |path, id| Operation::get(path, id).tag("tasks");
    api.add(read("/api/desk", "desk").output::<Desk>(), desk);
    api.add(
        read("/api/tasks", "tasks").query::<TaskQuery>().output::<TaskPage>(),
        list,
    );
    api.add(
        read("/api/tasks/{task}", "task")
            .path::<TaskPath>()
            .output::<TaskView>(),
        one,
    );
    api.add(
        read("/api/tasks/{task}/history", "task-history")
            .path::<TaskPath>()
            .output::<History>(),
        history,
    );
    api.add(
        read("/api/tasks/{task}/files/{file}", "task-file")
            .path::<TaskFilePath>()
            .file("application/octet-stream"),
        file,
    );
    let mut upload = Operation::post("/api/files", "file-add")
        .tag("tasks")
        .query::<FileQuery>()
        .input::<Bytes>()
        .created::<Taken>();
    upload.takes = "application/octet-stream";
    api.add(upload, add_file);
    acts_of_agencies(api);
    acts_of_the_office(api);
}

fn acts_of_agencies(api: &mut Api) {
    use office_tasks::{ExtensionInput, HandlerInput, ObstacleInput, ReasonInput, ReportInput, Seen};
    act!(
        api,
        "/api/tasks/{task}/receive",
        "task-receive",
        Work,
        Seen,
        office_tasks::receive
    );
    act!(
        api,
        "/api/tasks/{task}/progress",
        "task-progress",
        Work,
        ReportInput,
        office_tasks::progress,
        &[]
    );
    act!(
        api,
        "/api/tasks/{task}/result",
        "task-result",
        Work,
        ReportInput,
        office_tasks::result,
        &[]
    );
    act!(
        api,
        "/api/tasks/{task}/answer_duty",
        "task-answer-duty",
        Work,
        ReportInput,
        office_tasks::answer_duty,
        &[]
    );
    act!(
        api,
        "/api/tasks/{task}/name_obstacle",
        "task-name-obstacle",
        Work,
        ObstacleInput,
        office_tasks::name_obstacle
    );
    act!(
        api,
        "/api/tasks/{task}/ask_extension",
        "task-ask-extension",
        Work,
        ExtensionInput,
        office_tasks::ask_extension
    );
    act!(
        api,
        "/api/tasks/{task}/return",
        "task-return",
        Head,
        ReasonInput,
        office_tasks::return_task
    );
    act!(
        api,
        "/api/tasks/{task}/sub_assign",
        "task-sub-assign",
        Head,
        HandlerInput,
        office_tasks::sub_assign
    );
}

fn acts_of_the_office(api: &mut Api) {
    use office_tasks::{
        Assignment, DeadlineInput, DutyInput, FollowUpInput, FoundInput, GrantInput, MeasureInput, OrderInput,
        ReasonInput, RemovalInput, ResumeInput, Seen, StartClockInput,
    };
    act!(
        api,
        "/api/tasks/{task}/confirm",
        "task-confirm",
        Judge,
        Seen,
        office_tasks::confirm
    );
    act!(
        api,
        "/api/tasks/{task}/refuse",
        "task-refuse",
        Judge,
        ReasonInput,
        office_tasks::refuse
    );
    act!(
        api,
        "/api/tasks/{task}/grant_extension",
        "task-grant-extension",
        Judge,
        GrantInput,
        office_tasks::grant_extension
    );
    act!(
        api,
        "/api/tasks/{task}/deny_extension",
        "task-deny-extension",
        Judge,
        ReasonInput,
        office_tasks::deny_extension
    );
    act!(
        api,
        "/api/tasks/{task}/close_cycle",
        "task-close-cycle",
        Judge,
        Seen,
        office_tasks::close_cycle
    );
    act!(
        api,
        "/api/tasks/{task}/remove_obstacle",
        "task-remove-obstacle",
        Direct,
        RemovalInput,
        office_tasks::remove_obstacle
    );
    act!(
        api,
        "/api/tasks/{task}/assign",
        "task-assign",
        Direct,
        Assignment,
        office_tasks::assign
    );
    act!(
        api,
        "/api/tasks/{task}/set_deadline",
        "task-set-deadline",
        Direct,
        DeadlineInput,
        office_tasks::set_deadline
    );
    act!(
        api,
        "/api/tasks/{task}/start_clock",
        "task-start-clock",
        Direct,
        StartClockInput,
        office_tasks::start_clock
    );
    act!(
        api,
        "/api/tasks/{task}/set_duty",
        "task-set-duty",
        Direct,
        DutyInput,
        office_tasks::set_duty
    );
    act!(
        api,
        "/api/tasks/{task}/set_measure",
        "task-set-measure",
        Direct,
        MeasureInput,
        office_tasks::set_measure
    );
    act!(
        api,
        "/api/tasks/{task}/suspend",
        "task-suspend",
        Direct,
        OrderInput,
        office_tasks::suspend
    );
    act!(
        api,
        "/api/tasks/{task}/resume",
        "task-resume",
        Direct,
        ResumeInput,
        office_tasks::resume
    );
    act!(
        api,
        "/api/tasks/{task}/cancel",
        "task-cancel",
        Direct,
        OrderInput,
        office_tasks::cancel
    );
    act!(
        api,
        "/api/tasks/{task}/plan_follow_up",
        "task-plan-follow-up",
        Direct,
        FollowUpInput,
        office_tasks::plan_follow_up
    );
    act!(
        api,
        "/api/tasks/{task}/follow_up",
        "task-follow-up",
        Direct,
        FoundInput,
        office_tasks::follow_up
    );
    act!(
        api,
        "/api/tasks/{task}/carry_over",
        "task-carry-over",
        Direct,
        CarryOverInput,
        office::directives::carry_over
    );
}

async fn desk(signed: Signed, State(app): State<Shared>) -> Result<Json<Desk>, Problem> {
    Ok(Json(office::desk::desk(&app.office, &signed.may::<See>()?).await?))
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<TaskQuery>,
) -> Result<Json<TaskPage>, Problem> {
    let acting = signed.may::<See>()?;
    let asked = query.read(acting.today).map_err(Problem::invalid)?;
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let page = office_tasks::list(&app.office, &acting, &asked.filter, asked.order, after, asked.as_of).await?;
    Ok(Json(page))
}

async fn one(signed: Signed, State(app): State<Shared>, Path(path): Path<TaskPath>) -> Result<Json<TaskView>, Problem> {
    Ok(Json(
        office_tasks::view(&app.office, &signed.may::<See>()?, path.task).await?,
    ))
}

async fn history(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<TaskPath>,
) -> Result<Json<History>, Problem> {
    let lines = office_tasks::history(&app.office, &signed.may::<See>()?, path.task).await?;
    Ok(Json(History { lines }))
}

async fn file(signed: Signed, State(app): State<Shared>, Path(path): Path<TaskFilePath>) -> Answer {
    let acting = signed.may::<See>()?;
    let (file, bytes) = office_tasks::evidence(&app.office, &acting, path.task, path.file).await?;
    Ok(attachment(&file, bytes))
}

async fn add_file(
    signed: Signed,
    State(app): State<Shared>,
    query: Result<Query<FileQuery>, Problem>,
    Once(key): Once,
    body: Body,
) -> Answer {
    let acting = signed.may_as::<Work>(key)?;
    let Query(query) = query?;
    let upload = Upload {
        name: query.name,
        bytes: limits::read(body, limits::UPLOAD_BYTES).await?,
    };
    let looked_at = uploads::evidence(&app, "file", vec![upload]).await?;
    let file = looked_at.map_err(|fault| Problem::invalid(vec![fault]))?;
    let file = file.first().ok_or_else(Problem::unreadable)?;
    let id = office::files::upload(&app.office, &acting, file).await?;
    Ok((StatusCode::CREATED, Json(Taken { id })).into_response())
}
