//! Labelled lines: "Đơn vị chủ trì: …", "Thời gian thực hiện: …" (PHRASES.md section 3).

use std::ops::Range;

use crate::grammar::words::Script;

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Lead,
    Coordinating,
    Deadline,
    Product,
    ReportTo,
    /// "Nội dung:", part of the task's own words.
    Content,
}

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub(crate) label: Label,
    pub(crate) value: Range<usize>,
}

/// The labels of a paragraph, wherever a sentence of it opens with one.
pub(crate) fn labels(script: &Script<'_>, range: Range<usize>) -> Vec<Labelled> {
    let found = found(script, range.clone());
    let mut out = Vec::with_capacity(found.len());
    for (at, &(label, _, value)) in found.iter().enumerate() {
        let end = found.get(at + 1).map_or(range.end, |next| next.1);
        let value = script.trimmed(value..end, &['.', ';', '(', '-', '+', '–']);
        out.push(Labelled { label, value });
    }
    out
}

/// Byte offset of the first label inside a range, for cutting the task's own words off.
pub(crate) fn first_label(script: &Script<'_>, range: Range<usize>) -> Option<usize> {
    found(script, range).first().map(|found| found.1)
}

/// Label, where its name begins, where its value begins.
fn found(script: &Script<'_>, range: Range<usize>) -> Vec<(Label, usize, usize)> {
    let plain = &script.plain[range.clone()];
    let mut out = Vec::new();
    let mut from = 0;
    for (colon, _) in plain.match_indices(':') {
        let Some(before) = plain.get(from..colon) else { continue };
        let opens = from + clause_start(before.as_bytes());
        let name = plain[opens..colon].trim_matches([' ', '-', '+', '–', '*', '\u{a0}']);
        if let Some(label) = label_named(name) {
            let start = opens + plain[opens..colon].find(name).unwrap_or_default();
            out.push((label, range.start + start, range.start + colon + 1));
        }
        from = colon + 1;
    }
    out
}

/// Where the last clause of the bytes of a text begins.
fn clause_start(before: &[u8]) -> usize {
    let mark = memchr::memrchr3(b'.', b';', b'(', before).map_or(0, |at| at + 1);
    memchr::memrchr(b'\n', &before[mark..]).map_or(mark, |at| mark + at + 1)
}

/// Who a label can speak of.
const BODIES: [&str; 9] = [
    "cơ quan",
    "đơn vị",
    "bộ phận",
    "địa phương",
    "cấp",
    "sở",
    "phòng",
    "tổ chức",
    "chủ thể",
];
/// What it can say of them.
const ROLES: [&str; 10] = [
    "chủ trì",
    "thực hiện",
    "phối hợp",
    "chịu trách nhiệm",
    "chủ quản",
    "tham mưu",
    "đầu mối",
    "phối kết hợp",
    "triển khai",
    "tham gia",
];
/// Labels that name a role alone.
const ALONE: [&str; 14] = [
    "chủ trì",
    "phối hợp",
    "thực hiện",
    "chủ trì thực hiện",
    "phối hợp thực hiện",
    "chủ trì tham mưu",
    "phân công thực hiện",
    "phân công",
    "trách nhiệm thực hiện",
    "đầu mối",
    "lực lượng thực hiện",
    "thành phần phối hợp",
    "hoàn thành",
    "thời gian, tiến độ",
];
/// Labels of time, product and report; a few words may follow.
const OPENINGS: [&str; 17] = [
    "thời gian",
    "thời hạn",
    "tiến độ",
    "thời điểm",
    "lộ trình",
    "sản phẩm",
    "kết quả",
    "kết quả, sản phẩm",
    "đầu ra",
    "dự kiến sản phẩm",
    "dự kiến kết quả",
    "nơi nhận báo cáo",
    "báo cáo về",
    "cơ quan nhận báo cáo",
    "chế độ báo cáo",
    "nội dung",
    "nội dung thực hiện",
];
/// Words that may follow a product or content label's opening.
const ENDINGS: [&str; 9] = [
    "dự kiến",
    "đầu ra",
    "thực hiện",
    "đạt được",
    "cần đạt",
    "hoàn thành",
    "chủ yếu",
    "công việc",
    "nhiệm vụ",
];

fn label_named(name: &str) -> Option<Label> {
    if name.len() < 6 || name.len() > 110 || name.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let known = ALONE.contains(&name) || of_body(name) || opens_label(name);
    known.then(|| kind(name))
}

/// "cơ quan, đơn vị được giao chủ trì thực hiện".
fn of_body(name: &str) -> bool {
    let name = name.strip_prefix("các ").unwrap_or(name);
    let Some(mut rest) = BODIES.iter().find_map(|body| name.strip_prefix(body)) else {
        return false;
    };
    while let Some(next) = rest.strip_prefix(", ").and_then(|r| {
        ["đơn vị", "tổ chức", "địa phương", "cá nhân"]
            .iter()
            .find_map(|b| r.strip_prefix(b))
    }) {
        rest = next;
    }
    let rest = rest.trim_start();
    let rest = ["được phân công ", "được giao "]
        .iter()
        .find_map(|p| rest.strip_prefix(p))
        .unwrap_or(rest);
    ROLES.iter().any(|role| {
        rest.strip_prefix(role)
            .is_some_and(|after| after.len() <= 60 && (after.is_empty() || after.starts_with([' ', ','])))
    })
}

fn opens_label(name: &str) -> bool {
    OPENINGS.iter().any(|opening| {
        name.strip_prefix(opening).is_some_and(|after| {
            let timely = opening.starts_with("thời") || matches!(*opening, "tiến độ" | "lộ trình" | "chế độ báo cáo");
            after.is_empty()
                || timely && after.starts_with(' ') && after.len() <= 55
                || ENDINGS.contains(&after.trim_start())
        })
    })
}

fn kind(name: &str) -> Label {
    if name.starts_with("nội dung") {
        Label::Content
    } else if name.contains("báo cáo") {
        Label::ReportTo
    } else if name.starts_with("thời")
        || name.starts_with("tiến độ")
        || name.starts_with("hoàn thành")
        || name.starts_with("lộ trình")
    {
        Label::Deadline
    } else if name.contains("sản phẩm")
        || name.starts_with("kết quả")
        || name.starts_with("đầu ra")
        || name.starts_with("dự kiến")
    {
        Label::Product
    } else if name.contains("phối hợp") && !name.contains("chủ trì")
        || name.contains("phối kết hợp")
        || name.contains("tham gia")
    {
        Label::Coordinating
    } else {
        Label::Lead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraph: &str) -> Vec<(Label, String)> {
        let plain = text::aligned(paragraph);
        let script = Script::new(paragraph, &plain);
        labels(&script, 0..paragraph.len())
            .into_iter()
            .map(|l| (l.label, paragraph[l.value].to_owned()))
            .collect()
    }

    #[test]
    fn reads_labelled_lines() {
        assert_eq!(
            read("Đơn vị chủ trì tham mưu thực hiện: Sở Tư pháp."),
            [(Label::Lead, "Sở Tư pháp".into())]
        );
        assert_eq!(
            read("Cơ quan phối hợp: Văn phòng Chính phủ, Bộ Tư pháp."),
            [(Label::Coordinating, "Văn phòng Chính phủ, Bộ Tư pháp".into())]
        );
        assert_eq!(
            read("Thời hạn ban hành: trước ngày 01 tháng 01 năm 2026."),
            [(Label::Deadline, "trước ngày 01 tháng 01 năm 2026".into())]
        );
        assert_eq!(
            read("Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: Sở Nội vụ; thời gian hoàn thành: Quý I/2026."),
            [
                (Label::Lead, "Sở Y tế".into()),
                (Label::Coordinating, "Sở Nội vụ".into()),
                (Label::Deadline, "Quý I/2026".into())
            ]
        );
    }

    #[test]
    fn running_text_is_not_a_label() {
        assert!(read("Chủ trì, phối hợp với Sở Y tế thực hiện các nội dung sau: tuyên truyền").is_empty());
        assert!(read("Công an tỉnh: Chủ trì triển khai").is_empty());
    }
}
