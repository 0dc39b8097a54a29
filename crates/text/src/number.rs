//! Numbers as documents write them: `02`, `1.200`, `mười lăm`, `một trăm linh năm`, `XIV`.

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// The largest number that has words here.
const MAX: u32 = 999_999_999;

/// A number in digits (dots may part thousands) or in Vietnamese words, in any case; up to 999 999 999.
///
/// ```
/// assert_eq!(text::parse_number("02"), Some(2));
/// assert_eq!(text::parse_number("hai mươi mốt"), Some(21));
/// assert_eq!(text::parse_number("một nghìn không trăm linh năm"), Some(1005));
/// ```
pub fn parse_number(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return in_digits(text);
    }
    let lower = crate::nfc(text).to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    in_words(&words)
}

fn in_digits(text: &str) -> Option<u32> {
    let mut groups = text.split('.');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let plain = digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// Millions, then thousands, then the rest; each at most once and in this order.
fn in_words(words: &[&str]) -> Option<u32> {
    let (millions, words) = scale(words, &["triệu"])?;
    let (thousands, rest) = scale(words, &["nghìn", "ngàn"])?;
    let led = millions.is_some() || thousands.is_some();
    let last = match rest {
        [] if led => 0,
        rest => below_thousand(rest, led)?,
    };
    Some(millions.unwrap_or(0) * 1_000_000 + thousands.unwrap_or(0) * 1000 + last)
}

fn scale<'w, 'a>(words: &'w [&'a str], names: &[&str]) -> Option<(Option<u32>, &'w [&'a str])> {
    let Some(at) = words.iter().position(|w| names.contains(w)) else {
        return Some((None, words));
    };
    let count = below_thousand(words.get(..at)?, true)?;
    Some((Some(count), words.get(at + 1..)?))
}

/// `led`: a larger unit stands before, so that `không trăm` may follow.
fn below_thousand(words: &[&str], led: bool) -> Option<u32> {
    match words {
        [hundreds, "trăm", rest @ ..] => {
            let hundreds = digit(hundreds).filter(|h| *h > 0 || led)?;
            let rest = if rest.is_empty() { 0 } else { after_hundred(rest)? };
            Some(hundreds * 100 + rest)
        }
        ["linh" | "lẻ", unit] if led => digit(unit).filter(|u| *u > 0),
        words => below_hundred(words),
    }
}

fn after_hundred(words: &[&str]) -> Option<u32> {
    match words {
        ["linh" | "lẻ", "tư"] => Some(4),
        ["linh" | "lẻ", unit] => digit(unit).filter(|u| *u > 0),
        words => below_hundred(words).filter(|n| *n >= 10),
    }
}

fn below_hundred(words: &[&str]) -> Option<u32> {
    match words {
        [one] => digit(one).or_else(|| (*one == "mười").then_some(10)),
        ["mười", unit] => unit_after(unit, false).map(|u| 10 + u),
        [tens, "mươi" | "chục"] => tens_digit(tens).map(|t| t * 10),
        // "hai mốt", "ba lăm": spoken short forms.
        [tens, "mươi", unit] | [tens, unit @ ("mốt" | "lăm" | "nhăm" | "tư")] => {
            Some(tens_digit(tens)? * 10 + unit_after(unit, true)?)
        }
        _ => None,
    }
}

fn tens_digit(word: &str) -> Option<u32> {
    digit(word).filter(|t| *t >= 2)
}

fn unit_after(word: &str, above_twenty: bool) -> Option<u32> {
    match word {
        "mốt" if above_twenty => Some(1),
        "tư" if above_twenty => Some(4),
        "lăm" | "nhăm" => Some(5),
        // "mười năm" is ten years.
        "không" | "năm" => None,
        word => digit(word),
    }
}

fn digit(word: &str) -> Option<u32> {
    let word = if word == "bẩy" { "bảy" } else { word };
    DIGITS
        .iter()
        .position(|d| *d == word)
        .and_then(|n| u32::try_from(n).ok())
}

/// A number in Vietnamese words, as documents spell it; none above 999 999 999.
///
/// ```
/// assert_eq!(text::number_words(15).as_deref(), Some("mười lăm"));
/// assert_eq!(text::number_words(1_000_021).as_deref(), Some("một triệu không nghìn không trăm hai mươi mốt"));
/// ```
pub fn number_words(n: u32) -> Option<String> {
    if n > MAX {
        return None;
    }
    let mut words: Vec<&str> = Vec::new();
    let (millions, thousands, rest) = (n / 1_000_000, n / 1000 % 1000, n % 1000);
    if millions > 0 {
        spell(millions, false, &mut words);
        words.push("triệu");
    }
    if thousands > 0 || (millions > 0 && rest > 0) {
        if thousands == 0 {
            words.push("không");
        } else {
            spell(thousands, millions > 0, &mut words);
        }
        words.push("nghìn");
    }
    if rest > 0 || words.is_empty() {
        spell(rest, !words.is_empty(), &mut words);
    }
    Some(words.join(" "))
}

fn spell(n: u32, led: bool, words: &mut Vec<&str>) {
    let (hundreds, tens, unit) = (n / 100, n / 10 % 10, n % 10);
    if hundreds > 0 || led {
        words.extend([name(hundreds), "trăm"]);
    }
    match (tens, unit) {
        (0, 0) if hundreds > 0 || led => return,
        (0, unit) => {
            if hundreds > 0 || led {
                words.push("linh");
            }
            words.push(name(unit));
            return;
        }
        (1, _) => words.push("mười"),
        (tens, _) => words.extend([name(tens), "mươi"]),
    }
    match unit {
        0 => {}
        1 if tens > 1 => words.push("mốt"),
        5 => words.push("lăm"),
        unit => words.push(name(unit)),
    }
}

fn name(digit: u32) -> &'static str {
    usize::try_from(digit).ok().and_then(|d| DIGITS.get(d)).unwrap_or(&"")
}

/// What Roman letters are worth, the most first; pairs that take away stand among them.
const ROMAN: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// A Roman numeral in its one right spelling, upper or lower case, 1 to 3999.
///
/// ```
/// assert_eq!(text::parse_roman("XIV"), Some(14));
/// assert_eq!(text::parse_roman("IIII"), None);
/// ```
pub fn parse_roman(text: &str) -> Option<u32> {
    let upper = text.trim().to_ascii_uppercase();
    let mut rest = upper.as_str();
    let mut value = 0;
    for (worth, letters) in ROMAN {
        let most = if letters.len() == 2 || matches!(worth, 5 | 50 | 500) {
            1
        } else {
            3
        };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(letters) else { break };
            rest = after;
            value += worth;
        }
    }
    let spelt_once = value > 0 && rest.is_empty() && roman(value) == upper;
    spelt_once.then_some(value)
}

/// A number as a Roman numeral in upper case; 0 and what is beyond 3999 in digits.
///
/// ```
/// assert_eq!(text::roman(14), "XIV");
/// assert_eq!(text::roman(4000), "4000");
/// ```
pub fn roman(number: u32) -> String {
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut left = number;
    let mut out = String::new();
    for (worth, letters) in ROMAN {
        while left >= worth {
            out.push_str(letters);
            left -= worth;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_inverse() {
        let small = 0..=2_100;
        let large = [
            10_005,
            15_021,
            100_000,
            105_015,
            999_999,
            1_000_000,
            1_000_001,
            2_005_000,
            50_000_015,
            999_999_999,
        ];
        for n in small.chain(large) {
            let words = number_words(n).expect("in range");
            assert_eq!(parse_number(&words), Some(n), "{words}");
        }
        assert_eq!(number_words(1_000_000_000), None);
    }

    #[test]
    fn spellings() {
        let table = [
            ("mười lăm", 15),
            ("hai mươi tư", 24),
            ("hai tư", 24),
            ("ba mươi nhăm", 35),
            ("Một trăm lẻ tư", 104),
            ("hai ngàn", 2000),
            ("một nghìn năm trăm", 1500),
            ("06", 6),
            ("1.200", 1200),
            ("1.200.000", 1_200_000),
            ("chín mươi chín", 99),
            ("ba triệu", 3_000_000),
            ("hai chục", 20),
            ("không", 0),
        ];
        for (text, n) in table {
            assert_eq!(parse_number(text), Some(n), "{text}");
        }
    }

    #[test]
    fn not_numbers() {
        for text in [
            "",
            "mươi",
            "mười mốt mươi",
            "hai trăm năm",
            "mười năm",
            "một tỷ",
            "12.5",
            "1.2000",
            "1234567890",
            "năm học",
            "linh năm",
            "trăm",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }

    #[test]
    fn roman_numerals() {
        for n in 1..=3999 {
            assert_eq!(parse_roman(&roman(n)), Some(n));
        }
        assert_eq!(parse_roman("viii"), Some(8));
        for text in ["", "IIX", "VV", "IC", "A", "XM", "MMMM", "I I"] {
            assert_eq!(parse_roman(text), None, "{text}");
        }
    }
}
