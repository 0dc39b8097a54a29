//! Words of `dondoc scan` over a table of counts.

use reporting::number::decimal;
use statistics::dated::{Dated, Known};
use statistics::scan::calibration::{Finding, Look, Model, Plan, SelfTest, Term, TooFew};
use statistics::season::DayOfYear;

pub(crate) const CLUSTERS: &str = "Cụm nhiều hơn dự kiến";
pub(crate) const CATEGORY: &str = "Loại vụ việc";
pub(crate) const DISCOVERED: &str = "Phát hiện";
pub(crate) const ADJUSTED: &str = "q";
pub(crate) const STEPS: &str = "bước";
pub(crate) const DRY_SEASON_ASKED: &str = "đặt khi chạy";
const ABOUT_PLACES: &str =
    "Nhận định về địa bàn và thời gian, không về con người; chỉ xét số trình báo, số phát hiện nêu riêng.";

/// What the notes are about.
pub(crate) struct Told<'a> {
    /// The question.
    pub plan: &'a Plan,
    /// Categories that were judged.
    pub family: usize,
    /// Whether there is any cluster.
    pub has_clusters: bool,
    /// Name and finding of each category.
    pub categories: Vec<(Option<&'a str>, Result<&'a Finding, &'a TooFew>)>,
    /// Whether intervals are days.
    pub has_short_days: bool,
}

/// The verdict of a cluster.
pub(crate) fn verdict(word: &str) -> &'static str {
    match word {
        "more-than-expected" => super::scan::MORE,
        "too-few-data" => super::scan::TOO_FEW,
        "withheld" => "không kết luận",
        _ => super::scan::UNCLEAR,
    }
}

/// The sentences below the table.
pub(crate) fn notes(told: &Told) -> Vec<String> {
    let plan = told.plan;
    let mut notes = Vec::new();
    if !told.has_clusters {
        notes.push(super::scan::NOTHING.to_owned());
    }
    for (name, finding) in &told.categories {
        let name = name
            .map(|name| format!("{}: ", super::printable(name)))
            .unwrap_or_default();
        match finding {
            Ok(finding) => notes.extend(of_finding(&name, finding)),
            Err(why) => notes.push(format!("{name}{}.", too_few(**why))),
        }
    }
    if told.family > 0 && plan.model == Model::Fitted {
        notes.push(season_rules(plan, told));
    }
    if told.family > 0 && plan.model == Model::Fitted && plan.self_tests == 0 {
        notes.push("Chưa tự kiểm tra (--self-tests 0): chưa biết p có đúng với số liệu này không.".to_owned());
    }
    notes.push(match plan.model {
        Model::Fitted => format!(
            "Giá trị p từ {} lần mô phỏng nhị thức âm quanh mức dự kiến; số gốc {}.",
            plan.replicas, plan.seed
        ),
        Model::PlainPoisson => format!(
            "Giá trị p từ {} lần mô phỏng Poisson thuần, số gốc {}: để so sánh, thường báo nhầm nhiều hơn p cho biết.",
            plan.replicas, plan.seed
        ),
    });
    if told.family > 1 {
        notes.push(format!(
            "Xét {} loại vụ việc cùng lúc: q là p đã điều chỉnh theo số loại đó (Benjamini–Hochberg).",
            told.family
        ));
    }
    if let Look::Alive { false_alarms } = plan.look
        && told.family > 0
    {
        notes.push(format!(
            "Báo động khi LLR vượt ngưỡng của loại: trung bình {} báo động nhầm một năm cho toàn bộ các lần quét{}.",
            number(false_alarms),
            if told.family > 1 { " và các loại" } else { "" }
        ));
    }
    if !told.has_short_days {
        notes.push(
            "Cụm chỉ được nêu khi có ít nhất 5 vụ trong 3 ngày khác nhau; bảng theo tuần hoặc tháng tính mỗi kỳ là một ngày."
                .to_owned(),
        );
    }
    notes.push(ABOUT_PLACES.to_owned());
    notes
}

fn of_finding(name: &str, finding: &Finding) -> Vec<String> {
    let baseline = &finding.baseline;
    let terms: Vec<&str> = std::iter::once("địa bàn")
        .chain(baseline.terms.iter().copied().map(term))
        .collect();
    let mut notes = vec![format!(
        "{name}mức dự kiến theo {}; phương sai/trung bình {}.",
        terms.join(", "),
        decimal(baseline.variance_to_mean(), 2)
    )];
    if let Some(threshold) = &finding.threshold {
        notes.push(format!(
            "{name}ngưỡng LLR {}: trung bình {} báo động nhầm một năm ({} lần quét mô phỏng, {} lần quét một năm).",
            decimal(threshold.ratio, 3),
            number(threshold.false_alarms),
            reporting::number::count(i64::try_from(threshold.scans).unwrap_or(i64::MAX)),
            decimal(threshold.a_year, 0)
        ));
    }
    if let Some(test) = &finding.self_test {
        notes.push(format!("{name}{}", self_test(test)));
    }
    notes
}

fn self_test(test: &SelfTest) -> String {
    let result = if test.is_within() {
        "đạt"
    } else if test.is_trusted() {
        "thận trọng, p lớn hơn thực tế"
    } else {
        "không đạt, không đưa ra p"
    };
    format!(
        "tự kiểm tra trên {} bộ số liệu mô phỏng không có gì bất thường: {} bộ ({}%) có p ≤ 5%, phải từ {} đến {}: {result}.",
        test.simulated,
        test.rejected,
        decimal(test.share() * 100.0, 1),
        test.least,
        test.most
    )
}

fn season_rules(plan: &Plan, told: &Told) -> String {
    let uses = |term: Term| {
        let uses = |(_, finding): &(_, Result<&Finding, _>)| {
            finding
                .as_ref()
                .is_ok_and(|finding| finding.baseline.terms.contains(&term))
        };
        told.categories.iter().any(uses)
    };
    let mut parts = Vec::new();
    if let Some(rule) = plan.rules.tet.first().filter(|_| uses(Term::Tet)) {
        parts.push(format!(
            "Tết từ {} ngày trước đến {} ngày sau mùng 1 ({}{})",
            -rule.rule.first_day,
            rule.rule.last_day,
            rule.legal_basis,
            known(rule)
        ));
    }
    if let Some(rule) = plan.rules.dry.first().filter(|_| uses(Term::DrySeason)) {
        let day = |day: DayOfYear| format!("{:02}/{:02}", day.day, day.month);
        parts.push(format!(
            "mùa khô từ {} đến {} ({}{})",
            day(rule.rule.first),
            day(rule.rule.last),
            rule.legal_basis,
            known(rule)
        ));
    }
    if parts.is_empty() {
        "Tết và mùa khô không có trong mô hình: số liệu chưa đủ dài.".to_owned()
    } else {
        format!("Căn cứ: {}.", parts.join("; "))
    }
}

fn known<T>(rule: &Dated<T>) -> &'static str {
    match rule.known {
        Known::Found => "",
        Known::Memory => "; cần đối chiếu",
    }
}

fn term(term: Term) -> &'static str {
    match term {
        Term::Trend => "xu thế",
        Term::Season => "mùa trong năm",
        Term::Weekday => "thứ trong tuần",
        Term::Tet => "Tết",
        Term::DrySeason => "mùa khô",
    }
}

fn too_few(why: TooFew) -> &'static str {
    match why {
        TooFew::History => "quá ít số liệu: chuỗi quá ngắn so với độ dài của cụm",
        TooFew::Events => "quá ít số liệu: quá ít vụ việc",
        TooFew::Rare => "quá ít số liệu: không quá 3 vụ một tháng trên toàn địa bàn",
        TooFew::Model => "quá ít số liệu: không ước lượng được mức dự kiến",
    }
}

/// A number without decimals that say nothing.
fn number(value: f64) -> String {
    if (value - value.round()).abs() < 0.005 {
        decimal(value, 0)
    } else {
        decimal(value, 2)
    }
}
