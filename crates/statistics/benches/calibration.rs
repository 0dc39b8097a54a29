//! How often the scan calls chance a cluster, how often it finds one that is there, and how often a scan that is made every
//! week raises a false alarm.
//!
//! `cargo bench -p statistics --bench calibration -- [simulations] [null …] [back | alive | years]`. 100 places × 260 weeks,
//! about 10,000 cases, circles up to half of the cases, windows up to 13 weeks. Counts are drawn by another generator than
//! the replicas of the scan: quantiles of the negative binomial distribution, cell by cell.
#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::date;
use rand::RngExt;
use rayon::prelude::*;
use statistics::distribution::{Counts, normal_quantile};
use statistics::random;
use statistics::scan::calibration::{
    Look, Model, Plan, Region, highest_alive, interval, p_value, threshold as threshold_of,
};
use statistics::scan::{
    Cell, Design, Domain, Grid, Limits, Minimum, Null, Overlap, Position, Rates, Replicas, Score, Spans, Study,
    Surface, largest_ratios,
};
use statistics::season::{Interval, SeasonRules};

const PLACES: usize = 100;
const WEEKS: usize = 260;
const CASES: f64 = 10_076.0;
const LONGEST: usize = 13;
const REPLICAS: usize = 59;
const LEVEL: f64 = 0.05;
/// Name, size of the negative binomial, depth of the season.
const NULLS: [(&str, f64, f64); 6] = [
    ("1.00", f64::INFINITY, 0.0),
    ("1.08", 5.0, 0.0),
    ("1.19", 2.0, 0.0),
    ("1.39", 1.0, 0.0),
    ("season", f64::INFINITY, 0.5),
    ("1.19-season", 2.0, 0.5),
];

struct Setting {
    places: Vec<Position>,
    /// Share of each place.
    people: Vec<f64>,
    intervals: Vec<Interval>,
}

/// Cells by themselves and within the model: what each simulation draws from.
#[derive(Clone, Copy)]
struct Truth {
    /// Number of the null, so that no two share their random numbers.
    number: u64,
    size: f64,
    season: f64,
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let simulations = words
        .iter()
        .find_map(|word| word.parse::<u64>().ok())
        .unwrap_or(1000)
        .max(20);
    let has = |word: &str| words.iter().any(|given| given == word);
    let all_parts = !["back", "alive", "years"].into_iter().any(has);
    let all_nulls = !NULLS.iter().any(|(name, ..)| has(name));
    let setting = Setting::new();
    let plain = Plain::new(&setting);
    let (least, most) = interval(usize::try_from(simulations).unwrap_or(usize::MAX), LEVEL);
    println!("{simulations} simulations, {REPLICAS} replicas each; 5 % is from {least} to {most}");
    for (number, (name, size, season)) in (0..).zip(NULLS) {
        if !(all_nulls || has(name)) {
            continue;
        }
        let truth = Truth { number, size, season };
        let clock = Instant::now();
        let mut told = vec![format!("{name:<12}")];
        if all_parts || has("back") {
            let rejected = rejected(&setting, truth, 1.0, Look::Back, simulations);
            let inside = (least as u64..=most as u64).contains(&rejected);
            let by_plain = plain.rejected(&setting, truth, simulations);
            let few = simulations / 20;
            let power: Vec<String> = [2.0, 3.0, 4.0]
                .into_iter()
                .map(|risk| percent(self::rejected(&setting, truth, risk, Look::Back, few), few))
                .collect();
            told.push(format!(
                " looking back {} {}; plain {}; cluster of risk 2, 3, 4 found {};",
                percent(rejected, simulations),
                if inside { "inside" } else { "OUTSIDE" },
                percent(by_plain, simulations),
                power.join(", "),
            ));
        }
        if all_parts || has("alive") {
            let rejected = rejected(&setting, truth, 1.0, Look::Alive { false_alarms: 1.0 }, simulations);
            let inside = (least as u64..=most as u64).contains(&rejected);
            told.push(format!(
                " alive {} {};",
                percent(rejected, simulations),
                if inside { "inside" } else { "OUTSIDE" },
            ));
        }
        if all_parts || has("years") {
            let years = sequences(&setting, truth, simulations / 25);
            let (mean, low, high) = mean_of(&years);
            told.push(format!(
                " {mean:.2} alarms a year ({low:.2} to {high:.2}) of 1 accepted;"
            ));
        }
        println!("{} {:.0} s", told.concat(), clock.elapsed().as_secs_f64());
    }
}

/// How many of so many simulations have a p-value of 5 % or less.
fn rejected(setting: &Setting, truth: Truth, risk: f64, look: Look, simulations: u64) -> u64 {
    let part = u64::from(look != Look::Back) + 2 * u64::from(risk > 1.0);
    let is_rejected = |&seed: &u64| {
        let cases = setting.counts(seed, part, truth, risk);
        let asked = Plan { seed, ..plan(look) };
        p_value(&setting.region(WEEKS), &cases, &asked).is_ok_and(|p| p <= LEVEL + 1e-9)
    };
    (0..simulations).into_par_iter().filter(is_rejected).count() as u64
}

/// Mean and its interval. Alarms come in runs, so that their number scatters more than a Poisson one.
fn mean_of(values: &[f64]) -> (f64, f64, f64) {
    let count = f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX));
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let error = (square / (count - 1.0) / count).sqrt();
    (mean, (mean - 1.96 * error).max(0.0), mean + 1.96 * error)
}

fn percent(part: u64, of: u64) -> String {
    let real = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    format!("{:.1} %", 100.0 * real(part) / real(of))
}

fn plan(look: Look) -> Plan {
    Plan {
        look,
        model: Model::Fitted,
        limits: Limits {
            share: 0.5,
            distance: None,
        },
        longest: LONGEST,
        replicas: REPLICAS,
        self_tests: 0,
        seed: 1,
        rules: SeasonRules::default(),
    }
}

/// Alarms of each of several years of weekly scans, each scan fitted anew on what was known then.
fn sequences(setting: &Setting, truth: Truth, years: u64) -> Vec<f64> {
    (0..years)
        .into_par_iter()
        .map(|seed| {
            let cases = setting.counts(seed, 9, truth, 1.0);
            let scans = 52;
            // The threshold is set once a year.
            let mut threshold = None;
            (0..scans)
                .filter(|scan| {
                    let until = WEEKS - scans + 1 + scan;
                    let known = cut(&cases, until);
                    let plan = plan(Look::Alive { false_alarms: 1.0 });
                    let region = setting.region(until);
                    if threshold.is_none() {
                        threshold = threshold_of(&region, &known, &plan, 1.0)
                            .ok()
                            .map(|threshold| threshold.ratio);
                    }
                    let ratio = highest_alive(&region, &known, &plan);
                    ratio.is_ok_and(|ratio| threshold.is_some_and(|threshold| ratio > threshold))
                })
                .count()
        })
        .map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)))
        .collect()
}

fn cut(cases: &Grid<u32>, until: usize) -> Grid<u32> {
    let rows = (0..cases.places()).flat_map(|place| cases.row(place)[..until].to_vec());
    Grid::from_rows(until, rows.collect())
}

impl Setting {
    /// A third of the places anywhere, the others near one of three towns; populations are lognormal.
    fn new() -> Self {
        let mut stream = random::stream(20_261_127, 0);
        let mut uniform = || stream.random::<f64>();
        let towns: Vec<(f64, f64)> = (0..3).map(|_| (120.0 * uniform(), 120.0 * uniform())).collect();
        let mut places = Vec::new();
        let mut people = Vec::new();
        for place in 0..PLACES {
            let (x, y) = towns[place % 3];
            let (first, second) = if place % 20 < 7 {
                (120.0 * uniform(), 120.0 * uniform())
            } else {
                (
                    x + 10.0 * normal_quantile(uniform()),
                    y + 10.0 * normal_quantile(uniform()),
                )
            };
            places.push(Position { first, second });
            people.push((0.55 * normal_quantile(uniform())).exp());
        }
        let total: f64 = people.iter().sum();
        let intervals = (0_i64..)
            .take(WEEKS)
            .map(|week| Interval {
                first: date(2021, 1, 4) + (7 * week).days(),
                days: 7,
            })
            .collect();
        Self {
            places,
            people: people.into_iter().map(|people| people / total).collect(),
            intervals,
        }
    }

    fn region(&self, weeks: usize) -> Region<'_> {
        Region {
            surface: Surface::Plane,
            places: &self.places,
            intervals: &self.intervals[..weeks],
        }
    }

    /// Counts; where the risk is not 1, in 4 % of the people around some place and five weeks.
    fn counts(&self, seed: u64, part: u64, truth: Truth, risk: f64) -> Grid<u32> {
        let Truth { number, size, season } = truth;
        let mut stream = random::stream(1_000_000 + 1000 * number + part, seed);
        let centre = self.places[stream.random_range(0..PLACES)];
        let mut near: Vec<usize> = (0..PLACES).collect();
        near.sort_by(|&one, &other| {
            let distance = |place: usize| Surface::Plane.distance(centre, self.places[place]);
            distance(one).total_cmp(&distance(other))
        });
        let mut inside = [false; PLACES];
        let mut share = 0.0;
        for place in near {
            share += self.people[place];
            if share > 0.04 && inside.contains(&true) {
                break;
            }
            inside[place] = true;
        }
        let start = stream.random_range(0..WEEKS - 5);
        let mut counts = Grid::new(PLACES, WEEKS);
        let mut phase = [0.0; WEEKS];
        for (week, wave) in (0_u32..).zip(phase.iter_mut()) {
            *wave = 1.0 + season * (std::f64::consts::TAU * 7.0 * f64::from(week) / 365.25).sin();
        }
        for (place, &is_inside) in inside.iter().enumerate() {
            for (week, count) in counts.row_mut(place).iter_mut().enumerate() {
                let here = is_inside && (start..start + 5).contains(&week);
                let mean = CASES * self.people[place] / f64::from(u32::try_from(WEEKS).unwrap_or(1)) * phase[week];
                *count = Counts::new(if here { risk * mean } else { mean }, size).quantile(stream.random());
            }
        }
        counts
    }
}

/// The plain scan: people as they are, each week as any other, Poisson replicas.
struct Plain {
    study: Study,
    design: Design,
    critical: f64,
}

impl Plain {
    fn new(setting: &Setting) -> Self {
        let weeks = f64::from(u32::try_from(WEEKS).unwrap_or(1));
        let cells = setting
            .people
            .iter()
            .flat_map(|share| std::iter::repeat_n(share * CASES / weeks, WEEKS));
        let measure = Grid::from_rows(WEEKS, cells.collect());
        let study = Study {
            surface: Surface::Plane,
            places: setting.places.clone(),
            centres: setting.places.clone(),
            cases: Grid::new(PLACES, WEEKS),
            score: Score::Poisson { cases: CASES },
            by_period: false,
            weights: measure.by_place(),
            null: Null::poisson(&measure),
            measure,
        };
        let design = Design {
            domain: Domain::SpaceTime {
                everywhere: false,
                whole_period: false,
            },
            spans: Spans {
                shortest: 1,
                longest: LONGEST,
                first_end: 0,
            },
            replicas_first_end: 0,
            limits: plan(Look::Back).limits,
            rates: Rates::High,
            minimum: Minimum::default(),
            overlap: Overlap::None,
            replicas: 999,
            stop_after: None,
            seed: 1,
        };
        let replicas: Vec<Vec<Cell>> = (0..design.replicas)
            .map(|index| {
                let mut cells = Vec::new();
                study.null.draw(design.seed, index, 10_076, &mut cells);
                cells
            })
            .collect();
        let critical = Replicas::complete(largest_ratios(&study, &design, &replicas)).critical(LEVEL);
        Self {
            study,
            design,
            critical: critical.unwrap_or(f64::INFINITY),
        }
    }

    /// How many of so many simulations the plain scan rejects: those that a fitted null is tried on.
    fn rejected(&self, setting: &Setting, truth: Truth, simulations: u64) -> u64 {
        let is_rejected = |&seed: &u64| self.rejects(&setting.counts(seed, 0, truth, 1.0));
        (0..simulations).into_par_iter().filter(is_rejected).count() as u64
    }

    /// The number of cases of a data set is its own: the ratio is that of rates.
    fn rejects(&self, cases: &Grid<u32>) -> bool {
        let numbered = cases.values().iter().zip(0..);
        let cells: Vec<Cell> = numbered
            .flat_map(|(&count, cell)| std::iter::repeat_n(cell, count as usize))
            .collect();
        let total: f64 = cases.values().iter().map(|&count| f64::from(count)).sum();
        let scaled = self.study.measure.values().iter().map(|mean| mean * total / CASES);
        let study = Study {
            measure: Grid::from_rows(WEEKS, scaled.collect()),
            score: Score::Poisson { cases: total },
            ..self.study.clone()
        };
        largest_ratios(&study, &self.design, &[cells])[0] > self.critical
    }
}
