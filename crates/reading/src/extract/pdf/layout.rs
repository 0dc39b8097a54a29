//! Pages of words to paragraphs and tables: what a reader sees at once has to be inferred from positions.
//!
//! Pure: the same pages give the same extract, whether a program or a recogniser found the words.

use super::aligned;
use super::columns;
use super::lines::{self, Band, Segment};
use super::margins;
use super::page::{Page, Word, median};
use super::paragraphs::{self, Line};
use super::ruled;
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

/// Arranges words into the text of a document, and tells what was left out.
pub(in crate::extract) fn arrange(pages: Vec<Page>) -> (Vec<Piece>, Vec<Note>) {
    let mut notes = Vec::new();
    let mut rules = Vec::with_capacity(pages.len());
    let mut sheets: Vec<Sheet> = Vec::with_capacity(pages.len());
    for mut page in pages {
        page.words.truncate(MOST_WORDS);
        let before = page.words.len();
        page.words.retain(is_upright);
        if page.words.len() < before {
            notes.push(Note::LeftOut("text turned on its side"));
        }
        rules.push(std::mem::take(&mut page.rules));
        sheets.push(Sheet {
            width: page.width,
            height: page.height,
            words: page.words,
        });
    }
    let body = median(
        sheets
            .iter()
            .flat_map(|sheet| &sheet.words)
            .map(|word| word.area.height())
            .collect(),
        12.0,
    );
    let mut tables: Vec<Vec<ruled::Ruled>> = Vec::with_capacity(sheets.len());
    let mut pages: Vec<(f32, Vec<Band>)> = Vec::with_capacity(sheets.len());
    let mut widths = Vec::with_capacity(sheets.len());
    for (number, mut sheet) in sheets.into_iter().enumerate() {
        tables.push(ruled::take(&mut sheet.words, &rules[number], number));
        let mut bands = lines::bands(sheet.words);
        if !stamps::remove(&mut bands).is_empty() {
            notes.push(Note::LeftOut("box of a digital signature"));
        }
        pages.push((sheet.height, bands));
        widths.push(sheet.width);
    }
    margins::remove_running_lines(&mut pages);
    let columns = page_columns(&pages, &widths);
    let mut items = Vec::new();
    for (number, ((_, mut bands), tables)) in pages.into_iter().zip(tables).enumerate() {
        let footnotes = margins::split_footnotes(&mut bands, body);
        page_items(&bands, tables, columns[number], number, &mut items);
        items.extend(
            footnotes
                .iter()
                .filter_map(Band::joined)
                .map(|s| Item::Footnote(line(&s, columns[number], number))),
        );
    }
    notes.dedup();
    (flow(items), notes)
}

struct Sheet {
    width: f32,
    height: f32,
    words: Vec<Word>,
}

/// A word much taller than wide is turned on its side.
fn is_upright(word: &Word) -> bool {
    word.text.chars().count() < 3 || word.area.height() < 2.5 * word.area.width()
}

/// Edges of the text column of each page; a page of few lines has those of the others.
fn page_columns(pages: &[(f32, Vec<Band>)], widths: &[f32]) -> Vec<(f32, f32)> {
    let own: Vec<Option<(f32, f32)>> = pages
        .iter()
        .zip(widths)
        .map(|((_, bands), &width)| {
            let single: Vec<&Segment> = bands
                .iter()
                .filter(|band| band.segments.len() == 1)
                .map(|band| &band.segments[0])
                .collect();
            paragraphs::column(&single, width)
        })
        .collect();
    let known: Vec<(f32, f32)> = own.iter().flatten().copied().collect();
    let left = median(known.iter().map(|column| column.0).collect(), f32::NAN);
    let right = median(known.iter().map(|column| column.1).collect(), f32::NAN);
    pages
        .iter()
        .zip(own)
        .map(|((_, bands), column)| {
            let outer = || {
                let area = bands
                    .iter()
                    .map(|band| band.area)
                    .reduce(|all, next| all.around(&next))
                    .unwrap_or_default();
                (area.left, area.right)
            };
            column.unwrap_or_else(|| if left.is_nan() { outer() } else { (left, right) })
        })
        .collect()
}

fn line(segment: &Segment, column: (f32, f32), page: usize) -> Line {
    Line::new(segment, column.0, column.1, page)
}

/// Bands and ruled tables of a page in reading order.
fn page_items(bands: &[Band], tables: Vec<ruled::Ruled>, column: (f32, f32), page: usize, items: &mut Vec<Item>) {
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
        let taken = match block {
            Some(block) => {
                items.push(Item::Table(block.rows));
                block.bands.max(1)
            }
            None => {
                items.extend(band.joined().map(|segment| Item::Line(line(&segment, column, page))));
                1
            }
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
