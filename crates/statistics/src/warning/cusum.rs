//! A cumulative sum for counts that scatter more than Poisson ones: the log-likelihood ratio of a rise by a given factor
//! against no rise, summed up and never below zero (Page 1954; Höhle and Paul 2008). It finds small rises that last,
//! where a single period would not be noticed, and needs no years of history.
//!
//! The statistic equals that of `algo.glrnb` in R's `surveillance` for a known rise; the limit is set by the false alarms
//! a year that are accepted, on simulated series without a rise.

use rand::RngExt;
use rand::distr::Open01;

use super::{Judgement, TooFew, Warning};
use crate::distribution::Counts;
use crate::random::stream;
use crate::regression::{Design, Observations, fit_with_size};

/// What counts are like without a rise.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// Expected count of each period, from the first of the series on.
    pub means: Vec<f64>,
    /// Size of the negative binomial; infinite for Poisson.
    pub size: f64,
}

/// Least periods to learn a baseline from.
const LEAST_HISTORY: usize = 20;
/// Years that a limit is simulated over.
const SIMULATED_YEARS: usize = 2;

impl Baseline {
    /// Learns from the first `known` periods of a series and goes on to its end: one level, and one wave a year where two
    /// years are known. `None` where they are too few to learn from.
    pub fn learn(counts: &[Option<u32>], known: usize, frequency: usize) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^52 periods")]
        let phase = |period: usize| (period % frequency) as f64 / frequency as f64;
        let past: Vec<(f64, f64)> = counts
            .iter()
            .take(known)
            .enumerate()
            .filter_map(|(period, count)| Some((phase(period), f64::from((*count)?))))
            .collect();
        let (phases, past): (Vec<f64>, Vec<f64>) = past.into_iter().unzip();
        if past.len() < LEAST_HISTORY || past.iter().sum::<f64>() == 0.0 {
            return None;
        }
        let pairs = u8::from(past.len() >= 2 * frequency);
        let design = |phases: &[f64]| {
            let mut design = Design::new(phases.len());
            design.intercept();
            design.harmonics(phases, pairs);
            design
        };
        let fit = fit_with_size(&design(&phases), &Observations::of(&past)).ok()?;
        let mean = |period: usize| {
            let angle = std::f64::consts::TAU * phase(period);
            let row = [1.0, angle.sin(), angle.cos()];
            let row = if pairs == 0 { &row[..1] } else { &row[..] };
            Some(fit.predict(row, None, 0.0)?.log_mean.exp())
        };
        Some(Self {
            means: (0..counts.len()).map(mean).collect::<Option<_>>()?,
            size: fit.size()?,
        })
    }

    /// The log-likelihood ratio as slope · count − constant.
    fn ratio(&self, period: usize, factor: f64) -> (f64, f64) {
        let mean = self.means[period];
        if self.size.is_infinite() {
            return (factor.ln(), mean * (factor - 1.0));
        }
        let shift = (mean * (factor - 1.0) / (self.size + mean)).ln_1p();
        (factor.ln() - shift, self.size * shift)
    }

    /// The limit that the sum passes `false_alarms` times a year where nothing rises, from `replicas` simulated series.
    pub fn limit(&self, frequency: usize, factor: f64, false_alarms: f64, replicas: u32, seed: u64) -> f64 {
        let periods = SIMULATED_YEARS * frequency;
        let start = self.means.len().saturating_sub(frequency);
        let of_year: Vec<usize> = (0..frequency.min(self.means.len())).map(|at| start + at).collect();
        let mut draws: Vec<Sampler> = of_year
            .iter()
            .map(|&period| Sampler::new(Counts::new(self.means[period], self.size)))
            .collect();
        let ratios: Vec<(f64, f64)> = of_year.iter().map(|&period| self.ratio(period, factor)).collect();
        let mut steps = Vec::with_capacity(periods * replicas as usize);
        for replica in 0..replicas {
            let mut random = stream(seed, u64::from(replica));
            for period in 0..periods {
                let at = period % of_year.len();
                let (slope, constant) = ratios[at];
                let uniform: f64 = random.sample(Open01);
                steps.push(slope * f64::from(draws[at].quantile(uniform)) - constant);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "replicas times years is far below 2^52")]
        let accepted = false_alarms * SIMULATED_YEARS as f64 * f64::from(replicas);
        #[expect(clippy::cast_precision_loss, reason = "as above")]
        let alarms = |limit: f64| {
            let mut sum = 0.0_f64;
            let mut alarms = 0_usize;
            for (at, step) in steps.iter().enumerate() {
                if at % periods == 0 {
                    sum = 0.0;
                }
                sum = (sum + step).max(0.0);
                if sum > limit {
                    alarms += 1;
                    sum = 0.0;
                }
            }
            alarms as f64
        };
        let (mut low, mut high) = (0.0, 1.0);
        while alarms(high) > accepted && high < 1e6 {
            high *= 2.0;
        }
        for _ in 0..24 {
            let middle = f64::midpoint(low, high);
            if alarms(middle) > accepted {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// Draws counts by inverting a distribution, with its cumulated probabilities kept.
struct Sampler {
    counts: Counts,
    cumulated: Vec<f64>,
}

impl Sampler {
    fn new(counts: Counts) -> Self {
        Self {
            counts,
            cumulated: Vec::new(),
        }
    }

    fn quantile(&mut self, uniform: f64) -> u32 {
        let mut last = self.cumulated.last().copied().unwrap_or(0.0);
        while last <= uniform {
            let Ok(count) = u32::try_from(self.cumulated.len()) else {
                break;
            };
            let more = self.counts.log_probability(count).exp();
            if more < f64::EPSILON * f64::EPSILON && f64::from(count) > self.counts.mean() {
                break;
            }
            last += more;
            self.cumulated.push(last);
        }
        let below = self.cumulated.partition_point(|&reached| reached <= uniform);
        u32::try_from(below).unwrap_or(u32::MAX)
    }
}

/// The sum at the end of each period from `from` on, before it is set back by a warning. It begins at zero, and again
/// after each warning; a period that is not known leaves it as it is.
pub fn sums(counts: &[Option<u32>], baseline: &Baseline, from: usize, factor: f64, limit: f64) -> Vec<f64> {
    let mut sum = 0.0_f64;
    (from..counts.len())
        .map(|period| {
            if sum > limit {
                sum = 0.0;
            }
            if let Some(count) = counts[period] {
                let (slope, constant) = baseline.ratio(period, factor);
                sum = (sum + slope * f64::from(count) - constant).max(0.0);
            }
            sum
        })
        .collect()
}

/// Judges the periods from `from` on. `factor` is the rise to be found (2 is a doubling), `limit` what the sum must pass.
pub fn judge(counts: &[Option<u32>], baseline: &Baseline, from: usize, factor: f64, limit: f64) -> Vec<Warning> {
    let mut before = 0.0;
    sums(counts, baseline, from, factor, limit)
        .into_iter()
        .zip(from..)
        .map(|(sum, period)| {
            let started = if before > limit { 0.0 } else { before };
            before = sum;
            let Some(observed) = counts[period] else {
                return Warning::TooFewData(TooFew::NotObserved);
            };
            let (slope, constant) = baseline.ratio(period, factor);
            Warning::Judged(Judgement {
                observed,
                expected: baseline.means[period],
                upper: ((limit - started + constant) / slope).floor(),
                is_above: sum > limit,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts without a rise, by the same stream for every test.
    fn quiet(periods: usize, mean: f64, size: f64, seed: u64) -> Vec<Option<u32>> {
        let mut random = stream(seed, 0);
        let mut sampler = Sampler::new(Counts::new(mean, size));
        (0..periods)
            .map(|_| Some(sampler.quantile(random.sample(Open01))))
            .collect()
    }

    #[test]
    fn a_doubling_that_lasts_is_found() {
        let mut counts = quiet(104, 4.0, 5.0, 3);
        for count in counts.iter_mut().skip(90) {
            *count = count.map(|count| 2 * count + 2);
        }
        let baseline = Baseline::learn(&counts, 78, 52).unwrap();
        let limit = baseline.limit(52, 2.0, 1.0, 200, 1);
        let judged = judge(&counts, &baseline, 78, 2.0, limit);
        assert!(judged[12..].iter().any(Warning::is_above));
        for warning in &judged {
            let judgement = warning.judgement().unwrap();
            assert_eq!(
                judgement.is_above,
                f64::from(judgement.observed) > judgement.upper,
                "{judgement:?}"
            );
        }
    }

    #[test]
    fn false_alarms_are_as_many_as_accepted() {
        let baseline = Baseline {
            means: vec![3.0; 52],
            size: 4.0,
        };
        let limit = baseline.limit(52, 2.0, 1.0, 999, 1);
        let long = Baseline {
            means: vec![3.0; 52 * 400],
            size: 4.0,
        };
        let judged = judge(&quiet(52 * 400, 3.0, 4.0, 9), &long, 0, 2.0, limit);
        let a_year = judged.iter().filter(|warning| warning.is_above()).count();
        // 400 expected; the limit itself is simulated, and the first weeks of a simulated series begin at zero.
        assert!((320..=520).contains(&a_year), "{a_year} in 400 years");
    }

    #[test]
    fn nothing_is_learnt_from_nothing() {
        assert_eq!(Baseline::learn(&vec![Some(0); 60], 60, 52), None);
        assert_eq!(Baseline::learn(&vec![Some(3); 60], 10, 52), None);
    }
}
