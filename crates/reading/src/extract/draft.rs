//! Paragraphs and tables on their way into an extract, while what does not belong to the document can still be dropped.

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
    /// All words of the piece, paragraphs parted by line breaks.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Paragraph(content, _) => content.clone(),
            Self::Table(rows) => {
                let cells = rows.iter().flatten().flat_map(|cell| &cell.paragraphs);
                cells
                    .map(|(content, _)| content.as_str())
                    .collect::<Vec<_>>()
                    .join("\n")
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

/// Writes the pieces out.
///
/// # Errors
/// When the text or the number of cells goes beyond `limits`.
pub(super) fn write(pieces: Vec<Piece>, notes: Vec<Note>, limits: &Limits) -> Result<Extract, ExtractError> {
    let mut builder = Builder::new();
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
    for note in notes {
        builder.note(note);
    }
    Ok(builder.finish())
}
