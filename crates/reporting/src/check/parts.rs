//! Which paragraph is which component: by what it says and where it stands.

use text::fold;

use crate::document::phrases::{ADDRESSEES, MOTTO, NATION, RECIPIENTS};

use super::package::Package;
use super::story::{At, Paragraph};

/// The components that were found.
#[derive(Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) nation: Option<&'a Paragraph>,
    pub(super) motto: Option<&'a Paragraph>,
    pub(super) superiors: Vec<&'a Paragraph>,
    pub(super) organ: Vec<&'a Paragraph>,
    pub(super) number: Option<&'a Paragraph>,
    pub(super) place_and_day: Option<&'a Paragraph>,
    pub(super) letter_subject: Option<&'a Paragraph>,
    pub(super) kind: Option<&'a Paragraph>,
    pub(super) subject: Vec<&'a Paragraph>,
    pub(super) addressees: Vec<&'a Paragraph>,
    pub(super) body: Vec<&'a Paragraph>,
    pub(super) recipients_word: Option<&'a Paragraph>,
    pub(super) recipients: Vec<&'a Paragraph>,
    pub(super) powers: Vec<&'a Paragraph>,
    pub(super) signer: Option<&'a Paragraph>,
    pub(super) annexes: Vec<&'a Paragraph>,
    /// Cells of the letterhead that hold a line.
    pub(super) motto_is_ruled: bool,
    pub(super) organ_is_ruled: bool,
}

/// Finds them.
pub(super) fn find(package: &Package) -> Parts<'_> {
    let all = &package.story.paragraphs;
    let mut parts = Parts::default();
    let starts = |words: &'static str| {
        let folded = fold(words);
        move |paragraph: &&Paragraph| paragraph.folded().starts_with(&folded)
    };
    parts.nation = all.iter().find(starts(NATION));
    parts.motto = all.iter().find(starts(MOTTO));
    parts.number = all.iter().find(|paragraph| is_number(paragraph));
    parts.letter_subject = all.iter().find(starts("V/v"));
    parts.recipients_word = all.iter().find(starts(RECIPIENTS));
    letterhead(&mut parts, all);
    running_text(&mut parts, all, &fold(ADDRESSEES));
    ending(&mut parts, all);
    parts
}

fn is_number(paragraph: &Paragraph) -> bool {
    let words = paragraph.folded();
    words.starts_with("so") && words.contains('/') && matches!(paragraph.at, At::Cell { .. })
}

fn letterhead<'a>(parts: &mut Parts<'a>, all: &'a [Paragraph]) {
    let in_letterhead =
        |paragraph: &Paragraph| same_table(paragraph, parts.nation) || same_table(paragraph, parts.number);
    parts.place_and_day = all
        .iter()
        .filter(|paragraph| in_letterhead(paragraph))
        .find(|paragraph| {
            let words = paragraph.folded();
            words.contains(", ngay") && words.contains("thang") && words.contains("nam")
        });
    let left = |paragraph: &&Paragraph| in_letterhead(paragraph) && matches!(paragraph.at, At::Cell { column: 0, .. });
    // What stands in the left column above the number: the bodies, superior ones in regular letters.
    let above = all.iter().filter(left).take_while(|paragraph| !is_number(paragraph));
    let (named, others): (Vec<_>, Vec<_>) = above.partition(|paragraph| paragraph.says_something());
    parts.organ_is_ruled = named.iter().chain(&others).any(|paragraph| paragraph.is_ruled);
    let is_bold = |paragraph: &&&Paragraph| {
        let mut runs = paragraph.runs.iter().filter(|run| !run.words.trim().is_empty());
        runs.any(|run| run.letters.bold == Some(true))
    };
    let first_bold = named.iter().position(|paragraph| is_bold(&paragraph)).unwrap_or(0);
    parts.superiors = named.iter().take(first_bold).copied().collect();
    parts.organ = named.into_iter().skip(first_bold).collect();
    parts.motto_is_ruled = parts.motto.is_some_and(|motto| {
        all.iter()
            .any(|paragraph| paragraph.at == motto.at && paragraph.is_ruled)
    });
}

fn same_table(paragraph: &Paragraph, other: Option<&Paragraph>) -> bool {
    match (paragraph.at, other.map(|other| other.at)) {
        (At::Cell { table, .. }, Some(At::Cell { table: other, .. })) => table == other,
        _ => false,
    }
}

fn index_of(all: &[Paragraph], wanted: Option<&Paragraph>) -> Option<usize> {
    let wanted = wanted?;
    all.iter().position(|paragraph| std::ptr::eq(paragraph, wanted))
}

/// Between letterhead and recipients: kind and subject, addressees, body.
fn running_text<'a>(parts: &mut Parts<'a>, all: &'a [Paragraph], addressees: &str) {
    let begin = index_of(all, parts.place_and_day)
        .max(index_of(all, parts.number))
        .map_or(0, |at| at + 1);
    let end = index_of(all, parts.recipients_word).unwrap_or(all.len());
    let between = all.get(begin..end).unwrap_or_default();
    let mut rest = between
        .iter()
        .filter(|paragraph| paragraph.at == At::Body && paragraph.says_something())
        .peekable();
    if parts.letter_subject.is_none() {
        parts.kind = rest.next_if(|paragraph| paragraph.is_centred());
        while let Some(line) = rest.next_if(|paragraph| paragraph.is_centred()) {
            parts.subject.push(line);
        }
    }
    // The addressees may stand in a table of their own.
    let is_word = |paragraph: &&Paragraph| paragraph.folded().starts_with(addressees);
    if let Some(word) = between.iter().find(is_word) {
        parts.addressees.push(word);
        let after = index_of(between, Some(word)).map_or(0, |at| at + 1);
        let is_dashed = |paragraph: &&Paragraph| paragraph.words.trim_start().starts_with('-');
        let lines = between[after..]
            .iter()
            .filter(|paragraph| paragraph.says_something() || is_dashed(paragraph));
        if word.words.trim().ends_with(':') {
            parts.addressees.extend(lines.take_while(is_dashed));
        }
    }
    let listed = |paragraph: &&Paragraph| parts.addressees.iter().any(|line| std::ptr::eq(*line, *paragraph));
    parts.body = rest.filter(|paragraph| !listed(paragraph)).collect();
    // A form leaves the text to be written: its end may be the mark alone.
    if let Some(last) = between
        .iter()
        .rev()
        .find(|paragraph| !paragraph.words.trim().is_empty())
        && last.at == At::Body
        && !last.says_something()
        && last.words.contains("./.")
    {
        parts.body.push(last);
    }
}

/// Recipients at the left, who signs at the right, then the annexes.
fn ending<'a>(parts: &mut Parts<'a>, all: &'a [Paragraph]) {
    let Some(begin) = index_of(all, parts.recipients_word) else {
        return;
    };
    let Some(word) = parts.recipients_word else { return };
    let after = &all[begin + 1..];
    parts.recipients = after
        .iter()
        .filter(|paragraph| paragraph.at == word.at && paragraph.words.trim_start().starts_with('-'))
        .collect();
    let signing: Vec<_> = after
        .iter()
        .filter(|paragraph| is_right_of(paragraph.at, word.at) && paragraph.says_something())
        .collect();
    let is_capitals = |paragraph: &&&Paragraph| paragraph.words == paragraph.words.to_uppercase();
    parts.powers = signing.iter().take_while(is_capitals).copied().collect();
    parts.signer = signing
        .iter()
        .skip(parts.powers.len())
        .rev()
        .find(|paragraph| !paragraph.words.trim_start().starts_with('('))
        .copied();
    let is_annex = |paragraph: &&Paragraph| paragraph.at == At::Body && paragraph.folded().starts_with("phu luc");
    parts.annexes = after.iter().filter(is_annex).collect();
}

fn is_right_of(at: At, other: At) -> bool {
    match (at, other) {
        (
            At::Cell { table, row, column },
            At::Cell {
                table: left_table,
                row: left_row,
                column: left,
            },
        ) => table == left_table && row == left_row && column > left,
        _ => false,
    }
}
