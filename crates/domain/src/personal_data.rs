//! Finds what identifies a person in free text, so that it is not saved until it is taken out.
//!
//! Law on the Protection of Personal Data 91/2025/QH15 and Decree 356/2025/NĐ-CP: only what a purpose needs is kept. The
//! purpose here is the work of agencies; nothing in it needs a citizen's number, telephone, plate, account or name.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Number of an identity card: 12 digits, or 9 of the old one.
    IdNumber,
    /// Telephone number.
    Telephone,
    /// Number plate.
    Plate,
    /// Account number.
    Account,
    /// E-mail address.
    Email,
    /// A citizen's name after `ông`, `bà` and the like.
    Name,
}

impl Sort {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::IdNumber => "id_number",
            Self::Telephone => "telephone",
            Self::Plate => "plate",
            Self::Account => "account",
            Self::Email => "email",
            Self::Name => "name",
        }
    }
}

/// A place in a text that identifies a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub sort: Sort,
    /// Its bytes.
    pub range: Range<usize>,
}

static PATTERNS: LazyLock<[(Sort, Regex); 6]> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(text).expect("a test uses every pattern");
    [
        (Sort::Email, pattern(r"[\w.+-]+@[\w-]+\.[\w.]+")),
        (
            Sort::Account,
            pattern(r"(?i)(?:số\s+)?(?:tài\s+khoản|stk|tk)(?:\s+ngân\s+hàng)?\s*(?:số)?\s*[:.]?\s*\d[\d .]{5,}\d"),
        ),
        (
            Sort::Telephone,
            pattern(r"(?:\+84|\b0)[ .-]?[35789]\d(?:[ .-]?\d){7}\b"),
        ),
        (Sort::IdNumber, pattern(r"\b(?:0\d{11}|\d{9})\b")),
        (Sort::Plate, pattern(r"\b\d{2}[A-Z]{1,2}\d?\s?-\s?\d{3}\.?\d{1,2}\b")),
        (
            Sort::Name,
            pattern(r"(?:^|[^\p{L}])(?:[ÔôBb][nà]g?|[Aa]nh|[Cc]hị|đối tượng)\s+(?:\p{Lu}\p{Ll}*\s+){1,4}\p{Lu}\p{Ll}*"),
        ),
    ]
});

/// Everything in a text that identifies a person, in the order of the text.
pub fn find(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = PATTERNS
        .iter()
        .flat_map(|(sort, pattern)| {
            pattern.find_iter(text).map(|hit| Found {
                sort: *sort,
                range: hit.range(),
            })
        })
        .collect();
    found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorts(text: &str) -> Vec<Sort> {
        find(text).into_iter().map(|found| found.sort).collect()
    }

    #[test]
    fn what_identifies_a_person_is_found() {
        assert_eq!(sorts("CCCD 051098001234 đã nộp"), [Sort::IdNumber]);
        assert_eq!(sorts("liên hệ 0905 123 456"), [Sort::Telephone]);
        assert_eq!(sorts("xe 82B1-123.45 va chạm"), [Sort::Plate]);
        assert_eq!(sorts("chuyển vào số tài khoản 0123456789012"), [Sort::Account]);
        assert_eq!(sorts("gửi về nguyenvana@example.vn"), [Sort::Email]);
        assert_eq!(sorts("đã mời ông Nguyễn Văn An làm việc"), [Sort::Name]);
        assert_eq!(sorts("Bà Trần Thị Bình, thôn 2"), [Sort::Name]);
    }

    #[test]
    fn the_words_of_an_office_are_not() {
        for text in [
            "Ban hành Kế hoạch số 174/KH-UBND ngày 15/10/2026",
            "Triệt xóa 12 điểm, thu giữ 14,44 gam; thiệt hại 1.500.000.000 đồng",
            "Công an tỉnh phối hợp Bộ Chỉ huy Quân sự tỉnh",
            "bàn giao Ban Chỉ huy Quân sự xã",
            "đạt 97,8% kế hoạch, tăng 36 vụ (242/206 vụ)",
        ] {
            assert_eq!(sorts(text), [], "{text}");
        }
    }
}
