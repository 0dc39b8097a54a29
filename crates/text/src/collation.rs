//! Vietnamese alphabetical order: a ă â b c d đ e ê … o ô ơ … u ư …; letters first, then tones, then case.

use std::iter::Peekable;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// First byte of each kind of element; 0 parts letters, tones and cases.
const GAP: u8 = 1;
const NUMBER: u8 = 2;
const LETTER: u8 = 3;
const OTHER: u8 = 0xff;

/// Bytes that compare as Vietnamese text sorts: by letters, equal letters by tone (ngang, huyền, hỏi, ngã, sắc, nặng), then
/// lower case before upper. Runs of digits compare as numbers. Anything else only parts words.
///
/// ```
/// let mut names = ["Đăk Hà", "Dak", "Đăk Glei", "Bờ Y", "xã 10", "xã 9", "Ba Tơ", "Ba Tô"];
/// names.sort_by_cached_key(|n| text::collation_key(n));
/// assert_eq!(names, ["Ba Tô", "Ba Tơ", "Bờ Y", "Dak", "Đăk Glei", "Đăk Hà", "xã 9", "xã 10"]);
/// ```
pub fn collation_key(text: &str) -> Vec<u8> {
    let mut key = Key::default();
    let mut chars = text.nfd().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_digit() {
            key.number(c, &mut chars);
        } else if c.is_alphabetic() {
            key.letter(c, &mut chars);
        } else if !is_combining_mark(c) {
            key.gap();
        }
    }
    key.finish()
}

#[derive(Default)]
struct Key {
    letters: Vec<u8>,
    tones: Vec<u8>,
    cases: Vec<u8>,
    tone: u8,
}

impl Key {
    fn letter(&mut self, base: char, rest: &mut Peekable<impl Iterator<Item = char>>) {
        self.cases.push(1 + u8::from(base.is_uppercase()));
        let mut letter = base.to_lowercase().next().unwrap_or(base);
        while let Some(mark) = rest.next_if(|c| is_combining_mark(*c)) {
            match tone_rank(mark) {
                Some(rank) => self.tone = rank,
                None => letter = compose(letter, mark).unwrap_or(letter),
            }
        }
        let rank = ALPHABET
            .chars()
            .position(|l| l == letter)
            .and_then(|at| u8::try_from(at).ok());
        if let Some(rank) = rank {
            self.letters.push(LETTER + rank);
            return;
        }
        self.letters.push(OTHER);
        self.letters.extend(letter.to_string().bytes());
    }

    fn number(&mut self, first: char, rest: &mut Peekable<impl Iterator<Item = char>>) {
        let mut digits = String::from(first);
        while let Some(digit) = rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let digits = digits.trim_start_matches('0');
        self.letters.push(NUMBER);
        self.letters.push(u8::try_from(digits.len()).unwrap_or(u8::MAX).max(1));
        self.letters.extend(digits.bytes());
    }

    fn gap(&mut self) {
        if self.letters.last().is_some_and(|last| *last != GAP) {
            self.letters.push(GAP);
            self.tones.push(1 + self.tone);
            self.tone = 0;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.letters.last() == Some(&GAP) {
            self.letters.pop();
        } else {
            self.tones.push(1 + self.tone);
        }
        let mut key = self.letters;
        key.push(0);
        key.append(&mut self.tones);
        key.push(0);
        key.append(&mut self.cases);
        key
    }
}

fn tone_rank(mark: char) -> Option<u8> {
    let order = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];
    order
        .iter()
        .position(|t| *t == mark)
        .and_then(|at| u8::try_from(at + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut words: Vec<&str>) -> Vec<&str> {
        words.sort_by_cached_key(|w| collation_key(w));
        words
    }

    #[test]
    fn letters_before_tones() {
        let right = vec![
            "ma", "mà", "mả", "mã", "má", "mạ", "mai", "mạng", "măng", "mâm", "me", "mê", "na",
        ];
        assert_eq!(sorted(right.iter().rev().copied().collect()), right);
    }

    #[test]
    fn a_short_word_comes_before_a_longer_one() {
        assert_eq!(sorted(vec!["Anh", "An Bình", "An"]), ["An", "An Bình", "Anh"]);
    }

    #[test]
    fn spelling_variants_are_neighbours() {
        assert_eq!(collation_key("Hoà"), collation_key("Hòa"));
        assert_eq!(collation_key("Ia  H'Drai "), collation_key("Ia H’Drai"));
        assert_ne!(collation_key("Sơn Hà"), collation_key("Sơn Hạ"));
    }

    #[test]
    fn numbers_and_foreign_letters() {
        assert_eq!(
            sorted(vec!["Tổ 10", "Tổ 2", "Tổ 02a", "Tổ"]),
            ["Tổ", "Tổ 2", "Tổ 02a", "Tổ 10"]
        );
        assert_eq!(sorted(vec!["яблоко", "zebra", "an"]), ["an", "zebra", "яблоко"]);
    }
}
