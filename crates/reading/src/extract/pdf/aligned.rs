//! Tables without known rules: columns are stretches of white that run down through the lines, rows are told by gaps
//! and by the numbers of the first column.

use std::ops::Range;

use super::columns::{Block, cell_text, ends_table};
use super::lines::{Band, Segment};
use super::page::{Area, Word, median};
use crate::extract::CellContent;

/// Bands of two or more segments that make a table.
const FEWEST_BANDS: usize = 3;
/// Bands looked at for one table.
const MOST_BANDS: usize = 500;
/// Share of the bands that may lie over the white between two columns: rows that are one cell.
const SPANNING: f32 = 0.08;

/// A table, when one begins at the first of these bands.
pub(super) fn table(bands: &[Band], page: usize) -> Option<Block> {
    if bands.first()?.segments.len() < 2 {
        return None;
    }
    let bands = &bands[..bands.len().min(MOST_BANDS)];
    let sure = sure_end(&bands[..end(bands)]);
    if bands[..sure].iter().filter(|band| band.segments.len() > 1).count() < FEWEST_BANDS {
        return None;
    }
    let columns = filled(&columns(&bands[..sure]), &bands[..sure]);
    if columns.len() < 2 {
        return None;
    }
    // A cut row at the foot of the page is one line, which its words part into the columns.
    let in_columns = |band: &&Band| !ends_table(band) && parts(band, &columns).len() > 2;
    let bands = &bands[..sure + bands[sure..].iter().take_while(in_columns).count()];
    let lines: Vec<Vec<Part>> = bands.iter().map(|band| parts(band, &columns)).collect();
    let rows = rows(bands, &lines, &columns)
        .into_iter()
        .map(|rows| row(&lines[rows], &columns, page))
        .collect();
    Some(Block {
        rows,
        bands: bands.len(),
    })
}

/// Bands up to the first that is far below the one before, or begins running text again.
fn end(bands: &[Band]) -> usize {
    let mut end = 1;
    while let Some(band) = bands.get(end) {
        let far = band.area.top - bands[end - 1].area.bottom > 3.0 * band.size();
        let alone = band.segments.len() == 1;
        if far || ends_table(band) || (alone && lies_over(band, &bands[..end]) && !comes_back(&bands[end..])) {
            break;
        }
        end += 1;
    }
    end
}

/// Single lines over the columns at the end may belong to what follows.
fn sure_end(bands: &[Band]) -> usize {
    let mut end = bands.len();
    while end > 1 && bands[end - 1].segments.len() == 1 && lies_over(&bands[end - 1], &bands[..end - 1]) {
        end -= 1;
    }
    end
}

/// Whether a single line lies over a gap of most of the bands above.
fn lies_over(band: &Band, above: &[Band]) -> bool {
    let lies_over_gap = |pair: &[Segment]| {
        let (left, right) = (pair[0].area.right - pair[0].size, pair[1].area.left + pair[1].size);
        band.area.left < left && band.area.right > right
    };
    let many = above.iter().filter(|above| above.segments.len() > 1);
    let (over, all) = many.fold((0, 0), |(over, all), above| {
        (
            over + usize::from(above.segments.windows(2).any(lies_over_gap)),
            all + 1,
        )
    });
    over * 2 > all
}

/// A line over all columns belongs to the table when columns go on right after it.
fn comes_back(bands: &[Band]) -> bool {
    bands.iter().take(3).skip(1).any(|band| band.segments.len() > 1)
}

/// Areas of the columns from the left.
fn columns(bands: &[Band]) -> Vec<Area> {
    let Some(whole) = bands.iter().map(|band| band.area).reduce(|all, next| all.around(&next)) else {
        return Vec::new();
    };
    let size = median(bands.iter().map(Band::size).collect(), 12.0);
    let least = if bands.len() < 8 { 0.8 } else { 0.3 } * size;
    let mut columns = Vec::new();
    let mut left = whole.left;
    let white = white_stretches(bands, whole);
    for stretch in white.iter().filter(|stretch| stretch.end - stretch.start > least) {
        columns.push(Area {
            left,
            right: stretch.start,
            ..whole
        });
        columns.extend(sparse_columns(bands, stretch, whole));
        left = stretch.end;
    }
    columns.push(Area { left, ..whole });
    columns.retain(|column| column.width() > 0.0);
    columns
}

/// Columns with text of their own: a stretch that only longer lines pass through belongs to the next column.
fn filled(columns: &[Area], bands: &[Band]) -> Vec<Area> {
    let lines: Vec<Vec<Part>> = bands.iter().map(|band| parts(band, columns)).collect();
    let is_filled = |column: usize| {
        lines
            .iter()
            .flatten()
            .any(|part| part.first == column && part.last == column)
    };
    let mut filled: Vec<Area> = Vec::with_capacity(columns.len());
    let mut left = None;
    for (number, column) in columns.iter().enumerate() {
        let left_edge = left.take().unwrap_or(column.left);
        if is_filled(number) {
            filled.push(Area {
                left: left_edge,
                ..*column
            });
        } else {
            left = Some(left_edge);
        }
    }
    filled
}

/// Stretches of x that hardly any band has words in.
fn white_stretches(bands: &[Band], whole: Area) -> Vec<Range<f32>> {
    let mut edges: Vec<(f32, i32)> = Vec::new();
    for word in bands
        .iter()
        .flat_map(|band| &band.segments)
        .flat_map(|segment| &segment.words)
    {
        edges.push((word.area.left, 1));
        edges.push((word.area.right, -1));
    }
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "at most 500 bands"
    )]
    let allowed = (bands.len() as f32 * SPANNING) as i32;
    let mut stretches = Vec::new();
    let mut over = 0;
    let mut start = None;
    for (x, change) in edges {
        over += change;
        match start {
            None if over <= allowed && x > whole.left => start = Some(x),
            Some(from) if over > allowed => {
                stretches.push(from..x);
                start = None;
            }
            _ => {}
        }
    }
    stretches
}

/// Columns that few rows have words in, inside a stretch of white: segments that lie in it as a whole.
fn sparse_columns(bands: &[Band], stretch: &Range<f32>, whole: Area) -> Vec<Area> {
    let mut columns: Vec<Area> = Vec::new();
    for segment in bands.iter().flat_map(|band| &band.segments) {
        if segment.area.left < stretch.start || segment.area.right > stretch.end {
            continue;
        }
        let area = Area {
            left: segment.area.left,
            right: segment.area.right,
            ..whole
        };
        let (over, apart): (Vec<Area>, Vec<Area>) = columns.drain(..).partition(|column| column.shared_x(&area) > 0.0);
        columns = apart;
        columns.push(over.iter().fold(area, |all, next| all.around(next)));
    }
    columns.sort_by(|a, b| a.left.total_cmp(&b.left));
    columns
}

/// Words of one band in one column, or in several when they run through the white between them.
struct Part {
    first: usize,
    last: usize,
    segment: Segment,
}

fn parts(band: &Band, columns: &[Area]) -> Vec<Part> {
    let mut groups: Vec<(usize, usize, Vec<Word>)> = Vec::new();
    for word in band.segments.iter().flat_map(|segment| &segment.words) {
        let column = column_of(word, columns);
        match groups.last_mut() {
            Some((_, last, words)) if *last == column || runs_on(words, word) => {
                *last = column.max(*last);
                words.push(word.clone());
            }
            _ => groups.push((column, column, vec![word.clone()])),
        }
    }
    let part = |(first, last, words)| {
        Some(Part {
            first,
            last,
            segment: Segment::new(words)?,
        })
    };
    groups.into_iter().filter_map(part).collect()
}

fn runs_on(words: &[Word], next: &Word) -> bool {
    words
        .last()
        .is_some_and(|last| next.area.left - last.area.right < 0.45 * last.area.height())
}

fn column_of(word: &Word, columns: &[Area]) -> usize {
    let distance = |column: &Area| (column.left - word.area.middle_x()).max(word.area.middle_x() - column.right);
    (0..columns.len())
        .min_by(|&a, &b| distance(&columns[a]).total_cmp(&distance(&columns[b])))
        .unwrap_or_default()
}

/// Bands of each row: first parted at gaps wider than inside rows, then, where such a group has several numbers or
/// several lines with text in all columns, before each of them.
fn rows(bands: &[Band], lines: &[Vec<Part>], columns: &[Area]) -> Vec<Range<usize>> {
    let mut lowest = f32::MIN;
    let mut gaps = Vec::with_capacity(bands.len());
    for band in bands {
        gaps.push(band.area.top - lowest);
        lowest = lowest.max(band.area.bottom);
    }
    let usual = median(gaps.iter().skip(1).copied().collect(), 0.0);
    let table = columns[columns.len() - 1].right - columns[0].left;
    let numbered = columns[0].width() < 0.15 * table;
    let is_start = |i: usize| {
        let from_first = lines[i].first().is_some_and(|part| part.first == 0);
        if numbered {
            from_first
        } else {
            is_full(&lines[i], columns)
        }
    };
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut started = false;
    for i in 0..bands.len() {
        let parted = i == 0 || gaps[i] > usual + 0.35 * bands[i].size();
        let again = started && is_start(i);
        match rows.last_mut() {
            Some(row) if !parted && !again => row.end = i + 1,
            _ => {
                rows.push(i..i + 1);
                started = false;
            }
        }
        started |= is_start(i);
    }
    rows
}

fn is_full(line: &[Part], columns: &[Area]) -> bool {
    line.len() == columns.len()
        && line
            .iter()
            .all(|part| !part.segment.text().starts_with(char::is_lowercase))
}

fn row(lines: &[Vec<Part>], columns: &[Area], page: usize) -> Vec<CellContent> {
    let mut cells: Vec<Vec<&Segment>> = vec![Vec::new(); columns.len()];
    let mut last = vec![0; columns.len()];
    for part in lines.iter().flatten() {
        cells[part.first].push(&part.segment);
        last[part.first] = part.last.max(last[part.first]);
    }
    let mut row = Vec::new();
    let mut column = 0;
    while column < columns.len() {
        // A cell is as wide as its text when nothing else stands in those columns.
        let free = cells[column + 1..].iter().take_while(|cell| cell.is_empty()).count();
        let spread = last[column].saturating_sub(column);
        let only = spread > 0 && free + column + 1 == columns.len() && row.is_empty();
        let width = if only { free } else { spread.min(free) } + 1;
        let area = columns[column].around(&columns[column + width - 1]);
        row.push(CellContent {
            width,
            ..cell_text(&cells[column], &area, page)
        });
        column += width;
    }
    row
}
