//! Rates of small numbers, comparisons with the same period of the year before, and grades of drug areas.

pub mod drug_area;
pub mod same_period;

use crate::distribution::normal_quantile;
use crate::intervals::{Interval, beta_quantile, gamma_above, gamma_quantile};

/// How the interval of a count is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Exact (Garwood 1936): never covers less than it says, often more.
    Exact,
    /// Mid-p (Lancaster 1961; Cohen and Yang 1994): covers what it says on average.
    MidP,
    /// Byar's approximation (Breslow and Day 1987): by hand, near exact from ten events on.
    Byar,
}

/// Events per so many people, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events.
    pub events: u32,
    /// Per 100,000 people (or people and years).
    pub per_100_000: f64,
    /// Interval of that.
    pub interval: Interval,
}

/// Fewest events that a rate is printed for; below, the number of events alone.
pub const LEAST_EVENTS: u32 = 5;
/// Fewest people: below, who they are could be guessed.
pub const LEAST_PEOPLE: f64 = 30.0;

/// Why no rate is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRate {
    /// Fewer than five events: a rate would be mostly chance.
    #[error("too few events for a rate")]
    TooFewEvents,
    /// Fewer than thirty people.
    #[error("too few people for a rate")]
    TooFewPeople,
}

/// Central interval of the mean of a Poisson count.
pub fn count_interval(events: u32, method: Method, level: f64) -> Interval {
    let count = f64::from(events);
    let (tail, top) = ((1.0 - level) / 2.0, f64::midpoint(1.0, level));
    match method {
        Method::Exact => Interval {
            low: gamma_quantile(count, tail),
            high: gamma_quantile(count + 1.0, top),
        },
        Method::Byar => {
            let z = normal_quantile(top);
            let end = |count: f64, z: f64| {
                if count > 0.0 {
                    count * (1.0 - 1.0 / (9.0 * count) + z / (3.0 * count.sqrt())).powi(3)
                } else {
                    0.0
                }
            };
            Interval {
                low: end(count, -z).max(0.0),
                high: end(count + 1.0, z),
            }
        }
        Method::MidP => Interval {
            low: mid_p_end(events, top),
            high: mid_p_end(events, tail),
        },
    }
}

/// The mean under which the count or fewer, the count itself by half, have a probability.
fn mid_p_end(events: u32, probability: f64) -> f64 {
    let count = f64::from(events);
    // P(X ≤ x) = Q(x + 1, μ), P(X < x) = Q(x, μ): half of each.
    let below = |mean: f64| {
        let fewer = if events == 0 {
            0.0
        } else {
            1.0 - below_gamma(count, mean)
        };
        f64::midpoint(fewer, gamma_above(count + 1.0, mean))
    };
    let (mut low, mut high) = (0.0, 2.0 * count + 20.0);
    if below(low) <= probability {
        return 0.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if below(middle) > probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn below_gamma(shape: f64, x: f64) -> f64 {
    1.0 - gamma_above(shape, x)
}

/// A rate per 100,000 people, or people and years where `people` are those.
///
/// # Errors
///
/// [`NoRate`], where a rate would not mean anything or show too much.
pub fn rate(events: u32, people: f64, method: Method, level: f64) -> Result<Rate, NoRate> {
    if people.is_nan() || people < LEAST_PEOPLE {
        return Err(NoRate::TooFewPeople);
    }
    if events < LEAST_EVENTS {
        return Err(NoRate::TooFewEvents);
    }
    let per = 100_000.0 / people;
    Ok(Rate {
        events,
        per_100_000: f64::from(events) * per,
        interval: count_interval(events, method, level).through(|end| end * per),
    })
}

/// Interval of the ratio of two rates, the first over the second: exact, given both counts together (Clopper and Pearson 1934).
/// `people` may be any exposure in one unit. The upper end is infinite where the second count is 0.
pub fn ratio_interval(one: (u32, f64), other: (u32, f64), level: f64) -> Interval {
    let (first, second) = (f64::from(one.0), f64::from(other.0));
    let tail = (1.0 - level) / 2.0;
    let odds = |share: f64| {
        if share >= 1.0 {
            f64::INFINITY
        } else {
            share / (1.0 - share) * other.1 / one.1
        }
    };
    Interval {
        low: odds(beta_quantile(first, second + 1.0, tail)),
        high: odds(beta_quantile(first + 1.0, second, 1.0 - tail)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::distribution::Counts;

    #[track_caller]
    fn assert_interval(found: Interval, low: f64, high: f64) {
        assert!(
            (found.low - low).abs() < 5e-5 && (found.high - high).abs() < 5e-5,
            "{found:?}"
        );
    }

    #[test]
    fn intervals_as_printed() {
        // poisson.test(x)$conf.int of R; mid-p of no event is −ln 0.05 by definition.
        assert_interval(count_interval(0, Method::Exact, 0.95), 0.0, 3.688_88);
        assert_interval(count_interval(5, Method::Exact, 0.95), 1.623_49, 11.668_33);
        assert_interval(count_interval(10, Method::Exact, 0.95), 4.795_39, 18.390_36);
        assert_interval(count_interval(0, Method::MidP, 0.95), 0.0, -(0.05_f64.ln()));
        // Byar by hand: 10 (1 − 1/90 ∓ 1.959964 / (3 √10))³ and 11 (1 − 1/99 + 1.959964 / (3 √11))³.
        let low = 10.0 * (1.0 - 1.0 / 90.0 - 1.959_963_985 / (3.0 * 10_f64.sqrt())).powi(3);
        let high = 11.0 * (1.0 - 1.0 / 99.0 + 1.959_963_985 / (3.0 * 11_f64.sqrt())).powi(3);
        assert_interval(count_interval(10, Method::Byar, 0.95), low, high);
    }

    #[test]
    fn rates_of_few_are_not_printed() {
        let found = rate(5, 50_000.0, Method::Exact, 0.95).unwrap();
        assert!((found.per_100_000 - 10.0).abs() < 1e-12);
        assert_interval(found.interval, 2.0 * 1.623_486, 2.0 * 11.668_332);
        assert_eq!(rate(4, 50_000.0, Method::Exact, 0.95), Err(NoRate::TooFewEvents));
        assert_eq!(rate(9, 29.0, Method::Exact, 0.95), Err(NoRate::TooFewPeople));
        assert_eq!(rate(9, f64::NAN, Method::Exact, 0.95), Err(NoRate::TooFewPeople));
    }

    #[test]
    fn ratios_as_r() {
        // poisson.test(c(20, 10), c(1, 1))$conf.int of R, to four digits.
        let found = ratio_interval((20, 1.0), (10, 1.0), 0.95);
        assert!(
            (found.low - 0.8930).abs() < 2e-3 && (found.high - 4.7705).abs() < 2e-2,
            "{found:?}"
        );
        let none = ratio_interval((3, 1.0), (0, 1.0), 0.95);
        assert!(none.high.is_infinite() && none.low > 0.0);
    }

    proptest! {
        #[test]
        fn mid_p_lies_within_exact_and_ends_have_their_tails(events in 0_u32..200) {
            let exact = count_interval(events, Method::Exact, 0.95);
            let mid = count_interval(events, Method::MidP, 0.95);
            prop_assert!(exact.low <= mid.low + 1e-9 && mid.high <= exact.high + 1e-9);
            prop_assert!(mid.low <= f64::from(events) && f64::from(events) <= mid.high);
            prop_assert!((Counts::poisson(exact.high).at_most(events) - 0.025).abs() < 1e-6);
            if events > 0 {
                prop_assert!((Counts::poisson(exact.low).at_least(events) - 0.025).abs() < 1e-6);
            }
        }
    }
}
