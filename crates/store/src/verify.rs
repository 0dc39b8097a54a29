//! The proof: the journal is one unbroken chain, and the tables say what it says.
//!
//! It reads one moment of the database, row by row or in pages, so that its memory does not grow with the journal. What
//! it finds is named; it repairs nothing. Someone who can write the whole database can make a new chain that holds: the
//! hash of the last line, noted elsewhere, shows that too.

use std::collections::BTreeMap;
use std::fmt;

use domain::journal::Kind;
use uuid::Uuid;

use crate::db::{Db, Reader as _, Snapshot};
use crate::error::Result;
use crate::journal::{Hash, Hashed, Head, sha256};
use crate::schema::every_kind;
use crate::stored::{OWN_COLUMNS, Stored, read_image};
use crate::table::Table;
use crate::value::{Query, Row, Value};
use crate::{past, search};

/// How many faults are named; more are only counted.
const NAMED: usize = 1000;
/// How many records are compared at once.
const PAGE: i64 = 500;

/// What the proof found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Lines of the journal.
    pub lines: u64,
    /// Records.
    pub records: u64,
    /// Contents of files.
    pub contents: u64,
    /// The hash of the last line: whoever noted it knows later that nothing before it was changed.
    pub head: Hash,
    /// How many faults there are.
    pub faults: u64,
    /// The first thousand of them.
    pub named: Vec<Fault>,
}

impl Proof {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.faults == 0
    }
}

/// A fault, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line of the journal.
    pub seq: Option<i64>,
    /// The kind of record.
    pub kind: Option<Kind>,
    /// The record.
    pub id: Option<Uuid>,
    /// What is wrong.
    pub what: What,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seq) = self.seq {
            write!(f, "line {seq}: ")?;
        }
        if let (Some(kind), Some(id)) = (self.kind, self.id) {
            write!(f, "{kind} {id}: ")?;
        }
        self.what.fmt(f)
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// The lines before this one are not there.
    #[error("lines {first} to {last} are missing")]
    LinesMissing {
        /// First missing line.
        first: i64,
        /// Last missing line.
        last: i64,
    },
    /// The line, or the hash of the line before, is not what it was.
    #[error("the line does not answer to its hash")]
    HashBroken,
    /// The record's image is not what it was.
    #[error("the image does not answer to its hash")]
    ImageChanged,
    /// The line is older than the one before.
    #[error("the line is older than the one before")]
    Backwards,
    /// The head is not the last line: lines at the end are missing.
    #[error("the last line is not the one the journal ends with")]
    HeadDiffers,
    /// A word that names no kind.
    #[error("the line is of no known kind")]
    KindUnknown,
    /// Versions of a record do not follow each other.
    #[error("version {expected} was expected, {found} is there")]
    VersionsBroken {
        /// The version after the one before.
        expected: i64,
        /// The version of the line.
        found: i64,
    },
    /// `superseded_at` is not the moment of the record's next line.
    #[error("it is not superseded at the moment of the next version")]
    SupersededWrong,
    /// The image is none of its kind.
    #[error("the image cannot be read")]
    Unreadable,
    /// The journal has the record, its table has not.
    #[error("the record is missing from its table")]
    RowMissing,
    /// The table has a record that the journal does not know.
    #[error("the record is not in the journal")]
    NotInJournal,
    /// The record in the table is not the last one of the journal.
    #[error("the record is not the last version of the journal")]
    RowDiffers,
    /// A column says something else than the record.
    #[error("the column {0} does not say what the record says")]
    ColumnDiffers(&'static str),
    /// Rows that belong to a record say something else than the record.
    #[error("the rows in {0} do not say what the record says")]
    PartsDiffer(&'static str),
    /// What it is found by is not what it says.
    #[error("the index does not say what the record says")]
    IndexDiffers,
    /// What its lists of a past moment go by is not what the journal says.
    #[error("the rows for past moments do not say what the journal says")]
    PastDiffers,
    /// A file without content.
    #[error("the file has no content")]
    ContentMissing,
    /// A content that is not what it was.
    #[error("the content {0} does not answer to its digest")]
    ContentChanged(String),
    /// A content that no file has.
    #[error("the content {0} belongs to no file")]
    ContentLoose(String),
}

/// Proves a database.
///
/// # Errors
/// When the database cannot be read. Faults are no error: they are what it finds.
pub async fn verify(db: &Db) -> Result<Proof> {
    let mut snapshot = db.snapshot().await?;
    let mut proof = Proof {
        lines: 0,
        records: 0,
        contents: 0,
        head: Hash([0; 32]),
        faults: 0,
        named: Vec::new(),
    };
    check_chain(&mut snapshot, &mut proof).await?;
    check_subjects(&mut snapshot, &mut proof).await?;
    every_kind!(check_kind(&mut snapshot, &mut proof));
    check_contents(&mut snapshot, &mut proof).await?;
    Ok(proof)
}

impl Proof {
    fn found(&mut self, seq: Option<i64>, kind: Option<Kind>, id: Option<Uuid>, what: What) {
        self.faults += 1;
        if self.named.len() < NAMED {
            self.named.push(Fault { seq, kind, id, what });
        }
    }
}

/// Where the chain stands.
struct Link {
    seq: i64,
    at: i64,
    hash: [u8; 32],
}

const CHAIN: &str = "SELECT seq, at, actor, action, kind, subject, version, reason, after, after_hash, hash
    FROM journal ORDER BY seq";

async fn check_chain(mut snapshot: &mut Snapshot, proof: &mut Proof) -> Result<()> {
    let mut last = Link {
        seq: 0,
        at: 0,
        hash: [0; 32],
    };
    snapshot
        .each(Query::new(CHAIN), |row| {
            last = check_line(&row, &last, proof)?;
            Ok(())
        })
        .await?;
    let head = Head::read(&mut snapshot).await?;
    if (head.seq, head.at, head.hash) != (last.seq, last.at, last.hash) {
        proof.found(Some(head.seq), None, None, What::HeadDiffers);
    }
    proof.head = Hash(head.hash);
    Ok(())
}

fn check_line(row: &Row, before: &Link, proof: &mut Proof) -> Result<Link> {
    let (action, kind): (String, String) = (row.get(3)?, row.get(4)?);
    let (reason, after): (Option<String>, String) = (row.get(7)?, row.get(8)?);
    let line = Hashed {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        action: &action,
        kind: &kind,
        subject: row.get(5)?,
        version: row.get(6)?,
        reason: reason.as_deref(),
        after_hash: row.digest(9)?,
    };
    let hash = row.digest(10)?;
    proof.lines += 1;
    let known = Kind::from_word(&kind);
    let mut found = |what| proof.found(Some(line.seq), known, Some(line.subject), what);
    if line.seq != before.seq + 1 {
        found(What::LinesMissing {
            first: before.seq + 1,
            last: line.seq - 1,
        });
    }
    if known.is_none() {
        found(What::KindUnknown);
    }
    if sha256(after.as_bytes()) != line.after_hash {
        found(What::ImageChanged);
    }
    // The stored hash of the line before, so that a changed line is named and not every line after it.
    if line.hash(&before.hash) != hash {
        found(What::HashBroken);
    }
    if line.at < before.at {
        found(What::Backwards);
    }
    Ok(Link {
        seq: line.seq,
        at: line.at,
        hash,
    })
}

const SUBJECTS: &str = "SELECT seq, kind, subject, version, at, superseded_at FROM journal
    ORDER BY subject, kind, version";

/// A line as one of its subject's.
struct OfSubject {
    seq: i64,
    kind: String,
    subject: Uuid,
    version: i64,
    at: i64,
    superseded_at: Option<i64>,
}

impl OfSubject {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            kind: row.get(1)?,
            subject: row.get(2)?,
            version: row.get(3)?,
            at: row.get(4)?,
            superseded_at: row.get(5)?,
        })
    }

    fn is_of(&self, other: &Self) -> bool {
        self.kind == other.kind && self.subject == other.subject
    }

    fn found(&self, proof: &mut Proof, what: What) {
        proof.found(Some(self.seq), Kind::from_word(&self.kind), Some(self.subject), what);
    }
}

async fn check_subjects(mut snapshot: &mut Snapshot, proof: &mut Proof) -> Result<()> {
    let mut last: Option<OfSubject> = None;
    snapshot
        .each(Query::new(SUBJECTS), |row| {
            let line = OfSubject::of(&row)?;
            check_version(last.as_ref(), &line, proof);
            last = Some(line);
            Ok(())
        })
        .await?;
    if let Some(last) = last.filter(|last| last.superseded_at.is_some()) {
        last.found(proof, What::SupersededWrong);
    }
    Ok(())
}

fn check_version(last: Option<&OfSubject>, line: &OfSubject, proof: &mut Proof) {
    let before = last.filter(|last| last.is_of(line));
    let expected = before.map_or(1, |before| before.version + 1);
    if line.version != expected || before.is_some_and(|before| line.seq < before.seq) {
        line.found(
            proof,
            What::VersionsBroken {
                expected,
                found: line.version,
            },
        );
    }
    if let Some(last) = last
        && last.superseded_at != before.map(|_| line.at)
    {
        last.found(proof, What::SupersededWrong);
    }
}

async fn check_kind<R: Stored>(snapshot: &mut Snapshot, proof: &mut Proof) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let rows = next_records::<R>(snapshot, after).await?;
        let full = i64::try_from(rows.len()).is_ok_and(|n| n == PAGE);
        let mut records = BTreeMap::new();
        let mut last = after;
        for row in &rows {
            last = row.get(1)?;
            proof.records += 1;
            if let Some(record) = check_record::<R>(row, proof)? {
                records.insert(last, record);
            }
        }
        let until = if full { last } else { Uuid::max() };
        check_parts(snapshot, &records, (after, until), proof).await?;
        for id in past::check::<R>(&mut &mut *snapshot, (after, until)).await? {
            proof.found(None, Some(R::KIND), Some(id), What::PastDiffers);
        }
        for id in search::check(&mut &mut *snapshot, &records, (after, until)).await? {
            proof.found(None, Some(R::KIND), Some(id), What::IndexDiffers);
        }
        if !full {
            break;
        }
        after = last;
    }
    check_unknown::<R>(snapshot, proof).await
}

async fn next_records<R: Stored>(mut snapshot: &mut Snapshot, after: Uuid) -> Result<Vec<Row>> {
    let table = R::TABLE;
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("t.{}", column.name))
        .collect();
    let text = format!(
        "SELECT j.seq, j.subject, j.version, j.after, {} FROM journal j LEFT JOIN {} t ON t.id = j.subject
         WHERE j.kind = $1 AND j.superseded_at IS NULL AND j.subject > $2 ORDER BY j.subject LIMIT {PAGE}",
        columns.join(", "),
        table.name,
    );
    snapshot
        .rows(Query::put_together(text).bind(R::KIND.word()).bind(after))
        .await
}

/// Compares a row with the last image of the journal. Gives the record, when the row holds it.
fn check_record<R: Stored>(row: &Row, proof: &mut Proof) -> Result<Option<R>> {
    const ROW: usize = 4;
    let (seq, id, image): (i64, Uuid, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
    let mut found = |what| proof.found(Some(seq), Some(R::KIND), Some(id), what);
    let Ok(record) = read_image::<R>(&image) else {
        found(What::Unreadable);
        return Ok(None);
    };
    if row.get::<Option<Uuid>>(ROW)?.is_none() {
        found(What::RowMissing);
        return Ok(None);
    }
    let version: i64 = row.get(2)?;
    let own = (row.get::<i64>(ROW + 1)?, row.get::<String>(ROW + 2)?);
    if own != (version, image) || (record.id(), record.version()) != (id, version) {
        found(What::RowDiffers);
        return Ok(None);
    }
    let columns = R::TABLE.columns.iter().enumerate().skip(OWN_COLUMNS);
    for ((n, column), expected) in columns.zip(record.project()) {
        if row.value(ROW + n, column.holds)? != expected {
            found(What::ColumnDiffers(column.name));
        }
    }
    Ok(Some(record))
}

/// Compares the rows that belong to records, and finds those that belong to none.
async fn check_parts<R: Stored>(
    snapshot: &mut Snapshot,
    records: &BTreeMap<Uuid, R>,
    between: (Uuid, Uuid),
    proof: &mut Proof,
) -> Result<()> {
    for (n, table) in R::PARTS.iter().enumerate() {
        let mut stored = parts_between(snapshot, table, between).await?;
        for (id, record) in records {
            let expected = record.parts().into_iter().nth(n).unwrap_or_default();
            if !is_same(stored.remove(id).unwrap_or_default(), expected) {
                proof.found(None, Some(R::KIND), Some(*id), What::PartsDiffer(table.name));
            }
        }
        for id in stored.into_keys() {
            proof.found(None, Some(R::KIND), Some(id), What::PartsDiffer(table.name));
        }
    }
    Ok(())
}

fn is_same(mut stored: Vec<Vec<Value>>, mut expected: Vec<Vec<Value>>) -> bool {
    stored.sort();
    expected.sort();
    stored == expected
}

async fn parts_between(
    mut snapshot: &mut Snapshot,
    table: &Table,
    (after, until): (Uuid, Uuid),
) -> Result<BTreeMap<Uuid, Vec<Vec<Value>>>> {
    let owner = table.columns[0].name;
    let text = format!("{} WHERE {owner} > $1 AND {owner} <= $2", table.select());
    let mut parts: BTreeMap<Uuid, Vec<Vec<Value>>> = BTreeMap::new();
    snapshot
        .each(Query::put_together(text).bind(after).bind(until), |row| {
            let columns = table.columns.iter().enumerate().skip(1);
            let values = columns.map(|(n, column)| row.value(n, column.holds));
            parts
                .entry(row.get(0)?)
                .or_default()
                .push(values.collect::<Result<_>>()?);
            Ok(())
        })
        .await?;
    Ok(parts)
}

async fn check_unknown<R: Stored>(mut snapshot: &mut Snapshot, proof: &mut Proof) -> Result<()> {
    let text = format!(
        "SELECT t.id FROM {} t WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.kind = $1 AND j.subject = t.id)",
        R::TABLE.name
    );
    snapshot
        .each(Query::put_together(text).bind(R::KIND.word()), |row| {
            proof.found(None, Some(R::KIND), Some(row.get(0)?), What::NotInJournal);
            Ok(())
        })
        .await
}

const WITHOUT_CONTENT: &str = "SELECT f.id FROM files f LEFT JOIN contents c ON c.sha256 = f.sha256
    WHERE c.sha256 IS NULL";
const LOOSE: &str =
    "SELECT c.sha256 FROM contents c WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.sha256 = c.sha256)";
const NEXT_CONTENT: &str = "SELECT sha256, bytes FROM contents WHERE sha256 > $1 ORDER BY sha256 LIMIT 1";

async fn check_contents(mut snapshot: &mut Snapshot, proof: &mut Proof) -> Result<()> {
    snapshot
        .each(Query::new(WITHOUT_CONTENT), |row| {
            proof.found(None, Some(Kind::File), Some(row.get(0)?), What::ContentMissing);
            Ok(())
        })
        .await?;
    snapshot
        .each(Query::new(LOOSE), |row| {
            proof.found(None, None, None, What::ContentLoose(row.get(0)?));
            Ok(())
        })
        .await?;
    // One at a time: a content can be large.
    let mut after = String::new();
    while let Some(row) = snapshot.row(Query::new(NEXT_CONTENT).bind(&after)).await? {
        after = row.get(0)?;
        proof.contents += 1;
        if Hash(sha256(&row.get::<Vec<u8>>(1)?)).to_string() != after {
            proof.found(None, None, None, What::ContentChanged(after.clone()));
        }
    }
    Ok(())
}
