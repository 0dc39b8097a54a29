//! Official figures: of now from the tables, of a past day from the journal, and two days against each other. Each number
//! comes with the filter of its list.

mod made;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use calendar::{Period, PeriodKind, Regime};
use domain::Directive;
use domain::agency::Level;
use domain::figures::{Breakdown, By, CountedBy, Counts, Denominator, Figure, FigureOn, Key, Population, Unit};
use domain::filter::{Counted, TaskFilter};
use domain::id::DirectiveId;
use domain::periodic_report::LegalPeriod;
use domain::rights::{Acting, See};
use gazetteer::Gazetteer;
use jiff::ToSpan as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::tasks::COUNTED;

pub(crate) use made::{Made, breakdown};

use crate::agencies::Directory;
use crate::error::{FieldError, Result};
use crate::free_text::Faults;
use crate::office::Office;

/// The regime of periods where none is chosen: Decree 09/2019.
pub const USUAL_REGIME: &str = "nd-09-2019";

/// Which figures, as an address or a program asks for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FiguresQuery {
    /// Broken down by: `agency`, `field`, `heading` (group of tasks), `directive`, `place`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// The period: `month`, `quarter`, `half`, `nine_months`, `year`, or `free`; everything when left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// Which month, quarter or half of the year, counted from 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub index: String,
    /// The year of the period.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// The regime whose cut-off the period has: `nd-09-2019` when left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub regime: String,
    /// First day of a free period: `2026-12-31` or `31/12/2026`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Last day of a free period.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub to: String,
    /// Which day decides whether a task is of the period: `due` or `given`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub counted_by: String,
    /// Tasks of groups once (`groups`), or once for each member (`members`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What rates are a share of: `given` for all tasks, `due` for those that were due.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub denominator: String,
    /// As the register stood at the end of this past day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub as_of: String,
    /// Compared with the register at the end of this past day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub against: String,
    /// The first row shown, counted from 0: `next` of the page before.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub first: String,
}

/// A period and its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChosenPeriod {
    /// In words: `quý IV năm 2026`.
    pub words: String,
    /// As the law knows it; none for days that were chosen freely.
    pub legal: Option<LegalPeriod>,
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
}

/// What a query means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Broken down by what.
    pub by: By,
    /// The period.
    pub period: Option<ChosenPeriod>,
    /// By which day tasks belong to it.
    pub counted_by: CountedBy,
    /// What is counted of tasks of groups.
    pub unit: Unit,
    /// What rates are a share of.
    pub denominator: Denominator,
    /// The past day.
    pub as_of: Option<Date>,
    /// The past day to compare with.
    pub against: Option<Date>,
    /// The first row shown, counted from 0.
    pub first: usize,
}

/// Kinds of periods and how many a year has.
pub(crate) const PERIODS: [(&str, i8); 5] = [
    ("month", 12),
    ("quarter", 4),
    ("half", 2),
    ("nine_months", 1),
    ("year", 1),
];

fn kind_of(word: &str, index: i8) -> Option<PeriodKind> {
    Some(match word {
        "month" => PeriodKind::Month(index),
        "quarter" => PeriodKind::Quarter(index),
        "half" => PeriodKind::Half(index),
        "nine_months" => PeriodKind::NineMonths,
        "year" => PeriodKind::Year,
        _ => return None,
    })
}

/// One of some values by its word; the first where nothing was typed.
fn chosen<T: Copy + Default>(
    faults: &mut Faults,
    field: &str,
    typed: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> T {
    if typed.trim().is_empty() {
        return T::default();
    }
    let from_word = |typed: &str| all.iter().copied().find(|one| word(*one) == typed);
    faults.choice(field, typed, from_word).unwrap_or_default()
}

/// The typed parts of a period.
pub(crate) struct TypedPeriod<'t> {
    pub period: &'t str,
    pub index: &'t str,
    pub year: &'t str,
    pub regime: &'t str,
    pub from: &'t str,
    pub to: &'t str,
}

impl TypedPeriod<'_> {
    /// The period that was typed; none where nothing was.
    pub(crate) fn read(&self, faults: &mut Faults, today: Date) -> Option<ChosenPeriod> {
        match self.period.trim() {
            "" => None,
            "free" => self.free(faults),
            word => self.legal(faults, word, today),
        }
    }

    fn free(&self, faults: &mut Faults) -> Option<ChosenPeriod> {
        let (from, to) = (faults.day("from", self.from), faults.day("to", self.to));
        let (from, to) = from.zip(to)?;
        if to < from {
            faults.add(FieldError::new("to", "before-first-day"));
            return None;
        }
        Some(ChosenPeriod {
            words: domain::periodic_report::free_period(from, to),
            legal: None,
            from,
            to,
        })
    }

    fn legal(&self, faults: &mut Faults, word: &str, today: Date) -> Option<ChosenPeriod> {
        let Some((_, most)) = PERIODS.iter().find(|(known, _)| *known == word) else {
            faults.add(FieldError::new("period", "unknown-choice").with("typed", word));
            return None;
        };
        let or = |typed: &str, usual: &str| {
            let typed = typed.trim();
            (if typed.is_empty() { usual } else { typed }).to_owned()
        };
        let regime = faults.choice("regime", &or(self.regime, USUAL_REGIME), Regime::built_in);
        let year = faults.choice("year", &or(self.year, &today.year().to_string()), |typed| {
            typed.parse::<i16>().ok().filter(|year| (1990..=2200).contains(year))
        });
        let index = faults.choice("index", &or(self.index, "1"), |typed| {
            typed.parse::<i8>().ok().filter(|index| (1..=*most).contains(index))
        });
        let (regime, year, index) = (regime?, year?, index?);
        let period: Period = regime.period(kind_of(word, index)?, year)?;
        Some(ChosenPeriod {
            words: period.words(),
            legal: Some(LegalPeriod {
                length: word.to_owned(),
                index: index.into(),
                year: year.into(),
                regime: regime.id.clone(),
            }),
            from: period.from,
            to: period.to,
        })
    }
}

impl FiguresQuery {
    /// What it means.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] with every part that means nothing.
    pub fn read(&self, today: Date) -> Result<Question> {
        let mut faults = Faults::default();
        let period = TypedPeriod {
            period: &self.period,
            index: &self.index,
            year: &self.year,
            regime: &self.regime,
            from: &self.from,
            to: &self.to,
        };
        let question = Question {
            by: chosen(&mut faults, "by", &self.by, &By::ALL, By::word),
            period: period.read(&mut faults, today),
            counted_by: counted_by(&mut faults, &self.counted_by),
            unit: unit(&mut faults, &self.unit),
            denominator: denominator(&mut faults, &self.denominator),
            as_of: past_day(&mut faults, "as_of", &self.as_of, today),
            against: past_day(&mut faults, "against", &self.against, today),
            first: first(&mut faults, &self.first),
        };
        faults.done()?;
        Ok(question)
    }
}

pub(crate) fn counted_by(faults: &mut Faults, typed: &str) -> CountedBy {
    chosen(faults, "counted_by", typed, &CountedBy::ALL, CountedBy::word)
}

pub(crate) fn unit(faults: &mut Faults, typed: &str) -> Unit {
    chosen(faults, "unit", typed, &Unit::ALL, Unit::word)
}

pub(crate) fn denominator(faults: &mut Faults, typed: &str) -> Denominator {
    chosen(faults, "denominator", typed, &Denominator::ALL, Denominator::word)
}

fn first(faults: &mut Faults, typed: &str) -> usize {
    if typed.trim().is_empty() {
        return 0;
    }
    let number = faults.choice("first", typed, |typed| typed.parse().ok());
    number.unwrap_or_default()
}

/// A day that is over; none for today, which is the register as it is.
fn past_day(faults: &mut Faults, field: &str, typed: &str, today: Date) -> Option<Date> {
    let day = faults.optional_day(field, typed)?;
    if day > today {
        faults.add(FieldError::new(field, "in-the-future"));
    }
    (day < today).then_some(day)
}

/// A row of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FigureRow {
    /// Which; none for the total.
    pub key: Option<Key>,
    /// Its name; empty for the row of what has none, and for the total.
    pub name: String,
    /// The level that agencies are grouped by.
    pub level: Option<Level>,
    /// Its figures.
    pub counts: Counts,
    /// Those of the day it is compared with.
    pub before: Option<Counts>,
    /// The filter of its tasks, without the figure.
    pub filter: TaskFilter,
}

impl FigureRow {
    /// The filter of the list behind a number.
    pub fn list(&self, figure: Figure, on: Date) -> TaskFilter {
        TaskFilter {
            figure: Some(FigureOn { figure, on }),
            ..self.filter.clone()
        }
    }
}

/// Tasks past their day for longer than a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LongOverdue {
    /// More days than this.
    pub days: i64,
    /// How many tasks.
    #[serde(flatten)]
    pub found: Counted,
    /// The filter of their list.
    pub filter: TaskFilter,
}

/// Figures, broken down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    /// The day on which the clocks stand.
    #[schemars(with = "String")]
    pub on: Date,
    /// That day, where it is a past one.
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
    /// The day they are compared with.
    #[schemars(with = "Option<String>")]
    pub against: Option<Date>,
    /// Broken down by what.
    pub by: By,
    /// The period.
    pub period: Option<ChosenPeriod>,
    /// By which day tasks belong to it.
    pub counted_by: CountedBy,
    /// What is counted of tasks of groups.
    pub unit: Unit,
    /// What rates are a share of.
    pub denominator: Denominator,
    /// All together, each task once.
    pub total: FigureRow,
    /// The rows: agencies by level and alphabet, directives with the most overdue tasks first, other things by the alphabet,
    /// what has none at the end. No more than a page holds.
    pub rows: Vec<FigureRow>,
    /// The first row of the next page; none on the last.
    pub next: Option<usize>,
    /// Of the total, what is open and past its day for long; of now only.
    pub long_overdue: Option<LongOverdue>,
}

/// Figures within what somebody may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn figures(office: &Office, acting: &Acting<See>, question: &Question) -> Result<Figures> {
    let on = question.as_of.unwrap_or(acting.today);
    let filter = question.filter();
    let scope = acting.scope();
    let now = breakdown(office, question.as_of, &filter, scope, question.by, on).await?;
    let before = match question.against {
        Some(day) => Some(breakdown(office, Some(day), &filter, scope, question.by, day).await?),
        None => None,
    };
    let long_overdue = match question.as_of {
        Some(_) => None,
        None => long_overdue(office, acting, &filter).await?,
    };
    let (rows, next) = rows(office, question, &filter, &now, before.as_deref()).await?;
    Ok(Figures {
        on,
        as_of: question.as_of,
        against: question.against,
        by: question.by,
        period: question.period.clone(),
        counted_by: question.counted_by,
        unit: question.unit,
        denominator: question.denominator,
        total: FigureRow {
            key: None,
            name: String::new(),
            level: None,
            counts: now.total,
            before: before.as_ref().map(|before| before.total),
            filter: filter.clone(),
        },
        rows,
        next,
        long_overdue,
    })
}

impl Question {
    /// The filter of the population.
    pub fn filter(&self) -> TaskFilter {
        let filter = TaskFilter {
            unit: Some(self.unit),
            ..TaskFilter::default()
        };
        match &self.period {
            None => filter,
            Some(period) => Population {
                counted_by: self.counted_by,
                from: period.from,
                to: period.to,
            }
            .of(filter),
        }
    }
}

async fn long_overdue(office: &Office, acting: &Acting<See>, filter: &TaskFilter) -> Result<Option<LongOverdue>> {
    let days = office.rules().await?.number("long_overdue_days", acting.today);
    let Ok(last) = acting.today.checked_sub((days + 1).days()) else {
        return Ok(None);
    };
    let filter = TaskFilter {
        due_to: Some(filter.due_to.map_or(last, |to| to.min(last))),
        figure: Some(FigureOn {
            figure: Figure::OpenLate,
            on: acting.today,
        }),
        ..filter.clone()
    };
    Ok(Some(LongOverdue {
        days,
        found: store::tasks::count(&office.db, &filter, acting.scope(), COUNTED).await?,
        filter,
    }))
}

/// Rows of a page: more than a province has agencies or communes, fewer than it has directives.
const ROWS: usize = 500;

/// A page of rows with their names, in the order of the page, and where the next begins.
async fn rows(
    office: &Office,
    question: &Question,
    filter: &TaskFilter,
    now: &Breakdown,
    before: Option<&Breakdown>,
) -> Result<(Vec<FigureRow>, Option<usize>)> {
    let by = question.by;
    let mut keys: BTreeMap<&Key, Counts> = BTreeMap::new();
    keys.extend(
        before
            .iter()
            .flat_map(|before| before.rows.keys())
            .map(|key| (key, Counts::default())),
    );
    keys.extend(now.rows.iter().map(|(key, counts)| (key, *counts)));
    let directory = match by {
        By::Agency => Directory::load(office).await?,
        _ => Arc::default(),
    };
    let mut rows: Vec<FigureRow> = keys
        .into_iter()
        .map(|(key, counts)| {
            let (name, level) = named(&directory, by, key);
            FigureRow {
                name,
                level,
                counts,
                before: before.map(|before| before.rows.get(key).copied().unwrap_or_default()),
                filter: by.row(key, filter.clone()),
                key: Some(key.clone()),
            }
        })
        .collect();
    rows.sort_by_cached_key(|row| {
        let is_last = row.key == Some(Key::None);
        // Names of directives are read for a page alone.
        let late = (by == By::Directive).then_some(Reverse((row.counts.open_late, row.counts.total())));
        (is_last, late, row.level.map(order), text::collation_key(&row.name))
    });
    let end = question.first.saturating_add(ROWS);
    let next = (end < rows.len()).then_some(end);
    let mut rows: Vec<FigureRow> = rows.into_iter().skip(question.first).take(ROWS).collect();
    name_directives(office, &mut rows).await?;
    Ok((rows, next))
}

/// Gives the rows of directives their names.
async fn name_directives(office: &Office, rows: &mut [FigureRow]) -> Result<()> {
    let id = |row: &FigureRow| match row.key {
        Some(Key::Directive(id)) => Some(id),
        _ => None,
    };
    let asked: Vec<uuid::Uuid> = rows.iter().filter_map(id).map(|id| id.0).collect();
    let directives: Vec<Directive> = store::load_some(&office.db, &asked).await?;
    let names: BTreeMap<DirectiveId, String> = directives.iter().map(|one| (one.id, one.name())).collect();
    for row in rows {
        if let Some(name) = id(row).and_then(|id| names.get(&id)) {
            row.name.clone_from(name);
        }
    }
    Ok(())
}

/// The name of a row, where it is no directive's, and the level of an agency.
fn named(directory: &Directory, by: By, key: &Key) -> (String, Option<Level>) {
    match key {
        Key::Agency(id) => {
            let agency = directory.agency(*id);
            (directory.name(*id).to_owned(), agency.map(|agency| agency.level))
        }
        Key::Words(words) if by == By::Place => (place_name(words), None),
        Key::Words(words) => (words.clone(), None),
        Key::Directive(_) | Key::None => (String::new(), None),
    }
}

/// Where a level stands in figures: bodies of the province first, then communes, then all others.
pub(crate) fn order(level: Level) -> u8 {
    match level {
        Level::Province => 0,
        Level::Commune => 1,
        Level::District => 2,
        Level::Central => 3,
    }
}

/// The full name of a place by its code, or what stands in place of a code.
pub(crate) fn place_name(code: &str) -> String {
    let gazetteer = Gazetteer::compiled();
    let mut found: Vec<&gazetteer::Place> = gazetteer.places_coded(code).collect();
    found.sort_by_key(|place| !place.stands());
    found.first().map_or_else(|| code.to_owned(), |place| place.full_name())
}

#[cfg(test)]
mod tests {
    use domain::Task;
    use domain::id::TaskId;
    use domain::rights::Scope;
    use jiff::Timestamp;
    use store::{Act, Db};
    use uuid::Uuid;

    use super::*;

    /// A demonstration, and its moment.
    pub(super) async fn filled() -> (Office, Timestamp) {
        let office = Office::new(Db::in_memory().await.unwrap());
        let now: Timestamp = "2026-11-27T02:00:00Z".parse().unwrap();
        crate::demo::fill(&office, now).await.unwrap();
        (office, now)
    }

    pub(super) async fn tasks(office: &Office) -> Vec<Task> {
        let everything = TaskFilter::default();
        let page = store::tasks::page(
            &office.db,
            &everything,
            Scope::All,
            store::tasks::Order::Due,
            None,
            1000,
        );
        page.await.unwrap().tasks
    }

    /// Pages of rows make up all of them, each once; of directives, those with the most overdue tasks come first.
    #[tokio::test]
    async fn rows_come_a_page_at_a_time() {
        let (office, now) = filled().await;
        let user = store::users::by_login(&office.db, "lanhdao").await.unwrap();
        let acting = Acting::signed_in(&user.unwrap(), now, crate::day_at(now), None);
        let acting: Acting<See> = acting.may().unwrap();
        let like = tasks(&office).await.remove(0);
        let mut tx = office.db.begin().await.unwrap();
        for number in 0..ROWS {
            let task = Task {
                id: TaskId(Uuid::now_v7()),
                version: 1,
                number: 10_000 + i64::try_from(number).unwrap(),
                field: Some(format!("Lĩnh vực {number:03}")),
                ..like.clone()
            };
            let act = Act::new(None, now, "task.issue");
            tx.insert(&act, &task).await.unwrap();
        }
        tx.commit().await.unwrap();
        let page = async |by: &str, first: usize| {
            let query = FiguresQuery {
                by: by.to_owned(),
                first: first.to_string(),
                ..FiguresQuery::default()
            };
            let question = query.read(acting.today).unwrap();
            figures(&office, &acting, &question).await.unwrap()
        };
        let (one, other) = (page("field", 0).await, page("field", ROWS).await);
        assert_eq!((one.rows.len(), one.next, other.next), (ROWS, Some(ROWS), None));
        let mut sum = Counts::default();
        for row in one.rows.iter().chain(&other.rows) {
            sum += row.counts;
        }
        assert_eq!(sum, one.total.counts);
        assert!(page("field", 2 * ROWS).await.rows.is_empty());
        let directives = page("directive", 0).await.rows;
        let late: Vec<i64> = directives.iter().map(|row| row.counts.open_late).collect();
        let named = |row: &&FigureRow| row.key != Some(Key::None);
        assert!(directives.iter().filter(named).all(|row| !row.name.is_empty()));
        assert!(
            late[..late.len() - 1].is_sorted_by(|one, other| one >= other),
            "{late:?}"
        );
    }
}
