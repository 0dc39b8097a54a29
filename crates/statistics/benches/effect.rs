//! What is said of measures: how often one that does nothing is called an effect, and how often one that works is.
//!
//! `cargo bench -p statistics --bench effect`. 40 places, 24 months before and 12 after, one, two or eight of them treated;
//! counts with a mean of six a month and variance/mean 2.2, a shock of its own of 20 % for each place. 300 simulations each.
#![expect(clippy::print_stdout, reason = "a program that prints its figures")]

use rand::RngExt;
use rayon::prelude::*;
use statistics::distribution::{Counts, normal_quantile};
use statistics::effect::{Finding, Options, Panel, Question, Verdict, judge};
use statistics::random;

const PLACES: usize = 40;
const PERIODS: usize = 36;
const START: usize = 24;
const SIMULATIONS: u64 = 300;

fn main() {
    for treated in [1, 2, 8] {
        for effect in [1.0, 0.7, 0.5] {
            let found: Vec<(bool, bool)> = (0..SIMULATIONS)
                .into_par_iter()
                .filter_map(|seed| simulate(seed, treated, effect))
                .collect();
            let share = |of: fn(&(bool, bool)) -> bool| {
                let count = u32::try_from(found.iter().filter(|found| of(found)).count()).unwrap_or(0);
                100.0 * f64::from(count) / f64::from(u32::try_from(found.len()).unwrap_or(1))
            };
            println!(
                "{treated} treated, ratio {effect}: intervals that miss 1 {:.1} %, called better or worse {:.1} % of {}",
                share(|found| found.0),
                share(|found| found.1),
                found.len()
            );
        }
    }
}

/// Whether the interval misses 1, and whether the verdict is an effect.
fn simulate(seed: u64, treated: usize, effect: f64) -> Option<(bool, bool)> {
    let mut stream = random::stream(seed, 0);
    let mut counts = Vec::new();
    for place in 0..PLACES {
        let level = 6.0 * f64::from(Counts::new(10.0, 4.0).quantile(stream.random()) + 2) / 12.0;
        let shock = (0.2 * normal_quantile(stream.random())).exp();
        let row = (0..PERIODS).map(|period| {
            let season = [1.0, 1.15, 1.26, 1.3, 1.26, 1.15, 1.0, 0.85, 0.74, 0.7, 0.74, 0.85][period % 12];
            let measure = if place < treated && period >= START {
                effect
            } else {
                1.0
            };
            let own = if period >= START { shock } else { 1.0 };
            Counts::new(level * season * measure * own, 5.0).quantile(stream.random())
        });
        counts.push(row.collect());
    }
    let panel = Panel {
        counts: &counts,
        exposure: None,
    };
    let question = Question {
        treated: (0..treated).collect(),
        start: START,
        ..Question::default()
    };
    match judge(&panel, &question, &Options::default()) {
        Finding::Judged(found) => Some((
            !found.effect.interval.contains(1.0),
            found.verdict != Verdict::NoEvidence,
        )),
        Finding::TooFewData(_) => None,
    }
}
