//! Numbers as Vietnamese offices print them: a dot parts thousands, a comma begins the decimals.

/// A whole number: `21.914`.
///
/// ```
/// assert_eq!(reporting::number::count(-1234567), "-1.234.567");
/// ```
pub fn count(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(&number.unsigned_abs().to_string()))
}

/// A number with a fixed count of decimals, rounded half away from zero: `1.234,5`. What is no number is `–`.
///
/// ```
/// assert_eq!(reporting::number::decimal(-18.665, 1), "-18,7");
/// assert_eq!(reporting::number::decimal(f64::NAN, 1), "–");
/// ```
pub fn decimal(number: f64, decimals: u8) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let shown = format!("{:.*}", usize::from(decimals), number.abs());
    let (whole, rest) = shown.split_once('.').unwrap_or((&shown, ""));
    let is_zero = shown.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if number < 0.0 && !is_zero { "-" } else { "" };
    let comma = if rest.is_empty() { "" } else { "," };
    format!("{sign}{}{comma}{rest}", grouped(whole))
}

/// A share of a whole in percent with one decimal, rounded half up in whole numbers so that it never depends on how a
/// processor divides: `97,8%`. A share of nothing is `–`.
///
/// ```
/// assert_eq!(reporting::number::share(223, 16_274), "1,4%");
/// assert_eq!(reporting::number::share(0, 0), "–");
/// ```
pub fn share(part: u64, whole: u64) -> String {
    match tenths_of_percent(part, whole) {
        Some(tenths) => format!("{},{}%", grouped(&(tenths / 10).to_string()), tenths % 10),
        None => "–".to_owned(),
    }
}

/// The share in tenths of a percent; none of nothing.
pub(crate) fn tenths_of_percent(part: u64, whole: u64) -> Option<u128> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    (part * 2000 + whole).checked_div(whole * 2)
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted_by_dots() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(21_914), "21.914");
        assert_eq!(count(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(decimal(1_500_000_000.25, 2), "1.500.000.000,25");
        assert_eq!(decimal(-0.04, 1), "0,0");
        assert_eq!(decimal(240.0, 0), "240");
    }

    /// The figures that the Government's report of 2017 prints.
    #[test]
    fn shares_of_printed_figures() {
        assert_eq!(share(16_051, 16_274), "98,6%");
        assert_eq!(share(1, 8), "12,5%");
        assert_eq!(share(1, 2000), "0,1%");
        assert_eq!(share(3, 3), "100,0%");
        assert_eq!(share(u64::MAX, 1), "1.844.674.407.370.955.161.500,0%");
    }
}
