//! The size of the negative binomial by maximum likelihood, given the means.

use statrs::function::gamma::digamma;

use super::Observations;

/// Above this size counts of any use are Poisson to all digits.
const LARGEST: f64 = 1e8;
/// Below it the counts are all but a single spike.
const SMALLEST: f64 = 1e-6;

/// The most likely size; infinite where counts scatter no more than Poisson ones.
pub(super) fn most_likely(observations: &Observations, means: &[f64]) -> f64 {
    let score = |log_size: f64| score(observations, means, log_size.exp());
    let (mut low, mut high) = (SMALLEST.ln(), LARGEST.ln());
    if excess(observations, means) <= 0.0 || score(high) >= 0.0 {
        return f64::INFINITY;
    }
    if score(low) <= 0.0 {
        return SMALLEST;
    }
    // Newton's step on the logarithm of the size, kept between what is known to be too small and too large.
    let mut at = start(observations, means).ln().clamp(low, high);
    for _ in 0..200 {
        let value = score(at);
        if value > 0.0 {
            low = at;
        } else {
            high = at;
        }
        let size = at.exp();
        let slope = -information(observations, means, size) * size;
        let newton = at - value / slope;
        let next = if newton > low && newton < high {
            newton
        } else {
            f64::midpoint(low, high)
        };
        if (next - at).abs() < 1e-13 {
            break;
        }
        at = next;
    }
    at.exp()
}

/// 1/√information.
pub(super) fn standard_error(observations: &Observations, means: &[f64], size: f64) -> Option<f64> {
    let information = information(observations, means, size);
    (information > 0.0 && size.is_finite()).then(|| 1.0 / information.sqrt())
}

/// Σ (count − mean)² − count: what counts scatter beyond Poisson.
fn excess(observations: &Observations, means: &[f64]) -> f64 {
    rows(observations, means)
        .map(|(weight, count, mean)| weight * ((count - mean) * (count - mean) - count))
        .sum()
}

/// The size that explains the scatter on average.
fn start(observations: &Observations, means: &[f64]) -> f64 {
    let (mut total, mut scatter) = (0.0, 0.0);
    for (weight, count, mean) in rows(observations, means) {
        total += weight;
        scatter += weight * (count / mean - 1.0).powi(2);
    }
    total / scatter
}

fn score(observations: &Observations, means: &[f64], size: f64) -> f64 {
    let at_size = digamma(size);
    rows(observations, means)
        .map(|(weight, count, mean)| {
            let gammas = digamma_above(size, at_size, count);
            weight * (gammas + (size / (mean + size)).ln() + 1.0 - (count + size) / (mean + size))
        })
        .sum()
}

/// Minus the second derivative of the log-likelihood.
fn information(observations: &Observations, means: &[f64], size: f64) -> f64 {
    rows(observations, means)
        .map(|(weight, count, mean)| {
            let gammas = trigamma_below(size, count);
            let sum = mean + size;
            weight * (gammas - 1.0 / size + 2.0 / sum - (count + size) / (sum * sum))
        })
        .sum()
}

fn rows<'a>(observations: &'a Observations, means: &'a [f64]) -> impl Iterator<Item = (f64, f64, f64)> + 'a {
    let weight = |row: usize| observations.weights.map_or(1.0, |weights| weights[row]);
    (0..means.len())
        .map(move |row| (weight(row), observations.counts[row], means[row]))
        .filter(|(weight, ..)| *weight > 0.0)
}

/// ψ(size + count) − ψ(size). For a whole count it is a sum, exact where the two values would cancel.
fn digamma_above(size: f64, at_size: f64, count: f64) -> f64 {
    match whole(count) {
        Some(count) => (0..count).map(|below| 1.0 / (size + f64::from(below))).sum(),
        None => digamma(size + count) - at_size,
    }
}

/// ψ′(size) − ψ′(size + count).
fn trigamma_below(size: f64, count: f64) -> f64 {
    match whole(count) {
        Some(count) => (0..count).map(|below| (size + f64::from(below)).powi(-2)).sum(),
        None => trigamma(size) - trigamma(size + count),
    }
}

/// A count that is cheaper to sum over than to take functions of.
fn whole(count: f64) -> Option<u16> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only taken where the count is whole and below 4096"
    )]
    (count.fract() == 0.0 && count < 4096.0).then_some(count as u16)
}

/// ψ′ by its asymptotic series after stepping up (Abramowitz and Stegun 6.4.6, 6.4.12).
fn trigamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 20.0 {
        sum += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = 1.0 / 6.0 - square * (1.0 / 30.0 - square * (1.0 / 42.0 - square / 30.0));
    sum + 1.0 / x + square / 2.0 + square * series / x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trigamma_at_known_places() {
        let pi_squared = std::f64::consts::PI.powi(2);
        assert!((trigamma(1.0) - pi_squared / 6.0).abs() < 1e-14);
        assert!((trigamma(0.5) - pi_squared / 2.0).abs() < 1e-13);
    }

    #[test]
    fn sums_equal_differences_of_functions() {
        let size = 2.5;
        let apart = digamma(size + 7.0) - digamma(size);
        assert!((digamma_above(size, digamma(size), 7.0) - apart).abs() < 1e-13);
        assert!((trigamma_below(size, 7.0) - (trigamma(size) - trigamma(size + 7.0))).abs() < 1e-13);
    }
}
