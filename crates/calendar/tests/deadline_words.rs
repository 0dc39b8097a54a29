//! Deadline words of real directives: cells, prose, and the dates in prose that are no deadlines.

use calendar::words::{Deadline, DeadlineKind, Found, Strength, find, whole};
use calendar::{Hour, MonthDay, Recurrence};
use jiff::civil::{Date, date};

const ISSUED: Date = date(2025, 11, 20);

fn cell(text: &str) -> Deadline {
    whole(text, Some(ISSUED)).unwrap_or_else(|| panic!("no deadline in {text:?}"))
}

fn kind_and_due(text: &str) -> (DeadlineKind, Option<String>) {
    let deadline = cell(text);
    (deadline.kind, deadline.due.map(|d| d.to_string()))
}

fn prose(text: &str) -> Vec<(String, Found)> {
    find(text, Some(ISSUED))
        .into_iter()
        .map(|f| (text[f.range.clone()].to_owned(), f))
        .collect()
}

fn only(text: &str) -> (String, Found) {
    let mut all = prose(text);
    assert_eq!(all.len(), 1, "{text:?} gave {all:?}");
    all.remove(0)
}

#[test]
fn cells() {
    use DeadlineKind::{Date, Event, Month, Ongoing, Quarter, Range, Recurring, Relative, Year};
    let table = [
        ("30/6/2026", Date, "2026-06-30"),
        ("31 / 12 / 2025", Date, "2025-12-31"),
        ("Trước ngày 30/11/2025", Date, "2025-11-30"),
        ("Trước ngày 15.12.2025", Date, "2025-12-15"),
        ("trước 30/11/2024", Date, "2024-11-30"),
        ("Trước 31/12", Date, "2025-12-31"),
        ("Hoàn thành trước ngày 05/12/2025", Date, "2025-12-05"),
        ("Ngày 20 tháng 11 năm 2025", Date, "2025-11-20"),
        ("30/10/2025 (cùng ngày ký)", Date, "2025-10-30"),
        ("Trước 17h00 ngày 05/12/2025", Date, "2025-12-05"),
        ("Tháng 12/2025", Month, "2025-12-31"),
        ("12/2025", Month, "2025-12-31"),
        ("6/2025", Month, "2025-06-30"),
        ("Tháng 02 năm 2028", Month, "2028-02-29"),
        ("Xong trong tháng 12/2025", Month, "2025-12-31"),
        ("Trước tháng 12/2025", Month, "2025-11-30"),
        ("Cuối tháng 11/2025", Month, "2025-11-30"),
        ("Quý III Năm 2026", Quarter, "2026-09-30"),
        ("QUÝ IV/2025", Quarter, "2025-12-31"),
        ("Quí 1 năm 2026", Quarter, "2026-03-31"),
        ("Quý I và Quý II năm 2026", Quarter, "2026-06-30"),
        ("Quý I, II/2026", Quarter, "2026-06-30"),
        ("Năm 2025", Year, "2025-12-31"),
        ("2025", Year, "2025-12-31"),
        ("Trước năm 2026", Year, "2025-12-31"),
        ("Đến năm 2030", Year, "2030-12-31"),
        ("Tháng 11 - 12/2025", Range, "2025-12-31"),
        ("Tháng 11-12/2025", Range, "2025-12-31"),
        ("Quý IV/2025- Quý II/2026", Range, "2026-06-30"),
        ("Từ ngày 01/01/2026 đến ngày 31/3/2026", Range, "2026-03-31"),
        ("Từ 01 tháng 6 năm 2026 đến 30 tháng 9 năm 2026", Range, "2026-09-30"),
        ("2026 - 2030", Range, "2030-12-31"),
        ("2025-2026", Range, "2026-12-31"),
        ("năm 2026 - 2027", Range, "2027-12-31"),
        ("Từ năm 2026 - 2030", Range, "2030-12-31"),
        ("Giai đoạn 2026-2030", Range, "2030-12-31"),
        ("Từ nay đến hết năm 2025", Range, "2025-12-31"),
        ("Từ nay đến 31/12/2025", Range, "2025-12-31"),
        ("6 tháng đầu năm 2026", Range, "2026-06-30"),
        ("2025 và những năm tiếp theo", Ongoing, ""),
        ("Giai đoạn 2026-2030 và những năm tiếp theo", Ongoing, ""),
        ("Từ 01/7/2025", Ongoing, ""),
        ("Thường xuyên", Ongoing, ""),
        ("Nhiệm vụ thường xuyên", Ongoing, ""),
        ("Thường xuyên, theo yêu cầu nhiệm vụ", Ongoing, ""),
        ("THỰC HIỆN THƯỜNG XUYÊN", Ongoing, ""),
        ("Hằng năm", Recurring, ""),
        ("Hằng năm hoặc đột xuất", Recurring, ""),
        ("Tháng 12 hằng năm", Recurring, ""),
        ("Từ tháng 3 đến tháng 11 hằng năm", Recurring, ""),
        ("Theo kế hoạch công tác tư pháp hàng năm", Recurring, ""),
        ("02 lần/ngày (trước 9h00' và 16h00')", Recurring, ""),
        ("Sau khi có Quy chế của TW", Event, ""),
        ("Theo kế hoạch", Event, ""),
        ("Theo tiến độ được giao của Luật An ninh mạng 2025", Event, ""),
        ("Từ tháng 10/2025 đến khi kết thúc kiểm kê", Event, ""),
        ("Đột xuất", Event, ""),
        ("10 ngày kể từ ngày nhận được văn bản", Relative, ""),
        ("Trong vòng 24 giờ", Relative, ""),
    ];
    for (text, kind, due) in table {
        let expected = (!due.is_empty()).then(|| due.to_owned());
        assert_eq!(kind_and_due(text), (kind, expected), "{text}");
    }
}

#[test]
fn cells_without_time() {
    for text in ["", "  ", "Sở Tài chính", "-", "số 12/2025/QĐ-UBND", "100%", "Kế hoạch"] {
        assert_eq!(whole(text, Some(ISSUED)), None, "{text}");
    }
}

#[test]
fn recurrences() {
    let year = |on: &[(i8, i8)]| Recurrence::Year {
        on: on.iter().map(|&(month, day)| MonthDay { month, day }).collect(),
    };
    let at = |hour, minute| Hour { hour, minute };
    let table = [
        ("trước ngày 25/12 hàng năm", year(&[(12, 25)])),
        ("chậm nhất ngày 17 tháng 12 (định kỳ hàng năm)", year(&[(12, 17)])),
        ("Định kỳ hằng năm (trước ngày 15 tháng 12)", year(&[(12, 15)])),
        ("hằng năm (trước ngày 15 tháng 11)", year(&[(11, 15)])),
        ("định kỳ trước ngày 01/6 và 15/11 hằng năm", year(&[(6, 1), (11, 15)])),
        ("tháng 6 và tháng 12 hằng năm", year(&[(6, 31), (12, 31)])),
        ("trước ngày 15 hằng tháng", Recurrence::Month { day: Some(15) }),
        (
            "định kỳ hàng tháng (trước ngày 16 hàng tháng)",
            Recurrence::Month { day: Some(16) },
        ),
        (
            "trước ngày 20 của tháng cuối quý",
            Recurrence::Quarter { day: Some(20) },
        ),
        ("Trước ngày 15 tháng 6 của năm báo cáo", year(&[(6, 15)])),
        (
            "trước ngày 12 của tháng đầu quý sau",
            year(&[(1, 12), (4, 12), (7, 12), (10, 12)]),
        ),
        ("Định kỳ hằng quý", Recurrence::Quarter { day: None }),
        ("Định kỳ 06 tháng", Recurrence::HalfYear { on: vec![] }),
        ("6 tháng một lần", Recurrence::HalfYear { on: vec![] }),
        ("02 năm/lần", Recurrence::Years { step: 2 }),
        (
            "từ tháng 3 đến tháng 11 hằng năm",
            Recurrence::Season { from: 3, to: 11 },
        ),
        ("trước 19h00’ hằng ngày", Recurrence::Day { hours: vec![at(19, 0)] }),
        ("trước 13 giờ hằng ngày", Recurrence::Day { hours: vec![at(13, 0)] }),
        (
            "02 lần/ngày (trước 9h00' và 16h00')",
            Recurrence::Day {
                hours: vec![at(9, 0), at(16, 0)],
            },
        ),
        (
            "trước 15h, thứ năm hàng tuần",
            Recurrence::Week {
                weekday: Some(4),
                hour: Some(at(15, 0)),
            },
        ),
    ];
    for (text, rule) in table {
        let deadline = cell(text);
        assert_eq!(
            (deadline.kind, deadline.rule),
            (DeadlineKind::Recurring, Some(rule)),
            "{text}"
        );
    }
}

#[test]
fn limits_in_prose() {
    let table = [
        (
            "Bộ Xây dựng báo cáo Chính phủ chậm nhất ngày 10 tháng 12 năm 2025.",
            "chậm nhất ngày 10 tháng 12 năm 2025",
            "2025-12-10",
        ),
        (
            "gửi kết quả về Bộ chậm nhất trước ngày 31/01/2026 để tổng hợp",
            "chậm nhất trước ngày 31/01/2026",
            "2026-01-31",
        ),
        (
            "trình Thủ tướng Chính phủ trước *ngày 15 tháng 12 năm 2025*.",
            "trước *ngày 15 tháng 12 năm 2025",
            "2025-12-15",
        ),
        (
            "hoàn thành ngay trong ngày 20 tháng 11 năm 2025;",
            "ngay trong ngày 20 tháng 11 năm 2025",
            "2025-11-20",
        ),
        (
            "tham mưu ban hành Quyết định, xong trong tháng 12/2025",
            "trong tháng 12/2025",
            "2025-12-31",
        ),
        (
            "Rà soát các tuyến đường (hoàn thành tháng 12/2025).",
            "tháng 12/2025",
            "2025-12-31",
        ),
        (
            "hoàn thành việc bàn giao trong năm 2025",
            "trong năm 2025",
            "2025-12-31",
        ),
        (
            "Báo cáo kết quả trong Quý I và Quý II năm 2026.",
            "trong Quý I và Quý II năm 2026",
            "2026-06-30",
        ),
        ("TRƯỚC NGÀY 31/12/2025", "TRƯỚC NGÀY 31/12/2025", "2025-12-31"),
        (
            "tập trung cao điểm từ nay đến hết năm 2025",
            "từ nay đến hết năm 2025",
            "2025-12-31",
        ),
        ("giao đất cho dân, đến hết năm 2025.", "đến hết năm 2025", "2025-12-31"),
        (
            "gửi báo cáo trước ngày 20/11 về Sở Nội vụ",
            "trước ngày 20/11",
            "2025-11-20",
        ),
        (
            "Thời hạn hoàn thành: Trước ngày 31/12/2025.",
            "Trước ngày 31/12/2025",
            "2025-12-31",
        ),
        (
            "- Thời gian thực hiện: năm 2026 - 2027.",
            "năm 2026 - 2027",
            "2027-12-31",
        ),
        (
            "báo cáo trước 17 giờ 00 phút ngày 05 tháng 12 năm 2025",
            "trước 17 giờ 00 phút ngày 05 tháng 12 năm 2025",
            "2025-12-05",
        ),
    ];
    for (text, words, due) in table {
        let (range, found) = only(text);
        assert_eq!(
            (range.as_str(), found.deadline.due.map(|d| d.to_string()).as_deref()),
            (words, Some(due)),
            "{text}"
        );
        assert_eq!(found.strength, Strength::Explicit, "{text}");
    }
}

#[test]
fn dates_that_are_no_deadlines() {
    for text in [
        "Thực hiện Nghị quyết số 50/NQ-CP ngày 20/5/2021 của Chính phủ",
        "theo Quyết định số 12/2025/QĐ-UBND ngày 15 tháng 12 năm 2025",
        "số liệu tính từ ngày 15 tháng 12 năm trước kỳ báo cáo đến ngày 14 tháng 12 của kỳ báo cáo",
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026",
        "Kế hoạch phát triển kinh tế - xã hội năm 2026",
        "Đề án phòng, chống ma túy giai đoạn 2026 - 2030 được phê duyệt",
        "Đại hội đại biểu Đảng bộ tỉnh nhiệm kỳ 2025-2030",
        "các hồ sơ từ năm 2013 trở về trước",
        "hoàn thành kế hoạch năm 2025 được giao",
        "khẩn trương, kịp thời, sớm triển khai ngay",
        "bố trí trong dự toán ngân sách hằng năm của đơn vị",
        "tăng bình quân hàng năm 8%",
        "kết quả trong tháng 9 năm 2025 cho thấy",
        "người sử dụng đất trước ngày 15 tháng 10 năm 1993",
        "đơn vị đã hoàn thành trong năm 2024",
        "Chiến lược phát triển đến năm 2030, tầm nhìn đến năm 2050",
        "nhất là các tháng cuối năm, dịp cuối năm",
        "mức trợ cấp hằng tháng thấp nhất do Chính phủ quy định",
        "trong đó, trước hết là người đứng đầu; từ đó đến nay",
    ] {
        assert_eq!(prose(text), [], "{text}");
    }
}

#[test]
fn weak_words_are_marked() {
    for text in [
        "Thường xuyên kiểm tra, đôn đốc các đơn vị",
        "Trong năm 2025, tình hình dự kiến có nhiều biến động; kinh tế tăng 8% trong năm 2025",
        "Đến hết năm 2030, có ít nhất 50% xã không ma túy",
    ] {
        let all = prose(text);
        assert!(
            !all.is_empty() && all.iter().any(|(_, f)| f.strength == Strength::Weak),
            "{text}: {all:?}"
        );
    }
}

#[test]
fn a_yearly_report_keeps_its_year_open() {
    let text = "Hằng năm, tổng hợp, báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12 để theo dõi.";
    let all = prose(text);
    let (words, last) = all.last().expect("a finding");
    assert_eq!(words, "trước ngày 15/12");
    assert_eq!(last.deadline.kind, DeadlineKind::Recurring);
    assert_eq!(
        last.deadline.rule,
        Some(Recurrence::Year {
            on: vec![MonthDay { month: 12, day: 15 }]
        })
    );
    assert_eq!(last.deadline.due, None);
}

#[test]
fn a_day_beside_a_monthly_report_comes_back_each_year() {
    let all = prose(
        "Định kỳ hàng tháng (trước ngày 16 hàng tháng), 6 tháng (trước ngày 16/6), năm (trước ngày 20/11 hàng năm)",
    );
    let rules: Vec<_> = all.into_iter().map(|(_, f)| f.deadline.rule).collect();
    let yearly = |month, day| {
        Some(Recurrence::Year {
            on: vec![MonthDay { month, day }],
        })
    };
    assert_eq!(
        rules,
        [Some(Recurrence::Month { day: Some(16) }), yearly(6, 16), yearly(11, 20)]
    );
}

#[test]
fn relative_limits() {
    let (words, found) = only(
        "gửi kế hoạch về Công an tỉnh trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản này, để theo dõi",
    );
    assert_eq!(
        words,
        "trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản này"
    );
    let relative = found.deadline.relative.expect("relative");
    assert_eq!(
        (relative.days, relative.working, relative.from.as_str()),
        (10, true, "kể từ ngày nhận được văn bản này")
    );
    let (_, found) = only("Chậm nhất 03 (ba) ngày sau khi kết thúc kỳ họp phải công bố.");
    assert_eq!(found.deadline.relative.map(|r| (r.days, r.working)), Some((3, false)));
}

#[test]
fn a_missing_year_is_marked_as_assumed() {
    let deadline = cell("Trước ngày 15/3");
    assert_eq!((deadline.due, deadline.assumed_year), (Some(date(2026, 3, 15)), true));
    let unknown = whole("Trước ngày 15/3", None).expect("still a deadline");
    assert_eq!((unknown.kind, unknown.due), (DeadlineKind::Date, None));
}

fn scraps() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    let words = proptest::sample::select(vec![
        "trước",
        "TRƯỚC",
        "ngày",
        "tháng",
        "năm",
        "quý",
        "I",
        "IV",
        "hằng",
        "hàng",
        "định kỳ",
        "trong",
        "thời hạn",
        "chậm nhất",
        "từ",
        "đến",
        "hết",
        "cuối",
        "đầu",
        "và",
        "nay",
        "12",
        "31",
        "2025",
        "99",
        "0",
        "/",
        "-",
        "(",
        ")",
        ",",
        ".",
        ":",
        "\n",
        "*",
        "giờ",
        "h",
        "'",
        "lần",
        "kể từ",
        "hoàn thành",
        "xong",
        "thường xuyên",
        "tuần",
        "thứ",
        "làm việc",
        "các năm tiếp theo",
        "9999",
        "của",
        "😀",
        "ệ",
    ]);
    let glue = proptest::sample::select(vec![" ", "", "  "]);
    proptest::collection::vec((words, glue), 0..24).prop_map(|all| all.into_iter().flat_map(|(w, g)| [w, g]).collect())
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_harm(text in scraps(), other in ".{0,60}", issued in proptest::option::of(1..3000_i16)) {
        let issued_on = issued.and_then(|year| Date::new(year, 2, 28).ok());
        for text in [&text, &other] {
            let mut end = 0;
            for found in find(text, issued_on) {
                proptest::prop_assert!(found.range.start >= end && text.get(found.range.clone()).is_some());
                end = found.range.end;
                if let Some(rule) = found.deadline.rule {
                    proptest::prop_assert!(rule.next_after(ISSUED).is_none_or(|next| next > ISSUED));
                    proptest::prop_assert!(!rule.rrules().is_empty());
                }
            }
            let _ = whole(text, issued_on);
        }
    }
}
