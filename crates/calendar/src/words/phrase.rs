//! One deadline phrase at one place: which words open it, which close it, and what they mean.

use jiff::ToSpan;
use jiff::civil::Date;

use super::cursor::Cursor;
use super::frequency::{Frequency, every, frequency, hour, weekday};
use super::point::{Edge, Joined, Part, Point, Span, point, span};
use super::{Deadline, DeadlineKind, Relative, Strength};
use crate::recurrence::{Hour, Recurrence};

/// What is known around the phrase.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    pub(super) issued_on: Option<Date>,
    /// A label or a table's head has said that a deadline follows: bare years and open words count.
    pub(super) labelled: bool,
    /// How often, as said earlier in the sentence.
    pub(super) recent: Option<Frequency>,
}

/// A phrase that was understood.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'t> {
    pub(super) deadline: Deadline,
    pub(super) strength: Strength,
    pub(super) end: Cursor<'t>,
    pub(super) frequency: Option<Frequency>,
    /// The words were `hết …` or `cuối …`.
    pub(super) names_an_end: bool,
}

impl<'t> Phrase<'t> {
    fn new(deadline: Deadline, strength: Strength, end: Cursor<'t>) -> Self {
        Self {
            deadline,
            strength,
            end,
            frequency: None,
            names_an_end: false,
        }
    }

    fn recurring(rule: Recurrence, before: bool, strength: Strength, end: Cursor<'t>) -> Self {
        let deadline = Deadline {
            before,
            rule: Some(rule),
            ..Deadline::of(DeadlineKind::Recurring)
        };
        Self::new(deadline, strength, end)
    }
}

/// Any deadline phrase that starts here.
pub(super) fn phrase(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    periodic(cur)
        .or_else(|| hourly(cur, ctx))
        .or_else(|| relative(cur, ctx))
        .or_else(|| from_now(cur, ctx))
        .or_else(|| from(cur, ctx))
        .or_else(|| dated(cur, ctx))
        .or_else(|| standing(cur))
        .or_else(|| event(cur, ctx))
}

/// `trước`, `chậm nhất là`, `trong`: what stands before a point of time.
#[derive(Debug, Clone, Copy, Default)]
struct Opening {
    before: bool,
    formula: bool,
    any: bool,
}

fn opening(mut cur: Cursor<'_>) -> (Opening, Cursor<'_>) {
    let mut opening = Opening::default();
    for _ in 0..5 {
        if let Some(next) = cur.any(&["chậm nhất", "muộn nhất", "trong", "xong", "thời hạn"]) {
            opening.formula = true;
            cur = next;
        } else if let Some(next) = cur.word("trước") {
            opening = Opening {
                before: true,
                formula: true,
                any: true,
            };
            cur = next;
        } else if let Some(next) = cur.any(&[
            "là",
            "vào",
            "ngay",
            "đến",
            "tới",
            "khoảng",
            "thời điểm",
            "sáng",
            "chiều",
        ]) {
            cur = next;
        } else if let Some((_, next)) = hour(cur) {
            cur = next.mark(&[',', '(']).unwrap_or(next);
        } else {
            break;
        }
        opening.any = true;
    }
    (opening, cur)
}

/// `trước ngày 10/12/2025`, `trong quý I/2026`, `trước ngày 25/12 hàng năm`, `năm 2025 và các năm tiếp theo`.
fn dated(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    let (opening, next) = opening(cur);
    let (span, next) = span(next, ctx.labelled)?;
    let strength = if opening.formula {
        Strength::Explicit
    } else {
        Strength::Weak
    };
    if let Some((rule, frequency, end)) = repeated(next, &span, opening.before) {
        let found = Phrase::recurring(rule, opening.before, strength, end);
        return Some(Phrase {
            frequency: Some(frequency),
            ..found
        });
    }
    if let Some(rule) = ctx.recent.and_then(|f| f.on(&span, opening.before)) {
        return Some(Phrase::recurring(rule, opening.before, strength, next));
    }
    if let Some(end) = open_ended(next) {
        let from = span.start()?.first(year_of(span.start()?, ctx.issued_on)?);
        return Some(Phrase::new(
            Deadline {
                from,
                ..Deadline::of(DeadlineKind::Ongoing)
            },
            Strength::Weak,
            end,
        ));
    }
    let deadline = resolve(&span, opening.before, ctx.issued_on)?;
    let names_an_end = span.end()?.edge == Edge::End;
    Some(Phrase {
        names_an_end,
        ..Phrase::new(deadline, strength, next)
    })
}

/// The `hằng năm` behind a point, also in brackets: `ngày 17 tháng 12 (định kỳ hàng năm …)`.
fn repeated<'t>(cur: Cursor<'t>, span: &Span, before: bool) -> Option<(Recurrence, Frequency, Cursor<'t>)> {
    if matches!(span.end()?.part, Part::DayOfMonth(_))
        && let Some((frequency, next)) = month_of_period(cur)
    {
        return Some((frequency.on(span, before)?, frequency, next));
    }
    if span.points.iter().all(|p| p.is_day())
        && let Some(next) = some_year(cur)
    {
        return Some((Frequency::Year.on(span, before)?, Frequency::Year, next));
    }
    let bracket = cur.mark(&['(', ',']);
    let (frequency, _, next) = frequency(bracket.unwrap_or(cur).maybe(&["của"]))?;
    let rule = frequency.on(span, before)?;
    Some((
        rule,
        frequency,
        if bracket.is_some() {
            next.mark(&[')']).unwrap_or(next)
        } else {
            next
        },
    ))
}

/// `(trước ngày 15 tháng 6) của năm báo cáo`, `năm sau`: any year of a row of years.
fn some_year(cur: Cursor<'_>) -> Option<Cursor<'_>> {
    const YEARS: &[&str] = &[
        "sau",
        "trước",
        "báo cáo",
        "kế hoạch",
        "ngân sách",
        "tiếp theo",
        "liền kề",
        "kế tiếp",
        "thứ",
        "cuối",
        "đầu",
        "xây dựng",
        "học",
        "n",
        "tính thuế",
        "thực hiện",
        "đó",
    ];
    cur.maybe(&["của"]).word("năm")?.any(YEARS)
}

/// `(ngày 20) của tháng cuối quý`, `(ngày 05) tháng sau`.
fn month_of_period(cur: Cursor<'_>) -> Option<(Frequency, Cursor<'_>)> {
    let cur = cur.maybe(&["của"]);
    let quarter = &[
        "tháng cuối quý",
        "tháng cuối của quý",
        "tháng cuối cùng của quý",
        "tháng cuối mỗi quý",
        "tháng cuối hằng quý",
    ];
    if let Some(next) = cur.any(quarter) {
        return Some((Frequency::Quarter, next));
    }
    let first = &["tháng đầu quý", "tháng đầu của quý", "tháng đầu tiên của quý"];
    if let Some(next) = cur.any(first) {
        return Some((Frequency::NextQuarter, next.maybe(&["sau", "tiếp theo", "kế tiếp"])));
    }
    let month = &[
        "tháng sau",
        "tháng tiếp theo",
        "tháng kế tiếp",
        "tháng liền kề",
        "tháng báo cáo",
    ];
    cur.any(month).map(|next| (Frequency::Month, next))
}

/// `và các năm tiếp theo`, `trở đi`.
fn open_ended(cur: Cursor<'_>) -> Option<Cursor<'_>> {
    if let Some(next) = cur.phrase("trở đi") {
        return Some(next);
    }
    let next = cur
        .mark(&[','])
        .unwrap_or(cur)
        .any(&["và các", "và những", "các", "những"])?;
    next.any(&["năm tiếp theo", "năm sau", "năm kế tiếp", "giai đoạn tiếp theo"])
}

/// `định kỳ hằng năm (trước ngày 15 tháng 12)`, `02 lần/ngày (trước 9h00' và 16h00')`, `hằng quý`.
fn periodic(cur: Cursor<'_>) -> Option<Phrase<'_>> {
    let (frequency, sure, next) = frequency(cur)?;
    let weak = if sure { Strength::Explicit } else { Strength::Weak };
    let bare = Phrase {
        frequency: Some(frequency),
        ..Phrase::recurring(frequency.bare(), false, weak, next)
    };
    Some(anchored(next, frequency).map_or(bare, |p| Phrase {
        frequency: Some(frequency),
        ..p
    }))
}

fn anchored(cur: Cursor<'_>, frequency: Frequency) -> Option<Phrase<'_>> {
    let bracket = cur.mark(&['(']);
    let start = bracket.or_else(|| cur.mark(&[',', ':'])).unwrap_or(cur);
    let close = |end: Cursor<'_>| {
        if bracket.is_some() {
            end.mark(&[')']).map(|c| c.at)
        } else {
            None
        }
    };
    let (opening, next) = opening_without_hour(start);
    if bracket.is_none() && !opening.any {
        return None;
    }
    let (rule, end) = hours_of(frequency, next).or_else(|| {
        let (span, end) = span(next, false)?;
        let end = every(end).map_or(end, |(_, after)| after);
        Some((frequency.on(&span, opening.before)?, end))
    })?;
    let end = Cursor {
        at: close(end).unwrap_or(end.at),
        ..end
    };
    Some(Phrase::recurring(rule, opening.before, Strength::Explicit, end))
}

fn opening_without_hour(cur: Cursor<'_>) -> (Opening, Cursor<'_>) {
    let before = cur.any(&["chậm nhất trước", "trước", "xong trước"]);
    let next = before.or_else(|| cur.any(&["chậm nhất là", "chậm nhất", "vào", "lúc"]));
    let opening = Opening {
        before: before.is_some(),
        formula: next.is_some(),
        any: next.is_some(),
    };
    (opening, next.unwrap_or(cur).maybe(&["vào", "lúc"]))
}

fn hours_of(frequency: Frequency, cur: Cursor<'_>) -> Option<(Recurrence, Cursor<'_>)> {
    match frequency {
        Frequency::Day => hours(cur).map(|(hours, end)| (Recurrence::Day { hours }, end)),
        Frequency::Week => {
            let (hour, next) = hour(cur).map_or((None, cur), |(h, n)| (Some(h), n.mark(&[',']).unwrap_or(n)));
            let (weekday, end) = weekday(next)?;
            Some((
                Recurrence::Week {
                    weekday: Some(weekday),
                    hour,
                },
                end,
            ))
        }
        _ => None,
    }
}

fn hours(cur: Cursor<'_>) -> Option<(Vec<Hour>, Cursor<'_>)> {
    let (first, mut cur) = hour(cur)?;
    let mut hours = vec![first];
    while let Some((next, end)) = cur
        .word("và")
        .or_else(|| cur.mark(&[',']))
        .and_then(|c| hour(c.maybe(&["trước"])))
    {
        hours.push(next);
        cur = end;
    }
    Some((hours, cur))
}

/// `trước 19h00' hằng ngày`, `trước 15h, thứ năm hàng tuần`, `thứ sáu hằng tuần`.
fn hourly(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    let (opening, next) = opening_without_hour(cur);
    if !opening.any && !ctx.labelled {
        return None;
    }
    let (hours, next) = hours(next).unwrap_or((Vec::new(), next));
    let at_day = next.mark(&[',']).unwrap_or(next);
    if let Some((weekday, next)) = weekday(at_day) {
        let (_, end) = every(next).filter(|(f, _)| *f == Frequency::Week)?;
        let rule = Recurrence::Week {
            weekday: Some(weekday),
            hour: hours.first().copied(),
        };
        return Some(Phrase::recurring(rule, opening.before, Strength::Explicit, end));
    }
    let (_, end) = every(at_day).filter(|(f, _)| *f == Frequency::Day && !hours.is_empty())?;
    Some(Phrase::recurring(
        Recurrence::Day { hours },
        opening.before,
        Strength::Explicit,
        end,
    ))
}

/// `trong thời hạn 10 ngày làm việc kể từ ngày nhận được`, `chậm nhất 05 ngày sau khi …`.
fn relative(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    const OPENINGS: &[&str] = &[
        "trong thời hạn không quá",
        "trong thời hạn",
        "trong thời gian",
        "trong vòng",
        "trong",
        "thời hạn",
        "không quá",
        "chậm nhất là sau",
        "chậm nhất sau",
        "chậm nhất là",
        "chậm nhất trong",
        "chậm nhất",
        "muộn nhất là",
        "muộn nhất",
        "tối đa",
    ];
    let opened = cur.any(OPENINGS);
    if opened.is_none() && !ctx.labelled {
        return None;
    }
    let next = opened.unwrap_or(cur).maybe(&["không quá", "tối đa", "là"]);
    let (span, next) = amount(next)?;
    let (from, end) = since(next);
    let firm = cur
        .any(&[
            "trong thời hạn",
            "trong vòng",
            "không quá",
            "chậm nhất",
            "muộn nhất",
            "tối đa",
            "thời hạn",
        ])
        .is_some();
    if from.is_empty() && !firm && !(ctx.labelled && next.at_end()) {
        return None;
    }
    let strength = if from.is_empty() {
        Strength::Weak
    } else {
        Strength::Explicit
    };
    let relative = Relative {
        from: from.to_owned(),
        ..span
    };
    Some(Phrase::new(
        Deadline {
            relative: Some(relative),
            ..Deadline::of(DeadlineKind::Relative)
        },
        strength,
        end,
    ))
}

/// `10 ngày làm việc`, `05 (năm) ngày`, `24 giờ`, `02 tuần`, `03 tháng`.
fn amount(cur: Cursor<'_>) -> Option<(Relative, Cursor<'_>)> {
    let (n, next) = cur.number_in(1, 999)?;
    let next = next.mark(&['(']).and_then(|c| bracketed_word(c)).unwrap_or(next);
    let n = u32::from(n);
    let units = [
        ("ngày", 1, 0, 0),
        ("tuần", 7, 0, 0),
        ("tháng", 0, 1, 0),
        ("năm", 0, 12, 0),
        ("giờ", 0, 0, 1),
    ];
    let (days, months, hours, next) = units
        .iter()
        .find_map(|(word, d, m, h)| Some((d * n, m * n, h * n, next.word(word)?)))?;
    let working = next.phrase("làm việc");
    if working.is_none() && next.year().is_some() {
        return None;
    }
    let relative = Relative {
        days,
        months,
        hours,
        working: working.is_some(),
        from: String::new(),
    };
    Some((relative, working.unwrap_or(next)))
}

fn bracketed_word(cur: Cursor<'_>) -> Option<Cursor<'_>> {
    let close = cur.rest().char_indices().take(24).find(|(_, c)| *c == ')')?.0;
    Some(Cursor {
        at: cur.at + close + 1,
        ..cur
    })
}

/// The words that say from when: `kể từ ngày nhận được văn bản`.
fn since(cur: Cursor<'_>) -> (&str, Cursor<'_>) {
    let here = cur.mark(&[',']).unwrap_or(cur);
    let opened = here.any(&[
        "kể từ",
        "tính từ",
        "kể",
        "từ ngày",
        "từ khi",
        "sau khi",
        "sau ngày",
        "trước khi",
        "trước ngày",
    ]);
    if opened.is_none() {
        return ("", cur);
    }
    let start = here.gap();
    let words = start.clause(160);
    (
        words,
        Cursor {
            at: start.at + words.len(),
            ..start
        },
    )
}

/// `từ nay đến hết năm 2025`.
fn from_now(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    let next = cur
        .any(&["từ nay", "từ thời điểm này", "từ nay cho"])?
        .any(&["đến", "cho đến", "tới"])?;
    let (point, end) = point(next, true)?;
    let resolved = resolve(&Span::one(point), false, ctx.issued_on)?;
    let deadline = Deadline {
        kind: DeadlineKind::Range,
        from: ctx.issued_on,
        ..resolved
    };
    Some(Phrase::new(deadline, Strength::Explicit, end))
}

/// `từ ngày 01/01/2026 đến ngày 31/3/2026`, `từ tháng 3 đến tháng 11 hằng năm`, `từ 01/7/2025`.
fn from(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    let next = cur.any(&["bắt đầu từ", "kể từ", "từ"])?;
    let (span, next) = span(next, true)?;
    let start = span.start()?;
    if let Some((rule, frequency, end)) = repeated(next, &span, false) {
        let found = Phrase::recurring(rule, false, Strength::Weak, end);
        return Some(Phrase {
            frequency: Some(frequency),
            ..found
        });
    }
    let first = start.first(year_of(start, ctx.issued_on).unwrap_or_default());
    if let Some(end) = open_ended(next) {
        return Some(Phrase::new(
            Deadline {
                from: first,
                ..Deadline::of(DeadlineKind::Ongoing)
            },
            Strength::Weak,
            end,
        ));
    }
    if let Some(until) = next
        .any(&["đến khi", "cho đến khi", "đến"])
        .filter(|_| span.joined == Joined::One)
    {
        let end = Cursor {
            at: until.at + until.gap().clause(160).len() + (until.gap().at - until.at),
            ..until
        };
        return Some(Phrase::new(
            Deadline {
                from: first,
                ..Deadline::of(DeadlineKind::Event)
            },
            Strength::Weak,
            end,
        ));
    }
    if span.joined == Joined::One {
        let deadline = Deadline {
            from: first,
            ..Deadline::of(DeadlineKind::Ongoing)
        };
        return ctx.labelled.then(|| Phrase::new(deadline, Strength::Weak, next));
    }
    Some(Phrase::new(resolve(&span, false, ctx.issued_on)?, Strength::Weak, next))
}

/// `thường xuyên`, `liên tục`.
fn standing(cur: Cursor<'_>) -> Option<Phrase<'_>> {
    let next = cur.maybe(&["nhiệm vụ", "thực hiện", "triển khai", "tổ chức thực hiện"]);
    let end = next.any(&[
        "thường xuyên, liên tục",
        "thường xuyên",
        "liên tục",
        "duy trì thường xuyên",
    ])?;
    Some(Phrase::new(Deadline::of(DeadlineKind::Ongoing), Strength::Weak, end))
}

/// `sau khi …`, `theo tiến độ …`: another event or document sets the day.
fn event(cur: Cursor<'_>, ctx: Context) -> Option<Phrase<'_>> {
    const SURE: &[&str] = &["ngay sau khi", "ngay khi"];
    const LABELLED: &[&str] = &[
        "sau khi",
        "khi",
        "theo",
        "trước khi",
        "đến khi",
        "cho đến khi",
        "đột xuất",
        "tùy theo",
        "phụ thuộc",
        "căn cứ",
    ];
    let next = cur.any(SURE).or_else(|| cur.any(LABELLED).filter(|_| ctx.labelled))?;
    let body = next.gap();
    let words = body.clause(200);
    let end = Cursor {
        at: body.at + words.len(),
        ..body
    };
    if words.is_empty() && cur.phrase("đột xuất").is_none() {
        return None;
    }
    Some(Phrase::new(Deadline::of(DeadlineKind::Event), Strength::Weak, end))
}

/// The calendar days of a span.
fn resolve(span: &Span, before: bool, issued_on: Option<Date>) -> Option<Deadline> {
    let (start, end) = (span.start()?, span.end()?);
    if matches!(end.part, Part::DayOfMonth(_)) {
        return None;
    }
    let kind = match (span.joined, end.part) {
        (Joined::Range, _) | (_, Part::Half(_)) => DeadlineKind::Range,
        (_, Part::Day { .. } | Part::DayOfMonth(_)) => DeadlineKind::Date,
        (_, Part::Month(_)) => DeadlineKind::Month,
        (_, Part::Quarter(_)) => DeadlineKind::Quarter,
        (_, Part::Year) => DeadlineKind::Year,
    };
    let assumed_year = end.year.is_none();
    let year = year_of(end, issued_on);
    let due = year.and_then(|y| last_acceptable(end, before, y));
    if year.is_some() && due.is_none() && end.edge != Edge::Start {
        return None;
    }
    let from = year
        .filter(|_| !(before || span.joined == Joined::One && end.is_day()))
        .and_then(|y| {
            let first = start.first(y)?;
            if due.is_some_and(|d| first > d) {
                start.first(y - 1)
            } else {
                Some(first)
            }
        });
    Some(Deadline {
        due,
        from,
        before,
        assumed_year: assumed_year && due.is_some(),
        ..Deadline::of(kind)
    })
}

fn last_acceptable(point: Point, before: bool, year: i16) -> Option<Date> {
    if point.edge == Edge::Start {
        return None;
    }
    if before && !point.is_day() && point.edge == Edge::Whole {
        return point.first(year)?.checked_sub(1.day()).ok();
    }
    point.last(year)
}

/// The printed year, or the first year from the day of issue in which the point is not yet past.
fn year_of(point: Point, issued_on: Option<Date>) -> Option<i16> {
    if point.year.is_some() {
        return point.year;
    }
    let issued = issued_on?;
    (issued.year()..=issued.year() + 1).find(|y| point.last(*y).is_some_and(|last| last >= issued))
}
