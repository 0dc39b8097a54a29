//! Sessions of signed-in users, and attempts to sign in. Fleeting: outside the journal.

use domain::id::{SessionId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Reader, Writer};
use crate::error::Result;
use crate::table::{Table, boolean, bytes, id, int, text};
use crate::value::{Query, Row};

pub(crate) const SESSIONS: Table = Table {
    name: "sessions",
    columns: &[
        id("id"),
        bytes("token_hash"),
        id("user_id"),
        int("created_at"),
        int("seen_at"),
        int("ends_at"),
        int("revoked_at"),
        text("agent"),
    ],
    key: 1,
};

pub(crate) const SIGN_IN_ATTEMPTS: Table = Table {
    name: "sign_in_attempts",
    columns: &[
        id("id"),
        int("at"),
        text("login"),
        text("address"),
        boolean("succeeded"),
    ],
    key: 1,
};

/// A session. The token itself is known to the browser alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose.
    pub user: UserId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends by itself.
    pub ends_at: Timestamp,
    /// When somebody ended it.
    pub revoked_at: Option<Timestamp>,
    /// The browser, shortened.
    pub agent: String,
}

impl Session {
    /// Whether it holds at a moment.
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && at < self.ends_at
    }
}

const OPEN: &str = "INSERT INTO sessions (id, token_hash, user_id, created_at, seen_at, ends_at, revoked_at, agent)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Opens a session.
///
/// # Errors
/// When the database cannot be written.
pub async fn open(mut to: impl Writer, session: &Session) -> Result<()> {
    let query = Query::new(OPEN)
        .bind(session.id)
        .bind(session.token_hash)
        .bind(session.user)
        .bind(session.created_at)
        .bind(session.seen_at)
        .bind(session.ends_at)
        .bind(session.revoked_at)
        .bind(&session.agent);
    to.execute(query).await.map(|_| ())
}

macro_rules! session_columns {
    () => {
        "SELECT id, token_hash, user_id, created_at, seen_at, ends_at, revoked_at, agent FROM sessions "
    };
}

const BY_TOKEN: &str = concat!(session_columns!(), "WHERE token_hash = $1");
const OF_USER: &str = concat!(
    session_columns!(),
    "WHERE user_id = $1 AND revoked_at IS NULL AND ends_at > $2 ORDER BY seen_at DESC, id"
);

/// The session of a token, whether it still holds or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_token(mut from: impl Reader, token_hash: [u8; 32]) -> Result<Option<Session>> {
    let row = from.row(Query::new(BY_TOKEN).bind(token_hash)).await?;
    row.as_ref().map(session_in).transpose()
}

/// The sessions of a user that hold at a moment, the last used first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_user(mut from: impl Reader, user: UserId, at: Timestamp) -> Result<Vec<Session>> {
    let query = Query::new(OF_USER).bind(user).bind(at);
    from.rows(query).await?.iter().map(session_in).collect()
}

fn session_in(row: &Row) -> Result<Session> {
    Ok(Session {
        id: SessionId(row.get(0)?),
        token_hash: row.digest(1)?,
        user: UserId(row.get(2)?),
        created_at: row.instant(3)?,
        seen_at: row.instant(4)?,
        ends_at: row.instant(5)?,
        revoked_at: row.optional_instant(6)?,
        agent: row.get(7)?,
    })
}

const TOUCH: &str = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2";

/// Notes that a session was used.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(mut to: impl Writer, id: SessionId, at: Timestamp) -> Result<()> {
    to.execute(Query::new(TOUCH).bind(id).bind(at)).await.map(|_| ())
}

const REVOKE: &str = "UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
const REVOKE_ALL: &str = "UPDATE sessions SET revoked_at = $2
    WHERE user_id = $1 AND revoked_at IS NULL AND id <> $3";

/// Ends a session.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(mut to: impl Writer, id: SessionId, at: Timestamp) -> Result<()> {
    to.execute(Query::new(REVOKE).bind(id).bind(at)).await.map(|_| ())
}

/// Ends every session of a user, except one. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke_all(mut to: impl Writer, user: UserId, at: Timestamp, except: Option<SessionId>) -> Result<u64> {
    let except = except.map_or(Uuid::nil(), |id| id.0);
    to.execute(Query::new(REVOKE_ALL).bind(user).bind(at).bind(except))
        .await
}

const FORGET: &str = "DELETE FROM sessions WHERE ends_at < $1 OR revoked_at < $1";

/// Forgets sessions that ended before a moment. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_ended(mut to: impl Writer, before: Timestamp) -> Result<u64> {
    to.execute(Query::new(FORGET).bind(before)).await
}

/// An attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Identifier.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The login as it was typed, in lower case.
    pub login: String,
    /// The network address it came from.
    pub address: String,
    /// Whether it succeeded.
    pub succeeded: bool,
}

const ATTEMPT: &str = "INSERT INTO sign_in_attempts (id, at, login, address, succeeded) VALUES ($1, $2, $3, $4, $5)";

/// Notes an attempt to sign in.
///
/// # Errors
/// When the database cannot be written.
pub async fn note_attempt(mut to: impl Writer, attempt: &Attempt) -> Result<()> {
    let query = Query::new(ATTEMPT)
        .bind(attempt.id)
        .bind(attempt.at)
        .bind(&attempt.login)
        .bind(&attempt.address)
        .bind(attempt.succeeded);
    to.execute(query).await.map(|_| ())
}

/// How often signing in failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// With one login since its last success.
    pub of_login: i64,
    /// From one address.
    pub of_address: i64,
}

const FAILURES: &str = "SELECT
    (SELECT COUNT(*) FROM sign_in_attempts WHERE login = $1 AND at >= $3 AND NOT succeeded AND at >
        COALESCE((SELECT MAX(at) FROM sign_in_attempts WHERE login = $1 AND at >= $3 AND succeeded), $3 - 1)),
    (SELECT COUNT(*) FROM sign_in_attempts WHERE address = $2 AND at >= $3 AND NOT succeeded)";

/// How often signing in failed since a moment, with a login and from an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn failures(mut from: impl Reader, login: &str, address: &str, since: Timestamp) -> Result<Failures> {
    let query = Query::new(FAILURES).bind(login).bind(address).bind(since);
    match from.row(query).await? {
        Some(row) => Ok(Failures {
            of_login: row.get(0)?,
            of_address: row.get(1)?,
        }),
        None => Ok(Failures {
            of_login: 0,
            of_address: 0,
        }),
    }
}

/// Which attempts to sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttemptFilter {
    /// With this login.
    pub login: Option<String>,
    /// From this address.
    pub address: Option<String>,
    /// Only those that succeeded, or only those that failed.
    pub succeeded: Option<bool>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// Older than this attempt.
    pub before: Option<Uuid>,
}

/// Attempts to sign in, the newest first: their identifiers sort by the moment.
///
/// # Errors
/// When the database cannot be read.
pub async fn attempts(mut from: impl Reader, filter: &AttemptFilter, limit: u32) -> Result<Vec<Attempt>> {
    let mut query = Query::new("SELECT id, at, login, address, succeeded FROM sign_in_attempts WHERE at < ");
    query.push_value(filter.to.unwrap_or(Timestamp::MAX));
    if let Some(from) = filter.from {
        query.push(" AND at >= ");
        query.push_value(from);
    }
    if let Some(login) = &filter.login {
        query.push(" AND login = ");
        query.push_value(login);
    }
    if let Some(address) = &filter.address {
        query.push(" AND address = ");
        query.push_value(address);
    }
    if let Some(succeeded) = filter.succeeded {
        query.push(" AND succeeded = ");
        query.push_value(succeeded);
    }
    if let Some(before) = filter.before {
        query.push(" AND id < ");
        query.push_value(before);
    }
    query.push(" ORDER BY id DESC LIMIT ");
    query.push_value(limit);
    from.rows(query).await?.iter().map(attempt_in).collect()
}

fn attempt_in(row: &Row) -> Result<Attempt> {
    Ok(Attempt {
        id: row.get(0)?,
        at: row.instant(1)?,
        login: row.get(2)?,
        address: row.get(3)?,
        succeeded: row.get(4)?,
    })
}

const FORGET_ATTEMPTS: &str = "DELETE FROM sign_in_attempts WHERE at < $1";

/// Forgets attempts before a moment. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_attempts(mut to: impl Writer, before: Timestamp) -> Result<u64> {
    to.execute(Query::new(FORGET_ATTEMPTS).bind(before)).await
}
