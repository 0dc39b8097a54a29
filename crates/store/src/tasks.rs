//! Tasks: lists by filter and page, and official figures.
//!
//! A list shows what [`TaskFilter::matches`] says, over the tables as over a past moment. A page costs what is on it:
//! each order has an index for each way of narrowing. Looking for words inside the texts is the exception, it reads the
//! folded texts of what the other conditions leave.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use domain::Task;
use domain::filter::{Only, Part, TaskFilter, searchable};
use domain::id::{AgencyId, TaskId};
use domain::rights::Scope;
use domain::task::State;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Db, Reader, Tx};
use crate::error::{Error, Result};
use crate::journal::each_as_of;
use crate::stored::{BODY, ID, Stored, VERSION, push_list, record_in, select, write_parts_again};
use crate::table::{Table, boolean, id, int, text};
use crate::value::{Query, Row, Value};
use crate::words::push_words;

/// Where no day is set: after every day.
pub(crate) const NO_DAY: &str = "9999-99-99";

impl Stored for Task {
    const TABLE: &'static Table = &Table {
        name: "tasks",
        columns: &[
            ID,
            VERSION,
            BODY,
            int("number"),
            text("state"),
            boolean("is_open"),
            text("due_key"),
            text("done_on"),
            text("clock_on"),
            id("directive"),
            id("parent"),
            text("field"),
            boolean("asks_extension"),
            boolean("has_obstacle"),
            boolean("awaits_carry_over"),
            text("folded"),
        ],
        key: 1,
    };
    const PARTS: &'static [&'static Table] = &[&Table {
        name: "task_agencies",
        columns: &[
            id("task"),
            id("agency"),
            boolean("leads"),
            boolean("owes"),
            int("number"),
            boolean("is_open"),
            text("due_key"),
            text("own_due_key"),
            text("late_key"),
            text("waits_key"),
            text("unreceived_key"),
        ],
        key: 2,
    }];

    fn project(&self) -> Vec<Value> {
        vec![
            self.number.into(),
            self.state.word().into(),
            self.state.is_open().into(),
            due_key(self.deadline.due()).into(),
            done_on(self).into(),
            self.stopped_on().into(),
            self.directive.into(),
            self.parent.into(),
            self.field.clone().into(),
            self.extension.is_some().into(),
            self.open_obstacles().next().is_some().into(),
            self.awaits_carry_over.into(),
            searchable(self).into(),
        ]
    }

    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        let mut agencies: Vec<AgencyId> = self.agencies().collect();
        agencies.sort_unstable();
        agencies.dedup();
        vec![agencies.into_iter().map(|agency| part_of(self, agency)).collect()]
    }
}

fn part_of(task: &Task, agency: AgencyId) -> Vec<Value> {
    vec![
        agency.into(),
        task.is_led_by(agency).into(),
        task.duty_of(agency).is_some().into(),
        task.number.into(),
        task.state.is_open().into(),
        due_key(task.deadline.due()).into(),
        due_key(own_due(task, agency)).into(),
        due_key(task.owed_by(agency).map(|(_, due)| due)).into(),
        due_key(task.waits_for_others(agency).map(|(_, due)| due)).into(),
        due_key(task.unreceived_by(agency)).into(),
    ]
}

/// The first day on which an agency owes something: as the lead the task's, as a coordinating agency that of its duty
/// until it has answered.
fn own_due(task: &Task, agency: AgencyId) -> Option<Date> {
    let as_lead = task.deadline.due().filter(|_| task.is_led_by(agency));
    let duty = task.duty_of(agency).filter(|duty| duty.answer.is_none());
    let owed = duty.and_then(|duty| task.duty_due(duty));
    as_lead.into_iter().chain(owed).min()
}

fn due_key(due: Option<Date>) -> String {
    due.map_or_else(|| NO_DAY.to_owned(), |due| due.to_string())
}

/// The day of a result that was confirmed.
fn done_on(task: &Task) -> Option<Date> {
    task.completed_on().filter(|_| task.state == State::Completed)
}

/// The constraint that is broken when two tasks have one number.
pub const NUMBER_IS_TAKEN: &str = "tasks_number_key";

const NEXT_NUMBER: &str = "SELECT COALESCE(MAX(number), 0) + 1 FROM tasks";

/// The next running number of the register. There is one writer at a time: it stays free until the transaction ends.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_number(tx: &mut Tx) -> Result<i64> {
    one(tx, Query::new(NEXT_NUMBER)).await
}

const BY_NUMBER: &str = "SELECT body FROM tasks WHERE number = $1";

/// The task with a running number.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_number(mut from: impl Reader, number: i64) -> Result<Option<Task>> {
    let row = from.row(Query::new(BY_NUMBER).bind(number)).await?;
    row.map(|row| record_in(&row, 0)).transpose()
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By the task's day, tasks without one last.
    #[default]
    Due,
    /// By the first day on which the agency of the list owes something itself. Without an agency, by the task's day.
    OwnDue,
    /// The highest running number first.
    Newest,
}

/// The place of a task in a list, after which the next page begins. Its text is fit for an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    due: String,
    number: i64,
}

impl Mark {
    fn of(task: &Task) -> Self {
        Self {
            due: due_key(task.deadline.due()),
            number: task.number,
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.due, self.number)
    }
}

/// A mark that no page gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no mark of a page")]
pub struct NoMark;

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(written: &str) -> Result<Self, NoMark> {
        let (due, number) = written.split_once('_').ok_or(NoMark)?;
        if due != NO_DAY && due.parse::<Date>().is_err() {
            return Err(NoMark);
        }
        Ok(Self {
            due: due.to_owned(),
            number: number.parse().map_err(|_| NoMark)?,
        })
    }
}

/// A page of tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The tasks.
    pub tasks: Vec<Task>,
    /// Where the next page begins; none on the last.
    pub next: Option<Mark>,
}

/// A page of what a filter shows within a scope, in an order.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    mut from: impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    order: Order,
    after: Option<&Mark>,
    limit: u32,
) -> Result<Page> {
    let query = page_query(filter, scope, order, after, limit);
    page_in(&from.rows(query).await?, limit)
}

fn page_query(filter: &TaskFilter, scope: Scope, order: Order, after: Option<&Mark>, limit: u32) -> Query {
    let list = List::of(filter, scope);
    let key = list.key(order);
    let mut query = Query::put_together(format!("SELECT t.body, {key}, t.number FROM "));
    list.push(&mut query, filter);
    list.push_after(&mut query, order, after);
    list.push_order(&mut query, order);
    query.push(" LIMIT ");
    // One more shows whether another page follows.
    query.push_value(i64::from(limit) + 1);
    query
}

fn page_in(rows: &[Row], limit: u32) -> Result<Page> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let shown = rows.get(..limit).unwrap_or(rows);
    let tasks = shown.iter().map(|row| record_in(row, 0)).collect::<Result<_>>()?;
    let next = shown
        .last()
        .filter(|_| rows.len() > limit)
        .map(|row| {
            Ok::<_, Error>(Mark {
                due: row.get(1)?,
                number: row.get(2)?,
            })
        })
        .transpose()?;
    Ok(Page { tasks, next })
}

/// How many tasks a filter shows within a scope.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(from: impl Reader, filter: &TaskFilter, scope: Scope) -> Result<i64> {
    let mut query = Query::new("SELECT COUNT(*) FROM ");
    List::of(filter, scope).push(&mut query, filter);
    one(from, query).await
}

/// What a filter shows within a scope, as it was at a moment, by running number. Read from the journal.
///
/// # Errors
/// When the database cannot be read.
pub async fn as_of(from: impl Reader, filter: &TaskFilter, scope: Scope, at: Timestamp) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = Vec::new();
    each_as_of(from, at, |task: Task| {
        if filter.matches(&task, scope) {
            tasks.push(task);
        }
        Ok(())
    })
    .await?;
    tasks.sort_unstable_by_key(|task| task.number);
    Ok(tasks)
}

/// A page of what a filter shows within a scope, as it was at a moment, by the task's day, and how many tasks it shows.
/// Read from the journal: every task of that moment is looked at, a page of them is in memory.
///
/// # Errors
/// When the database cannot be read.
pub async fn page_as_of(
    from: impl Reader,
    at: Timestamp,
    filter: &TaskFilter,
    scope: Scope,
    after: Option<&Mark>,
    limit: u32,
) -> Result<(Page, i64)> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut total = 0;
    let mut first: BTreeMap<Mark, Task> = BTreeMap::new();
    each_as_of(from, at, |task: Task| {
        if !filter.matches(&task, scope) {
            return Ok(());
        }
        total += 1;
        let mark = Mark::of(&task);
        if after.is_none_or(|after| mark > *after) {
            first.insert(mark, task);
        }
        if first.len() > limit.saturating_add(1) {
            first.pop_last();
        }
        Ok(())
    })
    .await?;
    let more = first.len() > limit;
    if more {
        first.pop_last();
    }
    let next = first.last_key_value().map(|(mark, _)| mark.clone()).filter(|_| more);
    Ok((
        Page {
            tasks: first.into_values().collect(),
            next,
        },
        total,
    ))
}

/// Which rows a list goes along.
#[derive(Clone, Copy)]
struct List {
    /// The agency along whose parts it goes; none for all tasks.
    agency: Option<AgencyId>,
    /// The part it has there.
    part: Option<Part>,
    /// Another agency that has to have a part as well.
    other: Option<(AgencyId, Option<Part>)>,
}

impl List {
    fn of(filter: &TaskFilter, scope: Scope) -> Self {
        match (scope, filter.agency) {
            (Scope::All, agency) => Self {
                agency,
                part: filter.part,
                other: None,
            },
            (Scope::Agency(own), Some(asked)) if own != asked => Self {
                agency: Some(own),
                part: None,
                other: Some((asked, filter.part)),
            },
            (Scope::Agency(own), Some(_)) => Self {
                agency: Some(own),
                part: filter.part,
                other: None,
            },
            (Scope::Agency(own), None) => Self {
                agency: Some(own),
                part: None,
                other: None,
            },
        }
    }

    /// The table whose index gives the order.
    fn rows(&self) -> &'static str {
        if self.agency.is_some() { "p" } else { "t" }
    }

    fn key(&self, order: Order) -> &'static str {
        match (order, self.agency) {
            (Order::OwnDue, Some(_)) => "p.own_due_key",
            (_, Some(_)) => "p.due_key",
            (_, None) => "t.due_key",
        }
    }

    /// `tasks t … WHERE …`
    fn push(&self, query: &mut Query, filter: &TaskFilter) {
        match self.agency {
            None => query.push("tasks t WHERE 1 = 1"),
            Some(agency) => {
                query.push("task_agencies p JOIN tasks t ON t.id = p.task WHERE p.agency = ");
                query.push_value(agency);
                query.push(part_condition("p", self.part));
            }
        }
        if let Some((agency, part)) = self.other {
            query.push(" AND EXISTS (SELECT 1 FROM task_agencies o WHERE o.task = t.id AND o.agency = ");
            query.push_value(agency);
            query.push(part_condition("o", part));
            query.push(")");
        }
        self.push_states(query, &filter.states);
        push_fields(query, filter);
        self.push_days(query, filter);
        push_words(query, "t.folded", filter.words.as_deref());
    }

    fn push_states(&self, query: &mut Query, states: &[State]) {
        // One state has an index of its own, several open ones share that of what is open.
        if states.len() != 1 || self.agency.is_some() {
            let open = states.iter().filter(|state| state.is_open()).count();
            if !states.is_empty() && (open == states.len() || open == 0) {
                query.push(&format!(" AND {}.is_open = ", self.rows()));
                query.push_value(open > 0);
            }
        }
        if !states.is_empty() {
            query.push(" AND t.state IN (");
            push_list(query, states.iter().map(|state| state.word()));
            query.push(")");
        }
    }

    fn push_days(&self, query: &mut Query, filter: &TaskFilter) {
        let mut condition = |sign: &str, day: String| {
            query.push(&format!(" AND {}.due_key {sign} ", self.rows()));
            query.push_value(day);
        };
        if let Some(from) = filter.due_from {
            condition(">=", due_key(Some(from)));
        }
        if let Some(to) = filter.due_to {
            condition("<=", due_key(Some(to)));
        }
        if filter.due_from.is_some() || filter.due_to.is_some() {
            condition("<", NO_DAY.to_owned());
        }
        if filter.only.contains(&Only::WithoutDeadline) {
            condition("=", NO_DAY.to_owned());
        }
    }

    fn push_after(&self, query: &mut Query, order: Order, after: Option<&Mark>) {
        let Some(Mark { due, number }) = after else { return };
        if order == Order::Newest {
            query.push(&format!(" AND {}.number < ", self.rows()));
            query.push_value(*number);
            return;
        }
        query.push(&format!(" AND ({}, {}.number) > (", self.key(order), self.rows()));
        query.push_value(due);
        query.push(", ");
        query.push_value(*number);
        query.push(")");
    }

    fn push_order(&self, query: &mut Query, order: Order) {
        let rows = self.rows();
        query.push(&match order {
            Order::Newest => format!(" ORDER BY {rows}.number DESC"),
            _ => format!(" ORDER BY {}, {rows}.number", self.key(order)),
        });
    }
}

fn part_condition(rows: &str, part: Option<Part>) -> &'static str {
    match (rows, part) {
        (_, None) => "",
        ("p", Some(Part::Lead)) => " AND p.leads",
        ("p", Some(Part::Coordinating)) => " AND p.owes",
        (_, Some(Part::Lead)) => " AND o.leads",
        (_, Some(Part::Coordinating)) => " AND o.owes",
    }
}

fn push_fields(query: &mut Query, filter: &TaskFilter) {
    if let Some(directive) = filter.directive {
        query.push(" AND t.directive = ");
        query.push_value(directive);
    }
    if let Some(parent) = filter.parent {
        query.push(" AND t.parent = ");
        query.push_value(parent);
    }
    if let Some(field) = &filter.field {
        query.push(" AND t.field = ");
        query.push_value(field);
    }
    for only in &filter.only {
        match only {
            Only::WithoutDeadline => (), // one of the days
            Only::AsksExtension => query.push(" AND t.asks_extension"),
            Only::HasObstacle => query.push(" AND t.has_obstacle"),
            Only::AwaitsCarryOver => query.push(" AND t.awaits_carry_over"),
        }
    }
}

/// The four classes of official figures; they add up to the total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Classes {
    /// Đã hoàn thành đúng hạn.
    pub done_in_time: i64,
    /// Đã hoàn thành quá hạn.
    pub done_late: i64,
    /// Chưa hoàn thành, trong hạn.
    pub open_in_time: i64,
    /// Chưa hoàn thành, quá hạn.
    pub open_late: i64,
    /// Of those open in time, the ones without a day.
    pub open_without_deadline: i64,
}

impl Classes {
    /// All of them.
    pub fn total(&self) -> i64 {
        self.done_in_time + self.done_late + self.open_in_time + self.open_late
    }
}

// $1 is today, $2 stands for no day. The clock stands at today, or at the day on which it was stopped.
const CLASSES: &str = "
    CAST(COALESCE(SUM(CASE WHEN t.done_on <= $1 AND t.done_on <= t.due_key THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN t.done_on <= $1 AND t.done_on > t.due_key THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN t.done_on IS NULL OR t.done_on > $1 THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN (t.done_on IS NULL OR t.done_on > $1)
        AND t.due_key < CASE WHEN t.clock_on < $1 THEN t.clock_on ELSE $1 END THEN 1 ELSE 0 END), 0) AS BIGINT),
    CAST(COALESCE(SUM(CASE WHEN (t.done_on IS NULL OR t.done_on > $1) AND t.due_key = $2 THEN 1 ELSE 0 END), 0)
        AS BIGINT)";

/// How many tasks of a filter are in which class on a day, with what is known now. A past day with what was known then is
/// [`as_of`] with [`Task::lateness`].
///
/// # Errors
/// When the database cannot be read.
pub async fn classes(mut from: impl Reader, filter: &TaskFilter, scope: Scope, today: Date) -> Result<Classes> {
    let mut query = classes_query("SELECT", today);
    query.push(" FROM ");
    List::of(filter, scope).push(&mut query, filter);
    let row = from.row(query).await?;
    row.map_or(Ok(Classes::default()), |row| classes_in(&row, 0))
}

/// The same for each agency that leads: a joint task counts once for each of its leads. Agencies without tasks are left
/// out.
///
/// # Errors
/// When the database cannot be read.
pub async fn classes_by_lead(
    mut from: impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    today: Date,
) -> Result<Vec<(AgencyId, Classes)>> {
    let mut query = classes_query("SELECT l.agency,", today);
    query.push(" FROM task_agencies l JOIN tasks t ON t.id = l.task WHERE l.leads AND t.id IN (SELECT t.id FROM ");
    List::of(filter, scope).push(&mut query, filter);
    query.push(") GROUP BY l.agency ORDER BY l.agency");
    let rows = from.rows(query).await?;
    rows.iter()
        .map(|row| Ok((AgencyId(row.get(0)?), classes_in(row, 1)?)))
        .collect()
}

fn classes_query(start: &str, today: Date) -> Query {
    Query::put_together(format!("{start}{CLASSES}"))
        .bind(today)
        .bind(NO_DAY)
}

fn classes_in(row: &Row, first: usize) -> Result<Classes> {
    let open: i64 = row.get(first + 2)?;
    let open_late = row.get(first + 3)?;
    Ok(Classes {
        done_in_time: row.get(first)?,
        done_late: row.get(first + 1)?,
        open_in_time: open - open_late,
        open_late,
        open_without_deadline: row.get(first + 4)?,
    })
}

const STATES: &str = "SELECT t.state, COUNT(*) FROM ";

/// How many tasks of a filter are in which state, in the order of a task's life. States without tasks are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn states(mut from: impl Reader, filter: &TaskFilter, scope: Scope) -> Result<Vec<(State, i64)>> {
    let mut query = Query::new(STATES);
    List::of(filter, scope).push(&mut query, filter);
    query.push(" GROUP BY t.state");
    let mut counts = Vec::new();
    for row in from.rows(query).await? {
        let state = State::from_word(&row.get::<String>(0)?);
        counts.push((
            state.ok_or_else(|| Error::Corrupt("a task is in no known state".to_owned()))?,
            row.get(1)?,
        ));
    }
    counts.sort_unstable();
    Ok(counts)
}

const FIELDS: &str = "SELECT DISTINCT field FROM tasks WHERE field IS NOT NULL ORDER BY field";

/// The fields of work that tasks are in.
///
/// # Errors
/// When the database cannot be read.
pub async fn fields(mut from: impl Reader) -> Result<Vec<String>> {
    let mut fields: Vec<String> = Vec::new();
    for row in from.rows(Query::new(FIELDS)).await? {
        fields.push(row.get(0)?);
    }
    fields.sort_by_cached_key(|field| text::collation_key(field));
    Ok(fields)
}

const CHILDREN: &str = "SELECT body FROM tasks WHERE parent = $1 ORDER BY number";

/// The tasks of the members of a group.
///
/// # Errors
/// When the database cannot be read.
pub async fn children(mut from: impl Reader, parent: TaskId) -> Result<Vec<Task>> {
    select(&mut from, Query::new(CHILDREN).bind(parent)).await
}

const NOT_FILLED_IN: &str = "SELECT body FROM tasks WHERE id IN
    (SELECT task FROM task_agencies WHERE late_key < '9999-99-99' AND late_key = '' LIMIT $1)";

/// Fills in the days by which urging finds tasks where a migration left them blank: they follow from the images, and SQL
/// cannot read those. Nothing is left to do once it is done.
pub(crate) async fn fill_in_days(db: &Db) -> Result<()> {
    const AT_ONCE: i64 = 500;
    loop {
        let blank: Vec<Task> = select(&mut &*db, Query::new(NOT_FILLED_IN).bind(AT_ONCE)).await?;
        if blank.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        for task in &blank {
            write_parts_again(&mut tx, task).await?;
        }
        tx.commit().await?;
    }
}

async fn one(mut from: impl Reader, query: Query) -> Result<i64> {
    let row = from.row(query).await?;
    row.ok_or_else(|| Error::Corrupt("a count has no row".to_owned()))?
        .get(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    /// The lists of the pages go along an index in their order: a page costs what is on it.
    #[tokio::test]
    async fn a_page_neither_scans_nor_sorts() {
        let db = Db::in_memory().await.unwrap();
        let (agency, other) = (AgencyId(Uuid::now_v7()), AgencyId(Uuid::now_v7()));
        let open = State::ALL
            .into_iter()
            .filter(|state| state.is_open())
            .collect::<Vec<_>>();
        let filters = [
            TaskFilter::default(),
            TaskFilter::overdue(date(2026, 11, 27)),
            TaskFilter {
                states: open.clone(),
                ..TaskFilter::default()
            },
            TaskFilter {
                states: vec![State::AwaitingConfirmation],
                ..TaskFilter::default()
            },
            TaskFilter {
                agency: Some(other),
                part: Some(Part::Lead),
                ..TaskFilter::default()
            },
            TaskFilter {
                agency: Some(other),
                states: open,
                ..TaskFilter::default()
            },
            TaskFilter {
                directive: Some(Uuid::now_v7().into()),
                ..TaskFilter::default()
            },
            TaskFilter {
                parent: Some(Uuid::now_v7().into()),
                ..TaskFilter::default()
            },
            TaskFilter {
                field: Some("Nội chính".into()),
                ..TaskFilter::default()
            },
            TaskFilter {
                only: vec![Only::AsksExtension],
                ..TaskFilter::default()
            },
            TaskFilter {
                only: vec![Only::HasObstacle],
                ..TaskFilter::default()
            },
            TaskFilter {
                only: vec![Only::AwaitsCarryOver],
                ..TaskFilter::default()
            },
            TaskFilter {
                only: vec![Only::WithoutDeadline],
                ..TaskFilter::default()
            },
        ];
        let after = "2026-11-27_128".parse().ok();
        for filter in &filters {
            for (scope, order) in [
                (Scope::All, Order::Due),
                (Scope::Agency(agency), Order::Due),
                (Scope::Agency(agency), Order::OwnDue),
            ] {
                // What an agency owes first, of what is due by a day, is sorted: it is what this agency has overdue.
                let sorted = order == Order::OwnDue && filter.due_to.is_some();
                for after in [None, after.as_ref()].into_iter().filter(|_| !sorted) {
                    let query = page_query(filter, scope, order, after, 50);
                    let plan = plan(&db, query).await;
                    assert!(
                        plan.iter().all(|step| goes_along_an_index(step)),
                        "{filter:?} {scope:?} {order:?} {plan:#?}"
                    );
                }
            }
        }
    }

    async fn plan(db: &Db, query: Query) -> Vec<String> {
        let rows = (&mut &*db).rows(query.explained()).await.unwrap();
        rows.iter().map(|row| row.get::<String>(3).unwrap()).collect()
    }

    fn goes_along_an_index(step: &str) -> bool {
        let scans = step.starts_with("SCAN") && !step.contains("USING INDEX");
        !scans && !step.contains("TEMP B-TREE")
    }

    #[test]
    fn a_mark_survives_an_address() {
        for written in ["2026-11-27_128", "9999-99-99_1"] {
            assert_eq!(written.parse::<Mark>().unwrap().to_string(), written);
        }
        for wrong in ["", "2026-11-27", "2026-13-01_1", "x_1", "2026-11-27_x"] {
            assert_eq!(wrong.parse::<Mark>(), Err(NoMark), "{wrong}");
        }
    }
}
