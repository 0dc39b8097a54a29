//! Word 97–2003 (.doc): paragraphs, tables, automatic numbers; footnotes, headers and text boxes as asides.
//!
//! Follows [MS-DOC]. Every offset and length of the file is distrusted: what lies outside is left out, and no loop or
//! buffer grows past the size of the file. Formulas, drawings and embedded objects are not read.

mod bytes;
mod compound;
mod fib;
mod fonts;
mod formatting;
mod lists;
mod pieces;
mod properties;
mod story;
mod styles;
mod tables;

use std::collections::HashSet;
use std::ops::Range;

use compound::Compound;
use fib::{Fib, Part};
use formatting::Runs;
use lists::Lists;
use story::{Content, LeftOut, RawParagraph, TextRun};
use styles::Styles;
use tables::TableBuilder;

use super::draft::{self, Piece};
use super::{Extract, ExtractError, Limits, Note, Style, typeface};

pub use fib::Refusal;

/// Reads a Word 97–2003 document.
///
/// # Errors
/// When the file is no such document, is encrypted, was written by Word 95 or older, or is beyond `limits`.
pub fn extract(file: &[u8], limits: &Limits) -> Result<Extract, ExtractError> {
    let (pieces, notes) = read(file)?;
    draft::write(pieces, notes, limits)
}

fn read(file: &[u8]) -> Result<(Vec<Piece>, Vec<Note>), Refusal> {
    let compound = Compound::open(file).ok_or(Refusal::Damaged)?;
    if compound.has("EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    let document = compound.stream("WordDocument").ok_or(Refusal::Damaged)?;
    let fib = Fib::read(&document)?;
    let tables = compound.stream(fib.table_stream).ok_or(Refusal::Damaged)?;
    let data = compound.stream("Data").unwrap_or_default();
    let pieces = pieces::pieces(fib.part(&tables, Part::Pieces), &document).ok_or(Refusal::Damaged)?;
    let content = Content {
        document: &document,
        data: &data,
        pieces,
        characters: Runs::of_characters(fib.part(&tables, Part::CharacterPages), &document),
        paragraphs: Runs::of_paragraphs(fib.part(&tables, Part::ParagraphPages), &document),
        styles: Styles::read(fib.part(&tables, Part::Styles), &data),
    };
    let mut reader = Reader {
        content,
        lists: Lists::read(
            fib.part_onwards(&tables, Part::Lists),
            fib.part(&tables, Part::ListOverrides),
        ),
        fonts: fonts::names(fib.part(&tables, Part::Fonts)),
        left_out: LeftOut::default(),
        pieces: Vec::new(),
        notes: Vec::new(),
    };
    reader.main(0..fib.stories.main);
    reader.asides(fib.stories.main, &fib.stories.asides);
    Ok(reader.finish())
}

struct Reader<'a> {
    content: Content<'a>,
    lists: Lists,
    fonts: Vec<String>,
    left_out: LeftOut,
    pieces: Vec<Piece>,
    notes: Vec<Note>,
}

impl Reader<'_> {
    fn main(&mut self, range: Range<usize>) {
        let mut table = TableBuilder::default();
        for raw in self.content.paragraphs(range, &mut self.left_out) {
            let in_table = raw.properties.in_table || raw.properties.depth > 0 || raw.ends_cell;
            if !in_table {
                self.flush(&mut table);
            }
            let paragraphs = self.paragraphs(&raw, false);
            if !in_table {
                self.pieces.extend(
                    paragraphs
                        .into_iter()
                        .map(|(text, style)| Piece::Paragraph(text, style)),
                );
                continue;
            }
            table.add(paragraphs, &raw);
        }
        self.flush(&mut table);
    }

    fn flush(&mut self, table: &mut TableBuilder) {
        let rows = std::mem::take(table).finish();
        if !rows.is_empty() {
            self.pieces.push(Piece::Table(rows));
        }
    }

    /// Notes, headers and text boxes: one paragraph each time it says something new; page numbers are dropped.
    fn asides(&mut self, start: usize, lengths: &[usize]) {
        let mut seen = HashSet::new();
        let mut start = start;
        for length in lengths {
            let end = start.saturating_add(*length);
            for raw in self.content.paragraphs(start..end, &mut self.left_out) {
                for (text, style) in self.paragraphs(&raw, true) {
                    let says_something = text.chars().any(char::is_alphabetic);
                    if says_something && seen.insert(text.clone()) {
                        self.pieces.push(Piece::Paragraph(text, style));
                    }
                }
            }
            start = end;
        }
    }

    /// The lines of a stored paragraph as paragraphs, the automatic number before the first.
    fn paragraphs(&mut self, raw: &RawParagraph, aside: bool) -> Vec<(String, Style)> {
        let style = Style {
            heading: raw.heading,
            bold: raw.bold,
            italic: raw.italic,
            centred: raw.properties.centred,
            aside,
        };
        let mut texts: Vec<String> = raw.lines.iter().map(|line| self.text(line)).collect();
        texts.retain(|text| !text.trim().is_empty());
        if let Some(label) = story::label(&mut self.lists, raw) {
            match texts.first_mut() {
                Some(first) => first.insert_str(0, &format!("{label} ")),
                // A column of running numbers has no text of its own.
                None if raw.ends_cell => texts.push(label),
                None => {}
            }
        }
        texts.into_iter().map(|text| (text, style)).collect()
    }

    fn text(&mut self, line: &[TextRun]) -> String {
        let mut text = String::new();
        for run in line {
            let typed = String::from_utf16_lossy(&run.units);
            let font = self.fonts.get(usize::from(run.font)).map_or("", String::as_str);
            match typeface::unicode(&typed, font) {
                Some((converted, encoding)) => {
                    self.note(Note::Converted(encoding));
                    text.push_str(&converted);
                }
                None => text.push_str(&typed),
            }
        }
        text
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn finish(mut self) -> (Vec<Piece>, Vec<Note>) {
        if self.left_out.deleted {
            self.note(Note::LeftOut("deleted text of tracked changes"));
        }
        if self.left_out.hidden {
            self.note(Note::LeftOut("hidden text"));
        }
        (self.pieces, self.notes)
    }
}
