//! The filter of a list of tasks as the query of its address: every number can link to the list behind it, and a list
//! can be sent to somebody as a link.

use domain::filter::{Only, Part, TaskFilter};
use domain::task::State;
use jiff::civil::Date;
use office::tasks::Order;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::web::form::{FieldError, FormState};

/// States in which somebody still has to do something before a result is reported.
pub(crate) const OPEN: [State; 3] = [State::Assigned, State::Returned, State::InProgress];
/// The word for [`OPEN`] in an address.
const OPEN_WORD: &str = "open";

/// Every property by which a list can be narrowed.
pub(crate) const ONLY: [Only; 4] = [
    Only::WithoutDeadline,
    Only::AsksExtension,
    Only::HasObstacle,
    Only::AwaitsCarryOver,
];

/// Which tasks a list shows, as they stood on which day, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct TaskQuery {
    /// Words of the task or its number; with or without marks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// States, separated by commas: `assigned`, `returned`, `in_progress`, `awaiting_confirmation`, `completed`,
    /// `suspended`, `cancelled`; `open` for the first three.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// With a part for this agency, by identifier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// Which part of that agency: `lead`, `coordinating`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// Field of work.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// Of this directive, by identifier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub directive: String,
    /// Parts of this task of a group, by identifier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Due on this day or later: `2026-12-31` or `31/12/2026`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub due_from: String,
    /// Due on this day or earlier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub due_to: String,
    /// Only those of which all of this holds, separated by commas: `without_deadline`, `asks_extension`, `has_obstacle`,
    /// `awaits_carry_over`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub only: String,
    /// Order: `due` or `newest`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub order: String,
    /// As the register stood at the end of this past day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub as_of: String,
    /// Where the page begins: `next` of the page before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// What a query means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The filter.
    pub filter: TaskFilter,
    /// The order.
    pub order: Order,
    /// The past day.
    pub as_of: Option<Date>,
}

impl TaskQuery {
    /// The query of a filter.
    pub(crate) fn of(filter: &TaskFilter) -> Self {
        let id = |id: Option<String>| id.unwrap_or_default();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let states: Vec<&str> = filter.states.iter().map(|state| state.word()).collect();
        let only: Vec<&str> = filter.only.iter().map(|only| only.word()).collect();
        Self {
            words: filter.words.clone().unwrap_or_default(),
            state: if filter.states == OPEN {
                OPEN_WORD.to_owned()
            } else {
                states.join(",")
            },
            agency: id(filter.agency.map(|id| id.to_string())),
            part: filter.part.map(|part| part.word().to_owned()).unwrap_or_default(),
            field: filter.field.clone().unwrap_or_default(),
            directive: id(filter.directive.map(|id| id.to_string())),
            parent: id(filter.parent.map(|id| id.to_string())),
            due_from: day(filter.due_from),
            due_to: day(filter.due_to),
            only: only.join(","),
            ..Self::default()
        }
    }

    /// The address of the list.
    pub(crate) fn address(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/tasks?{query}"),
            _ => "/tasks".to_owned(),
        }
    }

    /// The address of the next page.
    pub(crate) fn after(&self, next: &str) -> String {
        Self {
            after: next.to_owned(),
            ..self.clone()
        }
        .address()
    }

    /// Whether something beyond words, state and agency narrows it: then the whole filter is shown.
    pub(crate) fn is_detailed(&self) -> bool {
        [
            &self.field,
            &self.directive,
            &self.due_from,
            &self.due_to,
            &self.only,
            &self.as_of,
            &self.part,
        ]
        .into_iter()
        .any(|typed| !typed.is_empty())
    }

    /// The query as fields of a form.
    pub(crate) fn form(&self) -> FormState {
        let day = |typed: &str| calendar::typed_date(typed).map_or_else(|| typed.to_owned(), crate::web::written::day);
        FormState::blank()
            .with("words", &self.words)
            .with("state", &self.state)
            .with("agency", &self.agency)
            .with("part", &self.part)
            .with("field", &self.field)
            .with("directive", &self.directive)
            .with("due_from", day(&self.due_from))
            .with("due_to", day(&self.due_to))
            .with("only", &self.only)
            .with("order", &self.order)
            .with("as_of", day(&self.as_of))
    }

    /// What it means.
    ///
    /// # Errors
    /// Every part that means nothing.
    pub(crate) fn read(&self) -> Result<Asked, Vec<FieldError>> {
        let mut faults = Vec::new();
        let words = self.words.trim();
        let asked = Asked {
            filter: TaskFilter {
                states: states(&self.state, &mut faults),
                agency: parsed("agency", &self.agency, &mut faults),
                part: chosen(
                    "part",
                    &self.part,
                    &[Part::Lead, Part::Coordinating],
                    Part::word,
                    &mut faults,
                ),
                directive: parsed("directive", &self.directive, &mut faults),
                parent: parsed("parent", &self.parent, &mut faults),
                field: (!self.field.trim().is_empty()).then(|| self.field.trim().to_owned()),
                due_from: day("due_from", &self.due_from, &mut faults),
                due_to: day("due_to", &self.due_to, &mut faults),
                only: listed("only", &self.only, &ONLY, Only::word, &mut faults),
                words: (!words.is_empty()).then(|| words.to_owned()),
            },
            order: chosen(
                "order",
                &self.order,
                &[Order::Due, Order::Newest],
                order_word,
                &mut faults,
            )
            .unwrap_or_default(),
            as_of: day("as_of", &self.as_of, &mut faults),
        };
        if faults.is_empty() { Ok(asked) } else { Err(faults) }
    }
}

/// The word of an order in addresses.
pub(crate) fn order_word(order: Order) -> &'static str {
    match order {
        Order::Newest => "newest",
        Order::Due | Order::OwnDue => "due",
    }
}

fn states(typed: &str, faults: &mut Vec<FieldError>) -> Vec<State> {
    if typed.trim() == OPEN_WORD {
        return OPEN.to_vec();
    }
    listed("state", typed, &State::ALL, State::word, faults)
}

fn listed<T: Copy>(
    field: &str,
    typed: &str,
    all: &[T],
    word: fn(T) -> &'static str,
    faults: &mut Vec<FieldError>,
) -> Vec<T> {
    let named = typed.split(',').map(str::trim).filter(|named| !named.is_empty());
    named
        .filter_map(|named| chosen(field, named, all, word, faults))
        .collect()
}

fn chosen<T: Copy>(
    field: &str,
    typed: &str,
    all: &[T],
    word: fn(T) -> &'static str,
    faults: &mut Vec<FieldError>,
) -> Option<T> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let choice = all.iter().copied().find(|choice| word(*choice) == typed);
    if choice.is_none() {
        faults.push(FieldError::new(field, "form-not-a-choice"));
    }
    choice
}

fn parsed<T: std::str::FromStr>(field: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<T> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let value = typed.parse().ok();
    if value.is_none() {
        faults.push(FieldError::new(field, "form-not-a-choice"));
    }
    value
}

fn day(field: &str, typed: &str, faults: &mut Vec<FieldError>) -> Option<Date> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let day = calendar::typed_date(typed);
    if day.is_none() {
        faults.push(FieldError::new(field, "form-not-a-day"));
    }
    day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_address_holds_the_whole_filter() {
        let filter = TaskFilter {
            states: vec![State::Assigned, State::InProgress],
            agency: Some(uuid::Uuid::from_u128(7).into()),
            part: Some(Part::Coordinating),
            directive: Some(uuid::Uuid::from_u128(8).into()),
            parent: Some(uuid::Uuid::from_u128(9).into()),
            field: Some("An ninh, trật tự".to_owned()),
            due_from: Some(date(2026, 11, 1)),
            due_to: Some(date(2026, 11, 30)),
            only: vec![Only::HasObstacle, Only::AsksExtension],
            words: Some("ma túy & cờ bạc".to_owned()),
        };
        let address = TaskQuery::of(&filter).address();
        let query: TaskQuery = serde_urlencoded::from_str(address.split_once('?').unwrap().1).unwrap();
        assert_eq!(query.read().unwrap().filter, filter);
        assert_eq!(TaskQuery::of(&TaskFilter::default()).address(), "/tasks");
        let overdue = TaskFilter::overdue(date(2026, 11, 27));
        assert_eq!(TaskQuery::of(&overdue).address(), "/tasks?state=open&due_to=2026-11-26");
    }

    #[test]
    fn every_part_that_means_nothing_is_told() {
        let query = TaskQuery {
            state: "assigned,gone".to_owned(),
            agency: "x".to_owned(),
            due_to: "31/2/2026".to_owned(),
            order: "random".to_owned(),
            ..TaskQuery::default()
        };
        let fields: Vec<String> = query.read().unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["state", "agency", "due_to", "order"]);
    }
}
