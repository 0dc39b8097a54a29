//! The use cases, one function each: right, transaction, rule, write, journal.
//!
//! A function that needs a right takes `&Acting<ThatRight>`; see [`domain::rights`]. What an agency may see is decided
//! here too, by [`domain::rights::Scope`]. Features are modules of one name in every crate. No SQL, no web, no clock: the
//! moment comes with [`domain::rights::Acting`].

pub mod agencies;
pub mod calendars;
pub mod days_off;
pub mod demo;
pub mod desk;
pub mod directives;
mod error;
pub mod figures;
pub mod files;
mod free_text;
pub mod imports;
mod input;
pub mod journal;
mod last;
pub mod leader;
mod office;
pub mod password;
pub mod periodic_reports;
pub mod reminders;
pub mod rules;
mod seal;
pub mod search;
pub mod secret;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod tasks;
pub mod totp;
pub mod trackers;
pub mod upkeep;
pub mod urgings;
pub mod users;

pub use error::{Error, FieldError, Result};
pub use office::{Office, day_at};
