//! Which windows are told: the most likely one, and others that do not say the same again.

use super::number::real;
use super::offers::{Offers, Wanted};
use super::places::{Circles, Position, Surface};
use super::taken::Taken;
use super::window::{Extent, Window};

/// Ratios this close count as equal.
pub(super) const TIE: f64 = 1e-9;

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

    /// Whether some place of a circle is taken at some time of the window.
    pub(crate) fn holds_taken(&self, window: &Window, taken: &Taken) -> bool {
        let Extent::Circle { centre, places } = window.extent else {
            return false;
        };
        let members = &self.circles.around_centre(centre)[..places];
        members
            .iter()
            .any(|&place| taken.holds(place, window.start, window.end))
    }

    /// Whether two windows surely share no place at one time. Circles that touch count as sharing one.
    pub(crate) fn are_apart(&self, window: &Window, other: &Window) -> bool {
        let (
            Extent::Circle { centre, places },
            Extent::Circle {
                centre: other_centre,
                places: other_places,
            },
        ) = (window.extent, other.extent)
        else {
            return true;
        };
        other.start >= window.end
            || window.start >= other.end
            || self.surface.distance(self.centres[centre], self.centres[other_centre])
                > self.radius(centre, places) + self.radius(other_centre, other_places)
    }

    fn holds(&self, (centre, places): (usize, usize), position: Position) -> bool {
        let distance = self.surface.distance(self.centres[centre], position);
        distance <= self.radius(centre, places) * (1.0 + 1e-12)
    }
}

/// The rules by which windows are told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    pub(crate) overlap: Overlap,
    /// So many are told at most.
    pub(crate) most: usize,
    /// Only better windows are told, the first apart.
    pub(crate) above: f64,
    /// Where windows are compared with their own period only, the number of times: places are taken at all of them then,
    /// as `SaTScan` has it.
    pub(crate) all_times: Option<usize>,
}

/// The windows to be told, most likely first. Windows that are everywhere stand beside circles without regard to overlap.
pub(crate) fn select<S>(
    map: &Map<'_>,
    offers: &mut Offers<'_, S>,
    rules: Rules,
    worth: impl Fn(&Window) -> bool,
) -> Vec<Window>
where
    S: Fn(&[usize], &Taken, f64) -> Vec<Option<Window>>,
{
    let mut told: Vec<Window> = Vec::new();
    let mut taken = Taken::default();
    while told.len() < rules.most.max(1) {
        let wanted = Wanted {
            number: rules.most - told.len(),
            above: if told.is_empty() { 0.0 } else { rules.above },
        };
        let Some(window) = offers.first(&taken, wanted) else {
            break;
        };
        if !told.is_empty() && !worth(&window) {
            break;
        }
        if let Extent::Circle { centre, places } = window.extent {
            if rules.overlap == Overlap::None {
                let (start, end) = rules.all_times.map_or((window.start, window.end), |times| (0, times));
                for place in map.members(window.extent) {
                    taken.add(place, start, end);
                }
                offers.overtake(&window, |other| map.holds_taken(other, &taken));
                told.push(window);
                continue;
            }
            offers.withdraw(&window);
            let beside = |other: &Window| beside(map, (centre, places), other.extent, rules.overlap);
            if !told.iter().all(beside) {
                continue;
            }
        } else {
            offers.withdraw(&window);
        }
        told.push(window);
    }
    told
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
