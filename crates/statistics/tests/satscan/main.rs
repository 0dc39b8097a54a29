//! The reference runs of SaTScan 10.3.2: the same members, window, cases, expected cases, relative risk and ratio.

#![expect(clippy::unwrap_used, reason = "a test without its reference material fails")]

mod printed;
mod shared;

use printed::Printed;
use statistics::scan::satscan::{self, Analysis};
use statistics::scan::{Cell, Cluster, Extent, Outcome, largest_ratios, scan};

use std::io::Read;
use std::path::Path;

/// Reads the analysis of a parameter file; names in it are relative to its folder.
fn analysis(path: &Path) -> Analysis {
    let text = std::fs::read_to_string(path).unwrap();
    let folder = path.parent().unwrap();
    let mut open = |name: &str| std::fs::read_to_string(folder.join(name)).map_err(|error| error.to_string());
    satscan::read(&path.display().to_string(), &text, &mut open).unwrap_or_else(|fault| panic!("{fault}"))
}

fn run(folder: &str, name: &str, replicas: usize) -> (Analysis, Outcome, Vec<Printed>) {
    let folder = shared::path(folder);
    let mut analysis = analysis(&folder.join(format!("{name}.prm")));
    analysis.design.replicas = replicas;
    let outcome = scan(&analysis.study, &analysis.design, &|_| ());
    (
        analysis,
        outcome,
        printed::clusters(&folder.join(format!("{name}.txt"))),
    )
}

/// A day as printed there: `1985/1/1`, or the number of a generic time.
fn day(analysis: &Analysis, edge: usize, before: i64) -> String {
    let day = analysis.period.edges[edge] - before;
    if analysis.period.generic {
        return day.to_string();
    }
    let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(day);
    format!("{}/{}/{}", date.year(), date.month(), date.day())
}

fn close(ours: f64, theirs: f64, within: f64) -> bool {
    (ours - theirs).abs() <= within
}

fn agree(name: &str, analysis: &Analysis, ours: &Cluster, theirs: &Printed, by_period: bool) {
    let told = format!("{name}: {ours:?} and {theirs:?}");
    let window = ours.window;
    assert!(close(window.ratio, theirs.ratio, 1.000_1e-6), "ratio, {told}");
    assert_eq!(window.observed, theirs.observed, "cases, {told}");
    // Under time stratification the printed expectation contradicts the printed ratio.
    assert!(
        by_period || close(ours.expected, theirs.expected, 0.005_01),
        "expected, {told}"
    );
    match window.extent {
        Extent::Everywhere => assert_eq!(theirs.locations, ["All"], "members, {told}"),
        Extent::Circle { .. } => {
            let members: Vec<&str> = ours
                .places
                .iter()
                .map(|&place| analysis.names[place].as_str())
                .collect();
            assert_eq!(members, theirs.locations, "members, {told}");
            let radius = ours.radius.unwrap();
            assert!(close(radius, theirs.radius.unwrap(), 0.005_01), "radius, {told}");
        }
    }
    if let (Some(from), Some(to), Extent::Circle { .. }) = (&theirs.from, &theirs.to, window.extent) {
        assert_eq!(&day(analysis, window.start, 0), from, "from, {told}");
        assert_eq!(&day(analysis, window.end, 1), to, "to, {told}");
    }
    if analysis.has_relative_risk {
        // Where no case is outside, they print "infinity".
        let theirs = theirs.relative_risk.filter(|risk| risk.is_finite());
        assert_eq!(ours.relative_risk.is_some(), theirs.is_some(), "relative risk, {told}");
        if let (Some(ours), Some(theirs)) = (ours.relative_risk, theirs) {
            assert!(close(ours, theirs, 0.005_01), "relative risk, {told}");
        }
    }
}

/// Runs whose every printed cluster must come out the same, in the same order.
fn same_clusters(folder: &str, name: &str) {
    let (analysis, outcome, printed) = run(folder, name, 0);
    assert!(!printed.is_empty(), "{name}");
    // Without replicas no more than ten are told.
    assert!(
        outcome.clusters.len() >= printed.len().min(10),
        "{name}: {} clusters",
        outcome.clusters.len()
    );
    for (ours, theirs) in outcome.clusters.iter().zip(&printed) {
        agree(name, &analysis, ours, theirs, analysis.study.by_period);
    }
}

#[test]
fn new_mexico() {
    for name in [
        "nm_spatial",
        "nm_spatial_all",
        "nm_spatial_both",
        "nm_spatial_gini",
        "nm_spatial_low",
        "nm_temporal",
        "nm_default",
        "nm_st_mc",
        "nm_st_allcentroids",
        "nm_st_low",
        "nm_st_max25km",
        "nm_st_month",
        "nm_st_pureboth",
        "nm_prosp",
        "nm_perm",
        "nm_st_spatstrat",
        "nm_st_loglin",
        "nm_st_timestrat",
    ] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn north_humberside() {
    for name in [
        "nhumb_default",
        "nhumb_mc",
        "nhumb_all",
        "nhumb_low",
        "nhumb_gini",
        "nhumb_mc9999",
    ] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn new_york() {
    for name in [
        "nyc_default",
        "nyc_mc",
        "nyc_all",
        "nyc_retro",
        "nyc_retro50",
        "nyc_weekly",
        "nyc_adjearlier",
    ] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn houston() {
    for name in ["houston_stp14", "houston_stp14_prosp"] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn a_hundred_communes() {
    for name in [
        "p100d_t1",
        "p100d_prosp",
        "p100d_stp9",
        "p100d_tstrat9",
        "p100d_weekly9",
        "p100w_t1",
    ] {
        same_clusters("statistics/jobs/reference", name);
    }
}

#[test]
fn every_commune_of_a_country() {
    for name in ["n3321d_spatial999", "n3321w52_r0", "n3321d_t1r0pop5"] {
        same_clusters("statistics/jobs/reference", name);
    }
}

/// The replicas that were dumped, each as the cell of each case. In space and time a line is a place, cumulated from the
/// end; in space a line is a replica.
fn dumped(name: &str, places: usize, times: usize) -> Vec<Vec<Cell>> {
    let path = shared::path(&format!("statistics/samples/simdumps/{name}.txt.gz"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut replicas = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    for (row, line) in text.lines().enumerate() {
        let values: Vec<u32> = line.split_whitespace().map(|value| value.parse().unwrap()).collect();
        for (index, &value) in values.iter().enumerate() {
            let count = if times == 1 {
                value
            } else {
                value - values.get(index + 1).copied().unwrap_or(0)
            };
            let cell = if times == 1 {
                index
            } else {
                row % places * times + index
            };
            cells.extend(std::iter::repeat_n(Cell::try_from(cell).unwrap(), count as usize));
        }
        if times == 1 || row % places == places - 1 {
            replicas.push(std::mem::take(&mut cells));
        }
    }
    replicas
}

#[test]
fn every_dumped_replica_has_its_ratio() {
    for (run, dump, replicas) in [
        ("dump_nhumb", "nhumb_999", 999),
        ("dump_nm_spatial", "nm_spatial_999", 999),
        ("dump_nm_st", "nm_st_999", 999),
        ("dump_nyc_stp", "nyc_stp_999", 999),
        ("dump_nm_tstrat", "nm_tstrat_999", 999),
        ("p100w_simdump", "p100w_99", 99),
        ("p100d_simdump", "p100d_99", 99),
    ] {
        let folder = shared::path("statistics/samples/reference");
        let prm = if run.starts_with('p') {
            shared::path("statistics/jobs/reference")
        } else {
            folder.clone()
        };
        let analysis = analysis(&prm.join(format!("{run}.prm")));
        let (places, times) = (analysis.study.cases.places(), analysis.study.cases.times());
        let dumped = dumped(dump, places, times);
        assert_eq!(dumped.len(), replicas, "{run}");
        let ours = largest_ratios(&analysis.study, &analysis.design, &dumped);
        let theirs: Vec<f64> = std::fs::read_to_string(folder.join(format!("{run}.llr.txt")))
            .unwrap()
            .lines()
            .filter_map(|line| line.trim().parse().ok())
            .collect();
        assert_eq!(theirs.len(), replicas, "{run}");
        for (index, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert!(
                close(*ours, *theirs, 1.000_1e-6),
                "{run}, replica {index}: {ours} and {theirs}"
            );
        }
    }
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    let mut analysis = analysis(&shared::path("statistics/jobs/reference").join("p100w_t1.prm"));
    analysis.design.replicas = 99;
    let answer = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| scan(&analysis.study, &analysis.design, &|_| ()))
    };
    let one = answer(1);
    assert!(one.clusters.len() > 3);
    for threads in [2, 5] {
        assert_eq!(answer(threads), one, "{threads} threads");
    }
}

/// p-values of 9,999 replicas of each program lie within four standard errors of their difference, and Gumbel's likewise.
#[test]
fn p_values_of_many_replicas_agree() {
    for name in ["nm_st_mc9999", "nyc_mc9999", "nhumb_mc9999"] {
        let (_, outcome, printed) = run("statistics/samples/reference", name, 9999);
        for (ours, theirs) in outcome.clusters.iter().zip(&printed) {
            let (p, reference) = (ours.p.unwrap(), theirs.p.unwrap());
            let error = (2.0 * reference * (1.0 - reference) / 9999.0).sqrt();
            // Their generator is known to be a little conservative in the bulk.
            assert!(close(p, reference, 4.0 * error + 0.01), "{name}: {p} and {reference}");
            if let (Some(p), Some(reference)) = (ours.gumbel_p, theirs.gumbel_p) {
                assert!(close(p, reference, 0.02), "{name}: {p} and {reference}");
            }
        }
    }
}
