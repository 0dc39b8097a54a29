//! Which tasks a list shows. The same filter runs over the tables and, for a past moment, over the journal.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use text::Sought;

use crate::id::{AgencyId, DirectiveId, TaskId};
use crate::rights::Scope;
use crate::task::{Measure, State, Task};

/// Which part an agency has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Chủ trì.
    Lead,
    /// Phối hợp.
    Coordinating,
}

impl Part {
    /// The word in the database and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Coordinating => "coordinating",
        }
    }
}

/// Something that holds of a task or not, by which a list can be narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// It has no day.
    WithoutDeadline,
    /// It waits for a decision on more time.
    AsksExtension,
    /// Something is in its way.
    HasObstacle,
    /// Its directive was replaced, and it waits for a decision.
    AwaitsCarryOver,
}

impl Only {
    /// The word in the database and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::WithoutDeadline => "without_deadline",
            Self::AsksExtension => "asks_extension",
            Self::HasObstacle => "has_obstacle",
            Self::AwaitsCarryOver => "awaits_carry_over",
        }
    }

    /// Whether it holds.
    pub fn holds(self, task: &Task) -> bool {
        match self {
            Self::WithoutDeadline => task.deadline.due().is_none(),
            Self::AsksExtension => task.extension.is_some(),
            Self::HasObstacle => task.open_obstacles().next().is_some(),
            Self::AwaitsCarryOver => task.awaits_carry_over,
        }
    }
}

/// A filter over tasks. Every field narrows; an empty filter shows all that the scope covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct TaskFilter {
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// With a part for this agency.
    pub agency: Option<AgencyId>,
    /// With this part for that agency; any part when none.
    pub part: Option<Part>,
    /// Of this directive.
    pub directive: Option<DirectiveId>,
    /// Children of this task.
    pub parent: Option<TaskId>,
    /// Of this field of work.
    pub field: Option<String>,
    /// Due on this day or later.
    #[schemars(with = "Option<String>")]
    pub due_from: Option<Date>,
    /// Due on this day or earlier. Tasks without a day are left out.
    #[schemars(with = "Option<String>")]
    pub due_to: Option<Date>,
    /// Only those of which all of this holds.
    pub only: Vec<Only>,
    /// Words of the task: every one has to stand in it, as typed where marks were typed, else with any marks.
    pub words: Option<String>,
}

impl TaskFilter {
    /// Tasks past their day and open, as of a day.
    pub fn overdue(today: Date) -> Self {
        Self {
            states: vec![State::Assigned, State::Returned, State::InProgress],
            due_to: today.yesterday().ok(),
            ..Self::default()
        }
    }

    /// Whether it shows a task.
    pub fn matches(&self, task: &Task, scope: Scope) -> bool {
        let due = task.deadline.due();
        scope.covers(task.agencies())
            && (self.states.is_empty() || self.states.contains(&task.state))
            && self.agency.is_none_or(|agency| self.has_part(task, agency))
            && self.directive.is_none_or(|directive| task.directive == Some(directive))
            && self.parent.is_none_or(|parent| task.parent == Some(parent))
            && self
                .field
                .as_ref()
                .is_none_or(|field| task.field.as_ref() == Some(field))
            && self.due_from.is_none_or(|from| due.is_some_and(|due| from <= due))
            && self.due_to.is_none_or(|to| due.is_some_and(|due| due <= to))
            && self.only.iter().all(|only| only.holds(task))
            && self.words_match(task)
    }

    fn has_part(&self, task: &Task, agency: AgencyId) -> bool {
        let leads = task.is_led_by(agency);
        let owes = task.duty_of(agency).is_some();
        match self.part {
            Some(Part::Lead) => leads,
            Some(Part::Coordinating) => owes,
            None => leads || owes,
        }
    }

    fn words_match(&self, task: &Task) -> bool {
        let sought = self.sought();
        sought.is_empty() || sought.is_in(&searchable(task))
    }

    /// What is looked for in the words of tasks.
    pub fn sought(&self) -> Sought {
        Sought::of(self.words.as_deref().unwrap_or_default())
    }
}

/// The words by which a task is found: its number, what is to be done, what is to be handed in or reached, the places it
/// is limited to under all of their names, and the groups it was given to.
pub fn searchable(task: &Task) -> String {
    let mut parts = vec![task.number.to_string(), task.text.clone()];
    match &task.measure {
        Measure::Product { product } => parts.push(product.clone()),
        Measure::Target { target } => parts.push(target.clone()),
        Measure::Reviews | Measure::Nothing { .. } => (),
    }
    for place in &task.places {
        parts.push(place.written.clone());
        parts.extend(place.full_name.clone());
        parts.extend(place.today.iter().map(|(_, name)| name.clone()));
    }
    parts.extend(task.group.clone());
    parts.extend(task.coordinating_groups.iter().cloned());
    parts.join("\n")
}
