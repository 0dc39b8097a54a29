//! Tasks: lists by filter and page, and official figures.
//!
//! A list shows what [`TaskFilter::matches`] says, over the tables as over a past moment. A page costs what is on it:
//! each order has an index for each way of narrowing, and words are looked up in the index of [`crate::search`].

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use domain::Task;
use domain::filter::{Counted, Only, Part, TaskFilter};
use domain::id::{AgencyId, TaskId};
use domain::journal::Record as _;
use domain::rights::Scope;
use domain::task::State;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Db, Engine, Reader, Tx};
use crate::error::{Error, Result};
use crate::figures;
use crate::moments::{self, Moment, each_at};
use crate::past::Past;
use crate::search::{self, Searched, Within};
use crate::stored::{BODY, ID, Stored, VERSION, push_list, record_in, select, write_parts_again};
use crate::table::{Table, boolean, id, int, text};
use crate::value::{Query, Row, Value};

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
            id("directive"),
            id("parent"),
            text("field"),
            boolean("asks_extension"),
            boolean("has_obstacle"),
            boolean("awaits_carry_over"),
        ],
        key: 1,
    };
    const PARTS: &'static [&'static Table] = &[
        &Table {
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
                text("state"),
                text("field"),
                text("late_key"),
                text("waits_key"),
                text("unreceived_key"),
            ],
            key: 2,
        },
        &figures::TASK_FIGURES,
        &figures::TASK_PLACES,
    ];

    fn project(&self) -> Vec<Value> {
        vec![
            self.number.into(),
            self.state.word().into(),
            self.state.is_open().into(),
            due_key(self.deadline.due()).into(),
            self.directive.into(),
            self.parent.into(),
            self.field.clone().into(),
            self.extension.is_some().into(),
            self.open_obstacles().next().is_some().into(),
            self.awaits_carry_over.into(),
        ]
    }

    const PAST: Option<&'static Past> = Some(&Past {
        rows: &Table {
            name: "past_tasks",
            columns: &[
                id("task"),
                int("since"),
                int("until"),
                int("number"),
                text("state"),
                boolean("is_open"),
                text("due_key"),
                id("directive"),
                id("parent"),
                text("field"),
                boolean("asks_extension"),
                boolean("has_obstacle"),
                boolean("awaits_carry_over"),
            ],
            key: 2,
        },
        parts: &Table {
            name: "past_task_agencies",
            columns: &[
                id("task"),
                int("since"),
                int("until"),
                id("agency"),
                boolean("leads"),
                boolean("owes"),
                int("number"),
                boolean("is_open"),
                text("due_key"),
                text("own_due_key"),
                text("state"),
                text("field"),
            ],
            key: 3,
        },
    });
    const WITHIN: Option<Within> = Some(Within::Tasks);

    fn searched(&self) -> Option<Searched> {
        Some(search::of_task(self))
    }

    fn parts(&self) -> Vec<Vec<Vec<Value>>> {
        let mut agencies: Vec<AgencyId> = self.agencies().collect();
        agencies.sort_unstable();
        agencies.dedup();
        vec![
            agencies.into_iter().map(|agency| part_of(self, agency)).collect(),
            figures::counted(self),
            figures::places(self),
        ]
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
        task.state.word().into(),
        task.field.clone().into(),
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

pub(crate) fn due_key(due: Option<Date>) -> String {
    due.map_or_else(|| NO_DAY.to_owned(), |due| due.to_string())
}

/// The day of a result that was confirmed.
pub(crate) fn done_on(task: &Task) -> Option<Date> {
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
    one(&mut &mut *tx, Query::new(NEXT_NUMBER)).await
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
    let list = List::weighed(&mut from, filter, scope).await?;
    let query = page_query(list, filter, order, after, limit);
    page_in(&from.rows(query).await?, limit)
}

fn page_query(list: List, filter: &TaskFilter, order: Order, after: Option<&Mark>, limit: u32) -> Query {
    let key = list.key(order);
    let mut query = Query::put_together(format!("SELECT t.body, {key}, t.number FROM "));
    list.push_with_tasks(&mut query, filter);
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

/// How far lists are counted: nobody reads on so far, and figures count all.
pub const COUNTED: u32 = 10_000;

/// How many tasks a filter shows within a scope, counted up to so many.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(mut from: impl Reader, filter: &TaskFilter, scope: Scope, most: u32) -> Result<Counted> {
    let query = counted_query(&mut from, filter, scope, most).await?;
    Ok(Counted::up_to(most, one(&mut from, query).await?))
}

async fn counted_query(from: &mut impl Reader, filter: &TaskFilter, scope: Scope, most: u32) -> Result<Query> {
    if filter.figure.is_some() {
        return Ok(figures::count_query(from.engine(), filter, scope, None, most));
    }
    let list = List::weighed(&mut *from, filter, scope).await?;
    let words_alone = TaskFilter {
        words: filter.words.clone(),
        ..TaskFilter::default()
    };
    if list.is_everything() && !filter.sought().is_empty() && *filter == words_alone {
        let beyond = i64::from(most).saturating_add(1);
        return Ok(search::count_query(list.engine, &filter.sought(), beyond));
    }
    Ok(count_query(list, filter, most))
}

fn count_query(list: List, filter: &TaskFilter, most: u32) -> Query {
    let mut query = Query::new("SELECT COUNT(*) FROM (SELECT 1 FROM ");
    list.push(&mut query, filter);
    push_beyond(&mut query, most);
    query
}

/// Ends the selection of what is counted, one beyond what is counted.
pub(crate) fn push_beyond(query: &mut Query, most: u32) {
    query.push(" LIMIT ");
    query.push_value(i64::from(most) + 1);
    query.push(") counted");
}

/// What a filter shows within a scope, as it was at a moment, by running number. Images are read from the journal: those
/// that are shown alone where columns of the past tell which, else every task of that moment.
///
/// # Errors
/// When the database cannot be read.
pub async fn as_of(
    mut from: impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    at: impl Into<Moment> + Send,
) -> Result<Vec<Task>> {
    let at = at.into();
    let Some(at) = told_by_columns(filter, at) else {
        return told_by_images(from, filter, scope, at).await;
    };
    let list = List::of(from.engine(), filter, scope).at(at);
    let mut query = Query::new("SELECT j.after FROM ");
    list.push_with_images(&mut query, filter);
    query.push(&format!(" ORDER BY {}.number", list.rows()));
    select(&mut from, query).await
}

/// The moment, where columns of the past tell what a filter showed then. They know neither words, nor what only figures
/// ask for, nor lines of the journal within a moment.
fn told_by_columns(filter: &TaskFilter, at: Moment) -> Option<Timestamp> {
    match at {
        Moment::At(at) if filter.sought().is_empty() && !figures::asks_details(filter) => Some(at),
        _ => None,
    }
}

/// The same by looking at every task of the moment.
async fn told_by_images(from: impl Reader, filter: &TaskFilter, scope: Scope, at: Moment) -> Result<Vec<Task>> {
    let mut tasks: Vec<Task> = Vec::new();
    each_at(from, at, |task: Task| {
        if filter.matches(&task, scope) {
            tasks.push(task);
        }
        Ok(())
    })
    .await?;
    tasks.sort_unstable_by_key(|task| task.number);
    Ok(tasks)
}

/// A page of what a filter shows within a scope, as it was at a moment, by the task's day, and how many tasks it shows,
/// counted up to [`COUNTED`]. A page costs what is on it where columns of the past tell what it shows.
///
/// # Errors
/// When the database cannot be read.
pub async fn page_as_of(
    mut from: impl Reader,
    at: impl Into<Moment> + Send,
    filter: &TaskFilter,
    scope: Scope,
    after: Option<&Mark>,
    limit: u32,
) -> Result<(Page, Counted)> {
    let at = at.into();
    if let Some(at) = told_by_columns(filter, at) {
        let list = List::of(from.engine(), filter, scope).at(at);
        let query = past_page_query(list, filter, after, limit);
        let page = page_in(&from.rows(query).await?, limit)?;
        let count = one(&mut from, count_query(list, filter, COUNTED)).await?;
        return Ok((page, Counted::up_to(COUNTED, count)));
    }
    let mut found = Found::new(filter, scope, after, limit);
    let Some(line) = moments::near(&mut from, at).await? else {
        each_at(from, at, |task| found.look_at(task)).await?;
        return Ok(found.page());
    };
    moments::each_changed(&mut from, line, |task| found.look_at(task)).await?;
    let list = List::weighed(&mut from, filter, scope).await?.unchanged_since(line);
    let count = if filter.figure.is_some() {
        figures::count_query(from.engine(), filter, scope, Some(line), COUNTED)
    } else {
        count_query(list, filter, COUNTED)
    };
    found.total += one(&mut from, count).await?;
    for row in from.rows(page_query(list, filter, Order::Due, after, limit)).await? {
        found.keep(record_in(&row, 0)?);
    }
    Ok(found.page())
}

/// The first tasks that a filter shows of those looked at, by the task's day, and how many it shows. No more are kept than
/// a page needs.
struct Found<'a> {
    filter: &'a TaskFilter,
    scope: Scope,
    after: Option<&'a Mark>,
    limit: usize,
    total: i64,
    first: BTreeMap<Mark, Task>,
}

impl<'a> Found<'a> {
    fn new(filter: &'a TaskFilter, scope: Scope, after: Option<&'a Mark>, limit: u32) -> Self {
        Self {
            filter,
            scope,
            after,
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            total: 0,
            first: BTreeMap::new(),
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "whoever hands out images stops at an error")]
    fn look_at(&mut self, task: Task) -> Result<()> {
        if self.filter.matches(&task, self.scope) {
            self.total += 1;
            self.keep(task);
        }
        Ok(())
    }

    fn keep(&mut self, task: Task) {
        let mark = Mark::of(&task);
        if self.after.is_none_or(|after| mark > *after) {
            self.first.insert(mark, task);
            // One more shows whether another page follows.
            if self.first.len() > self.limit.saturating_add(1) {
                self.first.pop_last();
            }
        }
    }

    fn page(mut self) -> (Page, Counted) {
        let more = self.first.len() > self.limit;
        if more {
            self.first.pop_last();
        }
        let next = self.first.last_key_value().map(|(mark, _)| mark.clone());
        let page = Page {
            tasks: self.first.into_values().collect(),
            next: next.filter(|_| more),
        };
        (page, Counted::up_to(COUNTED, self.total))
    }
}

fn past_page_query(list: List, filter: &TaskFilter, after: Option<&Mark>, limit: u32) -> Query {
    let key = list.key(Order::Due);
    let mut query = Query::put_together(format!("SELECT j.after, {key}, t.number FROM "));
    list.push_with_images(&mut query, filter);
    list.push_after(&mut query, Order::Due, after);
    list.push_order(&mut query, Order::Due);
    query.push(" LIMIT ");
    query.push_value(i64::from(limit) + 1);
    query
}

/// Adds what selects the identifiers of the tasks of a filter within a scope: `SELECT … FROM … WHERE …`.
pub(crate) fn push_selection(query: &mut Query, engine: Engine, filter: &TaskFilter, scope: Scope) {
    let list = List::of(engine, filter, scope);
    query.push(&format!("SELECT {} FROM ", list.id()));
    list.push(query, filter);
}

/// Which rows a list goes along.
#[derive(Clone, Copy)]
struct List {
    engine: Engine,
    /// The moment as of which it is; none for now.
    at: Option<Timestamp>,
    /// Of now without what a later line of the journal than this changed.
    unchanged_since: Option<i64>,
    /// Whether what holds the words is looked up along the list, because it is much.
    words_are_common: bool,
    /// The agency along whose parts it goes; none for all tasks.
    agency: Option<AgencyId>,
    /// The part it has there.
    part: Option<Part>,
    /// Another agency that has to have a part as well.
    other: Option<(AgencyId, Option<Part>)>,
}

impl List {
    fn of(engine: Engine, filter: &TaskFilter, scope: Scope) -> Self {
        let (agency, part, other) = match (scope, filter.agency) {
            (Scope::All, agency) => (agency, filter.part, None),
            (Scope::Agency(own), Some(asked)) if own != asked => (Some(own), None, Some((asked, filter.part))),
            (Scope::Agency(own), Some(_)) => (Some(own), filter.part, None),
            (Scope::Agency(own), None) => (Some(own), None, None),
        };
        Self {
            engine,
            at: None,
            unchanged_since: None,
            words_are_common: false,
            agency,
            part,
            other,
        }
    }

    /// The list of now, once it is known how much holds its words.
    async fn weighed(from: &mut impl Reader, filter: &TaskFilter, scope: Scope) -> Result<Self> {
        let list = Self::of(from.engine(), filter, scope);
        let sought = filter.sought();
        let words_are_common = !sought.is_empty() && search::is_common(from, &sought).await?;
        Ok(Self {
            words_are_common,
            ..list
        })
    }

    /// The same list as of a moment, of tasks and not of the words in them.
    fn at(self, at: Timestamp) -> Self {
        Self { at: Some(at), ..self }
    }

    /// The same list without what changed after a line of the journal.
    fn unchanged_since(self, line: i64) -> Self {
        Self {
            unchanged_since: Some(line),
            ..self
        }
    }

    /// Whether neither scope nor agency narrows it.
    fn is_everything(&self) -> bool {
        self.agency.is_none() && self.other.is_none()
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

    /// The column of identifiers.
    fn id(&self) -> &'static str {
        match (self.agency, self.at) {
            (Some(_), _) => "p.task",
            (None, None) => "t.id",
            (None, Some(_)) => "t.task",
        }
    }

    /// `tasks t … WHERE …`, or `task_agencies p … WHERE …` where what stands beside an agency tells everything.
    fn push(&self, query: &mut Query, filter: &TaskFilter) {
        let asks_task = filter.directive.is_some()
            || filter.parent.is_some()
            || filter.only.iter().any(|only| {
                matches!(
                    only,
                    Only::AsksExtension | Only::HasObstacle | Only::AwaitsCarryOver | Only::WithoutDirective
                )
            });
        self.push_joined(query, asks_task, "", filter);
    }

    /// The same with the tasks themselves as `t`.
    fn push_with_tasks(&self, query: &mut Query, filter: &TaskFilter) {
        self.push_joined(query, true, "", filter);
    }

    /// The same with the images of that moment as `j.after`.
    fn push_with_images(&self, query: &mut Query, filter: &TaskFilter) {
        // SQLite is to look images up for the rows it found, whatever it believes of the journal.
        self.push_joined(query, true, " CROSS JOIN journal j", filter);
        query.push(" AND j.kind = ");
        query.push_value(Task::KIND.word());
        query.push(" AND j.subject = t.task");
        // The sign keeps it from going through all lines of that time instead of those of one task.
        self.push_moment(query, "+j.at", "COALESCE(j.superseded_at, 9223372036854775807)");
    }

    /// The same beside another table.
    fn push_joined(&self, query: &mut Query, with_tasks: bool, other: &str, filter: &TaskFilter) {
        let (tasks, agencies, same) = match self.at {
            None => ("tasks", "task_agencies", "t.id = p.task"),
            Some(_) => (
                "past_tasks",
                "past_task_agencies",
                "t.task = p.task AND t.since = p.since",
            ),
        };
        match self.agency {
            None => {
                query.push(&format!("{tasks} t{other} WHERE 1 = 1"));
                self.push_moment(query, "t.since", "t.until");
            }
            Some(agency) => {
                if with_tasks {
                    // SQLite is to go along the parts of the agency, whatever it believes of a state or a field.
                    query.push(&format!("{agencies} p CROSS JOIN {tasks} t{other} WHERE {same} AND "));
                } else {
                    query.push(&format!("{agencies} p WHERE "));
                }
                query.push("p.agency = ");
                query.push_value(agency);
                query.push(part_condition("p", self.part));
                self.push_moment(query, "p.since", "p.until");
            }
        }
        if let Some((agency, part)) = self.other {
            let same = match self.at {
                None => "o.task = p.task",
                Some(_) => "o.task = p.task AND o.since = p.since",
            };
            query.push(&format!(
                " AND EXISTS (SELECT 1 FROM {agencies} o WHERE {same} AND o.agency = "
            ));
            query.push_value(agency);
            query.push(part_condition("o", part));
            query.push(")");
        }
        self.push_states(query, &filter.states);
        self.push_fields(query, filter);
        figures::push_details(query, self.id(), filter);
        self.push_days(query, filter);
        if self.at.is_none() {
            // SQLite takes what holds the words and puts it in order, unless the sign keeps it from that.
            let sign = if self.words_are_common { "+" } else { "" };
            search::push_words(
                query,
                self.engine,
                &format!("{sign}{}.number", self.rows()),
                &filter.sought(),
            );
        }
        if let Some(line) = self.unchanged_since {
            moments::push_unchanged(query, self.id(), line);
        }
    }

    /// Narrows to what held at the moment of the list.
    fn push_moment(&self, query: &mut Query, since: &str, until: &str) {
        let Some(at) = self.at else { return };
        query.push(&format!(" AND {since} <= "));
        query.push_value(at);
        query.push(&format!(" AND {until} > "));
        query.push_value(at);
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
            query.push(&format!(" AND {}.state IN (", self.rows()));
            push_list(query, states.iter().map(|state| state.word()));
            query.push(")");
        }
    }

    fn push_fields(&self, query: &mut Query, filter: &TaskFilter) {
        if let Some(directive) = filter.directive {
            query.push(" AND t.directive = ");
            query.push_value(directive);
        }
        if let Some(parent) = filter.parent {
            query.push(" AND t.parent = ");
            query.push_value(parent);
        }
        if let Some(field) = &filter.field {
            query.push(&format!(" AND {}.field = ", self.rows()));
            query.push_value(field);
        }
        for only in &filter.only {
            match only {
                Only::AsksExtension => query.push(" AND t.asks_extension"),
                Only::HasObstacle => query.push(" AND t.has_obstacle"),
                Only::AwaitsCarryOver => query.push(" AND t.awaits_carry_over"),
                Only::WithoutField => query.push(&format!(" AND {}.field IS NULL", self.rows())),
                Only::WithoutDirective => query.push(" AND t.directive IS NULL"),
                // One of the days, or beside what figures count.
                Only::WithoutDeadline
                | Only::JointLead
                | Only::ForLeader
                | Only::WithoutLead
                | Only::WithoutHeading
                | Only::WithoutPlace => (),
            }
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

/// How many tasks of a filter are in which state, in the order of a task's life. States without tasks are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn states(mut from: impl Reader, filter: &TaskFilter, scope: Scope) -> Result<Vec<(State, i64)>> {
    let query = states_query(List::weighed(&mut from, filter, scope).await?, filter);
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

fn states_query(list: List, filter: &TaskFilter) -> Query {
    let mut query = Query::put_together(format!("SELECT {}.state, COUNT(*) FROM ", list.rows()));
    list.push(&mut query, filter);
    query.push(&format!(" GROUP BY {}.state", list.rows()));
    query
}

/// From one field to the next: as many steps along the index as there are fields.
const FIELDS: &str = "WITH RECURSIVE each (field) AS (
        SELECT MIN(field) FROM tasks
        UNION ALL SELECT (SELECT MIN(t.field) FROM tasks t WHERE t.field > each.field) FROM each WHERE field IS NOT NULL
    ) SELECT field FROM each WHERE field IS NOT NULL";

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

/// The number that a query of one row counts.
pub(crate) async fn one(from: &mut impl Reader, query: Query) -> Result<i64> {
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
                    let list = List::of(Engine::Sqlite, filter, scope);
                    let query = page_query(list, filter, order, after, 50);
                    let plan = plan(&db, query).await;
                    assert!(
                        plan.iter().all(|step| goes_along_an_index(step)),
                        "{filter:?} {scope:?} {order:?} {plan:#?}"
                    );
                }
            }
        }
    }

    #[tokio::test]
    async fn a_page_of_common_words_or_of_a_past_moment_goes_along_its_list() {
        let db = Db::in_memory().await.unwrap();
        let agency = AgencyId(Uuid::now_v7());
        let words = TaskFilter {
            words: Some("biên giới".into()),
            ..TaskFilter::default()
        };
        for scope in [Scope::All, Scope::Agency(agency)] {
            let common = List {
                words_are_common: true,
                ..List::of(Engine::Sqlite, &words, scope)
            };
            let plan_of_common = plan(&db, page_query(common, &words, Order::Due, None, 50)).await;
            let of_list = plan_of_common.iter().filter(|step| !step.contains("VIRTUAL TABLE"));
            assert!(
                of_list.clone().all(|step| goes_along_an_index(step)),
                "{plan_of_common:#?}"
            );
            for filter in [TaskFilter::default(), TaskFilter::overdue(date(2026, 11, 27))] {
                let list = List::of(Engine::Sqlite, &filter, scope).at(Timestamp::UNIX_EPOCH);
                let plan = plan(&db, past_page_query(list, &filter, None, 50)).await;
                let is_along = plan
                    .iter()
                    .all(|step| goes_along_an_index(step) || step.contains("COVERING INDEX"));
                let finds_images = plan
                    .iter()
                    .any(|step| step.contains("SEARCH j") && step.contains("(subject=? AND kind=?)"));
                assert!(is_along && finds_images, "{plan:#?}");
            }
        }
    }

    /// Whatever the register holds, counts do not read the tasks themselves.
    #[tokio::test]
    async fn counts_read_an_index_alone() {
        let db = Db::in_memory().await.unwrap();
        let today = date(2026, 11, 27);
        let at = Timestamp::UNIX_EPOCH;
        let (all, overdue) = (TaskFilter::default(), TaskFilter::overdue(today));
        let now = |filter| List::of(Engine::Sqlite, filter, Scope::All);
        for filter in [&all, &overdue] {
            for list in [now(filter), now(filter).at(at)] {
                for query in [count_query(list, filter, COUNTED), states_query(list, filter)] {
                    let plan = plan(&db, query.clone()).await;
                    let is_covered = plan.iter().all(|step| {
                        step.contains("COVERING INDEX") || step.contains("GROUP BY") || step.ends_with(" counted")
                    });
                    assert!(is_covered, "{query:?} {plan:#?}");
                }
            }
        }
        let plan = plan(&db, Query::new(FIELDS)).await;
        assert!(plan.iter().all(|step| !step.starts_with("SCAN tasks")), "{plan:#?}");
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
