//! Signing in: login and password, then a code of six digits for who has a second factor; and who is behind a token.
//!
//! An unknown login takes as long as a wrong password and is answered alike. Failures are counted by login and by
//! address, and refused beyond a limit; every attempt stays in the table of attempts, where the auditor finds it. Who has
//! given the right password but no code yet holds a sealed note, not a session.

use domain::User;
use domain::id::{RequestId, SessionId, UserId};
use domain::rights::Acting;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::sessions::{self, Attempt, Session};
use store::users::{self, Credential};
use store::{Db, Writer};

use crate::error::{Error, Result};
use crate::office::{Office, day_at, new_id};
use crate::password::{self, Turn};
use crate::seal::{self, Purpose};
use crate::secret::Secret;
use crate::totp;

/// Failures are counted over this many minutes.
const COUNTED_MIN: i64 = 15;
/// Failures with one login until it is refused. At most 20 an hour: a password of twelve signs is safe from that, and so
/// is a code of six digits, of which three are right at any time, for years.
const FAILURES_OF_LOGIN: i64 = 5;
/// Failures from one address until it is refused. A whole building often shares one address.
const FAILURES_OF_ADDRESS: i64 = 50;
/// A session that is not used ends after this long: longer than a meeting, shorter than a working day.
const IDLE: SignedDuration = SignedDuration::from_hours(2);
/// A session ends after this long in any case: one sign-in for a working day.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// The last use of a session is written at most this often.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Attempts and ended sessions are kept this long: a yearly inspection finds all of its year.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Longest login that is looked at.
const LONGEST_LOGIN: usize = 100;
/// Longest name of a browser that is kept.
const LONGEST_AGENT: usize = 200;

/// Where somebody stands who is not signed in yet.
#[derive(Debug, Clone, Copy)]
pub struct Door<'a> {
    /// The moment.
    pub at: Timestamp,
    /// The network address.
    pub address: &'a str,
    /// What the browser says it is.
    pub agent: &'a str,
}

/// The first step.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SignIn {
    /// Login; case makes no difference.
    pub login: String,
    /// Password.
    pub password: Secret,
}

/// The second step.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SignInCode {
    /// What the first step gave.
    pub challenge: Secret,
    /// The six digits.
    pub code: String,
}

/// What a step of signing in leads to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Signed in.
    SignedIn(NewSession),
    /// The password was right; a code is asked for.
    CodeNeeded {
        /// To be sent back with the code, within ten minutes.
        challenge: Secret,
    },
}

/// A session that has just begun.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewSession {
    /// Identifier.
    pub session: SessionId,
    /// The token, shown this once.
    pub token: Secret,
    /// When the session ends in any case.
    #[schemars(with = "String")]
    pub ends_at: Timestamp,
    /// Whether the password has to be changed before anything else.
    pub must_change_password: bool,
}

/// Somebody behind a valid token.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub user: User,
    /// The session.
    pub session: SessionId,
    /// Where from.
    pub address: String,
    acting: Acting,
}

impl Visitor {
    /// The person as one who may act.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] with `must-change-password` while the password is one that somebody else knows.
    pub fn acting(&self) -> Result<&Acting> {
        if self.user.must_change_password {
            return Err(Error::NotSignedIn("must-change-password"));
        }
        Ok(&self.acting)
    }

    /// The person within their own account: password, sessions, signing out.
    pub(crate) fn in_own_account(&self) -> &Acting {
        &self.acting
    }
}

/// Login and password.
///
/// # Errors
/// [`Error::NotSignedIn`] with `wrong-login-or-password`, [`Error::TooMany`], or the database.
pub async fn sign_in(office: &Office, door: Door<'_>, input: &SignIn) -> Result<Outcome> {
    let login = as_login(&input.login);
    let turn = counted_turn(&office.db, door.at, &login, door.address).await?;
    let known = known(&office.db, &login).await?;
    let hash = known.as_ref().map(|(_, credential)| credential.password_hash.clone());
    if !password::is_right(turn, &input.password, hash).await? {
        return refuse(&office.db, door, &login, "wrong-login-or-password").await;
    }
    let Some((user, credential)) = known else {
        return refuse(&office.db, door, &login, "wrong-login-or-password").await;
    };
    if credential.totp_secret.is_some() {
        return Ok(Outcome::CodeNeeded {
            challenge: challenge(&credential, door.at),
        });
    }
    Ok(Outcome::SignedIn(open(office, door, &user).await?))
}

/// The code of six digits.
///
/// # Errors
/// [`Error::NotSignedIn`] with `wrong-code`, or with `sign-in-again` when the first step is too long ago;
/// [`Error::TooMany`], or the database.
pub async fn sign_in_with_code(office: &Office, door: Door<'_>, input: &SignInCode) -> Result<NewSession> {
    let Some((user, credential)) = challenged(&office.db, door.at, &input.challenge).await? else {
        return Err(Error::NotSignedIn("sign-in-again"));
    };
    let _turn = counted_turn(&office.db, door.at, &user.login, door.address).await?;
    if !takes_code(&office.db, &credential, &input.code, door.at).await? {
        return refuse(&office.db, door, &user.login, "wrong-code").await;
    }
    open(office, door, &user).await
}

/// Who is behind a token; none when it is unknown, ended, or its user has left. A user of an agency that is missing or
/// has ended acts for none, and sees nothing that belongs to one.
///
/// # Errors
/// When the database cannot be read.
pub async fn resolve(
    office: &Office,
    door: Door<'_>,
    token: &Secret,
    request: Option<RequestId>,
) -> Result<Option<Visitor>> {
    let Some(session) = sessions::by_token(&office.db, token.digest()).await? else {
        return Ok(None);
    };
    if !holds(&session, door.at) {
        return Ok(None);
    }
    let Some(user) = store::find::<User>(&office.db, session.user.0)
        .await?
        .filter(|user| user.active)
    else {
        return Ok(None);
    };
    if session.seen_at + SEEN_EVERY <= door.at {
        sessions::touch(&office.db, session.id, door.at).await?;
    }
    let acting = acting(&office.db, &user, door.at, request).await?;
    Ok(Some(Visitor {
        user,
        session: session.id,
        address: door.address.to_owned(),
        acting,
    }))
}

/// Ends the session of a visitor.
///
/// # Errors
/// When the database cannot be written.
pub async fn sign_out(office: &Office, visitor: &Visitor) -> Result<()> {
    Ok(sessions::revoke(&office.db, visitor.session, visitor.acting.at).await?)
}

/// Forgets attempts and sessions that are older than anybody asks for. To be called once a day.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old(office: &Office, at: Timestamp) -> Result<()> {
    sessions::forget_attempts(&office.db, at - KEPT).await?;
    sessions::forget_ended(&office.db, at - KEPT).await?;
    Ok(())
}

/// A login as it is compared.
pub(crate) fn as_login(typed: &str) -> String {
    text::nfc(typed.trim())
        .to_lowercase()
        .chars()
        .take(LONGEST_LOGIN)
        .collect()
}

/// Whether a session is neither ended, nor revoked, nor unused for too long.
pub(crate) fn holds(session: &Session, at: Timestamp) -> bool {
    session.holds_at(at) && at < session.seen_at + IDLE
}

/// Whether a password is that of a user who is signed in. Guesses count like those at the door.
pub(crate) async fn is_own_password(office: &Office, visitor: &Visitor, typed: &Secret) -> Result<bool> {
    let (at, login) = (visitor.acting.at, visitor.user.login.as_str());
    let turn = counted_turn(&office.db, at, login, &visitor.address).await?;
    let credential = users::credential(&office.db, visitor.user.id).await?;
    let is_right = password::is_right(turn, typed, credential.map(|known| known.password_hash)).await?;
    if !is_right {
        note(&office.db, at, login, &visitor.address, false).await?;
    }
    Ok(is_right)
}

/// Takes a code, once. Guesses of somebody who is signed in count like those at the door.
pub(crate) async fn takes_own_code(office: &Office, visitor: &Visitor, known: &Credential, code: &str) -> Result<bool> {
    let (at, login) = (visitor.acting.at, visitor.user.login.as_str());
    let _turn = counted_turn(&office.db, at, login, &visitor.address).await?;
    let is_taken = takes_code(&office.db, known, code, at).await?;
    if !is_taken {
        note(&office.db, at, login, &visitor.address, false).await?;
    }
    Ok(is_taken)
}

async fn takes_code(db: &Db, known: &Credential, code: &str, at: Timestamp) -> Result<bool> {
    let step = known
        .totp_secret
        .as_deref()
        .and_then(|secret| totp::step_of(secret, code, at));
    match step {
        Some(step) => Ok(users::use_totp_step(db, known.user, step).await?),
        None => Ok(false),
    }
}

/// An active user and what they sign in with.
async fn known(db: &Db, login: &str) -> Result<Option<(User, Credential)>> {
    let Some(user) = users::by_login(db, login).await?.filter(|user| user.active) else {
        return Ok(None);
    };
    let credential = users::credential(db, user.id).await?;
    Ok(credential.map(|credential| (user, credential)))
}

fn challenge(credential: &Credential, at: Timestamp) -> Secret {
    let sealed = seal::seal(credential, Purpose::CodeNeeded, "", at);
    Secret::from(format!("{}.{sealed}", credential.user))
}

async fn challenged(db: &Db, at: Timestamp, challenge: &Secret) -> Result<Option<(User, Credential)>> {
    let Some((user, sealed)) = challenge.reveal().split_once('.') else {
        return Ok(None);
    };
    let Ok(user) = user.parse::<UserId>() else {
        return Ok(None);
    };
    let Some(credential) = users::credential(db, user).await? else {
        return Ok(None);
    };
    if !seal::holds(&credential, Purpose::CodeNeeded, "", sealed, at) {
        return Ok(None);
    }
    let user = store::find::<User>(db, user.0).await?.filter(|user| user.active);
    Ok(user.map(|user| (user, credential)))
}

async fn open(office: &Office, door: Door<'_>, user: &User) -> Result<NewSession> {
    let token = Secret::token()?;
    let session = Session {
        id: new_id(door.at),
        token_hash: token.digest(),
        user: user.id,
        created_at: door.at,
        seen_at: door.at,
        ends_at: door.at + LONGEST,
        revoked_at: None,
        agent: door
            .agent
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_AGENT)
            .collect(),
    };
    let mut tx = office.db.begin().await?;
    note(&mut tx, door.at, &user.login, door.address, true).await?;
    sessions::open(&mut tx, &session).await?;
    tx.commit().await?;
    Ok(NewSession {
        session: session.id,
        token,
        ends_at: session.ends_at,
        must_change_password: user.must_change_password,
    })
}

async fn acting(db: &Db, user: &User, at: Timestamp, request: Option<RequestId>) -> Result<Acting> {
    let today = day_at(at);
    let agency = match user.agency {
        Some(id) => store::find::<domain::Agency>(db, id.0).await?,
        None => None,
    };
    let stands = agency.is_some_and(|agency| agency.stands_on(today));
    let of_today = User {
        agency: user.agency.filter(|_| stands),
        ..user.clone()
    };
    Ok(Acting::signed_in(&of_today, at, today, request))
}

async fn note(to: impl Writer, at: Timestamp, login: &str, address: &str, succeeded: bool) -> Result<()> {
    let attempt = Attempt {
        id: new_id(at),
        at,
        login: login.to_owned(),
        address: address.to_owned(),
        succeeded,
    };
    Ok(sessions::note_attempt(to, &attempt).await?)
}

async fn refuse<T>(db: &Db, door: Door<'_>, login: &str, code: &'static str) -> Result<T> {
    note(db, door.at, login, door.address, false).await?;
    Err(Error::NotSignedIn(code))
}

/// A turn to try, when not too many tries have failed. An attempt that is refused here is not counted, so that the way is
/// free again after [`COUNTED_MIN`] minutes at the latest.
async fn counted_turn(db: &Db, at: Timestamp, login: &str, address: &str) -> Result<Turn> {
    let turn = Turn::wait().await?;
    if !is_beyond(db, at, login, address, COUNTED_MIN).await? {
        return Ok(turn);
    }
    // The fewest minutes after which enough failures are long enough ago.
    let (mut shortest, mut longest) = (1, COUNTED_MIN);
    while shortest < longest {
        let middle = i64::midpoint(shortest, longest);
        if is_beyond(db, at, login, address, COUNTED_MIN - middle).await? {
            shortest = middle + 1;
        } else {
            longest = middle;
        }
    }
    Err(Error::TooMany {
        wait_s: shortest.unsigned_abs() * 60,
    })
}

/// Whether too many attempts failed in the last minutes.
async fn is_beyond(db: &Db, at: Timestamp, login: &str, address: &str, minutes: i64) -> Result<bool> {
    let since = at - SignedDuration::from_mins(minutes);
    let failures = sessions::failures(db, login, address, since).await?;
    Ok(failures.of_login >= FAILURES_OF_LOGIN || failures.of_address >= FAILURES_OF_ADDRESS)
}
