//! Official figures: counts of now from narrow tables, images of any moment from the journal.
//!
//! What the tables count is what [`domain::figures`] says about each task; a test compares them. A count reads
//! `task_figures`, never an image.

use domain::Task;
use domain::figures::{Breakdown, By, Counts, Figure, FigureOn, Key, Unit};
use domain::filter::{Only, Part, RemoverKind, TaskFilter};
use domain::id::{AgencyId, DirectiveId};
use domain::rights::Scope;
use domain::verb::Verb;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::db::{Db, Engine, Reader};
use crate::error::Result;
use crate::moments::{self, Moment, each_at};
use crate::stored::{load_some, record_in, write_part_rows};
use crate::table::{Table, boolean, id, int, text};
use crate::tasks::{self, NO_DAY, done_on, due_key, push_beyond};
use crate::value::{Query, Row, Value};

pub(crate) const TASK_FIGURES: Table = Table {
    name: "task_figures",
    columns: &[
        id("task"),
        int("position"),
        id("agency"),
        boolean("is_first"),
        boolean("is_member"),
        boolean("is_group"),
        text("given_on"),
        text("due_key"),
        text("done_on"),
        text("clock_on"),
        text("withdrawn_on"),
        id("directive"),
        text("field"),
        text("heading"),
        boolean("is_joint"),
        boolean("is_for_leader"),
        boolean("asks_leader"),
        boolean("asks_office"),
        boolean("asks_agency"),
        boolean("asks_above"),
        text("reported_on"),
    ],
    key: 2,
};

pub(crate) const TASK_PLACES: Table = Table {
    name: "task_places",
    columns: &[id("task"), text("place")],
    key: 2,
};

/// A row for each lead of a task, or one without an agency.
pub(crate) fn counted(task: &Task) -> Vec<Vec<Value>> {
    let mut leads: Vec<Option<AgencyId>> = task.leads.iter().copied().map(Some).collect();
    leads.sort_unstable();
    leads.dedup();
    if leads.is_empty() {
        leads.push(None);
    }
    let row = |(position, agency): (i64, Option<AgencyId>)| {
        let mut row: Vec<Value> = vec![
            position.into(),
            agency.into(),
            (position == 0).into(),
            task.parent.is_some().into(),
            task.group.is_some().into(),
            task.given_on.into(),
            due_key(task.deadline.due()).into(),
            done_on(task).into(),
            task.stopped_on().into(),
            task.withdrawn_on().into(),
            task.directive.into(),
            task.field.clone().into(),
            task.heading().into(),
            task.is_joint().into(),
            task.is_for_leader().into(),
        ];
        row.extend(RemoverKind::ALL.map(|remover| remover.is_asked(task).into()));
        row.push(task.last_report.as_ref().map(|last| last.on).into());
        row
    };
    (0..).zip(leads).map(row).collect()
}

pub(crate) fn places(task: &Task) -> Vec<Vec<Value>> {
    task.place_keys().into_iter().map(|place| vec![place.into()]).collect()
}

/// Fills the rows of tasks that an earlier version of the program wrote.
pub(crate) async fn fill(db: &Db) -> Result<()> {
    const NEEDED: &str = "SELECT 1 FROM tasks WHERE NOT EXISTS (SELECT 1 FROM task_figures) LIMIT 1";
    const IDS: &str = "SELECT id FROM tasks";
    let mut reader = db;
    if reader.row(Query::new(NEEDED)).await?.is_none() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let mut ids: Vec<Uuid> = Vec::new();
    for row in (&mut tx).rows(Query::new(IDS)).await? {
        ids.push(row.get(0)?);
    }
    for some in ids.chunks(500) {
        for task in load_some::<Task>(&mut tx, some).await? {
            write_part_rows(&mut tx, &TASK_FIGURES, task.id.0, counted(&task)).await?;
            write_part_rows(&mut tx, &TASK_PLACES, task.id.0, places(&task)).await?;
        }
    }
    tx.commit().await
}

/// Whether a filter asks for anything that [`push_details`] adds.
pub(crate) fn asks_details(filter: &TaskFilter) -> bool {
    asks_counted(filter) || filter.place.is_some() || filter.only.contains(&Only::WithoutPlace)
}

fn asks_counted(filter: &TaskFilter) -> bool {
    let beside = [
        Only::JointLead,
        Only::ForLeader,
        Only::WithoutLead,
        Only::WithoutHeading,
    ];
    filter.given_from.is_some()
        || filter.given_to.is_some()
        || filter.heading.is_some()
        || filter.remover.is_some()
        || filter.unit.is_some()
        || filter.figure.is_some()
        || filter.only.iter().any(|only| beside.contains(only))
}

/// Adds the conditions of a filter that stand beside what figures count, on a column of tasks.
pub(crate) fn push_details(query: &mut Query, task: &str, filter: &TaskFilter) {
    if asks_counted(filter) {
        query.push(&format!(
            " AND EXISTS (SELECT 1 FROM task_figures g WHERE g.task = {task} AND g.is_first"
        ));
        push_counted(query, filter);
        query.push(")");
    }
    if let Some(place) = &filter.place {
        query.push(&format!(
            " AND EXISTS (SELECT 1 FROM task_places w WHERE w.task = {task} AND w.place = "
        ));
        query.push_value(place);
        query.push(")");
    }
    if filter.only.contains(&Only::WithoutPlace) {
        query.push(&format!(
            " AND NOT EXISTS (SELECT 1 FROM task_places w WHERE w.task = {task})"
        ));
    }
}

/// The same on `task_figures g`.
fn push_counted(query: &mut Query, filter: &TaskFilter) {
    let mut day = |sign: &str, day: Option<Date>| {
        if let Some(day) = day {
            query.push(" AND g.given_on ");
            query.push(sign);
            query.push_value(day);
        }
    };
    day(" >= ", filter.given_from);
    day(" <= ", filter.given_to);
    if let Some(heading) = &filter.heading {
        query.push(" AND g.heading = ");
        query.push_value(heading);
    }
    query.push(match filter.unit {
        Some(Unit::Groups) => " AND NOT g.is_member",
        Some(Unit::Members) => " AND NOT g.is_group",
        None => "",
    });
    query.push(match filter.remover {
        Some(RemoverKind::Leader) => " AND g.asks_leader",
        Some(RemoverKind::Office) => " AND g.asks_office",
        Some(RemoverKind::Agency) => " AND g.asks_agency",
        Some(RemoverKind::Above) => " AND g.asks_above",
        None => "",
    });
    for only in &filter.only {
        query.push(match only {
            Only::JointLead => " AND g.is_joint",
            Only::ForLeader => " AND g.is_for_leader",
            Only::WithoutLead => " AND g.agency IS NULL",
            Only::WithoutHeading => " AND g.heading IS NULL",
            _ => "",
        });
    }
    if let Some(figure) = filter.figure {
        push_figure(query, figure);
    }
}

/// A piece of a condition.
enum Piece {
    Text(&'static str),
    /// The day on which the clocks stand.
    Day,
    /// Where the clock of a task stands: at that day, or at the one on which it was stopped.
    Clock,
}

const LIVE: &[Piece] = &[
    Piece::Text("(g.withdrawn_on IS NULL OR g.withdrawn_on > "),
    Piece::Day,
    Piece::Text(")"),
];
const WITHDRAWN: &[Piece] = &[Piece::Text("g.withdrawn_on <= "), Piece::Day];
const DONE: &[Piece] = &[Piece::Text("g.done_on <= "), Piece::Day];
/// As one expression, of which there is an index.
const OPEN: &[Piece] = &[Piece::Text("COALESCE(g.done_on, '9999-99-99') > "), Piece::Day];
const DONE_IN_TIME: &[Piece] = &[Piece::Text("g.done_on <= g.due_key")];
const DONE_LATE: &[Piece] = &[Piece::Text("g.done_on > g.due_key")];
const IN_TIME: &[Piece] = &[Piece::Text("g.due_key >= "), Piece::Clock];
const LATE: &[Piece] = &[Piece::Text("g.due_key < "), Piece::Clock];
const DUE: &[Piece] = &[
    Piece::Text("(g.done_on <= "),
    Piece::Day,
    Piece::Text(" OR g.due_key < "),
    Piece::Clock,
    Piece::Text(")"),
];
const NO_DEADLINE: &[Piece] = &[Piece::Text("g.due_key = '9999-99-99'")];

/// What a figure counts, as conditions that all have to hold.
fn conditions(figure: Figure) -> &'static [&'static [Piece]] {
    match figure {
        Figure::Total => &[LIVE],
        Figure::Done => &[LIVE, DONE],
        Figure::DoneInTime => &[LIVE, DONE, DONE_IN_TIME],
        Figure::DoneLate => &[LIVE, DONE, DONE_LATE],
        Figure::Open => &[LIVE, OPEN],
        Figure::OpenInTime => &[LIVE, OPEN, IN_TIME],
        Figure::OpenLate => &[LIVE, OPEN, LATE],
        Figure::Due => &[LIVE, DUE],
        Figure::OpenWithoutDeadline => &[LIVE, OPEN, NO_DEADLINE],
        Figure::Withdrawn => &[WITHDRAWN],
    }
}

fn push_figure(query: &mut Query, FigureOn { figure, on }: FigureOn) {
    for condition in conditions(figure) {
        query.push(" AND ");
        for piece in *condition {
            match piece {
                Piece::Text(text) => query.push(text),
                Piece::Day => query.push_value(on),
                Piece::Clock => {
                    query.push("CASE WHEN g.clock_on < ");
                    query.push_value(on);
                    query.push(" THEN g.clock_on ELSE ");
                    query.push_value(on);
                    query.push(" END");
                }
            }
        }
    }
}

// $1 is the day on which the clocks stand, $2 stands for no day.
const COUNTS: &str = "
    CAST(SUM(CASE WHEN g.withdrawn_on <= $1 THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN g.withdrawn_on <= $1 THEN 0 WHEN g.done_on <= $1 AND g.done_on <= g.due_key THEN 1 ELSE 0 END)
        AS BIGINT),
    CAST(SUM(CASE WHEN g.withdrawn_on <= $1 THEN 0 WHEN g.done_on <= $1 AND g.done_on > g.due_key THEN 1 ELSE 0 END)
        AS BIGINT),
    CAST(SUM(CASE WHEN g.withdrawn_on <= $1 OR g.done_on <= $1 THEN 0
        WHEN g.due_key < CASE WHEN g.clock_on < $1 THEN g.clock_on ELSE $1 END THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN g.withdrawn_on <= $1 OR g.done_on <= $1 THEN 0 WHEN g.due_key = $2 THEN 1 ELSE 0 END) AS BIGINT),
    COUNT(*)";

/// The figures of a filter within a scope, with what is known now.
///
/// # Errors
/// When the database cannot be read.
pub async fn breakdown(
    mut from: impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    by: By,
    on: Date,
) -> Result<Breakdown> {
    of_tables(&mut from, filter, scope, None, by, on).await
}

/// The same; with a line of the journal, without what a later one changed.
async fn of_tables(
    from: &mut impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    unchanged_since: Option<i64>,
    by: By,
    on: Date,
) -> Result<Breakdown> {
    let mut breakdown = Breakdown::default();
    let query = breakdown_query(from.engine(), filter, scope, unchanged_since, by, on);
    for row in from.rows(query).await? {
        let counts = counts_in(&row)?;
        // A place is not marked as the first: a task with several places is counted by a query of its own.
        if by != By::Place && row.get::<bool>(7)? {
            breakdown.total += counts;
        }
        *breakdown.rows.entry(key_in(&row, by)?).or_default() += counts;
    }
    if by == By::Place {
        breakdown.total = total_of(from, filter, scope, unchanged_since, on).await?;
    }
    Ok(breakdown)
}

/// All tasks of a filter within a scope together, each once, with what is known now.
///
/// # Errors
/// When the database cannot be read.
pub async fn total(mut from: impl Reader, filter: &TaskFilter, scope: Scope, on: Date) -> Result<Counts> {
    total_of(&mut from, filter, scope, None, on).await
}

async fn total_of(
    from: &mut impl Reader,
    filter: &TaskFilter,
    scope: Scope,
    unchanged_since: Option<i64>,
    on: Date,
) -> Result<Counts> {
    let mut query = counting("NULL", on);
    query.push(" FROM task_figures g WHERE g.is_first");
    push_population(&mut query, from.engine(), filter, scope, unchanged_since);
    // Without groups, sums over nothing are no numbers.
    query.push(" HAVING COUNT(*) > 0");
    let row = from.row(query).await?;
    row.map_or(Ok(Counts::default()), |row| counts_in(&row))
}

/// How many tasks a filter within a scope finds, from the narrow table; with a line of the journal, without what a later
/// one changed.
pub(crate) fn count_query(
    engine: Engine,
    filter: &TaskFilter,
    scope: Scope,
    unchanged_since: Option<i64>,
    most: u32,
) -> Query {
    let mut query = Query::new("SELECT COUNT(*) FROM (SELECT 1 FROM task_figures g WHERE g.is_first");
    push_population(&mut query, engine, filter, scope, unchanged_since);
    push_beyond(&mut query, most);
    query
}

fn breakdown_query(
    engine: Engine,
    filter: &TaskFilter,
    scope: Scope,
    unchanged_since: Option<i64>,
    by: By,
    on: Date,
) -> Query {
    let key = match by {
        By::Agency => "g.agency",
        By::Field => "g.field",
        By::Heading => "g.heading",
        By::Directive => "g.directive",
        By::Place => "w.place",
    };
    let mut query = counting(key, on);
    query.push(match by {
        By::Agency => ", g.is_first FROM task_figures g WHERE 1 = 1",
        By::Place => ", g.is_first FROM task_figures g LEFT JOIN task_places w ON w.task = g.task WHERE g.is_first",
        _ => ", g.is_first FROM task_figures g WHERE g.is_first",
    });
    push_population(&mut query, engine, filter, scope, unchanged_since);
    query.push(&format!(" GROUP BY {key}, g.is_first"));
    query
}

fn counting(key: &str, on: Date) -> Query {
    Query::put_together(format!("SELECT {key},{COUNTS}"))
        .bind(on)
        .bind(NO_DAY)
}

/// Adds the conditions of a filter and a scope: on the narrow table where it knows the answer, else by the list.
fn push_population(query: &mut Query, engine: Engine, filter: &TaskFilter, scope: Scope, unchanged_since: Option<i64>) {
    push_counted(query, filter);
    if let Some(line) = unchanged_since {
        moments::push_unchanged(query, "g.task", line);
    }
    let mut day = |sign: &str, day: Option<Date>| {
        if let Some(day) = day {
            query.push(" AND g.due_key ");
            query.push(sign);
            query.push_value(day);
        }
    };
    day(" >= ", filter.due_from);
    day(" <= ", filter.due_to);
    if filter.due_from.is_some() {
        query.push(" AND g.due_key < ");
        query.push_value(NO_DAY);
    }
    if let Some(directive) = filter.directive {
        query.push(" AND g.directive = ");
        query.push_value(directive);
    }
    if let Some(field) = &filter.field {
        query.push(" AND g.field = ");
        query.push_value(field);
    }
    // What an agency leads is marked on the narrow table; its other parts are not.
    let is_led = filter.part == Some(Part::Lead);
    if let Some(agency) = filter.agency.filter(|_| is_led) {
        query.push(" AND g.task IN (SELECT l.task FROM task_figures l WHERE l.agency = ");
        query.push_value(agency);
        query.push(")");
    }
    let rest = TaskFilter {
        agency: filter.agency.filter(|_| !is_led),
        part: filter
            .part
            .filter(|part| filter.agency.is_some() && *part != Part::Lead),
        given_from: None,
        given_to: None,
        due_from: None,
        due_to: None,
        heading: None,
        unit: None,
        remover: None,
        figure: None,
        directive: None,
        field: None,
        only: (filter.only.iter().copied())
            .filter(|only| {
                !matches!(
                    only,
                    Only::JointLead | Only::ForLeader | Only::WithoutLead | Only::WithoutHeading
                )
            })
            .collect(),
        ..filter.clone()
    };
    if rest != TaskFilter::default() || scope != Scope::All {
        query.push(" AND g.task IN (");
        tasks::push_selection(query, engine, &rest, scope);
        query.push(")");
    }
}

fn counts_in(row: &Row) -> Result<Counts> {
    let withdrawn: i64 = row.get(1)?;
    let (done_in_time, done_late, open_late) = (row.get::<i64>(2)?, row.get::<i64>(3)?, row.get::<i64>(4)?);
    Ok(Counts {
        done_in_time,
        done_late,
        open_in_time: row.get::<i64>(6)? - withdrawn - done_in_time - done_late - open_late,
        open_late,
        open_without_deadline: row.get(5)?,
        withdrawn,
    })
}

fn key_in(row: &Row, by: By) -> Result<Key> {
    Ok(match by {
        By::Agency => row.get::<Option<Uuid>>(0)?.map(|id| Key::Agency(AgencyId(id))),
        By::Directive => row.get::<Option<Uuid>>(0)?.map(|id| Key::Directive(DirectiveId(id))),
        By::Field | By::Heading | By::Place => row.get::<Option<String>>(0)?.map(Key::Words),
    }
    .unwrap_or(Key::None))
}

/// What an agency leads that is open and late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    /// Who.
    pub agency: AgencyId,
    /// How many tasks.
    pub tasks: i64,
    /// Since when the one that has waited longest has no answer: the day of its last report, or its own where that is
    /// later.
    pub since: Date,
}

/// What each agency leads that is open and late on a day, with what is known now. The tasks of groups are those of their
/// members.
///
/// # Errors
/// When the database cannot be read.
pub async fn unanswered(mut from: impl Reader, on: Date) -> Result<Vec<Unanswered>> {
    let rows = from.rows(unanswered_query(on)).await?;
    rows.iter()
        .map(|row| {
            Ok(Unanswered {
                agency: AgencyId(row.get(0)?),
                tasks: row.get(1)?,
                since: row.day(2)?,
            })
        })
        .collect()
}

fn unanswered_query(on: Date) -> Query {
    // Grouped by an expression, so that SQLite goes along what is open and not, for the sake of the order, along all tasks.
    let mut query = Query::new(
        "SELECT COALESCE(g.agency, g.agency) AS who, COUNT(*),
            MIN(CASE WHEN g.reported_on > g.due_key THEN g.reported_on ELSE g.due_key END)
        FROM task_figures g WHERE COALESCE(g.agency, g.agency) IS NOT NULL AND NOT g.is_group",
    );
    push_figure(
        &mut query,
        FigureOn {
            figure: Figure::OpenLate,
            on,
        },
    );
    query.push(" GROUP BY who ORDER BY who");
    query
}

/// The figures of a filter within a scope, as they were at a moment: what changed since is looked at, or, of a moment long
/// ago, every task of then. They are read by several questions: a snapshot or a transaction makes them of one state.
///
/// # Errors
/// When the database cannot be read.
pub async fn breakdown_at(
    mut from: impl Reader,
    moment: Moment,
    filter: &TaskFilter,
    scope: Scope,
    by: By,
    on: Date,
) -> Result<Breakdown> {
    let near = moments::near(&mut from, moment).await?;
    let mut breakdown = match near {
        Some(_) => of_tables(&mut from, filter, scope, near, by, on).await?,
        None => Breakdown::default(),
    };
    let count = |task: Task| {
        if filter.matches(&task, scope) {
            breakdown.count(&task, by, on);
        }
        Ok(())
    };
    match near {
        Some(line) => moments::each_changed(&mut from, line, count).await?,
        None => each_at(from, moment, count).await?,
    }
    Ok(breakdown)
}

const REFUSED: &str = "SELECT after FROM journal
    WHERE at >= $1 AND at <= $2 AND kind = 'task' AND action = $3 AND seq <= $4 ORDER BY seq";

/// The tasks whose results were refused between two moments, one entry for each refusal, up to a line.
///
/// # Errors
/// When the database cannot be read.
pub async fn refused(mut from: impl Reader, first: Timestamp, last: Timestamp, line: i64) -> Result<Vec<Task>> {
    let query = Query::new(REFUSED)
        .bind(first)
        .bind(last)
        .bind(Verb::Refuse.action())
        .bind(line);
    let mut tasks = Vec::new();
    from.each(query, |row| {
        tasks.push(record_in(&row, 0)?);
        Ok(())
    })
    .await?;
    Ok(tasks)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Nine of ten tasks are done: what is late is found along what is open, and without looking at a row.
    #[tokio::test]
    async fn what_is_late_is_counted_from_the_index_of_what_is_open() {
        let db = Db::in_memory().await.unwrap();
        let on = date(2026, 11, 27);
        let late = TaskFilter {
            unit: Some(Unit::Groups),
            due_to: Some(on),
            figure: Some(FigureOn {
                figure: Figure::OpenLate,
                on,
            }),
            ..TaskFilter::default()
        };
        let count = count_query(Engine::Sqlite, &late, Scope::All, None, 10_000);
        for query in [count, unanswered_query(on)] {
            let rows = (&mut &db).rows(query.explained()).await.unwrap();
            let mut plan = rows.iter().map(|row| row.get::<String>(3).unwrap());
            let first = plan.find(|step| !step.ends_with(" counted")).unwrap();
            assert!(
                first.starts_with("SEARCH g USING COVERING INDEX task_figures_open"),
                "{first}"
            );
        }
    }
}
