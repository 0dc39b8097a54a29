//! Sessions: where somebody is signed in, and how to end it from somewhere else.

use domain::id::{SessionId, UserId};
use domain::rights::{Acting, ManageUsers};
use domain::{Kind, User};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::sessions;

use crate::error::{Error, Result};
use crate::office::{Begun, Office};
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
