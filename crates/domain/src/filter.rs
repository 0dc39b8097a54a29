//! Which tasks a list shows. The same filter runs over the tables and, for a past moment, over the journal.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use text::Sought;

use crate::figures::{FigureOn, Unit};
use crate::id::{AgencyId, DirectiveId, TaskId};
use crate::rights::Scope;
use crate::task::{Measure, Remover, State, Task};

/// How many there are, counted as far as it was asked: the count of a long list costs no more than that of a short one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Counted {
    /// How many were counted.
    pub total: i64,
    /// Whether there are more, which were not counted.
    pub uncounted: bool,
}

impl Counted {
    /// What was found, by a search that stops one beyond what is counted.
    pub fn up_to(most: u32, found: i64) -> Self {
        let most = i64::from(most);
        Self {
            total: found.min(most),
            uncounted: found > most,
        }
    }

    /// How many are left beside so many that are shown.
    #[must_use]
    pub fn beside(self, shown: usize) -> Self {
        let shown = i64::try_from(shown).unwrap_or(i64::MAX);
        Self {
            total: (self.total - shown).max(0),
            ..self
        }
    }
}

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
    /// Several lead it and none of them is in charge.
    JointLead,
    /// The result is reported to the leaders of the committee themselves.
    ForLeader,
    /// No agency leads it: it was given to a group.
    WithoutLead,
    /// It is of no field of work.
    WithoutField,
    /// It comes from no directive of the office.
    WithoutDirective,
    /// It stands under no heading.
    WithoutHeading,
    /// It is not limited to places.
    WithoutPlace,
}

impl Only {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::WithoutDeadline,
        Self::AsksExtension,
        Self::HasObstacle,
        Self::AwaitsCarryOver,
        Self::JointLead,
        Self::ForLeader,
        Self::WithoutLead,
        Self::WithoutField,
        Self::WithoutDirective,
        Self::WithoutHeading,
        Self::WithoutPlace,
    ];

    /// The word in the database and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::WithoutDeadline => "without_deadline",
            Self::AsksExtension => "asks_extension",
            Self::HasObstacle => "has_obstacle",
            Self::AwaitsCarryOver => "awaits_carry_over",
            Self::JointLead => "joint_lead",
            Self::ForLeader => "for_leader",
            Self::WithoutLead => "without_lead",
            Self::WithoutField => "without_field",
            Self::WithoutDirective => "without_directive",
            Self::WithoutHeading => "without_heading",
            Self::WithoutPlace => "without_place",
        }
    }

    /// Whether it holds.
    pub fn holds(self, task: &Task) -> bool {
        match self {
            Self::WithoutDeadline => task.deadline.due().is_none(),
            Self::AsksExtension => task.extension.is_some(),
            Self::HasObstacle => task.open_obstacles().next().is_some(),
            Self::AwaitsCarryOver => task.awaits_carry_over,
            Self::JointLead => task.is_joint(),
            Self::ForLeader => task.is_for_leader(),
            Self::WithoutLead => task.leads.is_empty(),
            Self::WithoutField => task.field.is_none(),
            Self::WithoutDirective => task.directive.is_none(),
            Self::WithoutHeading => task.heading().is_none(),
            Self::WithoutPlace => task.places.is_empty(),
        }
    }
}

/// Who must remove an obstacle, by kind alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemoverKind {
    /// Lãnh đạo Ủy ban nhân dân tỉnh.
    Leader,
    /// Văn phòng.
    Office,
    /// Another agency.
    Agency,
    /// A ministry or another body above.
    Above,
}

impl RemoverKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Leader, Self::Office, Self::Agency, Self::Above];

    /// The word in the database, in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Office => "office",
            Self::Agency => "agency",
            Self::Above => "above",
        }
    }

    /// The kind of a remover.
    pub fn of(remover: &Remover) -> Self {
        match remover {
            Remover::Leader => Self::Leader,
            Remover::Office => Self::Office,
            Remover::Agency { .. } => Self::Agency,
            Remover::Above { .. } => Self::Above,
        }
    }

    /// Whether something stands in a task's way that is for them to remove.
    pub fn is_asked(self, task: &Task) -> bool {
        task.open_obstacles()
            .any(|obstacle| Self::of(&obstacle.remover) == self)
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
    /// Given on this day or later.
    #[schemars(with = "Option<String>")]
    pub given_from: Option<Date>,
    /// Given on this day or earlier.
    #[schemars(with = "Option<String>")]
    pub given_to: Option<Date>,
    /// Under these headings of its directive: its group of tasks.
    pub heading: Option<String>,
    /// To be done in this place: code of today, or the name as written where there is no code.
    pub place: Option<String>,
    /// With an obstacle that is for them to remove.
    pub remover: Option<RemoverKind>,
    /// The tasks of groups, or those of their members; both when none.
    pub unit: Option<Unit>,
    /// Counted by this figure.
    pub figure: Option<FigureOn>,
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
            && self.given_from.is_none_or(|from| from <= task.given_on)
            && self.given_to.is_none_or(|to| task.given_on <= to)
            && self
                .heading
                .as_ref()
                .is_none_or(|heading| task.heading().as_ref() == Some(heading))
            && self
                .place
                .as_ref()
                .is_none_or(|place| task.place_keys().contains(place))
            && self.remover.is_none_or(|remover| remover.is_asked(task))
            && self.unit.is_none_or(|unit| unit.counts(task))
            && self.figure.is_none_or(|figure| figure.counts(task))
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
