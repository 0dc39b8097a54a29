//! Near repeats: do events follow one another, close in place and time, more often than chance brings them together?
//!
//! Knox's test (Knox 1964; Mantel 1967; bands after Johnson et al. 2007): pairs of events are counted by bands of
//! distance and of days between them. Chance is the same places with the days dealt out anew. Close pairs are found
//! once, on a grid, and exactly; each replica then costs a look at each of them, so that memory and time grow with the
//! pairs that are close and not with all pairs.

use std::collections::HashMap;

use rand::seq::SliceRandom;
use rayon::prelude::*;

use crate::enough;
use crate::random;

/// Where and when something happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event {
    /// Easting, in the unit of the bands: metres on a plane.
    pub x: f64,
    /// Northing, in the same unit.
    pub y: f64,
    /// Day, counted from any.
    pub day: i32,
}

/// Bands of distance and time, each named by its upper end, which belongs to it. The lower end is the band before; the
/// first begins at zero and holds it. A first distance of 0 keeps repeats at one address apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    distances: Vec<f64>,
    days: Vec<u32>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NearRepeatError {
    /// There is no band, or the ends do not grow, or one is negative or not a number.
    #[error("bands must have growing ends, not negative")]
    Bands,
    /// A coordinate is not a number.
    #[error("a coordinate of event {0} is not a number")]
    Coordinate(usize),
    /// Fewer than five events or than three days.
    #[error("too few events to speak of near repeats")]
    TooFewData,
}

/// Pairs in a band of distance and a band of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Upper end of the band of distance.
    pub distance: f64,
    /// Upper end of the band of days.
    pub days: u32,
    /// Pairs.
    pub observed: u64,
    /// Pairs to be expected if place and time had nothing to do with each other: the product of the margins over all
    /// pairs.
    pub expected: f64,
    /// Share of the dealings, the real one among them, with as many pairs or more.
    pub p: f64,
}

impl Cell {
    /// How many times as many pairs as expected; `None` where none are expected.
    pub fn ratio(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "pairs are far fewer than 2^52")]
        (self.expected > 0.0).then(|| self.observed as f64 / self.expected)
    }
}

impl Bands {
    /// Bands by their upper ends.
    ///
    /// # Errors
    ///
    /// [`NearRepeatError::Bands`].
    pub fn new(distances: Vec<f64>, days: Vec<u32>) -> Result<Self, NearRepeatError> {
        let is_growing =
            distances.windows(2).all(|ends| ends[0] < ends[1]) && days.windows(2).all(|ends| ends[0] < ends[1]);
        let is_distance = |distance: &f64| distance.is_finite() && *distance >= 0.0;
        if distances.is_empty() || days.is_empty() || !is_growing || !distances.iter().all(is_distance) {
            return Err(NearRepeatError::Bands);
        }
        Ok(Self { distances, days })
    }

    /// The bands of the literature on burglaries: one address, 100, 200 and 400 m; 7, 14 and 28 days.
    pub fn usual() -> Self {
        Self {
            distances: vec![0.0, 100.0, 200.0, 400.0],
            days: vec![7, 14, 28],
        }
    }

    fn cells(&self) -> usize {
        self.distances.len() * self.days.len()
    }

    /// The band of each number of days, by that number; what lies beyond has none.
    fn by_days(&self) -> Vec<u8> {
        let last = *self.days.last().unwrap_or(&0);
        (0..=last)
            .map(|days| u8::try_from(self.days.partition_point(|&end| end < days)).unwrap_or(u8::MAX))
            .collect()
    }
}

/// Two events that are close in place.
struct Pair {
    one: u32,
    other: u32,
    band: u32,
}

/// Counts pairs by band, expected ones and the p-value of each cell from `replicas` dealings of the days. Cells come by
/// distance, then by days. Same seed, same answer, whatever the number of threads.
///
/// # Errors
///
/// Coordinates that are no numbers, or fewer events than a finding may rest on.
pub fn knox(events: &[Event], bands: &Bands, replicas: u32, seed: u64) -> Result<Vec<Cell>, NearRepeatError> {
    if let Some(at) = events
        .iter()
        .position(|event| !(event.x.is_finite() && event.y.is_finite()))
    {
        return Err(NearRepeatError::Coordinate(at));
    }
    if !enough::is_enough(events.iter().map(|event| event.day)) {
        return Err(NearRepeatError::TooFewData);
    }
    let pairs = close_pairs(events, bands);
    let by_days = bands.by_days();
    let days: Vec<i32> = events.iter().map(|event| event.day).collect();
    let observed = count(&pairs, &days, &by_days, bands);
    let beaten = (0..u64::from(replicas))
        .into_par_iter()
        .map_init(
            || days.clone(),
            |dealt, replica| {
                dealt.copy_from_slice(&days);
                dealt.shuffle(&mut random::stream(seed, replica));
                let counts = count(&pairs, dealt, &by_days, bands);
                let reaches = |(dealt, observed): (&u64, &u64)| u64::from(dealt >= observed);
                counts.iter().zip(&observed).map(reaches).collect::<Vec<u64>>()
            },
        )
        .reduce(
            || vec![0; bands.cells()],
            |one, other| one.iter().zip(&other).map(|(one, other)| one + other).collect(),
        );
    let near = margin(pairs.iter().map(|pair| pair.band as usize), bands.distances.len());
    let soon = pairs_in_days(&days, bands);
    let all = events.len() as u64 * (events.len() as u64 - 1) / 2;
    let cell = |at: usize| {
        let (distance, day) = (at / bands.days.len(), at % bands.days.len());
        #[expect(clippy::cast_precision_loss, reason = "pairs are far fewer than 2^52")]
        Cell {
            distance: bands.distances[distance],
            days: bands.days[day],
            observed: observed[at],
            expected: near[distance] as f64 * soon[day] as f64 / all as f64,
            p: (beaten[at] + 1) as f64 / f64::from(replicas + 1),
        }
    };
    Ok((0..bands.cells()).map(cell).collect())
}

fn count(pairs: &[Pair], days: &[i32], by_days: &[u8], bands: &Bands) -> Vec<u64> {
    let width = bands.days.len();
    let mut counts = vec![0_u64; bands.cells()];
    for pair in pairs {
        let apart = days[pair.one as usize].abs_diff(days[pair.other as usize]) as usize;
        if let Some(&band) = by_days.get(apart) {
            counts[pair.band as usize * width + usize::from(band)] += 1;
        }
    }
    counts
}

fn margin(bands: impl Iterator<Item = usize>, width: usize) -> Vec<u64> {
    let mut margin = vec![0; width];
    for band in bands {
        margin[band] += 1;
    }
    margin
}

/// Pairs of events in each band of days, wherever they are: by the number of events of each day.
fn pairs_in_days(days: &[i32], bands: &Bands) -> Vec<u64> {
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    // Pairs up to each end, by two pointers; bands are differences of those.
    let up_to = |end: u32| {
        let (mut first, mut pairs) = (0, 0_u64);
        for (at, &day) in sorted.iter().enumerate() {
            while sorted[first].abs_diff(day) > end {
                first += 1;
            }
            pairs += (at - first) as u64;
        }
        pairs
    };
    let mut before = 0;
    bands
        .days
        .iter()
        .map(|&end| {
            let now = up_to(end);
            now - std::mem::replace(&mut before, now)
        })
        .collect()
}

/// All pairs within the largest distance, by a grid whose squares are that wide: partners are in the same square or next to
/// it.
fn close_pairs(events: &[Event], bands: &Bands) -> Vec<Pair> {
    let reach = *bands.distances.last().unwrap_or(&0.0);
    // Rounding in the division must not put two events at exactly the distance two squares apart.
    let side = if reach > 0.0 { reach * (1.0 + 1e-9) } else { 1.0 };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "squares of a country are far fewer than 2^63"
    )]
    let square = |event: &Event| ((event.x / side).floor() as i64, (event.y / side).floor() as i64);
    let mut grid: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
    let mut pairs = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let (column, row) = square(event);
        for next in (-1..=1).flat_map(|right| (-1..=1).map(move |up| (column + right, row + up))) {
            for &other in grid.get(&next).into_iter().flatten() {
                let partner = &events[other as usize];
                let distance = ((event.x - partner.x).powi(2) + (event.y - partner.y).powi(2)).sqrt();
                let band = bands.distances.partition_point(|&end| end < distance);
                if band < bands.distances.len() {
                    let band = u32::try_from(band).unwrap_or(u32::MAX);
                    pairs.push(Pair {
                        one: other,
                        other: at,
                        band,
                    });
                }
            }
        }
        grid.entry((column, row)).or_default().push(at);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all_pairs(events: &[Event], bands: &Bands) -> Vec<u64> {
        let mut counts = vec![0; bands.cells()];
        for (at, one) in events.iter().enumerate() {
            for other in &events[..at] {
                let distance = ((one.x - other.x).powi(2) + (one.y - other.y).powi(2)).sqrt();
                let near = bands.distances.iter().position(|&end| distance <= end);
                let soon = bands.days.iter().position(|&end| one.day.abs_diff(other.day) <= end);
                if let (Some(near), Some(soon)) = (near, soon) {
                    counts[near * bands.days.len() + soon] += 1;
                }
            }
        }
        counts
    }

    fn event() -> impl Strategy<Value = Event> {
        (-20..20_i32, -20..20_i32, 0..60_i32).prop_map(|(x, y, day)| Event {
            x: f64::from(x) * 50.0,
            y: f64::from(y) * 50.0,
            day,
        })
    }

    proptest! {
        #[test]
        fn the_grid_finds_every_pair_and_moving_changes_nothing(
            mut events in proptest::collection::vec(event(), 8..120), shift in -9..9_i32
        ) {
            events[0].day = 0;
            events[1].day = 30;
            events[2].day = 59;
            let bands = Bands::usual();
            let found = knox(&events, &bands, 19, 7).unwrap();
            let counts: Vec<u64> = found.iter().map(|cell| cell.observed).collect();
            prop_assert_eq!(&counts, &all_pairs(&events, &bands));
            let moved: Vec<Event> = events.iter().map(|event| Event {
                x: event.x + 50.0 * f64::from(shift), y: event.y, day: event.day + shift,
            }).collect();
            prop_assert_eq!(&found, &knox(&moved, &bands, 19, 7).unwrap());
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let event = |x, day| Event { x, y: 0.0, day };
        let few = [event(0.0, 1), event(1.0, 2), event(2.0, 3), event(3.0, 4)];
        assert_eq!(knox(&few, &Bands::usual(), 9, 1), Err(NearRepeatError::TooFewData));
        let odd = [event(0.0, 1), event(f64::NAN, 2)];
        assert_eq!(knox(&odd, &Bands::usual(), 9, 1), Err(NearRepeatError::Coordinate(1)));
        for (distances, days) in [
            (vec![], vec![1]),
            (vec![2.0, 1.0], vec![1]),
            (vec![-1.0], vec![1]),
            (vec![1.0], vec![]),
        ] {
            assert_eq!(Bands::new(distances, days), Err(NearRepeatError::Bands));
        }
    }

    #[test]
    fn threads_do_not_change_the_answer() {
        let events: Vec<Event> = (0..200)
            .map(|at| Event {
                x: f64::from(at * 37 % 101),
                y: f64::from(at * 53 % 97),
                day: at * 29 % 83,
            })
            .collect();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| knox(&events, &Bands::new(vec![5.0, 20.0], vec![3, 9]).unwrap(), 199, 3).unwrap())
        };
        assert_eq!(on(1), on(3));
    }
}
