//! Dates of several precisions, and the intervals a study period is cut into.

use super::parameters::Parameters;
use super::{Fault, FaultKind, Period};

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

/// Days since 1 January 1970, or a generic time.
pub type Day = i64;

/// How precisely cases are dated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// Not at all.
    None,
    /// By year.
    Year,
    /// By month.
    Month,
    /// By day.
    Day,
    /// By numbers without a meaning in the calendar.
    Generic,
}

/// The first and the last day that a date may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    first: Day,
    last: Day,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Day,
}

/// The study period and its intervals.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    precision: Precision,
    edges: Vec<Day>,
    length: usize,
    units: usize,
}

fn day_of(date: Date) -> Day {
    i64::from(
        date.to_datetime(jiff::civil::Time::midnight())
            .date()
            .since(EPOCH)
            .map_or(0, |span| span.get_days()),
    )
}

fn date_of(day: Day) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(day).ok()?).ok()
}

const EPOCH: Date = date(1970, 1, 1);

impl Calendar {
    pub(super) fn new(parameters: &Parameters, in_space_only: bool) -> Result<Self, Fault> {
        let precision = match parameters.number("PrecisionCaseTimes", 0)? {
            0 => Precision::None,
            1 => Precision::Year,
            2 => Precision::Month,
            3 => Precision::Day,
            4 => Precision::Generic,
            _ => return Err(parameters.value("PrecisionCaseTimes")),
        };
        let bare = Self {
            precision,
            edges: Vec::new(),
            length: 1,
            units: 1,
        };
        let edge = |key: &str| {
            if !parameters.has(key) {
                return Err(parameters.missing(key));
            }
            bare.read(parameters.text(key)).ok_or_else(|| parameters.value(key))
        };
        let (first, last) = (edge("StartDate")?.first, edge("EndDate")?.last);
        if last < first {
            return Err(parameters.fault("EndDate", FaultKind::Period));
        }
        if in_space_only || precision == Precision::None {
            return Ok(Self {
                edges: vec![first, last + 1],
                ..bare
            });
        }
        let length = parameters.number("TimeAggregationLength", 1)?;
        if length == 0 {
            return Err(parameters.value("TimeAggregationLength"));
        }
        let unit = match (parameters.number("TimeAggregationUnits", 0)?, precision) {
            (_, Precision::Generic) | (3 | 4, _) | (0, Precision::None | Precision::Day) => Unit::Day,
            (1, _) | (0, Precision::Year) => Unit::Year,
            (2, _) | (0, Precision::Month) => Unit::Month,
            _ => return Err(parameters.value("TimeAggregationUnits")),
        };
        // Intervals are cut backwards from the end, so the earliest may be shorter.
        let back = |count: i64| -> Option<Day> {
            match (unit, precision) {
                (_, Precision::Generic) | (Unit::Day, _) => Some(last + 1 - count),
                (Unit::Month, _) => Some(day_of(
                    date_of(last + 1)?
                        .checked_sub(i32::try_from(count).ok()?.months())
                        .ok()?,
                )),
                (Unit::Year, _) => Some(day_of(
                    date_of(last + 1)?
                        .checked_sub(i32::try_from(count).ok()?.years())
                        .ok()?,
                )),
            }
        };
        let mut edges = vec![last + 1];
        let mut count = 0;
        while edges[edges.len() - 1] > first {
            count += i64::from(length);
            edges.push(back(count).ok_or_else(|| parameters.value("StartDate"))?.max(first));
        }
        edges.reverse();
        let mut units = 0;
        while back(units).is_some_and(|day| day > first) {
            units += 1;
        }
        Ok(Self {
            precision,
            edges,
            length: usize::try_from(length).unwrap_or(1),
            units: usize::try_from(units).unwrap_or(1),
        })
    }

    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// How many intervals.
    pub(super) fn intervals(&self) -> usize {
        self.edges.len() - 1
    }

    /// How many units of aggregation an interval has.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// How many units of aggregation the study period has.
    pub(super) fn units(&self) -> usize {
        self.units
    }

    pub(super) fn edges(&self) -> &[Day] {
        &self.edges
    }

    pub(super) fn first(&self) -> Day {
        self.edges[0]
    }

    pub(super) fn last(&self) -> Day {
        self.edges[self.intervals()] - 1
    }

    /// The interval of a day of the study period.
    pub(super) fn interval(&self, day: Day) -> usize {
        self.edges.partition_point(|&edge| edge <= day) - 1
    }

    pub(super) fn period(&self) -> Period {
        Period {
            edges: self.edges.clone(),
            generic: self.precision == Precision::Generic,
        }
    }

    /// A date of the case or control file.
    pub(super) fn parse(&self, text: &str) -> Option<Dated> {
        self.read(text)
    }

    /// A day that a date of the case file may mean within the study period.
    pub(super) fn inside(&self, dated: &Dated) -> Option<Day> {
        let day = dated.first.max(self.first());
        (day <= dated.last.min(self.last())).then_some(day)
    }

    /// A day given in the parameters.
    pub(super) fn day(&self, text: &str) -> Option<Day> {
        self.read(text).map(|dated| dated.first)
    }

    /// The day of a count of the population: one given by its year is of 1 July, by its month of the 15th.
    pub(super) fn census(&self, text: &str) -> Option<Day> {
        if self.precision == Precision::Generic {
            return text.parse().ok();
        }
        let (year, month, day) = parts(text)?;
        let (month, day) = match (month, day) {
            (None, _) => (7, 1),
            (Some(month), None) => (month, 15),
            (Some(month), Some(day)) => (month, day),
        };
        Date::new(year, month, day).ok().map(day_of)
    }

    fn read(&self, text: &str) -> Option<Dated> {
        if self.precision == Precision::Generic {
            let day = text.parse().ok()?;
            return Some(Dated { first: day, last: day });
        }
        let (year, month, day) = parts(text)?;
        let first = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
        let last = match (month, day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, _) => first.last_of_year(),
        };
        Some(Dated {
            first: day_of(first),
            last: day_of(last),
        })
    }
}

/// Year, and month and day if given: `1977`, `77`, `1977/5`, `1977-5-31`, `5/31/1977`.
fn parts(text: &str) -> Option<(i16, Option<i8>, Option<i8>)> {
    let mut parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    if parts.len() == 3 && parts[0].len() <= 2 && parts[2].len() == 4 {
        parts.rotate_right(1);
    }
    let year: i16 = parts[0].parse().ok()?;
    let year = if parts[0].len() <= 2 {
        year + if year < 30 { 2000 } else { 1900 }
    } else {
        year
    };
    let part = |index: usize| match parts.get(index) {
        None => Some(None),
        Some(text) => text.parse::<i8>().ok().map(Some),
    };
    (parts.len() <= 3).then_some(())?;
    Some((year, part(1)?, part(2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_their_many_forms() {
        for (text, parsed) in [
            ("1977", (1977, None, None)),
            ("73", (1973, None, None)),
            ("2024/2", (2024, Some(2), None)),
            ("2004-04-12", (2004, Some(4), Some(12))),
            ("10/1/2024", (2024, Some(10), Some(1))),
        ] {
            assert_eq!(parts(text), Some(parsed));
        }
        assert_eq!(parts("May"), None);
    }

    #[test]
    fn intervals_are_cut_from_the_end() {
        let text = "PrecisionCaseTimes=3\nStartDate=2015/2/1\nEndDate=2016/12/31\nTimeAggregationUnits=2\n\
                    TimeAggregationLength=6\n";
        let calendar = Calendar::new(&Parameters::parse("x.prm", text), false).unwrap();
        assert_eq!(calendar.intervals(), 4);
        assert_eq!(calendar.units(), 23);
        let edges: Vec<String> = calendar
            .edges()
            .iter()
            .filter_map(|&day| date_of(day))
            .map(|date| date.to_string())
            .collect();
        assert_eq!(
            edges,
            ["2015-02-01", "2015-07-01", "2016-01-01", "2016-07-01", "2017-01-01"]
        );
    }
}
