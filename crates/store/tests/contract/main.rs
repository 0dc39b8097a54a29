//! What the store promises, on every kind of database: SQLite in memory, SQLite in a file, PostgreSQL.
//!
//! PostgreSQL is started by the tests themselves. Where it is not installed they fail and name the package;
//! `DONDOC_WITHOUT_POSTGRES=1` leaves it out, and says so.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]

mod copies;
mod documents;
mod limits;
mod made;
mod people;
mod place;
mod proof;
mod records;
mod reminders;
mod schema;
mod search;
mod server;
mod tasks;
mod urgings;
mod whole;
