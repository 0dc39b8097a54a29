//! The layout analysis on pages made of words, without any file.

use super::arrange;
use super::page::{Area, Page, Word};
use crate::extract::draft::Piece;
use crate::extract::{CellContent, Note};

const LEFT: f32 = 85.0;
const RIGHT: f32 = 540.0;
const SIZE: f32 = 15.0;
const LEADING: f32 = 18.0;

/// Words of a line set from `left`, half a font size per letter.
fn set(left: f32, top: f32, size: f32, text: &str) -> Vec<Word> {
    let mut x = left;
    let mut words = Vec::new();
    for word in text.split(' ') {
        let width = 0.45 * size * word.chars().map(|_| 1.0).sum::<f32>();
        let area = Area::new(x, top, x + width, top + size).unwrap();
        words.push(Word {
            area,
            text: word.to_owned(),
        });
        x += width + 0.25 * size;
    }
    words
}

/// A line stretched from `left` to the right edge of the column, as justified text is.
fn full(left: f32, top: f32, text: &str) -> Vec<Word> {
    let mut words = set(left, top, SIZE, text);
    let spare = RIGHT - words.last().unwrap().area.right;
    assert!(spare >= 0.0, "the line is too long: {text}");
    let gaps = words.len() - 1;
    let mut shift = 0.0;
    for word in words.iter_mut().skip(1) {
        shift += spare / (0..gaps).map(|_| 1.0).sum::<f32>();
        word.area.left += shift;
        word.area.right += shift;
    }
    words
}

#[expect(clippy::needless_pass_by_value, reason = "a page is written down as data")]
fn page(lines: Vec<Vec<Word>>) -> Page {
    Page {
        width: 595.0,
        height: 842.0,
        words: lines.concat(),
        rules: Vec::new(),
    }
}

/// Lines that fill a page from `top`, so that its column is known; the text is that of a paragraph of its own.
fn filler(top: f32) -> Vec<Vec<Word>> {
    let line = "các đơn vị thực hiện đúng tiến độ những việc được giao trong năm";
    let mut lines = vec![full(
        LEFT + 36.0,
        top,
        "Ủy ban nhân dân xã yêu cầu các thôn và tổ dân phố cùng",
    )];
    lines.extend([1.0, 2.0, 3.0].map(|n| full(LEFT, top + n * LEADING, line)));
    lines.push(set(LEFT, top + 4.0 * LEADING, SIZE, "theo kế hoạch."));
    lines
}

fn paragraphs(pages: Vec<Page>) -> Vec<String> {
    let (pieces, _) = arrange(pages);
    pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Paragraph(text, style) if !style.aside => Some(text),
            _ => None,
        })
        .collect()
}

fn tables(pages: Vec<Page>) -> Vec<Vec<Vec<CellContent>>> {
    let (pieces, _) = arrange(pages);
    pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Table(rows) => Some(rows),
            Piece::Paragraph(..) => None,
        })
        .collect()
}

fn texts(row: &[CellContent]) -> Vec<String> {
    let text = |cell: &CellContent| {
        cell.paragraphs
            .iter()
            .map(|(text, _)| text.as_str())
            .collect::<Vec<_>>()
            .join("|")
    };
    row.iter().map(text).collect()
}

#[test]
fn a_sentence_goes_on_over_the_page_and_its_number() {
    let mut first = filler(90.0);
    first.push(full(
        LEFT + 36.0,
        700.0,
        "Công an xã phối hợp với các thôn tổ chức kiểm tra, đôn",
    ));
    let mut second = vec![
        set(305.0, 30.0, SIZE, "2"),
        set(LEFT, 75.0, SIZE, "đốc việc thực hiện."),
    ];
    second.extend(filler(120.0));
    let found = paragraphs(vec![page(first), page(second)]);
    let expected = "Công an xã phối hợp với các thôn tổ chức kiểm tra, đôn đốc việc thực hiện.";
    assert!(found.iter().any(|text| text == expected), "{found:#?}");
    assert_eq!(found.len(), 3);
}

#[test]
fn running_lines_go_but_pages_may_begin_alike() {
    let sheet = |n: u8| {
        let mut lines = vec![
            set(LEFT, 30.0, SIZE, "Xã Suối Mẫu"),
            set(LEFT, 790.0, SIZE, &format!("Trang {n}")),
        ];
        lines.extend(filler(75.0));
        page(lines)
    };
    let found = paragraphs(vec![sheet(1), sheet(2), sheet(3)]);
    assert_eq!(found.len(), 3);
    assert!(
        found.iter().all(|text| text.starts_with("Ủy ban nhân dân xã yêu cầu")),
        "{found:#?}"
    );
}

#[test]
fn the_box_of_a_digital_signature_is_left_out_with_a_note() {
    let mut lines = vec![
        set(480.0, 12.0, 8.0, "Ký bởi: Xã"),
        set(480.0, 21.0, 8.0, "Suối Mẫu"),
        set(480.0, 30.0, 8.0, "05.03.2026 07:25:14"),
        set(480.0, 39.0, 8.0, "+07:00"),
    ];
    lines.extend(filler(90.0));
    let (pieces, notes) = arrange(vec![page(lines)]);
    assert_eq!(pieces.len(), 1);
    assert_eq!(notes, [Note::LeftOut("box of a digital signature")]);
}

#[test]
fn the_letterhead_is_a_table_and_the_signature_another() {
    let mut lines = vec![
        set(95.0, 70.0, 13.0, "ỦY BAN NHÂN DÂN"),
        set(240.0, 70.0, 13.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        set(110.0, 86.0, 13.0, "XÃ SUỐI MẪU"),
        set(290.0, 86.0, 13.0, "Độc lập - Tự do - Hạnh phúc"),
        set(100.0, 110.0, 13.0, "Số: 12/KH-UBND"),
        set(270.0, 110.0, 13.0, "Suối Mẫu, ngày 05 tháng 3 năm 2026"),
    ];
    lines.extend(filler(180.0));
    lines.extend([
        set(LEFT, 400.0, 12.0, "Nơi nhận:"),
        set(350.0, 400.0, 13.0, "TM. ỦY BAN NHÂN DÂN"),
        set(LEFT, 415.0, 12.0, "- Như trên;"),
        set(390.0, 418.0, 13.0, "CHỦ TỊCH"),
        set(LEFT, 430.0, 12.0, "- Lưu: VT."),
    ]);
    let found = tables(vec![page(lines)]);
    assert_eq!(found.len(), 2);
    assert_eq!(
        texts(&found[0][0]),
        [
            "ỦY BAN NHÂN DÂN|XÃ SUỐI MẪU",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập - Tự do - Hạnh phúc"
        ]
    );
    assert_eq!(
        texts(&found[0][1]),
        ["Số: 12/KH-UBND", "Suối Mẫu, ngày 05 tháng 3 năm 2026"]
    );
    assert_eq!(
        texts(&found[1][0]),
        ["Nơi nhận:|- Như trên;|- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH"]
    );
}

#[test]
fn the_motto_inside_a_sentence_is_no_letterhead() {
    let mut lines = filler(90.0);
    lines.push(full(
        LEFT + 36.0,
        300.0,
        "Nhà nước Cộng hòa xã hội chủ nghĩa Việt Nam giao",
    ));
    lines.push(set(LEFT, 318.0, SIZE, "từ ngày 05 tháng 3 năm 2026."));
    assert!(tables(vec![page(lines)]).is_empty());
}

#[test]
fn list_marks_and_short_lines_begin_paragraphs_and_numbers_stay_whole() {
    let mut lines = filler(90.0);
    lines.extend([
        full(LEFT + 36.0, 300.0, "1. Công an xã thực hiện Công văn số 6138/UBND-"),
        set(LEFT, 318.0, SIZE, "KGVX của tỉnh:"),
        full(
            LEFT + 36.0,
            336.0,
            "- Kiểm tra các tuyến đường liên thôn và các cầu cũ trên",
        ),
        set(LEFT, 354.0, SIZE, "địa bàn;"),
        set(LEFT + 36.0, 372.0, SIZE, "- Báo cáo kết quả."),
    ]);
    let found = paragraphs(vec![page(lines)]);
    assert_eq!(
        found[1..],
        [
            "1. Công an xã thực hiện Công văn số 6138/UBND-KGVX của tỉnh:",
            "- Kiểm tra các tuyến đường liên thôn và các cầu cũ trên địa bàn;",
            "- Báo cáo kết quả."
        ]
    );
}

#[test]
fn marks_of_footnotes_go_and_square_metres_stay() {
    let mut lines = filler(90.0);
    let mut line = set(LEFT + 36.0, 300.0, SIZE, "Giao thôn trồng 200 m");
    let end = line.last().unwrap().area.right;
    line.push(Word {
        area: Area::new(end, 299.0, end + 4.0, 308.0).unwrap(),
        text: "2".into(),
    });
    line.extend(set(end + 10.0, 300.0, SIZE, "cây xanh"));
    let end = line.last().unwrap().area.right;
    line.push(Word {
        area: Area::new(end, 299.0, end + 4.0, 308.0).unwrap(),
        text: "1".into(),
    });
    lines.push(line);
    lines.push(set(LEFT, 760.0, 10.0, "1 Theo chương trình công tác năm của xã."));
    let (pieces, _) = arrange(vec![page(lines)]);
    let said: Vec<(&str, bool)> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Paragraph(text, style) => Some((text.as_str(), style.aside)),
            Piece::Table(_) => None,
        })
        .collect();
    assert_eq!(said[1], ("Giao thôn trồng 200 m2 cây xanh", false));
    assert_eq!(said[2], ("1 Theo chương trình công tác năm của xã.", true));
}

/// Rules of a grid, each cell edge drawn on its own.
fn grid(xs: &[f32], ys: &[f32]) -> Vec<Area> {
    let mut rules = Vec::new();
    for y in ys {
        rules.extend(xs.windows(2).map(|x| Area::new(x[0], *y, x[1], y + 0.5).unwrap()));
    }
    for x in xs {
        rules.extend(ys.windows(2).map(|y| Area::new(*x, y[0], x + 0.5, y[1]).unwrap()));
    }
    rules
}

#[test]
fn a_ruled_table_goes_on_over_the_page_without_its_second_header() {
    let xs = [85.0, 120.0, 380.0, 540.0];
    let header = |top: f32| {
        [
            set(90.0, top, 13.0, "TT"),
            set(125.0, top, 13.0, "Việc"),
            set(385.0, top, 13.0, "Đơn vị"),
        ]
    };
    let mut first = filler(90.0);
    first.extend(header(303.0));
    first.extend([
        set(90.0, 333.0, 13.0, "1"),
        set(125.0, 325.0, 13.0, "Sửa cầu, dọn cống, phát cây"),
        set(125.0, 340.0, 13.0, "ven đường"),
        set(385.0, 333.0, 13.0, "Thôn Đông"),
        set(90.0, 363.0, 13.0, "2"),
        set(125.0, 363.0, 13.0, "Họp dân"),
    ]);
    let mut first = page(first);
    first.rules = grid(&xs, &[300.0, 320.0, 358.0, 380.0]);
    // The last column of the first two rows below the header is one cell.
    first
        .rules
        .retain(|rule| !(rule.left > 370.0 && (rule.top - 358.0).abs() < 0.1 && rule.width() > 1.0));
    let mut second: Vec<Vec<Word>> = header(73.0).into();
    second.extend([
        set(90.0, 93.0, 13.0, "3"),
        set(125.0, 93.0, 13.0, "Tuần tra"),
        set(385.0, 93.0, 13.0, "Xã đội"),
    ]);
    let mut second = page(second);
    second.rules = grid(&xs, &[70.0, 90.0, 110.0]);
    let found = tables(vec![first, second]);
    assert_eq!(found.len(), 1);
    let rows: Vec<Vec<String>> = found[0].iter().map(|row| texts(row)).collect();
    assert_eq!(rows[0], ["TT", "Việc", "Đơn vị"]);
    assert_eq!(rows[1], ["1", "Sửa cầu, dọn cống, phát cây ven đường", "Thôn Đông"]);
    assert_eq!(rows[2], ["2", "Họp dân", ""]);
    assert!(found[0][2][2].from_above);
    assert_eq!(rows[3], ["3", "Tuần tra", "Xã đội"]);
    assert_eq!(rows.len(), 4);
}

#[test]
fn a_table_without_rules_is_told_by_the_white_between_columns() {
    let mut lines = filler(90.0);
    let rows = [
        ("1", "Sửa cầu qua suối ở đầu", "thôn"),
        ("2", "Họp dân bàn về việc giữ", "đường"),
        ("3", "Lập danh sách các hộ ở", "ven sông"),
    ];
    let mut top = 300.0;
    for (number, one, two) in rows {
        lines.push(set(90.0, top, 13.0, number));
        lines.push(set(125.0, top, 13.0, one));
        lines.push(set(125.0, top + 14.0, 13.0, two));
        lines.push(set(385.0, top, 13.0, "Thôn Đông"));
        top += 40.0;
    }
    let found = tables(vec![page(lines)]);
    let rows: Vec<Vec<String>> = found[0].iter().map(|row| texts(row)).collect();
    assert_eq!(rows[0], ["1", "Sửa cầu qua suối ở đầu thôn", "Thôn Đông"]);
    assert_eq!(rows[2], ["3", "Lập danh sách các hộ ở ven sông", "Thôn Đông"]);
    assert_eq!(rows.len(), 3);
}

/// A stream of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u16) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let [low, high, ..] = self.0.to_le_bytes();
        f32::from(u16::from_le_bytes([low, high]) % sides)
    }
}

#[test]
fn no_arrangement_of_words_and_rules_does_harm() {
    let mut dice = Dice(20_260_305);
    let vocabulary = [
        "Số:",
        "CỘNG HÒA XÃ HỘI",
        "Nơi nhận:",
        "1",
        "12.",
        "-",
        "ngày 1 tháng 2 năm 3",
        "Ký bởi: x",
        "việc",
        "",
    ];
    for _ in 0..300 {
        let mut area = || {
            let (left, top) = (dice.roll(700) - 50.0, dice.roll(900) - 30.0);
            Area::new(left, top, left + dice.roll(90), top + dice.roll(30)).unwrap()
        };
        let pages = (0..3)
            .map(|_| {
                let areas: Vec<Area> = (0..120).map(|_| area()).collect();
                let words = areas.iter().zip(vocabulary.iter().cycle());
                let words = words
                    .map(|(area, text)| Word {
                        area: *area,
                        text: (*text).to_owned(),
                    })
                    .collect();
                Page {
                    width: 595.0,
                    height: 842.0,
                    words,
                    rules: (0..60).map(|_| area()).collect(),
                }
            })
            .collect();
        arrange(pages);
    }
    arrange(vec![Page::default()]);
}
