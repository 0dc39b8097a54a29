//! The three methods of the Early Aberration Reporting System (Hutwagner et al. 2003; Fricker, Hegler and Dunfee 2008),
//! for series too short for a model of the year. Answers equal those of `earsC` in R's `surveillance`.

use super::{Judgement, TooFew, Warning};
use crate::distribution::normal_quantile;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The periods just before.
    C1,
    /// The same, two periods earlier, so that a slow rise is not learnt from.
    C2,
    /// C2 with what the two periods before were above their bounds added.
    C3,
}

/// Options.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which method.
    pub method: Method,
    /// Periods that the present one is compared with, at least 3.
    pub baseline: usize,
    /// Least standard deviation: a flat past would make every other count a warning.
    pub least_deviation: f64,
    /// Share of false warnings a period under normal counts.
    pub alpha: f64,
}

impl Options {
    /// The usual options of a method: 7 periods, z = 3 for C1 and C2 and z = 2 for C3.
    pub fn of(method: Method) -> Self {
        Self {
            method,
            baseline: 7,
            least_deviation: 0.0,
            alpha: if method == Method::C3 { 0.025 } else { 0.001 },
        }
    }

    /// Periods that must lie before the present one.
    pub fn history(&self) -> usize {
        self.baseline
            + match self.method {
                Method::C1 => 0,
                Method::C2 => 2,
                Method::C3 => 4,
            }
    }
}

/// Judges the count at `now`. The bound of C3 is on the sum of three periods; what is given is what it leaves for the
/// present one.
pub fn judge(counts: &[Option<u32>], now: usize, options: &Options) -> Warning {
    match judged(counts, now, options) {
        Ok(judgement) => Warning::Judged(judgement),
        Err(why) => Warning::TooFewData(why),
    }
}

fn judged(counts: &[Option<u32>], now: usize, options: &Options) -> Result<Judgement, TooFew> {
    if now < options.history() || options.baseline < 3 {
        return Err(TooFew::History);
    }
    let observed = counts.get(now).copied().flatten().ok_or(TooFew::NotObserved)?;
    let z = normal_quantile(1.0 - options.alpha);
    let lag = if options.method == Method::C1 { 0 } else { 2 };
    let past = Past::before(counts, now - lag, options)?;
    let mut z = z;
    if options.method == Method::C3 {
        for before in [1, 2] {
            let earlier = Past::before(counts, now - before - lag, options)?;
            let count = counts[now - before].ok_or(TooFew::History)?;
            z -= positive((f64::from(count) - earlier.mean) / earlier.deviation - 1.0);
        }
    }
    let upper = match options.method {
        Method::C1 | Method::C2 => past.mean + z * past.deviation,
        Method::C3 => (f64::from(observed) + past.deviation * z).max(0.0),
    };
    if upper.is_nan() {
        return Err(TooFew::Model);
    }
    Ok(Judgement::of(observed, past.mean, upper))
}

/// The positive part; what is not a number (0 / 0 on a flat past) stays so and ends as too few data.
fn positive(value: f64) -> f64 {
    if value < 0.0 { 0.0 } else { value }
}

/// Mean and standard deviation of the baseline.
struct Past {
    mean: f64,
    deviation: f64,
}

impl Past {
    fn before(counts: &[Option<u32>], end: usize, options: &Options) -> Result<Self, TooFew> {
        let past: Option<Vec<f64>> = counts[end - options.baseline..end]
            .iter()
            .map(|count| count.map(f64::from))
            .collect();
        let past = past.ok_or(TooFew::History)?;
        #[expect(clippy::cast_precision_loss, reason = "a baseline is a few periods")]
        let length = past.len() as f64;
        let mean = past.iter().sum::<f64>() / length;
        let squares: f64 = past.iter().map(|count| (count - mean) * (count - mean)).sum();
        Ok(Self {
            mean,
            deviation: (squares / (length - 1.0)).sqrt().max(options.least_deviation),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_past_says_too_little_unless_a_least_deviation_is_set() {
        let mut counts = vec![Some(0); 20];
        counts[19] = Some(4);
        let c3 = Options::of(Method::C3);
        assert_eq!(judge(&counts, 19, &c3), Warning::TooFewData(TooFew::Model));
        let careful = Options {
            least_deviation: 0.5,
            ..c3
        };
        assert!(judge(&counts, 19, &careful).is_above());
        assert_eq!(judge(&counts, 10, &c3), Warning::TooFewData(TooFew::History));
        counts[12] = None;
        assert_eq!(
            judge(&counts, 19, &Options::of(Method::C2)),
            Warning::TooFewData(TooFew::History)
        );
    }

    proptest::proptest! {
        #[test]
        fn adding_to_every_count_moves_the_bound_as_much(
            counts in proptest::collection::vec(0_u32..50, 8..30), more in 0_u32..100
        ) {
            let series: Vec<Option<u32>> = counts.iter().copied().map(Some).collect();
            let higher: Vec<Option<u32>> = counts.iter().map(|count| Some(count + more)).collect();
            let bound = |series: &[Option<u32>]| {
                let warning = judge(series, series.len() - 1, &Options::of(Method::C1));
                warning.judgement().map_or(f64::NAN, |judgement| judgement.upper)
            };
            proptest::prop_assert!((bound(&higher) - bound(&series) - f64::from(more)).abs() < 1e-9);
        }
    }
}
