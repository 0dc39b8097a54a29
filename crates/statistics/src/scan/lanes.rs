//! The largest ratio of many replicas at once.
//!
//! Replicas stand side by side in the lanes of a vector: all walk through the same circles with the same measure, so one
//! walk serves as many replicas as a vector has lanes of sixteen bits. In each circle a straight line for a class of
//! durations bounds the number of cases that would beat the least of the lanes' own best ratios (the frontier is concave,
//! see [`super::frontier`]). Whether any window is above the line is the largest sum of consecutive terms, one pass over
//! time (compare the linear bounds of Agarwal, McGregor, Phillips, Venkatasubramanian and Zhu, KDD 2006). In fixed point
//! this takes three operations a step and class: add the cases, subtract the measure, keep the largest; the subtraction
//! saturates at zero, which is where a new window begins. Every rounding is to the safe side. A lane that is not ruled out
//! is looked at again with its own ratio and exact arithmetic ([`super::refine`]), so that its result is the same as that
//! of looking at every window, whatever the width of the vectors.

use super::draw::Cell;
use super::durations::Durations;
use super::frontier::Ladder;
use super::grid::{Growing, Measure};
use super::number::{real, single, sixteen, whole};
use super::places::Circles;
use super::refine::{Circle, Line, line, line_of_slope};
use super::score::{Direction, Score};
use super::window::{Minimum, Spans};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x16, u32x16};

/// Classes of durations.
const CLASSES: usize = 4;
/// No sum that matters grows beyond this, half of what sixteen bits hold.
const CEILING: f64 = 32_000.0;

/// A scan in space and time, ready for replicas.
#[derive(Debug)]
pub(crate) struct Lanes<'a> {
    circles: &'a Circles,
    order: Vec<usize>,
    measure: &'a Measure,
    score: Score,
    spans: Spans,
    minimum: Minimum,
    durations: Durations,
    ladders: Vec<Ladder>,
    level: Level,
}

/// How many lanes of sixteen bits a vector has.
pub(crate) fn width(level: Level) -> usize {
    dispatch!(level, simd => lanes_of(simd))
}

#[inline(always)]
fn lanes_of<S: Simd>(_: S) -> usize {
    S::u16s::LEN
}

/// The counts of a group of replicas, by place.
#[derive(Debug)]
enum Counts {
    /// A vector for each place and interval, two intervals a vector of bytes; an odd interval is filled up.
    Bytes(Vec<u8>),
    /// The same where a byte is too little.
    Dense(Vec<u16>),
    /// For each place, where `time × lanes + lane` of its cases stand.
    Sparse { starts: Vec<u32>, slots: Vec<u32> },
}

impl<'a> Lanes<'a> {
    pub(crate) fn new(
        circles: &'a Circles,
        measure: &'a Measure,
        score: Score,
        spans: Spans,
        minimum: Minimum,
        directions: &[Direction],
        level: Level,
    ) -> Self {
        Self {
            circles,
            order: circles.scattered(),
            measure,
            score,
            spans,
            minimum,
            durations: Durations::new(measure, spans, CLASSES),
            ladders: directions
                .iter()
                .map(|&direction| Ladder::new(score, direction, measure.smallest()))
                .collect(),
            level,
        }
    }

    /// How many replicas are looked at together.
    pub(crate) fn width(&self) -> usize {
        width(self.level)
    }

    /// The largest ratio of each replica, at most as many as [`Lanes::width`]; `None` when an interval holds more cases
    /// than sixteen bits can count.
    pub(crate) fn largest(&self, replicas: &[Vec<Cell>]) -> Option<Vec<f64>> {
        let width = self.width();
        let times = self.measure.times();
        let mut by_time = vec![0_u32; times * width];
        for (lane, cells) in replicas.iter().enumerate() {
            for &cell in cells {
                by_time[cell as usize % times * width + lane] += 1;
            }
        }
        if by_time.iter().any(|&count| count > u32::from(u16::MAX)) {
            return None;
        }
        let counts = self.counts(replicas, width);
        let mut best = dispatch!(self.level, simd => self.walk(simd, &counts, replicas.len()));
        best.truncate(replicas.len());
        Some(best)
    }

    fn counts(&self, replicas: &[Vec<Cell>], width: usize) -> Counts {
        let (places, times) = (self.measure.places(), self.measure.times());
        let events: usize = replicas.iter().map(Vec::len).sum();
        // Adding one event costs about as much as adding a few vectors.
        if events > 2 * places * times {
            let row = times.next_multiple_of(2) * width;
            let mut counts = vec![0_u16; places * row];
            for (lane, cells) in replicas.iter().enumerate() {
                for &cell in cells {
                    let (place, time) = (cell as usize / times, cell as usize % times);
                    counts[place * row + time * width + lane] += 1;
                }
            }
            let bytes: Result<Vec<u8>, _> = counts.iter().map(|&count| u8::try_from(count)).collect();
            if let Ok(bytes) = bytes {
                return Counts::Bytes(bytes);
            }
            return Counts::Dense(counts);
        }
        let mut starts = vec![0_u32; places + 1];
        for cells in replicas {
            for &cell in cells {
                starts[cell as usize / times + 1] += 1;
            }
        }
        for place in 0..places {
            starts[place + 1] += starts[place];
        }
        let mut next = starts.clone();
        let mut slots = vec![0_u32; events];
        for (cells, lane) in replicas.iter().zip(0_u32..) {
            for &cell in cells {
                let slot = &mut next[cell as usize / times];
                let time = cell % u32::try_from(times).unwrap_or(u32::MAX);
                slots[*slot as usize] = time * u32::try_from(width).unwrap_or(u32::MAX) + lane;
                *slot += 1;
            }
        }
        Counts::Sparse { starts, slots }
    }

    #[inline(always)]
    fn walk<S: Simd>(&self, simd: S, counts: &Counts, used: usize) -> Vec<f64> {
        let width = S::u16s::LEN;
        let times = self.measure.times();
        let classes = self.durations.classes().len();
        // Lanes without a replica have nothing to find.
        let mut best = vec![f64::INFINITY; width];
        best[..used].fill(0.0);
        let used = u64::MAX >> (64 - used);
        let mut growing = Growing::new(self.measure);
        let row = times.next_multiple_of(2) * width;
        let mut filled = vec![0_u16; row];
        let mut ranges = vec![(0.0, 0.0); classes];
        let mut quantised = vec![0_u16; times * CLASSES];
        let mut spread = vec![0.0_f32; times * CLASSES];
        let fixed_profile = matches!(self.measure, Measure::Product { .. });
        let mut spread_is_set = false;
        let from = self.spans.first_time() * CLASSES;
        let mut column = vec![0_u32; times + 1];
        let mut sums = Vec::new();
        let mut least_best = 0.0;
        let mut has_risen = false;
        let mut rungs: Vec<usize> = self.ladders.iter().map(|ladder| ladder.rung(0.0)).collect();
        let mut own = vec![self.ladders[0].rung(0.0); width];
        for &centre in &self.order {
            growing.clear();
            filled.fill(0);
            ranges.fill((0.0, 0.0));
            for &place in self.circles.around_centre(centre) {
                let place = usize::from(place);
                growing.add(place);
                match counts {
                    Counts::Bytes(counts) => {
                        let counts = &counts[place * row..][..row];
                        for (sums, counts) in filled.chunks_exact_mut(2 * width).zip(counts.chunks_exact(2 * width)) {
                            let (first, second) = sums.split_at_mut(width);
                            let (more, still_more) = S::u8s::from_slice(simd, counts).widen();
                            (S::u16s::from_slice(simd, first) + more).store_slice(first);
                            (S::u16s::from_slice(simd, second) + still_more).store_slice(second);
                        }
                    }
                    Counts::Dense(counts) => {
                        let counts = &counts[place * row..][..row];
                        for (sum, count) in filled.chunks_exact_mut(width).zip(counts.chunks_exact(width)) {
                            let total = S::u16s::from_slice(simd, sum) + S::u16s::from_slice(simd, count);
                            total.store_slice(sum);
                        }
                    }
                    Counts::Sparse { starts, slots } => {
                        for &slot in &slots[starts[place] as usize..starts[place + 1] as usize] {
                            filled[slot as usize] += 1;
                        }
                    }
                }
                let running = &filled[..times * width];
                let (weight, profile) = growing.profile();
                self.durations.add(place, weight, &mut ranges);
                if !(fixed_profile && spread_is_set) {
                    for (spread, &value) in spread.chunks_exact_mut(CLASSES).zip(profile) {
                        spread.fill(shorter(value));
                    }
                    spread_is_set = true;
                }
                for (ladder, rung) in self.ladders.iter().zip(&rungs) {
                    let mut lines = [None; CLASSES];
                    for (slot, &range) in lines.iter_mut().zip(&ranges) {
                        *slot = line(ladder, *rung, range, self.minimum);
                    }

                    let direction = ladder.direction();
                    let Some(scale) = Scale::new(&lines, direction, weight, profile) else {
                        continue;
                    };
                    let open = match direction {
                        Direction::High => {
                            quantise::<S, false>(simd, &spread[from..], scale.factors, &mut quantised[from..]);
                            self.open::<S, false>(simd, running, &quantised, &scale, classes)
                        }
                        Direction::Low => {
                            quantise::<S, true>(simd, &spread[from..], scale.factors, &mut quantised[from..]);
                            self.open::<S, true>(simd, running, &quantised, &scale, classes)
                        }
                    };
                    let mut open = open;
                    self.close(ladder, &lines, &ranges, &scale, &own, &mut open);
                    let any = (open.bits[0] | open.bits[1] | open.bits[2] | open.bits[3]) & used;
                    if any == 0 {
                        continue;
                    }
                    growing.cumulate(&mut sums);
                    let mut rose = false;
                    for lane in (0..width).filter(|lane| any >> lane & 1 == 1) {
                        let mut sum = 0;
                        for (cumulated, row) in column[1..].iter_mut().zip(running.chunks_exact(width)) {
                            sum += u32::from(row[lane]);
                            *cumulated = sum;
                        }
                        for class in (0..classes).filter(|&class| open.bits[class] >> lane & 1 == 1) {
                            let Some(line) = line(ladder, own[lane], ranges[class], self.minimum) else {
                                continue;
                            };
                            let circle = Circle {
                                cases: &column,
                                sums: &sums,
                                blocked: &[],
                            };
                            let found = circle.best(
                                &self.score,
                                self.spans,
                                self.durations.classes()[class],
                                line,
                                (direction, self.minimum),
                                best[lane],
                            );
                            if let Some(found) = found {
                                best[lane] = found.ratio;
                                own[lane] = ladder.rung(found.ratio);
                                rose = true;
                            }
                        }
                    }
                    if rose {
                        least_best = best.iter().copied().fold(f64::INFINITY, f64::min);
                        has_risen = true;
                    }
                }
                if has_risen {
                    has_risen = false;
                    for (ladder, rung) in self.ladders.iter().zip(&mut rungs) {
                        *rung = ladder.rung(least_best).max(*rung);
                    }
                }
            }
        }
        best
    }

    /// The lanes in which some window may be beyond the line.
    #[inline(always)]
    fn open<S: Simd, const LOW: bool>(
        &self,
        simd: S,
        running: &[u16],
        quantised: &[u16],
        scale: &Scale,
        classes: usize,
    ) -> Open {
        match classes {
            1 => self.pass::<S, LOW, 1>(simd, running, quantised, scale),
            2 => self.pass::<S, LOW, 2>(simd, running, quantised, scale),
            3 => self.pass::<S, LOW, 3>(simd, running, quantised, scale),
            _ => self.pass::<S, LOW, 4>(simd, running, quantised, scale),
        }
    }

    #[inline(always)]
    fn pass<S: Simd, const LOW: bool, const N: usize>(
        &self,
        simd: S,
        running: &[u16],
        quantised: &[u16],
        scale: &Scale,
    ) -> Open {
        let width = S::u16s::LEN;
        let zero = S::u16s::splat(simd, 0);
        let mut current = [zero; N];
        let mut top = [zero; N];
        let mut most = zero;
        let from = self.spans.first_time();
        let early = self.spans.first_end - from;
        let steps = running[from * width..]
            .chunks_exact(width)
            .zip(quantised[from * CLASSES..].chunks_exact(CLASSES));
        let (before, counted) = (steps.clone().take(early), steps.skip(early));
        let mut peak = zero;
        for (count, expected) in before {
            let count = S::u16s::from_slice(simd, count);
            most = most.max(count);
            let count = count << scale.shift;
            for class in 0..N {
                let expected = S::u16s::splat(simd, expected[class]);
                current[class] = step::<S, LOW>(current[class], count, expected);
                peak = peak.max(current[class]);
            }
        }
        for (count, expected) in counted {
            let count = S::u16s::from_slice(simd, count);
            most = most.max(count);
            let count = count << scale.shift;
            for class in 0..N {
                let expected = S::u16s::splat(simd, expected[class]);
                current[class] = step::<S, LOW>(current[class], count, expected);
                top[class] = top[class].max(current[class]);
            }
        }
        // A count too large for the scale has wrapped around, and a sum before the first end may have been cut off: such
        // lanes are looked at exactly.
        let wrapped = most.simd_gt(S::u16s::splat(simd, scale.largest_count)).to_bitmask()
            | peak.simd_gt(S::u16s::splat(simd, sixteen(CEILING))).to_bitmask();
        let mut open = Open {
            bits: [0; CLASSES],
            wrapped,
            tops: [[0; MOST_LANES]; CLASSES],
        };
        for (class, top) in top.iter().enumerate() {
            if scale.possible[class] {
                let limit = S::u16s::splat(simd, scale.limits[class]);
                open.bits[class] = top.simd_gt(limit).to_bitmask() | wrapped;
                if open.bits[class] != 0 {
                    top.store_slice(&mut open.tops[class][..width]);
                }
            }
        }
        open
    }

    /// Closes the lanes that are beyond the common line but not beyond the parallel one of their own ratio.
    #[inline(always)]
    fn close(
        &self,
        ladder: &Ladder,
        lines: &[Option<Line>; CLASSES],
        ranges: &[(f64, f64)],
        scale: &Scale,
        own: &[usize],
        open: &mut Open,
    ) {
        for (class, &range) in ranges.iter().enumerate() {
            let mut bits = open.bits[class] & !open.wrapped;
            let Some(line) = lines[class] else { continue };
            while bits != 0 {
                let number = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let own = line_of_slope(ladder, own[number], line.slope, range, self.minimum);
                // Beyond the ceiling a sum may have been cut off.
                let limit = own.map(|own| scale.limit(ladder.direction(), own).min(sixteen(CEILING)));
                let is_open = limit.is_some_and(|limit| open.tops[class][number] > limit);
                if !is_open {
                    open.bits[class] &= !(1 << number);
                }
            }
        }
    }
}

/// The most lanes of sixteen bits that any vector has.
const MOST_LANES: usize = 64;

/// What a pass over time could not rule out.
#[derive(Debug)]
struct Open {
    /// For each class, the lanes in which some window may be beyond the line.
    bits: [u64; CLASSES],
    /// Lanes whose sums mean nothing.
    wrapped: u64,
    /// The largest sum of each class and lane, where a lane is open.
    tops: [[u16; MOST_LANES]; CLASSES],
}

/// How real numbers become sixteen bits in one circle.
#[derive(Debug)]
struct Scale {
    /// A case is two to this power.
    shift: u32,
    /// Two to that power.
    case: f64,
    /// What rounding may add up to.
    margin: f64,
    /// Larger counts do not fit.
    largest_count: u16,
    /// The measure's profile is multiplied by these, one a class.
    factors: [f32; CLASSES],
    /// Sums up to these rule a class out.
    limits: [u16; CLASSES],
    /// Whether a window of the class can beat the ratio at all.
    possible: [bool; CLASSES],
}

impl Scale {
    #[inline(always)]
    fn new(lines: &[Option<Line>; CLASSES], direction: Direction, weight: f64, profile: &[f64]) -> Option<Self> {
        let mut largest: f64 = 0.0;
        let mut slope: f64 = 0.0;
        for line in lines.iter().flatten() {
            largest = largest.max(line.intercept.abs());
            slope = slope.max(line.slope);
        }
        if lines.iter().all(Option::is_none) {
            return None;
        }
        // A sample of the profile is enough: a count that does not fit is noticed.
        let sample = [0, profile.len() / 2, profile.len() - 1].map(|time| profile[time]);
        let mean = weight * sample.into_iter().fold(0.0, f64::max);
        let needed = largest.max(slope * mean + 6.0 * mean.sqrt() + 6.0);
        let shift = whole(CEILING / needed).max(1).ilog2().min(11);
        let scale = f64::from(1_u32 << shift);
        let mut scaled = Self {
            // A margin for what rounding in single precision may add up to.
            margin: 1.0 + 0.005 * real(profile.len()),
            case: scale,
            shift,
            largest_count: sixteen(CEILING / scale),
            factors: [0.0; CLASSES],
            limits: [0; CLASSES],
            possible: [false; CLASSES],
        };
        for (class, line) in lines.iter().enumerate() {
            let Some(line) = line else { continue };
            scaled.possible[class] = true;
            scaled.factors[class] = single(line.slope * weight * scale);
            scaled.limits[class] = scaled.limit(direction, *line);
        }
        Some(scaled)
    }

    /// The sum up to which a line rules windows out.
    #[inline(always)]
    fn limit(&self, direction: Direction, line: Line) -> u16 {
        let limit = match direction {
            Direction::High => line.intercept,
            Direction::Low => -line.intercept,
        };
        sixteen(limit * self.case - self.margin)
    }
}

/// One step of the largest sum that ends here: a window goes on, or a new one begins.
#[inline(always)]
fn step<S: Simd, const LOW: bool>(current: S::u16s, count: S::u16s, expected: S::u16s) -> S::u16s {
    if LOW {
        current.saturating_add(expected).saturating_sub(count)
    } else {
        current.saturating_add(count).saturating_sub(expected)
    }
}

/// The profile in units of the scale: rounded down where it counts against a window, up where it counts for it.
#[inline(always)]
fn quantise<S: Simd, const UP: bool>(simd: S, spread: &[f32], factors: [f32; CLASSES], quantised: &mut [u16]) {
    /// In single precision, numbers from here to twice of it are whole.
    const WHOLE: f32 = 8_388_608.0;
    let rise = if UP { 1.0 } else { 0.0 };
    // Four times of four classes fill a vector.
    let mut pattern = [0.0_f32; 16];
    for part in pattern.chunks_exact_mut(CLASSES) {
        part.copy_from_slice(&factors);
    }
    let factor = f32x16::simd_from(simd, pattern);
    let (least, most) = (f32x16::splat(simd, 0.5), f32x16::splat(simd, 65_535.0));
    let bits = |spread: &[f32]| -> u32x16<S> {
        let value = f32x16::from_slice(simd, spread) * factor + rise;
        (value.max(least).min(most) + (WHOLE - 0.5)).bitcast()
    };
    let (blocks, rest) = quantised.as_chunks_mut::<32>();
    let (spreads, spread_rest) = spread.as_chunks::<32>();
    for (block, spread) in blocks.iter_mut().zip(spreads) {
        let (first, second) = spread.split_at(16);
        bits(first).narrow(bits(second)).store_slice(block);
    }
    let value = |spread: f32, factor: f32| (spread * factor + rise).clamp(0.5, 65_535.0) + (WHOLE - 0.5);
    for ((quantised, spread), factor) in rest.iter_mut().zip(spread_rest).zip(pattern.iter().cycle()) {
        *quantised = low_bits(value(*spread, *factor));
    }
}

#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the low bits of the mantissa are what is wanted"
)]
fn low_bits(value: f32) -> u16 {
    value.to_bits() as u16
}

#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the bound carries a margin for the rounding"
)]
fn shorter(value: f64) -> f32 {
    value as f32
}
