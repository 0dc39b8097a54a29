//! Points and spans of time as printed: a day, a month, a quarter, half a year, a year, and what lies between two.

use jiff::civil::Date;

use super::cursor::Cursor;
use crate::recurrence::day_or_last;

const DASHES: &[char] = &['-', '–', '—', '‑', '−'];

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Day {
        month: i8,
        day: i8,
    },
    /// A day whose month the text leaves to the recurrence: `ngày 15 hằng tháng`.
    DayOfMonth(i8),
    Month(i8),
    Quarter(i8),
    Half(i8),
    Year,
}

/// A part of a year with its year, if printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) year: Option<i16>,
    pub(super) part: Part,
    pub(super) edge: Edge,
}

/// Which end of the part is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Whole,
    /// `đầu năm 2026`: somewhere at the start, no day can be told.
    Start,
    /// `cuối năm 2026`, `hết quý I`.
    End,
}

impl Point {
    fn new(year: Option<i16>, part: Part) -> Self {
        Self {
            year,
            part,
            edge: Edge::Whole,
        }
    }

    pub(super) fn is_day(self) -> bool {
        matches!(self.part, Part::Day { .. } | Part::DayOfMonth(_))
    }

    fn same_kind(self, other: Self) -> bool {
        self.is_day() == other.is_day()
            && (self.is_day() || std::mem::discriminant(&self.part) == std::mem::discriminant(&other.part))
    }

    /// First day, in the printed year or else in the given one.
    pub(super) fn first(self, year: i16) -> Option<Date> {
        let (month, day) = match self.part {
            Part::Day { month, day } => return exact(self.year.unwrap_or(year), month, day),
            Part::DayOfMonth(_) => return None,
            Part::Month(m) => (m, 1),
            Part::Quarter(q) => (q * 3 - 2, 1),
            Part::Half(h) => (h * 6 - 5, 1),
            Part::Year => (1, 1),
        };
        day_or_last(self.year.unwrap_or(year), month, day)
    }

    /// Last day, in the printed year or else in the given one.
    pub(super) fn last(self, year: i16) -> Option<Date> {
        let month = match self.part {
            Part::Day { month, day } => return exact(self.year.unwrap_or(year), month, day),
            Part::DayOfMonth(_) => return None,
            Part::Month(m) => m,
            Part::Quarter(q) => q * 3,
            Part::Half(h) => h * 6,
            Part::Year => 12,
        };
        day_or_last(self.year.unwrap_or(year), month, 31)
    }

    /// Last month of the part.
    pub(super) fn last_month(self) -> i8 {
        match self.part {
            Part::Day { month, .. } | Part::Month(month) => month,
            Part::Quarter(q) => q * 3,
            Part::Half(h) => h * 6,
            Part::DayOfMonth(_) | Part::Year => 12,
        }
    }
}

/// Typists write 31 November and mean its end; 45 November is no date.
fn exact(year: i16, month: i8, day: i8) -> Option<Date> {
    (1..=31).contains(&day).then(|| day_or_last(year, month, day)).flatten()
}

/// How the points of a span hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    One,
    /// `quý I và quý II`.
    List,
    /// `tháng 11 - 12`, `từ … đến …`.
    Range,
}

/// One or more points, earliest first as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) points: Vec<Point>,
    pub(super) joined: Joined,
}

impl Span {
    pub(super) fn one(point: Point) -> Self {
        Self {
            points: vec![point],
            joined: Joined::One,
        }
    }

    pub(super) fn start(&self) -> Option<Point> {
        self.points.first().copied()
    }

    pub(super) fn end(&self) -> Option<Point> {
        self.points.last().copied()
    }

    /// `tháng 11 - 12/2025`: the year printed last holds for what stands before it.
    fn share_year(mut self) -> Self {
        let mut year = None;
        for point in self.points.iter_mut().rev() {
            point.year = point.year.or(year);
            year = point.year;
        }
        self
    }
}

/// A span. `naked` allows what only a label or an opening word makes certain: `12/2025`, `2026`.
pub(super) fn span(cur: Cursor<'_>, naked: bool) -> Option<(Span, Cursor<'_>)> {
    let (first, mut cur) = point(cur, naked)?;
    let mut span = Span::one(first);
    while span.points.len() < 12 {
        let Some((joined, point, next)) = following(cur, &span) else {
            break;
        };
        if joined == Joined::Range || span.joined == Joined::One {
            span.joined = joined;
        }
        span.points.push(point);
        cur = next;
    }
    Some((span.share_year(), cur))
}

fn following<'t>(cur: Cursor<'t>, span: &Span) -> Option<(Joined, Point, Cursor<'t>)> {
    let last = span.end()?;
    if let Some(next) = cur
        .mark(DASHES)
        .or_else(|| cur.any(&["đến hết", "đến cuối", "đến", "tới"]))
    {
        let (point, next) = point(next, false).or_else(|| like(next, last))?;
        return Some((Joined::Range, point, next));
    }
    if let Some(next) = cur.any(&["và", "hoặc"]) {
        let (point, next) = point(next, false).or_else(|| like(next, last))?;
        return point.same_kind(last).then_some((Joined::List, point, next));
    }
    let next = cur
        .mark(&[',', ';'])
        .filter(|_| last.year.is_none() || last.part == Part::Year)?;
    let (point, next) = point(next, false).or_else(|| like(next, last))?;
    point.same_kind(last).then_some((Joined::List, point, next))
}

/// A bare number that continues the kind before it: the 12 of `tháng 11 - 12`.
fn like(cur: Cursor<'_>, before: Point) -> Option<(Point, Cursor<'_>)> {
    match before.part {
        Part::Month(_) => month(cur),
        Part::Quarter(_) => quarter(cur),
        Part::Year => bare_year(cur),
        Part::Day { .. } | Part::DayOfMonth(_) => numeric(cur),
        Part::Half(_) => None,
    }
}

/// One point.
pub(super) fn point(cur: Cursor<'_>, naked: bool) -> Option<(Point, Cursor<'_>)> {
    let cur = cur.maybe(&["giai đoạn"]);
    if let Some(next) = cur.any(&["cuối", "hết"]) {
        let (point, next) = point(next, false).or_else(|| this_year(next))?;
        return Some((
            Point {
                edge: Edge::End,
                ..point
            },
            next,
        ));
    }
    if let Some(next) = cur.any(&["đầu", "giữa"]) {
        let (point, next) = point(next, false)?;
        return Some((
            Point {
                edge: Edge::Start,
                ..point
            },
            next,
        ));
    }
    if let Some(next) = cur.word("ngày") {
        return day(next).or_else(|| day_of_month(next));
    }
    if let Some(found) = half(cur) {
        return Some(found);
    }
    if let Some(next) = cur.word("tháng") {
        return month(next);
    }
    if let Some(next) = cur.any(&["quý", "quí"]) {
        return quarter(next);
    }
    if let Some(next) = cur.word("năm") {
        return bare_year(next);
    }
    if let Some(found) = day(cur) {
        return Some(found);
    }
    if naked {
        month_slash_year(cur).or_else(|| bare_year(cur))
    } else {
        month_slash_year(cur)
    }
}

/// `20 tháng 11 năm 2025`, `20/11/2025`, `20/11`.
fn day(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    spelt(cur).or_else(|| numeric(cur))
}

fn spelt(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (day, next) = cur.number_in(1, 31)?;
    let (month, next) = next.word("tháng")?.number_in(1, 12)?;
    let (year, next) = year_after(next);
    Some((
        Point::new(
            year,
            Part::Day {
                month: small(month),
                day: small(day),
            },
        ),
        next,
    ))
}

fn numeric(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (day, next) = cur.number_in(1, 31)?;
    let slash = next.mark(&['/']);
    let (month, after) = slash.or_else(|| next.mark(&['-', '.']))?.number_in(1, 12)?;
    let part = Part::Day {
        month: small(month),
        day: small(day),
    };
    let separator = if slash.is_some() {
        &['/', '.', '-']
    } else {
        &['-', '.', '/']
    };
    if let Some((year, end)) = after.mark(separator).and_then(Cursor::year) {
        let clear = !end.runs_into_a_symbol() || dash_follows(end);
        return clear.then_some((Point::new(Some(year), part), end));
    }
    if let Some((year, end)) = after.word("năm").and_then(Cursor::year) {
        return Some((Point::new(Some(year), part), end));
    }
    (slash.is_some() && !after.runs_into_a_symbol()).then_some((Point::new(None, part), after))
}

fn day_of_month(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (day, next) = cur.number_in(1, 31)?;
    let clear = !next.runs_into_a_symbol() && next.mark(&['/']).is_none();
    clear.then_some((Point::new(None, Part::DayOfMonth(small(day))), next))
}

/// `11/2025`, `11 năm 2025`, `11`; the word `tháng` is behind.
fn month(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (month, next) = cur.number_in(1, 12)?;
    let (year, next) = year_after(next);
    let clear = year.is_some() || !next.runs_into_a_symbol() || next.mark(DASHES).is_some();
    clear.then_some((Point::new(year, Part::Month(small(month))), next))
}

fn month_slash_year(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (month, next) = cur.number_in(1, 12)?;
    let (year, next) = next.mark(&['/', '-', '.'])?.year()?;
    (!next.runs_into_a_symbol()).then_some((Point::new(Some(year), Part::Month(small(month))), next))
}

fn quarter(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let roman = [("iii", 3), ("ii", 2), ("iv", 4), ("i", 1)];
    let (quarter, next) = roman
        .iter()
        .find_map(|(letters, n)| Some((*n, cur.word(letters)?)))
        .or_else(|| cur.number_in(1, 4).map(|(n, next)| (small(n), next)))?;
    let (year, next) = year_after(next);
    Some((Point::new(year, Part::Quarter(quarter)), next))
}

/// `6 tháng đầu năm 2026`, `06 tháng cuối năm`.
fn half(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let next = match cur.word("sáu") {
        Some(next) => next,
        None => cur.number_in(6, 6)?.1,
    };
    let next = next.word("tháng")?;
    let (half, next) = match next.word("đầu") {
        Some(next) => (1, next),
        None => (2, next.word("cuối")?),
    };
    let next = next.word("năm")?;
    let (year, next) = next.year().map_or((None, next), |(y, n)| (Some(y), n));
    Some((Point::new(year, Part::Half(half)), next))
}

fn bare_year(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let (year, next) = cur.year()?;
    let clear = !next.runs_into_a_symbol() || next.mark(DASHES).and_then(Cursor::year).is_some();
    clear.then_some((Point::new(Some(year), Part::Year), next))
}

/// `hết năm`, `cuối năm nay`: the year in which it is said.
fn this_year(cur: Cursor<'_>) -> Option<(Point, Cursor<'_>)> {
    let next = cur.word("năm")?;
    let other = next.any(&["sau", "trước", "học", "tiếp theo"]).is_some();
    (!other).then_some((Point::new(None, Part::Year), next.maybe(&["nay"])))
}

/// The year behind a month or quarter: `/2025`, `-2025`, `năm 2025`, `, năm 2025`.
fn year_after(cur: Cursor<'_>) -> (Option<i16>, Cursor<'_>) {
    let marked = cur.mark(&['/', '-', '.', '–']).map(|c| c.maybe(&["năm"]));
    let spelt = cur.mark(&[',']).unwrap_or(cur).word("năm");
    for next in [marked, spelt].into_iter().flatten() {
        if let Some((year, end)) = next
            .year()
            .filter(|(_, end)| !end.runs_into_a_symbol() || dash_follows(*end))
        {
            return (Some(year), end);
        }
    }
    (None, cur)
}

fn dash_follows(cur: Cursor<'_>) -> bool {
    cur.mark(DASHES).is_some_and(|next| point(next, true).is_some())
}

fn small(n: u16) -> i8 {
    i8::try_from(n).unwrap_or(i8::MAX)
}
