//! Where places lie, and which circles around which centres are looked at.

use super::number::real;

use rayon::prelude::*;

/// Radius of the sphere on which places with latitude and longitude are put, in kilometres.
const EARTH: f64 = 6367.0;

/// A position as it was given: `x, y` in one unit of length, or latitude and longitude in degrees.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Position {
    /// First coordinate: x, or latitude.
    pub first: f64,
    /// Second coordinate: y, or longitude.
    pub second: f64,
}

/// What positions mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Plane coordinates; distances in their unit.
    Plane,
    /// Latitude and longitude; distances are straight chords through a sphere, in kilometres.
    Sphere,
}

impl Surface {
    /// The point in space that a position stands for.
    fn point(self, position: Position) -> [f64; 3] {
        match self {
            Self::Plane => [position.first, position.second, 0.0],
            Self::Sphere => {
                let (latitude, longitude) = (position.first.to_radians(), position.second.to_radians());
                [
                    EARTH * latitude.cos() * longitude.cos(),
                    EARTH * latitude.cos() * longitude.sin(),
                    EARTH * latitude.sin(),
                ]
            }
        }
    }

    /// A distance along the ground for a straight one.
    pub fn on_the_ground(self, distance: f64) -> f64 {
        match self {
            Self::Plane => distance,
            Self::Sphere => 2.0 * EARTH * (distance / (2.0 * EARTH)).min(1.0).asin(),
        }
    }

    /// The straight distance between two positions.
    pub fn distance(self, a: Position, b: Position) -> f64 {
        squared(self.point(a), self.point(b)).sqrt()
    }
}

fn squared(one: [f64; 3], other: [f64; 3]) -> f64 {
    let [x, y, z] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
    x * x + y * y + z * z
}

/// How large circles may grow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Largest share of the whole weight inside a circle, at most 0.5 as a rule.
    pub share: f64,
    /// Largest distance of a member from the centre.
    pub distance: Option<f64>,
}

/// The circles around each centre: its places from near to far as long as the limits hold. The circle of rank `k` holds
/// the first `k + 1` of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Circles {
    /// One for each centre.
    members: Vec<Box<[u16]>>,
}

/// More places than this cannot be scanned at once.
pub const MOST_PLACES: usize = 65_535;

impl Circles {
    /// Circles around `centres` over `places`. `weights` is what the share is taken of, one for each place.
    ///
    /// Places at one distance enter by the lesser first coordinate, then the second, then by their order. A circle grows
    /// while its weight *with* the next place stays within the share, and the next place within the distance; the first
    /// that does not ends it.
    ///
    /// # Panics
    /// If there are more than [`MOST_PLACES`] places, or not one weight a place.
    pub fn around(
        surface: Surface,
        centres: &[Position],
        places: &[Position],
        weights: &[f64],
        limits: Limits,
    ) -> Self {
        assert!(places.len() <= MOST_PLACES, "too many places");
        assert_eq!(places.len(), weights.len(), "one weight a place");
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|&a, &b| {
            let [a, b] = [places[a], places[b]];
            a.first.total_cmp(&b.first).then(a.second.total_cmp(&b.second))
        });
        // Numbered in the order in which ties enter, so that one comparison decides.
        let points: Vec<[f64; 3]> = order.iter().map(|&place| surface.point(places[place])).collect();
        let most = limits.share * weights.iter().sum::<f64>() * (1.0 + 1e-12);
        let members = centres
            .par_iter()
            .map_init(
                || (Nearest::new(points.len()), Vec::with_capacity(points.len())),
                |(nearest, members), &centre| {
                    let mut weight = 0.0;
                    members.clear();
                    members.extend(
                        nearest
                            .places(surface.point(centre), &points)
                            .take_while(|&(distance, _)| limits.distance.is_none_or(|most| distance <= most))
                            .map(|(_, number)| order[usize::from(number)])
                            .take_while(|&place| {
                                weight += weights[place];
                                weight <= most
                            })
                            .filter_map(|place| u16::try_from(place).ok()),
                    );
                    members.as_slice().into()
                },
            )
            .collect();
        Self { members }
    }

    /// One circle that holds every place, for scans in time only.
    pub fn everything(places: usize) -> Self {
        Self {
            members: vec![std::iter::repeat_n(0, places.min(1)).collect()],
        }
    }

    /// How many centres there are.
    pub fn centres(&self) -> usize {
        self.members.len()
    }

    /// How many circles there are around all centres.
    pub fn len(&self) -> usize {
        self.members.iter().map(|members| members.len()).sum()
    }

    /// Whether no circle is within the limits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Places around a centre from near to far.
    pub fn around_centre(&self, centre: usize) -> &[u16] {
        &self.members[centre]
    }

    /// Centres in an order in which neighbours follow each other rarely, so that a good bound is found early wherever the
    /// densest circle lies.
    pub(crate) fn scattered(&self) -> Vec<usize> {
        let count = self.centres();
        // A step near the golden section of the count, without a common factor.
        let mut step = super::number::whole(real(count) * 0.618).max(1);
        while gcd(step, count) > 1 {
            step += 1;
        }
        (0..count).map(|index| index * step % count).collect()
    }
}

/// Places by their distance from a centre. They are put into as many rings of equal area as there are places, and a ring is
/// sorted only when it is reached: circles seldom hold all places.
#[derive(Debug)]
struct Nearest {
    distances: Vec<f64>,
    /// Where each ring begins among the members.
    rings: Vec<usize>,
    /// Bits of the distance and number of the place; distances are not negative, so their bits are ordered as they are.
    members: Vec<(u64, u16)>,
}

impl Nearest {
    fn new(places: usize) -> Self {
        Self {
            distances: Vec::with_capacity(places),
            rings: vec![0; places + 2],
            members: vec![(0, 0); places],
        }
    }

    /// Distances and numbers of places, nearest first; at one distance by their number.
    fn places(&mut self, centre: [f64; 3], points: &[[f64; 3]]) -> impl Iterator<Item = (f64, u16)> {
        let Self {
            distances,
            rings,
            members,
        } = self;
        distances.clear();
        distances.extend(points.iter().map(|&point| squared(centre, point).sqrt()));
        let farthest = distances.iter().copied().fold(0.0, f64::max);
        let last = points.len().saturating_sub(1);
        let scale = if farthest > 0.0 {
            real(last) / (farthest * farthest)
        } else {
            0.0
        };
        // Of the distance itself, so that equal ones fall into one ring.
        let ring = |distance: f64| super::number::whole(distance * distance * scale).min(last);
        rings.fill(0);
        for &distance in distances.iter() {
            rings[ring(distance) + 2] += 1;
        }
        for index in 2..rings.len() {
            rings[index] += rings[index - 1];
        }
        for (&distance, number) in distances.iter().zip(0..=u16::MAX) {
            let next = &mut rings[ring(distance) + 1];
            members[*next] = (distance.to_bits(), number);
            *next += 1;
        }
        // After the scattering, `rings[index]` is where ring `index` − 1 ends.
        let (mut sorted, mut next) = (0, 1);
        (0..points.len()).map(move |index| {
            while index >= sorted {
                members[sorted..rings[next]].sort_unstable();
                sorted = rings[next];
                next += 1;
            }
            let (bits, number) = members[index];
            (f64::from_bits(bits), number)
        })
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(first: f64, second: f64) -> Position {
        Position { first, second }
    }

    #[test]
    fn ties_enter_by_coordinates_and_the_share_ends_the_circle() {
        let places = [at(0.0, 0.0), at(1.0, 0.0), at(-1.0, 0.0), at(0.0, 1.0), at(5.0, 5.0)];
        let limits = Limits {
            share: 0.6,
            distance: None,
        };
        let circles = Circles::around(Surface::Plane, &places, &places, &[1.0; 5], limits);
        assert_eq!(circles.around_centre(0), [0, 2, 3]);
        let limits = Limits {
            share: 1.0,
            distance: Some(1.0),
        };
        let circles = Circles::around(Surface::Plane, &places, &places, &[1.0; 5], limits);
        assert_eq!(circles.around_centre(0), [0, 2, 3, 1]);
        assert_eq!(circles.around_centre(4), [4]);
    }

    #[test]
    fn distances_on_the_sphere_are_chords() {
        let across = Surface::Sphere.distance(at(0.0, 0.0), at(0.0, 180.0));
        assert!((across - 2.0 * EARTH).abs() < 1e-6);
    }

    #[test]
    fn the_scattered_order_has_each_centre_once() {
        let places: Vec<Position> = (0..97_u32).map(|x| at(f64::from(x), 0.0)).collect();
        let limits = Limits {
            share: 0.5,
            distance: None,
        };
        let circles = Circles::around(Surface::Plane, &places, &places, &[1.0; 97], limits);
        let mut order = circles.scattered();
        order.sort_unstable();
        assert_eq!(order, (0..97).collect::<Vec<_>>());
    }
}
