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
}
