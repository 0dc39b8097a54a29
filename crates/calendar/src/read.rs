//! A printed date to a day.

use jiff::civil::Date;

use crate::words::printed_day;

/// `ngày 18 tháng 8 năm 2021`, `18/8/2021`, `18-8-2021`, `18.8.2021`, also behind a place (`Kon Tum, ngày …`). None when the
/// day does not exist, the year is missing or anything else stands in the text.
///
/// ```
/// use calendar::parse_vietnamese_date;
/// let day = Some(jiff::civil::date(2021, 8, 18));
/// assert_eq!(parse_vietnamese_date("Kon Tum, ngày 18 tháng 8 năm 2021"), day);
/// assert_eq!(parse_vietnamese_date("18/08/2021"), day);
/// assert_eq!(parse_vietnamese_date("31/11/2021"), None);
/// ```
pub fn parse_vietnamese_date(text: &str) -> Option<Date> {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let day = text.rsplit_once(',').map_or(text, |(_, after)| after);
    let (year, month, day) = printed_day(day)?;
    Date::new(year, month, day).ok()
}

/// A day in a field of a form, a cell or an address: as people print it ([`parse_vietnamese_date`]) or as programs write it
/// (`2021-08-18`).
///
/// ```
/// assert_eq!(calendar::typed_date(" 2021-08-18 "), calendar::typed_date("18/8/2021"));
/// assert_eq!(calendar::typed_date("2021-8"), None);
/// ```
pub fn typed_date(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    // `Date` would also read a whole moment, and days without hyphens.
    let written_by_program = (typed.len() == 10).then(|| typed.parse().ok()).flatten();
    written_by_program.or_else(|| parse_vietnamese_date(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn all_spellings() {
        for text in [
            "ngày 18 tháng 8 năm 2021",
            "Ngày 18 tháng 08 năm 2021",
            "NGÀY 18 THÁNG 8 NĂM 2021",
            "18 tháng 8 năm 2021",
            "ngày 18/8/2021",
            "18-8-2021",
            "18.8.2021",
            "18 / 8 / 2021",
            "Quảng Ngãi, ngày 18  tháng 8\nnăm 2021.",
        ] {
            assert_eq!(parse_vietnamese_date(text), Some(date(2021, 8, 18)), "{text}");
        }
    }

    #[test]
    fn what_is_no_full_date() {
        for text in [
            "",
            "ngày",
            "ngày tháng 8 năm 2021",
            "18/8",
            "8/2021",
            "29/02/2021",
            "18/8/2021/NQ-CP",
            "2021",
            "0/1/2021",
        ] {
            assert_eq!(parse_vietnamese_date(text), None, "{text}");
        }
    }

    #[test]
    fn days_as_people_type_them() {
        for written in [
            "15/9/2026",
            "15/09/2026",
            "2026-09-15",
            "15-09-2026",
            "15.9.2026",
            " 15 / 9 / 2026 ",
        ] {
            assert_eq!(typed_date(written), Some(date(2026, 9, 15)), "{written}");
        }
        for wrong in [
            "31/2/2026",
            "15/9",
            "15/9/26",
            "hôm nay",
            "",
            "2026-9",
            "1/2/3/4",
            "15/9/2026/1",
        ] {
            assert_eq!(typed_date(wrong), None, "{wrong}");
        }
    }
}
