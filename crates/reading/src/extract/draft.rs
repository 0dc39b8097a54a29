//! Paragraphs and tables on their way into an extract, while what does not belong to the document can still be dropped.

use std::borrow::Cow;

use text::legacy;

use super::{Builder, CellContent, Extract, ExtractError, Limits, Note, Style};

/// A paragraph or a table that is not yet written.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Text and layout of one paragraph.
    Paragraph(String, Style),
    /// Rows of cells.
    Table(Vec<Vec<CellContent>>),
}

impl Piece {
    /// Bytes of all its paragraphs, each with a mark behind it.
    fn length(&self) -> usize {
        match self {
            Self::Paragraph(content, _) => content.len() + 1,
            Self::Table(rows) => {
                let cells = rows.iter().flatten();
                cells
                    .map(|cell| {
                        cell.paragraphs
                            .iter()
                            .map(|(content, _)| content.len() + 1)
                            .sum::<usize>()
                            + 1
                    })
                    .sum()
            }
        }
    }

    /// All words of the piece, paragraphs parted by line breaks.
    pub(super) fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Paragraph(content, _) => content.into(),
            Self::Table(rows) => {
                let cells = rows.iter().flatten().flat_map(|cell| &cell.paragraphs);
                let lines: Vec<_> = cells.map(|(content, _)| content.as_str()).collect();
                lines.join("\n").into()
            }
        }
    }
}

/// Pieces in a cell that also holds a table, from which on the outer table only lays out the page.
const LAYOUT_PIECES: usize = 8;

/// A table of one cell, or one around a whole document: a cell holds a letterhead's table, or much beside a table.
pub(super) fn lays_out<'a>(cells: impl Iterator<Item = &'a [Piece]>) -> bool {
    let mut count = 0;
    for pieces in cells {
        count += 1;
        let holds_table = pieces.iter().any(|piece| matches!(piece, Piece::Table(_)));
        let of_page = || pieces.len() >= LAYOUT_PIECES || pieces.iter().any(|p| p.words().contains("Độc lập - Tự do"));
        if holds_table && of_page() {
            return true;
        }
    }
    count <= 1
}

/// The paragraphs of pieces inside one cell; those of a table within it one after the other.
pub(super) fn flattened(pieces: Vec<Piece>) -> Vec<(String, Style)> {
    let of_piece = |piece| match piece {
        Piece::Paragraph(content, style) => vec![(content, style)],
        Piece::Table(rows) => rows.into_iter().flatten().flat_map(|cell| cell.paragraphs).collect(),
    };
    pieces.into_iter().flat_map(of_piece).collect()
}

/// The piece as one that is not part of the running text.
pub(super) fn aside(piece: Piece) -> Piece {
    match piece {
        Piece::Paragraph(words, style) => Piece::Paragraph(words, Style { aside: true, ..style }),
        Piece::Table(mut rows) => {
            for (_, style) in rows.iter_mut().flatten().flat_map(|cell| &mut cell.paragraphs) {
                style.aside = true;
            }
            Piece::Table(rows)
        }
    }
}

/// Bytes of text looked at to tell an old encoding.
const SAMPLE: usize = 64 << 10;

/// The pieces in Unicode when their letters were stored in an old encoding, and its name; the underscores of word
/// segmentation become spaces.
fn in_unicode(mut pieces: Vec<Piece>) -> (Vec<Piece>, Option<Note>) {
    let mut sample = String::new();
    for piece in &pieces {
        sample.push_str(&piece.words());
        sample.push('\n');
        if sample.len() > SAMPLE {
            break;
        }
    }
    if let Some(encoding) = legacy::detect(&sample) {
        pieces
            .iter_mut()
            .flat_map(contents)
            .for_each(|content| *content = legacy::convert(content, encoding));
        return (pieces, Some(Note::Converted(encoding.name())));
    }
    if legacy::is_segmented(&sample) {
        pieces
            .iter_mut()
            .flat_map(contents)
            .for_each(|content| *content = closed_up(&legacy::join_words(content)));
        return (pieces, Some(Note::Converted("words joined by underscores")));
    }
    (pieces, None)
}

/// The text without the spaces that word segmentation put around punctuation.
fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let closes = |c: &char| matches!(c, ',' | '.' | ';' | ':' | ')' | '!' | '?' | '%' | '”');
        let is_superfluous = c == ' ' && (chars.peek().is_some_and(closes) || out.ends_with(['(', '“']));
        if !is_superfluous {
            out.push(c);
        }
    }
    out
}

fn contents(piece: &mut Piece) -> Box<dyn Iterator<Item = &mut String> + '_> {
    match piece {
        Piece::Paragraph(content, _) => Box::new(std::iter::once(content)),
        Piece::Table(rows) => {
            let cells = rows.iter_mut().flatten().flat_map(|cell| &mut cell.paragraphs);
            Box::new(cells.map(|(content, _)| content))
        }
    }
}

/// Writes the pieces out.
///
/// # Errors
/// When the text or the number of cells goes beyond `limits`.
pub(super) fn write(pieces: Vec<Piece>, notes: Vec<Note>, limits: &Limits) -> Result<Extract, ExtractError> {
    let (pieces, converted) = in_unicode(pieces);
    let mut builder = Builder::new();
    builder.reserve(pieces.iter().map(Piece::length).sum());
    let mut cells = 0;
    for piece in pieces {
        match piece {
            Piece::Paragraph(content, style) => builder.paragraph(&content, style),
            Piece::Table(rows) => {
                cells += rows.iter().map(Vec::len).sum::<usize>();
                builder.table(rows);
            }
        }
        if builder.len() > limits.text_bytes {
            return Err(ExtractError::TooLarge("text"));
        }
        if cells > limits.cells {
            return Err(ExtractError::TooLarge("table cells"));
        }
    }
    for note in notes.into_iter().chain(converted) {
        builder.note(note);
    }
    Ok(builder.finish())
}

#[cfg(test)]
mod tests {
    use super::{Piece, in_unicode};
    use crate::extract::{Note, Style};

    fn converted(text: &str) -> (String, Option<Note>) {
        let (pieces, note) = in_unicode(vec![Piece::Paragraph(text.to_owned(), Style::default())]);
        (pieces.iter().map(Piece::words).collect(), note)
    }

    #[test]
    fn segmented_words_and_old_letters() {
        let (text, note) =
            converted("Ủy_ban nhân_dân tỉnh ( gọi tắt là Tỉnh ) yêu_cầu các sở , ngành thực_hiện : báo_cáo .");
        assert_eq!(
            text,
            "Ủy ban nhân dân tỉnh (gọi tắt là Tỉnh) yêu cầu các sở, ngành thực hiện: báo cáo."
        );
        assert!(note.is_some());
        let (text, note) =
            converted("ñy ban nh©n d©n tØnh yªu cÇu c¸c ®¬n vÞ khÈn tr\u{ad}¬ng b¸o c¸o kÕt qu¶ thùc hiÖn");
        assert!(text.starts_with("ủy ban nhân dân tỉnh yêu cầu") && note.is_some());
        assert_eq!(
            converted("Tệp ten_file.txt , v.v"),
            ("Tệp ten_file.txt , v.v".to_owned(), None)
        );
    }
}
