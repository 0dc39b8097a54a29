//! Urging (đôn đốc): which step of the ladder a late task is on, and the act itself as a record: its letter, the tasks with
//! their days as they were at that moment, number, receipt, and what came of it.
//!
//! ```text
//! nhắc ▸ công văn đôn đốc lần 1 ▸ lần 2 ▸ nêu trong báo cáo tháng ▸ đề xuất kiểm tra
//!
//! Draft ──record number──▶ Sent ──receipt──▶ Received
//!   └──withdraw──▶ Withdrawn
//! ```
//!
//! How late a task is opens the steps (the rule `urge_after_days`), earlier urgings climb them one at a time, and between
//! two lie some days in which to answer (`urge_again_after_days`). Nobody is urged for what waits for somebody else.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::directive::DocumentRef;
use crate::id::{AgencyId, FileId, ReportId, TaskId, UrgingId, UserId};
use crate::journal::record;
use crate::rules::Rules;
use crate::task::{State, Task};

/// A step of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nhắc thực hiện.
    Reminder,
    /// Công văn đôn đốc lần 1.
    FirstLetter,
    /// Công văn đôn đốc lần 2.
    SecondLetter,
    /// Nêu trong báo cáo tháng.
    Report,
    /// Đề xuất kiểm tra.
    Inspection,
}

impl Level {
    /// All steps from below.
    pub const ALL: [Self; 5] = [
        Self::Reminder,
        Self::FirstLetter,
        Self::SecondLetter,
        Self::Report,
        Self::Inspection,
    ];

    /// The word in code, the database and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::FirstLetter => "first_letter",
            Self::SecondLetter => "second_letter",
            Self::Report => "report",
            Self::Inspection => "inspection",
        }
    }

    /// The step with a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// Its place on the ladder, 1 to 5, as rules count it.
    pub fn step(self) -> i64 {
        match self {
            Self::Reminder => 1,
            Self::FirstLetter => 2,
            Self::SecondLetter => 3,
            Self::Report => 4,
            Self::Inspection => 5,
        }
    }

    /// The step after another; the last one comes again.
    fn after(last: Self) -> Self {
        Self::ALL
            .into_iter()
            .find(|level| *level > last)
            .unwrap_or(Self::Inspection)
    }

    /// Which number of `urge_after_days` opens it.
    fn opened_by(self) -> usize {
        match self {
            Self::Reminder => 0,
            Self::FirstLetter | Self::SecondLetter => 1,
            Self::Report | Self::Inspection => 2,
        }
    }
}

/// What an agency owes on a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Owed {
    /// The result, as the lead.
    Result,
    /// The answer for its part, as a coordinating agency.
    Answer,
    /// To receive the task it was given.
    Receipt,
}

impl Owed {
    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Result => "result",
            Self::Answer => "answer",
            Self::Receipt => "receipt",
        }
    }
}

/// Whose move it is on a task that an agency is not urged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// A result, or the report of a cycle, waits for who gave the task.
    Confirmation,
    /// A request for more time waits for a decision.
    Extension,
    /// It stands still by decision.
    Suspended,
    /// It was given back, and waits to be given again.
    Returned,
    /// Its directive was replaced, and it waits for a decision.
    CarryOver,
}

impl Waiting {
    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Extension => "extension",
            Self::Suspended => "suspended",
            Self::Returned => "returned",
            Self::CarryOver => "carry_over",
        }
    }
}

impl Task {
    /// The day on which its leads were given it.
    pub fn given_to_leads_on(&self) -> Date {
        self.assigned_on
            .or_else(|| self.deadline.ledger.first().map(|line| line.set_on))
            .unwrap_or(self.given_on)
    }

    /// Whose move it is, where it is not that of its leads.
    pub fn waits(&self) -> Option<Waiting> {
        match self.state {
            State::AwaitingConfirmation => Some(Waiting::Confirmation),
            State::Suspended => Some(Waiting::Suspended),
            State::Returned => Some(Waiting::Returned),
            _ if self.awaits_carry_over => Some(Waiting::CarryOver),
            _ if self.extension.is_some() => Some(Waiting::Extension),
            _ if self.awaits_review() => Some(Waiting::Confirmation),
            _ => None,
        }
    }

    /// A report that came after the present cycle was set waits to be looked at.
    fn awaits_review(&self) -> bool {
        let set_on = self.deadline.ledger.last().map(|line| line.set_on);
        let reported_on = self.last_report.as_ref().map(|last| last.on);
        self.deadline.is_cyclic() && reported_on.zip(set_on).is_some_and(|(reported, set)| reported > set)
    }

    /// The first day on which an agency owes something that it can do itself, and what; none when nothing has a day.
    pub fn owed_by(&self, agency: AgencyId) -> Option<(Owed, Date)> {
        let result = self.result_due(agency).filter(|_| self.waits().is_none());
        let answer = self.answer_due(agency).filter(|_| self.takes_answers());
        let owed = [(Owed::Result, result), (Owed::Answer, answer)];
        owed.into_iter()
            .filter_map(|(owed, due)| Some((owed, due?)))
            .min_by_key(|(_, due)| *due)
    }

    /// The first day of what an agency owes and somebody else has to move first, and whose move it is; none where it owes
    /// something that it can do itself.
    pub fn waits_for_others(&self, agency: AgencyId) -> Option<(Waiting, Date)> {
        if !self.state.is_open() || self.owed_by(agency).is_some() {
            return None;
        }
        let due = [self.result_due(agency), self.answer_due(agency)];
        Some((self.waits()?, due.into_iter().flatten().min()?))
    }

    /// The day since which a task waits for an agency to receive it.
    pub fn unreceived_by(&self, agency: AgencyId) -> Option<Date> {
        let waits = self.state == State::Assigned && !self.awaits_carry_over && self.is_led_by(agency);
        waits.then(|| self.given_to_leads_on())
    }

    fn result_due(&self, agency: AgencyId) -> Option<Date> {
        self.deadline
            .due()
            .filter(|_| self.is_led_by(agency) && self.state.is_open())
    }

    fn answer_due(&self, agency: AgencyId) -> Option<Date> {
        let duty = self.duty_of(agency).filter(|duty| duty.answer.is_none())?;
        self.duty_due(duty)
    }

    /// Whether a coordinating agency can answer now.
    fn takes_answers(&self) -> bool {
        let is_possible = crate::verb::Verb::AnswerDuty.possible_in().contains(&self.state);
        is_possible && !self.awaits_carry_over
    }

    /// What shows that it moved after a day: received, given back, or answered for, apart from reports.
    pub fn moved_on(&self, owed: Owed) -> Option<Date> {
        match owed {
            Owed::Receipt => self.received_on,
            Owed::Result | Owed::Answer => None,
        }
    }
}

/// An urging that an agency got for a task before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Its step.
    pub level: Level,
    /// The day of its document; none while it is a draft.
    pub on: Option<Date>,
}

/// What is next for something late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is on this step of the ladder today.
    Urge(Level),
    /// A letter with it waits to be signed.
    Prepared(Level),
    /// It was urged; the next step comes on a later day.
    Later {
        /// The last step taken; none before the first.
        last: Option<Level>,
        /// The step that comes.
        next: Level,
        /// From which day.
        from: Date,
    },
}

/// The rules of urging, as of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    opens_after: Vec<i64>,
    again_after: i64,
    superior_from: i64,
    answer_within: i64,
}

impl Ladder {
    /// The rules in force on a day.
    pub fn of(rules: &Rules, day: Date) -> Self {
        Self {
            opens_after: rules
                .on("urge_after_days", day)
                .map(|rule| rule.value.clone())
                .unwrap_or_default(),
            again_after: rules.number("urge_again_after_days", day),
            superior_from: rules.number("urge_superior_from_step", day),
            answer_within: rules.number("answer_urging_within_working_days", day),
        }
    }

    /// Whether the superior of the agency is told of an urging of a step.
    pub fn tells_superior(&self, level: Level) -> bool {
        level.step() >= self.superior_from
    }

    /// Working days within which an urging is to be answered.
    pub fn answer_within_working_days(&self) -> i32 {
        i32::try_from(self.answer_within).unwrap_or(i32::MAX)
    }

    /// A draft, or a document of this day or a later one, leaves no room for another urging yet.
    pub fn holds_since(&self, today: Date) -> Date {
        let last_free = today.saturating_sub(self.again_after.days());
        last_free.tomorrow().unwrap_or(last_free)
    }

    /// What is next for something that was due on a day, after the urgings of before. Those about an earlier deadline do not
    /// count: after an extension, or in another cycle, the ladder begins anew.
    pub fn next(&self, due: Date, earlier: &[Earlier], today: Date) -> Next {
        if let Some(draft) = earlier.iter().find(|urging| urging.on.is_none()) {
            return Next::Prepared(draft.level);
        }
        let sent: Vec<(Level, Date)> = earlier
            .iter()
            .filter_map(|urging| Some((urging.level, urging.on?)))
            .filter(|(_, on)| *on > due)
            .collect();
        let last = sent.iter().map(|(level, _)| *level).max();
        let next = match last {
            Some(last) => Level::after(last),
            None if today < self.opens_on(Level::FirstLetter, due) => Level::Reminder,
            None => Level::FirstLetter,
        };
        let again = sent
            .iter()
            .map(|(_, on)| on.saturating_add(self.again_after.days()))
            .max();
        let opens = self.opens_on(next, due);
        let from = again.map_or(opens, |again| again.max(opens));
        if today >= from {
            Next::Urge(next)
        } else {
            Next::Later { last, next, from }
        }
    }

    fn opens_on(&self, level: Level, due: Date) -> Date {
        let days = self
            .opens_after
            .get(level.opened_by())
            .or(self.opens_after.last())
            .copied()
            .unwrap_or(i64::from(i32::MAX));
        due.checked_add(days.days()).unwrap_or(Date::MAX)
    }
}

/// A task in an urging, as it was at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// The task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// Its words; for a coordinating agency with a part of its own, those of the part.
    pub text: String,
    /// The document that gave it: `Kế hoạch số 174/KH-UBND ngày 05/01/2026`.
    pub document: Option<String>,
    /// What is owed.
    pub owed: Owed,
    /// The last acceptable day.
    #[schemars(with = "String")]
    pub due: Date,
    /// Days after that day.
    pub days_late: i64,
    /// The step it was on.
    pub level: Level,
    /// The last report there was: only a later one is an answer.
    pub last_report: Option<ReportId>,
}

/// The signed document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Sending {
    /// Number and day, given outside of the program.
    pub document: DocumentRef,
    /// The day of the document.
    #[schemars(with = "String")]
    pub on: Date,
    /// The last day of the time to answer.
    #[schemars(with = "String")]
    pub answer_by: Date,
    /// Who recorded it.
    pub by: UserId,
}

/// Who says that a document arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// The agency itself.
    Agency,
    /// The office, from outside of the program.
    Office,
}

impl ToldBy {
    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Office => "office",
        }
    }
}

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Receipt {
    /// The day.
    #[schemars(with = "String")]
    pub on: Date,
    /// Who recorded it.
    pub by: UserId,
    /// Who says so.
    pub told_by: ToldBy,
}

/// A draft that was withdrawn before it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Withdrawal {
    /// The day.
    #[schemars(with = "String")]
    pub on: Date,
    /// By whom.
    pub by: UserId,
    /// Why.
    pub reason: String,
}

/// Where an urging is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Chờ ký, ghi số.
    Draft,
    /// Đã gửi.
    Sent,
    /// Đã nhận.
    Received,
    /// Đã hủy dự thảo.
    Withdrawn,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Sent, Self::Received, Self::Withdrawn];

    /// The word in code, the database and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage with a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// An urging of one agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Urging {
    /// Identifier.
    pub id: UrgingId,
    /// Version.
    pub version: i64,
    /// Who is urged.
    pub agency: AgencyId,
    /// The highest step of its tasks, which its letter speaks of.
    pub level: Level,
    /// Its tasks, the highest step first, then the latest.
    pub items: Vec<Item>,
    /// The day as of which the days were counted.
    #[schemars(with = "String")]
    pub prepared_on: Date,
    /// Who prepared it.
    pub prepared_by: UserId,
    /// The letter as it was made.
    pub letter: FileId,
    /// Working days within which it is to be answered, by the rule of that day.
    pub answer_within: i32,
    /// The signed document.
    pub sent: Option<Sending>,
    /// The receipt.
    pub receipt: Option<Receipt>,
    /// It was withdrawn as a draft.
    pub withdrawn: Option<Withdrawal>,
}

record!(Urging, Urging);

/// Why an act on an urging is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// It bears a number already: what left the office is not taken back.
    #[error("the urging was sent")]
    Sent,
    /// It is a draft yet.
    #[error("the urging was not sent")]
    NotSent,
    /// It was withdrawn.
    #[error("the urging was withdrawn")]
    Withdrawn,
    /// Its receipt is recorded.
    #[error("the urging was received")]
    Received,
    /// A day that cannot be.
    #[error("{0}: {1}")]
    Field(&'static str, &'static str),
}

impl Urging {
    /// Where it is.
    pub fn stage(&self) -> Stage {
        match (&self.withdrawn, &self.sent, &self.receipt) {
            (Some(_), ..) => Stage::Withdrawn,
            (None, None, _) => Stage::Draft,
            (None, Some(_), None) => Stage::Sent,
            (None, Some(_), Some(_)) => Stage::Received,
        }
    }

    /// The day by which lists order it: of the document, or of the withdrawal; none for a draft.
    pub fn day(&self) -> Option<Date> {
        let withdrawn_on = self.withdrawn.as_ref().map(|withdrawal| withdrawal.on);
        self.sent.as_ref().map(|sent| sent.on).or(withdrawn_on)
    }

    /// Records number and day of the signed document.
    ///
    /// # Errors
    /// When it is no draft; a day in the future or before the letter was made.
    pub fn send(&mut self, sending: Sending, today: Date) -> Result<(), NotPossible> {
        self.require_draft()?;
        if sending.on > today {
            return Err(NotPossible::Field("document_date", "in-the-future"));
        }
        if sending.on < self.prepared_on {
            return Err(NotPossible::Field("document_date", "before-letter"));
        }
        self.sent = Some(sending);
        Ok(())
    }

    /// Withdraws a draft.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn withdraw(&mut self, withdrawal: Withdrawal) -> Result<(), NotPossible> {
        self.require_draft()?;
        self.withdrawn = Some(withdrawal);
        Ok(())
    }

    /// Records that it arrived.
    ///
    /// # Errors
    /// When it was not sent, or its receipt is recorded; a day in the future or before the document's.
    pub fn receive(&mut self, receipt: Receipt, today: Date) -> Result<(), NotPossible> {
        match self.stage() {
            Stage::Draft => return Err(NotPossible::NotSent),
            Stage::Withdrawn => return Err(NotPossible::Withdrawn),
            Stage::Received => return Err(NotPossible::Received),
            Stage::Sent => {}
        }
        if receipt.on > today {
            return Err(NotPossible::Field("received_on", "in-the-future"));
        }
        if self.sent.as_ref().is_some_and(|sent| receipt.on < sent.on) {
            return Err(NotPossible::Field("received_on", "before-document"));
        }
        self.receipt = Some(receipt);
        Ok(())
    }

    fn require_draft(&self) -> Result<(), NotPossible> {
        match self.stage() {
            Stage::Draft => Ok(()),
            Stage::Withdrawn => Err(NotPossible::Withdrawn),
            Stage::Sent | Stage::Received => Err(NotPossible::Sent),
        }
    }

    /// What came of it by a day: `answered` tells of each task on which day it moved after the urging, if it did.
    pub fn effect(&self, answered: impl Fn(&Item) -> Option<Date>, today: Date) -> Option<Effect> {
        let sent = self.sent.as_ref()?;
        let days: Vec<Date> = self
            .items
            .iter()
            .filter_map(&answered)
            .filter(|day| sent.on <= *day && *day <= today)
            .collect();
        Some(Effect {
            tasks: self.items.len(),
            in_time: days.iter().filter(|day| **day <= sent.answer_by).count(),
            so_far: days.len(),
            within: self.answer_within,
            answer_by: sent.answer_by,
            is_over: today > sent.answer_by,
        })
    }
}

/// What came of an urging.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Effect {
    /// Tasks it was about.
    pub tasks: usize,
    /// Of those, answered within the time to answer.
    pub in_time: usize,
    /// Of those, answered by now.
    pub so_far: usize,
    /// Working days of the time to answer.
    pub within: i32,
    /// Its last day.
    #[schemars(with = "String")]
    pub answer_by: Date,
    /// Whether it is over.
    pub is_over: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DUE: Date = date(2026, 11, 1);

    fn ladder() -> Ladder {
        Ladder::of(&Rules::default(), date(2026, 11, 27))
    }

    fn sent(level: Level, on: Date) -> Earlier {
        Earlier { level, on: Some(on) }
    }

    #[test]
    fn how_late_it_is_opens_the_steps() {
        let first = |today| ladder().next(DUE, &[], today);
        assert_eq!(first(date(2026, 11, 2)), Next::Urge(Level::Reminder));
        assert_eq!(first(date(2026, 11, 7)), Next::Urge(Level::Reminder));
        assert_eq!(first(date(2026, 11, 8)), Next::Urge(Level::FirstLetter));
        // Nobody is named in a report who was never urged.
        assert_eq!(first(date(2027, 3, 1)), Next::Urge(Level::FirstLetter));
    }

    #[test]
    fn the_ladder_is_climbed_one_step_at_a_time_with_days_between() {
        let first = [sent(Level::FirstLetter, date(2026, 11, 9))];
        assert_eq!(
            ladder().next(DUE, &first, date(2026, 11, 15)),
            Next::Later {
                last: Some(Level::FirstLetter),
                next: Level::SecondLetter,
                from: date(2026, 11, 16)
            }
        );
        assert_eq!(
            ladder().next(DUE, &first, date(2026, 11, 16)),
            Next::Urge(Level::SecondLetter)
        );
        let second = [first[0], sent(Level::SecondLetter, date(2026, 11, 16))];
        assert_eq!(
            ladder().next(DUE, &second, date(2026, 11, 25)),
            Next::Later {
                last: Some(Level::SecondLetter),
                next: Level::Report,
                from: date(2026, 12, 1)
            },
            "thirty days late opens the report"
        );
        assert_eq!(
            ladder().next(DUE, &second, date(2026, 12, 1)),
            Next::Urge(Level::Report)
        );
        let named = [sent(Level::Report, date(2026, 12, 1))];
        assert_eq!(
            ladder().next(DUE, &named, date(2026, 12, 8)),
            Next::Urge(Level::Inspection)
        );
        let proposed = [sent(Level::Inspection, date(2026, 12, 8))];
        assert_eq!(
            ladder().next(DUE, &proposed, date(2026, 12, 20)),
            Next::Urge(Level::Inspection)
        );
    }

    #[test]
    fn a_draft_holds_and_an_earlier_deadline_does_not_count() {
        let draft = [Earlier {
            level: Level::FirstLetter,
            on: None,
        }];
        assert_eq!(
            ladder().next(DUE, &draft, date(2026, 12, 1)),
            Next::Prepared(Level::FirstLetter)
        );
        let before = [sent(Level::SecondLetter, date(2026, 10, 20))];
        assert_eq!(
            ladder().next(DUE, &before, date(2026, 11, 3)),
            Next::Urge(Level::Reminder)
        );
    }

    #[test]
    fn rules_of_the_office_move_the_steps() {
        let own = crate::rules::OfficeRule {
            id: uuid::Uuid::nil(),
            version: 1,
            rule: "urge_after_days".into(),
            value: vec![2, 4],
            valid_from: date(2026, 1, 1),
            valid_to: None,
            legal_basis: "Quyết định số 12/QĐ-UBND".into(),
        };
        let ladder = Ladder::of(&Rules::with_office(&[own]), date(2026, 11, 27));
        let later = ladder.next(DUE, &[], date(2026, 11, 2));
        assert!(matches!(later, Next::Later { last: None, .. }), "{later:?}");
        assert_eq!(ladder.next(DUE, &[], date(2026, 11, 5)), Next::Urge(Level::FirstLetter));
        // Where the office says less, its last number holds for the steps above.
        let second = [sent(Level::SecondLetter, date(2026, 11, 6))];
        assert_eq!(ladder.next(DUE, &second, date(2026, 11, 13)), Next::Urge(Level::Report));
    }

    #[test]
    fn what_holds_a_step_back_is_what_the_ladder_says() {
        let ladder = ladder();
        let today = date(2026, 11, 27);
        for days in 0..20 {
            let on = today.saturating_sub(days.days());
            let next = ladder.next(DUE, &[sent(Level::FirstLetter, on)], today);
            let is_held = on >= ladder.holds_since(today);
            assert_eq!(matches!(next, Next::Later { .. }), is_held, "{on}");
        }
    }
}
