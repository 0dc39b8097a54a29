//! Counts of places over periods, and how one group of places changed against another.

use std::ops::Range;

use rand::RngExt;
use rayon::prelude::*;

use super::displacement::BeforeAfter;
use crate::random;

/// Counts of reported events, one row a place, one column a period; all places over the same periods.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// Counts by place, then by period.
    pub counts: &'a [Vec<u32>],
    /// What counts are proportional to, such as people, one value a place; positive. All alike where it is not known.
    pub exposure: Option<&'a [f64]>,
}

/// A change of one group of places against another: the logarithm of a ratio of ratios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Contrast {
    pub(super) log_ratio: f64,
    /// Variance that Poisson counts give it.
    pub(super) poisson_variance: f64,
}

impl Contrast {
    /// How far it is from none, in units of its Poisson noise.
    pub(super) fn score(&self) -> f64 {
        self.log_ratio / self.poisson_variance.sqrt()
    }

    fn of(treated: BeforeAfter, comparison: BeforeAfter) -> Self {
        let counts = [treated.after, treated.before, comparison.after, comparison.before];
        // Half an event each where one count is zero (Haldane 1956; Anscombe 1956).
        let add = if counts.contains(&0) { 0.5 } else { 0.0 };
        let [a, b, c, d] = counts.map(|count| f64::from(count) + add);
        Self {
            log_ratio: (a / b / (c / d)).ln(),
            poisson_variance: 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d,
        }
    }
}

impl Panel<'_> {
    pub(super) fn periods(&self) -> usize {
        self.counts.first().map_or(0, Vec::len)
    }

    pub(super) fn sum(&self, place: usize, periods: Range<usize>) -> u32 {
        self.counts[place][periods]
            .iter()
            .fold(0, |sum, &count| sum.saturating_add(count))
    }

    pub(super) fn change(&self, places: &[usize], before: &Range<usize>, after: &Range<usize>) -> BeforeAfter {
        let sum = |periods: &Range<usize>| {
            places.iter().fold(0_u32, |sum, &place| {
                sum.saturating_add(self.sum(place, periods.clone()))
            })
        };
        BeforeAfter {
            before: sum(before),
            after: sum(after),
        }
    }

    /// The change of places against others. With an effect for each place and each period, and one start for all, this is
    /// the estimate of the Poisson model itself: its equations leave nothing but these four sums.
    pub(super) fn contrast(
        &self,
        treated: &[usize],
        comparison: &[usize],
        before: &Range<usize>,
        after: &Range<usize>,
    ) -> Contrast {
        Contrast::of(
            self.change(treated, before, after),
            self.change(comparison, before, after),
        )
    }
}

/// How often the label "treated", dealt out anew among the places, gives a statistic as large or larger: the real dealing
/// counts as one. With one treated place every other is tried once; otherwise `replicas` dealings are drawn.
pub(super) fn label_p(
    treated: &[usize],
    comparison: &[usize],
    replicas: u32,
    seed: u64,
    statistic: impl Fn(&[usize], &[usize]) -> f64 + Sync,
) -> f64 {
    let observed = statistic(treated, comparison);
    let reaches =
        |treated: &[usize], comparison: &[usize]| u32::from(statistic(treated, comparison) >= observed * (1.0 - 1e-12));
    let all: Vec<usize> = treated.iter().chain(comparison).copied().collect();
    let (beaten, tried) = if treated.len() == 1 {
        let as_if = |at: usize| {
            let mut dealt = all.clone();
            dealt.swap(0, at);
            reaches(&dealt[..1], &dealt[1..])
        };
        (
            (1..all.len()).map(as_if).sum::<u32>(),
            u32::try_from(comparison.len()).unwrap_or(u32::MAX),
        )
    } else {
        let dealing = |replica: u64| {
            let mut stream = random::stream(seed, replica);
            let mut dealt = all.clone();
            for at in 0..treated.len() {
                let other = stream.random_range(at..dealt.len());
                dealt.swap(at, other);
            }
            let (treated, comparison) = dealt.split_at(treated.len());
            reaches(treated, comparison)
        };
        ((0..u64::from(replicas)).into_par_iter().map(dealing).sum(), replicas)
    };
    f64::from(beaten + 1) / f64::from(tried + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_no_other_place_shows_is_rare() {
        let mut counts = vec![vec![10, 10, 10, 10]; 20];
        counts[0] = vec![10, 10, 3, 3];
        let panel = Panel {
            counts: &counts,
            exposure: None,
        };
        let comparison: Vec<usize> = (1..20).collect();
        let statistic = |one: &[usize], other: &[usize]| panel.contrast(one, other, &(0..2), &(2..4)).log_ratio.abs();
        assert!((label_p(&[0], &comparison, 0, 1, statistic) - 0.05).abs() < 1e-12);
        assert!((label_p(&[5], &[1, 2, 3, 4], 0, 1, statistic) - 1.0).abs() < 1e-12);
        let p = label_p(&[0, 1], &comparison[1..], 999, 1, statistic);
        assert!(
            (p - 0.1).abs() < 0.03,
            "two of twenty places hold the first one time in ten: {p}"
        );
    }

    #[test]
    fn four_sums_are_the_model_with_an_effect_for_each_place_and_period() {
        use crate::regression::{Design, Family, Observations, fit};
        let counts: Vec<Vec<u32>> = vec![
            vec![4, 7, 2, 1],
            vec![9, 12, 14, 8],
            vec![3, 5, 2, 6],
            vec![20, 31, 22, 27],
        ];
        let panel = Panel {
            counts: &counts,
            exposure: None,
        };
        let rows: Vec<(usize, usize)> = (0..4)
            .flat_map(|place| (0..4).map(move |period| (place, period)))
            .collect();
        let mut design = Design::new(rows.len());
        design.absorb(rows.iter().map(|row| row.0).collect());
        design.factor(&rows.iter().map(|row| row.1).collect::<Vec<_>>());
        let is_treated = |row: &(usize, usize)| f64::from(u8::from(row.0 < 2 && row.1 >= 2));
        let effect = design.column(rows.iter().map(is_treated).collect());
        let observed: Vec<f64> = rows.iter().map(|row| f64::from(counts[row.0][row.1])).collect();
        let fit = fit(&design, &Observations::of(&observed), Family::Poisson).unwrap();
        let contrast = panel.contrast(&[0, 1], &[2, 3], &(0..2), &(2..4));
        assert!((fit.coefficients[effect].unwrap() - contrast.log_ratio).abs() < 1e-6);
        assert!((fit.standard_error(effect).unwrap() - contrast.poisson_variance.sqrt()).abs() < 1e-4);
    }
}
