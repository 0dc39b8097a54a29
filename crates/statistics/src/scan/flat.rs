//! The largest ratio of many replicas of a scan in space only.
//!
//! A circle has one window then, and the threshold of its count is one look-up that serves several vectors of replicas.

use super::frontier::Ladder;
use super::grid::Measure;
use super::number::sixteen;
use super::places::Circles;
use super::score::{Direction, Score};
use super::window::Minimum;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// Vectors side by side.
const VECTORS: usize = 4;

/// A scan in space, ready for replicas.
#[derive(Debug)]
pub(crate) struct Flat<'a> {
    circles: &'a Circles,
    order: Vec<usize>,
    weights: Vec<f64>,
    score: Score,
    minimum: Minimum,
    ladders: Vec<Ladder>,
    level: Level,
}

impl<'a> Flat<'a> {
    /// `measure` has one interval.
    pub(crate) fn new(
        circles: &'a Circles,
        measure: &Measure,
        score: Score,
        minimum: Minimum,
        directions: &[Direction],
        level: Level,
    ) -> Self {
        let weights = match measure {
            Measure::Product { weights, .. } => weights.clone(),
            Measure::Any(grid) => grid.by_place(),
        };
        Self {
            circles,
            order: circles.scattered(),
            score,
            minimum,
            ladders: directions
                .iter()
                .map(|&direction| Ladder::new(score, direction, measure.smallest()))
                .collect(),
            weights,
            level,
        }
    }

    /// How many replicas are looked at together.
    pub(crate) fn width(&self) -> usize {
        VECTORS * super::lanes::width(self.level)
    }

    /// The largest ratio of each replica; each is given as the place of each case. `None` when a replica has more cases
    /// than sixteen bits can count.
    pub(crate) fn largest<'r>(
        &self,
        replicas: usize,
        place_of_cases: impl Fn(usize) -> Box<dyn Iterator<Item = usize> + 'r>,
    ) -> Option<Vec<f64>> {
        if self.score.cases() > f64::from(u16::MAX) {
            return None;
        }
        let width = self.width();
        let mut counts = vec![0_u16; self.weights.len() * width];
        for lane in 0..replicas {
            for place in place_of_cases(lane) {
                counts[place * width + lane] += 1;
            }
        }
        let mut best = dispatch!(self.level, simd => self.walk(simd, &counts, replicas));
        best.truncate(replicas);
        Some(best)
    }

    #[inline(always)]
    fn walk<S: Simd>(&self, simd: S, counts: &[u16], used: usize) -> Vec<f64> {
        let lanes = S::u16s::LEN;
        let width = VECTORS * lanes;
        // Lanes without a replica have nothing to find.
        let mut best = vec![f64::INFINITY; width];
        best[..used].fill(0.0);
        let mut own = vec![self.ladders[0].rung(0.0); width];
        let mut rungs: Vec<usize> = self.ladders.iter().map(|ladder| ladder.rung(0.0)).collect();
        for &centre in &self.order {
            let mut weight = 0.0;
            let mut running = [S::u16s::splat(simd, 0); VECTORS];
            for &place in self.circles.around_centre(centre) {
                let place = usize::from(place);
                weight += self.weights[place];
                let row = &counts[place * width..][..width];
                for (sum, count) in running.iter_mut().zip(row.chunks_exact(lanes)) {
                    *sum += S::u16s::from_slice(simd, count);
                }
                for (ladder, rung) in self.ladders.iter().zip(&mut rungs) {
                    let edge = ladder.table(*rung).at(weight);
                    let direction = ladder.direction();
                    let mut open = [S::u16s::splat(simd, 0).simd_gt(S::u16s::splat(simd, 0)); VECTORS];
                    match direction {
                        Direction::High => {
                            // Whole counts exceed the edge exactly if they exceed its whole part.
                            let edge = edge.max(f64::from(self.minimum.high) - 0.5);
                            let edge = S::u16s::splat(simd, sixteen(edge));
                            for (open, sum) in open.iter_mut().zip(&running) {
                                *open = sum.simd_gt(edge);
                            }
                        }
                        Direction::Low => {
                            let edge = S::u16s::splat(simd, sixteen(edge.ceil()));
                            for (open, sum) in open.iter_mut().zip(&running) {
                                *open = sum.simd_lt(edge);
                            }
                        }
                    }
                    if !((open[0] | open[1]) | (open[2] | open[3])).any_true() {
                        continue;
                    }
                    let mut rose = false;
                    for (vector, open) in open.iter().enumerate() {
                        let bits = open.to_bitmask();
                        for lane in (0..lanes).filter(|lane| bits >> lane & 1 == 1) {
                            let observed = running[vector][lane];
                            let real = f64::from(observed);
                            let slot = &mut best[vector * lanes + lane];
                            let own = &mut own[vector * lanes + lane];
                            let edge = ladder.table(*own).at(weight);
                            let beyond = match direction {
                                Direction::High => real > edge,
                                Direction::Low => real < edge,
                            };
                            if beyond
                                && slot.is_finite()
                                && u32::from(observed) >= self.minimum.of(direction)
                                && self.score.differs(direction, real, weight)
                            {
                                let ratio = self.score.log_ratio(real, weight);
                                if ratio > *slot {
                                    *slot = ratio;
                                    *own = ladder.rung(ratio);
                                    rose = true;
                                }
                            }
                        }
                    }
                    if rose {
                        let least = best.iter().copied().fold(f64::INFINITY, f64::min);
                        *rung = ladder.rung(least).max(*rung);
                    }
                }
            }
        }
        best
    }
}
