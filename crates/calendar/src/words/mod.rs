//! The words of a deadline, as directives print them, to a deadline.
//!
//! [`whole`] reads a label or a table cell, where every word belongs to the deadline. [`find`] reads running prose, where
//! most dates are not deadlines: dates of cited documents, periods of data, days of entry into force, plans named after
//! their years. There only words that set a limit count, and each finding says how sure they are.
//!
//! The text is expected in Unicode NFC; Markdown's emphasis marks are skipped.

mod cursor;
mod frequency;
mod phrase;
mod point;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use cursor::Cursor;
use frequency::Frequency;
use phrase::{Context, Phrase, phrase};

pub use crate::recurrence::{Hour, MonthDay, Recurrence};

/// What sort of limit the words set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// A day.
    Date,
    /// By the end of a month.
    Month,
    /// By the end of a quarter.
    Quarter,
    /// By the end of a year.
    Year,
    /// A span with an end.
    Range,
    /// Comes back: see [`Deadline::rule`].
    Recurring,
    /// Standing work, or a start without an end.
    Ongoing,
    /// A number of days from some event: see [`Deadline::relative`].
    Relative,
    /// When something happens, or as another document says.
    Event,
    /// No deadline.
    None,
}

/// A limit counted from an event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Relative {
    /// Days to count.
    pub days: u32,
    /// Calendar months to count, before the days.
    pub months: u32,
    /// Hours to count.
    pub hours: u32,
    /// Whether the days are working days.
    pub working: bool,
    /// The words that say from when, as printed; empty when the text does not say.
    pub from: String,
}

/// A deadline as its words set it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// Sort of limit.
    pub kind: DeadlineKind,
    /// Last acceptable day; `trước ngày X` gives X itself, as offices enter it.
    pub due: Option<Date>,
    /// First day of a span or of an open-ended duty.
    pub from: Option<Date>,
    /// Whether the words were `trước …`.
    pub before: bool,
    /// When a recurring duty falls due.
    pub rule: Option<Recurrence>,
    /// The count of a relative limit.
    pub relative: Option<Relative>,
    /// Whether the year is not printed and was taken from the day of issue.
    pub assumed_year: bool,
}

impl Deadline {
    fn of(kind: DeadlineKind) -> Self {
        Self {
            kind,
            due: None,
            from: None,
            before: false,
            rule: None,
            relative: None,
            assumed_year: false,
        }
    }
}

/// How sure it is that words in prose set a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// May be one: use it when nothing better stands in the task.
    Weak,
    /// A formula that only sets deadlines.
    Explicit,
}

/// A deadline in running prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Byte range of its words, opening words (`trước ngày`, `trong`, `chậm nhất`) included.
    pub range: Range<usize>,
    /// What they mean.
    pub deadline: Deadline,
    /// How sure it is.
    pub strength: Strength,
}

/// How long after its day a date can still be a deadline of the document: notices are signed late, facts lie further back.
const SIGNED_LATE_DAYS: i64 = 31;

/// Words that can open a deadline, in lower case.
const TRIGGERS: [&str; 19] = [
    "trước",
    "chậm nhất",
    "muộn nhất",
    "trong",
    "đến",
    "từ",
    "hết",
    "cuối",
    "hằng",
    "hàng",
    "mỗi",
    "định kỳ",
    "thường xuyên",
    "hoàn thành",
    "xong",
    "thời hạn",
    "thời gian",
    "không quá",
    "ngay sau khi",
];

static SCANNER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let patterns = TRIGGERS
        .iter()
        .flat_map(|t| [(*t).to_owned(), capitalised(t), t.to_uppercase()]);
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostFirst)
        .build(patterns)
        .ok()
});

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// All deadlines in running prose, left to right, not overlapping. `issued_on` is the document's date: it gives a missing
/// year and tells the past.
///
/// ```
/// let text = "Công an tỉnh báo cáo UBND tỉnh trước ngày 15/12/2025 theo Nghị quyết số 50/NQ-CP ngày 20/5/2021.";
/// let found = calendar::words::find(text, None);
/// assert_eq!(&text[found[0].range.clone()], "trước ngày 15/12/2025");
/// assert_eq!(found.len(), 1);
/// ```
pub fn find(text: &str, issued_on: Option<Date>) -> Vec<Found> {
    let Some(scanner) = SCANNER.as_ref() else {
        return Vec::new();
    };
    let mut found: Vec<Found> = Vec::new();
    let mut recent: Option<(usize, Frequency)> = None;
    let mut free_from = 0;
    for hit in scanner.find_iter(text) {
        if hit.start() < free_from || !is_word(text, hit.range()) {
            continue;
        }
        let trigger = TRIGGERS[hit.pattern().as_usize() / 3];
        let said = recent
            .filter(|(at, _)| same_sentence(text.get(*at..hit.start())))
            .map(|(_, f)| f);
        let ctx = Context {
            issued_on,
            labelled: false,
            recent: said,
        };
        let Some((start, phrase)) = at_trigger(Cursor::new(text, hit.start()), trigger, ctx) else {
            continue;
        };
        if let Some(frequency) = phrase.frequency {
            recent = Some((phrase.end.at, frequency));
        }
        let Some(strength) = judged(text, start, trigger, &phrase, issued_on) else {
            continue;
        };
        free_from = phrase.end.at;
        found.push(Found {
            range: start..phrase.end.at,
            deadline: phrase.deadline,
            strength,
        });
    }
    found
}

/// The text of a label or of a table cell as a deadline; none when it holds no words of time.
///
/// ```
/// let cell = calendar::words::whole("Quý III Năm 2026", None).map(|d| d.due);
/// assert_eq!(cell, Some(Some(jiff::civil::date(2026, 9, 30))));
/// ```
pub fn whole(text: &str, issued_on: Option<Date>) -> Option<Deadline> {
    const LEADS: &[&str] = &[
        "thời gian thực hiện",
        "thời gian hoàn thành",
        "thời hạn hoàn thành",
        "thời hạn thực hiện",
        "thời hạn",
        "thời gian",
        "hoàn thành",
        "thực hiện",
        "triển khai",
        "ban hành",
        "báo cáo",
        "trình",
        "dự kiến",
        "xong",
        "tổ chức",
        "áp dụng",
        "bắt đầu",
    ];
    let ctx = Context {
        issued_on,
        labelled: true,
        recent: None,
    };
    let mut cur = Cursor::new(text, 0);
    while let Some(next) = cur
        .mark(&['-', '+', '–', '•', '(', ':', '.', ',', ';'])
        .or_else(|| cur.any(LEADS))
    {
        if let Some(phrase) = phrase(cur, ctx) {
            return Some(closed(text, phrase));
        }
        cur = next;
    }
    if let Some(phrase) = phrase(cur, ctx) {
        return Some(closed(text, phrase));
    }
    let found = find(text, issued_on);
    found
        .into_iter()
        .reduce(|best, next| if next.strength > best.strength { next } else { best })
        .map(|f| f.deadline)
}

/// Year, month and day of a text that is a full date and nothing else.
pub(crate) fn printed_day(text: &str) -> Option<(i16, i8, i8)> {
    let (point, end) = point::point(Cursor::new(text, 0), false)?;
    let point::Part::Day { month, day } = point.part else {
        return None;
    };
    end.gap().rest().is_empty().then_some((point.year?, month, day))
}

/// A cell that names an event but also says how often is a recurring one: `Theo kế hoạch công tác hàng năm`.
fn closed(text: &str, phrase: Phrase<'_>) -> Deadline {
    if phrase.deadline.kind != DeadlineKind::Event {
        return phrase.deadline;
    }
    let dated = find(text, None)
        .into_iter()
        .map(|f| f.deadline)
        .find(|d| d.kind == DeadlineKind::Recurring || d.due.is_some());
    dated.unwrap_or(phrase.deadline)
}

/// The phrase a trigger opens, and where its own words start.
fn at_trigger<'t>(cur: Cursor<'t>, trigger: &str, ctx: Context) -> Option<(usize, Phrase<'t>)> {
    match trigger {
        "hoàn thành" | "xong" => {
            let next = cur.phrase(trigger)?.gap();
            let named = Context { labelled: false, ..ctx };
            let found = phrase(next, named).filter(|p| p.deadline.kind != DeadlineKind::Ongoing)?;
            Some((
                next.at,
                Phrase {
                    strength: Strength::Explicit,
                    ..found
                },
            ))
        }
        "thời hạn" | "thời gian" => labelled(cur, ctx).or_else(|| Some((cur.at, phrase(cur, ctx)?))),
        _ => Some((cur.at, phrase(cur, ctx)?)),
    }
}

/// `Thời gian hoàn thành: Tháng 12/2025` inside prose.
fn labelled(cur: Cursor<'_>, ctx: Context) -> Option<(usize, Phrase<'_>)> {
    let label = cur
        .rest()
        .char_indices()
        .take(40)
        .take_while(|(_, c)| !matches!(c, '\n' | '.' | ';' | '|'));
    let colon = label.filter(|(_, c)| *c == ':').map(|(i, _)| i).next()?;
    let next = Cursor {
        at: cur.at + colon + 1,
        ..cur
    }
    .gap();
    let found = phrase(next, Context { labelled: true, ..ctx })?;
    Some((
        next.at,
        Phrase {
            strength: Strength::Explicit,
            ..found
        },
    ))
}

/// How sure it is in view of what stands around; none when the words are no deadline.
fn judged(text: &str, start: usize, trigger: &str, phrase: &Phrase<'_>, issued_on: Option<Date>) -> Option<Strength> {
    let left = clause_before(text, start);
    if is_past(&phrase.deadline, issued_on) || speaks_of_data(&left) {
        return None;
    }
    match phrase.deadline.kind {
        DeadlineKind::Recurring if phrase.strength == Strength::Weak && is_adjective(&left, phrase.end) => return None,
        DeadlineKind::Ongoing if is_budget(&left) => return None,
        _ => {}
    }
    if matches!(trigger, "đến" | "hết" | "cuối") {
        return until(trigger, &left, phrase);
    }
    let due = phrase.deadline.due.is_some();
    if due && (tells_a_fact(&left) || sets_a_target(phrase.end)) {
        return Some(Strength::Weak);
    }
    let long = matches!(phrase.deadline.kind, DeadlineKind::Year | DeadlineKind::Range);
    Some(if trigger == "trong" && long && !orders(&left) {
        Strength::Weak
    } else {
        phrase.strength
    })
}

/// `đến hết năm 2025` sets a limit; `đến năm 2030` is mostly the name of a programme or the year of a target.
fn until(trigger: &str, left: &str, phrase: &Phrase<'_>) -> Option<Strength> {
    let deadline = &phrase.deadline;
    if deadline.kind == DeadlineKind::Recurring || deadline.relative.is_some() {
        return Some(phrase.strength);
    }
    if deadline.due.is_none() || (deadline.assumed_year && trigger != "đến") {
        return None;
    }
    let ends = trigger != "đến" || phrase.names_an_end;
    if deadline.kind == DeadlineKind::Year && !ends {
        return None;
    }
    let firm = trigger == "đến" && ends && phrase.end.at_end() && !names_a_plan(left) && !tells_a_fact(left);
    Some(if firm && !sets_a_target(phrase.end) {
        Strength::Explicit
    } else {
        Strength::Weak
    })
}

fn is_past(deadline: &Deadline, issued_on: Option<Date>) -> bool {
    let (Some(due), Some(issued)) = (deadline.due, issued_on) else {
        return false;
    };
    let grace = if deadline.kind == DeadlineKind::Date {
        SIGNED_LATE_DAYS
    } else {
        0
    };
    due.saturating_add(grace.days()) < issued
}

/// The words before a place in the same clause, in lower case.
fn clause_before(text: &str, at: usize) -> String {
    let mut from = at.saturating_sub(120);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let window = text.get(from..at).unwrap_or("");
    let clause = window.rsplit(['.', ';', ':', '\n', '|']).next().unwrap_or("");
    if clause.contains(['*', '_']) {
        clause.replace(['*', '_'], " ").trim_end().to_lowercase()
    } else {
        clause.trim_end().to_lowercase()
    }
}

fn same_sentence(between: Option<&str>) -> bool {
    between.is_some_and(|t| t.len() < 400 && !t.contains([';', '\n', '|']) && !t.contains(". "))
}

fn is_word(text: &str, range: Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Periods of data, entry into force, terms of office.
fn speaks_of_data(left: &str) -> bool {
    const DATA: [&str; 9] = [
        "tính từ",
        "tính đến",
        "số liệu",
        "hiệu lực",
        "kể từ",
        "nhiệm kỳ",
        "lũy kế",
        "cùng kỳ",
        "áp dụng từ",
    ];
    DATA.iter().any(|w| left.contains(w)) || left.ends_with("tính") || left.ends_with("kể")
}

/// `ngân sách hằng năm của tỉnh`: the yearly budget. A yearly duty says so first or last in its clause.
fn is_adjective(left: &str, end: Cursor<'_>) -> bool {
    const NOUNS: [&str; 16] = [
        "phí",
        "sách",
        "toán",
        "hoạch",
        "vốn",
        "quân",
        "cấp",
        "phép",
        "lương",
        "trình",
        "tiêu",
        "thu",
        "chi",
        "trưởng",
        "hội",
        "dưỡng",
    ];
    let opens = left.is_empty() || left.ends_with([',', ')', '(', '-', '+', '•']);
    !opens && (!end.at_end() || NOUNS.iter().any(|w| left.ends_with(w)))
}

fn is_budget(left: &str) -> bool {
    ["chi", "phí", "tư", "nguồn", "không", "sách", "vốn"]
        .iter()
        .any(|w| left.ends_with(w))
}

/// What stands before the years of a plan, a target or a period.
fn names_a_plan(left: &str) -> bool {
    const PLANS: [&str; 8] = [
        "mục tiêu",
        "định hướng",
        "tầm nhìn",
        "giai đoạn",
        "thời kỳ",
        "chiến lược",
        "quy hoạch",
        "dự báo",
    ];
    PLANS.iter().any(|w| left.ends_with(w))
}

fn tells_a_fact(left: &str) -> bool {
    const FACTS: [&str; 11] = [
        "đã ",
        "phát sinh",
        "được cấp",
        "được ký",
        "ký kết",
        "sinh ra",
        "thành lập",
        "sử dụng đất",
        "nghỉ hưu",
        "tuyển dụng",
        "xảy ra",
    ];
    FACTS.iter().any(|w| left.contains(w))
}

/// `đến hết năm 2030, có ít nhất 50% …` is a target; its day is not the task's.
fn sets_a_target(end: Cursor<'_>) -> bool {
    let next = end.mark(&[',']).unwrap_or(end);
    next.any(&[
        "có",
        "đạt",
        "phấn đấu",
        "tỷ lệ",
        "tỉ lệ",
        "còn",
        "100%",
        "cả nước",
        "toàn tỉnh",
    ])
    .is_some()
}

fn orders(left: &str) -> bool {
    const ORDERS: [&str; 7] = [
        "hoàn thành",
        "xong",
        "báo cáo",
        "trình",
        "ban hành",
        "hoàn thiện",
        "hoàn tất",
    ];
    ORDERS.iter().any(|w| left.contains(w))
}
