//! Words of `dondoc blackspots`.

use reporting::map::MapWords;
use reporting::number::decimal;
use statistics::roads::class::Class;
use statistics::roads::performance::TooFew;

pub(crate) const CAPTION: &str = "Điểm hay xảy ra tai nạn giao thông";
pub(crate) const PLACE: &str = "Vị trí";
pub(crate) const BY_LAW: &str = "Theo quy định";
pub(crate) const FROM: &str = "Từ ngày";
pub(crate) const TO: &str = "Đến ngày";
pub(crate) const ACCIDENTS: &str = "Số vụ";
pub(crate) const DEATHS: &str = "Chết";
pub(crate) const INJURED: &str = "Bị thương";
pub(crate) const COLLISIONS: &str = "Va chạm";
pub(crate) const EXPECTED: &str = "Dự kiến";
pub(crate) const INTERVAL: &str = "Khoảng 95%";
pub(crate) const LIKE_IT: &str = "Đoạn tương tự";
pub(crate) const MORE_THAN_LIKE_IT: &str = "chưa đủ mức; nhiều hơn đoạn tương tự";
pub(crate) const NO_ROADS: &str =
    "Không có cột đường và lý trình: chỉ xét theo quy định, chưa có số dự kiến của từng đoạn.";
pub(crate) const NO_LIST: &str = "Dự kiến: Bayes thực nghiệm theo đoạn 500 m trong cả thời gian của tệp. Chưa có danh sách đường (--roads): chiều dài mỗi đường lấy từ vụ đầu đến vụ cuối, các đường coi như cùng cấp, nên số dự kiến cao hơn thực.";
pub(crate) const MODEL: &str = "Dự kiến: Bayes thực nghiệm theo đoạn 500 m trong cả thời gian của tệp, từ số vụ của đoạn và của các đoạn tương tự.";
pub(crate) const PROPOSAL: &str =
    "Danh sách để đề xuất; hạ tầng đường có phải nguyên nhân hay không do người có thẩm quyền kết luận.";
pub(crate) const CHART: &str =
    "Mỗi điểm là nơi tai nạn lặp lại trong 12 tháng; cỡ của điểm là số vụ, điểm được đánh dấu là đủ mức theo quy định.";

/// A road that the list does not have.
pub(crate) fn unknown_road(name: &str) -> String {
    format!("đường \"{name}\" không có trong danh sách đường: hãy bổ sung vào tệp nêu ở --roads")
}

/// What a place is called by law.
pub(crate) fn level(level: &str, name: &str) -> String {
    if level == "spot" {
        name.to_owned()
    } else {
        "điểm tiềm ẩn".to_owned()
    }
}

/// A place on a road, as signposts write it.
pub(crate) fn on_road(road: &str, metre: f64) -> String {
    format!("{road}, {}", post(metre))
}

/// A stretch of road.
pub(crate) fn stretch(road: &str, from: f64, to: f64) -> String {
    format!("{road}, {} – {}", post(from), post(to))
}

fn post(metre: f64) -> String {
    let metre = metre.round();
    format!("Km{}+{:03}", (metre / 1000.0).floor(), metre % 1000.0)
}

/// A place by its coordinates.
pub(crate) fn at(longitude: f64, latitude: f64) -> String {
    format!("{}; {}", decimal(latitude, 5), decimal(longitude, 5))
}

/// The number of a spot on the map.
pub(crate) fn number(at: usize) -> String {
    format!("{}", at + 1)
}

/// How many there are.
pub(crate) fn counted(accidents: usize, spots: usize) -> String {
    format!("{spots} vị trí, từ {accidents} vụ tai nạn và va chạm trong tệp.")
}

/// A class of accidents.
pub(crate) fn class(class: Class) -> &'static str {
    match class {
        Class::EspeciallySerious => "đặc biệt nghiêm trọng",
        Class::VerySerious => "rất nghiêm trọng",
        Class::Serious => "nghiêm trọng",
        Class::LessSerious => "ít nghiêm trọng",
        Class::Collision => "va chạm",
    }
}

/// Accidents by class.
pub(crate) fn classes(basis: &str, classes: [(&str, usize); 5]) -> String {
    let parts = classes.map(|(class, count)| format!("{class} {count}"));
    format!("Phân loại theo {basis}: {}.", parts.join(", "))
}

/// Accidents whose class may be higher.
pub(crate) fn uncertain(accidents: usize) -> String {
    format!("{accidents} vụ thiếu tỷ lệ tổn thương hoặc thiệt hại tài sản: có thể thuộc loại nghiêm trọng hơn.")
}

/// Accidents of days for which no rule is known.
pub(crate) fn unclassified(accidents: usize) -> String {
    format!("{accidents} vụ xảy ra vào ngày chưa có quy định phân loại trong chương trình: không phân loại.")
}

/// The rule that spots follow.
pub(crate) fn rule(basis: &str, metres: f64, unclear: &[String]) -> String {
    let said = format!("Căn cứ: {basis}; xét trong vòng {} m.", decimal(metres, 0));
    let unclear: String = unclear.iter().map(|point| [" ", point, "."].concat()).collect();
    said + &unclear
}

/// Why there are no expected numbers.
pub(crate) fn too_few(why: TooFew) -> &'static str {
    match why {
        TooFew::Years => "Quá ít số liệu để tính số dự kiến của từng đoạn: cần ít nhất 3 năm.",
        TooFew::Stretches => "Quá ít số liệu để tính số dự kiến của từng đoạn: cần ít nhất 20 đoạn và 30 vụ.",
        TooFew::Model => "Số liệu không xác định được mô hình của các đoạn đường.",
    }
}

/// What was not used.
pub(crate) fn left_out(rows: usize) -> String {
    format!("{rows} dòng do tuần tra, kiểm soát phát hiện không được dùng.")
}

/// Words of the map.
pub(crate) fn map() -> MapWords {
    MapWords {
        place: PLACE.to_owned(),
        value: ACCIDENTS.to_owned(),
        flagged: "Đủ mức theo quy định".to_owned(),
        circle: String::new(),
    }
}
