//! Comma-separated values, one row a task, with the mark that makes spreadsheets read UTF-8.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use reading::register::Reading;

use super::Sink;

/// Writes CSV.
pub(crate) struct Csv {
    writer: csv::Writer<Box<dyn Write>>,
    started: bool,
    number: usize,
}

impl Csv {
    /// A sink on a writer.
    pub(crate) fn new(writer: Box<dyn Write>) -> Self {
        Self {
            writer: csv::Writer::from_writer(writer),
            started: false,
            number: 0,
        }
    }
}

impl Sink for Csv {
    fn document(&mut self, file: &Path, reading: &Reading) -> anyhow::Result<()> {
        if !self.started {
            self.started = true;
            let mut columns: Vec<String> = super::COLUMNS.iter().map(|name| (*name).to_owned()).collect();
            columns[0].insert(0, '\u{feff}');
            self.writer.write_record(&columns)?;
        }
        for task in &reading.tasks {
            self.number += 1;
            self.writer
                .write_record(super::row(self.number, file, reading, task).map(|cell| harmless(&cell)))?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        self.writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error)
            .context("không ghi hết được kết quả")?
            .flush()?;
        Ok(())
    }
}

/// A cell that a spreadsheet would run as a formula is quoted by an apostrophe.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn formulas_are_only_text() {
        assert_eq!(super::harmless("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(super::harmless("Sở Y tế"), "Sở Y tế");
    }
}
