//! The only crate that knows SQL: SQLite and PostgreSQL behind one type, migrations, the journal, backup and proof.
//!
//! A record is written through [`Tx::insert`] and [`Tx::update`] alone, and both write its journal line in the same
//! transaction. What is secret or fleeting (credentials, sessions, attempts to sign in, keys of sent forms) and the
//! content of files have tables of their own, outside the journal. Features are modules of one name in every crate.
//!
//! It decides nothing: rights and rules belong to `office` and `domain`, and the clock is a parameter.

pub mod agencies;
mod backup;
pub mod calendars;
pub mod days_off;
mod db;
mod derived;
pub mod directives;
mod error;
pub mod figures;
pub mod files;
mod group;
pub mod imports;
pub mod journal;
pub mod moments;
mod past;
pub mod periodic_reports;
pub mod provinces;
pub mod reminders;
pub mod reports;
pub mod requests;
pub mod rules;
mod schema;
pub mod search;
pub mod sessions;
mod stored;
mod table;
pub mod tasks;
pub mod urgings;
pub mod users;
mod value;
mod verify;
mod words;

pub use backup::{backup, restore};
pub use db::{Db, Reader, Snapshot, Tx, Writer};
pub use error::{Error, Failure, OnConstraint, Result};
pub use journal::Act;
pub use stored::{Stored, find, load, load_some};
pub use verify::{Fault, Proof, What, verify};
