//! A scan whose p-values hold: baselines fitted to the counts, replicas that scatter as the counts do, and a test of itself.
//!
//! A plain Poisson scan takes every season and every scatter beyond Poisson's for a cluster. Here expected counts come from
//! a model ([`Baseline`]: place, trend, season, weekday, Tết, dry season) and replicas from negative binomial counts around
//! it with the dispersion of the data. The model was fitted to the same data, and the null allows for it. Looking back
//! ([`Look::Back`]), cases stay in their places in every replica, as they do in the fit, and a replica is brought as close to
//! the profile as the data are ([`Refit`]). Looking at what is alive
//! ([`Look::Alive`]), the model knows only the time before the longest window, and replicas are drawn from its predictive
//! distribution, uncertain levels and coefficients included. Whether it then holds is tried for the very configuration:
//! [`SelfTest`].

mod alive;
mod baseline;
mod chance;
mod family;
mod look_back;
mod refit;
mod self_test;
mod terms;

pub use alive::Threshold;
pub use baseline::Baseline;
pub use family::{Family, adjusted};
pub use refit::Refit;
pub use self_test::{SelfTest, interval};
pub use terms::Term;

use crate::season::{Interval, SeasonRules};

use super::analysis::{Design, Domain, Outcome};
use super::clusters::Overlap;
use super::draw::Cell;
use super::grid::Grid;
use super::inference::Replicas;
use super::number::real;
use super::places::{Limits, Position, Surface};
use super::window::{Minimum, Rates, Spans};

/// Where and when counts are from.
#[derive(Debug, Clone, Copy)]
pub struct Region<'a> {
    /// What positions mean.
    pub surface: Surface,
    /// The position of each place.
    pub places: &'a [Position],
    /// The intervals that are counted, in order and without gaps.
    pub intervals: &'a [Interval],
}

/// Which windows are looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// Windows that end at any time.
    Back,
    /// Windows that last until the end, as in a scan that is made after every interval.
    Alive {
        /// Alarms a year that are accepted where nothing is out of the ordinary.
        false_alarms: f64,
    },
}

/// What replicas are drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// The fitted model with its dispersion.
    Fitted,
    /// Levels of places alone, each day as any other, Poisson counts: for comparison with other programs, not calibrated.
    PlainPoisson,
}

/// The question.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Which windows.
    pub look: Look,
    /// What replicas are drawn from. Looking at what is alive is always done with the fitted model.
    pub model: Model,
    /// How large circles may grow.
    pub limits: Limits,
    /// The longest window, in intervals.
    pub longest: usize,
    /// Replicas of the p-value.
    pub replicas: usize,
    /// Data sets of the self-test; zero leaves it out.
    pub self_tests: usize,
    /// What the random numbers begin from.
    pub seed: u64,
    /// Rules of the terms of the model.
    pub rules: SeasonRules,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TooFew {
    /// Too few intervals are known.
    #[error("too few intervals")]
    History,
    /// Too few cases to fit a model or to name a place.
    #[error("too few cases")]
    Events,
    /// Three cases a month or fewer in the whole region.
    #[error("three cases a month or fewer")]
    Rare,
    /// The regression did not settle.
    #[error("the model did not settle")]
    Model,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Clusters and replicas. Where the self-test fails the clusters have no p-values.
    pub outcome: Outcome,
    /// The model.
    pub baseline: Baseline,
    /// The self-test, where one was asked for and the model is a fitted one.
    pub self_test: Option<SelfTest>,
    /// When a cluster that is alive is an alarm.
    pub threshold: Option<Threshold>,
}

/// What is being done, for a bar of progress: steps done of all.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// Cases a month in the whole region up to which nothing is said.
const RARE: f64 = 3.0;
/// Days of a month, on average.
const MONTH: f64 = 365.25 / 12.0;

/// Looks for clusters. The answer does not depend on the number of threads.
///
/// # Errors
///
/// Too few data to say anything.
///
/// # Panics
///
/// If the cases have not one row a place and one column an interval.
pub fn look(region: &Region, cases: &Grid<u32>, plan: &Plan, progress: Progress) -> Result<Finding, TooFew> {
    assert_eq!(cases.places(), region.places.len(), "one row a place");
    assert_eq!(cases.times(), region.intervals.len(), "one column an interval");
    let baseline = judged(region, cases, plan)?;
    let is_tested = plan.model == Model::Fitted && plan.self_tests > 0;
    let (mut outcome, threshold) = match plan.look {
        Look::Back => (look_back::told(region, cases, plan, &baseline, progress), None),
        Look::Alive { false_alarms } => {
            let outcome = alive::told(region, cases, plan, &baseline, progress);
            (
                outcome,
                Some(alive::threshold(region, plan, &baseline, false_alarms, progress)),
            )
        }
    };
    let self_test = is_tested.then(|| self_test::run(region, plan, &baseline, progress));
    if self_test.as_ref().is_some_and(|test| !test.is_trusted()) {
        for cluster in &mut outcome.clusters {
            cluster.p = None;
            cluster.gumbel_p = None;
        }
    }
    Ok(Finding {
        outcome,
        baseline,
        self_test,
        threshold,
    })
}

/// Whether there are enough data to look for clusters.
///
/// # Errors
///
/// What [`look`] would say.
pub fn enough(region: &Region, cases: &Grid<u32>, plan: &Plan) -> Result<(), TooFew> {
    judged(region, cases, plan).map(|_| ())
}

fn judged(region: &Region, cases: &Grid<u32>, plan: &Plan) -> Result<Baseline, TooFew> {
    let days: f64 = region.intervals.iter().map(|interval| f64::from(interval.days)).sum();
    let total = real(usize::try_from(cases.total()).unwrap_or(usize::MAX));
    // The study cuts a month at either end.
    if total <= RARE * (days / MONTH + 1.0) {
        return Err(TooFew::Rare);
    }
    baseline(region, cases, plan)
}

/// The p-value of the most likely cluster, without telling it: what the self-test asks of each of its data sets.
///
/// # Errors
///
/// As [`look`], but that rare cases are taken as they are.
pub fn p_value(region: &Region, cases: &Grid<u32>, plan: &Plan) -> Result<f64, TooFew> {
    let baseline = baseline(region, cases, plan)?;
    let ratios = match plan.look {
        Look::Back => look_back::ratios(region, cases, plan, &baseline),
        Look::Alive { .. } => alive::ratios(region, cases, plan, &baseline),
    };
    let (observed, replicas) = ratios.split_first().ok_or(TooFew::Events)?;
    Replicas::complete(replicas.to_vec()).p(*observed).ok_or(TooFew::Events)
}

/// The highest ratio of the windows that are alive: one scan of a sequence.
///
/// # Errors
///
/// As [`p_value`].
pub fn highest_alive(region: &Region, cases: &Grid<u32>, plan: &Plan) -> Result<f64, TooFew> {
    let baseline = baseline(region, cases, plan)?;
    let alone = Plan {
        replicas: 0,
        ..plan.clone()
    };
    Ok(alive::ratios(region, cases, &alone, &baseline)[0])
}

/// The threshold for so many false alarms a year, from what is known now.
///
/// # Errors
///
/// As [`p_value`].
pub fn threshold(region: &Region, cases: &Grid<u32>, plan: &Plan, false_alarms: f64) -> Result<Threshold, TooFew> {
    let baseline = baseline(region, cases, plan)?;
    Ok(alive::threshold(region, plan, &baseline, false_alarms, &|_, _| ()))
}

fn baseline(region: &Region, cases: &Grid<u32>, plan: &Plan) -> Result<Baseline, TooFew> {
    let known = match plan.look {
        // A window that lasts is judged by what was before it: it must not raise what is expected of itself.
        Look::Alive { .. } => cases.times().checked_sub(plan.longest).ok_or(TooFew::History)?,
        Look::Back if plan.model == Model::PlainPoisson => return Ok(Baseline::flat(cases, region.intervals)),
        Look::Back => cases.times(),
    };
    Baseline::fit(cases, region.intervals, known, &plan.rules)
}

/// The design of a scan over windows that end with an interval or later.
fn design(plan: &Plan, first_end: usize, replicas: usize) -> Design {
    Design {
        domain: Domain::SpaceTime {
            everywhere: false,
            whole_period: false,
        },
        spans: Spans {
            shortest: 1,
            longest: plan.longest,
            first_end,
        },
        replicas_first_end: first_end,
        limits: plan.limits,
        rates: Rates::High,
        minimum: Minimum::default(),
        overlap: Overlap::None,
        replicas,
        stop_after: None,
        seed: seed_of(plan.seed, Part::Replicas),
    }
}

/// The cell of each case, in the order of places and times.
fn cells(cases: &Grid<u32>) -> Vec<Cell> {
    let numbered = cases.values().iter().zip(0..);
    numbered
        .flat_map(|(&count, cell)| std::iter::repeat_n(cell, count as usize))
        .collect()
}

/// Parts of an analysis that each draw numbers of their own.
#[derive(Debug, Clone, Copy)]
enum Part {
    Replicas,
    Sequence,
    SelfTest,
}

fn seed_of(seed: u64, part: Part) -> u64 {
    let number = match part {
        Part::Replicas => 0_u64,
        Part::Sequence => 1,
        Part::SelfTest => 2,
    };
    seed ^ (number << 56)
}

#[cfg(test)]
mod tests;
