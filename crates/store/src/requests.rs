//! Keys of sent forms: a form that is sent twice acts once, and the second sending gets the first one's outcome.
//!
//! The key is looked up and kept inside the transaction of the act. As there is one writer at a time, the second of two
//! sendings at the same moment waits, and then finds the outcome of the first.

use domain::id::{RequestId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Reader, Tx, Writer as _};
use crate::error::{Error, Result};
use crate::table::{Table, id, int, text};
use crate::value::Query;

pub(crate) const REQUESTS: Table = Table {
    name: "requests",
    columns: &[id("id"), id("user_id"), text("action"), text("outcome"), int("at")],
    key: 1,
};

const OUTCOME: &str = "SELECT user_id, action, outcome FROM requests WHERE id = $1";

/// The outcome of a sending that acted already; none when it is new.
///
/// # Errors
/// [`Error::Duplicate`] of `requests_pkey` when somebody else, or another form, used the key.
pub async fn outcome(mut from: impl Reader, request: RequestId, user: UserId, action: &str) -> Result<Option<String>> {
    let Some(row) = from.row(Query::new(OUTCOME).bind(request.0)).await? else {
        return Ok(None);
    };
    if row.get::<Uuid>(0)? != user.0 || row.get::<String>(1)? != action {
        return Err(Error::Duplicate {
            constraint: "requests_pkey".to_owned(),
        });
    }
    Ok(Some(row.get(2)?))
}

const KEEP: &str = "INSERT INTO requests (id, user_id, action, outcome, at) VALUES ($1, $2, $3, $4, $5)";

/// Keeps the outcome of a sending, in the transaction of its act.
///
/// # Errors
/// [`Error::Duplicate`] when the key was used already; then the act must not be committed.
pub async fn keep(
    mut tx: &mut Tx,
    request: RequestId,
    user: UserId,
    action: &str,
    outcome: &str,
    at: Timestamp,
) -> Result<()> {
    let query = Query::new(KEEP)
        .bind(request.0)
        .bind(user)
        .bind(action)
        .bind(outcome)
        .bind(at);
    tx.execute(query).await.map(|_| ())
}

const FORGET: &str = "DELETE FROM requests WHERE at < $1";

/// Forgets sendings before a moment. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(mut to: impl crate::db::Writer, before: Timestamp) -> Result<u64> {
    to.execute(Query::new(FORGET).bind(before)).await
}
