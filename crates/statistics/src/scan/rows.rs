//! The counts of the data, by place, as a walk through circles adds them up.

use super::grid::{Grid, Measure};
use super::packed::Packed;

use fearless_simd::prelude::*;

/// Rows are filled up to whole vectors of bytes of any width.
const FILLED_UP_TO: usize = 64;

/// Counts by place and time. Where each fits a byte, the sums of many places are made in vectors of bytes.
#[derive(Debug)]
pub(crate) struct Rows {
    grid: Grid<u32>,
    bytes: Option<Bytes>,
    /// Where there is one interval.
    packed: Option<Packed>,
}

#[derive(Debug)]
struct Bytes {
    /// For each place, its counts, filled up.
    counts: Vec<u8>,
    /// So many places add up to what a byte holds.
    fitting: usize,
}

impl Rows {
    /// The counts of a study with this measure.
    pub(crate) fn new(grid: Grid<u32>, measure: &Measure) -> Self {
        let most = grid.values().iter().copied().max().unwrap_or_default();
        let bytes = u8::try_from(most).ok().map(|most| {
            let row = filled_up(grid.times());
            let mut counts = vec![0; grid.places() * row];
            for (place, row) in counts.chunks_exact_mut(row).enumerate() {
                for (byte, &count) in row.iter_mut().zip(grid.row(place)) {
                    *byte = u8::try_from(count).unwrap_or(u8::MAX);
                }
            }
            Bytes {
                counts,
                fitting: usize::from(u8::MAX / most.max(1)),
            }
        });
        let packed = (grid.times() == 1).then(|| Packed::new(&grid, measure));
        Self { grid, bytes, packed }
    }

    /// The counts.
    pub(crate) fn grid(&self) -> &Grid<u32> {
        &self.grid
    }

    /// Cases and measure of each place in one, where there is one interval.
    pub(crate) fn packed(&self) -> Option<&Packed> {
        self.packed.as_ref()
    }

    /// Zeros for as many times as there are, filled up.
    pub(crate) fn zeros(times: usize) -> Vec<u32> {
        vec![0; filled_up(times)]
    }

    /// Adds the counts of some places.
    #[inline(always)]
    pub(crate) fn add<S: Simd>(&self, simd: S, places: &[u16], to: &mut [u32]) {
        let Some(Bytes { counts, fitting }) = &self.bytes else {
            for &place in places {
                for (sum, &count) in to.iter_mut().zip(self.grid.row(usize::from(place))) {
                    *sum += count;
                }
            }
            return;
        };
        let row = to.len();
        for places in places.chunks(*fitting) {
            for (offset, to) in (0..row).step_by(S::u8s::LEN).zip(to.chunks_exact_mut(S::u8s::LEN)) {
                let mut sum = S::u8s::splat(simd, 0);
                for &place in places {
                    let from = usize::from(place) * row + offset;
                    sum += S::u8s::from_slice(simd, &counts[from..from + S::u8s::LEN]);
                }
                let (first, second) = sum.widen();
                let ((a, b), (c, d)) = (first.widen(), second.widen());
                for (more, to) in [a, b, c, d].into_iter().zip(to.chunks_exact_mut(S::u32s::LEN)) {
                    (S::u32s::from_slice(simd, to) + more).store_slice(to);
                }
            }
        }
    }
}

fn filled_up(times: usize) -> usize {
    times.next_multiple_of(FILLED_UP_TO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Vectors;

    use fearless_simd::dispatch;

    #[test]
    fn sums_are_right_whether_counts_fit_a_byte_or_not() {
        for most in [3_u32, 200, 255, 256, 70_000] {
            let counts: Vec<u32> = (0..40 * 70).map(|cell: u32| (cell * 7919) % (most + 1)).collect();
            let measure = Measure::Any(Grid::from_rows(70, vec![1.0; counts.len()]));
            let rows = Rows::new(Grid::from_rows(70, counts), &measure);
            let places: Vec<u16> = (0..40).collect();
            let wanted = rows.grid().together();
            for (name, vectors) in Vectors::all() {
                let mut sums = Rows::zeros(70);
                dispatch!(vectors.level(), simd => rows.add(simd, &places, &mut sums));
                assert_eq!(sums[..70], *wanted.row(0), "{most} {name}");
            }
        }
    }
}
