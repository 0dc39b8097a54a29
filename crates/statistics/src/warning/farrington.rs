//! Farrington's algorithm in its flexible form (Farrington et al. 1996; Noufaily et al. 2013), as in use at national
//! surveillance institutes. Answers equal those of R's `surveillance` 1.20.3 (Salmon et al. 2016) under the same options.
//!
//! The past is regressed on a trend and on the time of the year in steps: the weeks around the same week of past years
//! make one level, the stretches between them others. Past outbreaks count less by their residual; a trend that would
//! lead beyond all that was seen is left out.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::{Judgement, TooFew, Warning};
use crate::distribution::{Counts, normal_quantile};
use crate::regression::{Design, Family, Fit, Observations, Prediction, Residual, fit};

/// Options, named as in the papers. The default is Noufaily's recommendation for weeks.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// b: years to go back.
    pub years: usize,
    /// w: periods at either side of the same period of a past year.
    pub half_window: usize,
    /// Levels of the year, the windows themselves being one; 1 uses the windows alone.
    pub levels: usize,
    /// Last periods that are left out of the past, so that a warning does not learn from itself.
    pub left_out: usize,
    /// Residual above which a past period counts less; `None` keeps all weights.
    pub down_weight_above: Option<f64>,
    /// Largest p-value of a trend that is kept; 1 keeps every trend that leads to no extreme; `None` looks for none.
    pub trend: Option<f64>,
    /// α: share of false warnings a period.
    pub alpha: f64,
    /// How the bound is found.
    pub bound: Bound,
    /// Events that the last periods must have together, and how many periods: (5, 4).
    pub least_events: (u32, usize),
}

/// How the upper bound is found from the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Quantile of the negative binomial at the expected count (Noufaily et al. 2013).
    NegativeBinomial,
    /// The same at the upper limit of the expected count: the fit's uncertainty is counted in.
    NegativeBinomialOfLimit,
    /// Normal limits after a power of the count that takes skewness out (Farrington et al. 1996).
    Power(Power),
}

/// The power of the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// The count itself.
    One,
    /// Square root: constant variance.
    Half,
    /// ⅔: symmetry.
    TwoThirds,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            years: 5,
            half_window: 3,
            levels: 10,
            left_out: 26,
            down_weight_above: Some(2.58),
            trend: Some(1.0),
            alpha: 0.01,
            bound: Bound::NegativeBinomial,
            least_events: (5, 4),
        }
    }
}

/// The periods that the present one is compared with: itself and the same of the past years, latest first, as indices
/// into a series. Weeks of years of 52: `anchors(now, 52, 5)`.
///
/// `None` where the series does not go back so far.
pub fn anchors(now: usize, frequency: usize, years: usize) -> Option<Vec<usize>> {
    (0..=years).map(|year| now.checked_sub(year * frequency)).collect()
}

/// Judges the count at `anchors[0]`; the other anchors are the same period of past years, latest first. A count that is
/// `None` is not known.
///
/// # Panics
///
/// If anchors are not a present period within the series and earlier ones, latest first.
pub fn judge(counts: &[Option<u32>], anchors: &[usize], options: &Options) -> Warning {
    match judged(counts, anchors, options) {
        Ok(judgement) => Warning::Judged(judgement),
        Err(why) => Warning::TooFewData(why),
    }
}

fn judged(counts: &[Option<u32>], anchors: &[usize], options: &Options) -> Result<Judgement, TooFew> {
    let past = Past::select(counts, anchors, options)?;
    let now = anchors[0];
    let observed = counts[now].ok_or(TooFew::NotObserved)?;
    let recent = &counts[(now + 1).saturating_sub(options.least_events.1)..=now];
    if recent.iter().flatten().sum::<u32>() < options.least_events.0 {
        return Err(TooFew::Events);
    }
    let model = past.model(now, options)?;
    let upper = upper(&model, options).ok_or(TooFew::Model)?;
    Ok(Judgement::of(observed, model.prediction.log_mean.exp(), upper))
}

/// The periods of the past that take part.
struct Past {
    counts: Vec<f64>,
    times: Vec<f64>,
    levels: Vec<usize>,
    /// The level of the present period.
    present: usize,
}

impl Past {
    fn select(counts: &[Option<u32>], anchors: &[usize], options: &Options) -> Result<Self, TooFew> {
        let (&now, &first) = (
            anchors.first().ok_or(TooFew::History)?,
            anchors.last().ok_or(TooFew::History)?,
        );
        assert!(now < counts.len(), "the present period is one of the series");
        assert!(
            anchors.is_sorted_by(|later, earlier| later > earlier),
            "anchors go back in time"
        );
        if anchors.len() <= options.years || first < options.half_window {
            return Err(TooFew::History);
        }
        let levels = level_of_each(now, anchors, options).ok_or(TooFew::History)?;
        let mut past = Self {
            counts: Vec::with_capacity(now),
            times: Vec::with_capacity(now),
            levels: Vec::with_capacity(now),
            present: options.levels - 1,
        };
        for (period, level) in levels.iter().enumerate().take(now.saturating_sub(options.left_out)) {
            if let (Some(level), Some(count)) = (level, counts[period]) {
                past.counts.push(f64::from(count));
                #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 periods")]
                past.times.push(period as f64);
                past.levels.push(*level);
            }
        }
        if past.levels.contains(&past.present) {
            Ok(past)
        } else {
            Err(TooFew::History)
        }
    }

    /// The model with its trend, where there is one to keep.
    fn model(&self, now: usize, options: &Options) -> Result<Model, TooFew> {
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 periods")]
        let now = now as f64;
        if let Some(largest_p) = options.trend {
            let model = self.fit(Some(now), options)?;
            // It may be without a trend by now, where the fit with one did not settle.
            let Some(trend) = model.fit.coefficients.first() else {
                return Ok(model);
            };
            let is_kept = options.years >= 3
                && trend.is_some_and(|trend| model.p_of(trend) < largest_p)
                && model.prediction.log_mean.exp() <= self.counts.iter().copied().fold(0.0, f64::max);
            if is_kept {
                return Ok(model);
            }
        }
        self.fit(None, options)
    }

    /// Fits, and fits again with past outbreaks counting less.
    fn fit(&self, now: Option<f64>, options: &Options) -> Result<Model, TooFew> {
        let mut design = Design::new(self.counts.len());
        design.absorb(self.levels.clone());
        if now.is_some() {
            design.column(self.times.clone());
        }
        let observations = Observations::of(&self.counts);
        let mut fitted = match fit(&design, &observations, Family::QuasiPoisson) {
            Ok(fitted) if fitted.converged => fitted,
            _ if now.is_some() => return self.fit(None, options),
            _ => return Err(TooFew::Model),
        };
        let mut scale = fitted.dispersion;
        if let Some(limit) = options.down_weight_above {
            let weights = weights(&fitted.residuals(Residual::Anscombe), limit);
            let observations = Observations {
                weights: Some(&weights),
                ..observations
            };
            fitted = fit(&design, &observations, Family::QuasiPoisson).map_err(|_| TooFew::Model)?;
            // `surveillance` estimates the variance of a prediction with these weights alone, without the means that
            // belong to working weights; a standard error of it has to do the same to be equal.
            scale = fitted.pearson_dispersion(&weights);
        }
        let row: Vec<f64> = now.into_iter().collect();
        let prediction = fitted.predict(&row, Some(self.present), 0.0).ok_or(TooFew::Model)?;
        Ok(Model {
            scale,
            dispersion: fitted.dispersion.max(1.0),
            prediction: Prediction {
                standard_error: prediction.standard_error * (scale / fitted.dispersion).sqrt(),
                ..prediction
            },
            fit: fitted,
        })
    }
}

/// A fit and what it says about the present.
struct Model {
    fit: Fit,
    /// Dispersion that standard errors are computed with.
    scale: f64,
    /// Dispersion that the bound is computed with, at least 1.
    dispersion: f64,
    prediction: Prediction,
}

impl Model {
    /// The p-value of the trend by Student's distribution.
    fn p_of(&self, trend: f64) -> f64 {
        let error = self.fit.standard_error(0).unwrap_or(f64::NAN) * (self.scale / self.fit.dispersion).sqrt();
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 periods")]
        let freedom = self.fit.degrees_of_freedom as f64;
        StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |student| 2.0 * student.cdf(-(trend / error).abs()))
    }
}

/// The level of each period up to the present: 0 to levels − 2 for the stretches between windows, levels − 1 for the
/// windows; `None` before the first window. `None` in all where a year has too few periods for so many levels.
fn level_of_each(now: usize, anchors: &[usize], options: &Options) -> Option<Vec<Option<usize>>> {
    let (half, last) = (options.half_window, options.levels.checked_sub(1)?);
    let mut levels = vec![None; now + 1];
    levels[now.saturating_sub(half)..].fill(Some(last));
    for pair in anchors.windows(2) {
        let (later, anchor) = (pair[0], pair[1]);
        levels[anchor - half..=(anchor + half).min(now)].fill(Some(last));
        if last == 0 {
            continue;
        }
        let stretch = later.checked_sub(anchor + 2 * half + 1)?;
        let (length, longer) = (stretch / last, stretch % last);
        if length == 0 {
            return None;
        }
        let mut from = anchor + half + 1;
        for level in 0..last {
            let to = from + length + usize::from(level < longer);
            levels[from..to].fill(Some(level));
            from = to;
        }
    }
    Some(levels)
}

/// Weights that make past outbreaks count less by the inverse square of their residual; they add up to the rows.
fn weights(residuals: &[f64], limit: f64) -> Vec<f64> {
    let raw = |residual: &f64| if *residual > limit { residual.powi(-2) } else { 1.0 };
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 periods")]
    let scale = residuals.len() as f64 / residuals.iter().map(raw).sum::<f64>();
    residuals.iter().map(|residual| scale * raw(residual)).collect()
}

/// The upper bound; `None` where it is no number.
fn upper(model: &Model, options: &Options) -> Option<f64> {
    let prediction = &model.prediction;
    let z = normal_quantile(1.0 - options.alpha);
    let quantile = |mean: f64| {
        let size = if model.dispersion > 1.0 {
            mean / (model.dispersion - 1.0)
        } else {
            f64::INFINITY
        };
        (mean.is_finite() && mean < f64::from(u32::MAX) / 16.0 && size > 0.0)
            .then(|| f64::from(Counts::new(mean, size).quantile(1.0 - options.alpha)))
    };
    match options.bound {
        Bound::NegativeBinomial => quantile(prediction.log_mean.exp()),
        Bound::NegativeBinomialOfLimit => quantile((prediction.log_mean + z * prediction.standard_error).exp()),
        Bound::Power(power) => {
            let mean = prediction.log_mean.exp();
            // On the scale of counts: variance of the count and of its expected value over the mean.
            let variance = model.dispersion + prediction.standard_error.powi(2) * mean;
            let (exponent, error) = match power {
                Power::One => (1.0, (mean * variance).sqrt()),
                Power::Half => (0.5, (variance / 4.0).sqrt()),
                Power::TwoThirds => (2.0 / 3.0, (4.0 / 9.0 * mean.cbrt() * variance).sqrt()),
            };
            let upper = (mean.powf(exponent) + z * error).powf(1.0 / exponent);
            upper.is_finite().then_some(upper)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_is_cut_into_windows_and_stretches() {
        let options = Options {
            years: 2,
            ..Options::default()
        };
        let anchors = anchors(130, 52, 2).unwrap();
        let levels = level_of_each(130, &anchors, &options).unwrap();
        assert_eq!(levels[22], None);
        assert!(levels[23..=29].iter().all(|level| *level == Some(9)));
        let stretch = &levels[30..75];
        assert!(stretch.iter().all(|level| matches!(level, Some(0..=8))));
        assert_eq!(stretch.iter().filter(|level| **level == Some(0)).count(), 5);
        assert!(levels[75..=81].iter().all(|level| *level == Some(9)));
        assert!(levels[127..=130].iter().all(|level| *level == Some(9)));
    }

    #[test]
    fn weights_of_outbreaks_fall_and_add_up_to_the_rows() {
        let weights = weights(&[0.0, 1.0, 4.0], 2.58);
        assert!((weights.iter().sum::<f64>() - 3.0).abs() < 1e-12);
        assert!((weights[2] / weights[0] - 1.0 / 16.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_judged_is_told_apart() {
        let options = Options::default();
        let flat = vec![Some(3); 300];
        let at = |now: usize| anchors(now, 52, 5);
        assert_eq!(at(259), None);
        let judge = |counts: &[Option<u32>], now: usize| super::judge(counts, &at(now).unwrap(), &options);
        assert_eq!(judge(&flat, 262), Warning::TooFewData(TooFew::History));
        assert!(matches!(judge(&flat, 263), Warning::Judged(_)));
        let mut quiet = flat.clone();
        quiet[294..].fill(Some(1));
        assert_eq!(judge(&quiet, 299), Warning::TooFewData(TooFew::Events));
        let mut unknown = flat;
        unknown[299] = None;
        assert_eq!(judge(&unknown, 299), Warning::TooFewData(TooFew::NotObserved));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(50))]
        #[test]
        fn what_lies_before_the_reference_years_does_not_matter(
            counts in proptest::collection::vec(0_u32..30, 300),
            before in proptest::collection::vec(0_u32..30, 1..60),
        ) {
            let series: Vec<Option<u32>> = counts.iter().copied().map(Some).collect();
            let longer: Vec<Option<u32>> = before.iter().chain(&counts).copied().map(Some).collect();
            let judge = |series: &[Option<u32>]| {
                super::judge(series, &anchors(series.len() - 1, 52, 5).unwrap(), &Options::default())
            };
            match (judge(&series), judge(&longer)) {
                (Warning::Judged(one), Warning::Judged(other)) => {
                    proptest::prop_assert!((one.expected - other.expected).abs() < 1e-6 * (1.0 + one.expected));
                    proptest::prop_assert!((one.upper - other.upper).abs() <= 1.0);
                    proptest::prop_assert_eq!(one.observed, other.observed);
                }
                (one, other) => proptest::prop_assert_eq!(one, other),
            }
        }
    }
}
