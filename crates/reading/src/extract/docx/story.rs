//! The text of one part: body, header, footer or notes.
//!
//! One pass over the elements with a stack of what is open; nothing recurses. Tracked changes are taken as accepted.

use super::numbering::Numbering;
use super::styles::{Properties, Styles};
use super::symbols;
use super::xml::{Element, Node, Xml};
use crate::extract::draft::{self, Piece};
use crate::extract::{CellContent, ExtractError, Limits, Note, Style, typeface};

const DELETED: Note = Note::LeftOut("deleted text of tracked changes");
const HIDDEN: Note = Note::LeftOut("hidden text");

/// What all parts of a document share while they are read.
pub(super) struct Shared<'a> {
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    pub(super) notes: Vec<Note>,
    pub(super) limits: &'a Limits,
    pub(super) text_bytes: usize,
    pub(super) cells: usize,
}

/// Reads one part to its end.
pub(super) fn read(text: &str, shared: &mut Shared<'_>) -> Result<Vec<Piece>, ExtractError> {
    let mut xml = Xml::of(text, shared.limits.depth);
    let mut story = Story::new(shared);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => story.open(&element)?,
            Node::Close(name) => story.close(&name),
            Node::Text(text) => story.text(&text)?,
        }
    }
    Ok(story.finish())
}

/// Something open that holds text.
enum Frame {
    Flow(Vec<Piece>),
    Table(Table),
    Paragraph(Box<Paragraph>),
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
}

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    deleted: bool,
}

#[derive(Default)]
struct Cell {
    pieces: Vec<Piece>,
    width: usize,
    continues: bool,
}

/// A paragraph on its way; manual breaks part it into lines.
#[derive(Default)]
struct Paragraph {
    lines: Vec<Line>,
    properties: Properties,
    style: Option<String>,
    /// Text boxes anchored here.
    asides: Vec<Piece>,
    /// Its end was deleted: the next paragraph goes on with its text.
    joined: bool,
    run: Properties,
    /// What its style says, once asked.
    inherited: Option<Properties>,
}

#[derive(Default)]
struct Line {
    content: String,
    letters: usize,
    bold: usize,
    italic: usize,
}

/// Whose properties are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Text,
    Paragraph,
    /// Properties of the paragraph's end.
    Mark,
    Run,
    Row,
    Cell,
}

struct Story<'a, 'b> {
    shared: &'a mut Shared<'b>,
    frames: Vec<Frame>,
    scope: Scope,
    /// Open elements inside one that is left out, itself included.
    skipped: usize,
    /// Inside `<w:t>` or its like.
    in_text: bool,
    /// For each open field: its result is reached.
    fields: Vec<bool>,
    /// How many of them still show their code.
    codes: usize,
    /// For each open `AlternateContent`: a choice was taken.
    choices: Vec<bool>,
    /// For each open content control: it holds a table of contents.
    controls: Vec<bool>,
    /// Text of a paragraph whose end was deleted.
    carried: Vec<Line>,
}

impl<'a, 'b> Story<'a, 'b> {
    fn new(shared: &'a mut Shared<'b>) -> Self {
        Self {
            shared,
            frames: vec![Frame::Flow(Vec::new())],
            scope: Scope::Text,
            skipped: 0,
            in_text: false,
            fields: Vec::new(),
            codes: 0,
            choices: Vec::new(),
            controls: Vec::new(),
            carried: Vec::new(),
        }
    }

    fn open(&mut self, element: &Element<'_>) -> Result<(), ExtractError> {
        if self.skipped > 0 || self.leaves_out(element) {
            self.skipped += 1;
            return Ok(());
        }
        match self.scope {
            Scope::Text => return self.open_content(element),
            Scope::Paragraph => self.paragraph_property(element),
            Scope::Mark => self.mark_property(element),
            Scope::Run => self.run_property(element),
            Scope::Row => self.row_property(element),
            Scope::Cell => self.cell_property(element),
        }
        Ok(())
    }

    /// The element and all in it is no text of the document.
    fn leaves_out(&mut self, element: &Element<'_>) -> bool {
        let name = element.name.as_str();
        match name {
            "instrText" | "delText" | "delInstrText" | "rt" => true,
            "mc:Fallback" => self.choices.last() == Some(&true),
            "mc:Choice" => self
                .choices
                .last_mut()
                .is_some_and(|taken| std::mem::replace(taken, true)),
            "del" | "moveFrom" if self.scope == Scope::Text => {
                self.note(DELETED);
                true
            }
            "footnote" | "endnote" => element.attribute("type").is_some_and(|kind| kind != "normal"),
            _ => name.ends_with("PrChange") || name == "numberingChange" || name == "tblPrExChange",
        }
    }

    fn open_content(&mut self, element: &Element<'_>) -> Result<(), ExtractError> {
        match element.name.as_str() {
            "p" => self.begin_paragraph(),
            "pPr" => self.scope = Scope::Paragraph,
            "rPr" => self.scope = Scope::Run,
            "trPr" => self.scope = Scope::Row,
            "tcPr" => self.scope = Scope::Cell,
            "r" => self.with_paragraph(|paragraph| paragraph.run = Properties::default()),
            "t" | "m:t" => self.in_text = true,
            "tab" | "ptab" => self.write("\t")?,
            "br" | "cr" => self.break_line(),
            "noBreakHyphen" => self.write("-")?,
            "sym" => {
                let named = |name| element.attribute(name).unwrap_or_default();
                self.write(&symbols::shown(&named("font"), &named("char")))?;
            }
            "fldChar" => self.field(element),
            "mc:AlternateContent" => self.choices.push(false),
            "sdt" => self.controls.push(false),
            "docPartGallery" => self.contents(element),
            "txbxContent" => self.frames.push(Frame::Flow(Vec::new())),
            "tbl" => self.frames.push(Frame::Table(Table::default())),
            "tr" => self.with_table(|table| table.rows.push(Row::default())),
            "tc" => self.begin_cell()?,
            "altChunk" => self.note(Note::LeftOut("an inserted file")),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "pPr" | "trPr" | "tcPr" => self.scope = Scope::Text,
            "rPr" => {
                self.scope = if self.scope == Scope::Mark {
                    Scope::Paragraph
                } else {
                    Scope::Text
                }
            }
            "t" | "m:t" => self.in_text = false,
            "p" if self.scope == Scope::Text => self.end_paragraph(),
            "mc:AlternateContent" => {
                self.choices.pop();
            }
            "sdt" => {
                self.controls.pop();
            }
            "txbxContent" => self.end_text_box(),
            "tc" => self.end_cell(),
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), ExtractError> {
        if self.skipped > 0 || !self.in_text {
            Ok(())
        } else {
            self.write(text)
        }
    }

    fn paragraph_property(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "rPr" => self.scope = Scope::Mark,
            "pStyle" => self.with_paragraph(|paragraph| paragraph.style = element.val()),
            _ => self.with_paragraph(|paragraph| paragraph.properties.read_paragraph(element)),
        }
    }

    fn mark_property(&mut self, element: &Element<'_>) {
        if matches!(element.name.as_str(), "del" | "moveFrom") {
            self.with_paragraph(|paragraph| paragraph.joined = true);
        }
    }

    fn run_property(&mut self, element: &Element<'_>) {
        if element.name == "rStyle" {
            let style = self.shared.styles.of_run(element.val().as_deref());
            self.with_paragraph(|paragraph| paragraph.run = paragraph.run.over(&style));
        } else {
            self.with_paragraph(|paragraph| paragraph.run.read_run(element));
        }
    }

    fn row_property(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "del" => {
                self.note(DELETED);
                self.with_row(|row| row.deleted = true);
            }
            "gridBefore" => {
                let width = element.number().unwrap_or(1);
                self.with_row(|row| {
                    row.cells.push(Cell {
                        width,
                        ..Cell::default()
                    });
                });
            }
            _ => {}
        }
    }

    fn cell_property(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "gridSpan" => {
                let width = element.number().unwrap_or(1);
                self.with_cell(|cell| cell.width = width);
            }
            "vMerge" => {
                let continues = element.val().as_deref() != Some("restart");
                self.with_cell(|cell| cell.continues = continues);
            }
            _ => {}
        }
    }

    fn begin_paragraph(&mut self) {
        let mut lines = std::mem::take(&mut self.carried);
        if lines.is_empty() {
            lines.push(Line::default());
        }
        let paragraph = Paragraph {
            lines,
            ..Paragraph::default()
        };
        self.frames.push(Frame::Paragraph(Box::new(paragraph)));
    }

    fn end_paragraph(&mut self) {
        let Some(Frame::Paragraph(mut paragraph)) = self.frames.pop_if(|frame| matches!(frame, Frame::Paragraph(_)))
        else {
            return;
        };
        let asides = std::mem::take(&mut paragraph.asides);
        if paragraph.joined {
            self.carried = std::mem::take(&mut paragraph.lines);
        } else {
            self.lay_down(*paragraph);
        }
        self.put(asides);
    }

    /// Writes the lines of a finished paragraph, the first with its automatic number.
    fn lay_down(&mut self, paragraph: Paragraph) {
        let styles = &self.shared.styles;
        let id = paragraph.style.as_deref();
        let properties = paragraph.properties.over(&styles.of_paragraph(id));
        let contents = self.controls.contains(&true) || id.is_some_and(|id| styles.is_contents(id));
        let label = match properties.list.as_deref() {
            None | Some("0") => String::new(),
            // A level set by a style counts less than the one the list ties to that style.
            Some(list) => self.shared.numbering.next_label(list, paragraph.properties.level, id),
        };
        let mut lines = paragraph.lines;
        lines.retain(|line| !line.content.trim().is_empty());
        // An annex often numbers its rows by a list of empty paragraphs in the first column.
        if lines.is_empty() && !label.is_empty() && self.in_table() {
            lines.push(Line::default());
        }
        let pieces = lines.into_iter().enumerate().map(|(at, line)| {
            let style = Style {
                heading: properties.outline.filter(|level| *level < 9).map(|level| level + 1),
                bold: line.letters > 0 && line.bold == line.letters,
                italic: line.letters > 0 && line.italic == line.letters,
                centred: properties.centred == Some(true),
                aside: contents,
            };
            let label = if at == 0 && !label.is_empty() {
                format!("{label} ")
            } else {
                String::new()
            };
            Piece::Paragraph(format!("{label}{}", line.content), style)
        });
        let pieces = pieces.collect();
        self.put(pieces);
    }

    /// Adds pieces to the innermost text that is open.
    fn put(&mut self, pieces: Vec<Piece>) {
        let flow = self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Flow(flow) => Some(flow),
            _ => None,
        });
        if let Some(flow) = flow {
            flow.extend(pieces);
        }
    }

    fn end_text_box(&mut self) {
        let Some(Frame::Flow(pieces)) = self.frames.pop_if(|frame| matches!(frame, Frame::Flow(_))) else {
            return;
        };
        let asides: Vec<Piece> = pieces.into_iter().map(draft::aside).collect();
        match self.frames.last_mut() {
            Some(Frame::Paragraph(paragraph)) => paragraph.asides.extend(asides),
            _ => self.put(asides),
        }
    }

    fn begin_cell(&mut self) -> Result<(), ExtractError> {
        self.shared.cells += 1;
        if self.shared.cells > self.shared.limits.cells {
            return Err(ExtractError::TooLarge("table cells"));
        }
        self.with_row(|row| row.cells.push(Cell::default()));
        self.frames.push(Frame::Flow(Vec::new()));
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(Frame::Flow(pieces)) = self.frames.pop_if(|frame| matches!(frame, Frame::Flow(_))) else {
            return;
        };
        self.with_cell(|cell| cell.pieces = pieces);
    }

    fn end_table(&mut self) {
        let Some(Frame::Table(table)) = self.frames.pop_if(|frame| matches!(frame, Frame::Table(_))) else {
            return;
        };
        let rows: Vec<Row> = table
            .rows
            .into_iter()
            .filter(|row| !row.deleted && !row.cells.is_empty())
            .collect();
        if rows.is_empty() {
            return;
        }
        if draft::lays_out(rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.pieces[..])) {
            self.put(
                rows.into_iter()
                    .flat_map(|row| row.cells)
                    .flat_map(|cell| cell.pieces)
                    .collect(),
            );
            return;
        }
        let cell = |cell: Cell| CellContent {
            paragraphs: draft::flattened(cell.pieces),
            width: cell.width,
            from_above: cell.continues,
        };
        self.put(vec![Piece::Table(
            rows.into_iter()
                .map(|row| row.cells.into_iter().map(cell).collect())
                .collect(),
        )]);
    }

    /// Adds text to the open paragraph in the properties of its run.
    fn write(&mut self, text: &str) -> Result<(), ExtractError> {
        if self.codes > 0 {
            return Ok(());
        }
        self.shared.text_bytes += text.len();
        if self.shared.text_bytes > self.shared.limits.text_bytes {
            return Err(ExtractError::TooLarge("text"));
        }
        let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() else {
            return Ok(());
        };
        let styles = &self.shared.styles;
        let inherited = paragraph
            .inherited
            .get_or_insert_with(|| styles.of_paragraph(paragraph.style.as_deref()));
        let run = paragraph.run.over(inherited);
        if run.hidden == Some(true) {
            self.note(HIDDEN);
            return Ok(());
        }
        let converted = typeface::unicode(text, run.font.as_deref().unwrap_or_default());
        if let Some(line) = paragraph.lines.last_mut() {
            line.push(converted.as_ref().map_or(text, |(text, _)| text), &run);
        }
        if let Some((_, encoding)) = converted {
            self.note(Note::Converted(encoding));
        }
        Ok(())
    }

    fn break_line(&mut self) {
        self.with_paragraph(|paragraph| paragraph.lines.push(Line::default()));
    }

    fn field(&mut self, element: &Element<'_>) {
        match element.attribute("fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(false);
                self.codes += 1;
            }
            Some("separate") => {
                if let Some(reached) = self.fields.last_mut().filter(|reached| !**reached) {
                    *reached = true;
                    self.codes -= 1;
                }
            }
            _ => {
                if self.fields.pop() == Some(false) {
                    self.codes -= 1;
                }
            }
        }
    }

    fn contents(&mut self, element: &Element<'_>) {
        if let Some(control) = self.controls.last_mut() {
            *control |= element.val().as_deref() == Some("Table of Contents");
        }
    }

    fn with_paragraph(&mut self, change: impl FnOnce(&mut Paragraph)) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            change(paragraph);
        }
    }

    fn with_table(&mut self, change: impl FnOnce(&mut Table)) {
        let table = self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Table(table) => Some(table),
            _ => None,
        });
        if let Some(table) = table {
            change(table);
        }
    }

    fn with_row(&mut self, change: impl FnOnce(&mut Row)) {
        self.with_table(|table| {
            if let Some(row) = table.rows.last_mut() {
                change(row);
            }
        });
    }

    fn with_cell(&mut self, change: impl FnOnce(&mut Cell)) {
        self.with_row(|row| {
            if let Some(cell) = row.cells.last_mut() {
                change(cell);
            }
        });
    }

    fn in_table(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame, Frame::Table(_)))
    }

    fn note(&mut self, note: Note) {
        if !self.shared.notes.contains(&note) {
            self.shared.notes.push(note);
        }
    }

    fn finish(self) -> Vec<Piece> {
        match self.frames.into_iter().next() {
            Some(Frame::Flow(pieces)) => pieces,
            _ => Vec::new(),
        }
    }
}

impl Line {
    fn push(&mut self, text: &str, run: &Properties) {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.letters += letters;
        self.bold += if run.bold == Some(true) { letters } else { 0 };
        self.italic += if run.italic == Some(true) { letters } else { 0 };
        if run.capitals == Some(true) {
            self.content.push_str(&text.to_uppercase());
        } else {
            self.content.push_str(text);
        }
    }
}
