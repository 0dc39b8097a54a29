//! Files: the record says what a file is, its content is stored once for each digest.

use domain::File;
use domain::id::{DirectiveId, FileId, ImportId, PeriodicReportId, TaskId};
use uuid::Uuid;

use crate::db::{Reader, Tx, Writer as _};
use crate::error::{Error, Result};
use crate::journal::{Act, Hash, sha256};
use crate::stored::{BODY, ID, Stored, VERSION};
use crate::table::{Table, bytes, int, text};
use crate::value::{Query, Row, Value};

impl Stored for File {
    const TABLE: &'static Table = &Table {
        name: "files",
        columns: &[ID, VERSION, BODY, text("sha256"), int("size")],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        vec![self.sha256.as_str().into(), self.size.into()]
    }
}

pub(crate) const CONTENTS: Table = Table {
    name: "contents",
    columns: &[text("sha256"), bytes("bytes")],
    key: 1,
};

/// The digest of a content, as a file's record has it.
pub fn digest(content: &[u8]) -> String {
    Hash(sha256(content)).to_string()
}

const ADD_CONTENT: &str = "INSERT INTO contents (sha256, bytes) VALUES ($1, $2) ON CONFLICT (sha256) DO NOTHING";

/// Stores a file with its content.
///
/// # Errors
/// [`Error::Corrupt`] when digest or size of the record are not those of the content.
pub async fn add(tx: &mut Tx, act: &Act<'_>, file: &File, content: &[u8]) -> Result<()> {
    let size_agrees = usize::try_from(file.size).is_ok_and(|size| size == content.len());
    if !size_agrees || digest(content) != file.sha256 {
        return Err(Error::Corrupt(format!("the content is not that of file {}", file.id)));
    }
    let query = Query::new(ADD_CONTENT).bind(&file.sha256).bind(content);
    (&mut *tx).execute(query).await?;
    tx.insert(act, file).await
}

const CONTENT: &str = "SELECT c.bytes FROM files f JOIN contents c ON c.sha256 = f.sha256 WHERE f.id = $1";

/// The content of a file.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn content(mut from: impl Reader, id: FileId) -> Result<Vec<u8>> {
    match from.row(Query::new(CONTENT).bind(id)).await? {
        Some(row) => row.get(0),
        None => Err(Error::NotFound {
            kind: domain::Kind::File,
            id: id.0,
        }),
    }
}

/// What a file belongs to. Whoever may see that may see the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Evidence in a report on this task.
    Task(TaskId),
    /// Original or text of this directive.
    Directive(DirectiveId),
    /// Original, text or cells of this import.
    Import(ImportId),
    /// Document or annex of this report of a period.
    PeriodicReport(PeriodicReportId),
}

const USES: &str = "SELECT 'task', r.task FROM report_files f JOIN reports r ON r.id = f.report WHERE f.file = $1
    UNION SELECT 'directive', id FROM directives WHERE original = $1
    UNION SELECT 'directive', id FROM directives WHERE text = $1
    UNION SELECT 'import', id FROM imports WHERE original = $1
    UNION SELECT 'import', id FROM imports WHERE text = $1
    UNION SELECT 'import', id FROM imports WHERE cells = $1
    UNION SELECT 'periodic_report', id FROM periodic_reports WHERE document = $1
    UNION SELECT 'periodic_report', id FROM periodic_reports WHERE annex = $1
    ORDER BY 1, 2";

/// What a file belongs to; nothing while the form it was handed in with is still being written.
///
/// # Errors
/// When the database cannot be read.
pub async fn uses(mut from: impl Reader, id: FileId) -> Result<Vec<Use>> {
    let rows = from.rows(Query::new(USES).bind(id)).await?;
    rows.iter().map(use_in).collect()
}

fn use_in(row: &Row) -> Result<Use> {
    let id: Uuid = row.get(1)?;
    Ok(match row.get::<String>(0)?.as_str() {
        "task" => Use::Task(TaskId(id)),
        "directive" => Use::Directive(DirectiveId(id)),
        "periodic_report" => Use::PeriodicReport(PeriodicReportId(id)),
        _ => Use::Import(ImportId(id)),
    })
}
