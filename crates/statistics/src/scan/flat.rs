//! The largest ratio of many replicas of a scan in space only.
//!
//! A circle has one window then, and the threshold of its count is one look-up that serves several vectors of replicas and
//! a block of nested circles (see [`super::nested`]).

use super::frontier::Ladder;
use super::grid::Measure;
use super::nested::{Nest, Search};
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
    ladders: &'a [Ladder],
    level: Level,
}

impl<'a> Flat<'a> {
    /// `measure` has one interval.
    pub(crate) fn new(
        circles: &'a Circles,
        measure: &Measure,
        score: Score,
        minimum: Minimum,
        ladders: &'a [Ladder],
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
            ladders,
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
        let empty = Summed {
            counts: [S::u16s::splat(simd, 0); VECTORS],
            weight: 0.0,
        };
        let width = VECTORS * S::u16s::LEN;
        let mut walk = Walk {
            flat: self,
            simd,
            counts,
            // Lanes without a replica have nothing to find.
            best: vec![f64::INFINITY; width],
            rung: 0,
            own: vec![0; width],
        };
        walk.best[..used].fill(0.0);
        let mut nest = Nest::new(|| empty);
        for &centre in &self.order {
            nest.walk(&mut walk, self.circles.around_centre(centre), |circle| *circle = empty);
        }
        walk.best
    }
}

/// A circle in all replicas.
#[derive(Debug, Clone, Copy)]
struct Summed<S: Simd> {
    counts: [S::u16s; VECTORS],
    weight: f64,
}

/// A walk of a group of replicas through all circles.
#[derive(Debug)]
struct Walk<'a, S: Simd> {
    flat: &'a Flat<'a>,
    simd: S,
    /// For each place, a count for each lane.
    counts: &'a [u16],
    /// The best ratio of each lane so far.
    best: Vec<f64>,
    /// The rung of the least of them, and of each.
    rung: usize,
    own: Vec<usize>,
}

impl<S: Simd> Walk<'_, S> {
    #[inline(always)]
    fn add(&self, circle: &mut Summed<S>, place: u16) {
        let width = VECTORS * S::u16s::LEN;
        circle.weight += self.flat.weights[usize::from(place)];
        let row = &self.counts[usize::from(place) * width..][..width];
        for (sum, count) in circle.counts.iter_mut().zip(row.chunks_exact(S::u16s::LEN)) {
            *sum += S::u16s::from_slice(self.simd, count);
        }
    }

    /// The lanes beyond the frontier of the least ratio.
    #[inline(always)]
    fn beyond(&self, ladder: &Ladder, counts: &[S::u16s; VECTORS], weight: f64) -> [S::mask16s; VECTORS] {
        let edge = ladder.table(self.rung).at(weight);
        match ladder.direction() {
            Direction::High => {
                // Whole counts exceed the edge exactly if they exceed its whole part.
                let edge = edge.max(f64::from(self.flat.minimum.high) - 0.5);
                let edge = S::u16s::splat(self.simd, sixteen(edge));
                counts.map(|count| count.simd_gt(edge))
            }
            Direction::Low => {
                let edge = S::u16s::splat(self.simd, sixteen(edge.ceil()));
                counts.map(|count| count.simd_lt(edge))
            }
        }
    }
}

impl<S: Simd> Search for Walk<'_, S> {
    type Circle = Summed<S>;

    #[inline(always)]
    fn grow(&mut self, from: &Summed<S>, places: &[u16], to: &mut Summed<S>) {
        let mut sum = *from;
        for &place in places {
            self.add(&mut sum, place);
        }
        *to = sum;
    }

    #[inline(always)]
    fn open(&mut self, before: &Summed<S>, first: u16, outer: &Summed<S>, among: u64) -> u64 {
        let mut any = false;
        for ladder in self.flat.ladders {
            let open = match ladder.direction() {
                Direction::High => {
                    let weight = before.weight + self.flat.weights[usize::from(first)];
                    self.beyond(ladder, &outer.counts, weight)
                }
                Direction::Low => {
                    let mut inner = *before;
                    self.add(&mut inner, first);
                    self.beyond(ladder, &inner.counts, outer.weight)
                }
            };
            any |= ((open[0] | open[1]) | (open[2] | open[3])).any_true();
        }
        if any { among } else { 0 }
    }

    #[inline(always)]
    fn look(&mut self, _: usize, circle: &Summed<S>, _: u64) {
        let flat = self.flat;
        let mut rose = false;
        for ladder in flat.ladders {
            let direction = ladder.direction();
            let open = self.beyond(ladder, &circle.counts, circle.weight);
            for (vector, open) in open.iter().enumerate() {
                let mut bits = open.to_bitmask();
                while bits != 0 {
                    let lane = bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let observed = circle.counts[vector][lane];
                    let real = f64::from(observed);
                    let best = &mut self.best[vector * S::u16s::LEN + lane];
                    let own = &mut self.own[vector * S::u16s::LEN + lane];
                    let edge = ladder.table(*own).at(circle.weight);
                    let beyond = match direction {
                        Direction::High => real > edge,
                        Direction::Low => real < edge,
                    };
                    if beyond
                        && best.is_finite()
                        && u32::from(observed) >= flat.minimum.of(direction)
                        && flat.score.differs(direction, real, circle.weight)
                    {
                        let ratio = flat.score.log_ratio(real, circle.weight);
                        if ratio > *best {
                            *best = ratio;
                            *own = ladder.rung(ratio);
                            rose = true;
                        }
                    }
                }
            }
        }
        if rose {
            let least = self.best.iter().copied().fold(f64::INFINITY, f64::min);
            self.rung = flat.ladders[0].rung(least);
        }
    }
}
