//! Tables of counts in: CSV with named columns. Whatever is wrong is told with file and line.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use jiff::civil::{Date, ISOWeekDate};

use crate::screen;

/// A column by what it holds: the names it may bear, the first one being the one that messages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named(pub &'static [&'static str]);

/// The day, or the first day of the period.
pub(crate) const DATE: Named = Named(&["ngày", "date", "day", "tuần", "week", "tháng", "month"]);
/// The place.
pub(crate) const PLACE: Named = Named(&["địa bàn", "place", "location", "xã", "commune"]);
/// The place above it.
pub(crate) const PROVINCE: Named = Named(&["tỉnh", "province"]);
/// The category of incidents.
pub(crate) const CATEGORY: Named = Named(&["loại", "loại vụ việc", "category"]);
/// How many.
pub(crate) const COUNT: Named = Named(&["số vụ", "count", "cases"]);
/// Reported by people or discovered by patrol and control.
pub(crate) const SOURCE: Named = Named(&["nguồn", "source"]);
/// Degrees east of Greenwich (WGS 84).
pub(crate) const LONGITUDE: Named = Named(&["kinh độ", "longitude", "lon", "lng", "long"]);
/// Degrees north of the equator (WGS 84).
pub(crate) const LATITUDE: Named = Named(&["vĩ độ", "latitude", "lat"]);
/// The road.
pub(crate) const ROAD: Named = Named(&["đường", "tuyến đường", "road"]);
/// How far along it.
pub(crate) const CHAINAGE: Named = Named(&["lý trình", "km", "chainage"]);
/// Where what is known of a road begins.
pub(crate) const ROAD_FROM: Named = Named(&["từ km", "from km", "from"]);
/// Where it ends.
pub(crate) const ROAD_TO: Named = Named(&["đến km", "to km", "to"]);
/// Class of a road.
pub(crate) const ROAD_CLASS: Named = Named(&["cấp đường", "loại đường", "class"]);
/// Vehicles a day.
pub(crate) const TRAFFIC: Named = Named(&["lưu lượng", "lưu lượng xe", "traffic", "aadt"]);
/// Dead.
pub(crate) const DEATHS: Named = Named(&["số người chết", "người chết", "deaths", "killed"]);
/// Injured.
pub(crate) const INJURED: Named = Named(&["số người bị thương", "bị thương", "injured"]);
/// Bodily harm of all injured, in percent.
pub(crate) const INJURY_PERCENT: Named = Named(&["tỷ lệ tổn thương", "tổn thương cơ thể", "injury percent"]);
/// Damage to property in đồng.
pub(crate) const PROPERTY: Named = Named(&["thiệt hại tài sản", "thiệt hại", "property", "damage"]);

/// A table, whole in memory, with the line that each row stands on.
#[derive(Debug)]
pub(crate) struct Table {
    file: String,
    heading: Vec<String>,
    rows: Vec<Row>,
}

/// A row of it.
#[derive(Debug)]
pub(crate) struct Row {
    /// Line of the file, counted from one.
    pub line: u64,
    cells: csv::StringRecord,
}

/// A column that the table has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    at: usize,
    named: Named,
}

/// What is wrong, and where.
#[derive(Debug, thiserror::Error)]
pub(crate) struct InputFault {
    /// The file as it was named.
    pub file: String,
    /// The line, where it is one line's fault.
    pub line: Option<u64>,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The file cannot be opened or read.
    Unreadable(String),
    /// It is not UTF-8.
    NotUtf8,
    /// It has a heading at most.
    Empty,
    /// No column bears the name.
    NoColumn(Named),
    /// A row has more or fewer cells than the heading.
    Cells {
        /// Cells of the row.
        found: usize,
        /// Cells of the heading.
        expected: usize,
    },
    /// A cell that must not be empty is.
    Blank(Named),
    /// Not a count: letters, NaN, too large.
    NotCount(Named, String),
    /// A negative number.
    Negative(Named, String),
    /// A fraction where things are counted.
    Fraction(Named, String),
    /// Not a number.
    NotNumber(Named, String),
    /// A number beyond what the column can hold.
    OutOfRange(Named, String),
    /// Not a place along a road.
    NotChainage(Named, String),
    /// Not a date.
    NotDate(Named, String),
    /// Not one of the words of a column.
    NotWord(Named, String, &'static str),
    /// A place that the list of places does not have.
    UnknownPlace(String),
    /// The same place, category and period as another line.
    Duplicate(u64),
    /// An earlier date than the line before of the same series.
    OutOfOrder {
        /// This date.
        date: Date,
        /// The date before it.
        after: Date,
    },
    /// A date between two periods, such as a Wednesday in a table of weeks that begin on Mondays.
    OffGrid(Date),
    /// Periods of a series that have no row.
    Gap {
        /// The first of them.
        from: Date,
        /// How many.
        periods: usize,
        /// Whose.
        series: String,
    },
    /// Counts of longer periods than are asked for.
    TooCoarse,
    /// Neither the table nor a list of places has coordinates.
    NoCoordinates,
    /// A place that a line before lists already.
    PlaceTwice(u64),
    /// Other coordinates than on a line before of the same place.
    TwoPositions(u64),
    /// A place that belongs to two provinces.
    TwoProvinces(String),
}

impl fmt::Display for InputFault {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&screen::input::fault(self))
    }
}

impl Named {
    /// The name that messages use.
    pub(crate) fn shown(self) -> &'static str {
        self.0[0]
    }

    fn is(self, heading: &str) -> bool {
        let same = |name: &&str| text::fold(name) == heading;
        self.0.iter().any(same)
    }
}

impl Table {
    /// Reads a file, or standard input for "-". Cells are parted by commas, semicolons or tabs, whichever the heading has
    /// most of; the first line names the columns.
    pub(crate) fn read(file: &Path) -> Result<Self, InputFault> {
        let name = screen::printable(&file.display().to_string());
        let fault = |fault| InputFault {
            file: name.clone(),
            line: None,
            fault,
        };
        let bytes = super::bytes_of(file).map_err(|error| fault(Fault::Unreadable(format!("{error:#}"))))?;
        let text = String::from_utf8(bytes).map_err(|_| fault(Fault::NotUtf8))?;
        Self::parse(&name, &text)
    }

    /// The same of a text that is already there.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, InputFault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|&separator| {
                (
                    first.bytes().filter(|&byte| byte == separator).count(),
                    separator == b',',
                )
            })
            .unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut table = Self {
            file: file.to_owned(),
            heading: Vec::new(),
            rows: Vec::new(),
        };
        let heading = reader.headers().map_err(|_| table.fault(None, Fault::NotUtf8))?;
        let word = |name: &str| text::fold(&name.replace('_', " "));
        table.heading = heading.iter().map(word).collect();
        for cells in reader.records() {
            let cells = cells.map_err(|_| table.fault(None, Fault::NotUtf8))?;
            let line = cells.position().map_or(0, csv::Position::line);
            let expected = table.heading.len();
            if cells.len() != expected {
                let found = cells.len();
                return Err(table.fault(Some(line), Fault::Cells { found, expected }));
            }
            table.rows.push(Row { line, cells });
        }
        if table.rows.is_empty() {
            return Err(table.fault(None, Fault::Empty));
        }
        Ok(table)
    }

    /// The rows, in the order of the file.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A column that must be there.
    pub(crate) fn column(&self, named: Named) -> Result<Column, InputFault> {
        self.optional(named)
            .ok_or_else(|| self.fault(None, Fault::NoColumn(named)))
    }

    /// A column that may be there.
    pub(crate) fn optional(&self, named: Named) -> Option<Column> {
        let at = self.heading.iter().position(|heading| named.is(heading))?;
        Some(Column { at, named })
    }

    /// What is wrong with a row, with its place in the file.
    pub(crate) fn fault_at(&self, row: &Row, fault: Fault) -> InputFault {
        self.fault(Some(row.line), fault)
    }

    /// What is wrong with the table.
    pub(crate) fn fault(&self, line: Option<u64>, fault: Fault) -> InputFault {
        InputFault {
            file: self.file.clone(),
            line,
            fault,
        }
    }

    /// The words of a cell that must not be empty.
    pub(crate) fn text<'t>(&self, row: &'t Row, column: Column) -> Result<&'t str, InputFault> {
        match row.cell(column) {
            "" => Err(self.fault_at(row, Fault::Blank(column.named))),
            text => Ok(text),
        }
    }

    /// A whole number of things, 0 or more.
    pub(crate) fn count(&self, row: &Row, column: Column) -> Result<u32, InputFault> {
        count_of(column.named, self.text(row, column)?).map_err(|fault| self.fault_at(row, fault))
    }

    /// A whole number where the column is there and the cell is not empty.
    pub(crate) fn count_if_told(&self, row: &Row, column: Option<Column>) -> Result<Option<u64>, InputFault> {
        let Some(column) = column.filter(|&column| !row.is_blank(column)) else {
            return Ok(None);
        };
        let text = row.cell(column);
        // Sums of money do not fit into the counts of things, and are written with dots between thousands.
        let digits = if is_grouped(text) {
            text.replace('.', "")
        } else {
            text.to_owned()
        };
        match digits.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(match count_of(column.named, text) {
                Err(fault) => self.fault_at(row, fault),
                Ok(_) => self.fault_at(row, Fault::NotCount(column.named, screen::printable(text))),
            }),
        }
    }

    /// A number within bounds, with a decimal point or comma.
    pub(crate) fn number(
        &self,
        row: &Row,
        column: Column,
        bounds: std::ops::RangeInclusive<f64>,
    ) -> Result<f64, InputFault> {
        let text = self.text(row, column)?;
        let shown = || screen::printable(text);
        match text.replace(',', ".").parse::<f64>() {
            Ok(number) if bounds.contains(&number) => Ok(number),
            Ok(number) if number.is_finite() => Err(self.fault_at(row, Fault::OutOfRange(column.named, shown()))),
            _ => Err(self.fault_at(row, Fault::NotNumber(column.named, shown()))),
        }
    }

    /// Metres along a road: "Km12+300", "12+300", or kilometres "12,3".
    pub(crate) fn chainage(&self, row: &Row, column: Column) -> Result<f64, InputFault> {
        let text = self.text(row, column)?;
        chainage_of(text).ok_or_else(|| self.fault_at(row, Fault::NotChainage(column.named, screen::printable(text))))
    }

    /// A day: yyyy-mm-dd or dd/mm/yyyy; a month as its first day, a week (yyyy-Www) as its Monday.
    pub(crate) fn date(&self, row: &Row, column: Column) -> Result<Date, InputFault> {
        let text = self.text(row, column)?;
        date_of(text).ok_or_else(|| self.fault_at(row, Fault::NotDate(column.named, screen::printable(text))))
    }

    /// The value of a word of a column that has only certain words, folded; `words` says which in a message.
    pub(crate) fn word<T: Copy>(
        &self,
        row: &Row,
        column: Column,
        values: &[(&str, T)],
        words: &'static str,
    ) -> Result<T, InputFault> {
        let text = self.text(row, column)?;
        let folded = text::fold(text);
        values
            .iter()
            .find(|(word, _)| *word == folded)
            .map(|&(_, value)| value)
            .ok_or_else(|| self.fault_at(row, Fault::NotWord(column.named, screen::printable(text), words)))
    }

    /// How the events of a row came to be known; reported by people where the table does not say.
    pub(crate) fn source(&self, row: &Row, column: Option<Column>) -> Result<statistics::source::Source, InputFault> {
        use statistics::source::Source::{Discovered, Reported};
        let Some(column) = column else { return Ok(Reported) };
        let values = [
            ("reported", Reported),
            ("trinh bao", Reported),
            ("bao tin", Reported),
            ("discovered", Discovered),
            ("phat hien", Discovered),
        ];
        self.word(row, column, &values, "reported (trình báo) hoặc discovered (phát hiện)")
    }

    /// A place of a list, by its index there.
    pub(crate) fn place(
        &self,
        row: &Row,
        column: Column,
        known: &BTreeMap<String, usize>,
    ) -> Result<usize, InputFault> {
        let name = self.text(row, column)?;
        known
            .get(name)
            .copied()
            .ok_or_else(|| self.fault_at(row, Fault::UnknownPlace(screen::printable(name))))
    }
}

impl Row {
    /// Whether a cell is empty.
    pub(crate) fn is_blank(&self, column: Column) -> bool {
        self.cell(column).is_empty()
    }

    fn cell(&self, column: Column) -> &str {
        self.cells.get(column.at).unwrap_or_default()
    }
}

fn count_of(named: Named, text: &str) -> Result<u32, Fault> {
    let shown = || screen::printable(text);
    if let Ok(count) = text.parse() {
        return Ok(count);
    }
    match text.parse::<f64>() {
        Ok(number) if number < 0.0 => Err(Fault::Negative(named, shown())),
        Ok(number) if number.is_finite() && number.fract() != 0.0 => Err(Fault::Fraction(named, shown())),
        _ => Err(Fault::NotCount(named, shown())),
    }
}

/// "1.500.000": dots between thousands.
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

fn chainage_of(text: &str) -> Option<f64> {
    let folded = text::fold(text);
    let bare = folded.strip_prefix("km").unwrap_or(&folded).trim();
    let metres = match bare.split_once('+') {
        Some((kilometres, metres)) => {
            let (kilometres, metres): (u32, f64) = (
                kilometres.trim().parse().ok()?,
                metres.trim().replace(',', ".").parse().ok()?,
            );
            (0.0..1000.0)
                .contains(&metres)
                .then_some(f64::from(kilometres) * 1000.0 + metres)?
        }
        None => bare.replace(',', ".").parse::<f64>().ok()? * 1000.0,
    };
    (0.0..1e8).contains(&metres).then_some(metres)
}

fn date_of(text: &str) -> Option<Date> {
    if let Some((year, week)) = text.split_once("-W") {
        return Some(
            ISOWeekDate::new(
                digits(year, 4)?,
                i8::try_from(digits(week, 2)?).ok()?,
                jiff::civil::Weekday::Monday,
            )
            .ok()?
            .date(),
        );
    }
    let (parts, is_iso): (Vec<&str>, bool) = if text.contains('/') {
        (text.rsplit('/').collect(), false)
    } else {
        (text.split('-').collect(), true)
    };
    let [year, month, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let day = match rest {
        [] => 1,
        [day] => digits(day, 2)?,
        _ => return None,
    };
    // 03/01/24 and 1/3 could be anything: the year has four digits, ISO days and months two.
    let has_two = |part: &str| !is_iso || part.len() == 2;
    if !has_two(month) || !rest.iter().all(|day| has_two(day)) {
        return None;
    }
    Date::new(
        digits(year, 4).filter(|_| year.len() == 4)?,
        i8::try_from(digits(month, 2)?).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn digits(text: &str, most: usize) -> Option<i16> {
    let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_months_and_weeks_are_read() {
        for (text, day) in [
            ("2024-03-01", Some(date(2024, 3, 1))),
            ("01/03/2024", Some(date(2024, 3, 1))),
            ("1/3/2024", Some(date(2024, 3, 1))),
            ("2024-03", Some(date(2024, 3, 1))),
            ("03/2024", Some(date(2024, 3, 1))),
            ("2024-W09", Some(date(2024, 2, 26))),
            ("2024-02-30", None),
            ("30/02/2024", None),
            ("01/03/24", None),
            ("2024-3-1", None),
            ("2024-W54", None),
            ("2024-W-1", None),
            ("", None),
            ("ngày 1", None),
            ("1/2/3/2024", None),
        ] {
            assert_eq!(date_of(text), day, "{text}");
        }
    }

    #[test]
    fn places_along_a_road_are_read_as_signposts_write_them() {
        for (text, metres) in [
            ("Km12+300", Some(12_300.0)),
            ("km 12 + 300", Some(12_300.0)),
            ("12+050", Some(12_050.0)),
            ("12,3", Some(12_300.0)),
            ("0", Some(0.0)),
            ("12+1300", None),
            ("-1", None),
            ("NaN", None),
            ("cầu Đăk Bla", None),
        ] {
            assert_eq!(chainage_of(text).map(f64::round), metres, "{text}");
        }
    }

    #[test]
    fn numbers_are_held_against_their_bounds_and_money_has_dots() {
        let table = Table::parse("so.csv", "kinh độ;thiệt hại\n108,01;1.500.000\n200;\nđông;-1\n").unwrap();
        let (longitude, property) = (table.column(LONGITUDE).unwrap(), table.optional(PROPERTY));
        let number = |row: usize| table.number(&table.rows()[row], longitude, -180.0..=180.0);
        let money = |row: usize| table.count_if_told(&table.rows()[row], property);
        assert!((number(0).unwrap() - 108.01).abs() < 1e-12);
        assert!(number(1).unwrap_err().to_string().starts_with("so.csv, dòng 3: "));
        assert!(number(2).unwrap_err().to_string().starts_with("so.csv, dòng 4: "));
        assert_eq!(money(0).unwrap(), Some(1_500_000));
        assert_eq!(money(1).unwrap(), None);
        assert!(money(2).unwrap_err().to_string().contains("số âm"));
    }

    fn first_count(cell: &str) -> Result<u32, String> {
        let table = Table::parse("so.csv", &format!("Địa bàn,Số_vụ\nxã A,1\nxã B,{cell}\n")).unwrap();
        let column = table.column(COUNT).unwrap();
        table.count(&table.rows()[1], column).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_wrong_count_is_named_with_file_and_line() {
        assert_eq!(first_count("12"), Ok(12));
        for wrong in ["-3", "NaN", "2.5", "", "inf", "1e3", "mười", "99999999999"] {
            let told = first_count(wrong).unwrap_err();
            assert!(told.starts_with("so.csv, dòng 3: "), "{told}");
        }
    }

    #[test]
    fn separators_marks_and_names_of_columns_are_those_of_offices() {
        for text in [
            "\u{feff}Ngày;Địa bàn;Số vụ\n01/02/2024;xã A;3\n",
            "date,place,count\n2024-02-01,xã A,3\n",
            "NGÀY\tdia_ban\tso vu\n2024-02-01\t\"xã A\"\t3\n",
        ] {
            let table = Table::parse("so.csv", text).unwrap();
            let row = &table.rows()[0];
            assert_eq!(table.date(row, table.column(DATE).unwrap()).unwrap(), date(2024, 2, 1));
            assert_eq!(table.text(row, table.column(PLACE).unwrap()).unwrap(), "xã A");
            assert_eq!(table.count(row, table.column(COUNT).unwrap()).unwrap(), 3);
            assert!(table.optional(SOURCE).is_none());
        }
    }

    #[test]
    fn a_table_that_is_none_is_refused() {
        let told = |text: &str| Table::parse("so.csv", text).unwrap_err().to_string();
        assert!(told("ngày,số vụ\n2024-01-01\n").starts_with("so.csv, dòng 2: "));
        assert!(told("ngày,số vụ\n").starts_with("so.csv: "));
        let table = Table::parse("so.csv", "a,b\n1,2\n").unwrap();
        assert!(table.column(COUNT).unwrap_err().to_string().contains("số vụ"));
        let known = BTreeMap::from([("xã A".to_owned(), 0)]);
        let table = Table::parse("so.csv", "xã\nxã A\nxã X\n").unwrap();
        let place = |row: usize| table.place(&table.rows()[row], table.column(PLACE).unwrap(), &known);
        assert_eq!(place(0).unwrap(), 0);
        assert!(place(1).unwrap_err().to_string().starts_with("so.csv, dòng 3: "));
    }

    #[test]
    fn sources_are_told_in_both_languages() {
        use statistics::source::Source::{Discovered, Reported};
        let table = Table::parse("so.csv", "nguồn\ntrình báo\nDiscovered\nnghe nói\n").unwrap();
        let column = table.optional(SOURCE);
        let source = |row: usize| table.source(&table.rows()[row], column);
        assert_eq!(source(0).unwrap(), Reported);
        assert_eq!(source(1).unwrap(), Discovered);
        assert!(source(2).unwrap_err().to_string().starts_with("so.csv, dòng 4: "));
        assert_eq!(table.source(&table.rows()[0], None).unwrap(), Reported);
    }
}
