//! Tables as a workbook (.xlsx): figures stay figures, words are never formulas, heading rows stay in sight and are repeated
//! on paper.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook as Xlsx, Worksheet, XlsxError,
};
use thiserror::Error;

use crate::table::{Align, Cell, Column, Row, Table};

/// Excel's number for A4.
const A4: u8 = 9;
/// Excel takes 32 767 characters in a cell; longer words end with an ellipsis.
const CELL_CHARACTERS: usize = 32_000;
/// Excel takes 31 characters in the name of a sheet.
const NAME_CHARACTERS: usize = 31;

/// A workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// What it is called in the properties of the file.
    pub title: String,
    /// The day it speaks of, which the file bears as its day of making; a clock has no say.
    pub day: Date,
    /// Its sheets, in the order of their tabs.
    pub sheets: Vec<Sheet>,
}

/// A sheet: lines above, a table, lines below.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Name of the tab. What Excel does not take in a name (`[ ] : * ? / \`) becomes a dash.
    pub name: String,
    /// Lines above the table: the first is its title, the others say as of when and how it was counted.
    pub above: Vec<String>,
    /// The table.
    pub table: Table,
    /// Lines below the table.
    pub below: Vec<String>,
    /// Columns at the left that stay in sight.
    pub frozen_columns: u16,
}

/// What a workbook cannot be made of.
#[derive(Debug, Error)]
#[error("the workbook cannot be written: {0}")]
pub struct WorkbookError(#[from] XlsxError);

impl Workbook {
    /// The workbook as .xlsx. The same workbook gives the same bytes.
    ///
    /// # Errors
    /// When two sheets bear the same name, or a sheet has more rows or columns than the format holds.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WorkbookError> {
        let mut xlsx = Xlsx::new();
        let mut properties = DocProperties::new().set_title(&self.title);
        if let Some(day) = excel_day(self.day) {
            properties = properties.set_creation_datetime(&day);
        }
        xlsx.set_properties(&properties);
        let styles = Styles::new();
        for sheet in &self.sheets {
            sheet.write(xlsx.add_worksheet(), &styles)?;
        }
        Ok(xlsx.save_to_buffer()?)
    }
}

impl Sheet {
    /// A sheet with a title above its table.
    pub fn new(name: impl Into<String>, title: impl Into<String>, table: Table) -> Self {
        Self {
            name: name.into(),
            above: vec![title.into()],
            table,
            below: Vec::new(),
            frozen_columns: 0,
        }
    }

    fn write(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        sheet
            .set_name(name(&self.name))?
            .set_landscape()
            .set_paper_size(A4)
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3)
            .set_footer("&C&P/&N");
        let mut row = 0;
        for (at, line) in self.above.iter().enumerate() {
            let style = if at == 0 { &styles.title } else { &styles.line };
            sheet.write_string_with_format(row, 0, cut(line), style)?;
            row += 1;
        }
        let first = row;
        row = self.headings(sheet, row, styles)?;
        sheet.set_freeze_panes(row, self.frozen_columns)?;
        sheet.set_repeat_rows(first, row.saturating_sub(1))?;
        for line in &self.table.rows {
            match line {
                Row::Plain(cells) => self.cells(sheet, row, cells, &styles.plain)?,
                Row::Total(cells) => self.cells(sheet, row, cells, &styles.total)?,
                Row::Heading(words) => self.across(sheet, row, words, styles)?,
            }
            row += 1;
        }
        for line in &self.below {
            sheet.write_string_with_format(row, 0, cut(line), &styles.line)?;
            row += 1;
        }
        Ok(())
    }

    /// Writes one or two heading rows and tells which row comes next.
    fn headings(&self, sheet: &mut Worksheet, row: u32, styles: &Styles) -> Result<u32, XlsxError> {
        let heading = &styles.heading;
        for (at, column) in (0..).zip(&self.table.columns) {
            sheet.set_column_width(at, column.width)?;
        }
        if !self.table.has_groups() {
            for (at, column) in (0..).zip(&self.table.columns) {
                sheet.write_string_with_format(row, at, cut(&column.title), heading)?;
            }
            return Ok(row + 1);
        }
        // A spreadsheet does not fit the height of merged cells by itself.
        let lines = self.table.columns.iter().map(lines).max().unwrap_or(1);
        sheet.set_row_height(row, LINE_HEIGHT)?;
        sheet.set_row_height(row + 1, LINE_HEIGHT * f64::from(lines.saturating_sub(1).max(1)))?;
        for (group, first, count) in self.table.groups() {
            let [first, count] = [first, count].map(|at| u16::try_from(at).unwrap_or(u16::MAX));
            match group {
                Some(words) if count > 1 => {
                    sheet.merge_range(row, first, row, first + count - 1, &cut(words), heading)?;
                }
                Some(words) => {
                    sheet.write_string_with_format(row, first, cut(words), heading)?;
                }
                None => {
                    let title = cut(&self.table.columns[usize::from(first)].title);
                    sheet.merge_range(row, first, row + 1, first, &title, heading)?;
                }
            }
        }
        for (at, column) in (0..).zip(&self.table.columns) {
            if column.group.is_some() {
                sheet.write_string_with_format(row + 1, at, cut(&column.title), heading)?;
            }
        }
        Ok(row + 2)
    }

    fn cells(&self, sheet: &mut Worksheet, row: u32, cells: &[Cell], styles: &Cells) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(&self.table.columns) {
            let cell = cells.get(usize::from(at)).unwrap_or(&Cell::Empty);
            write(sheet, (row, at), cell, styles, column.align)?;
        }
        Ok(())
    }

    fn across(&self, sheet: &mut Worksheet, row: u32, words: &str, styles: &Styles) -> Result<(), XlsxError> {
        let style = styles.total.words(Align::Left);
        let last = u16::try_from(self.table.columns.len())
            .unwrap_or(u16::MAX)
            .saturating_sub(1);
        if last == 0 {
            sheet.write_string_with_format(row, 0, cut(words), style)?;
        } else {
            sheet.merge_range(row, 0, row, last, &cut(words), style)?;
        }
        Ok(())
    }
}

/// How many lines a heading takes, about: spreadsheets break between words.
fn lines(column: &Column) -> u32 {
    let characters = u32::try_from(column.title.chars().count()).unwrap_or(u32::MAX);
    let lines = characters.div_ceil(u32::from(column.width.max(1)) * 4 / 5 + 1);
    // In the second row alone, below a joint heading, one line less is lent by the row above.
    lines + u32::from(column.group.is_some())
}

/// Text is always written as text: words that begin with `=` are no formula. What is no number is the dash that is printed.
fn write(sheet: &mut Worksheet, at: (u32, u16), cell: &Cell, styles: &Cells, align: Align) -> Result<(), XlsxError> {
    let (row, column) = at;
    match cell {
        Cell::Empty => sheet.write_blank(row, column, styles.words(align))?,
        Cell::Count(number) if number.unsigned_abs() < EXACT =>
        {
            #[expect(clippy::cast_precision_loss, reason = "smaller than what a cell holds exactly")]
            sheet.write_number_with_format(row, column, *number as f64, styles.count(align))?
        }
        Cell::Decimal { value, decimals } if value.is_finite() => {
            let style = &styles.decimal[usize::from(*decimals).min(styles.decimal.len() - 1)];
            sheet.write_number_with_format(row, column, *value, style)?
        }
        Cell::Share { part, whole } if *whole > 0 => {
            #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
            let share = *part as f64 / *whole as f64;
            sheet.write_number_with_format(row, column, share, &styles.share)?
        }
        Cell::Day(day) => match excel_day(*day) {
            Some(date) => sheet.write_datetime_with_format(row, column, date, &styles.day)?,
            None => sheet.write_string_with_format(row, column, cell.printed(), styles.words(align))?,
        },
        Cell::Text(_) | Cell::Count(_) | Cell::Decimal { .. } | Cell::Share { .. } => {
            sheet.write_string_with_format(row, column, cut(&cell.printed()), styles.words(align))?
        }
    };
    Ok(())
}

/// Whole numbers below this are held exactly by a cell; larger ones are written as words.
const EXACT: u64 = 1 << 53;

/// Height of a line of a heading, in points.
const LINE_HEIGHT: f64 = 17.0;

struct Styles {
    title: Format,
    line: Format,
    heading: Format,
    plain: Cells,
    total: Cells,
}

struct Cells {
    left: Format,
    centre: Format,
    right: Format,
    count: [Format; 3],
    decimal: [Format; 4],
    share: Format,
    day: Format,
}

impl Styles {
    fn new() -> Self {
        let font = Format::new()
            .set_font_name(crate::document::layout::FONT)
            .set_font_size(12);
        let cell = font
            .clone()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin);
        Self {
            title: font.clone().set_bold().set_font_size(14),
            line: font.set_italic(),
            heading: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            plain: Cells::new(&cell),
            total: Cells::new(&cell.set_bold()),
        }
    }
}

impl Cells {
    fn new(cell: &Format) -> Self {
        let right = cell.clone().set_align(FormatAlign::Right);
        let number = |shape: &str| right.clone().set_num_format(shape);
        Self {
            left: cell.clone().set_align(FormatAlign::Left),
            centre: cell.clone().set_align(FormatAlign::Center),
            // The marks are the format's own: a spreadsheet set to Vietnamese shows 1.234,5.
            count: [FormatAlign::Left, FormatAlign::Center, FormatAlign::Right]
                .map(|align| number("#,##0").set_align(align)),
            decimal: ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"].map(number),
            share: number("0.0%"),
            day: cell.clone().set_align(FormatAlign::Center).set_num_format("dd/mm/yyyy"),
            right,
        }
    }

    fn count(&self, align: Align) -> &Format {
        &self.count[align as usize]
    }

    fn words(&self, align: Align) -> &Format {
        match align {
            Align::Left => &self.left,
            Align::Centre => &self.centre,
            Align::Right => &self.right,
        }
    }
}

/// Excel counts days from 1900.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs()).ok()
}

fn name(asked: &str) -> String {
    let taken = |character: char| match character {
        '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '-',
        other if other.is_control() => ' ',
        other => other,
    };
    let name: String = asked.chars().map(taken).take(NAME_CHARACTERS).collect();
    name.trim_matches('\'').to_owned()
}

fn cut(words: &str) -> String {
    let printable = |character: &char| *character == '\n' || !character.is_control();
    let words: String = words.chars().filter(printable).collect();
    match words.char_indices().nth(CELL_CHARACTERS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_is_cut_at_a_character() {
        let long = "ữ".repeat(40_000);
        assert_eq!(cut(&long).chars().count(), CELL_CHARACTERS + 1);
        assert_eq!(cut("ngắn\nhai\u{7} dòng"), "ngắn\nhai dòng");
    }

    #[test]
    fn a_day_before_excel_is_text() {
        assert!(excel_day(jiff::civil::date(1789, 7, 14)).is_none());
        assert!(excel_day(jiff::civil::date(2025, 12, 31)).is_some());
    }

    #[test]
    fn names_of_sheets_are_taken() {
        assert_eq!(name("Quý I/2026: [mới]"), "Quý I-2026- -mới-");
        assert_eq!(name(&"ữ".repeat(40)).chars().count(), NAME_CHARACTERS);
    }
}
