//! Text in columns: the letterhead, the block of recipients and signature, and tables without known rules.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Band, Segment};
use super::page::{Area, Word};
use super::paragraphs::{self, Line};
use crate::extract::CellContent;

/// The motto of the state or the name of the Party at the right of a letterhead; machine reading may spoil the marks.
static MOTTO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"CONG HOA XA HOI|DANG CONG SAN VIET NAM").expect("the pattern is valid"));
static DATE_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bngay\b.*\bthang\b.*\bnam\b").expect("the pattern is valid"));

/// Lines after the motto among which its date is looked for.
const LETTERHEAD_LINES: usize = 8;

/// A block of columns, and how many bands it takes.
pub(super) struct Block {
    pub(super) rows: Vec<Vec<CellContent>>,
    pub(super) bands: usize,
}

/// The letterhead, when it begins at the first of these bands.
pub(super) fn letterhead(bands: &[Band], page: usize) -> Option<Block> {
    let motto = bands.iter().take(3).position(|band| MOTTO.is_match(&folded(band)))?;
    let split = motto_split(&bands[motto])?;
    let after = bands.iter().take(motto + LETTERHEAD_LINES).skip(motto);
    let date = after
        .clone()
        .position(|band| DATE_LINE.is_match(&folded(band)))
        .map(|i| i + motto)?;
    let mut end = date + 1;
    while bands
        .get(end)
        .is_some_and(|band| continues_left(&bands[end - 1], band, split))
    {
        end += 1;
    }
    let parts: Vec<(Vec<Word>, Vec<Word>)> = bands[..end].iter().map(|band| parted(band, split)).collect();
    let number = (motto + 1..=date)
        .find(|&i| starts_with_number(&parts[i].0))
        .unwrap_or(date);
    let rows = [&parts[..number], &parts[number..]]
        .into_iter()
        .map(|rows| two_cells(rows, page))
        .collect();
    Some(Block { rows, bands: end })
}

/// Recipients at the left, signature at the right, when they begin at the first of these bands.
pub(super) fn signature(bands: &[Band], page: usize) -> Option<Block> {
    let near = bands.iter().take(4).position(|band| starts_with_recipients(band))?;
    let split = signature_split(bands, near)?;
    if bands[..near].iter().any(|band| band.area.left < split) {
        return None;
    }
    let crosses = |band: &Band| {
        band.segments
            .iter()
            .any(|s| s.area.left < split - s.size && s.area.right > split + s.size)
    };
    let end = bands.iter().position(crosses).unwrap_or(bands.len());
    if end <= near {
        return None;
    }
    let parts: Vec<(Vec<Word>, Vec<Word>)> = bands[..end].iter().map(|band| parted(band, split)).collect();
    Some(Block {
        rows: vec![two_cells(&parts, page)],
        bands: end,
    })
}

fn folded(band: &Band) -> String {
    text::fold(&band.text()).to_uppercase()
}

/// Where the left column ends: before the first word of the motto.
fn motto_split(band: &Band) -> Option<f32> {
    let words: Vec<&Word> = band.segments.iter().flat_map(|segment| &segment.words).collect();
    let starts = |i: usize| {
        let rest: Vec<String> = words[i..]
            .iter()
            .take(4)
            .map(|word| text::fold(&word.text).to_uppercase())
            .collect();
        MOTTO.find(&rest.join(" ")).is_some_and(|found| found.start() == 0)
    };
    let first = (0..words.len())
        .find(|&i| starts(i))
        .or_else(|| MOTTO.is_match(&folded(band)).then_some(0))?;
    let right = words[first].area.left;
    Some(
        first
            .checked_sub(1)
            .map_or(right - 10.0, |left| f32::midpoint(words[left].area.right, right)),
    )
}

/// Words of a band left and right of the widest gap near the split.
fn parted(band: &Band, split: f32) -> (Vec<Word>, Vec<Word>) {
    let words: Vec<Word> = band
        .segments
        .iter()
        .flat_map(|segment| segment.words.iter().cloned())
        .collect();
    let size = band.size();
    let near = |i: &usize| (f32::midpoint(words[*i].area.right, words[i + 1].area.left) - split).abs() < 6.0 * size;
    let gap = |i: usize| words[i + 1].area.left - words[i].area.right;
    let widest = (0..words.len().saturating_sub(1))
        .filter(near)
        .max_by(|&a, &b| gap(a).total_cmp(&gap(b)));
    match widest {
        Some(i) if gap(i) > 0.6 * size => (words[..=i].to_vec(), words[i + 1..].to_vec()),
        _ => words
            .into_iter()
            .partition(|word| band.area.middle_x() < split && word.area.middle_x() < split),
    }
}

fn continues_left(last: &Band, band: &Band, split: f32) -> bool {
    band.area.right < split + band.size() && band.area.top - last.area.bottom < 0.8 * band.size()
}

fn starts_with_number(words: &[Word]) -> bool {
    words
        .first()
        .is_some_and(|word| text::fold(&word.text).starts_with("so"))
}

fn starts_with_recipients(band: &Band) -> bool {
    band.segments
        .first()
        .is_some_and(|segment| text::fold(&segment.text()).starts_with("noi nhan"))
}

/// Where the signature column begins: left of everything that stands at the right of a left-hand line.
fn signature_split(bands: &[Band], near: usize) -> Option<f32> {
    let left_edge = bands[near].area.left;
    let recipients = bands[near].segments.first()?;
    let right_starts: Vec<f32> = bands[..near]
        .iter()
        .filter_map(|band| band.segments.first())
        .chain(bands[near..].iter().take(12).filter_map(|band| band.segments.get(1)))
        .map(|segment| segment.area.left)
        .filter(|&left| left > recipients.area.right)
        .collect();
    let start = right_starts.into_iter().reduce(f32::min)?;
    (start > left_edge + 4.0 * recipients.size).then_some(start - 2.0)
}

fn two_cells(parts: &[(Vec<Word>, Vec<Word>)], page: usize) -> Vec<CellContent> {
    let left = parts
        .iter()
        .filter_map(|(left, _)| Segment::new(left.clone()))
        .collect::<Vec<_>>();
    let right = parts
        .iter()
        .filter_map(|(_, right)| Segment::new(right.clone()))
        .collect::<Vec<_>>();
    [left, right]
        .iter()
        .map(|segments| cell_of_lines(segments, page))
        .collect()
}

fn cell_of_lines(segments: &[Segment], page: usize) -> CellContent {
    let area = segments
        .iter()
        .map(|segment| segment.area)
        .reduce(|all, next| all.around(&next))
        .unwrap_or_default();
    let lines: Vec<Line> = segments
        .iter()
        .map(|segment| Line::new(segment, area.left, area.right, page))
        .collect();
    CellContent {
        paragraphs: paragraphs::keep_lines(&lines),
        width: 1,
        from_above: false,
    }
}

/// A table without known rules, when one begins at the first of these bands: at least three bands of two or more
/// segments whose gaps stand above one another.
pub(super) fn aligned(bands: &[Band], page: usize) -> Option<Block> {
    if bands.first()?.segments.len() < 2 {
        return None;
    }
    let end = table_end(bands);
    let bands = &bands[..end];
    if bands.iter().filter(|band| band.segments.len() > 1).count() < 3 {
        return None;
    }
    let columns = column_areas(bands);
    if columns.len() < 2 {
        return None;
    }
    let rows = row_groups(bands, &columns);
    let rows = rows
        .into_iter()
        .map(|rows| aligned_row(&bands[rows], &columns, page))
        .collect();
    Some(Block { rows, bands: end })
}

/// Bands up to the first that is far below the one before, or begins running text again.
fn table_end(bands: &[Band]) -> usize {
    let mut end = 1;
    let mut single = 0;
    while let Some(band) = bands.get(end) {
        if band.area.top - bands[end - 1].area.bottom > 3.0 * band.size() {
            break;
        }
        single = if band.segments.len() > 1 { 0 } else { single + 1 };
        if single > 0 && crosses_all(band, &bands[..end]) && !comes_back(&bands[end..]) {
            break;
        }
        end += 1;
    }
    // Single lines at the end belong to what follows unless they stand inside one column.
    while end > 1 && bands[end - 1].segments.len() == 1 && crosses_all(&bands[end - 1], &bands[..end - 1]) {
        end -= 1;
    }
    end
}

/// Whether a single line runs over a gap of most of the bands above.
fn crosses_all(band: &Band, above: &[Band]) -> bool {
    let many: Vec<&Band> = above.iter().filter(|above| above.segments.len() > 1).collect();
    let crossed = many
        .iter()
        .filter(|above| {
            above.segments.windows(2).any(|pair| {
                band.area.left < pair[0].area.right - pair[0].size && band.area.right > pair[1].area.left + pair[1].size
            })
        })
        .count();
    crossed * 2 > many.len()
}

/// A line over all columns belongs to the table when columns go on right after it.
fn comes_back(bands: &[Band]) -> bool {
    bands.iter().take(3).skip(1).any(|band| band.segments.len() > 1)
}

/// Areas of the columns, from the segments that do not lie over two of them.
fn column_areas(bands: &[Band]) -> Vec<Area> {
    let most = bands.iter().map(|band| band.segments.len()).max().unwrap_or_default();
    let rich = bands.iter().filter(|band| band.segments.len() * 10 >= most * 6);
    let mut columns: Vec<Area> = Vec::new();
    for segment in rich.flat_map(|band| &band.segments) {
        grow(&mut columns, segment.area);
    }
    for segment in bands.iter().flat_map(|band| &band.segments) {
        if columns
            .iter()
            .filter(|column| column.shared_x(&segment.area) > 0.0)
            .count()
            < 2
        {
            grow(&mut columns, segment.area);
        }
    }
    columns.sort_by(|a, b| a.left.total_cmp(&b.left));
    columns
}

/// Adds an area to the column it overlaps, joining columns it lies over, or as a new one.
fn grow(columns: &mut Vec<Area>, area: Area) {
    let (over, apart): (Vec<Area>, Vec<Area>) = columns.drain(..).partition(|column| column.shared_x(&area) > 0.0);
    *columns = apart;
    columns.push(over.into_iter().fold(area, |all, next| all.around(&next)));
}

/// Bands of each row. A row begins where its first column has text, or where a gap is wider than inside rows.
fn row_groups(bands: &[Band], columns: &[Area]) -> Vec<std::ops::Range<usize>> {
    let has_first = |band: &Band| band.segments.iter().any(|segment| column_of(segment, columns) == 0);
    let numbered = bands.iter().filter(|band| has_first(band)).count();
    let narrow_first = columns[0].width() < 0.15 * (columns[columns.len() - 1].right - columns[0].left);
    let gaps: Vec<f32> = bands
        .windows(2)
        .map(|pair| pair[1].area.top - pair[0].area.bottom)
        .collect();
    let usual = super::page::median(gaps, 0.0);
    let mut starts = vec![0];
    for i in 1..bands.len() {
        let gap = bands[i].area.top - bands[i - 1].area.bottom;
        let wide = gap > usual + 0.35 * bands[i].size();
        let begins = if narrow_first && numbered > 1 {
            has_first(&bands[i])
        } else {
            wide || is_full(&bands[i], columns)
        };
        if begins {
            starts.push(i);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([bands.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(start, end)| start..end)
        .collect()
}

fn is_full(band: &Band, columns: &[Area]) -> bool {
    band.segments.len() == columns.len()
        && band
            .segments
            .iter()
            .all(|segment| !segment.text().starts_with(char::is_lowercase))
}

fn column_of(segment: &Segment, columns: &[Area]) -> usize {
    let shared = |column: &Area| column.shared_x(&segment.area);
    (0..columns.len())
        .max_by(|&a, &b| shared(&columns[a]).total_cmp(&shared(&columns[b])))
        .unwrap_or_default()
}

fn aligned_row(bands: &[Band], columns: &[Area], page: usize) -> Vec<CellContent> {
    let mut cells: Vec<Vec<&Segment>> = vec![Vec::new(); columns.len()];
    let mut width = 1;
    for segment in bands.iter().flat_map(|band| &band.segments) {
        let over: Vec<usize> = (0..columns.len())
            .filter(|&i| columns[i].shared_x(&segment.area) > 0.0)
            .collect();
        if let [first, .., last] = over[..] {
            cells[first].push(segment);
            width = width.max(last - first + 1);
        } else {
            cells[column_of(segment, columns)].push(segment);
        }
    }
    let only_first = cells.iter().skip(1).all(Vec::is_empty);
    let width = if only_first { width } else { 1 };
    let mut row: Vec<CellContent> = cells
        .iter()
        .zip(columns)
        .map(|(cell, column)| cell_text(cell, column, page))
        .collect();
    row.truncate(columns.len() + 1 - width);
    if let Some(first) = row.first_mut() {
        first.width = width;
    }
    row
}

/// The lines of one cell as paragraphs.
pub(super) fn cell_text(segments: &[&Segment], column: &Area, page: usize) -> CellContent {
    let lines: Vec<Line> = segments
        .iter()
        .map(|segment| Line::new(segment, column.left, column.right, page))
        .collect();
    CellContent {
        paragraphs: paragraphs::join(&lines),
        width: 1,
        from_above: false,
    }
}
