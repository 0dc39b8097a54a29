//! Tables of a page: spans resolved into a grid, layout tables told from tables of data.

use crate::extract::draft::{self, Piece};
use crate::extract::{CellContent, ExtractError};

/// Columns a cell may span, as browsers limit it.
const WIDEST: usize = 1_000;
/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<Cell>>,
}

/// A cell with its content in reading order.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) pieces: Vec<Piece>,
    columns: usize,
    rows: usize,
}

impl Table {
    pub(super) fn begin_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Begins a cell that spans columns and rows (0 rows: to the end of the table).
    pub(super) fn begin_cell(&mut self, columns: usize, rows: usize) {
        if self.rows.is_empty() {
            self.begin_row();
        }
        if let Some(row) = self.rows.last_mut() {
            row.push(Cell {
                pieces: Vec::new(),
                columns: columns.clamp(1, WIDEST),
                rows: if rows == 0 { usize::MAX } else { rows },
            });
        }
    }

    /// The cell that is being read.
    pub(super) fn cell(&mut self) -> Option<&mut Cell> {
        self.rows.last_mut()?.last_mut()
    }

    /// What the table comes to: itself, or its content when it only lays out the page.
    ///
    /// # Errors
    /// When spans would make more than `most_cells` cells.
    pub(super) fn finish(self, most_cells: usize) -> Result<Vec<Piece>, ExtractError> {
        if draft::lays_out(self.rows.iter().flatten().map(|cell| &cell.pieces[..])) {
            return Ok(self.rows.into_iter().flatten().flat_map(|cell| cell.pieces).collect());
        }
        let rows = grid(self.rows, most_cells)?;
        Ok(if rows.is_empty() {
            Vec::new()
        } else {
            vec![Piece::Table(rows)]
        })
    }
}

/// Resolves spans: a cell that reaches into later rows is repeated there as a continuation.
fn grid(source: Vec<Vec<Cell>>, most_cells: usize) -> Result<Vec<Vec<CellContent>>, ExtractError> {
    let mut rows = Vec::with_capacity(source.len());
    let mut hanging: Vec<Span> = Vec::new();
    let mut count = 0;
    for cells in source {
        if cells.is_empty() {
            continue;
        }
        let row = place(cells, &mut hanging);
        count += row.len();
        if count > most_cells {
            return Err(ExtractError::TooLarge("table cells"));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A cell of an earlier row that reaches down, by its first column.
#[derive(Debug, Clone, Copy)]
struct Span {
    column: usize,
    width: usize,
    left: usize,
}

fn place(cells: Vec<Cell>, hanging: &mut Vec<Span>) -> Vec<CellContent> {
    let mut row = Vec::with_capacity(cells.len() + hanging.len());
    let mut next = Vec::new();
    let mut spans = std::mem::take(hanging).into_iter().peekable();
    let mut column = 0;
    let mut go_on = |column: &mut usize, row: &mut Vec<CellContent>, span: Span| {
        row.push(CellContent {
            paragraphs: Vec::new(),
            width: span.width,
            from_above: true,
        });
        *column = span.column + span.width;
        if span.left > 1 {
            hanging.push(Span {
                left: span.left - 1,
                ..span
            });
        }
    };
    for cell in cells {
        while let Some(span) = spans.next_if(|span| span.column <= column) {
            go_on(&mut column, &mut row, span);
        }
        if cell.rows > 1 {
            next.push(Span {
                column,
                width: cell.columns,
                left: cell.rows - 1,
            });
        }
        column += cell.columns;
        row.push(CellContent {
            paragraphs: draft::flattened(cell.pieces),
            width: cell.columns,
            from_above: false,
        });
    }
    for span in spans {
        go_on(&mut column, &mut row, span);
    }
    hanging.extend(next);
    hanging.sort_by_key(|span| span.column);
    row
}
