//! What is wrong with a table, and what to do.

use crate::commands::table_input::{Fault, InputFault};

/// File, line and fault in one sentence.
pub(crate) fn fault(fault: &InputFault) -> String {
    let place = fault.line.map_or_else(String::new, |line| format!(", dòng {line}"));
    format!("{}{place}: {}", fault.file, what(&fault.fault))
}

fn what(fault: &Fault) -> String {
    match fault {
        Fault::Unreadable(why) => why.clone(),
        Fault::NotUtf8 => "không phải bảng CSV mã UTF-8: hãy lưu lại ở dạng \"CSV UTF-8\"".to_owned(),
        Fault::Empty => "bảng không có dòng số liệu nào".to_owned(),
        Fault::NoColumn(column) => format!(
            "thiếu cột \"{}\" (dòng đầu phải là tên cột; cũng nhận: {})",
            column.shown(),
            column.0[1..].join(", ")
        ),
        Fault::Cells { found, expected } => format!("có {found} ô, dòng tên cột có {expected} ô"),
        Fault::Blank(column) => format!("ô \"{}\" để trống", column.shown()),
        Fault::NotCount(column, text) => {
            format!("\"{text}\" ở cột \"{}\" không phải số đếm (0, 1, 2 …)", column.shown())
        }
        Fault::Negative(column, text) => format!("\"{text}\" ở cột \"{}\" là số âm", column.shown()),
        Fault::Fraction(column, text) => format!("\"{text}\" ở cột \"{}\" không phải số nguyên", column.shown()),
        Fault::NotNumber(column, text) => format!("\"{text}\" ở cột \"{}\" không phải số", column.shown()),
        Fault::OutOfRange(column, text) => format!("\"{text}\" ở cột \"{}\" nằm ngoài phạm vi", column.shown()),
        Fault::NotChainage(column, text) => format!(
            "\"{text}\" ở cột \"{}\" không phải lý trình (viết Km12+300 hoặc 12,3)",
            column.shown()
        ),
        Fault::NotDate(column, text) => format!(
            "\"{text}\" ở cột \"{}\" không phải ngày (viết 31/12/2025 hoặc 2025-12-31)",
            column.shown()
        ),
        Fault::NotWord(column, text, words) => {
            format!("\"{text}\" ở cột \"{}\": phải là {words}", column.shown())
        }
        Fault::UnknownPlace(name) => format!("địa bàn \"{name}\" không có trong danh sách địa bàn"),
        Fault::Duplicate(line) => format!("trùng địa bàn, loại và kỳ với dòng {line}"),
        Fault::OutOfOrder { date, after } => {
            format!(
                "ngày {} đứng sau ngày {}: hãy xếp theo thứ tự ngày",
                day(*date),
                day(*after)
            )
        }
        Fault::OffGrid(date) => format!(
            "ngày {} không phải đầu kỳ như các dòng khác: kỳ phải cách đều nhau",
            day(*date)
        ),
        Fault::Gap { from, periods, series } => format!(
            "{series}: thiếu {periods} kỳ từ ngày {}; hãy bổ sung (số 0 nếu không có vụ nào) hoặc dùng --gaps zero",
            day(*from)
        ),
        Fault::TooCoarse => {
            "số liệu theo tuần hoặc tháng không chia được thành kỳ ngắn hơn: hãy đặt --period như trong bảng".to_owned()
        }
        Fault::NoCoordinates => {
            "thiếu cột \"vĩ độ\", \"kinh độ\": hãy thêm hai cột này, hoặc dùng --places với danh sách địa bàn có tọa độ"
                .to_owned()
        }
        Fault::PlaceTwice(line) => format!("trùng địa bàn với dòng {line}"),
        Fault::TwoPositions(line) => {
            format!("tọa độ khác với dòng {line} của cùng địa bàn: mỗi địa bàn một tọa độ")
        }
        Fault::TwoProvinces(place) => format!("địa bàn \"{place}\" được ghi thuộc hai tỉnh khác nhau"),
    }
}

fn day(date: jiff::civil::Date) -> impl std::fmt::Display {
    date.strftime("%d/%m/%Y")
}
