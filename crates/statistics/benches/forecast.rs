//! Forecasts of the reference series: 5,000 months of ten years, the last twelve kept back.
//!
//! `cargo bench -p statistics --bench forecast`; with RAYON_NUM_THREADS=1 the seconds are those of one thread.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that prints its figures"
)]

#[path = "../tests/series/shared.rs"]
#[expect(dead_code, reason = "the weekly series are for other figures")]
mod shared;

use std::time::Instant;

use statistics::forecast::evaluate::evaluate;
use statistics::forecast::{Options, Series, forecast};

fn main() {
    let series: Vec<Series> = shared::packed("data/monthly.csv.gz")
        .into_iter()
        .map(|counts| Series {
            counts,
            first_period: 0,
            pool: 0,
        })
        .collect();
    let options = Options {
        frequency: 12,
        horizon: 12,
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
}
