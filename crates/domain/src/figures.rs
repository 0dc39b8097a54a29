//! Official figures: the four classes that add up, by agency, field, group of tasks, directive or place.
//!
//! In time or late is said by [`Task::lateness`] alone. Withdrawn tasks are in no class and in no total; they are counted
//! beside them. A joint task counts once in the total and once for each of its leads in the rows. A task of a group counts
//! once, or once for each member where that is asked for. Rates always know what they are a share of.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use calendar::Lateness;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::filter::{Only, Part, TaskFilter};
use crate::id::{AgencyId, DirectiveId};
use crate::task::{State, Task};

/// What a number of the figures counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Tổng số: every task that was not withdrawn.
    Total,
    /// Đã hoàn thành.
    Done,
    /// Đã hoàn thành đúng hạn.
    DoneInTime,
    /// Đã hoàn thành quá hạn.
    DoneLate,
    /// Chưa hoàn thành.
    Open,
    /// Chưa hoàn thành, trong hạn.
    OpenInTime,
    /// Chưa hoàn thành, quá hạn.
    OpenLate,
    /// Đã đến hạn: completed, or past its day. The Government's report of 2017 takes its rates of these.
    Due,
    /// Trong đó: không hạn. Open in time because no day is set.
    OpenWithoutDeadline,
    /// Đã hủy, thu hồi: in no total.
    Withdrawn,
}

impl Figure {
    /// The four classes of official reports, in their order.
    pub const CLASSES: [Self; 4] = [Self::DoneInTime, Self::DoneLate, Self::OpenInTime, Self::OpenLate];

    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Total,
        Self::Done,
        Self::DoneInTime,
        Self::DoneLate,
        Self::Open,
        Self::OpenInTime,
        Self::OpenLate,
        Self::Due,
        Self::OpenWithoutDeadline,
        Self::Withdrawn,
    ];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Done => "done",
            Self::DoneInTime => "done_in_time",
            Self::DoneLate => "done_late",
            Self::Open => "open",
            Self::OpenInTime => "open_in_time",
            Self::OpenLate => "open_late",
            Self::Due => "due",
            Self::OpenWithoutDeadline => "open_without_deadline",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether a task is one of those that it counts on a day.
    pub fn counts(self, task: &Task, on: Date) -> bool {
        Counts::of(task, on).get(self) > 0
    }
}

/// A figure as of a day, as a condition of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FigureOn {
    /// Which figure.
    pub figure: Figure,
    /// The day on which the clocks stand.
    #[schemars(with = "String")]
    pub on: Date,
}

impl FigureOn {
    /// Whether a task is one of those.
    pub fn counts(&self, task: &Task) -> bool {
        self.figure.counts(task, self.on)
    }
}

/// What is counted of a task that was given to a group.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The task of the group, once.
    #[default]
    Groups,
    /// Theo từng đơn vị: the task of each member, and not that of the group.
    Members,
}

impl Unit {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Groups, Self::Members];

    /// The word in the database and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Groups => "groups",
            Self::Members => "members",
        }
    }

    /// Whether a task is counted.
    pub fn counts(self, task: &Task) -> bool {
        match self {
            Self::Groups => task.parent.is_none(),
            Self::Members => task.group.is_none(),
        }
    }
}

/// Which day of a task decides whether it belongs to a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CountedBy {
    /// The deadline: the form that Đắk Lắk's offices use.
    #[default]
    Due,
    /// The day it was given: the Government's report of 2017, from 1 January to the cut-off.
    Given,
}

impl CountedBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Due, Self::Given];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Given => "given",
        }
    }

    /// The words of a report: `thời hạn hoàn thành`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Due => "thời hạn hoàn thành",
            Self::Given => "ngày giao nhiệm vụ",
        }
    }
}

/// The tasks of a stretch of time, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Population {
    /// By which day.
    pub counted_by: CountedBy,
    /// First day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Last day.
    #[schemars(with = "String")]
    pub to: Date,
}

impl Population {
    /// A filter narrowed to the population.
    #[must_use]
    pub fn of(self, filter: TaskFilter) -> TaskFilter {
        let (from, to) = (Some(self.from), Some(self.to));
        match self.counted_by {
            CountedBy::Due => TaskFilter {
                due_from: from,
                due_to: to,
                ..filter
            },
            CountedBy::Given => TaskFilter {
                given_from: from,
                given_to: to,
                ..filter
            },
        }
    }
}

/// What a rate is a share of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// All tasks of the population.
    #[default]
    Given,
    /// Those that were due: completed, or past their day.
    Due,
}

impl Denominator {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Given, Self::Due];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Due => "due",
        }
    }

    /// The words of a report: `tổng số nhiệm vụ được giao`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Given => "tổng số nhiệm vụ được giao",
            Self::Due => "số nhiệm vụ đã đến hạn",
        }
    }

    /// The figure it is.
    pub fn figure(self) -> Figure {
        match self {
            Self::Given => Figure::Total,
            Self::Due => Figure::Due,
        }
    }

    /// The share that a figure has. None of nothing, and where the figure is no part of the denominator.
    pub fn rate(self, figure: Figure, of: &Counts) -> Option<Percent> {
        let is_part = match self {
            Self::Given => figure != Figure::Withdrawn,
            Self::Due => matches!(
                figure,
                Figure::Done | Figure::DoneInTime | Figure::DoneLate | Figure::OpenLate | Figure::Due
            ),
        };
        Percent::of(of.get(figure), of.get(self.figure())).filter(|_| is_part)
    }
}

/// A share of a hundred in tenths, rounded half up: `978` is `97,8%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Percent(pub i64);

impl Percent {
    /// The share of a part; none of nothing.
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        (whole > 0).then(|| Self((part * 2000 + whole) / (whole * 2)))
    }
}

/// As reports print it, with the Vietnamese comma.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}%", self.0 / 10, self.0 % 10)
    }
}

/// How many tasks are in which class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Counts {
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
    /// Withdrawn: in none of the classes.
    pub withdrawn: i64,
}

impl Counts {
    /// A single task.
    pub fn of(task: &Task, on: Date) -> Self {
        let mut counts = Self::default();
        if task.withdrawn_on().is_some_and(|day| day <= on) {
            counts.withdrawn = 1;
            return counts;
        }
        match task.lateness(on) {
            Lateness::DoneInTime { .. } => counts.done_in_time = 1,
            Lateness::DoneLate { .. } => counts.done_late = 1,
            Lateness::OpenLate { .. } => counts.open_late = 1,
            Lateness::OpenInTime { days_left } => {
                counts.open_in_time = 1;
                counts.open_without_deadline = i64::from(days_left.is_none());
            }
        }
        counts
    }

    /// A figure.
    pub fn get(&self, figure: Figure) -> i64 {
        let done = self.done_in_time + self.done_late;
        let open = self.open_in_time + self.open_late;
        match figure {
            Figure::Total => done + open,
            Figure::Done => done,
            Figure::DoneInTime => self.done_in_time,
            Figure::DoneLate => self.done_late,
            Figure::Open => open,
            Figure::OpenInTime => self.open_in_time,
            Figure::OpenLate => self.open_late,
            Figure::Due => done + self.open_late,
            Figure::OpenWithoutDeadline => self.open_without_deadline,
            Figure::Withdrawn => self.withdrawn,
        }
    }

    /// All that were not withdrawn.
    pub fn total(&self) -> i64 {
        self.get(Figure::Total)
    }

    /// Whether nothing is counted, withdrawn tasks included.
    pub fn is_empty(&self) -> bool {
        self.total() + self.withdrawn == 0
    }

    fn each(self, other: Self, with: impl Fn(i64, i64) -> i64) -> Self {
        Self {
            done_in_time: with(self.done_in_time, other.done_in_time),
            done_late: with(self.done_late, other.done_late),
            open_in_time: with(self.open_in_time, other.open_in_time),
            open_late: with(self.open_late, other.open_late),
            open_without_deadline: with(self.open_without_deadline, other.open_without_deadline),
            withdrawn: with(self.withdrawn, other.withdrawn),
        }
    }
}

impl std::ops::Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.each(other, |a, b| a + b)
    }
}

impl std::ops::Sub for Counts {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.each(other, |a, b| a - b)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// By what figures are broken down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Cơ quan chủ trì.
    #[default]
    Agency,
    /// Lĩnh vực.
    Field,
    /// Nhóm nhiệm vụ: the headings above a task in its directive.
    Heading,
    /// Văn bản chỉ đạo.
    Directive,
    /// Địa bàn, as it is today.
    Place,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Agency, Self::Field, Self::Heading, Self::Directive, Self::Place];

    /// The word in addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Field => "field",
            Self::Heading => "heading",
            Self::Directive => "directive",
            Self::Place => "place",
        }
    }

    /// The rows that a task belongs to, each once; the row of what has none where it belongs to none.
    pub fn keys(self, task: &Task) -> BTreeSet<Key> {
        let mut keys: BTreeSet<Key> = match self {
            Self::Agency => task.leads.iter().copied().map(Key::Agency).collect(),
            Self::Field => task.field.iter().cloned().map(Key::Words).collect(),
            Self::Heading => task.heading().map(Key::Words).into_iter().collect(),
            Self::Directive => task.directive.map(Key::Directive).into_iter().collect(),
            Self::Place => task.place_keys().into_iter().map(Key::Words).collect(),
        };
        if keys.is_empty() {
            keys.insert(Key::None);
        }
        keys
    }

    /// A filter narrowed to a row.
    #[must_use]
    pub fn row(self, key: &Key, mut filter: TaskFilter) -> TaskFilter {
        match (self, key) {
            (_, Key::None) => filter.only.push(match self {
                Self::Agency => Only::WithoutLead,
                Self::Field => Only::WithoutField,
                Self::Heading => Only::WithoutHeading,
                Self::Directive => Only::WithoutDirective,
                Self::Place => Only::WithoutPlace,
            }),
            (_, Key::Agency(agency)) => {
                filter.agency = Some(*agency);
                filter.part = Some(Part::Lead);
            }
            (_, Key::Directive(directive)) => filter.directive = Some(*directive),
            (Self::Heading, Key::Words(heading)) => filter.heading = Some(heading.clone()),
            (Self::Place, Key::Words(place)) => filter.place = Some(place.clone()),
            (_, Key::Words(field)) => filter.field = Some(field.clone()),
        }
        filter
    }
}

/// Which row of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "is", content = "which")]
pub enum Key {
    /// A lead agency.
    Agency(AgencyId),
    /// A directive.
    Directive(DirectiveId),
    /// A field, a heading, a code or name of a place.
    Words(String),
    /// Without one.
    None,
}

/// Figures broken down: every task once in the total, and once in each row that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// All together.
    pub total: Counts,
    /// By row; only rows with something in them.
    pub rows: BTreeMap<Key, Counts>,
}

impl Breakdown {
    /// Counts a task.
    pub fn count(&mut self, task: &Task, by: By, on: Date) {
        let counts = Counts::of(task, on);
        self.total += counts;
        for key in by.keys(task) {
            *self.rows.entry(key).or_default() += counts;
        }
    }

    /// Takes out a task that was counted.
    pub fn uncount(&mut self, task: &Task, by: By, on: Date) {
        let counts = Counts::of(task, on);
        self.total = self.total - counts;
        for key in by.keys(task) {
            let row = self.rows.entry(key.clone()).or_default();
            *row = *row - counts;
            if row.is_empty() {
                self.rows.remove(&key);
            }
        }
    }
}

impl Task {
    /// The day on which it was withdrawn or cancelled; none while it counts.
    pub fn withdrawn_on(&self) -> Option<Date> {
        let ended = || self.ending.as_ref().map_or(self.given_on, |ending| ending.on);
        (self.state == State::Cancelled).then(ended)
    }

    /// The headings above it in its directive, outermost first: its group of tasks. None where it stands under none.
    pub fn heading(&self) -> Option<String> {
        (!self.source.path.is_empty()).then(|| self.source.path.join(" › "))
    }

    /// Where it is to be done: codes of what these places are today; where a place has no certain code, its name as
    /// written. Empty for a task that is not limited to places.
    pub fn place_keys(&self) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for place in &self.places {
            if place.today.is_empty() {
                keys.insert(place.code.clone().unwrap_or_else(|| place.written.clone()));
            }
            keys.extend(place.today.iter().map(|(code, _)| code.clone()));
        }
        keys
    }

    /// The task with the deadline that was in force on a day: what was set later does not change the past.
    #[must_use]
    pub fn with_deadline_of(mut self, day: Date) -> Self {
        let ledger = &mut self.deadline.ledger;
        let kept = ledger.iter().filter(|line| line.set_on <= day).count().max(1);
        ledger.truncate(kept);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(done_in_time: i64, done_late: i64, open_in_time: i64, open_late: i64) -> Counts {
        Counts {
            done_in_time,
            done_late,
            open_in_time,
            open_late,
            ..Counts::default()
        }
    }

    /// Report 1270/BC-TCTTTg of the Prime Minister's working group, 2017.
    #[test]
    fn the_governments_figures_of_2017_add_up() {
        let counts = printed(14_068, 1_983, 5_640, 223);
        assert_eq!(counts.total(), 21_914);
        assert_eq!(counts.get(Figure::Done), 16_051);
        assert_eq!(counts.get(Figure::Open), 5_863);
        assert_eq!(counts.get(Figure::Due), 16_274);
    }

    /// It prints 98,62 % completed and 1,38 % overdue of the tasks due. 16 051 / 16 274 is 98,629… %: the first share is
    /// cut after two decimals, the second is what is left of a hundred. At the one decimal that reports here print,
    /// rounding gives the same.
    #[test]
    fn the_governments_rates_of_2017_are_shares_of_the_tasks_due() {
        let counts = printed(14_068, 1_983, 5_640, 223);
        let (done, due) = (counts.get(Figure::Done), counts.get(Figure::Due));
        let cut = done * 10_000 / due;
        assert_eq!((cut, 10_000 - cut), (9_862, 138));
        let rate = |denominator: Denominator, figure| denominator.rate(figure, &counts).map(|rate| rate.to_string());
        assert_eq!(rate(Denominator::Due, Figure::Done).as_deref(), Some("98,6%"));
        assert_eq!(rate(Denominator::Due, Figure::OpenLate).as_deref(), Some("1,4%"));
        assert_eq!(rate(Denominator::Given, Figure::Done).as_deref(), Some("73,2%"));
        assert_eq!(rate(Denominator::Due, Figure::OpenInTime), None, "not yet due");
    }

    /// Quảng Nam 2020: 833 tasks, of which 181 overdue, 67 in time and 585 done.
    #[test]
    fn the_figures_of_quang_nam_of_2020_add_up() {
        let counts = printed(585, 0, 67, 181);
        assert_eq!(counts.total(), 833);
        assert_eq!(Denominator::Given.rate(Figure::Done, &counts), Some(Percent(702)));
        assert_eq!(Denominator::Given.rate(Figure::OpenLate, &counts), Some(Percent(217)));
    }

    #[test]
    fn rates_are_rounded_half_up_and_nothing_has_none() {
        let written = |part, whole| Percent::of(part, whole).map(|rate| rate.to_string());
        assert_eq!(written(1, 8).as_deref(), Some("12,5%"));
        assert_eq!(written(1, 2000).as_deref(), Some("0,1%"));
        assert_eq!(written(1, 2001).as_deref(), Some("0,0%"));
        assert_eq!(written(3, 3).as_deref(), Some("100,0%"));
        assert_eq!(written(0, 0), None);
    }

    #[test]
    fn every_word_is_its_own() {
        let words: BTreeSet<&str> = Figure::ALL.into_iter().map(Figure::word).collect();
        assert_eq!(words.len(), Figure::ALL.len());
    }
}
