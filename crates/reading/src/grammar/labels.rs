//! Labelled lines: "Đơn vị chủ trì: …", "Thời gian thực hiện: …" (PHRASES.md section 3).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

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

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:^|[.;(]\s+|[.;]\s*[-+–]\s*)
        (?P<name>
            (?:các\s+)?(?:cơ\ quan|đơn\ vị|bộ\ phận|địa\ phương|cấp|sở|phòng|tổ\ chức|chủ\ thể)(?:,\s*(?:đơn\ vị|tổ\ chức|địa\ phương|cá\ nhân))*
                \s+(?:được\ phân\ công\s+|được\ giao\s+|chịu\ trách\ nhiệm\s+|đầu\ mối\s+)?(?:chủ\ trì|thực\ hiện|phối\ hợp|chịu\ trách\ nhiệm|chủ\ quản|tham\ mưu|đầu\ mối|phối\ kết\ hợp|triển\ khai|tham\ gia)[^:.;\d]{0,45}
          | (?:chủ\ trì|phối\ hợp|thực\ hiện|chủ\ trì\ thực\ hiện|phối\ hợp\ thực\ hiện|chủ\ trì\ tham\ mưu|phân\ công\ thực\ hiện|phân\ công|trách\ nhiệm\ thực\ hiện|đầu\ mối|lực\ lượng\ thực\ hiện|thành\ phần\ phối\ hợp)
          | (?:thời\ gian|thời\ hạn|tiến\ độ|thời\ điểm|lộ\ trình)(?:\s+[^:.;\d]{0,40})?
          | (?:hoàn\ thành|thời\ gian,\s*tiến\ độ)
          | (?:dự\ kiến\s+)?(?:sản\ phẩm|kết\ quả|kết\ quả,\s*sản\ phẩm|đầu\ ra)(?:\s+(?:dự\ kiến|đầu\ ra|thực\ hiện|đạt\ được|cần\ đạt|hoàn\ thành|chủ\ yếu|chính))?
          | (?:nơi\ nhận\ báo\ cáo|báo\ cáo\ về|cơ\ quan\ nhận\ báo\ cáo|chế\ độ\ báo\ cáo)
          | nội\ dung(?:\s+(?:thực\ hiện|công\ việc|nhiệm\ vụ))?
        )\s*:",
    )
    .expect("the label pattern is valid")
});

/// The labels of a paragraph, when it opens with one or a sentence of it does.
pub(crate) fn labels(script: &Script<'_>, range: Range<usize>) -> Vec<Labelled> {
    let plain = &script.plain[range.clone()];
    if !plain.contains(':') {
        return Vec::new();
    }
    let found: Vec<_> = LABEL
        .captures_iter(plain)
        .filter_map(|c| {
            let name = c.name("name")?;
            Some((kind(name.as_str()), name.start(), c.get(0)?.end()))
        })
        .collect();
    let mut out = Vec::with_capacity(found.len());
    for (at, &(label, _, value)) in found.iter().enumerate() {
        let end = found.get(at + 1).map_or(plain.len(), |next| next.1);
        let value = script.trimmed(range.start + value..range.start + end, &['.', ';', '(', '-', '+', '–']);
        out.push(Labelled { label, value });
    }
    out
}

/// Byte offset of the first label inside a range, for cutting the task's own words off.
pub(crate) fn first_label(script: &Script<'_>, range: Range<usize>) -> Option<usize> {
    let plain = &script.plain[range.clone()];
    plain.contains(':').then(|| LABEL.captures(plain)?.name("name").map(|m| range.start + m.start()))?
}

fn kind(name: &str) -> Label {
    if name.starts_with("nội dung") {
        Label::Content
    } else if name.contains("báo cáo") {
        Label::ReportTo
    } else if name.starts_with("thời") || name.starts_with("tiến độ") || name.starts_with("hoàn thành") || name.starts_with("lộ trình") {
        Label::Deadline
    } else if name.contains("sản phẩm") || name.starts_with("kết quả") || name.starts_with("đầu ra") || name.starts_with("dự kiến") {
        Label::Product
    } else if name.contains("phối hợp") && !name.contains("chủ trì") || name.contains("phối kết hợp") || name.contains("tham gia") {
        Label::Coordinating
    } else {
        Label::Lead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(paragraph: &str) -> Vec<(Label, String)> {
        let script = Script::new(paragraph);
        labels(&script, 0..paragraph.len()).into_iter().map(|l| (l.label, paragraph[l.value].to_owned())).collect()
    }

    #[test]
    fn reads_labelled_lines() {
        assert_eq!(read("Đơn vị chủ trì tham mưu thực hiện: Sở Tư pháp."), [(Label::Lead, "Sở Tư pháp".into())]);
        assert_eq!(read("Cơ quan phối hợp: Văn phòng Chính phủ, Bộ Tư pháp."), [(Label::Coordinating, "Văn phòng Chính phủ, Bộ Tư pháp".into())]);
        assert_eq!(read("Thời hạn ban hành: trước ngày 01 tháng 01 năm 2026."), [(Label::Deadline, "trước ngày 01 tháng 01 năm 2026".into())]);
        assert_eq!(
            read("Đơn vị chủ trì: Sở Y tế; đơn vị phối hợp: Sở Nội vụ; thời gian hoàn thành: Quý I/2026."),
            [(Label::Lead, "Sở Y tế".into()), (Label::Coordinating, "Sở Nội vụ".into()), (Label::Deadline, "Quý I/2026".into())]
        );
    }

    #[test]
    fn running_text_is_not_a_label() {
        assert!(read("Chủ trì, phối hợp với Sở Y tế thực hiện các nội dung sau: tuyên truyền").is_empty());
        assert!(read("Công an tỉnh: Chủ trì triển khai").is_empty());
    }
}
