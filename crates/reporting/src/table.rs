//! Rows and columns, as documents, workbooks and CSV print them alike.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::number;

/// A table. Each row has a cell for each column, unless it is a heading across all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the table shows; told to screen readers, and printed where the place has no title of its own.
    pub caption: String,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// A heading above the headings of several neighbours that bear the same one.
    pub group: Option<String>,
    /// Width in characters of the font; on paper the columns share the width of the page in this proportion.
    pub width: u16,
    /// Where its cells stand.
    pub align: Align,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left: words.
    Left,
    /// In the middle: numbers of rows, days, symbols.
    Centre,
    /// At the right: figures, so that their digits stand below each other.
    Right,
}

/// A row.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Cells.
    Plain(Vec<Cell>),
    /// Cells in bold: subtotals and the last row, `Tổng cộng`.
    Total(Vec<Cell>),
    /// Words across all columns, above the rows of a group: `Cấp xã`.
    Heading(String),
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words, as they are: never a formula.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number with as many decimals as are worth printing.
    Decimal {
        /// The number.
        value: f64,
        /// Digits after the comma.
        decimals: u8,
    },
    /// A part of a whole, printed in percent with one decimal.
    Share {
        /// How many.
        part: u64,
        /// Of how many: the denominator, which the table prints beside it or names in the heading.
        whole: u64,
    },
    /// A day, printed `dd/mm/yyyy`.
    Day(Date),
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            caption: caption.into(),
            columns,
            rows: Vec::new(),
        }
    }

    /// Comma-separated values, with the mark that makes spreadsheets read UTF-8; numbers and days in the form that programs
    /// read (`1234.5`, percent as `97.8`, `2026-11-27`), words made harmless by [`harmless`].
    pub fn to_csv(&self) -> Vec<u8> {
        let mut csv = "\u{feff}".to_owned();
        let titles = self.columns.iter().map(|column| match &column.group {
            Some(group) => harmless(&format!("{group} – {}", column.title)).into_owned(),
            None => harmless(&column.title).into_owned(),
        });
        record(&mut csv, titles);
        for row in &self.rows {
            match row {
                Row::Plain(cells) | Row::Total(cells) => {
                    let cell = |at| cells.get(at).map_or_else(String::new, Cell::for_programs);
                    record(&mut csv, (0..self.columns.len()).map(cell));
                }
                Row::Heading(words) => {
                    let rest = std::iter::repeat_n(String::new(), self.columns.len().saturating_sub(1));
                    record(&mut csv, std::iter::once(harmless(words).into_owned()).chain(rest));
                }
            }
        }
        csv.into_bytes()
    }

    /// Whether some columns stand below a joint heading.
    pub(crate) fn has_groups(&self) -> bool {
        self.columns.iter().any(|column| column.group.is_some())
    }

    /// Neighbouring columns with the same joint heading: the heading, the first column and how many they are.
    pub(crate) fn groups(&self) -> Vec<(Option<&str>, usize, usize)> {
        let mut groups: Vec<(Option<&str>, usize, usize)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let group = column.group.as_deref();
            match groups.last_mut() {
                Some((last, _, count)) if group.is_some() && *last == group => *count += 1,
                _ => groups.push((group, at, 1)),
            }
        }
        groups
    }
}

impl Column {
    /// A column of words; width in characters.
    pub fn words(title: impl Into<String>, width: u16) -> Self {
        Self::new(title, width, Align::Left)
    }

    /// A column of figures; width in characters.
    pub fn figures(title: impl Into<String>, width: u16) -> Self {
        Self::new(title, width, Align::Right)
    }

    /// A column of row numbers, days or symbols; width in characters.
    pub fn centred(title: impl Into<String>, width: u16) -> Self {
        Self::new(title, width, Align::Centre)
    }

    /// The column below a heading that it shares with its neighbours.
    #[must_use]
    pub fn under(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    fn new(title: impl Into<String>, width: u16, align: Align) -> Self {
        Self {
            title: title.into(),
            group: None,
            width,
            align,
        }
    }
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A whole number, whatever its type was; too large ones end at the largest.
    pub fn count(number: impl TryInto<i64>) -> Self {
        Self::Count(number.try_into().unwrap_or(i64::MAX))
    }

    /// As an office prints it: `21.914`, `97,8%`, `05/11/2026`.
    pub fn printed(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(words) => words.clone(),
            Self::Count(number) => number::count(*number),
            Self::Decimal { value, decimals } => number::decimal(*value, *decimals),
            Self::Share { part, whole } => number::share(*part, *whole),
            Self::Day(day) => day.strftime("%d/%m/%Y").to_string(),
        }
    }

    fn for_programs(&self) -> String {
        match self {
            Self::Text(words) => harmless(words).into_owned(),
            Self::Count(number) => number.to_string(),
            Self::Decimal { value, .. } if !value.is_finite() => String::new(),
            Self::Decimal { value, decimals } => format!("{value:.*}", usize::from(*decimals)),
            Self::Share { part, whole } => number::tenths_of_percent(*part, *whole)
                .map_or_else(String::new, |tenths| format!("{}.{}", tenths / 10, tenths % 10)),
            Self::Day(day) => day.to_string(),
            Self::Empty => String::new(),
        }
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Text(words.to_owned())
    }
}

impl From<String> for Cell {
    fn from(words: String) -> Self {
        Self::Text(words)
    }
}

/// A line of RFC 4180, ended as programs of offices read it on every system.
fn record(csv: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            csv.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&field.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&field);
        }
    }
    csv.push('\n');
}

/// Words for a cell of CSV: what a spreadsheet would run as a formula is quoted by an apostrophe.
///
/// ```
/// assert_eq!(reporting::table::harmless("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
/// assert_eq!(reporting::table::harmless("Sở Y tế"), "Sở Y tế");
/// ```
pub fn harmless(words: &str) -> Cow<'_, str> {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{words}"))
    } else {
        Cow::Borrowed(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn csv_is_for_programs_and_never_a_formula() {
        let mut table = Table::new(
            "Tình hình",
            vec![
                Column::words("Tên", 20),
                Column::figures("trong hạn", 8).under("Đã hoàn thành"),
                Column::figures("Tỷ lệ", 8),
                Column::centred("Ngày", 10),
            ],
        );
        table.rows.push(Row::Heading("-Cấp xã".into()));
        table.rows.push(Row::Total(vec![
            "=1+1".into(),
            Cell::Count(1234),
            Cell::Share { part: 1, whole: 3 },
            Cell::Day(date(2026, 11, 5)),
        ]));
        table.rows.push(Row::Plain(vec!["một, \"hai\"".into()]));
        let csv = String::from_utf8(table.to_csv()).expect("UTF-8");
        assert_eq!(
            csv,
            "\u{feff}Tên,Đã hoàn thành – trong hạn,Tỷ lệ,Ngày\n'-Cấp xã,,,\n'=1+1,1234,33.3,2026-11-05\n\
             \"một, \"\"hai\"\"\",,,\n"
        );
    }
}
