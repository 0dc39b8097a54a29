//! Farrington flexible on the reference series: 5,000 weekly series of ten years, one week each.
//!
//! `cargo bench -p statistics --bench early_warning`; one thread. R's surveillance takes 80.3 s for the same
//! (bench_farrington.R of the reference material).
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints its figures"
)]

#[path = "../tests/series/shared.rs"]
mod shared;

use std::time::Instant;

use statistics::warning::farrington::{Options, anchors, judge};

fn main() {
    let series = shared::weekly();
    let options = Options::default();
    let anchors = anchors(519, 52, options.years).unwrap();
    for run in 1..=3 {
        let start = Instant::now();
        let above = series
            .iter()
            .filter(|counts| judge(counts, &anchors, &options).is_above())
            .count();
        let seconds = start.elapsed().as_secs_f64();
        println!("run {run}: {} series, {above} warnings, {seconds:.3} s", series.len());
    }
}
