//! Plain text and Markdown: paragraphs put together again from lines, tables from their bars.
//!
//! Texts come hard-wrapped, one paragraph a line, out of a PDF with page numbers in the middle of sentences, or crawled
//! from a law portal with each cell separator on a line of its own. Nothing is taken from a file's name.

mod bars;
mod items;
mod markup;
mod pages;
mod paragraphs;
mod ruled;

use std::borrow::Cow;

use super::decode::{self, Source};
use super::draft::{self, Piece};
use super::{Extract, ExtractError, Limits, Style, portal};

/// Reads plain text.
pub(super) fn text(source: Source<'_>, limits: &Limits) -> Result<Extract, ExtractError> {
    read(source, limits, false)
}

/// Reads Markdown.
pub(super) fn markdown(source: Source<'_>, limits: &Limits) -> Result<Extract, ExtractError> {
    read(source, limits, true)
}

fn read(source: Source<'_>, limits: &Limits, marked: bool) -> Result<Extract, ExtractError> {
    let (text, note) = decode::decode(source);
    if text.len() > limits.text_bytes {
        return Err(ExtractError::TooLarge("text"));
    }
    let text = with_line_feeds(text);
    let lines: Vec<&str> = pages::without_furniture(&text);
    let mut draft = Vec::new();
    let body = if marked {
        front_matter(&lines, &mut draft)
    } else {
        &lines[..]
    };
    let shape = paragraphs::Shape::of(body, marked);
    for part in parts(body, marked) {
        match part {
            Part::Prose(lines) => prose(&lines, &shape, &mut draft),
            Part::Table(rows) => draft.push(Piece::Table(rows)),
        }
    }
    let (draft, mut notes) = portal::without_chrome(draft);
    notes.extend(note);
    draft::write(draft, notes, limits)
}

fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text
    }
}

/// A stretch of the text: running lines or a table.
enum Part<'a> {
    Prose(Vec<&'a str>),
    Table(Vec<Vec<super::CellContent>>),
}

fn parts<'a>(lines: &[&'a str], marked: bool) -> Vec<Part<'a>> {
    if !marked {
        return vec![Part::Prose(lines.to_vec())];
    }
    let mut parts = Vec::new();
    for part in bars::split(lines) {
        match part {
            Part::Prose(lines) => parts.extend(ruled::split(&lines)),
            table @ Part::Table(_) => parts.push(table),
        }
    }
    parts
}

fn prose(lines: &[&str], shape: &paragraphs::Shape, draft: &mut Vec<Piece>) {
    for paragraph in paragraphs::join(lines, shape) {
        let (content, style) = if shape.marked {
            markup::read(&paragraph)
        } else {
            (paragraph.into_owned(), Style::default())
        };
        if !markup::is_rule(&content) {
            draft.push(Piece::Paragraph(content, style));
        }
    }
}

/// Takes the `key: value` lines between two `---` at the top as asides; returns the lines after them.
fn front_matter<'a, 'b>(lines: &'a [&'b str], draft: &mut Vec<Piece>) -> &'a [&'b str] {
    let Some(first) = lines.iter().position(|line| !line.trim().is_empty()) else {
        return lines;
    };
    if lines[first].trim() != "---" {
        return lines;
    }
    let Some(length) = lines[first + 1..]
        .iter()
        .take(200)
        .position(|line| line.trim() == "---")
    else {
        return lines;
    };
    let inner = &lines[first + 1..first + 1 + length];
    if !inner.iter().any(|line| line.contains(':')) {
        return lines;
    }
    for line in inner {
        let style = Style {
            aside: true,
            ..Style::default()
        };
        draft.push(Piece::Paragraph(line.trim().replace('"', ""), style));
    }
    &lines[first + length + 2..]
}

#[cfg(test)]
mod tests {
    use crate::extract::{ExtractError, Limits, extract};

    const SAMPLE: &str = "---\ntitle: x\n---\n|\n**UBND**\n|\nĐộc lập - Tự do\n|\n\n# KẾ HOẠCH\n\n| a | b |\n|---|---|\n| c\\| |\n\
        2\n**1. **Việc *(một)* [x](y) &nbsp;\n  ---- ----\n  a\\  b\n  ---- ----\n- hai\n";

    #[test]
    fn any_cut_or_change_is_read_without_panic() {
        let whole = SAMPLE.as_bytes();
        for at in 0..whole.len() {
            let _ = extract(&whole[..at], &Limits::default());
            for byte in [b'|', b'*', b'\\', b'[', 0xc3, b'\n'] {
                let mut changed = whole.to_vec();
                changed[at] = byte;
                let _ = extract(&changed, &Limits::default());
            }
        }
    }

    #[test]
    fn long_texts_end_in_time_or_in_an_error() {
        for line in [
            "VIỆC LỚN CỦA TỈNH\n",
            "**việc\n",
            "2\n\n\n",
            "| a | b |\n",
            "- x\n",
            "\u{c}đầu trang\nthân bài\n",
        ] {
            let text = line.repeat(1_000_000 / line.len());
            assert!(extract(text.as_bytes(), &Limits::default()).is_ok(), "{line}");
        }
        let limits = Limits {
            text_bytes: 100,
            ..Limits::default()
        };
        assert_eq!(
            extract("việc ".repeat(100).as_bytes(), &limits),
            Err(ExtractError::TooLarge("text"))
        );
        let limits = Limits {
            file_bytes: 100,
            ..Limits::default()
        };
        assert_eq!(
            extract("việc ".repeat(100).as_bytes(), &limits),
            Err(ExtractError::TooLarge("file size"))
        );
        let limits = Limits {
            cells: 3,
            ..Limits::default()
        };
        assert_eq!(
            extract(b"| a | b |\n|---|---|\n| c | d |\n", &limits),
            Err(ExtractError::TooLarge("table cells"))
        );
    }
}
