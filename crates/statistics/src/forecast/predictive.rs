//! The predictive distribution of one count, as a table of probabilities.

use crate::distribution::Counts;
use crate::forecast::{Interval, LEVELS};

/// Probabilities below this share of the largest one are left out of the table.
const NEGLIGIBLE: f64 = 1e-13;
/// Counts that a table has at most; beyond it a distribution is looked up coarsely.
const LARGEST_TABLE: f64 = 400_000.0;

/// A negative binomial distribution of a coming count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Predictive {
    mean: f64,
    dispersion: f64,
}

/// Its cumulated probabilities from the first count that matters on.
#[derive(Debug)]
pub(super) struct Table {
    first: u32,
    cumulated: Vec<f64>,
}

impl Predictive {
    /// With variance mean + dispersion · mean².
    pub(super) fn new(mean: f64, dispersion: f64) -> Self {
        // Wider than the table: nothing that an office counts scatters so.
        let widest = (LARGEST_TABLE / 40.0 / mean).powi(2);
        Self {
            mean: mean.min(LARGEST_TABLE / 4.0),
            dispersion: dispersion.min(widest),
        }
    }

    pub(super) fn mean(self) -> f64 {
        self.mean
    }

    pub(super) fn variance(self) -> f64 {
        self.mean + self.dispersion * self.mean * self.mean
    }

    /// The same distribution around another mean.
    pub(super) fn with_mean(self, mean: f64) -> Self {
        Self::new(mean, self.dispersion)
    }

    /// The table, from the likeliest count outwards.
    pub(super) fn table(self) -> Table {
        let size = if self.dispersion > 0.0 {
            1.0 / self.dispersion
        } else {
            f64::INFINITY
        };
        let counts = Counts::new(self.mean, size);
        // Ratio of the probabilities of neighbours, P(k) / P(k − 1).
        let (shift, scale) = if self.dispersion > 0.0 {
            (size - 1.0, self.mean / (size + self.mean))
        } else {
            (0.0, self.mean)
        };
        let ratio = |count: f64| {
            if self.dispersion > 0.0 {
                scale * (shift + count) / count
            } else {
                scale / count
            }
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the mean is capped"
        )]
        let mode = (self.mean * (1.0 - self.dispersion)).max(0.0).floor() as u32;
        let peak = counts.log_probability(mode).exp();
        let mut below = Vec::new();
        let (mut at, mut probability) = (mode, peak);
        while at > 0 {
            probability /= ratio(f64::from(at));
            if probability < NEGLIGIBLE * peak {
                break;
            }
            at -= 1;
            below.push(probability);
        }
        let first = mode - u32::try_from(below.len()).unwrap_or(mode);
        let mut probabilities: Vec<f64> = below.into_iter().rev().collect();
        probabilities.push(peak);
        let (mut at, mut probability) = (f64::from(mode), peak);
        loop {
            at += 1.0;
            probability *= ratio(at);
            if probability < NEGLIGIBLE * peak || at > 2.0 * LARGEST_TABLE {
                break;
            }
            probabilities.push(probability);
        }
        let mut sum = 0.0;
        for value in &mut probabilities {
            sum += *value;
            *value = sum;
        }
        for value in &mut probabilities {
            *value /= sum;
        }
        Table {
            first,
            cumulated: probabilities,
        }
    }

    /// Median and intervals before any calibration.
    pub(super) fn raw(self) -> (u32, [Interval; LEVELS.len()]) {
        let table = self.table();
        let interval = |level: f64| Interval {
            lower: table.quantile((1.0 - level) / 2.0),
            upper: table.quantile(f64::midpoint(1.0, level)),
        };
        (table.quantile(0.5), LEVELS.map(interval))
    }
}

impl Table {
    /// Probability of this count or less.
    pub(super) fn at_most(&self, count: u32) -> f64 {
        match count.checked_sub(self.first) {
            None => 0.0,
            Some(at) => self.cumulated.get(at as usize).copied().unwrap_or(1.0),
        }
    }

    /// Probability of less than this count.
    pub(super) fn below(&self, count: u32) -> f64 {
        count.checked_sub(1).map_or(0.0, |count| self.at_most(count))
    }

    /// The smallest count that is not exceeded with this probability.
    pub(super) fn quantile(&self, probability: f64) -> u32 {
        let at = self.cumulated.partition_point(|&reached| reached < probability);
        self.first + u32::try_from(at.min(self.cumulated.len() - 1)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_distribution() {
        for (mean, dispersion) in [(0.3, 0.0), (0.3, 2.0), (7.0, 0.2), (150.0, 0.05), (4000.0, 0.01)] {
            let table = Predictive::new(mean, dispersion).table();
            let size = if dispersion > 0.0 {
                1.0 / dispersion
            } else {
                f64::INFINITY
            };
            let counts = Counts::new(mean, size);
            for probability in [0.025, 0.25, 0.5, 0.9, 0.975] {
                let quantile = table.quantile(probability);
                assert_eq!(
                    quantile,
                    counts.quantile(probability),
                    "{mean} {dispersion} {probability}"
                );
                assert!((table.at_most(quantile) - counts.at_most(quantile)).abs() < 1e-9);
                assert!((table.below(quantile) + counts.at_least(quantile) - 1.0).abs() < 1e-9);
            }
        }
    }
}
