//! What the scan costs, beside the seconds that SaTScan 10.3.2 took for the same files and windows on one thread.
//!
//! `cargo bench -p statistics --bench scan -- [job …]`; without names, every job. Set `RAYON_NUM_THREADS=1` for the seconds
//! of one thread. Processor seconds are those of the process, all threads together.

use statistics::scan::satscan::{self, Analysis};
use statistics::scan::scan;

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Job, parameter file, replicas, and what SaTScan took: for the scan of the data and for one replica, in seconds.
const JOBS: [(&str, &str, usize, f64, f64); 6] = [
    ("p100d", "p100d_t1", 999, 0.0, 260.1 / 999.0),
    ("p100w", "p100w_t1", 999, 0.0, 32.6 / 999.0),
    ("p100d-prospective", "p100d_prosp", 999, 0.0, 2.5 / 999.0),
    ("n3321-space", "n3321d_spatial999", 999, 0.0, 20.1 / 999.0),
    ("n3321w52", "n3321w52_r0", 128, 36.8, 6.8),
    ("n3321d-5-percent", "n3321d_t1r0pop5", 128, 186.5, 34.3),
];

#[expect(clippy::print_stdout, reason = "a program that prints what it measured")]
fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    println!(
        "job                 data s  replicas    s each  times SaTScan     MiB  clock s  ratio of the data, of replicas"
    );
    for (job, file, replicas, data, each) in JOBS {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == job) {
            continue;
        }
        let mut analysis = analysis(&shared().join(format!("statistics/jobs/reference/{file}.prm")));
        analysis.design.replicas = 0;
        let before = processor_seconds();
        let outcome = scan(&analysis.study, &analysis.design, &|_| ());
        let for_data = processor_seconds() - before;
        let (before, clock) = (processor_seconds(), Instant::now());
        analysis.design.replicas = replicas;
        let with_replicas = scan(&analysis.study, &analysis.design, &|_| ());
        let for_replicas = (processor_seconds() - before - for_data).max(0.0);
        let largest = with_replicas.replicas.ratios().iter().copied().fold(0.0, f64::max);
        let one = for_replicas / f64::from(u32::try_from(replicas).unwrap_or(u32::MAX));
        println!(
            "{job:<18} {for_data:>7.2} {replicas:>9} {one:>9.5} {:>14.0} {:>7} {:>8.2}  {:.6} {largest:.6}",
            each / one,
            peak_mebibytes(),
            clock.elapsed().as_secs_f64(),
            outcome.clusters.first().map_or(0.0, |cluster| cluster.window.ratio),
        );
        if data > 0.0 {
            println!("{:<18} SaTScan: {data} s for the data", "");
        }
    }
}

fn shared() -> PathBuf {
    std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    )
}

fn analysis(path: &Path) -> Analysis {
    let text = std::fs::read_to_string(path).expect("reference material: set DONDOC_SHARED");
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut open = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    satscan::read(&path.display().to_string(), &text, &mut open).expect("a job that can be read")
}

/// Seconds of processor time of this process so far.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default();
    let part = |index| {
        ticks
            .split_whitespace()
            .nth(index)
            .and_then(|text: &str| text.parse::<f64>().ok())
    };
    (part(11).unwrap_or_default() + part(12).unwrap_or_default()) / 100.0
}

/// The most memory this process has had, in MiB.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|text| text.trim().trim_end_matches(" kB").trim().parse::<u64>().ok())
        .unwrap_or_default()
        / 1024
}
