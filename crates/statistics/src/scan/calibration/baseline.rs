//! How many cases are to be expected of each place and interval, and how far counts scatter around that.
//!
//! The expected count of a cell is the level of its place times a profile over time that all places share. Levels follow
//! from the places' totals and the profile from the totals of intervals, which is the Poisson estimate of a model with an
//! absorbed effect for each place, and consistent whatever the dispersion (Gourieroux, Monfort and Trognon 1984). The
//! profile is a negative binomial regression of the intervals' totals, so that its standard errors allow for what goes up
//! and down everywhere at once. Places that change in different ways over the year are not in this model.

use super::super::grid::Grid;
use super::super::number::real;
use super::TooFew;
use super::chance;
use super::refit::Refit;
use super::terms::{Term, Terms};
use crate::random::Stream;
use crate::regression::{Design, Observations, RegressionError, fit_with_size};
use crate::season::{Interval, SeasonRules};

/// A fitted model of expected counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// How many intervals, from the first, it was fitted on.
    pub known: usize,
    /// Expected share of each interval, known or not, in the cases of the known ones.
    pub profile: Vec<f64>,
    /// Cases of each place in the known intervals.
    pub levels: Vec<u32>,
    /// α in `variance = mean + α mean²` of one cell, given its interval; zero where counts scatter no more than Poisson ones.
    pub dispersion: f64,
    /// Relative variance of what raises or lowers an interval in all places at once and is no term of the model.
    pub shock: f64,
    /// What the profile is made of beside a constant.
    pub terms: Vec<Term>,
    /// Variance of the logarithm of the profile, one an interval.
    uncertainty: Vec<f64>,
    /// The fit as it is done to replicas.
    pub(super) refit: Refit,
    sampler: Sampler,
}

/// What profiles are drawn from: columns, coefficients, root of their covariance.
#[derive(Debug, Clone, PartialEq)]
struct Sampler {
    columns: Vec<Vec<f64>>,
    exposure: Vec<f64>,
    coefficients: Vec<f64>,
    root: Vec<Vec<f64>>,
}

impl Sampler {
    /// A profile for these coefficients that adds up to one over the known intervals.
    fn profile(&self, coefficients: &[f64], known: usize) -> Vec<f64> {
        let mut profile: Vec<f64> = (0..self.exposure.len())
            .map(|time| {
                let effects = self.columns.iter().zip(coefficients);
                let sum: f64 = effects.map(|(column, coefficient)| column[time] * coefficient).sum();
                (self.exposure[time] + sum).exp()
            })
            .collect();
        let total: f64 = profile[..known].iter().sum();
        for share in &mut profile {
            *share /= total;
        }
        profile
    }
}

/// Cases that a model needs at least.
const LEAST_CASES: u64 = 20;
/// Known intervals that it needs at least.
const LEAST_INTERVALS: usize = 12;

impl Baseline {
    /// Fits the model on the first `known` intervals.
    ///
    /// # Errors
    ///
    /// Too few intervals or cases, or a regression that does not settle.
    pub fn fit(cases: &Grid<u32>, intervals: &[Interval], known: usize, rules: &SeasonRules) -> Result<Self, TooFew> {
        if known < LEAST_INTERVALS {
            return Err(TooFew::History);
        }
        let levels: Vec<u32> = (0..cases.places())
            .map(|place| cases.row(place)[..known].iter().sum())
            .collect();
        if levels.iter().map(|&level| u64::from(level)).sum::<u64>() < LEAST_CASES {
            return Err(TooFew::Events);
        }
        let terms = Terms::of(intervals, known, rules);
        let together = cases.together();
        let totals: Vec<f64> = together.row(0)[..known].iter().map(|&count| f64::from(count)).collect();
        let Regressed {
            sampler,
            uncertainty,
            covariance,
            size,
        } = regress(&terms, &totals).map_err(|_| TooFew::Model)?;
        let profile = sampler.profile(&sampler.coefficients, known);
        let of_cells = dispersion(cases, &profile[..known], &uncertainty[..known]).ok_or(TooFew::Events)?;
        let shock = shock(&totals, &profile, covariance.len() + 1, &levels, of_cells);
        let refit = Refit::new(
            &profile[..known],
            totals.iter().sum(),
            &sampler.columns,
            &covariance,
            size,
            shock,
        );
        Ok(Self {
            known,
            refit,
            profile,
            levels,
            // Cases of a cell share the shock of their interval too.
            dispersion: ((of_cells - shock) / (1.0 + shock)).max(0.0),
            shock,
            terms: terms.kinds,
            uncertainty,
            sampler,
        })
    }

    /// The model without season, trend and dispersion: each day as any other, as a plain Poisson scan has it.
    pub fn flat(cases: &Grid<u32>, intervals: &[Interval]) -> Self {
        let sampler = Sampler {
            columns: Vec::new(),
            exposure: intervals.iter().map(|interval| f64::from(interval.days).ln()).collect(),
            coefficients: Vec::new(),
            root: Vec::new(),
        };
        let profile = sampler.profile(&[], cases.times());
        Self {
            known: cases.times(),
            refit: Refit::new(&profile, 0.0, &[], &[], f64::INFINITY, 0.0),
            profile,
            levels: cases.over_time().values().to_vec(),
            dispersion: 0.0,
            shock: 0.0,
            terms: Vec::new(),
            uncertainty: vec![0.0; cases.times()],
            sampler,
        }
    }

    /// Cases of the known intervals.
    pub fn total(&self) -> f64 {
        self.levels.iter().map(|&level| f64::from(level)).sum()
    }

    /// Expected counts of the known intervals by place and time: they add up to the cases, for each place too.
    pub fn expected(&self) -> Grid<f64> {
        let cells = self.levels.iter().flat_map(|&level| {
            self.profile[..self.known]
                .iter()
                .map(move |share| f64::from(level) * share)
        });
        Grid::from_rows(self.known, cells.collect())
    }

    /// Variance over mean of the known cells, each weighing as much as is expected of it.
    pub fn variance_to_mean(&self) -> f64 {
        let squares: f64 = self.levels.iter().map(|&level| f64::from(level).powi(2)).sum();
        let shares: f64 = self.profile[..self.known].iter().map(|share| share * share).sum();
        1.0 + ((1.0 + self.dispersion) * (1.0 + self.shock) - 1.0) * squares * shares / self.total()
    }

    /// What is to be expected of a place over the whole known time, and the shape of the gamma distribution that says how
    /// surely. Places lend each other strength, so that one without a case is not held to be impossible (Robbins 1956).
    pub(super) fn posterior(&self) -> Vec<(f64, f64)> {
        let count = real(self.levels.len());
        let mean = self.total() / count;
        let square: f64 = self.levels.iter().map(|&level| (f64::from(level) - mean).powi(2)).sum();
        // Places that differ no more than chance makes them differ are one place to the model.
        let beyond = (square / (count - 1.0).max(1.0) - mean).max(mean * mean * 1e-4);
        let prior = mean * mean / beyond;
        let shares: f64 = self.profile[..self.known].iter().map(|share| share * share).sum();
        self.levels
            .iter()
            .map(|&level| {
                let shape = f64::from(level) + prior;
                (
                    shape / (1.0 + prior / mean),
                    1.0 / (1.0 / shape + self.dispersion * shares),
                )
            })
            .collect()
    }

    /// What raises or lowers an interval everywhere, with a mean of 1.
    pub(super) fn drawn_shock(&self, random: &mut Stream) -> f64 {
        chance::shock(random, self.shock)
    }

    /// A profile as the uncertainty of the coefficients allows.
    pub(super) fn drawn_profile(&self, random: &mut Stream) -> Vec<f64> {
        let sampler = &self.sampler;
        let normal: Vec<f64> = sampler.coefficients.iter().map(|_| chance::normal(random)).collect();
        let coefficients: Vec<f64> = sampler
            .coefficients
            .iter()
            .zip(&sampler.root)
            .map(|(mean, row)| mean + row.iter().zip(&normal).map(|(a, b)| a * b).sum::<f64>())
            .collect();
        sampler.profile(&coefficients, self.known)
    }

    /// Counts of all intervals as the model says they could have been.
    pub(super) fn drawn_counts(&self, random: &mut Stream) -> Grid<u32> {
        let profile: Vec<f64> = self
            .profile
            .iter()
            .map(|share| share * self.drawn_shock(random))
            .collect();
        chance::counts(
            random,
            (self.levels.len(), self.profile.len()),
            self.dispersion,
            |place, time| f64::from(self.levels[place]) * profile[time],
        )
    }
}

/// The regression of the totals.
struct Regressed {
    sampler: Sampler,
    /// Variance of the logarithm of the profile, that of the level left out.
    uncertainty: Vec<f64>,
    /// Covariance of the coefficients.
    covariance: Vec<Vec<f64>>,
    /// Size of the negative binomial totals.
    size: f64,
}

fn regress(terms: &Terms, totals: &[f64]) -> Result<Regressed, RegressionError> {
    let known = totals.len();
    let mut design = Design::new(known);
    design.intercept();
    for column in &terms.columns {
        design.column(column[..known].to_vec());
    }
    let observations = Observations {
        counts: totals,
        offset: Some(&terms.exposure[..known]),
        weights: None,
    };
    let fit = fit_with_size(&design, &observations)?;
    if !fit.converged {
        return Err(RegressionError::Diverged);
    }
    let kept: Vec<usize> = (1..design.width())
        .filter(|&column| fit.coefficients[column].is_some())
        .collect();
    let covariance = |one, other| fit.covariance(one, other).unwrap_or_default();
    let rows: Vec<Vec<f64>> = kept
        .iter()
        .map(|&one| kept.iter().map(|&other| covariance(one, other)).collect())
        .collect();
    let columns: Vec<Vec<f64>> = kept.iter().map(|&column| terms.columns[column - 1].clone()).collect();
    let centres: Vec<f64> = columns
        .iter()
        .map(|column| {
            let weighted: f64 = column[..known].iter().zip(&fit.fitted).map(|(x, mean)| x * mean).sum();
            weighted / fit.fitted.iter().sum::<f64>()
        })
        .collect();
    let uncertainty = (0..terms.exposure.len())
        .map(|time| {
            let away: Vec<f64> = columns
                .iter()
                .zip(&centres)
                .map(|(column, centre)| column[time] - centre)
                .collect();
            let row = |line: &Vec<f64>| line.iter().zip(&away).map(|(a, b)| a * b).sum::<f64>();
            rows.iter().zip(&away).map(|(line, x)| x * row(line)).sum()
        })
        .collect();
    let sampler = Sampler {
        coefficients: kept.iter().filter_map(|&column| fit.coefficients[column]).collect(),
        root: chance::root(&rows),
        exposure: terms.exposure.clone(),
        columns,
    };
    Ok(Regressed {
        sampler,
        uncertainty,
        covariance: rows,
        size: fit.size().unwrap_or(f64::INFINITY),
    })
}

/// α from pairs of cases that share place and interval: how many there are, over how many there would be if the cases of
/// each place fell on the intervals by the profile alone (Morisita 1959). Levels of places need no correction, for pairs
/// are counted among as many cases as a place has; that the profile was fitted to the same cases is taken off by its
/// variance. `None` where no two cases share a place.
fn dispersion(cases: &Grid<u32>, profile: &[f64], uncertainty: &[f64]) -> Option<f64> {
    let known = profile.len();
    let pairs = |count: f64| count * (count - 1.0);
    let (mut found, mut all) = (0.0, 0.0);
    for place in 0..cases.places() {
        let row = &cases.row(place)[..known];
        found += row.iter().map(|&count| pairs(f64::from(count))).sum::<f64>();
        all += pairs(row.iter().map(|&count| f64::from(count)).sum());
    }
    let shared: f64 = profile
        .iter()
        .zip(uncertainty)
        .map(|(share, variance)| share * share * (1.0 - variance))
        .sum();
    if all <= 0.0 || shared <= 0.0 {
        return None;
    }
    // (1 + α) / (1 + α Σ share²): shares of a place always add up to one.
    let ratio = found / (all * shared);
    Some(((ratio - 1.0) / (1.0 - ratio * shared).max(0.05)).max(0.0))
}

/// What the totals of intervals scatter beyond what cells by themselves make them scatter, relative to their mean. None
/// where chance alone would do as much one time in twenty: a shock that is not there would hide what is.
fn shock(totals: &[f64], profile: &[f64], parameters: usize, levels: &[u32], of_cells: f64) -> f64 {
    let cases: f64 = totals.iter().sum();
    let left = (real(totals.len()) - real(parameters)).max(1.0);
    let correction = real(totals.len()) / left;
    let (mut scatter, mut squares) = (0.0, 0.0);
    for (count, share) in totals.iter().zip(profile) {
        let mean = share * cases;
        scatter += (count - mean).powi(2) * correction;
        squares += mean * mean;
    }
    // The chance that two cases are of one place.
    let pairs = |count: f64| count * (count - 1.0);
    let together = levels.iter().map(|&level| pairs(f64::from(level))).sum::<f64>() / pairs(cases);
    let beyond = (scatter - cases) / squares - together * of_cells;
    if beyond <= ONE_IN_TWENTY * scatter / squares * (2.0 / left).sqrt() {
        return 0.0;
    }
    (beyond / (1.0 - together).max(0.05)).clamp(0.0, of_cells.max(0.0))
}

/// The normal number above which one in twenty lies.
const ONE_IN_TWENTY: f64 = 1.645;

#[cfg(test)]
mod tests {
    use super::super::terms::tests::weeks;
    use super::*;
    use crate::random::stream;

    /// Counts of places with levels from 0.2 to 2 a week, a wave of half their level, and a dispersion.
    fn waves(seed: u64, places: usize, dispersion: f64) -> Grid<u32> {
        chance::counts(&mut stream(seed, 0), (places, 260), dispersion, |place, time| {
            let level = 0.2 + 1.8 * real(place) / real(places);
            level * (1.0 + 0.5 * (std::f64::consts::TAU * real(time) * 7.0 / 365.25).sin())
        })
    }

    #[test]
    fn the_profile_and_the_dispersion_are_found_again() {
        for (dispersion, within) in [(0.0, 0.03), (0.2, 0.04), (1.0, 0.1)] {
            let mut mean = 0.0;
            for seed in 0..8 {
                let counts = waves(seed, 60, dispersion);
                let baseline = Baseline::fit(&counts, &weeks(260), 260, &SeasonRules::default()).unwrap();
                mean += baseline.dispersion / 8.0;
                let expected = baseline.expected();
                assert!((expected.total() - real(usize::try_from(counts.total()).unwrap())).abs() < 1e-6);
                let wave = expected.by_time();
                let (top, bottom) = (wave[13] / wave[0], wave[39] / wave[0]);
                assert!(
                    (1.2..1.8).contains(&top) && (0.3..0.75).contains(&bottom),
                    "{top} {bottom}"
                );
            }
            assert!((mean - dispersion).abs() < within, "{mean} {dispersion}");
        }
    }

    #[test]
    fn what_all_places_share_is_told_from_what_each_has_for_itself() {
        let (mut shock, mut dispersion) = (0.0, 0.0);
        for seed in 0..8 {
            let mut random = stream(seed, 2);
            let of_week: Vec<f64> = (0..260).map(|_| chance::shock(&mut random, 0.1)).collect();
            let counts = chance::counts(&mut random, (40, 260), 0.5, |_, time| of_week[time]);
            let baseline = Baseline::fit(&counts, &weeks(260), 260, &SeasonRules::default()).unwrap();
            shock += baseline.shock / 8.0;
            dispersion += baseline.dispersion / 8.0;
        }
        assert!((shock - 0.1).abs() < 0.02, "{shock}");
        assert!((dispersion - 0.5).abs() < 0.05, "{dispersion}");
    }

    #[test]
    fn few_cases_a_place_do_not_hide_the_dispersion() {
        // 300 places with 3 cases each on average: estimates that divide by squares of fitted levels are far off here.
        let mut mean = 0.0;
        for seed in 0..20 {
            let counts = chance::counts(&mut stream(seed, 1), (300, 52), 2.0, |_, _| 3.0 / 52.0);
            let baseline = Baseline::fit(&counts, &weeks(52), 52, &SeasonRules::default()).unwrap();
            mean += baseline.dispersion / 20.0;
        }
        assert!((mean - 2.0).abs() < 0.5, "{mean}");
    }

    #[test]
    fn what_is_not_known_yet_is_told_by_the_past_alone() {
        let counts = waves(1, 30, 0.2);
        let mut raised = counts.clone();
        for place in 0..30 {
            for count in &mut raised.row_mut(place)[247..] {
                *count += 5;
            }
        }
        let rules = SeasonRules::default();
        let fit = |counts| Baseline::fit(counts, &weeks(260), 247, &rules).unwrap();
        assert_eq!(fit(&counts), fit(&raised));
        assert_eq!(fit(&counts).profile.len(), 260);
    }

    #[test]
    fn drawn_profiles_scatter_as_their_uncertainty_says() {
        let baseline = Baseline::fit(&waves(2, 30, 0.5), &weeks(260), 247, &SeasonRules::default()).unwrap();
        let drawn: Vec<f64> = (0..2000)
            .map(|index| (baseline.drawn_profile(&mut stream(3, index))[259] / baseline.profile[259]).ln())
            .collect();
        let variance = drawn.iter().map(|value| value * value).sum::<f64>() / 2000.0;
        assert!((variance / baseline.uncertainty[259] - 1.0).abs() < 0.2, "{variance}");
    }

    #[test]
    fn too_few_cases_or_intervals_are_no_base() {
        let rules = SeasonRules::default();
        let empty = Grid::<u32>::new(5, 60);
        assert_eq!(Baseline::fit(&empty, &weeks(60), 60, &rules), Err(TooFew::Events));
        assert_eq!(
            Baseline::fit(&waves(1, 5, 0.0), &weeks(260), 8, &rules),
            Err(TooFew::History)
        );
    }
}
