//! What makes expected counts rise and fall over time in all places alike: trend, season, weekday, Tết, dry season.
//!
//! Whether a term is in the model depends on how long the past is: what was seen once only cannot be told from a cluster.

use crate::season::{Interval, SeasonRules};

use jiff::civil::Weekday;

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
        let tet = rules.tet_shares(intervals);
        let windows = (0..known)
            .filter(|&at| tet[at] > 0.0 && (at == 0 || tet[at - 1] <= 0.0))
            .count();
        if windows >= LEAST_TETS {
            terms.add(Term::Tet, tet);
        }
        if days_of_past >= SECOND_WAVE_FROM && !rules.dry.is_empty() {
            terms.add(Term::DrySeason, rules.dry_shares(intervals));
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

#[cfg(test)]
pub(in crate::scan) mod tests {
    use super::*;
    use jiff::ToSpan;
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
}
