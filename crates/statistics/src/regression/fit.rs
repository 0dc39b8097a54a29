//! A fitted model: coefficients, their covariance, residuals, predictions.

use super::least_squares::LeastSquares;
use super::{Design, Family, Observations};

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Fit {
    /// How counts scatter; with the estimated size where one was estimated.
    pub family: Family,
    /// One a column, on the scale of logarithms; `None` where the columns before it say the same.
    pub coefficients: Vec<Option<f64>>,
    /// One a level of the absorbed factor; `None` where no row of the level has weight.
    pub effects: Vec<Option<f64>>,
    /// Expected count of each row.
    pub fitted: Vec<f64>,
    /// Its logarithm.
    pub linear_predictor: Vec<f64>,
    /// Leverage of each row, between 0 and 1.
    pub leverages: Vec<f64>,
    /// Σ of the deviances of the rows.
    pub deviance: f64,
    /// φ: 1 but for the quasi-Poisson family, where it is Pearson's statistic over the degrees of freedom.
    pub dispersion: f64,
    /// Parameters that the data tell apart.
    pub rank: usize,
    /// Rows with weight less rank.
    pub degrees_of_freedom: usize,
    /// Whether the deviance settled within the steps allowed.
    pub converged: bool,
    /// Steps taken.
    pub iterations: usize,
    /// Standard error of an estimated size.
    pub size_error: Option<f64>,
    counts: Vec<f64>,
    prior: Option<Vec<f64>>,
    kept: Vec<usize>,
    inverse: Vec<Vec<f64>>,
    group_weights: Vec<f64>,
    group_means: Vec<Vec<f64>>,
}

/// Kinds of residuals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Residual {
    /// (count − mean) / √variance, times the root of the prior weight.
    Pearson,
    /// Signed root of the row's deviance.
    Deviance,
    /// 3/2 (count^⅔ μ^−⅙ − μ^½) / √(φ (1 − leverage)): near normal for Poisson counts (Davison and Snell 1991), as
    /// Farrington's algorithm uses it, with φ at least 1.
    Anscombe,
}

/// An expected count, on the scale of logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// Logarithm of the expected count.
    pub log_mean: f64,
    /// Its standard error, from the covariance of the coefficients.
    pub standard_error: f64,
}

/// What the iteration ended with.
pub(super) struct Steps {
    pub(super) eta: Vec<f64>,
    pub(super) mean: Vec<f64>,
    pub(super) weights: Vec<f64>,
    pub(super) deviance: f64,
    pub(super) has_converged: bool,
    pub(super) iterations: usize,
}

impl Fit {
    pub(super) fn of(
        design: &Design,
        observations: &Observations,
        family: Family,
        squares: &LeastSquares,
        steps: Steps,
    ) -> Self {
        let mut coefficients = vec![None; design.columns.len()];
        for (&column, &value) in squares.kept.iter().zip(&squares.coefficients) {
            coefficients[column] = Some(value);
        }
        let effects = squares
            .effects
            .iter()
            .map(|&effect| effect.is_finite().then_some(effect));
        let weighted = |weights: &&[f64]| weights.iter().filter(|&&weight| weight > 0.0).count();
        let rows = observations.weights.as_ref().map_or(design.rows, weighted);
        let rank = squares.rank();
        let mut fit = Self {
            family,
            coefficients,
            effects: effects.collect(),
            leverages: squares.leverages(&steps.weights),
            fitted: steps.mean,
            linear_predictor: steps.eta,
            deviance: steps.deviance,
            dispersion: 1.0,
            rank,
            degrees_of_freedom: rows.saturating_sub(rank),
            converged: steps.has_converged,
            iterations: steps.iterations,
            size_error: None,
            counts: observations.counts.to_vec(),
            prior: observations.weights.map(<[f64]>::to_vec),
            kept: squares.kept.clone(),
            inverse: squares.inverse(),
            group_weights: squares.group_weights.clone(),
            group_means: squares.group_means.clone(),
        };
        if family == Family::QuasiPoisson {
            fit.dispersion = fit.pearson_dispersion(&steps.weights);
        }
        fit
    }

    /// Σ weight · ((count − mean) / mean)² over the degrees of freedom; `NaN` where none is left.
    pub(crate) fn pearson_dispersion(&self, weights: &[f64]) -> f64 {
        let rows = self.counts.iter().zip(&self.fitted).zip(weights);
        let part = |((count, mean), weight): ((&f64, &f64), &f64)| {
            let residual = (count - mean) / mean;
            if *weight > 0.0 {
                weight * residual * residual
            } else {
                0.0
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^52")]
        let freedom = self.degrees_of_freedom as f64;
        if self.degrees_of_freedom == 0 {
            return f64::NAN;
        }
        rows.map(part).sum::<f64>() / freedom
    }

    pub(super) fn prior_weight(&self, row: usize) -> f64 {
        self.prior.as_ref().map_or(1.0, |prior| prior[row])
    }

    /// Estimated size of a negative binomial fit.
    pub fn size(&self) -> Option<f64> {
        match self.family {
            Family::NegativeBinomial { size } => Some(size),
            Family::Poisson | Family::QuasiPoisson => None,
        }
    }

    /// Residuals, one a row.
    pub fn residuals(&self, kind: Residual) -> Vec<f64> {
        let residual = |row: usize| {
            let (count, mean) = (self.counts[row], self.fitted[row]);
            let prior = self.prior_weight(row);
            match kind {
                Residual::Pearson => prior.sqrt() * (count - mean) / self.family.variance(mean).sqrt(),
                Residual::Deviance => {
                    let deviance = prior * self.family.unit_deviance(count, mean).max(0.0);
                    deviance.sqrt().copysign(count - mean)
                }
                Residual::Anscombe => {
                    let raw = 1.5 * ((count * count / mean.sqrt()).cbrt() - mean.sqrt());
                    raw / (self.dispersion.max(1.0) * (1.0 - self.leverages[row])).sqrt()
                }
            }
        };
        (0..self.counts.len()).map(residual).collect()
    }

    /// Covariance of two coefficients; `None` where one was dropped. Absorbed effects are accounted for.
    pub fn covariance(&self, one: usize, other: usize) -> Option<f64> {
        let place = |column| self.kept.iter().position(|&kept| kept == column);
        Some(self.dispersion * self.inverse[place(one)?][place(other)?])
    }

    /// Standard error of a coefficient.
    pub fn standard_error(&self, column: usize) -> Option<f64> {
        Some(self.covariance(column, column)?.sqrt())
    }

    /// The expected count of a new row: its columns, its level of the absorbed factor, the logarithm of its exposure.
    /// Dropped columns take no part. `None` where the level has no effect or the row has other columns than the design.
    pub fn predict(&self, row: &[f64], level: Option<usize>, offset: f64) -> Option<Prediction> {
        if row.len() != self.coefficients.len() || level.is_some() == self.effects.is_empty() {
            return None;
        }
        let mut log_mean = offset;
        let mut variance = 0.0;
        if let Some(level) = level {
            log_mean += (*self.effects.get(level)?)?;
            variance += 1.0 / self.group_weights[level];
        }
        let centred: Vec<f64> = self
            .kept
            .iter()
            .enumerate()
            .map(|(at, &column)| row[column] - level.map_or(0.0, |level| self.group_means[at][level]))
            .collect();
        for &column in &self.kept {
            log_mean += self.coefficients[column].unwrap_or(0.0) * row[column];
        }
        for (line, one) in self.inverse.iter().zip(&centred) {
            for (entry, other) in line.iter().zip(&centred) {
                variance += one * entry * other;
            }
        }
        Some(Prediction {
            log_mean,
            standard_error: (self.dispersion * variance).sqrt(),
        })
    }
}
