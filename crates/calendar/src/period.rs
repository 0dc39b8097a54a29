//! Legal reporting periods: month, quarter, half year, nine months, year, each with the cut-off of its regime.
//!
//! Decree 09/2019: the data of a month run from the 15th of the month before to the 14th. Figures of different regimes must
//! not be compared, so a period carries its own first and last day.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::recurrence::day_or_last;

static BUILT_IN: &str = include_str!("../data/periods.toml");

/// Length and place of a period in its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "index")]
pub enum PeriodKind {
    /// A month, 1 to 12.
    Month(i8),
    /// A quarter, 1 to 4.
    Quarter(i8),
    /// First or second half, 1 or 2.
    Half(i8),
    /// The first nine months.
    NineMonths,
    /// The year.
    Year,
}

impl PeriodKind {
    /// First and last month of the period; none when the number is out of range.
    fn months(self) -> Option<(i8, i8)> {
        let (n, count, length) = match self {
            Self::Month(n) => (n, 12, 1),
            Self::Quarter(n) => (n, 4, 3),
            Self::Half(n) => (n, 2, 6),
            Self::NineMonths => return Some((1, 9)),
            Self::Year => return Some((1, 12)),
        };
        (1..=count).contains(&n).then(|| ((n - 1) * length + 1, n * length))
    }

    /// All periods of this length in a year.
    fn siblings(self) -> Vec<Self> {
        match self {
            Self::Month(_) => (1..=12).map(Self::Month).collect(),
            Self::Quarter(_) => (1..=4).map(Self::Quarter).collect(),
            Self::Half(_) => vec![Self::Half(1), Self::Half(2)],
            other => vec![other],
        }
    }
}

/// A reporting period with its data days, both included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// Its length and place.
    #[serde(flatten)]
    pub kind: PeriodKind,
    /// The reporting year; the data may begin in December of the year before.
    pub year: i16,
    /// First day of the data.
    pub from: Date,
    /// Last day of the data.
    pub to: Date,
}

impl Period {
    /// Whether the data of a day belong to the period.
    pub fn contains(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The words of a report's title: `quý IV năm 2025`.
    pub fn words(&self) -> String {
        let year = self.year;
        match self.kind {
            PeriodKind::Month(n) => format!("tháng {n} năm {year}"),
            PeriodKind::Quarter(n) => {
                let roman = usize::try_from(n - 1)
                    .ok()
                    .and_then(|i| ["I", "II", "III", "IV"].get(i));
                format!("quý {} năm {year}", roman.unwrap_or(&""))
            }
            PeriodKind::Half(1) => format!("6 tháng đầu năm {year}"),
            PeriodKind::Half(_) => format!("6 tháng cuối năm {year}"),
            PeriodKind::NineMonths => format!("9 tháng đầu năm {year}"),
            PeriodKind::Year => format!("năm {year}"),
        }
    }
}

/// A rule that says where periods end.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Regime {
    /// Stable name.
    pub id: String,
    /// Vietnamese name.
    pub name: String,
    /// Last day of the data in the last month; 31 is the month's last day.
    pub cut_off: i8,
    /// First day on which the rule holds.
    pub valid_from: Date,
    /// Last day on which the rule holds.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// The law or practice it rests on.
    pub legal_basis: String,
    /// Entered without the text at hand.
    #[serde(default)]
    pub from_memory: bool,
}

#[derive(Deserialize)]
struct Table {
    regime: Vec<Regime>,
}

static REGIMES: LazyLock<Vec<Regime>> =
    LazyLock::new(|| toml::from_str::<Table>(BUILT_IN).map_or_else(|_| Vec::new(), |table| table.regime));

/// The regimes that come with the program.
pub fn regimes() -> &'static [Regime] {
    &REGIMES
}

impl Regime {
    /// The built-in regime of that id.
    pub fn built_in(id: &str) -> Option<&'static Self> {
        regimes().iter().find(|r| r.id == id)
    }

    /// A period of a year; none when its number is out of range.
    ///
    /// ```
    /// use calendar::period::{PeriodKind, Regime};
    /// use jiff::civil::date;
    /// let decree = Regime::built_in("nd-09-2019").ok_or("built in")?;
    /// let quarter = decree.period(PeriodKind::Quarter(1), 2026).ok_or("a period")?;
    /// assert_eq!((quarter.from, quarter.to), (date(2025, 12, 15), date(2026, 3, 14)));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn period(&self, kind: PeriodKind, year: i16) -> Option<Period> {
        let (first, last) = kind.months()?;
        let (year_before, month_before) = if first == 1 { (year - 1, 12) } else { (year, first - 1) };
        let from = day_or_last(year_before, month_before, self.cut_off)?
            .checked_add(1.day())
            .ok()?;
        Some(Period {
            kind,
            year,
            from,
            to: day_or_last(year, last, self.cut_off)?,
        })
    }

    /// The period of the same length as `kind` (its number does not matter) that holds a day. None for a day after the ninth
    /// month of a nine-month report.
    pub fn period_containing(&self, kind: PeriodKind, day: Date) -> Option<Period> {
        let years = [day.year(), day.year().saturating_add(1)];
        let kinds = kind.siblings();
        years
            .into_iter()
            .flat_map(|y| kinds.iter().map(move |k| (*k, y)))
            .find_map(|(k, y)| {
                let period = self.period(k, y)?;
                period.contains(day).then_some(period)
            })
    }

    /// The same period of the year before (cùng kỳ năm trước).
    pub fn same_period_last_year(&self, period: &Period) -> Option<Period> {
        self.period(period.kind, period.year - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn decree() -> &'static Regime {
        Regime::built_in("nd-09-2019").expect("built in")
    }

    fn days(kind: PeriodKind, year: i16) -> (Date, Date) {
        let period = decree().period(kind, year).expect("a period");
        (period.from, period.to)
    }

    #[test]
    fn the_table_reads() {
        assert_eq!(toml::from_str::<Table>(BUILT_IN).expect("valid table").regime.len(), 3);
    }

    #[test]
    fn cut_offs_of_decree_09_2019() {
        assert_eq!(
            days(PeriodKind::Month(1), 2026),
            (date(2025, 12, 15), date(2026, 1, 14))
        );
        assert_eq!(
            days(PeriodKind::Month(11), 2025),
            (date(2025, 10, 15), date(2025, 11, 14))
        );
        assert_eq!(days(PeriodKind::Half(1), 2025), (date(2024, 12, 15), date(2025, 6, 14)));
        assert_eq!(days(PeriodKind::Half(2), 2025), (date(2025, 6, 15), date(2025, 12, 14)));
        assert_eq!(
            days(PeriodKind::NineMonths, 2025),
            (date(2024, 12, 15), date(2025, 9, 14))
        );
        assert_eq!(days(PeriodKind::Year, 2025), (date(2024, 12, 15), date(2025, 12, 14)));
        assert_eq!(decree().period(PeriodKind::Quarter(5), 2025), None);
    }

    #[test]
    fn every_day_is_in_one_month_and_one_quarter() {
        for regime in regimes() {
            let mut day = date(2023, 12, 1);
            while day < date(2026, 2, 1) {
                for kind in [
                    PeriodKind::Month(1),
                    PeriodKind::Quarter(1),
                    PeriodKind::Half(1),
                    PeriodKind::Year,
                ] {
                    let period = regime.period_containing(kind, day).expect("a period");
                    let next = regime
                        .period_containing(kind, period.to.tomorrow().expect("a day"))
                        .expect("a period");
                    assert!(
                        period.contains(day) && next.from == period.to.tomorrow().expect("a day"),
                        "{day}"
                    );
                }
                day = day.tomorrow().expect("a next day");
            }
        }
    }

    #[test]
    fn late_december_belongs_to_the_next_year() {
        let year = decree()
            .period_containing(PeriodKind::Year, date(2025, 12, 15))
            .expect("a period");
        assert_eq!(year.words(), "năm 2026");
        assert_eq!(
            decree().period_containing(PeriodKind::NineMonths, date(2025, 10, 1)),
            None
        );
    }

    #[test]
    fn same_period() {
        let regime = Regime::built_in("duong-lich").expect("built in");
        let february = regime.period(PeriodKind::Month(2), 2025).expect("a period");
        let before = regime.same_period_last_year(&february).expect("a period");
        assert_eq!((before.from, before.to), (date(2024, 2, 1), date(2024, 2, 29)));
        assert_eq!(before.words(), "tháng 2 năm 2024");
    }
}
