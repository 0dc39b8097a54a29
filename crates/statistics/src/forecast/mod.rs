//! Forecasts of small counts: how many to expect in each coming period, always as intervals.
//!
//! Each series has a negative binomial model on the scale of logarithms: a level, a trend that is shrunk and may be
//! damped, waves of the year (`model`). What a single place cannot tell is learnt from the others: coefficients and
//! dispersion are pooled partially by empirical Bayes (`pool`; Efron and Morris 1975). Which terms there are is decided
//! on past origins by interval score. The predictive distributions are then recalibrated on what they said of past
//! periods that they had not seen (`conformal`; Gneiting, Balabdaoui and Raftery 2007; Vovk et al. 2005), and can be
//! made to add up from places to provinces ([`reconcile`]; Wickramasuriya, Athanasopoulos and Hyndman 2019).
//!
//! A seasonal naive forecast stands beside every forecast, and [`evaluate`] says by how much it is beaten.

mod conformal;
pub mod evaluate;
mod model;
mod pool;
mod predictive;
pub mod reconcile;
pub mod score;

use rayon::prelude::*;

use conformal::{Calibration, Settled};
use model::Structure;
use predictive::Predictive;

/// Counts of one place and category, one a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Counts, the latest last. All series of a forecast end in the same period.
    pub counts: Vec<u32>,
    /// Period of the year of the first count, from 0 up to the frequency.
    pub first_period: usize,
    /// Series of one pool are thought to be alike: one category in several places.
    pub pool: usize,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Periods of a year: 12, 52.
    pub frequency: usize,
    /// Periods ahead.
    pub horizon: usize,
    /// A series that had no more events than this in any month of the last year has too few data. `None` forecasts it all
    /// the same: its intervals are right on average, but say little of a single place.
    pub sparse_up_to: Option<u32>,
    /// The share of the days of each period that lie around Tết (see [`crate::season`]): those of the past, up to the last
    /// count, and of the horizon. Empty where days are not known: Tết is no term then.
    pub tet: &'a [f64],
    /// Of the random numbers that break ties between counts.
    pub seed: u64,
}

impl Options<'_> {
    /// The same so many periods earlier.
    fn earlier(self, periods: usize) -> Self {
        let left = self.tet.len().saturating_sub(periods);
        Self {
            tet: &self.tet[..left],
            ..self
        }
    }
}

/// What is said of a series.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// One forecast a coming period.
    Forecast(Vec<Forecast>),
    /// Fewer than [`LEAST_EVENTS`] events, fewer years than [`LEAST_YEARS`], or too sparse for what is asked.
    TooFewData,
}

/// What is to be expected of one coming period.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// Expected count: the one that adds up over places.
    pub expected: f64,
    /// As likely to be passed as not.
    pub median: u32,
    /// The count lies in here with the shares of [`LEVELS`].
    pub intervals: [Interval; LEVELS.len()],
    /// What was counted in the same period of the last year: the forecast to beat.
    pub naive: u32,
}

/// Counts from `lower` to `upper`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Smallest count.
    pub lower: u32,
    /// Largest count.
    pub upper: u32,
}

impl Interval {
    /// Whether a count lies within.
    pub fn covers(&self, count: u32) -> bool {
        (self.lower..=self.upper).contains(&count)
    }
}

/// Shares that the intervals of a forecast cover.
pub const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// Fewer events than this in all say nothing about what is to come.
pub const LEAST_EVENTS: u32 = 5;
/// Years that a series must have: two to see a season, one to test what was learnt.
pub const LEAST_YEARS: usize = 3;
/// Years that past origins reach back.
const PAST_YEARS: usize = 3;
/// Past origins at least; more are looked at where series are few.
const LEAST_ORIGINS: usize = 3;
/// Series times origins that are enough to calibrate on.
const ENOUGH: usize = 20_000;
/// Series that the choice of a model looks at; more would tell the same for more time.
const CHOOSING: usize = 400;

/// Forecasts every series. `tick` is called as work goes on, `ticks(series)` times in all.
pub fn forecast(series: &[Series], options: &Options<'_>, tick: &(dyn Fn() + Sync)) -> Vec<Outcome> {
    let usable: Vec<&Series> = series.iter().filter(|series| is_enough(series, options)).collect();
    let mut forecasts = forecast_usable(&usable, options, tick).into_iter();
    let outcome = |series: &Series| {
        let forecasts = is_enough(series, options).then(|| forecasts.next()).flatten();
        forecasts.map_or(Outcome::TooFewData, Outcome::Forecast)
    };
    series.iter().map(outcome).collect()
}

/// How often [`forecast`] calls back.
pub fn ticks(series: &[Series], options: &Options<'_>) -> usize {
    let usable: Vec<&Series> = series.iter().filter(|series| is_enough(series, options)).collect();
    usable.len()
        + origins(&usable, options)
            .into_iter()
            .map(|back| alive(&usable, back, options).len())
            .sum::<usize>()
}

fn is_enough(series: &Series, options: &Options<'_>) -> bool {
    let events: u64 = series.counts.iter().map(|&count| u64::from(count)).sum();
    series.counts.len() >= LEAST_YEARS * options.frequency
        && events >= u64::from(LEAST_EVENTS)
        && options
            .sparse_up_to
            .is_none_or(|limit| !is_sparse(&series.counts, limit, options.frequency))
}

/// Forecasts whose expected counts add up: parts (communes) to the wholes (provinces) they belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct AddingUp {
    /// Of each part.
    pub parts: Vec<Outcome>,
    /// Of each whole.
    pub wholes: Vec<Outcome>,
    /// Expected counts, one a coming period, of those parts of each whole that have too few data, taken together. A whole
    /// expects what its parts with a forecast and these expect, in sum.
    pub rests: Vec<Vec<f64>>,
}

/// Forecasts parts and wholes and makes their expected counts add up ([`reconcile`]). `whole_of` says which whole, counted
/// from zero, each part belongs to. The parts of a whole are one pool and of one length, as [`Series`] asks of all.
/// `tick` is called as in [`forecast`] on parts and [`wholes`].
///
/// # Panics
///
/// If `whole_of` has not one entry a part.
pub fn forecast_adding_up(
    parts: &[Series],
    whole_of: &[usize],
    options: &Options<'_>,
    tick: &(dyn Fn() + Sync),
) -> AddingUp {
    assert_eq!(parts.len(), whole_of.len(), "each part belongs to a whole");
    let wholes = wholes(parts, whole_of);
    let all: Vec<&Series> = parts.iter().chain(&wholes).collect();
    let enough: Vec<bool> = all.iter().map(|series| is_enough(series, options)).collect();
    let usable: Vec<&Series> = all
        .iter()
        .zip(&enough)
        .filter(|(_, enough)| **enough)
        .map(|(series, _)| *series)
        .collect();
    let (calibration, predicted) = learn(&usable, options, tick);
    let mut predicted = predicted.into_iter();
    let mut predicted: Vec<Option<Vec<Predictive>>> = enough
        .iter()
        .map(|enough| if *enough { predicted.next() } else { None })
        .collect();
    let mut rests = Vec::with_capacity(wholes.len());
    for whole in 0..wholes.len() {
        let members: Vec<usize> = (0..parts.len()).filter(|&part| whole_of[part] == whole).collect();
        let rest = rest(parts, &members, &enough, options.frequency);
        rests.push(agree(
            &mut predicted,
            &members,
            parts.len() + whole,
            rest,
            options.horizon,
        ));
    }
    let publish = |(series, predicted): (&&Series, &Option<Vec<Predictive>>)| match predicted {
        Some(predicted) => Outcome::Forecast(published(series, predicted, &calibration, options)),
        None => Outcome::TooFewData,
    };
    let mut parts_and_wholes: Vec<Outcome> = all.par_iter().zip(&predicted).map(publish).collect();
    let of_wholes = parts_and_wholes.split_off(parts.len());
    AddingUp {
        parts: parts_and_wholes,
        wholes: of_wholes,
        rests,
    }
}

/// The sums of the parts of each whole. A whole is as long as its shortest part.
pub fn wholes(parts: &[Series], whole_of: &[usize]) -> Vec<Series> {
    let count = whole_of.iter().max().map_or(0, |last| last + 1);
    let pools = parts.iter().map(|part| part.pool + 1).max().unwrap_or(0);
    let whole = |whole: usize| {
        let members = || {
            parts
                .iter()
                .zip(whole_of)
                .filter(move |(_, of)| **of == whole)
                .map(|(part, _)| part)
        };
        let length = members().map(|part| part.counts.len()).min().unwrap_or(0);
        let mut sum = Series {
            counts: vec![0; length],
            first_period: 0,
            pool: pools,
        };
        for part in members() {
            let later = part.counts.len() - length;
            sum.first_period = part.first_period + later;
            for (sum, count) in sum.counts.iter_mut().zip(&part.counts[later..]) {
                *sum = sum.saturating_add(*count);
            }
        }
        sum
    };
    (0..count).map(whole).collect()
}

/// Mean count a period, over the last years, of the members without a forecast taken together.
fn rest(parts: &[Series], members: &[usize], enough: &[bool], frequency: usize) -> f64 {
    let mean = |&part: &usize| {
        let counts = &parts[part].counts;
        let recent = &counts[counts.len().saturating_sub(LEAST_YEARS * frequency)..];
        #[expect(clippy::cast_precision_loss, reason = "a few years of periods")]
        let periods = recent.len().max(1) as f64;
        recent.iter().map(|&count| f64::from(count)).sum::<f64>() / periods
    };
    members.iter().filter(|&&part| !enough[part]).map(mean).sum()
}

/// Makes the members of a whole and the whole agree, step by step; returns what is expected of the rest.
fn agree(
    predicted: &mut [Option<Vec<Predictive>>],
    members: &[usize],
    whole: usize,
    rest: f64,
    horizon: usize,
) -> Vec<f64> {
    let known: Vec<usize> = members
        .iter()
        .copied()
        .filter(|&part| predicted[part].is_some())
        .collect();
    let at = |predicted: &[Option<Vec<Predictive>>], series: usize, step: usize| {
        predicted[series]
            .as_ref()
            .map(|steps| (steps[step].mean(), steps[step].variance()))
    };
    (0..horizon)
        .map(|step| {
            let mut parts: Vec<(f64, f64)> = known.iter().filter_map(|&part| at(predicted, part, step)).collect();
            if rest > 0.0 {
                parts.push((rest, rest));
            }
            let mut means = reconcile::reconcile(&parts, at(predicted, whole, step)).into_iter();
            let mut total = 0.0;
            for (&part, mean) in known.iter().zip(means.by_ref()) {
                total += mean;
                if let Some(steps) = &mut predicted[part] {
                    steps[step] = steps[step].with_mean(mean);
                }
            }
            let rest = means.next().unwrap_or(0.0);
            if let Some(steps) = &mut predicted[whole] {
                steps[step] = steps[step].with_mean(total + rest);
            }
            rest
        })
        .collect()
}

/// Whether no month of the last year had more events than `limit`.
fn is_sparse(counts: &[u32], limit: u32, frequency: usize) -> bool {
    let year = &counts[counts.len().saturating_sub(frequency)..];
    let month = (frequency / 12).clamp(1, year.len().max(1));
    year.windows(month).all(|month| month.iter().sum::<u32>() <= limit)
}

fn forecast_usable(series: &[&Series], options: &Options<'_>, tick: &(dyn Fn() + Sync)) -> Vec<Vec<Forecast>> {
    let (calibration, predicted) = learn(series, options, tick);
    series
        .par_iter()
        .zip(&predicted)
        .map(|(series, predicted)| published(series, predicted, &calibration, options))
        .collect()
}

/// Chooses a model, learns from past origins how far it can be believed, and predicts.
fn learn(series: &[&Series], options: &Options<'_>, tick: &(dyn Fn() + Sync)) -> (Settled, Vec<Vec<Predictive>>) {
    let mut calibration = Calibration::new();
    if series.is_empty() {
        return (calibration.settle(), Vec::new());
    }
    let structure = choose(series, options);
    for back in origins(series, options) {
        let alive = alive(series, back, options);
        let predicted = predict(&alive, back, structure, options, tick);
        for (at, (series, predictives)) in alive.iter().zip(&predicted).enumerate() {
            let mut random = crate::random::stream(options.seed, ((back as u64) << 32) | at as u64);
            let from = series.counts.len() - back;
            for (step, (predictive, &count)) in predictives.iter().zip(&series.counts[from..]).enumerate() {
                calibration.learn(predictive, step, count, &mut random);
            }
        }
    }
    (calibration.settle(), predict(series, 0, structure, options, tick))
}

fn published(series: &Series, predicted: &[Predictive], calibration: &Settled, options: &Options<'_>) -> Vec<Forecast> {
    let publish = |(step, predictive): (usize, &Predictive)| {
        let (median, intervals) = calibration.publish(predictive, step);
        Forecast {
            expected: predictive.mean(),
            median,
            intervals,
            naive: naive(&series.counts, step, options.frequency),
        }
    };
    predicted.iter().enumerate().map(publish).collect()
}

/// The count of the same period of the last year that is known.
fn naive(counts: &[u32], step: usize, frequency: usize) -> u32 {
    counts[counts.len() - frequency + step % frequency]
}

/// How many periods before the end the past origins lie: a horizon apart, or a year where the horizon is longer.
fn origins(series: &[&Series], options: &Options<'_>) -> Vec<usize> {
    let longest = series.iter().map(|series| series.counts.len()).max().unwrap_or(0);
    let (year, least) = (options.frequency, (LEAST_YEARS - 1) * options.frequency);
    let apart = options.horizon.clamp(1, year);
    let most = (ENOUGH / series.len().max(1)).clamp(LEAST_ORIGINS, (PAST_YEARS * year / apart).max(LEAST_ORIGINS));
    (1..=most)
        .map(|origin| origin * apart)
        .filter(|back| longest >= back + least)
        .collect()
}

/// Series that were long enough already at a past origin.
fn alive<'a>(series: &[&'a Series], back: usize, options: &Options<'_>) -> Vec<&'a Series> {
    let least = (LEAST_YEARS - 1) * options.frequency;
    series
        .iter()
        .filter(|series| series.counts.len() >= back + least)
        .copied()
        .collect()
}

/// Predictive distributions from the origin `back` periods before the end.
fn predict(
    series: &[&Series],
    back: usize,
    structure: Structure,
    options: &Options<'_>,
    tick: &(dyn Fn() + Sync),
) -> Vec<Vec<Predictive>> {
    let known: Vec<&[u32]> = series
        .iter()
        .map(|series| &series.counts[..series.counts.len() - back])
        .collect();
    let models = pool::fit(series, &known, structure, options);
    models
        .par_iter()
        .map(|model| {
            tick();
            (0..options.horizon).map(|step| model.predict(step)).collect()
        })
        .collect()
}

/// The structure whose forecasts from past origins have the least weighted interval score, each series measured by its
/// own scale. One part is varied at a time.
fn choose(series: &[&Series], options: &Options<'_>) -> Structure {
    let every = series.len().div_ceil(CHOOSING).max(1);
    let sample: Vec<&Series> = series.iter().copied().step_by(every).collect();
    let mut best = (Structure::default(), f64::INFINITY);
    let mut parts: Vec<fn(Structure) -> Vec<Structure>> =
        vec![Structure::seasons, Structure::trends, Structure::memories];
    if options.tet.iter().any(|&share| share > 0.0) {
        parts.insert(1, Structure::with_tet);
    }
    for candidates in parts {
        let (start, _) = best;
        for candidate in candidates(start) {
            if candidate == start && best.1.is_finite() {
                continue;
            }
            let loss = loss(&sample, candidate, options);
            if loss < best.1 {
                best = (candidate, loss);
            }
        }
    }
    best.0
}

fn loss(series: &[&Series], structure: Structure, options: &Options<'_>) -> f64 {
    let mut sum = 0.0;
    for back in origins(series, options) {
        let alive = alive(series, back, options);
        let predicted = predict(&alive, back, structure, options, &|| {});
        let losses: Vec<f64> = alive
            .par_iter()
            .zip(&predicted)
            .map(|(series, predictives)| {
                let (known, coming) = series.counts.split_at(series.counts.len() - back);
                let scale = score::naive_error(known, options.frequency);
                let one = |(predictive, &count): (&Predictive, &u32)| {
                    let (median, intervals) = predictive.raw();
                    score::weighted_interval_score(count, median, &intervals)
                };
                predictives.iter().zip(coming).map(one).sum::<f64>() / scale
            })
            .collect();
        sum += losses.iter().sum::<f64>();
    }
    sum
}
