//! Results of the commands over counts: a table for the terminal, JSON, CSV, a chart.

use std::io::Write;

use anyhow::Context;
use reporting::table::{Align, Cell, Row, Table};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::run::{ResultFormat, RunOptions};
use crate::cli::Misuse;
use crate::output::Destination;

/// What a command found, in all its forms.
pub(crate) struct Results<'a, J> {
    /// Rows for people and for spreadsheets.
    pub table: &'a Table,
    /// Sentences below the table: what it rests on, what it does not say.
    pub notes: &'a [String],
    /// For programs.
    pub json: &'a J,
    /// The chart, drawn when it is asked for.
    pub svg: &'a dyn Fn() -> Option<String>,
}

/// Writes results in the form asked for.
pub(crate) fn write<J: Serialize>(options: &RunOptions, results: &Results<J>) -> anyhow::Result<()> {
    let mut to = Destination::open(options.out.as_deref())?;
    match options.format() {
        ResultFormat::Table => {
            to.write_all(in_columns(results.table).as_bytes())?;
            for note in results.notes {
                writeln!(to, "{note}")?;
            }
        }
        ResultFormat::Json => {
            serde_json::to_writer_pretty(&mut to, results.json)?;
            writeln!(to)?;
        }
        ResultFormat::Csv => to.write_all(&results.table.to_csv())?,
        ResultFormat::Svg => {
            let svg = (results.svg)().context("không có chuỗi nào đủ số liệu để vẽ biểu đồ")?;
            to.write_all(svg.as_bytes())?;
        }
        ResultFormat::Geojson => return Err(Misuse("lệnh này không có dạng geojson").into()),
    }
    to.complete()
}

/// A table in columns of a terminal.
fn in_columns(table: &Table) -> String {
    let shown: Vec<Vec<String>> = table
        .rows
        .iter()
        .filter_map(|row| match row {
            Row::Plain(cells) | Row::Total(cells) => Some(cells.iter().map(words).collect()),
            Row::Heading(_) => None,
        })
        .collect();
    let width = |at: usize| {
        let cells = shown.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
        cells.chain([table.columns[at].title.width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..table.columns.len()).map(width).collect();
    let mut text = format!("{}\n\n", table.caption);
    let heading: Vec<String> = table.columns.iter().map(|column| column.title.clone()).collect();
    for row in std::iter::once(&heading).chain(&shown) {
        let mut line = String::new();
        for ((cell, column), width) in row.iter().zip(&table.columns).zip(&widths) {
            let room = " ".repeat(width - cell.width());
            let padded = if column.align == Align::Right {
                format!("{room}{cell}")
            } else {
                format!("{cell}{room}")
            };
            line.push_str(&padded);
            line.push_str("  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.push('\n');
    text
}

fn words(cell: &Cell) -> String {
    crate::screen::printable(&match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => reporting::number::count(*count),
        Cell::Decimal { value, decimals } => reporting::number::decimal(*value, *decimals),
        Cell::Share { part, whole } => reporting::number::share(*part, *whole),
        Cell::Day(day) => day.strftime("%d/%m/%Y").to_string(),
    })
}

#[cfg(test)]
mod tests {
    use reporting::table::Column;

    use super::*;

    #[test]
    fn columns_stand_below_their_headings() {
        let mut table = Table::new("Bảng", vec![Column::words("Địa bàn", 10), Column::figures("Số", 5)]);
        table
            .rows
            .push(Row::Plain(vec![Cell::text("xã Đăk Hà"), Cell::Count(1234)]));
        table
            .rows
            .push(Row::Plain(vec![Cell::text("xã A\u{1b}"), Cell::Count(5)]));
        assert_eq!(
            in_columns(&table),
            "Bảng\n\nĐịa bàn       Số\nxã Đăk Hà  1.234\nxã A\u{fffd}          5\n\n"
        );
    }
}
