//! A workbook: one sheet of documents, one of tasks, ready to print on A4 landscape.

use std::path::{Path, PathBuf};

use anyhow::Context;
use reading::register::Reading;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::Sink;

/// Widths of the task columns, in characters.
const WIDTHS: [f64; 15] = [
    5.0, 60.0, 26.0, 26.0, 24.0, 22.0, 12.0, 22.0, 24.0, 10.0, 34.0, 24.0, 12.0, 18.0, 24.0,
];
const DAY: usize = 6;

/// Gathers readings and writes the workbook at the end.
pub(crate) struct Xlsx {
    path: PathBuf,
    documents: Vec<[String; 7]>,
    tasks: Vec<([String; 15], Option<jiff::civil::Date>)>,
}

impl Xlsx {
    /// A workbook to be written to a path.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            documents: Vec::new(),
            tasks: Vec::new(),
        }
    }
}

impl Sink for Xlsx {
    fn document(&mut self, file: &Path, reading: &Reading) -> anyhow::Result<()> {
        let document = &reading.document;
        let known = |value: &Option<String>| value.clone().unwrap_or_default();
        self.documents.push([
            known(&document.number),
            known(&document.kind),
            known(&document.issuer),
            document
                .issued_on
                .map_or_else(String::new, |day| day.strftime("%d/%m/%Y").to_string()),
            known(&document.title),
            document
                .cites
                .iter()
                .map(|cited| cited.number.as_str())
                .collect::<Vec<_>>()
                .join("; "),
            file.display().to_string(),
        ]);
        for task in &reading.tasks {
            let row = super::row(self.tasks.len() + 1, file, reading, task);
            self.tasks.push((row, task.deadline.due));
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        let mut workbook = Workbook::new();
        let cell = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin);
        let head = cell
            .clone()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter);
        let day = cell.clone().set_num_format("dd/mm/yyyy");
        let sheet = prepared(workbook.add_worksheet(), "Nhiệm vụ", &super::COLUMNS, &head)?;
        for (column, width) in (0..).zip(WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        for (at, (row, due)) in (1..).zip(&self.tasks) {
            for (column, value) in (0..).zip(row) {
                sheet.write_string_with_format(at, column, value, &cell)?;
            }
            sheet.write_number_with_format(at, 0, f64::from(at), &cell)?;
            if let Some(due) = due {
                let date = ExcelDateTime::from_ymd(
                    due.year().unsigned_abs(),
                    due.month().unsigned_abs(),
                    due.day().unsigned_abs(),
                )?;
                sheet.write_datetime_with_format(at, u16::try_from(DAY)?, &date, &day)?;
            }
        }
        let columns = [
            "Số, ký hiệu",
            "Loại văn bản",
            "Cơ quan ban hành",
            "Ngày ban hành",
            "Trích yếu",
            "Văn bản viện dẫn",
            "Tệp",
        ];
        let sheet = prepared(workbook.add_worksheet(), "Văn bản", &columns, &head)?;
        for (column, width) in (0..).zip([20.0, 14.0, 28.0, 14.0, 60.0, 40.0, 30.0]) {
            sheet.set_column_width(column, width)?;
        }
        for (at, row) in (1..).zip(&self.documents) {
            for (column, value) in (0..).zip(row) {
                sheet.write_string_with_format(at, column, value, &cell)?;
            }
        }
        workbook
            .save(&self.path)
            .with_context(|| format!("không ghi được {}", self.path.display()))
    }
}

fn prepared<'w>(
    sheet: &'w mut Worksheet,
    name: &str,
    columns: &[&str],
    head: &Format,
) -> anyhow::Result<&'w mut Worksheet> {
    sheet
        .set_name(name)?
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_freeze_panes(1, 0)?
        .set_repeat_rows(0, 0)?;
    for (column, title) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, *title, head)?;
    }
    Ok(sheet)
}
