//! How a task is shown in a list: its state in the official words with a tone, its deadline, and the one act asked for.

use domain::task::{Nearness, State};
use jiff::civil::Date;
use office::tasks::TaskRow;

use super::address;
use crate::web::language::Message;
use crate::web::written;

/// A state with its word and tone: `overdue`, `soon`, `none`, `done`, `waiting`, `plain`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Badge {
    /// Tone, a class of the style sheet.
    pub tone: &'static str,
    /// Words.
    pub words: Message,
}

fn badge(tone: &'static str, words: Message) -> Badge {
    Badge { tone, words }
}

/// The act that a row asks for.
#[derive(Debug, Clone)]
pub(crate) struct RowAct {
    /// Where.
    pub address: String,
    /// Key of its words.
    pub key: &'static str,
    /// Where one press does it: the version of the task that was shown.
    pub version: Option<i64>,
    /// The key of that sending.
    pub request: uuid::Uuid,
}

impl RowAct {
    /// A link to the form of an act, or to the task.
    pub(crate) fn leading_to(address: String, key: &'static str) -> Self {
        Self {
            address,
            key,
            version: None,
            request: uuid::Uuid::now_v7(),
        }
    }
}

/// A task in a list.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The task.
    pub task: TaskRow,
    /// Address of its page.
    pub address: String,
    /// State and nearness.
    pub badges: Vec<Badge>,
    /// The day that matters to the reader: of their own duty, otherwise of the task.
    pub due: Option<Date>,
    /// The act asked for.
    pub act: Option<RowAct>,
}

impl Row {
    /// A task of a list.
    pub(crate) fn of(task: TaskRow) -> Self {
        Self {
            address: address(task.id),
            badges: badges(task.state, task.redo, task.nearness, task.days_left),
            due: task.due,
            task,
            act: None,
        }
    }

    /// The same seen by an agency that owes a part of it.
    pub(crate) fn by_duty(mut self) -> Self {
        let Some(duty) = &self.task.duty else { return self };
        self.due = duty.due;
        if let Some(on) = duty.answered_on {
            self.badges = vec![badge("done", Message::new("task-duty-answered").with("day", on))];
        } else {
            let mut badges: Vec<Badge> = days(duty.days_left).into_iter().collect();
            badges.push(badge("plain", Message::new("task-duty-open")));
            self.badges = badges;
        }
        self
    }

    /// The same with the act it asks for.
    pub(crate) fn asking(mut self, act: Option<RowAct>) -> Self {
        self.act = act;
        self
    }

    /// The words of the deadline, where they say more than the day does.
    pub(crate) fn words(&self) -> Option<&str> {
        let words = self.task.deadline_words.as_deref()?;
        let day = self.task.due.map(written::day)?;
        (!words.contains(&day)).then_some(words)
    }

    /// Who leads, or the group it was given to.
    pub(crate) fn leads(&self) -> String {
        match &self.task.group {
            Some(group) => group.clone(),
            None => joined(&self.task.leads),
        }
    }

    /// Who coordinates.
    pub(crate) fn coordinating(&self) -> String {
        joined(&self.task.coordinating)
    }
}

fn joined<I>(named: &[(I, String)]) -> String {
    named
        .iter()
        .map(|(_, name)| name.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

/// State and nearness of a task, what presses first.
pub(crate) fn badges(state: State, redo: bool, nearness: Nearness, days_left: Option<i64>) -> Vec<Badge> {
    let word =
        |tone, family: &str, word: &str| badge(tone, Message::new(format!("{family}-{}", word.replace('_', "-"))));
    match state {
        State::Completed if nearness == Nearness::Overdue => {
            vec![badge("overdue", Message::new("task-completed-late"))]
        }
        State::Completed => vec![badge("done", Message::new("task-completed-in-time"))],
        State::Cancelled | State::Suspended => vec![word("plain", "state", state.word())],
        State::AwaitingConfirmation => {
            let mut badges = vec![word("waiting", "state", state.word())];
            badges.extend(days(days_left).filter(|_| nearness == Nearness::Overdue));
            badges
        }
        State::Assigned | State::Returned | State::InProgress => {
            let mut badges = Vec::new();
            match nearness {
                Nearness::Overdue => badges.extend(days(days_left)),
                Nearness::Near => badges.push(near(days_left)),
                Nearness::NoDeadline => badges.push(word("none", "nearness", nearness.word())),
                Nearness::InTime => {}
            }
            badges.push(if redo {
                badge("plain", Message::new("task-redo"))
            } else {
                word("plain", "state", state.word())
            });
            badges
        }
    }
}

fn near(days_left: Option<i64>) -> Badge {
    match days_left {
        Some(days @ 1..) => badge("soon", Message::new("task-near").with("days", days)),
        _ => badge("soon", Message::new("task-due-today")),
    }
}

/// Days that are left or over.
fn days(days_left: Option<i64>) -> Option<Badge> {
    match days_left? {
        days @ ..0 => Some(badge("overdue", Message::new("task-overdue").with("days", -days))),
        0 => Some(badge("soon", Message::new("task-due-today"))),
        days => Some(badge("plain", Message::new("task-days-left").with("days", days))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tones(state: State, nearness: Nearness, days_left: Option<i64>) -> Vec<(&'static str, String)> {
        let badges = badges(state, false, nearness, days_left);
        badges
            .into_iter()
            .map(|badge| (badge.tone, badge.words.key.to_string()))
            .collect()
    }

    #[test]
    fn the_colour_always_comes_with_the_official_word() {
        let plain = |key: &str| ("plain", key.to_owned());
        assert_eq!(
            tones(State::InProgress, Nearness::Overdue, Some(-3)),
            [("overdue", "task-overdue".to_owned()), plain("state-in-progress")]
        );
        assert_eq!(
            tones(State::Assigned, Nearness::Near, Some(0)),
            [("soon", "task-due-today".to_owned()), plain("state-assigned")]
        );
        assert_eq!(
            tones(State::InProgress, Nearness::InTime, Some(30)),
            [plain("state-in-progress")]
        );
        assert_eq!(
            tones(State::Completed, Nearness::Overdue, None),
            [("overdue", "task-completed-late".to_owned())]
        );
        assert_eq!(
            tones(State::Completed, Nearness::NoDeadline, None),
            [("done", "task-completed-in-time".to_owned())],
            "done without a deadline is done in time"
        );
        assert_eq!(
            tones(State::AwaitingConfirmation, Nearness::InTime, Some(2)),
            [("waiting", "state-awaiting-confirmation".to_owned())]
        );
    }
}
