//! Rules with a number, as data: each holds from a day to a day and stands on a legal basis.

use jiff::civil::Date;
use serde::Deserialize;

/// How surely a rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// In a text that was read.
    Found,
    /// From memory: to be checked.
    Memory,
}

/// A rule over a stretch of time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Dated<T> {
    /// First day; none from the beginning.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day; none while it holds.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// The law it stands on.
    pub legal_basis: String,
    /// How surely it is known.
    pub known: Known,
    /// What can be read in several ways, to be shown with every answer.
    #[serde(default)]
    pub unclear: Vec<String>,
    /// What it sets.
    #[serde(flatten)]
    pub rule: T,
}

impl<T> Dated<T> {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// The rules of a built-in table.
pub(crate) fn table<T: serde::de::DeserializeOwned>(text: &str) -> Vec<Dated<T>> {
    #[derive(Deserialize)]
    struct Table<T> {
        rule: Vec<Dated<T>>,
    }
    toml::from_str::<Table<T>>(text)
        .expect("a test reads each built-in table")
        .rule
}

/// The rule in force on a day.
pub(crate) fn on<T>(rules: &[Dated<T>], day: Date) -> Option<&Dated<T>> {
    rules.iter().find(|rule| rule.holds_on(day))
}
