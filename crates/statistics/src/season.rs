//! What rises and falls with the time of the year in this country: the days around Tết by the lunar calendar, the dry season.

use crate::dated::{self, Dated};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

/// An interval of a study: consecutive days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Its first day.
    pub first: Date,
    /// How many days it has, at least one.
    pub days: u16,
}

/// The days around the lunar new year, day 0 being its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct TetWindow {
    /// First day of the window.
    pub first_day: i32,
    /// Last day of the window.
    pub last_day: i32,
}

/// A day of any year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct DayOfYear {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

/// From a day to a day of each year, both included; it may run over the end of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct DrySeason {
    /// First day.
    pub first: DayOfYear,
    /// Last day.
    pub last: DayOfYear,
}

impl DrySeason {
    /// Whether a day lies in it.
    pub fn holds(&self, date: Date) -> bool {
        let day = DayOfYear {
            month: date.month(),
            day: date.day(),
        };
        if self.first <= self.last {
            self.first <= day && day <= self.last
        } else {
            day >= self.first || day <= self.last
        }
    }
}

/// The rules that terms of the model follow.
#[derive(Debug, Clone, PartialEq)]
pub struct SeasonRules {
    /// Days around Tết, by the day on which a rule holds; none leaves the term out.
    pub tet: Vec<Dated<TetWindow>>,
    /// The dry season, the same way.
    pub dry: Vec<Dated<DrySeason>>,
}

impl Default for SeasonRules {
    /// The built-in rules.
    fn default() -> Self {
        Self {
            tet: dated::table(include_str!("../data/tet_window.toml")),
            dry: dated::table(include_str!("../data/dry_season.toml")),
        }
    }
}

impl SeasonRules {
    /// The share of the days of each interval that lie around Tết.
    pub fn tet_shares(&self, intervals: &[Interval]) -> Vec<f64> {
        share_of_days(intervals, |date| self.is_tet(date))
    }

    /// The share of the days of each interval that lie in the dry season.
    pub fn dry_shares(&self, intervals: &[Interval]) -> Vec<f64> {
        share_of_days(intervals, |date| self.is_dry(date))
    }

    fn is_tet(&self, date: Date) -> bool {
        let Some(rule) = dated::on(&self.tet, date) else {
            return false;
        };
        // The window of a year may begin in the year before.
        [date.year(), date.year() + 1].into_iter().any(|year| {
            let Some(new_year) = calendar::lunar::new_year(year) else {
                return false;
            };
            let after = (date - new_year).get_days();
            (rule.rule.first_day..=rule.rule.last_day).contains(&after)
        })
    }

    fn is_dry(&self, date: Date) -> bool {
        dated::on(&self.dry, date).is_some_and(|rule| rule.rule.holds(date))
    }
}

/// The share of the days of each interval that something is said of.
fn share_of_days(intervals: &[Interval], is_one: impl Fn(Date) -> bool) -> Vec<f64> {
    intervals
        .iter()
        .map(|interval| {
            let days = (0..i64::from(interval.days)).filter_map(|day| interval.first.checked_add(day.days()).ok());
            let held = days.filter(|&day| is_one(day)).count();
            f64::from(u32::try_from(held).unwrap_or(u32::MAX)) / f64::from(interval.days)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn tet_follows_the_lunar_calendar_and_the_dry_season_runs_over_the_new_year() {
        let rules = SeasonRules::default();
        // Mùng 1 of 2026 is 17/2, of 2023 is 22/1.
        for (day, is_tet) in [
            (date(2026, 2, 9), false),
            (date(2026, 2, 10), true),
            (date(2026, 2, 24), true),
            (date(2026, 2, 25), false),
            (date(2023, 1, 15), true),
            (date(2023, 2, 10), false),
        ] {
            assert_eq!(rules.is_tet(day), is_tet, "{day}");
        }
        for (day, is_dry) in [
            (date(2025, 11, 30), false),
            (date(2025, 12, 1), true),
            (date(2026, 4, 30), true),
            (date(2026, 5, 1), false),
        ] {
            assert_eq!(rules.is_dry(day), is_dry, "{day}");
        }
    }

    #[test]
    fn a_week_that_holds_half_of_the_window_has_half_of_the_term() {
        let interval = Interval {
            first: date(2026, 2, 7),
            days: 7,
        };
        let share = SeasonRules::default().tet_shares(&[interval]);
        assert!((share[0] - 4.0 / 7.0).abs() < 1e-12);
    }
}
