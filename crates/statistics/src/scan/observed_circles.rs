//! The scan of the data where there is one interval only: the best circle around each centre.
//!
//! A circle has one window then, and a block of nested circles one bound (see [`super::nested`]): the cases of its largest
//! against the frontier at the measure of its smallest.

use super::nested::{Nest, Search};
use super::number::real_of;
use super::observed::{Field, TOGETHER};
use super::packed::Packed;
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
        held: &Packed,
        taken: &Taken,
        floor: f64,
    ) -> Vec<Option<Window>> {
        let rung = self.ladders.first().map_or(0, |ladder| ladder.rung(floor));
        centres
            .par_chunks(TOGETHER)
            .flat_map_iter(|centres| {
                let mut nest = Nest::at_pace(self.pace, || 0);
                let best = |&centre: &usize| {
                    let places = self.circles.around_centre(centre);
                    let mut around = Around {
                        field: self,
                        score,
                        held,
                        centre,
                        places,
                        summed: (0, 0.0),
                        best: None,
                        to_beat: floor,
                        rung,
                    };
                    nest.walk(&mut around, &places[..taken.free(places)], |circle| *circle = 0);
                    around.best
                };
                let best: Vec<Option<Window>> = centres.iter().map(best).collect();
                nest.hand_on(self.pace);
                best
            })
            .collect()
    }
}

/// The circles around a centre.
struct Around<'a> {
    field: &'a Field<'a>,
    score: Score,
    held: &'a Packed,
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
    /// The weight of so many places, not fewer than when last asked for.
    fn weight(&mut self, places: usize) -> f64 {
        let (from, mut weight) = self.summed;
        for place in &self.places[from..places] {
            weight += self.held.weights()[usize::from(*place)];
        }
        self.summed = (places, weight);
        weight
    }
}

impl Search for Around<'_> {
    /// The packed sum of what it holds.
    type Circle = u64;

    #[inline]
    fn grow(&mut self, from: &u64, places: &[u16], to: &mut u64) {
        *to = self.held.add(*from, places);
    }

    /// The bits are those of the ladders.
    #[inline]
    fn open(&mut self, before: &u64, first: u16, outer: &u64, among: u64) -> u64 {
        let (held, inner) = (self.held, self.held.add(*before, &[first]));
        let mut open = 0;
        for (index, ladder) in self.field.ladders.iter().enumerate() {
            let table = ladder.table(self.rung);
            let is_open = match ladder.direction() {
                Direction::High => real_of(held.cases(*outer)) > table.at(held.at_least(inner)),
                Direction::Low => real_of(held.cases(inner)) < table.at(held.at_most(*outer)),
            };
            open |= u64::from(is_open) << index;
        }
        open & among
    }

    #[inline]
    fn look(&mut self, places: usize, circle: &u64, open: u64) {
        let cases = u32::try_from(self.held.cases(*circle)).unwrap_or(u32::MAX);
        let observed = f64::from(cases);
        let weight = self.weight(places);
        for (index, ladder) in self.field.ladders.iter().enumerate() {
            let direction = ladder.direction();
            if open >> index & 1 == 0
                || cases < self.field.minimum.of(direction)
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
                    observed: cases,
                    measure: weight,
                    ratio,
                    direction,
                });
            }
        }
    }
}
