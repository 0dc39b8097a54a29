//! Tables of the frontier, so that a bound costs a look-up and not a root.

use super::number::{real, whole};
use super::score::{Direction, Score};

use std::sync::OnceLock;

/// Nodes for each doubling of the measure, as a power of two.
const NODE_BITS: u32 = 3;
/// Bits of a double's mantissa below those that number the node.
const SHIFT: u32 = 52 - NODE_BITS;
/// The bits of one, and those of a mantissa.
const ONE: u64 = 1.0_f64.to_bits();
const MANTISSA: u64 = (1 << 52) - 1;
/// Each table stands for a ratio this much higher than the one before.
const STEP: f64 = 1.04;
/// The ratio of the second table; the first is that of zero.
const FIRST: f64 = 0.25;

/// The frontier of one ratio at measures in geometric steps. Between the nodes it is straight, which is on the safe side
/// of a concave (high) or convex (low) frontier: no window that stays on this side of it beats the ratio.
#[derive(Debug)]
pub(crate) struct Frontier {
    first: u64,
    smallest: f64,
    nodes: Vec<f64>,
}

impl Frontier {
    fn new(score: &Score, direction: Direction, ratio: f64, smallest: f64) -> Self {
        let first = smallest.to_bits() >> SHIFT;
        let last = (score.total().to_bits() >> SHIFT) + 1;
        let edge = |measure: f64| match direction {
            Direction::High => {
                let edge = score.frontier(direction, measure, ratio);
                (edge - 1e-8 * (1.0 + edge)).max(0.0)
            }
            // Towards everything, all cases but one are ever farther below what is expected.
            Direction::Low if measure >= score.total() => score.cases(),
            Direction::Low => {
                let edge = score.frontier(direction, measure, ratio);
                edge + 1e-8 * (1.0 + edge)
            }
        };
        let at = |node: u64| f64::from_bits(node << SHIFT);
        let mut nodes: Vec<f64> = (first..last).map(|node| edge(at(node))).collect();
        // The last node lies beyond everything: on the line through the one before and everything.
        let (before, beyond, all) = (at(last - 1), at(last), score.total());
        let (low, high) = (edge(before), edge(all));
        nodes.push(if all > before {
            low + (high - low) * (beyond - before) / (all - before)
        } else {
            high
        });
        Self {
            first,
            smallest: f64::from_bits(first << SHIFT),
            nodes,
        }
    }

    /// The frontier at a measure, or a little on its safe side.
    #[inline(always)]
    pub(crate) fn at(&self, measure: f64) -> f64 {
        if measure <= self.smallest {
            return self.nodes[0] * (measure / self.smallest).max(0.0);
        }
        let bits = measure.to_bits();
        let node = usize::try_from((bits >> SHIFT) - self.first).unwrap_or(usize::MAX);
        let Some(&[low, high]) = self.nodes.get(node..).and_then(|rest| rest.first_chunk()) else {
            return self.nodes[self.nodes.len() - 1];
        };
        // How far from node to node is what the rest of the mantissa says.
        let share = f64::from_bits(ONE | (bits << NODE_BITS & MANTISSA)) - 1.0;
        low + (high - low) * share
    }

    /// The straight line `slope × measure + intercept` through the frontier at two measures.
    #[inline(always)]
    pub(crate) fn chord(&self, least: f64, most: f64) -> Chord {
        let (low, high) = (self.at(least), self.at(most));
        if most <= least * (1.0 + 1e-9) {
            return Chord {
                slope: 0.0,
                intercept: low,
                top: high,
            };
        }
        let slope = (high - low) / (most - least);
        Chord {
            slope,
            intercept: low - slope * least,
            top: high,
        }
    }
}

/// A line that no window of a class of durations may cross without beating the ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chord {
    pub(crate) slope: f64,
    pub(crate) intercept: f64,
    /// The frontier at the larger measure.
    pub(crate) top: f64,
}

/// Tables for rising ratios, made when first asked for and shared by all threads.
#[derive(Debug)]
pub(crate) struct Ladder {
    score: Score,
    direction: Direction,
    smallest: f64,
    rungs: Vec<OnceLock<Frontier>>,
}

impl Ladder {
    /// `smallest` is the least measure at which the tables are to be close; below it they stay valid.
    pub(crate) fn new(score: Score, direction: Direction, smallest: f64) -> Self {
        let smallest = smallest.clamp(score.total() * 1e-12, score.total());
        Self {
            score,
            direction,
            smallest,
            rungs: std::iter::repeat_with(OnceLock::new).take(400).collect(),
        }
    }

    /// One for each direction.
    pub(crate) fn all(score: Score, directions: &[Direction], smallest: f64) -> Vec<Self> {
        directions
            .iter()
            .map(|&direction| Self::new(score, direction, smallest))
            .collect()
    }

    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// The rung of the highest tabled ratio that is not above `ratio`.
    pub(crate) fn rung(&self, ratio: f64) -> usize {
        if ratio < FIRST {
            return 0;
        }
        let steps = whole((ratio / FIRST).ln() / STEP.ln());
        (steps + 1).min(self.rungs.len() - 1)
    }

    pub(crate) fn table(&self, rung: usize) -> &Frontier {
        self.rungs[rung].get_or_init(|| {
            let ratio = match rung {
                0 => 0.0,
                // A hair below, so that rounding in `rung` never takes a table of a higher ratio than asked for.
                rung => FIRST * STEP.powf(real(rung - 1)) * (1.0 - 1e-9),
            };
            Frontier::new(&self.score, self.direction, ratio, self.smallest)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stay_on_the_safe_side_and_close() {
        for score in [
            Score::Poisson { cases: 2000.0 },
            Score::Bernoulli {
                cases: 300.0,
                people: 2000.0,
            },
        ] {
            let high = Ladder::new(score, Direction::High, 0.01);
            let low = Ladder::new(score, Direction::Low, 0.01);
            for step in 1..400_u32 {
                let measure = 0.013 * 1.028_f64.powi(i32::try_from(step).unwrap_or_default());
                let ratio = 9.0;
                let edge = score.frontier(Direction::High, measure, ratio);
                let table = high.table(high.rung(ratio)).at(measure);
                assert!(table <= edge && table > 0.95 * edge - 0.2, "{measure} {edge} {table}");
                let edge = score.frontier(Direction::Low, measure, ratio);
                let table = low.table(low.rung(ratio)).at(measure);
                assert!(table >= edge, "{measure} {edge} {table}");
            }
            for rest in [300.0, 100.0, 30.0, 10.0, 1.0, 1e-3, 1e-6] {
                let (measure, ratio) = (score.total() - rest, 9.0);
                let edge = score.frontier(Direction::High, measure, ratio);
                let table = high.table(high.rung(ratio)).at(measure);
                assert!(table <= edge, "high, {rest}: {edge} {table}");
                let edge = score.frontier(Direction::Low, measure, ratio);
                let table = low.table(low.rung(ratio)).at(measure);
                assert!(table >= edge, "low, {rest}: {edge} {table}");
            }
            assert!(low.table(low.rung(9.0)).at(score.total()) >= score.cases() - 1e-9);
        }
    }
}
