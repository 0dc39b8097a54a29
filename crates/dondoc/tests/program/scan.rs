//! `dondoc scan` as its users call it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::started::{Folder, complained, dondoc, printed};

/// Nine places in a row, a case a week in each, and many in the last three days at one end.
fn study(folder: &Folder, cases: &str) -> PathBuf {
    let mut places = String::new();
    for place in 0..9 {
        writeln!(places, "P{place} {place} 0").unwrap();
    }
    folder.file("places.geo", places);
    folder.file("events.cas", cases);
    folder.file(
        "study.prm",
        "[Input]\nCaseFile=events.cas\nCoordinatesFile=places.geo\nCoordinatesType=0\nPrecisionCaseTimes=3\n\
         StartDate=2026/1/1\nEndDate=2026/2/11\n[Analysis]\nAnalysisType=3\nModelType=2\nTimeAggregationUnits=3\n\
         [Inference]\nMonteCarloReps=99\nPValueReportType=1\n",
    )
}

fn events() -> String {
    let mut lines = String::new();
    for place in 0..9 {
        for week in 0..6 {
            let day = 1 + week * 7 + place % 7;
            let (month, day) = if day > 31 { (2, day - 31) } else { (1, day) };
            writeln!(lines, "P{place} 1 2026/{month}/{day}").unwrap();
        }
    }
    lines + "P0 4 2026/2/9\nP1 4 2026/2/9\nP0 4 2026/2/10\nP1 4 2026/2/10\nP0 4 2026/2/11\nP1 4 2026/2/11\n"
}

fn json(file: &Path, threads: &str) -> Vec<u8> {
    let output = dondoc([
        "scan".as_ref(),
        file.as_os_str(),
        "--format=json".as_ref(),
        "--seed=7".as_ref(),
        threads.as_ref(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    output.stdout
}

#[test]
fn a_cluster_is_told_the_same_on_any_threads() {
    let folder = Folder::new("scan");
    let file = study(&folder, &events());
    let told = json(&file, "--threads=1");
    assert_eq!(told, json(&file, "--threads=3"));
    let found: Value = serde_json::from_slice(&told).unwrap();
    let first = &found["clusters"][0];
    assert_eq!(first["locations"], serde_json::json!(["P0", "P1"]));
    assert_eq!(
        (&first["from"], &first["to"]),
        (&"2026-02-09".into(), &"2026-02-11".into())
    );
    assert!(first["observed"].as_u64().unwrap() >= 24);
    assert!(first["p"].as_f64().unwrap() <= 0.02);
    assert_eq!(first["relative_risk"], Value::Null);
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 11, "{keys:?}");
    let table = dondoc(["scan".as_ref(), file.as_os_str()]);
    assert!(printed(&table).contains("nhiều hơn dự kiến"), "{}", printed(&table));
}

#[test]
fn faults_of_an_analysis_are_named_with_file_and_line() {
    for (line, fault) in [
        ("P0 -1 2026/1/2", "events.cas, dòng 2: “-1” không phải số hợp lệ"),
        ("P0 NaN 2026/1/2", "events.cas, dòng 2: “NaN” không phải số hợp lệ"),
        (
            "P99 1 2026/1/2",
            "events.cas, dòng 2: địa bàn “P99” không có trong tệp tọa độ",
        ),
        (
            "P0 1 2026/13/2",
            "events.cas, dòng 2: “2026/13/2” không phải ngày hợp lệ",
        ),
        (
            "P0 1 2025/1/2",
            "events.cas, dòng 2: ngày “2025/1/2” nằm ngoài thời kỳ nghiên cứu",
        ),
        ("P0 1", "events.cas, dòng 2: cần ít nhất 3 cột, chỉ có 2"),
    ] {
        let folder = Folder::new("scan-fault");
        let file = study(&folder, &format!("P0 1 2026/1/1\n{line}\n"));
        let output = dondoc(["scan".as_ref(), file.as_os_str()]);
        assert_eq!(output.status.code(), Some(1));
        assert!(complained(&output).contains(fault), "{}", complained(&output));
    }
}
