//! A place in the text and the small steps one can take from it. A step that does not fit answers `None`.

/// A place in the text. Copying it is how the grammar tries an alternative.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    pub(super) fn rest(self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn on(self, bytes: usize) -> Self {
        Self {
            at: self.at + bytes,
            ..self
        }
    }

    /// Past white space and the emphasis marks of Markdown; an empty line stops it.
    pub(super) fn gap(self) -> Self {
        // Mostly a word stands here or behind one space.
        let stands = |at: usize| match self.text.as_bytes().get(at..) {
            Some([byte, ..]) if byte.is_ascii_alphanumeric() => true,
            Some([0xc3..=0xc6, ..] | [0xe1, 0xb8..=0xbb, ..]) => true,
            _ => false,
        };
        if stands(self.at) {
            return self;
        }
        if self.rest().starts_with(' ') && stands(self.at + 1) {
            return self.on(1);
        }
        let mut lines = 0;
        let mut skipped = 0;
        for c in self.rest().chars() {
            lines += usize::from(c == '\n');
            if lines > 1 || !(c.is_whitespace() || matches!(c, '*' | '_' | '\u{feff}' | '\u{200b}')) {
                break;
            }
            skipped += c.len_utf8();
        }
        self.on(skipped)
    }

    /// One word after an optional gap, in any case, ending at a word's end. `word` is in lower case.
    pub(super) fn word(self, word: &str) -> Option<Self> {
        let next = self.gap().letters(word)?;
        (!next.rest().starts_with(char::is_alphanumeric)).then_some(next)
    }

    /// Letters without regard to what follows them.
    pub(super) fn letters(self, word: &str) -> Option<Self> {
        let mut chars = self.rest().chars();
        let mut taken = 0;
        for expected in word.chars() {
            let c = chars.next()?;
            if !is_letter(c, expected) {
                return None;
            }
            taken += c.len_utf8();
        }
        Some(self.on(taken))
    }

    /// Several words with gaps between them.
    pub(super) fn phrase(self, words: &str) -> Option<Self> {
        words.split(' ').try_fold(self, Cursor::word)
    }

    /// The first phrase of the list that stands here.
    pub(super) fn any(self, phrases: &[&str]) -> Option<Self> {
        let here = self.gap();
        let first = small(here.rest().chars().next()?);
        let mut fitting = phrases.iter().filter(|p| p.starts_with(first));
        fitting.find_map(|p| here.phrase(p))
    }

    /// Past the phrase if it stands here.
    pub(super) fn maybe(self, phrases: &[&str]) -> Self {
        self.any(phrases).unwrap_or(self)
    }

    /// One of these characters after an optional gap.
    pub(super) fn mark(self, marks: &[char]) -> Option<Self> {
        let here = self.gap();
        let c = here.rest().chars().next()?;
        marks.contains(&c).then(|| here.on(c.len_utf8()))
    }

    /// A number of at most four digits after an optional gap; more digits are no number here.
    pub(super) fn number(self) -> Option<(u16, Self)> {
        let here = self.gap();
        let digits = here.rest().bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=4).contains(&digits) {
            return None;
        }
        let value = here.rest().get(..digits)?.parse().ok()?;
        Some((value, here.on(digits)))
    }

    /// A number within bounds that is not glued to a letter.
    pub(super) fn number_in(self, low: u16, high: u16) -> Option<(u16, Self)> {
        let (n, next) = self.number()?;
        let glued = next.rest().starts_with(char::is_alphabetic);
        ((low..=high).contains(&n) && !glued).then_some((n, next))
    }

    /// A year that a document of today can mean.
    pub(super) fn year(self) -> Option<(i16, Self)> {
        let (n, next) = self.number_in(1945, 2100)?;
        Some((i16::try_from(n).ok()?, next))
    }

    /// True where a date would be a part of a document's number: `01/2025/NQ-CP`, `12/2025/QĐ`.
    pub(super) fn runs_into_a_symbol(self) -> bool {
        let mut chars = self.rest().chars();
        match chars.next() {
            Some('/' | '-') => chars.next().is_some_and(char::is_alphanumeric),
            Some('.') => chars.next().is_some_and(|c| c.is_ascii_digit()),
            Some(c) => c.is_alphanumeric() || c == '%',
            None => false,
        }
    }

    /// True at the end of the text or before a mark that closes a phrase.
    pub(super) fn at_end(self) -> bool {
        let rest = self.gap().rest();
        rest.is_empty() || rest.starts_with(['.', ';', ',', ')', '|', '\n', ']', '/'])
    }

    /// The words up to the next mark that closes a clause, at most `limit` bytes of them. A line that goes on in lower case
    /// was only wrapped.
    pub(super) fn clause(self, limit: usize) -> &'t str {
        let rest = self.rest();
        let mut end = 0;
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let wrapped = c == '\n' && chars.peek().is_some_and(|(_, next)| next.is_lowercase());
            if i >= limit || matches!(c, '.' | ';' | ',' | ')' | '(' | '|') || (c == '\n' && !wrapped) {
                break;
            }
            end = i + c.len_utf8();
        }
        rest.get(..end).unwrap_or("").trim_end()
    }
}

/// The letter is the expected small one, in any case.
fn is_letter(c: char, expected: char) -> bool {
    c == expected || small(c) == expected
}

/// The small form of a letter; a character without one small letter as it is.
fn small(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    // Of the toned letters each second one is small.
    if matches!(c, '\u{1ea0}'..='\u{1ef9}') {
        return char::from_u32(u32::from(c) | 1).unwrap_or(c);
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(letter), None) => letter,
        _ => c,
    }
}
