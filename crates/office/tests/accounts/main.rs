//! Who may do what, through the door of the crate: first run, signing in, users, agencies, rules, journal. On a database in
//! memory, with the clock as a parameter.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

mod agencies;
mod journal;
mod made;
mod rules;
mod setup;
mod sign_in;
mod users;
