//! The distributions of counts: Poisson and negative binomial, by mean and size.

use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc_inv;
use statrs::function::gamma::{gamma_ur, ln_gamma};

/// The distribution of a count: negative binomial with variance `mean + mean² / size`, Poisson where the size is infinite.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Counts {
    mean: f64,
    size: f64,
}

/// The share of a probability that rounding may take; a quantile is not one more for it (R's `qpois`, `qnbinom`).
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Above this size the two distributions are the same to all digits.
const POISSON_FROM: f64 = 1e9;

impl Counts {
    /// Poisson counts.
    pub fn poisson(mean: f64) -> Self {
        Self::new(mean, f64::INFINITY)
    }

    /// Negative binomial counts. A mean of 0 is always 0.
    ///
    /// # Panics
    ///
    /// If the mean is negative or the size is not positive: both come from a fit, which gives neither.
    pub fn new(mean: f64, size: f64) -> Self {
        assert!(
            mean >= 0.0 && mean.is_finite(),
            "the mean of counts is a number from 0: {mean}"
        );
        assert!(size > 0.0, "the size of a distribution is positive: {size}");
        Self {
            mean,
            size: if size >= POISSON_FROM { f64::INFINITY } else { size },
        }
    }

    /// Mean.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// Variance.
    pub fn variance(self) -> f64 {
        self.mean + self.mean * self.mean / self.size
    }

    /// Logarithm of the probability of exactly this count.
    pub fn log_probability(self, count: u32) -> f64 {
        let (mean, size, k) = (self.mean, self.size, f64::from(count));
        if mean == 0.0 {
            return if count == 0 { 0.0 } else { f64::NEG_INFINITY };
        }
        if size.is_infinite() {
            return k * mean.ln() - mean - ln_gamma(k + 1.0);
        }
        let gammas = ln_gamma(k + size) - ln_gamma(size) - ln_gamma(k + 1.0);
        gammas - size * (mean / size).ln_1p() + k * (mean.ln() - (mean + size).ln())
    }

    /// Probability of this count or less.
    pub fn at_most(self, count: u32) -> f64 {
        let k = f64::from(count);
        if self.mean == 0.0 {
            1.0
        } else if self.size.is_infinite() {
            gamma_ur(k + 1.0, self.mean)
        } else {
            beta_reg(self.size, k + 1.0, self.size / (self.size + self.mean))
        }
    }

    /// Probability of this count or more.
    pub fn at_least(self, count: u32) -> f64 {
        let Some(below) = count.checked_sub(1) else { return 1.0 };
        let k = f64::from(below);
        if self.mean == 0.0 {
            0.0
        } else if self.size.is_infinite() {
            1.0 - gamma_ur(k + 1.0, self.mean)
        } else {
            beta_reg(k + 1.0, self.size, self.mean / (self.size + self.mean))
        }
    }

    /// The smallest count that is not exceeded with this probability, 0 ≤ p < 1.
    pub fn quantile(self, probability: f64) -> u32 {
        let wanted = probability.clamp(0.0, 1.0 - f64::EPSILON) * (1.0 - ROUNDING);
        if self.mean == 0.0 {
            return 0;
        }
        let mut count = self.guess(wanted);
        let mut reached = self.at_most(count);
        if reached >= wanted {
            while count > 0 {
                let below = reached - self.log_probability(count).exp();
                if below < wanted {
                    break;
                }
                reached = below;
                count -= 1;
            }
        } else {
            while reached < wanted && count < u32::MAX {
                count += 1;
                let more = self.log_probability(count).exp();
                // Far out in the tail nothing is added any more: what is missing is rounding.
                if more == 0.0 && f64::from(count) > self.mean {
                    break;
                }
                reached += more;
            }
        }
        count
    }

    /// Near the quantile, by its first three moments (Cornish and Fisher 1938).
    fn guess(self, probability: f64) -> u32 {
        let deviation = self.variance().sqrt();
        let skewness = (1.0 + 2.0 * self.mean / self.size) / deviation;
        let z = normal_quantile(probability.max(1e-300));
        let guess = self.mean + deviation * (z + skewness * (z * z - 1.0) / 6.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the range; a start only"
        )]
        let guess = guess.round().clamp(0.0, 4e9) as u32;
        guess
    }
}

/// Quantile of the standard normal distribution.
pub fn normal_quantile(probability: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * probability)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quantiles_as_r() {
        // qnbinom(p, size = s, mu = m) and qpois(p, m) of R 4.2.2.
        for (p, m, s, quantile) in [
            (0.99, 12.5, 3.0, 38),
            (0.01, 12.5, 3.0, 1),
            (0.975, 0.4, 0.5, 3),
            (0.5, 1e4, 0.05, 0),
            (0.999, 250.0, 20.0, 467),
            (0.99, 3.7, f64::INFINITY, 9),
            (0.5, 100_000.0, f64::INFINITY, 100_000),
        ] {
            assert_eq!(Counts::new(m, s).quantile(p), quantile, "{p} {m} {s}");
        }
    }

    #[test]
    fn normal_quantiles() {
        assert!((normal_quantile(0.99) - 2.326_347_874_040_841).abs() < 1e-12);
        assert!((normal_quantile(0.999) - 3.090_232_306_167_813_5).abs() < 1e-12);
        assert!(normal_quantile(0.5).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn a_quantile_is_the_smallest_count_that_reaches_its_probability(
            p in 0.001..0.999, mean in 0.01..500.0, size in 0.1..1000.0
        ) {
            let counts = Counts::new(mean, size);
            let quantile = counts.quantile(p);
            prop_assert!(counts.at_most(quantile) >= p - 1e-9);
            prop_assert!(quantile == 0 || counts.at_most(quantile - 1) < p + 1e-9);
            prop_assert!((counts.at_most(quantile) + counts.at_least(quantile + 1) - 1.0).abs() < 1e-9);
        }
    }
}
