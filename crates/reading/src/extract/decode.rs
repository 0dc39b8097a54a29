//! Bytes of a text or web page to characters.

use std::borrow::Cow;

use super::Note;

/// The text of a file and, when it was not UTF-8, what it was.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<Note>) {
    if let Some((big_endian, units)) = wide(bytes) {
        let name = if big_endian { "UTF-16BE" } else { "UTF-16LE" };
        return (from_wide(units, big_endian), Some(Note::Converted(name)));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => (text.to_owned(), None),
        Cow::Owned(text) => (
            text,
            Some(Note::Damaged("some characters could not be read".to_owned())),
        ),
    }
}

/// The text of a web page; its own word on its encoding counts when it is not UTF-8.
pub(super) fn page(bytes: &[u8]) -> (String, Option<Note>) {
    if wide(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return decode(bytes);
    }
    let Some(encoding) = declared(&bytes[..bytes.len().min(2_048)]) else {
        return decode(bytes);
    };
    let (text, _, damaged) = encoding.decode(bytes);
    let note = if damaged {
        Note::Damaged("some characters could not be read".to_owned())
    } else {
        Note::Converted(encoding.name())
    };
    (text.into_owned(), Some(note))
}

/// The encoding named by `<meta charset=…>` or `<meta http-equiv … charset=…>`.
fn declared(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let label = start.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let label = label
        .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
        .next()?;
    encoding_rs::Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != encoding_rs::UTF_8)
}

/// Enough of the text to tell what it is.
pub(super) fn sample(bytes: &[u8]) -> String {
    decode(bytes).0
}

/// The file begins with the byte order mark of UTF-16.
pub(super) fn has_wide_mark(bytes: &[u8]) -> bool {
    wide(bytes).is_some()
}

fn wide(bytes: &[u8]) -> Option<(bool, &[u8])> {
    if let Some(units) = bytes.strip_prefix(b"\xff\xfe") {
        return Some((false, units));
    }
    bytes.strip_prefix(b"\xfe\xff").map(|units| (true, units))
}

fn from_wide(bytes: &[u8], big_endian: bool) -> String {
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if big_endian {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    };
    char::decode_utf16(bytes.chunks_exact(2).map(unit))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn reads_utf16_of_both_orders() {
        for big_endian in [false, true] {
            let units = "\u{feff}Kế hoạch".encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            assert_eq!(decode(&bytes).0, "Kế hoạch");
        }
    }

    #[test]
    fn a_page_names_its_encoding() {
        // Code page 1258 writes a tone as a mark of its own behind the letter.
        let (text, note) = super::page(b"<meta charset=windows-1258><p>\xd0\xfd\xf5\xccng");
        assert!(text::nfc(&text).ends_with("Đường"), "{text}");
        assert_eq!(note, Some(crate::extract::Note::Converted("windows-1258")));
    }

    #[test]
    fn says_when_characters_are_lost() {
        assert!(decode(b"abc\xff\xfe\xfd").1.is_some());
        assert_eq!(decode("\u{feff}Số".as_bytes()), ("Số".to_owned(), None));
    }
}
