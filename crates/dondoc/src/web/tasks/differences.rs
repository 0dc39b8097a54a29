//! What differs between two versions of a task, in the reader's words: whole parts of it by name, and what they were and
//! are where that can be said in a word.

use domain::task::State;
use jiff::civil::Date;
use office::journal::Difference;
use serde_json::Value;

use crate::web::language::Language;
use crate::web::problem;
use crate::web::written;

/// A part of a task that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Changed {
    /// Name of the part.
    pub part: String,
    /// What it was; none where it was nothing, or cannot be said in a word.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// What was changed, each part once.
pub(super) fn changed(language: Language, differences: &[Difference]) -> Vec<Changed> {
    let mut parts: Vec<Changed> = Vec::new();
    // Since when a task is in its state goes with the state.
    for difference in differences.iter().filter(|difference| difference.path != "state_since") {
        let part = part(language, &difference.path);
        let (before, after) = (
            said(language, &difference.path, difference.before.as_ref()),
            said(language, &difference.path, difference.after.as_ref()),
        );
        match parts.iter_mut().find(|known| known.part == part) {
            Some(known) if known.after.is_none() => (known.before, known.after) = (before, after),
            Some(_) => {}
            None => parts.push(Changed { part, before, after }),
        }
    }
    parts
}

/// The same as the rows of a page that shows a second editor what somebody else has changed.
pub(crate) fn in_words(language: Language, differences: &[Difference]) -> Vec<problem::Difference> {
    let dash = || "–".to_owned();
    changed(language, differences)
        .into_iter()
        .map(|changed| problem::Difference {
            field: changed.part,
            yours: changed.before.unwrap_or_else(dash),
            theirs: changed
                .after
                .unwrap_or_else(|| language.string("task-part-changed", &[])),
        })
        .collect()
}

fn part(language: Language, path: &str) -> String {
    let top = path.split(['.', '[']).next().unwrap_or_default();
    language.string(&format!("task-part-{}", top.replace('_', "-")), &[])
}

/// A value in a word: a state, a day, words; the text, reason or day of what has several parts.
fn said(language: Language, path: &str, value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(words) if path == "state" => State::from_word(words)
            .map(|state| language.string(&format!("state-{}", state.word().replace('_', "-")), &[])),
        Value::String(words) if words.parse::<uuid::Uuid>().is_ok() => None,
        Value::String(words) => Some(match words.parse::<Date>() {
            Ok(day) => written::day(day),
            Err(_) => words.clone(),
        }),
        Value::Object(fields) => [
            "due", "on", "until", "what", "name", "part", "found", "product", "target", "number",
        ]
        .into_iter()
        .filter_map(|field| fields.get(field))
        .find_map(|value| said(language, "", Some(value))),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_told_in_the_words_of_the_reader() {
        let difference = |path: &str, before: Value, after: Value| Difference {
            path: path.to_owned(),
            before: Some(before),
            after: Some(after),
        };
        let differences = [
            difference(
                "deadline.ledger[1]",
                Value::Null,
                json!({ "due": "2026-12-31", "set_on": "2026-11-27" }),
            ),
            difference("state", json!("assigned"), json!("in_progress")),
        ];
        let told = changed(Language::Vietnamese, &differences);
        assert_eq!(told[0].after.as_deref(), Some("31/12/2026"));
        assert_eq!(
            (told[1].before.as_deref(), told[1].after.as_deref()),
            (Some("Chưa thực hiện"), Some("Đang thực hiện"))
        );
        assert_eq!(in_words(Language::Vietnamese, &differences)[0].yours, "–");
    }
}
