//! Users, and what they sign in with. Credentials are outside the journal and never part of a message.

use std::fmt;

use domain::User;
use domain::id::{AgencyId, UserId};
use jiff::Timestamp;

use crate::db::{Reader, Writer};
use crate::error::Result;
use crate::stored::{BODY, ID, Stored, VERSION, record_in, select};
use crate::table::{Table, boolean, bytes, id, int, text};
use crate::value::{Query, Value};

impl Stored for User {
    const TABLE: &'static Table = &Table {
        name: "users",
        columns: &[
            ID,
            VERSION,
            BODY,
            text("login"),
            bytes("sort_key"),
            text("role"),
            id("agency"),
            boolean("active"),
        ],
        key: 1,
    };

    fn project(&self) -> Vec<Value> {
        vec![
            self.login.as_str().into(),
            text::collation_key(&self.name).into(),
            self.role.word().into(),
            self.agency.into(),
            self.active.into(),
        ]
    }
}

/// The constraint that is broken when two users have one login.
pub const LOGIN_IS_TAKEN: &str = "users_login_key";

const ALL: &str = "SELECT body FROM users ORDER BY sort_key, id";

/// Every user, those who left included, in the order of the Vietnamese alphabet.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(mut from: impl Reader) -> Result<Vec<User>> {
    select(&mut from, Query::new(ALL)).await
}

const OF_AGENCY: &str = "SELECT body FROM users WHERE agency = $1 AND active ORDER BY sort_key, id";

/// The active users of an agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_agency(mut from: impl Reader, agency: AgencyId) -> Result<Vec<User>> {
    select(&mut from, Query::new(OF_AGENCY).bind(agency)).await
}

const BY_LOGIN: &str = "SELECT body FROM users WHERE login = $1";

/// The user with a login, active or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_login(mut from: impl Reader, login: &str) -> Result<Option<User>> {
    let row = from.row(Query::new(BY_LOGIN).bind(login)).await?;
    row.map(|row| record_in(&row, 0)).transpose()
}

pub(crate) const CREDENTIALS: Table = Table {
    name: "credentials",
    columns: &[
        id("user_id"),
        text("password_hash"),
        bytes("totp_secret"),
        int("totp_step"),
        int("updated_at"),
    ],
    key: 1,
};

/// What a user signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Whose.
    pub user: UserId,
    /// The password's hash, with its parameters and salt.
    pub password_hash: String,
    /// The secret of the second factor.
    pub totp_secret: Option<Vec<u8>>,
    /// The last time step whose code was taken, so that a code works once.
    pub totp_step: Option<i64>,
    /// When it was last set.
    pub updated_at: Timestamp,
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

const CREDENTIAL: &str = "SELECT user_id, password_hash, totp_secret, totp_step, updated_at
    FROM credentials WHERE user_id = $1";

/// What a user signs in with; none when no password was ever set.
///
/// # Errors
/// When the database cannot be read.
pub async fn credential(mut from: impl Reader, user: UserId) -> Result<Option<Credential>> {
    let row = from.row(Query::new(CREDENTIAL).bind(user)).await?;
    row.map(|row| {
        Ok(Credential {
            user: UserId(row.get(0)?),
            password_hash: row.get(1)?,
            totp_secret: row.get(2)?,
            totp_step: row.get(3)?,
            updated_at: row.instant(4)?,
        })
    })
    .transpose()
}

const SET_CREDENTIAL: &str = "INSERT INTO credentials (user_id, password_hash, totp_secret, totp_step, updated_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash,
        totp_secret = excluded.totp_secret, totp_step = excluded.totp_step, updated_at = excluded.updated_at";

/// Sets what a user signs in with.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_credential(mut to: impl Writer, credential: &Credential) -> Result<()> {
    let query = Query::new(SET_CREDENTIAL)
        .bind(credential.user)
        .bind(&credential.password_hash)
        .bind(credential.totp_secret.clone())
        .bind(credential.totp_step)
        .bind(credential.updated_at);
    to.execute(query).await.map(|_| ())
}

const USE_TOTP_STEP: &str = "UPDATE credentials SET totp_step = $2
    WHERE user_id = $1 AND (totp_step IS NULL OR totp_step < $2)";

/// Takes a code's time step. Returns false when it, or a later one, was taken already: a code works once.
///
/// # Errors
/// When the database cannot be written.
pub async fn use_totp_step(mut to: impl Writer, user: UserId, step: i64) -> Result<bool> {
    let query = Query::new(USE_TOTP_STEP).bind(user).bind(step);
    Ok(to.execute(query).await? == 1)
}
