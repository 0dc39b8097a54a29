//! Whether the p-values of a configuration hold: the same analysis on data in which nothing is out of the ordinary.

use super::super::number::real;
use super::{Baseline, Part, Plan, Progress, Region, p_value, seed_of};
use crate::random::stream;

use rayon::prelude::*;

/// How often an analysis called chance a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfTest {
    /// Data sets that the analysis was made on.
    pub simulated: usize,
    /// Those with a p-value of at most 5 %.
    pub rejected: usize,
    /// So many are rejected at least, with a probability of 97.5 %, where p-values hold.
    pub least: usize,
    /// So many at most, the same way.
    pub most: usize,
}

/// The level that is tested.
pub(super) const LEVEL: f64 = 0.05;
/// Replicas of each data set: the rank of 1 in 20 is 5 %, whatever the statistic (Dwass 1957).
const REPLICAS: usize = 19;

impl SelfTest {
    fn of(simulated: usize, rejected: usize) -> Self {
        let (least, most) = interval(simulated, LEVEL);
        Self {
            simulated,
            rejected,
            least,
            most,
        }
    }

    /// Whether the share lies where it should.
    pub fn is_within(&self) -> bool {
        (self.least..=self.most).contains(&self.rejected)
    }

    /// Whether p-values may be told: not where chance is called a cluster more often than they say. One that is too
    /// cautious may be.
    pub fn is_trusted(&self) -> bool {
        self.rejected <= self.most
    }

    /// The share that was rejected.
    pub fn share(&self) -> f64 {
        real(self.rejected) / real(self.simulated.max(1))
    }
}

/// Between which counts a binomial number lies with 95 %: no more than 2.5 % lie below, none the more above.
pub fn interval(trials: usize, share: f64) -> (usize, usize) {
    let mut chance = (1.0 - share).powi(i32::try_from(trials).unwrap_or(i32::MAX));
    let mut below = 0.0;
    let mut least = None;
    for count in 0..=trials {
        below += chance;
        if least.is_none() && below > 0.025 {
            least = Some(count);
        }
        if below >= 0.975 {
            return (least.unwrap_or(count), count);
        }
        chance *= real(trials - count) / real(count + 1) * share / (1.0 - share);
    }
    (least.unwrap_or(0), trials)
}

/// Makes the analysis on data sets that the fitted model yields: fit, dispersion, replicas, everything anew.
pub(super) fn run(region: &Region, plan: &Plan, baseline: &Baseline, progress: Progress) -> SelfTest {
    let seed = seed_of(plan.seed, Part::SelfTest);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let found: Vec<f64> = (0..plan.self_tests)
        .into_par_iter()
        .filter_map(|index| {
            let cases = baseline.drawn_counts(&mut stream(seed, index as u64));
            let plan = Plan {
                replicas: REPLICAS,
                seed: seed.wrapping_add(1 + index as u64),
                ..plan.clone()
            };
            let p = p_value(region, &cases, &plan).ok();
            progress(
                done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1,
                plan.self_tests,
            );
            p
        })
        .collect();
    let rejected = found.iter().filter(|&&p| p <= LEVEL + 1e-9).count();
    SelfTest::of(found.len(), rejected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_the_binomial_one() {
        // qbinom(c(0.025, 0.975), 1000, 0.05) and the same of 200 in R: 37, 64; 4, 16.
        assert_eq!(interval(1000, 0.05), (37, 64));
        assert_eq!(interval(200, 0.05), (4, 16));
        assert_eq!(interval(0, 0.05), (0, 0));
    }

    #[test]
    fn too_many_are_not_trusted_and_too_few_are_cautious() {
        let test = |rejected| SelfTest::of(200, rejected);
        assert!(test(10).is_within() && test(10).is_trusted());
        assert!(!test(17).is_within() && !test(17).is_trusted());
        assert!(!test(3).is_within() && test(3).is_trusted());
        assert!((test(10).share() - 0.05).abs() < 1e-12);
    }
}
