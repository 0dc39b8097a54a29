//! Replicas as they look to a model that was fitted to them.
//!
//! The profile was fitted to the data, so the data lie closer to it than replicas drawn around it do; held against the same
//! profile, replicas would show too much, and p-values would be too large. Fitting the model to each replica gives each a
//! profile of its own. Instead of scanning against that, as few bunches of cases as possible are moved to other intervals
//! (maximal coupling; Lindvall 1992), so that the replica fits the profile of the data as the data do.

use super::super::draw::Cell;
use super::chance;
use crate::random::Stream;

use rand::RngExt;

/// One step of the fit to a replica (Fisher scoring), and the profile it is brought back to.
#[derive(Debug, Clone, PartialEq)]
pub struct Refit {
    /// Share of each interval.
    profile: Vec<f64>,
    /// Expected cases of each interval.
    expected: Vec<f64>,
    /// Columns of the model less their weighted mean, by interval.
    columns: Vec<Vec<f64>>,
    /// What a case more in an interval adds to each coefficient, by interval.
    influence: Vec<Vec<f64>>,
    /// Relative variance of what all places of an interval share.
    shock: f64,
}

/// A single replica does not change the logarithm of an interval's share by more than this, however short the past.
const MOST: f64 = 1.5;

impl Refit {
    /// From the profile, the cases in all, the columns with their coefficients' covariance, the size of the intervals'
    /// totals, and the shock of an interval.
    pub(super) fn new(
        profile: &[f64],
        cases: f64,
        columns: &[Vec<f64>],
        covariance: &[Vec<f64>],
        size: f64,
        shock: f64,
    ) -> Self {
        let expected: Vec<f64> = profile.iter().map(|share| share * cases).collect();
        let weights: Vec<f64> = expected.iter().map(|mean| mean / (1.0 + mean / size)).collect();
        let total: f64 = weights.iter().sum();
        let columns: Vec<Vec<f64>> = columns
            .iter()
            .map(|column| {
                let weighted = column.iter().zip(&weights).map(|(x, weight)| x * weight);
                let mean = weighted.sum::<f64>() / total;
                column[..profile.len()].iter().map(|x| x - mean).collect()
            })
            .collect();
        let influence = covariance
            .iter()
            .map(|row| {
                (0..profile.len())
                    .map(|time| {
                        let score: f64 = row
                            .iter()
                            .zip(&columns)
                            .map(|(entry, column)| entry * column[time])
                            .sum();
                        score / (1.0 + expected[time] / size)
                    })
                    .collect()
            })
            .collect();
        Self {
            profile: profile.to_vec(),
            expected,
            columns,
            influence,
            shock,
        }
    }

    /// The profile that a fit to these totals of intervals would give.
    fn fitted(&self, totals: &[f64]) -> Vec<f64> {
        let steps: Vec<f64> = self
            .influence
            .iter()
            .map(|influence| {
                let residuals = totals.iter().zip(&self.expected).map(|(count, mean)| count - mean);
                residuals.zip(influence).map(|(residual, of)| residual * of).sum()
            })
            .collect();
        let mut fitted: Vec<f64> = self
            .profile
            .iter()
            .enumerate()
            .map(|(time, share)| {
                let change: f64 = steps
                    .iter()
                    .zip(&self.columns)
                    .map(|(step, column)| step * column[time])
                    .sum();
                share * change.clamp(-MOST, MOST).exp()
            })
            .collect();
        let total: f64 = fitted.iter().sum();
        for share in &mut fitted {
            *share /= total;
        }
        fitted
    }

    /// Gives intervals their shocks and brings a replica back to the profile, by moving bunches (equal cells in a row) to
    /// other intervals of their place.
    pub(in crate::scan) fn apply(&self, random: &mut Stream, cells: &mut [Cell]) {
        if self.shock > 0.0 {
            let shocked = self
                .profile
                .iter()
                .map(|share| share * chance::shock(random, self.shock));
            let shocked: Vec<f64> = shocked.collect();
            shift(random, cells, &self.profile, &shocked);
        }
        if self.columns.is_empty() {
            return;
        }
        let times = self.profile.len();
        let mut totals = vec![0.0; times];
        for &cell in cells.iter() {
            totals[cell as usize % times] += 1.0;
        }
        let fitted = self.fitted(&totals);
        shift(random, cells, &fitted, &self.profile);
    }
}

/// Moves as few bunches as need be for their intervals to follow another profile than the one they were drawn from.
fn shift(random: &mut Stream, cells: &mut [Cell], drawn_from: &[f64], wanted: &[f64]) {
    let times = wanted.len();
    let scale = drawn_from.iter().sum::<f64>() / wanted.iter().sum::<f64>();
    let mut missing = 0.0;
    let sums: Vec<f64> = wanted
        .iter()
        .zip(drawn_from)
        .map(|(wanted, drawn)| {
            missing += (wanted * scale - drawn).max(0.0);
            missing
        })
        .collect();
    let mut from = 0;
    while from < cells.len() {
        let cell = cells[from];
        let to = from + cells[from..].iter().take_while(|&&other| other == cell).count();
        let time = cell as usize % times;
        if random.random::<f64>() * drawn_from[time] > wanted[time] * scale {
            let at = random.random::<f64>() * missing;
            let next = sums.partition_point(|&sum| sum <= at).min(times - 1);
            let place = cell as usize / times;
            cells[from..to].fill(Cell::try_from(place * times + next).unwrap_or(cell));
        }
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::stream;
    use crate::scan::Alias;

    #[test]
    fn a_moved_replica_fits_the_profile_and_keeps_its_places() {
        // A wave over 100 intervals, known to a covariance of 1/Σ weight x².
        let times = 100_u32;
        let wave: Vec<f64> = (0..times)
            .map(|time| (f64::from(time) / 100.0 * std::f64::consts::TAU).sin())
            .collect();
        let mut profile: Vec<f64> = wave.iter().map(|x| (0.3 * x).exp()).collect();
        let total: f64 = profile.iter().sum();
        for share in &mut profile {
            *share /= total;
        }
        let cases = 2000.0;
        let information: f64 = profile.iter().zip(&wave).map(|(share, x)| share * cases * x * x).sum();
        let refit = Refit::new(
            &profile,
            cases,
            std::slice::from_ref(&wave),
            &[vec![1.0 / information]],
            1e9,
            0.0,
        );
        // Drawn from a deeper wave, so that a fit differs surely.
        let deeper: Vec<f64> = wave.iter().map(|x| (0.45 * x).exp()).collect();
        let alias = Alias::new(&deeper);
        let mut random = stream(1, 1);
        let mut cells: Vec<Cell> = (0..2000)
            .map(|case| case % 7 * times + alias.draw(&mut random))
            .collect();
        let by_place = |cells: &[Cell]| {
            (0..7)
                .map(|place| cells.iter().filter(|&&cell| cell / times == place).count())
                .collect::<Vec<_>>()
        };
        let along = |cells: &[Cell]| {
            let expected: f64 = profile.iter().zip(&wave).map(|(share, x)| share * cases * x).sum();
            (cells.iter().map(|&cell| wave[(cell % times) as usize]).sum::<f64>() - expected) / information
        };
        let (before, places) = (along(&cells), by_place(&cells));
        refit.apply(&mut random, &mut cells);
        assert!(before > 0.1, "{before}");
        assert!(along(&cells).abs() < 0.03, "{}", along(&cells));
        assert_eq!(by_place(&cells), places);
    }

    #[test]
    fn shocks_scatter_the_totals_of_intervals() {
        let profile = vec![0.01; 100];
        let refit = Refit::new(&profile, 4000.0, &[], &[], 1e9, 0.2);
        let alias = Alias::new(&profile);
        let mut random = stream(2, 1);
        let mut beyond = 0.0;
        for _ in 0..50 {
            let mut cells: Vec<Cell> = (0..4000).map(|_| alias.draw(&mut random)).collect();
            refit.apply(&mut random, &mut cells);
            let mut totals = vec![0.0_f64; 100];
            for &cell in &cells {
                totals[cell as usize] += 1.0;
            }
            beyond += totals.iter().map(|total| (total - 40.0).powi(2) - 40.0).sum::<f64>() / (1600.0 * 100.0 * 50.0);
        }
        assert!((beyond - 0.2).abs() < 0.03, "{beyond}");
    }

    #[test]
    fn without_terms_nothing_moves() {
        let refit = Refit::new(&[0.5, 0.5], 10.0, &[], &[], 1e9, 0.0);
        let mut cells = vec![0, 0, 0, 1, 2];
        refit.apply(&mut stream(1, 1), &mut cells);
        assert_eq!(cells, [0, 0, 0, 1, 2]);
    }
}
