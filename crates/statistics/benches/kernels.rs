//! The small pieces that the rest is made of, by criterion: replicas of a scan, one Farrington series, one Knox test, one
//! negative binomial fit.
//!
//! `cargo bench -p statistics --bench kernels -- [part of a name]`; one thread. Criterion compares with the run before and
//! says whether a difference is more than noise. What whole jobs cost is in the other benches.
#![expect(clippy::unwrap_used, reason = "a bench without its reference material fails")]

#[path = "../tests/places/points.rs"]
mod points;
#[path = "../tests/series/shared.rs"]
mod shared;

use criterion::{Criterion, Throughput};
use statistics::near_repeat::{Bands, knox};
use statistics::regression::{Design, Observations, fit_with_size};
use statistics::scan::{Cell, largest_ratios, satscan};
use statistics::warning::farrington::{Options, anchors, judge};

use std::hint::black_box;

/// 64 replicas of 100 places × 260 weeks, with the circles made anew.
fn replicas(criterion: &mut Criterion) {
    const REPLICAS: usize = 64;
    let folder = shared::reference("jobs/reference");
    let text = std::fs::read_to_string(folder.join("p100w_t1.prm")).unwrap();
    let mut open = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    let analysis = satscan::read("p100w_t1.prm", &text, &mut open).unwrap();
    let cases = usize::try_from(analysis.study.cases.total()).unwrap();
    let drawn: Vec<Vec<Cell>> = (0..REPLICAS)
        .map(|index| {
            let mut cells = Vec::with_capacity(cases);
            analysis.study.null.draw(1, index, cases, &mut cells);
            cells
        })
        .collect();
    let mut group = criterion.benchmark_group("scan");
    group.throughput(Throughput::Elements(64));
    group.bench_function("replicas of p100w", |bencher| {
        bencher.iter(|| largest_ratios(&analysis.study, &analysis.design, black_box(&drawn)));
    });
    group.finish();
}

/// The last of ten years of weeks.
fn farrington(criterion: &mut Criterion) {
    let series = shared::weekly().swap_remove(0);
    let options = Options::default();
    let anchors = anchors(series.len() - 1, 52, options.years).unwrap();
    criterion.bench_function("Farrington flexible, one week of one series", |bencher| {
        bencher.iter(|| judge(black_box(&series), &anchors, &options));
    });
}

/// 3,000 burglaries, 200 m and 7 days.
fn near_repeat(criterion: &mut Criterion) {
    let events = points::burglaries();
    let bands = Bands::new(vec![0.2], vec![7]).unwrap();
    criterion.bench_function("Knox, 3,000 points, 99 dealings", |bencher| {
        bencher.iter(|| knox(black_box(&events), &bands, 99, 1).unwrap());
    });
}

/// Ten years of weeks on a trend and two waves of the year, size and all.
fn negative_binomial(criterion: &mut Criterion) {
    let counts: Vec<f64> = shared::weekly()
        .swap_remove(0)
        .into_iter()
        .flatten()
        .map(f64::from)
        .collect();
    let weeks: Vec<f64> = (0..520_u32).take(counts.len()).map(f64::from).collect();
    let mut design = Design::new(counts.len());
    design.intercept();
    design.column(weeks.iter().map(|week| week / 520.0).collect());
    let phase: Vec<f64> = weeks.iter().map(|week| week / 52.0).collect();
    design.harmonics(&phase, 2);
    criterion.bench_function("negative binomial fit, 520 weeks, 6 columns", |bencher| {
        bencher.iter(|| fit_with_size(&design, &Observations::of(black_box(&counts))).unwrap());
    });
}

fn main() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().unwrap();
    let mut criterion = Criterion::default().configure_from_args();
    replicas(&mut criterion);
    farrington(&mut criterion);
    near_repeat(&mut criterion);
    negative_binomial(&mut criterion);
    criterion.final_summary();
}
