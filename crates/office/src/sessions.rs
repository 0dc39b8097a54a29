//! Sessions: where somebody is signed in, and how to end it from somewhere else.

use domain::id::{SessionId, UserId};
use domain::rights::{Acting, Audit, ManageUsers};
use domain::{Kind, User};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::sessions::{self, AttemptFilter};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::office::{Begun, Office, start_of};
use crate::sign_in::{self, Visitor};

/// A session that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenSession {
    /// Identifier.
    pub id: SessionId,
    /// When it began.
    #[schemars(with = "String")]
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    #[schemars(with = "String")]
    pub seen_at: Timestamp,
    /// When it ends in any case.
    #[schemars(with = "String")]
    pub ends_at: Timestamp,
    /// What the browser said it was.
    pub agent: String,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Attempts of one page.
const PAGE: u32 = 100;

/// Which attempts to sign in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WhichAttempts {
    /// With this login.
    pub login: Option<String>,
    /// From this network address.
    pub address: Option<String>,
    /// Only those that succeeded, or only those that failed.
    pub succeeded: Option<bool>,
    /// From this day on.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Up to and with this day.
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// Older than this attempt: `next` of the page before.
    #[schemars(with = "Option<String>")]
    pub before: Option<Uuid>,
}

/// An attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SignInAttempt {
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// The login that was typed, in lower case.
    pub login: String,
    /// The network address it came from.
    pub address: String,
    /// Whether it succeeded.
    pub succeeded: bool,
}

/// A page of attempts, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttemptPage {
    /// The attempts.
    pub attempts: Vec<SignInAttempt>,
    /// For the next page's `before`; none on the last.
    #[schemars(with = "Option<String>")]
    pub next: Option<Uuid>,
}

/// Attempts to sign in, for the auditor.
///
/// # Errors
/// When the database cannot be read.
pub async fn attempts(office: &Office, _: &Acting<Audit>, which: &WhichAttempts) -> Result<AttemptPage> {
    let filter = AttemptFilter {
        login: which.login.as_deref().map(sign_in::as_login),
        address: which.address.clone(),
        succeeded: which.succeeded,
        from: which.from.and_then(start_of),
        to: which.to.and_then(|day| day.tomorrow().ok()).and_then(start_of),
        before: which.before,
    };
    let mut attempts = sessions::attempts(&office.db, &filter, PAGE + 1).await?;
    let is_last = attempts.len() <= PAGE as usize;
    attempts.truncate(PAGE as usize);
    let next = attempts.last().map(|attempt| attempt.id).filter(|_| !is_last);
    let shown = |attempt: sessions::Attempt| SignInAttempt {
        at: attempt.at,
        login: attempt.login,
        address: attempt.address,
        succeeded: attempt.succeeded,
    };
    Ok(AttemptPage {
        attempts: attempts.into_iter().map(shown).collect(),
        next,
    })
}

/// A visitor's sessions, the last used first.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(office: &Office, visitor: &Visitor) -> Result<Vec<OpenSession>> {
    let at = visitor.in_own_account().at;
    let sessions = sessions::of_user(&office.db, visitor.user.id, at).await?;
    let shown = |session: sessions::Session| OpenSession {
        id: session.id,
        created_at: session.created_at,
        seen_at: session.seen_at,
        ends_at: session.ends_at,
        agent: session.agent,
        is_this: session.id == visitor.session,
    };
    Ok(sessions
        .into_iter()
        .filter(|session| sign_in::holds(session, at))
        .map(shown)
        .collect())
}

/// Ends one of a visitor's sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not theirs, or has ended already.
pub async fn revoke(office: &Office, visitor: &Visitor, id: SessionId) -> Result<()> {
    let at = visitor.in_own_account().at;
    let own = sessions::of_user(&office.db, visitor.user.id, at).await?;
    if !own.iter().any(|session| session.id == id) {
        return Err(Error::NotFound(Kind::User));
    }
    Ok(sessions::revoke(&office.db, id, at).await?)
}

/// Ends all sessions of a visitor but this one. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke_others(office: &Office, visitor: &Visitor) -> Result<u64> {
    let at = visitor.in_own_account().at;
    Ok(sessions::revoke_all(&office.db, visitor.user.id, at, Some(visitor.session)).await?)
}

/// Ends all sessions of a user. The journal says who did it.
///
/// # Errors
/// [`Error::NotFound`], or the database.
pub async fn revoke_all_of(office: &Office, acting: &Acting<ManageUsers>, user: UserId) -> Result<()> {
    let Begun::New(mut case) = office.begin(acting, "user.end-sessions").await? else {
        return Ok(());
    };
    let mut record = store::load::<User>(&mut case.tx, user.0).await?;
    case.tx.update(&case.act, &mut record).await?;
    sessions::revoke_all(&mut case.tx, user, acting.at, None).await?;
    case.commit(user).await
}
