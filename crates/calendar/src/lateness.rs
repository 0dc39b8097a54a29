//! In time or late: the only function that says so.
//!
//! Whole days. A task due on a day is late from the day after. Done without a deadline counts as done in time, open
//! without one as open in time, as the trackers in use count it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The four classes of a task in official reports; they add up to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "class")]
pub enum Lateness {
    /// Đã hoàn thành đúng hạn.
    DoneInTime {
        /// Days before the deadline; none without one.
        early_days: Option<i32>,
    },
    /// Đã hoàn thành quá hạn.
    DoneLate {
        /// Days after the deadline, 1 or more.
        late_days: i32,
    },
    /// Chưa hoàn thành, trong hạn.
    OpenInTime {
        /// Days that remain, 0 on the day itself; none without a deadline.
        days_left: Option<i32>,
    },
    /// Chưa hoàn thành, quá hạn.
    OpenLate {
        /// Days after the deadline, 1 or more.
        late_days: i32,
    },
}

impl Lateness {
    /// Whether the deadline was missed.
    pub fn is_late(self) -> bool {
        matches!(self, Self::DoneLate { .. } | Self::OpenLate { .. })
    }

    /// The words of official reports.
    pub fn words(self) -> &'static str {
        match self {
            Self::DoneInTime { .. } => "Đã hoàn thành đúng hạn",
            Self::DoneLate { .. } => "Đã hoàn thành quá hạn",
            Self::OpenInTime { .. } => "Chưa hoàn thành trong hạn",
            Self::OpenLate { .. } => "Chưa hoàn thành quá hạn",
        }
    }
}

/// Where a task stands on `today`. A completion dated after `today` has not happened yet, so that figures of a past day can
/// be made again.
///
/// ```
/// use calendar::{Lateness, lateness};
/// use jiff::civil::date;
/// let due = Some(date(2025, 12, 31));
/// assert_eq!(lateness(due, None, date(2025, 12, 31)), Lateness::OpenInTime { days_left: Some(0) });
/// assert_eq!(lateness(due, None, date(2026, 1, 1)), Lateness::OpenLate { late_days: 1 });
/// ```
pub fn lateness(due: Option<Date>, completed: Option<Date>, today: Date) -> Lateness {
    let done = completed.filter(|day| *day <= today);
    let left = due.map(|due| days_between(done.unwrap_or(today), due));
    match (done, left) {
        (Some(_), Some(left)) if left < 0 => Lateness::DoneLate { late_days: -left },
        (Some(_), early_days) => Lateness::DoneInTime { early_days },
        (None, Some(left)) if left < 0 => Lateness::OpenLate { late_days: -left },
        (None, days_left) => Lateness::OpenInTime { days_left },
    }
}

/// Days from one day to another, negative when the second is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_four_classes() {
        let due = Some(date(2025, 11, 30));
        let today = date(2026, 1, 15);
        assert_eq!(
            lateness(due, Some(date(2025, 11, 30)), today),
            Lateness::DoneInTime { early_days: Some(0) }
        );
        assert_eq!(
            lateness(due, Some(date(2025, 12, 1)), today),
            Lateness::DoneLate { late_days: 1 }
        );
        assert_eq!(
            lateness(due, None, date(2025, 11, 28)),
            Lateness::OpenInTime { days_left: Some(2) }
        );
        assert_eq!(lateness(due, None, today), Lateness::OpenLate { late_days: 46 });
    }

    #[test]
    fn without_a_deadline_nothing_is_late() {
        let today = date(2026, 1, 15);
        assert_eq!(
            lateness(None, Some(today), today),
            Lateness::DoneInTime { early_days: None }
        );
        assert_eq!(lateness(None, None, today), Lateness::OpenInTime { days_left: None });
    }

    #[test]
    fn a_later_completion_does_not_change_the_past() {
        let then = lateness(Some(date(2025, 11, 30)), Some(date(2025, 12, 20)), date(2025, 12, 10));
        assert_eq!(then, Lateness::OpenLate { late_days: 10 });
    }
}
