//! Knox's test of 3,000 burglaries, 200 m and 7 days, 99 dealings; one thread.
//!
//! `cargo bench -p statistics --bench near_repeat`. R's surveillance takes 47.5 s for the same (bench_knox.R of the
//! reference material), pointpats 0.6 s.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints its figures"
)]

#[path = "../tests/places/points.rs"]
mod points;
#[path = "../tests/series/shared.rs"]
#[expect(dead_code, reason = "shared with the tests of series, which read packed files too")]
mod shared;

use std::time::Instant;

use statistics::near_repeat::{Bands, knox};

fn main() {
    let events = points::burglaries();
    let bands = Bands::new(vec![0.2], vec![7]).unwrap();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for run in 1..=3 {
        let start = Instant::now();
        let cell = one.install(|| knox(&events, &bands, 99, 1)).unwrap()[0];
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "run {run}: {} pairs, {:.1} expected, p {:.2}, {seconds:.4} s",
            cell.observed, cell.expected, cell.p
        );
    }
}
