//! The scan of the data where there is one interval only: the best circle around each centre.
//!
//! A circle has one window then, and a block of nested circles one bound (see [`super::nested`]): the cases of its largest
//! against the frontier at the measure of its smallest.

use super::grid::{Grid, Measure};
use super::nested::{Nest, Search};
use super::observed::Field;
use super::score::{Direction, Score};
use super::taken::Taken;
use super::window::{Extent, Window};

use rayon::prelude::*;

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
        centres
            .par_iter()
            .map_init(
                || Nest::new(Held::default),
                |nest, &centre| {
                    let places = self.circles.around_centre(centre);
                    let mut around = Around {
                        field: self,
                        score,
                        weights: &weights,
                        counts: counts.values(),
                        centre,
                        best: None,
                        to_beat: floor,
                        rung: self.ladders.first().map_or(0, |ladder| ladder.rung(floor)),
                    };
                    nest.walk(&mut around, &places[..taken.free(places)], |circle| {
                        *circle = Held::default();
                    });
                    around.best
                },
            )
            .collect()
    }
}

/// What a circle holds.
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
    best: Option<Window>,
    /// The ratio a circle must beat, and its rung.
    to_beat: f64,
    rung: usize,
}

impl Around<'_> {
    #[inline]
    fn add(&self, mut circle: Held, places: &[u16]) -> Held {
        for place in places.iter().map(|&place| usize::from(place)) {
            circle.cases += self.counts[place];
            circle.weight += self.weights[place];
        }
        circle
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
        for (index, ladder) in self.field.ladders.iter().enumerate() {
            let direction = ladder.direction();
            if open >> index & 1 == 0
                || circle.cases < self.field.minimum.of(direction)
                || !self.score.differs(direction, observed, circle.weight)
            {
                continue;
            }
            let ratio = self.score.log_ratio(observed, circle.weight);
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
                    measure: circle.weight,
                    ratio,
                    direction,
                });
            }
        }
    }
}
