//! Secret addresses of calendars. Only the digest of a token is stored: whoever reads the database cannot open one.

use std::collections::HashMap;

use domain::id::{AgencyId, CalendarAddressId, TaskId, UserId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Reader, Writer};
use crate::error::Result;
use crate::stored::push_list;
use crate::table::{Table, bytes, id, int};
use crate::value::{Query, Row};

pub(crate) const ADDRESSES: Table = Table {
    name: "calendar_addresses",
    columns: &[
        id("id"),
        bytes("token_hash"),
        id("user_id"),
        id("agency"),
        id("made_by"),
        int("made_at"),
        int("revoked_at"),
    ],
    key: 1,
};

/// Whose calendar an address shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// What waits for a person.
    User(UserId),
    /// The tasks of an agency.
    Agency(AgencyId),
}

impl Owner {
    fn columns(self) -> (Option<UserId>, Option<AgencyId>) {
        match self {
            Self::User(user) => (Some(user), None),
            Self::Agency(agency) => (None, Some(agency)),
        }
    }
}

/// An address, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Identifier.
    pub id: CalendarAddressId,
    /// Whose calendar.
    pub owner: Owner,
    /// Who made it.
    pub made_by: UserId,
    /// When.
    pub made_at: Timestamp,
}

const PUT: &str = "INSERT INTO calendar_addresses (id, token_hash, user_id, agency, made_by, made_at, revoked_at)
    VALUES ($1, $2, $3, $4, $5, $6, NULL)";

/// Gives out an address by the SHA-256 of its token.
///
/// # Errors
/// When the database cannot be written.
pub async fn put(mut to: impl Writer, address: &Address, token_hash: [u8; 32]) -> Result<()> {
    let (user, agency) = address.owner.columns();
    let query = Query::new(PUT)
        .bind(address.id)
        .bind(token_hash)
        .bind(user)
        .bind(agency)
        .bind(address.made_by)
        .bind(address.made_at);
    to.execute(query).await.map(|_| ())
}

macro_rules! address_columns {
    () => {
        "SELECT id, user_id, agency, made_by, made_at FROM calendar_addresses "
    };
}

const BY_TOKEN: &str = concat!(address_columns!(), "WHERE token_hash = $1 AND revoked_at IS NULL");
const OF_USER: &str = concat!(
    address_columns!(),
    "WHERE user_id = $1 AND revoked_at IS NULL ORDER BY made_at DESC, id"
);
const OF_AGENCY: &str = concat!(
    address_columns!(),
    "WHERE agency = $1 AND revoked_at IS NULL ORDER BY made_at DESC, id"
);

fn address_in(row: &Row) -> Result<Option<Address>> {
    let owner = match (row.get::<Option<Uuid>>(1)?, row.get::<Option<Uuid>>(2)?) {
        (Some(user), _) => Owner::User(UserId(user)),
        (None, Some(agency)) => Owner::Agency(AgencyId(agency)),
        (None, None) => return Ok(None),
    };
    Ok(Some(Address {
        id: CalendarAddressId(row.get(0)?),
        owner,
        made_by: UserId(row.get(3)?),
        made_at: row.instant(4)?,
    }))
}

/// The address of a token that was not revoked.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_token(mut from: impl Reader, token_hash: [u8; 32]) -> Result<Option<Address>> {
    let row = from.row(Query::new(BY_TOKEN).bind(token_hash)).await?;
    row.as_ref().map_or(Ok(None), address_in)
}

/// The address of a calendar; none when none is given out.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(mut from: impl Reader, owner: Owner) -> Result<Option<Address>> {
    let query = match owner {
        Owner::User(user) => Query::new(OF_USER).bind(user),
        Owner::Agency(agency) => Query::new(OF_AGENCY).bind(agency),
    };
    let row = from.row(query).await?;
    row.as_ref().map_or(Ok(None), address_in)
}

const REVOKE_OF_USER: &str = "UPDATE calendar_addresses SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";
const REVOKE_OF_AGENCY: &str = "UPDATE calendar_addresses SET revoked_at = $2 WHERE agency = $1 AND revoked_at IS NULL";

/// Revokes the addresses of a calendar. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(mut to: impl Writer, owner: Owner, at: Timestamp) -> Result<u64> {
    let query = match owner {
        Owner::User(user) => Query::new(REVOKE_OF_USER).bind(user),
        Owner::Agency(agency) => Query::new(REVOKE_OF_AGENCY).bind(agency),
    };
    to.execute(query.bind(at)).await
}

/// When each of some tasks was last changed.
///
/// # Errors
/// When the database cannot be read.
pub async fn changed_at(mut from: impl Reader, tasks: &[TaskId]) -> Result<HashMap<TaskId, Timestamp>> {
    const AT_ONCE: usize = 500;
    let mut changed = HashMap::with_capacity(tasks.len());
    for some in tasks.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT j.subject, j.at FROM journal j
            WHERE j.kind = 'task' AND j.superseded_at IS NULL AND j.subject IN (",
        );
        push_list(&mut query, some.iter().copied());
        query.push(")");
        for row in from.rows(query).await? {
            changed.insert(TaskId(row.get(0)?), row.instant(1)?);
        }
    }
    Ok(changed)
}
