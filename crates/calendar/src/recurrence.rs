//! A duty that comes back: daily, weekly, monthly, quarterly, half-yearly, yearly.
//!
//! A recurrence without a printed day falls due on the last day of its period.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A time of day as printed: `15h`, `9h00'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hour {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31. A day that the month does not have means its last day.
    pub day: i8,
}

impl MonthDay {
    /// The last day of a month.
    pub fn end_of(month: i8) -> Self {
        Self { month, day: 31 }
    }

    fn in_year(self, year: i16) -> Option<Date> {
        day_or_last(year, self.month, self.day)
    }
}

/// When a recurring duty falls due.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "every")]
pub enum Recurrence {
    /// Every day, at the hours given, if any.
    Day {
        /// Hours of the day, as printed.
        hours: Vec<Hour>,
    },
    /// Every week.
    Week {
        /// Day of the week, 1 (Monday) to 7; Sunday when the text names none.
        weekday: Option<i8>,
        /// Hour of that day.
        hour: Option<Hour>,
    },
    /// Every month.
    Month {
        /// Day of the month.
        day: Option<i8>,
    },
    /// Every quarter, in its last month.
    Quarter {
        /// Day of the quarter's last month.
        day: Option<i8>,
    },
    /// Twice a year; on 30 June and 31 December when the text names no days.
    HalfYear {
        /// The printed days.
        on: Vec<MonthDay>,
    },
    /// Once a year or on several days of it; on 31 December when the text names no day.
    Year {
        /// The printed days.
        on: Vec<MonthDay>,
    },
    /// Once in several years, on 31 December; the text does not say which year comes first.
    Years {
        /// Years from one time to the next, 2 or more.
        step: i16,
    },
    /// A span of months each year; it may run over the new year. Due at its end.
    Season {
        /// First month, 1 to 12.
        from: i8,
        /// Last month, 1 to 12.
        to: i8,
    },
}

impl Recurrence {
    /// The first due day after `date`; none when the rule alone cannot tell it.
    ///
    /// ```
    /// use calendar::{MonthDay, Recurrence};
    /// let rule = Recurrence::Year { on: vec![MonthDay { month: 6, day: 1 }, MonthDay { month: 11, day: 15 }] };
    /// assert_eq!(rule.next_after(jiff::civil::date(2025, 6, 1)), Some(jiff::civil::date(2025, 11, 15)));
    /// ```
    pub fn next_after(&self, date: Date) -> Option<Date> {
        match self {
            Self::Day { .. } => date.tomorrow().ok(),
            Self::Week { weekday, .. } => {
                let ahead = (weekday.unwrap_or(7) - date.weekday().to_monday_one_offset()).rem_euclid(7);
                date.checked_add(i64::from(if ahead == 0 { 7 } else { ahead }).days())
                    .ok()
            }
            Self::Month { day } => next_in(date, &each_month(1, day.unwrap_or(31))),
            Self::Quarter { day } => next_in(date, &each_month(3, day.unwrap_or(31))),
            Self::HalfYear { on } if on.is_empty() => next_in(date, &each_month(6, 31)),
            Self::Year { on } if on.is_empty() => next_in(date, &[MonthDay::end_of(12)]),
            Self::HalfYear { on } | Self::Year { on } => next_in(date, on),
            Self::Years { .. } => None,
            Self::Season { to, .. } => next_in(date, &[MonthDay::end_of(*to)]),
        }
    }

    /// The rule as iCalendar `RRULE` values (RFC 5545), one for each day of the year that needs its own.
    ///
    /// ```
    /// use calendar::Recurrence;
    /// assert_eq!(Recurrence::Month { day: Some(15) }.rrules(), ["FREQ=MONTHLY;BYMONTHDAY=15"]);
    /// ```
    pub fn rrules(&self) -> Vec<String> {
        match self {
            Self::Day { hours } if hours.is_empty() => vec!["FREQ=DAILY".to_owned()],
            Self::Day { hours } => hours.iter().map(|h| format!("FREQ=DAILY;{}", by_hour(*h))).collect(),
            Self::Week { weekday, hour } => {
                let index = usize::try_from(weekday.unwrap_or(7) - 1).unwrap_or(6);
                let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].get(index).unwrap_or(&"SU");
                let at = hour.map(|h| format!(";{}", by_hour(h))).unwrap_or_default();
                vec![format!("FREQ=WEEKLY;BYDAY={day}{at}")]
            }
            Self::Month { day } => vec![format!("FREQ=MONTHLY;{}", by_day(day.unwrap_or(31), 28))],
            Self::Quarter { day } => {
                vec![format!(
                    "FREQ=YEARLY;BYMONTH=3,6,9,12;{}",
                    by_day(day.unwrap_or(31), 30)
                )]
            }
            Self::HalfYear { on } if on.is_empty() => yearly(&each_month(6, 31)),
            Self::Year { on } if on.is_empty() => yearly(&[MonthDay::end_of(12)]),
            Self::HalfYear { on } | Self::Year { on } => yearly(on),
            Self::Years { step } => vec![format!("FREQ=YEARLY;INTERVAL={step};BYMONTH=12;BYMONTHDAY=31")],
            Self::Season { to, .. } => yearly(&[MonthDay::end_of(*to)]),
        }
    }
}

fn yearly(on: &[MonthDay]) -> Vec<String> {
    on.iter()
        .map(|m| {
            let shortest = day_or_last(2025, m.month, 31).map_or(28, Date::day);
            format!("FREQ=YEARLY;BYMONTH={};{}", m.month, by_day(m.day, shortest))
        })
        .collect()
}

/// `BYMONTHDAY` of a day that falls back to the month's last one; months here have at least `shortest` days.
fn by_day(day: i8, shortest: i8) -> String {
    if day <= shortest {
        return format!("BYMONTHDAY={day}");
    }
    if day >= 31 || shortest >= 30 {
        return "BYMONTHDAY=-1".to_owned();
    }
    let days: Vec<String> = (shortest..=day).map(|d| d.to_string()).collect();
    format!("BYMONTHDAY={};BYSETPOS=-1", days.join(","))
}

fn by_hour(at: Hour) -> String {
    format!("BYHOUR={};BYMINUTE={};BYSECOND=0", at.hour, at.minute)
}

fn each_month(step: i8, day: i8) -> Vec<MonthDay> {
    (1..=12)
        .filter(|m| m % step == 0)
        .map(|month| MonthDay { month, day })
        .collect()
}

fn next_in(after: Date, on: &[MonthDay]) -> Option<Date> {
    let years = after.year()..=after.year().saturating_add(1);
    years
        .flat_map(|y| on.iter().filter_map(move |m| m.in_year(y)))
        .filter(|d| *d > after)
        .min()
}

/// A day of a month, or the month's last day when it has no such day.
pub(crate) fn day_or_last(year: i16, month: i8, day: i8) -> Option<Date> {
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.clamp(1, first.days_in_month())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_without_the_day_uses_its_last_one() {
        let rule = Recurrence::Month { day: Some(30) };
        assert_eq!(rule.next_after(date(2026, 1, 30)), Some(date(2026, 2, 28)));
        assert_eq!(rule.next_after(date(2026, 2, 28)), Some(date(2026, 3, 30)));
        assert_eq!(rule.rrules(), ["FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"]);
    }

    #[test]
    fn weeks_count_from_monday() {
        let thursday = Recurrence::Week {
            weekday: Some(4),
            hour: Some(Hour { hour: 15, minute: 0 }),
        };
        assert_eq!(thursday.next_after(date(2025, 12, 4)), Some(date(2025, 12, 11)));
        assert_eq!(thursday.next_after(date(2025, 12, 5)), Some(date(2025, 12, 11)));
        assert_eq!(
            thursday.rrules(),
            ["FREQ=WEEKLY;BYDAY=TH;BYHOUR=15;BYMINUTE=0;BYSECOND=0"]
        );
    }

    #[test]
    fn periods_without_a_day_end_with_their_last_day() {
        let from = date(2025, 11, 20);
        assert_eq!(
            Recurrence::Quarter { day: None }.next_after(from),
            Some(date(2025, 12, 31))
        );
        assert_eq!(
            Recurrence::HalfYear { on: vec![] }.next_after(date(2025, 6, 29)),
            Some(date(2025, 6, 30))
        );
        assert_eq!(
            Recurrence::Year { on: vec![] }.next_after(date(2025, 12, 31)),
            Some(date(2026, 12, 31))
        );
        assert_eq!(
            Recurrence::Season { from: 10, to: 3 }.next_after(from),
            Some(date(2026, 3, 31))
        );
    }

    #[test]
    fn leap_day_each_year() {
        let rule = Recurrence::Year {
            on: vec![MonthDay::end_of(2)],
        };
        assert_eq!(rule.next_after(date(2027, 12, 1)), Some(date(2028, 2, 29)));
        assert_eq!(rule.rrules(), ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"]);
    }
}
