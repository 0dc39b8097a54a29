//! Working days, counted so that each skipped day has its reason and its legal basis.
//!
//! Which days are off is data (`data/holidays.toml`): weekly rest, holidays by solar or lunar date, compensation for rest
//! that falls on a holiday, what the Prime Minister announces each year, and exchanged days. An office adds tables of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::lateness::days_between;
use crate::lunar;

static BUILT_IN: &str = include_str!("../data/holidays.toml");

/// The years whose holidays are laid out; outside them only weekly rest is known.
const YEARS: RangeInclusive<i16> = 2013..=2100;

static CALENDAR: LazyLock<Calendar> =
    LazyLock::new(|| Calendar::from_tables([BUILT_IN]).expect("a test reads the built-in table"));

/// Why a day is off.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DayOff {
    /// Sort of day.
    pub kind: OffKind,
    /// Vietnamese name: `Tết Âm lịch`, `Nghỉ hằng tuần`.
    pub name: String,
    /// The law or announcement; empty when the table gives none.
    pub legal_basis: String,
    /// The days of this holiday are announced each year and no announcement is in the tables: a guess by the usual pattern.
    pub assumed: bool,
    /// Entered without the text at hand: to be checked.
    pub from_memory: bool,
}

/// Sorts of days off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OffKind {
    /// Weekly rest.
    Rest,
    /// A public holiday.
    Holiday,
    /// Rest given back because it fell on a holiday.
    Compensation,
    /// A working day exchanged for a day of rest.
    Exchange,
}

/// A day reached by counting, with every day that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The day reached.
    pub day: Date,
    /// The days off on the way, in the order met.
    pub skipped: Vec<(Date, DayOff)>,
}

/// A table that could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Not in the form of `data/holidays.toml`.
    #[error("the table of days off cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A holiday without a day, or with a day that no year has.
    #[error("holiday {0} has no valid day (solar or lunar, MM-DD)")]
    NoDay(String),
    /// An announcement for a holiday that no table defines.
    #[error("an announcement names the unknown holiday {0}")]
    UnknownHoliday(String),
}

/// The days off from 2013 to 2100, laid out once from the rules.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    rest: Vec<Rest>,
    special: BTreeMap<Date, DayOff>,
    worked: BTreeSet<Date>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    rest: Vec<Rest>,
    #[serde(default)]
    holiday: Vec<Holiday>,
    #[serde(default)]
    compensation: Vec<Compensation>,
    #[serde(default)]
    announced: Vec<Announced>,
    #[serde(default)]
    exchange: Vec<Exchange>,
}

#[derive(Debug, Clone, Deserialize)]
struct Rest {
    name: String,
    weekdays: Vec<i8>,
    #[serde(flatten)]
    rule: Rule,
}

#[derive(Debug, Clone, Deserialize)]
struct Holiday {
    name: String,
    solar: Option<String>,
    lunar: Option<String>,
    #[serde(default)]
    starts: i64,
    #[serde(default = "one")]
    days: i64,
    #[serde(default)]
    announced_yearly: bool,
    #[serde(flatten)]
    rule: Rule,
}

#[derive(Debug, Clone, Deserialize)]
struct Compensation {
    name: String,
    #[serde(flatten)]
    rule: Rule,
}

#[derive(Debug, Clone, Deserialize)]
struct Rule {
    id: String,
    valid_from: Date,
    valid_to: Option<Date>,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    from_memory: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Announced {
    holiday: String,
    from: Date,
    days: i64,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    from_memory: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct Exchange {
    off: Date,
    work: Date,
    #[serde(default)]
    legal_basis: String,
    #[serde(default)]
    from_memory: bool,
}

fn one() -> i64 {
    1
}

impl Rule {
    fn holds_on(&self, day: Date) -> bool {
        day >= self.valid_from && self.valid_to.is_none_or(|last| day <= last)
    }

    fn day_off(&self, kind: OffKind, name: &str) -> DayOff {
        DayOff {
            kind,
            name: name.to_owned(),
            legal_basis: self.legal_basis.clone(),
            assumed: false,
            from_memory: self.from_memory,
        }
    }
}

impl Calendar {
    /// The calendar that comes with the program.
    pub fn built_in() -> &'static Self {
        &CALENDAR
    }

    /// A calendar from tables in the form of `data/holidays.toml`; later tables add to earlier ones and win over them.
    ///
    /// # Errors
    /// When a table cannot be read, a holiday has no day, or an announcement names an unknown holiday.
    pub fn from_tables<'a>(tables: impl IntoIterator<Item = &'a str>) -> Result<Self, TableError> {
        let mut all = Table::default();
        for text in tables {
            let table: Table = toml::from_str(text)?;
            all.rest.splice(0..0, table.rest);
            all.holiday.splice(0..0, table.holiday);
            all.compensation.splice(0..0, table.compensation);
            all.announced.splice(0..0, table.announced);
            all.exchange.splice(0..0, table.exchange);
        }
        if let Some(bad) = all.holiday.iter().find(|h| h.main_day(2024).is_none()) {
            return Err(TableError::NoDay(bad.rule.id.clone()));
        }
        if let Some(bad) = all
            .announced
            .iter()
            .find(|a| all.holiday.iter().all(|h| h.rule.id != a.holiday))
        {
            return Err(TableError::UnknownHoliday(bad.holiday.clone()));
        }
        Ok(Self::lay_out(all))
    }

    /// The built-in calendar with the office's own table on top.
    ///
    /// # Errors
    /// As [`Calendar::from_tables`].
    pub fn with_office_table(office: &str) -> Result<Self, TableError> {
        Self::from_tables([BUILT_IN, office])
    }

    /// Makes a day off, whatever it was.
    pub fn rest_on(&mut self, day: Date, off: DayOff) {
        self.worked.remove(&day);
        self.special.insert(day, off);
    }

    /// Makes a day one on which people work, whatever it was.
    pub fn work_on(&mut self, day: Date) {
        self.worked.insert(day);
    }

    /// Why a day is off; none on a working day.
    pub fn day_off(&self, day: Date) -> Option<DayOff> {
        if self.worked.contains(&day) {
            return None;
        }
        self.special.get(&day).cloned().or_else(|| self.weekly_rest(day))
    }

    /// Whether people work on a day.
    pub fn is_working_day(&self, day: Date) -> bool {
        self.day_off(day).is_none()
    }

    /// The n-th working day after a day, or before it when n is negative; with 0, the day itself or the next working day.
    ///
    /// ```
    /// use calendar::Calendar;
    /// use jiff::civil::date;
    /// let reached = Calendar::built_in().add_working_days(date(2025, 8, 29), 1);
    /// assert_eq!(reached.day, date(2025, 9, 3));
    /// assert_eq!(reached.skipped[2].1.name, "Quốc khánh");
    /// ```
    pub fn add_working_days(&self, from: Date, n: i32) -> Explained {
        let mut reached = Explained {
            day: from,
            skipped: Vec::new(),
        };
        let step = if n < 0 { (-1).days() } else { 1.day() };
        let mut left = n.unsigned_abs();
        if n == 0 {
            let Some(off) = self.day_off(from) else { return reached };
            reached.skipped.push((from, off));
            left = 1;
        }
        while left > 0 {
            let Ok(next) = reached.day.checked_add(step) else { break };
            reached.day = next;
            match self.day_off(next) {
                Some(off) => reached.skipped.push((next, off)),
                None => left -= 1,
            }
        }
        reached
    }

    /// How many working days lie after `from`, up to and including `to`; 0 when `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut day = from;
        let mut count = 0;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_working_day(day));
        }
        count
    }

    /// All days off of a span that are not mere weekly rest, with their reasons.
    pub fn holidays_between(&self, from: Date, to: Date) -> BTreeMap<Date, DayOff> {
        let days = std::iter::successors(Some(from), |d| d.tomorrow().ok()).take_while(|d| *d <= to);
        days.filter_map(|d| Some((d, self.day_off(d)?)))
            .filter(|(_, off)| off.kind != OffKind::Rest)
            .collect()
    }

    fn weekly_rest(&self, day: Date) -> Option<DayOff> {
        let weekday = day.weekday().to_monday_one_offset();
        let rest = self
            .rest
            .iter()
            .find(|r| r.rule.holds_on(day) && r.weekdays.contains(&weekday))?;
        Some(rest.rule.day_off(OffKind::Rest, &rest.name))
    }

    fn lay_out(table: Table) -> Self {
        let mut calendar = Self {
            rest: table.rest,
            ..Self::default()
        };
        for (holiday, year) in table.holiday.iter().flat_map(|h| YEARS.map(move |y| (h, y))) {
            for (day, off) in holiday.days_of(year, &table.announced) {
                calendar.special.entry(day).or_insert(off);
            }
        }
        for exchange in &table.exchange {
            calendar
                .special
                .entry(exchange.off)
                .or_insert_with(|| exchange.day_off());
            calendar.worked.insert(exchange.work);
        }
        calendar.give_back_rest(&table.compensation);
        calendar
    }

    /// Rest that falls on a holiday is given back on the next working day.
    fn give_back_rest(&mut self, rules: &[Compensation]) {
        let holidays: Vec<(Date, DayOff)> = self.special.iter().map(|(day, off)| (*day, off.clone())).collect();
        for (day, holiday) in holidays {
            let Some(rule) = rules.iter().find(|c| c.rule.holds_on(day)) else {
                continue;
            };
            if holiday.kind != OffKind::Holiday || self.weekly_rest(day).is_none() {
                continue;
            }
            let mut later = std::iter::successors(day.tomorrow().ok(), |d| d.tomorrow().ok());
            let Some(free) = later.find(|d| self.is_working_day(*d) && !self.worked.contains(d)) else {
                continue;
            };
            let mut off = rule
                .rule
                .day_off(OffKind::Compensation, &format!("{} {}", rule.name, holiday.name));
            off.assumed = holiday.assumed;
            off.from_memory |= holiday.from_memory;
            self.special.insert(free, off);
        }
    }
}

impl Holiday {
    /// Its days in a year, by announcement or by the usual pattern.
    fn days_of(&self, year: i16, announced: &[Announced]) -> Vec<(Date, DayOff)> {
        let Some(main) = self.main_day(year).filter(|day| self.rule.holds_on(*day)) else {
            return Vec::new();
        };
        let near = |a: &&Announced| a.holiday == self.rule.id && days_between(a.from, main).abs() <= 15;
        let announced = announced.iter().find(near);
        let mut off = self.rule.day_off(OffKind::Holiday, &self.name);
        off.assumed = self.announced_yearly && announced.is_none();
        if let Some(announced) = announced {
            off.from_memory = announced.from_memory;
            if !announced.legal_basis.is_empty() {
                off.legal_basis.clone_from(&announced.legal_basis);
            }
        }
        let first = announced.map_or_else(|| main.saturating_add(self.starts.days()), |a| a.from);
        let length = announced.map_or(self.days, |a| a.days);
        (0..length)
            .map(|i| (first.saturating_add(i.days()), off.clone()))
            .collect()
    }

    /// The day the holiday is named for, in the lunar or solar year.
    fn main_day(&self, year: i16) -> Option<Date> {
        let split = |text: &str| -> Option<(i8, i8)> {
            let (month, day) = text.split_once('-')?;
            Some((month.parse().ok()?, day.parse().ok()?))
        };
        if let Some((month, day)) = self.solar.as_deref().and_then(split) {
            return Date::new(year, month, day).ok();
        }
        let (month, day) = split(self.lunar.as_deref()?)?;
        lunar::to_civil(year, month, day)
    }
}

impl Exchange {
    fn day_off(&self) -> DayOff {
        DayOff {
            kind: OffKind::Exchange,
            name: format!(
                "Hoán đổi, làm bù ngày {}/{}/{}",
                self.work.day(),
                self.work.month(),
                self.work.year()
            ),
            legal_basis: self.legal_basis.clone(),
            assumed: false,
            from_memory: self.from_memory,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn off_days(from: Date, to: Date) -> Vec<i8> {
        let calendar = Calendar::built_in();
        let days = std::iter::successors(Some(from), |d| d.tomorrow().ok()).take_while(|d| *d <= to);
        days.filter(|d| !calendar.is_working_day(*d)).map(Date::day).collect()
    }

    #[test]
    fn tet_with_its_compensation() {
        assert_eq!(
            off_days(date(2021, 2, 8), date(2021, 2, 18)),
            [10, 11, 12, 13, 14, 15, 16]
        );
        assert_eq!(
            off_days(date(2023, 1, 19), date(2023, 1, 29)),
            [20, 21, 22, 23, 24, 25, 26, 28, 29]
        );
        assert_eq!(
            off_days(date(2024, 2, 5), date(2024, 2, 16)),
            [8, 9, 10, 11, 12, 13, 14]
        );
        assert_eq!(
            off_days(date(2025, 1, 24), date(2025, 2, 3)),
            [25, 26, 27, 28, 29, 30, 31, 1, 2]
        );
        assert_eq!(
            off_days(date(2026, 2, 13), date(2026, 2, 23)),
            [14, 15, 16, 17, 18, 19, 20, 21, 22]
        );
    }

    #[test]
    fn exchanged_days() {
        let calendar = Calendar::built_in();
        assert!(!calendar.is_working_day(date(2025, 5, 2)));
        assert!(calendar.is_working_day(date(2025, 4, 26)));
        assert_eq!(off_days(date(2026, 8, 22), date(2026, 9, 4)), [23, 29, 30, 31, 1, 2]);
    }

    #[test]
    fn a_holiday_on_a_sunday_is_given_back_on_monday() {
        let off = Calendar::built_in().day_off(date(2023, 1, 2)).expect("off");
        assert_eq!(
            (off.kind, off.name.as_str()),
            (OffKind::Compensation, "Nghỉ bù Tết Dương lịch")
        );
        assert!(!off.legal_basis.is_empty());
    }

    #[test]
    fn a_year_without_announcement_is_marked() {
        let tet = Calendar::built_in().day_off(date(2035, 2, 8)).expect("new year 2035");
        assert!(tet.assumed);
        assert!(!Calendar::built_in().day_off(date(2035, 1, 1)).expect("off").assumed);
    }

    #[test]
    fn an_office_adds_its_table() {
        let own =
            "[[holiday]]\nid = \"ngay-rieng\"\nname = \"Ngày riêng\"\nsolar = \"11-24\"\nvalid_from = 2026-01-01\n";
        let own = own.replace("2026-01-01", "\"2026-01-01\"");
        let calendar = Calendar::with_office_table(&own).expect("a calendar");
        assert_eq!(
            calendar.day_off(date(2026, 11, 24)).map(|o| o.name),
            Some("Ngày riêng".to_owned())
        );
        assert!(Calendar::built_in().is_working_day(date(2026, 11, 24)));
        assert_eq!(calendar.day_off(date(2025, 11, 24)), None);
    }

    #[test]
    fn bad_tables_are_refused() {
        let no_day = "[[holiday]]\nid = \"x\"\nname = \"X\"\nsolar = \"13-45\"\nvalid_from = \"2026-01-01\"\n";
        assert!(matches!(Calendar::from_tables([no_day]), Err(TableError::NoDay(_))));
        let unknown = "[[announced]]\nholiday = \"x\"\nfrom = \"2026-01-01\"\ndays = 1\n";
        assert!(matches!(
            Calendar::from_tables([unknown]),
            Err(TableError::UnknownHoliday(_))
        ));
        assert!(matches!(
            Calendar::from_tables(["holiday = 3"]),
            Err(TableError::Unreadable(_))
        ));
    }

    #[test]
    fn counting_forth_and_back() {
        let calendar = Calendar::built_in();
        let start = date(2026, 2, 12);
        for n in 1..300 {
            let forth = calendar.add_working_days(start, n).day;
            assert_eq!(calendar.add_working_days(forth, -n).day, start, "{n}");
            assert_eq!(calendar.working_days_between(start, forth), n.unsigned_abs());
        }
    }

    #[test]
    fn zero_days_is_the_day_itself_or_the_next_working_day() {
        let calendar = Calendar::built_in();
        assert_eq!(calendar.add_working_days(date(2025, 11, 20), 0).day, date(2025, 11, 20));
        let moved = calendar.add_working_days(date(2025, 11, 22), 0);
        assert_eq!((moved.day, moved.skipped.len()), (date(2025, 11, 24), 2));
    }
}
