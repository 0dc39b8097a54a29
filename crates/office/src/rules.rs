//! Dated rules: the built-in lines, and those that the office sets over them from a day on, by a document.

use domain::Kind;
use domain::rights::{Acting, ManageRules, SignedIn};
use domain::rules::{OfficeRule, Rule, Rules, known_rules};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Office, new_id};

/// Most numbers of one rule.
const MOST_NUMBERS: usize = 10;
/// Largest number of a rule: ten years of days.
const LARGEST: i64 = 3660;

/// A rule with everything that was ever set for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleView {
    /// Which.
    pub id: String,
    /// The line in force today.
    pub in_force: Option<Rule>,
    /// The built-in lines.
    pub built_in: Vec<Rule>,
    /// The office's own lines, the oldest first.
    pub office: Vec<OfficeRule>,
}

/// A rule from a day on.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SetRule {
    /// Which: `near_days`.
    pub rule: String,
    /// Its numbers, separated by commas or spaces: `7, 3, 1`.
    pub value: String,
    /// First day: `2026-12-31` or `31/12/2026`.
    pub valid_from: String,
    /// Last day; none while it holds.
    pub valid_to: String,
    /// The document it stands on.
    pub legal_basis: String,
}

/// The end of a rule of the office.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EndRule {
    /// Version that was shown.
    pub version: i64,
    /// Last day: `2026-12-31` or `31/12/2026`.
    pub last_day: String,
}

/// Every rule, in the order of the built-in table.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, acting: &Acting<SignedIn>) -> Result<Vec<RuleView>> {
    let entered = store::rules::all(&office.db).await?;
    let rules = Rules::with_office(&entered);
    let mut views: Vec<RuleView> = Vec::new();
    for line in known_rules() {
        if let Some(view) = views.iter_mut().find(|view| view.id == line.id) {
            view.built_in.push(line.clone());
            continue;
        }
        views.push(RuleView {
            id: line.id.clone(),
            in_force: rules.on(&line.id, acting.today).cloned(),
            built_in: vec![line.clone()],
            office: entered.iter().filter(|rule| rule.rule == line.id).cloned().collect(),
        });
    }
    Ok(views)
}

/// Sets a rule from a day on. Of two that hold on a day, the one that began later wins.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, or the database.
pub async fn set(office: &Office, acting: &Acting<ManageRules>, input: &SetRule) -> Result<Uuid> {
    let mut case = match office.begin(acting, "rule.set").await? {
        Begun::Already(id) => return id.parse().map_err(|_| Error::NotFound(Kind::Rule)),
        Begun::New(case) => case,
    };
    let entered = store::rules::all(&mut case.tx).await?;
    let rule = typed(&entered, input, new_id(acting.at))?;
    case.tx.insert(&case.act, &rule).await?;
    case.commit(rule.id).await?;
    Ok(rule.id)
}

/// Ends a rule that the office has set; from the next day on, the one before or the built-in one holds again.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Overtaken`], or the database.
pub async fn end(office: &Office, acting: &Acting<ManageRules>, id: Uuid, input: &EndRule) -> Result<OfficeRule> {
    let mut case = match office.begin(acting, "rule.end").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id).await?),
        Begun::New(case) => case,
    };
    let mut rule: OfficeRule = store::load(&mut case.tx, id).await?;
    if rule.version != input.version {
        return Err(Error::Overtaken {
            kind: Kind::Rule,
            id,
            seen: input.version,
            found: rule.version,
        });
    }
    let mut faults = Faults::default();
    rule.valid_to = faults.day("last_day", &input.last_day);
    if rule.valid_to.is_some_and(|last| last < rule.valid_from) {
        faults.add(FieldError::new("last_day", "before-first-day"));
    }
    faults.done()?;
    case.tx.update(&case.act, &mut rule).await?;
    case.commit(id).await?;
    Ok(rule)
}

/// The rule that was typed.
fn typed(entered: &[OfficeRule], input: &SetRule, id: Uuid) -> Result<OfficeRule> {
    let mut faults = Faults::default();
    let known = faults.choice("rule", &input.rule, |word| known_rules().find(|rule| rule.id == word));
    let value = numbers(&mut faults, &input.value, known);
    let valid_from = faults.day("valid_from", &input.valid_from);
    let valid_to = faults.optional_day("valid_to", &input.valid_to);
    let legal_basis = faults.required("legal_basis", &input.legal_basis, SHORT);
    if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
        faults.add(FieldError::new("valid_to", "before-first-day"));
    }
    let is_same =
        |other: &OfficeRule| known.is_some_and(|rule| rule.id == other.rule) && Some(other.valid_from) == valid_from;
    if entered.iter().any(is_same) {
        faults.add(FieldError::new("valid_from", "taken"));
    }
    faults.done()?;
    let (rule, valid_from) = known.zip(valid_from).ok_or_else(|| Error::field("rule", "required"))?;
    Ok(OfficeRule {
        id,
        version: 1,
        rule: rule.id.clone(),
        value,
        valid_from,
        valid_to,
        legal_basis,
    })
}

/// Numbers of the shape the built-in line has: one or several, yes or no, growing or falling.
fn numbers(faults: &mut Faults, typed: &str, known: Option<&Rule>) -> Vec<i64> {
    let words: Vec<&str> = typed.split([',', ';', ' ']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        faults.add(FieldError::new("value", "required"));
    }
    let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if let Some(code) = fault_of_numbers(&numbers, words.len(), known) {
        faults.add(
            FieldError::new("value", code)
                .with("largest", LARGEST)
                .with("most", MOST_NUMBERS),
        );
    }
    numbers
}

fn fault_of_numbers(numbers: &[i64], typed: usize, known: Option<&Rule>) -> Option<&'static str> {
    let known = known?;
    if numbers.len() < typed {
        return Some("not-a-number");
    }
    if numbers.iter().any(|number| !(0..=LARGEST).contains(number)) {
        return Some("number-out-of-range");
    }
    if known.unit.is_empty() && numbers.iter().any(|number| *number > 1) {
        return Some("yes-or-no");
    }
    if known.value.len() == 1 && numbers.len() > 1 {
        return Some("one-number");
    }
    if numbers.len() > MOST_NUMBERS {
        return Some("too-many");
    }
    let falls = known.value.first() > known.value.last();
    let is_in_order = numbers
        .windows(2)
        .all(|pair| if falls { pair[0] > pair[1] } else { pair[0] < pair[1] });
    (!is_in_order).then_some(if falls { "not-falling" } else { "not-growing" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(rule: &str, typed: &str) -> Option<String> {
        let mut faults = Faults::default();
        numbers(&mut faults, typed, known_rules().find(|known| known.id == rule));
        match faults.done() {
            Err(Error::Invalid(faults)) => faults.into_iter().next().map(|fault| fault.code),
            _ => None,
        }
    }

    #[test]
    fn numbers_have_the_shape_of_the_built_in_line() {
        for (rule, typed, wanted) in [
            ("near_days", "5", None),
            ("near_days", "", Some("required")),
            ("near_days", "5 7", Some("one-number")),
            ("near_days", "năm", Some("not-a-number")),
            ("near_days", "-1", Some("number-out-of-range")),
            ("near_days", "99999", Some("number-out-of-range")),
            ("before_day_counts", "0", None),
            ("before_day_counts", "2", Some("yes-or-no")),
            ("remind_before_days", "10, 5, 1", None),
            ("remind_before_days", "1, 5", Some("not-falling")),
            ("urge_after_days", "1;2;3", None),
            ("urge_after_days", "3 3", Some("not-growing")),
        ] {
            assert_eq!(fault(rule, typed).as_deref(), wanted, "{rule} {typed}");
        }
    }
}
