//! Days, moments and numbers as pages write them: dd/mm/yyyy, the clock of Viet Nam, 1.234,5.

use domain::figures::Percent;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::language::Language;

/// Hours by which Viet Nam is ahead of UTC; there has been no summer time since 1975.
const AHEAD_OF_UTC: Offset = Offset::constant(7);

/// A moment by the clock of Viet Nam.
pub(crate) fn in_viet_nam(moment: Timestamp) -> DateTime {
    AHEAD_OF_UTC.to_datetime(moment)
}

/// A day: `15/09/2026`.
pub(crate) fn day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// A moment: `15/09/2026 14:05`.
pub(crate) fn moment(moment: Timestamp) -> String {
    let there = in_viet_nam(moment);
    format!("{} {:02}:{:02}", day(there.date()), there.hour(), there.minute())
}

/// A number with its thousands grouped; at most two decimals, none that are zero.
pub(crate) fn decimal(value: f64, language: Language) -> String {
    let (group, point) = match language {
        Language::Vietnamese => ('.', ','),
        Language::English => (',', '.'),
    };
    let printed = format!("{:.2}", value.abs());
    let (whole, decimals) = printed.split_once('.').unwrap_or((&printed, ""));
    let decimals = decimals.trim_end_matches('0');
    let mut written = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            written.push(group);
        }
        written.push(digit);
    }
    if !decimals.is_empty() {
        written.push(point);
        written.push_str(decimals);
    }
    let is_zero = written.chars().all(|c| !('1'..='9').contains(&c));
    if value < 0.0 && !is_zero {
        written.insert(0, '−');
    }
    written
}

/// A share of a hundred with its one decimal.
pub(crate) fn percent(share: Percent, language: Language) -> String {
    let point = match language {
        Language::Vietnamese => ',',
        Language::English => '.',
    };
    format!("{}{point}{}%", share.0 / 10, share.0 % 10)
}

/// A count with its thousands grouped.
pub(crate) fn grouped(count: i64, language: Language) -> String {
    let group = match language {
        Language::Vietnamese => '.',
        Language::English => ',',
    };
    let digits = count.unsigned_abs().to_string();
    let mut written = String::new();
    if count < 0 {
        written.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(group);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_and_moments() {
        assert_eq!(day(date(2026, 9, 5)), "05/09/2026");
        let late: Timestamp = "2026-09-04T17:05:59Z".parse().unwrap();
        assert_eq!(moment(late), "05/09/2026 00:05");
    }

    #[test]
    fn rates_have_one_decimal() {
        assert_eq!(percent(Percent(978), Language::Vietnamese), "97,8%");
        assert_eq!(percent(Percent(1000), Language::English), "100.0%");
        assert_eq!(percent(Percent(5), Language::English), "0.5%");
    }

    #[test]
    fn numbers() {
        let written = [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1.000"),
            (1_234_567.5, "1.234.567,5"),
            (-1500.0, "−1.500"),
        ];
        for (value, expected) in written {
            assert_eq!(decimal(value, Language::Vietnamese), expected);
        }
        assert_eq!(decimal(1_234_567.25, Language::English), "1,234,567.25");
        assert_eq!(decimal(-0.001, Language::Vietnamese), "0");
    }
}
