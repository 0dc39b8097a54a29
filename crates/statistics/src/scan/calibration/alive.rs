//! Clusters that last until now, and how high a threshold must be for so many false alarms a year.
//!
//! A recurrence interval does not say how often a scan that is made every day or week raises a false alarm (Correa, Assunção
//! and Costa 2014). So the scans of a whole year are made on replicas, each of which has levels and coefficients drawn from
//! what the model knows of them, and the threshold is where those scans exceed it as often as is accepted. Each of them is
//! as unsure of what the model says beyond its past as the scan of today is. Every scan that exceeds the threshold is
//! counted, also one that only confirms the alarm of the scan before.

use super::super::analysis::{Outcome, Study, largest_ratios, scan};
use super::super::draw::{Cell, Null};
use super::super::grid::Grid;
use super::super::inference::Replicas;
use super::super::number::{real, whole};
use super::super::score::Score;
use super::{Baseline, Part, Plan, Progress, Region, cells, chance, design, seed_of};
use crate::random::stream;

use rayon::prelude::*;

/// When a cluster that is alive is an alarm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// An alarm has a ratio above this.
    pub ratio: f64,
    /// Scans above it in a year where nothing is out of the ordinary, on average.
    pub false_alarms: f64,
    /// Scans that were made on replicas.
    pub scans: usize,
    /// Scans of a year.
    pub a_year: f64,
}

/// So many scans are simulated: at one false alarm in 365 scans the threshold then rests on some 27 of them, in 52 on 190.
const SCANS: usize = 10_000;

/// What is known of the future: the model, and how sure it is of each place.
struct Predictive<'a> {
    region: &'a Region<'a>,
    plan: &'a Plan,
    baseline: &'a Baseline,
    posterior: Vec<(f64, f64)>,
}

impl<'a> Predictive<'a> {
    fn new(region: &'a Region<'a>, plan: &'a Plan, baseline: &'a Baseline) -> Self {
        Self {
            region,
            plan,
            baseline,
            posterior: baseline.posterior(),
        }
    }

    /// Expected counts of the longest window that ends before an interval, and what happened there.
    fn study(&self, until: usize, cases: Grid<u32>) -> Study {
        let from = until - self.plan.longest;
        let profile = &self.baseline.profile[from..until];
        let row = |&(level, _): &(f64, f64)| profile.iter().map(move |share| level * share);
        let measure = Grid::from_rows(self.plan.longest, self.posterior.iter().flat_map(row).collect());
        Study {
            surface: self.region.surface,
            places: self.region.places.to_vec(),
            centres: self.region.places.to_vec(),
            weights: measure.by_place(),
            cases,
            // What is outside a window is all that went before it, so that a rise everywhere shows as well.
            score: Score::Poisson {
                cases: self.baseline.total() + measure.total(),
            },
            by_period: false,
            null: Null::poisson(&measure),
            measure,
        }
    }

    /// Counts of the longest window that ends before an interval, as the model says they could be. Its error there is that
    /// of the last window, which it knows nothing of.
    fn drawn(&self, seed: u64, index: usize, until: usize) -> Grid<u32> {
        let mut random = stream(seed, index as u64);
        let (longest, profile) = (self.plan.longest, &self.baseline.profile);
        let drawn = self.baseline.drawn_profile(&mut random);
        let (from, last) = (until - longest, profile.len() - longest);
        let shares: Vec<f64> = (0..longest)
            .map(|time| {
                let usual = profile[from + time] * drawn[last + time] / profile[last + time];
                usual * self.baseline.drawn_shock(&mut random)
            })
            .collect();
        let levels: Vec<f64> = self
            .posterior
            .iter()
            .map(|&(level, shape)| level * chance::gamma(&mut random, shape) / shape)
            .collect();
        chance::counts(
            &mut random,
            (levels.len(), longest),
            self.baseline.dispersion,
            |place, time| levels[place] * shares[time],
        )
    }

    fn ratios(&self, until: usize, replicas: &[Vec<Cell>]) -> Vec<f64> {
        let none = Grid::new(self.region.places.len(), self.plan.longest);
        largest_ratios(&self.study(until, none), &self.design(), replicas)
    }

    fn design(&self) -> super::Design {
        design(self.plan, self.plan.longest - 1, 0)
    }

    /// Replicas of the last window.
    fn replicas(&self) -> Vec<Vec<Cell>> {
        let (until, seed) = (self.region.intervals.len(), seed_of(self.plan.seed, Part::Replicas));
        (0..self.plan.replicas)
            .into_par_iter()
            .map(|index| cells(&self.drawn(seed, index, until)))
            .collect()
    }
}

/// The last intervals of counts.
fn last(cases: &Grid<u32>, intervals: usize) -> Grid<u32> {
    let from = cases.times() - intervals;
    let rows = (0..cases.places()).flat_map(|place| cases.row(place)[from..].iter().copied());
    Grid::from_rows(intervals, rows.collect())
}

pub(super) fn told(
    region: &Region,
    cases: &Grid<u32>,
    plan: &Plan,
    baseline: &Baseline,
    progress: Progress,
) -> Outcome {
    let predictive = Predictive::new(region, plan, baseline);
    let until = region.intervals.len();
    let study = predictive.study(until, last(cases, plan.longest));
    let mut outcome = scan(&study, &predictive.design(), &|_| ());
    let replicas = Replicas::complete(predictive.ratios(until, &predictive.replicas()));
    progress(plan.replicas, plan.replicas);
    for cluster in &mut outcome.clusters {
        cluster.p = replicas.p(cluster.window.ratio);
        cluster.gumbel_p = replicas.gumbel_p(cluster.window.ratio);
        cluster.window.start += until - plan.longest;
        cluster.window.end += until - plan.longest;
    }
    outcome.replicas = replicas;
    outcome
}

/// The highest ratio of the data, then those of the replicas.
pub(super) fn ratios(region: &Region, cases: &Grid<u32>, plan: &Plan, baseline: &Baseline) -> Vec<f64> {
    let predictive = Predictive::new(region, plan, baseline);
    let mut all = vec![cells(&last(cases, plan.longest))];
    all.extend(predictive.replicas());
    predictive.ratios(region.intervals.len(), &all)
}

/// The threshold for so many false alarms a year, from the scans of the past year on replicas.
pub(super) fn threshold(
    region: &Region,
    plan: &Plan,
    baseline: &Baseline,
    false_alarms: f64,
    progress: Progress,
) -> Threshold {
    let predictive = Predictive::new(region, plan, baseline);
    let until = region.intervals.len();
    let days: f64 = region.intervals.iter().map(|interval| f64::from(interval.days)).sum();
    let a_year = 365.25 * real(until) / days;
    // As many ends as a year has, or as have a whole window before them.
    let ends = whole(a_year.round()).clamp(1, until + 1 - plan.longest);
    let years = SCANS.div_ceil(ends);
    let seed = seed_of(plan.seed, Part::Sequence);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let mut highest: Vec<f64> = (0..ends)
        .into_par_iter()
        .flat_map_iter(|back| {
            let end = until - back;
            let drawn: Vec<Vec<Cell>> = (0..years)
                .map(|year| cells(&predictive.drawn(seed, back * years + year, end)))
                .collect();
            let found = predictive.ratios(end, &drawn);
            progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, ends);
            found
        })
        .collect();
    highest.sort_by(|one, other| other.total_cmp(one));
    let simulated = real(highest.len()) / a_year;
    let accepted = whole(false_alarms * simulated).min(highest.len() - 1);
    Threshold {
        ratio: highest[accepted],
        false_alarms: real(accepted) / simulated,
        scans: highest.len(),
        a_year,
    }
}
