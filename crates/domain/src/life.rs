//! The life of a task: which act is possible in which state, by whom, and what it changes.
//!
//! ```text
//! Assigned ──receive──▶ InProgress ──result──▶ AwaitingConfirmation ──confirm──▶ Completed ──▶ follow-up
//!    │  ▲                   ▲                        │
//! return assign             └───────refuse───────────┘
//!    ▼  │            any open state: suspend ▸ resume, cancel; extension and obstacles keep the state
//! Returned
//! ```

use calendar::Calendar;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::deadline::{Basis, Deadline};
use crate::directive::DocumentRef;
use crate::id::{AgencyId, ReportId, TaskId, UserId};
use crate::task::{
    Answer, Duty, Ending, ExtensionRequest, FollowUp, Handler, LastReport, Measure, Obstacle, Outcome, Remover, State,
    Suspension, Task,
};
use crate::verb::{Party, Verb};

/// What can be done to a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act")]
pub enum Act {
    /// The lead takes it on.
    Receive,
    /// The lead gives it back.
    Return {
        /// Why.
        reason: String,
    },
    /// The office gives it to another lead, or again to the same.
    Assign {
        /// Who leads.
        leads: Vec<AgencyId>,
        /// Who coordinates, with their part.
        coordinating: Vec<(AgencyId, Option<String>)>,
        /// Why, or on whose instruction.
        note: String,
    },
    /// The head of the lead agency names who works on it.
    SubAssign {
        /// Who.
        handler: Handler,
    },
    /// A report on how far it is.
    Progress {
        /// The report.
        report: ReportId,
    },
    /// The lead reports a result.
    Result {
        /// The report.
        report: ReportId,
        /// The product document.
        document: Option<DocumentRef>,
    },
    /// A coordinating agency answers.
    AnswerDuty {
        /// The report.
        report: ReportId,
    },
    /// Who gave it accepts the result.
    Confirm,
    /// Who gave it does not accept the result.
    Refuse {
        /// Why.
        reason: String,
    },
    /// An agency names what is in the way.
    NameObstacle {
        /// What.
        what: String,
        /// Who must remove it.
        remover: Remover,
    },
    /// An obstacle is out of the way.
    RemoveObstacle {
        /// Which, counted from 0.
        which: usize,
        /// How.
        how: String,
    },
    /// The lead asks for more time.
    AskExtension {
        /// Until when.
        until: Date,
        /// Why.
        reason: String,
        /// The document that asks.
        document: Option<DocumentRef>,
    },
    /// More time is given, by a document.
    GrantExtension {
        /// Until when.
        until: Date,
        /// The document.
        document: DocumentRef,
    },
    /// More time is not given.
    DenyExtension {
        /// Why.
        reason: String,
    },
    /// The office sets the deadline that the document left open.
    SetDeadline {
        /// The deadline.
        deadline: Box<Deadline>,
    },
    /// The event from which days are counted took place.
    StartClock {
        /// On which day.
        event_on: Date,
    },
    /// The office sets what a coordinating agency owes and by when.
    SetDuty {
        /// The agency.
        agency: AgencyId,
        /// Which part.
        part: Option<String>,
        /// By when; none keeps the task's.
        due: Option<Date>,
    },
    /// The office sets what shows that the task is done.
    SetMeasure {
        /// What.
        measure: Measure,
    },
    /// A review cycle is closed: its report is accepted, and the next time is set.
    CloseCycle,
    /// It stands still.
    Suspend {
        /// The document that says so.
        document: DocumentRef,
    },
    /// It goes on.
    Resume {
        /// The document that says so.
        document: DocumentRef,
        /// A new day, where the document sets one.
        due: Option<Date>,
    },
    /// It ends without a result.
    Cancel {
        /// The document that says so.
        document: DocumentRef,
    },
    /// A replacing directive took it over.
    CarryOver {
        /// The replacing directive.
        document: DocumentRef,
        /// The task that goes on.
        into: TaskId,
    },
    /// The directive was replaced, and the task goes on under the old words by decision.
    Keep {
        /// Why.
        note: String,
    },
    /// The office will look again.
    PlanFollowUp {
        /// When.
        on: Date,
        /// At what.
        what: String,
    },
    /// The office looked again.
    FollowUp {
        /// What it found.
        found: String,
    },
}

impl Act {
    /// What is done, without what it brings along.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Receive => Verb::Receive,
            Self::Return { .. } => Verb::Return,
            Self::Assign { .. } => Verb::Assign,
            Self::SubAssign { .. } => Verb::SubAssign,
            Self::Progress { .. } => Verb::Progress,
            Self::Result { .. } => Verb::Result,
            Self::AnswerDuty { .. } => Verb::AnswerDuty,
            Self::Confirm => Verb::Confirm,
            Self::Refuse { .. } => Verb::Refuse,
            Self::NameObstacle { .. } => Verb::NameObstacle,
            Self::RemoveObstacle { .. } => Verb::RemoveObstacle,
            Self::AskExtension { .. } => Verb::AskExtension,
            Self::GrantExtension { .. } => Verb::GrantExtension,
            Self::DenyExtension { .. } => Verb::DenyExtension,
            Self::SetDeadline { .. } => Verb::SetDeadline,
            Self::StartClock { .. } => Verb::StartClock,
            Self::SetDuty { .. } => Verb::SetDuty,
            Self::SetMeasure { .. } => Verb::SetMeasure,
            Self::CloseCycle => Verb::CloseCycle,
            Self::Suspend { .. } => Verb::Suspend,
            Self::Resume { .. } => Verb::Resume,
            Self::Cancel { .. } => Verb::Cancel,
            Self::CarryOver { .. } => Verb::CarryOver,
            Self::Keep { .. } => Verb::Keep,
            Self::PlanFollowUp { .. } => Verb::PlanFollowUp,
            Self::FollowUp { .. } => Verb::FollowUp,
        }
    }
}

/// Who acts, as the rules see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// The user.
    pub user: UserId,
    /// Their agency; none for the office and leaders.
    pub agency: Option<AgencyId>,
}

/// Why an act is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPossible {
    /// Not in this state.
    #[error("'{act}' is not possible while the task is '{}'", state.word())]
    State {
        /// The act's word.
        act: &'static str,
        /// The state.
        state: State,
    },
    /// Not by this agency.
    #[error("'{act}' is for another agency")]
    Party {
        /// The act's word.
        act: &'static str,
    },
    /// A field says something that cannot be.
    #[error("{field}: {why}")]
    Field {
        /// The field.
        field: &'static str,
        /// Stable code, also the translation key of the message.
        why: &'static str,
    },
}

fn wrong(field: &'static str, why: &'static str) -> NotPossible {
    NotPossible::Field { field, why }
}

/// Words that must be given.
fn said(field: &'static str, words: &str) -> Result<String, NotPossible> {
    let words = words.trim();
    if words.is_empty() {
        return Err(wrong(field, "required"));
    }
    Ok(words.to_owned())
}

/// A document that must be given.
fn named(document: &DocumentRef) -> Result<DocumentRef, NotPossible> {
    Ok(DocumentRef {
        number: said("document", &document.number)?,
        ..document.clone()
    })
}

impl Task {
    /// Whether an act is possible for somebody; the acts that a page offers are those for which it is.
    ///
    /// # Errors
    /// Why it is not.
    pub fn allows(&self, verb: Verb, by: By) -> Result<(), NotPossible> {
        let word = verb.word();
        if !verb.possible_in().contains(&self.state) {
            return Err(NotPossible::State {
                act: word,
                state: self.state,
            });
        }
        let (leads, owes) = match by.agency {
            Some(agency) => (self.is_led_by(agency), self.duty_of(agency).is_some()),
            None => (false, false),
        };
        let is_theirs = match verb.party() {
            Party::Lead => leads,
            Party::Coordinating => owes,
            Party::Either => leads || owes,
            Party::Giver => by.agency.is_none(),
        };
        if !is_theirs {
            return Err(NotPossible::Party { act: word });
        }
        Ok(())
    }

    /// Does an act. The task is unchanged when it is not possible.
    ///
    /// # Errors
    /// Why it is not possible, with the field to mend where there is one.
    pub fn act(&mut self, act: &Act, by: By, today: Date, calendar: &Calendar) -> Result<(), NotPossible> {
        self.allows(act.verb(), by)?;
        let mut changed = self.clone();
        changed.apply(act, by, today, calendar)?;
        if changed.state != self.state || act.verb() == Verb::Assign {
            changed.state_since = Some(today);
        }
        *self = changed;
        Ok(())
    }

    fn apply(&mut self, act: &Act, by: By, today: Date, calendar: &Calendar) -> Result<(), NotPossible> {
        match act {
            Act::Receive => {
                self.state = State::InProgress;
                self.received_on = Some(today);
            }
            Act::Return { reason } => {
                self.reason = Some(said("reason", reason)?);
                self.state = State::Returned;
                self.received_on = Some(today);
            }
            Act::Assign {
                leads,
                coordinating,
                note,
            } => {
                self.assign(leads, coordinating, note)?;
                (self.assigned_on, self.received_on) = (Some(today), None);
            }
            Act::SubAssign { handler } => self.sub_assign(handler)?,
            Act::Progress { report } => {
                self.last_report = Some(LastReport {
                    report: *report,
                    on: today,
                });
            }
            Act::Result { report, document } => self.result(*report, document.as_ref(), today)?,
            Act::AnswerDuty { report } => self.answer_duty(*report, by, today)?,
            Act::Confirm => self.confirm(by, today),
            Act::Refuse { reason } => {
                self.reason = Some(said("reason", reason)?);
                self.outcome = None;
                self.redo = true;
                self.state = State::InProgress;
            }
            Act::NameObstacle { what, remover } => self.name_obstacle(what, remover, by, today)?,
            Act::RemoveObstacle { which, how } => self.remove_obstacle(*which, how, today)?,
            Act::AskExtension {
                until,
                reason,
                document,
            } => self.ask_extension(*until, reason, document.as_ref(), by, today)?,
            Act::GrantExtension { until, document } => self.grant_extension(*until, document, today)?,
            Act::DenyExtension { reason } => {
                self.extension.take().ok_or(wrong("extension", "none-asked"))?;
                self.reason = Some(said("reason", reason)?);
            }
            Act::SetDeadline { deadline } => self.set_deadline(deadline, today)?,
            Act::StartClock { event_on } => self.start_clock(*event_on, today, calendar)?,
            Act::SetDuty { agency, part, due } => self.set_duty(*agency, part.as_deref(), *due, today)?,
            Act::SetMeasure { measure } => self.measure = checked(measure)?,
            Act::CloseCycle => self.close_cycle(today)?,
            Act::Suspend { document } => {
                let document = named(document)?;
                self.suspension = Some(Suspension {
                    document,
                    since: today,
                    from: self.state,
                });
                self.state = State::Suspended;
            }
            Act::Resume { document, due } => self.resume(document, *due, today)?,
            Act::Cancel { document } => self.end(document, None, today)?,
            Act::CarryOver { document, into } => self.end(document, Some(*into), today)?,
            Act::Keep { note } => {
                self.reason = Some(said("note", note)?);
                self.awaits_carry_over = false;
            }
            Act::PlanFollowUp { on, what } => {
                if *on < today {
                    return Err(wrong("on", "in-the-past"));
                }
                self.follow_up = Some(FollowUp {
                    on: *on,
                    what: said("what", what)?,
                    found: None,
                });
            }
            Act::FollowUp { found } => {
                let found = said("found", found)?;
                self.follow_up.as_mut().ok_or(wrong("found", "none-planned"))?.found = Some(found);
            }
        }
        Ok(())
    }

    fn assign(
        &mut self,
        leads: &[AgencyId],
        coordinating: &[(AgencyId, Option<String>)],
        note: &str,
    ) -> Result<(), NotPossible> {
        let Some(first) = leads.first() else {
            return Err(wrong("leads", "required"));
        };
        if leads.iter().skip(1).any(|lead| lead == first) {
            return Err(wrong("leads", "twice"));
        }
        if coordinating.iter().any(|(agency, _)| leads.contains(agency)) {
            return Err(wrong("coordinating", "leads-already"));
        }
        self.reason = Some(said("note", note)?);
        let kept = |agency: AgencyId| self.duties.iter().find(|duty| duty.agency == agency).cloned();
        self.duties = coordinating
            .iter()
            .map(|(agency, part)| {
                let duty = kept(*agency).unwrap_or(Duty {
                    agency: *agency,
                    part: None,
                    deadline: None,
                    answer: None,
                });
                Duty {
                    part: part.clone().or(duty.part.clone()),
                    ..duty
                }
            })
            .collect();
        if self.leads != leads {
            self.handler = None;
        }
        self.leads = leads.to_vec();
        self.state = State::Assigned;
        Ok(())
    }

    fn sub_assign(&mut self, handler: &Handler) -> Result<(), NotPossible> {
        let name = said("name", &handler.name)?;
        if let (Some(inner), Some(legal)) = (handler.due, self.deadline.due())
            && inner > legal
        {
            return Err(wrong("due", "after-deadline"));
        }
        self.handler = Some(Handler {
            name,
            ..handler.clone()
        });
        Ok(())
    }

    fn result(&mut self, report: ReportId, document: Option<&DocumentRef>, today: Date) -> Result<(), NotPossible> {
        if self.deadline.is_cyclic() {
            return Err(wrong("purpose", "standing"));
        }
        let completed_on = document.and_then(|document| document.issued_on).unwrap_or(today);
        if completed_on > today {
            return Err(wrong("document_date", "in-the-future"));
        }
        if completed_on < self.given_on {
            return Err(wrong("document_date", "before-task"));
        }
        self.last_report = Some(LastReport { report, on: today });
        self.outcome = Some(Outcome {
            report,
            completed_on,
            document: document.cloned(),
            confirmed_on: None,
            confirmed_by: None,
        });
        self.extension = None;
        self.state = State::AwaitingConfirmation;
        Ok(())
    }

    fn answer_duty(&mut self, report: ReportId, by: By, today: Date) -> Result<(), NotPossible> {
        let duty = self.duties.iter_mut().find(|duty| Some(duty.agency) == by.agency);
        let duty = duty.ok_or(NotPossible::Party { act: "answer_duty" })?;
        // The first answer stops the clock; a later one adds to it.
        if duty.answer.is_none() {
            duty.answer = Some(Answer { on: today, report });
        }
        Ok(())
    }

    fn confirm(&mut self, by: By, today: Date) {
        if let Some(outcome) = &mut self.outcome {
            outcome.confirmed_on = Some(today);
            outcome.confirmed_by = Some(by.user);
        }
        self.redo = false;
        self.reason = None;
        self.state = State::Completed;
    }

    fn name_obstacle(&mut self, what: &str, remover: &Remover, by: By, today: Date) -> Result<(), NotPossible> {
        let agency = by.agency.ok_or(NotPossible::Party { act: "name_obstacle" })?;
        if let Remover::Above { name } = remover {
            said("remover", name)?;
        }
        if *remover == (Remover::Agency { agency }) {
            return Err(wrong("remover", "own-agency"));
        }
        self.obstacles.push(Obstacle {
            what: said("what", what)?,
            remover: remover.clone(),
            agency,
            named_on: today,
            removed_on: None,
            removal: None,
        });
        Ok(())
    }

    fn remove_obstacle(&mut self, which: usize, how: &str, today: Date) -> Result<(), NotPossible> {
        let how = said("how", how)?;
        let obstacle = self
            .obstacles
            .get_mut(which)
            .filter(|obstacle| obstacle.removed_on.is_none());
        let obstacle = obstacle.ok_or(wrong("which", "unknown"))?;
        obstacle.removed_on = Some(today);
        obstacle.removal = Some(how);
        Ok(())
    }

    fn ask_extension(
        &mut self,
        until: Date,
        reason: &str,
        document: Option<&DocumentRef>,
        by: By,
        today: Date,
    ) -> Result<(), NotPossible> {
        let agency = by.agency.ok_or(NotPossible::Party { act: "ask_extension" })?;
        let due = self.deadline.due().ok_or(wrong("until", "no-deadline"))?;
        if until <= due {
            return Err(wrong("until", "not-later"));
        }
        if until < today {
            return Err(wrong("until", "in-the-past"));
        }
        self.extension = Some(ExtensionRequest {
            until,
            reason: said("reason", reason)?,
            asked_on: today,
            agency,
            document: document.cloned(),
        });
        Ok(())
    }

    fn grant_extension(&mut self, until: Date, document: &DocumentRef, today: Date) -> Result<(), NotPossible> {
        let due = self.deadline.due().ok_or(wrong("until", "no-deadline"))?;
        if until <= due {
            return Err(wrong("until", "not-later"));
        }
        let document = named(document)?;
        self.extension = None;
        self.deadline
            .set(Some(until), today, Basis::Extension { document }, None);
        Ok(())
    }

    /// The office decides where the document is silent; a day that the document set moves only by an extension.
    fn set_deadline(&mut self, deadline: &Deadline, today: Date) -> Result<(), NotPossible> {
        if self.deadline.due().is_some() {
            return Err(wrong("deadline", "already-set"));
        }
        let Some(line) = deadline.ledger.last() else {
            return Err(wrong("deadline", "required"));
        };
        let mut decided = deadline.clone();
        decided.words = decided.words.or(self.deadline.words.clone());
        let mut ledger = self.deadline.ledger.clone();
        ledger.push(crate::deadline::Line {
            set_on: today,
            ..line.clone()
        });
        decided.ledger = ledger;
        self.deadline = decided;
        Ok(())
    }

    fn start_clock(&mut self, event_on: Date, today: Date, calendar: &Calendar) -> Result<(), NotPossible> {
        if event_on > today {
            return Err(wrong("event_on", "in-the-future"));
        }
        if !self.deadline.waits_for_event() || !self.deadline.start(event_on, today, calendar) {
            return Err(wrong("event_on", "no-count"));
        }
        Ok(())
    }

    fn set_duty(
        &mut self,
        agency: AgencyId,
        part: Option<&str>,
        due: Option<Date>,
        today: Date,
    ) -> Result<(), NotPossible> {
        if self.is_led_by(agency) {
            return Err(wrong("agency", "leads-already"));
        }
        let deadline = due.map(|due| Deadline::on(due, None, today, Basis::Office { note: String::new() }));
        let part = part.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
        let Some(duty) = self.duties.iter_mut().find(|duty| duty.agency == agency) else {
            self.duties.push(Duty {
                agency,
                part,
                deadline,
                answer: None,
            });
            return Ok(());
        };
        duty.part = part;
        match (&mut duty.deadline, due) {
            (Some(clock), Some(due)) if clock.due() != Some(due) => {
                clock.set(Some(due), today, Basis::Office { note: String::new() }, None);
            }
            (Some(_), _) => {}
            (none, _) => *none = deadline,
        }
        Ok(())
    }

    fn close_cycle(&mut self, today: Date) -> Result<(), NotPossible> {
        if !self.deadline.is_cyclic() {
            return Err(wrong("deadline", "not-standing"));
        }
        if !self.deadline.next_cycle(today) {
            return Err(wrong("deadline", "no-next"));
        }
        for duty in &mut self.duties {
            duty.answer = None;
        }
        Ok(())
    }

    fn resume(&mut self, document: &DocumentRef, due: Option<Date>, today: Date) -> Result<(), NotPossible> {
        let document = named(document)?;
        let suspension = self.suspension.take().ok_or(NotPossible::State {
            act: "resume",
            state: self.state,
        })?;
        self.state = suspension.from;
        if let Some(due) = due {
            if due < today {
                return Err(wrong("due", "in-the-past"));
            }
            self.deadline.set(Some(due), today, Basis::Resumed { document }, None);
        }
        Ok(())
    }

    fn end(&mut self, document: &DocumentRef, carried_into: Option<TaskId>, today: Date) -> Result<(), NotPossible> {
        self.ending = Some(Ending {
            document: named(document)?,
            on: today,
            carried_into,
        });
        self.awaits_carry_over = false;
        self.extension = None;
        self.state = State::Cancelled;
        Ok(())
    }
}

fn checked(measure: &Measure) -> Result<Measure, NotPossible> {
    Ok(match measure {
        Measure::Product { product } => Measure::Product {
            product: said("product", product)?,
        },
        Measure::Target { target } => Measure::Target {
            target: said("target", target)?,
        },
        Measure::Nothing { reason } => Measure::Nothing {
            reason: said("reason", reason)?,
        },
        Measure::Reviews => Measure::Reviews,
    })
}
