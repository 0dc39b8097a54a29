//! What every format is turned into: one text, and blocks that point into it.
//!
//! [`extract`] looks at the bytes, never at a file name, picks the reader and hands back an [`Extract`].

mod decode;
pub mod doc;
mod docx;
mod draft;
mod error;
pub mod format;
mod html;
mod numerals;
pub mod pdf;
mod picture;
mod plain;
mod portal;
pub mod scan;
pub mod tools;
mod typeface;

use std::ops::Range;

use decode::Source;
pub use error::{ExtractError, Limits};
use format::Format;

/// Reads a document of any known format.
///
/// # Errors
/// When the format is not read, or the file is empty, protected, damaged, without text or beyond `limits`.
pub fn extract(bytes: &[u8], limits: &Limits) -> Result<Extract, ExtractError> {
    if bytes.len() > limits.file_bytes {
        return Err(ExtractError::TooLarge("file size"));
    }
    let source = Source::of(bytes);
    let extract = match format::told(&source) {
        Format::Empty => return Err(ExtractError::Empty),
        Format::Encrypted => return Err(ExtractError::Encrypted),
        Format::Unsupported(name) => return Err(ExtractError::Unsupported(name)),
        Format::Doc => doc::extract(bytes, limits)?,
        Format::Pdf => pdf::extract(bytes, &tools::InstalledTools, limits)?,
        Format::Docx => docx::extract(bytes, limits)?,
        Format::Html => html::extract(source, limits)?,
        Format::Markdown => plain::markdown(source, limits)?,
        Format::Text => plain::text(source, limits)?,
        Format::Rtf => return Err(ExtractError::Unsupported("a Rich Text file (.rtf)")),
    };
    if extract.text.len() > limits.text_bytes {
        return Err(ExtractError::TooLarge("text"));
    }
    if !extract.text.contains(char::is_alphanumeric) {
        return Err(ExtractError::NoText);
    }
    Ok(extract)
}

/// The text of a document and its layout, whatever format it came in.
///
/// `text` is UTF-8 in NFC. Each paragraph ends with `\n`; inside a table each cell ends with `\t` and each row with `\n`
/// (paragraphs inside one cell are parted by `\n`). Inside a paragraph there is no line break: lines of a PDF, wrapped
/// Markdown or a `<br>`-less HTML source are joined with one space; a manual line break of Word or `<br>` starts a new
/// paragraph. Automatic list numbers are written out at the start of the paragraph as Word would print them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extract {
    /// The whole text; all ranges are byte offsets into it, on character boundaries.
    pub text: String,
    /// Paragraphs and tables in reading order; they cover the whole text.
    pub blocks: Vec<Block>,
    /// What was left out, repaired or guessed on the way, for the user.
    pub notes: Vec<Note>,
}

/// A paragraph or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// One paragraph.
    Paragraph(Paragraph),
    /// One table; borderless layout tables (the letterhead) are tables too.
    Table(Table),
}

/// One paragraph: a range of the text without its final line break, and what the layout says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it stands in [`Extract::text`].
    pub range: Range<usize>,
    /// Layout hints; every hint may be absent (plain text has none).
    pub style: Style,
}

/// Layout hints of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate hint of the layout")]
pub struct Style {
    /// Level of a heading style or `<h1>`…`<h6>`, 1 the highest.
    pub heading: Option<u8>,
    /// The whole paragraph is bold.
    pub bold: bool,
    /// The whole paragraph is italic.
    pub italic: bool,
    /// Centred on the page.
    pub centred: bool,
    /// Stands in a header, footer, footnote, text box or comment: not part of the running text.
    pub aside: bool,
}

/// A table as rows of cells; merged cells are resolved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Rows from the top.
    pub rows: Vec<Row>,
}

/// One row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Cells from the left.
    pub cells: Vec<Cell>,
}

/// One cell: its grid column, how many grid columns it spans, and its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// First grid column, from 0.
    pub column: usize,
    /// Number of grid columns covered, at least 1.
    pub width: usize,
    /// The cell continues the vertically merged cell above; `paragraphs` are then those of that cell.
    pub from_above: bool,
    /// The paragraphs in it (the text of a nested table is flattened into paragraphs).
    pub paragraphs: Vec<Paragraph>,
}

/// Something the user should know about how the document was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Read by optical character recognition: words may be wrong.
    ReadByMachine,
    /// The text was stored in this old encoding and converted.
    Converted(&'static str),
    /// Invisible, deleted or hidden text was left out.
    LeftOut(&'static str),
    /// Part of the file is damaged; what could be read is given.
    Damaged(String),
}

/// Builds an [`Extract`] in reading order.
#[derive(Debug, Default)]
pub struct Builder {
    extract: Extract,
}

impl Builder {
    /// An empty builder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for so many bytes of text at once.
    pub fn reserve(&mut self, bytes: usize) {
        self.extract.text.reserve(bytes);
    }

    /// Adds one paragraph; white space is folded, an empty one is left out.
    pub fn paragraph(&mut self, content: &str, style: Style) {
        if let Some(paragraph) = self.write(content, style, '\n') {
            self.extract.blocks.push(Block::Paragraph(paragraph));
        }
    }

    /// Adds a table given as rows of cells (content paragraphs, width in grid columns, continues the cell above).
    pub fn table(&mut self, rows: Vec<Vec<CellContent>>) {
        let mut table = Table::default();
        for row in rows {
            let mut cells: Vec<Cell> = Vec::with_capacity(row.len());
            let mut column = 0;
            for content in row {
                let width = content.width.max(1);
                let above = content.from_above.then(|| paragraphs_at(&table, column)).flatten();
                let from_above = above.is_some();
                let paragraphs = match above {
                    Some(paragraphs) => paragraphs,
                    None => self.cell_paragraphs(&content.paragraphs),
                };
                self.extract.text.push('\t');
                cells.push(Cell {
                    column,
                    width,
                    from_above,
                    paragraphs,
                });
                column += width;
            }
            if self.extract.text.ends_with('\t') {
                self.extract.text.pop();
            }
            self.extract.text.push('\n');
            table.rows.push(Row { cells });
        }
        if !table.rows.is_empty() {
            self.extract.blocks.push(Block::Table(table));
        }
    }

    /// Records a note once.
    pub fn note(&mut self, note: Note) {
        if !self.extract.notes.contains(&note) {
            self.extract.notes.push(note);
        }
    }

    /// Bytes of text written so far, for size limits.
    pub fn len(&self) -> usize {
        self.extract.text.len()
    }

    /// True while nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.extract.text.is_empty()
    }

    /// The finished extract.
    pub fn finish(self) -> Extract {
        self.extract
    }

    fn cell_paragraphs(&mut self, contents: &[(String, Style)]) -> Vec<Paragraph> {
        let mut paragraphs = Vec::with_capacity(contents.len());
        for (content, style) in contents {
            paragraphs.extend(self.write(content, *style, '\n'));
        }
        if !paragraphs.is_empty() {
            self.extract.text.pop();
        }
        paragraphs
    }

    fn write(&mut self, content: &str, style: Style, end: char) -> Option<Paragraph> {
        let start = self.extract.text.len();
        if is_settled(content) {
            self.extract.text.push_str(content);
        } else {
            for word in text::nfc(content).split_whitespace() {
                if self.extract.text.len() > start {
                    self.extract.text.push(' ');
                }
                self.extract.text.push_str(word);
            }
        }
        let range = start..self.extract.text.len();
        if range.is_empty() {
            return None;
        }
        self.extract.text.push(end);
        Some(Paragraph { range, style })
    }
}

/// In NFC with single spaces between words already, as nearly all content is: told from its bytes, in doubt no.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at at once"
)]
fn is_settled(content: &str) -> bool {
    let is_open = |first: u8, second: u8, third: u8| {
        let spaces = (b'\t'..=b'\r').contains(&first) | (first == b' ') & (second == b' ');
        // U+00C0 to U+02FF.
        let latin = (0xc3..=0xcb).contains(&first);
        // U+1E00 to U+1EFF: the toned letters.
        let toned = (first == 0xe1) & (0xb8..=0xbb).contains(&second);
        // U+2010 to U+2027: dashes, quotation marks, dots.
        let punctuation = (first == 0xe2) & (second == 0x80) & (0x90..=0xa7).contains(&third);
        spaces | (first >= 0xc0) & !(latin | toned | punctuation)
    };
    let bytes = content.as_bytes();
    let (Some(b'!'..), Some(b'!'..)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let (second, third) = (bytes.iter().skip(1), bytes.iter().skip(2));
    let threes = bytes.iter().zip(second).zip(third);
    let open = threes.fold(false, |any, ((&first, &second), &third)| {
        any | is_open(first, second, third)
    });
    // The last two bytes begin no character of three.
    let end = bytes
        .last_chunk()
        .is_some_and(|&[before, last]| is_open(before, last, 0) | is_open(last, 0, 0));
    !open && !end
}

/// Content of one cell on its way into [`Builder::table`].
#[derive(Debug, Clone, Default)]
pub struct CellContent {
    /// Paragraphs of the cell.
    pub paragraphs: Vec<(String, Style)>,
    /// Grid columns covered (0 counts as 1).
    pub width: usize,
    /// Continues the vertically merged cell above.
    pub from_above: bool,
}

fn paragraphs_at(table: &Table, column: usize) -> Option<Vec<Paragraph>> {
    let row = table.rows.last()?;
    row.cells
        .iter()
        .find(|cell| cell.column == column)
        .map(|cell| cell.paragraphs.clone())
}

#[cfg(test)]
mod tests {
    use super::is_settled;

    #[test]
    fn what_is_settled_is_composed_and_has_single_spaces() {
        let long = "Ủy ban nhân dân tỉnh – “Kế hoạch” phòng cháy, chữa cháy rừng năm 2026…";
        for settled in [long, "Đ", "a", "Số 1/KH-UBND", "…"] {
            assert!(is_settled(settled), "{settled}");
        }
        let odd = [
            "  ", "\t", "\u{a0}", "\u{301}", "\u{2028}", "\u{2003}", "\u{3000}", "\u{212b}", "\u{85}",
        ];
        for odd in odd {
            for text in [
                format!("{long}{odd}{long}"),
                format!("a{odd}b"),
                format!("a{odd}"),
                format!("{odd}b"),
            ] {
                assert!(!is_settled(&text), "{text:?}");
            }
        }
        for odd in ["", " ", " a", "a "] {
            assert!(!is_settled(odd), "{odd:?}");
        }
    }
}
