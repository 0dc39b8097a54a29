//! The journal: one line for each change of a record, chained by hashes, never changed afterwards.
//!
//! A line holds the record as it was after the change. What it was before is the line of the version before, so both
//! sides of a change and the state of any past moment can be read from it. `superseded_at` is a note for that question,
//! the moment of the subject's next line; it follows from the other lines and is not part of the hash.
//!
//! Moments never run backwards along the lines: when the clock was set back, a line gets the moment of the line before
//! it. The time it tells is then late, the order is right, and "as of" gives one answer.

use std::fmt;

use domain::id::UserId;
use domain::journal::Kind;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::db::{Connection, Reader, Tx, Writer as _};
use crate::error::{Error, Result};
use crate::stored::{Stored, digest_of, record_in};
use crate::table::{Table, bytes, id, int, text};
use crate::value::{Query, Row};

pub(crate) const JOURNAL: Table = Table {
    name: "journal",
    columns: &[
        int("seq"),
        int("at"),
        id("actor"),
        text("action"),
        text("kind"),
        id("subject"),
        int("version"),
        text("reason"),
        text("after"),
        bytes("after_hash"),
        bytes("hash"),
        int("superseded_at"),
    ],
    key: 1,
};

pub(crate) const JOURNAL_HEAD: Table = Table {
    name: "journal_head",
    columns: &[int("id"), int("seq"), int("at"), bytes("hash")],
    key: 1,
};

/// Who changes a record, when, by which act and why.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Who; none for what the program does by itself.
    pub actor: Option<UserId>,
    /// When. Kept to the microsecond.
    pub at: Timestamp,
    /// What: `task.receive`.
    pub action: &'a str,
    /// Why, where somebody has to say so.
    pub reason: Option<&'a str>,
}

impl<'a> Act<'a> {
    /// An act without a reason.
    pub fn new(actor: Option<UserId>, at: Timestamp, action: &'a str) -> Self {
        Self {
            actor,
            at,
            action,
            reason: None,
        }
    }

    /// The same act with a reason.
    #[must_use]
    pub fn because(self, reason: &'a str) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }
}

/// Which record a line is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub(crate) kind: Kind,
    pub(crate) subject: Uuid,
    pub(crate) version: i64,
}

/// The last line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) hash: [u8; 32],
    moved: bool,
}

const HEAD: &str = "SELECT seq, at, hash FROM journal_head WHERE id = 1";
const HEAD_LOCKED: &str = "SELECT seq, at, hash FROM journal_head WHERE id = 1 FOR UPDATE";
const MOVE_HEAD: &str = "UPDATE journal_head SET seq = $1, at = $2, hash = $3 WHERE id = 1";

impl Head {
    /// The head, which no other writer moves until the transaction ends. SQLite has locked it by beginning.
    pub(crate) async fn lock(mut connection: &mut Connection) -> Result<Self> {
        let text = connection.dialect(HEAD, HEAD_LOCKED);
        let row = connection.row(Query::new(text)).await?;
        Self::from_row(row)
    }

    /// The head as it is.
    pub(crate) async fn read(from: &mut impl Reader) -> Result<Self> {
        let row = from.row(Query::new(HEAD)).await?;
        Self::from_row(row)
    }

    fn from_row(row: Option<Row>) -> Result<Self> {
        let row = row.ok_or_else(|| Error::Corrupt("the journal has no head".to_owned()))?;
        Ok(Self {
            seq: row.get(0)?,
            at: row.get(1)?,
            hash: row.digest(2)?,
            moved: false,
        })
    }

    /// Writes the head back, when lines were added.
    pub(crate) async fn write(&self, mut connection: &mut Connection) -> Result<()> {
        if self.moved {
            let query = Query::new(MOVE_HEAD).bind(self.seq).bind(self.at).bind(self.hash);
            connection.execute(query).await?;
        }
        Ok(())
    }
}

const SUPERSEDE: &str = "UPDATE journal SET superseded_at = $1
    WHERE kind = $2 AND subject = $3 AND version = $4 AND superseded_at IS NULL";

impl Tx {
    /// Adds a line. Only [`Tx::insert`] and [`Tx::update`] do.
    pub(crate) async fn append(&mut self, act: &Act<'_>, line: Line, image: &str) -> Result<()> {
        let at = act.at.as_microsecond().max(self.head.at);
        if line.version > 1 {
            self.supersede(line, at).await?;
        }
        let hashed = Hashed {
            seq: self.head.seq + 1,
            at,
            actor: act.actor.map(|user| user.0),
            action: act.action,
            kind: line.kind.word(),
            subject: line.subject,
            version: line.version,
            reason: act.reason,
            after_hash: digest_of(image),
        };
        let hash = hashed.hash(&self.head.hash);
        (&mut *self).execute(hashed.row(image, hash)).await?;
        self.head = Head {
            seq: hashed.seq,
            at,
            hash,
            moved: true,
        };
        Ok(())
    }

    async fn supersede(&mut self, line: Line, at: i64) -> Result<()> {
        let query = Query::new(SUPERSEDE)
            .bind(at)
            .bind(line.kind.word())
            .bind(line.subject)
            .bind(line.version - 1);
        if (&mut *self).execute(query).await? == 1 {
            return Ok(());
        }
        let Line { kind, subject, .. } = line;
        Err(Error::Corrupt(format!(
            "the journal does not hold the last version of {kind} {subject}"
        )))
    }
}

/// What the hash of a line answers for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hashed<'a> {
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) actor: Option<Uuid>,
    pub(crate) action: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) subject: Uuid,
    pub(crate) version: i64,
    pub(crate) reason: Option<&'a str>,
    pub(crate) after_hash: [u8; 32],
}

impl Hashed<'_> {
    /// SHA-256 over the hash of the line before and every field behind its length, in a fixed order: no two lines have one
    /// encoding. A field that is missing has the length `u64::MAX`.
    pub(crate) fn hash(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut chain = Chain(Sha256::new());
        chain.field(b"dondoc journal 1");
        chain.field(previous);
        chain.field(&self.seq.to_be_bytes());
        chain.field(&self.at.to_be_bytes());
        chain.optional(self.actor.as_ref().map(|actor| actor.as_bytes().as_slice()));
        chain.field(self.action.as_bytes());
        chain.field(self.kind.as_bytes());
        chain.field(self.subject.as_bytes());
        chain.field(&self.version.to_be_bytes());
        chain.optional(self.reason.map(str::as_bytes));
        chain.field(&self.after_hash);
        chain.0.finalize().into()
    }

    fn row(&self, image: &str, hash: [u8; 32]) -> Query {
        Query::put_together(JOURNAL.insert())
            .bind(self.seq)
            .bind(self.at)
            .bind(self.actor)
            .bind(self.action)
            .bind(self.kind)
            .bind(self.subject)
            .bind(self.version)
            .bind(self.reason)
            .bind(image)
            .bind(self.after_hash)
            .bind(hash)
            .bind(None::<i64>)
    }
}

struct Chain(Sha256);

impl Chain {
    fn field(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    fn optional(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => self.field(bytes),
            None => self.0.update(u64::MAX.to_be_bytes()),
        }
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A line of the journal without the record's image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1, 2, 3, … without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who; none for what the program did by itself.
    pub actor: Option<UserId>,
    /// What was done: `task.receive`.
    pub action: String,
    /// With which kind of record.
    pub kind: Kind,
    /// With which record.
    pub subject: Uuid,
    /// The version it has since.
    pub version: i64,
    /// Why.
    pub reason: Option<String>,
    /// The hash of this line and, through it, of all lines before.
    pub hash: Hash,
}

/// A hash, shown in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A line with both sides of the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line.
    pub entry: Entry,
    /// The record before, as JSON; none when it was new.
    pub before: Option<String>,
    /// The record after, as JSON.
    pub after: String,
}

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct EntryFilter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this record.
    pub subject: Option<Uuid>,
    /// By this user.
    pub actor: Option<UserId>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// Older than this line: the last of the page before.
    pub before: Option<i64>,
}

macro_rules! entry_columns {
    () => {
        "j.seq, j.at, j.actor, j.action, j.kind, j.subject, j.version, j.reason, j.hash"
    };
}

/// A page of lines, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn entries(mut from: impl Reader, filter: &EntryFilter, limit: u32) -> Result<Vec<Entry>> {
    let mut query = Query::new(concat!("SELECT ", entry_columns!(), " FROM journal j WHERE j.seq < "));
    query.push_value(filter.before.unwrap_or(i64::MAX));
    if let Some(kind) = filter.kind {
        query.push(" AND j.kind = ");
        query.push_value(kind.word());
    }
    if let Some(subject) = filter.subject {
        query.push(" AND j.subject = ");
        query.push_value(subject);
    }
    if let Some(actor) = filter.actor {
        query.push(" AND j.actor = ");
        query.push_value(actor);
    }
    if let Some(from) = filter.from {
        query.push(" AND j.at >= ");
        query.push_value(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND j.at < ");
        query.push_value(to);
    }
    query.push(" ORDER BY j.seq DESC LIMIT ");
    query.push_value(limit);
    from.rows(query).await?.iter().map(entry_in).collect()
}

const HISTORY: &str = concat!(
    "SELECT ",
    entry_columns!(),
    ", j.after FROM journal j WHERE j.kind = $1 AND j.subject = $2 ORDER BY j.version"
);

/// All changes of one record, the oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn history<R: Stored>(mut from: impl Reader, id: impl Into<Uuid> + Send) -> Result<Vec<Change>> {
    let query = Query::new(HISTORY).bind(R::KIND.word()).bind(id.into());
    let mut before = None;
    let mut changes = Vec::new();
    for row in from.rows(query).await? {
        let after: String = row.get(9)?;
        changes.push(Change {
            entry: entry_in(&row)?,
            before: before.replace(after.clone()),
            after,
        });
    }
    Ok(changes)
}

const CHANGE: &str = concat!(
    "SELECT ",
    entry_columns!(),
    ", j.after, b.after FROM journal j
     LEFT JOIN journal b ON b.kind = j.kind AND b.subject = j.subject AND b.version = j.version - 1
     WHERE j.seq = $1"
);

/// One line with both sides of the change.
///
/// # Errors
/// When the database cannot be read.
pub async fn change(mut from: impl Reader, seq: i64) -> Result<Option<Change>> {
    let row = from.row(Query::new(CHANGE).bind(seq)).await?;
    row.map(|row| {
        Ok(Change {
            entry: entry_in(&row)?,
            before: row.get(10)?,
            after: row.get(9)?,
        })
    })
    .transpose()
}

/// A line by number and hash: the state of the register right after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its number; 0 before the first line.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

/// The last line.
///
/// # Errors
/// When the database cannot be read.
pub async fn head(mut from: impl Reader) -> Result<Mark> {
    let Head { seq, hash, .. } = Head::read(&mut from).await?;
    Ok(Mark { seq, hash: Hash(hash) })
}

const LAST_BY: &str = "SELECT seq, hash FROM journal WHERE at <= $1 ORDER BY at DESC, seq DESC LIMIT 1";

/// The last line that was written by a moment; none when nothing was.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_line_by(mut from: impl Reader, moment: Timestamp) -> Result<Option<Mark>> {
    let row = from.row(Query::new(LAST_BY).bind(moment)).await?;
    row.map(|row| {
        Ok(Mark {
            seq: row.get(0)?,
            hash: Hash(row.digest(1)?),
        })
    })
    .transpose()
}

fn entry_in(row: &Row) -> Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        at: row.instant(1)?,
        actor: row.get::<Option<Uuid>>(2)?.map(UserId),
        action: row.get(3)?,
        kind: kind_of(&row.get::<String>(4)?)?,
        subject: row.get(5)?,
        version: row.get(6)?,
        reason: row.get(7)?,
        hash: Hash(row.digest(8)?),
    })
}

fn kind_of(word: &str) -> Result<Kind> {
    Kind::from_word(word).ok_or_else(|| Error::Corrupt("a line of the journal is of no known kind".to_owned()))
}

const AS_OF: &str = "SELECT after FROM journal
    WHERE kind = $1 AND at <= $2 AND (superseded_at IS NULL OR superseded_at > $2)";
// The sign keeps SQLite from going through all lines of that time instead of those of one record.
const ONE_AS_OF: &str = "SELECT after FROM journal
    WHERE kind = $1 AND +at <= $2 AND (superseded_at IS NULL OR superseded_at > $2) AND subject = $3";

/// Hands every record of a kind, as it was at a moment, to a function. Only one is in memory at a time.
///
/// # Errors
/// When the database cannot be read, and those of the function.
pub async fn each_as_of<R: Stored>(
    mut from: impl Reader,
    at: Timestamp,
    mut take: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    let query = Query::new(AS_OF).bind(R::KIND.word()).bind(at);
    from.each(query, |row| take(record_in(&row, 0)?)).await
}

/// Every record of a kind as it was at a moment, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn as_of<R: Stored>(from: impl Reader, at: Timestamp) -> Result<Vec<R>> {
    let mut records = Vec::new();
    each_as_of(from, at, |record| {
        records.push(record);
        Ok(())
    })
    .await?;
    Ok(records)
}

/// A record as it was at a moment; none when it did not exist yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_as_of<R: Stored>(
    mut from: impl Reader,
    id: impl Into<Uuid> + Send,
    at: Timestamp,
) -> Result<Option<R>> {
    let query = Query::new(ONE_AS_OF).bind(R::KIND.word()).bind(at).bind(id.into());
    from.row(query).await?.map(|row| record_in(&row, 0)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Hashed<'static> = Hashed {
        seq: 1,
        at: 2,
        actor: None,
        action: "task.receive",
        kind: "task",
        subject: Uuid::nil(),
        version: 1,
        reason: None,
        after_hash: [7; 32],
    };

    #[test]
    fn what_moves_from_one_field_to_the_next_changes_the_hash() {
        let other = Hashed {
            action: "task.receivet",
            kind: "ask",
            ..LINE
        };
        assert_ne!(LINE.hash(&[0; 32]), other.hash(&[0; 32]));
    }

    #[test]
    fn an_empty_reason_is_not_a_missing_one() {
        let other = Hashed {
            reason: Some(""),
            ..LINE
        };
        assert_ne!(LINE.hash(&[0; 32]), other.hash(&[0; 32]));
    }

    #[test]
    fn the_line_before_is_part_of_the_hash() {
        assert_ne!(LINE.hash(&[0; 32]), LINE.hash(&[1; 32]));
    }
}
