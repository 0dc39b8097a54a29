//! Rolling-origin evaluation: what would have been forecast at past origins, against what came.

use super::score::{naive_error, weighted_interval_score};
use super::{Forecast, LEVELS, Options, Outcome, Series, forecast};

/// How good forecasts were, over all series, origins and periods ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Counts compared.
    pub counts: usize,
    /// Mean absolute error of the median over that of the seasonal naive forecast in the past; below 1 is better than it.
    pub mase: f64,
    /// The same of the seasonal naive forecast of the same periods.
    pub naive_mase: f64,
    /// Mean weighted interval score, in counts.
    pub wis: f64,
    /// The same, each series by its own scale.
    pub scaled_wis: f64,
    /// Share of counts in the intervals of [`LEVELS`].
    pub coverage: [f64; LEVELS.len()],
}

/// How often [`evaluate`] calls back.
pub fn ticks(series: &[Series], options: &Options<'_>, origins: usize) -> usize {
    (1..=origins)
        .map(|origin| super::ticks(&known(series, origin * options.horizon), options))
        .sum()
}

/// The series as they were `back` periods before the end.
fn known(series: &[Series], back: usize) -> Vec<Series> {
    let cut = |series: &Series| Series {
        counts: series.counts[..series.counts.len() - back].to_vec(),
        ..series.clone()
    };
    series
        .iter()
        .filter(|series| series.counts.len() > back)
        .map(cut)
        .collect()
}

/// Forecasts from `origins` past origins, the last one `horizon` periods before the end and the others as far apart, and
/// compares. `None` where nothing could be forecast.
pub fn evaluate(
    series: &[Series],
    options: &Options<'_>,
    origins: usize,
    tick: &(dyn Fn() + Sync),
) -> Option<Evaluation> {
    let mut sums = Sums::default();
    for origin in 1..=origins {
        let back = origin * options.horizon;
        let known = known(series, back);
        let outcomes = forecast(&known, &options.earlier(back), tick);
        let long = series.iter().filter(|series| series.counts.len() > back);
        for ((known, whole), outcome) in known.iter().zip(long).zip(outcomes) {
            if let Outcome::Forecast(forecasts) = outcome {
                sums.add(
                    &known.counts,
                    &whole.counts[known.counts.len()..],
                    &forecasts,
                    options.frequency,
                );
            }
        }
    }
    sums.evaluation()
}

#[derive(Default)]
struct Sums {
    series: f64,
    counts: usize,
    mase: f64,
    naive_mase: f64,
    wis: f64,
    scaled_wis: f64,
    covered: [usize; LEVELS.len()],
}

impl Sums {
    fn add(&mut self, known: &[u32], coming: &[u32], forecasts: &[Forecast], frequency: usize) {
        let scale = naive_error(known, frequency);
        let (mut error, mut naive, mut wis) = (0.0, 0.0, 0.0);
        let pairs = || forecasts.iter().zip(coming);
        for (forecast, &count) in pairs() {
            error += f64::from(forecast.median.abs_diff(count));
            naive += f64::from(forecast.naive.abs_diff(count));
            wis += weighted_interval_score(count, forecast.median, &forecast.intervals);
            for (covered, interval) in self.covered.iter_mut().zip(&forecast.intervals) {
                *covered += usize::from(interval.covers(count));
            }
        }
        let steps = pairs().count();
        self.counts += steps;
        self.series += 1.0;
        let mean = |sum: f64| sum / real(steps);
        self.mase += mean(error) / scale;
        self.naive_mase += mean(naive) / scale;
        self.scaled_wis += mean(wis) / scale;
        self.wis += wis;
    }

    fn evaluation(self) -> Option<Evaluation> {
        (self.counts > 0).then(|| Evaluation {
            counts: self.counts,
            mase: self.mase / self.series,
            naive_mase: self.naive_mase / self.series,
            wis: self.wis / real(self.counts),
            scaled_wis: self.scaled_wis / self.series,
            coverage: self.covered.map(|covered| real(covered) / real(self.counts)),
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts compared are far fewer than 2^52")]
fn real(number: usize) -> f64 {
    number as f64
}
