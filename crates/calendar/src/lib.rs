//! Dates as an office uses them: working days, legal periods, lateness, and the words of a deadline.
//!
//! Civil days only, in the time of Viet Nam. There is no clock in here: today is always a parameter.

mod lateness;
pub mod lunar;
pub mod period;
mod read;
pub mod recurrence;
pub mod words;
pub mod working;

pub use lateness::{Lateness, lateness};
pub use period::{Period, PeriodKind, Regime};
pub use read::{parse_vietnamese_date, typed_date};
pub use recurrence::{Hour, MonthDay, Recurrence};
pub use working::{Calendar, DayOff, Explained, OffKind};
