//! Forms of output, one module each.

mod csv;
mod json;
mod table;
mod xlsx;

use std::io::Write;
use std::path::Path;

use reading::register::{Party, Proposal, Reading};

use crate::cli::Format;
use crate::screen;

/// Takes documents one after the other.
pub(crate) trait Sink {
    /// Writes one document.
    fn document(&mut self, file: &Path, reading: &Reading) -> anyhow::Result<()>;
    /// Ends the output.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
}

/// The sink of a format; `several` documents are parted or named by file.
pub(crate) fn sink(
    format: Format,
    several: bool,
    explain: bool,
    out: Option<&Path>,
    writer: Box<dyn Write>,
) -> Box<dyn Sink> {
    match format {
        Format::Table => Box::new(table::Table::new(writer, several, explain)),
        Format::Json => Box::new(json::Json::new(writer, several)),
        Format::Csv => Box::new(csv::Csv::new(writer)),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(out.unwrap_or(Path::new("nhiem-vu.xlsx")).to_owned())),
    }
}

/// Names of parties, parted by semicolons.
fn names(parties: &[Party]) -> String {
    parties
        .iter()
        .map(|party| party.written.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

/// Places with what they are today.
fn places(task: &Proposal) -> String {
    let place = |place: &reading::register::PlaceNamed| {
        let today: Vec<_> = place.today.iter().map(|unit| unit.full_name.as_str()).collect();
        let name = place.full_name.as_deref().unwrap_or(&place.written);
        if today.is_empty() || today == [name] {
            name.to_owned()
        } else {
            format!("{name} (nay là {})", today.join(", "))
        }
    };
    task.places.iter().map(place).collect::<Vec<_>>().join("; ")
}

/// Columns of a register, for CSV and workbook.
const COLUMNS: [&str; 15] = [
    "TT",
    "Nội dung nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Địa bàn",
    "Thời hạn (nguyên văn)",
    "Hạn (ngày)",
    "Sản phẩm",
    "Báo cáo về",
    "Hình thức giao",
    "Vị trí trong văn bản",
    "Cần bổ sung",
    "Chủ trì lấy từ",
    "Số, ký hiệu văn bản",
    "Tệp",
];

/// One row of the register, the day apart for cells with a date type.
fn row(number: usize, file: &Path, reading: &Reading, task: &Proposal) -> [String; 15] {
    use reading::register::{LeadFrom, Modality};
    [
        number.to_string(),
        task.text.clone(),
        names(&task.lead),
        names(&task.coordinating),
        places(task),
        task.deadline.raw.clone().unwrap_or_default(),
        task.deadline.due.map_or_else(String::new, |day| day.to_string()),
        task.product
            .as_ref()
            .map_or_else(String::new, |quote| quote.written.clone()),
        task.report_to
            .as_ref()
            .map_or_else(String::new, |quote| quote.written.clone()),
        match task.modality {
            Modality::Assign => "Giao".to_owned(),
            Modality::Request => "Đề nghị".to_owned(),
        },
        task.path.join(" › "),
        screen::faults(task).join("; "),
        match task.lead_from {
            LeadFrom::Text => "nhiệm vụ",
            LeadFrom::Heading => "đề mục",
            LeadFrom::Context => "câu trước",
            LeadFrom::None => "",
        }
        .to_owned(),
        reading.document.number.clone().unwrap_or_default(),
        file.display().to_string(),
    ]
}
