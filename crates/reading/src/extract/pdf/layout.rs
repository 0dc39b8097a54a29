//! Pages of words to paragraphs and tables: what a reader sees at once has to be inferred from positions.
//!
//! Pure: the same pages give the same extract, whether a program or a recogniser found the words.

use super::aligned;
use super::columns;
use super::lines::{self, Band, Segment};
use super::margins;
use super::page::{Page, Word, median};
use super::paragraphs::{self, Line};
use super::ruled::{self, Ruled};
use super::stamps;
use crate::extract::draft::Piece;
use crate::extract::{CellContent, Note, Style};

/// Words of one page that are looked at; more are no text of an official document.
const MOST_WORDS: usize = 20_000;

/// One thing of the flow of text.
enum Item {
    Line(Line),
    Table(Vec<Vec<CellContent>>),
    Footnote(Line),
}

/// A page whose words stand in lines and tables.
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) bands: Vec<Band>,
    tables: Vec<Ruled>,
}

/// Arranges words into the text of a document, and tells what was left out.
pub(in crate::extract) fn arrange(pages: Vec<Page>) -> (Vec<Piece>, Vec<Note>) {
    let words = pages.iter().flat_map(|page| &page.words);
    let body = median(words.map(|word| word.area.height()).collect(), 12.0);
    let mut notes = Vec::new();
    let mut sheets: Vec<Sheet> = pages
        .into_iter()
        .enumerate()
        .map(|(number, page)| sheet(page, number, &mut notes))
        .collect();
    margins::remove_running_lines(&mut sheets);
    let columns = text_columns(&sheets);
    let mut items = Vec::new();
    for (number, (mut sheet, column)) in sheets.into_iter().zip(columns).enumerate() {
        let footnotes = margins::split_footnotes(&mut sheet.bands, body);
        page_items(&sheet.bands, sheet.tables, column, number, &mut items);
        let footnotes = footnotes.iter().filter_map(Band::joined);
        items.extend(footnotes.map(|segment| Item::Footnote(line(&segment, column, number))));
    }
    (flow(items), notes)
}

fn sheet(page: Page, number: usize, notes: &mut Vec<Note>) -> Sheet {
    let mut words = page.words;
    words.truncate(MOST_WORDS);
    let count = words.len();
    words.retain(is_upright);
    if words.len() < count {
        notes.push(Note::LeftOut("text turned on its side"));
    }
    let tables = ruled::take(&mut words, &page.rules, number);
    let mut bands = lines::bands(words);
    if !stamps::remove(&mut bands).is_empty() {
        notes.push(Note::LeftOut("box of a digital signature"));
    }
    Sheet {
        width: page.width,
        height: page.height,
        bands,
        tables,
    }
}

/// A word much taller than wide is turned on its side.
fn is_upright(word: &Word) -> bool {
    word.text.chars().count() < 3 || word.area.height() < 2.5 * word.area.width()
}

/// Edges of the text column of each page; a page of few lines has those of the other pages of its width.
fn text_columns(sheets: &[Sheet]) -> Vec<(f32, f32)> {
    let own: Vec<Option<(f32, f32)>> = sheets.iter().map(own_column).collect();
    let others = |width: f32| {
        let alike = sheets
            .iter()
            .zip(&own)
            .filter(move |(sheet, _)| (sheet.width - width).abs() < 5.0);
        let known: Vec<(f32, f32)> = alike.filter_map(|(_, column)| *column).collect();
        let left = median(known.iter().map(|column| column.0).collect(), f32::NAN);
        let right = median(known.iter().map(|column| column.1).collect(), f32::NAN);
        (!known.is_empty()).then_some((left, right))
    };
    let column = |(sheet, own): (&Sheet, &Option<(f32, f32)>)| {
        own.or_else(|| others(sheet.width))
            .unwrap_or_else(|| everything(sheets, sheet.width))
    };
    sheets.iter().zip(&own).map(column).collect()
}

fn own_column(sheet: &Sheet) -> Option<(f32, f32)> {
    let single: Vec<&Segment> = sheet
        .bands
        .iter()
        .filter(|band| band.segments.len() == 1)
        .map(|band| &band.segments[0])
        .collect();
    paragraphs::column(&single, sheet.width)
}

/// The edges of all that stands on pages of one width.
fn everything(sheets: &[Sheet], width: f32) -> (f32, f32) {
    let alike = sheets.iter().filter(|sheet| (sheet.width - width).abs() < 5.0);
    let areas = alike.flat_map(|sheet| {
        sheet
            .bands
            .iter()
            .map(|band| band.area)
            .chain(sheet.tables.iter().map(|table| table.area))
    });
    let area = areas.reduce(|all, next| all.around(&next)).unwrap_or_default();
    (area.left, area.right)
}

fn line(segment: &Segment, column: (f32, f32), page: usize) -> Line {
    Line::new(segment, column.0, column.1, page)
}

/// Bands and ruled tables of a page in reading order.
fn page_items(bands: &[Band], tables: Vec<Ruled>, column: (f32, f32), page: usize, items: &mut Vec<Item>) {
    let mut rest = bands;
    for table in tables {
        let above = rest
            .iter()
            .take_while(|band| band.area.middle_y() < table.area.top)
            .count();
        let (before, after) = rest.split_at(above);
        band_items(before, column, page, items);
        items.push(Item::Table(table.rows));
        rest = after;
    }
    band_items(rest, column, page, items);
}

fn band_items(bands: &[Band], column: (f32, f32), page: usize, items: &mut Vec<Item>) {
    let mut rest = bands;
    while let Some(band) = rest.first() {
        let block = columns::letterhead(rest, page)
            .or_else(|| columns::signature(rest, page))
            .or_else(|| aligned::table(rest, page));
        let taken = if let Some(block) = block {
            items.push(Item::Table(block.rows));
            block.bands.max(1)
        } else {
            items.extend(band.joined().map(|segment| Item::Line(line(&segment, column, page))));
            1
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
}

/// The flow of text: lines joined into paragraphs also across pages, tables that go on after a page break as one.
fn flow(items: Vec<Item>) -> Vec<Piece> {
    let mut flow = Flow::default();
    let mut footnotes: Vec<Line> = Vec::new();
    for item in items {
        match item {
            Item::Footnote(line) => footnotes.push(line),
            Item::Line(line) => {
                flow.end_table();
                flow.lines.push(line);
            }
            Item::Table(rows) => {
                flow.end_paragraphs();
                if !goes_on(&flow.table, &rows) {
                    flow.end_table();
                }
                continue_table(&mut flow.table, rows);
            }
        }
    }
    flow.end_paragraphs();
    flow.end_table();
    let aside = |(text, style)| Piece::Paragraph(text, Style { aside: true, ..style });
    flow.pieces.extend(paragraphs::join(&footnotes).into_iter().map(aside));
    flow.pieces
}

#[derive(Default)]
struct Flow {
    pieces: Vec<Piece>,
    lines: Vec<Line>,
    table: Vec<Vec<CellContent>>,
}

impl Flow {
    fn end_paragraphs(&mut self) {
        let paragraphs = paragraphs::join(&std::mem::take(&mut self.lines));
        self.pieces.extend(
            paragraphs
                .into_iter()
                .map(|(text, style)| Piece::Paragraph(text, style)),
        );
    }

    fn end_table(&mut self) {
        if !self.table.is_empty() {
            self.pieces.push(Piece::Table(std::mem::take(&mut self.table)));
        }
    }
}

/// Whether rows at the top of a page continue the table above: as many columns, at least three.
fn goes_on(table: &[Vec<CellContent>], rows: &[Vec<CellContent>]) -> bool {
    let columns = |rows: &[Vec<CellContent>]| {
        rows.iter()
            .map(|row| row.iter().map(|cell| cell.width.max(1)).sum::<usize>())
            .max()
            .unwrap_or_default()
    };
    columns(table) == columns(rows) && columns(rows) > 2
}

/// Adds rows to a table; the repeated header goes, a row that a page break cut in two is made whole.
fn continue_table(table: &mut Vec<Vec<CellContent>>, rows: Vec<Vec<CellContent>>) {
    let repeated = table
        .iter()
        .zip(&rows)
        .take_while(|(above, row)| words_of(above) == words_of(row))
        .count();
    let mut rows = rows;
    rows.drain(..repeated);
    if let Some(last) = table.last_mut()
        && rows.first().is_some_and(|first| is_cut(last, first))
    {
        complete(last, rows.remove(0));
    }
    table.append(&mut rows);
}

fn words_of(row: &[CellContent]) -> String {
    row.iter()
        .flat_map(|cell| &cell.paragraphs)
        .map(|(text, _)| text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A row without a number whose text begins in the middle of a sentence is the rest of the row before.
fn is_cut(last: &[CellContent], row: &[CellContent]) -> bool {
    let unnumbered = row.first().is_some_and(|cell| cell.paragraphs.is_empty());
    let starts = |cell: &CellContent| cell.paragraphs.first().and_then(|(text, _)| text.chars().next());
    unnumbered && last.len() == row.len() && row.iter().filter_map(starts).any(char::is_lowercase)
}

fn complete(last: &mut [CellContent], row: Vec<CellContent>) {
    for (cell, more) in last.iter_mut().zip(row) {
        for (text, style) in more.paragraphs {
            match cell.paragraphs.last_mut() {
                Some((before, _)) if text.starts_with(char::is_lowercase) => {
                    before.push(' ');
                    before.push_str(&text);
                }
                _ => cell.paragraphs.push((text, style)),
            }
        }
    }
}
