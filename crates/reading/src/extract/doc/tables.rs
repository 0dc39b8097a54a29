//! Rows and cells as Word stores them (each cell with its own edges) onto one grid of columns for the whole table.

use super::properties::CellShape;
use super::story::RawParagraph;
use crate::extract::{CellContent, Style};

/// Edges nearer than this, in twentieths of a point, are one grid line: rows of one table rarely agree exactly.
const SAME_EDGE: i32 = 90;
/// Width given to cells of a row whose shape is not known.
const UNKNOWN_WIDTH: i32 = 1440;

/// Collects one table.
#[derive(Debug, Default)]
pub(super) struct TableBuilder {
    rows: Vec<StoredRow>,
    row: Vec<Vec<(String, Style)>>,
    cell: Vec<(String, Style)>,
}

#[derive(Debug)]
struct StoredRow {
    cells: Vec<Vec<(String, Style)>>,
    shapes: Vec<CellShape>,
}

impl TableBuilder {
    /// Adds the lines of a stored paragraph, which may end a cell or a row.
    pub(super) fn add(&mut self, paragraphs: Vec<(String, Style)>, raw: &RawParagraph) {
        if raw.ends_cell && raw.properties.ends_row {
            self.end_row(&raw.properties.cells);
            return;
        }
        self.cell.extend(paragraphs);
        if raw.ends_cell {
            self.row.push(std::mem::take(&mut self.cell));
        }
    }

    /// The rows with merged cells resolved; empty when nothing was added.
    pub(super) fn finish(mut self) -> Vec<Vec<CellContent>> {
        // Cells without a row end: a damaged file, or one that is not as we believe.
        self.end_row(&[]);
        let lines = grid_lines(&self.rows);
        self.rows.into_iter().map(|row| on_grid(row, &lines)).collect()
    }

    fn end_row(&mut self, shapes: &[CellShape]) {
        if !self.cell.is_empty() {
            self.row.push(std::mem::take(&mut self.cell));
        }
        if self.row.is_empty() {
            return;
        }
        let cells = std::mem::take(&mut self.row);
        let shapes = completed(shapes, cells.len());
        self.rows.push(StoredRow { cells, shapes });
    }
}

/// Shapes for exactly `count` cells; missing ones follow at the right.
fn completed(shapes: &[CellShape], count: usize) -> Vec<CellShape> {
    let mut all: Vec<CellShape> = shapes.iter().copied().take(count).collect();
    while all.len() < count {
        let left = all.last().map_or(0, |last| last.right);
        all.push(CellShape {
            left,
            right: left.saturating_add(UNKNOWN_WIDTH),
            ..CellShape::default()
        });
    }
    all
}

fn grid_lines(rows: &[StoredRow]) -> Vec<i32> {
    let mut edges: Vec<i32> = rows
        .iter()
        .flat_map(|row| &row.shapes)
        .flat_map(|cell| [cell.left, cell.right])
        .collect();
    edges.sort_unstable();
    let mut lines: Vec<i32> = Vec::new();
    for edge in edges {
        if lines.last().is_none_or(|&last| edge - last > SAME_EDGE) {
            lines.push(edge);
        }
    }
    lines
}

fn on_grid(row: StoredRow, lines: &[i32]) -> Vec<CellContent> {
    let line = |edge: i32| lines.partition_point(|&line| line <= edge).saturating_sub(1);
    let mut cells: Vec<CellContent> = Vec::new();
    let mut column = 0;
    for (paragraphs, shape) in row.cells.into_iter().zip(row.shapes) {
        let left = line(shape.left).max(column);
        if left > column {
            cells.push(CellContent {
                width: left - column,
                ..CellContent::default()
            });
        }
        let width = line(shape.right).saturating_sub(left).max(1);
        column = left + width;
        match cells.last_mut() {
            Some(first) if shape.joined_left => {
                first.width += width;
                first.paragraphs.extend(paragraphs);
            }
            _ => cells.push(CellContent {
                paragraphs,
                width,
                from_above: shape.joined_above,
            }),
        }
    }
    cells
}
