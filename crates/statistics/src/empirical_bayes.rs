//! What a place is to be expected to have, from its own count and from places like it.
//!
//! Places that had many events last year have fewer the next without anybody doing anything: regression to the mean.
//! The expected count is a weighted mean of what was counted and what a model of like places says (Hauer 1997; Hauer,
//! Harwood, Council and Griffith 2002): weight of the model w = 1 / (1 + μ/size), expected w μ + (1 − w) y, variance
//! (1 − w) times that. With a gamma prior of mean μ and shape `size` the posterior is a gamma distribution, whose
//! quantiles are the interval.

use crate::intervals::{Interval, gamma_above, gamma_quantile};

/// The expected count of a place over the time it was counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Weight of the model, between 0 and 1.
    pub weight: f64,
    /// Expected count.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    shape: f64,
    rate: f64,
}

impl Expected {
    /// From the mean of like places, the size of their negative binomial spread, and the place's own count.
    ///
    /// # Panics
    ///
    /// If the mean is not positive and finite, or the size not positive: both come from a fit, which gives neither.
    pub fn of(model: f64, size: f64, count: u32) -> Self {
        assert!(
            model > 0.0 && model.is_finite(),
            "a model expects a positive count: {model}"
        );
        assert!(size > 0.0, "the size of a spread is positive: {size}");
        // Beyond this size places do not differ beyond what the model says, to all digits.
        let size = size.min(1e9);
        let weight = 1.0 / (1.0 + model / size);
        let mean = weight * model + (1.0 - weight) * f64::from(count);
        Self {
            weight,
            mean,
            variance: (1.0 - weight) * mean,
            shape: size + f64::from(count),
            rate: size / model + 1.0,
        }
    }

    /// Central interval of this level, such as 0.95, of the long-run mean of the place.
    pub fn interval(&self, level: f64) -> Interval {
        let quantile = |probability| gamma_quantile(self.shape, probability) / self.rate;
        Interval {
            low: quantile((1.0 - level) / 2.0),
            high: quantile(f64::midpoint(1.0, level)),
        }
    }

    /// Probability that the long-run mean of the place is above a value.
    pub fn probability_above(&self, value: f64) -> f64 {
        gamma_above(self.shape, value * self.rate)
    }
}

/// Index of effect θ (Hauer 1997, equations 6.2 and 6.3): what came over what was to be expected, with its standard
/// deviation. Below 1 fewer than expected.
///
/// `after` is the count after, `expected` what was to be expected then without the measure, with its variance.
pub fn index_of_effect(after: u32, expected: f64, variance: f64) -> (f64, f64) {
    let relative = variance / (expected * expected);
    let index = f64::from(after) / expected / (1.0 + relative);
    // No event leaves no spread by the formula; half an event is the usual stand-in.
    let own = 1.0 / f64::from(after).max(0.5);
    let deviation =
        f64::from(after).max(0.5) / expected / (1.0 + relative) * (own + relative).sqrt() / (1.0 + relative);
    (index, deviation)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn by_hand() {
        // μ = 4, size 2: w = 1/3; y = 10: 4/3 + 20/3 = 8, variance 16/3.
        let expected = Expected::of(4.0, 2.0, 10);
        assert!((expected.weight - 1.0 / 3.0).abs() < 1e-15);
        assert!((expected.mean - 8.0).abs() < 1e-14);
        assert!((expected.variance - 16.0 / 3.0).abs() < 1e-14);
        // λ = 20, π = 25, Var π = 50: 0.8 / 1.08; σ² = θ² (1/20 + 0.08) / 1.08².
        let (index, deviation) = index_of_effect(20, 25.0, 50.0);
        assert!((index - 0.8 / 1.08).abs() < 1e-14);
        assert!((deviation - 0.8 / 1.08 * 0.13_f64.sqrt() / 1.08).abs() < 1e-14);
    }

    #[test]
    fn without_spread_between_places_the_model_is_all() {
        let expected = Expected::of(3.0, f64::INFINITY, 40);
        assert!((expected.mean - 3.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn between_the_model_and_the_count_and_inside_its_interval(
            model in 0.1..50.0_f64, size in 0.2..50.0_f64, count in 0_u32..80
        ) {
            let expected = Expected::of(model, size, count);
            let count = f64::from(count);
            prop_assert!(expected.mean >= model.min(count) - 1e-9 && expected.mean <= model.max(count) + 1e-9);
            let interval = expected.interval(0.95);
            prop_assert!(interval.low < expected.mean && expected.mean < interval.high);
            prop_assert!((expected.probability_above(interval.low) - 0.975).abs() < 1e-6);
        }
    }
}
