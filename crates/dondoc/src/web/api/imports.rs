//! Imports, for programs: taking in, deciding, issuing.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use domain::Import;
use domain::id::ImportId;
use domain::rights::Take;
use office::imports::{
    AddInput, AnswerInput, DecisionInput, DraftInput, IdentityInput, ImportRow, ImportView, Issued, Preview,
    StandingInput,
};
use office::trackers::{ColumnSample, ColumnsInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Once, Path, Query};
use crate::web::form::{FieldError, Form, Upload};
use crate::web::imports::NewImport;
use crate::web::limits;
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;
use crate::web::uploads::{self, ToTakeIn};

/// Which imports.
#[derive(Deserialize, JsonSchema)]
struct WhichImports {
    /// Only those that are still to be decided on.
    #[serde(default)]
    open: bool,
}

/// Which import.
#[derive(Deserialize, JsonSchema)]
struct ImportPath {
    /// Identifier of the import.
    import: ImportId,
}

/// Which draft of which import.
#[derive(Deserialize, JsonSchema)]
struct DraftPath {
    /// Identifier of the import.
    import: ImportId,
    /// Number of the draft within it.
    draft: u32,
}

/// A text to take in. A file is sent to the same address as `multipart/form-data`, in the part `file`.
#[derive(Deserialize, JsonSchema)]
struct TextInput {
    /// What it is called.
    #[serde(default)]
    name: String,
    /// The text of the document or of a table.
    text: String,
}

/// The version that was shown.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct SeenVersion {
    /// Version of the import that was shown.
    version: i64,
}

/// An import that was made.
#[derive(Serialize, JsonSchema)]
struct MadeImport {
    /// Its identifier.
    id: ImportId,
}

/// Adds an operation that changes an import: its use case and the type of its input.
macro_rules! changes {
    ($api:expr, $path:literal, $id:literal, $input:ty, $use_case:path) => {
        $api.add(
            Operation::post($path, $id)
                .tag("imports")
                .path::<ImportPath>()
                .input::<$input>()
                .output::<Import>()
                .conflicts(),
            async |signed: Signed,
                   State(app): State<Shared>,
                   Path(path): Path<ImportPath>,
                   Once(key): Once,
                   Json(input): Json<$input>|
                   -> Result<Json<Import>, Problem> {
                let acting = signed.may_as::<Take>(key)?;
                let done = $use_case(&app.office, &acting, path.import, input).await;
                Ok(Json(told(&app, &signed, done).await?))
            },
        );
    };
}

/// Adds an operation that decides on a draft.
macro_rules! decides {
    ($api:expr, $path:literal, $id:literal, $input:ty, $use_case:path) => {
        $api.add(
            Operation::post($path, $id)
                .tag("imports")
                .path::<DraftPath>()
                .input::<$input>()
                .output::<Import>()
                .conflicts(),
            async |signed: Signed,
                   State(app): State<Shared>,
                   Path(path): Path<DraftPath>,
                   Once(key): Once,
                   Json(input): Json<$input>|
                   -> Result<Json<Import>, Problem> {
                let acting = signed.may_as::<Take>(key)?;
                let done = $use_case(&app.office, &acting, path.import, path.draft, input).await;
                Ok(Json(told(&app, &signed, done).await?))
            },
        );
    };
}

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/imports", "imports")
            .tag("imports")
            .query::<WhichImports>()
            .output::<Vec<ImportRow>>(),
        list,
    );
    api.add(
        Operation::post("/api/imports", "import-take-in")
            .tag("imports")
            .input::<TextInput>()
            .created::<MadeImport>(),
        take_in,
    );
    api.add(
        Operation::get("/api/imports/{import}", "import")
            .tag("imports")
            .path::<ImportPath>()
            .output::<ImportView>(),
        one,
    );
    api.add(
        Operation::get("/api/imports/{import}/preview", "import-preview")
            .tag("imports")
            .path::<ImportPath>()
            .output::<Preview>(),
        preview,
    );
    api.add(
        Operation::get("/api/imports/{import}/columns", "import-columns")
            .tag("imports")
            .path::<ImportPath>()
            .output::<Vec<ColumnSample>>(),
        columns,
    );
    decides!(
        api,
        "/api/imports/{import}/drafts/{draft}/decide",
        "import-decide",
        DecisionInput,
        office::imports::decide
    );
    decides!(
        api,
        "/api/imports/{import}/drafts/{draft}/answer",
        "import-answer",
        AnswerInput,
        office::imports::answer
    );
    decides!(
        api,
        "/api/imports/{import}/drafts/{draft}/edit",
        "import-edit",
        DraftInput,
        office::imports::edit
    );
    changes!(
        api,
        "/api/imports/{import}/columns",
        "import-map-columns",
        ColumnsInput,
        office::trackers::map_columns
    );
    changes!(
        api,
        "/api/imports/{import}/standing",
        "import-standing",
        StandingInput,
        office::imports::all_standing
    );
    changes!(
        api,
        "/api/imports/{import}/accept-ready",
        "import-accept-ready",
        SeenVersion,
        accept_ready
    );
    changes!(
        api,
        "/api/imports/{import}/add",
        "import-add",
        AddInput,
        office::imports::add
    );
    changes!(
        api,
        "/api/imports/{import}/identify",
        "import-identify",
        IdentityInput,
        office::imports::identify
    );
    changes!(
        api,
        "/api/imports/{import}/abandon",
        "import-abandon",
        SeenVersion,
        abandon
    );
    api.add(
        Operation::post("/api/imports/{import}/issue", "import-issue")
            .tag("imports")
            .path::<ImportPath>()
            .input::<SeenVersion>()
            .output::<Issued>()
            .conflicts(),
        issue,
    );
}

async fn accept_ready(
    office: &office::Office,
    acting: &domain::rights::Acting<Take>,
    id: ImportId,
    seen: SeenVersion,
) -> office::Result<Import> {
    office::imports::accept_ready(office, acting, id, seen.version).await
}

async fn abandon(
    office: &office::Office,
    acting: &domain::rights::Acting<Take>,
    id: ImportId,
    seen: SeenVersion,
) -> office::Result<Import> {
    office::imports::abandon(office, acting, id, seen.version).await
}

async fn list(
    signed: Signed,
    State(app): State<Shared>,
    Query(which): Query<WhichImports>,
) -> Result<Json<Vec<ImportRow>>, Problem> {
    let rows = office::imports::list(&app.office, &signed.may::<Take>()?, which.open).await?;
    Ok(Json(rows))
}

/// The file or text of a request.
async fn given(mut request: Request) -> Result<Upload, Problem> {
    request.extensions_mut().insert(limits::Body(limits::UPLOAD_BYTES));
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let is_form = media_type.is_some_and(|value| value.as_bytes().starts_with(b"multipart/"));
    if is_form {
        let form = Form::<NewImport>::from_request(request, &()).await?;
        return match form.read {
            Some(NewImport(upload)) => Ok(upload),
            None => Err(Problem::invalid(form.state.errors().to_vec())),
        };
    }
    let Json(input) = Json::<TextInput>::from_request(request, &()).await?;
    if input.text.trim().is_empty() {
        return Err(Problem::invalid(vec![FieldError::new("text", "form-missing")]));
    }
    let name = input.name.trim();
    Ok(Upload {
        name: if name.is_empty() {
            crate::web::imports::first_line(&input.text)
        } else {
            name.to_owned()
        },
        bytes: Bytes::from(input.text.into_bytes()),
    })
}

async fn take_in(
    signed: Signed,
    State(app): State<Shared>,
    Once(key): Once,
    request: Request,
) -> Result<(StatusCode, Json<MadeImport>), Problem> {
    let acting = signed.may_as::<Take>(key)?;
    let upload = given(request).await?;
    let read = uploads::to_take_in(&app, "file", upload).await?;
    let done = match read.map_err(|fault| Problem::invalid(vec![fault]))? {
        ToTakeIn::Document(document) => office::imports::take_in(&app.office, &acting, *document).await,
        ToTakeIn::Tracker(table) => office::trackers::take_in(&app.office, &acting, table).await,
    };
    let id = told(&app, &signed, done).await?;
    Ok((StatusCode::CREATED, Json(MadeImport { id })))
}

async fn one(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ImportPath>,
) -> Result<Json<ImportView>, Problem> {
    let view = office::imports::view(&app.office, &signed.may::<Take>()?, path.import).await?;
    Ok(Json(view))
}

async fn preview(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ImportPath>,
) -> Result<Json<Preview>, Problem> {
    let preview = office::imports::preview(&app.office, &signed.may::<Take>()?, path.import).await?;
    Ok(Json(preview))
}

async fn columns(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ImportPath>,
) -> Result<Json<Vec<ColumnSample>>, Problem> {
    let columns = office::trackers::columns(&app.office, &signed.may::<Take>()?, path.import).await?;
    Ok(Json(columns))
}

async fn issue(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<ImportPath>,
    Once(key): Once,
    Json(seen): Json<SeenVersion>,
) -> Result<Json<Issued>, Problem> {
    let acting = signed.may_as::<Take>(key)?;
    let done = office::imports::issue(&app.office, &acting, path.import, seen.version).await;
    Ok(Json(told(&app, &signed, done).await?))
}
