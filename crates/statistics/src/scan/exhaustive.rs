//! Every window, one after the other. What the bounds elsewhere are measured against, and the way of time-stratified
//! scans, whose score depends on the period of the window.

use super::grid::{Growing, Measure};
use super::score::{Direction, Score};
use super::taken::Taken;
use super::window::{Extent, Minimum, Spans, Window};

/// What the cases of a window are compared with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Comparison {
    /// All cases of the study.
    Study(Score),
    /// Cases and measure of the same period everywhere: sums before each time and after the last. A trend that all
    /// places share then makes no difference (time-stratified randomisation).
    Period {
        /// Cumulated cases.
        cases: Vec<f64>,
        /// Cumulated measure.
        measure: Vec<f64>,
    },
}

impl Comparison {
    /// The score of windows over these intervals.
    pub(crate) fn score(&self, start: usize, end: usize) -> (Score, f64) {
        match self {
            Self::Study(score) => (*score, 1.0),
            Self::Period { cases, measure } => {
                let cases = cases[end] - cases[start];
                (Score::Poisson { cases }, cases / (measure[end] - measure[start]))
            }
        }
    }
}

/// The best window of the circles around one centre.
#[derive(Debug)]
pub(crate) struct Exhaustive<'a> {
    pub(crate) comparison: &'a Comparison,
    pub(crate) measure: &'a Measure,
    pub(crate) spans: Spans,
    pub(crate) minimum: Minimum,
    pub(crate) directions: &'a [Direction],
    pub(crate) taken: &'a Taken,
}

impl Exhaustive<'_> {
    /// The best window of the circles around one centre; `row` gives the counts of a place.
    pub(crate) fn best<'r>(&self, centre: usize, places: &[u16], row: impl Fn(usize) -> &'r [u32]) -> Option<Window> {
        let times = self.measure.times();
        let mut growing = Growing::new(self.measure);
        let mut running = vec![0_u32; times];
        let mut cases = vec![0_u32; times + 1];
        let mut sums = Vec::new();
        let mut blocked = self.taken.blocked();
        let mut closed = Vec::new();
        let mut best: Option<Window> = None;
        for (rank, &place) in places.iter().enumerate() {
            growing.add(usize::from(place));
            growing.cumulate(&mut sums);
            blocked.add(&[place], times);
            blocked.cumulate(&mut closed);
            let mut sum = 0;
            for ((running, count), cumulated) in running.iter_mut().zip(row(usize::from(place))).zip(&mut cases[1..]) {
                *running += count;
                sum += *running;
                *cumulated = sum;
            }
            for end in self.spans.first_end + 1..=times {
                let longest = self.spans.longest.min(end);
                for length in self.spans.shortest..=longest {
                    let start = end - length;
                    if !closed.is_empty() && closed[start] != closed[end] {
                        continue;
                    }
                    let observed = cases[end] - cases[start];
                    let (score, scale) = self.comparison.score(start, end);
                    let measure = (sums[end] - sums[start]) * scale;
                    for &direction in self.directions {
                        if observed < self.minimum.of(direction)
                            || !score.differs(direction, f64::from(observed), measure)
                        {
                            continue;
                        }
                        let ratio = score.log_ratio(f64::from(observed), measure);
                        if best.is_none_or(|best| ratio > best.ratio) {
                            best = Some(Window {
                                extent: Extent::Circle {
                                    centre,
                                    places: rank + 1,
                                },
                                start,
                                end,
                                observed,
                                measure,
                                ratio,
                                direction,
                            });
                        }
                    }
                }
            }
        }
        best
    }
}
