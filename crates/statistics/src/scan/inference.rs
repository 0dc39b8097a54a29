//! What a ratio is worth: ranks among replicas, p-values, recurrence intervals.

use super::number::real;

/// Ratios this close count as equal.
const TIE: f64 = 1e-9;
/// The Euler–Mascheroni constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// The largest ratios of replicas, in the order of the replicas.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replicas {
    ratios: Vec<f64>,
    stopped: bool,
}

impl Replicas {
    /// Replicas of which none was left out.
    pub fn complete(ratios: Vec<f64>) -> Self {
        Self { ratios, stopped: false }
    }

    /// Replicas up to the one that is the `most`th to reach `observed`; all of them if that never happens (Besag and
    /// Clifford 1991).
    pub fn stopped_at(mut ratios: Vec<f64>, observed: f64, most: usize) -> Self {
        let last = ratios
            .iter()
            .enumerate()
            .filter(|&(_, &ratio)| ratio >= observed - TIE)
            .nth(most.saturating_sub(1))
            .map(|(index, _)| index);
        match last {
            Some(last) if last + 1 < ratios.len() => {
                ratios.truncate(last + 1);
                Self { ratios, stopped: true }
            }
            _ => Self { ratios, stopped: false },
        }
    }

    /// The ratios.
    pub fn ratios(&self) -> &[f64] {
        &self.ratios
    }

    /// Whether the drawing ended early.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// The rank of a ratio among the replicas and itself, 1 being the highest. A replica that is equal counts as higher.
    pub fn rank(&self, ratio: f64) -> usize {
        1 + self.ratios.iter().filter(|&&other| other >= ratio - TIE).count()
    }

    /// The Monte Carlo p-value: rank over one more than the number of replicas (Dwass 1957); after an early stop, the
    /// share of replicas that reached the ratio. `None` without replicas.
    pub fn p(&self, ratio: f64) -> Option<f64> {
        let count = self.ratios.len();
        if count == 0 {
            return None;
        }
        let rank = self.rank(ratio);
        Some(if self.stopped {
            real((rank - 1).max(1)) / real(count)
        } else {
            real(rank) / real(count + 1)
        })
    }

    /// The p-value by a Gumbel distribution with the replicas' mean and standard deviation (Abrams, Kulldorff and Kleinman
    /// 2010). `None` with fewer than two replicas or when they are all equal.
    pub fn gumbel_p(&self, ratio: f64) -> Option<f64> {
        let count = real(self.ratios.len());
        let mean = self.ratios.iter().sum::<f64>() / count;
        let square = self.ratios.iter().map(|other| (other - mean).powi(2)).sum::<f64>() / count;
        if self.ratios.len() < 2 || square <= 0.0 {
            return None;
        }
        let scale = (square * 6.0).sqrt() / std::f64::consts::PI;
        let location = mean - EULER * scale;
        Some(-(-(-(ratio - location) / scale).exp()).exp_m1())
    }

    /// The ratio that a cluster must exceed to have a p-value of at most `level`; `None` when there are too few replicas.
    pub fn critical(&self, level: f64) -> Option<f64> {
        let mut sorted = self.ratios.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let rank = super::number::whole(level * real(sorted.len() + 1) + 1e-9);
        (rank >= 1).then(|| sorted[rank - 1])
    }
}

/// How long it takes on average, in units of `every`, until chance alone gives a cluster this strong in one of the analyses
/// that are made `every` so often; `analyses` is how many analyses the p-value is adjusted for.
pub fn recurrence_interval(p: f64, every: f64, analyses: usize) -> f64 {
    if analyses <= 1 {
        every / p
    } else {
        every / (1.0 - (1.0 - p).powf(1.0 / real(analyses)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_replicas_count_against_the_cluster() {
        let replicas = Replicas::complete(vec![1.0, 2.0, 3.0, 4.0]);
        assert_eq!(replicas.rank(3.0), 3);
        assert_eq!(replicas.p(3.0), Some(0.6));
        assert_eq!(replicas.p(9.0), Some(0.2));
        assert_eq!(replicas.critical(0.2), Some(4.0));
        assert_eq!(replicas.critical(0.1), None);
    }

    #[test]
    fn drawing_stops_when_the_answer_is_clear() {
        let ratios = vec![1.0, 5.0, 1.0, 5.0, 1.0, 5.0];
        let replicas = Replicas::stopped_at(ratios.clone(), 4.0, 2);
        assert_eq!(replicas.ratios(), [1.0, 5.0, 1.0, 5.0]);
        assert!(replicas.stopped());
        assert_eq!(replicas.p(4.0), Some(0.5));
        assert!(!Replicas::stopped_at(ratios, 4.0, 9).stopped());
    }

    #[test]
    fn intervals_of_recurrence() {
        assert!((recurrence_interval(0.009, 1.0, 1) - 111.1).abs() < 0.05);
        assert!((recurrence_interval(0.627, 1.0, 5) - 5.6).abs() < 0.05);
    }
}
