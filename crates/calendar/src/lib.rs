//! Dates as an office uses them: working days, legal periods, lateness, and the words of a deadline.
//!
//! Civil days only, in the time of Viet Nam. There is no clock in here: today is always a parameter.

pub mod recurrence;
pub mod words;

pub use recurrence::{Hour, MonthDay, Recurrence};
