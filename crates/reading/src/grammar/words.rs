//! Words of a text and phrases of a lexicon.

use std::cell::RefCell;
use std::ops::{Deref, Range};

use rustc_hash::FxHashMap;

/// The text being read, with its aligned comparison form: same bytes, lower case, one tone spelling.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    /// As extracted.
    pub(crate) written: &'a str,
    /// [`text::aligned`] of it.
    pub(crate) plain: &'a str,
    /// Characters before each block of [`BLOCK`] bytes.
    counts: Vec<usize>,
    /// Room for words that is not in use.
    spare: RefCell<Vec<Vec<Word<'a>>>>,
}

const BLOCK: usize = 128;

impl<'a> Script<'a> {
    /// `plain` is [`text::aligned`] of what is written.
    pub(crate) fn new(written: &'a str, plain: &'a str) -> Self {
        let mut counts = Vec::with_capacity(written.len() / BLOCK + 1);
        let mut count = 0;
        for block in written.as_bytes().chunks(BLOCK) {
            counts.push(count);
            count += char_starts(block);
        }
        Self {
            written,
            plain,
            counts,
            spare: RefCell::default(),
        }
    }

    /// Byte range with its character offsets.
    pub(crate) fn span(&self, range: &Range<usize>) -> crate::register::Span {
        crate::register::Span {
            start: range.start,
            end: range.end,
            start_char: self.chars_before(range.start),
            end_char: self.chars_before(range.end),
        }
    }

    pub(crate) fn quote(&self, range: &Range<usize>) -> crate::register::Quote {
        crate::register::Quote {
            written: self.written[range.clone()].to_owned(),
            span: Some(self.span(range)),
        }
    }

    fn chars_before(&self, byte: usize) -> usize {
        let block = (byte / BLOCK).min(self.counts.len().saturating_sub(1));
        let counted = self.counts.get(block).copied().unwrap_or_default();
        counted + char_starts(&self.written.as_bytes()[block * BLOCK..byte])
    }

    /// The words of a range with one space between them.
    pub(crate) fn on_one_line(&self, range: &Range<usize>) -> String {
        let written = self.written[range.clone()].trim();
        // Inside a paragraph an extract has single spaces already.
        if !written.bytes().fold(false, |any, byte| any | byte.is_ascii_control()) {
            return written.to_owned();
        }
        let mut line = String::with_capacity(written.len());
        for word in written.split_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        line
    }

    /// The range without white space and the given characters at its ends.
    pub(crate) fn trimmed(&self, range: Range<usize>, also: &[char]) -> Range<usize> {
        let inside = &self.plain[range.clone()];
        let idle = |c: char| c.is_whitespace() || also.contains(&c);
        let start = range.start + (inside.len() - inside.trim_start_matches(idle).len());
        let end = range.start + inside.trim_end_matches(idle).len();
        start..end.max(start)
    }
}

/// Of at most [`BLOCK`] bytes, so that a byte counts them: many are then counted at once.
fn char_starts(bytes: &[u8]) -> usize {
    debug_assert!(bytes.len() <= BLOCK);
    usize::from(bytes.iter().fold(0_u8, |count, b| count + u8::from(b & 0xC0 != 0x80)))
}

/// One word, or one punctuation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word<'s> {
    /// In the comparison form.
    pub(crate) plain: &'s str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The first letter is a capital as written.
    pub(crate) capital: bool,
    /// See [`shape`].
    shape: u16,
}

impl Word<'_> {
    pub(crate) fn is(self, other: &str) -> bool {
        let (own, other) = (self.plain.as_bytes(), other.as_bytes());
        // Words of one length mostly differ in their last byte.
        own.len() == other.len() && own.last() == other.last() && own == other
    }

    pub(crate) fn is_mark(self) -> bool {
        !self.plain.starts_with(char::is_alphanumeric)
    }
}

/// Words of a range. Their room is used again: ranges are parted into words by the thousand.
#[derive(Debug)]
pub(crate) struct Words<'r, 'a> {
    words: Vec<Word<'a>>,
    script: &'r Script<'a>,
}

impl<'a> Deref for Words<'_, 'a> {
    type Target = [Word<'a>];

    fn deref(&self) -> &[Word<'a>] {
        &self.words
    }
}

impl Drop for Words<'_, '_> {
    fn drop(&mut self) {
        let mut room = std::mem::take(&mut self.words);
        room.clear();
        self.script.spare.borrow_mut().push(room);
    }
}

/// Splits a range into words (letters, digits, marks inside them) and single punctuation marks.
pub(crate) fn words<'r, 'a>(script: &'r Script<'a>, range: Range<usize>) -> Words<'r, 'a> {
    first_words(script, range, usize::MAX)
}

/// The first `most` words of a range.
pub(crate) fn first_words<'r, 'a>(script: &'r Script<'a>, range: Range<usize>, most: usize) -> Words<'r, 'a> {
    let mut words = script.spare.borrow_mut().pop().unwrap_or_default();
    push_words(script, range, most, &mut words);
    Words { words, script }
}

/// The first `most` words of a range whose first words are known.
pub(crate) fn more_words<'r, 'a>(range: Range<usize>, most: usize, mut known: Words<'r, 'a>) -> Words<'r, 'a> {
    let read = known.last().map_or(range.start, |last| last.end);
    push_words(known.script, read..range.end, most, &mut known.words);
    known
}

fn push_words<'a>(script: &Script<'a>, range: Range<usize>, most: usize, out: &mut Vec<Word<'a>>) {
    let text = &script.plain[..range.end];
    let mut at = range.start;
    while let Some(&first) = text.as_bytes().get(at) {
        if first == b' ' {
            at += 1;
            continue;
        }
        let start = at;
        at = word_end(text, start);
        if at == start {
            let (kind, length) = kind_at(text, start);
            at += length;
            if kind == Kind::Space {
                continue;
            }
        }
        if out.len() == most {
            break;
        }
        let plain = &text[start..at];
        out.push(Word {
            plain,
            start,
            end: at,
            capital: is_capital(script, start, at),
            shape: shape(plain),
        });
    }
}

/// The first letter of a word is a capital: it has another form in lower case.
fn is_capital(script: &Script<'_>, start: usize, end: usize) -> bool {
    let written = script.written.as_bytes();
    match written[start] {
        first @ 0..=0x7f => first.is_ascii_uppercase(),
        _ => {
            written[start..end] != script.plain.as_bytes()[start..end]
                && script.written[start..].starts_with(char::is_uppercase)
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    /// A letter, a digit, or a mark inside a word.
    Letter,
    Mark,
}

/// Where the letters that stand at a byte and behind it end.
fn word_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        if IN_WORD[usize::from(byte)] & BEFORE[usize::from(next)] != 0 {
            at += 1;
            continue;
        }
        // What two bytes do not tell is asked of the character.
        match kind_at(text, at) {
            (Kind::Letter, length) => at += length,
            _ => break,
        }
    }
    at
}

/// Before any byte, before all but the second of × and ÷, before the second of U+1E00 to U+1EFF.
const ANY: u8 = 1;
const LATIN: u8 = 2;
const TONED: u8 = 4;

/// By byte: before which of [`BEFORE`] it is a letter or part of one, as [`kind_at`] has it. Bytes that go on a character
/// are met behind its first only.
static IN_WORD: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' | b'&' | b'\'' | 0x80..=0xbf | 0xc4..=0xc7 => ANY,
            0xc3 => LATIN,
            0xe1 => TONED,
            _ => 0,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

static BEFORE: [u8; 256] = {
    let mut table = [ANY | LATIN; 256];
    table[0x97] = ANY;
    table[0xb7] = ANY;
    let mut second = 0xb8;
    while second <= 0xbb {
        table[second] |= TONED;
        second += 1;
    }
    table
};

/// What stands at a byte of the text, and its length in bytes.
fn kind_at(text: &str, at: usize) -> (Kind, usize) {
    match text.as_bytes()[at] {
        b'a'..=b'z' | b'0'..=b'9' | b'A'..=b'Z' | b'&' | b'\'' => (Kind::Letter, 1),
        b' ' | b'\t'..=b'\r' => (Kind::Space, 1),
        0..=0x7f => (Kind::Mark, 1),
        // U+00C0 to U+00FF but for × and ÷; U+0100 to U+01FF, U+1E00 to U+1EFF.
        0xc3 if !matches!(text.as_bytes()[at + 1], 0x97 | 0xb7) => (Kind::Letter, 2),
        0xc4..=0xc7 => (Kind::Letter, 2),
        0xe1 if (0xb8..=0xbb).contains(&text.as_bytes()[at + 1]) => (Kind::Letter, 3),
        _ => text[at..]
            .chars()
            .next()
            .map_or((Kind::Mark, 1), |c| (kind(c), c.len_utf8())),
    }
}

fn kind(c: char) -> Kind {
    if in_word(c) {
        Kind::Letter
    } else if c.is_whitespace() {
        Kind::Space
    } else {
        Kind::Mark
    }
}

/// Of letters beyond ASCII.
fn in_word(c: char) -> bool {
    match c {
        '\u{300}'..='\u{36f}' | '’' => true,
        '\0'..='\u{bf}' => false,
        // Latin letters with marks, all that Vietnamese uses.
        'À'..='\u{24f}' => c != '×' && c != '÷',
        _ => c.is_alphanumeric(),
    }
}

/// A set of phrases found at a word.
#[derive(Debug)]
pub(crate) struct Phrases {
    by_first: FxHashMap<&'static str, Vec<Phrase>>,
    /// Which words may open a phrase, a bit for each [`shape`]: most do not, and need not be looked up.
    shapes: [u64; SHAPES / 64],
}

const SHAPES: usize = 1 << 12;

/// A number below [`SHAPES`] that tells most words apart, from their length, first three and last byte.
fn shape(word: &str) -> u16 {
    let bytes = word.as_bytes();
    let at = |place: Option<&u8>| place.map_or(0, |&byte| u16::from(byte));
    let mixed = at(bytes.first()) * 5 + at(bytes.get(1)) * 7 + at(bytes.get(2)) * 23 + at(bytes.last()) * 131;
    let length = u16::from(bytes.len().to_le_bytes()[0]);
    mixed.wrapping_add(length.wrapping_mul(509)) % (1 << 12)
}

#[derive(Debug)]
struct Phrase {
    /// The words behind the first.
    rest: Vec<&'static str>,
    /// Only counts when its first letter is a capital.
    capital: bool,
    /// Begins like a phrase of the set and is none.
    barred: bool,
}

impl Phrases {
    /// Reads a lexicon: one phrase a line, `#` opens a comment. `capital` is asked of each line's phrase unless the line
    /// begins with `=`. A line that begins with `!` bars its words from being taken for a shorter phrase.
    pub(crate) fn parse(lexicon: &'static str, capital: bool) -> Self {
        let mut phrases = Self {
            by_first: FxHashMap::default(),
            shapes: [0; SHAPES / 64],
        };
        for line in lexicon
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
        {
            let (line, capital) = line.strip_prefix('=').map_or((line, capital), |rest| (rest, false));
            let (line, barred) = line.strip_prefix('!').map_or((line, false), |rest| (rest, true));
            let mut words = line.split_whitespace();
            let Some(first) = words.next() else { continue };
            let shape = usize::from(shape(first));
            phrases.shapes[shape / 64] |= 1 << (shape % 64);
            phrases.by_first.entry(first).or_default().push(Phrase {
                rest: words.collect(),
                capital,
                barred,
            });
        }
        for list in phrases.by_first.values_mut() {
            list.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        phrases
    }

    /// Number of words of the longest phrase that stands at `at`, 0 if none does.
    pub(crate) fn at(&self, words: &[Word<'_>], at: usize) -> usize {
        let Some(first) = words.get(at) else { return 0 };
        let shape = usize::from(first.shape);
        if self.shapes[shape / 64] & 1 << (shape % 64) == 0 {
            return 0;
        }
        let Some(list) = self.by_first.get(first.plain) else {
            return 0;
        };
        list.iter()
            .filter(|phrase| first.capital || !phrase.capital)
            .find(|phrase| stands(words, at + 1, &phrase.rest))
            .map_or(0, |phrase| if phrase.barred { 0 } else { phrase.rest.len() + 1 })
    }
}

/// True when the given words stand at `at`.
pub(crate) fn stands(words: &[Word<'_>], at: usize, phrase: &[&str]) -> bool {
    words.len() >= at + phrase.len() && phrase.iter().zip(&words[at..]).all(|(want, word)| word.is(want))
}

/// Sentences of a range: a full stop, question or exclamation mark followed by a capital parts them.
pub(crate) fn sentences(script: &Script<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    let bytes = script.written.as_bytes();
    for at in memchr::memchr3_iter(b'.', b'?', b'!', &bytes[range.clone()]).map(|at| range.start + at) {
        if at + 1 >= range.end || !bytes[at + 1].is_ascii_whitespace() {
            continue;
        }
        let rest = script.written[at + 1..range.end].trim_start();
        if !rest.starts_with(|c: char| c.is_uppercase()) || abbreviated(&script.written[start..at]) {
            continue;
        }
        push_trimmed(script, start..at + 1, &mut out);
        start = at + 1;
    }
    push_trimmed(script, start..range.end, &mut out);
    out
}

fn push_trimmed(script: &Script<'_>, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let range = script.trimmed(range, &[]);
    if !range.is_empty() {
        out.push(range);
    }
}

fn abbreviated(before: &str) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let letters = last.trim_start_matches(['(', '"', '“']);
    matches!(
        letters,
        "TP" | "Tp"
            | "TX"
            | "TT"
            | "P"
            | "Q"
            | "H"
            | "X"
            | "T"
            | "KT"
            | "TM"
            | "TL"
            | "TUQ"
            | "ThS"
            | "TS"
            | "PGS"
            | "GS"
    ) || (letters.len() <= 3
        && letters.bytes().all(|b| b.is_ascii_digit())
        && !letters.is_empty()
        && before.len() == letters.len())
}
