//! The scan of the data where there is one interval: the best circle around each centre.
//!
//! From a circle on, the next that could beat the best has to hold so many cases, as no larger circle takes fewer to beat it
//! (for fewer cases than expected: so large a measure, as no larger circle holds fewer cases). Up to there nothing is done
//! but adding up what places hold.

use super::frontier::Ladder;
use super::number::{real_of, units_in};
use super::observed::{Field, TOGETHER};
use super::packed::{Packed, Stop};
use super::score::{Direction, Score};
use super::taken::Taken;
use super::window::{Extent, Window};

use rayon::prelude::*;

/// A skip that goes too far is halved so often, and given up then.
const HALVINGS: u32 = 4;

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
        let best = |&centre: &usize| {
            let places = self.circles.around_centre(centre);
            let mut around = Around {
                field: self,
                score,
                held,
                centre,
                places: &places[..taken.free(places)],
                summed: (0, 0.0),
                best: None,
                to_beat: floor,
                rung,
            };
            around.walk();
            around.best
        };
        centres
            .par_chunks(TOGETHER)
            .flat_map_iter(|centres| centres.iter().map(best).collect::<Vec<_>>())
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
    fn walk(&mut self) {
        let (mut sum, mut places) = (0, 0);
        let mut stop = Stop::AT_ONCE;
        while let Some((more, reached)) = self.held.until(sum, &self.places[places..], stop) {
            (sum, places) = (reached, places + more);
            stop = Stop::NEVER;
            for ladder in self.field.ladders {
                match ladder.direction() {
                    Direction::High => {
                        let edge = self.edge_beyond(ladder, sum, places, self.held.at_least(sum));
                        let least = u64::from(self.field.minimum.high);
                        let cases = units_in(edge, 1.0).saturating_add(1);
                        stop.cases = self.held.least_of(cases.max(least));
                    }
                    Direction::Low => {
                        let most = self.held.at_most(self.held.units(sum));
                        let edge = self.edge_beyond(ladder, sum, places, most);
                        stop.units = self.skipped(ladder, sum, edge);
                    }
                }
            }
        }
    }

    /// The cases of the frontier at the bound of a measure, once the circle was looked at if it is beyond.
    #[inline]
    fn edge_beyond(&mut self, ladder: &Ladder, sum: u64, places: usize, bound: f64) -> f64 {
        let direction = ladder.direction();
        let cases = real_of(self.held.cases(sum));
        let edge = ladder.table(self.rung).at(bound);
        let is_beyond = match direction {
            Direction::High => cases > edge,
            Direction::Low => cases < edge,
        };
        if !is_beyond {
            return edge;
        }
        self.look(direction, sum, places, bound);
        ladder.table(self.rung).at(bound)
    }

    /// From which measure on, in units, the cases of a sum could be too few.
    fn skipped(&self, ladder: &Ladder, sum: u64, edge: f64) -> u64 {
        let (units, cases) = (self.held.units(sum), real_of(self.held.cases(sum)));
        // About where so many would be expected.
        let excess = (cases - edge).max(0.0);
        let skip = units_in(excess * self.score.total() / self.score.cases(), self.held.unit());
        (0..HALVINGS)
            .map(|halving| units.saturating_add(skip >> halving))
            .find(|&units| ladder.table(self.rung).at(self.held.at_most(units)) <= cases)
            .unwrap_or(units)
    }

    /// Looks at a circle, exactly where a bound does not say that it beats nothing.
    fn look(&mut self, direction: Direction, sum: u64, places: usize, bound: f64) {
        let cases = u32::try_from(self.held.cases(sum)).unwrap_or(u32::MAX);
        let observed = f64::from(cases);
        // Of nothing, and of everything, no ratio is known.
        let is_bound = 0.0 < bound && bound < self.score.total();
        if cases < self.field.minimum.of(direction) || is_bound && self.score.log_ratio(observed, bound) <= self.to_beat
        {
            return;
        }
        let weight = self.weight(places);
        let ratio = self.score.log_ratio(observed, weight);
        if self.score.differs(direction, observed, weight) && ratio > self.to_beat {
            self.to_beat = ratio;
            self.rung = self.field.ladders.first().map_or(0, |ladder| ladder.rung(ratio));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::exhaustive::Comparison;
    use crate::scan::frontier::Ladder;
    use crate::scan::grid::{Grid, Measure};
    use crate::scan::nested::Pace;
    use crate::scan::observed::durations;
    use crate::scan::places::{Circles, Limits, Position, Surface};
    use crate::scan::rows::Rows;
    use crate::scan::{Minimum, Null, Rates, Spans};

    use fearless_simd::Level;
    use rand::RngExt;

    /// The best ratio around a centre, by looking at each circle.
    fn by_looking(score: Score, rates: Rates, weights: &[f64], counts: &Grid<u32>, places: &[u16]) -> Option<f64> {
        let (mut cases, mut weight, mut best) = (0_u32, 0.0, 0.0);
        for &place in places {
            cases += counts.row(usize::from(place))[0];
            weight += weights[usize::from(place)];
            for &direction in rates.directions() {
                let observed = f64::from(cases);
                if cases >= Minimum::default().of(direction) && score.differs(direction, observed, weight) {
                    best = score.log_ratio(observed, weight).max(best);
                }
            }
        }
        (best > 0.0).then_some(best)
    }

    #[test]
    fn skipping_finds_what_looking_at_each_circle_does() {
        for seed in 0..6 {
            let mut random = crate::random::stream(seed, 1);
            let (places, cases) = (150, [400, 5][usize::from(seed == 5)]);
            let positions: Vec<Position> = (0..places)
                .map(|_| Position {
                    first: random.random(),
                    second: random.random(),
                })
                .collect();
            // Some places hold nobody.
            let weights = (0..places).map(|at| {
                if at % 9 == 4 {
                    0.0
                } else {
                    random.random::<f64>().powi(3)
                }
            });
            let mut grid = Grid::from_rows(1, weights.collect());
            let total = grid.total();
            for cell in grid.values_mut() {
                *cell *= f64::from(u32::try_from(cases).unwrap_or(0)) / total;
            }
            let mut drawn = Vec::new();
            Null::negative_binomial(&grid, 0.4).draw(seed, 1, cases, &mut drawn);
            let mut counts = Grid::new(places, 1);
            for cell in drawn {
                counts.values_mut()[cell as usize] += 1;
            }
            let measure = Measure::new(&grid);
            let rows = Rows::new(counts.clone(), &measure);
            let real = f64::from(u32::try_from(cases).unwrap_or(0));
            for (share, rates) in [
                (0.5, Rates::High),
                (1.0, Rates::High),
                (0.5, Rates::Low),
                (1.0, Rates::Both),
            ] {
                let limits = Limits { share, distance: None };
                let circles = Circles::around(Surface::Plane, &positions, &positions, &grid.by_place(), limits);
                let score = Score::Poisson { cases: real };
                let spans = Spans::whole(1);
                let field = Field {
                    circles: &circles,
                    measure: &measure,
                    comparison: &Comparison::Study(score),
                    spans,
                    durations: &durations(&measure, spans),
                    pace: &Pace::default(),
                    minimum: Minimum::default(),
                    directions: rates.directions(),
                    ladders: &Ladder::all(score, rates.directions(), measure.smallest()),
                    level: Level::new(),
                };
                let centres: Vec<usize> = (0..circles.centres()).collect();
                for floor in [0.0, 2.5] {
                    let found = field.best_of(&centres, &rows, &Taken::default(), floor);
                    for (&centre, found) in centres.iter().zip(&found) {
                        let around = circles.around_centre(centre);
                        let best = by_looking(score, rates, &grid.by_place(), &counts, around);
                        let wanted = best.filter(|&best| best > floor);
                        assert_eq!(
                            found.map(|window| window.ratio),
                            wanted,
                            "{seed} {share} {rates:?} {centre} {floor}"
                        );
                    }
                }
            }
        }
    }
}
