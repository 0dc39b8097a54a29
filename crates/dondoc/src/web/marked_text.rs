//! A document's text cut into pieces, each with what it is part of, so that a template can mark them. Nothing of a
//! document reaches a page but through a template, which escapes it.

use std::collections::BTreeMap;

/// A place of the text that belongs to something.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// First byte and the byte behind the last.
    pub span: (u64, u64),
    /// Number of the draft or task.
    pub of: i64,
    /// The field that was read from it; none for the whole.
    pub field: Option<&'static str>,
}

/// A piece of the text, and what it is part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// The words.
    pub words: &'t str,
    /// Numbers of what it is part of, ascending.
    pub of: Vec<i64>,
    /// Fields read from it.
    pub fields: Vec<&'static str>,
    /// Numbers of what begins with it: here are the places that links lead to.
    pub begins: Vec<i64>,
}

impl Piece<'_> {
    /// The numbers with spaces between, for an attribute.
    pub(crate) fn numbers(&self) -> String {
        let numbers: Vec<String> = self.of.iter().map(ToString::to_string).collect();
        numbers.join(" ")
    }

    /// Whether it is part of something.
    pub(crate) fn is_of(&self, number: impl std::borrow::Borrow<i64>) -> bool {
        self.of.contains(number.borrow())
    }
}

/// Cuts a text at the ends of marks. A mark that does not lie on whole characters is left out.
pub(crate) fn pieces<'t>(text: &'t str, marks: &[Mark]) -> Vec<Piece<'t>> {
    let ranges: Vec<(usize, usize, &Mark)> = marks
        .iter()
        .filter_map(|mark| {
            let range = usize::try_from(mark.span.0).ok()?..usize::try_from(mark.span.1).ok()?;
            let words = text.get(range.clone())?;
            (!words.is_empty()).then_some((range.start, range.end, mark))
        })
        .collect();
    // At each end: marks that begin there and marks that are over.
    let mut ends: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (which, (start, end, _)) in ranges.iter().enumerate() {
        ends.entry(*start).or_default().0.push(which);
        ends.entry(*end).or_default().1.push(which);
    }
    ends.entry(text.len()).or_default();
    let mut pieces = Vec::new();
    let mut within: Vec<usize> = Vec::new();
    let mut begun: Vec<usize> = Vec::new();
    let mut from = 0;
    for (at, (beginning, over)) in ends {
        if let Some(words) = text.get(from..at).filter(|words| !words.is_empty()) {
            pieces.push(piece(words, &within, &begun, &ranges));
        }
        within.retain(|which| !over.contains(which));
        within.extend(&beginning);
        begun = beginning;
        from = at;
    }
    pieces
}

fn piece<'t>(words: &'t str, within: &[usize], begun: &[usize], ranges: &[(usize, usize, &Mark)]) -> Piece<'t> {
    let marks = |which: &[usize]| -> Vec<&Mark> {
        which
            .iter()
            .filter_map(|which| ranges.get(*which))
            .map(|range| range.2)
            .collect()
    };
    let mut of: Vec<i64> = marks(within).iter().map(|mark| mark.of).collect();
    let mut fields: Vec<&'static str> = marks(within).iter().filter_map(|mark| mark.field).collect();
    let whole = marks(begun).into_iter().filter(|mark| mark.field.is_none());
    let mut begins: Vec<i64> = whole.map(|mark| mark.of).collect();
    for numbers in [&mut of, &mut begins] {
        numbers.sort_unstable();
        numbers.dedup();
    }
    fields.sort_unstable();
    fields.dedup();
    Piece {
        words,
        of,
        fields,
        begins,
    }
}

/// The words of a span on one line, shortened in the middle of what is too long.
pub(crate) fn quoted(text: &str, span: (u64, u64)) -> Option<String> {
    const LONGEST: usize = 160;
    let words = text.get(usize::try_from(span.0).ok()?..usize::try_from(span.1).ok()?)?;
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return None;
    }
    if line.chars().count() <= LONGEST {
        return Some(line);
    }
    let head: String = line.chars().take(LONGEST - 1).collect();
    Some(format!("{head}…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(span: (u64, u64), of: i64, field: Option<&'static str>) -> Mark {
        Mark { span, of, field }
    }

    #[test]
    fn a_text_is_cut_at_the_ends_of_marks_and_is_whole() {
        let text = "Giao Sở Y tế rà soát. Hết.";
        let whole = u64::try_from(text.find(" Hết").unwrap()).unwrap();
        let marks = [
            mark((0, whole), 1, None),
            mark((5, 16), 1, Some("lead")),
            mark((5, 16), 2, Some("lead")),
        ];
        let cut = pieces(text, &marks);
        assert_eq!(cut.iter().map(|piece| piece.words).collect::<String>(), text);
        assert_eq!((cut[0].words, cut[0].begins.as_slice()), ("Giao ", &[1][..]));
        assert_eq!((cut[1].of.as_slice(), cut[1].fields.as_slice()), (&[1, 2][..], &["lead"][..]));
        assert!(cut[1].begins.is_empty() && cut[1].numbers() == "1 2");
        assert!(cut.last().unwrap().of.is_empty());
    }

    #[test]
    fn marks_that_do_not_fit_do_no_harm() {
        let text = "Sở";
        for span in [(0, 2), (1, 9), (3, 1), (0, 0), (u64::MAX, u64::MAX)] {
            assert_eq!(pieces(text, &[mark(span, 1, None)])[0].of, Vec::<i64>::new(), "{span:?}");
        }
        assert!(pieces("", &[mark((0, 1), 1, None)]).is_empty());
    }

    #[test]
    fn source_words_stand_on_one_line() {
        assert_eq!(quoted("a\tb\nc", (0, 5)).as_deref(), Some("a b c"));
        assert_eq!(quoted("ế", (0, 1)), None);
        assert_eq!(quoted(&"x".repeat(500), (0, 500)).map(|line| line.chars().count()), Some(160));
    }
}
