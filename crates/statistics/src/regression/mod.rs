//! Generalised linear models of counts with a logarithmic link, fitted as R's `glm` and `MASS::glm.nb` do.
//!
//! Iteratively reweighted least squares (McCullagh and Nelder 1989, section 2.5) with R's start, stop and rank rules, so
//! that results equal R's to about 1e-8. Counts are `f64` because quasi-Poisson models take fractions (weights, shares).

mod design;
mod fit;
mod least_squares;
mod size;

pub use design::Design;
pub use fit::{Fit, Prediction, Residual};

use least_squares::LeastSquares;

/// What is explained: one count a row.
#[derive(Debug, Clone, Copy)]
pub struct Observations<'a> {
    /// Counts, not negative.
    pub counts: &'a [f64],
    /// Logarithm of the exposure (people, kilometres, days) of each row.
    pub offset: Option<&'a [f64]>,
    /// Weight of each row, not negative; a row of weight 0 takes no part.
    pub weights: Option<&'a [f64]>,
}

impl<'a> Observations<'a> {
    /// Counts without exposure and with equal weights.
    pub fn of(counts: &'a [f64]) -> Self {
        Self {
            counts,
            offset: None,
            weights: None,
        }
    }
}

/// How counts scatter around their mean μ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// Variance μ.
    Poisson,
    /// Variance φ·μ, φ estimated by Pearson's statistic.
    QuasiPoisson,
    /// Variance μ + μ²/size.
    NegativeBinomial {
        /// Size, > 0; infinite is Poisson.
        size: f64,
    },
}

/// When to stop; the default is R's `glm.control`.
#[derive(Debug, Clone, Copy)]
pub struct Control {
    /// Stops when the deviance changes by less than this share of itself plus 0.1.
    pub epsilon: f64,
    /// Steps at most; a fit that needs more is returned as not converged.
    pub iterations: usize,
}

impl Default for Control {
    fn default() -> Self {
        Self {
            epsilon: 1e-8,
            iterations: 25,
        }
    }
}

/// Why there is no fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegressionError {
    /// Counts, offsets or weights do not have one value a row.
    #[error("{what}: {found} values for {rows} rows")]
    Length {
        /// Which of them.
        what: &'static str,
        /// Values given.
        found: usize,
        /// Rows of the design.
        rows: usize,
    },
    /// A count, offset or weight is negative or not a number.
    #[error("{what} of row {row} is negative or not a number")]
    Value {
        /// Which of them.
        what: &'static str,
        /// The row, counted from zero.
        row: usize,
    },
    /// No row has weight.
    #[error("no row has weight")]
    Empty,
    /// The steps led out of the numbers.
    #[error("the fit diverged")]
    Diverged,
}

/// Fits a model.
///
/// # Errors
///
/// Lengths or values that do not fit, or steps that diverge. A fit that did not settle is no error: see
/// [`Fit::converged`].
pub fn fit(design: &Design, observations: &Observations, family: Family) -> Result<Fit, RegressionError> {
    fit_controlled(design, observations, family, Control::default())
}

/// Fits a model with another rule to stop.
///
/// # Errors
///
/// As [`fit()`].
pub fn fit_controlled(
    design: &Design,
    observations: &Observations,
    family: Family,
    control: Control,
) -> Result<Fit, RegressionError> {
    check(design, observations)?;
    iterate(design, observations, family, control, None)
}

/// Fits a negative binomial model whose size is estimated with it by maximum likelihood (Venables and Ripley 2002,
/// section 7.4). Where the counts scatter no more than Poisson ones the size is infinite.
///
/// # Errors
///
/// As [`fit()`].
pub fn fit_with_size(design: &Design, observations: &Observations) -> Result<Fit, RegressionError> {
    check(design, observations)?;
    let control = Control::default();
    let mut fit = iterate(design, observations, Family::Poisson, control, None)?;
    let mut size = size::most_likely(observations, &fit.fitted);
    for _ in 0..50 {
        let family = Family::NegativeBinomial { size };
        fit = iterate(design, observations, family, control, Some(&fit.linear_predictor))?;
        let next = size::most_likely(observations, &fit.fitted);
        let is_settled = (next - size).abs() <= 1e-10 * size || (next.is_infinite() && size.is_infinite());
        size = next;
        if is_settled {
            break;
        }
    }
    fit.family = Family::NegativeBinomial { size };
    fit.size_error = size::standard_error(observations, &fit.fitted, size);
    Ok(fit)
}

fn check(design: &Design, observations: &Observations) -> Result<(), RegressionError> {
    let rows = design.rows;
    let named = [
        ("count", Some(observations.counts), true),
        ("offset", observations.offset, false),
        ("weight", observations.weights, true),
    ];
    for (what, values, is_positive) in named {
        let Some(values) = values else { continue };
        if values.len() != rows {
            return Err(RegressionError::Length {
                what,
                found: values.len(),
                rows,
            });
        }
        let is_wrong = |value: &f64| !value.is_finite() || (is_positive && *value < 0.0);
        if let Some(row) = values.iter().position(is_wrong) {
            return Err(RegressionError::Value { what, row });
        }
    }
    let has_weight = match observations.weights {
        Some(weights) => weights.iter().any(|&weight| weight > 0.0),
        None => rows > 0,
    };
    has_weight.then_some(()).ok_or(RegressionError::Empty)
}

fn iterate(
    design: &Design,
    observations: &Observations,
    family: Family,
    control: Control,
    start: Option<&[f64]>,
) -> Result<Fit, RegressionError> {
    let deviance = Deviance::new(observations, family);
    let mut eta: Vec<f64> = match start {
        Some(start) => start.to_vec(),
        None => observations
            .counts
            .iter()
            .map(|&count| family.start(count).ln())
            .collect(),
    };
    let mut mean: Vec<f64> = eta.iter().map(|eta| inverse_link(*eta)).collect();
    let mut weights = vec![0.0; design.rows];
    let mut response = vec![0.0; design.rows];
    let mut next = vec![0.0; design.rows];
    let mut squares = LeastSquares::new(design);
    let mut old = deviance.at(&eta, &mean);
    let mut has_converged = false;
    let mut iterations = 0;
    while iterations < control.iterations && !has_converged {
        iterations += 1;
        for row in 0..design.rows {
            let prior = observations.weights.map_or(1.0, |weights| weights[row]);
            let offset = observations.offset.map_or(0.0, |offset| offset[row]);
            weights[row] = prior * family.working_weight(mean[row]);
            response[row] = eta[row] - offset + (observations.counts[row] - mean[row]) / mean[row];
        }
        squares.solve(&weights, &response);
        squares.fitted(observations.offset, &mut next);
        let mut new = advance(&deviance, &mut next, &mut mean);
        let mut halvings = 0;
        while !new.is_finite() {
            if iterations == 1 && start.is_none() || halvings == control.iterations {
                return Err(RegressionError::Diverged);
            }
            halvings += 1;
            for (next, old) in next.iter_mut().zip(&eta) {
                *next = f64::midpoint(*next, *old);
            }
            new = advance(&deviance, &mut next, &mut mean);
        }
        std::mem::swap(&mut eta, &mut next);
        has_converged = (new - old).abs() / (new.abs() + 0.1) < control.epsilon;
        old = new;
    }
    Ok(Fit::of(
        design,
        observations,
        family,
        &squares,
        fit::Steps {
            eta,
            mean,
            weights,
            deviance: old,
            has_converged,
            iterations,
        },
    ))
}

/// The deviance at a linear predictor; fills in the means. Rows without weight may stand in a level without an effect:
/// they get no mean.
fn advance(deviance: &Deviance, eta: &mut [f64], mean: &mut [f64]) -> f64 {
    for (mean, eta) in mean.iter_mut().zip(eta.iter()) {
        *mean = inverse_link(*eta);
    }
    deviance.at(eta, mean)
}

/// exp, kept above zero as R keeps it.
fn inverse_link(eta: f64) -> f64 {
    eta.exp().max(f64::EPSILON)
}

impl Family {
    /// Where the iteration starts from, as R's families do.
    fn start(self, count: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => count + 0.1,
            Self::NegativeBinomial { .. } if count > 0.0 => count,
            Self::NegativeBinomial { .. } => 1.0 / 6.0,
        }
    }

    /// (dμ/dη)² / variance.
    fn working_weight(self, mean: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => mean,
            Self::NegativeBinomial { size } => mean / (1.0 + mean / size),
        }
    }

    /// Variance of a count of this mean, without dispersion.
    pub fn variance(self, mean: f64) -> f64 {
        match self {
            Self::Poisson | Self::QuasiPoisson => mean,
            Self::NegativeBinomial { size } => mean + mean * mean / size,
        }
    }

    /// Deviance of one row.
    fn unit_deviance(self, count: f64, mean: f64) -> f64 {
        let log_ratio = |count: f64| if count > 0.0 { count * (count / mean).ln() } else { 0.0 };
        match self {
            Self::NegativeBinomial { size } if size.is_finite() => {
                2.0 * (log_ratio(count) - (count + size) * ((count + size) / (mean + size)).ln())
            }
            _ => 2.0 * (log_ratio(count) - (count - mean)),
        }
    }
}

/// The deviance as a function of the fit; what depends on the counts alone is computed once.
struct Deviance<'a> {
    observations: &'a Observations<'a>,
    family: Family,
    log_counts: Vec<f64>,
}

impl<'a> Deviance<'a> {
    fn new(observations: &'a Observations<'a>, family: Family) -> Self {
        let log = |count: &f64| if *count > 0.0 { count.ln() } else { 0.0 };
        Self {
            observations,
            family,
            log_counts: observations.counts.iter().map(log).collect(),
        }
    }

    fn at(&self, eta: &[f64], mean: &[f64]) -> f64 {
        let counts = self.observations.counts;
        let mut sum = 0.0;
        for row in 0..counts.len() {
            let prior = self.observations.weights.map_or(1.0, |weights| weights[row]);
            if prior == 0.0 {
                continue;
            }
            let count = counts[row];
            // The logarithm of the mean is the linear predictor, but where the mean was kept above zero.
            let log_mean = eta[row].max(LOG_EPSILON);
            let log_part = count * (self.log_counts[row] - log_mean);
            sum += prior
                * match self.family {
                    Family::NegativeBinomial { size } if size.is_finite() => {
                        log_part - (count + size) * ((count + size) / (mean[row] + size)).ln()
                    }
                    _ => log_part - (count - mean[row]),
                };
        }
        2.0 * sum
    }
}

/// ln of the machine epsilon.
const LOG_EPSILON: f64 = -36.043_653_389_117_15;

#[cfg(test)]
mod tests;
