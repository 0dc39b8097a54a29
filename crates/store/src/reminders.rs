//! Reminders: which tasks a morning has to look at, how far the mornings before came, and the outbox.
//!
//! The outbox is safe against two programs on one database: a digest is made once for a person and a day (a unique key),
//! and sent by whoever moved its next attempt into the future first. A program that ends between sending and writing
//! that it was sent sends once more when the lease is over; the message has the same identifier then.

use domain::Task;
use domain::id::{DigestId, UserId};
use domain::reminder::{Digest, Told};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Reader, Tx, Writer};
use crate::error::{Error, Result};
use crate::stored::select;
use crate::table::{Table, id, int, text};
use crate::tasks::NO_DAY;
use crate::value::{Query, Row};

pub(crate) const RUNS: Table = Table {
    name: "reminder_runs",
    columns: &[text("day"), int("at"), text("ahead_before"), int("digests")],
    key: 1,
};

pub(crate) const DIGESTS: Table = Table {
    name: "reminder_digests",
    columns: &[
        id("id"),
        id("user_id"),
        text("day"),
        int("made_at"),
        text("address"),
        text("body"),
        int("try_at"),
        int("attempts"),
        int("sent_at"),
        text("failure"),
    ],
    key: 1,
};

const LAST_RUN: &str = "SELECT day, ahead_before FROM reminder_runs ORDER BY day DESC LIMIT 1";

/// How far the last morning came on which digests were made; none before the first.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_run(mut from: impl Reader) -> Result<Option<Told>> {
    let row = from.row(Query::new(LAST_RUN)).await?;
    row.map(|row| {
        Ok(Told {
            until: row.day(0)?,
            ahead_before: row.day(1)?,
        })
    })
    .transpose()
}

const KEEP_RUN: &str = "INSERT INTO reminder_runs (day, at, ahead_before, digests) VALUES ($1, $2, $3, $4)";

/// Notes that the digests of a morning were made, in their transaction.
///
/// # Errors
/// [`Error::Duplicate`] when they were made already.
pub async fn keep_run(mut tx: &mut Tx, told: Told, at: Timestamp, digests: usize) -> Result<()> {
    let query = Query::new(KEEP_RUN)
        .bind(told.until)
        .bind(at)
        .bind(told.ahead_before)
        .bind(i64::try_from(digests).unwrap_or(i64::MAX));
    tx.execute(query).await.map(|_| ())
}

// Each part goes along an index: deadlines of tasks, deadlines of duties, what changed since, what waits in a state for
// somebody whose limit may run out.
const LOOKED_AT: &str = "SELECT t.body FROM tasks t WHERE t.id IN (
        SELECT o.id FROM tasks o WHERE o.is_open = $5 AND o.due_key >= $1 AND o.due_key <= $2 AND o.due_key < $4
        UNION SELECT p.task FROM task_agencies p
            WHERE p.is_open AND p.owes AND p.own_due_key >= $1 AND p.own_due_key <= $2 AND p.own_due_key < $4
        UNION SELECT j.subject FROM journal j WHERE j.kind = 'task' AND j.at >= $3
        UNION SELECT w.id FROM tasks w WHERE w.state IN ('assigned', 'awaiting_confirmation'))
    ORDER BY t.number";

/// The tasks of which somebody may have to be told: those with a deadline between two days, those changed since a
/// moment, and those that wait to be received or confirmed. By running number.
///
/// # Errors
/// When the database cannot be read.
pub async fn looked_at(mut from: impl Reader, deadlines: (Date, Date), since: Timestamp) -> Result<Vec<Task>> {
    select(&mut from, looked_at_query(deadlines, since)).await
}

fn looked_at_query(deadlines: (Date, Date), since: Timestamp) -> Query {
    Query::new(LOOKED_AT)
        .bind(deadlines.0)
        .bind(deadlines.1)
        .bind(since)
        .bind(NO_DAY)
        .bind(true)
}

/// A digest in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Identifier.
    pub id: DigestId,
    /// What it says.
    pub digest: Digest,
    /// When it was made.
    pub made_at: Timestamp,
    /// Where it goes.
    pub address: String,
    /// When it is tried next; none once it was sent or given up.
    pub try_at: Option<Timestamp>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// Why the last attempt failed.
    pub failure: Option<String>,
}

macro_rules! letter_columns {
    () => {
        "SELECT id, body, made_at, address, try_at, attempts, sent_at, failure FROM reminder_digests "
    };
}

fn letter_in(row: &Row) -> Result<Letter> {
    let body: String = row.get(1)?;
    let digest = serde_json::from_str(&body).map_err(|_| Error::Corrupt("a digest cannot be read".to_owned()))?;
    Ok(Letter {
        id: DigestId(row.get(0)?),
        digest,
        made_at: row.instant(2)?,
        address: row.get(3)?,
        try_at: row.optional_instant(4)?,
        attempts: row.get(5)?,
        sent_at: row.optional_instant(6)?,
        failure: row.get(7)?,
    })
}

async fn letters(mut from: impl Reader, query: Query) -> Result<Vec<Letter>> {
    from.rows(query).await?.iter().map(letter_in).collect()
}

const PUT: &str = "INSERT INTO reminder_digests
        (id, user_id, day, made_at, address, body, try_at, attempts, sent_at, failure)
    VALUES ($1, $2, $3, $4, $5, $6, $7, 0, NULL, NULL)
    ON CONFLICT (user_id, day) DO NOTHING";

/// Puts a new digest into the outbox. Returns false when the person has one of that day already.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(mut to: impl Writer, letter: &Letter) -> Result<bool> {
    let body = serde_json::to_string(&letter.digest).map_err(|_| Error::Corrupt("a digest has no JSON".to_owned()))?;
    let query = Query::new(PUT)
        .bind(letter.id)
        .bind(letter.digest.user)
        .bind(letter.digest.day)
        .bind(letter.made_at)
        .bind(&letter.address)
        .bind(body)
        .bind(letter.try_at);
    Ok(to.execute(query).await? == 1)
}

const DUE: &str = concat!(
    letter_columns!(),
    "WHERE try_at IS NOT NULL AND try_at <= $1 ORDER BY try_at, id LIMIT $2"
);

/// Digests that may be tried at a moment, those that wait the longest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn due(from: impl Reader, at: Timestamp, limit: u32) -> Result<Vec<Letter>> {
    letters(from, Query::new(DUE).bind(at).bind(limit)).await
}

const CLAIM: &str = "UPDATE reminder_digests SET try_at = $3, attempts = attempts + 1
    WHERE id = $1 AND try_at IS NOT NULL AND try_at <= $2";

/// Takes a digest to send it, until a moment. Returns false when somebody else has taken it.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(mut to: impl Writer, id: DigestId, at: Timestamp, until: Timestamp) -> Result<bool> {
    let query = Query::new(CLAIM).bind(id).bind(at).bind(until);
    Ok(to.execute(query).await? == 1)
}

const SENT: &str = "UPDATE reminder_digests SET try_at = NULL, sent_at = $2, failure = NULL WHERE id = $1";

/// Notes that a digest was sent.
///
/// # Errors
/// When the database cannot be written.
pub async fn sent(mut to: impl Writer, id: DigestId, at: Timestamp) -> Result<()> {
    to.execute(Query::new(SENT).bind(id).bind(at)).await.map(|_| ())
}

const FAILED: &str = "UPDATE reminder_digests SET try_at = $2, failure = $3 WHERE id = $1 AND sent_at IS NULL";

/// Notes that a digest could not be sent, and when it is tried again; none gives it up.
///
/// # Errors
/// When the database cannot be written.
pub async fn failed(mut to: impl Writer, id: DigestId, again: Option<Timestamp>, why: &str) -> Result<()> {
    let query = Query::new(FAILED).bind(id).bind(again).bind(why);
    to.execute(query).await.map(|_| ())
}

const RETRY: &str = "UPDATE reminder_digests SET try_at = $2, attempts = 0
    WHERE id = $1 AND sent_at IS NULL AND failure IS NOT NULL";

/// Has a digest that failed tried again at a moment. Returns false when there is none that failed.
///
/// # Errors
/// When the database cannot be written.
pub async fn retry(mut to: impl Writer, id: DigestId, at: Timestamp) -> Result<bool> {
    Ok(to.execute(Query::new(RETRY).bind(id).bind(at)).await? == 1)
}

const PAGE: &str = concat!(
    letter_columns!(),
    "WHERE (day, id) < ($1, $2) ORDER BY day DESC, id DESC LIMIT $3"
);
const FIRST_PAGE: &str = concat!(letter_columns!(), "ORDER BY day DESC, id DESC LIMIT $1");

/// Digests, the latest first, after the last of the page before.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(from: impl Reader, after: Option<(Date, DigestId)>, limit: u32) -> Result<Vec<Letter>> {
    let query = match after {
        Some((day, id)) => Query::new(PAGE).bind(day).bind(id),
        None => Query::new(FIRST_PAGE),
    };
    letters(from, query.bind(limit)).await
}

const OF_USER: &str = concat!(letter_columns!(), "WHERE user_id = $1 ORDER BY day DESC LIMIT $2");

/// The last digests of a person.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_user(from: impl Reader, user: UserId, limit: u32) -> Result<Vec<Letter>> {
    letters(from, Query::new(OF_USER).bind(user).bind(limit)).await
}

const COUNTS: &str = "SELECT
    CAST(COALESCE(SUM(CASE WHEN sent_at IS NULL AND try_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN sent_at IS NULL AND try_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
    FROM reminder_digests WHERE day >= $1";

/// How many digests since a day wait to be sent, and how many were given up.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting_and_given_up(mut from: impl Reader, since: Date) -> Result<(i64, i64)> {
    let row = from.row(Query::new(COUNTS).bind(since)).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}

const FORGET: &str = "DELETE FROM reminder_digests WHERE day < $1 AND try_at IS NULL";
const FORGET_RUNS: &str = "DELETE FROM reminder_runs WHERE day < $1 AND day < (SELECT MAX(l.day) FROM reminder_runs l)";

/// Forgets digests of before a day that were sent or given up, and the mornings of before it but the last. Returns how
/// many digests.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(mut to: impl Writer, before: Date) -> Result<u64> {
    to.execute(Query::new(FORGET_RUNS).bind(before)).await?;
    to.execute(Query::new(FORGET).bind(before)).await
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::db::Db;

    /// A morning costs what is due around it, what changed and what waits, never the whole register.
    #[tokio::test]
    async fn a_morning_reads_along_indexes() {
        let db = Db::in_memory().await.unwrap();
        let query = looked_at_query((date(2026, 10, 1), date(2026, 12, 1)), Timestamp::UNIX_EPOCH);
        let rows = (&mut &db).rows(query.explained()).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get(3).unwrap()).collect();
        for index in ["tasks_open", "task_agencies_owed", "journal_past", "tasks_state"] {
            assert!(plan.iter().any(|step| step.contains(index)), "{index}: {plan:#?}");
        }
        for table in ["SCAN t", "SCAN o", "SCAN p", "SCAN j", "SCAN w"] {
            assert!(plan.iter().all(|step| !step.starts_with(table)), "{table}: {plan:#?}");
        }
    }
}
