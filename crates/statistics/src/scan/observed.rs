//! The scan of the data themselves: the best window around each centre.
//!
//! A centre keeps the ratio of its best window so far. For a block of nested circles (see [`super::nested`]) and windows
//! that last between `a` and `b` intervals, a straight line lies below the number of cases that would beat it (see
//! [`super::frontier`]); whether any window is above the line is one pass over time (the largest sum of consecutive
//! terms), for eight classes of durations side by side. Only classes that are not ruled out in a single circle are looked
//! at window by window, so that the answer is exactly that of looking at all.

use super::durations::{Durations, Measured};
use super::exhaustive::{Comparison, Exhaustive};
use super::frontier::Ladder;
use super::grid::Measure;
use super::nested::{Nest, Pace, Search};
use super::number::{real, single, whole};
use super::places::Circles;
use super::refine::{Circle, Line, line};
use super::rows::Rows;
use super::score::{Direction, Score};
use super::taken::{Blocked, Taken};
use super::window::{Extent, Minimum, Spans, Window};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x8, i32x8};
use rayon::prelude::*;

/// Classes of durations, one a lane.
const CLASSES: usize = 8;

/// So many centres are looked at with one floor where only the largest ratio is asked for.
const AT_ONCE: usize = 64;
/// So many centres are looked at by one thread after each other.
pub(super) const TOGETHER: usize = 8;

/// The classes of durations of a scan of the data.
pub(crate) fn durations(measure: &Measure, spans: Spans) -> Durations {
    Durations::new(measure, spans, CLASSES)
}

/// What is scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'a> {
    pub(crate) circles: &'a Circles,
    pub(crate) measure: &'a Measure,
    pub(crate) comparison: &'a Comparison,
    pub(crate) spans: Spans,
    pub(crate) durations: &'a Durations,
    pub(crate) pace: &'a Pace,
    pub(crate) minimum: Minimum,
    pub(crate) directions: &'a [Direction],
    /// One for each direction where all windows have one score.
    pub(crate) ladders: &'a [Ladder],
    pub(crate) level: Level,
}

impl Field<'_> {
    /// The best window around each of these centres that holds nothing that is taken; `None` where that is not above
    /// `floor`, which may spare looking, or where no window differs in the direction looked for.
    pub(crate) fn best_of(&self, centres: &[usize], counts: &Rows, taken: &Taken, floor: f64) -> Vec<Option<Window>> {
        let bounded = match self.comparison {
            Comparison::Study(score) if score.cases() < Scale::CEILING => Some(*score),
            _ => None,
        };
        let Some(score) = bounded else {
            let exhaustive = Exhaustive {
                comparison: self.comparison,
                measure: self.measure,
                spans: self.spans,
                minimum: self.minimum,
                directions: self.directions,
                taken,
            };
            return centres
                .par_iter()
                .map(|&centre| {
                    exhaustive.best(centre, self.circles.around_centre(centre), |place| {
                        counts.grid().row(place)
                    })
                })
                .map(|window| window.filter(|window| window.ratio > floor))
                .collect();
        };
        if let Some(held) = counts.packed() {
            return self.best_circles(score, centres, held, taken, floor);
        }
        centres
            .par_chunks(TOGETHER)
            .flat_map_iter(|centres| {
                let mut bounded = Bounded::new(self, score, counts, taken);
                let mut nest = Nest::at_pace(self.pace, || Single::new(self, taken));
                let best: Vec<Option<Window>> = centres
                    .iter()
                    .map(|&centre| dispatch!(self.level, simd => bounded.best(simd, centre, floor, &mut nest)))
                    .collect();
                nest.hand_on(self.pace);
                best
            })
            .collect()
    }

    /// The largest ratio of all windows, zero when none differs.
    pub(crate) fn largest(&self, counts: &Rows) -> f64 {
        let mut largest = 0.0;
        for centres in self.circles.scattered().chunks(AT_ONCE) {
            let windows = self.best_of(centres, counts, &Taken::default(), largest);
            largest = windows
                .into_iter()
                .flatten()
                .fold(largest, |largest, window| window.ratio.max(largest));
        }
        largest
    }
}

/// A circle in the data.
#[derive(Debug)]
struct Single<'a> {
    counts: Vec<u32>,
    measured: Measured<'a>,
    blocked: Blocked<'a>,
}

/// The scan of the data, ready for centres. A thread takes one for itself.
#[derive(Debug)]
struct Bounded<'a> {
    field: &'a Field<'a>,
    score: Score,
    counts: &'a Rows,
    centre: usize,
    best: Option<Window>,
    /// The ratio a window must beat, and its rung.
    to_beat: f64,
    rung: usize,
    /// The smallest circle of a block: its measure and closed times, and its counts where fewer cases than expected are
    /// looked for.
    inner: Single<'a>,
    profile: Profile,
    is_profile_set: bool,
    cases: Vec<u32>,
    sums: Vec<f64>,
    closed: Vec<u32>,
}

impl<'a> Single<'a> {
    fn new(field: &Field<'a>, taken: &'a Taken) -> Self {
        Self {
            counts: Rows::zeros(field.measure.times()),
            measured: Measured::new(field.measure, field.durations),
            blocked: taken.blocked(),
        }
    }

    fn clear(&mut self) {
        self.counts.fill(0);
        self.measured.clear();
        self.blocked.clear();
    }

    #[inline(always)]
    fn add_measure(&mut self, durations: &Durations, places: &[u16]) {
        self.measured.add(durations, places);
        self.blocked.add(places, self.measured.profile().1.len());
    }

    #[inline(always)]
    fn copy_measure_from(&mut self, other: &Self) {
        self.measured.copy_from(&other.measured);
        self.blocked.copy_from(&other.blocked);
    }
}

impl<'a> Bounded<'a> {
    fn new(field: &'a Field<'a>, score: Score, counts: &'a Rows, taken: &'a Taken) -> Self {
        Self {
            field,
            score,
            counts,
            centre: 0,
            best: None,
            to_beat: 0.0,
            rung: 0,
            inner: Single::new(field, taken),
            profile: Profile {
                values: vec![0.0; field.measure.times()],
                sum: 0.0,
                most: 0.0,
            },
            is_profile_set: false,
            cases: Vec::new(),
            sums: Vec::new(),
            closed: Vec::new(),
        }
    }

    #[inline(always)]
    fn best<S: Simd>(&mut self, simd: S, centre: usize, floor: f64, nest: &mut Nest<Single<'a>>) -> Option<Window> {
        let places = self.field.circles.around_centre(centre);
        self.centre = centre;
        self.best = None;
        self.to_beat = floor;
        self.rung = self.field.ladders.first().map_or(0, |ladder| ladder.rung(floor));
        nest.walk(&mut Vectorised { simd, bounded: self }, places, Single::clear);
        self.best
    }
}

/// The search with vectors of a kind.
struct Vectorised<'b, 'a, S> {
    simd: S,
    bounded: &'b mut Bounded<'a>,
}

impl<'a, S: Simd> Search for Vectorised<'_, 'a, S> {
    type Circle = Single<'a>;

    #[inline(always)]
    fn grow(&mut self, from: &Single<'a>, places: &[u16], to: &mut Single<'a>) {
        let bounded = &*self.bounded;
        to.copy_measure_from(from);
        to.counts.copy_from_slice(&from.counts);
        to.add_measure(bounded.field.durations, places);
        bounded.counts.add(self.simd, places, &mut to.counts);
    }

    /// The bits are those of classes, first of one direction, then of the other.
    #[inline(always)]
    fn open(&mut self, before: &Single<'a>, first: u16, outer: &Single<'a>, among: u64) -> u64 {
        let bounded = &mut *self.bounded;
        bounded.inner.copy_measure_from(before);
        bounded.inner.add_measure(bounded.field.durations, &[first]);
        if bounded.field.directions.contains(&Direction::Low) {
            bounded.inner.counts.copy_from_slice(&before.counts);
            bounded.counts.add(self.simd, &[first], &mut bounded.inner.counts);
        }
        let mut open = 0;
        for (index, ladder) in bounded.field.ladders.iter().enumerate() {
            let among = among >> (index * CLASSES);
            let (counts, measured) = match ladder.direction() {
                Direction::High => (&outer.counts, &bounded.inner.measured),
                Direction::Low => (&bounded.inner.counts, &outer.measured),
            };
            let mut lines = [None; CLASSES];
            for (class, (slot, &range)) in lines.iter_mut().zip(measured.ranges()).enumerate() {
                if among >> class & 1 == 1 {
                    *slot = line(ladder, bounded.rung, range, bounded.field.minimum);
                }
            }
            let (weight, profile) = measured.profile();
            if !(bounded.is_profile_set && bounded.field.measure.has_one_profile()) {
                bounded.profile.set(profile);
                bounded.is_profile_set = true;
            }
            let largest_sum = bounded.score.cases();
            let Some(scale) = Scale::new(&lines, ladder.direction(), weight, &bounded.profile, largest_sum) else {
                continue;
            };
            let (simd, spans, profile) = (self.simd, bounded.field.spans, &bounded.profile.values);
            let closed = bounded.inner.blocked.closed();
            let bits = match (ladder.direction(), closed.is_empty()) {
                (Direction::High, true) => pass::<S, false, false>(simd, spans, counts, profile, closed, &scale),
                (Direction::High, false) => pass::<S, false, true>(simd, spans, counts, profile, closed, &scale),
                (Direction::Low, true) => pass::<S, true, false>(simd, spans, counts, profile, closed, &scale),
                (Direction::Low, false) => pass::<S, true, true>(simd, spans, counts, profile, closed, &scale),
            };
            open |= bits << (index * CLASSES);
        }
        open & among
    }

    #[inline(always)]
    fn look(&mut self, places: usize, circle: &Single<'a>, open: u64) {
        let bounded = &mut *self.bounded;
        circle.measured.cumulate(&mut bounded.sums);
        circle.blocked.cumulate(&mut bounded.closed);
        bounded.cases.clear();
        bounded.cases.push(0);
        let mut sum = 0;
        let times = bounded.field.measure.times();
        bounded.cases.extend(circle.counts[..times].iter().map(|count| {
            sum += count;
            sum
        }));
        let looked_at = Circle {
            cases: &bounded.cases,
            sums: &bounded.sums,
            blocked: &bounded.closed,
        };
        let minimum = bounded.field.minimum;
        for (index, ladder) in bounded.field.ladders.iter().enumerate() {
            let direction = ladder.direction();
            let classes = bounded.field.durations.classes().iter().zip(circle.measured.ranges());
            for (class, (&durations, &range)) in classes.enumerate() {
                if open >> (index * CLASSES + class) & 1 == 0 {
                    continue;
                }
                let Some(line) = line(ladder, bounded.rung, range, minimum) else {
                    continue;
                };
                let found = looked_at.best(
                    &bounded.score,
                    bounded.field.spans,
                    durations,
                    line,
                    (direction, minimum),
                    bounded.to_beat,
                );
                if let Some(found) = found {
                    bounded.to_beat = found.ratio;
                    bounded.rung = ladder.rung(found.ratio);
                    bounded.best = Some(Window {
                        extent: Extent::Circle {
                            centre: bounded.centre,
                            places,
                        },
                        start: found.start,
                        end: found.end,
                        observed: found.observed,
                        measure: found.measure,
                        ratio: found.ratio,
                        direction,
                    });
                }
            }
        }
    }
}

/// The profile of the measure in single precision.
#[derive(Debug)]
struct Profile {
    values: Vec<f32>,
    sum: f64,
    most: f64,
}

impl Profile {
    #[inline(always)]
    fn set(&mut self, profile: &[f64]) {
        self.sum = 0.0;
        self.most = 0.0;
        for (single, &value) in self.values.iter_mut().zip(profile) {
            *single = shorter(value);
            self.sum += value;
            self.most = self.most.max(value);
        }
    }
}

/// How real numbers become whole ones in one circle, by class.
#[derive(Debug)]
struct Scale {
    /// A case is two to this power.
    shift: u32,
    /// The profile is multiplied by these.
    factors: [f32; CLASSES],
    /// Sums up to these rule a class out.
    limits: [i32; CLASSES],
}

impl Scale {
    /// No sum grows beyond this.
    const CEILING: f64 = 1_073_741_824.0;

    #[inline(always)]
    fn new(
        lines: &[Option<Line>; CLASSES],
        direction: Direction,
        weight: f64,
        profile: &Profile,
        cases: f64,
    ) -> Option<Self> {
        let steepest = lines.iter().flatten().map(|line| line.slope).reduce(f64::max)?;
        let largest = match direction {
            // Sums rise by cases and fall by the measure, but never below what one step takes off.
            Direction::High => cases.max(1.01 * steepest * weight * profile.most),
            // They rise by the measure, each step rounded up to a whole number.
            Direction::Low => cases.max(1.01 * steepest * weight * profile.sum) + real(profile.values.len()),
        };
        let shift = whole(Self::CEILING / largest).max(1).ilog2();
        let scale = f64::from(1_u32 << shift);
        // What rounding to single precision may take away or add.
        let (safe, sign) = match direction {
            Direction::High => (1.0 - 4e-7, 1.0),
            Direction::Low => (1.0 + 4e-7, -1.0),
        };
        let mut scaled = Self {
            shift,
            factors: [0.0; CLASSES],
            limits: [i32::MAX; CLASSES],
        };
        for (class, line) in lines.iter().enumerate() {
            if let Some(line) = line {
                scaled.factors[class] = single(line.slope * weight * scale * safe);
                scaled.limits[class] = thirty_one(sign * line.intercept * scale);
            }
        }
        Some(scaled)
    }
}

/// The classes in which some window may be beyond its line, as bits: the largest sum of consecutive terms, classes side by
/// side.
#[inline(always)]
fn pass<S: Simd, const LOW: bool, const CLOSED: bool>(
    simd: S,
    spans: Spans,
    counts: &[u32],
    profile: &[f32],
    closed: &[bool],
    scale: &Scale,
) -> u64 {
    let factors = f32x8::simd_from(simd, scale.factors);
    let zero = i32x8::splat(simd, 0);
    let mut current = zero;
    let mut top = zero;
    let from = spans.first_time();
    let early = spans.first_end - from;
    let steps = counts[from..].iter().zip(&profile[from..]);
    for (index, (&count, &share)) in steps.enumerate() {
        if CLOSED && closed[from + index] {
            current = zero;
            continue;
        }
        let expected: i32x8<S> = (factors * share).to_int();
        let count = i32x8::splat(simd, (count << scale.shift).cast_signed());
        current += if LOW { expected + 1 - count } else { count - expected };
        current = current.max(zero);
        if index >= early {
            top = top.max(current);
        }
    }
    top.simd_gt(i32x8::simd_from(simd, scale.limits)).to_bitmask()
}

/// As [`single`], in a form that is made part of the loop around it.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bound carries a margin for the rounding"
)]
fn shorter(value: f64) -> f32 {
    value as f32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast of a real number saturates, which is what is wanted here"
)]
fn thirty_one(value: f64) -> i32 {
    value as i32
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::scan::grid::Grid;
    use crate::scan::places::{Limits, Position, Surface};
    use crate::scan::{Null, Rates};

    /// Places in a plane, a measure that is a product or not, and cases drawn from it.
    pub(crate) fn example(seed: u64, product: bool) -> (Circles, Grid<f64>, Grid<u32>) {
        use rand::RngExt;
        let mut random = crate::random::stream(seed, 0);
        let (places, times, cases) = (14, 40, 160);
        let positions: Vec<Position> = (0..places)
            .map(|_| Position {
                first: random.random(),
                second: random.random(),
            })
            .collect();
        let weights: Vec<f64> = (0..places).map(|_| random.random::<f64>() + 0.2).collect();
        let profile: Vec<f64> = (0..times).map(|_| random.random::<f64>() + 0.1).collect();
        let mut measure = Grid::new(places, times);
        for (place, weight) in weights.iter().enumerate() {
            for (cell, share) in measure.row_mut(place).iter_mut().zip(&profile) {
                *cell = weight * share * if product { 1.0 } else { random.random::<f64>() };
            }
        }
        let total = measure.total();
        for cell in measure.values_mut() {
            *cell *= real(cases) / total;
        }
        let mut drawn = Vec::new();
        Null::negative_binomial(&measure, 0.3).draw(seed, 1, cases, &mut drawn);
        let mut counts = Grid::new(places, times);
        for cell in drawn {
            counts.values_mut()[cell as usize] += 1;
        }
        let limits = Limits {
            share: 0.5,
            distance: None,
        };
        let circles = Circles::around(Surface::Plane, &positions, &positions, &measure.by_place(), limits);
        (circles, measure, counts)
    }

    #[test]
    fn bounds_change_nothing() {
        for seed in 0..3 {
            for product in [true, false] {
                let (circles, grid, counts) = example(seed, product);
                let measure = Measure::new(&grid);
                let rows = Rows::new(counts.clone(), &measure);
                assert_eq!(product, matches!(measure, Measure::Product { .. }));
                let score = Score::Poisson { cases: 160.0 };
                let comparison = Comparison::Study(score);
                for rates in [Rates::High, Rates::Low, Rates::Both] {
                    for (shortest, first_end) in [(1, 0), (3, 0), (1, 39), (2, 33)] {
                        let spans = Spans {
                            shortest,
                            longest: 13,
                            first_end,
                        };
                        let field = Field {
                            circles: &circles,
                            measure: &measure,
                            comparison: &comparison,
                            spans,
                            durations: &durations(&measure, spans),
                            pace: &Pace::default(),
                            minimum: Minimum::default(),
                            directions: rates.directions(),
                            ladders: &Ladder::all(score, rates.directions(), measure.smallest()),
                            level: Level::new(),
                        };
                        let exhaustive = Exhaustive {
                            comparison: &comparison,
                            measure: &measure,
                            spans,
                            minimum: Minimum::default(),
                            directions: rates.directions(),
                            taken: &Taken::default(),
                        };
                        let centres: Vec<usize> = (0..circles.centres()).collect();
                        let bounded = field.best_of(&centres, &rows, &Taken::default(), 0.0);
                        for (centre, found) in bounded.iter().enumerate() {
                            let wanted =
                                exhaustive.best(centre, circles.around_centre(centre), |place| counts.row(place));
                            let ratio = |window: &Option<Window>| window.map(|window| window.ratio);
                            assert_eq!(
                                ratio(found),
                                ratio(&wanted),
                                "{seed} {product} {rates:?} {spans:?} {found:?} {wanted:?}"
                            );
                        }
                    }
                }
            }
        }
    }
}
