//! The scan of the data where there is one interval only: the best circle around each centre.
//!
//! A circle has one window then, and a block of nested circles one bound (see [`super::nested`]): the cases of its largest
//! against the frontier at the measure of its smallest.

use super::grid::{Grid, Measure};
use super::nested::{Nest, Search};
use super::observed::{Field, TOGETHER};
use super::score::{Direction, Score};
use super::taken::Taken;
use super::window::{Extent, Window};

use rayon::prelude::*;

/// Sums that are made side by side, so that none waits for another.
const ABREAST: usize = 4;

impl Field<'_> {
    /// As [`Field::best_of`] for a study of one interval.
    pub(super) fn best_circles(
        &self,
        score: Score,
        centres: &[usize],
        counts: &Grid<u32>,
        taken: &Taken,
        floor: f64,
    ) -> Vec<Option<Window>> {
        let weights = match self.measure {
            Measure::Product { weights, .. } => weights.clone(),
            Measure::Any(grid) => grid.by_place(),
        };
        let rung = self.ladders.first().map_or(0, |ladder| ladder.rung(floor));
        centres
            .par_chunks(TOGETHER)
            .flat_map_iter(|centres| {
                let mut nest = Nest::at_pace(self.pace, Held::default);
                let best = |&centre: &usize| {
                    let places = self.circles.around_centre(centre);
                    let mut around = Around {
                        field: self,
                        score,
                        weights: &weights,
                        counts: counts.values(),
                        centre,
                        places,
                        summed: (0, 0.0),
                        best: None,
                        to_beat: floor,
                        rung,
                    };
                    nest.walk(&mut around, &places[..taken.free(places)], |circle| {
                        *circle = Held::default();
                    });
                    around.best
                };
                let best: Vec<Option<Window>> = centres.iter().map(best).collect();
                nest.hand_on(self.pace);
                best
            })
            .collect()
    }
}

/// What a circle holds. The weight is summed up in another order than elsewhere, which is quicker and good for a bound.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    cases: u32,
    weight: f64,
}

/// The circles around a centre.
struct Around<'a> {
    field: &'a Field<'a>,
    score: Score,
    weights: &'a [f64],
    counts: &'a [u32],
    centre: usize,
    places: &'a [u16],
    /// So many places have this weight, summed up one by one.
    summed: (usize, f64),
    best: Option<Window>,
    /// The ratio a circle must beat, and its rung.
    to_beat: f64,
    rung: usize,
}

impl Around<'_> {
    #[inline]
    fn add(&self, circle: Held, places: &[u16]) -> Held {
        let mut cases = circle.cases;
        let mut weights = [0.0; ABREAST];
        let (whole, rest) = places.as_chunks::<ABREAST>();
        for places in whole {
            for (sum, place) in weights.iter_mut().zip(places) {
                cases += self.counts[usize::from(*place)];
                *sum += self.weights[usize::from(*place)];
            }
        }
        for place in rest {
            cases += self.counts[usize::from(*place)];
            weights[0] += self.weights[usize::from(*place)];
        }
        Held {
            cases,
            weight: circle.weight + weights.iter().sum::<f64>(),
        }
    }

    /// The weight of so many places, not fewer than when last asked for.
    fn weight(&mut self, places: usize) -> f64 {
        let (from, mut weight) = self.summed;
        for place in &self.places[from..places] {
            weight += self.weights[usize::from(*place)];
        }
        self.summed = (places, weight);
        weight
    }
}

impl Search for Around<'_> {
    type Circle = Held;

    #[inline]
    fn grow(&mut self, from: &Held, places: &[u16], to: &mut Held) {
        *to = self.add(*from, places);
    }

    /// The bits are those of the ladders.
    #[inline]
    fn open(&mut self, before: &Held, first: u16, outer: &Held, among: u64) -> u64 {
        let inner = self.add(*before, &[first]);
        let mut open = 0;
        for (index, ladder) in self.field.ladders.iter().enumerate() {
            let table = ladder.table(self.rung);
            let is_open = match ladder.direction() {
                Direction::High => f64::from(outer.cases) > table.at(inner.weight),
                Direction::Low => f64::from(inner.cases) < table.at(outer.weight),
            };
            open |= u64::from(is_open) << index;
        }
        open & among
    }

    #[inline]
    fn look(&mut self, places: usize, circle: &Held, open: u64) {
        let observed = f64::from(circle.cases);
        let weight = self.weight(places);
        for (index, ladder) in self.field.ladders.iter().enumerate() {
            let direction = ladder.direction();
            if open >> index & 1 == 0
                || circle.cases < self.field.minimum.of(direction)
                || !self.score.differs(direction, observed, weight)
            {
                continue;
            }
            let ratio = self.score.log_ratio(observed, weight);
            if ratio > self.to_beat {
                self.to_beat = ratio;
                self.rung = ladder.rung(ratio);
                self.best = Some(Window {
                    extent: Extent::Circle {
                        centre: self.centre,
                        places,
                    },
                    start: 0,
                    end: 1,
                    observed: circle.cases,
                    measure: weight,
                    ratio,
                    direction,
                });
            }
        }
    }
}
