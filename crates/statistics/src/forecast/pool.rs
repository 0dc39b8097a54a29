//! What series of one pool tell about each other: how large coefficients are, and how much counts scatter.

use rayon::prelude::*;
use statrs::function::gamma::ln_gamma;

use super::model::{Model, Prior, Rows, Structure};
use super::{Options, Series};

/// Series that a pool needs to speak for itself; smaller ones share one prior with all others.
const LEAST_POOL: usize = 20;
/// Values of 1 / size that are weighed against each other, from Poisson to a few large outbreaks.
const DISPERSIONS: [f64; 13] = [
    0.0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0,
];
/// Rounds of the estimate of how common each dispersion is.
const ROUNDS: usize = 40;
/// Counts that sums are kept for.
const LARGEST_TABLE: u32 = 1 << 16;
/// Least variance of a prior: no coefficient is taken for known.
const LEAST_VARIANCE: f64 = 1e-5;

/// Fits every series: alone first, then with what all fits together say as prior.
pub(super) fn fit<'a>(
    series: &[&Series],
    known: &[&[u32]],
    structure: Structure,
    options: &Options<'a>,
) -> Vec<Model<'a>> {
    let rows: Vec<Rows<'a>> = series
        .iter()
        .zip(known)
        .map(|(series, known)| Rows::new(series, known.len(), structure, options))
        .collect();
    let weak = Prior::weak(structure);
    let alone: Vec<Model<'a>> = rows
        .par_iter()
        .zip(known)
        .map(|(&rows, counts)| Model::fit(rows, counts, &weak, None))
        .collect();
    let pools = pools(series);
    let logs = LogSums::up_to(
        known
            .iter()
            .flat_map(|counts| counts.iter())
            .copied()
            .max()
            .unwrap_or(0),
    );
    let dispersions = dispersions(&alone, &rows, known, &pools, &logs);
    let priors: Vec<Prior> = pools.iter().map(|pool| prior(pool, &alone, structure)).collect();
    let pool_of = pool_of(&pools, series.len());
    let mut models: Vec<Model<'a>> = (0..series.len())
        .into_par_iter()
        .map(|at| Model::fit(rows[at], known[at], &priors[pool_of[at]], Some(dispersions[at])))
        .collect();
    let dispersions = self::dispersions(&models, &rows, known, &pools, &logs);
    for (model, dispersion) in models.iter_mut().zip(dispersions) {
        model.dispersion = dispersion;
    }
    models
}

/// Which series stand together.
fn pools(series: &[&Series]) -> Vec<Vec<usize>> {
    let mut named = std::collections::BTreeMap::<usize, Vec<usize>>::new();
    for (at, series) in series.iter().enumerate() {
        named.entry(series.pool).or_default().push(at);
    }
    let (mut pools, small): (Vec<_>, Vec<_>) = named.into_values().partition(|pool| pool.len() >= LEAST_POOL);
    let mut rest: Vec<usize> = small.into_iter().flatten().collect();
    rest.sort_unstable();
    if !rest.is_empty() {
        pools.push(rest);
    }
    pools
}

fn pool_of(pools: &[Vec<usize>], series: usize) -> Vec<usize> {
    let mut of = vec![0; series];
    for (pool, members) in pools.iter().enumerate() {
        for &member in members {
            of[member] = pool;
        }
    }
    of
}

/// Mean and variance of each coefficient over the pool, the scatter of the single estimates taken out (DerSimonian and
/// Laird 1986, iterated as Paule and Mandel 1982 do).
fn prior(pool: &[usize], alone: &[Model<'_>], structure: Structure) -> Prior {
    let mut prior = Prior::weak(structure);
    if pool.len() < 3 {
        return prior;
    }
    for term in 0..structure.terms() {
        let estimates = || {
            pool.iter()
                .map(|&at| (alone[at].coefficients[term], alone[at].covariance[term][term]))
        };
        let mut variance = prior.variance[term];
        let mut mean = 0.0;
        for _ in 0..30 {
            let (mut weights, mut sum) = (0.0, 0.0);
            for (value, error) in estimates() {
                let weight = 1.0 / (variance + error);
                weights += weight;
                sum += weight * value;
            }
            mean = sum / weights;
            let (mut weights, mut sum) = (0.0, 0.0);
            for (value, error) in estimates() {
                let weight = (variance + error).powi(-2);
                weights += weight;
                sum += weight * ((value - mean).powi(2) - error);
            }
            variance = (sum / weights).max(LEAST_VARIANCE);
        }
        prior.mean[term] = mean;
        prior.variance[term] = variance;
    }
    prior
}

/// 1 / size of each series: the mean over [`DISPERSIONS`] by how likely each makes its counts and how common it is in the
/// pool, which is estimated with it (nonparametric empirical Bayes; Laird 1978).
fn dispersions(
    models: &[Model<'_>],
    rows: &[Rows<'_>],
    known: &[&[u32]],
    pools: &[Vec<usize>],
    logs: &LogSums,
) -> Vec<f64> {
    let likelihoods: Vec<[f64; DISPERSIONS.len()]> = models
        .par_iter()
        .zip(rows)
        .zip(known)
        .map(|((model, rows), counts)| likelihoods(model, rows, counts, logs))
        .collect();
    let mut found = vec![0.0; models.len()];
    for pool in pools {
        let mut common = [1.0; DISPERSIONS.len()];
        for _ in 0..ROUNDS {
            let mut sums = [1e-3; DISPERSIONS.len()];
            for &at in pool {
                for (sum, share) in sums.iter_mut().zip(shares(&likelihoods[at], &common)) {
                    *sum += share;
                }
            }
            common = sums;
        }
        for &at in pool {
            let shares = shares(&likelihoods[at], &common);
            found[at] = shares
                .iter()
                .zip(DISPERSIONS)
                .map(|(share, dispersion)| share * dispersion)
                .sum();
        }
    }
    found
}

fn shares(likelihoods: &[f64; DISPERSIONS.len()], common: &[f64; DISPERSIONS.len()]) -> [f64; DISPERSIONS.len()] {
    let mut shares = [0.0; DISPERSIONS.len()];
    for (share, (likelihood, common)) in shares.iter_mut().zip(likelihoods.iter().zip(common)) {
        *share = likelihood * common;
    }
    let sum: f64 = shares.iter().sum();
    shares.map(|share| share / sum)
}

/// How likely each dispersion makes the counts, the largest being 1.
fn likelihoods(model: &Model, rows: &Rows, counts: &[u32], logs: &LogSums) -> [f64; DISPERSIONS.len()] {
    let mut sums = [0.0; DISPERSIONS.len()];
    for (period, (&count, &mean)) in counts.iter().zip(&model.means).enumerate() {
        let weight = rows.weight(period);
        for (at, sum) in sums.iter_mut().enumerate() {
            let kappa = DISPERSIONS[at];
            let above = if kappa > 0.0 {
                (f64::from(count) + 1.0 / kappa) * (mean * kappa).ln_1p()
            } else {
                mean
            };
            *sum += weight * (logs.of(at, count) - above);
        }
    }
    let largest = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    sums.map(|sum| (sum - largest).exp())
}

/// Σ over j below a count of ln(1 + j / size), for each dispersion.
struct LogSums {
    table: Vec<[f64; DISPERSIONS.len()]>,
}

impl LogSums {
    fn up_to(count: u32) -> Self {
        let mut table = vec![[0.0; DISPERSIONS.len()]];
        let mut last = [0.0; DISPERSIONS.len()];
        for below in 0..count.min(LARGEST_TABLE) {
            for (sum, kappa) in last.iter_mut().zip(DISPERSIONS) {
                *sum += (f64::from(below) * kappa).ln_1p();
            }
            table.push(last);
        }
        Self { table }
    }

    fn of(&self, dispersion: usize, count: u32) -> f64 {
        let kappa = DISPERSIONS[dispersion];
        match self.table.get(count as usize) {
            Some(sums) => sums[dispersion],
            None if kappa > 0.0 => {
                let (size, count) = (1.0 / kappa, f64::from(count));
                ln_gamma(size + count) - ln_gamma(size) + count * kappa.ln()
            }
            None => 0.0,
        }
    }
}
