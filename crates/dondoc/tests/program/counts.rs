//! `dondoc warn` and `dondoc forecast` as their users call them.

use std::fmt::Write;

use serde_json::Value;

use crate::started::{Folder, complained, dondoc, printed};

/// Months of four years for four communes of two provinces; the last of commune A is far above, D has next to nothing.
fn months() -> String {
    let mut text = "tháng;tỉnh;địa bàn;loại;số vụ;nguồn\n".to_owned();
    for month in 0..60 {
        for (place, province, base) in [
            ("Xã A", "Tỉnh X", 8),
            ("Xã B", "Tỉnh X", 20),
            ("Xã C", "Tỉnh Y", 12),
            ("Xã D", "Tỉnh Y", 0),
        ] {
            let season = [0, 1, 3, 4, 3, 1, 0, 1, 2, 1, 0, 1][month % 12];
            let scatter = (month * 7 + base) % 5;
            let count = match (place, month) {
                ("Xã A", 59) => 70,
                ("Xã D", _) => usize::from(month == 5),
                _ => base + season + scatter,
            };
            let (year, of_year) = (2021 + month / 12, month % 12 + 1);
            writeln!(
                text,
                "{of_year:02}/{year};{province};{place};Trộm cắp tài sản;{count};trình báo"
            )
            .unwrap();
            writeln!(
                text,
                "{of_year:02}/{year};{province};{place};Trộm cắp tài sản;{};phát hiện",
                count / 2
            )
            .unwrap();
        }
    }
    text
}

fn json(arguments: &[&str], file: &std::path::Path) -> Value {
    let output = dondoc(arguments.iter().map(std::ffi::OsStr::new).chain([file.as_os_str()]));
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_month_far_above_is_told_and_too_few_data_are_too() {
    let folder = Folder::new("warn");
    let file = folder.file("so-vu.csv", months());
    let found = json(&["warn", "--format=json"], &file);
    let of = |place: usize| &found["series"][place]["judged"][0];
    assert_eq!(of(0)["status"], "above");
    assert_eq!(of(0)["reported"], 70);
    assert_eq!(of(0)["discovered"], 35);
    assert_eq!(of(0)["from"], "2025-12-01");
    assert!(of(0)["upper"].as_f64().unwrap() < 40.0);
    assert_eq!(of(1)["status"], "within");
    assert_eq!(of(3)["status"], "too-few-data");

    let shown = printed(&dondoc(["warn".as_ref(), file.as_os_str()]));
    let first = shown.lines().find(|line| line.starts_with("Xã")).unwrap();
    assert!(
        first.starts_with("Xã A") && first.contains("nhiều hơn dự kiến"),
        "{shown}"
    );
    assert!(shown.contains("quá ít số liệu"), "{shown}");
    let chart = printed(&dondoc([
        "warn".as_ref(),
        "--period=month".as_ref(),
        "--format=svg".as_ref(),
        file.as_os_str(),
    ]));
    assert!(chart.starts_with("<svg") && chart.contains("Xã A"), "{chart}");
}

/// Eight events of one evening are a handful; eight of four days are not.
#[test]
fn many_events_of_one_evening_are_not_named() {
    let folder = Folder::new("warn-days");
    let mut rows = "ngày;địa bàn\n".to_owned();
    let monday = jiff::civil::date(2020, 1, 6);
    for week in 0..300_i32 {
        let day = |after: i32| (monday + jiff::Span::new().days(7 * week + after)).strftime("%d/%m/%Y");
        // Both series end on a Sunday.
        let (evening, spread) = match week {
            299 => (vec![3; 8], vec![0, 0, 1, 1, 3, 3, 6, 6]),
            _ if week % 5 == 0 && week < 290 => (vec![2], vec![4]),
            _ => (vec![], vec![]),
        };
        for (place, days) in [("Xã A", evening), ("Xã B", spread)] {
            for after in days {
                writeln!(rows, "{};{place}", day(after)).unwrap();
            }
        }
    }
    let file = folder.file("vu-viec.csv", rows);
    let found = json(
        &["warn", "--period=week", "--method=farrington", "--format=json"],
        &file,
    );
    let of = |place: &str| {
        let series = found["series"].as_array().unwrap();
        series.iter().find(|series| series["place"] == place).unwrap()["judged"][0].clone()
    };
    assert_eq!(of("Xã A")["reason"], "days", "{found}");
    assert_eq!(of("Xã A")["reported"], 8);
    assert_eq!(of("Xã B")["status"], "above", "{found}");
    assert_eq!(of("Xã B")["around_tet"], false);
}

#[test]
fn a_period_with_days_around_tet_is_told() {
    let folder = Folder::new("warn-tet");
    // Until February 2025; Tết was on 29 January, in the year before on 10 February.
    let until = months()
        .lines()
        .take(1 + 8 * 50)
        .fold(String::new(), |text, line| text + line + "\n");
    let file = folder.file("so-vu.csv", until);
    let found = json(&["warn", "--last=3", "--format=json"], &file);
    let judged = found["series"][1]["judged"].as_array().unwrap();
    let around: Vec<(&str, bool)> = judged
        .iter()
        .map(|judged| {
            (
                judged["from"].as_str().unwrap(),
                judged["around_tet"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        around,
        [("2024-12-01", false), ("2025-01-01", true), ("2025-02-01", true)]
    );
    let shown = printed(&dondoc(["warn".as_ref(), "--last=3".as_ref(), file.as_os_str()]));
    assert!(
        shown.contains("Kỳ từ ngày 01/01/2025, 01/02/2025 có những ngày quanh Tết"),
        "{shown}"
    );
}

#[test]
fn short_series_are_judged_by_the_cumulative_sum_the_same_on_any_threads() {
    let folder = Folder::new("warn-short");
    let short: String = months()
        .lines()
        .take(1 + 8 * 30)
        .fold(String::new(), |text, line| text + line + "\n");
    let file = folder.file("so-vu.csv", short);
    let on = |threads: &str| {
        json(
            &[
                "warn",
                "--period=month",
                "--format=json",
                "--seed=7",
                "--replicas=99",
                "--threads",
                threads,
            ],
            &file,
        )
    };
    let found = on("1");
    assert_eq!(found["series"][0]["method"], "cusum");
    assert_eq!(found["series"][0]["judged"][0]["status"], "within");
    assert_eq!(found, on("3"));
}

#[test]
fn communes_are_forecast_as_intervals_that_add_up() {
    let folder = Folder::new("forecast");
    let file = folder.file("so-vu.csv", months());
    let found = json(&["forecast", "--horizon=6", "--format=json"], &file);
    let places = found["places"].as_array().unwrap();
    let of = |name: &str| places.iter().find(|place| place["place"] == name).unwrap();
    assert_eq!(of("Xã D")["status"], "too-few-data");
    assert_eq!(of("Xã C")["forecast"][0]["from"], "2026-01-01");
    for step in 0..6 {
        let expected = |name: &str| of(name)["forecast"][step]["expected"].as_f64().unwrap();
        assert!((expected("Tỉnh X") - expected("Xã A") - expected("Xã B")).abs() < 1e-6);
        let rest = of("Tỉnh Y")["rest"][step].as_f64().unwrap();
        assert!((expected("Tỉnh Y") - expected("Xã C") - rest).abs() < 1e-6);
        let intervals = of("Xã C")["forecast"][step]["intervals"].as_array().unwrap();
        assert_eq!(intervals.len(), 3);
    }
    assert!(found["evaluation"]["counts"].as_u64().unwrap() > 0);
    let rows = printed(&dondoc([
        "forecast".as_ref(),
        "--format=csv".as_ref(),
        file.as_os_str(),
    ]));
    assert!(
        rows.starts_with('\u{feff}') && rows.contains("Khoảng 80%") && rows.contains("quá ít số liệu"),
        "{rows}"
    );
    let chart = folder.path().join("du-bao.svg");
    let output = dondoc([
        "forecast".as_ref(),
        "--out".as_ref(),
        chart.as_os_str(),
        file.as_os_str(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    assert!(std::fs::read_to_string(chart).unwrap().contains("Tỉnh X"));
}

#[test]
fn bad_tables_are_named_with_file_and_line() {
    let folder = Folder::new("bad-table");
    for (line, wrong, told) in [
        (2, "02/2021;Tỉnh X;Xã A;Trộm cắp tài sản;-3;trình báo", "số âm"),
        (
            2,
            "02/2021;Tỉnh X;Xã A;Trộm cắp tài sản;NaN;trình báo",
            "không phải số đếm",
        ),
        (
            2,
            "32/01/2021;Tỉnh X;Xã A;Trộm cắp tài sản;3;trình báo",
            "không phải ngày",
        ),
        (2, "01/2021;Tỉnh X;Xã A;Trộm cắp tài sản;3", "5 ô"),
        (3, "01/2021;Tỉnh X;Xã A;Trộm cắp tài sản;3;trình báo", "trùng"),
        (10, "12/2020;Tỉnh X;Xã A;Trộm cắp tài sản;3;trình báo", "thứ tự"),
    ] {
        let lines: Vec<String> = months()
            .lines()
            .enumerate()
            .map(|(at, row)| {
                if at + 1 == line {
                    wrong.to_owned()
                } else {
                    row.to_owned()
                }
            })
            .collect();
        let file = folder.file("xau.csv", lines.join("\n"));
        for command in ["warn", "forecast"] {
            let output = dondoc([command.as_ref(), file.as_os_str()]);
            assert_eq!(output.status.code(), Some(1));
            let complaint = complained(&output);
            assert!(complaint.contains(&format!("xau.csv, dòng {line}: ")), "{complaint}");
            assert!(complaint.contains(told), "{complaint}");
        }
    }
    let gap: Vec<String> = months()
        .lines()
        .filter(|row| !row.starts_with("05/2023;Tỉnh X;Xã B"))
        .map(str::to_owned)
        .collect();
    let file = folder.file("thieu.csv", gap.join("\n"));
    let output = dondoc(["forecast".as_ref(), file.as_os_str()]);
    assert!(complained(&output).contains("thieu.csv: Xã B, Trộm cắp tài sản: thiếu 1 kỳ từ ngày 01/05/2023"));
    let output = dondoc(["forecast".as_ref(), "--gaps=zero".as_ref(), file.as_os_str()]);
    assert_eq!(output.status.code(), Some(0));
    let list = folder.file("dia-ban.csv", "địa bàn,tỉnh\nXã A,Tỉnh X\nXã B,Tỉnh X\nXã C,Tỉnh Y\n");
    let file = folder.file("la.csv", months());
    let output = dondoc(["warn".as_ref(), "--places".as_ref(), list.as_os_str(), file.as_os_str()]);
    let complaint = complained(&output);
    assert!(
        complaint.contains("la.csv, dòng 8: ") && complaint.contains("Xã D"),
        "{complaint}"
    );
}
