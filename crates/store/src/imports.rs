//! Imports: documents and trackers on their way to become tasks.

use domain::Import;
use domain::id::{DirectiveId, ImportId};
use domain::import::Stage;
use jiff::civil::Date;
use uuid::Uuid;

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
            text("number"),
            text("taken_on"),
            text("stage"),
            id("directive"),
            int("tasks"),
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
        let (directive, tasks) = match self.stage {
            Stage::Issued { directive, tasks } => (directive, Some(tasks)),
            Stage::Open | Stage::Abandoned => (None, None),
        };
        vec![
            self.name.as_str().into(),
            self.identity.number.clone().into(),
            self.taken_on.into(),
            stage_word(&self.stage).into(),
            directive.into(),
            tasks.into(),
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
const ISSUED: &str = "issued";

fn stage_word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Open => OPEN,
        Stage::Issued { .. } => ISSUED,
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
    /// Number of the document.
    pub number: Option<String>,
    /// The day it was taken in.
    pub taken_on: Date,
    /// Where it is.
    pub stage: Stage,
    /// Drafts to decide on.
    pub pending: usize,
    /// Drafts that become tasks.
    pub accepted: usize,
    /// Drafts that are none.
    pub dropped: usize,
}

macro_rules! lines {
    () => {
        "SELECT id, name, number, taken_on, stage, directive, tasks, pending, accepted, dropped FROM imports "
    };
}

const RECENT: &str = concat!(lines!(), "ORDER BY taken_on DESC, id DESC LIMIT $1");

/// The last imports, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn recent(mut from: impl Reader, limit: u32) -> Result<Vec<ImportLine>> {
    from.rows(Query::new(RECENT).bind(limit))
        .await?
        .iter()
        .map(line_in)
        .collect()
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
    let mut query = Query::new(concat!(lines!(), "WHERE 1 = 1"));
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
    let drafts = |column| row.get::<i64>(column).map(|n| usize::try_from(n).unwrap_or(0));
    Ok(ImportLine {
        id: ImportId(row.get(0)?),
        name: row.get(1)?,
        number: row.get(2)?,
        taken_on: row.day(3)?,
        stage: stage_in(row)?,
        pending: drafts(7)?,
        accepted: drafts(8)?,
        dropped: drafts(9)?,
    })
}

fn stage_in(row: &Row) -> Result<Stage> {
    Ok(match row.get::<String>(4)?.as_str() {
        OPEN => Stage::Open,
        ISSUED => Stage::Issued {
            directive: row.get::<Option<Uuid>>(5)?.map(DirectiveId),
            tasks: u32::try_from(row.get::<i64>(6)?).unwrap_or(0),
        },
        _ => Stage::Abandoned,
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
