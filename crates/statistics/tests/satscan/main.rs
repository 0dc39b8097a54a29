//! The reference runs of SaTScan 10.3.2: the same members, window, cases, expected cases, relative risk and ratio.

mod printed;
mod shared;

use printed::Printed;
use statistics::scan::satscan::{self, Analysis};
use statistics::scan::{Cluster, Extent, Outcome, scan};

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
    (analysis, outcome, printed::clusters(&folder.join(format!("{name}.txt"))))
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
    assert!(by_period || close(ours.expected, theirs.expected, 0.005_01), "expected, {told}");
    match window.extent {
        Extent::Everywhere => assert_eq!(theirs.locations, ["All"], "members, {told}"),
        Extent::Circle { .. } => {
            let members: Vec<&str> =
                ours.places.iter().map(|&place| analysis.names[place].as_str()).collect();
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
    assert!(outcome.clusters.len() >= printed.len().min(10), "{name}: {} clusters", outcome.clusters.len());
    for (ours, theirs) in outcome.clusters.iter().zip(&printed) {
        agree(name, &analysis, ours, theirs, analysis.study.by_period);
    }
}

#[test]
fn new_mexico() {
    for name in [
        "nm_spatial", "nm_spatial_all", "nm_spatial_both", "nm_spatial_gini", "nm_spatial_low", "nm_temporal",
        "nm_default", "nm_st_mc", "nm_st_allcentroids", "nm_st_low", "nm_st_max25km", "nm_st_month",
        "nm_st_pureboth", "nm_prosp", "nm_perm", "nm_st_spatstrat", "nm_st_loglin", "nm_st_timestrat",
    ] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn north_humberside() {
    for name in ["nhumb_default", "nhumb_mc", "nhumb_all", "nhumb_low", "nhumb_gini", "nhumb_mc9999"] {
        same_clusters("statistics/samples/reference", name);
    }
}

#[test]
fn new_york() {
    for name in [
        "nyc_default", "nyc_mc", "nyc_all", "nyc_retro", "nyc_retro50", "nyc_weekly", "nyc_adjearlier",
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
        "p100d_t1", "p100d_prosp", "p100d_stp9", "p100d_tstrat9", "p100w_t1",
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
