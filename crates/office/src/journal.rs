//! The journal for people: its lines, both sides of a change, and what differs between two versions of a record.

use std::collections::BTreeSet;

use anyhow::Context as _;
use domain::id::UserId;
use domain::rights::{Acting, Audit, ManageUsers, ReadReports, See, SignedIn, Take};
use domain::{Kind, Task};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::journal::{self, EntryFilter};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::office::{Office, start_of};

/// Lines of one page.
const PAGE: u32 = 50;
/// Most lines that are looked through for a version of one record.
const MOST_VERSIONS: u32 = 100_000;

/// Which lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct JournalFilter {
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this record.
    #[schemars(with = "Option<String>")]
    pub subject: Option<Uuid>,
    /// By this user.
    pub actor: Option<UserId>,
    /// From this day on.
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Up to and with this day.
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// Older than this line: `next` of the page before.
    pub before: Option<i64>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// Its number, without gaps.
    pub seq: i64,
    /// When.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who; none for what the program did by itself.
    pub actor: Option<UserId>,
    /// Their name on screen today.
    pub actor_name: Option<String>,
    /// What was done: `task.receive`.
    pub action: String,
    /// With which kind of record.
    pub kind: Kind,
    /// With which record.
    #[schemars(with = "String")]
    pub subject: Uuid,
    /// The version it has since.
    pub version: i64,
    /// Why.
    pub reason: Option<String>,
    /// The hash of this line and, through it, of all before, in hexadecimal.
    pub hash: String,
}

/// A page of lines, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct JournalPage {
    /// The lines.
    pub lines: Vec<Line>,
    /// For the next page's `before`; none on the last.
    pub next: Option<i64>,
}

/// A line with both sides of the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// The line.
    pub line: Line,
    /// The record before; none when it was new.
    pub before: Option<Value>,
    /// The record after.
    pub after: Value,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// Where: `deadline.due`, `aliases[1]`, `duties[agency=…].done_on`.
    pub path: String,
    /// What it was; none when there was nothing.
    pub before: Option<Value>,
    /// What it is; none when there is nothing.
    pub after: Option<Value>,
}

/// A page of the journal.
///
/// # Errors
/// When the database cannot be read.
pub async fn entries(office: &Office, _: &Acting<Audit>, filter: &JournalFilter) -> Result<JournalPage> {
    let wanted = EntryFilter {
        kind: filter.kind,
        subject: filter.subject,
        actor: filter.actor,
        from: filter.from.and_then(start_of),
        to: filter.to.and_then(|day| day.tomorrow().ok()).and_then(start_of),
        before: filter.before,
    };
    let mut entries = journal::entries(&office.db, &wanted, PAGE + 1).await?;
    let is_last = entries.len() <= PAGE as usize;
    entries.truncate(PAGE as usize);
    let next = entries.last().map(|entry| entry.seq).filter(|_| !is_last);
    let mut lines = Vec::with_capacity(entries.len());
    let names = names(office).await?;
    for entry in entries {
        lines.push(line(entry, &names));
    }
    Ok(JournalPage { lines, next })
}

/// One line with both sides of the change.
///
/// # Errors
/// When the database cannot be read.
pub async fn change(office: &Office, _: &Acting<Audit>, seq: i64) -> Result<Option<Change>> {
    let Some(change) = journal::change(&office.db, seq).await? else {
        return Ok(None);
    };
    let before = change.before.as_deref().map(image).transpose()?;
    let after = image(&change.after)?;
    let differences = differences(before.as_ref().unwrap_or(&Value::Null), &after);
    Ok(Some(Change {
        line: line(change.entry, &names(office).await?),
        before,
        after,
        differences,
    }))
}

/// What differs between two versions of a record: for the page that shows a second editor what changed meanwhile.
///
/// # Errors
/// [`Error::Refused`] or [`Error::NotFound`] when the record may not be seen, [`Error::NotFound`] when there is no such
/// version, or the database.
pub async fn difference(
    office: &Office,
    acting: &Acting<SignedIn>,
    kind: Kind,
    id: Uuid,
    from_version: i64,
    to_version: i64,
) -> Result<Vec<Difference>> {
    require_sight(office, acting, kind, id).await?;
    let before = version(office, kind, id, from_version).await?;
    let after = version(office, kind, id, to_version).await?;
    Ok(differences(&before, &after))
}

/// Refuses who may not see a record: the rights are those of the pages that show it.
async fn require_sight(office: &Office, acting: &Acting<SignedIn>, kind: Kind, id: Uuid) -> Result<()> {
    match kind {
        Kind::Province | Kind::Agency | Kind::Rule | Kind::DaysOff => {}
        Kind::User if id == acting.user.0 => {}
        Kind::User => {
            acting.may::<ManageUsers>()?;
        }
        Kind::Import | Kind::File => {
            acting.may::<Take>()?;
        }
        Kind::Directive => {
            acting.may::<See>()?;
        }
        Kind::PeriodicReport => {
            acting.may::<ReadReports>()?;
        }
        Kind::Urging => {
            let see = acting.may::<See>()?;
            crate::urgings::find(office, see.scope(), id.into()).await?;
        }
        Kind::Task => return require_sight_of_task(office, acting, id).await,
        Kind::Report => {
            let report: domain::Report = store::load(&office.db, id).await?;
            return require_sight_of_task(office, acting, report.task.0).await;
        }
    }
    Ok(())
}

async fn require_sight_of_task(office: &Office, acting: &Acting<SignedIn>, id: Uuid) -> Result<()> {
    let acting = acting.may::<See>()?;
    let task: Task = store::load(&office.db, id).await?;
    if acting.scope().covers(task.agencies()) {
        Ok(())
    } else {
        Err(Error::NotFound(Kind::Task))
    }
}

/// The image of a version.
async fn version(office: &Office, kind: Kind, id: Uuid, version: i64) -> Result<Value> {
    let filter = EntryFilter {
        kind: Some(kind),
        subject: Some(id),
        ..EntryFilter::default()
    };
    let entries = journal::entries(&office.db, &filter, MOST_VERSIONS).await?;
    let seq = entries
        .iter()
        .find(|entry| entry.version == version)
        .map(|entry| entry.seq);
    let change = journal::change(&office.db, seq.ok_or(Error::NotFound(kind))?).await?;
    image(&change.ok_or(Error::NotFound(kind))?.after)
}

fn image(json: &str) -> Result<Value> {
    serde_json::from_str(json)
        .context("reading an image of the journal")
        .map_err(Error::Failed)
}

type Names = std::collections::HashMap<UserId, String>;

async fn names(office: &Office) -> Result<Names> {
    let users = store::users::all(&office.db).await?;
    Ok(users.into_iter().map(|user| (user.id, user.name)).collect())
}

fn line(entry: journal::Entry, names: &Names) -> Line {
    Line {
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor,
        actor_name: entry.actor.and_then(|actor| names.get(&actor).cloned()),
        action: entry.action,
        kind: entry.kind,
        subject: entry.subject,
        version: entry.version,
        reason: entry.reason,
        hash: entry.hash.to_string(),
    }
}

/// The fields that differ between two images, in the order of their names. The version itself is none of them.
pub fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found.retain(|difference| difference.path != "version");
    found
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => compare_fields(path, before, after, found),
        // A new record is the sum of its fields.
        (Some(Value::Null), Some(Value::Object(after))) if path.is_empty() => {
            compare_fields(path, &Map::new(), after, found);
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => compare_items(path, before, after, found),
        _ => found.push(Difference {
            path: path.to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

fn compare_fields(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, found: &mut Vec<Difference>) {
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        compare(&path, before.get(key), after.get(key), found);
    }
}

/// Items that say what they are about are compared by that, others by their place.
fn compare_items(path: &str, before: &[Value], after: &[Value], found: &mut Vec<Difference>) {
    let Some(key) = ["id", "number", "agency"]
        .into_iter()
        .find(|key| tells_apart(key, before) && tells_apart(key, after))
    else {
        for at in 0..before.len().max(after.len()) {
            compare(&format!("{path}[{at}]"), before.get(at), after.get(at), found);
        }
        return;
    };
    let of = |items: &[Value], name: &Value| items.iter().find(|item| item.get(key) == Some(name)).cloned();
    let mut names: Vec<&Value> = Vec::new();
    for name in before.iter().chain(after).filter_map(|item| item.get(key)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let written = name.as_str().map_or_else(|| name.to_string(), str::to_owned);
        let (before, after) = (of(before, name), of(after, name));
        compare(
            &format!("{path}[{key}={written}]"),
            before.as_ref(),
            after.as_ref(),
            found,
        );
    }
}

/// Whether every item has this field, each with another value.
fn tells_apart(key: &str, items: &[Value]) -> bool {
    let names: Vec<&Value> = items
        .iter()
        .filter_map(|item| item.get(key).filter(|name| !name.is_null()))
        .collect();
    let is_once = |(at, name): (usize, &&Value)| !names.iter().take(at).any(|before| before == name);
    names.len() == items.len() && names.iter().enumerate().all(is_once)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(before: &Value, after: &Value) -> Vec<String> {
        differences(before, after)
            .into_iter()
            .map(|difference| difference.path)
            .collect()
    }

    #[test]
    fn fields_are_named_by_their_path() {
        let before = json!({"version": 1, "name": "A", "deadline": {"due": "2026-12-01", "basis": null}, "old": 1});
        let after = json!({"version": 2, "name": "A", "deadline": {"due": "2026-12-15", "basis": null}, "new": 2});
        let found = differences(&before, &after);
        assert_eq!(
            found[0],
            Difference {
                path: "deadline.due".into(),
                before: Some(json!("2026-12-01")),
                after: Some(json!("2026-12-15")),
            }
        );
        assert_eq!((found[1].path.as_str(), &found[1].before), ("new", &None));
        assert_eq!((found[2].path.as_str(), &found[2].after), ("old", &None));
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn items_are_compared_by_what_they_are_about() {
        let before = json!({"duties": [{"agency": "a", "done": false}, {"agency": "b", "done": false}]});
        let after = json!({"duties": [{"agency": "b", "done": true}, {"agency": "a", "done": false}, {"agency": "c"}]});
        assert_eq!(paths(&before, &after), ["duties[agency=b].done", "duties[agency=c]"]);
        let before = json!({"drafts": [{"number": 1, "text": "x"}, {"number": 2}]});
        assert_eq!(
            paths(&before, &json!({"drafts": [{"number": 2}]})),
            ["drafts[number=1]"]
        );
    }

    #[test]
    fn other_items_are_compared_by_their_place() {
        let before = json!({"aliases": ["CAT", "CA tỉnh"]});
        assert_eq!(
            paths(&before, &json!({"aliases": ["CAT", "Công an", "CA"]})),
            ["aliases[1]", "aliases[2]"]
        );
        let twice = json!({"steps": [{"agency": "a"}, {"agency": "a", "x": 1}]});
        assert_eq!(paths(&twice, &json!({"steps": [{"agency": "a"}]})), ["steps[1]"]);
    }

    #[test]
    fn a_new_record_is_the_sum_of_its_fields() {
        assert_eq!(
            paths(&Value::Null, &json!({"version": 1, "name": "A", "id": "7"})),
            ["id", "name"]
        );
        assert!(differences(&json!({"a": 1}), &json!({"a": 1})).is_empty());
    }
}
