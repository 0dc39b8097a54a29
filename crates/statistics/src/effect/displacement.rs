//! Two simple comparisons that evaluations of patrols print: WDD and WDQ, and the E-test of two counts.
//!
//! Beside the model of [`super`], never instead of it: both take counts for Poisson ones and comparison places as given.

use rand::RngExt;
use rayon::prelude::*;

use crate::distribution::Counts;
use crate::intervals::Interval;
use crate::random;

/// Counts before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BeforeAfter {
    /// Events before.
    pub before: u32,
    /// Events after.
    pub after: u32,
}

/// An area with its weight: its size in any unit, the same one for all areas; 1 where sizes do not matter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Counts.
    pub counts: BeforeAfter,
    /// Weight, positive.
    pub weight: f64,
}

/// Areas of a weighted displacement difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Areas {
    /// Where the measure was taken.
    pub treated: Area,
    /// Where it was not.
    pub comparison: Area,
    /// Around the treated area, with what the surroundings are compared with.
    pub displacement: Option<(Area, Area)>,
    /// Lengths of the time before and after, in any unit.
    pub time: (f64, f64),
}

/// Weighted displacement difference (Wheeler and Ratcliffe 2018), in events per unit of time and area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisplacementDifference {
    /// Change of the treated area beyond that of its comparison.
    pub local: f64,
    /// The same of the surroundings; 0 without.
    pub displaced: f64,
    /// Sum of both: below 0 fewer events.
    pub total: f64,
    /// Standard error of the sum, for Poisson counts. Counts that scatter more have a larger one.
    pub standard_error: f64,
}

impl DisplacementDifference {
    /// Sum over its standard error; `None` where no event was counted at all.
    pub fn z(&self) -> Option<f64> {
        (self.standard_error > 0.0).then(|| self.total / self.standard_error)
    }

    /// Interval by the normal distribution.
    pub fn interval(&self, level: f64) -> Interval {
        let reach = crate::distribution::normal_quantile(f64::midpoint(1.0, level)) * self.standard_error;
        Interval {
            low: self.total - reach,
            high: self.total + reach,
        }
    }
}

/// Computes the weighted displacement difference.
pub fn weighted_difference(areas: &Areas) -> DisplacementDifference {
    let (before, after) = areas.time;
    let change = |area: &Area| {
        let counts = area.counts;
        (f64::from(counts.after) / after - f64::from(counts.before) / before) / area.weight
    };
    let variance = |area: &Area| {
        let counts = area.counts;
        (f64::from(counts.after) / (after * after) + f64::from(counts.before) / (before * before))
            / (area.weight * area.weight)
    };
    let local = change(&areas.treated) - change(&areas.comparison);
    let mut spread = variance(&areas.treated) + variance(&areas.comparison);
    let mut displaced = 0.0;
    if let Some((around, comparison)) = &areas.displacement {
        displaced = change(around) - change(comparison);
        spread += variance(around) + variance(comparison);
    }
    DisplacementDifference {
        local,
        displaced,
        total: local + displaced,
        standard_error: spread.sqrt(),
    }
}

/// Weighted displacement quotient (Bowers and Johnson 2003) with an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DisplacementQuotient {
    /// Above 1 the surroundings gained more than the area itself, 0 to 1 they gained, −1 to 0 they lost less than the area
    /// gained, below −1 more was lost than gained.
    pub quotient: f64,
    /// Interval by parametric bootstrap.
    pub interval: Interval,
}

/// Computes the quotient from the treated area, the area around it and the comparison area; `None` where the treated area
/// did not fall against its comparison, for then there is nothing that could have been displaced, or where a bootstrap
/// says that it may not have fallen (more than 5 % of the draws), for then no interval means anything.
///
/// `size` is that of the negative binomial counts, infinite for Poisson ones.
pub fn displacement_quotient(
    treated: BeforeAfter,
    around: BeforeAfter,
    comparison: BeforeAfter,
    size: f64,
    level: f64,
    replicas: u32,
    seed: u64,
) -> Option<DisplacementQuotient> {
    let quotient = |counts: [u32; 6]| {
        let [a0, a1, b0, b1, c0, c1] = counts.map(f64::from);
        let direct = a1 / c1 - a0 / c0;
        (c0 > 0.0 && c1 > 0.0 && direct < 0.0).then(|| (b1 / c1 - b0 / c0) / direct)
    };
    let observed = [
        treated.before,
        treated.after,
        around.before,
        around.after,
        comparison.before,
        comparison.after,
    ];
    let found = quotient(observed)?;
    let draw = |replica: u64| {
        let mut stream = random::stream(seed, replica);
        quotient(observed.map(|count| Counts::new(f64::from(count), size).quantile(stream.random())))
    };
    let mut drawn: Vec<f64> = (0..u64::from(replicas)).into_par_iter().filter_map(draw).collect();
    if drawn.len() * 20 < replicas as usize * 19 || drawn.is_empty() {
        return None;
    }
    drawn.sort_by(f64::total_cmp);
    Some(DisplacementQuotient {
        quotient: found,
        interval: super::between(&drawn, level),
    })
}

/// p-value that two Poisson counts over times of these lengths come from one rate: the E-test of Krishnamoorthy and
/// Thomson (2004), two-sided. 1 where both counts are 0.
pub fn e_test(one: u32, other: u32, one_time: f64, other_time: f64) -> f64 {
    let statistic = |one: f64, other: f64| {
        let difference = (one / one_time - other / other_time).abs();
        let spread = one / (one_time * one_time) + other / (other_time * other_time);
        if spread > 0.0 { difference / spread.sqrt() } else { 0.0 }
    };
    let observed = statistic(f64::from(one), f64::from(other));
    if observed <= 0.0 {
        return 1.0;
    }
    let rate = (f64::from(one) + f64::from(other)) / (one_time + other_time);
    let (first, second) = (tail_to_tail(rate * one_time), tail_to_tail(rate * other_time));
    let mut p = 0.0;
    for &(left, left_probability) in &first {
        for &(right, right_probability) in &second {
            if statistic(f64::from(left), f64::from(right)) >= observed * (1.0 - 1e-12) {
                p += left_probability * right_probability;
            }
        }
    }
    p.min(1.0)
}

/// Counts that a Poisson mean makes likelier than 1e-16, with their probabilities.
fn tail_to_tail(mean: f64) -> Vec<(u32, f64)> {
    let counts = Counts::poisson(mean);
    let (low, high) = (counts.quantile(1e-15), counts.quantile(1.0 - 1e-15));
    (low.saturating_sub(2)..=high.saturating_add(2))
        .map(|count| (count, counts.log_probability(count).exp()))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn area(before: u32, after: u32, weight: f64) -> Area {
        Area {
            counts: BeforeAfter { before, after },
            weight,
        }
    }

    fn areas(displacement: Option<(Area, Area)>) -> Areas {
        Areas {
            treated: area(20, 10, 1.0),
            comparison: area(20, 20, 1.0),
            displacement,
            time: (1.0, 1.0),
        }
    }

    #[track_caller]
    fn assert_difference(areas: &Areas, total: f64, error: f64) {
        let found = weighted_difference(areas);
        assert!((found.total - total).abs() < 1e-6, "{found:?}");
        assert!((found.standard_error - error).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn differences_as_ptools() {
        assert_difference(&areas(None), -10.0, 8.3666);
        assert!((weighted_difference(&areas(None)).z().unwrap() + 1.195_229).abs() < 1e-6);
        let around = Some((area(30, 20, 1.0), area(30, 30, 1.0)));
        assert_difference(&areas(around), -20.0, 13.416_408);
        assert!((weighted_difference(&areas(around)).z().unwrap() + 1.490_712).abs() < 1e-6);
        let longer = Areas {
            time: (2.0, 1.0),
            ..areas(None)
        };
        assert!((weighted_difference(&longer).standard_error - 6.324_555).abs() < 1e-6);
        let weighted = Areas {
            treated: area(20, 10, 1.5),
            comparison: area(20, 20, 2.0),
            displacement: Some((area(30, 20, 3.2), area(30, 30, 3.0))),
            time: (1.0, 1.0),
        };
        assert_difference(&weighted, -9.791_667, 5.906_167);
    }

    #[test]
    fn two_counts_as_ptools() {
        assert!((e_test(20, 10, 1.0, 1.0) - 0.068_832).abs() < 1e-6);
        assert!((e_test(3, 0, 1.0, 1.0) - 0.088_379).abs() < 1e-6);
        assert!((e_test(0, 0, 1.0, 1.0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_quotient_comes_with_its_interval_or_not_at_all() {
        let counts = |before, after| BeforeAfter { before, after };
        let found = displacement_quotient(
            counts(400, 200),
            counts(300, 240),
            counts(1000, 1000),
            f64::INFINITY,
            0.95,
            999,
            1,
        )
        .unwrap();
        // (0.24 − 0.3) / (0.2 − 0.4)
        assert!((found.quotient - 0.3).abs() < 1e-12);
        assert!(found.interval.contains(0.3) && found.interval.low < found.interval.high);
        let risen = displacement_quotient(counts(10, 20), counts(5, 5), counts(50, 50), f64::INFINITY, 0.95, 99, 1);
        assert_eq!(risen, None);
        let unsure = displacement_quotient(counts(10, 9), counts(5, 5), counts(50, 50), f64::INFINITY, 0.95, 99, 1);
        assert_eq!(unsure, None);
    }

    proptest! {
        #[test]
        fn the_e_test_does_not_mind_who_comes_first(one in 0_u32..60, other in 0_u32..60) {
            let p = e_test(one, other, 1.0, 1.0);
            prop_assert!((p - e_test(other, one, 1.0, 1.0)).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }
}
