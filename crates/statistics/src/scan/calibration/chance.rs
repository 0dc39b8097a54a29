//! Counts, levels and coefficients as chance could have made them.

use super::super::draw::logarithmic;
use super::super::grid::Grid;
use crate::random::Stream;

use rand::RngExt;

/// Negative binomial counts around means, each cell by itself: variance `mean + dispersion × mean²`, Poisson where the
/// dispersion is zero. `mean` is asked for place and time.
///
/// Bunches fall as a Poisson process along the cells, and the size of each follows the logarithmic distribution
/// (Quenouille 1949), so that the cost is one step a cell and one a bunch.
pub(super) fn counts(
    random: &mut Stream,
    (places, times): (usize, usize),
    dispersion: f64,
    mean: impl Fn(usize, usize) -> f64,
) -> Grid<u32> {
    let mut counts = Grid::<u32>::new(places, times);
    let mut passed = 0.0;
    let mut next = exponential(random);
    for place in 0..places {
        let row = counts.row_mut(place);
        for (time, count) in row.iter_mut().enumerate() {
            let spread = dispersion * mean(place, time);
            let (bunches, share) = if dispersion > 0.0 {
                (spread.ln_1p() / dispersion, spread / (1.0 + spread))
            } else {
                (mean(place, time), 0.0)
            };
            passed += bunches;
            while next < passed {
                let size = if dispersion > 0.0 {
                    logarithmic(random, share)
                } else {
                    1
                };
                *count = count.saturating_add(u32::try_from(size).unwrap_or(u32::MAX));
                next += exponential(random);
            }
        }
    }
    counts
}

fn exponential(random: &mut Stream) -> f64 {
    -(1.0 - random.random::<f64>()).ln()
}

/// A standard normal number (Box and Muller 1958).
pub(super) fn normal(random: &mut Stream) -> f64 {
    let radius = (2.0 * exponential(random)).sqrt();
    radius * (std::f64::consts::TAU * random.random::<f64>()).cos()
}

/// A gamma number of this shape, above zero, and rate 1 (Marsaglia and Tsang 2000).
pub(super) fn gamma(random: &mut Stream, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(random, shape + 1.0) * (1.0 - random.random::<f64>()).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let x = normal(random);
        let v = (1.0 + x / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && (1.0 - random.random::<f64>()).ln() < 0.5 * x * x + d * (1.0 - v + v.ln()) {
            return d * v;
        }
    }
}

/// A positive number of mean 1 and this variance.
pub(super) fn shock(random: &mut Stream, variance: f64) -> f64 {
    if variance > 0.0 {
        gamma(random, 1.0 / variance) * variance
    } else {
        1.0
    }
}

/// The lower triangle whose product with its transpose is a covariance (Cholesky). A direction without variance stays
/// without.
pub(super) fn root(covariance: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = covariance.len();
    let mut root = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let taken: f64 = (0..column).map(|at| root[row][at] * root[column][at]).sum();
            let left = covariance[row][column] - taken;
            root[row][column] = if row == column {
                left.max(0.0).sqrt()
            } else if root[column][column] > 0.0 {
                left / root[column][column]
            } else {
                0.0
            };
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::stream;

    fn moments(values: &[f64]) -> (f64, f64) {
        let count = f64::from(u32::try_from(values.len()).unwrap());
        let mean = values.iter().sum::<f64>() / count;
        (
            mean,
            values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0),
        )
    }

    #[test]
    fn counts_have_the_mean_and_the_variance_asked_for() {
        for (mean, dispersion) in [(0.4, 0.0), (0.4, 1.0), (3.0, 0.5), (20.0, 0.1)] {
            let mut random = stream(5, 0);
            let drawn = counts(&mut random, (200, 200), dispersion, |_, _| mean);
            let values: Vec<f64> = drawn.values().iter().map(|&count| f64::from(count)).collect();
            let (found, variance) = moments(&values);
            let wanted = mean + dispersion * mean * mean;
            assert!(
                (found - mean).abs() < 5.0 * (wanted / 40_000.0).sqrt(),
                "{found} {mean}"
            );
            assert!((variance / wanted - 1.0).abs() < 0.05, "{variance} {wanted}");
        }
    }

    #[test]
    fn gamma_numbers_have_their_mean_and_variance() {
        for shape in [0.3, 1.0, 4.5, 90.0] {
            let mut random = stream(6, 0);
            let values: Vec<f64> = (0..40_000).map(|_| gamma(&mut random, shape)).collect();
            let (mean, variance) = moments(&values);
            assert!(
                (mean / shape - 1.0).abs() < 5.0 / (40_000.0 * shape).sqrt(),
                "{mean} {shape}"
            );
            assert!((variance / shape - 1.0).abs() < 0.1, "{variance} {shape}");
        }
    }

    #[test]
    fn the_root_of_a_covariance_gives_it_back() {
        let covariance = [vec![4.0, 2.0, 0.0], vec![2.0, 3.0, 0.0], vec![0.0, 0.0, 0.0]];
        let root = root(&covariance);
        for (row, line) in covariance.iter().enumerate() {
            for (column, wanted) in line.iter().enumerate() {
                let found: f64 = (0..3).map(|at| root[row][at] * root[column][at]).sum();
                assert!((found - wanted).abs() < 1e-12);
            }
        }
    }
}
