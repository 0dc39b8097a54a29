//! Is the document a state secret? Such a document is refused at the door and never stored.
//!
//! A mark of secrecy stands alone: in the letterhead, in a box, in a header; or the document's own number is of a secret
//! series. A plan about protecting state secrets, a list of what is secret, honey (`mật ong`) and density (`mật độ`) are
//! not secret: words inside a sentence or a title are never taken for a mark.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::extract::{Block, Extract, Paragraph};

/// Degrees of secrecy (Law on the Protection of State Secrets 29/2018/QH14, article 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Mật.
    Secret,
    /// Tối mật.
    HighlySecret,
    /// Tuyệt mật.
    TopSecret,
}

/// What told that a document is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A mark standing alone in the letterhead, as its stamp does.
    Stamp,
    /// A mark standing alone in a header, footer or text box.
    Header,
    /// A field such as `Độ mật: Tối mật`.
    Field,
    /// The document's own number is of a secret series.
    Number,
}

/// A document is secret: how much, and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrecy {
    /// The highest degree found.
    pub level: Level,
    /// The words that say so, a range of [`Extract::text`].
    pub found: Range<usize>,
    /// What kind of sign they are.
    pub sign: Sign,
}

/// Words of the degrees without spaces, as a stamp may be letter-spaced (`T Ố I  M Ậ T`); the longer ones first.
const LEVELS: [(&str, Level); 3] = [
    ("TUYỆTMẬT", Level::TopSecret),
    ("TỐIMẬT", Level::HighlySecret),
    ("MẬT", Level::Secret),
];

/// What may share a line with a stamp: the motto, degrees of urgency, the number of the copy; without spaces.
const BESIDE_STAMP: [&str; 12] = [
    "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM",
    "CỘNGHOÀXÃHỘICHỦNGHĨAVIỆTNAM",
    "ĐỘCLẬP-TỰDO-HẠNHPHÚC",
    "ĐẢNGCỘNGSẢNVIỆTNAM",
    "THƯỢNGKHẨN",
    "HỎATỐC",
    "HOẢTỐC",
    "KHẨN",
    "HẸNGIỜ",
    "ĐỘMẬT",
    "BẢNSỐ",
    "DẤU",
];

/// Ends of a title's line behind which a lone `MẬT` is the rest of the title (`… BẢO VỆ BÍ` / `MẬT`).
const TITLE_GOES_ON: [&str; 11] = ["ĐỘ", "VÀ", ",", "BÍ", "BẢO", "CƠ", "TUYỆT", "TỐI", "HOẶC", "LÀ", "/"];

/// Paragraphs of a letterhead at most, number and place and title with it.
const LETTERHEAD: usize = 25;
/// Characters from which on a paragraph is text and no part of a letterhead.
const LONGEST_LINE: usize = 160;

/// Tells whether a document bears a sign of secrecy; the sign of the highest degree when there are several.
pub fn secrecy(extract: &Extract) -> Option<Secrecy> {
    let places = places(extract);
    let head = letterhead(&places);
    let stamps = (0..head).filter_map(|at| stamp(&places, at));
    let fields = places[..head]
        .iter()
        .filter_map(|place| sign(place, field_level(place.text), Sign::Field));
    let numbers = places[..head].iter().filter_map(|place| number(place, &places[..head]));
    let found = stamps.chain(fields).chain(numbers).chain(header(&places, head));
    found.max_by_key(|secrecy| secrecy.level)
}

/// A paragraph wherever it stands.
struct Place<'a> {
    text: &'a str,
    range: Range<usize>,
    aside: bool,
    /// In a table's cell or aside: never a line of a longer title.
    alone: bool,
}

fn places(extract: &Extract) -> Vec<Place<'_>> {
    let mut places = Vec::new();
    let mut add = |paragraph: &Paragraph, in_cell: bool| {
        if let Some(text) = extract.text.get(paragraph.range.clone()) {
            let aside = paragraph.style.aside;
            places.push(Place {
                text,
                range: paragraph.range.clone(),
                aside,
                alone: in_cell || aside,
            });
        }
    };
    for block in &extract.blocks {
        match block {
            Block::Paragraph(paragraph) => add(paragraph, false),
            Block::Table(table) => {
                let cells = table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .filter(|cell| !cell.from_above);
                cells
                    .flat_map(|cell| &cell.paragraphs)
                    .for_each(|paragraph| add(paragraph, true));
            }
        }
    }
    places
}

/// Where the letterhead with number, date and title ends: before the first sentence, addressee or article.
fn letterhead(places: &[Place<'_>]) -> usize {
    static TEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:căn cứ|kính gửi|thực hiện |điều 1\b|chương i\b|phần thứ nhất|[I1][.)] )")
            .expect("the pattern is constant and tested")
    });
    let begins_text = |place: &Place<'_>| TEXT.is_match(place.text) || place.text.chars().count() > LONGEST_LINE;
    let body = places
        .iter()
        .take(LETTERHEAD)
        .position(|place| !place.aside && begins_text(place));
    body.unwrap_or(places.len().min(LETTERHEAD))
}

fn sign(place: &Place<'_>, level: Option<Level>, sign: Sign) -> Option<Secrecy> {
    Some(Secrecy {
        level: level?,
        found: place.range.clone(),
        sign,
    })
}

/// A mark standing alone among the lines of the letterhead.
fn stamp(places: &[Place<'_>], at: usize) -> Option<Secrecy> {
    let place = &places[at];
    let level = mark_level(place.text)?;
    let before = at
        .checked_sub(1)
        .map_or("", |before| places[before].text)
        .trim_end()
        .to_uppercase();
    if !place.alone && TITLE_GOES_ON.iter().any(|end| ends_with_word(&before, end)) {
        return None;
    }
    sign(place, Some(level), if place.aside { Sign::Header } else { Sign::Stamp })
}

fn ends_with_word(line: &str, end: &str) -> bool {
    let Some(rest) = line.strip_suffix(end) else {
        return false;
    };
    !end.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphabetic)
}

/// The mark in a header or footer. Headers follow the text in an extract; a document that shows several degrees there
/// is about the stamps themselves, as are text boxes in the middle of a text.
fn header(places: &[Place<'_>], head: usize) -> Option<Secrecy> {
    let text_end = places
        .iter()
        .rposition(|place| !place.aside)
        .map_or(0, |at| at + 1)
        .max(head);
    let mut marks = places[text_end..]
        .iter()
        .filter_map(|place| sign(place, mark_level(place.text), Sign::Header));
    let first = marks.next()?;
    marks.all(|mark| mark.level == first.level).then_some(first)
}

/// The degree that is all a line says, besides what may share a line with a stamp.
fn mark_level(line: &str) -> Option<Level> {
    if line.chars().count() > LONGEST_LINE || !has_mark(line) {
        return None;
    }
    let line = NUMBER_LINE.replace(line, "");
    let mut rest: String = line.to_uppercase().chars().filter(|c| !c.is_whitespace()).collect();
    for beside in BESIDE_STAMP {
        rest = rest.replace(beside, "");
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphabetic());
    LEVELS.iter().find(|(mark, _)| rest == *mark).map(|(_, level)| *level)
}

/// In capitals, or with nothing else on the line.
fn has_mark(line: &str) -> bool {
    let letters: String = line.chars().filter(|c| c.is_alphabetic()).collect();
    let capital = letters.contains("MẬT");
    capital || LEVELS.iter().any(|(mark, _)| letters.to_uppercase() == *mark)
}

/// The number and date of a document, which may share the line with its stamp.
static NUMBER_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*số\s*:?\s*\S+(?:\s*/\s*\S+)?|\p{L}[\p{L} ]*,\s*ngày.*$")
        .expect("the pattern is constant and tested")
});

/// `Độ mật: Mật`; a form that leaves the choice open (`Mật/Tối mật/Tuyệt mật`) says nothing.
fn field_level(line: &str) -> Option<Level> {
    static FIELD: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:cấp\s+)?(?:mức\s+)?độ\s+(?:bảo\s+)?mật\s*[:\-–]\s*(tuyệt\s+mật|tối\s+mật|mật)\W*$")
            .expect("the pattern is constant and tested")
    });
    mark_level(FIELD.captures(line)?.get(1)?.as_str())
}

/// How offices number secret documents, and what is known of it. These are assumptions from office practice, not rules
/// of a text at hand: offices keep a register of their own for secret documents and set it apart in the symbol.
const SERIES: [(&str, Level); 6] = [
    // 05-M/KH-UBND, 12M/BC-CA: the letter behind the running number.
    (r"^\d+\s*-?M/\S", Level::Secret),
    // 05/M-UBND, 07/M/KH-UBND: the letter in the place of the kind.
    (r"^\d+(?:/\d{4})?/M[-/]\S", Level::Secret),
    // 05/KH-UBND-M, 05/KH-UBND(M), 05/KH-UBND (Mật): behind the symbol.
    (r"^\d+(?:/\d{4})?/\S+?(?:-M|\s*\((?:M|[Mm]ật|MẬT)\))$", Level::Secret),
    // 05-TM/BC-CAT, 05/BC-CAT-TM: TM for tối mật; the Party's and the police's registers.
    (r"^\d+\s*-?TM/\S", Level::HighlySecret),
    (r"^\d+(?:/\d{4})?/(?:TM-\S+|\S+-TM)$", Level::HighlySecret),
    // 01-TuM/BC-CAT, 01/BC-CAT-TuM: TuM for tuyệt mật.
    (r"^\d+(?:-TuM/\S+|(?:/\d{4})?/(?:TuM-\S+|\S+-TuM))$", Level::TopSecret),
];

/// The document's own number is of a secret series.
fn number(place: &Place<'_>, head: &[Place<'_>]) -> Option<Secrecy> {
    static OWN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:số)\s*:?\s*(\d+\s*\S+(?:\s*\((?:M|[Mm]ật|MẬT)\))?)")
            .expect("the pattern is constant and tested")
    });
    static PATTERNS: LazyLock<Vec<(Regex, Level)>> = LazyLock::new(|| {
        let compiled = |(pattern, level): &(&str, Level)| {
            (
                Regex::new(pattern).expect("the patterns are constant and tested"),
                *level,
            )
        };
        SERIES.iter().map(compiled).collect()
    });
    let written = OWN.captures(place.text)?.get(1)?;
    let symbol = written.as_str().replace(' ', "");
    let level = PATTERNS.iter().find(|(pattern, _)| pattern.is_match(&symbol))?.1;
    // Ministry and departments of trade (until 2007) signed `TM` for thương mại.
    let of_trade = head
        .iter()
        .any(|place| place.text.to_uppercase().contains("THƯƠNG MẠI"));
    if level == Level::HighlySecret && of_trade {
        return None;
    }
    let start = place.range.start;
    Some(Secrecy {
        level,
        found: start + written.start()..start + written.end(),
        sign: Sign::Number,
    })
}

#[cfg(test)]
mod tests {
    use super::{Level, Sign, secrecy};
    use crate::extract::{Builder, CellContent, Extract, Limits, Style, extract};

    /// A document of paragraphs, one a line.
    fn of(lines: &str) -> Extract {
        let mut builder = Builder::new();
        lines.lines().for_each(|line| builder.paragraph(line, Style::default()));
        builder.finish()
    }

    fn level(lines: &str) -> Option<Level> {
        secrecy(&of(lines)).map(|secrecy| secrecy.level)
    }

    const BODY: &str = "\nKẾ HOẠCH\nVề bảo đảm an ninh\nCăn cứ Luật An ninh quốc gia;\nI. MỤC ĐÍCH\nNâng cao ý thức.";

    #[test]
    fn stamps_in_the_letterhead() {
        for (stamp, expected) in [
            ("MẬT", Level::Secret),
            ("TỐI MẬT", Level::HighlySecret),
            ("T U Y Ệ T  M Ậ T", Level::TopSecret),
            ("M Ậ T", Level::Secret),
            ("[ MẬT ]", Level::Secret),
            ("Tối mật", Level::HighlySecret),
            ("MẬT - HỎA TỐC", Level::Secret),
            ("Độ mật: Tối mật", Level::HighlySecret),
            ("Mức độ mật: MẬT", Level::Secret),
            ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Level::Secret),
            ("Số: 15/BC-CAT TUYỆT MẬT", Level::TopSecret),
            ("Dấu độ mật: MẬT", Level::Secret),
        ] {
            assert_eq!(
                level(&format!("CÔNG AN TỈNH\n{stamp}\nSố: 15/BC-CAT{BODY}")),
                Some(expected),
                "{stamp}"
            );
        }
    }

    #[test]
    fn secret_series_of_numbers() {
        for (number, expected) in [
            ("12-M/KH-UBND", Some(Level::Secret)),
            ("12M/KH-UBND", Some(Level::Secret)),
            ("05/M-UBND", Some(Level::Secret)),
            ("05/KH-UBND-M", Some(Level::Secret)),
            ("05/KH-UBND (M)", Some(Level::Secret)),
            ("05/BC-CAT(Mật)", Some(Level::Secret)),
            ("07-TM/BC-CAT", Some(Level::HighlySecret)),
            ("05/TM-CAT", Some(Level::HighlySecret)),
            ("05/BC-CAT-TuM", Some(Level::TopSecret)),
            ("05/KH-UBND", None),
            ("14-KH/TU", None),
            ("05/2025/QĐ-UBND", None),
            ("12/MTTQ-BTT", None),
            ("15/TMDV-KH", None),
            ("05/QĐ-BCT", None),
        ] {
            assert_eq!(
                level(&format!("ỦY BAN NHÂN DÂN\nSố: {number}{BODY}")),
                expected,
                "{number}"
            );
        }
        assert_eq!(level(&format!("BỘ THƯƠNG MẠI\nSố: 0123/TM-XNK{BODY}")), None);
        let found = secrecy(&of("Số: 12-M/KH-UBND\nKẾ HOẠCH")).unwrap();
        assert_eq!((found.sign, found.found), (Sign::Number, 6..18));
    }

    #[test]
    fn what_is_about_secrets_is_not_secret() {
        for text in [
            "UBND TỈNH\nSố: 10/KH-UBND\nKẾ HOẠCH\nBẢO VỆ BÍ MẬT NHÀ NƯỚC NĂM 2026\nCăn cứ Luật Bảo vệ bí mật nhà nước;",
            "QUYẾT ĐỊNH\nBAN HÀNH DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT, TỐI MẬT VÀ\nMẬT\nCăn cứ Luật;",
            "QUYẾT ĐỊNH\nVỀ DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ\nTỐI MẬT\nCăn cứ Luật;",
            "KẾ HOẠCH\nPHÁT TRIỂN NGHỀ NUÔI ONG LẤY\nMẬT ONG\nI. MỤC TIÊU",
            "THÔNG BÁO\nMẬT ĐỘ DÂN SỐ\n1. Mật độ",
            "MẬT KHẨU\nMẬT MÃ DÂN SỰ\nĐộ mật: Mật/Tối mật/Tuyệt mật\nĐộ mật: Thường\nĐộ mật:",
            "NGHỊ ĐỊNH\nCăn cứ Luật;\nĐiều 3. Mẫu dấu\nTUYỆT MẬT\nTỐI MẬT\nMẬT",
            "",
        ] {
            assert_eq!(level(text), None, "{text}");
        }
    }

    #[test]
    fn boxes_headers_and_cells() {
        let aside = Style {
            aside: true,
            ..Style::default()
        };
        let mut header = Builder::new();
        header.paragraph("KẾ HOẠCH", Style::default());
        header.paragraph(&"Nội dung công việc. ".repeat(20), Style::default());
        header.paragraph("TỐI MẬT", aside);
        header.paragraph("TỐI MẬT", aside);
        let found = secrecy(&header.finish()).unwrap();
        assert_eq!((found.level, found.sign), (Level::HighlySecret, Sign::Header));

        let mut samples = Builder::new();
        samples.paragraph("THÔNG TƯ", Style::default());
        samples.paragraph("Căn cứ Luật;", Style::default());
        samples.paragraph("MẬT", aside);
        samples.paragraph("Mẫu số 2", Style::default());
        samples.paragraph("TỐI MẬT", aside);
        samples.paragraph("MẬT", aside);
        assert_eq!(secrecy(&samples.finish()), None);

        let mut cell = Builder::new();
        let paragraphs = |texts: &[&str]| CellContent {
            paragraphs: texts
                .iter()
                .map(|text| ((*text).to_owned(), Style::default()))
                .collect(),
            ..CellContent::default()
        };
        cell.table(vec![vec![
            paragraphs(&["UBND TỈNH", "Số: 5/KH-UBND", "MẬT"]),
            paragraphs(&["CỘNG HÒA"]),
        ]]);
        assert_eq!(secrecy(&cell.finish()).map(|s| s.sign), Some(Sign::Stamp));
    }

    #[test]
    fn in_every_written_format() {
        let read = |bytes: &[u8]| secrecy(&extract(bytes, &Limits::default()).unwrap()).map(|s| s.level);
        let text = "CÔNG AN TỈNH\nMẬT\nSố: 15/BC-CAT\nBÁO CÁO\nI. TÌNH HÌNH\n";
        assert_eq!(read(text.as_bytes()), Some(Level::Secret));
        let crawled = "|\n**CÔNG AN TỈNH**\nTỐI MẬT\n|\n**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**\n|\n|\nSố: 15/BC-CAT\n|\nHuế\n|\n\n**BÁO CÁO**\n";
        assert_eq!(read(crawled.as_bytes()), Some(Level::HighlySecret));
        let page =
            "<html><div style='border:1px solid red'><b>TUYỆT MẬT</b></div><p>Số: 15/BC-CAT</p><p>BÁO CÁO</p></html>";
        assert_eq!(read(page.as_bytes()), Some(Level::TopSecret));
    }
}
