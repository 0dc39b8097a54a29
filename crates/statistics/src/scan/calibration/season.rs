//! What makes expected counts rise and fall over time in all places alike: trend, season, weekday, Tết, dry season.
//!
//! Whether a term is in the model depends on how long the past is: what was seen once only cannot be told from a cluster.

use crate::dated::{self, Dated};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
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
            tet: dated::table(include_str!("../../../data/tet_window.toml")),
            dry: dated::table(include_str!("../../../data/dry_season.toml")),
        }
    }
}

impl SeasonRules {
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

/// A term of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Term {
    /// Growth by the same share each year.
    Trend,
    /// Waves of a year: one sine and cosine, or two.
    Season,
    /// The days of the week.
    Weekday,
    /// The days around Tết.
    Tet,
    /// The dry season.
    DrySeason,
}

/// Days of past that a trend needs.
const TREND_FROM: i64 = 365;
/// Days of past that a wave of a year needs: without most of a second year it cannot be told from a trend.
const SEASON_FROM: i64 = 550;
/// Days of past that a second wave needs, and the dry season, whose bounds it would else stand for.
const SECOND_WAVE_FROM: i64 = 3 * 365;
/// Days of past that weekdays need.
const WEEKDAY_FROM: i64 = 56;
/// Windows around Tết that the past must hold: a single one would be taken for whatever happened then.
const LEAST_TETS: usize = 2;

/// The columns of the model, one value an interval, without the intercept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    pub(super) kinds: Vec<Term>,
    pub(super) columns: Vec<Vec<f64>>,
    /// Logarithm of the days of each interval.
    pub(super) exposure: Vec<f64>,
}

impl Terms {
    /// Columns for all intervals; which ones there are is decided by the first `known` intervals.
    pub(super) fn of(intervals: &[Interval], known: usize, rules: &SeasonRules) -> Self {
        let past = &intervals[..known];
        let begin = intervals[0].first;
        let days_of_past = past.iter().map(|interval| i64::from(interval.days)).sum::<i64>();
        let middle =
            |interval: &Interval| f64::from((interval.first - begin).get_days()) + f64::from(interval.days) / 2.0;
        let mut terms = Self {
            kinds: Vec::new(),
            columns: Vec::new(),
            exposure: intervals.iter().map(|interval| f64::from(interval.days).ln()).collect(),
        };
        if days_of_past >= TREND_FROM {
            terms.add(
                Term::Trend,
                intervals.iter().map(|interval| middle(interval) / 365.25).collect(),
            );
        }
        let waves = u8::from(days_of_past >= SEASON_FROM) + u8::from(days_of_past >= SECOND_WAVE_FROM);
        for wave in 1..=waves {
            let angle = |interval: &Interval| std::f64::consts::TAU * f64::from(wave) * middle(interval) / 365.25;
            terms.add(
                Term::Season,
                intervals.iter().map(|interval| angle(interval).sin()).collect(),
            );
            terms.add(
                Term::Season,
                intervals.iter().map(|interval| angle(interval).cos()).collect(),
            );
        }
        let is_daily = intervals.iter().all(|interval| interval.days == 1);
        if is_daily && days_of_past >= WEEKDAY_FROM {
            for weekday in Weekday::Monday.cycle_forward().take(7).skip(1) {
                let column = intervals
                    .iter()
                    .map(|interval| f64::from(u8::from(interval.first.weekday() == weekday)));
                terms.add(Term::Weekday, column.collect());
            }
        }
        let tet = share_of_days(intervals, |date| rules.is_tet(date));
        let windows = (0..known)
            .filter(|&at| tet[at] > 0.0 && (at == 0 || tet[at - 1] <= 0.0))
            .count();
        if windows >= LEAST_TETS {
            terms.add(Term::Tet, tet);
        }
        if days_of_past >= SECOND_WAVE_FROM && !rules.dry.is_empty() {
            terms.add(Term::DrySeason, share_of_days(intervals, |date| rules.is_dry(date)));
        }
        terms
    }

    fn add(&mut self, term: Term, column: Vec<f64>) {
        if !self.kinds.contains(&term) {
            self.kinds.push(term);
        }
        self.columns.push(column);
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
pub(in crate::scan) mod tests {
    use super::*;
    use jiff::civil::date;

    /// Weeks from Monday 6/1/2020 on.
    pub(in crate::scan) fn weeks(count: i64) -> Vec<Interval> {
        (0..count)
            .map(|week| Interval {
                first: date(2020, 1, 6) + (7 * week).days(),
                days: 7,
            })
            .collect()
    }

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
    fn terms_wait_for_a_past_that_is_long_enough() {
        let rules = SeasonRules::default();
        let terms = |count| Terms::of(&weeks(count), usize::try_from(count).unwrap(), &rules).kinds;
        assert_eq!(terms(30), []);
        assert_eq!(terms(60), [Term::Trend, Term::Tet]);
        assert_eq!(terms(80), [Term::Trend, Term::Season, Term::Tet]);
        assert_eq!(terms(160), [Term::Trend, Term::Season, Term::Tet, Term::DrySeason]);
        // Only what is known decides, not what is to be told.
        let only_a_year = Terms::of(&weeks(160), 30, &rules);
        assert_eq!(only_a_year.kinds, []);
        assert_eq!(only_a_year.exposure.len(), 160);
    }

    #[test]
    fn weekdays_are_terms_of_days() {
        let days: Vec<Interval> = (0..100)
            .map(|day| Interval {
                first: date(2025, 3, 3) + i64::from(day).days(),
                days: 1,
            })
            .collect();
        let terms = Terms::of(&days, 100, &SeasonRules::default());
        assert_eq!(terms.kinds, [Term::Weekday]);
        assert_eq!(terms.columns.len(), 6);
        // 3/3/2025 is a Monday, which is the reference.
        assert!(terms.columns.iter().all(|column| column[0] == 0.0));
        assert!((terms.columns[0][1] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_week_that_holds_half_of_the_window_has_half_of_the_term() {
        let interval = Interval {
            first: date(2026, 2, 7),
            days: 7,
        };
        let share = share_of_days(&[interval], |day| SeasonRules::default().is_tet(day));
        assert!((share[0] - 4.0 / 7.0).abs() < 1e-12);
    }
}
