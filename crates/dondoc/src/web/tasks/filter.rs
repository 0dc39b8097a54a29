//! The filter of a list of tasks as the query of its address: every number can link to the list behind it, and a list
//! can be sent to somebody as a link.

use domain::figures::{Figure, FigureOn, Unit};
use domain::filter::{Only, Part, RemoverKind, TaskFilter};
use domain::task::State;
use jiff::civil::Date;
use office::tasks::{AsOf, Order};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::web::form::{FieldError, FormState};

/// States in which somebody still has to do something before a result is reported.
pub(crate) const OPEN: [State; 3] = [State::Assigned, State::Returned, State::InProgress];
/// The word for [`OPEN`] in an address.
const OPEN_WORD: &str = "open";

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
    /// Given on this day or later.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub given_from: String,
    /// Given on this day or earlier.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub given_to: String,
    /// Under these headings of its directive.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub heading: String,
    /// To be done in this place, by code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// With an obstacle for them to remove: `leader`, `office`, `agency`, `above`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remover: String,
    /// Of groups the task of the group (`groups`), or those of its members (`members`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Counted by this figure on the day of the list: `total`, `done_in_time`, `done_late`, `open_in_time`, `open_late`,
    /// `done`, `open`, `due`, `open_without_deadline`, `withdrawn`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub figure: String,
    /// Only those of which all of this holds, separated by commas: `without_deadline`, `asks_extension`, `has_obstacle`,
    /// `awaits_carry_over`, `joint_lead`, `for_leader`, `without_lead`, `without_field`, `without_directive`,
    /// `without_heading`, `without_place`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub only: String,
    /// Order: `due` or `newest`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub order: String,
    /// As the register stood at the end of this past day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub as_of: String,
    /// As the register stood right after this line of the journal, with the day of `as_of`: what a signed report was made
    /// from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub line: String,
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
    pub as_of: Option<AsOf>,
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
            given_from: day(filter.given_from),
            given_to: day(filter.given_to),
            heading: filter.heading.clone().unwrap_or_default(),
            place: filter.place.clone().unwrap_or_default(),
            remover: filter
                .remover
                .map(|remover| remover.word().to_owned())
                .unwrap_or_default(),
            unit: filter.unit.map(|unit| unit.word().to_owned()).unwrap_or_default(),
            figure: filter
                .figure
                .map(|counted| counted.figure.word().to_owned())
                .unwrap_or_default(),
            only: only.join(","),
            ..Self::default()
        }
    }

    /// The same list as the register stood at the end of a past day.
    pub(crate) fn of_day(self, day: Option<Date>) -> Self {
        Self {
            as_of: day.map(|day| day.to_string()).unwrap_or_default(),
            ..self
        }
    }

    /// The same list as the register stood right after a line of the journal.
    pub(crate) fn at_line(self, day: Date, line: i64) -> Self {
        Self {
            line: line.to_string(),
            ..self.of_day(Some(day))
        }
    }

    /// Conditions that the form of the filter does not show, by name: it keeps them.
    pub(crate) fn kept(&self) -> Vec<(&'static str, &str)> {
        let kept = [
            ("parent", &self.parent),
            ("given_from", &self.given_from),
            ("given_to", &self.given_to),
            ("heading", &self.heading),
            ("place", &self.place),
            ("unit", &self.unit),
            ("figure", &self.figure),
            ("line", &self.line),
        ];
        kept.into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name, value.as_str()))
            .collect()
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
            &self.remover,
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
            .with("remover", &self.remover)
            .with("order", &self.order)
            .with("as_of", day(&self.as_of))
    }

    /// What it means.
    ///
    /// # Errors
    /// Every part that means nothing.
    pub(crate) fn read(&self, today: Date) -> Result<Asked, Vec<FieldError>> {
        let mut faults = Vec::new();
        let words = self.words.trim();
        let as_of = day("as_of", &self.as_of, &mut faults);
        let line = parsed("line", &self.line, &mut faults);
        let figure = chosen("figure", &self.figure, &Figure::ALL, Figure::word, &mut faults);
        let blank = |typed: &str| (!typed.trim().is_empty()).then(|| typed.trim().to_owned());
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
                field: blank(&self.field),
                due_from: day("due_from", &self.due_from, &mut faults),
                due_to: day("due_to", &self.due_to, &mut faults),
                given_from: day("given_from", &self.given_from, &mut faults),
                given_to: day("given_to", &self.given_to, &mut faults),
                heading: blank(&self.heading),
                place: blank(&self.place),
                remover: chosen(
                    "remover",
                    &self.remover,
                    &RemoverKind::ALL,
                    RemoverKind::word,
                    &mut faults,
                ),
                unit: chosen("unit", &self.unit, &Unit::ALL, Unit::word, &mut faults),
                figure: figure.map(|figure| FigureOn {
                    figure,
                    on: as_of.unwrap_or(today),
                }),
                only: listed("only", &self.only, &Only::ALL, Only::word, &mut faults),
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
            as_of: as_of.map(|day| AsOf { day, line }),
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
            given_from: Some(date(2026, 1, 1)),
            given_to: Some(date(2026, 11, 27)),
            heading: Some("II. NHIỆM VỤ › 1. Phòng ngừa".to_owned()),
            place: Some("23332".to_owned()),
            remover: Some(RemoverKind::Leader),
            unit: Some(Unit::Members),
            figure: Some(FigureOn {
                figure: Figure::OpenLate,
                on: date(2026, 11, 27),
            }),
            only: Only::ALL.to_vec(),
            words: Some("ma túy & cờ bạc".to_owned()),
        };
        let address = TaskQuery::of(&filter).address();
        let query: TaskQuery = serde_urlencoded::from_str(address.split_once('?').unwrap().1).unwrap();
        assert_eq!(query.read(date(2026, 11, 27)).unwrap().filter, filter);
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
        let fields: Vec<String> = query
            .read(date(2026, 11, 27))
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(fields, ["state", "agency", "due_to", "order"]);
    }
}
