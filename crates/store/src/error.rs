//! What can go wrong, told apart as far as somebody can act on it. Nothing that was stored is ever part of a message.

use std::borrow::Cow;
use std::fmt;

use domain::Kind;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::MigrateError;
use uuid::Uuid;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record.
    #[error("there is no {kind} {id}")]
    NotFound {
        /// The kind asked for.
        kind: Kind,
        /// The identifier asked for.
        id: Uuid,
    },
    /// Somebody else changed the record in the meantime; nothing was written.
    #[error("{kind} {id} was changed by somebody else: version {expected} was expected, {found} is stored")]
    Conflict {
        /// The kind.
        kind: Kind,
        /// The identifier.
        id: Uuid,
        /// The version the change was made on.
        expected: i64,
        /// The version that is stored.
        found: i64,
    },
    /// Something exists that may exist once only. See [`OnConstraint::on_constraint`].
    #[error("there already is one: {constraint}")]
    Duplicate {
        /// The constraint as PostgreSQL names it: `users_login_key`.
        constraint: String,
    },
    /// The disk is full. Nothing was written, nothing is damaged.
    #[error("the disk of the database is full")]
    Full,
    /// The database was busy for longer than anybody waits. Trying again helps.
    #[error("the database is busy")]
    Busy,
    /// What is stored cannot be so.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The database was written by a later version of the program.
    #[error("the database was written by a later version of the program")]
    Newer,
    /// The database to restore into already holds something.
    #[error("the database to restore into is not empty")]
    NotEmpty,
    /// A file that is to be written exists already.
    #[error("{0} exists already")]
    Exists(String),
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// Anything else that the database said.
    #[error("{0}")]
    Database(Failure),
}

/// What a database said, without the values it said it about: a message of PostgreSQL can hold a whole row.
pub struct Failure(sqlx::Error);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            sqlx::Error::Database(error) => {
                write!(
                    f,
                    "the database says {}: {}",
                    error.code().unwrap_or(Cow::Borrowed("-")),
                    error.message()
                )
            }
            sqlx::Error::Configuration(_) => f.write_str("the address of the database cannot be understood"),
            other => other.fmt(f),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure({self})")
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(said) => from_database(said.as_ref()).unwrap_or(Self::Database(Failure(error))),
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            _ => Self::Database(Failure(error)),
        }
    }
}

impl From<MigrateError> for Error {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            other => Self::Database(Failure(other.into())),
        }
    }
}

fn from_database(said: &dyn DatabaseError) -> Option<Error> {
    let code = said.code().unwrap_or_default();
    if said.kind() == ErrorKind::UniqueViolation {
        let constraint = match said.constraint() {
            Some(name) => name.to_owned(),
            None => sqlite_constraint(&code, said.message()),
        };
        return Some(Error::Duplicate { constraint });
    }
    if let Some(postgres) = said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return from_postgres(postgres.code());
    }
    from_sqlite(code.parse().ok()?)
}

fn from_postgres(code: &str) -> Option<Error> {
    match code {
        "53100" => Some(Error::Full),
        // lock not available, deadlock, serialisation, too many connections
        "55P03" | "40P01" | "40001" | "53300" => Some(Error::Busy),
        "XX001" | "XX002" => Some(Error::Corrupt("PostgreSQL found damaged pages".to_owned())),
        _ => None,
    }
}

fn from_sqlite(code: i32) -> Option<Error> {
    // SQLITE_IOERR_SHMSIZE, 10 + 19 * 256: the index of the write-ahead log could not grow, which is how a full disk shows there.
    const SHARED_MEMORY_SIZE: i32 = 4874;
    match (code, code & 0xff) {
        (SHARED_MEMORY_SIZE, _) | (_, 13) => Some(Error::Full),
        (_, 5 | 6) => Some(Error::Busy),
        (_, 11 | 26) => Some(Error::Corrupt("SQLite found a damaged file".to_owned())),
        _ => None,
    }
}

/// The name that PostgreSQL gives to the constraint that SQLite describes: `UNIQUE constraint failed: users.login`.
fn sqlite_constraint(code: &str, message: &str) -> String {
    const PRIMARY_KEY: &str = "1555";
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let table = columns.split('.').next().unwrap_or_default();
    if code == PRIMARY_KEY {
        return format!("{table}_pkey");
    }
    let names: Vec<&str> = columns
        .split(", ")
        .filter_map(|column| column.split('.').nth(1))
        .collect();
    format!("{table}_{}_key", names.join("_"))
}

/// Turns a named constraint into the error of who knows what it means.
pub trait OnConstraint<T> {
    /// `users::insert(..).await.on_constraint("users_login_key", || Error::LoginTaken)`
    ///
    /// # Errors
    /// The given one when that constraint was broken, else the error as it was.
    fn on_constraint<E: From<Error>>(self, constraint: &str, error: impl FnOnce() -> E) -> Result<T, E>;
}

impl<T> OnConstraint<T> for Result<T> {
    fn on_constraint<E: From<Error>>(self, constraint: &str, error: impl FnOnce() -> E) -> Result<T, E> {
        self.map_err(|e| match e {
            Error::Duplicate { constraint: broken } if broken == constraint => error(),
            other => other.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_constraints_get_the_names_of_postgresql() {
        let message = "UNIQUE constraint failed: users.login";
        assert_eq!(sqlite_constraint("2067", message), "users_login_key");
        assert_eq!(
            sqlite_constraint("1555", "UNIQUE constraint failed: requests.id"),
            "requests_pkey"
        );
        let two = "UNIQUE constraint failed: journal.kind, journal.subject";
        assert_eq!(sqlite_constraint("2067", two), "journal_kind_subject_key");
    }

    #[test]
    fn a_full_disk_is_told_apart() {
        assert!(matches!(from_sqlite(13), Some(Error::Full)));
        assert!(matches!(from_postgres("53100"), Some(Error::Full)));
        assert!(from_sqlite(1).is_none());
    }
}
