//! A table of counts or events as what a scan needs: places with coordinates, intervals, counts of each category.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use jiff::civil::Date;
use statistics::scan::{Grid, MOST_PLACES, Position};
use statistics::season::Interval;
use statistics::source::Source;

use super::count_series::{CountOptions, CountSeries, Gaps, OneSeries};
use super::table_input::{CATEGORY, COUNT, DATE, Fault, InputFault, LATITUDE, LONGITUDE, PLACE, Row, SOURCE, Table};

/// What a scan looks at.
#[derive(Debug)]
pub(super) struct ScanInput {
    /// Names of the places.
    pub places: Vec<String>,
    /// Latitude and longitude of each.
    pub positions: Vec<Position>,
    /// The intervals, in order.
    pub intervals: Vec<Interval>,
    /// Counts of each category, in the order of the table.
    pub categories: Vec<Category>,
    /// Whether events say how they came to be known.
    pub has_source: bool,
}

/// Counts of a category by place and interval.
#[derive(Debug)]
pub(super) struct Category {
    /// Its name, where the table has categories.
    pub name: Option<String>,
    /// Events reported by people: what is scanned.
    pub reported: Grid<u32>,
    /// Events discovered by patrol and control: only told beside.
    pub discovered: Grid<u32>,
    /// For each place, the days of reported events as far as the table tells them, and how many.
    pub days: Vec<Vec<(Date, u32)>>,
}

/// Places with their coordinates, in order.
#[derive(Debug, Default)]
struct Places {
    names: Vec<String>,
    positions: Vec<Position>,
    lines: Vec<u64>,
    known: BTreeMap<String, usize>,
}

impl ScanInput {
    /// Reads a table; coordinates stand in a list of places or in the table itself.
    pub(super) fn of(table: &Table, asked: &CountOptions) -> Result<Self, InputFault> {
        table.column(PLACE)?;
        let places = match &asked.places {
            Some(file) => Places::listed(file)?,
            None => Places::of(table)?,
        };
        let counts = CountSeries::of(table, asked)?;
        let times = counts
            .series
            .iter()
            .map(|series| series.reported.len())
            .max()
            .unwrap_or(0);
        if times == 0 || places.names.len() > MOST_PLACES {
            return Err(table.fault(None, Fault::Empty));
        }
        let has_counts = table.optional(COUNT).is_some();
        if has_counts && asked.gaps == Gaps::Error {
            check_begin(table, &counts, times)?;
        }
        let mut categories: Vec<Category> = Vec::new();
        for series in &counts.series {
            let at = at_category(&mut categories, series, places.names.len(), times);
            let Some(&place) = places.known.get(&series.place) else {
                continue;
            };
            let from = times - series.reported.len();
            categories[at].reported.row_mut(place)[from..].copy_from_slice(&series.reported);
            categories[at].discovered.row_mut(place)[from..].copy_from_slice(&series.discovered);
        }
        if has_counts && asked.gaps == Gaps::Error {
            check_complete(table, &counts, &places, &categories, times)?;
        }
        let intervals: Vec<Interval> = (0..times)
            .map(|time| {
                let back = |time: usize| i64::try_from(time).unwrap_or(0) - i64::try_from(times - 1).unwrap_or(0);
                let first = counts.first_day(back(time));
                let days = (counts.first_day(back(time) + 1) - first).get_days();
                Interval {
                    first,
                    days: u16::try_from(days).unwrap_or(1),
                }
            })
            .collect();
        days_of_events(table, &places, &mut categories, intervals[0].first)?;
        Ok(Self {
            places: places.names,
            positions: places.positions,
            intervals,
            categories,
            has_source: counts.has_source,
        })
    }

    /// The last day of an interval.
    pub(super) fn last_day(&self, interval: usize) -> Date {
        let of = self.intervals[interval];
        let days = jiff::Span::new().days(i64::from(of.days) - 1);
        of.first.checked_add(days).unwrap_or(of.first)
    }
}

impl Category {
    /// Days of the reported events in places and from a day to another, one entry an event.
    pub(super) fn days_in(&self, places: &[usize], from: Date, to: Date) -> Vec<Date> {
        let of_places = places.iter().flat_map(|&place| &self.days[place]);
        of_places
            .filter(|(day, _)| (from..=to).contains(day))
            .flat_map(|&(day, count)| std::iter::repeat_n(day, count as usize))
            .collect()
    }
}

impl Places {
    /// A list of places, each once.
    fn listed(file: &Path) -> Result<Self, InputFault> {
        let table = Table::read(file)?;
        let (place, latitude, longitude) = (table.column(PLACE)?, table.column(LATITUDE)?, table.column(LONGITUDE)?);
        let mut places = Self::default();
        for row in table.rows() {
            let name = table.text(row, place)?;
            if let Some(&before) = places.known.get(name) {
                return Err(table.fault_at(row, Fault::PlaceTwice(places.lines[before])));
            }
            let position = Position {
                first: table.number(row, latitude, -90.0..=90.0)?,
                second: table.number(row, longitude, -180.0..=180.0)?,
            };
            places.add(name, position, row);
        }
        Ok(places)
    }

    /// The places of a table of counts that has coordinates on every row.
    fn of(table: &Table) -> Result<Self, InputFault> {
        let place = table.column(PLACE)?;
        let (Some(latitude), Some(longitude)) = (table.optional(LATITUDE), table.optional(LONGITUDE)) else {
            return Err(table.fault(None, Fault::NoCoordinates));
        };
        let mut places = Self::default();
        for row in table.rows() {
            let name = table.text(row, place)?;
            let position = Position {
                first: table.number(row, latitude, -90.0..=90.0)?,
                second: table.number(row, longitude, -180.0..=180.0)?,
            };
            match places.known.get(name) {
                Some(&known) if places.positions[known] != position => {
                    return Err(table.fault_at(row, Fault::TwoPositions(places.lines[known])));
                }
                Some(_) => {}
                None => places.add(name, position, row),
            }
        }
        Ok(places)
    }

    fn add(&mut self, name: &str, position: Position, row: &Row) {
        self.known.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.positions.push(position);
        self.lines.push(row.line);
    }
}

fn at_category(categories: &mut Vec<Category>, series: &OneSeries, places: usize, times: usize) -> usize {
    let known = categories.iter().position(|category| category.name == series.category);
    known.unwrap_or_else(|| {
        categories.push(Category {
            name: series.category.clone(),
            reported: Grid::new(places, times),
            discovered: Grid::new(places, times),
            days: vec![Vec::new(); places],
        });
        categories.len() - 1
    })
}

/// A series that begins later than others has a gap before it: nobody knows whether nothing happened.
fn check_begin(table: &Table, counts: &CountSeries, times: usize) -> Result<(), InputFault> {
    let late = counts.series.iter().find(|series| series.reported.len() < times);
    late.map_or(Ok(()), |series| {
        Err(gap(table, counts, times, times - series.reported.len(), &series.name()))
    })
}

/// Every place has a series of every category.
fn check_complete(
    table: &Table,
    counts: &CountSeries,
    places: &Places,
    categories: &[Category],
    times: usize,
) -> Result<(), InputFault> {
    let seen: HashSet<(&str, Option<&str>)> = counts
        .series
        .iter()
        .map(|series| (series.place.as_str(), series.category.as_deref()))
        .collect();
    for category in categories {
        for name in &places.names {
            if !seen.contains(&(name.as_str(), category.name.as_deref())) {
                let told = match &category.name {
                    Some(category) => format!("{name}, {category}"),
                    None => name.clone(),
                };
                return Err(gap(table, counts, times, times, &told));
            }
        }
    }
    Ok(())
}

fn gap(table: &Table, counts: &CountSeries, times: usize, missing: usize, series: &str) -> InputFault {
    let first = 1 - i64::try_from(times).unwrap_or(0);
    table.fault(
        None,
        Fault::Gap {
            from: counts.first_day(first),
            periods: missing,
            series: crate::screen::printable(series),
        },
    )
}

/// The days on which events were reported: the dates of rows. Of a table of weeks or months these are their first days, so
/// that never more days are told than there were.
fn days_of_events(table: &Table, places: &Places, categories: &mut [Category], from: Date) -> Result<(), InputFault> {
    let (day, place) = (table.column(DATE)?, table.column(PLACE)?);
    let [category, count, source] = [CATEGORY, COUNT, SOURCE].map(|named| table.optional(named));
    for row in table.rows() {
        let count = count.map_or(Ok(1), |count| table.count(row, count))?;
        let date = table.date(row, day)?;
        if count == 0 || date < from || table.source(row, source)? != Source::Reported {
            continue;
        }
        let name = category.map(|category| table.text(row, category)).transpose()?;
        let of = categories.iter_mut().find(|of| of.name.as_deref() == name);
        if let (Some(of), Some(&place)) = (of, places.known.get(table.text(row, place)?)) {
            of.days[place].push((date, count));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use jiff::civil::date;

    use super::super::count_series::Period;
    use super::*;

    fn read(text: &str, gaps: Gaps) -> Result<ScanInput, String> {
        let table = Table::parse("so.csv", text).unwrap();
        let asked = CountOptions {
            period: Period::Week,
            gaps,
            places: None,
        };
        ScanInput::of(&table, &asked).map_err(|fault| fault.to_string())
    }

    const HEADING: &str = "tuần,địa bàn,vĩ độ,kinh độ,loại,số vụ,nguồn\n";

    fn weeks(rows: &[&str]) -> String {
        rows.iter().fold(HEADING.to_owned(), |mut text, row| {
            writeln!(text, "{row}").unwrap();
            text
        })
    }

    #[test]
    fn counts_are_put_in_order_of_places_intervals_and_categories() {
        let text = weeks(&[
            "2025-W01,A,14.1,108.1,trộm,3,trình báo",
            "2025-W02,A,14.1,108.1,trộm,0,trình báo",
            "2025-W02,A,14.1,108.1,trộm,7,phát hiện",
            "2025-W01,B,14.2,108.2,trộm,1,trình báo",
            "2025-W02,B,14.2,108.2,trộm,2,trình báo",
        ]);
        let input = read(&text, Gaps::Zero).unwrap();
        assert_eq!(input.places, ["A", "B"]);
        assert_eq!(
            input.positions[1],
            Position {
                first: 14.2,
                second: 108.2
            }
        );
        assert_eq!(
            input.intervals[0],
            Interval {
                first: date(2024, 12, 30),
                days: 7
            }
        );
        assert_eq!(input.last_day(1), date(2025, 1, 12));
        let theft = &input.categories[0];
        assert_eq!(theft.name.as_deref(), Some("trộm"));
        assert_eq!(
            (theft.reported.row(0), theft.reported.row(1)),
            (&[3, 0][..], &[1, 2][..])
        );
        assert_eq!(theft.discovered.row(0), [0, 7]);
        // Days: of the place alone, reported, within the bounds; a week counts as its first day.
        assert_eq!(
            theft.days_in(&[0], date(2024, 12, 30), date(2025, 1, 12)),
            [date(2024, 12, 30); 3]
        );
        assert_eq!(
            theft.days_in(&[1], date(2025, 1, 6), date(2025, 1, 12)),
            [date(2025, 1, 6); 2]
        );
    }

    #[test]
    fn faults_of_places_are_named() {
        for (rows, wanted) in [
            (
                &[
                    "2025-W01,A,14.1,108.1,x,3,trình báo",
                    "2025-W02,A,14.2,108.1,x,3,trình báo",
                ][..],
                "so.csv, dòng 3: ",
            ),
            (&["2025-W01,A,914.1,108.1,x,3,trình báo"][..], "so.csv, dòng 2: "),
            (
                &[
                    "2025-W01,A,14.1,108.1,x,3,trình báo",
                    "2025-W01,B,14.2,108.1,y,3,trình báo",
                ][..],
                "thiếu 1 kỳ",
            ),
        ] {
            let told = read(&weeks(rows), Gaps::Error).unwrap_err();
            assert!(told.contains(wanted), "{told}");
        }
        let told = read("ngày,địa bàn\n2025-01-01,A\n", Gaps::Error).unwrap_err();
        assert!(told.contains("--places"), "{told}");
    }

    #[test]
    fn a_place_without_a_series_of_a_category_is_a_gap_unless_it_counts_as_zero() {
        let rows = [
            "2025-W01,A,14.1,108.1,x,3,trình báo",
            "2025-W01,A,14.1,108.1,y,3,trình báo",
            "2025-W01,B,14.2,108.1,x,3,trình báo",
        ];
        let told = read(&weeks(&rows), Gaps::Error).unwrap_err();
        assert!(told.contains("B, y"), "{told}");
        let input = read(&weeks(&rows), Gaps::Zero).unwrap();
        assert_eq!(input.categories[1].reported.row(1), [0]);
    }

    #[test]
    fn events_need_no_zeros() {
        let mut text = "ngày,địa bàn,vĩ độ,kinh độ\n".to_owned();
        for day in ["2025-01-06", "2025-01-07", "2025-01-19"] {
            writeln!(text, "{day},A,14.1,108.1").unwrap();
        }
        writeln!(text, "2025-01-14,B,14.3,108.1").unwrap();
        let input = read(&text, Gaps::Error).unwrap();
        assert_eq!(input.categories[0].reported.row(0), [2, 1]);
        assert_eq!(input.categories[0].reported.row(1), [0, 1]);
        let days = input.categories[0].days_in(&[0, 1], date(2025, 1, 6), date(2025, 1, 19));
        assert_eq!(days.len(), 4);
    }
}
