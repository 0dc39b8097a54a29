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
