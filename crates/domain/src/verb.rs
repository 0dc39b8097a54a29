//! What can be done to a task, by name alone: whose act it is, and in which states of the task it is possible.

use crate::task::State;

/// Who may do an act, of those who hold the right to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The lead agency.
    Lead,
    /// A coordinating agency.
    Coordinating,
    /// Lead or coordinating.
    Either,
    /// The office or a leader, for the one who gave it.
    Giver,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// The name of an act. What an act brings along is in [`crate::life::Act`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Verb {
            $($(#[$doc])* $name,)*
        }

        impl Verb {
            /// The word in addresses and translation keys: `receive`.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// What the journal calls it: `task.receive`.
            pub fn action(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("task.", $word),)*
                }
            }
        }
    };
}

verbs! {
    /// The lead takes it on.
    Receive = "receive";
    /// The lead gives it back.
    Return = "return";
    /// The office gives it to another lead, or again to the same.
    Assign = "assign";
    /// The head of the lead agency names who works on it.
    SubAssign = "sub_assign";
    /// A report on how far it is.
    Progress = "progress";
    /// The lead reports a result.
    Result = "result";
    /// A coordinating agency answers.
    AnswerDuty = "answer_duty";
    /// Who gave it accepts the result.
    Confirm = "confirm";
    /// Who gave it does not accept the result.
    Refuse = "refuse";
    /// An agency names what is in the way.
    NameObstacle = "name_obstacle";
    /// An obstacle is out of the way.
    RemoveObstacle = "remove_obstacle";
    /// The lead asks for more time.
    AskExtension = "ask_extension";
    /// More time is given, by a document.
    GrantExtension = "grant_extension";
    /// More time is not given.
    DenyExtension = "deny_extension";
    /// The office sets the deadline that the document left open.
    SetDeadline = "set_deadline";
    /// The event from which days are counted took place.
    StartClock = "start_clock";
    /// The office sets what a coordinating agency owes and by when.
    SetDuty = "set_duty";
    /// The office sets what shows that the task is done.
    SetMeasure = "set_measure";
    /// A review cycle is closed: its report is accepted, and the next time is set.
    CloseCycle = "close_cycle";
    /// It stands still.
    Suspend = "suspend";
    /// It goes on.
    Resume = "resume";
    /// It ends without a result.
    Cancel = "cancel";
    /// A replacing directive took it over.
    CarryOver = "carry_over";
    /// The directive was replaced, and the task goes on under the old words by decision.
    Keep = "keep";
    /// The office will look again.
    PlanFollowUp = "plan_follow_up";
    /// The office looked again.
    FollowUp = "follow_up";
}

impl Verb {
    /// Whose act it is.
    pub fn party(self) -> Party {
        match self {
            Self::Receive | Self::Return | Self::SubAssign | Self::Progress | Self::Result | Self::AskExtension => {
                Party::Lead
            }
            Self::AnswerDuty => Party::Coordinating,
            Self::NameObstacle => Party::Either,
            _ => Party::Giver,
        }
    }

    /// The states in which it is possible.
    pub fn possible_in(self) -> &'static [State] {
        use State::{Assigned, AwaitingConfirmation, Cancelled, Completed, InProgress, Returned, Suspended};
        match self {
            Self::Receive => &[Assigned],
            Self::Assign | Self::Suspend => &[Assigned, Returned, InProgress],
            Self::SubAssign | Self::Progress | Self::Result | Self::CloseCycle => &[InProgress],
            Self::Return | Self::AskExtension | Self::NameObstacle | Self::StartClock => &[Assigned, InProgress],
            Self::AnswerDuty => &[Assigned, InProgress, AwaitingConfirmation],
            Self::Confirm | Self::Refuse => &[AwaitingConfirmation],
            Self::RemoveObstacle
            | Self::GrantExtension
            | Self::DenyExtension
            | Self::SetDeadline
            | Self::SetDuty
            | Self::SetMeasure => &[Assigned, Returned, InProgress, AwaitingConfirmation],
            Self::Resume => &[Suspended],
            Self::Cancel | Self::CarryOver | Self::Keep => {
                &[Assigned, Returned, InProgress, AwaitingConfirmation, Suspended]
            }
            Self::PlanFollowUp | Self::FollowUp => &[Completed, Cancelled],
        }
    }
}
