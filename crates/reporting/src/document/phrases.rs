//! The fixed words of an official document, and how its parts are written out.

use super::{Archive, Circulation, Document, IssueDay, Number, Power, Subject, Urgency};

pub(crate) const NATION: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub(crate) const MOTTO: &str = "Độc lập - Tự do - Hạnh phúc";
pub(crate) const ADDRESSEES: &str = "Kính gửi:";
pub(crate) const RECIPIENTS: &str = "Nơi nhận:";
pub(crate) const AS_ABOVE: &str = "Như trên";
pub(crate) const END: &str = "./.";

/// Room that is left for a number to be written in.
const OPEN_NUMBER: &str = "        ";
/// Room that is left for a day to be written in.
const OPEN_DAY: &str = "      ";

/// The letters of points, in the order of the Vietnamese alphabet as offices use it: without ă â ê ô ơ ư, f j w z.
const POINTS: [&str; 22] = [
    "a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x",
];

impl Number {
    /// `Số: 09/UBND-NC`; numbers below ten bear a zero before them (annex I, part I, section II, clause 3 c).
    pub(crate) fn line(&self) -> String {
        match self.number {
            Some(number) => format!("Số: {number:02}/{}", self.symbol),
            None => format!("Số:{OPEN_NUMBER}/{}", self.symbol),
        }
    }
}

impl IssueDay {
    /// `ngày 05 tháng 11 năm 2026`: days below ten and the first two months bear a zero (clause 4 b).
    pub(crate) fn words(self) -> String {
        match self {
            Self::On(day) => format!("ngày {:02} tháng {} năm {}", day.day(), month(day.month()), day.year()),
            Self::InMonthOf(day) => format!("ngày{OPEN_DAY}tháng {} năm {}", month(day.month()), day.year()),
        }
    }
}

fn month(month: i8) -> String {
    if month <= 2 {
        format!("{month:02}")
    } else {
        month.to_string()
    }
}

impl Document {
    /// Place and day, box 4.
    pub(crate) fn place_and_day(&self) -> String {
        format!("{}, {}", self.place, self.issued.words())
    }

    /// What the document is called in the properties of the file.
    pub(crate) fn title(&self) -> String {
        match &self.subject {
            Subject::Named { kind, about } => format!("{kind} {}", lower_first(about)),
            Subject::Letter(about) => format!("Công văn về việc {}", lower_first(about)),
        }
    }

    /// The line under an annex's title. In an electronic document number and day stay open (section III, clause 1 c).
    pub(crate) fn annex_reference(&self) -> String {
        let kind = match &self.subject {
            Subject::Named { kind, .. } => kind.as_str(),
            Subject::Letter(_) => "Công văn",
        };
        let number = match self.number.number {
            Some(number) => format!("{number:02}/{}", self.number.symbol),
            None => format!("{OPEN_NUMBER}/{}", self.number.symbol),
        };
        format!(
            "(Kèm theo {kind} số {number} {} của {})",
            self.issued.words(),
            self.issuer.name
        )
    }

    /// The lines of `Nơi nhận`, with dashes and closing marks.
    pub(crate) fn recipient_lines(&self) -> Vec<String> {
        let as_above = matches!(self.subject, Subject::Letter(_)).then_some(AS_ABOVE);
        as_above
            .into_iter()
            .chain(self.recipients.iter().map(String::as_str))
            .map(|recipient| format!("- {};", recipient.trim_end_matches([';', '.', ' '])))
            .chain(std::iter::once(self.archive.line()))
            .collect()
    }
}

impl Archive {
    fn line(&self) -> String {
        let unit = self.unit.as_ref().map(|unit| format!(", {unit}")).unwrap_or_default();
        let copies = self.copies.map(|copies| format!("({copies})")).unwrap_or_default();
        format!("- Lưu: VT{unit}{copies}.")
    }
}

impl Power {
    /// `TM. ỦY BAN NHÂN DÂN`
    pub(crate) fn line(&self) -> String {
        let (mark, whose) = match self {
            Self::ForCollective(body) => ("TM.", body),
            Self::ForHead(head) => ("KT.", head),
            Self::ByOrder(head) => ("TL.", head),
            Self::ByAuthorisation(head) => ("TUQ.", head),
        };
        format!("{mark} {}", whose.to_uppercase())
    }
}

impl Urgency {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Urgent => "KHẨN",
            Self::VeryUrgent => "THƯỢNG KHẨN",
            Self::Express => "HỎA TỐC",
        }
    }

    /// Width of the frame in millimetres; all are 8 mm high.
    pub(crate) fn width(self) -> u16 {
        match self {
            Self::Urgent => 20,
            Self::VeryUrgent => 40,
            Self::Express => 30,
        }
    }
}

impl Circulation {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::ReturnAfterReading => "XEM XONG TRẢ LẠI",
            Self::Internal => "LƯU HÀNH NỘI BỘ",
        }
    }
}

/// The letter of a point, counted from one; past the alphabet letters are doubled.
pub(crate) fn point_letter(number: usize) -> String {
    let at = number.saturating_sub(1);
    POINTS[at % POINTS.len()].repeat(at / POINTS.len() + 1)
}

/// A Roman number, for parts, sections and annexes.
pub(crate) fn roman(number: usize) -> String {
    text::roman(u32::try_from(number).unwrap_or(u32::MAX))
}

fn lower_first(words: &str) -> String {
    let mut characters = words.chars();
    // An abbreviation keeps its capitals.
    let is_abbreviation = words.chars().nth(1).is_some_and(char::is_uppercase);
    match characters.next() {
        Some(first) if !is_abbreviation => first.to_lowercase().chain(characters).collect(),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_and_days_are_written_as_the_decree_says() {
        let number = |number| Number {
            number,
            symbol: "BC-UBND".into(),
        };
        assert_eq!(number(Some(7)).line(), "Số: 07/BC-UBND");
        assert_eq!(number(Some(2909)).line(), "Số: 2909/BC-UBND");
        assert!(number(None).line().ends_with(" /BC-UBND"));
        assert_eq!(IssueDay::On(date(2021, 8, 5)).words(), "ngày 05 tháng 8 năm 2021");
        assert_eq!(IssueDay::On(date(2026, 2, 28)).words(), "ngày 28 tháng 02 năm 2026");
        assert!(
            IssueDay::InMonthOf(date(2026, 11, 1))
                .words()
                .ends_with(" tháng 11 năm 2026")
        );
    }

    #[test]
    fn points_follow_the_vietnamese_alphabet() {
        let letters: String = (1..=8).map(point_letter).collect();
        assert_eq!(letters, "abcdđegh");
        assert_eq!(point_letter(23), "aa");
    }

    #[test]
    fn roman_numbers_are_read_back() {
        for number in 1..=60u32 {
            assert_eq!(text::parse_roman(&roman(number as usize)), Some(number));
        }
    }
}
