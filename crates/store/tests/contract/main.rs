//! What the store promises, on every kind of database: SQLite in memory, SQLite in a file, PostgreSQL.
//!
//! PostgreSQL is started by the tests themselves. Where it is not installed they fail and name the package;
//! `DONDOC_WITHOUT_POSTGRES=1` leaves it out, and says so.

mod copies;
mod documents;
mod made;
mod people;
mod place;
mod proof;
mod records;
mod server;
mod tasks;
mod whole;
