//! Deadlines: the words of the document, and a ledger of every day that was set.
//!
//! The legal deadline never moves except by a new line of its ledger, and each line says by which document, or by which
//! rule and arithmetic, it stands.

use calendar::words::{self, DeadlineKind, Relative};
use calendar::{Calendar, Recurrence};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::directive::DocumentRef;

/// How often standing work is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewCycle {
    /// Hằng tháng.
    Month,
    /// Hằng quý.
    Quarter,
    /// Sáu tháng.
    HalfYear,
    /// Hằng năm.
    Year,
}

impl ReviewCycle {
    /// All cycles, the shortest first.
    pub const ALL: [Self; 4] = [Self::Month, Self::Quarter, Self::HalfYear, Self::Year];

    /// The word in code, forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Year => "year",
        }
    }

    /// The cycle as a recurrence that falls due on the last day of its period.
    pub fn recurrence(self) -> Recurrence {
        match self {
            Self::Month => Recurrence::Month { day: None },
            Self::Quarter => Recurrence::Quarter { day: None },
            Self::HalfYear => Recurrence::HalfYear { on: Vec::new() },
            Self::Year => Recurrence::Year { on: Vec::new() },
        }
    }
}

/// Why a line of the ledger stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Basis {
    /// The document's own words, confirmed by the clerk.
    Directive,
    /// The office decided it where the document is silent.
    Office {
        /// Why, or on whose instruction.
        note: String,
    },
    /// An extension, by the document that allowed it.
    Extension {
        /// The document.
        document: DocumentRef,
    },
    /// The next time of a review cycle or recurring duty.
    Cycle,
    /// The event from which days are counted took place.
    Event {
        /// The day of the event.
        #[schemars(with = "String")]
        on: Date,
    },
    /// A suspension ended, by the document that says so.
    Resumed {
        /// The document.
        document: DocumentRef,
    },
    /// Days off were decreed after the days had been counted.
    Recounted {
        /// The document that decreed them; empty in lines from before this was kept.
        #[serde(default)]
        because: String,
    },
}

/// A day off that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Skipped {
    /// The day.
    #[schemars(with = "String")]
    pub day: Date,
    /// Why: `Nghỉ hằng tuần`, `Quốc khánh`.
    pub name: String,
    /// The law or announcement; empty when the table gives none.
    pub legal_basis: String,
}

/// How a day was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Arithmetic {
    /// From which day; that day itself does not count.
    #[schemars(with = "String")]
    pub from: Date,
    /// Calendar months counted first.
    pub months: u32,
    /// Days counted.
    pub days: u32,
    /// Whether only working days count.
    pub working: bool,
    /// Days that did not count.
    pub skipped: Vec<Skipped>,
}

/// A line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Line {
    /// The last acceptable day; none says that no day is set.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// The day from which this line holds.
    #[schemars(with = "String")]
    pub set_on: Date,
    /// By what.
    pub basis: Basis,
    /// How it was counted, where it was.
    pub arithmetic: Option<Arithmetic>,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Deadline {
    /// The words of the document; none where it sets no deadline.
    pub words: Option<String>,
    /// Which form.
    #[schemars(with = "String")]
    pub kind: DeadlineKind,
    /// When a recurring duty, or the review of standing work, falls due.
    #[schemars(with = "Option<serde_json::Value>")]
    pub rule: Option<Recurrence>,
    /// The count of a limit that runs from an event.
    #[schemars(with = "Option<serde_json::Value>")]
    pub relative: Option<Relative>,
    /// The words were `trước ngày …`.
    pub before: bool,
    /// By rule the day named in `trước ngày …` does not count itself: the last acceptable day is the one before.
    #[serde(default)]
    pub named_day_excluded: bool,
    /// The year was not printed and taken from the day of issue.
    pub assumed_year: bool,
    /// Every day that was set, the oldest first; never empty.
    pub ledger: Vec<Line>,
}

impl Deadline {
    /// A deadline on a day.
    pub fn on(due: Date, words: Option<String>, set_on: Date, basis: Basis) -> Self {
        Self {
            words,
            ..Self::of(DeadlineKind::Date, Some(due), set_on, basis)
        }
    }

    /// No deadline: `chưa có thời hạn`.
    pub fn none(set_on: Date, basis: Basis) -> Self {
        Self::of(DeadlineKind::None, None, set_on, basis)
    }

    /// Standing work with a review cycle; the first review is the first end of a period after `set_on`.
    pub fn standing(cycle: ReviewCycle, words: Option<String>, set_on: Date, basis: Basis) -> Self {
        let rule = cycle.recurrence();
        let first = rule.next_after(set_on);
        Self {
            words,
            rule: Some(rule),
            ..Self::of(DeadlineKind::Ongoing, first, set_on, basis)
        }
    }

    /// What the words of a deadline mean, read by the same grammar as a directive's; none when they set no deadline.
    ///
    /// A recurring limit falls due first after `set_on`; a limit that runs from an event has no day until the event is
    /// entered.
    pub fn from_words(written: &str, issued_on: Date, set_on: Date, basis: Basis) -> Option<Self> {
        let read = words::whole(written, Some(issued_on)).filter(|read| read.kind != DeadlineKind::None)?;
        Some(Self::of_parts(
            Parts {
                words: Some(written.trim().to_owned()),
                kind: read.kind,
                due: read.due,
                rule: read.rule,
                relative: read.relative,
                before: read.before,
                assumed_year: read.assumed_year,
            },
            set_on,
            basis,
        ))
    }

    /// A deadline from what reading found.
    pub fn of_parts(parts: Parts, set_on: Date, basis: Basis) -> Self {
        let due = match (&parts.rule, parts.kind) {
            (Some(rule), DeadlineKind::Recurring | DeadlineKind::Ongoing) => rule.next_after(set_on),
            (_, DeadlineKind::Ongoing) => None,
            _ => parts.due,
        };
        Self {
            words: parts.words,
            rule: parts.rule,
            relative: parts.relative,
            before: parts.before,
            assumed_year: parts.assumed_year,
            ..Self::of(parts.kind, due, set_on, basis)
        }
    }

    fn of(kind: DeadlineKind, due: Option<Date>, set_on: Date, basis: Basis) -> Self {
        let line = Line {
            due,
            set_on,
            basis,
            arithmetic: None,
        };
        Self {
            words: None,
            kind,
            rule: None,
            relative: None,
            before: false,
            named_day_excluded: false,
            assumed_year: false,
            ledger: vec![line],
        }
    }

    /// The last acceptable day in force.
    pub fn due(&self) -> Option<Date> {
        self.ledger.last().and_then(|line| line.due)
    }

    /// The last acceptable day that was in force on a day: an extension allowed later does not change the past.
    pub fn due_as_of(&self, day: Date) -> Option<Date> {
        let held = self.ledger.iter().rev().find(|line| line.set_on <= day);
        held.or(self.ledger.first()).and_then(|line| line.due)
    }

    /// The first day that was ever set.
    pub fn original(&self) -> Option<Date> {
        self.ledger.iter().find_map(|line| line.due)
    }

    /// How many times it was extended.
    pub fn extensions(&self) -> usize {
        self.ledger
            .iter()
            .filter(|line| matches!(line.basis, Basis::Extension { .. }))
            .count()
    }

    /// Whether it comes back: standing work, or a recurring duty.
    pub fn is_cyclic(&self) -> bool {
        matches!(self.kind, DeadlineKind::Ongoing | DeadlineKind::Recurring)
    }

    /// Whether its days wait for an event.
    pub fn waits_for_event(&self) -> bool {
        self.due().is_none() && matches!(self.kind, DeadlineKind::Relative | DeadlineKind::Event)
    }

    /// Adds a line.
    pub fn set(&mut self, due: Option<Date>, set_on: Date, basis: Basis, arithmetic: Option<Arithmetic>) {
        self.ledger.push(Line {
            due,
            set_on,
            basis,
            arithmetic,
        });
    }

    /// Counts the days of a relative limit from an event.
    ///
    /// Returns false when there is nothing to count.
    pub fn start(&mut self, event_on: Date, set_on: Date, calendar: &Calendar) -> bool {
        let Some(relative) = self.relative.clone() else {
            return false;
        };
        let Some((due, arithmetic)) = counted(&relative, event_on, calendar) else {
            return false;
        };
        self.set(Some(due), set_on, Basis::Event { on: event_on }, Some(arithmetic));
        true
    }

    /// Counts again with a calendar that knows other days off, by the document that decreed them. A day that is over is
    /// not moved. Returns whether the day changed.
    pub fn recount(&mut self, set_on: Date, calendar: &Calendar, because: &str) -> bool {
        if self.due().is_none_or(|due| due < set_on) {
            return false;
        }
        let Some(relative) = self.relative.clone() else {
            return false;
        };
        let Some(arithmetic) = self.ledger.last().and_then(|line| line.arithmetic.clone()) else {
            return false;
        };
        let Some((due, arithmetic)) = counted(&relative, arithmetic.from, calendar) else {
            return false;
        };
        if Some(due) == self.due() {
            return false;
        }
        let because = because.to_owned();
        self.set(Some(due), set_on, Basis::Recounted { because }, Some(arithmetic));
        true
    }

    /// Goes on to the next time of a cycle after the present one. Returns false when there is none.
    pub fn next_cycle(&mut self, set_on: Date) -> bool {
        let last = self.due().and_then(|due| self.named(due)).unwrap_or(set_on);
        let Some(next) = self.rule.as_ref().and_then(|rule| rule.next_after(last)) else {
            return false;
        };
        self.set(self.last_before(next), set_on, Basis::Cycle, None);
        true
    }

    /// Takes the rule on `trước ngày …` in: where the named day does not count itself, the last acceptable day is the one
    /// before. Nothing changes where the words are others, or the rule was taken in already.
    #[must_use]
    pub fn counting_named_day(mut self, counts: bool) -> Self {
        if counts || !self.before || self.named_day_excluded {
            return self;
        }
        self.named_day_excluded = true;
        if let Some(line) = self.ledger.last_mut() {
            line.due = line.due.and_then(|due| due.yesterday().ok());
        }
        self
    }

    /// The last acceptable day for a day that the words name.
    fn last_before(&self, named: Date) -> Option<Date> {
        if self.named_day_excluded {
            named.yesterday().ok()
        } else {
            Some(named)
        }
    }

    /// The day that the words name for a last acceptable day.
    fn named(&self, due: Date) -> Option<Date> {
        if self.named_day_excluded {
            due.tomorrow().ok()
        } else {
            Some(due)
        }
    }
}

/// The parts of a deadline as they were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// The words.
    pub words: Option<String>,
    /// Which form.
    pub kind: DeadlineKind,
    /// The last acceptable day.
    pub due: Option<Date>,
    /// When it recurs.
    pub rule: Option<Recurrence>,
    /// The count from an event.
    pub relative: Option<Relative>,
    /// The words were `trước ngày …`.
    pub before: bool,
    /// The year was not printed.
    pub assumed_year: bool,
}

/// The day that lies a number of months and days after an event, which does not count itself (Civil Code 2015, article 147).
/// Hours end on the day on which they run out.
fn counted(relative: &Relative, from: Date, calendar: &Calendar) -> Option<(Date, Arithmetic)> {
    let days = relative.days + relative.hours.div_ceil(24);
    let after_months = from.checked_add(i64::from(relative.months).months()).ok()?;
    let (due, skipped) = if relative.working {
        let reached = calendar.add_working_days(after_months, i32::try_from(days).ok()?);
        (reached.day, reached.skipped)
    } else {
        (after_months.checked_add(i64::from(days).days()).ok()?, Vec::new())
    };
    let skipped = skipped
        .into_iter()
        .map(|(day, off)| Skipped {
            day,
            name: off.name,
            legal_basis: off.legal_basis,
        })
        .collect();
    let arithmetic = Arithmetic {
        from,
        months: relative.months,
        days,
        working: relative.working,
        skipped,
    };
    Some((due, arithmetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_extension_does_not_change_the_past() {
        let mut deadline = Deadline::on(date(2026, 3, 31), None, date(2026, 1, 5), Basis::Directive);
        let document = DocumentRef {
            number: "12/UBND-NC".into(),
            issued_on: None,
            issuer: None,
        };
        deadline.set(
            Some(date(2026, 6, 30)),
            date(2026, 4, 2),
            Basis::Extension { document },
            None,
        );
        assert_eq!(deadline.due(), Some(date(2026, 6, 30)));
        assert_eq!(deadline.due_as_of(date(2026, 4, 1)), Some(date(2026, 3, 31)));
        assert_eq!(deadline.due_as_of(date(2026, 4, 2)), Some(date(2026, 6, 30)));
        assert_eq!(deadline.original(), Some(date(2026, 3, 31)));
    }

    #[test]
    fn days_from_an_event_show_what_did_not_count() {
        let mut deadline = Deadline::from_words(
            "trong 10 ngày làm việc kể từ ngày nhận được văn bản",
            date(2026, 8, 1),
            date(2026, 8, 3),
            Basis::Directive,
        )
        .expect("a deadline");
        assert!(deadline.waits_for_event());
        assert!(deadline.start(date(2026, 8, 28), date(2026, 8, 28), Calendar::built_in()));
        let arithmetic = deadline
            .ledger
            .last()
            .and_then(|line| line.arithmetic.as_ref())
            .expect("counted");
        assert!(arithmetic.skipped.iter().any(|skipped| skipped.name == "Quốc khánh"));
    }

    #[test]
    fn standing_work_goes_from_review_to_review() {
        let mut deadline = Deadline::standing(ReviewCycle::Quarter, None, date(2026, 2, 10), Basis::Directive);
        assert_eq!(deadline.due(), Some(date(2026, 3, 31)));
        assert!(deadline.next_cycle(date(2026, 4, 2)));
        assert_eq!(deadline.due(), Some(date(2026, 6, 30)));
    }

    #[test]
    fn before_a_day_may_leave_the_day_itself_out() {
        let read =
            |words| Deadline::from_words(words, date(2026, 2, 1), date(2026, 2, 1), Basis::Directive).expect(words);
        let named = read("trước ngày 15/3/2026");
        assert_eq!(named.clone().counting_named_day(true).due(), Some(date(2026, 3, 15)));
        let left_out = named.counting_named_day(false);
        assert_eq!(left_out.due(), Some(date(2026, 3, 14)));
        assert_eq!(
            left_out.counting_named_day(false).due(),
            Some(date(2026, 3, 14)),
            "taken in once"
        );
        assert_eq!(
            read("ngày 15/3/2026").counting_named_day(false).due(),
            Some(date(2026, 3, 15)),
            "only where the words say before"
        );
        let mut monthly = read("trước ngày 15 hằng tháng").counting_named_day(false);
        assert_eq!(monthly.due(), Some(date(2026, 2, 14)));
        assert!(monthly.next_cycle(date(2026, 2, 14)));
        assert_eq!(
            monthly.due(),
            Some(date(2026, 3, 14)),
            "the next month, not the named day of this one"
        );
    }

    #[test]
    fn a_running_count_is_counted_again_and_one_that_is_over_is_not() {
        let words = "trong 10 ngày làm việc kể từ ngày nhận được văn bản";
        let mut deadline =
            Deadline::from_words(words, date(2027, 3, 1), date(2027, 3, 1), Basis::Directive).expect("a count");
        assert!(deadline.start(date(2027, 3, 1), date(2027, 3, 1), Calendar::built_in()));
        assert_eq!(deadline.due(), Some(date(2027, 3, 15)));
        let mut calendar = Calendar::built_in().clone();
        let off = calendar.day_off(date(2027, 3, 13)).expect("a Saturday");
        calendar.rest_on(date(2027, 3, 12), off);
        assert!(
            !deadline.clone().recount(date(2027, 3, 16), &calendar, "77/TB"),
            "it is over"
        );
        assert!(deadline.recount(date(2027, 3, 8), &calendar, "77/TB"));
        assert_eq!(deadline.due(), Some(date(2027, 3, 16)));
        let because = "77/TB".to_owned();
        assert_eq!(
            deadline.ledger.last().map(|line| &line.basis),
            Some(&Basis::Recounted { because })
        );
        assert!(
            !deadline.recount(date(2027, 3, 8), &calendar, "77/TB"),
            "nothing changes a second time"
        );
    }

    #[test]
    fn a_line_from_before_documents_were_kept_is_read() {
        let basis: Basis = serde_json::from_str(r#"{"by":"recounted"}"#).expect("an old line");
        let because = String::new();
        assert_eq!(basis, Basis::Recounted { because });
    }
}
