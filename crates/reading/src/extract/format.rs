//! What a file is, told by its bytes. The extension is never asked: offices rename files at will.

use super::decode::{self, Source};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Word 2007 and later (.docx, .docm, .dotx).
    Docx,
    /// Word 97–2003 (.doc).
    Doc,
    /// PDF.
    Pdf,
    /// A web page.
    Html,
    /// Plain text with Markdown marks or pipe tables.
    Markdown,
    /// Plain text.
    Text,
    /// Rich Text Format.
    Rtf,
    /// Nothing, or white space only.
    Empty,
    /// An office file behind a password or rights management.
    Encrypted,
    /// Anything else; says what in words that fit the start of a sentence.
    Unsupported(&'static str),
}

/// Bytes looked at to tell text from a web page or Markdown.
const LOOK: usize = 64 << 10;

/// Beginnings of files that are not read, and their names.
const FOREIGN: [(&[u8], &str); 17] = [
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"Rar!", "a packed folder (.rar)"),
    (b"7z\xbc\xaf\x27\x1c", "a packed folder (.7z)"),
    (b"\x1f\x8b", "a packed file (.gz)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"%!PS", "a PostScript file"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound"),
    (b"SQLite format 3\0", "a database"),
    (b"\xdb\xa5", "a document of Word 2 or older"),
    (b"\x09\x08", "a spreadsheet of Excel 95 or older"),
];

/// Tells the format of a file from its content.
///
/// ```
/// use reading::extract::format::{Format, sniff};
/// assert_eq!(sniff(b"%PDF-1.7 ..."), Format::Pdf);
/// assert_eq!(sniff("Số: 01/KH-UBND".as_bytes()), Format::Text);
/// ```
pub fn sniff(bytes: &[u8]) -> Format {
    told(&Source::of(bytes))
}

/// See [`sniff`].
pub(super) fn told(source: &Source<'_>) -> Format {
    let bytes = source.bytes;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Format::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return packed(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return compound(bytes);
    }
    // Mail gateways and scanners put a few bytes before the header; readers accept it within the first kilobyte.
    if contains(&bytes[..bytes.len().min(1_024)], b"%PDF-") {
        return Format::Pdf;
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Format::Rtf;
    }
    if let Some((_, name)) = FOREIGN
        .iter()
        .find(|(start, _)| bytes.starts_with(start) && is_binary(bytes))
    {
        return Format::Unsupported(name);
    }
    written(source)
}

/// The formats of a zip file, told by the names of its parts; these stand in clear in its directory at the end and in
/// front of each part.
fn packed(bytes: &[u8]) -> Format {
    let holds = |name: &[u8]| contains(bytes, name);
    if holds(b"word/document") {
        return Format::Docx;
    }
    if holds(b"xl/workbook") {
        return Format::Unsupported("a spreadsheet (.xlsx)");
    }
    if holds(b"ppt/presentation") {
        return Format::Unsupported("a presentation (.pptx)");
    }
    if holds(b"mimetypeapplication/vnd.oasis.opendocument") {
        return Format::Unsupported("an OpenDocument file");
    }
    // A main part may bear any name; the list of content types then tells, but it is packed: the reader decides.
    if holds(b"[Content_Types].xml") && holds(b"word/") {
        return Format::Docx;
    }
    Format::Unsupported("a packed folder (.zip)")
}

/// The formats of an OLE compound file, told by the names of its streams.
fn compound(bytes: &[u8]) -> Format {
    let holds = |name: &str| {
        contains(
            bytes,
            &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
        )
    };
    if holds("EncryptedPackage") {
        return Format::Encrypted;
    }
    if holds("WordDocument") {
        return Format::Doc;
    }
    if holds("Workbook") || holds("Book") {
        return Format::Unsupported("a spreadsheet (.xls)");
    }
    if holds("PowerPoint Document") {
        return Format::Unsupported("a presentation (.ppt)");
    }
    Format::Unsupported("a file of an old office program")
}

fn written(source: &Source<'_>) -> Format {
    let cut = &source.bytes[..source.bytes.len().min(LOOK)];
    let text = source.sample(LOOK);
    if is_binary(cut) && !(decode::is_wide(cut) && is_legible(&text)) {
        return Format::Unsupported("a file that holds no text");
    }
    let start = text.trim_start();
    if begins(start, "mime-version:") {
        return Format::Unsupported("a web archive (.mht)");
    }
    if start.starts_with('<') {
        return marked_up(&start.to_ascii_lowercase());
    }
    if is_markdown(&text) {
        Format::Markdown
    } else {
        Format::Text
    }
}

fn begins(text: &str, name: &str) -> bool {
    text.get(..name.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(name))
}

fn marked_up(start: &str) -> Format {
    const TAGS: [&str; 9] = [
        "<html",
        "<!doctype html",
        "<head",
        "<body",
        "<div",
        "<table",
        "<p>",
        "<p ",
        "<meta",
    ];
    if start.contains("<w:worddocument") || start.contains("<pkg:package") {
        return Format::Unsupported("a Word XML file");
    }
    if TAGS.iter().any(|tag| start.contains(tag)) {
        return Format::Html;
    }
    if start.starts_with("<?xml") {
        Format::Unsupported("an XML file")
    } else {
        Format::Text
    }
}

/// Control characters that no text holds, of those in its first bytes.
fn is_binary(bytes: &[u8]) -> bool {
    let cut = &bytes[..bytes.len().min(LOOK)];
    let is_odd = |b: u8| (b < 0x20) && (b != b'\t') && (b != b'\n') && (b != b'\r') && (b != 0x0c) && (b != 0x1b);
    // In pieces that a byte counts, so that many are looked at at once.
    let odd_of = |piece: &[u8]| usize::from(piece.iter().fold(0_u8, |count, &b| count + u8::from(is_odd(b))));
    cut.chunks(255).map(odd_of).sum::<usize>() * 50 > cut.len()
}

/// Bytes taken for UTF-16 give words, and hardly any character that no text holds.
fn is_legible(text: &str) -> bool {
    let is_odd = |c: char| {
        c == char::REPLACEMENT_CHARACTER || c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}')
    };
    let odd = text.chars().filter(|&c| is_odd(c)).count();
    odd * 50 <= text.chars().count() && text.contains(char::is_alphanumeric)
}

fn is_markdown(text: &str) -> bool {
    if memchr::memchr3(b'#', b'*', b'|', text.as_bytes()).is_none() {
        return false;
    }
    let mut bars = 0;
    for line in text.lines() {
        let line = line.trim();
        bars += usize::from(line == "|");
        let heading = line.trim_start_matches('#');
        let level = line.len() - heading.len();
        if (1..=6).contains(&level) && heading.starts_with(' ') {
            return true;
        }
        if line.starts_with('|') && line.contains("---") && line.ends_with('|') {
            return true;
        }
        if line.starts_with("**") && line.len() > 4 && line[2..].contains("**") {
            return true;
        }
    }
    bars >= 3 || text.matches("**").count() >= 4
}

pub(super) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else { return true };
    let mut rest = haystack;
    while let Some(at) = rest.iter().position(|&b| b == first) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Format, sniff};

    #[test]
    fn tells_text_markdown_and_web_pages_apart() {
        assert_eq!(sniff("ỦY BAN NHÂN DÂN\nSố: 1/KH-UBND\n".as_bytes()), Format::Text);
        assert_eq!(sniff("**KẾ HOẠCH**\n\nNội dung".as_bytes()), Format::Markdown);
        assert_eq!(sniff("# Quyết định\n".as_bytes()), Format::Markdown);
        assert_eq!(sniff("|\nA\n|\nB\n|\n".as_bytes()), Format::Markdown);
        assert_eq!(sniff(b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>"), Format::Html);
        assert_eq!(sniff(b"<div><p>a</p></div>"), Format::Html);
        let wide: Vec<u8> = "Kế hoạch số 1 của tỉnh"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(sniff(&wide), Format::Text);
        assert_eq!(sniff("< 5 vụ trong tháng".as_bytes()), Format::Text);
    }

    #[test]
    fn names_what_is_not_read() {
        assert_eq!(sniff(b"  \r\n"), Format::Empty);
        assert_eq!(sniff(b""), Format::Empty);
        assert!(matches!(
            sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Format::Unsupported("an image")
        ));
        assert!(matches!(
            sniff(b"PK\x03\x04....xl/workbook.xml"),
            Format::Unsupported("a spreadsheet (.xlsx)")
        ));
        assert!(matches!(sniff(b"PK\x03\x04....a.txt"), Format::Unsupported(_)));
        assert!(matches!(sniff(b"\0\x01\x02\x03\x04\0\0\0"), Format::Unsupported(_)));
        assert_eq!(sniff(b"{\\rtf1\\ansi x}"), Format::Rtf);
        // Marked or shaped as UTF-16, but without words.
        for noise in [
            &b"\xff\xfe\0\0\x01\0\0\0\x02\0"[..],
            b"\x01\0\x02\0\x03\0\x04\0",
            b"\xff\xfe\0\xd8\x41\0\0\xd8",
        ] {
            assert_eq!(
                sniff(noise),
                Format::Unsupported("a file that holds no text"),
                "{noise:?}"
            );
        }
    }

    #[test]
    fn compound_files_by_their_streams() {
        let file = |stream: &str| {
            let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
            bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        assert_eq!(sniff(&file("WordDocument")), Format::Doc);
        assert_eq!(sniff(&file("EncryptedPackage")), Format::Encrypted);
        assert_eq!(sniff(&file("Workbook")), Format::Unsupported("a spreadsheet (.xls)"));
    }
}
