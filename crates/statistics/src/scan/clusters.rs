//! Which windows are told: the most likely one, and others that do not say the same again.

use super::number::real;
use super::places::{Circles, Position, Surface};
use super::taken::Taken;
use super::window::{Extent, Window};

/// Ratios this close count as equal.
const TIE: f64 = 1e-9;
/// Less than this is no cluster.
const LEAST_RATIO: f64 = 0.001;
/// So many centres are asked for another window at once; what they offer may spare the rest.
const AT_ONCE: usize = 64;

/// Which circles may be told beside more likely ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Overlap {
    /// Those that share no place at one time with one already told.
    None,
    /// Those whose centre is in none already told, and that hold the centre of none already told.
    NoCentre,
    /// Those whose centre is in none already told.
    CentreOutside,
    /// Those that hold the centre of none already told.
    HoldsNoCentre,
    /// Those of which not both are so: centre in one already told, and its centre in them.
    NoPair,
    /// The best of each centre.
    Any,
}

/// The places and centres that clusters are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Map<'a> {
    pub(crate) circles: &'a Circles,
    pub(crate) surface: Surface,
    pub(crate) centres: &'a [Position],
    pub(crate) places: &'a [Position],
}

impl Map<'_> {
    /// Places of a window from the centre outwards; all, in their order, when it is everywhere.
    pub(crate) fn members(&self, extent: Extent) -> Vec<usize> {
        match extent {
            Extent::Circle { centre, places } => self.circles.around_centre(centre)[..places]
                .iter()
                .map(|&place| usize::from(place))
                .collect(),
            Extent::Everywhere => (0..self.places.len()).collect(),
        }
    }

    /// The distance of the farthest place from the centre.
    pub(crate) fn radius(&self, centre: usize, places: usize) -> f64 {
        let last = self.circles.around_centre(centre)[places - 1];
        self.surface
            .distance(self.centres[centre], self.places[usize::from(last)])
    }

    /// The same along the ground.
    pub(crate) fn radius_on_the_ground(&self, centre: usize, places: usize) -> f64 {
        self.surface.on_the_ground(self.radius(centre, places))
    }

    fn holds(&self, (centre, places): (usize, usize), position: Position) -> bool {
        let distance = self.surface.distance(self.centres[centre], position);
        distance <= self.radius(centre, places) * (1.0 + 1e-12)
    }
}

/// The windows to be told, most likely first, as long as they are `worth` it. `windows` holds the best of each centre, and
/// those everywhere, which stand beside circles without regard to overlap. When clusters may not overlap, a centre whose
/// best window does is asked for its best that does not: `again` gives it for some centres. Clusters that are compared
/// with their own period only (`by_period`) keep others off their places at all of the `times`, as `SaTScan` has it.
pub(crate) fn select(
    map: &Map<'_>,
    mut windows: Vec<Window>,
    (overlap, most): (Overlap, usize),
    (by_period, times): (bool, usize),
    worth: impl Fn(&Window) -> bool,
    again: impl Fn(&[usize], &Taken) -> Vec<Window>,
) -> Vec<Window> {
    windows.retain(|window| window.ratio >= LEAST_RATIO);
    let mut told: Vec<Window> = Vec::new();
    let mut taken = Taken::default();
    // What is left of a centre whose best window holds something taken is no better than that window, so it is asked
    // only once that could be the next.
    let mut overtaken: Vec<Window> = Vec::new();
    while told.len() < most.max(1) {
        let next = first(&windows);
        let ratio = next.map_or(0.0, |next| windows[next].ratio);
        overtaken.sort_by(|a, b| b.ratio.total_cmp(&a.ratio));
        let asked = overtaken
            .iter()
            .take(AT_ONCE)
            .take_while(|window| window.ratio >= ratio - TIE && worth(window))
            .count();
        if asked > 0 {
            let centres: Vec<usize> = overtaken.drain(..asked).filter_map(|window| window.centre()).collect();
            let found = again(&centres, &taken);
            windows.extend(found.into_iter().filter(|window| window.ratio >= LEAST_RATIO));
            continue;
        }
        let Some(next) = next else {
            break;
        };
        let window = windows.swap_remove(next);
        if !told.is_empty() && !worth(&window) {
            break;
        }
        if let Extent::Circle { centre, places } = window.extent {
            let fits = match overlap {
                Overlap::None | Overlap::Any => true,
                _ => told
                    .iter()
                    .all(|other| beside(map, (centre, places), other.extent, overlap)),
            };
            if !fits {
                continue;
            }
            if overlap == Overlap::None {
                let (start, end) = if by_period {
                    (0, times)
                } else {
                    (window.start, window.end)
                };
                let mut held = vec![false; map.places.len()];
                for place in map.members(window.extent) {
                    taken.add(place, start, end);
                    held[place] = true;
                }
                let (hit, kept): (Vec<Window>, Vec<Window>) = windows.into_iter().partition(|other| {
                    let Extent::Circle { centre, places } = other.extent else {
                        return false;
                    };
                    let members = &map.circles.around_centre(centre)[..places];
                    other.start < end && start < other.end && members.iter().any(|&place| held[usize::from(place)])
                });
                windows = kept;
                overtaken.extend(hit);
                overtaken.push(window);
            }
        }
        told.push(window);
    }
    told
}

/// The most likely window: of equal ones that everywhere, then that of the fewest places, then of the first centre.
fn first(windows: &[Window]) -> Option<usize> {
    let highest = windows.iter().map(|window| window.ratio).reduce(f64::max)?;
    let extent = |window: &Window| match window.extent {
        Extent::Everywhere => (0, 0),
        Extent::Circle { centre, places } => (places, centre),
    };
    windows
        .iter()
        .enumerate()
        .filter(|(_, window)| window.ratio >= highest - TIE)
        .min_by_key(|(_, window)| extent(window))
        .map(|(index, _)| index)
}

fn beside(map: &Map<'_>, circle: (usize, usize), other: Extent, overlap: Overlap) -> bool {
    let Extent::Circle { centre, places } = other else {
        return true;
    };
    let inside = map.holds((centre, places), map.centres[circle.0]);
    let holds = map.holds(circle, map.centres[centre]);
    match overlap {
        Overlap::NoCentre => !inside && !holds,
        Overlap::CentreOutside => !inside,
        Overlap::HoldsNoCentre => !holds,
        Overlap::NoPair => !(inside && holds),
        Overlap::None | Overlap::Any => true,
    }
}

/// One minus twice the area under the Lorenz curve of observed over expected cases, which is how unevenly the clusters
/// divide the cases (Han et al. 2016). Pairs are `(observed, expected)` of each cluster; the rest of the region follows
/// from the totals.
pub fn gini(clusters: &[(f64, f64)], cases: f64) -> f64 {
    let mut parts: Vec<(f64, f64)> = clusters.to_vec();
    let (observed, expected) = clusters.iter().fold((0.0, 0.0), |(observed, expected), part| {
        (observed + part.0, expected + part.1)
    });
    parts.push((cases - observed, cases - expected));
    parts.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    let mut area = 0.0;
    let mut height = 0.0;
    for (observed, expected) in parts {
        area += expected / cases * (2.0 * height + observed / cases) / real(2);
        height += observed / cases;
    }
    1.0 - 2.0 * area
}
