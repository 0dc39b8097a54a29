//! Tables of counts, and lists of events, as series: one a place and category, one count a week or month.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::{Date, date};
use statistics::season::Interval;
use statistics::source::Source;

use super::table_input::{CATEGORY, COUNT, DATE, Fault, InputFault, PLACE, PROVINCE, Row, SOURCE, Table};

/// Length of the periods that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Period {
    /// A day; only as the step of a table.
    #[value(skip)]
    Day,
    /// Seven days.
    Week,
    /// A month of the calendar.
    Month,
}

/// What to do with periods that have no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Gaps {
    /// Name them and stop.
    Error,
    /// Count them as zero.
    Zero,
}

/// Options of commands over series: how events are counted.
#[derive(Debug, Args)]
pub(crate) struct CountOptions {
    /// Kỳ đếm: week (tuần) hoặc month (tháng) [mặc định: month].
    #[arg(
        long,
        value_enum,
        value_name = "KỲ",
        default_value = "month",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub period: Period,
    /// Kỳ không có dòng nào: error (báo lỗi) hoặc zero (tính là 0) [mặc định: error].
    #[arg(
        long,
        value_enum,
        value_name = "CÁCH",
        default_value = "error",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub gaps: Gaps,
    /// Danh sách địa bàn CSV (địa bàn, tỉnh): địa bàn không có trong đó là lỗi.
    #[arg(long, value_name = "TỆP")]
    pub places: Option<PathBuf>,
}

/// Series on a common calendar.
#[derive(Debug)]
pub(crate) struct CountSeries {
    /// Length of a period.
    pub period: Period,
    /// All series end with the same period.
    pub series: Vec<OneSeries>,
    /// Whether events say how they came to be known.
    pub has_source: bool,
    grid: Grid,
    last: i64,
}

/// One place and category.
#[derive(Debug, Clone)]
pub(crate) struct OneSeries {
    /// Name of the place.
    pub place: String,
    /// The place above it, where the table says.
    pub province: Option<String>,
    /// Category, where the table has several.
    pub category: Option<String>,
    /// Events reported by people, one count a period, the latest last.
    pub reported: Vec<u32>,
    /// Events that patrol and control discovered, over the same periods.
    pub discovered: Vec<u32>,
    /// Days on which events were reported, over the same periods; none where the table does not tell days.
    pub days: Option<Vec<u32>>,
}

/// Periods numbered through: days from 1/1/1970, weeks from the first of a weekday, months from the year 0.
#[derive(Debug, Clone, Copy)]
struct Grid {
    period: Period,
    /// Of weeks: days from 1/1/1970 to the first day of a week.
    offset: i64,
}

impl Grid {
    fn number(self, day: Date) -> i64 {
        match self.period {
            Period::Day => days(day),
            Period::Week => (days(day) - self.offset).div_euclid(7),
            Period::Month => i64::from(day.year()) * 12 + i64::from(day.month()) - 1,
        }
    }

    fn first_day(self, number: i64) -> Date {
        match self.period {
            Period::Day => day(number),
            Period::Week => day(number * 7 + self.offset),
            Period::Month => {
                let year = i16::try_from(number.div_euclid(12)).unwrap_or(i16::MAX);
                let month = i8::try_from(number.rem_euclid(12) + 1).unwrap_or(1);
                Date::new(year, month, 1).unwrap_or(Date::MAX)
            }
        }
    }
}

fn days(day: Date) -> i64 {
    i64::from((day - date(1970, 1, 1)).get_days())
}

fn day(days: i64) -> Date {
    date(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .unwrap_or(Date::MAX)
}

/// A row, read.
struct Counted<'t> {
    row: &'t Row,
    day: Date,
    series: usize,
    source: Source,
    count: u32,
}

impl CountSeries {
    /// Reads the series of a table: columns day, place, category, count and source, of which only the day is a must. A
    /// table without counts is a list of events. Where there is a list of places, others are a fault.
    pub(crate) fn of(table: &Table, asked: &CountOptions) -> Result<Self, InputFault> {
        let CountOptions { period, gaps, places } = asked;
        let (period, gaps) = (*period, *gaps);
        let places = places.as_deref().map(Places::read).transpose()?;
        let (mut series, rows) = counted(table, places.as_ref())?;
        let has_counts = table.optional(COUNT).is_some();
        let step = step(table, &rows, has_counts)?;
        if step.period > period {
            return Err(table.fault(None, Fault::TooCoarse));
        }
        if has_counts {
            check_order(table, &rows, step)?;
        }
        let known = known(&rows, step, series.len());
        // The day after the last step that any row speaks of: until then the table is complete.
        let until = known
            .iter()
            .filter_map(|known| known.last())
            .max()
            .copied()
            .unwrap_or(0);
        let grid = Grid {
            period,
            offset: if step.period == Period::Week {
                step.offset
            } else {
                MONDAY
            },
        };
        let last = complete_until(grid, step.first_day(until + 1));
        let earliest = known
            .iter()
            .filter_map(|known| known.first())
            .min()
            .copied()
            .unwrap_or(0);
        for (of, known) in series.iter_mut().zip(&known) {
            let begins = if has_counts {
                known.first().copied().unwrap_or(earliest)
            } else {
                earliest
            };
            if has_counts && gaps == Gaps::Error {
                check_gaps(table, of, known, until, step)?;
            }
            let first = complete_from(grid, step.first_day(begins));
            let periods = usize::try_from(last - first + 1).unwrap_or(0);
            of.reported = vec![0; periods];
            of.discovered = vec![0; periods];
            of.days = (step.period == Period::Day).then(|| vec![0; periods]);
        }
        let place = |of: &OneSeries, day: Date| {
            let back = usize::try_from(last - grid.number(day)).ok()?;
            of.reported.len().checked_sub(back + 1)
        };
        let mut days_seen = HashSet::new();
        for row in &rows {
            let of = &mut series[row.series];
            let Some(place) = place(of, row.day) else { continue };
            let counts = match row.source {
                Source::Reported => &mut of.reported,
                Source::Discovered => &mut of.discovered,
            };
            counts[place] = counts[place].saturating_add(row.count);
            let is_reported = row.source == Source::Reported && row.count > 0;
            if let Some(days) = of.days.as_mut().filter(|_| is_reported)
                && days_seen.insert((row.series, row.day))
            {
                days[place] += 1;
            }
        }
        Ok(Self {
            period,
            series,
            has_source: table.optional(SOURCE).is_some(),
            grid,
            last,
        })
    }

    /// Periods of a year.
    pub(crate) fn frequency(&self) -> usize {
        match self.period {
            Period::Day => 365,
            Period::Week => 52,
            Period::Month => 12,
        }
    }

    /// First day of the period so many after the last one (0), or before it.
    pub(crate) fn first_day(&self, after: i64) -> Date {
        self.grid.first_day(self.last + after)
    }

    /// All periods, from the first that any series has, and so many after the last one.
    pub(crate) fn intervals(&self, after: u8) -> Vec<Interval> {
        let longest = self.series.iter().map(|series| series.reported.len()).max();
        let before = i64::try_from(longest.unwrap_or(0)).unwrap_or(0);
        let interval = |at: i64| {
            let first = self.first_day(at);
            let length = days(self.first_day(at + 1)) - days(first);
            Interval {
                first,
                days: u16::try_from(length).unwrap_or(1).max(1),
            }
        };
        (1 - before..=i64::from(after)).map(interval).collect()
    }

    /// Place in the year, from 0, of a period so many before the last one.
    pub(crate) fn period_of_year(&self, back: i64) -> usize {
        match self.period {
            Period::Month => usize::try_from((self.last - back).rem_euclid(12)).unwrap_or(0),
            // Weeks are counted on from any: a season of weeks drifts by a day a year, which no wave of a year notices.
            Period::Day | Period::Week => {
                let year = i64::try_from(self.frequency()).unwrap_or(1);
                usize::try_from((self.last - back).rem_euclid(year)).unwrap_or(0)
            }
        }
    }

    /// For the period `back` before the last one: the same of past years, as periods before the last one.
    pub(crate) fn same_of_past_years(&self, back: i64, years: i16) -> Vec<i64> {
        let now = self.first_day(-back);
        (0..=years)
            .map(|year| match self.period {
                Period::Month => back + 12 * i64::from(year),
                Period::Day | Period::Week => {
                    let same = now.checked_sub(jiff::Span::new().years(year)).unwrap_or(Date::MIN);
                    let apart = days(now) - days(same);
                    let length = if self.period == Period::Week { 7 } else { 1 };
                    back + (apart + length / 2).div_euclid(length)
                }
            })
            .collect()
    }
}

impl OneSeries {
    /// What the series is called: place and category.
    pub(crate) fn name(&self) -> String {
        match &self.category {
            Some(category) => format!("{}, {category}", self.place),
            None => self.place.clone(),
        }
    }
}

/// 5/1/1970 is a Monday.
const MONDAY: i64 = 4;

/// A list of places: what may stand in a table, and the provinces they belong to.
#[derive(Debug)]
struct Places {
    known: BTreeMap<String, usize>,
    provinces: Vec<Option<String>>,
}

impl Places {
    fn read(file: &Path) -> Result<Self, InputFault> {
        let table = Table::read(file)?;
        let (place, province) = (table.column(PLACE)?, table.optional(PROVINCE));
        let mut places = Self {
            known: BTreeMap::new(),
            provinces: Vec::new(),
        };
        for row in table.rows() {
            let province = province.map(|column| table.text(row, column)).transpose()?;
            places
                .known
                .insert(table.text(row, place)?.to_owned(), places.provinces.len());
            places.provinces.push(province.map(str::to_owned));
        }
        Ok(places)
    }
}

/// The series named in a table, without counts yet, and its rows.
fn counted<'t>(table: &'t Table, places: Option<&Places>) -> Result<(Vec<OneSeries>, Vec<Counted<'t>>), InputFault> {
    let day = table.column(DATE)?;
    let [place, province, category, count, source] =
        [PLACE, PROVINCE, CATEGORY, COUNT, SOURCE].map(|named| table.optional(named));
    let mut series: Vec<OneSeries> = Vec::new();
    let mut known: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut provinces: HashMap<String, String> = HashMap::new();
    let mut rows = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let text = |column| table.text(row, column).map(str::to_owned);
        let listed = match (places, place) {
            (Some(places), Some(column)) => places.provinces[table.place(row, column, &places.known)?].clone(),
            _ => None,
        };
        let place = place.map_or_else(|| Ok(WHOLE.to_owned()), text)?;
        let category = category.map(text).transpose()?;
        let province = province.map(text).transpose()?.or(listed);
        if let Some(province) = &province {
            let before = provinces.entry(place.clone()).or_insert_with(|| province.clone());
            if before != province {
                return Err(table.fault_at(row, Fault::TwoProvinces(crate::screen::printable(&place))));
            }
        }
        let key = (place, category);
        let at = *known.entry(key.clone()).or_insert_with(|| {
            series.push(OneSeries {
                place: key.0,
                province,
                category: key.1,
                reported: Vec::new(),
                discovered: Vec::new(),
                days: None,
            });
            series.len() - 1
        });
        rows.push(Counted {
            row,
            day: table.date(row, day)?,
            series: at,
            source: table.source(row, source)?,
            count: count.map_or(Ok(1), |count| table.count(row, count))?,
        });
    }
    Ok((series, rows))
}

/// The place of a table without places.
const WHOLE: &str = "Toàn địa bàn";

/// The step of a table: months where all days are the first of one, weeks where all are one weekday, else days. One day in
/// twenty that does not fit is a fault, not a step.
fn step(table: &Table, rows: &[Counted], has_counts: bool) -> Result<Grid, InputFault> {
    let daily = Grid {
        period: Period::Day,
        offset: 0,
    };
    if !has_counts {
        return Ok(daily);
    }
    let mut weekdays = [0_usize; 7];
    for row in rows {
        weekdays[usize::try_from(days(row.day).rem_euclid(7)).unwrap_or(0)] += 1;
    }
    let (weekday, fitting) = weekdays
        .into_iter()
        .enumerate()
        .max_by_key(|(_, rows)| *rows)
        .unwrap_or((0, 0));
    let firsts = rows.iter().filter(|row| row.day.day() == 1).count();
    let is_most = |fitting: usize| fitting * 20 >= rows.len() * 19;
    let stray = |is_fitting: &dyn Fn(&Counted) -> bool| match rows.iter().find(|row| !is_fitting(row)) {
        Some(stray) => Err(table.fault_at(stray.row, Fault::OffGrid(stray.day))),
        None => Ok(()),
    };
    if is_most(firsts) {
        stray(&|row| row.day.day() == 1)?;
        return Ok(Grid {
            period: Period::Month,
            offset: 0,
        });
    }
    if is_most(fitting) {
        let offset = i64::try_from(weekday).unwrap_or(0);
        stray(&|row| days(row.day).rem_euclid(7) == offset)?;
        return Ok(Grid {
            period: Period::Week,
            offset,
        });
    }
    Ok(daily)
}

/// Each series in the order of its days, and no day twice.
fn check_order(table: &Table, rows: &[Counted], step: Grid) -> Result<(), InputFault> {
    let mut last: HashMap<(usize, Source), Date> = HashMap::new();
    let mut lines: HashMap<(usize, Source, i64), u64> = HashMap::new();
    for row in rows {
        let (series, source) = (row.series, row.source);
        if let Some(first) = lines.insert((series, source, step.number(row.day)), row.row.line) {
            return Err(table.fault_at(row.row, Fault::Duplicate(first)));
        }
        match last.insert((series, source), row.day) {
            Some(after) if after > row.day => {
                let date = row.day;
                return Err(table.fault_at(row.row, Fault::OutOfOrder { date, after }));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Steps that each series has rows of, in order.
fn known(rows: &[Counted], step: Grid, series: usize) -> Vec<Vec<i64>> {
    let mut known: Vec<BTreeSet<i64>> = vec![BTreeSet::new(); series];
    for row in rows {
        known[row.series].insert(step.number(row.day));
    }
    known.into_iter().map(|known| known.into_iter().collect()).collect()
}

fn check_gaps(table: &Table, series: &OneSeries, known: &[i64], until: i64, step: Grid) -> Result<(), InputFault> {
    let next = known.iter().skip(1).copied().chain([until + 1]);
    for (&number, next) in known.iter().zip(next) {
        if next != number + 1 {
            let fault = Fault::Gap {
                from: step.first_day(number + 1),
                periods: usize::try_from(next - number - 1).unwrap_or(0),
                series: crate::screen::printable(&series.name()),
            };
            return Err(table.fault(None, fault));
        }
    }
    Ok(())
}

/// The last period that ends before a day.
fn complete_until(grid: Grid, day: Date) -> i64 {
    grid.number(day) - 1
}

/// The first period that begins on a day or later.
fn complete_from(grid: Grid, day: Date) -> i64 {
    let number = grid.number(day);
    if grid.first_day(number) == day {
        number
    } else {
        number + 1
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn read(text: &str, period: Period) -> Result<CountSeries, String> {
        let table = Table::parse("so.csv", text).unwrap();
        let asked = CountOptions {
            period,
            gaps: Gaps::Error,
            places: None,
        };
        CountSeries::of(&table, &asked).map_err(|fault| fault.to_string())
    }

    fn months(cells: &[&str]) -> String {
        let mut text = "tháng,địa bàn,số vụ\n".to_owned();
        for cell in cells {
            writeln!(text, "{cell}").unwrap();
        }
        text
    }

    #[test]
    fn months_of_two_places() {
        let text = months(&["2025-01,A,3", "2025-01,B,1", "2025-02,A,4", "2025-02,B,0"]);
        let read = read(&text, Period::Month).unwrap();
        assert_eq!(read.series.len(), 2);
        assert_eq!(read.series[0].reported, [3, 4]);
        assert_eq!(read.series[1].reported, [1, 0]);
        assert_eq!(read.first_day(0), date(2025, 2, 1));
        assert_eq!(read.first_day(1), date(2025, 3, 1));
        assert_eq!(read.period_of_year(0), 1);
    }

    #[test]
    fn faults_are_named_with_their_line() {
        for (cells, line) in [
            (&["2025-01,A,3", "2025-02,A,4", "2025-02,A,4"][..], Some(4)),
            (&["2025-02,A,3", "2025-01,A,4"][..], Some(3)),
            (&["2025-01,A,3", "2025-03,A,4"][..], None),
            (&["2025-01,A,3", "2025-02,A,4", "2025-01,B,4"][..], None),
        ] {
            let told = read(&months(cells), Period::Month).unwrap_err();
            let place = line.map_or_else(|| "so.csv: ".to_owned(), |line| format!("so.csv, dòng {line}: "));
            assert!(told.starts_with(&place), "{told}");
        }
        let told = read(&months(&["2025-01,A,3"]), Period::Week).unwrap_err();
        assert!(told.contains("tháng"), "{told}");
    }

    #[test]
    fn a_day_between_two_weeks_is_a_fault() {
        let mut text = "ngày,số vụ\n".to_owned();
        for week in 0..30 {
            let monday = day(MONDAY + 7 * week + i64::from(week == 20));
            writeln!(text, "{monday},1").unwrap();
        }
        let told = read(&text, Period::Week).unwrap_err();
        assert!(told.starts_with("so.csv, dòng 22: "), "{told}");
    }

    #[test]
    fn a_list_of_events_is_counted_in_complete_weeks() {
        // From Wednesday 1/1/2025: the first whole week begins on 6/1; the last event is on Sunday 19/1.
        let text =
            "ngày,nguồn\n01/01/2025,trình báo\n06/01/2025,trình báo\n19/01/2025,phát hiện\n12/01/2025,trình báo\n";
        let read = read(text, Period::Week).unwrap();
        assert_eq!(read.series[0].reported, [2, 0]);
        assert_eq!(read.series[0].discovered, [0, 1]);
        assert_eq!(read.first_day(-1), date(2025, 1, 6));
    }

    #[test]
    fn the_same_week_of_a_past_year_is_the_nearest_one() {
        let mut text = "ngày,số vụ\n".to_owned();
        for week in 0..120 {
            writeln!(text, "{},1", day(MONDAY + 7 * week)).unwrap();
        }
        let read = read(&text, Period::Week).unwrap();
        assert_eq!(read.same_of_past_years(0, 2), [0, 52, 104]);
        assert_eq!(read.same_of_past_years(3, 1), [3, 55]);
    }
}
