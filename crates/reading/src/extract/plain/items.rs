//! What opens a line of its own: a bullet, a number, a letter with a bracket, the name of a part of a law.

/// Begins with a bullet, a number, a letter in brackets, or the name of a part of a law. `line` has no white space before
/// it.
pub(super) fn opens(line: &str) -> bool {
    let Some(first) = line.chars().next() else {
        return false;
    };
    match first {
        '-' | '+' | '–' | '—' | '•' | '●' | '▪' | '◦' | '*' => {
            !line[first.len_utf8()..].trim_start().is_empty()
        }
        '0'..='9' => is_numbered(line) || is_deeply_numbered(line),
        'N' | 'K' if opens_address(line) => true,
        'a'..='z' | 'A'..='Z' | 'đ' | 'Đ' => is_lettered(line, first) || is_roman(line) || names_part(line),
        _ => false,
    }
}

/// `7.`, `7)`, `1.2.3.` with something behind it that is no digit.
fn is_numbered(line: &str) -> bool {
    const MOST: usize = 5;
    let Some(rest) = after_numbers(line, 3, 1..=MOST) else {
        return false;
    };
    let rest = rest.strip_prefix(['.', ')']).unwrap_or("");
    rest.starts_with(|c: char| !c.is_ascii_digit())
}

/// `1.2 ` without a mark behind it.
fn is_deeply_numbered(line: &str) -> bool {
    const MOST: usize = 5;
    after_numbers(line, 2, 2..=MOST).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// What stands behind so many numbers parted by full stops, each of at most so many digits.
fn after_numbers(line: &str, most_digits: usize, numbers: std::ops::RangeInclusive<usize>) -> Option<&str> {
    let mut rest = line;
    let mut count = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=most_digits).contains(&digits) {
            return None;
        }
        count += 1;
        rest = &rest[digits..];
        let next = rest
            .strip_prefix('.')
            .filter(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        match next {
            Some(next) => rest = next,
            None => return numbers.contains(&count).then_some(rest),
        }
    }
}

/// `a)`, `a1)`, `đ)`; `A. Việc`.
fn is_lettered(line: &str, first: char) -> bool {
    let rest = &line[first.len_utf8()..];
    if let Some(words) = rest.strip_prefix('.') {
        let text = words.trim_start();
        return text.len() < words.len() && text.starts_with(char::is_uppercase);
    }
    let bracket = rest.strip_prefix(|c: char| c.is_ascii_digit()).unwrap_or(rest);
    !first.is_uppercase() && bracket.starts_with(')')
}

/// `IV.`, `IV)`.
fn is_roman(line: &str) -> bool {
    let digits = roman_digits(line);
    (1..=6).contains(&digits) && line[digits..].starts_with(['.', ')'])
}

fn roman_digits(text: &str) -> usize {
    text.bytes()
        .take_while(|b| matches!(b, b'I' | b'V' | b'X' | b'L'))
        .count()
}

/// `Điều 5.`, `CHƯƠNG II`, `Phần thứ nhất: …`, `Phụ lục 1 Danh mục`; `PHỤ LỤC` with or without a number.
fn names_part(line: &str) -> bool {
    const PARTS: [&str; 6] = ["điều", "chương", "phần", "mục", "phụ lục", "tiểu mục"];
    let is_annex = line
        .strip_prefix("PHỤ LỤC")
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    is_annex
        || PARTS
            .iter()
            .any(|part| after_in_any_case(line, part).is_some_and(begins_with_ordinal))
}

fn after_in_any_case<'t>(text: &'t str, lower: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    let is_next = |letter: char| match rest.next() {
        Some(c) if c.is_ascii() => c.to_ascii_lowercase() == letter,
        Some(c) => c == letter || c.to_lowercase().eq([letter]),
        None => false,
    };
    lower.chars().all(is_next).then_some(rest.as_str())
}

/// White space, a number, and behind it a mark, the end, or a title.
fn begins_with_ordinal(rest: &str) -> bool {
    let text = rest.trim_start();
    if text.len() == rest.len() {
        return false;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = if digits > 0 {
        let behind = &text[digits..];
        behind
            .strip_prefix(|c: char| matches!(c, 'a'..='z' | 'đ'))
            .unwrap_or(behind)
    } else if let Some(word) = text.strip_prefix("thứ ") {
        let behind = word.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        if behind.len() == word.len() {
            return false;
        }
        behind
    } else {
        let digits = roman_digits(text);
        if digits == 0 {
            return false;
        }
        &text[digits..]
    };
    let title = behind.trim_start();
    behind.starts_with(['.', ':'])
        || title.is_empty()
        || title.len() < behind.len() && title.starts_with(char::is_uppercase)
}

/// `Nơi nhận:`, `Kính gửi:`.
fn opens_address(line: &str) -> bool {
    let rest = line.strip_prefix("Nơi ").or_else(|| line.strip_prefix("Kính "));
    rest.is_some_and(|rest| rest.starts_with("nhận:") || rest.starts_with("gửi:"))
}

#[cfg(test)]
mod tests {
    use super::opens;

    #[test]
    fn items() {
        for line in [
            "- việc",
            "+ việc",
            "* việc",
            "1. Việc",
            "12) Việc",
            "1.2.3. Việc",
            "1. 5 tỷ",
            "1.2 Việc",
            "a) Việc",
            "đ)",
            "a1) Việc",
            "A. Việc",
            "IV. VIỆC",
            "IX)",
            "Điều 5. Phạm vi",
            "ĐIỀU 5",
            "Điều 5a: x",
            "Chương II",
            "Phần thứ nhất: x",
            "Mục 1 Quy định",
            "Phụ lục 1",
            "PHỤ LỤC",
            "Tiểu mục 2.",
            "Nơi nhận:",
            "Kính gửi: Sở Y tế",
        ] {
            assert!(opens(line), "{line}");
        }
    }

    #[test]
    fn no_items() {
        for line in [
            "",
            "-",
            "việc",
            "1",
            "1.",
            "1.5",
            "1.000 tỷ",
            "1234. x",
            "2025 là",
            "a việc",
            "Ab) x",
            "A.B",
            "A. việc",
            "IV",
            "Điều 5 của",
            "Điều kiện",
            "Chương trình",
            "Phần mềm",
            "PHỤ LỤCX",
            "Nơi ở:",
            "TỔ 5",
        ] {
            assert!(!opens(line), "{line}");
        }
    }
}
