//! A draft: a proposal of reading (or a row of a tracker) while a person decides on it. Accepted drafts become tasks when
//! the import is issued.

use std::collections::BTreeMap;

use calendar::words::DeadlineKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::{Basis, Deadline, ReviewCycle};
use crate::id::AgencyId;
use crate::task::{Clear, Measure, PlaceRef};

/// How a field is known: the three marks shown to the clerk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// "có trong văn bản".
    Stated,
    /// "suy ra".
    Inferred,
    /// "thiếu".
    #[default]
    Missing,
}

impl Mark {
    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Missing => "missing",
        }
    }
}

/// What was decided on a draft.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not yet.
    #[default]
    Pending,
    /// Becomes a task.
    Accepted,
    /// Is none.
    Dropped,
}

/// An agency or group named in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Named {
    /// As written.
    pub written: String,
    /// The agency of the register, once it is certain.
    pub agency: Option<AgencyId>,
    /// What the written name meant on the day of issue, spelt out.
    pub then: Option<String>,
    /// What it is today, where that is another.
    pub today: Vec<String>,
    /// An open group.
    pub group: bool,
    /// The members that the clerk chose for a group: each gets a task of its own.
    pub members: Vec<AgencyId>,
}

/// How the deadline of a draft stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum DraftDeadline {
    /// The document sets none ("chưa có thời hạn"), and nobody has decided yet.
    #[default]
    Undecided,
    /// Standing work, and nobody has chosen its review cycle yet.
    NeedsCycle {
        /// The words of the document.
        words: String,
    },
    /// As read, or as decided.
    Set {
        /// The deadline.
        deadline: Deadline,
    },
}

/// What still has to be decided on a draft before it can be issued. The word is also the translation key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// No words.
    Text,
    /// Nobody leads.
    Lead,
    /// A name that no agency of the register answers to.
    UnknownLead,
    /// Several lead and nobody has said that this is meant.
    JointLead,
    /// A group without members.
    GroupMembers,
    /// No deadline.
    Deadline,
    /// Standing work without a review cycle.
    ReviewCycle,
    /// Nothing shows that it is done.
    Measure,
}

impl Open {
    /// The word in translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Lead => "lead",
            Self::UnknownLead => "unknown_lead",
            Self::JointLead => "joint_lead",
            Self::GroupMembers => "group_members",
            Self::Deadline => "deadline",
            Self::ReviewCycle => "review_cycle",
            Self::Measure => "measure",
        }
    }
}

/// What a tracker says about a task that was already under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Progressed {
    /// The tracker says that it is done.
    pub done: bool,
    /// On which day, where it says so.
    #[schemars(with = "Option<String>")]
    pub completed_on: Option<Date>,
    /// Its words about the result.
    pub words: Option<String>,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Draft {
    /// Number within its import; it never changes.
    pub number: u32,
    /// What is to be done.
    pub text: String,
    /// The words of the document, when the text was changed.
    pub quote: Option<String>,
    /// Headings above it.
    pub path: Vec<String>,
    /// Where it stands in the extracted text, in bytes.
    pub span: Option<(u64, u64)>,
    /// Who leads.
    pub leads: Vec<Named>,
    /// Several lead, and the clerk has said that this is meant.
    pub joint_is_meant: bool,
    /// Who coordinates.
    pub coordinating: Vec<Named>,
    /// By when.
    pub deadline: DraftDeadline,
    /// What shows that it is done.
    pub measure: Option<Measure>,
    /// To whom it is reported.
    pub report_to: Option<String>,
    /// Where.
    pub places: Vec<PlaceRef>,
    /// Field of work.
    pub field: Option<String>,
    /// A request to a body that the issuer has no command over (đề nghị).
    pub request: bool,
    /// How each field is known: lead, coordinating, places, deadline, product, report_to.
    pub marks: BTreeMap<String, Mark>,
    /// The words each field was read from, in bytes of the extracted text.
    pub sources: BTreeMap<String, (u64, u64)>,
    /// The document named in a tracker's row.
    pub directive: Option<String>,
    /// What a tracker says about it.
    pub progressed: Option<Progressed>,
    /// What was decided.
    pub verdict: Verdict,
}

impl Draft {
    /// An empty draft.
    pub fn new(number: u32, text: String) -> Self {
        Self {
            number,
            text,
            quote: None,
            path: Vec::new(),
            span: None,
            leads: Vec::new(),
            joint_is_meant: false,
            coordinating: Vec::new(),
            deadline: DraftDeadline::Undecided,
            measure: None,
            report_to: None,
            places: Vec::new(),
            field: None,
            request: false,
            marks: BTreeMap::new(),
            sources: BTreeMap::new(),
            directive: None,
            progressed: None,
            verdict: Verdict::Pending,
        }
    }

    /// What still has to be decided before it can become a task.
    pub fn open_questions(&self) -> Vec<Open> {
        let mut open = Vec::new();
        if self.text.trim().is_empty() {
            open.push(Open::Text);
        }
        match self.leads.as_slice() {
            [] => open.push(Open::Lead),
            [group] if group.group && group.members.is_empty() => open.push(Open::GroupMembers),
            [group] if group.group => {}
            [one] if one.agency.is_none() => open.push(Open::UnknownLead),
            [_] => {}
            several => {
                if several.iter().any(|lead| lead.agency.is_none()) {
                    open.push(Open::UnknownLead);
                }
                if !self.joint_is_meant {
                    open.push(Open::JointLead);
                }
            }
        }
        match &self.deadline {
            DraftDeadline::Undecided => open.push(Open::Deadline),
            DraftDeadline::NeedsCycle { .. } => open.push(Open::ReviewCycle),
            DraftDeadline::Set { .. } => {}
        }
        if self.measure.is_none() {
            open.push(Open::Measure);
        }
        open
    }

    /// Whether it can become a task as it stands.
    pub fn is_ready(&self) -> bool {
        self.open_questions().is_empty()
    }

    /// Which of the six things ("6 rõ") would be clear if it were issued as it stands; the same question is asked of the
    /// task that it becomes.
    pub fn is_clear(&self, about: Clear) -> bool {
        match about {
            Clear::Who => match self.leads.as_slice() {
                [group] if group.group => !group.members.is_empty(),
                [one] => one.agency.is_some(),
                _ => false,
            },
            Clear::What => !self.text.trim().is_empty(),
            Clear::When => self
                .deadline
                .deadline()
                .is_some_and(|deadline| deadline.due().is_some() || deadline.waits_for_event()),
            Clear::Responsibility => self.coordinating.is_empty(),
            Clear::Authority => self.report_to.is_some(),
            Clear::Product => !matches!(self.measure, None | Some(Measure::Nothing { .. })),
        }
    }

    /// Decides that one of several leads leads alone; the others coordinate. Returns false when there is no such lead.
    pub fn lead_alone(&mut self, which: usize) -> bool {
        if which >= self.leads.len() {
            return false;
        }
        let lead = self.leads.remove(which);
        let others = std::mem::replace(&mut self.leads, vec![lead]);
        add_new(&mut self.coordinating, &others);
        self.joint_is_meant = false;
        true
    }

    /// Decides that it is standing work with a review cycle; where nothing is to be handed in, the reviews measure it.
    pub fn stands(&mut self, cycle: ReviewCycle, set_on: Date, basis: Basis) {
        let old = self.clone();
        self.deadline = self.deadline.with_cycle(cycle, set_on, basis);
        self.measure.get_or_insert(Measure::Reviews);
        self.forget_marks_of(&old);
    }

    /// Fields that a person decided otherwise are no longer known from the document: their marks go, their words stay.
    pub fn forget_marks_of(&mut self, old: &Self) {
        let agencies = |named: &[Named]| -> Vec<String> { named.iter().map(|named| named.written.clone()).collect() };
        let changed = [
            ("lead", agencies(&self.leads) != agencies(&old.leads)),
            (
                "coordinating",
                agencies(&self.coordinating) != agencies(&old.coordinating),
            ),
            ("deadline", self.deadline != old.deadline),
            ("product", self.measure != old.measure),
            ("report_to", self.report_to != old.report_to),
            ("places", self.places != old.places),
        ];
        for (field, _) in changed.iter().filter(|(_, is_changed)| *is_changed) {
            self.marks.remove(*field);
        }
    }

    /// Takes the fields of another draft into this one; what this one lacks is filled from the other.
    pub fn absorb(&mut self, other: &Self) {
        self.text = format!("{} {}", self.text.trim_end(), other.text.trim_start());
        self.span = match (self.span, other.span) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (one, None) | (None, one) => one,
        };
        add_new(&mut self.leads, &other.leads);
        add_new(&mut self.coordinating, &other.coordinating);
        self.coordinating
            .retain(|named| self.leads.iter().all(|lead| lead.written != named.written));
        if !matches!(self.deadline, DraftDeadline::Set { .. }) {
            self.deadline = other.deadline.clone();
        }
        self.measure = self.measure.take().or_else(|| other.measure.clone());
        self.report_to = self.report_to.take().or_else(|| other.report_to.clone());
        for place in &other.places {
            if !self.places.contains(place) {
                self.places.push(place.clone());
            }
        }
        for (field, source) in &other.sources {
            self.sources.entry(field.clone()).or_insert(*source);
        }
        for (field, mark) in &other.marks {
            let own = self.marks.entry(field.clone()).or_insert(Mark::Missing);
            if *own == Mark::Missing {
                *own = *mark;
            }
        }
        self.verdict = Verdict::Pending;
    }

    /// Cuts the text at a byte; both parts keep the other fields. None when there is no part on one side or the byte lies
    /// within a letter.
    pub fn split_at(&self, byte: usize, number: u32) -> Option<(Self, Self)> {
        let (first, second) = self.text.split_at_checked(byte)?;
        let (first, second) = (first.trim(), second.trim_start_matches([';', ',', '.', ' ']).trim());
        if first.is_empty() || second.is_empty() {
            return None;
        }
        let part = |number, text: &str| Self {
            number,
            text: text.to_owned(),
            quote: self.quote.clone().or_else(|| Some(self.text.clone())),
            verdict: Verdict::Pending,
            ..self.clone()
        };
        Some((part(self.number, first), part(number, second)))
    }
}

impl DraftDeadline {
    /// From words that a person typed, or that stand in a tracker's cell.
    pub fn from_words(written: &str, issued_on: Date, set_on: Date, basis: Basis) -> Self {
        match Deadline::from_words(written, issued_on, set_on, basis) {
            None => Self::Undecided,
            Some(deadline) if deadline.kind == DeadlineKind::Ongoing && deadline.rule.is_none() => Self::NeedsCycle {
                words: written.trim().to_owned(),
            },
            Some(deadline) => Self::Set { deadline },
        }
    }

    /// Standing work with a chosen cycle, keeping the words of the document.
    #[must_use]
    pub fn with_cycle(&self, cycle: ReviewCycle, set_on: Date, basis: Basis) -> Self {
        let words = match self {
            Self::NeedsCycle { words } => Some(words.clone()),
            Self::Set { deadline } => deadline.words.clone(),
            Self::Undecided => None,
        };
        Self::Set {
            deadline: Deadline::standing(cycle, words, set_on, basis),
        }
    }

    /// With the rule on `trước ngày …` taken in: see [`Deadline::counting_named_day`].
    #[must_use]
    pub fn counting_named_day(self, counts: bool) -> Self {
        match self {
            Self::Set { deadline } => Self::Set {
                deadline: deadline.counting_named_day(counts),
            },
            other => other,
        }
    }

    /// The deadline, once it stands.
    pub fn deadline(&self) -> Option<&Deadline> {
        match self {
            Self::Set { deadline } => Some(deadline),
            _ => None,
        }
    }
}

fn add_new(to: &mut Vec<Named>, from: &[Named]) {
    for named in from {
        if to.iter().all(|known| known.written != named.written) {
            to.push(named.clone());
        }
    }
}
