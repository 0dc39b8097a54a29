//! Text from before Unicode: TCVN3 (the ABC and .VnTime fonts), VNI-Windows, VISCII, windows-1258; also word-segmented text.
//!
//! An old text is recognised by its statistics and only as a whole: read the right way, its words are Vietnamese syllables;
//! read as it stands, they are not. Unicode text is left alone.

mod bytes;
mod tables;

use std::borrow::Cow;

use crate::is_vietnamese_syllable;

pub use bytes::{decode_bytes, decode_utf8};

/// An encoding whose letters look like Western ones when its bytes are taken for windows-1252.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OldEncoding {
    /// TCVN 5712-3:1999, fonts `.VnTime`, `.VnTimeH`. The capital fonts use the codes of small letters, so titles come out
    /// in lower case.
    Tcvn3,
    /// VNI for Windows, fonts `VNI-Times`: a letter, then its marks.
    Vni,
    /// RFC 1456.
    Viscii,
}

impl OldEncoding {
    const ALL: [Self; 3] = [Self::Tcvn3, Self::Vni, Self::Viscii];

    /// The name people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI-Windows",
            Self::Viscii => "VISCII",
        }
    }
}

/// Fewest words with marks that make a judgement: below it any short foreign text could pass.
const ENOUGH_WORDS: u32 = 8;
/// Share of all words that carry marks: Vietnamese has more than half, French and German far fewer.
const DENSE: f64 = 0.25;
/// Share of words with marks that must be syllables once read the right way; names and slips make up the rest.
const RIGHT: f64 = 0.85;
/// Above this share the text is right as it stands.
const ALREADY_RIGHT: f64 = 0.6;

/// The old encoding of a text whose bytes were taken for windows-1252 or Latin-1; none for Unicode text, for foreign text and
/// for text too short to tell.
///
/// ```
/// use text::legacy::{OldEncoding, convert, detect};
/// let old = "ñy ban nh©n d©n tØnh yªu cÇu c¸c ®¬n vÞ khÈn tr­¬ng b¸o c¸o kÕt qu¶ thùc hiÖn";
/// assert_eq!(detect(old), Some(OldEncoding::Tcvn3));
/// assert!(convert(old, OldEncoding::Tcvn3).starts_with("ủy ban nhân dân tỉnh yêu cầu"));
/// ```
pub fn detect(text: &str) -> Option<OldEncoding> {
    if !may_be_old(text) || marked(text).is_some_and(|s| s.share > ALREADY_RIGHT) {
        return None;
    }
    let scored = OldEncoding::ALL
        .into_iter()
        .filter_map(|e| Some((e, marked(&convert(text, e))?)));
    let (encoding, best) = scored.max_by(|a, b| a.1.share.total_cmp(&b.1.share))?;
    (best.words >= ENOUGH_WORDS && best.density >= DENSE && best.share >= RIGHT).then_some(encoding)
}

/// Unicode (NFC) for a text in an old encoding. Characters that the encoding does not know stay.
pub fn convert(text: &str, from: OldEncoding) -> String {
    match from {
        OldEncoding::Tcvn3 => tables::single(text, &tables::TCVN3),
        OldEncoding::Viscii => tables::single(text, &tables::VISCII),
        OldEncoding::Vni => tables::vni(text),
    }
}

/// The text as Unicode: converted when it is in an old encoding, composed when it is decomposed, with the underscores of word
/// segmentation undone.
pub fn to_unicode(text: &str) -> Cow<'_, str> {
    let text = match detect(text) {
        Some(encoding) => Cow::Owned(convert(text, encoding)),
        None => crate::nfc(text),
    };
    if is_segmented(&text) {
        Cow::Owned(join_words(&text))
    } else {
        text
    }
}

/// Whether a text as a whole was run through a word segmenter (`Ủy_ban nhân_dân tỉnh`): underscores between letters in at
/// least one word of twenty.
pub fn is_segmented(text: &str) -> bool {
    let joints = joints(text).count();
    joints >= 3 && joints * 20 >= text.split_whitespace().count()
}

/// The text with each underscore between letters made a space.
///
/// ```
/// assert_eq!(text::legacy::join_words("Ủy_ban nhân_dân tỉnh"), "Ủy ban nhân dân tỉnh");
/// ```
pub fn join_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in joints(text) {
        out.push_str(text.get(from..at).unwrap_or(""));
        out.push(' ');
        from = at + 1;
    }
    out.push_str(text.get(from..).unwrap_or(""));
    out
}

fn joints(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('_').map(|(at, _)| at).filter(|at| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let after = text.get(at + 1..).and_then(|t| t.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    })
}

/// Letters that only Unicode has for Vietnamese must be rare, Western ones with marks must not.
fn may_be_old(text: &str) -> bool {
    /// Vietnamese letters that outweigh one Western letter.
    const RARE: usize = 20;
    let bytes = text.as_bytes();
    let (mut western, mut vietnamese) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let mut block = [0; BLOCK + 2];
        let length = rest.len().min(block.len());
        block[..length].copy_from_slice(&rest[..length]);
        let met = letters_met(&block);
        western += usize::from(met.0);
        vietnamese += usize::from(met.1);
        at += BLOCK;
        // The rest can no longer change the answer.
        let most_western = western + bytes.len().saturating_sub(at) / 2;
        if vietnamese * RARE >= most_western {
            return false;
        }
    }
    western > vietnamese * RARE
}

/// Bytes looked at at once, few enough for a byte to count them.
const BLOCK: usize = 128;

/// How many Western letters with marks (U+0080 to U+00FF) begin in a block, and how many letters and marks that only Unicode
/// has for Vietnamese.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at at once"
)]
fn letters_met(block: &[u8; BLOCK + 2]) -> (u8, u8) {
    let is_western = |first: u8| (first == 0xc2) | (first == 0xc3);
    let is_vietnamese = |first: u8, second: u8, third: u8| {
        // Ă, ă, Đ, đ; Ơ, ơ, Ư, ư; marks of their own; U+1EA0 to U+1EF9.
        let breve = (first == 0xc4) & ((second & 0xfe == 0x82) | (second & 0xfe == 0x90));
        let horn = (first == 0xc6) & ((second & 0xfe == 0xa0) | (second == 0xaf) | (second == 0xb0));
        let mark = (first == 0xcc) | (first == 0xcd) & (second <= 0xaf);
        let toned = (second == 0xba) & (third >= 0xa0) | (second == 0xbb) & (third <= 0xb9);
        breve | horn | mark | (first == 0xe1) & toned
    };
    (0..BLOCK).fold((0, 0), |(western, vietnamese), at| {
        let met = is_vietnamese(block[at], block[at + 1], block[at + 2]);
        (western + u8::from(is_western(block[at])), vietnamese + u8::from(met))
    })
}

/// What the words with marks say about a reading of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked {
    /// How many there are.
    pub(crate) words: u32,
    /// Their share of all words.
    pub(crate) density: f64,
    /// The share of them that are Vietnamese syllables.
    pub(crate) share: f64,
}

pub(crate) fn marked(text: &str) -> Option<Marked> {
    let (mut all, mut words, mut right) = (0_u32, 0_u32, 0_u32);
    for word in text.split(|c: char| !is_letter(c)).filter(|w| !w.is_empty()) {
        all += 1;
        if !word.is_ascii() {
            words += 1;
            right += u32::from(is_vietnamese_syllable(word));
        }
    }
    let part = |n: u32, of: u32| f64::from(n) / f64::from(of);
    (words > 0).then(|| Marked {
        words,
        density: part(words, all),
        share: part(right, words),
    })
}

/// Symbols of the upper half count as letters: read the wrong way they stand inside words.
fn is_letter(c: char) -> bool {
    let joins = c.is_alphabetic() || ('\u{300}'..='\u{36f}').contains(&c);
    joins || (('\u{80}'..='\u{ff}').contains(&c) && !matches!(c, '\u{85}' | '\u{a0}' | '«' | '»' | '·' | '°'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ủy ban nhân dân tỉnh yêu cầu thủ trưởng các sở, ban, ngành và Chủ tịch Ủy ban nhân dân các xã, phường \
        tổ chức kiểm tra, đôn đốc việc thực hiện kế hoạch phòng cháy chữa cháy rừng; kịp thời xử lý những vướng mắc, báo cáo kết quả \
        trước ngày 15 tháng 12 hằng năm, không để xảy ra điểm nóng về an ninh trật tự ở cơ sở. Độc lập - Tự do - Hạnh phúc. \
        Kỹ thuật, mỹ thuật, nguyễn, thuở, quỹ, khuỷu, ngẫm nghĩ, ẵm, ặc, hẳn, bẵng, bặt, kỵ, ý, giữa, mở, đỡ, nợ, lỗ, ổi, ộp.";

    #[test]
    fn every_encoding_is_recognised_and_undone() {
        for encoding in OldEncoding::ALL {
            let old = tables::encode(TEXT, encoding);
            assert_eq!(detect(&old), Some(encoding), "{old}");
            assert_eq!(
                convert(&old, encoding),
                if encoding == OldEncoding::Tcvn3 {
                    tcvn3_case(TEXT)
                } else {
                    TEXT.to_owned()
                }
            );
        }
    }

    /// TCVN3 has no codes for most capitals with marks; typists switch the font instead.
    fn tcvn3_case(text: &str) -> String {
        text.chars()
            .map(|c| {
                if tables::has_tcvn3(c) {
                    c
                } else {
                    c.to_lowercase().next().unwrap_or(c)
                }
            })
            .collect()
    }

    #[test]
    fn unicode_and_foreign_text_is_left_alone() {
        let french = "Le préfet du département a été informé des événements récents à l'école; la fête à Nîmes était très réussie, \
            même après l'été où les élèves étaient déjà à côté de la forêt.";
        for text in [TEXT, french, "", "plain words", "Kon Tum 2021", "Đăk Hà"] {
            assert_eq!(detect(text), None, "{text}");
            assert_eq!(to_unicode(text), text);
        }
    }

    #[test]
    fn decomposed_text_is_composed() {
        use unicode_normalization::UnicodeNormalization;
        let decomposed: String = TEXT.nfd().collect();
        assert_eq!(to_unicode(&decomposed), TEXT);
    }

    #[test]
    fn segmented_text() {
        let text = "Ủy_ban nhân_dân tỉnh giao Công_an tỉnh chủ_trì , phối_hợp với các đơn_vị";
        assert!(is_segmented(text));
        assert_eq!(
            to_unicode(text),
            "Ủy ban nhân dân tỉnh giao Công an tỉnh chủ trì , phối hợp với các đơn vị"
        );
        let form = "Họ và tên: ____________ tệp mau_so_01.docx kèm theo, điền đầy đủ các mục sau đây và gửi về phòng hành chính";
        assert!(!is_segmented(form));
    }
}
