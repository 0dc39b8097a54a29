//! A workbook: one sheet of documents, one of tasks, ready to print on A4 landscape.

use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::columns::{self, Cell, DOCUMENTS, DocumentRow, TaskRow};
use super::{Destination, Sink};
use crate::reader_process::ReadDocument;
use crate::screen;

/// Excel's number for A4.
const A4: u8 = 9;
/// Excel takes 32 767 characters in a cell; longer text ends with an ellipsis.
const CELL_CHARACTERS: usize = 32_000;
/// Sheets in the order of their tabs.
const DOCUMENTS_SHEET: usize = 0;
const TASKS_SHEET: usize = 1;

/// Gathers rows and writes the workbook at the end.
pub(crate) struct Xlsx {
    workbook: Workbook,
    styles: Styles,
    destination: Destination,
    explain: bool,
    documents: u32,
    tasks: u32,
}

struct Styles {
    heading: Format,
    cell: Format,
    day: Format,
}

impl Xlsx {
    /// A workbook for a destination.
    pub(crate) fn new(destination: Destination, explain: bool) -> anyhow::Result<Self> {
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin);
        let heading = cell
            .clone()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        let day = cell.clone().set_num_format("dd/mm/yyyy");
        let styles = Styles { heading, cell, day };
        let mut workbook = Workbook::new();
        let documents: Vec<_> = DOCUMENTS.iter().map(|column| (column.title, column.width)).collect();
        prepare(workbook.add_worksheet(), "Văn bản", &documents, &styles)?;
        let tasks: Vec<_> = columns::tasks(explain)
            .map(|column| (column.title, column.width))
            .collect();
        prepare(workbook.add_worksheet(), "Nhiệm vụ", &tasks, &styles)?;
        Ok(Self {
            workbook,
            styles,
            destination,
            explain,
            documents: 0,
            tasks: 0,
        })
    }
}

impl Sink for Xlsx {
    fn document(&mut self, file: &Path, document: &ReadDocument) -> anyhow::Result<()> {
        self.documents += 1;
        let sheet = self.workbook.worksheet_from_index(DOCUMENTS_SHEET)?;
        let row = DocumentRow { file, document };
        for (at, column) in (0..).zip(&DOCUMENTS) {
            write(sheet, self.documents, at, &(column.cell)(&row), &self.styles)?;
        }
        let sheet = self.workbook.worksheet_from_index(TASKS_SHEET)?;
        for task in &document.reading.tasks {
            self.tasks += 1;
            let row = TaskRow {
                number: self.tasks,
                file,
                document,
                task,
            };
            for (at, column) in (0..).zip(columns::tasks(self.explain)) {
                write(sheet, self.tasks, at, &(column.cell)(&row), &self.styles)?;
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        let tasks = self.workbook.worksheet_from_index(TASKS_SHEET)?;
        tasks.set_print_area(0, 0, self.tasks, columns::PRINTED - 1)?;
        tasks.set_active(self.tasks > 0);
        self.destination.write_all(&self.workbook.save_to_buffer()?)?;
        self.destination.complete()
    }
}

fn prepare(sheet: &mut Worksheet, name: &str, columns: &[(&str, f64)], styles: &Styles) -> Result<(), XlsxError> {
    sheet
        .set_name(name)?
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&C&P/&N");
    sheet.set_freeze_panes(1, 2)?.set_repeat_rows(0, 0)?;
    for (at, (title, width)) in (0..).zip(columns) {
        sheet
            .set_column_width(at, *width)?
            .write_string_with_format(0, at, *title, &styles.heading)?;
    }
    Ok(())
}

/// Text is always written as text: a cell that begins with `=` is no formula.
fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, styles: &Styles) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, cut(text), &styles.cell)?,
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, &styles.cell)?,
        Cell::Day(day) => match excel_day(*day) {
            Some(date) => sheet.write_datetime_with_format(row, column, date, &styles.day)?,
            None => sheet.write_string_with_format(row, column, day.to_string(), &styles.cell)?,
        },
    };
    Ok(())
}

/// Excel counts days from 1900.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

fn cut(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(screen::printable).collect();
    let text = lines.join("\n");
    match text.char_indices().nth(CELL_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_is_cut_at_a_character() {
        let long = "ữ".repeat(40_000);
        assert_eq!(cut(&long).chars().count(), CELL_CHARACTERS + 1);
        assert_eq!(cut("ngắn\nhai dòng"), "ngắn\nhai dòng");
    }

    #[test]
    fn a_day_before_excel_is_text() {
        assert!(excel_day(jiff::civil::date(1789, 7, 14)).is_none());
        assert!(excel_day(jiff::civil::date(2025, 12, 31)).is_some());
    }
}
