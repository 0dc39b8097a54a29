//! Bytes of a plain-text file to text, whatever it was written with.

use std::borrow::Cow;

use super::{DENSE, OldEncoding, convert, detect, marked, tables};

/// The text of a file and the name of its encoding when that is not plain UTF-8. Tried in this order: byte order marks,
/// UTF-16 without one, UTF-8 (also when an old encoding was once stored as UTF-8), then TCVN3, VNI, VISCII and windows-1258
/// by what makes the most Vietnamese syllables, and windows-1252 when none makes enough. Never fails; the text is in NFC.
///
/// ```
/// let bytes = [0xd2, 0x26, 0xe0, 0x41];
/// assert_eq!(text::legacy::decode_bytes("Đăk Hà".as_bytes()), ("Đăk Hà".to_owned(), None));
/// assert_eq!(text::legacy::decode_bytes(&bytes).1, Some("windows-1252"));
/// ```
pub fn decode_bytes(bytes: &[u8]) -> (String, Option<&'static str>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let (text, encoding) = decode_utf8(text);
        return (text.into_owned(), encoding);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return (composed(&String::from_utf8_lossy(rest)), Some("UTF-8 with BOM"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return (utf16(rest, u16::from_le_bytes), Some("UTF-16LE"));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return (utf16(rest, u16::from_be_bytes), Some("UTF-16BE"));
    }
    match zeros(bytes) {
        Zeros::Second => (utf16(bytes, u16::from_le_bytes), Some("UTF-16LE")),
        Zeros::First => (utf16(bytes, u16::from_be_bytes), Some("UTF-16BE")),
        Zeros::None => old_bytes(bytes),
    }
}

/// What [`decode_bytes`] makes of bytes already known to be UTF-8: borrowed when it is plain Unicode in NFC.
pub fn decode_utf8(text: &str) -> (Cow<'_, str>, Option<&'static str>) {
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        return (crate::nfc(rest), Some("UTF-8 with BOM"));
    }
    let bytes = text.as_bytes();
    match zeros(bytes) {
        Zeros::Second => return (utf16(bytes, u16::from_le_bytes).into(), Some("UTF-16LE")),
        Zeros::First => return (utf16(bytes, u16::from_be_bytes).into(), Some("UTF-16BE")),
        Zeros::None => {}
    }
    match detect(text) {
        Some(encoding) => (convert(text, encoding).into(), Some(encoding.name())),
        None => (crate::nfc(text), None),
    }
}

fn composed(text: &str) -> String {
    crate::nfc(text).into_owned()
}

/// Single bytes. Without enough words to tell, a Western text.
fn old_bytes(bytes: &[u8]) -> (String, Option<&'static str>) {
    const GOOD: f64 = 0.7;
    let western: String = bytes.iter().map(|b| tables::western(*b)).collect();
    let vietnamese: String = bytes.iter().map(|b| tables::vietnamese(*b)).collect();
    let mut candidates = vec![(composed(&vietnamese), "windows-1258")];
    candidates.extend(OldEncoding::ALL.map(|e| (convert(&western, e), e.name())));
    let scored = candidates
        .into_iter()
        .filter_map(|(text, name)| Some((marked(&text)?, text, name)));
    let best = scored.max_by(|a, b| a.0.share.total_cmp(&b.0.share));
    match best {
        Some((seen, text, name)) if seen.share >= GOOD && seen.density >= DENSE && seen.words >= 3 => {
            (text, Some(name))
        }
        _ => (composed(&western), Some("windows-1252")),
    }
}

enum Zeros {
    None,
    First,
    Second,
}

/// UTF-16 text of a Latin script has a zero in most pairs, always on the same side.
fn zeros(bytes: &[u8]) -> Zeros {
    let sample = bytes.get(..4096).unwrap_or(bytes);
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    let (first, second) = pairs.fold((0, 0), |(f, s), pair| {
        (f + usize::from(pair[0] == 0), s + usize::from(pair[1] == 0))
    });
    if !bytes.len().is_multiple_of(2) || count < 2 || (first + second) * 3 < count {
        Zeros::None
    } else if second > first * 8 {
        Zeros::Second
    } else if first > second * 8 {
        Zeros::First
    } else {
        Zeros::None
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: String = char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    composed(text.strip_prefix('\u{feff}').unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Giao Công an tỉnh chủ trì, phối hợp với Sở Tài chính và Ủy ban nhân dân các xã, phường rà soát, \
        báo cáo kết quả trước ngày 31 tháng 12 năm 2025; đề xuất biện pháp xử lý những khó khăn, vướng mắc.";

    #[test]
    fn unicode_files() {
        assert_eq!(decode_bytes(TEXT.as_bytes()), (TEXT.to_owned(), None));
        let with_mark = [b"\xef\xbb\xbf", TEXT.as_bytes()].concat();
        assert_eq!(decode_bytes(&with_mark), (TEXT.to_owned(), Some("UTF-8 with BOM")));
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode_bytes(&little), (TEXT.to_owned(), Some("UTF-16LE")));
        assert_eq!(decode_bytes(&big), (TEXT.to_owned(), Some("UTF-16BE")));
        assert_eq!(
            decode_bytes(&[b"\xff\xfe".as_slice(), &little].concat()),
            (TEXT.to_owned(), Some("UTF-16LE"))
        );
    }

    #[test]
    fn old_files() {
        for encoding in [OldEncoding::Vni, OldEncoding::Viscii] {
            let bytes = tables::encode_bytes(TEXT, encoding);
            assert_eq!(decode_bytes(&bytes), (TEXT.to_owned(), Some(encoding.name())));
        }
        let bytes = tables::encode_bytes(TEXT, OldEncoding::Tcvn3);
        assert_eq!(decode_bytes(&bytes), (TEXT.replace('Ủ', "ủ"), Some("TCVN3")));
    }

    #[test]
    fn windows_1258() {
        let word = |text: &str| -> Vec<u8> {
            text.chars()
                .map(|c| {
                    (0..=255)
                        .find(|b| tables::vietnamese(*b) == c)
                        .expect("a 1258 character")
                })
                .collect()
        };
        let marks = "phô\u{301}i hơ\u{323}p vơ\u{301}i Sơ\u{309} Ta\u{300}i chính va\u{300} ca\u{301}c đơn vị";
        let marks = marks.replace('í', "i\u{301}").replace('ị', "i\u{323}");
        assert_eq!(
            decode_bytes(&word(&marks)),
            (
                "phối hợp với Sở Tài chính và các đơn vị".to_owned(),
                Some("windows-1258")
            )
        );
    }

    #[test]
    fn an_old_text_once_stored_as_utf8() {
        let stored = tables::encode(TEXT, OldEncoding::Tcvn3);
        assert_eq!(decode_bytes(stored.as_bytes()).1, Some("TCVN3"));
    }

    #[test]
    fn nothing_panics() {
        for bytes in [
            &b""[..],
            b"\xff",
            b"\xff\xfe\x00",
            b"\xfe\xff\xd8\x00",
            b"\x00\x00\x00",
            b"\xc3\x28",
        ] {
            let _ = decode_bytes(bytes);
        }
    }
}
