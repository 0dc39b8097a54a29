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
    const SIGNS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    if capital { out.to_uppercase() } else { out }
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
