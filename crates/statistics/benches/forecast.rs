//! Forecasts of the reference series: 5,000 months of ten years, the last twelve kept back.
//!
//! `cargo bench -p statistics --bench forecast`; with RAYON_NUM_THREADS=1 the seconds are those of one thread,
//! with `-- 1000` at the end the first 1,000 series are taken.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints its figures"
)]

#[path = "../tests/series/shared.rs"]
mod shared;

use std::time::Instant;

use statistics::forecast::evaluate::evaluate;
use statistics::forecast::{Options, Series, forecast};

fn main() {
    let number = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(5000);
    let months = shared::packed("data/monthly.csv.gz").into_iter().take(number);
    let series: Vec<Series> = months.map(one).collect();
    let options = Options {
        frequency: 12,
        horizon: 12,
        sparse_up_to: None,
        tet: &[],
        seed: 1,
    };
    let start = Instant::now();
    let outcomes = forecast(&series, &options, &|| {});
    println!(
        "{} series forecast in {:.2} s",
        outcomes.len(),
        start.elapsed().as_secs_f64()
    );
    for origins in [1, 3] {
        let found = evaluate(&series, &options, origins, &|| {}).unwrap();
        println!("{origins} origin(s): {found:#?}");
    }
    let weeks: Vec<Series> = shared::weekly()
        .into_iter()
        .take(1000)
        .map(|counts| one(counts.into_iter().flatten().collect()))
        .collect();
    let options = Options {
        frequency: 52,
        horizon: 4,
        sparse_up_to: None,
        tet: &[],
        seed: 1,
    };
    let start = Instant::now();
    let found = evaluate(&weeks, &options, 1, &|| {}).unwrap();
    println!(
        "1,000 series of weeks, {:.2} s: {found:#?}",
        start.elapsed().as_secs_f64()
    );
}

fn one(counts: Vec<u32>) -> Series {
    Series {
        counts,
        first_period: 0,
        pool: 0,
    }
}
