//! Files of reports.

use axum::extract::State;
use domain::id::{FileId, TaskId};
use domain::rights::See;

use crate::web::app::Shared;
use crate::web::attachment::attachment;
use crate::web::extract::Path;
use crate::web::page::Answer;
use crate::web::session::Signed;

/// `GET /tasks/{task}/files/{file}`
pub(super) async fn download(
    signed: Signed,
    State(app): State<Shared>,
    Path((task, file)): Path<(TaskId, FileId)>,
) -> Answer {
    let acting = signed.may::<See>()?;
    let (file, bytes) = office::tasks::evidence(&app.office, &acting, task, file).await?;
    Ok(attachment(&file, bytes))
}
