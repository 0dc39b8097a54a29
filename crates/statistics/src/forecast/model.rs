//! The model of one series: a negative binomial regression with few terms, shrunk towards a prior.

use super::predictive::Predictive;
use super::{Options, Series};

/// Terms at most: level, trend, two waves of two, Tết.
pub(super) const TERMS: usize = 7;
/// A trend that is damped loses this share of its step in a year.
const DAMPING_A_YEAR: f64 = 0.7;
/// Steps of the fit at most; a shrunk fit of counts settles in five or six.
const STEPS: usize = 20;

/// Which terms a model has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Structure {
    /// Waves of the year.
    pub(super) waves: usize,
    /// Whether the days around Tết, which move between two months, have a term.
    pub(super) tet: bool,
    /// How a trend goes on.
    pub(super) trend: Trend,
    /// Years after which a count weighs half; `None` keeps all alike.
    pub(super) half_life: Option<f64>,
}

/// How a trend goes on beyond what is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Trend {
    None,
    Damped,
    Linear,
}

impl Default for Structure {
    fn default() -> Self {
        Self {
            waves: 1,
            tet: false,
            trend: Trend::Damped,
            half_life: None,
        }
    }
}

impl Structure {
    pub(super) fn seasons(self) -> Vec<Self> {
        [0, 1, 2].map(|waves| Self { waves, ..self }).to_vec()
    }

    pub(super) fn with_tet(self) -> Vec<Self> {
        [false, true].map(|tet| Self { tet, ..self }).to_vec()
    }

    pub(super) fn trends(self) -> Vec<Self> {
        [Trend::None, Trend::Damped, Trend::Linear]
            .map(|trend| Self { trend, ..self })
            .to_vec()
    }

    pub(super) fn memories(self) -> Vec<Self> {
        [None, Some(4.0), Some(2.0), Some(1.0)]
            .map(|half_life| Self { half_life, ..self })
            .to_vec()
    }

    /// Terms in use: the level, then the trend, the waves, Tết.
    pub(super) fn terms(self) -> usize {
        1 + usize::from(self.trend != Trend::None) + 2 * self.waves + usize::from(self.tet)
    }
}

/// What is thought of each coefficient before its series is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prior {
    pub(super) mean: [f64; TERMS],
    pub(super) variance: [f64; TERMS],
}

impl Prior {
    /// Next to nothing: what counts of any office could do, in logarithms.
    pub(super) fn weak(structure: Structure) -> Self {
        let mut variance = [1.0; TERMS];
        variance[0] = 100.0;
        if structure.trend != Trend::None {
            variance[1] = 0.25;
        }
        Self {
            mean: [0.0; TERMS],
            variance,
        }
    }
}

/// The rows of a series: what stands in the model in each period.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    structure: Structure,
    frequency: usize,
    /// Period of the year of the first count.
    first: usize,
    /// Counts known.
    known: usize,
    /// Share of Tết, up to the end of the horizon.
    tet: &'a [f64],
    /// How many periods these go on after those of the whole series.
    horizon: usize,
    /// Counts of the whole series.
    counts: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(series: &Series, known: usize, structure: Structure, options: &Options<'a>) -> Self {
        Self {
            structure,
            frequency: options.frequency,
            first: series.first_period,
            known,
            tet: options.tet,
            horizon: options.horizon,
            counts: series.counts.len(),
        }
    }

    /// The share of a period that lies around Tết; none of a period before those that are known.
    fn tet(&self, period: usize) -> f64 {
        let at = (period + self.tet.len()).checked_sub(self.counts + self.horizon);
        at.and_then(|at| self.tet.get(at)).copied().unwrap_or(0.0)
    }

    /// The row of a period, those after the last known one included.
    fn row(&self, period: usize) -> [f64; TERMS] {
        let mut row = [0.0; TERMS];
        row[0] = 1.0;
        let mut at = 1;
        if self.structure.trend != Trend::None {
            row[at] = self.years(period);
            at += 1;
        }
        let phase = real((self.first + period) % self.frequency) / real(self.frequency);
        for wave in 1..=self.structure.waves {
            let (sine, cosine) = (std::f64::consts::TAU * real(wave) * phase).sin_cos();
            row[at] = sine;
            row[at + 1] = cosine;
            at += 2;
        }
        if self.structure.tet {
            row[at] = self.tet(period);
        }
        row
    }

    /// Years from the last known period, so that the level is today's.
    fn years(&self, period: usize) -> f64 {
        let years = (real(period) - real(self.known - 1)) / real(self.frequency);
        if years > 0.0 && self.structure.trend == Trend::Damped {
            let decay = -(1.0 - DAMPING_A_YEAR).ln();
            return (1.0 - (-decay * years).exp()) / decay;
        }
        years
    }

    /// How much a count weighs.
    pub(super) fn weight(&self, period: usize) -> f64 {
        match self.structure.half_life {
            Some(years) => 0.5_f64.powf(real(self.known - 1 - period) / (years * real(self.frequency))),
            None => 1.0,
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone)]
pub(super) struct Model<'a> {
    rows: Rows<'a>,
    pub(super) coefficients: [f64; TERMS],
    /// Of the coefficients.
    pub(super) covariance: [[f64; TERMS]; TERMS],
    /// Expected count of each known period.
    pub(super) means: Vec<f64>,
    /// 1 / size.
    pub(super) dispersion: f64,
}

impl<'a> Model<'a> {
    /// Fits by iteratively reweighted least squares with a normal prior on each coefficient. `dispersion` is 1 / size of
    /// the negative binomial; `None` fits Poisson counts and widens the covariance by Pearson's statistic.
    pub(super) fn fit(rows: Rows<'a>, counts: &[u32], prior: &Prior, dispersion: Option<f64>) -> Self {
        let terms = rows.structure.terms();
        let table: Vec<[f64; TERMS]> = (0..counts.len()).map(|period| rows.row(period)).collect();
        let weights: Vec<f64> = (0..counts.len()).map(|period| rows.weight(period)).collect();
        let kappa = dispersion.unwrap_or(0.0);
        let mut beta = [0.0; TERMS];
        let weighted: f64 = counts
            .iter()
            .zip(&weights)
            .map(|(&count, weight)| weight * f64::from(count))
            .sum();
        beta[0] = (weighted / weights.iter().sum::<f64>() + 0.05).ln();
        let mut means = vec![0.0; counts.len()];
        let mut covariance = [[0.0; TERMS]; TERMS];
        for _ in 0..STEPS {
            let (information, gradient) =
                normal_equations(&table, counts, &weights, &beta, kappa, &mut means, prior, terms);
            covariance = inverse(&information, terms);
            let mut largest = 0.0_f64;
            let mut step = [0.0; TERMS];
            for i in 0..terms {
                step[i] = (0..terms).map(|j| covariance[i][j] * gradient[j]).sum();
                largest = largest.max(step[i].abs());
            }
            // A step that multiplies a mean by more than e² is led by few counts: go there in parts.
            let share = if largest > 2.0 { 2.0 / largest } else { 1.0 };
            for (beta, step) in beta.iter_mut().zip(step) {
                *beta += share * step;
            }
            if largest < 1e-7 {
                break;
            }
        }
        if dispersion.is_none() {
            let pearson: f64 = counts
                .iter()
                .zip(&means)
                .zip(&weights)
                .map(|((&count, mean), weight)| weight * (f64::from(count) - mean).powi(2) / mean)
                .sum();
            let freedom = (weights.iter().sum::<f64>() - real(terms)).max(1.0);
            let scale = (pearson / freedom).max(1.0);
            for row in &mut covariance {
                for entry in row {
                    *entry *= scale;
                }
            }
        }
        Self {
            rows,
            coefficients: beta,
            covariance,
            means,
            dispersion: kappa,
        }
    }

    /// The predictive distribution of the count `step` periods after the next one. That coefficients are not known exactly
    /// widens it as a logarithmic normal error of the mean would.
    pub(super) fn predict(&self, step: usize) -> Predictive {
        let row = self.rows.row(self.rows.known + step);
        let log_mean: f64 = row.iter().zip(&self.coefficients).map(|(x, beta)| x * beta).sum();
        let mut variance = 0.0;
        for (x, line) in row.iter().zip(&self.covariance) {
            for (y, entry) in row.iter().zip(line) {
                variance += x * entry * y;
            }
        }
        let doubt = variance.clamp(0.0, 2.0).exp_m1();
        Predictive::new(
            log_mean.clamp(-20.0, 20.0).exp(),
            self.dispersion + doubt * (1.0 + self.dispersion),
        )
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the inner loop of the fit, called in one place"
)]
fn normal_equations(
    table: &[[f64; TERMS]],
    counts: &[u32],
    weights: &[f64],
    beta: &[f64; TERMS],
    kappa: f64,
    means: &mut [f64],
    prior: &Prior,
    terms: usize,
) -> ([[f64; TERMS]; TERMS], [f64; TERMS]) {
    let mut information = [[0.0; TERMS]; TERMS];
    let mut gradient = [0.0; TERMS];
    for (((row, &count), prior_weight), mean) in table.iter().zip(counts).zip(weights).zip(means) {
        let eta: f64 = row.iter().zip(beta).map(|(x, beta)| x * beta).sum();
        *mean = eta.clamp(-20.0, 20.0).exp();
        let share = prior_weight / (1.0 + kappa * *mean);
        let (weight, pull) = (share * *mean, share * (f64::from(count) - *mean));
        for i in 0..terms {
            gradient[i] += pull * row[i];
            let scaled = weight * row[i];
            for j in 0..=i {
                information[i][j] += scaled * row[j];
            }
        }
    }
    for i in 0..terms {
        gradient[i] += (prior.mean[i] - beta[i]) / prior.variance[i];
        information[i][i] += 1.0 / prior.variance[i];
    }
    (information, gradient)
}

/// Inverse of a positive definite matrix given by its lower triangle (Cholesky).
fn inverse(matrix: &[[f64; TERMS]; TERMS], size: usize) -> [[f64; TERMS]; TERMS] {
    let mut lower = [[0.0; TERMS]; TERMS];
    for i in 0..size {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - sum;
            lower[i][j] = if i == j {
                rest.max(1e-300).sqrt()
            } else {
                rest / lower[j][j]
            };
        }
    }
    // Inverse of the triangle, then its square.
    let mut triangle = [[0.0; TERMS]; TERMS];
    for j in 0..size {
        triangle[j][j] = 1.0 / lower[j][j];
        for i in j + 1..size {
            let sum: f64 = (j..i).map(|k| lower[i][k] * triangle[k][j]).sum();
            triangle[i][j] = -sum / lower[i][i];
        }
    }
    let mut inverse = [[0.0; TERMS]; TERMS];
    for i in 0..size {
        for j in 0..size {
            inverse[i][j] = (i.max(j)..size).map(|k| triangle[k][i] * triangle[k][j]).sum();
        }
    }
    inverse
}

#[expect(clippy::cast_precision_loss, reason = "numbers of periods are far below 2^52")]
fn real(number: usize) -> f64 {
    number as f64
}
