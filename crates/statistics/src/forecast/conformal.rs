//! Calibration of predictive distributions on past periods that the models had not seen.
//!
//! Two steps, each within classes of like size and step ahead. First the probability integral transforms of the past
//! counts, randomised within the probability of the count itself (Czado, Gneiting and Held 2009), show which levels the
//! distributions really reach; wanted levels are looked up there. Then the share that an interval covers is set right as a
//! whole by split conformal prediction (Vovk, Gammerman and Shafer 2005), with the smallest central level at which a past
//! count lies inside as score: intervals of counts cover more than their tails say, because their ends are whole numbers.

use rand::{Rng, RngExt};

use super::predictive::{Predictive, Table};
use super::{Interval, LEVELS};

/// Upper limits of the expected counts of a class.
const SIZES: [f64; 6] = [1.0, 3.0, 10.0, 30.0, 100.0, f64::INFINITY];
/// Steps ahead that make one class.
const STEPS: [usize; 2] = [6, usize::MAX];
/// Past counts that a class needs; with fewer it says what all classes together say.
const LEAST: usize = 200;

const CLASSES: usize = SIZES.len() * STEPS.len();

/// What was predicted and what came, while it is collected.
#[derive(Debug)]
pub(super) struct Calibration {
    classes: Vec<Vec<Past>>,
}

/// A past count under its predictive distribution.
#[derive(Debug, Clone, Copy)]
struct Past {
    below: f64,
    at_most: f64,
    randomised: f64,
}

/// What is made of it.
#[derive(Debug)]
pub(super) struct Settled {
    classes: Vec<Class>,
}

#[derive(Debug, Clone)]
struct Class {
    /// Sorted transforms of the past counts.
    transforms: Vec<f64>,
    /// Central level to take for each of [`LEVELS`].
    levels: [f64; LEVELS.len()],
}

fn class_of(predictive: &Predictive, step: usize) -> usize {
    let size = SIZES
        .iter()
        .position(|&limit| predictive.mean() < limit)
        .unwrap_or(SIZES.len() - 1);
    let step = STEPS.iter().position(|&limit| step < limit).unwrap_or(STEPS.len() - 1);
    size * STEPS.len() + step
}

impl Calibration {
    pub(super) fn new() -> Self {
        Self {
            classes: vec![Vec::new(); CLASSES],
        }
    }

    /// Takes in a past count that came `step` periods after the next one.
    pub(super) fn learn(&mut self, predictive: &Predictive, step: usize, count: u32, random: &mut impl Rng) {
        let table = predictive.table();
        let (below, at_most) = (table.below(count), table.at_most(count));
        let uniform: f64 = random.random();
        self.classes[class_of(predictive, step)].push(Past {
            below,
            at_most,
            randomised: below + uniform * (at_most - below),
        });
    }

    pub(super) fn settle(self) -> Settled {
        let all: Vec<Past> = self.classes.iter().flatten().copied().collect();
        let of_all = Class::of(&all);
        let class = |past: &Vec<Past>| {
            if past.len() < LEAST {
                of_all.clone()
            } else {
                Class::of(past)
            }
        };
        Settled {
            classes: self.classes.iter().map(class).collect(),
        }
    }
}

impl Class {
    fn of(past: &[Past]) -> Self {
        let mut transforms: Vec<f64> = past.iter().map(|past| past.randomised).collect();
        transforms.sort_unstable_by(f64::total_cmp);
        let mut class = Self {
            transforms,
            levels: LEVELS,
        };
        if class.transforms.len() < 20 {
            class.transforms.clear();
            return class;
        }
        let score = |past: &Past| (1.0 - 2.0 * class.reached(past.at_most)).max(2.0 * class.reached(past.below) - 1.0);
        let mut scores: Vec<f64> = past.iter().map(score).collect();
        scores.sort_unstable_by(f64::total_cmp);
        class.levels = LEVELS.map(|level| conformal_quantile(&scores, level).clamp(0.0, 1.0));
        class
    }

    /// Level that a stated probability really has.
    fn reached(&self, stated: f64) -> f64 {
        if self.transforms.is_empty() {
            return stated;
        }
        let rank = self.transforms.partition_point(|&transform| transform <= stated);
        real(rank) / real(self.transforms.len() + 1)
    }

    /// Stated probability that really has this level.
    fn stated(&self, level: f64) -> f64 {
        if self.transforms.is_empty() {
            return level;
        }
        conformal_quantile(&self.transforms, level)
    }
}

/// The order statistic that a new value does not exceed with at least this probability.
fn conformal_quantile(sorted: &[f64], level: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the number of values"
    )]
    let rank = (level * real(sorted.len() + 1)).ceil().max(1.0) as usize;
    sorted[rank.min(sorted.len()) - 1]
}

impl Settled {
    /// Median and intervals to publish.
    pub(super) fn publish(&self, predictive: &Predictive, step: usize) -> (u32, [Interval; LEVELS.len()]) {
        let class = &self.classes[class_of(predictive, step)];
        let table: Table = predictive.table();
        let quantile = |level: f64| table.quantile(class.stated(level));
        let median = quantile(0.5);
        let mut inner = Interval {
            lower: median,
            upper: median,
        };
        let intervals = class.levels.map(|level| {
            // Each holds the one before it and the median, whatever the calibration of its own level says.
            inner = Interval {
                lower: quantile((1.0 - level) / 2.0).min(inner.lower),
                upper: quantile(f64::midpoint(1.0, level)).max(inner.upper),
            };
            inner
        });
        (median, intervals)
    }
}

#[expect(clippy::cast_precision_loss, reason = "past counts are far fewer than 2^52")]
fn real(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::Counts;
    use crate::random::stream;

    /// Counts twice as scattered as predicted: after calibration intervals cover what they say.
    #[test]
    fn intervals_cover_what_they_say_whatever_was_predicted() {
        let mut random = stream(7, 0);
        let mut draw = |mean: f64| Counts::new(mean, 2.0).quantile(random.random::<f64>());
        let means: Vec<f64> = (0..6000).map(|at| 4.0 + f64::from(at % 60)).collect();
        let past: Vec<u32> = means.iter().map(|&mean| draw(mean)).collect();
        let coming: Vec<u32> = means.iter().map(|&mean| draw(mean)).collect();
        let mut random = stream(8, 0);
        let mut calibration = Calibration::new();
        for (&mean, &count) in means.iter().zip(&past) {
            calibration.learn(&Predictive::new(mean, 0.05), 0, count, &mut random);
        }
        let settled = calibration.settle();
        let mut covered = [0_u32; LEVELS.len()];
        for (&mean, &count) in means.iter().zip(&coming) {
            let (_, intervals) = settled.publish(&Predictive::new(mean, 0.05), 0);
            for (covered, interval) in covered.iter_mut().zip(intervals) {
                *covered += u32::from(interval.covers(count));
            }
        }
        for (covered, level) in covered.into_iter().zip(LEVELS) {
            let share = f64::from(covered) / 6000.0;
            assert!((share - level).abs() < 0.02, "{share} of {level}");
        }
    }

    #[test]
    fn without_a_past_the_stated_levels_hold() {
        let settled = Calibration::new().settle();
        let predictive = Predictive::new(9.0, 0.1);
        assert_eq!(settled.publish(&predictive, 3), predictive.raw());
    }
}
