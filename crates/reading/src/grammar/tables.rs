//! Annex tables whose header names the columns of a register (PHRASES.md section 4).

use std::ops::Range;

use crate::extract::{Cell, Row, Table};
use crate::grammar::words::Script;

/// Grid columns by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Rows taken by the header.
    pub(crate) header_rows: usize,
    pub(crate) task: usize,
    pub(crate) ordinal: Option<usize>,
    pub(crate) lead: Option<usize>,
    pub(crate) coordinating: Option<usize>,
    pub(crate) deadline: Option<usize>,
    pub(crate) product: Option<usize>,
    pub(crate) report_to: Option<usize>,
}

/// One row of a register table, as ranges of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TaskRow {
    pub(crate) task: Option<Range<usize>>,
    pub(crate) ordinal: Option<Range<usize>>,
    pub(crate) lead: Option<Range<usize>>,
    pub(crate) coordinating: Option<Range<usize>>,
    pub(crate) deadline: Option<Range<usize>>,
    pub(crate) product: Option<Range<usize>>,
    pub(crate) report_to: Option<Range<usize>>,
    /// The row is a group heading: only its number and name are filled.
    pub(crate) heading: bool,
}

/// The columns, when the first rows are the header of a register: a task column and at least one of lead, coordinating,
/// deadline, product.
pub(crate) fn columns(script: &Script<'_>, table: &Table) -> Option<Columns> {
    (0..table.rows.len().min(4)).find_map(|at| header_at(script, table, at))
}

fn header_at(script: &Script<'_>, table: &Table, at: usize) -> Option<Columns> {
    let mut columns = Columns {
        header_rows: at + 1,
        task: usize::MAX,
        ..Columns::default()
    };
    read_header(script, &table.rows[at], &mut columns);
    // A second header row names the parts of a wide cell ("Phân công" over "Chủ trì" and "Phối hợp").
    let wide = table.rows[at]
        .cells
        .iter()
        .any(|cell| cell.width > 1 && !cell.paragraphs.is_empty());
    if let Some(row) = table
        .rows
        .get(at + 1)
        .filter(|row| wide && row.cells.iter().any(|c| c.from_above || c.paragraphs.is_empty()))
    {
        let before = columns.clone();
        read_header(script, row, &mut columns);
        if columns != before {
            columns.header_rows = at + 2;
        }
    }
    let known = [columns.lead, columns.coordinating, columns.deadline, columns.product];
    let enough = columns.lead.is_some() || known.iter().flatten().count() >= 2;
    (columns.task != usize::MAX && enough).then_some(columns)
}

fn read_header(script: &Script<'_>, row: &Row, columns: &mut Columns) {
    for cell in &row.cells {
        let Some(range) = range_of(cell) else { continue };
        let name = script.plain[range.clone()].replace('\n', " ");
        if name.len() > 160 {
            continue;
        }
        let slot = match column_kind(name.trim()) {
            Some(Column::Task) if columns.task == usize::MAX => {
                columns.task = cell.column;
                continue;
            }
            Some(Column::Ordinal) => &mut columns.ordinal,
            Some(Column::Lead) => &mut columns.lead,
            Some(Column::Coordinating) => &mut columns.coordinating,
            Some(Column::Deadline) => &mut columns.deadline,
            Some(Column::Product) => &mut columns.product,
            Some(Column::ReportTo) => &mut columns.report_to,
            _ => continue,
        };
        slot.get_or_insert(cell.column);
    }
}

enum Column {
    Ordinal,
    Task,
    Lead,
    Coordinating,
    Deadline,
    Product,
    ReportTo,
}

fn column_kind(name: &str) -> Option<Column> {
    let has = |word: &str| name.contains(word);
    if matches!(
        name.trim_matches(['.', ' ']),
        "tt" | "stt" | "số tt" | "số thứ tự" | "số" | "tt/no"
    ) {
        return Some(Column::Ordinal);
    }
    if has("phối hợp") && !has("chủ trì") {
        return Some(Column::Coordinating);
    }
    if has("thời gian")
        || has("thời hạn")
        || has("tiến độ")
        || has("hạn hoàn thành")
        || has("thời điểm")
        || name == "hạn"
    {
        return Some(Column::Deadline);
    }
    let body = has("cơ quan") || has("đơn vị") || has("phân công") || has("bộ phận");
    if has("chủ trì")
        || body
            && (has("thực hiện") || has("chịu trách nhiệm") || has("đầu mối") || has("tham mưu") || has("phụ trách"))
        || has("đơn vị thực hiện")
        || has("trách nhiệm thực hiện")
        || name == "phân công"
        || name == "cơ quan thực hiện"
    {
        return Some(Column::Lead);
    }
    if has("sản phẩm") || has("kết quả") || has("đầu ra") {
        return Some(Column::Product);
    }
    if has("nơi nhận báo cáo") || has("cơ quan nhận") {
        return Some(Column::ReportTo);
    }
    if has("nhiệm vụ")
        || has("nội dung")
        || has("công việc")
        || has("hoạt động")
        || has("giải pháp")
        || has("đề án")
        || has("tên")
    {
        return (!has("văn bản giao") && !has("ghi chú") && !has("kinh phí")).then_some(Column::Task);
    }
    None
}

/// The rows below the header; repeated headers and rows of column numbers are left out.
pub(crate) fn rows(script: &Script<'_>, table: &Table, columns: &Columns) -> Vec<TaskRow> {
    let header = columns
        .header_rows
        .checked_sub(1)
        .and_then(|at| table.rows.get(at))
        .map(|row| row_text(script, row));
    table
        .rows
        .iter()
        .skip(columns.header_rows)
        .filter(|row| Some(row_text(script, row)) != header && !numbers_only(script, row))
        .map(|row| task_row(script, row, columns))
        .filter(|row| row.task.is_some() || row.ordinal.is_some())
        .collect()
}

fn row_text(script: &Script<'_>, row: &Row) -> Vec<String> {
    row.cells
        .iter()
        .map(|c| range_of(c).map_or(String::new(), |r| script.plain[r].to_owned()))
        .collect()
}

/// "(1) (2) (3)", "A B C": the row that numbers the columns.
fn numbers_only(script: &Script<'_>, row: &Row) -> bool {
    row.cells.len() > 2
        && row.cells.iter().filter_map(range_of).all(|range| {
            let inside = script.plain[range].trim_matches(['(', ')', '[', ']', ' ', '=', '+']);
            inside.len() <= 3 && !inside.contains(' ')
        })
}

fn task_row(script: &Script<'_>, row: &Row, columns: &Columns) -> TaskRow {
    let at = |column: Option<usize>| column.and_then(|c| cell_at(row, c)).and_then(range_of);
    let own = |column: usize| cell_at(row, column).filter(|cell| !cell.from_above).and_then(range_of);
    let mut read = TaskRow {
        task: own(columns.task),
        ordinal: columns.ordinal.and_then(own),
        lead: at(columns.lead),
        coordinating: at(columns.coordinating),
        deadline: at(columns.deadline),
        product: at(columns.product),
        report_to: at(columns.report_to),
        heading: false,
    };
    let filled = row
        .cells
        .iter()
        .filter(|c| !c.from_above && range_of(c).is_some())
        .count();
    let wide = row.cells.iter().any(|cell| cell.width >= 3 && range_of(cell).is_some());
    let ordinal_here = read.ordinal.clone();
    let bare = read.lead.is_none() && read.coordinating.is_none() && read.deadline.is_none();
    if filled <= 1 || wide && filled <= 2 || filled <= 2 && ordinal_here.is_some() && bare {
        read.heading = group_row(script, row, &read, wide);
        if read.heading {
            read.task = row
                .cells
                .iter()
                .filter(|c| !c.from_above)
                .filter_map(range_of)
                .max_by_key(ExactSizeIterator::len);
        }
    }
    // A merged group cell can cover the task's column and those after it.
    if read.lead == read.task {
        read.lead = None;
    }
    if read.coordinating == read.task {
        read.coordinating = None;
    }
    if read.deadline == read.task {
        read.deadline = None;
    }
    read
}

/// A row with only a number and a name heads a group when it spans the table, or its number is Roman, a capital or "1." over
/// "1.1."; with an Arabic number and an own name it is a task without lead and deadline.
fn group_row(script: &Script<'_>, row: &Row, read: &TaskRow, wide: bool) -> bool {
    if wide || row.cells.len() <= 2 {
        return true;
    }
    let Some(ordinal) = &read.ordinal else {
        return read.task.is_none();
    };
    let written = script.written[ordinal.clone()].trim_end_matches(['.', ')', ' ']);
    written.starts_with(|c: char| c.is_alphabetic())
}

fn cell_at(row: &Row, column: usize) -> Option<&Cell> {
    row.cells
        .iter()
        .find(|cell| (cell.column..cell.column + cell.width.max(1)).contains(&column))
}

/// The text range of a cell, none when it is empty.
pub(crate) fn range_of(cell: &Cell) -> Option<Range<usize>> {
    let first = cell.paragraphs.first()?;
    let last = cell.paragraphs.last()?;
    Some(first.range.start..last.range.end)
}
