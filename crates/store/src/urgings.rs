//! Urging: who is late with what, along indexes and a page at a time; the acts, and what came of them.

use std::collections::BTreeMap;

use domain::filter::Counted;
use domain::id::{AgencyId, TaskId, UrgingId};
use domain::rights::Scope;
use domain::urging::{Earlier, Level, Stage};
use domain::{Task, Urging};
use jiff::civil::Date;

use crate::db::Reader;
use crate::error::{Error, Result};
use crate::stored::{BODY, ID, Stored, VERSION, push_list, record_in, select};
use crate::table::{Table, id, text};
use crate::tasks::{NO_DAY, one, push_beyond};
use crate::value::{Query, Value};

impl Stored for Urging {
    const TABLE: &'static Table = &Table {
        name: "urgings",
        columns: &[
            ID,
            VERSION,
            BODY,
            id("agency"),
            text("stage"),
            text("level"),
            text("sent_key"),
            id("letter"),
        ],
        key: 1,
    };
    const PARTS: &'static [&'static Table] = &[&Table {
        name: "urging_items",
        columns: &[
            id("urging"),
            id("task"),
            id("agency"),
            text("level"),
            text("sent_key"),
            id("last_report"),
        ],
        key: 2,
    }];

    fn project(&self) -> Vec<Value> {
        vec![
            self.agency.into(),
            self.stage().word().into(),
            self.level.word().into(),
            sent_key(self).into(),
            self.letter.into(),
        ]
    }

    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        let holds = self.withdrawn.is_none();
        let items = self.items.iter().filter(|_| holds).map(|item| {
            vec![
                item.task.into(),
                self.agency.into(),
                item.level.word().into(),
                sent_key(self).into(),
                item.last_report.into(),
            ]
        });
        vec![items.collect()]
    }
}

fn sent_key(urging: &Urging) -> String {
    urging.day().map_or_else(|| NO_DAY.to_owned(), |day| day.to_string())
}

/// From when something counts as late, and since when an urging of before holds the next one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The day as of which days are counted: what was due before it is late.
    pub today: Date,
    /// The last day of assignment for which the time to receive is over; none where nothing is late to be received.
    pub given_until: Date,
    /// A draft, or a document of this day or a later one about the same deadline, leaves no room for another yet.
    pub urged_since: Date,
}

/// An agency with something late that it was not urged for lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// Which.
    pub agency: AgencyId,
    /// The day that was missed first; for what only waits to be received, the day on which it was given.
    pub since: Date,
}

// What the last urging holds back is left out: it stands in urging_items with a day after the deadline it is about.
const FREE_LATE: &str = "p.late_key < '9999-99-99' AND p.late_key < $1
    AND NOT EXISTS (SELECT 1 FROM urging_items i
        WHERE i.task = p.task AND i.agency = p.agency AND i.sent_key >= $2 AND i.sent_key > p.late_key)";

const FREE_UNRECEIVED: &str = "p.unreceived_key < '9999-99-99' AND p.unreceived_key <= $3 AND p.late_key >= $1
    AND NOT EXISTS (SELECT 1 FROM urging_items i
        WHERE i.task = p.task AND i.agency = p.agency AND i.sent_key >= $2 AND i.sent_key > p.unreceived_key)";

fn behind_queries(limits: Limits) -> [Query; 2] {
    // One step along an index for each agency, however much it is late with.
    let late = format!(
        "SELECT * FROM (SELECT a.id, (SELECT p.late_key FROM task_agencies p
            WHERE p.agency = a.id AND {FREE_LATE} ORDER BY p.late_key LIMIT 1) AS since FROM agencies a) late
         WHERE since IS NOT NULL"
    );
    // Grouped by an expression, so that SQLite does not go along everything for the sake of the order.
    let unreceived = format!(
        "SELECT COALESCE(p.agency, p.agency) AS who, MIN(p.unreceived_key) FROM task_agencies p
         WHERE {FREE_UNRECEIVED} GROUP BY who"
    );
    [
        limited(late, limits),
        limited(unreceived, limits).bind(limits.given_until),
    ]
}

fn limited(words: String, limits: Limits) -> Query {
    Query::put_together(words).bind(limits.today).bind(limits.urged_since)
}

/// The agencies with something late that they were not urged for lately, the longest behind first. Of what is past its day
/// it looks at the first of each agency, not at all.
///
/// # Errors
/// When the database cannot be read.
pub async fn behind(mut from: impl Reader, limits: Limits) -> Result<Vec<Behind>> {
    let mut agencies: BTreeMap<AgencyId, Date> = BTreeMap::new();
    for query in behind_queries(limits) {
        for row in from.rows(query).await? {
            let since = row.day(1)?;
            let known = agencies.entry(AgencyId(row.get(0)?)).or_insert(since);
            *known = since.min(*known);
        }
    }
    let agencies = agencies.into_iter().map(|(agency, since)| Behind { agency, since });
    let mut agencies: Vec<Behind> = agencies.collect();
    agencies.sort_by_key(|behind| behind.since);
    Ok(agencies)
}

fn count_queries(agency: Option<AgencyId>, limits: Limits, most: u32) -> [Query; 2] {
    let counting = |free: &str| {
        let words = format!("SELECT COUNT(*) FROM (SELECT 1 FROM task_agencies p WHERE {free}");
        limited(words, limits)
    };
    [counting(FREE_LATE), counting(FREE_UNRECEIVED).bind(limits.given_until)].map(|mut query| {
        if let Some(agency) = agency {
            query.push(" AND p.agency = ");
            query.push_value(agency);
        }
        push_beyond(&mut query, most);
        query
    })
}

/// With how many tasks an agency, or all of them, is late without having been urged for them lately, counted up to so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(mut from: impl Reader, agency: Option<AgencyId>, limits: Limits, most: u32) -> Result<Counted> {
    let mut found = 0;
    for query in count_queries(agency, limits, most) {
        found += one(&mut from, query).await?;
    }
    Ok(Counted::up_to(most, found))
}

const LATE: &str = "SELECT t.body FROM task_agencies p JOIN tasks t ON t.id = p.task
    WHERE p.agency = $1 AND p.late_key < '9999-99-99' AND p.late_key < $2 ORDER BY p.late_key, p.number LIMIT $3";

const UNRECEIVED: &str = "SELECT t.body FROM task_agencies p JOIN tasks t ON t.id = p.task
    WHERE p.agency = $1 AND p.unreceived_key < '9999-99-99' AND p.unreceived_key <= $2 AND p.late_key >= $3
    ORDER BY p.unreceived_key, p.number LIMIT $4";

/// The tasks with which an agency is late, the longest first, and after them those that it did not receive in time; at
/// most so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn late_tasks(mut from: impl Reader, agency: AgencyId, limits: Limits, most: u32) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = select(&mut from, Query::new(LATE).bind(agency).bind(limits.today).bind(most)).await?;
    let left = most.saturating_sub(u32::try_from(tasks.len()).unwrap_or(u32::MAX));
    if left > 0 {
        let unreceived = Query::new(UNRECEIVED)
            .bind(agency)
            .bind(limits.given_until)
            .bind(limits.today)
            .bind(left);
        tasks.append(&mut select(&mut from, unreceived).await?);
    }
    Ok(tasks)
}

const WAITS: &str = "SELECT t.body, p.agency FROM task_agencies p JOIN tasks t ON t.id = p.task
    WHERE p.waits_key < '9999-99-99' AND p.waits_key < $1 ORDER BY p.waits_key, p.number LIMIT $2";

/// Tasks past a day of which an agency owes something, but somebody else has to move first, the longest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn waiting(mut from: impl Reader, today: Date, most: u32) -> Result<Vec<(AgencyId, Task)>> {
    let rows = from.rows(Query::new(WAITS).bind(today).bind(most)).await?;
    rows.iter()
        .map(|row| Ok((AgencyId(row.get(1)?), record_in(row, 0)?)))
        .collect()
}

/// The urgings that an agency got for some tasks, drafts included.
///
/// # Errors
/// When the database cannot be read.
pub async fn earlier(
    mut from: impl Reader,
    agency: AgencyId,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<Earlier>>> {
    let mut earlier: BTreeMap<TaskId, Vec<Earlier>> = BTreeMap::new();
    if tasks.is_empty() {
        return Ok(earlier);
    }
    let mut query = Query::new("SELECT task, level, sent_key FROM urging_items WHERE agency = ");
    query.push_value(agency);
    query.push(" AND task IN (");
    push_list(&mut query, tasks.iter().copied());
    query.push(") ORDER BY sent_key, urging");
    for row in from.rows(query).await? {
        let level = Level::from_word(&row.get::<String>(1)?);
        let on = row.get::<String>(2)?;
        earlier.entry(TaskId(row.get(0)?)).or_default().push(Earlier {
            level: level.ok_or_else(|| Error::Corrupt("an urging is on no known step".to_owned()))?,
            on: if on == NO_DAY { None } else { Some(row.day(2)?) },
        });
    }
    Ok(earlier)
}

/// Which urgings a list shows. Every field narrows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrgingFilter {
    /// Where they are.
    pub stage: Option<Stage>,
    /// Of this agency.
    pub agency: Option<AgencyId>,
    /// Of one of these steps; empty for any.
    pub levels: Vec<Level>,
    /// With a document, or withdrawn, on this day or later.
    pub from: Option<Date>,
    /// With a document, or withdrawn, on this day or earlier.
    pub to: Option<Date>,
    /// After this one: the last of the page before.
    pub after: Option<Mark>,
}

/// The place of an urging in a list: its [`Urging::day`].
pub type Mark = (Option<Date>, UrgingId);

/// A page of urgings within a scope, drafts first, then the latest document. An agency sees what was sent to it.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(mut from: impl Reader, filter: &UrgingFilter, scope: Scope, limit: u32) -> Result<Vec<Urging>> {
    let query = page_query(filter, scope, limit);
    select(&mut from, query).await
}

fn page_query(filter: &UrgingFilter, scope: Scope, limit: u32) -> Query {
    let mut query = Query::put_together("SELECT body FROM urgings WHERE 1 = 1".to_owned());
    let mut equals = |column: &str, value: Value| {
        query.push(&format!(" AND {column} = "));
        query.push_value(value);
    };
    if let Scope::Agency(own) = scope {
        equals("agency", own.into());
    }
    if let Some(agency) = filter.agency {
        equals("agency", agency.into());
    }
    if let Some(stage) = filter.stage {
        equals("stage", stage.word().into());
    }
    if !filter.levels.is_empty() {
        query.push(" AND level IN (");
        push_list(&mut query, filter.levels.iter().map(|level| level.word()));
        query.push(")");
    }
    // What has no number yet never leaves the office, and neither does what never got one.
    if matches!(scope, Scope::Agency(_)) {
        query.push(" AND stage <> 'withdrawn'");
    }
    let is_sent = matches!(scope, Scope::Agency(_)) || filter.from.is_some() || filter.to.is_some();
    if is_sent {
        query.push(" AND sent_key < '9999-99-99'");
    }
    if let Some(from) = filter.from {
        query.push(" AND sent_key >= ");
        query.push_value(from);
    }
    if let Some(to) = filter.to {
        query.push(" AND sent_key <= ");
        query.push_value(to);
    }
    if let Some((day, id)) = filter.after {
        query.push(" AND (sent_key, id) < (");
        query.push_value(day.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string()));
        query.push(", ");
        query.push_value(id);
        query.push(")");
    }
    query.push(" ORDER BY sent_key DESC, id DESC LIMIT ");
    query.push_value(limit);
    query
}

const OF_TASK: &str = "SELECT u.body FROM urgings u WHERE u.id IN (SELECT urging FROM urging_items WHERE task = $1)
    ORDER BY u.sent_key, u.id";

/// The urgings about a task, the oldest first, drafts last.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_task(mut from: impl Reader, task: TaskId) -> Result<Vec<Urging>> {
    select(&mut from, Query::new(OF_TASK).bind(task)).await
}

/// The urgings by which agencies were named in the report of a period, or proposed for inspection, by the day of their
/// documents: both days are of the period.
///
/// # Errors
/// When the database cannot be read.
pub async fn named_in_report(mut from: impl Reader, first: Date, last: Date) -> Result<Vec<Urging>> {
    let filter = UrgingFilter {
        levels: vec![Level::Report, Level::Inspection],
        from: Some(first),
        to: Some(last),
        ..UrgingFilter::default()
    };
    let mut named: Vec<Urging> = select(&mut from, page_query(&filter, Scope::All, u32::MAX)).await?;
    named.retain(|urging| urging.sent.is_some());
    named.reverse();
    Ok(named)
}

const ANSWERS: &str = "SELECT i.urging, i.task, MIN(r.sent_on) FROM urging_items i
    JOIN reports r ON r.task = i.task AND r.agency = i.agency AND r.sent_on >= i.sent_key
        AND (i.last_report IS NULL OR r.id > i.last_report)
    WHERE i.urging IN (";

/// Of the tasks of some urgings, the day of the first report of the urged agency from the day of the document on.
/// Identifiers sort by the moment they were made: a report that was there before is none.
///
/// # Errors
/// When the database cannot be read.
pub async fn answers(mut from: impl Reader, urgings: &[UrgingId]) -> Result<BTreeMap<(UrgingId, TaskId), Date>> {
    let mut answers = BTreeMap::new();
    if urgings.is_empty() {
        return Ok(answers);
    }
    let mut query = Query::new(ANSWERS);
    push_list(&mut query, urgings.iter().copied());
    query.push(") GROUP BY i.urging, i.task");
    for row in from.rows(query).await? {
        answers.insert((UrgingId(row.get(0)?), TaskId(row.get(1)?)), row.day(2)?);
    }
    Ok(answers)
}

#[cfg(test)]
mod tests {
    use domain::urging::Stage;
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::db::Db;

    async fn plan(db: &Db, query: Query) -> Vec<String> {
        let rows = (&mut &*db).rows(query.explained()).await.unwrap();
        rows.iter().map(|row| row.get::<String>(3).unwrap()).collect()
    }

    /// What is late is found along indexes that hold nothing else: the register may be as large as it likes.
    #[tokio::test]
    async fn what_is_late_is_not_looked_for_among_all_tasks() {
        let db = Db::in_memory().await.unwrap();
        let day = date(2026, 11, 27);
        let agency = AgencyId(Uuid::now_v7());
        let limits = Limits {
            today: day,
            given_until: day,
            urged_since: day,
        };
        let [late, unreceived] = behind_queries(limits);
        assert!(
            plan(&db, late)
                .await
                .iter()
                .any(|step| step.contains("SEARCH p USING INDEX task_agencies_late"))
        );
        let queries = [
            unreceived,
            Query::new(LATE).bind(agency).bind(day).bind(50),
            Query::new(UNRECEIVED).bind(agency).bind(day).bind(day).bind(50),
            Query::new(WAITS).bind(day).bind(50),
        ];
        let counts = [None, Some(agency)].map(|agency| count_queries(agency, limits, 50));
        for query in queries.into_iter().chain(counts.into_iter().flatten()) {
            let mut plan = plan(&db, query).await;
            plan.retain(|step| !step.ends_with(" counted"));
            let along = plan.first().expect("a plan");
            assert!(
                along.starts_with("SEARCH p USING") && along.contains("INDEX task_agencies_"),
                "{plan:#?}"
            );
            assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:#?}");
        }
    }

    #[tokio::test]
    async fn a_page_of_urgings_neither_scans_nor_sorts() {
        let db = Db::in_memory().await.unwrap();
        let agency = AgencyId(Uuid::now_v7());
        let filters = [
            UrgingFilter::default(),
            UrgingFilter {
                stage: Some(Stage::Draft),
                ..UrgingFilter::default()
            },
            UrgingFilter {
                agency: Some(agency),
                ..UrgingFilter::default()
            },
            UrgingFilter {
                stage: Some(Stage::Sent),
                after: Some((Some(date(2026, 11, 27)), UrgingId(Uuid::now_v7()))),
                ..UrgingFilter::default()
            },
        ];
        for filter in filters {
            for scope in [Scope::All, Scope::Agency(agency)] {
                let plan = plan(&db, page_query(&filter, scope, 20)).await;
                let goes_along = |step: &String| {
                    (!step.starts_with("SCAN") || step.contains("USING INDEX")) && !step.contains("TEMP B-TREE")
                };
                assert!(plan.iter().all(goes_along), "{filter:?} {scope:?} {plan:#?}");
            }
        }
    }
}
