//! How good forecasts were, once the counts are known.
//!
//! The weighted interval score is the one of epidemic forecast hubs (Bracher et al. 2021); it is proper: nothing is gained
//! by saying another interval than the one believed in (Gneiting and Raftery 2007).

use super::{Interval, LEVELS};

/// Width of an interval and what the count lies outside of it, weighed so that the best interval is the central one that
/// covers `level`.
pub fn interval_score(count: u32, interval: &Interval, level: f64) -> f64 {
    let width = f64::from(interval.upper) - f64::from(interval.lower);
    let outside = interval.lower.saturating_sub(count) + count.saturating_sub(interval.upper);
    width + 2.0 / (1.0 - level) * f64::from(outside)
}

/// (|count − median| / 2 + Σ (1 − level) / 2 · interval score) / (intervals + ½). In counts; smaller is better.
pub fn weighted_interval_score(count: u32, median: u32, intervals: &[Interval; LEVELS.len()]) -> f64 {
    let of_median = (f64::from(count) - f64::from(median)).abs() / 2.0;
    let of_intervals: f64 = intervals
        .iter()
        .zip(LEVELS)
        .map(|(interval, level)| (1.0 - level) / 2.0 * interval_score(count, interval, level))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "three intervals")]
    let weight = LEVELS.len() as f64 + 0.5;
    (of_median + of_intervals) / weight
}

/// Mean absolute difference to the count a year before, 1 where that is 0: the scale of MASE (Hyndman and Koehler 2006).
pub fn naive_error(known: &[u32], frequency: usize) -> f64 {
    let apart = |(now, before): (&u32, &u32)| f64::from(now.abs_diff(*before));
    let pairs = known.len().saturating_sub(frequency);
    let sum: f64 = known.iter().skip(frequency).zip(known).map(apart).sum();
    #[expect(clippy::cast_precision_loss, reason = "periods are far fewer than 2^52")]
    let error = sum / pairs.max(1) as f64;
    if error > 0.0 { error } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_by_hand() {
        let interval = |lower, upper| Interval { lower, upper };
        assert!((interval_score(5, &interval(2, 6), 0.8) - 4.0).abs() < 1e-12);
        assert!((interval_score(9, &interval(2, 6), 0.8) - (4.0 + 10.0 * 3.0)).abs() < 1e-12);
        let intervals = [interval(3, 5), interval(2, 6), interval(1, 8)];
        // (2/2 + .25·(2 + 4·1) + .1·4 + .025·7) / 3.5
        let score = weighted_interval_score(6, 4, &intervals);
        assert!((score - (1.0 + 1.5 + 0.4 + 0.175) / 3.5).abs() < 1e-12);
        assert!((naive_error(&[1, 2, 3, 6], 2) - 3.0).abs() < 1e-12);
        assert!((naive_error(&[2, 2, 2, 2], 2) - 1.0).abs() < 1e-12);
    }
}
