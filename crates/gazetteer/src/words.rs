//! Words of a running text with the keys by which names are compared.
//!
//! One pass, no allocation per word. A key sees letters only: case, place of the tone mark, apostrophes, composed or
//! decomposed Unicode make no difference. The spelling key also takes `Đăk`, `Đắk`, `Đắc`, `Đak` as one, `Ngọk` and
//! `Ngọc`, `Quý` and `Quí`, `Phường 01` and `Phường 1`; the bare key drops every diacritic.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::LazyLock;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Spaces, or one line break: a wrapped line goes on.
    Space,
    Dash,
    Dot,
    Comma,
    Semicolon,
    Colon,
    Slash,
    OpenBracket,
    /// An empty line, a quotation mark, the beginning of the text, or several marks at once.
    Break,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Spelling key.
    pub(crate) key: u64,
    pub(crate) gap: Gap,
    pub(crate) is_capitalised: bool,
    pub(crate) is_upper: bool,
}

impl Word {
    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_joined(&self) -> bool {
        matches!(self.gap, Gap::Space | Gap::Dash)
    }
}

/// The three keys of a word or of a sequence of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) exact: u64,
    pub(crate) spelling: u64,
    pub(crate) bare: u64,
}

impl Keys {
    pub(crate) fn then(self, next: Keys) -> Keys {
        Keys {
            exact: chain(self.exact, next.exact),
            spelling: chain(self.spelling, next.spelling),
            bare: chain(self.bare, next.bare),
        }
    }
}

/// Adds a word to the key of the words before it; a name starts from zero.
pub(crate) fn chain(sequence: u64, word: u64) -> u64 {
    (sequence.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A map whose keys are already well mixed.
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

#[derive(Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = chain(self.0, u64::from(byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// One letter: its shape without tone, the shape without any mark, the tone (0 none, 1..=5), and its case.
#[derive(Debug, Clone, Copy, Default)]
struct Letter {
    shape: u16,
    bare: u16,
    tone: u8,
    case: Case,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Case {
    Lower,
    Upper,
    /// A digit, or a letter of a script without cases.
    #[default]
    None,
}

impl Case {
    fn of(c: char) -> Self {
        if c.is_lowercase() {
            Self::Lower
        } else if c.is_alphabetic() {
            Self::Upper
        } else {
            Self::None
        }
    }
}

/// The two ranges in which the letters of Vietnamese stand, one behind the other.
const LATIN_END: usize = 0x250;
const TONED: usize = 0x1e00;
const TONED_END: usize = 0x1f00;
const TABLE_END: usize = LATIN_END + (TONED_END - TONED);

fn place_in_table(c: char) -> Option<usize> {
    match c as usize {
        at @ ..LATIN_END => Some(at),
        at @ TONED..TONED_END => Some(at - TONED + LATIN_END),
        _ => None,
    }
}

/// The same of the character at the beginning of the bytes of a text, with its length: what nearly all letters are, told
/// without decoding them.
fn place_of_bytes(bytes: &[u8]) -> Option<(usize, usize)> {
    let low = |byte: u8| usize::from(byte & 0x3f);
    match *bytes {
        [byte @ ..0x80, ..] => Some((usize::from(byte), 1)),
        // U+0080 to U+023F.
        [lead @ 0xc2..=0xc8, next, ..] => Some((usize::from(lead & 0x1f) << 6 | low(next), 2)),
        // U+1E00 to U+1EFF.
        [0xe1, second @ 0xb8..=0xbb, third, ..] => Some((LATIN_END + (usize::from(second & 3) << 6 | low(third)), 3)),
        _ => None,
    }
}

const VOWELS: [(char, &str); 12] = [
    ('a', "aàáãảạ"),
    ('a', "ăằắẵẳặ"),
    ('a', "âầấẫẩậ"),
    ('e', "eèéẽẻẹ"),
    ('e', "êềếễểệ"),
    ('i', "iìíĩỉị"),
    ('o', "oòóõỏọ"),
    ('o', "ôồốỗổộ"),
    ('o', "ơờớỡởợ"),
    ('u', "uùúũủụ"),
    ('u', "ưừứữửự"),
    ('y', "yỳýỹỷỵ"),
];
const TONE_ACUTE: u8 = 2;

/// Letters by their place in the table, upper and lower case; an empty entry is no letter or one not written in Vietnamese.
static LETTERS: LazyLock<Vec<Letter>> = LazyLock::new(|| {
    let mut table = vec![Letter::default(); TABLE_END];
    let mut enter = |c: char, letter: Letter| {
        for cased in c.to_lowercase().chain(c.to_uppercase()) {
            if let Some(entry) = place_in_table(cased).and_then(|at| table.get_mut(at)) {
                *entry = Letter {
                    case: Case::of(cased),
                    ..letter
                };
            }
        }
    };
    for c in ('a'..='z').chain('0'..='9') {
        enter(
            c,
            Letter {
                shape: c as u16,
                bare: c as u16,
                ..Letter::default()
            },
        );
    }
    enter(
        'đ',
        Letter {
            shape: 'đ' as u16,
            bare: 'd' as u16,
            ..Letter::default()
        },
    );
    for (bare, row) in VOWELS {
        let shape = row.chars().next().unwrap_or(bare);
        for (tone, c) in (0u8..).zip(row.chars()) {
            enter(
                c,
                Letter {
                    shape: shape as u16,
                    bare: bare as u16,
                    tone,
                    ..Letter::default()
                },
            );
        }
    }
    table
});

/// Letters kept for the spelling rules; the longest Vietnamese syllable has seven, joined names fit as well.
const LONGEST: usize = 24;

/// The letters of one word as they come in.
struct Syllable {
    letters: [Letter; LONGEST],
    len: usize,
    /// Tones in the order met, as one number.
    tones: u64,
    /// Mix of the letters that no longer fit.
    rest: u64,
    /// Mix of the shapes so far, and of all but the last; of no use once `is_mixed` is false.
    mix: u64,
    mix_before: u64,
    /// No shape was changed behind its letter.
    is_mixed: bool,
    all_digits: bool,
}

impl Syllable {
    fn new() -> Self {
        Self {
            letters: [Letter::default(); LONGEST],
            len: 0,
            tones: 0,
            rest: 0,
            mix: 0,
            mix_before: 0,
            is_mixed: true,
            all_digits: true,
        }
    }

    fn clear(&mut self) {
        self.len = 0;
        self.tones = 0;
        self.rest = 0;
        self.mix = 0;
        self.is_mixed = true;
        self.all_digits = true;
    }

    fn push(&mut self, letter: Letter) {
        if letter.tone != 0 {
            // A word of two dozen toned letters is no name: what its key is makes no difference.
            self.tones = self.tones.wrapping_mul(6).wrapping_add(u64::from(letter.tone));
        }
        let Some(place) = self.letters.get_mut(self.len) else {
            self.rest = chain(self.rest, u64::from(letter.shape));
            self.is_mixed = false;
            return;
        };
        *place = letter;
        self.len += 1;
        self.mix_before = self.mix;
        self.mix = mixed(self.mix, letter.shape);
        self.all_digits &= is_digit(letter.shape);
    }

    /// A combining mark changes the tone or the shape of the letter before it.
    fn combine(&mut self, mark: char) {
        let tone = match mark {
            '\u{300}' => 1,
            '\u{301}' => TONE_ACUTE,
            '\u{303}' => 3,
            '\u{309}' => 4,
            '\u{323}' => 5,
            _ => 0,
        };
        if tone != 0 {
            self.tones = self.tones * 6 + u64::from(tone);
            return;
        }
        let Some(last) = self.len.checked_sub(1).and_then(|i| self.letters.get_mut(i)) else {
            return;
        };
        let shaped = match (mark, char::from_u32(u32::from(last.bare))) {
            ('\u{302}', Some('a')) => 'â',
            ('\u{302}', Some('e')) => 'ê',
            ('\u{302}', Some('o')) => 'ô',
            ('\u{306}', Some('a')) => 'ă',
            ('\u{31b}', Some('o')) => 'ơ',
            ('\u{31b}', Some('u')) => 'ư',
            _ => return,
        };
        last.shape = shaped as u16;
        self.is_mixed = false;
    }

    fn letters(&self) -> &[Letter] {
        self.letters.get(..self.len).unwrap_or_default()
    }

    fn exact(&self) -> u64 {
        if self.is_mixed {
            return chain(self.mix, self.tones);
        }
        self.finish(self.letters().iter().map(|l| l.shape), self.tones)
    }

    fn bare(&self) -> u64 {
        self.finish(self.letters().iter().map(|l| l.bare), 0)
    }

    /// The key in which spellings of one name meet. Nothing here drops a tone that tells two names apart.
    fn spelling(&self) -> u64 {
        let letters = self.letters();
        if self.rest == 0 && self.all_digits {
            let significant = letters.iter().map(|l| l.shape).skip_while(|&s| s == '0' as u16);
            return self.finish(significant, 0);
        }
        let [.., before, last] = letters else {
            return self.exact();
        };
        let ending_in = |last: char, tones: u64| {
            if self.is_mixed {
                return chain(mixed(self.mix_before, last as u16), tones);
            }
            let body = letters[..letters.len() - 1].iter().map(|l| l.shape);
            self.finish(body.chain([last as u16]), tones)
        };
        if last.shape == 'y' as u16 && follows_as_i(letters, *before) {
            return ending_in('i', self.tones);
        }
        if last.shape != 'k' as u16 && last.shape != 'c' as u16 {
            return self.exact();
        }
        // Before a final stop an unwritten tone is the rising one: Đăk and Đắk, Lăk and Lắc.
        let tones = if self.tones == u64::from(TONE_ACUTE) {
            0
        } else {
            self.tones
        };
        let is_dak = matches!(letters, [first, vowel, _] if is_d(first.bare) && vowel.bare == 'a' as u16);
        if is_dak && tones == 0 {
            return self.finish(['đ' as u16, 'ă' as u16, 'c' as u16].into_iter(), 0);
        }
        ending_in('c', tones)
    }

    fn finish(&self, shapes: impl Iterator<Item = u16>, tones: u64) -> u64 {
        chain(shapes.fold(self.rest, mixed), tones)
    }

    fn keys(&self) -> Keys {
        Keys {
            exact: self.exact(),
            spelling: self.spelling(),
            bare: self.bare(),
        }
    }
}

fn mixed(key: u64, shape: u16) -> u64 {
    (key ^ u64::from(shape)).wrapping_mul(0x0100_0000_01b3)
}

fn is_digit(shape: u16) -> bool {
    ('0' as u16..='9' as u16).contains(&shape)
}

fn is_d(bare: u16) -> bool {
    bare == 'd' as u16
}

/// `Quý` and `Quí`, `Mỹ` and `Mĩ` are one word; `Thúy` and `Thúi`, `Tây` and `Tâi` are not.
fn follows_as_i(letters: &[Letter], before: Letter) -> bool {
    let is_vowel = |l: Letter| VOWELS.iter().any(|(bare, _)| *bare as u16 == l.bare);
    let is_qu = matches!(letters, [first, second, _] if first.bare == 'q' as u16 && second.bare == 'u' as u16);
    is_qu || !is_vowel(before)
}

/// Reads words one after another.
pub(crate) struct Words<'t> {
    text: &'t str,
    at: usize,
    syllable: Syllable,
    letters: &'static [Letter],
}

/// A word as met, before one of its keys is chosen.
struct Met {
    start: usize,
    end: usize,
    gap: Gap,
    is_capitalised: bool,
    is_upper: bool,
}

impl<'t> Words<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            syllable: Syllable::new(),
            letters: &LETTERS,
        }
    }

    fn letter(&self, c: char) -> Option<Letter> {
        let known = place_in_table(c)
            .and_then(|at| self.letters.get(at))
            .copied()
            .unwrap_or_default();
        if known.shape != 0 {
            return Some(known);
        }
        if c.is_ascii() {
            return None;
        }
        let foreign = c as u16;
        c.is_alphanumeric().then(|| Letter {
            shape: foreign,
            bare: foreign,
            tone: 0,
            case: Case::of(c),
        })
    }

    fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte.is_ascii() => Some(char::from(byte)),
            Some(_) => self.text.get(self.at..).and_then(|rest| rest.chars().next()),
            None => None,
        }
    }

    /// A letter of the table that stands here, and its length in bytes.
    fn known_letter(&self) -> Option<(Letter, usize)> {
        let (place, length) = place_of_bytes(self.text.as_bytes().get(self.at..)?)?;
        let letter = self.letters.get(place)?;
        (letter.shape != 0).then_some((*letter, length))
    }

    fn gap(&mut self) -> Option<Gap> {
        let mut gap = if self.at == 0 { Gap::Break } else { Gap::Space };
        let mut lines = 0;
        loop {
            if self.text.as_bytes().get(self.at) == Some(&b' ') {
                self.at += 1;
                continue;
            }
            if self.known_letter().is_some() {
                return Some(gap);
            }
            let c = self.peek()?;
            if self.letter(c).is_some() {
                return Some(gap);
            }
            self.at += c.len_utf8();
            lines += usize::from(c == '\n');
            gap = match (gap, mark(c)) {
                (_, None) if lines > 1 => Gap::Break,
                (before, None) => before,
                (Gap::Space, Some(met)) if lines == 0 || met != Gap::Dash => met,
                _ => Gap::Break,
            };
        }
    }

    fn next_met(&mut self) -> Option<Met> {
        let gap = self.gap()?;
        let start = self.at;
        self.syllable.clear();
        let (mut end, mut is_capitalised, mut is_upper) = (start, false, true);
        loop {
            if let Some((letter, length)) = self.known_letter() {
                is_upper &= letter.case != Case::Lower;
                is_capitalised |= end == start && letter.case == Case::Upper;
                self.syllable.push(letter);
                self.at += length;
                end = self.at;
                continue;
            }
            let Some(c) = self.peek().filter(|c| *c != ' ') else {
                break;
            };
            if let Some(letter) = self.letter(c) {
                is_upper &= letter.case != Case::Lower;
                is_capitalised |= end == start && letter.case == Case::Upper;
                self.syllable.push(letter);
                self.at += c.len_utf8();
                end = self.at;
            } else if ('\u{300}'..='\u{36f}').contains(&c) {
                self.syllable.combine(c);
                self.at += c.len_utf8();
                end = self.at;
            } else if !(is_apostrophe(c) && self.joins(c)) {
                break;
            }
        }
        let is_upper = is_upper && self.syllable.len > 1;
        Some(Met {
            start,
            end,
            gap,
            is_capitalised,
            is_upper,
        })
    }

    /// Steps over an apostrophe inside a name (`H'Drai`, `Ia H' Drai`, `H’Drai`), leaves a closing quote alone.
    fn joins(&mut self, apostrophe: char) -> bool {
        let after = self.at + apostrophe.len_utf8();
        let mut rest = self.text.get(after..).unwrap_or_default().chars();
        let (skipped, next) = match rest.next() {
            Some(' ') if self.syllable.len <= 2 => (1, rest.next()),
            next => (0, next),
        };
        let joins = next.is_some_and(|c| self.letter(c).is_some_and(|l| !is_digit(l.shape)));
        if joins {
            self.at = after + skipped;
        }
        joins
    }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let met = self.next_met()?;
        Some(Word {
            start: offset(met.start),
            end: offset(met.end),
            key: self.syllable.spelling(),
            gap: met.gap,
            is_capitalised: met.is_capitalised,
            is_upper: met.is_upper,
        })
    }
}

/// Offsets past four gigabytes are not met: a document is refused long before.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The kind of gap a mark makes; `None` for spaces and for marks that part nothing.
fn mark(c: char) -> Option<Gap> {
    match c {
        ' ' => None,
        c if c.is_whitespace() => None,
        '-' | '–' | '—' | '‑' => Some(Gap::Dash),
        '.' => Some(Gap::Dot),
        ',' => Some(Gap::Comma),
        ';' => Some(Gap::Semicolon),
        ':' => Some(Gap::Colon),
        '/' | '&' => Some(Gap::Slash),
        '(' | '[' => Some(Gap::OpenBracket),
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}' | '\u{feff}' => None,
        _ => Some(Gap::Break),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// The keys of each word of a short text.
pub(crate) fn keys_of_words(text: &str) -> Vec<Keys> {
    let mut words = Words::new(text);
    let mut keys = Vec::new();
    while words.next_met().is_some() {
        keys.push(words.syllable.keys());
    }
    keys
}

/// The keys of a whole name.
pub(crate) fn keys_of(name: &str) -> Keys {
    keys_of_words(name).into_iter().fold(Keys::default(), Keys::then)
}

/// The spelling key of one word known to be one.
pub(crate) fn key_of_word(word: &str) -> u64 {
    keys_of_words(word).first().map_or(0, |keys| keys.spelling)
}

#[cfg(test)]
mod tests {
    use super::Gap::{Break, Colon, Comma, Dash, Dot, OpenBracket, Semicolon, Slash, Space};
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (one, other) in [
            ("Đăk Hà", "Đắk Hà"),
            ("Đăk Hà", "ĐẮC HÀ"),
            ("Đăk Hà", "Đak Hà"),
            ("Ngọk Réo", "Ngọc Réo"),
            ("Mỹ Quý", "Mĩ Quí"),
            ("Phường 01", "phường 1"),
            ("Ia H' Drai", "Ia H’Drai"),
        ] {
            assert_eq!(keys_of(one).spelling, keys_of(other).spelling, "{one} / {other}");
        }
    }

    #[test]
    fn marks_that_tell_names_apart_stay() {
        for (one, other) in [
            ("Sơn Hà", "Sơn Hạ"),
            ("Ba Tơ", "Ba Tô"),
            ("Cẩm Giang", "Cẩm Giàng"),
            ("Lạc Dương", "Lắc Dương"),
            ("Thúy Sơn", "Thúi Sơn"),
        ] {
            assert_ne!(keys_of(one).spelling, keys_of(other).spelling, "{one} / {other}");
            assert_ne!(keys_of(one).exact, keys_of(other).exact, "{one} / {other}");
        }
    }

    #[test]
    fn the_exact_key_sees_what_canonical_sees() {
        for (one, other) in [
            ("Hoà Bình", "HÒA BÌNH"),
            ("Uỷ ban", "Ủy  ban"),
            ("Ia H’ Drai", "IA H'DRAI"),
            ("Sơn Hà", "Sơn Hạ"),
        ] {
            let same = text::canonical(one) == text::canonical(other);
            assert_eq!(keys_of(one).exact == keys_of(other).exact, same, "{one} / {other}");
        }
    }

    #[test]
    fn decomposed_text_gives_the_same_keys() {
        let name = "Đắk Rơ Wa, Tu Mơ Rông, Cấm";
        let decomposed = text::tone_on_last(name);
        assert_ne!(name, decomposed);
        assert_eq!(keys_of(name), keys_of(&decomposed));
    }

    #[test]
    fn words_know_what_parts_them() {
        let gaps: Vec<Gap> = Words::new("các xã: A, B\nC - D\n\nE (F) TP.G; H/K")
            .map(|w| w.gap)
            .collect();
        assert_eq!(
            gaps,
            [
                Break,
                Space,
                Colon,
                Comma,
                Space,
                Dash,
                Break,
                OpenBracket,
                Break,
                Dot,
                Semicolon,
                Slash
            ]
        );
    }

    #[test]
    fn a_closing_quote_does_not_join() {
        let words: Vec<&str> = Words::new("‘Ngọc Hồi’ H'Drai")
            .map(|w| &"‘Ngọc Hồi’ H'Drai"[w.range()])
            .collect();
        assert_eq!(words, ["Ngọc", "Hồi", "H'Drai"]);
    }

    #[test]
    fn a_word_of_any_length_has_a_key() {
        for word in ["à".repeat(100), "dài".repeat(80), "ộ ".repeat(300)] {
            assert!(Words::new(&word).next().is_some());
            assert!(crate::Gazetteer::compiled().agency_named(&word, None, None).is_none());
        }
    }
}
