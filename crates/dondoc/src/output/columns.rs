//! Columns of the register and of the list of documents, as CSV and workbook show them.

use std::path::Path;

use jiff::civil::Date;
use reading::register::{Mark, Modality, PlaceNamed, Proposal, Quote};

use super::evidence;
use crate::reader_process::ReadDocument;
use crate::screen;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(u32),
    Day(Date),
}

impl Cell {
    fn day(day: Option<Date>) -> Self {
        day.map_or_else(|| Self::Text(String::new()), Self::Day)
    }

    fn known(text: Option<&String>) -> Self {
        Self::Text(text.cloned().unwrap_or_default())
    }
}

/// A row of the register.
pub(super) struct TaskRow<'a> {
    /// Number of the row.
    pub number: u32,
    /// The file it was read from.
    pub file: &'a Path,
    /// Its document.
    pub document: &'a ReadDocument,
    /// The task.
    pub task: &'a Proposal,
}

/// A row of the list of documents.
pub(super) struct DocumentRow<'a> {
    /// The file.
    pub file: &'a Path,
    /// The document.
    pub document: &'a ReadDocument,
}

/// A column: heading, width in characters, and what it shows of a row.
pub(super) struct Column<Shows> {
    pub title: &'static str,
    pub width: f64,
    pub cell: Shows,
}

/// What a column shows of a task.
pub(super) type OfTask = fn(&TaskRow<'_>) -> Cell;
/// What a column shows of a document.
pub(super) type OfDocument = fn(&DocumentRow<'_>) -> Cell;

const fn of_task(title: &'static str, width: f64, cell: OfTask) -> Column<OfTask> {
    Column { title, width, cell }
}

const fn of_document(title: &'static str, width: f64, cell: OfDocument) -> Column<OfDocument> {
    Column { title, width, cell }
}

/// The columns that an office prints, as in the annexes of plans; the rest follow.
pub(super) const PRINTED: u16 = 10;

/// Columns of the register.
pub(super) static TASKS: [Column<OfTask>; 18] = [
    of_task("TT", 5.0, |row| Cell::Number(row.number)),
    of_task("Nội dung nhiệm vụ", 60.0, |row| Cell::Text(row.task.text.clone())),
    of_task("Cơ quan chủ trì", 26.0, |row| {
        Cell::Text(super::parties(&row.task.lead))
    }),
    of_task("Cơ quan phối hợp", 28.0, |row| {
        Cell::Text(super::parties(&row.task.coordinating))
    }),
    of_task("Địa bàn", 24.0, |row| Cell::Text(places(&row.task.places))),
    of_task("Thời hạn (nguyên văn)", 22.0, |row| {
        Cell::known(row.task.deadline.raw.as_ref())
    }),
    of_task("Hạn (ngày)", 12.0, |row| Cell::day(row.task.deadline.due)),
    of_task("Sản phẩm", 22.0, |row| words(row.task.product.as_ref())),
    of_task("Báo cáo về", 22.0, |row| words(row.task.report_to.as_ref())),
    of_task("Cần bổ sung", 22.0, |row| {
        Cell::Text(screen::faults(row.task).join("; "))
    }),
    of_task("Hình thức giao", 12.0, |row| {
        Cell::Text(order(row.task.modality).to_owned())
    }),
    of_task("Trường suy ra", 18.0, |row| {
        Cell::Text(fields_marked(row.task, Mark::Inferred))
    }),
    of_task("Trường thiếu", 24.0, |row| {
        Cell::Text(fields_marked(row.task, Mark::Missing))
    }),
    of_task("Chủ trì lấy từ", 12.0, |row| {
        Cell::Text(screen::lead_from(row.task.lead_from).to_owned())
    }),
    of_task("Vị trí trong văn bản", 40.0, |row| {
        Cell::Text(row.task.path.join(" › "))
    }),
    of_task("Vị trí (ký tự)", 14.0, |row| Cell::Text(characters(row.task))),
    of_task("Số, ký hiệu văn bản", 20.0, |row| {
        Cell::known(row.document.reading.document.number.as_ref())
    }),
    of_task("Tệp", 30.0, |row| Cell::Text(row.file.display().to_string())),
];

/// The column that `--explain` adds.
pub(super) static EXPLAINED: Column<OfTask> = of_task("Nguyên văn đã đọc", 70.0, |row| {
    Cell::Text(evidence::of_task(row.document, row.task).join("\n"))
});

/// Columns of the list of documents.
pub(super) static DOCUMENTS: [Column<OfDocument>; 10] = [
    of_document("Số, ký hiệu", 20.0, |row| {
        Cell::known(row.document.reading.document.number.as_ref())
    }),
    of_document("Loại văn bản", 14.0, |row| {
        Cell::known(row.document.reading.document.kind.as_ref())
    }),
    of_document("Cơ quan ban hành", 28.0, |row| {
        Cell::known(row.document.reading.document.issuer.as_ref())
    }),
    of_document("Ngày ban hành", 14.0, |row| {
        Cell::day(row.document.reading.document.issued_on)
    }),
    of_document("Trích yếu", 60.0, |row| {
        Cell::known(row.document.reading.document.title.as_ref())
    }),
    of_document("Thực hiện văn bản", 30.0, |row| {
        let own = row.document.reading.document.number.as_deref();
        let links = row
            .document
            .reading
            .document
            .implements
            .iter()
            .filter(|link| link.document.as_deref() == own);
        Cell::Text(
            links
                .map(|link| link.carries_out.as_str())
                .collect::<Vec<_>>()
                .join("; "),
        )
    }),
    of_document("Văn bản viện dẫn", 40.0, |row| {
        let cites = &row.document.reading.document.cites;
        Cell::Text(
            cites
                .iter()
                .map(|cited| cited.number.as_str())
                .collect::<Vec<_>>()
                .join("; "),
        )
    }),
    of_document("Số nhiệm vụ", 10.0, |row| {
        Cell::Number(u32::try_from(row.document.reading.tasks.len()).unwrap_or(u32::MAX))
    }),
    of_document("Lưu ý", 40.0, |row| {
        Cell::Text(
            row.document
                .reading
                .findings
                .iter()
                .filter_map(screen::finding)
                .collect::<Vec<_>>()
                .join("; "),
        )
    }),
    of_document("Tệp", 30.0, |row| Cell::Text(row.file.display().to_string())),
];

/// Columns of the register, with or without the words each field was read from.
pub(super) fn tasks(explain: bool) -> impl Iterator<Item = &'static Column<OfTask>> {
    TASKS.iter().chain(explain.then_some(&EXPLAINED))
}

/// Places with what they are today.
pub(super) fn places(places: &[PlaceNamed]) -> String {
    let place = |place: &PlaceNamed| {
        let name = place.full_name.as_deref().unwrap_or(&place.written);
        let today: Vec<&str> = place
            .today
            .iter()
            .map(|unit| unit.full_name.as_str())
            .filter(|unit| *unit != name)
            .collect();
        if today.is_empty() {
            name.to_owned()
        } else {
            format!("{name} (nay là {})", today.join(", "))
        }
    };
    places.iter().map(place).collect::<Vec<_>>().join("; ")
}

fn words(quote: Option<&Quote>) -> Cell {
    Cell::known(quote.map(|quote| &quote.written))
}

fn order(modality: Modality) -> &'static str {
    match modality {
        Modality::Assign => "Giao",
        Modality::Request => "Đề nghị",
    }
}

/// Names of the fields that bear a mark, in the order of the form.
pub(super) fn fields_marked(task: &Proposal, mark: Mark) -> String {
    let bears = |field: &&&str| task.marks.get(**field).copied().unwrap_or_default() == mark;
    screen::FIELDS
        .iter()
        .filter(bears)
        .map(|field| screen::field(field).to_lowercase())
        .collect::<Vec<_>>()
        .join(", ")
}

fn characters(task: &Proposal) -> String {
    task.span
        .map_or_else(String::new, |span| format!("{}–{}", span.start_char, span.end_char))
}
