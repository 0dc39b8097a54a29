//! Workbooks, charts and maps: what a program reads back, and what a reader who sees no picture is told.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use reporting::chart::{Band, Line, LineWords, Moment, Stacked, StackedBar, Told};
use reporting::table::{Cell, Column, Row, Table};
use reporting::workbook::{Sheet, Workbook};

fn workbook() -> Workbook {
    let mut table = Table::new(
        "Kết quả",
        vec![
            Column::words("Đơn vị", 30),
            Column::figures("đúng hạn", 10).under("Hoàn thành"),
            Column::figures("quá hạn", 10).under("Hoàn thành"),
            Column::figures("Tỷ lệ", 10),
            Column::centred("Ngày", 12),
        ],
    );
    table.rows.push(Row::Heading("Cấp xã".into()));
    table.rows.push(Row::Plain(vec![
        "=HYPERLINK(\"http://x\")".into(),
        Cell::Count(14_068),
        Cell::Decimal {
            value: 1.25,
            decimals: 2,
        },
        Cell::Share { part: 1, whole: 4 },
        Cell::Day(date(2026, 11, 5)),
    ]));
    table
        .rows
        .push(Row::Total(vec!["Tổng cộng".into(), Cell::Count(1 << 60), Cell::Empty]));
    Workbook {
        title: "Kết quả".into(),
        day: date(2026, 11, 27),
        sheets: vec![Sheet::new("Quý IV/2026", "KẾT QUẢ", table)],
    }
}

#[test]
fn a_workbook_reads_back_as_what_it_was_given() {
    let bytes = workbook().to_xlsx().expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range("Quý IV-2026").expect("the sheet");
    let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0), Data::String("KẾT QUẢ".into()));
    assert_eq!(cell(1, 1), Data::String("Hoàn thành".into()));
    assert_eq!(cell(2, 2), Data::String("quá hạn".into()));
    assert_eq!(cell(4, 0), Data::String("=HYPERLINK(\"http://x\")".into()));
    assert_eq!(cell(4, 1), Data::Float(14_068.0));
    assert_eq!(cell(4, 2), Data::Float(1.25));
    assert_eq!(cell(4, 3), Data::Float(0.25));
    assert!(matches!(cell(4, 4), Data::DateTime(_)));
    assert_eq!(cell(5, 1), Data::String("1.152.921.504.606.846.976".into()));
    let formulas = book.worksheet_formula("Quý IV-2026").expect("the sheet");
    assert!(formulas.is_empty());
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    let bytes = || workbook().to_xlsx().expect("a workbook");
    assert_eq!(bytes(), bytes());
}

#[test]
fn two_sheets_of_one_name_are_refused() {
    let mut book = workbook();
    book.sheets.push(book.sheets[0].clone());
    assert!(book.to_xlsx().is_err());
}

fn line() -> Line {
    let moment = |label: &str, observed, is_flagged| Moment {
        label: label.into(),
        observed,
        expected: Some(Band {
            low: 1.5,
            middle: 3.0,
            high: 4.5,
        }),
        is_flagged,
    };
    Line {
        told: Told {
            id: "vu".into(),
            title: "Số vụ <theo tháng> & năm".into(),
            description: "Tháng 3 vượt mức".into(),
        },
        words: LineWords {
            moment: "Tháng".into(),
            observed: "Số vụ".into(),
            expected: "Dự kiến".into(),
            band: "Khoảng".into(),
            flagged: "Vượt mức".into(),
        },
        moments: vec![
            moment("01/2026", Some(3.0), false),
            moment("02/2026", None, false),
            moment("03/2026", Some(1234.0), true),
        ],
        decimals: 0,
    }
}

#[test]
fn a_chart_says_in_words_what_it_shows() {
    let svg = line().svg();
    assert!(svg.contains("role=\"img\" aria-labelledby=\"vu-title vu-desc\""));
    assert!(svg.contains("<title id=\"vu-title\">Số vụ &lt;theo tháng&gt; &amp; năm</title>"));
    assert!(svg.contains("<desc id=\"vu-desc\">Tháng 3 vượt mức</desc>"));
    // The flagged value is printed, in the way of offices, and its ring is a shape of its own.
    assert!(svg.contains(">1.234</text>"));
    assert!(svg.contains("class=\"flag\""));
    // The pages' content policy lets no style in.
    assert!(!svg.contains("<style") && !svg.contains("style=\""));
    // What is not known is a gap: no line joins the two points.
    assert_eq!(svg.matches("class=\"observed\"").count(), 3);
}

#[test]
fn a_chart_yields_its_rows() {
    let table = line().table();
    assert_eq!(table.columns.len(), 5);
    assert_eq!(
        table.rows[1],
        Row::Plain(vec![
            "02/2026".into(),
            Cell::Empty,
            Cell::Decimal {
                value: 3.0,
                decimals: 1
            },
            "1,5 – 4,5".into(),
            Cell::Empty
        ])
    );
    assert!(matches!(&table.rows[2], Row::Plain(cells) if cells[4] == Cell::text("●")));
}

#[test]
fn four_classes_add_up_and_are_told_apart_without_colour() {
    let stacked = Stacked {
        told: line().told,
        label: "Cơ quan".into(),
        total: "Tổng số".into(),
        classes: ["đúng hạn", "quá hạn", "trong hạn", "chưa, quá hạn"].map(str::to_owned),
        bars: vec![StackedBar {
            label: "Sở Mẫu".into(),
            counts: [14_068, 1_983, 5_640, 223],
        }],
    };
    let svg = stacked.svg();
    for hatching in 0..4 {
        // Once in the bar, once in the legend.
        assert_eq!(svg.matches(&format!("url(#vu-h{hatching})")).count(), 2);
    }
    assert!(svg.contains(">21.914</text>"));
    assert!(svg.contains("<title>Sở Mẫu, chưa, quá hạn: 223</title>"));
    let expected = [21_914, 14_068, 1_983, 5_640, 223].map(Cell::Count);
    assert!(matches!(&stacked.table().rows[0], Row::Plain(cells) if cells[1..] == expected));
}

#[test]
fn a_chart_of_nothing_is_a_chart() {
    let mut line = line();
    line.moments.clear();
    let svg = line.svg();
    assert!(svg.ends_with("</svg>"));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}
