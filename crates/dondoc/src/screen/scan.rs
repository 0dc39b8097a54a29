//! Words of `dondoc scan`.

use statistics::scan::satscan::{Fault, FaultKind};

use crate::commands::run::ResultFormat;

pub(crate) const CLUSTERS: &str = "Cụm nhiều hơn hoặc ít hơn dự kiến";
pub(crate) const NUMBER: &str = "Cụm";
pub(crate) const PLACES: &str = "Địa bàn";
pub(crate) const FROM: &str = "Từ";
pub(crate) const TO: &str = "Đến";
pub(crate) const OBSERVED: &str = "Số vụ";
pub(crate) const EXPECTED: &str = "Dự kiến";
pub(crate) const RISK: &str = "Tỷ số nguy cơ";
pub(crate) const RATIO: &str = "LLR";
pub(crate) const CHANCE: &str = "p";
pub(crate) const GUMBEL: &str = "p (Gumbel)";
pub(crate) const VERDICT: &str = "Nhận định";
pub(crate) const RECURRENCE: &str = "Chu kỳ lặp (ngày)";
pub(crate) const MORE: &str = "nhiều hơn dự kiến";
pub(crate) const FEWER: &str = "ít hơn dự kiến";
pub(crate) const UNCLEAR: &str = "chưa đủ căn cứ";
pub(crate) const TOO_FEW: &str = "quá ít số liệu";
pub(crate) const REPLICAS: &str = "lần mô phỏng";
pub(crate) const ABOUT_PLACES: &str = "Nhận định về địa bàn và thời gian, không về con người.";
/// Names of a cluster that a table for people shows.
const NAMED: usize = 8;

/// The places of a cluster, the centre first: all of them in a file, the first of them in a table for people.
pub(crate) fn places(names: &[String], format: ResultFormat) -> String {
    match names.split_at_checked(NAMED) {
        Some((first, others)) if others.len() > 1 && format == ResultFormat::Table => {
            format!("{} và {} địa bàn khác", first.join(", "), others.len())
        }
        _ => names.join(", "),
    }
}

pub(crate) const NOTHING: &str = "Không có cụm nào.";
pub(crate) const MAP: &str = "Bản đồ các cụm";
pub(crate) const MAP_TOLD: &str = "Mỗi vòng tròn là một cụm; địa bàn trong vòng tròn thuộc cụm.";
pub(crate) const IN_CLUSTER: &str = "Thuộc cụm";
pub(crate) const CIRCLE: &str = "Phạm vi cụm";
pub(crate) const ONLY_FOR_TABLES: &str =
    "tùy chọn này chỉ dùng với tệp CSV: tệp .prm tự đặt kỳ, cụm và so với Poisson thuần";
pub(crate) const NO_COORDINATES: &str = "không vẽ được bản đồ: tọa độ không phải kinh độ, vĩ độ";

/// What the p-values rest on.
pub(crate) fn inference(replicas: usize, seed: u64, stopped: bool) -> String {
    let end = if stopped {
        ", dừng sớm khi kết quả đã rõ"
    } else {
        ""
    };
    format!("Giá trị p từ {replicas} lần mô phỏng{end}; số gốc {seed}; mô hình Poisson thuần như tệp tham số yêu cầu.")
}

/// A fault of an analysis in files, with what to do about it.
pub(crate) fn fault(fault: &Fault) -> String {
    let line = fault.line.map(|line| format!(", dòng {line}")).unwrap_or_default();
    let told = match &fault.kind {
        FaultKind::Unreadable(reason) => format!("không đọc được: {reason}"),
        FaultKind::Value { key, value } => format!("tham số {key} có giá trị không hợp lệ “{value}”"),
        FaultKind::Unsupported { key, value } => {
            format!("chưa hỗ trợ {key}={value}; hãy đặt giá trị khác")
        }
        FaultKind::Missing { key } => format!("thiếu tham số {key}"),
        FaultKind::Columns { needed, found } => format!("cần ít nhất {needed} cột, chỉ có {found}"),
        FaultKind::Number(text) => format!("“{text}” không phải số hợp lệ"),
        FaultKind::Date(text) => format!("“{text}” không phải ngày hợp lệ"),
        FaultKind::OutsidePeriod(text) => format!("ngày “{text}” nằm ngoài thời kỳ nghiên cứu"),
        FaultKind::UnknownPlace(name) => format!("địa bàn “{name}” không có trong tệp tọa độ"),
        FaultKind::RepeatedPlace(name) => format!("địa bàn “{name}” có hai tọa độ khác nhau"),
        FaultKind::NoPopulation(name) => format!("“{name}” có số vụ nhưng không có dân số"),
        FaultKind::Empty => "tệp không có dòng nào".to_owned(),
        FaultKind::NoCases => "không có vụ việc nào trong thời kỳ nghiên cứu".to_owned(),
        FaultKind::TooManyPlaces(count) => format!("{count} địa bàn là quá nhiều, tối đa 65.535"),
        FaultKind::Period => "ngày cuối thời kỳ đứng trước ngày đầu".to_owned(),
    };
    format!("{}{line}: {told}", fault.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_for_people_names_the_first_places_and_a_file_all() {
        let names: Vec<String> = (1..=10).map(|number| format!("Xã {number}")).collect();
        assert_eq!(
            places(&names, ResultFormat::Table),
            "Xã 1, Xã 2, Xã 3, Xã 4, Xã 5, Xã 6, Xã 7, Xã 8 và 2 địa bàn khác"
        );
        assert!(places(&names, ResultFormat::Csv).ends_with("Xã 9, Xã 10"));
        assert!(places(&names[..9], ResultFormat::Table).ends_with("Xã 8, Xã 9"));
        assert_eq!(places(&names[..1], ResultFormat::Table), "Xã 1");
    }
}
