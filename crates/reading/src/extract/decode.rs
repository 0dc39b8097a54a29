//! Bytes of a text or web page to characters.

use std::borrow::Cow;

use super::Note;

/// Share of broken characters among those beyond ASCII, one in so many, up to which a text is damaged UTF-8.
const FEW: usize = 6;

/// The bytes of a file, and their text when they are UTF-8 from end to end, which is asked once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) bytes: &'a [u8],
    utf8: Option<&'a str>,
}

impl<'a> Source<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            utf8: simdutf8::basic::from_utf8(bytes).ok(),
        }
    }

    /// At most so many bytes of text, enough to tell what it is: the marks of web pages and of Markdown are the same in
    /// every encoding.
    pub(super) fn sample(&self, most: usize) -> Cow<'a, str> {
        let cut = &self.bytes[..self.bytes.len().min(most)];
        match self.utf8 {
            Some(text) if memchr::memchr(0, cut).is_none() => {
                let start = &text[..text.floor_char_boundary(cut.len())];
                start.strip_prefix('\u{feff}').unwrap_or(start).into()
            }
            _ => decode(Self::of(cut)).0,
        }
    }
}

/// The text of a file and, when it was not UTF-8, what it was; old Vietnamese encodings are told by their syllables.
pub(super) fn decode(source: Source<'_>) -> (Cow<'_, str>, Option<Note>) {
    let (text, encoding) = if let Some(text) = source.utf8 {
        text::legacy::decode_utf8(text)
    } else if let Some((text, note)) = damaged(source.bytes) {
        return (text.into(), Some(note));
    } else {
        let (text, encoding) = text::legacy::decode_bytes(source.bytes);
        (text.into(), encoding)
    };
    (
        text,
        encoding.filter(|name| !name.starts_with("UTF-8")).map(Note::Converted),
    )
}

/// The text of a part that is Unicode by its format, such as XML.
pub(super) fn unicode(bytes: &[u8]) -> String {
    match wide(bytes) {
        Some((big_endian, units)) => from_wide(units, big_endian),
        None => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).into_owned(),
    }
}

/// UTF-8 with a few broken characters, as a cut or patched file has them.
fn damaged(bytes: &[u8]) -> Option<(String, Note)> {
    if wide(bytes).is_some() {
        return None;
    }
    let text = String::from_utf8_lossy(bytes);
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    let broken = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let note = Note::Damaged("some characters could not be read".to_owned());
    (broken * FEW <= beyond_ascii).then(|| (text.into_owned(), note))
}

/// The text of a web page; its own word on its encoding counts when it is not UTF-8 and names no Western one, which
/// pages in old Vietnamese encodings do too.
pub(super) fn page(source: Source<'_>) -> (Cow<'_, str>, Option<Note>) {
    let bytes = source.bytes;
    if wide(bytes).is_some() || source.utf8.is_some() {
        return (unicode(bytes).into(), None);
    }
    match declared(&bytes[..bytes.len().min(2_048)]) {
        Some(encoding) if encoding != encoding_rs::WINDOWS_1252 => {
            let (text, _, _) = encoding.decode(bytes);
            (text, Some(Note::Converted(encoding.name())))
        }
        _ => decode(source),
    }
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

/// The file is UTF-16, with or without a byte order mark.
pub(super) fn is_wide(bytes: &[u8]) -> bool {
    wide(bytes).is_some()
        || text::legacy::decode_bytes(bytes)
            .1
            .is_some_and(|name| name.starts_with("UTF-16"))
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
    use super::{Source, decode};

    #[test]
    fn reads_utf16_of_both_orders() {
        for big_endian in [false, true] {
            let units = "\u{feff}Kế hoạch".encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|u| if big_endian { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            assert_eq!(decode(Source::of(&bytes)).0, "Kế hoạch");
        }
    }

    #[test]
    fn a_page_names_its_encoding() {
        // Code page 1258 writes a tone as a mark of its own behind the letter.
        let (text, note) = super::page(Source::of(b"<meta charset=windows-1258><p>\xd0\xfd\xf5\xccng"));
        assert!(text::nfc(&text).ends_with("Đường"), "{text}");
        assert_eq!(note, Some(crate::extract::Note::Converted("windows-1258")));
    }

    #[test]
    fn old_encodings_and_damage() {
        let (text, note) = decode(Source::of(
            b"\xf1y ban nh\xa9n d\xa9n t\xd8nh y\xaau c\xc7u c\xb8c \xae\xacn v\xde b\xb8o c\xb8o",
        ));
        assert_eq!(
            (&*text, note.is_some()),
            ("ủy ban nhân dân tỉnh yêu cầu các đơn vị báo cáo", true)
        );
        let whole = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện Kế hoạch này.";
        let (text, note) = decode(Source::of(&whole.as_bytes()[..whole.len() - 16]));
        assert!(
            text.starts_with("Ủy ban nhân dân tỉnh yêu cầu") && note.is_some() == text.contains('\u{fffd}'),
            "{text}"
        );
        assert_eq!(decode(Source::of("\u{feff}Số".as_bytes())), ("Số".into(), None));
    }
}
