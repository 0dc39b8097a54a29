//! The largest ratio of many replicas at once.
//!
//! Replicas stand side by side in the lanes of a vector: all walk through the same circles with the same measure, so one
//! walk serves as many replicas as a vector has lanes of sixteen bits. For a block of nested circles (see
//! [`super::nested`]) a straight line for a class of durations bounds the number of cases that would beat the least of the
//! lanes' own best ratios (the frontier is concave, see [`super::frontier`]), and one pass over time tells whether any
//! window is above it ([`super::pass`]; compare the linear bounds of Agarwal, McGregor, Phillips, Venkatasubramanian and
//! Zhu, KDD 2006). A lane that is not ruled out in a single circle is looked at again with its own ratio and exact
//! arithmetic ([`super::refine`]), so that its result is the same as that of looking at every window, whatever the width
//! of the vectors.

use super::counts::Counts;
use super::draw::Cell;
use super::durations::{Durations, Measured};
use super::frontier::Ladder;
use super::grid::Measure;
use super::nested::{Nest, Search};
use super::pass::{CLASSES, Open, Pass, Profile};
use super::places::Circles;
use super::refine::{Circle, line};
use super::score::{Direction, Score};
use super::window::{Minimum, Spans};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch};

/// A scan in space and time, ready for replicas.
#[derive(Debug)]
pub(crate) struct Lanes<'a> {
    circles: &'a Circles,
    order: Vec<usize>,
    measure: &'a Measure,
    score: Score,
    spans: Spans,
    minimum: Minimum,
    durations: Durations,
    ladders: &'a [Ladder],
    level: Level,
}

/// How many lanes of sixteen bits a vector has.
pub(crate) fn width(level: Level) -> usize {
    dispatch!(level, simd => lanes_of(simd))
}

#[inline(always)]
fn lanes_of<S: Simd>(_: S) -> usize {
    S::u16s::LEN
}

impl<'a> Lanes<'a> {
    pub(crate) fn new(
        circles: &'a Circles,
        measure: &'a Measure,
        score: Score,
        spans: Spans,
        minimum: Minimum,
        ladders: &'a [Ladder],
        level: Level,
    ) -> Self {
        Self {
            circles,
            order: circles.scattered(),
            measure,
            score,
            spans,
            minimum,
            durations: Durations::new(measure, spans, CLASSES),
            ladders,
            level,
        }
    }

    /// How many replicas are looked at together.
    pub(crate) fn width(&self) -> usize {
        width(self.level)
    }

    /// The largest ratio of each replica, at most as many as [`Lanes::width`]; `None` when an interval holds more cases
    /// than sixteen bits can count.
    pub(crate) fn largest(&self, replicas: &[Vec<Cell>]) -> Option<Vec<f64>> {
        let width = self.width();
        let times = self.measure.times();
        let mut by_time = vec![0_u32; times * width];
        for (lane, cells) in replicas.iter().enumerate() {
            for &cell in cells {
                by_time[cell as usize % times * width + lane] += 1;
            }
        }
        if by_time.iter().any(|&count| count > u32::from(u16::MAX)) {
            return None;
        }
        let counts = Counts::new(replicas, self.measure.places(), times, width);
        let mut best = dispatch!(self.level, simd => self.walk(simd, &counts, replicas.len()));
        best.truncate(replicas.len());
        Some(best)
    }

    #[inline(always)]
    fn walk<S: Simd>(&self, simd: S, counts: &Counts, used: usize) -> Vec<f64> {
        let width = S::u16s::LEN;
        let times = self.measure.times();
        // A vector for each time; vectors of bytes hold two.
        let row = times.next_multiple_of(2) * width;
        let mut walk = Walk {
            simd,
            lanes: self,
            counts,
            used: u64::MAX >> (64 - used),
            // Lanes without a replica have nothing to find.
            best: vec![f64::INFINITY; width],
            rung: 0,
            own: vec![0; width],
            inner: Measured::new(self.measure, &self.durations),
            fewest: vec![0; row],
            profile: Profile::new(times),
            is_profile_set: false,
            open: self.ladders.iter().map(|_| Open::none()).collect(),
            cases: vec![0; times + 1],
            sums: Vec::new(),
        };
        walk.best[..used].fill(0.0);
        let mut nest = Nest::new(|| Replicated {
            counts: vec![0; row],
            measured: Measured::new(self.measure, &self.durations),
        });
        for &centre in &self.order {
            nest.walk(&mut walk, self.circles.around_centre(centre), |circle| {
                circle.counts.fill(0);
                circle.measured.clear();
            });
        }
        walk.best
    }
}

/// A circle in all replicas.
#[derive(Debug)]
struct Replicated<'a> {
    /// A vector for each time.
    counts: Vec<u16>,
    measured: Measured<'a>,
}

/// A walk of a group of replicas through all circles.
#[derive(Debug)]
struct Walk<'a, S: Simd> {
    simd: S,
    lanes: &'a Lanes<'a>,
    counts: &'a Counts,
    /// Lanes that hold a replica.
    used: u64,
    /// The best ratio of each lane so far.
    best: Vec<f64>,
    /// The rung of the least of them, and of each.
    rung: usize,
    own: Vec<usize>,
    /// The smallest circle of a block: its measure, and its counts where fewer cases than expected are looked for.
    inner: Measured<'a>,
    fewest: Vec<u16>,
    profile: Profile,
    is_profile_set: bool,
    /// For each direction, what the last bound left open.
    open: Vec<Open>,
    cases: Vec<u32>,
    sums: Vec<f64>,
}

impl<'a, S: Simd> Search for Walk<'a, S> {
    type Circle = Replicated<'a>;

    #[inline(always)]
    fn grow(&mut self, from: &Replicated<'a>, places: &[u16], to: &mut Replicated<'a>) {
        to.measured.copy_from(&from.measured);
        to.measured.add(&self.lanes.durations, places);
        self.counts.add(self.simd, &from.counts, places, &mut to.counts);
    }

    #[inline(always)]
    fn open(&mut self, before: &Replicated<'a>, first: u16, outer: &Replicated<'a>, among: u64) -> u64 {
        self.inner.copy_from(&before.measured);
        self.inner.add(&self.lanes.durations, &[first]);
        let mut any = 0;
        for (ladder, open) in self.lanes.ladders.iter().zip(&mut self.open) {
            let (counts, measured) = match ladder.direction() {
                Direction::High => (&outer.counts, &self.inner),
                Direction::Low => {
                    self.counts.add(self.simd, &before.counts, &[first], &mut self.fewest);
                    (&self.fewest, &outer.measured)
                }
            };
            let (weight, profile) = measured.profile();
            if !(self.is_profile_set && self.lanes.measure.has_one_profile()) {
                self.profile.set(profile);
                self.is_profile_set = true;
            }
            let pass = Pass {
                spans: self.lanes.spans,
                minimum: self.lanes.minimum,
                ladder,
            };
            *open = pass.open(
                self.simd,
                &counts[..profile.len() * S::u16s::LEN],
                (weight, profile),
                &mut self.profile,
                measured.ranges(),
                (self.rung, &self.own, among & self.used),
            );
            any |= open.any();
        }
        any
    }

    #[inline(always)]
    fn look(&mut self, _: usize, circle: &Replicated<'a>, open: u64) {
        let lanes = self.lanes;
        circle.measured.cumulate(&mut self.sums);
        let mut rose = false;
        for lane in (0..S::u16s::LEN).filter(|lane| open >> lane & 1 == 1) {
            let mut sum = 0;
            for (cumulated, row) in self.cases[1..].iter_mut().zip(circle.counts.chunks_exact(S::u16s::LEN)) {
                sum += u32::from(row[lane]);
                *cumulated = sum;
            }
            for (ladder, open) in lanes.ladders.iter().zip(&self.open) {
                let classes = lanes.durations.classes().iter().zip(circle.measured.ranges());
                for ((&class, &range), _) in classes.zip(&open.bits).filter(|(_, bits)| *bits >> lane & 1 == 1) {
                    let Some(line) = line(ladder, self.own[lane], range, lanes.minimum) else {
                        continue;
                    };
                    let circle = Circle {
                        cases: &self.cases,
                        sums: &self.sums,
                        blocked: &[],
                    };
                    let direction = (ladder.direction(), lanes.minimum);
                    let found = circle.best(&lanes.score, lanes.spans, class, line, direction, self.best[lane]);
                    if let Some(found) = found {
                        self.best[lane] = found.ratio;
                        self.own[lane] = ladder.rung(found.ratio);
                        rose = true;
                    }
                }
            }
        }
        if rose {
            let least = self.best.iter().copied().fold(f64::INFINITY, f64::min);
            self.rung = lanes.ladders[0].rung(least);
        }
    }
}
