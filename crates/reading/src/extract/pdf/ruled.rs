//! Tables drawn with rules: the rules are the grid, whatever the text does inside.

use super::columns::cell_text;
use super::lines::{self, Band, Segment};
use super::page::{Area, Word};
use crate::extract::CellContent;

/// Rules nearer than this, in points, are one grid line.
const SAME_LINE: f32 = 3.0;
/// A rule is at most this thick, in points.
const THICKEST: f32 = 4.0;
/// Rules shorter than this, in points, are dots of a pattern.
const SHORTEST: f32 = 4.0;
/// A page with more rules than this is a drawing.
const MOST_RULES: usize = 5_000;
/// A grid of more cells than this is a drawing.
const MOST_CELLS: usize = 10_000;

/// A ruled table, with its words taken off the page.
#[derive(Debug)]
pub(super) struct Ruled {
    pub(super) area: Area,
    pub(super) rows: Vec<Vec<CellContent>>,
}

/// Takes the ruled tables and their words off a page.
pub(super) fn take(words: &mut Vec<Word>, rules: &[Area], page: usize) -> Vec<Ruled> {
    let across: Vec<Area> = rules
        .iter()
        .filter(|r| r.height() <= THICKEST && r.width() >= SHORTEST)
        .copied()
        .collect();
    let down: Vec<Area> = rules
        .iter()
        .filter(|r| r.width() <= THICKEST && r.height() >= SHORTEST)
        .copied()
        .collect();
    if across.len() + down.len() > MOST_RULES {
        return Vec::new();
    }
    let mut tables: Vec<Ruled> = Vec::new();
    for grid in grids(&across, &down) {
        let inside: Vec<Word> = words
            .iter()
            .filter(|word| grid.area.contains_middle_of(&word.area))
            .cloned()
            .collect();
        if inside.is_empty() {
            continue;
        }
        words.retain(|word| !grid.area.contains_middle_of(&word.area));
        tables.push(Ruled {
            area: grid.area,
            rows: grid.rows(inside, page),
        });
    }
    tables.sort_by(|a, b| a.area.top.total_cmp(&b.area.top));
    tables
}

struct Grid {
    area: Area,
    /// Grid lines from the left and from the top, the outer ones included.
    xs: Vec<f32>,
    ys: Vec<f32>,
    across: Vec<Area>,
    down: Vec<Area>,
}

/// Rules that hang together, as grids of at least two cells.
fn grids(across: &[Area], down: &[Area]) -> Vec<Grid> {
    let mut groups: Vec<Area> = Vec::new();
    for rule in across.iter().chain(down) {
        let mut area = grown(rule);
        // Joining two groups makes a larger one, which may touch others.
        while let Some(i) = groups
            .iter()
            .position(|group| group.shared_x(&area) > 0.0 && group.shared_y(&area) > 0.0)
        {
            area = area.around(&groups.swap_remove(i));
        }
        groups.push(area);
    }
    groups.iter().filter_map(|group| grid(group, across, down)).collect()
}

fn grid(group: &Area, across: &[Area], down: &[Area]) -> Option<Grid> {
    let own = |rules: &[Area]| -> Vec<Area> {
        rules
            .iter()
            .filter(|rule| group.contains_middle_of(rule))
            .copied()
            .collect()
    };
    let (across, down) = (own(across), own(down));
    let xs = grid_lines(down.iter().map(Area::middle_x).collect());
    let ys = grid_lines(across.iter().map(Area::middle_y).collect());
    let cells = xs.len().checked_sub(1)?.checked_mul(ys.len().checked_sub(1)?)?;
    if !(2..=MOST_CELLS).contains(&cells) {
        return None;
    }
    let area = Area::new(*xs.first()?, *ys.first()?, *xs.last()?, *ys.last()?)?;
    Some(Grid {
        area,
        xs,
        ys,
        across,
        down,
    })
}

fn grown(rule: &Area) -> Area {
    let by = SAME_LINE / 2.0;
    Area {
        left: rule.left - by,
        top: rule.top - by,
        right: rule.right + by,
        bottom: rule.bottom + by,
    }
}

fn grid_lines(mut places: Vec<f32>) -> Vec<f32> {
    places.sort_by(f32::total_cmp);
    let mut lines: Vec<f32> = Vec::new();
    for place in places {
        if lines.last().is_none_or(|last| place - last > SAME_LINE) {
            lines.push(place);
        }
    }
    lines
}

impl Grid {
    fn rows(&self, words: Vec<Word>, page: usize) -> Vec<Vec<CellContent>> {
        let (columns, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let mut cells: Vec<Vec<Word>> = vec![Vec::new(); columns * rows];
        for word in words {
            let column = slot(&self.xs, word.area.middle_x());
            let row = slot(&self.ys, word.area.middle_y());
            // Text goes to the top left of the cells that are one.
            let (row, column) = self.root(row, column);
            cells[row * columns + column].push(word);
        }
        let mut out = Vec::with_capacity(rows);
        for row in 0..rows {
            let mut line: Vec<CellContent> = Vec::new();
            let mut column = 0;
            while column < columns {
                let end = (column + 1..columns)
                    .find(|&next| self.is_ruled_left(row, next))
                    .unwrap_or(columns);
                let from_above = row > 0 && !(column..end).any(|column| self.is_ruled_above(row, column));
                let area = Area {
                    left: self.xs[column],
                    right: self.xs[end],
                    ..self.area
                };
                let content = cell(std::mem::take(&mut cells[row * columns + column]), &area, page);
                line.push(CellContent {
                    width: end - column,
                    from_above,
                    ..content
                });
                column = end;
            }
            out.push(line);
        }
        out
    }

    fn root(&self, row: usize, column: usize) -> (usize, usize) {
        let column = (1..=column)
            .rev()
            .find(|&column| self.is_ruled_left(row, column))
            .unwrap_or(0);
        let row = (1..=row)
            .rev()
            .find(|&row| self.is_ruled_above(row, column))
            .unwrap_or(0);
        (row, column)
    }

    fn is_ruled_left(&self, row: usize, column: usize) -> bool {
        let (x, y) = (self.xs[column], f32::midpoint(self.ys[row], self.ys[row + 1]));
        self.down
            .iter()
            .any(|rule| (rule.middle_x() - x).abs() <= SAME_LINE && rule.top <= y && y <= rule.bottom)
    }

    fn is_ruled_above(&self, row: usize, column: usize) -> bool {
        let (x, y) = (f32::midpoint(self.xs[column], self.xs[column + 1]), self.ys[row]);
        self.across
            .iter()
            .any(|rule| (rule.middle_y() - y).abs() <= SAME_LINE && rule.left <= x && x <= rule.right)
    }
}

/// Index of the cell between grid lines.
fn slot(lines: &[f32], place: f32) -> usize {
    lines
        .partition_point(|line| *line <= place)
        .saturating_sub(1)
        .min(lines.len().saturating_sub(2))
}

fn cell(words: Vec<Word>, area: &Area, page: usize) -> CellContent {
    let bands = lines::bands(words);
    let segments: Vec<Segment> = bands.iter().filter_map(Band::joined).collect();
    // The text fills the cell up to a padding that is the same at both sides.
    let padding = segments
        .iter()
        .map(|s| (s.area.left - area.left).min(area.right - s.area.right))
        .fold(f32::MAX, f32::min);
    let padding = if padding < area.width() / 4.0 {
        padding.max(0.0)
    } else {
        0.0
    };
    let inner = Area {
        left: area.left + padding,
        right: area.right - padding,
        ..*area
    };
    cell_text(&segments.iter().collect::<Vec<_>>(), &inner, page)
}
