//! `dondoc effect` and `dondoc blackspots` as their users call them.

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::started::{Folder, complained, dondoc, printed};

/// Three years of thirty communes; in commune 1 events fall to a third from July of the second year on, and patrol
/// discovers more.
fn communes() -> String {
    let mut text = "tháng,địa bàn,số vụ,nguồn\n".to_owned();
    for month in 0..36_u32 {
        for place in 1..=30_u32 {
            let season = [0, 1, 3, 4, 3, 1, 0, 1, 2, 1, 0, 1][month as usize % 12];
            let usual = 12 + place % 5 + season + (month * 7 + place * 11) % 6;
            let is_fallen = place == 1 && month >= 18;
            let day = format!("{}-{:02}", 2023 + month / 12, month % 12 + 1);
            let count = if is_fallen { usual / 3 } else { usual };
            writeln!(text, "{day},Xã {place},{count},trình báo").unwrap();
            let discovered = if is_fallen { 40 } else { 2 };
            writeln!(text, "{day},Xã {place},{discovered},phát hiện").unwrap();
        }
    }
    text
}

fn json(arguments: &[&str], file: &Path) -> Value {
    let output = dondoc(arguments.iter().map(OsStr::new).chain([file.as_os_str()]));
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_measure_that_worked_is_told_from_one_that_did_not_the_same_on_any_threads() {
    let folder = Folder::new("effect");
    let file = folder.file("so-vu.csv", communes());
    let on = |place: &str, threads: &str| {
        json(
            &[
                "effect",
                "--treated",
                place,
                "--start=2024-07-01",
                "--near=Xã 2",
                "--format=json",
                "--replicas=199",
                "--threads",
                threads,
            ],
            &file,
        )
    };
    let found = on("Xã 1", "1");
    assert_eq!(found["verdict"], "better", "{found}");
    assert!(found["effect"]["upper"].as_f64().unwrap() < 0.6, "{found}");
    assert_eq!(found["periods_before"], 18);
    // What patrol discovered rose and is shown, but says nothing about the effect.
    assert_eq!(found["discovered"][1], 40 * 18);
    assert!(!found["comparison"].as_array().unwrap().contains(&"Xã 2".into()));
    assert_eq!(found, on("Xã 1", "3"));
    assert_eq!(on("Xã 9", "2")["verdict"], "no-evidence");

    let shown = printed(&dondoc([
        OsStr::new("effect"),
        OsStr::new("--treated=Xã 1"),
        OsStr::new("--start=2024-07-01"),
        file.as_os_str(),
    ]));
    assert!(
        shown.contains("ít hơn dự kiến") && shown.contains("không về con người"),
        "{shown}"
    );
    let chart = printed(&dondoc([
        OsStr::new("effect"),
        OsStr::new("--treated=Xã 1"),
        OsStr::new("--start=2024-07-01"),
        OsStr::new("--format=svg"),
        file.as_os_str(),
    ]));
    assert!(chart.starts_with("<svg") && chart.contains("Xã 1"), "{chart}");
}

#[test]
fn too_few_data_and_wrong_places_are_told() {
    let folder = Folder::new("effect-few");
    let file = folder.file("so-vu.csv", communes());
    let found = json(
        &["effect", "--treated=Xã 1", "--start=2025-11-01", "--format=json"],
        &file,
    );
    assert_eq!(
        (&found["verdict"], &found["reason"]),
        (&"too-few-data".into(), &"periods".into())
    );
    for (arguments, status, told) in [
        (&["--treated=Xã 99", "--start=2024-07-01"], 1, "Xã 99"),
        (&["--treated=Xã 1", "--start=2024-07-02"], 2, "--start"),
    ] {
        let all = ["effect"]
            .iter()
            .chain(arguments)
            .map(OsStr::new)
            .chain([file.as_os_str()]);
        let output = dondoc(all);
        assert_eq!(output.status.code(), Some(status));
        assert!(complained(&output).contains(told), "{}", complained(&output));
    }
}

/// Four years of accidents on roads of 12 km each; at Km3+200 of road 1 they come again and again, and two people died.
fn accidents() -> String {
    let mut text = "ngày;đường;lý trình;kinh độ;vĩ độ;số người chết;số người bị thương;nguồn\n".to_owned();
    for road in 1..=6_u32 {
        for at in 0..24_u32 {
            let (year, month) = (2022 + at % 4, 1 + (at * 5 + road) % 12);
            // Accidents come in threes here and there, so that stretches differ more than by chance.
            let metre = ((at / 3) * (at / 3) * 487 + road * 1371 + (at % 3) * 150) % 12_000;
            let longitude = 108.0 + f64::from(road) * 0.1;
            let latitude = 14.0 + f64::from(metre) / 111_195.0;
            writeln!(
                text,
                "15/{month:02}/{year};QL {road};Km{}+{:03};{longitude};{latitude:.6};0;1;trình báo",
                metre / 1000,
                metre % 1000
            )
            .unwrap();
        }
    }
    for (day, deaths) in [
        ("03/02/2025", 1),
        ("10/04/2025", 0),
        ("20/06/2025", 1),
        ("01/09/2025", 0),
        ("12/12/2025", 0),
    ] {
        writeln!(text, "{day};QL 1;Km3+200;108.1;14.028778;{deaths};1;trình báo").unwrap();
    }
    writeln!(text, "12/12/2025;QL 1;Km3+200;108.1;14.028778;0;0;phát hiện").unwrap();
    text
}

#[test]
fn a_black_spot_stands_with_its_law_and_its_expected_number() {
    let folder = Folder::new("blackspots");
    let file = folder.file("tai-nan.csv", accidents());
    let roads: String = (1..=6).fold("đường;từ km;đến km\n".to_owned(), |text, road| {
        text + "QL " + &road.to_string() + ";0;12\n"
    });
    let roads = folder.file("duong.csv", roads);
    let listed = format!("--roads={}", roads.display());
    let found = json(&["blackspots", &listed, "--format=json"], &file);
    let spots = found["spots"].as_array().unwrap();
    assert_eq!(spots.len(), 1, "{found}");
    assert_eq!(spots[0]["deaths"], 2);
    assert_eq!(spots[0]["metre"], 3200.0);
    assert!(spots[0]["legal_basis"].as_str().unwrap().contains("41/2024/TT-BGTVT"));
    let stretch = &found["stretches"][usize::try_from(spots[0]["stretch"].as_u64().unwrap()).unwrap()];
    let number = |name: &str| stretch[name].as_f64().unwrap();
    assert!(
        number("model") < number("expected") && number("expected") < number("accidents"),
        "{stretch}"
    );
    assert!(number("lower") < number("expected") && number("expected") < number("upper"));
    assert_eq!(found["discovered_left_out"], 1);

    let geojson = json(&["blackspots", "--format=geojson", "--potential"], &file);
    let points = geojson["features"].as_array().unwrap();
    assert!(points.len() > 1);
    assert_eq!(
        points[0]["geometry"]["coordinates"],
        serde_json::json!([108.1, 14.028_778])
    );
    let shown = printed(&dondoc([OsStr::new("blackspots"), file.as_os_str()]));
    assert!(
        shown.contains("QL 1, Km3+200") && shown.contains("điểm hay xảy ra tai nạn"),
        "{shown}"
    );
    let map = printed(&dondoc([
        OsStr::new("blackspots"),
        OsStr::new("--format=svg"),
        file.as_os_str(),
    ]));
    assert!(map.starts_with("<svg"), "{map}");
}

#[test]
fn what_is_wrong_with_a_table_of_accidents_is_named_with_file_and_line() {
    let folder = Folder::new("blackspots-bad");
    for (row, told) in [
        ("2025-01-01,200,14,0,1", "phạm vi"),
        ("2025-01-01,108,14,-1,1", "số âm"),
        ("2025-13-01,108,14,0,1", "không phải ngày"),
        ("2025-01-01,108,NaN,0,1", "không phải số"),
    ] {
        let text = format!("ngày,kinh độ,vĩ độ,số người chết,số người bị thương\n2025-01-01,108,14,0,1\n{row}\n");
        let file = folder.file("xau.csv", text);
        let output = dondoc([OsStr::new("blackspots"), file.as_os_str()]);
        let complaint = complained(&output);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            complaint.contains("xau.csv, dòng 3: ") && complaint.contains(told),
            "{complaint}"
        );
    }
}
