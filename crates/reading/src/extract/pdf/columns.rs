//! Text in two columns: the letterhead, and the block of recipients and signature.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::{Band, Segment};
use super::page::{Area, Word};
use super::paragraphs::{self, Line};
use crate::extract::CellContent;

/// The motto of the state or the name of the Party at the right of a letterhead, without marks and spaces: machine
/// reading may spoil either.
const MOTTOES: [&str; 2] = ["conghoaxahoi", "dangcongsanvietnam"];
/// Under the motto of the state.
const SECOND_LINE: &str = "doclaptudo";
static DATE_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"ngay.*thang.*nam|thang\s*\d.*nam\s*\d").expect("the pattern is valid"));

/// Lines after the motto among which its date is looked for.
const LETTERHEAD_LINES: usize = 8;

/// A block of columns, and how many bands it takes.
pub(super) struct Block {
    pub(super) rows: Vec<Vec<CellContent>>,
    pub(super) bands: usize,
}

/// The letterhead, when it begins at the first of these bands.
pub(super) fn letterhead(bands: &[Band], page: usize) -> Option<Block> {
    let (motto, split) = (0..bands.len().min(3)).find_map(|i| Some((i, motto_split(&bands[i])?)))?;
    let issuer_first = |band: &Band| band.area.right < split + band.size() && is_near(band, &bands[motto]);
    if !bands[..motto].iter().all(issuer_first) {
        return None;
    }
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
    let near = bands.iter().take(4).position(starts_with_recipients)?;
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
    text::fold(&band.text())
}

/// Within the height of a few lines.
fn is_near(band: &Band, other: &Band) -> bool {
    (band.area.top - other.area.top).abs() < 4.0 * other.size()
}

/// Where the left column ends: before the first word of the motto.
fn motto_split(band: &Band) -> Option<f32> {
    let words: Vec<&Word> = band.segments.iter().flat_map(|segment| &segment.words).collect();
    let first = (0..words.len()).find(|&i| starts_motto(&words[i..]))?;
    let right = words[first].area.left;
    let left = first.checked_sub(1).map(|left| words[left].area.right);
    Some(left.map_or(right - 10.0, |left| f32::midpoint(left, right)))
}

/// In capitals, for the same words in a sentence are no letterhead; or its second line, when the first was not read.
fn starts_motto(words: &[&Word]) -> bool {
    let letters: String = words.iter().take(6).map(|word| text::fold(&word.text)).collect();
    let letters: String = letters.chars().filter(|c| c.is_alphabetic()).collect();
    let capital = !words[0].text.chars().any(char::is_lowercase);
    (capital && MOTTOES.iter().any(|motto| letters.starts_with(motto))) || letters.starts_with(SECOND_LINE)
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

/// Where the signature column begins: left of everything that stands well to the right of the list's heading.
fn signature_split(bands: &[Band], near: usize) -> Option<f32> {
    let recipients = bands[near].segments.first()?;
    let right_of_list = recipients.area.right + 2.0 * recipients.size;
    let around = bands[..near].iter().chain(bands[near..].iter().take(12));
    let starts = around.flat_map(|band| &band.segments).map(|segment| segment.area.left);
    let start = starts.filter(|&left| left > right_of_list).reduce(f32::min)?;
    Some(start - 2.0)
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

/// What never stands inside a table: a letterhead or the list of recipients.
pub(super) fn ends_table(band: &Band) -> bool {
    motto_split(band).is_some() || starts_with_recipients(band)
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
