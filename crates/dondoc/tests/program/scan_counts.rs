//! `dondoc scan` over tables of counts, as its users call it.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::started::{Folder, complained, dondoc, printed};

/// Two years of weeks in twelve places: thefts with chance in them, many more in two neighbouring places in the last five
/// weeks, and a rare category. Numbers from a small generator, so that they are what they are on every machine.
fn weeks() -> String {
    let mut text = "tuần;địa bàn;vĩ độ;kinh độ;loại;số vụ;nguồn\n".to_owned();
    let mut state = 20_261_127_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) % 1000
    };
    for week in 0..104 {
        let (year, of_year) = (2024 + week / 52, week % 52 + 1);
        for place in 0..12 {
            let usual = match uniform() {
                0..300 => 0,
                300..600 => 1,
                600..800 => 2,
                800..920 => 3,
                _ => 5,
            };
            let theft = if place < 2 && week >= 99 { usual + 6 } else { usual };
            let rare = u64::from(place == 7 && week % 26 == 3);
            for (category, count) in [("trộm cắp", theft), ("cướp", rare)] {
                writeln!(text, "{year}-W{of_year:02};{};{category};{count};trình báo", at(place)).unwrap();
            }
            if place == 0 && week == 103 {
                writeln!(text, "{year}-W{of_year:02};{};trộm cắp;9;phát hiện", at(0)).unwrap();
            }
        }
    }
    text
}

/// Name and coordinates of a place: four rows of three, the second one close to the first.
fn at(place: u32) -> String {
    let latitude = if place == 1 { 103 } else { 100 + 10 * (place % 4) };
    format!("Xã {place};14.{latitude};108.{}", 100 + 10 * (place / 4))
}

fn ran(file: &Path, arguments: &[&str]) -> Vec<u8> {
    let mut all = vec!["scan", "--replicas=99", "--self-tests=40"];
    all.extend(arguments);
    all.push(file.to_str().unwrap());
    let output = dondoc(all);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    output.stdout
}

fn json(file: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["--format=json"];
    all.extend(arguments);
    serde_json::from_slice(&ran(file, &all)).unwrap()
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn a_cluster_of_a_table_is_told_with_its_model_and_its_self_test() {
    let folder = Folder::new("scan-counts");
    let file = folder.file("so-vu.csv", weeks());
    let found = json(&file, &[]);
    let first = &found["clusters"][0];
    let mut places = words(&first["locations"]);
    places.sort_unstable();
    assert_eq!(places, ["Xã 0", "Xã 1"]);
    assert_eq!(
        (&first["from"], &first["to"]),
        (&"2025-11-24".into(), &"2025-12-28".into())
    );
    assert_eq!(first["category"], "trộm cắp");
    assert_eq!(first["discovered"], 9);
    assert!(first["observed"].as_u64().unwrap() >= 60);
    assert!(first["p"].as_f64().unwrap() <= 0.02 && first["q"].as_f64().unwrap() <= 0.02);
    assert_eq!(first["verdict"], "more-than-expected");
    assert_eq!(found["family"], 1);
    let theft = &found["categories"][0];
    assert_eq!(words(&theft["model"]["terms"]), ["trend", "season", "tet"]);
    assert!(theft["model"]["variance_to_mean"].as_f64().unwrap() > 1.1);
    assert_eq!(theft["self_test"]["simulated"], 40);
    assert_ne!(theft["self_test"]["result"], "failed");
    let rare = &found["categories"][1];
    assert_eq!(
        (&rare["status"], &rare["reason"]),
        (&"too-few-data".into(), &"rare".into())
    );
    assert!(words_of_clusters(&found).iter().all(|category| *category == "trộm cắp"));
}

fn words_of_clusters(found: &Value) -> Vec<&str> {
    let clusters = found["clusters"].as_array().unwrap().iter();
    clusters.filter_map(|cluster| cluster["category"].as_str()).collect()
}

#[test]
fn what_lasts_is_an_alarm_above_a_threshold_of_false_alarms_a_year() {
    let folder = Folder::new("scan-alive");
    let file = folder.file("so-vu.csv", weeks());
    let found = json(&file, &["--prospective", "--false-alarms=2"]);
    let theft = &found["categories"][0];
    let threshold = theft["threshold"]["llr"].as_f64().unwrap();
    assert!((theft["threshold"]["false_alarms_a_year"].as_f64().unwrap() - 2.0).abs() < 0.01);
    assert!(found["clusters"][0]["llr"].as_f64().unwrap() > threshold);
    assert_eq!(found["clusters"][0]["to"], "2025-12-28");
    assert_eq!(found["clusters"][0]["verdict"], "more-than-expected");
    // The model knows nothing of the windows it judges.
    assert_eq!(theft["model"]["fitted_until"], "2025-09-28");
    let table = String::from_utf8(ran(&file, &["--prospective"])).unwrap();
    assert!(table.contains("trung bình 1 báo động nhầm một năm"), "{table}");
}

#[test]
fn the_table_says_what_it_rests_on_and_the_map_and_points_show_it() {
    let folder = Folder::new("scan-forms");
    let file = folder.file("so-vu.csv", weeks());
    let table = String::from_utf8(ran(&file, &[])).unwrap();
    for wanted in [
        "nhiều hơn dự kiến",
        "quá ít số liệu",
        "mức dự kiến theo địa bàn, xu thế, mùa trong năm, Tết",
        "tự kiểm tra trên 40 bộ số liệu",
        "cần đối chiếu",
        "không về con người",
    ] {
        assert!(table.contains(wanted), "{wanted}: {table}");
    }
    let map = String::from_utf8(ran(&file, &["--format=svg"])).unwrap();
    assert!(map.starts_with("<svg") && map.contains("Xã 1"));
    let points = json_of(&ran(&file, &["--format=geojson"]));
    let at = &points["features"][0]["geometry"]["coordinates"];
    assert!(at[0].as_f64().unwrap() > 108.0 && at[1].as_f64().unwrap() < 15.0);
    let csv = String::from_utf8(ran(&file, &["--format=csv"])).unwrap();
    assert!(csv.contains("Tỷ số nguy cơ"), "{csv}");
}

fn json_of(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_threads() {
    let folder = Folder::new("scan-threads");
    let file = folder.file("so-vu.csv", weeks());
    for look in [
        &["--format=json", "--seed=5"][..],
        &["--format=json", "--seed=5", "--prospective"],
    ] {
        let on = |threads: &str| {
            let mut arguments = look.to_vec();
            arguments.push(threads);
            ran(&file, &arguments)
        };
        assert_eq!(on("--threads=1"), on("--threads=3"));
    }
}

#[test]
fn a_plain_null_is_there_for_comparison() {
    let folder = Folder::new("scan-plain");
    let file = folder.file("so-vu.csv", weeks());
    let found = json(&file, &["--null=poisson"]);
    assert_eq!(found["null"], "poisson");
    assert_eq!(found["categories"][0]["self_test"], Value::Null);
    let table = String::from_utf8(ran(&file, &["--null=poisson"])).unwrap();
    assert!(table.contains("Poisson thuần"), "{table}");
}

#[test]
fn faults_are_named_with_file_and_line_and_options_that_do_not_go_together_are_refused() {
    let heading = "tuần,địa bàn,vĩ độ,kinh độ,số vụ\n";
    let row = "2025-W01,A,14.1,108.1,3\n";
    for (second, fault) in [
        ("2025-W02,A,14.1,108.1,-3", "dòng 3: \"-3\""),
        ("2025-W02,A,14.1,108.1,NaN", "dòng 3: \"NaN\""),
        ("2025-W02,A,14.9,108.1,1", "dòng 3: tọa độ khác với dòng 2"),
        ("2025-W02,A,NaN,108.1,1", "dòng 3: \"NaN\""),
        ("2025-W01,A,14.1,108.1,1", "dòng 3: trùng"),
        ("2024-W50,A,14.1,108.1,1", "dòng 3: ngày"),
        ("2025-W04,A,14.1,108.1,1", "thiếu 2 kỳ"),
        ("2025-W01,A,14.1,108.1", "dòng 3: có 4 ô"),
    ] {
        let folder = Folder::new("scan-counts-fault");
        let file = folder.file("so-vu.csv", format!("{heading}{row}{second}\n"));
        let output = dondoc(["scan".as_ref(), file.as_os_str()]);
        assert_eq!(output.status.code(), Some(1), "{second}");
        let told = complained(&output);
        assert!(told.contains("so-vu.csv") && told.contains(fault), "{second}: {told}");
    }
    let folder = Folder::new("scan-counts-place");
    let counts = folder.file("so-vu.csv", "tuần,địa bàn,số vụ\n2025-W01,A,3\n2025-W01,X,3\n");
    let places = folder.file("dia-ban.csv", "địa bàn,vĩ độ,kinh độ\nA,14.1,108.1\n");
    let listed = format!("--places={}", places.display());
    let output = dondoc(["scan".as_ref(), listed.as_ref(), counts.as_os_str()]);
    assert!(
        complained(&output).contains("dòng 3: địa bàn \"X\""),
        "{}",
        complained(&output)
    );
    for arguments in [
        &["scan", "--false-alarms=1", "a.csv"][..],
        &["scan", "--prospective", "a.prm"],
    ] {
        assert_eq!(dondoc(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn few_events_are_never_a_confident_number() {
    let folder = Folder::new("scan-few");
    let mut text = "ngày,địa bàn,vĩ độ,kinh độ\n".to_owned();
    for month in 1..=12 {
        for (place, day) in [("A", 3), ("B", 17), ("A", 21)] {
            let latitude = if place == "A" { "14.1" } else { "14.2" };
            writeln!(text, "2025-{month:02}-{day:02},{place},{latitude},108.1").unwrap();
        }
    }
    let file = folder.file("vu-viec.csv", text);
    let found = json(&file, &[]);
    assert_eq!(found["clusters"], Value::Array(Vec::new()));
    assert_eq!(found["categories"][0]["status"], "too-few-data");
    let shown = printed(&dondoc(["scan".as_ref(), file.as_os_str()]));
    assert!(shown.contains("quá ít số liệu"), "{shown}");
    // The caption names what is looked for; no row does.
    assert!(
        !shown.lines().skip(1).any(|line| line.ends_with("nhiều hơn dự kiến")),
        "{shown}"
    );
}
