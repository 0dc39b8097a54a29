//! Dated rules: every number that an office could be asked to justify, with its days of validity and its legal basis.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const BUILT_IN: &str = include_str!("../data/rules.toml");

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Table {
        rule: Vec<Rule>,
    }
    toml::from_str::<Table>(BUILT_IN)
        .expect("a test reads the built-in table")
        .rule
});

/// How surely a rule is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// In a text that was read.
    Found,
    /// From memory: to be checked.
    Memory,
    /// The program's own proposal.
    Design,
    /// Entered by the office.
    Office,
}

impl Known {
    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Memory => "memory",
            Self::Design => "design",
            Self::Office => "office",
        }
    }
}

/// A rule over a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Rule {
    /// Which rule: `near_days`.
    pub id: String,
    /// What it sets, in the words of the screen.
    pub label: String,
    /// Unit of its numbers.
    pub unit: String,
    /// Its numbers.
    pub value: Vec<i64>,
    /// First day; none from the beginning.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<Date>,
    /// Last day; none while it holds.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<Date>,
    /// The law, regulation or practice it stands on.
    pub legal_basis: String,
    /// How surely it is known.
    pub known: Known,
}

impl Rule {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A rule that the office entered; it wins over a built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OfficeRule {
    /// Identifier.
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub id: Uuid,
    /// Version.
    pub version: i64,
    /// Which rule.
    pub rule: String,
    /// Its numbers.
    pub value: Vec<i64>,
    /// First day.
    #[schemars(with = "String")]
    pub valid_from: Date,
    /// Last day; none while it holds.
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<Date>,
    /// The document it stands on.
    pub legal_basis: String,
}

impl crate::journal::Record for OfficeRule {
    const KIND: crate::journal::Kind = crate::journal::Kind::Rule;
    fn id(&self) -> Uuid {
        self.id
    }
    fn version(&self) -> i64 {
        self.version
    }
    fn set_version(&mut self, version: i64) {
        self.version = version;
    }
}

/// The rules in force: the built-in ones and the office's own.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    office: Vec<Rule>,
}

impl Rules {
    /// The built-in rules with the office's own on top. Of two that hold on a day, the one that began later wins.
    pub fn with_office(office: &[OfficeRule]) -> Self {
        let own = |entered: &OfficeRule| {
            let known = RULES.iter().find(|rule| rule.id == entered.rule)?;
            Some(Rule {
                value: entered.value.clone(),
                valid_from: Some(entered.valid_from),
                valid_to: entered.valid_to,
                legal_basis: entered.legal_basis.clone(),
                known: Known::Office,
                ..known.clone()
            })
        };
        let mut office: Vec<Rule> = office.iter().filter_map(own).collect();
        office.sort_by_key(|rule| std::cmp::Reverse(rule.valid_from));
        Self { office }
    }

    /// Every line, the office's own first.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        self.office.iter().chain(RULES.iter())
    }

    /// The rule in force on a day.
    pub fn on(&self, id: &str, day: Date) -> Option<&Rule> {
        self.all().find(|rule| rule.id == id && rule.holds_on(day))
    }

    /// The first number of a rule on a day; 0 where no rule holds.
    pub fn number(&self, id: &str, day: Date) -> i64 {
        self.on(id, day)
            .and_then(|rule| rule.value.first().copied())
            .unwrap_or(0)
    }

    /// The same for a rule of working days.
    pub fn working_days(&self, id: &str, day: Date) -> i32 {
        i32::try_from(self.number(id, day)).unwrap_or(i32::MAX)
    }

    /// Whether the day X of "trước ngày X" counts itself, in documents of a day.
    pub fn named_day_counts(&self, issued_on: Date) -> bool {
        self.number("before_day_counts", issued_on) != 0
    }

    /// From how many days left a deadline is near.
    pub fn near_days(&self, day: Date) -> i64 {
        self.number("near_days", day)
    }
}

/// Ids of the rules an office can set.
pub fn known_rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_built_in_rule_has_a_basis_and_a_number() {
        assert!(known_rules().count() > 5);
        for rule in known_rules() {
            assert!(!rule.legal_basis.is_empty() && !rule.value.is_empty(), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_of_the_office_wins_on_its_days_only() {
        let own = OfficeRule {
            id: Uuid::nil(),
            version: 1,
            rule: "near_days".into(),
            value: vec![5],
            valid_from: date(2026, 1, 1),
            valid_to: Some(date(2026, 12, 31)),
            legal_basis: "Quyết định số 12/QĐ-UBND".into(),
        };
        let rules = Rules::with_office(&[own]);
        assert_eq!(rules.near_days(date(2025, 12, 31)), 3);
        assert_eq!(rules.near_days(date(2026, 6, 1)), 5);
        assert_eq!(rules.near_days(date(2027, 1, 1)), 3);
    }
}
