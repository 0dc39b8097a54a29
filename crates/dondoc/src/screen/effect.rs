//! Words of `dondoc effect`.

use jiff::civil::Date;
use reporting::chart::LineWords;
use reporting::number::decimal;
use statistics::effect::{Doubt, TooFew};
use statistics::intervals::Interval;

use crate::commands::count_series::Period;

pub(crate) const WHAT: &str = "Nội dung";
pub(crate) const VALUE: &str = "Giá trị";
pub(crate) const INTERVAL: &str = "Khoảng 95%";
pub(crate) const MEANING: &str = "Ý nghĩa";
pub(crate) const VERDICT: &str = "Nhận định";
pub(crate) const BEFORE: &str = "Số vụ trình báo trước biện pháp";
pub(crate) const AFTER: &str = "Số vụ trình báo từ khi có biện pháp";
pub(crate) const DISCOVERED_BEFORE: &str = "Số vụ phát hiện trước biện pháp";
pub(crate) const DISCOVERED_AFTER: &str = "Số vụ phát hiện từ khi có biện pháp";
pub(crate) const DISCOVERED: &str = "nêu riêng, không dùng để nhận định";
pub(crate) const EXPECTED: &str = "Số vụ dự kiến nếu không có biện pháp";
pub(crate) const RATIO: &str = "Tỷ số thực tế trên dự kiến";
pub(crate) const RATIO_MEANING: &str = "dưới 1: ít hơn dự kiến";
pub(crate) const EXPECTED_BEFORE: &str = "Mức dự kiến trước biện pháp";
pub(crate) const EXPECTED_BEFORE_MEANING: &str = "Bayes thực nghiệm, trừ phần tự trở về mức bình thường";
pub(crate) const CORRECTED: &str = "Tỷ số sau khi trừ phần đó";
pub(crate) const PRE_TREND: &str = "Xu hướng khác biệt từ trước (p)";
pub(crate) const PRE_TREND_MEANING: &str = "từ 0,05 trở xuống: đã khác các địa bàn so sánh từ trước";
pub(crate) const PLACEBO_IN_TIME: &str = "Thử với mốc giữa kỳ trước (p)";
pub(crate) const PLACEBO_IN_TIME_MEANING: &str = "từ 0,05 trở xuống: mốc không có biện pháp cũng có thay đổi";
pub(crate) const PLACEBO_IN_SPACE: &str = "Thử với các địa bàn khác (p)";
pub(crate) const PLACEBO_IN_SPACE_MEANING: &str = "tỷ lệ lần thử có thay đổi lớn như vậy";
pub(crate) const SYNTHETIC: &str = "Tỷ số so với địa bàn đối chứng tổng hợp";
pub(crate) const WDD: &str = "WDD, số vụ mỗi kỳ và địa bàn";
pub(crate) const WDD_MEANING: &str = "dưới 0: ít hơn; coi số vụ là Poisson, chỉ để đối chiếu";
pub(crate) const WDQ: &str = "WDQ";
pub(crate) const FEW_COMPARED: &str =
    "Có chưa đến 19 địa bàn so sánh: phép thử với địa bàn khác không thể đạt 5%, nhận định kém chắc hơn.";
pub(crate) const CHART: &str = "Đường là số vụ trình báo ở địa bàn có biện pháp; dải từ khi có biện pháp là mức dự kiến nếu không có biện pháp, với khoảng 95%.";

/// What is looked at.
pub(crate) fn caption(places: &str, start: Date) -> String {
    format!("Kết quả biện pháp từ ngày {} tại {places}", start.strftime("%d/%m/%Y"))
}

/// The verdict in words.
pub(crate) fn verdict(word: &str) -> &'static str {
    match word {
        "better" => "ít hơn dự kiến: có chuyển biến tốt",
        "worse" => "nhiều hơn dự kiến",
        "no-evidence" => "chưa có bằng chứng về thay đổi",
        _ => "quá ít số liệu",
    }
}

/// Two ends.
pub(crate) fn between(low: f64, high: f64, decimals: u8) -> String {
    let end = |end: f64| {
        if end.is_finite() {
            decimal(end, decimals)
        } else {
            "∞".to_owned()
        }
    };
    format!("{} – {}", end(low), end(high))
}

/// Which ring.
pub(crate) fn ring(at: usize) -> &'static str {
    if at == 0 {
        "Tỷ số ở địa bàn giáp ranh"
    } else {
        "Tỷ số ở vòng ngoài"
    }
}

/// What the effect in a ring says.
pub(crate) fn ring_meaning(interval: &Interval) -> &'static str {
    if interval.low > 1.0 {
        "nhiều hơn dự kiến: có thể đã chuyển sang"
    } else if interval.high < 1.0 {
        "ít hơn dự kiến: có thể được hưởng lợi"
    } else {
        "chưa có bằng chứng về thay đổi"
    }
}

/// What stands beside a synthetic control.
pub(crate) fn synthetic(p: f64) -> String {
    format!("tỷ lệ địa bàn có độ lệch lớn như vậy: {}", decimal(p, 3))
}

/// What speaks against an effect.
pub(crate) fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::PreTrend => {
            "Địa bàn có biện pháp đã đi khác các địa bàn so sánh từ trước: khác biệt sau đó có thể chỉ là tiếp diễn."
        }
        Doubt::PlaceboInTime => {
            "Lấy một mốc không có biện pháp ở giữa kỳ trước cũng thấy thay đổi: khác biệt có thể chỉ là tiếp diễn."
        }
        Doubt::PlaceboInSpace => "Nhiều địa bàn không có biện pháp cũng thay đổi như vậy.",
        Doubt::RegressionToMean => {
            "Biện pháp bắt đầu khi số vụ đang ở mức cao bất thường (hoặc thấp bất thường): tự trở về mức bình thường cũng giải thích được."
        }
    }
}

/// Why nothing is said.
pub(crate) fn too_few(why: TooFew) -> &'static str {
    match why {
        TooFew::Periods => "Cần ít nhất 6 kỳ trước và 3 kỳ từ khi có biện pháp.",
        TooFew::Events => {
            "Quá ít vụ ở địa bàn có biện pháp: cần ít nhất 5 vụ trong 3 kỳ trước, và dự kiến ít nhất 5 vụ sau."
        }
        TooFew::Comparison => "Quá ít địa bàn để so sánh: cần ít nhất 5 địa bàn khác, với 20 vụ trước và 20 vụ sau.",
        TooFew::Model => "Số liệu không xác định được mô hình.",
    }
}

/// How good the comparison is.
pub(crate) fn compared(places: usize, level: f64, trend: f64) -> String {
    format!(
        "So với {places} địa bàn giống nhất trước biện pháp; lệch {} độ lệch chuẩn về mức, {} về xu hướng.",
        decimal(level, 2),
        decimal(trend, 2)
    )
}

/// How to get the same again.
pub(crate) fn replayed(replicas: u32, seed: u64) -> String {
    format!("Số lần thử {replicas}, số gốc {seed}.")
}

/// Title of the chart.
pub(crate) fn chart(places: &str) -> String {
    format!("Số vụ so với mức dự kiến nếu không có biện pháp: {places}")
}

/// Words of the chart.
pub(crate) fn line(period: Period) -> LineWords {
    LineWords {
        moment: super::series::period_from(period).to_owned(),
        observed: super::series::REPORTED.to_owned(),
        expected: EXPECTED.to_owned(),
        band: INTERVAL.to_owned(),
        flagged: super::series::ABOVE.to_owned(),
    }
}

/// A place that the table does not have.
pub(crate) fn unknown_place(name: &str) -> String {
    format!("địa bàn \"{name}\" không có trong tệp, hoặc không có số liệu từ cùng kỳ đầu")
}
