//! What a law portal puts around a document: menus, property lists, comment boxes, related documents.
//!
//! A document begins at its letterhead and ends behind its signature or last annex. Only what stands outside of these
//! and shows a portal's own words is left out; without a letterhead everything is kept.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::draft::{Piece, aside};
use super::{Note, Style};

/// Labels of the property lists of portals; their values are worth keeping as asides.
const PROPERTIES: [&str; 22] = [
    "số hiệu",
    "số ký hiệu",
    "số/ký hiệu",
    "loại văn bản",
    "nơi ban hành",
    "cơ quan ban hành",
    "người ký",
    "ngày ban hành",
    "ngày hiệu lực",
    "ngày có hiệu lực",
    "ngày công báo",
    "số công báo",
    "tình trạng",
    "tình trạng hiệu lực",
    "trích yếu",
    "lĩnh vực",
    "chức vụ",
    "ngày đăng",
    "nguồn",
    "phạm vi",
    "cơ quan chủ trì",
    "hiệu lực",
];

/// Beginnings of lines that only a portal writes.
const CHROME: [&str; 9] = [
    "văn bản liên quan",
    "văn bản này chưa cập nhật nội dung tiếng anh",
    "nội dung sửa đổi, hướng dẫn",
    "file được đính kèm theo văn bản",
    "các nội dung được sửa đổi, hướng dẫn",
    "đang tải văn bản",
    "bản dịch này thuộc quyền sở hữu",
    "lược đồ văn bản",
    "ý kiến bình luận",
];

/// Whole lines of portals that may also be words of a document; two near one another are a portal's.
const COMMON: [&str; 22] = [
    "bình luận",
    "tin liên quan",
    "văn bản cùng lĩnh vực",
    "văn bản khác",
    "văn bản được hướng dẫn",
    "gửi phản hồi",
    "chia sẻ",
    "đăng nhập",
    "đăng ký",
    "trang chủ",
    "tìm kiếm",
    "tải về",
    "tải văn bản",
    "in bài viết",
    "mục lục văn bản",
    "văn bản gốc",
    "thuộc tính",
    "thuộc tính văn bản",
    "các tin khác",
    "tin khác",
    "quay lại",
    "lên đầu trang",
];
/// Pieces within which two common lines are near one another.
const NEAR: usize = 6;

/// Pieces between the first line of a letterhead and its motto when the letterhead is no table.
const LETTERHEAD_ABOVE_MOTTO: usize = 6;

/// The document without the portal around it.
pub(super) fn without_chrome(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<Note>) {
    let Some(start) = letterhead(&pieces) else {
        return (pieces, Vec::new());
    };
    let end = tail(&pieces, start);
    let mut notes = Vec::new();
    let mut kept = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter();
    let preface: Vec<Piece> = pieces.by_ref().take(start).collect();
    if preface.iter().any(|piece| is_part_of_document(&piece.words())) {
        kept.extend(preface);
    } else {
        let labels = properties(&preface);
        let (chrome, preface): (Vec<Piece>, Vec<Piece>) = preface.into_iter().partition(is_of_portal);
        if !chrome.is_empty() || labels.len() >= 2 {
            notes.push(Note::LeftOut("web page around the document"));
        }
        kept.extend(labels);
        kept.extend(preface.into_iter().map(aside));
    }
    if end < start + pieces.len() {
        notes.push(Note::LeftOut("web page around the document"));
    }
    kept.extend(pieces.take(end - start));
    (kept, notes)
}

/// Where the letterhead begins.
fn letterhead(pieces: &[Piece]) -> Option<usize> {
    let motto = pieces.iter().position(|piece| is_motto(&piece.words()))?;
    if matches!(pieces[motto], Piece::Table(_)) {
        return Some(motto);
    }
    let above = pieces[..motto].iter().rev().take(LETTERHEAD_ABOVE_MOTTO);
    Some(motto - above.take_while(|piece| is_letterhead_line(&piece.words())).count())
}

fn is_motto(words: &str) -> bool {
    const STATE: [&str; 3] = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA",
        "ĐỘC LẬP - TỰ DO",
    ];
    const PARTY: &str = "ĐẢNG CỘNG SẢN VIỆT NAM";
    /// The first letters of the mottoes in all the ways they are written.
    static OPENING: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::new(["CỘ", "Cộ", "cỘ", "cộ", "ĐỘ", "Độ", "đỘ", "độ"]).expect("the patterns are constant and few")
    });
    let opens = |at: usize| STATE.iter().any(|motto| begins_in_capitals(&words[at..], motto));
    OPENING.find_iter(words).any(|found| opens(found.start())) || is_written(words.trim(), PARTY)
}

/// The text is these capitals, in whatever case it is written.
fn is_written(text: &str, capitals: &str) -> bool {
    text.chars().flat_map(char::to_uppercase).eq(capitals.chars())
}

/// The text begins with these capitals, in whatever case it is written.
fn begins_in_capitals(text: &str, capitals: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_uppercase);
    capitals.chars().all(|capital| letters.next() == Some(capital))
}

/// An issuer in capitals or a number: lines of a letterhead that is no table.
fn is_letterhead_line(words: &str) -> bool {
    let letters = || words.chars().filter(|c| c.is_alphabetic());
    let capitals = letters().count() > 2 && letters().all(char::is_uppercase);
    capitals || words.starts_with("Số:") || words.starts_with("Số ")
}

/// Where the document ends: before the portal's first own line behind the last signature, or at the end.
fn tail(pieces: &[Piece], start: usize) -> usize {
    let signature = pieces[start..].iter().position(|piece| is_signature(&piece.words()));
    let Some(signature) = signature.map(|at| start + at) else {
        return pieces.len();
    };
    let behind = signature + 1;
    let begins = |at: &usize| is_chrome(&pieces[*at]) || (is_common(&pieces[*at]) && near_another(pieces, *at));
    let Some(chrome) = (behind..pieces.len()).find(begins) else {
        return pieces.len();
    };
    if pieces[chrome..].iter().any(|piece| is_part_of_document(&piece.words())) {
        return pieces.len();
    }
    // The page repeats its title above the first box.
    let is_title = |piece: &Piece| match piece {
        Piece::Paragraph(words, style) => !style.bold && repeats_number(words, &pieces[start..behind]),
        Piece::Table(_) => false,
    };
    chrome
        - pieces[behind..chrome]
            .iter()
            .rev()
            .take(2)
            .take_while(|piece| is_title(piece))
            .count()
}

fn is_signature(words: &str) -> bool {
    words.contains("Nơi nhận")
        || words.lines().any(|line| {
            ["KT.", "TM.", "TL.", "TUQ."]
                .iter()
                .any(|mark| line.trim_start().starts_with(mark))
        })
}

/// Articles, legal bases and annexes belong to the document wherever they stand.
fn is_part_of_document(words: &str) -> bool {
    let words = words.trim_start();
    ["Điều 1.", "Căn cứ ", "PHỤ LỤC", "Phụ lục ", "Nơi nhận"]
        .iter()
        .any(|start| words.starts_with(start))
}

/// The line holds the number under which the letterhead stands, as a page title does.
fn repeats_number(words: &str, document: &[Piece]) -> bool {
    let number = words
        .split_whitespace()
        .find(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit()));
    number.is_some_and(|number| document.iter().take(12).any(|piece| piece.words().contains(number)))
}

fn is_chrome(piece: &Piece) -> bool {
    matches!(piece, Piece::Paragraph(words, _) if is_chrome_line(words))
}

/// A line that only a portal writes.
pub(super) fn is_chrome_line(line: &str) -> bool {
    let bare = bare(line);
    let Some(first) = bare.clone().next() else {
        return false;
    };
    let begins = |chrome: &&str| {
        let mut letters = bare.clone();
        chrome.chars().all(|letter| letters.next() == Some(letter))
    };
    CHROME
        .iter()
        .filter(|chrome| chrome.chars().next().is_some_and(|letter| letter == first))
        .any(begins)
}

fn is_common(piece: &Piece) -> bool {
    let Piece::Paragraph(words, _) = piece else {
        return false;
    };
    let bare = bare(words);
    let Some(first) = bare.clone().next() else {
        return false;
    };
    let mut beginning_so = COMMON
        .iter()
        .filter(|common| common.chars().next().is_some_and(|letter| letter == first));
    beginning_so.any(|common| bare.clone().eq(common.chars()))
}

fn near_another(pieces: &[Piece], at: usize) -> bool {
    pieces[at + 1..]
        .iter()
        .take(NEAR)
        .any(|piece| is_chrome(piece) || is_common(piece))
}

/// The first letters of a line in lower case, without marks before them.
fn bare(line: &str) -> impl Iterator<Item = char> + Clone {
    let line = line.trim().trim_start_matches(['#', '-', '*', '•', ' ']);
    line.chars().take(60).flat_map(char::to_lowercase)
}

/// Nothing in the piece says anything of the document: a portal's own lines, and property lists, which are kept as pairs.
fn is_of_portal(piece: &Piece) -> bool {
    let words = piece.words();
    let is_label = |line: &str| PROPERTIES.contains(&line.trim().trim_end_matches(':').to_lowercase().as_str());
    match piece {
        Piece::Paragraph(..) => is_chrome(piece) || is_common(piece) || is_label(&words),
        Piece::Table(_) => words.lines().any(is_label) || words.lines().all(is_chrome_line),
    }
}

/// Pairs of a portal's property list as `label: value` asides.
fn properties(pieces: &[Piece]) -> Vec<Piece> {
    let words: Vec<String> = pieces
        .iter()
        .flat_map(|p| p.words().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let mut found = Vec::new();
    for (at, line) in words.iter().enumerate() {
        let (label, value) = line.split_once(':').unwrap_or((line, ""));
        let label = label.trim();
        if !PROPERTIES.contains(&label.to_lowercase().as_str()) {
            continue;
        }
        let below = words.get(at + 1).map_or("", |next| next.trim());
        let value = if value.trim().is_empty() { below } else { value.trim() };
        if !value.is_empty() {
            found.push(Piece::Paragraph(
                format!("{label}: {value}"),
                Style {
                    aside: true,
                    ..Style::default()
                },
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::without_chrome;
    use crate::extract::draft::Piece;
    use crate::extract::{CellContent, Style};

    fn page(lines: &str) -> Vec<Piece> {
        let cell = |text: &str| CellContent {
            paragraphs: text
                .split(" / ")
                .map(|line| (line.to_owned(), Style::default()))
                .collect(),
            ..CellContent::default()
        };
        let piece = |line: &str| {
            if line.contains('|') {
                Piece::Table(vec![line.split('|').map(cell).collect()])
            } else {
                Piece::Paragraph(line.to_owned(), Style::default())
            }
        };
        lines.lines().map(piece).collect()
    }

    /// Lines that are kept, those aside with a tilde.
    fn kept(lines: &str) -> Vec<String> {
        let written = |piece: Piece| match piece {
            Piece::Paragraph(words, style) => format!("{}{words}", if style.aside { "~" } else { "" }),
            table @ Piece::Table(_) => table.words().replace('\n', "|"),
        };
        without_chrome(page(lines)).0.into_iter().map(written).collect()
    }

    const DOCUMENT: &str = "UBND TỈNH / Số: 1/KH-UBND|Độc lập - Tự do - Hạnh phúc\nKẾ HOẠCH\n1. Việc một.\nNơi nhận: / - Sở Y tế;|KT. CHỦ TỊCH";

    #[test]
    fn a_document_alone_stays_whole() {
        assert_eq!(kept(DOCUMENT).len(), 4);
        assert_eq!(kept("KẾ HOẠCH\nĐăng ký\nTìm kiếm\nVăn bản liên quan").len(), 4);
    }

    #[test]
    fn the_page_around_goes_and_its_properties_stay_aside() {
        let page = format!(
            "Đang tải văn bản...\nSố hiệu:|1/KH-UBND\nNgười ký:\nChức danh\nMẬT\n{DOCUMENT}\nKế hoạch 1/KH-UBND năm 2026\nVăn bản liên quan\nBan hành:"
        );
        let kept = kept(&page);
        assert_eq!(kept[..2], ["~Số hiệu: 1/KH-UBND", "~Người ký: Chức danh"]);
        assert!(kept.contains(&"~MẬT".to_owned()));
        assert_eq!(
            kept.last().map(String::as_str),
            Some("Nơi nhận:|- Sở Y tế;|KT. CHỦ TỊCH")
        );
        assert!(
            !kept
                .iter()
                .any(|line| line.contains("liên quan") || line.contains("Đang tải"))
        );
    }

    #[test]
    fn nothing_of_a_document_is_cut() {
        let annex = format!("{DOCUMENT}\nVăn bản liên quan\nPHỤ LỤC\n1. Đăng ký\nViệc hai");
        assert_eq!(kept(&annex).len(), 8);
        let words = format!("{DOCUMENT}\nDANH MỤC\nĐăng ký\nMột việc\nHai việc");
        assert_eq!(kept(&words).len(), 8);
        let form = format!("KẾ HOẠCH\nCăn cứ Luật;\nĐiều 1. Phạm vi\n{DOCUMENT}");
        assert!(kept(&form).iter().all(|line| !line.starts_with('~')));
    }
}
