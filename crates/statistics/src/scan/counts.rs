//! The counts of a group of replicas, by place, as a walk through circles adds them up.

use super::draw::Cell;

use fearless_simd::prelude::*;

/// Vectors that are added up before they are stored.
const TOGETHER: usize = 8;

/// The counts of a group of replicas, by place.
#[derive(Debug)]
pub(crate) enum Counts {
    /// A vector for each place and interval, two intervals a vector of bytes; an odd interval is filled up.
    Bytes { counts: Vec<u8>, most: u8 },
    /// The same where a byte is too little.
    Dense(Vec<u16>),
    /// For each place, where `time × lanes + lane` of its cases stand.
    Sparse { starts: Vec<u32>, slots: Vec<u32> },
}

impl Counts {
    /// Counts of replicas over `places × times`, one a lane of `width`.
    pub(crate) fn new(replicas: &[Vec<Cell>], places: usize, times: usize, width: usize) -> Self {
        let events: usize = replicas.iter().map(Vec::len).sum();
        // Adding one event costs about as much as adding a few vectors.
        if events > places * times {
            return Self::bytes(replicas, places, times, width)
                .unwrap_or_else(|| Self::Dense(dense(replicas, places, times, width)));
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
        Self::Sparse { starts, slots }
    }

    fn bytes(replicas: &[Vec<Cell>], places: usize, times: usize, width: usize) -> Option<Self> {
        let row = times.next_multiple_of(2) * width;
        let mut counts = vec![0_u8; places * row];
        for (lane, cells) in replicas.iter().enumerate() {
            for &cell in cells {
                let (place, time) = (cell as usize / times, cell as usize % times);
                let count = &mut counts[place * row + time * width + lane];
                *count = count.checked_add(1)?;
            }
        }
        let most = counts.iter().copied().max().unwrap_or_default();
        Some(Self::Bytes { counts, most })
    }

    /// Makes `to` the counts `from` with those of some more places.
    #[inline(always)]
    pub(crate) fn add<S: Simd>(&self, simd: S, from: &[u16], places: &[u16], to: &mut [u16]) {
        to.copy_from_slice(from);
        let row = to.len();
        match self {
            Self::Bytes { counts, most } => {
                // So many places add up to what a byte holds.
                let fitting = usize::from(u8::MAX / (*most).max(1));
                for places in places.chunks(fitting) {
                    let mut offset = 0;
                    while offset + TOGETHER * S::u8s::LEN <= row {
                        add_bytes::<S, TOGETHER>(simd, counts, places, offset, to);
                        offset += TOGETHER * S::u8s::LEN;
                    }
                    while offset < row {
                        add_bytes::<S, 1>(simd, counts, places, offset, to);
                        offset += S::u8s::LEN;
                    }
                }
            }
            Self::Dense(counts) => {
                for &place in places {
                    let counts = &counts[usize::from(place) * row..][..row];
                    let width = S::u16s::LEN;
                    for (sum, count) in to.chunks_exact_mut(width).zip(counts.chunks_exact(width)) {
                        (S::u16s::from_slice(simd, sum) + S::u16s::from_slice(simd, count)).store_slice(sum);
                    }
                }
            }
            Self::Sparse { starts, slots } => {
                for place in places.iter().map(|&place| usize::from(place)) {
                    for &slot in &slots[starts[place] as usize..starts[place + 1] as usize] {
                        to[slot as usize] += 1;
                    }
                }
            }
        }
    }
}

/// Adds `N` vectors of bytes of each place at an offset.
#[inline(always)]
fn add_bytes<S: Simd, const N: usize>(simd: S, counts: &[u8], places: &[u16], offset: usize, to: &mut [u16]) {
    let row = to.len();
    let mut sums = [S::u8s::splat(simd, 0); N];
    for &place in places {
        let part = &counts[usize::from(place) * row + offset..][..N * S::u8s::LEN];
        for (sum, part) in sums.iter_mut().zip(part.chunks_exact(S::u8s::LEN)) {
            *sum += S::u8s::from_slice(simd, part);
        }
    }
    for (sum, to) in sums.into_iter().zip(to[offset..].chunks_exact_mut(S::u8s::LEN)) {
        let (first, second) = to.split_at_mut(S::u16s::LEN);
        let (more, still_more) = sum.widen();
        (S::u16s::from_slice(simd, first) + more).store_slice(first);
        (S::u16s::from_slice(simd, second) + still_more).store_slice(second);
    }
}

fn dense(replicas: &[Vec<Cell>], places: usize, times: usize, width: usize) -> Vec<u16> {
    let row = times.next_multiple_of(2) * width;
    let mut counts = vec![0_u16; places * row];
    for (lane, cells) in replicas.iter().enumerate() {
        for &cell in cells {
            let (place, time) = (cell as usize / times, cell as usize % times);
            counts[place * row + time * width + lane] += 1;
        }
    }
    counts
}
