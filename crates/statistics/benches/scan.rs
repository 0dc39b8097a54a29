//! What the scan costs, beside the seconds that SaTScan 10.3.2 took for the same files and windows on one thread.
//!
//! `cargo bench -p statistics --bench scan -- [--vectors=NAME] [job …]`; without names, every job but the last, with the
//! widest vectors of the machine (`sse2`, `sse4.2`, `avx2`, `avx512`). Set `RAYON_NUM_THREADS=1` for the seconds of one
//! thread. Processor seconds are those of the process, all threads together. The scan of the data is without replicas and
//! tells ten clusters; which circles there are is measured apart, and not part of either.

use statistics::scan::satscan::{self, Analysis};
use statistics::scan::{Circles, Vectors, scan_with};

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Job, parameter file, largest circle in per cent, replicas, and what SaTScan took: for the scan of the data and for one
/// replica, in seconds. The last, a replica of the nation by days with circles of every size, is extrapolated.
const JOBS: [(&str, &str, f64, usize, f64, f64); 7] = [
    ("p100d", "p100d_t1", 50.0, 999, 0.0, 260.1 / 999.0),
    ("p100w", "p100w_t1", 50.0, 999, 0.0, 32.6 / 999.0),
    ("p100d-prospective", "p100d_prosp", 50.0, 999, 0.0, 2.5 / 999.0),
    ("n3321-space", "n3321d_spatial999", 50.0, 999, 0.0, 20.1 / 999.0),
    ("n3321w52", "n3321w52_r0", 50.0, 128, 36.8, 6.8),
    ("n3321d-5-percent", "n3321d_t1r0pop5", 5.0, 128, 186.5, 34.3),
    ("n3321d", "n3321d_t1r0pop5", 50.0, 64, 0.0, 330.0),
];

#[expect(clippy::print_stdout, reason = "a program that prints what it measured")]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    let asked_for = words.iter().find_map(|word| word.strip_prefix("--vectors="));
    let vectors = asked_for.map_or_else(Vectors::widest, |asked_for| {
        let kinds = Vectors::all();
        let names: Vec<&str> = kinds.iter().map(|(name, _)| *name).collect();
        let kind = kinds.iter().find(|(name, _)| *name == asked_for);
        kind.unwrap_or_else(|| panic!("this machine has the vectors {names:?}, not {asked_for}"))
            .1
    });
    println!(
        "job                circles s   data s  replicas     s each  times SaTScan  data in replicas     MiB  clock s  \
         ratio of the data, of replicas"
    );
    for (job, file, percent, replicas, data, each) in JOBS {
        let is_wanted = if wanted.is_empty() {
            job != "n3321d"
        } else {
            wanted.iter().any(|word| *word == job)
        };
        if !is_wanted {
            continue;
        }
        let mut analysis = analysis(&shared().join(format!("statistics/jobs/reference/{file}.prm")));
        analysis.design.limits.share = percent / 100.0;
        analysis.design.replicas = 0;
        let study = &analysis.study;
        let limits = analysis.design.limits;
        let (for_circles, _) =
            repeated(|| Circles::around(study.surface, &study.centres, &study.places, &study.weights, limits));
        let (for_data, outcome) = repeated(|| scan_with(vectors, study, &analysis.design, &|_| ()));
        let (before, clock) = (processor_seconds(), Instant::now());
        analysis.design.replicas = replicas;
        let with_replicas = scan_with(vectors, study, &analysis.design, &|_| ());
        let clock = clock.elapsed().as_secs_f64();
        let for_replicas = (processor_seconds() - before - for_data).max(0.0);
        let largest = with_replicas.replicas.ratios().iter().copied().fold(0.0, f64::max);
        let one = for_replicas / f64::from(u32::try_from(replicas).unwrap_or(u32::MAX));
        let for_data = for_data - for_circles;
        println!(
            "{job:<18} {for_circles:>9.4} {for_data:>8.4} {replicas:>9} {one:>10.6} {:>14.0} {:>17.1} {:>7} {clock:>8.2}  \
             {:.6} {largest:.6}",
            each / one,
            for_data / one,
            peak_mebibytes(),
            outcome.clusters.first().map_or(0.0, |cluster| cluster.window.ratio),
        );
        if data > 0.0 {
            println!("{:<18} SaTScan: {data} s for the data", "");
        }
    }
}

/// Processor seconds of one go, the least of as many as fit two seconds, and what the last of them gave: what others do on
/// the machine only adds, and the scan of the data is what is left when the making of circles is taken off.
fn repeated<T>(go: impl Fn() -> T) -> (f64, T) {
    let begin = processor_seconds();
    let mut least = f64::INFINITY;
    loop {
        let before = processor_seconds();
        let given = go();
        let now = processor_seconds();
        least = least.min(now - before);
        if now - begin > 2.0 {
            return (least, given);
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

/// Seconds of processor time of the threads of this process so far, to the nanosecond.
fn processor_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("a system that tells what threads cost");
    threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok())
        .filter_map(|text| text.split_whitespace().next()?.parse::<f64>().ok())
        .sum::<f64>()
        / 1e9
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
