//! Words for finding: one way of cutting for the texts that are looked through and for what is asked.
//!
//! A tone is part of a word: `đường` and `dưỡng` are two. Whoever types marks gets what is written with them; whoever
//! types none gets every word that reads so without them.

use std::ops::Range;

use crate::{canonical, fold};

/// Letters of the longest word. What is longer, and is then no word of a language, counts as several.
const LONGEST: usize = 64;
/// Words that are looked for at once; what is typed beyond them is left out.
const MOST: usize = 24;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'t> {
    /// As it stands there.
    pub printed: &'t str,
    /// Its first byte and the byte behind its last.
    pub span: Range<usize>,
}

impl Word<'_> {
    /// With its marks, in one spelling: `hoà` and `hòa` are one.
    pub fn written(&self) -> String {
        canonical(self.printed)
    }

    /// Without marks.
    pub fn folded(&self) -> String {
        fold(self.printed)
    }
}

/// The words of a text: letters, digits and their marks. Everything else parts them, so that `2909/CTr-UBND` is three.
///
/// ```
/// let words: Vec<&str> = text::words("Chương trình số 2909/CTr-UBND").map(|word| word.printed).collect();
/// assert_eq!(words, ["Chương", "trình", "số", "2909", "CTr", "UBND"]);
/// ```
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(begins_word)?;
        let from = text.get(start..)?;
        let mut letters = from.char_indices().enumerate();
        let over = letters.find(|(n, (_, c))| !is_mark(*c) && (*n >= LONGEST || !begins_word(*c)));
        at = start + over.map_or(from.len(), |(_, (end, _))| end);
        Some(Word {
            printed: text.get(start..at)?,
            span: start..at,
        })
    })
}

/// A letter or digit. The apostrophe that Unicode counts as a letter is one like any other.
fn begins_word(c: char) -> bool {
    c.is_alphanumeric() && !is_mark(c) && c != 'ʼ'
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// What somebody looks for: words in the order in which they were typed.
///
/// ```
/// let sought = text::Sought::of("dak ha");
/// assert!(sought.is_in("xã Đăk Hà"));
/// assert!(!text::Sought::of("đường").is_in("điều dưỡng"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    words: Vec<String>,
    has_marks: bool,
}

impl Sought {
    /// What was typed.
    pub fn of(typed: &str) -> Self {
        let typed: Vec<Word<'_>> = words(typed).take(MOST).collect();
        let has_marks = typed.iter().any(|word| word.written() != word.folded());
        let form = |word: &Word<'_>| if has_marks { word.written() } else { word.folded() };
        Self {
            words: typed.iter().map(form).collect(),
            has_marks,
        }
    }

    /// Nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether it carries marks, and is answered by what is written with them.
    pub fn has_marks(&self) -> bool {
        self.has_marks
    }

    /// The words, in the form in which they are looked for.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// A word of a text in the form in which it is compared.
    fn form(&self, word: &Word<'_>) -> String {
        if self.has_marks { word.written() } else { word.folded() }
    }

    /// Whether every word stands in a text, in any order.
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_empty() {
            return true;
        }
        let mut missing: Vec<&String> = self.words.iter().collect();
        for word in words(text) {
            let form = self.form(&word);
            missing.retain(|sought| **sought != form);
            if missing.is_empty() {
                return true;
            }
        }
        false
    }

    /// Where the words stand in a text; where one follows the other with nothing but spaces between, as one place.
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        for word in words(text).filter(|word| self.words.contains(&self.form(word))) {
            match places.last_mut() {
                Some(last) if is_space(text, last.end, word.span.start) => last.end = word.span.end,
                _ => places.push(word.span),
            }
        }
        places
    }
}

fn is_space(text: &str, from: usize, to: usize) -> bool {
    text.get(from..to).is_some_and(|between| between.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(text: &str) -> Vec<&str> {
        words(text).map(|word| word.printed).collect()
    }

    #[test]
    fn letters_digits_and_their_marks_are_words() {
        assert_eq!(
            printed("Ia H’Drai, 1.200 vụ_án!"),
            ["Ia", "H", "Drai", "1", "200", "vụ", "án"]
        );
        assert_eq!(printed("  – … "), Vec::<&str>::new());
        // Marks that are characters of their own belong to their letter.
        assert_eq!(printed("Ha\u{300} Nội"), ["Ha\u{300}", "Nội"]);
        assert_eq!(
            printed(&"a".repeat(130))
                .iter()
                .map(|word| word.len())
                .collect::<Vec<_>>(),
            [64, 64, 2]
        );
    }

    #[test]
    fn with_marks_what_is_written_without_them_what_reads_so() {
        let table = [
            ("dak ha", "huyện Đăk Hà", true),
            ("dak ha", "huyện Đắk Hạ", true),
            ("đăk hà", "huyện Đăk Hà", true),
            ("đắk hà", "huyện Đăk Hà", false),
            ("đường", "tuyến đường bộ", true),
            ("đường", "điều dưỡng", false),
            ("duong", "điều dưỡng", true),
            ("hoà bình", "Hòa Bình", true),
            ("thuỷ lợi", "thủy lợi", true),
            ("ranh giới", "rãnh giới", false),
            ("bình hòa", "Hòa Bình", true),
            ("ha\u{300}", "Hà", true),
            ("2909 ctr", "Chương trình số 2909/CTr-UBND", true),
            ("", "gì cũng được", true),
            ("!", "gì cũng được", true),
            ("290", "2909", false),
        ];
        for (typed, text, expected) in table {
            assert_eq!(Sought::of(typed).is_in(text), expected, "{typed} in {text}");
        }
    }

    #[test]
    fn places_are_those_of_the_words_as_printed() {
        let text = "Xã Đăk  Hà và đường về Hà Đăk.";
        let places: Vec<&str> = Sought::of("dak ha")
            .places_in(text)
            .into_iter()
            .map(|at| &text[at])
            .collect();
        assert_eq!(places, ["Đăk  Hà", "Hà Đăk"]);
    }

    proptest! {
        #[test]
        fn a_word_is_a_part_of_the_text_and_found_in_it(text in "[a-zA-ZăĐđơƯàẳệ \u{300}\u{301}\u{323}/’ʼ0-9.\u{345}]{0,90}") {
            for word in words(&text) {
                prop_assert_eq!(&text[word.span.clone()], word.printed);
                prop_assert!(Sought::of(word.printed).is_in(&text));
                prop_assert!(!word.folded().is_empty() && !word.written().is_empty());
                prop_assert!(word.folded().chars().chain(word.written().chars()).all(|c| !c.is_whitespace() && c != '"' && c != '\''));
            }
        }
    }
}
