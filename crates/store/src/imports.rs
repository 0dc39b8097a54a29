//! Imports: documents and trackers on their way to become tasks.

use domain::Import;
use domain::id::ImportId;
use domain::import::Stage;
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::{Error, Result};
use crate::stored::{BODY, ID, Stored, VERSION};
use crate::table::{Table, id, int, text};
use crate::value::{Query, Row, Value};

impl Stored for Import {
    const TABLE: &'static Table = &Table {
        name: "imports",
        columns: &[
            ID,
            VERSION,
            BODY,
            text("name"),
            text("taken_on"),
            text("stage"),
            int("pending"),
            int("accepted"),
            int("dropped"),
            id("original"),
            id("text"),
            id("cells"),
        ],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        let (pending, accepted, dropped) = self.counts();
        vec![
            self.name.as_str().into(),
            self.taken_on.into(),
            stage_word(&self.stage).into(),
            count(pending).into(),
            count(accepted).into(),
            count(dropped).into(),
            self.original.into(),
            self.text.into(),
            self.tracker.as_ref().map(|tracker| tracker.cells).into(),
        ]
    }
}

const OPEN: &str = "open";

fn stage_word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Open => OPEN,
        Stage::Issued { .. } => "issued",
        Stage::Abandoned => "abandoned",
    }
}

fn count(drafts: usize) -> i64 {
    i64::try_from(drafts).unwrap_or(i64::MAX)
}

/// A line of the list of imports. The drafts of one are many: a list does not read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// Identifier.
    pub id: ImportId,
    /// Name of the file, or of the pasted text.
    pub name: String,
    /// The day it was taken in.
    pub taken_on: Date,
    /// `open`, `issued` or `abandoned`.
    pub stage: String,
    /// Drafts to decide on.
    pub pending: i64,
    /// Drafts that become tasks.
    pub accepted: i64,
    /// Drafts that are none.
    pub dropped: i64,
}

/// A page of imports, the newest first; `before` is the last of the page before.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    mut from: impl Reader,
    only_open: bool,
    before: Option<(Date, ImportId)>,
    limit: u32,
) -> Result<Vec<ImportLine>> {
    let mut query = Query::new("SELECT id, name, taken_on, stage, pending, accepted, dropped FROM imports WHERE 1 = 1");
    if only_open {
        query.push(" AND stage = ");
        query.push_value(OPEN);
    }
    if let Some((day, id)) = before {
        query.push(" AND (taken_on, id) < (");
        query.push_value(day);
        query.push(", ");
        query.push_value(id);
        query.push(")");
    }
    query.push(" ORDER BY taken_on DESC, id DESC LIMIT ");
    query.push_value(limit);
    from.rows(query).await?.iter().map(line_in).collect()
}

fn line_in(row: &Row) -> Result<ImportLine> {
    Ok(ImportLine {
        id: ImportId(row.get(0)?),
        name: row.get(1)?,
        taken_on: row.day(2)?,
        stage: row.get(3)?,
        pending: row.get(4)?,
        accepted: row.get(5)?,
        dropped: row.get(6)?,
    })
}

const COUNT_OPEN: &str = "SELECT COUNT(*) FROM imports WHERE stage = 'open' AND pending > 0";

/// How many open imports have drafts to decide on.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_undecided(mut from: impl Reader) -> Result<i64> {
    let row = from.row(Query::new(COUNT_OPEN)).await?;
    row.ok_or_else(|| Error::Corrupt("a count has no row".to_owned()))?
        .get(0)
}
