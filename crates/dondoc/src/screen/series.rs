//! Words of `dondoc warn` and `dondoc forecast`.

use jiff::civil::Date;
use reporting::chart::LineWords;
use statistics::forecast::evaluate::Evaluation;

use crate::commands::count_series::Period;

pub(crate) const WARNINGS: &str = "Số vụ so với mức dự kiến";
pub(crate) const FORECASTS: &str = "Dự báo số vụ";
pub(crate) const PLACE: &str = "Địa bàn";
pub(crate) const CATEGORY: &str = "Loại vụ việc";
pub(crate) const REPORTED: &str = "Trình báo";
pub(crate) const DISCOVERED: &str = "Phát hiện";
pub(crate) const EXPECTED: &str = "Dự kiến";
pub(crate) const UPPER: &str = "Ngưỡng";
pub(crate) const VERDICT: &str = "Nhận định";
pub(crate) const MEDIAN: &str = "Trung vị";
pub(crate) const NAIVE: &str = "Cùng kỳ";
pub(crate) const ABOVE: &str = "nhiều hơn dự kiến";
pub(crate) const WITHIN: &str = "trong mức dự kiến";
pub(crate) const TOO_FEW: &str = "quá ít số liệu";
pub(crate) const UP_TO_UPPER: &str = "Từ 0 đến ngưỡng";
pub(crate) const ABOUT_PLACES: &str =
    "Nhận định về địa bàn và thời gian, không về con người; chỉ xét số trình báo, số phát hiện nêu riêng.";
pub(crate) const WARNING_CHART: &str = "Đường là số vụ trình báo từng kỳ; dải là từ 0 đến ngưỡng, vạch giữa là mức dự kiến; kỳ được đánh dấu là nhiều hơn dự kiến.";
pub(crate) const FORECAST_CHART: &str = "Đường là số vụ trình báo đã qua; dải là khoảng mà số vụ sắp tới nằm trong đó với xác suất 80%, vạch giữa là trung vị.";

/// The word of a period in JSON.
pub(crate) fn period_word(period: Period) -> &'static str {
    match period {
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
    }
}

/// Heading of the column with the first day of a period.
pub(crate) fn period_from(period: Period) -> &'static str {
    match period {
        Period::Day => "Ngày",
        Period::Week => "Tuần từ ngày",
        Period::Month => "Tháng từ ngày",
    }
}

/// How many warnings there are, and how many there would be anyway.
pub(crate) fn warned(above: usize, all: usize, by_chance: f64) -> String {
    format!(
        "{above} trong {all} số được xét là nhiều hơn dự kiến; nếu không có gì bất thường cũng có khoảng {} số như vậy.",
        reporting::number::decimal(by_chance, 1)
    )
}

/// That what is expected of periods with days around Tết rests on other days of past years.
pub(crate) fn around_tet(periods: impl IntoIterator<Item = Date>) -> String {
    let periods: Vec<String> = periods
        .into_iter()
        .map(|first| first.strftime("%d/%m/%Y").to_string())
        .collect();
    format!(
        "Kỳ từ ngày {} có những ngày quanh Tết, mà các năm trước rơi vào kỳ khác: mức dự kiến của kỳ này kém chắc chắn.",
        periods.join(", ")
    )
}

/// What the limit of the CUSUM rests on.
pub(crate) fn cusum(false_alarms: f64, replicas: u32, seed: u64) -> String {
    format!(
        "Chuỗi ngắn được xét bằng tổng tích lũy (CUSUM): ngưỡng đặt ở {} lần báo nhầm mỗi năm, mô phỏng {replicas} lần, số gốc {seed}.",
        reporting::number::decimal(false_alarms, 1)
    )
}

/// Title of the chart of a series.
pub(crate) fn warning_chart(series: &str) -> String {
    format!("Số vụ so với mức dự kiến: {series}")
}

/// Title of the chart of a series.
pub(crate) fn forecast_chart(series: &str) -> String {
    format!("Dự báo số vụ: {series}")
}

/// Words of a line chart.
pub(crate) fn line(period: Period, band: &str) -> LineWords {
    LineWords {
        moment: period_from(period).to_owned(),
        observed: REPORTED.to_owned(),
        expected: EXPECTED.to_owned(),
        band: band.to_owned(),
        flagged: ABOVE.to_owned(),
    }
}

/// Heading of an interval.
pub(crate) fn interval(level: f64) -> String {
    format!("Khoảng {:.0}%", level * 100.0)
}

/// How good the same method was on past periods.
pub(crate) fn evaluated(found: &Evaluation) -> String {
    let percent = |share: f64| reporting::number::decimal(share * 100.0, 1);
    format!(
        "Thử trên {} số đã qua: sai lệch bằng {} lần cách lấy số cùng kỳ năm trước; khoảng 50%, 80%, 95% chứa {}%, {}%, {}% số thực.",
        found.counts,
        reporting::number::decimal(found.mase / found.naive_mase, 2),
        percent(found.coverage[0]),
        percent(found.coverage[1]),
        percent(found.coverage[2])
    )
}

/// Where nothing could be tried.
pub(crate) const NOT_EVALUATED: &str = "Chuỗi quá ngắn để thử lại trên các kỳ đã qua: các khoảng chưa được kiểm chứng.";
