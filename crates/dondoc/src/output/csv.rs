//! Comma-separated values, one row a task, with the mark that makes spreadsheets read UTF-8.

use std::path::Path;

use anyhow::Context;

use super::columns::{self, Cell, TaskRow};
use super::{Destination, Sink};
use crate::reader_process::ReadDocument;

/// Writes CSV.
pub(crate) struct Csv {
    rows: csv::Writer<Destination>,
    explain: bool,
    has_heading: bool,
    number: u32,
}

impl Csv {
    /// A sink on a destination.
    pub(crate) fn new(destination: Destination, explain: bool) -> Self {
        Self {
            rows: csv::Writer::from_writer(destination),
            explain,
            has_heading: false,
            number: 0,
        }
    }

    fn heading(&mut self) -> csv::Result<()> {
        let titles = columns::tasks(self.explain).map(|column| column.title);
        let marks = std::iter::once("\u{feff}").chain(std::iter::repeat(""));
        self.rows
            .write_record(marks.zip(titles).map(|(mark, title)| format!("{mark}{title}")))
    }
}

impl Sink for Csv {
    fn document(&mut self, file: &Path, document: &ReadDocument) -> anyhow::Result<()> {
        if !self.has_heading {
            self.has_heading = true;
            self.heading()?;
        }
        for task in &document.reading.tasks {
            self.number += 1;
            let row = TaskRow {
                number: self.number,
                file,
                document,
                task,
            };
            self.rows
                .write_record(columns::tasks(self.explain).map(|column| harmless(&(column.cell)(&row))))?;
        }
        Ok(self.rows.flush()?)
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        self.rows
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
            .context("không ghi hết được kết quả")?
            .complete()
    }
}

/// The cell as text; one that a spreadsheet would run as a formula is quoted by an apostrophe.
fn harmless(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => reporting::table::harmless(text).into_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_only_text() {
        let text = |text: &str| harmless(&Cell::Text(text.to_owned()));
        assert_eq!(text("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(text("- Chủ trì"), "'- Chủ trì");
        assert_eq!(text("Sở Y tế"), "Sở Y tế");
    }
}
