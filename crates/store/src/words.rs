//! Words that a list is searched for: every one has to stand in the folded text, with or without marks.

use crate::value::Query;

/// Adds a condition for each word.
pub(crate) fn push_words(query: &mut Query, column: &str, words: Option<&str>) {
    for word in text::fold(words.unwrap_or_default()).split_whitespace() {
        query.push(" AND ");
        query.push(column);
        query.push(" LIKE ");
        query.push_value(pattern(word));
        query.push(" ESCAPE '!'");
    }
}

/// Anything around the word; what LIKE reads as a sign stands for itself.
fn pattern(word: &str) -> String {
    let mut pattern = String::with_capacity(word.len() + 2);
    pattern.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_stand_for_themselves() {
        assert_eq!(pattern("5%"), "%5!%%");
        assert_eq!(pattern("a_b!"), "%a!_b!!%");
    }
}
