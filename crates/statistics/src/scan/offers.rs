//! The most likely window of all centres, looked for no farther down than it takes to name it.
//!
//! Of most centres it is enough to know that their best window is no better than some ratio: they are looked at again
//! only once that could be the next to be told. So few centres are ever looked at down to their own best, and the answer
//! is the same as if all were.

use super::clusters::{Map, TIE};
use super::taken::Taken;
use super::window::{Extent, Window};

/// Less than this is no cluster.
const LEAST_RATIO: f64 = 0.001;
/// So many centres are looked at together; what they have may spare the rest.
const AT_ONCE: usize = 64;
/// One centre in so many is looked at down to its best, to learn how good windows are; and at least so many.
const PROBED: (usize, usize) = (64, 4);
/// Where less is known than could be told, so much farther down is looked.
const DESCENT: f64 = 0.85;

/// What is still to be told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// How many windows at most.
    pub(crate) number: usize,
    /// Windows that are not better than this are not wanted.
    pub(crate) above: f64,
}

/// The windows that centres have to offer. `search` gives, for some centres, the best window that holds nothing taken, if
/// it is better than a floor.
pub(crate) struct Offers<'a, S> {
    map: Map<'a>,
    search: S,
    /// Windows that are the best of their centre, and those everywhere.
    known: Vec<Window>,
    /// Whether a centre whose window is overtaken may offer another.
    again: bool,
    /// Centres of which no more is known than a ratio that they do not exceed.
    bounded: Vec<Bounded>,
}

#[derive(Debug, Clone, Copy)]
struct Bounded {
    centre: usize,
    at_most: f64,
}

impl<'a, S: Fn(&[usize], &Taken, f64) -> Vec<Option<Window>>> Offers<'a, S> {
    /// Offers of all centres of a map, beside windows that are everywhere. Where `again`, a centre offers its best window
    /// that holds nothing taken; otherwise it has one to offer.
    pub(crate) fn new(map: Map<'a>, everywhere: Vec<Window>, again: bool, search: S) -> Self {
        let centres = map.circles.scattered();
        let mut offers = Self {
            map,
            search,
            known: everywhere,
            again,
            bounded: Vec::new(),
        };
        offers.known.retain(|window| window.ratio > LEAST_RATIO);
        let (divisor, least) = PROBED;
        let probed = (centres.len() / divisor).max(least).min(centres.len());
        let (probed, rest) = centres.split_at(probed);
        offers.look(probed, &Taken::default(), LEAST_RATIO);
        offers.bounded.extend(rest.iter().map(|&centre| Bounded {
            centre,
            at_most: f64::INFINITY,
        }));
        offers
    }

    /// The most likely window that holds nothing taken: of equal ones that everywhere, then that of the fewest places,
    /// then of the first centre. It stays on offer until it is [taken away](Self::withdraw).
    pub(crate) fn first(&mut self, taken: &Taken, wanted: Wanted) -> Option<Window> {
        let wanted = Wanted {
            above: wanted.above.max(LEAST_RATIO),
            ..wanted
        };
        loop {
            let first = first(&self.known);
            let ratio = first.map_or(0.0, |first| first.ratio);
            self.bounded.sort_by(|a, b| b.at_most.total_cmp(&a.at_most));
            let open = self
                .bounded
                .iter()
                .take(AT_ONCE)
                .take_while(|bounded| bounded.at_most >= ratio - TIE && bounded.at_most > wanted.above)
                .count();
            if open == 0 {
                return first;
            }
            let floor = self.floor(ratio, self.bounded[0].at_most, wanted);
            let centres: Vec<usize> = self.bounded.drain(..open).map(|bounded| bounded.centre).collect();
            self.look(&centres, taken, floor);
        }
    }

    /// Takes a window off the offers, and with it its centre.
    pub(crate) fn withdraw(&mut self, window: &Window) {
        self.known.retain(|other| other != window);
    }

    /// Takes windows off the offers that hold something that has been taken since. What else their centres have to offer is
    /// no better.
    pub(crate) fn overtake(&mut self, window: &Window, holds_taken: impl Fn(&Window) -> bool) {
        let (overtaken, known) = self
            .known
            .iter()
            .partition(|other| *other == window || holds_taken(other));
        self.known = known;
        let overtaken: Vec<Window> = overtaken;
        if self.again {
            self.bounded.extend(overtaken.iter().filter_map(|window| {
                Some(Bounded {
                    centre: window.centre()?,
                    at_most: window.ratio,
                })
            }));
        }
    }

    fn look(&mut self, centres: &[usize], taken: &Taken, floor: f64) {
        let nothing = Taken::default();
        let found = (self.search)(centres, if self.again { taken } else { &nothing }, floor);
        for (&centre, window) in centres.iter().zip(found) {
            match window {
                // The one window that the centre had to offer.
                Some(window) if !self.again && self.map.holds_taken(&window, taken) => {}
                Some(window) => self.known.push(window),
                None => self.bounded.push(Bounded { centre, at_most: floor }),
            }
        }
    }

    /// Down to which ratio to look next: where the last of the windows that are wanted may be. Too high a floor costs
    /// another look, too low a one a longer look; the answer does not depend on it.
    fn floor(&self, ratio: f64, at_most: f64, wanted: Wanted) -> f64 {
        if wanted.number == usize::MAX {
            return wanted.above;
        }
        let mut known: Vec<&Window> = self.known.iter().collect();
        known.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
        let mut told: Vec<&Window> = Vec::new();
        for window in known {
            if told.len() >= wanted.number {
                break;
            }
            if told.iter().all(|other| self.map.are_apart(window, other)) {
                told.push(window);
            }
        }
        let last = told.last().map_or(f64::INFINITY, |window| window.ratio);
        let floor = match (told.len() == wanted.number, self.again) {
            (true, true) => last,
            // Of those known, some will be overtaken by others.
            (true, false) => last * DESCENT,
            (false, _) => last.min(at_most * DESCENT),
        };
        // Below the best that is known, so that nothing that equals it is left out.
        let floor = if ratio > 0.0 {
            floor.min(ratio - 2.0 * TIE)
        } else {
            floor
        };
        floor.max(wanted.above)
    }
}

fn first(windows: &[Window]) -> Option<Window> {
    let highest = windows.iter().map(|window| window.ratio).reduce(f64::max)?;
    let extent = |window: &Window| match window.extent {
        Extent::Everywhere => (0, 0),
        Extent::Circle { centre, places } => (places, centre),
    };
    windows
        .iter()
        .filter(|window| window.ratio >= highest - TIE)
        .min_by_key(|window| extent(window))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::clusters::{Overlap, Rules, select};
    use crate::scan::exhaustive::{Comparison, Exhaustive};
    use crate::scan::grid::Measure;
    use crate::scan::observed::tests::example;
    use crate::scan::{Direction, Minimum, Position, Score, Spans, Surface};

    #[test]
    fn what_is_told_does_not_depend_on_how_far_down_is_looked() {
        for seed in 0..3 {
            let (circles, measure, counts) = example(seed, true);
            let places: Vec<Position> = (0..14_u32)
                .map(|place| Position {
                    first: f64::from(place),
                    second: 0.0,
                })
                .collect();
            let map = Map {
                circles: &circles,
                surface: Surface::Plane,
                centres: &places,
                places: &places,
            };
            let measure = Measure::new(&measure);
            let comparison = Comparison::Study(Score::Poisson { cases: 160.0 });
            let best = |centre: usize, taken: &Taken| {
                let exhaustive = Exhaustive {
                    comparison: &comparison,
                    measure: &measure,
                    spans: Spans {
                        shortest: 1,
                        longest: 13,
                        first_end: 0,
                    },
                    minimum: Minimum::default(),
                    directions: &[Direction::High],
                    taken,
                };
                exhaustive.best(centre, circles.around_centre(centre), |place| counts.row(place))
            };
            for (overlap, again) in [
                (Overlap::None, true),
                (Overlap::None, false),
                (Overlap::NoCentre, true),
                (Overlap::Any, true),
            ] {
                for (most, above) in [(10, 0.0), (3, 0.0), (usize::MAX, 4.0)] {
                    let told = |everything: bool| {
                        let search = |centres: &[usize], taken: &Taken, floor: f64| {
                            let floor = if everything { 0.0 } else { floor };
                            let best = |&centre: &usize| best(centre, taken).filter(|window| window.ratio > floor);
                            centres.iter().map(best).collect()
                        };
                        let rules = Rules {
                            overlap,
                            most,
                            above,
                            all_times: None,
                        };
                        let worth = |window: &Window| window.ratio > above;
                        select(&map, &mut Offers::new(map, Vec::new(), again, search), rules, worth)
                    };
                    let (lazily, of_all) = (told(false), told(true));
                    assert!(!lazily.is_empty());
                    assert_eq!(lazily, of_all, "{seed} {overlap:?} {again} {most} {above}");
                }
            }
        }
    }
}
