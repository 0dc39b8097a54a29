//! Words to segments (words that stand beside one another) and bands (segments at one height).

use super::page::{Area, Word, median};

/// A gap wider than this many font heights parts two segments.
const SEGMENT_GAP: f32 = 1.5;
/// A gap narrower than this many font heights is no space: the font changed inside a word.
const NO_GAP: f32 = 0.08;

/// Words beside one another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Segment {
    pub(super) area: Area,
    /// Height of the font.
    pub(super) size: f32,
    pub(super) words: Vec<Word>,
}

impl Segment {
    /// A segment of words given from the left; `None` for no words.
    pub(super) fn new(words: Vec<Word>) -> Option<Self> {
        let area = words
            .iter()
            .map(|word| word.area)
            .reduce(|all, next| all.around(&next))?;
        let size = median(words.iter().map(|word| word.area.height()).collect(), 1.0).max(1.0);
        Some(Self { area, size, words })
    }

    /// The words with one space between them.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let mut last: Option<&Word> = None;
        for word in &self.words {
            if last.is_some_and(|last| is_apart(last, word, self.size)) {
                text.push(' ');
            }
            text.push_str(word.text.trim());
            last = Some(word);
        }
        text
    }

    pub(super) fn first_word_width(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.area.width())
    }
}

fn is_apart(last: &Word, next: &Word, size: f32) -> bool {
    next.area.left - last.area.right > NO_GAP * size || last.text.ends_with([':', ';', ','])
}

/// Segments at one height.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Band {
    pub(super) area: Area,
    pub(super) segments: Vec<Segment>,
}

impl Band {
    pub(super) fn new(segments: Vec<Segment>) -> Option<Self> {
        let area = segments
            .iter()
            .map(|segment| segment.area)
            .reduce(|all, next| all.around(&next))?;
        Some(Self { area, segments })
    }

    /// All words as one segment.
    pub(super) fn joined(&self) -> Option<Segment> {
        Segment::new(
            self.segments
                .iter()
                .flat_map(|segment| segment.words.iter().cloned())
                .collect(),
        )
    }

    pub(super) fn text(&self) -> String {
        self.segments.iter().map(Segment::text).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn size(&self) -> f32 {
        median(self.segments.iter().map(|segment| segment.size).collect(), 1.0)
    }

    /// Height of its tallest word.
    pub(super) fn tallest(&self) -> f32 {
        self.segments
            .iter()
            .flat_map(|segment| &segment.words)
            .map(|word| word.area.height())
            .fold(0.0, f32::max)
    }
}

/// Words to bands from the top. Marks of footnotes (small raised digits) are dropped.
pub(super) fn bands(words: Vec<Word>) -> Vec<Band> {
    let rows = rows(words);
    let mut bands: Vec<Band> = rows.into_iter().filter_map(|row| Band::new(segments(row))).collect();
    bands.sort_by(|a, b| a.area.bottom.total_cmp(&b.area.bottom));
    bands
}

/// Words on one base line, each row from the left. Base lines are compared and not middles: a line set in two cuts of
/// one font, with and without Vietnamese letters, has words of two heights.
fn rows(words: Vec<Word>) -> Vec<Vec<Word>> {
    let body = median(words.iter().map(|word| word.area.height()).collect(), 1.0);
    let (mut small, mut plain): (Vec<Word>, Vec<Word>) =
        words.into_iter().partition(|word| word.area.height() < 0.75 * body);
    let mut rows: Vec<Vec<Word>> = Vec::new();
    plain.sort_by(|a, b| a.area.bottom.total_cmp(&b.area.bottom));
    for word in plain {
        match rows.last_mut() {
            Some(row) if row.last().is_some_and(|last| is_level(last, &word)) => row.push(word),
            _ => rows.push(vec![word]),
        }
    }
    small.sort_by(|a, b| a.area.bottom.total_cmp(&b.area.bottom));
    for word in small {
        let beside = rows
            .iter_mut()
            .find(|row| row.iter().any(|other| is_level(other, &word)) || touches(row, &word));
        match beside {
            Some(row) => row.push(word),
            None => rows.push(vec![word]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.area.left.total_cmp(&b.area.left));
    }
    rows
}

fn is_level(last: &Word, word: &Word) -> bool {
    let size = last.area.height().min(word.area.height());
    (word.area.bottom - last.area.bottom).abs() < 0.3 * size
}

/// A small word at the height of a row and close to one of its words: an index or a mark of a footnote.
fn touches(row: &[Word], small: &Word) -> bool {
    row.iter().any(|word| {
        let gap = (small.area.left - word.area.right).max(word.area.left - small.area.right);
        word.area.shared_y(&small.area) > 0.6 * small.area.height() && gap < 0.5 * word.area.height()
    })
}

fn segments(row: Vec<Word>) -> Vec<Segment> {
    let size = median(row.iter().map(|word| word.area.height()).collect(), 1.0);
    let mut segments: Vec<Vec<Word>> = Vec::new();
    for word in row {
        match segments.last_mut() {
            Some(segment) if segment.last().is_some_and(|last| is_note_mark(last, &word)) => {}
            Some(segment) if segment.last().is_some_and(|last| gap(last, &word) < SEGMENT_GAP * size) => {
                segment.push(word);
            }
            _ => segments.push(vec![word]),
        }
    }
    segments.into_iter().filter_map(Segment::new).collect()
}

fn gap(last: &Word, word: &Word) -> f32 {
    word.area.left - last.area.right
}

/// A small raised number behind a word is the mark of a footnote, except behind a unit of length (m², km³).
fn is_note_mark(last: &Word, word: &Word) -> bool {
    let raised = word.area.bottom < last.area.bottom - 0.15 * last.area.height();
    let small = word.area.height() < 0.75 * last.area.height();
    let unit = ["m", "km", "cm", "dm", "mm"]
        .iter()
        .any(|unit| last.text.ends_with(unit) && last.text.len() <= 6);
    let digits = word.text.trim_matches(['(', ')', '[', ']']);
    let number = !digits.is_empty() && digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit());
    small && raised && number && !unit && gap(last, word) < 0.5 * last.area.height()
}
