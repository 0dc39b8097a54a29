//! What a law portal puts around a document: menus, property lists, comment boxes, related documents.
//!
//! A document begins at its letterhead and ends behind its signature or last annex. Only what stands outside of these
//! and shows a portal's own words is left out; without a letterhead everything is kept.

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

/// Lines that only a portal writes; behind the signature the first of them ends the document.
const CHROME: [&str; 30] = [
    "văn bản liên quan",
    "văn bản này chưa cập nhật nội dung tiếng anh",
    "nội dung sửa đổi, hướng dẫn",
    "file được đính kèm theo văn bản",
    "các nội dung được sửa đổi, hướng dẫn",
    "đang tải văn bản",
    "ý kiến bình luận",
    "bình luận",
    "tin liên quan",
    "văn bản cùng lĩnh vực",
    "văn bản khác",
    "văn bản được hướng dẫn",
    "lược đồ văn bản",
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
    "bản dịch này thuộc quyền sở hữu",
];

/// Pieces before a letterhead that are kept as asides even without a portal's words, such as a digital signature.
const SHORT_PREFACE: usize = 12;
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
    let is_portal = preface.iter().filter(|piece| is_chrome(piece)).count() + properties(&preface).len() >= 2;
    if is_portal || end < start + pieces.len() {
        notes.push(Note::LeftOut("web page around the document"));
    }
    if is_portal {
        kept.extend(properties(&preface));
        kept.extend(preface.into_iter().filter(is_stamp).map(aside));
    } else if preface.len() <= SHORT_PREFACE {
        kept.extend(preface.into_iter().map(aside));
    } else {
        kept.extend(preface);
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
    let words = words.to_uppercase();
    words.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA")
        || words.contains("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA")
        || words.contains("ĐỘC LẬP - TỰ DO")
        || words.trim() == "ĐẢNG CỘNG SẢN VIỆT NAM"
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
    let Some(chrome) = pieces[behind..].iter().position(is_chrome).map(|at| behind + at) else {
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

/// Articles, annexes and wide tables belong to the document wherever they stand.
fn is_part_of_document(words: &str) -> bool {
    let words = words.trim_start();
    words.starts_with("Điều 1.") || words.starts_with("PHỤ LỤC") || words.starts_with("Phụ lục ")
}

/// The line holds the number under which the letterhead stands, as a page title does.
fn repeats_number(words: &str, document: &[Piece]) -> bool {
    let number = words
        .split_whitespace()
        .find(|word| word.contains('/') && word.starts_with(|c: char| c.is_ascii_digit()));
    number.is_some_and(|number| document.iter().take(12).any(|piece| piece.words().contains(number)))
}

fn is_chrome(piece: &Piece) -> bool {
    piece.words().lines().any(is_chrome_line)
}

/// A line that only a portal writes.
pub(super) fn is_chrome_line(line: &str) -> bool {
    let line = line.trim().trim_start_matches(['#', '-', '*', '•', ' ']);
    if line.chars().count() > 80 {
        return false;
    }
    let line = line.to_lowercase();
    CHROME.iter().any(|chrome| {
        line.strip_prefix(chrome)
            .is_some_and(|rest| rest.len() < 24 || chrome.len() > 24)
    })
}

fn is_stamp(piece: &Piece) -> bool {
    let words = piece.words();
    let words = words.trim();
    words.chars().count() < 40 && (words.contains("MẬT") || words.contains("KHẨN") || words.contains("HỎA TỐC"))
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
