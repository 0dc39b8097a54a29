//! What stands in the margins: page numbers, running headers and footers, footnotes.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::layout::Sheet;
use super::lines::Band;

/// Share of the page height in which a running line may stand, at the top and at the bottom.
const MARGIN: f32 = 0.12;
/// Lines looked at from each end of a page.
const OUTER_LINES: usize = 2;
/// Footnotes are set at most this large against the body.
const NOTE_SIZE: f32 = 0.82;

static PAGE_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^[-–—~\s]*(trang|page)?\s*\d{1,4}\s*(/\s*\d{1,4})?[-–—~\s]*$").expect("the pattern is valid")
});

/// Takes page numbers and lines that run through the document out of the pages.
pub(super) fn remove_running_lines(sheets: &mut [Sheet]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for sheet in sheets.iter() {
        for line in outer(&sheet.bands, sheet.height) {
            *counts.entry(shape(&sheet.bands[line])).or_default() += 1;
        }
    }
    let needed = (sheets.len() / 2).max(2);
    for sheet in sheets {
        let bands = &sheet.bands;
        let is_running = |line: &usize| {
            let repeated = counts.get(&shape(&bands[*line])).is_some_and(|count| *count >= needed);
            let alone = bands[*line].segments.len() == 1;
            (repeated && alone && is_apart(bands, *line)) || PAGE_NUMBER.is_match(&bands[*line].text())
        };
        let running: Vec<usize> = outer(bands, sheet.height).into_iter().filter(is_running).collect();
        for line in running.into_iter().rev() {
            sheet.bands.remove(line);
        }
    }
}

/// Takes the footnotes off the end of a page: small print at its foot, apart from the text, that begins with its mark.
pub(super) fn split_footnotes(bands: &mut Vec<Band>, body_size: f32) -> Vec<Band> {
    let first_small = bands
        .iter()
        .rposition(|band| band.tallest() >= NOTE_SIZE * body_size || band.segments.len() > 1)
        .map_or(0, |last| last + 1);
    let is_first_note = |i: &usize| {
        let text = bands[*i].text();
        let marked = text.starts_with(['*', '[', '(']) || text.starts_with(|c: char| c.is_ascii_digit());
        // Words without Vietnamese letters may be lower than they are small.
        let spelt = bands[*i..].iter().any(|band| !band.text().is_ascii());
        let apart = i
            .checked_sub(1)
            .is_some_and(|above| bands[*i].area.top - bands[above].area.bottom > 0.3 * body_size);
        marked && spelt && apart
    };
    match (first_small..bands.len()).find(is_first_note) {
        Some(first) => bands.split_off(first),
        None => Vec::new(),
    }
}

fn outer(bands: &[Band], height: f32) -> Vec<usize> {
    let top = bands
        .iter()
        .take(OUTER_LINES)
        .take_while(|band| band.area.bottom < MARGIN * height)
        .count();
    let bottom = bands
        .iter()
        .rev()
        .take(OUTER_LINES)
        .take_while(|band| band.area.top > (1.0 - MARGIN) * height)
        .count();
    (0..top).chain((bands.len() - bottom).max(top)..bands.len()).collect()
}

/// Whether white parts an outer line from the text: the first line of a page may begin like that of another.
fn is_apart(bands: &[Band], line: usize) -> bool {
    let gap_below = |i: usize| match (bands.get(i), bands.get(i + 1)) {
        (Some(band), Some(below)) => below.area.top - band.area.bottom > 0.5 * band.size(),
        _ => true,
    };
    if line < OUTER_LINES {
        return (line..OUTER_LINES).any(gap_below);
    }
    (bands.len().saturating_sub(OUTER_LINES + 1)..line).any(gap_below)
}

/// The text with every number alike, so that "Trang 2" and "Trang 3" are the same running line.
fn shape(band: &Band) -> String {
    let mut shape = String::new();
    for c in band.text().chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if c != '#' || !shape.ends_with('#') {
            shape.push(c);
        }
    }
    shape
}
