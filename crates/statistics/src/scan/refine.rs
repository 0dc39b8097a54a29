//! The exact look at those windows of one circle that a bound could not rule out.

use super::frontier::Ladder;
use super::score::{Direction, Score};
use super::window::{Minimum, Spans};

/// A straight line over the measure: a window with no more cases (high) or no fewer (low) than
/// `slope × measure + intercept` does not beat the ratio the line was made for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    pub(crate) slope: f64,
    pub(crate) intercept: f64,
}

/// The line for windows whose measure lies between `range.0` and `range.1`, or `None` when no such window can beat the
/// ratio of the rung.
#[inline(always)]
pub(crate) fn line(ladder: &Ladder, rung: usize, range: (f64, f64), minimum: Minimum) -> Option<Line> {
    let chord = ladder.table(rung).chord(range.0, range.1);
    match ladder.direction() {
        Direction::High => {
            let needed = f64::from(minimum.high) - 0.5;
            Some(if chord.top < needed {
                Line {
                    slope: 0.0,
                    intercept: needed,
                }
            } else {
                Line {
                    slope: chord.slope,
                    intercept: chord.intercept,
                }
            })
        }
        Direction::Low => (chord.top > f64::from(minimum.low)).then(|| {
            if chord.slope == 0.0 {
                // One measure only: through the origin, as the limit of a sum that begins at zero may not be negative.
                Line {
                    slope: chord.top / range.0,
                    intercept: 0.0,
                }
            } else {
                Line {
                    slope: chord.slope,
                    intercept: chord.intercept.min(0.0),
                }
            }
        }),
    }
}

/// The line of a given slope for windows whose measure lies in a range: as a frontier bends one way only, its ends decide.
/// `None` when no such window can beat the ratio of the rung.
#[inline]
pub(crate) fn line_of_slope(
    ladder: &Ladder,
    rung: usize,
    slope: f64,
    range: (f64, f64),
    minimum: Minimum,
) -> Option<Line> {
    let table = ladder.table(rung);
    let (low, high) = (table.at(range.0), table.at(range.1));
    match ladder.direction() {
        Direction::High => {
            let needed = f64::from(minimum.high) - 0.5;
            let edge = (low - slope * range.0).min(high - slope * range.1);
            Some(Line {
                slope,
                intercept: edge.max(needed - slope * range.1),
            })
        }
        Direction::Low => (high > f64::from(minimum.low)).then(|| {
            let edge = (low - slope * range.0).max(high - slope * range.1);
            Line {
                slope,
                intercept: edge.min(0.0),
            }
        }),
    }
}

/// One circle: cases and measure before each time and after the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circle<'a> {
    pub(crate) cases: &'a [u32],
    pub(crate) sums: &'a [f64],
    /// How many intervals before each time may be in no window; empty when all may.
    pub(crate) blocked: &'a [u32],
}

/// A window in time of one circle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) observed: u32,
    pub(crate) measure: f64,
    pub(crate) ratio: f64,
}

impl Circle<'_> {
    /// The best window of a class of durations that beats `ratio`, if one does.
    pub(crate) fn best(
        &self,
        score: &Score,
        spans: Spans,
        (shortest, longest): (usize, usize),
        line: Line,
        (direction, minimum): (Direction, Minimum),
        ratio: f64,
    ) -> Option<Found> {
        let sign = match direction {
            Direction::High => 1.0,
            Direction::Low => -1.0,
        };
        let least = minimum.of(direction);
        let height = |time: usize| sign * (f64::from(self.cases[time]) - line.slope * self.sums[time]);
        let limit = sign * line.intercept;
        let mut found: Option<Found> = None;
        let mut to_beat = ratio;
        let from = spans.first_time();
        let mut lowest = height(from);
        for end in from + 1..self.sums.len() {
            let here = height(end);
            if !self.blocked.is_empty() && self.blocked[end] != self.blocked[end - 1] {
                // No window holds this time; the next may begin after it.
                lowest = here;
                continue;
            }
            let gap = here - lowest;
            lowest = lowest.min(here);
            if end <= spans.first_end || gap <= limit {
                continue;
            }
            for length in shortest..=longest.min(end) {
                let start = end - length;
                let observed = self.cases[end] - self.cases[start];
                let measure = self.sums[end] - self.sums[start];
                let above = sign * (f64::from(observed) - line.slope * measure) > limit;
                if !above
                    || observed < least
                    || (!self.blocked.is_empty() && self.blocked[start] != self.blocked[end])
                    || !score.differs(direction, f64::from(observed), measure)
                {
                    continue;
                }
                let ratio = score.log_ratio(f64::from(observed), measure);
                if ratio > to_beat {
                    to_beat = ratio;
                    found = Some(Found {
                        start,
                        end,
                        observed,
                        measure,
                        ratio,
                    });
                }
            }
        }
        found
    }
}
