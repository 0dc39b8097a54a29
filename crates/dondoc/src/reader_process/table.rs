//! Tables of trackers: workbooks and delimited text, as rows of text cells. Everything here runs in the child process.

use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetVisible, Sheets, Xlsx, XlsxError};
use reading::extract::ExtractError;
use serde::{Deserialize, Serialize};

/// Most rows that are looked at, with some above what the office takes so that it can say what is too many.
const MOST_ROWS: u32 = 20_100;
/// Most columns; what stands further right is no tracker.
const MOST_COLUMNS: u32 = 200;
/// Most bytes of all cells together.
const MOST_BYTES: usize = 64 << 20;
/// Lines that are looked at to tell a table from prose.
const LOOK_AT: usize = 50;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    /// Rows of cells as text, days as `dd/mm/yyyy`; the first row is the first of the sheet.
    pub rows: Vec<Vec<String>>,
    /// Names of other sheets that hold something and were not read.
    pub other_sheets: Vec<String>,
    /// Whether the right or lower edge was cut off.
    pub is_cut: bool,
}

impl Table {
    /// The cells as one text, for the question whether they bear a secrecy mark.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for cell in self.rows.iter().flatten().filter(|cell| !cell.is_empty()) {
            text.push_str(cell);
            text.push('\n');
        }
        text
    }
}

/// The cells of a sheet as they come in.
#[derive(Default)]
struct Grid {
    rows: Vec<Vec<String>>,
    bytes: usize,
    filled: usize,
    is_cut: bool,
}

impl Grid {
    /// Puts a cell in its place.
    fn put(&mut self, row: u32, column: u32, words: String) -> Result<(), ExtractError> {
        if words.is_empty() {
            return Ok(());
        }
        if row >= MOST_ROWS || column >= MOST_COLUMNS {
            self.is_cut = true;
            return Ok(());
        }
        let (row, column) = (row as usize, column as usize);
        // Empty rows and cells on the way count too: a lone far cell must not cost more than it says.
        self.bytes = self.bytes.saturating_add(words.len() + size_of::<String>());
        if self.bytes > MOST_BYTES {
            return Err(ExtractError::TooLarge("table cells"));
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize_with(column + 1, String::new);
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = words;
                self.filled += 1;
            }
        }
        Ok(())
    }

    /// Repeats the words of a cell that was merged downwards in the rows below it: each row is a task of its own.
    fn fill_down(&mut self, top: u32, bottom: u32, column: u32) {
        let column = column as usize;
        let words = self
            .rows
            .get(top as usize)
            .and_then(|row| row.get(column))
            .cloned()
            .unwrap_or_default();
        let below = self.rows.iter_mut().take(bottom as usize + 1).skip(top as usize + 1);
        for row in below.filter(|row| row.iter().any(|cell| !cell.is_empty())) {
            self.bytes = self.bytes.saturating_add(words.len() + size_of::<String>());
            if words.is_empty() || self.bytes > MOST_BYTES {
                return;
            }
            if row.len() <= column {
                row.resize_with(column + 1, String::new);
            }
            if let Some(cell) = row.get_mut(column).filter(|cell| cell.is_empty()) {
                cell.clone_from(&words);
            }
        }
    }
}

/// The largest sheet of a workbook.
///
/// # Errors
/// When it cannot be read, or holds nothing.
pub(super) fn workbook(bytes: &[u8]) -> Result<Table, ExtractError> {
    let damaged = |_| ExtractError::Damaged("a workbook");
    let mut workbook = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(damaged)?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in names {
        let grid = match &mut workbook {
            Sheets::Xlsx(workbook) => of_xlsx(workbook, &name)?,
            other => of_range(&other.worksheet_range(&name).map_err(damaged)?)?,
        };
        if grid.filled > 0 {
            sheets.push((name, grid));
        }
    }
    let largest = sheets
        .iter()
        .enumerate()
        .max_by_key(|(at, (_, grid))| (grid.filled, std::cmp::Reverse(*at)))
        .map(|(at, _)| at)
        .ok_or(ExtractError::NoText)?;
    let (_, grid) = sheets.swap_remove(largest);
    Ok(Table {
        rows: grid.rows,
        other_sheets: sheets.into_iter().map(|(name, _)| name).collect(),
        is_cut: grid.is_cut,
    })
}

/// Cell by cell: a sheet whose only cell stands in the last corner costs no more than that cell.
fn of_xlsx(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Grid, ExtractError> {
    let damaged = |_: XlsxError| ExtractError::Damaged("a workbook");
    let mut grid = Grid::default();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A sheet of charts has no cells.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(grid),
        Err(error) => return Err(damaged(error)),
    };
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        grid.put(row, column, words_of(&Data::from(DataRef::clone(cell.get_value()))))?;
    }
    drop(cells);
    if let Ok(merged) = workbook.merge_cells_by_sheet_name(name) {
        for cells in merged.iter().filter(|cells| cells.end.0 > cells.start.0) {
            grid.fill_down(cells.start.0, cells.end.0, cells.start.1);
        }
    }
    Ok(grid)
}

fn of_range(range: &calamine::Range<Data>) -> Result<Grid, ExtractError> {
    let mut grid = Grid::default();
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let at = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
        grid.put(at(top, row), at(left, column), words_of(value))?;
    }
    Ok(grid)
}

/// What stands in a cell, as its reader sees it.
fn words_of(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) | Data::DurationIso(_) => String::new(),
        Data::String(words) => clean(words),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(is) => if *is { "x" } else { "" }.to_owned(),
        Data::DateTime(moment) => day_of(moment),
        Data::DateTimeIso(written) => match written.get(..10).map(str::parse::<jiff::civil::Date>) {
            Some(Ok(day)) => vietnamese(day),
            _ => written.clone(),
        },
    }
}

fn day_of(moment: &ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return String::new();
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => {
            jiff::civil::Date::new(year, month, day).map_or_else(|_| String::new(), vietnamese)
        }
        _ => String::new(),
    }
}

fn vietnamese(day: jiff::civil::Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// The words of a cell in today's characters, without control characters other than line breaks.
fn clean(words: &str) -> String {
    let words = text::legacy::to_unicode(words);
    let words: String = text::nfc(&words)
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    words.trim().to_owned()
}

/// The table in a text of delimited values; none when it is prose.
pub(super) fn delimited(bytes: &[u8]) -> Option<Table> {
    let (text, _) = text::legacy::decode_bytes(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let (told, text) = told_delimiter(text);
    let delimiters = told.map_or_else(|| vec![b';', b'\t', b','], |told| vec![told]);
    let delimiter = delimiters.into_iter().find(|delimiter| is_table(text, *delimiter))?;
    let mut grid = Grid::default();
    for (row, record) in (0_u32..).zip(records(text, delimiter)) {
        for (column, cell) in (0_u32..).zip(&record) {
            grid.put(row, column, clean(cell)).ok()?;
        }
        if grid.is_cut && row > MOST_ROWS {
            break;
        }
    }
    Some(Table {
        rows: grid.rows,
        other_sheets: Vec::new(),
        is_cut: grid.is_cut,
    })
}

/// `sep=;` in the first line, as Excel writes it.
fn told_delimiter(text: &str) -> (Option<u8>, &str) {
    let Some((first, rest)) = text.split_once('\n') else {
        return (None, text);
    };
    match first.trim().strip_prefix("sep=").map(str::as_bytes) {
        Some([delimiter]) => (Some(*delimiter), rest),
        _ => (None, text),
    }
}

/// The records of a text. Blank lines count, so that the number of a row is the one people see.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = csv::StringRecord> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(Cursor::new(text.as_bytes().to_vec()))
        .into_records()
        .filter_map(Result::ok)
}

/// Whether nearly every line has equally many cells, at least three: prose has not.
fn is_table(text: &str, delimiter: u8) -> bool {
    let widths: Vec<usize> = records(text, delimiter)
        .take(LOOK_AT)
        .map(|record| record.len())
        .collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let alike = widths.iter().filter(|width| **width == widest).count();
    widths.len() > 1 && widest >= 3 && alike * 5 >= widths.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &Table) -> Vec<Vec<&str>> {
        let rows = table.rows.iter();
        rows.map(|row| row.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn delimited_text_in_any_form() {
        let table = "TT;Nội dung nhiệm vụ;Chủ trì;Hạn\n1;\"Rà soát; lập danh sách\";Công an tỉnh;trước 15/12/2026\n";
        let expected = [
            vec!["TT", "Nội dung nhiệm vụ", "Chủ trì", "Hạn"],
            vec!["1", "Rà soát; lập danh sách", "Công an tỉnh", "trước 15/12/2026"],
        ];
        let wide: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(table.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let with_mark = [b"\xef\xbb\xbf", table.as_bytes()].concat();
        let told = format!("sep=;\r\n{table}");
        for bytes in [table.as_bytes(), &wide, &with_mark, told.as_bytes()] {
            assert_eq!(rows(&delimited(bytes).unwrap()), expected);
        }
        let tabs = table
            .replace("\"Rà soát; lập danh sách\"", "Rà soát")
            .replace(';', "\t");
        assert_eq!(delimited(tabs.as_bytes()).unwrap().rows[1][1], "Rà soát");
    }

    #[test]
    fn prose_is_no_table() {
        for prose in [
            "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI\nSố: 12/KH-UBND\n",
            "1. Công an tỉnh, Sở Nội vụ, Sở Y tế; Sở Xây dựng.\n2. Các xã, phường.\nHết.\n",
            "một dòng, có dấu phẩy, nhưng chỉ một dòng",
            "",
        ] {
            assert_eq!(delimited(prose.as_bytes()), None, "{prose}");
        }
    }

    #[test]
    fn a_workbook_gives_days_and_merged_cells() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let day = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
        let plain = rust_xlsxwriter::Format::new();
        workbook
            .add_worksheet()
            .set_name("Ghi chú")
            .unwrap()
            .write(0, 0, "x")
            .unwrap();
        let sheet = workbook.add_worksheet();
        sheet.write_row(1, 0, ["TT", "Nhiệm vụ", "Văn bản", "Hạn"]).unwrap();
        sheet.merge_range(2, 2, 3, 2, "174/KH-UBND", &plain).unwrap();
        for row in 2..4 {
            sheet.write(row, 0, row - 1).unwrap();
            sheet.write(row, 1, "Rà soát").unwrap();
            let due = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 12, 15).unwrap();
            sheet.write_with_format(row, 3, &due, &day).unwrap();
        }
        sheet.write(1_000_000, 10_000, "xa").unwrap();
        let table = super::workbook(&workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(
            rows(&table)[2..],
            [
                vec!["1", "Rà soát", "174/KH-UBND", "15/12/2026"],
                vec!["2", "Rà soát", "174/KH-UBND", "15/12/2026"]
            ]
        );
        assert_eq!(table.other_sheets, ["Ghi chú"]);
        assert!(table.is_cut);
    }
}
