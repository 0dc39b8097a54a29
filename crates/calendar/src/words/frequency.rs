//! How often: `hằng năm`, `định kỳ 06 tháng`, `02 lần/ngày`, and the day it is tied to.

use super::cursor::Cursor;
use super::point::{Edge, Joined, Part, Point, Span, span};
use crate::recurrence::{Hour, MonthDay, Recurrence};

/// How often, before any day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frequency {
    Day,
    Week,
    Month,
    Quarter,
    /// In the first month of the next quarter.
    NextQuarter,
    HalfYear,
    Year,
    Years(i16),
}

const UNITS: [(&str, Frequency); 6] = [
    ("ngày", Frequency::Day),
    ("tuần", Frequency::Week),
    ("tháng", Frequency::Month),
    ("quý", Frequency::Quarter),
    ("quí", Frequency::Quarter),
    ("năm", Frequency::Year),
];

impl Frequency {
    /// The rule with no day printed.
    pub(super) fn bare(self) -> Recurrence {
        match self {
            Self::Day => Recurrence::Day { hours: vec![] },
            Self::Week => Recurrence::Week {
                weekday: None,
                hour: None,
            },
            Self::Month => Recurrence::Month { day: None },
            Self::Quarter | Self::NextQuarter => Recurrence::Quarter { day: None },
            Self::HalfYear => Recurrence::HalfYear { on: vec![] },
            Self::Year => Recurrence::Year { on: vec![] },
            Self::Years(step) => Recurrence::Years { step },
        }
    }

    /// The rule on the printed points; none when the points are of one certain year or do not fit.
    pub(super) fn on(self, span: &Span, before: bool) -> Option<Recurrence> {
        if span.points.iter().any(|p| p.year.is_some()) {
            return None;
        }
        if let Some(Point {
            part: Part::DayOfMonth(day),
            ..
        }) = span.end()
        {
            return match self {
                Self::Month => Some(Recurrence::Month { day: Some(day) }),
                Self::Quarter => Some(Recurrence::Quarter { day: Some(day) }),
                Self::NextQuarter => Some(Recurrence::Year {
                    on: [1, 4, 7, 10].map(|month| MonthDay { month, day }).to_vec(),
                }),
                _ => None,
            };
        }
        if let (Joined::Range, Some(first), Some(last)) = (span.joined, span.start(), span.end())
            && let (Part::Month(from), Part::Month(to)) = (first.part, last.part)
        {
            return Some(Recurrence::Season { from, to });
        }
        let on: Vec<MonthDay> = span.points.iter().map(|p| due_in_year(*p, before)).collect();
        match self {
            Self::HalfYear => Some(Recurrence::HalfYear { on }),
            Self::Quarter | Self::NextQuarter | Self::Year => Some(Recurrence::Year { on }),
            // "hằng tháng (trước ngày 16), 6 tháng (trước ngày 16/6)": a day of the year comes back each year.
            Self::Day | Self::Week | Self::Month if span.end()?.is_day() => Some(Recurrence::Year { on }),
            Self::Day | Self::Week | Self::Month => None,
            Self::Years(step) => Some(Recurrence::Years { step }),
        }
    }
}

/// `trước tháng 12 hằng năm` ends with November; `tháng 12 hằng năm` with December.
fn due_in_year(point: Point, before: bool) -> MonthDay {
    if let Part::Day { month, day } = point.part {
        return MonthDay { month, day };
    }
    if !before || point.edge == Edge::End {
        return MonthDay::end_of(point.last_month());
    }
    let first = match point.part {
        Part::Quarter(q) => q * 3 - 2,
        Part::Half(h) => h * 6 - 5,
        Part::Month(m) => m,
        Part::Day { .. } | Part::DayOfMonth(_) | Part::Year => 1,
    };
    MonthDay::end_of(if first == 1 { 12 } else { first - 1 })
}

/// A frequency at this place: `hằng quý`, `định kỳ 6 tháng`, `2 lần/năm`, `06 tháng/lần`. With it whether the words leave
/// no doubt that a duty recurs (`hằng năm` is often a mere adjective).
pub(super) fn frequency(cur: Cursor<'_>) -> Option<(Frequency, bool, Cursor<'_>)> {
    if let Some(next) = cur.phrase("định kỳ") {
        let (frequency, next) = every(next).or_else(|| unit(next)).or_else(|| times(next))?;
        return Some((frequency, true, list(next)));
    }
    if let Some((frequency, next)) = times(cur) {
        return Some((frequency, true, next));
    }
    let (frequency, next) = every(cur)?;
    Some((frequency, false, list(next)))
}

/// `hằng năm` and its spellings.
pub(super) fn every(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    unit_word(cur.any(&["hằng", "hàng", "mỗi"])?)
}

fn unit_word(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    UNITS
        .iter()
        .find_map(|(word, frequency)| Some((*frequency, cur.word(word)?)))
}

/// `quý`, `06 tháng`, `2 năm`, with `một lần` or `/lần` behind.
fn unit(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    let (frequency, next) = counted(cur).or_else(|| unit_word(cur))?;
    Some((frequency, per_time(next).unwrap_or(next)))
}

fn counted(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    let (n, next) = cur.number_in(1, 20)?;
    let (frequency, next) = unit_word(next)?;
    let frequency = match (n, frequency) {
        (1, one) => one,
        (3, Frequency::Month) => Frequency::Quarter,
        (6, Frequency::Month) => Frequency::HalfYear,
        (12, Frequency::Month) => Frequency::Year,
        (n, Frequency::Year) => Frequency::Years(i16::try_from(n).ok()?),
        _ => return None,
    };
    Some((frequency, next))
}

fn per_time(cur: Cursor<'_>) -> Option<Cursor<'_>> {
    cur.mark(&['/'])
        .and_then(|c| c.maybe(&["01", "1", "một"]).word("lần"))
        .or_else(|| cur.any(&["một lần", "1 lần", "01 lần"]))
}

/// `02 lần/ngày`, `2 lần mỗi năm`, `06 tháng/lần`, `3 tháng một lần`.
fn times(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    if let Some((frequency, next)) = counted(cur)
        && let Some(next) = per_time(next)
    {
        return Some((frequency, next));
    }
    let (n, next) = cur.number_in(1, 12)?;
    let next = next.word("lần")?;
    let next = next.mark(&['/']).or_else(|| next.any(&["mỗi", "trong", "một"]))?;
    let (frequency, next) = unit_word(next.maybe(&["một", "01", "1"]))?;
    let frequency = match (n, frequency) {
        (2, Frequency::Year) => Frequency::HalfYear,
        (4, Frequency::Year) => Frequency::Quarter,
        (12, Frequency::Year) => Frequency::Month,
        (_, other) => other,
    };
    Some((frequency, next))
}

/// The rest of `hằng quý, 6 tháng, 9 tháng và năm`: the most frequent, printed first, is the one that counts.
fn list(mut cur: Cursor<'_>) -> Cursor<'_> {
    while let Some(next) = cur.mark(&[',', ';']).or_else(|| cur.any(&["và", "hoặc"])) {
        let item = next.number_in(1, 12).and_then(|(_, n)| n.word("tháng"));
        let item = item
            .or_else(|| every(next).map(|(_, n)| n))
            .or_else(|| next.any(&["quý", "năm", "đột xuất"]));
        match item.filter(|c| c.at_end() || c.any(&["và", "hoặc"]).is_some()) {
            Some(end) if span(next, false).is_none() => cur = end,
            _ => break,
        }
    }
    cur
}

/// `15h`, `9h00'`, `17 giờ 00 phút`, `07:30`.
pub(super) fn hour(cur: Cursor<'_>) -> Option<(Hour, Cursor<'_>)> {
    let (hour, next) = cur.number().filter(|(n, _)| *n <= 24)?;
    let next = next
        .word("giờ")
        .or_else(|| next.gap().letters("h"))
        .or_else(|| next.letters(":"))?;
    let (minute, next) = match next.number().filter(|(n, _)| *n < 60) {
        Some((minute, after)) => (
            minute,
            after
                .word("phút")
                .or_else(|| after.mark(&['\'', '’', '′', 'p']))
                .unwrap_or(after),
        ),
        None => (0, next),
    };
    Some((
        Hour {
            hour: i8::try_from(hour % 24).ok()?,
            minute: i8::try_from(minute).ok()?,
        },
        next,
    ))
}

/// `thứ năm`, `thứ 6`, `chủ nhật` as 1 (Monday) to 7.
pub(super) fn weekday(cur: Cursor<'_>) -> Option<(i8, Cursor<'_>)> {
    let cur = cur.maybe(&["vào", "sáng", "chiều"]).maybe(&["ngày"]);
    if let Some(next) = cur.phrase("chủ nhật") {
        return Some((7, next));
    }
    let next = cur.word("thứ")?;
    let names = [("hai", 1), ("ba", 2), ("tư", 3), ("năm", 4), ("sáu", 5), ("bảy", 6)];
    if let Some(found) = names.iter().find_map(|(word, n)| Some((*n, next.word(word)?))) {
        return Some(found);
    }
    let (n, next) = next.number_in(2, 7)?;
    Some((i8::try_from(n).ok()? - 1, next))
}
