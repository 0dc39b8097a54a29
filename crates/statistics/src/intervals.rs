//! Quantiles that intervals are made of: gamma, beta, Student's t; each by turning its distribution function round.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;
use statrs::function::gamma::{gamma_lr, gamma_ur};

/// The place where an increasing function reaches `wanted`, between two places, by halving. 200 halvings leave no digit.
fn turned(mut low: f64, mut high: f64, wanted: f64, increasing: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if increasing(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Probability of a gamma variable of this shape and rate 1 above `x`.
pub(crate) fn gamma_above(shape: f64, x: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { gamma_ur(shape, x) }
}

/// Quantile of the gamma distribution of this shape and rate 1; 0 for shape 0.
pub(crate) fn gamma_quantile(shape: f64, probability: f64) -> f64 {
    if shape <= 0.0 || probability <= 0.0 {
        return 0.0;
    }
    let mut high = shape + 10.0;
    while gamma_lr(shape, high) < probability && high < 1e15 {
        high *= 2.0;
    }
    turned(
        0.0,
        high,
        probability,
        |x| if x > 0.0 { gamma_lr(shape, x) } else { 0.0 },
    )
}

/// Quantile of the beta distribution; 0 and 1 where a parameter is 0.
pub(crate) fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    if a <= 0.0 {
        return 0.0;
    }
    if b <= 0.0 {
        return 1.0;
    }
    turned(0.0, 1.0, probability, |x| beta_reg(a, b, x))
}

/// Quantile of Student's t; of the normal distribution where there are infinitely many degrees of freedom.
pub(crate) fn t_quantile(degrees: f64, probability: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, degrees) {
        Ok(t) => t.inverse_cdf(probability),
        Err(_) => crate::distribution::normal_quantile(probability),
    }
}

/// Between two values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a value lies in it, ends included.
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Both ends through an increasing function.
    pub(crate) fn through(self, increasing: impl Fn(f64) -> f64) -> Self {
        Self {
            low: increasing(self.low),
            high: increasing(self.high),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_as_r() {
        // qgamma(0.025, 7), qgamma(0.975, 0.5), qbeta(0.975, 4, 9), qt(0.975, 9) of R.
        for (found, expected) in [
            (gamma_quantile(7.0, 0.025), 2.814_363_020_896),
            (gamma_quantile(0.5, 0.975), 2.511_943_093_658),
            (beta_quantile(4.0, 9.0, 0.975), 0.571_858_5),
            (t_quantile(9.0, 0.975), 2.262_157_162_740),
        ] {
            assert!((found - expected).abs() < 1e-6, "{found}, R has {expected}");
        }
        assert!(gamma_quantile(0.0, 0.5).abs() < f64::EPSILON);
    }
}
