//! Lines to paragraphs: where one ends is told by indents, short lines, gaps and list marks, for a page has no marks.

use std::sync::LazyLock;

use regex::Regex;

use super::lines::Segment;
use super::page::{Area, median};
use crate::extract::Style;

static LIST_MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^([-–—+•*▪●○]\s|(\d{1,2}\.)+\d{0,2}\.?\s|\d{1,2}[.)/]\s|[a-zđ]{1,2}(\.\d+)?\)\s|[IVXL]+[.)]\s|[A-ZĐ][.)]\s|(Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC|CHƯƠNG|PHẦN|MỤC)\s+[\dIVXLA-Z]+)",
    )
    .expect("the pattern is valid")
});

/// One line of running text, placed relative to its column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    text: String,
    size: f32,
    /// Distance of its start from the left edge of the column.
    indent: f32,
    /// Distance of its end from the right edge of the column.
    room: f32,
    /// Width of the column.
    column: f32,
    first_word: f32,
    /// Where the second word starts: continuation lines of a list item may hang there.
    hang: Option<f32>,
    top: f32,
    bottom: f32,
    page: usize,
    centred: bool,
}

impl Line {
    /// A line of the column that reaches from `left` to `right` on a page.
    pub(super) fn new(segment: &Segment, left: f32, right: f32, page: usize) -> Self {
        let mut line = Self {
            text: segment.text(),
            size: segment.size,
            indent: segment.area.left - left,
            room: right - segment.area.right,
            column: right - left,
            first_word: segment.first_word_width(),
            hang: segment.words.get(1).map(|word| word.area.left - left),
            top: segment.area.top,
            bottom: segment.area.bottom,
            page,
            centred: false,
        };
        line.centred = line.is_symmetric() && (line.indent > 3.2 * line.size || is_upper(&line.text));
        line
    }

    fn is_symmetric(&self) -> bool {
        let symmetric = (self.indent - self.room).abs() < 0.04 * self.column + self.size * 0.3;
        symmetric && self.indent.min(self.room) > 0.5 * self.size && !self.has_list_mark()
    }

    fn has_list_mark(&self) -> bool {
        LIST_MARK.is_match(&self.text)
    }

    /// The first word of `next` would have found room at the end of this line: the break was meant.
    fn leaves_room_for(&self, next: &Line) -> bool {
        self.room > next.first_word + 0.5 * self.size
    }

    fn ends_sentence(&self) -> bool {
        self.text.ends_with(['.', ';', ':', '!', '?', '”', '"'])
    }
}

/// Joins the lines of one column into paragraphs.
pub(super) fn join(lines: &[Line]) -> Vec<(String, Style)> {
    let lines = &with_centred_neighbours(lines);
    let leading = leading(lines);
    let mut paragraphs: Vec<(String, Style)> = Vec::new();
    let mut last: Option<&Line> = None;
    for line in lines {
        match (paragraphs.last_mut(), last) {
            (Some((text, _)), Some(last)) if !begins(last, line, leading) => append(text, &line.text),
            _ => paragraphs.push((
                line.text.clone(),
                Style {
                    centred: line.centred,
                    ..Style::default()
                },
            )),
        }
        last = Some(line);
    }
    paragraphs
}

/// A wide line of a centred title is symmetric by itself, as the first line of a paragraph may be: what tells is the
/// centred line next to it.
fn with_centred_neighbours(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    for i in 1..lines.len() {
        lines[i].centred |= lines[i - 1].centred && lines[i].is_symmetric() && !lines[i - 1].ends_sentence();
    }
    for i in (1..lines.len()).rev() {
        lines[i - 1].centred |= lines[i].centred && lines[i - 1].is_symmetric() && !lines[i - 1].ends_sentence();
    }
    lines
}

/// Each line as a paragraph of its own, except what continues a "V/v …" or a list item: letterheads and signatures.
pub(super) fn keep_lines(lines: &[Line]) -> Vec<(String, Style)> {
    let mut paragraphs: Vec<(String, Style)> = Vec::new();
    for line in lines {
        match paragraphs.last_mut() {
            Some((text, _)) if continues_item(text, line) => append(text, &line.text),
            _ => paragraphs.push((
                line.text.clone(),
                Style {
                    centred: line.centred,
                    ..Style::default()
                },
            )),
        }
    }
    paragraphs
}

fn continues_item(text: &str, line: &Line) -> bool {
    let item = text.starts_with("V/v") || text.starts_with("Về việc") || LIST_MARK.is_match(text);
    item && !text.ends_with([';', '.']) && !line.has_list_mark() && !line.text.starts_with("Số")
}

/// The usual distance from the top of one line to the top of the next.
fn leading(lines: &[Line]) -> f32 {
    let distances = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page)
        .map(|pair| pair[1].top - pair[0].top)
        .collect();
    let size = median(lines.iter().map(|line| line.size).collect(), 12.0);
    median(distances, 1.2 * size).clamp(0.9 * size, 2.0 * size)
}

/// Whether `line` begins a paragraph after `last`.
fn begins(last: &Line, line: &Line, leading: f32) -> bool {
    if last.centred || line.centred {
        return begins_centred(last, line, leading);
    }
    let goes_on = starts_lower(&line.text) && !last.ends_sentence();
    let indented = line.indent - last.indent > 0.7 * line.size;
    let marked = line.has_list_mark();
    if marked && (last.ends_sentence() || line.indent > 0.7 * line.size || last.leaves_room_for(line)) {
        return true;
    }
    if goes_on {
        return false;
    }
    if line.page == last.page && line.top - last.top > 1.6 * leading.max(last.bottom - last.top) {
        return true;
    }
    if indented && !hangs(last, line) {
        return true;
    }
    if line.text.starts_with(|c: char| c.is_ascii_digit()) && !last.ends_sentence() {
        // A number such as 205-QĐ/TW is one long word: the line before it may be short.
        return last.room > 0.3 * last.column;
    }
    last.leaves_room_for(line)
}

fn hangs(last: &Line, line: &Line) -> bool {
    let under_text = last
        .hang
        .is_some_and(|hang| (hang - line.indent).abs() < 0.4 * line.size);
    last.has_list_mark() && under_text && !last.leaves_room_for(line)
}

/// Centred lines go on over a break when both are of one kind and the first is wide or ends in the middle of a phrase.
fn begins_centred(last: &Line, line: &Line, leading: f32) -> bool {
    if last.centred != line.centred {
        return true;
    }
    let apart = line.page != last.page || line.top - last.top > 1.5 * leading.max(last.size);
    if apart || last.ends_sentence() || line.text.starts_with('(') || is_rule(&last.text) || is_rule(&line.text) {
        return true;
    }
    if starts_lower(&line.text) {
        return false;
    }
    if is_upper(&last.text) != is_upper(&line.text) {
        return true;
    }
    last.indent + last.room > 0.5 * last.column
}

fn append(text: &mut String, more: &str) {
    let mut tail = text.chars().rev();
    // A hyphen without a space before it stands inside a word or a number such as 6138/UBND-KGVX.
    let inside_word = tail.next() == Some('-') && tail.next().is_some_and(char::is_alphanumeric);
    if !inside_word {
        text.push(' ');
    }
    text.push_str(more);
}

fn starts_lower(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_lowercase)
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A line drawn with characters.
fn is_rule(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// The column that the lines of a page fill, from their own edges: first-line indents and short last lines aside.
pub(super) fn column(segments: &[&Segment], page_width: f32) -> Option<(f32, f32)> {
    let long: Vec<&Area> = segments
        .iter()
        .map(|segment| &segment.area)
        .filter(|area| area.width() > 0.45 * page_width)
        .collect();
    if long.len() < 4 {
        return None;
    }
    let mut lefts: Vec<f32> = long.iter().map(|area| area.left).collect();
    let mut rights: Vec<f32> = long.iter().map(|area| area.right).collect();
    lefts.sort_by(f32::total_cmp);
    rights.sort_by(f32::total_cmp);
    // Not the very outermost, which may be a stray mark.
    let outer = long.len() / 10;
    Some((lefts[outer], rights[rights.len() - 1 - outer]))
}
