//! One pass over time that rules windows out, for as many replicas as a vector has lanes of sixteen bits.
//!
//! Whether any window is above a straight line is the largest sum of consecutive terms. In fixed point this takes three
//! operations a step and class of durations: add the cases, subtract the measure, keep the largest; the subtraction
//! saturates at zero, which is where a new window begins. Every rounding is to the safe side.

use super::frontier::Ladder;
use super::number::{real, single, sixteen, whole};
use super::refine::{Line, line, line_of_slope};
use super::score::Direction;
use super::window::{Minimum, Spans};

use fearless_simd::prelude::*;
use fearless_simd::{f32x16, u32x16};

/// Classes of durations.
pub(crate) const CLASSES: usize = 4;
/// No sum that matters grows beyond this, half of what sixteen bits hold.
const CEILING: f64 = 32_000.0;

/// What a pass looks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pass<'a> {
    pub(crate) spans: Spans,
    pub(crate) minimum: Minimum,
    pub(crate) ladder: &'a Ladder,
}

/// The profile of the measure in units of a pass, and the profile it was made from.
#[derive(Debug)]
pub(crate) struct Profile {
    /// Each value once for each class.
    spread: Vec<f32>,
    quantised: Vec<u16>,
}

impl Profile {
    pub(crate) fn new(times: usize) -> Self {
        Self {
            spread: vec![0.0; times * CLASSES],
            quantised: vec![0; times * CLASSES],
        }
    }

    #[inline(always)]
    pub(crate) fn set(&mut self, profile: &[f64]) {
        for (spread, &value) in self.spread.chunks_exact_mut(CLASSES).zip(profile) {
            spread.fill(shorter(value));
        }
    }
}

impl Pass<'_> {
    /// The lanes, among those given, in which some window may beat the lane's own ratio. `rung` is that of the least of
    /// all lanes, `own` that of each; `ranges` has the measure of windows by class, `weight` times `profile` the measure
    /// over time, which `scaled` was set to; `counts` a vector for each time.
    #[inline(always)]
    pub(crate) fn open<S: Simd>(
        &self,
        simd: S,
        counts: &[u16],
        (weight, profile): (f64, &[f64]),
        scaled: &mut Profile,
        ranges: &[(f64, f64)],
        (rung, own, among): (usize, &[usize], u64),
    ) -> Open {
        let mut lines = [None; CLASSES];
        for (slot, &range) in lines.iter_mut().zip(ranges) {
            *slot = line(self.ladder, rung, range, self.minimum);
        }
        let direction = self.ladder.direction();
        let Some(scale) = Scale::new(&lines, direction, weight, profile) else {
            return Open::none();
        };
        let from = self.spans.first_time() * CLASSES;
        let Profile { spread, quantised } = scaled;
        let mut open = match direction {
            Direction::High => {
                quantise::<S, false>(simd, &spread[from..], scale.factors, &mut quantised[from..]);
                self.classes::<S, false>(simd, counts, quantised, &scale, ranges.len())
            }
            Direction::Low => {
                quantise::<S, true>(simd, &spread[from..], scale.factors, &mut quantised[from..]);
                self.classes::<S, true>(simd, counts, quantised, &scale, ranges.len())
            }
        };
        for bits in &mut open.bits {
            *bits &= among;
        }
        self.close(&lines, ranges, &scale, own, &mut open);
        open
    }

    #[inline(always)]
    fn classes<S: Simd, const LOW: bool>(
        &self,
        simd: S,
        counts: &[u16],
        quantised: &[u16],
        scale: &Scale,
        classes: usize,
    ) -> Open {
        match classes {
            1 => self.pass::<S, LOW, 1>(simd, counts, quantised, scale),
            2 => self.pass::<S, LOW, 2>(simd, counts, quantised, scale),
            3 => self.pass::<S, LOW, 3>(simd, counts, quantised, scale),
            _ => self.pass::<S, LOW, 4>(simd, counts, quantised, scale),
        }
    }

    #[inline(always)]
    fn pass<S: Simd, const LOW: bool, const N: usize>(
        &self,
        simd: S,
        counts: &[u16],
        quantised: &[u16],
        scale: &Scale,
    ) -> Open {
        let width = S::u16s::LEN;
        let zero = S::u16s::splat(simd, 0);
        let mut run = Run {
            current: [zero; N],
            most: zero,
        };
        let mut early = [zero; N];
        let mut top = [zero; N];
        let from = self.spans.first_time();
        let steps = counts[from * width..]
            .chunks_exact(width)
            .zip(quantised[from * CLASSES..].chunks_exact(CLASSES));
        let uncounted = self.spans.first_end - from;
        run.walk::<LOW>(simd, steps.clone().take(uncounted), scale.shift, &mut early);
        run.walk::<LOW>(simd, steps.skip(uncounted), scale.shift, &mut top);
        let most = run.most;
        let mut peak = zero;
        for early in early {
            peak = peak.max(early);
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
                let own = line_of_slope(self.ladder, own[number], line.slope, range, self.minimum);
                // Beyond the ceiling a sum may have been cut off.
                let limit = own.map(|own| scale.limit(self.ladder.direction(), own).min(sixteen(CEILING)));
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
pub(crate) struct Open {
    /// For each class, the lanes in which some window may be beyond the line.
    pub(crate) bits: [u64; CLASSES],
    /// Lanes whose sums mean nothing.
    wrapped: u64,
    /// The largest sum of each class and lane, where a lane is open.
    tops: [[u16; MOST_LANES]; CLASSES],
}

impl Open {
    /// Nothing.
    pub(crate) fn none() -> Self {
        Self {
            bits: [0; CLASSES],
            wrapped: 0,
            tops: [[0; MOST_LANES]; CLASSES],
        }
    }

    /// The lanes that are open in some class.
    pub(crate) fn any(&self) -> u64 {
        self.bits.iter().fold(0, |any, bits| any | bits)
    }
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

/// The largest sums that end here, by class.
struct Run<S: Simd, const N: usize> {
    current: [S::u16s; N],
    /// The largest count so far.
    most: S::u16s,
}

impl<S: Simd, const N: usize> Run<S, N> {
    /// Goes on over some times, and keeps the largest of the sums that end at one of them.
    #[inline(always)]
    fn walk<'s, const LOW: bool>(
        &mut self,
        simd: S,
        steps: impl Iterator<Item = (&'s [u16], &'s [u16])>,
        shift: u32,
        top: &mut [S::u16s; N],
    ) {
        for (count, expected) in steps {
            let count = S::u16s::from_slice(simd, count);
            self.most = self.most.max(count);
            let count = count << shift;
            for class in 0..N {
                let expected = S::u16s::splat(simd, expected[class]);
                self.current[class] = step::<S, LOW>(self.current[class], count, expected);
                top[class] = top[class].max(self.current[class]);
            }
        }
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
