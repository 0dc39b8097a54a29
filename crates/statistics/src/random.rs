//! Random numbers that do not depend on the number of threads: each replica has a stream of its own.

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

/// The generator of all replicas (Blackman and Vigna 2021).
pub type Stream = Xoshiro256PlusPlus;

/// The stream of replica `index` under `seed`. Streams of two indices share nothing that a test would see: the state is
/// drawn by `SplitMix64` from both numbers mixed.
pub fn stream(seed: u64, index: u64) -> Stream {
    Stream::seed_from_u64(mix(seed ^ mix(index)))
}

/// The finalizer of `SplitMix64` (Steele, Lea and Flood 2014) after one step of its counter.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_are_apart_and_repeat() {
        let first = |seed, index| stream(seed, index).next_u64();
        assert_eq!(first(1, 2), first(1, 2));
        assert_ne!(first(1, 2), first(1, 3));
        assert_ne!(first(1, 2), first(2, 2));
        assert_ne!(first(1, 2), first(2, 1));
    }
}
