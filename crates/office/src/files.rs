//! Files: evidence and originals. What they are is told from their bytes; a document that bears a secrecy mark never comes
//! this far, for the door that takes it in asks first.

use domain::id::{FileId, TaskId};
use domain::rights::{Acting, Work};
use domain::{File, Kind};

use crate::error::{Error, Result};
use crate::office::{Case, Office, new_id};

/// Largest file, in bytes.
pub const LARGEST: usize = 20 << 20;

/// A file that was handed in and looked at: the door has told its type from its bytes and has refused it if it bears a
/// secrecy mark.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Name as handed in.
    pub name: String,
    /// Media type, told from the bytes.
    pub media_type: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Stores a file within a use case.
pub(crate) async fn add(case: &mut Case, file: &Checked) -> Result<FileId> {
    if file.bytes.len() > LARGEST {
        return Err(Error::field("files", "too-large"));
    }
    let id: FileId = new_id(case.act.at);
    let record = File {
        id,
        version: 1,
        name: name_alone(&file.name),
        media_type: file.media_type.clone(),
        size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        sha256: store::files::digest(&file.bytes),
    };
    store::files::add(&mut case.tx, &case.act, &record, &file.bytes).await?;
    Ok(id)
}

/// Stores a file for a report that is still being written.
///
/// # Errors
/// Too large, or the database.
pub async fn upload(office: &Office, acting: &Acting<Work>, file: &Checked) -> Result<FileId> {
    match office.begin(acting, "file.add").await? {
        crate::office::Begun::Already(outcome) => outcome.parse().map_err(|_| Error::NotFound(Kind::File)),
        crate::office::Begun::New(mut case) => {
            let id = add(&mut case, file).await?;
            case.commit(id).await?;
            Ok(id)
        }
    }
}

/// Whether a report on a task may name a file: whoever may see the task sees its evidence, so only a file of the same
/// person that belongs to nothing else may become it.
pub(crate) async fn is_free(case: &mut Case, acting: &Acting<Work>, file: FileId, task: TaskId) -> Result<bool> {
    let lines = store::journal::history::<File>(&mut case.tx, file.0).await?;
    let is_own = lines.first().is_some_and(|line| line.entry.actor == Some(acting.user));
    let uses = store::files::uses(&mut case.tx, file).await?;
    Ok(is_own && uses.iter().all(|of| *of == store::files::Use::Task(task)))
}

/// A file and its content, for a use case that has asked whether it may be seen.
pub(crate) async fn content(office: &Office, id: FileId) -> Result<(File, Vec<u8>)> {
    let file = store::load::<File>(&office.db, id.0).await?;
    let bytes = store::files::content(&office.db, id).await?;
    Ok((file, bytes))
}

/// The name without folders and control characters.
fn name_alone(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.trim().is_empty() {
        "tep".to_owned()
    } else {
        clean
    }
}
