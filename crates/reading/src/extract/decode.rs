//! Bytes of a text or web page to characters.

use std::borrow::Cow;

use super::Note;

/// Share of broken characters among those beyond ASCII, one in so many, up to which a text is damaged UTF-8.
const FEW: usize = 6;

/// The text of a file and, when it was not UTF-8, what it was; old Vietnamese encodings are told by their syllables.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Note>) {
    let (text, encoding) = match std::str::from_utf8(bytes) {
        Ok(text) => text::legacy::decode_utf8(text),
        Err(_) => {
            if let Some((text, note)) = damaged(bytes) {
                return (text.into(), Some(note));
            }
            let (text, encoding) = text::legacy::decode_bytes(bytes);
            (text.into(), encoding)
        }
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
pub(super) fn page(bytes: &[u8]) -> (Cow<'_, str>, Option<Note>) {
    if wide(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return (unicode(bytes).into(), None);
    }
    match declared(&bytes[..bytes.len().min(2_048)]) {
        Some(encoding) if encoding != encoding_rs::WINDOWS_1252 => {
            let (text, _, _) = encoding.decode(bytes);
            (text, Some(Note::Converted(encoding.name())))
        }
        _ => decode(bytes),
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

/// Enough of the text to tell what it is: marks of web pages and of Markdown, which no encoding changes.
pub(super) fn sample(bytes: &[u8]) -> Cow<'_, str> {
    let whole = match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        // The sample was cut inside a letter.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&bytes[..error.valid_up_to()]).ok(),
        Err(_) => None,
    };
    match whole {
        Some(text) if !text.contains('\0') => text.strip_prefix('\u{feff}').unwrap_or(text).into(),
        _ => decode(bytes).0,
    }
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
    fn old_encodings_and_damage() {
        let (text, note) =
            decode(b"\xf1y ban nh\xa9n d\xa9n t\xd8nh y\xaau c\xc7u c\xb8c \xae\xacn v\xde b\xb8o c\xb8o");
        assert_eq!(
            (&*text, note.is_some()),
            ("ủy ban nhân dân tỉnh yêu cầu các đơn vị báo cáo", true)
        );
        let whole = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện Kế hoạch này.";
        let (text, note) = decode(&whole.as_bytes()[..whole.len() - 16]);
        assert!(
            text.starts_with("Ủy ban nhân dân tỉnh yêu cầu") && note.is_some() == text.contains('\u{fffd}'),
            "{text}"
        );
        assert_eq!(decode("\u{feff}Số".as_bytes()), ("Số".into(), None));
    }
}
