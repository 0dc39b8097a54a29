//! Numbers as lists print them.

/// Letters as Word and browsers count them: a … z, then aa, bb, … (Word) which is also where office lists end.
pub(super) fn letters(number: u32, capital: bool) -> String {
    let Some(before) = number.checked_sub(1) else {
        return String::new();
    };
    let first = if capital { b'A' } else { b'a' };
    let letter = char::from(first + u8::try_from(before % 26).unwrap_or(0));
    // A list long enough for more repeats is a counting error of the file.
    let repeats = (before / 26 + 1).min(8);
    (0..repeats).map(|_| letter).collect()
}

/// Roman numerals; beyond 3999 the number in digits.
pub(super) fn roman(number: u32, capital: bool) -> String {
    let roman = text::roman(number);
    if capital { roman } else { roman.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn counts_as_lists_do() {
        assert_eq!([1, 26, 27, 53].map(|n| letters(n, false)), ["a", "z", "aa", "aaa"]);
        assert_eq!(
            [1, 4, 14, 49, 2026].map(|n| roman(n, true)),
            ["I", "IV", "XIV", "XLIX", "MMXXVI"]
        );
        assert_eq!(
            (letters(0, true), roman(0, true), roman(5_000, false)),
            (String::new(), "0".into(), "5000".into())
        );
    }
}
