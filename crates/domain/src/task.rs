//! A task: a proposal that a person confirmed. It is one record with its duties and its deadlines; its reports are records
//! of their own.

use calendar::{Calendar, Lateness, lateness};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::Deadline;
use crate::directive::DocumentRef;
use crate::id::{AgencyId, DirectiveId, ReportId, TaskId, UserId};
use crate::journal::record;

/// Where a task is in its life. On screen: the working states that provincial trackers use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Chưa thực hiện: assigned, not yet received.
    Assigned,
    /// Trả lại: the lead gave it back with a reason; the office assigns it again or cancels it.
    Returned,
    /// Đang thực hiện.
    InProgress,
    /// Chờ xác nhận: the lead says it is done.
    AwaitingConfirmation,
    /// Đã hoàn thành: confirmed by who gave it.
    Completed,
    /// Tạm hoãn.
    Suspended,
    /// Hủy.
    Cancelled,
}

impl State {
    /// All states in the order of a task's life.
    pub const ALL: [Self; 7] = [
        Self::Assigned,
        Self::Returned,
        Self::InProgress,
        Self::AwaitingConfirmation,
        Self::Completed,
        Self::Suspended,
        Self::Cancelled,
    ];

    /// The word in code, addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Returned => "returned",
            Self::InProgress => "in_progress",
            Self::AwaitingConfirmation => "awaiting_confirmation",
            Self::Completed => "completed",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// Where the task stands in its directive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Source {
    /// Headings above it, outermost first.
    pub path: Vec<String>,
    /// First byte and one past the last byte in the directive's extracted text.
    pub span: Option<(u64, u64)>,
    /// The words of the document, kept when the clerk rewrote the task's.
    pub quote: Option<String>,
}

/// A place a task is limited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlaceRef {
    /// As written in the document.
    pub written: String,
    /// Code of the unit on the day of issue, when it is certain.
    pub code: Option<String>,
    /// Its full name then.
    pub full_name: Option<String>,
    /// What it is today: code and full name.
    pub today: Vec<(String, String)>,
}

/// What shows that the task is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Measure {
    /// A product: `Kế hoạch`, `Báo cáo`.
    Product {
        /// Its words.
        product: String,
    },
    /// A number to reach.
    Target {
        /// Its words: `giảm ít nhất 5 % số vụ tai nạn giao thông`.
        target: String,
    },
    /// Measured by its review cycles: standing work.
    Reviews,
    /// Decided by the office: nothing is to be handed in, and why.
    Nothing {
        /// Why.
        reason: String,
    },
}

/// Urgency of a document (Decree 30/2020, box 10b).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// No mark.
    #[default]
    Normal,
    /// Khẩn.
    Urgent,
    /// Thượng khẩn.
    VeryUrgent,
    /// Hỏa tốc.
    Express,
}

/// An answer of a coordinating agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Answer {
    /// The day it was given.
    #[schemars(with = "String")]
    pub on: Date,
    /// The report that says it.
    pub report: ReportId,
}

/// The part of a task that a coordinating agency owes, with its own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Duty {
    /// Who.
    pub agency: AgencyId,
    /// Which part, in the document's or the lead's words.
    pub part: Option<String>,
    /// By when; without a line of its own it is the task's.
    pub deadline: Option<Deadline>,
    /// The answer.
    pub answer: Option<Answer>,
}

/// Who must remove an obstacle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "who")]
pub enum Remover {
    /// Lãnh đạo Ủy ban nhân dân tỉnh.
    Leader,
    /// Văn phòng.
    Office,
    /// Another agency.
    Agency {
        /// Which.
        agency: AgencyId,
    },
    /// A ministry or another body above.
    Above {
        /// Which.
        name: String,
    },
}

/// The last report on a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LastReport {
    /// The report.
    pub report: ReportId,
    /// The day it was sent.
    #[schemars(with = "String")]
    pub on: Date,
}

/// An obstacle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Obstacle {
    /// What is in the way.
    pub what: String,
    /// Who must remove it.
    pub remover: Remover,
    /// Who named it.
    pub agency: AgencyId,
    /// When.
    #[schemars(with = "String")]
    pub named_on: Date,
    /// When it was removed.
    #[schemars(with = "Option<String>")]
    pub removed_on: Option<Date>,
    /// How it was removed.
    pub removal: Option<String>,
}

/// A request for more time that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ExtensionRequest {
    /// The day asked for.
    #[schemars(with = "String")]
    pub until: Date,
    /// Why.
    pub reason: String,
    /// When it was asked.
    #[schemars(with = "String")]
    pub asked_on: Date,
    /// By which agency.
    pub agency: AgencyId,
    /// The document that asks, when there is one.
    pub document: Option<DocumentRef>,
}

/// A result as the lead reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Outcome {
    /// The report.
    pub report: ReportId,
    /// The day of completion: of the product document, otherwise of the report. Neither the day of confirmation nor of
    /// data entry.
    #[schemars(with = "String")]
    pub completed_on: Date,
    /// The product document.
    pub document: Option<DocumentRef>,
    /// When it was confirmed.
    #[schemars(with = "Option<String>")]
    pub confirmed_on: Option<Date>,
    /// By whom.
    pub confirmed_by: Option<UserId>,
}

/// A task that stands still by decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Suspension {
    /// The document that says so.
    pub document: DocumentRef,
    /// Since when.
    #[schemars(with = "String")]
    pub since: Date,
    /// The state to go back to.
    pub from: State,
}

/// How a task ended without a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ending {
    /// The document that says so.
    pub document: DocumentRef,
    /// When.
    #[schemars(with = "String")]
    pub on: Date,
    /// The task that goes on in its place, when a replacing directive took it over.
    pub carried_into: Option<TaskId>,
}

/// Inside the lead agency: who works on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Handler {
    /// A user of the agency, when they have an account.
    pub user: Option<UserId>,
    /// The unit or person as the agency writes it.
    pub name: String,
    /// The day set inside the agency; never later than the deadline.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
}

/// A look back after completion: did it last?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FollowUp {
    /// When to look.
    #[schemars(with = "String")]
    pub on: Date,
    /// What to look at.
    pub what: String,
    /// What was found, once looked at.
    pub found: Option<String>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Task {
    /// Identifier.
    pub id: TaskId,
    /// Version.
    pub version: i64,
    /// Running number of the office's register, for the telephone: `NV 128`.
    pub number: i64,
    /// The directive it comes from.
    pub directive: Option<DirectiveId>,
    /// Where it stands there.
    pub source: Source,
    /// What is to be done.
    pub text: String,
    /// Who gave it: `Ủy ban nhân dân tỉnh`.
    pub given_by: String,
    /// Day of the directive, or of the instruction.
    #[schemars(with = "String")]
    pub given_on: Date,
    /// Who leads. One; several are joint leads, each answering for it, counted once in totals.
    pub leads: Vec<AgencyId>,
    /// The open group that it was given to, in the document's words, when it fans out to a child for each member.
    pub group: Option<String>,
    /// The task of the group that this is one member's part of.
    pub parent: Option<TaskId>,
    /// Duties of coordinating agencies.
    pub duties: Vec<Duty>,
    /// Coordinating groups kept as written ("các đơn vị có liên quan").
    pub coordinating_groups: Vec<String>,
    /// Where it is to be done.
    pub places: Vec<PlaceRef>,
    /// Field of work (lĩnh vực).
    pub field: Option<String>,
    /// What shows that it is done.
    pub measure: Measure,
    /// To whom and through whom it is reported.
    pub report_to: Option<String>,
    /// Urgency.
    pub urgency: Urgency,
    /// The day on which its leads were given it; none in records of before, for which the ledger tells it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub assigned_on: Option<Date>,
    /// The day on which a lead took it on, or gave it back; none while it waits.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub received_on: Option<Date>,
    /// By when.
    pub deadline: Deadline,
    /// State.
    pub state: State,
    /// Its result was refused once, and it is being done again.
    pub redo: bool,
    /// Why it was returned or refused, in the last act that did so.
    pub reason: Option<String>,
    /// Who follows it in the office.
    pub watcher: Option<UserId>,
    /// Who works on it in the lead agency.
    pub handler: Option<Handler>,
    /// The last report.
    pub last_report: Option<LastReport>,
    /// Obstacles, the oldest first.
    pub obstacles: Vec<Obstacle>,
    /// A request for more time that waits.
    pub extension: Option<ExtensionRequest>,
    /// The result.
    pub outcome: Option<Outcome>,
    /// It stands still by decision.
    pub suspension: Option<Suspension>,
    /// It ended without a result.
    pub ending: Option<Ending>,
    /// A look back.
    pub follow_up: Option<FollowUp>,
    /// A task of a replaced directive that waits for a decision: carried over, kept, or cancelled.
    pub awaits_carry_over: bool,
    /// Since when it is in its state, or waits for whom it was assigned to; none in records from before this was kept.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub state_since: Option<Date>,
}

record!(Task, Task);

/// How near the deadline is, which decides the word and colour of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// Quá hạn.
    Overdue,
    /// Sắp quá hạn.
    Near,
    /// Trong hạn.
    InTime,
    /// Không thời hạn.
    NoDeadline,
}

impl Nearness {
    /// How near a deadline is by its class.
    pub fn of(lateness: Lateness, near_days: i64) -> Self {
        match lateness {
            Lateness::DoneLate { .. } | Lateness::OpenLate { .. } => Self::Overdue,
            Lateness::OpenInTime { days_left: Some(left) } if i64::from(left) <= near_days => Self::Near,
            Lateness::DoneInTime { early_days: None } | Lateness::OpenInTime { days_left: None } => Self::NoDeadline,
            _ => Self::InTime,
        }
    }

    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Near => "near",
            Self::InTime => "in_time",
            Self::NoDeadline => "no_deadline",
        }
    }
}

/// The six things an assignment must make clear ("6 rõ").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Clear {
    /// Rõ người: one lead.
    Who,
    /// Rõ việc.
    What,
    /// Rõ thời gian.
    When,
    /// Rõ trách nhiệm: what each coordinating agency owes.
    Responsibility,
    /// Rõ thẩm quyền: to whom it is reported and who confirms.
    Authority,
    /// Rõ sản phẩm.
    Product,
}

impl Clear {
    /// All six, in the official order.
    pub const ALL: [Self; 6] = [
        Self::Who,
        Self::What,
        Self::When,
        Self::Responsibility,
        Self::Authority,
        Self::Product,
    ];

    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::What => "what",
            Self::When => "when",
            Self::Responsibility => "responsibility",
            Self::Authority => "authority",
            Self::Product => "product",
        }
    }
}

impl Task {
    /// The day of completion, once a result is reported and not refused.
    pub fn completed_on(&self) -> Option<Date> {
        let counts = matches!(self.state, State::Completed | State::AwaitingConfirmation);
        self.outcome
            .as_ref()
            .filter(|_| counts)
            .map(|outcome| outcome.completed_on)
    }

    /// The day on which the clock stopped, by a result that waits for confirmation or by a suspension; none while it runs.
    pub fn stopped_on(&self) -> Option<Date> {
        match self.state {
            State::AwaitingConfirmation => self.outcome.as_ref().map(|outcome| outcome.completed_on),
            State::Suspended => self.suspension.as_ref().map(|suspension| suspension.since),
            _ => None,
        }
    }

    /// Since when whoever it waits for could act: the day of the last change of its state, or the day it was given where
    /// that was not kept.
    pub fn waits_since(&self) -> Date {
        let reported = self.last_report.as_ref().map(|last| last.on);
        let known = self
            .state_since
            .or(reported.filter(|_| self.state == State::AwaitingConfirmation));
        known.unwrap_or(self.given_on)
    }

    /// The day on which the clock stands: today, or the day on which it stopped.
    fn clock(&self, today: Date) -> Date {
        self.stopped_on().map_or(today, |stopped| stopped.min(today))
    }

    /// The class in official figures as of a day. A result counts as done once it is confirmed, with its own day; while it
    /// waits nobody is late for it.
    pub fn lateness(&self, today: Date) -> Lateness {
        let confirmed = self.completed_on().filter(|_| self.state == State::Completed);
        lateness(self.deadline.due_as_of(today), confirmed, self.clock(today))
    }

    /// How near the deadline is; `near_days` is the office's rule.
    pub fn nearness(&self, today: Date, near_days: i64) -> Nearness {
        Nearness::of(self.lateness(today), near_days)
    }

    /// Whether an agency leads it.
    pub fn is_led_by(&self, agency: AgencyId) -> bool {
        self.leads.contains(&agency)
    }

    /// Whether several agencies lead it and none of them is in charge.
    pub fn is_joint(&self) -> bool {
        self.leads.iter().any(|lead| self.leads.first() != Some(lead))
    }

    /// Whether its result is for the leaders of the committee themselves: they gave it, or it is to be reported to them.
    pub fn is_for_leader(&self) -> bool {
        let names_one = |words: &str| {
            let folded = text::fold(words);
            ["chu tich", "lanh dao"].iter().any(|post| folded.contains(post))
        };
        names_one(&self.given_by) || self.report_to.as_deref().is_some_and(names_one)
    }

    /// The duty of an agency.
    pub fn duty_of(&self, agency: AgencyId) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.agency == agency)
    }

    /// The last acceptable day of a duty: its own, otherwise the task's.
    pub fn duty_due(&self, duty: &Duty) -> Option<Date> {
        duty.deadline
            .as_ref()
            .map_or_else(|| self.deadline.due(), Deadline::due)
    }

    /// Every agency with a part in it.
    pub fn agencies(&self) -> impl Iterator<Item = AgencyId> + '_ {
        self.leads
            .iter()
            .copied()
            .chain(self.duties.iter().map(|duty| duty.agency))
    }

    /// Obstacles still in the way.
    pub fn open_obstacles(&self) -> impl Iterator<Item = &Obstacle> {
        self.obstacles.iter().filter(|obstacle| obstacle.removed_on.is_none())
    }

    /// Which of the six things are clear.
    pub fn is_clear(&self, about: Clear) -> bool {
        match about {
            Clear::Who => self.leads.len() == 1 || self.group.is_some(),
            Clear::What => !self.text.trim().is_empty(),
            Clear::When => self.deadline.due().is_some() || self.deadline.waits_for_event(),
            Clear::Responsibility => {
                self.coordinating_groups.is_empty()
                    && (self.duties.is_empty()
                        || self
                            .duties
                            .iter()
                            .any(|duty| duty.part.is_some() || duty.deadline.is_some()))
            }
            Clear::Authority => !self.given_by.trim().is_empty() && self.report_to.is_some(),
            Clear::Product => !matches!(self.measure, Measure::Nothing { .. }),
        }
    }

    /// Counts running clocks of days again after days off were decreed by a document. A clock that has stopped, and a day
    /// that is over, stay as they are. Returns whether a day changed.
    pub fn recount(&mut self, today: Date, calendar: &Calendar, because: &str) -> bool {
        if !matches!(self.state, State::Assigned | State::Returned | State::InProgress) {
            return false;
        }
        let mut changed = self.deadline.recount(today, calendar, because);
        for duty in self.duties.iter_mut().filter(|duty| duty.answer.is_none()) {
            changed |= duty
                .deadline
                .as_mut()
                .is_some_and(|deadline| deadline.recount(today, calendar, because));
        }
        changed
    }
}
