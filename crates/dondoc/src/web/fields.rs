//! Fields of records in the reader's words: for the journal, and for whoever was overtaken by a second editor. A field
//! without words of its own keeps its path.

use std::collections::HashMap;

use domain::rights::{Acting, SignedIn};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::app::App;
use super::language::Language;
use super::problem::Problem;
use super::written;

/// Longest value that is shown; the rest is told by three dots.
const LONGEST: usize = 600;

/// Names of users and agencies by identifier, so that a page shows no bare identifiers.
pub(crate) struct Names(HashMap<String, String>);

impl Names {
    /// Those of the office as they are now.
    ///
    /// # Errors
    /// When the office cannot be asked.
    pub(crate) async fn load(app: &App, acting: &Acting<SignedIn>) -> Result<Self, Problem> {
        let users = office::users::names(&app.office, acting).await?;
        let everybody = office::agencies::AgencyFilter::default();
        let agencies = office::agencies::list(&app.office, acting, &everybody).await?;
        let users = users.into_iter().map(|(id, name)| (id.to_string(), name));
        let agencies = agencies.into_iter().map(|agency| (agency.id.to_string(), agency.name));
        Ok(Self(users.chain(agencies).collect()))
    }

    fn name(&self, id: &str) -> Option<&String> {
        self.0.get(id)
    }
}

/// The words of a path such as `duties[agency=…].done_on`.
pub(crate) fn label(path: &str, names: &Names, language: Language) -> String {
    let parts: Vec<String> = path
        .split('.')
        .map(|part| label_of_part(part, names, language))
        .collect();
    parts.join(" › ")
}

fn label_of_part(part: &str, names: &Names, language: Language) -> String {
    let (name, item) = match part.split_once('[') {
        Some((name, item)) => (name, Some(item.trim_end_matches(']'))),
        None => (part, None),
    };
    let key = format!("field-{}", name.replace('_', "-"));
    let label = if language.has(&key) {
        language.string(&key, &[])
    } else {
        name.to_owned()
    };
    let Some(item) = item else { return label };
    if let Ok(place) = item.parse::<usize>() {
        return format!("{label} {}", place + 1);
    }
    let item = item.split_once('=').map_or(item, |(_, item)| item);
    match names.name(item) {
        Some(name) => format!("{label} ({name})"),
        None => format!("{label} {item}"),
    }
}

/// A value as people read it.
pub(crate) fn value(path: &str, value: Option<&Value>, names: &Names, language: Language) -> String {
    let written = match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::Bool(is)) => language.string(if *is { "value-yes" } else { "value-no" }, &[]),
        Some(Value::String(words)) => words_of(path, words, names, language),
        Some(Value::Array(items)) if items.is_empty() => "–".to_owned(),
        Some(Value::Array(items)) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| self::value(path, Some(item), names, language))
                .collect();
            items.join("; ")
        }
        Some(Value::Object(fields)) if fields.is_empty() => "–".to_owned(),
        Some(Value::Object(fields)) => {
            let fields: Vec<String> = fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    let label = label_of_part(name, names, language);
                    format!("{label}: {}", self::value(name, Some(value), names, language))
                })
                .collect();
            fields.join(" · ")
        }
        Some(Value::Array(items)) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| self::value(path, Some(item), names, language))
                .collect();
            items.join("\n")
        }
        Some(other) => other.to_string(),
    };
    shortened(written)
}

fn shortened(written: String) -> String {
    if written.chars().count() <= LONGEST {
        return written;
    }
    let mut short: String = written.chars().take(LONGEST).collect();
    short.push('…');
    short
}

/// Words as they are, but for names behind identifiers, days, moments, and values with words of their own.
fn words_of(path: &str, words: &str, names: &Names, language: Language) -> String {
    if let Some(name) = names.name(words).filter(|_| path != "id") {
        return name.clone();
    }
    if words.len() == 10
        && let Ok(day) = words.parse::<Date>()
    {
        return written::day(day);
    }
    if words.ends_with('Z')
        && let Ok(moment) = words.parse::<Timestamp>()
    {
        return written::moment(moment);
    }
    let field = path
        .rsplit('.')
        .next()
        .unwrap_or(path)
        .split('[')
        .next()
        .unwrap_or(path);
    let family = match field {
        "role" | "level" | "state" | "urgency" | "relation" | "cycle" | "purpose" | "owed" | "told_by" => field,
        "stage" => "import-stage",
        "verdict" => "import-verdict",
        _ => return words.to_owned(),
    };
    // A level is that of an agency, or a step of urging.
    let families = [family.to_owned(), format!("urging-{family}")];
    let keys = families.map(|family| format!("{family}-{}", words.replace('_', "-")));
    let known = keys.iter().find(|key| language.has(key));
    known.map_or_else(|| words.to_owned(), |key| language.string(key, &[]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> Names {
        let police = ("0198-police".to_owned(), "Công an tỉnh".to_owned());
        Names([police].into_iter().collect())
    }

    #[test]
    fn paths_are_told_in_words() {
        let told = |path| label(path, &names(), Language::Vietnamese);
        assert_eq!(told("name"), "Tên");
        assert_eq!(told("aliases[1]"), "Tên gọi khác 2");
        assert_eq!(
            told("duties[agency=0198-police].part"),
            "Phần việc phối hợp (Công an tỉnh) › Phần việc"
        );
        assert_eq!(told("unheard_of.due"), "unheard_of › Hạn");
    }

    #[test]
    fn values_are_told_as_people_read_them() {
        let told = |path, given: Value| value(path, Some(&given), &names(), Language::Vietnamese);
        assert_eq!(told("due", json!("2026-12-01")), "01/12/2026");
        assert_eq!(told("leads", json!(["0198-police"])), "Công an tỉnh");
        assert_eq!(told("role", json!("agency_head")), "Lãnh đạo đơn vị");
        assert_eq!(told("state", json!("in_progress")), "Đang thực hiện");
        assert_eq!(told("drafts[0].verdict", json!("accepted")), "đã nhận");
        assert_eq!(told("id", json!("0198-police")), "0198-police");
        assert_eq!(told("active", json!(true)), "Có");
        assert_eq!(told("x", json!(null)), "–");
        assert_eq!(
            told("x", json!({"number": "1/KH", "issued_on": null})),
            "Số, ký hiệu: 1/KH"
        );
        assert_eq!(told("x", json!("a".repeat(1000))).chars().count(), LONGEST + 1);
    }
}
