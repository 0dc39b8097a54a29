//! The wordings by which offices assign tasks, in sentences of our own: who leads, who coordinates, by when.

use reading::extract::{Limits, extract};
use reading::register::{LeadFrom, Mark, Modality, Proposal, Reading};

fn read(text: &str) -> Reading {
    reading::read(&extract(text.as_bytes(), &Limits::default()).expect("text of our own"))
}

/// A plan of a province with the given body.
fn plan(body: &str) -> Reading {
    let head = "ỦY BAN NHÂN DÂN\nTỈNH KON TUM\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------\n\
                Số: 77/KH-UBND\nKon Tum, ngày 10 tháng 3 năm 2022\n\nKẾ HOẠCH\nBảo đảm trật tự, an toàn giao thông trên địa bàn tỉnh\n\n\
                Thực hiện Chương trình số 12-CTr/TU ngày 05/01/2022 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\n\n";
    read(&format!("{head}{body}\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"))
}

fn lead(task: &Proposal) -> Vec<&str> {
    task.lead.iter().map(|party| party.written.as_str()).collect()
}

fn coordinating(task: &Proposal) -> Vec<&str> {
    task.coordinating.iter().map(|party| party.written.as_str()).collect()
}

fn due(task: &Proposal) -> Option<String> {
    task.deadline.due.map(|day| day.to_string())
}

#[test]
fn identity_of_the_letterhead() {
    let document = plan("I. NHIỆM VỤ\n1. Sở Y tế rà soát phương án cấp cứu tai nạn.").document;
    assert_eq!(document.number.as_deref(), Some("77/KH-UBND"));
    assert_eq!(document.kind.as_deref(), Some("Kế hoạch"));
    assert_eq!(document.issuer.as_deref(), Some("Ủy ban nhân dân tỉnh Kon Tum"));
    assert_eq!(
        document.issued_on.map(|day| day.to_string()).as_deref(),
        Some("2022-03-10")
    );
    assert_eq!(
        document.title.as_deref(),
        Some("Bảo đảm trật tự, an toàn giao thông trên địa bàn tỉnh")
    );
    assert_eq!(document.cites[0].number, "12-CTr/TU");
    assert_eq!(document.implements[0].carries_out, "12-CTr/TU");
}

#[test]
fn heading_names_the_lead_and_an_inner_subject_wins() {
    let tasks = plan(
        "III. PHÂN CÔNG NHIỆM VỤ\n\
         1. Công an tỉnh\n\
         a) Chủ trì, phối hợp với Sở Giao thông vận tải, các đơn vị có liên quan tuần tra các tuyến đèo dốc.\n\
         b) Giao Thanh tra tỉnh kiểm tra việc cấp phép xe quá tải;\n\
         c) Tổng hợp kết quả, báo cáo Ủy ban nhân dân tỉnh trước ngày 20 hằng tháng.\n\
         2. Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh\n\
         Vận động Nhân dân chấp hành luật giao thông.",
    )
    .tasks;
    assert_eq!(tasks.len(), 4);
    assert_eq!(
        (lead(&tasks[0]), tasks[0].lead_from),
        (vec!["Công an tỉnh"], LeadFrom::Heading)
    );
    assert_eq!(
        coordinating(&tasks[0]),
        ["Sở Giao thông vận tải", "các đơn vị có liên quan"]
    );
    assert_eq!(
        (lead(&tasks[1]), tasks[1].lead_from),
        (vec!["Thanh tra tỉnh"], LeadFrom::Text)
    );
    assert_eq!(
        tasks[2].report_to.as_ref().map(|q| q.written.as_str()),
        Some("Ủy ban nhân dân tỉnh")
    );
    assert_eq!((due(&tasks[2]), tasks[2].deadline.rule.is_some()), (None, true));
    assert_eq!(
        (lead(&tasks[3]), tasks[3].modality),
        (vec!["Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"], Modality::Request)
    );
}

#[test]
fn labels_stand_for_one_task_or_a_group() {
    let tasks = plan(
        "II. NHIỆM VỤ, GIẢI PHÁP\n\
         1. Nâng cấp hạ tầng\n\
         - Lắp đèn tín hiệu tại các nút giao đông xe.\n\
         - Sơn lại vạch kẻ đường trước cổng trường.\n\
         Đơn vị chủ trì: Sở Giao thông vận tải.\n\
         Đơn vị phối hợp: Công an tỉnh; UBND các huyện, thành phố.\n\
         Thời gian hoàn thành: Quý III/2022.\n\
         Sản phẩm: Báo cáo hoàn công.\n\
         - Khảo sát điểm đen trên quốc lộ.\n\
         Cơ quan thực hiện: Ban An toàn giao thông tỉnh.\n\
         Thời hạn: trước ngày 30/6/2022.",
    )
    .tasks;
    assert_eq!(tasks.len(), 3);
    for task in &tasks[..2] {
        assert_eq!(lead(task), ["Sở Giao thông vận tải"]);
        assert_eq!(coordinating(task), ["Công an tỉnh", "UBND các huyện, thành phố"]);
        assert_eq!(due(task).as_deref(), Some("2022-09-30"));
        assert_eq!(
            task.product.as_ref().map(|q| q.written.as_str()),
            Some("Báo cáo hoàn công")
        );
    }
    assert_eq!(
        (lead(&tasks[2]), due(&tasks[2]).as_deref()),
        (vec!["Ban An toàn giao thông tỉnh"], Some("2022-06-30"))
    );
}

#[test]
fn running_text_assigns_sentence_by_sentence() {
    let tasks = plan(
        "Ủy ban nhân dân tỉnh giao Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh tăng cường tuần tra khu vực biên giới. \
         Nâng cao chất lượng nắm tình hình. Bộ Tài chính chủ trì cùng Bộ Xây dựng và các bộ, ngành liên quan rà soát định mức.",
    )
    .tasks;
    assert_eq!(tasks.len(), 3);
    assert_eq!(
        (lead(&tasks[0]), tasks[0].joint),
        (vec!["Công an tỉnh", "Bộ Chỉ huy Quân sự tỉnh"], true)
    );
    assert_eq!(
        (lead(&tasks[1]), tasks[1].lead_from, tasks[1].marks["lead"]),
        (lead(&tasks[0]), LeadFrom::Context, Mark::Inferred)
    );
    assert_eq!(coordinating(&tasks[2]), ["Bộ Xây dựng", "các bộ, ngành liên quan"]);
}

#[test]
fn purposes_goals_and_funding_are_not_tasks() {
    let reading = plan(
        "I. MỤC ĐÍCH, YÊU CẦU\n1. Mục đích\n- Nâng cao ý thức chấp hành luật giao thông.\n2. Yêu cầu\n- Triển khai đồng bộ, hiệu quả.\n\
         II. CHỈ TIÊU\n- Phấn đấu giảm ít nhất 5% số vụ tai nạn giao thông so với năm 2021.\n\
         III. KINH PHÍ\nKinh phí thực hiện được bố trí trong dự toán hằng năm.\n\
         IV. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính tham mưu bố trí kinh phí.",
    );
    assert_eq!(reading.tasks.len(), 1);
    assert_eq!(lead(&reading.tasks[0]), ["Sở Tài chính"]);
    assert_eq!(reading.targets.len(), 1);
    assert_eq!(reading.targets[0].value, Some(5.0));
}

#[test]
fn annex_table_by_the_names_of_its_columns() {
    let tasks = plan(
        "I. NHIỆM VỤ\nChi tiết tại Phụ lục.\n\nPHỤ LỤC\n\n\
         | TT | Nội dung công việc | Đơn vị chủ trì | Đơn vị phối hợp | Thời gian hoàn thành | Sản phẩm |\n\
         |---|---|---|---|---|---|\n\
         | I | TUYÊN TRUYỀN | | | | |\n\
         | 1 | Phát tờ rơi tại bến xe | Sở Thông tin và Truyền thông | Các sở, ban, ngành; UBND cấp xã | Tháng 6/2022 | Tờ rơi |\n\
         | 2 | Mở chuyên mục phát thanh | Báo Kon Tum và Đài Phát thanh - Truyền hình tỉnh | | Thường xuyên | |\n",
    )
    .tasks;
    assert_eq!(tasks.len(), 2);
    assert_eq!(lead(&tasks[0]), ["Sở Thông tin và Truyền thông"]);
    assert_eq!(coordinating(&tasks[0]), ["Các sở, ban, ngành", "UBND cấp xã"]);
    assert_eq!(
        (due(&tasks[0]).as_deref(), tasks[0].path.last().map(String::as_str)),
        (Some("2022-06-30"), Some("TUYÊN TRUYỀN"))
    );
    assert_eq!(lead(&tasks[1]), ["Báo Kon Tum", "Đài Phát thanh - Truyền hình tỉnh"]);
    assert_eq!(
        (due(&tasks[1]), tasks[1].deadline.raw.as_deref()),
        (None, Some("Thường xuyên"))
    );
}

#[test]
fn clauses_with_different_leads_are_tasks_of_their_own() {
    let tasks = plan(
        "I. NHIỆM VỤ\n1. Sở Y tế chuẩn bị thuốc, vật tư; Công an tỉnh bố trí lực lượng; Sở Tài chính bảo đảm kinh phí.",
    )
    .tasks;
    assert_eq!(
        tasks.iter().map(|task| lead(task).join("")).collect::<Vec<_>>(),
        ["Sở Y tế", "Công an tỉnh", "Sở Tài chính"]
    );
}

#[test]
fn the_matter_before_the_colon_is_not_the_order() {
    let tasks = plan("III. VỀ CÁC KIẾN NGHỊ\n1. Về đề nghị Sở Xây dựng hướng dẫn thủ tục cấp phép: Giao Sở Tư pháp thẩm định, báo cáo Ủy ban nhân dân tỉnh trong tháng 4/2022.").tasks;
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (lead(&tasks[0]), due(&tasks[0]).as_deref()),
        (vec!["Sở Tư pháp"], Some("2022-04-30"))
    );
}

#[test]
fn spans_point_at_the_words() {
    let text = "I. NHIỆM VỤ\n1. Sở Y tế rà soát phương án, hoàn thành trước ngày 15/4/2022.";
    let extract = extract(text.as_bytes(), &Limits::default()).unwrap();
    let reading = reading::read(&extract);
    let task = &reading.tasks[0];
    let span = task.lead[0].span.unwrap();
    assert_eq!(&extract.text[span.bytes()], "Sở Y tế");
    let by_characters: String = extract
        .text
        .chars()
        .skip(span.start_char)
        .take(span.end_char - span.start_char)
        .collect();
    assert_eq!(by_characters, "Sở Y tế");
    assert_eq!(
        &extract.text[task.deadline.span.unwrap().bytes()],
        "trước ngày 15/4/2022"
    );
}

#[test]
fn nothing_is_invented_where_nothing_is_ordered() {
    let reading = read("Hôm nay trời đẹp. Chợ phiên đông người, hàng hóa phong phú.");
    assert!(reading.tasks.is_empty());
    assert!(reading.findings.iter().any(|finding| finding.code == "no-task"));
}

#[test]
fn a_subject_may_begin_like_a_basis() {
    let of = |subject: &str| {
        let text = format!(
            "ỦY BAN NHÂN DÂN\nTỈNH KON TUM\n-------\nSố: 41/CTr-UBND\nKon Tum, ngày 18 tháng 8 năm 2021\n\nCHƯƠNG TRÌNH\n\
             {subject}\n\nThực hiện Chương trình số 12-CTr/TU ngày 05/01/2021 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành \
             Chương trình như sau:\n\nI. NHIỆM VỤ\n1. Sở Y tế rà soát phương án cấp cứu tai nạn."
        );
        read(&text).document.title
    };
    let subject = "Thực hiện Nghị quyết số 50/NQ-CP về giữ vững an ninh, trật tự";
    assert_eq!(of(subject).as_deref(), Some(subject));
    assert_eq!(
        of("Bảo đảm an ninh, trật tự").as_deref(),
        Some("Bảo đảm an ninh, trật tự")
    );
}

#[test]
fn a_verb_behind_an_agency_is_no_part_of_its_name() {
    let tasks =
        plan("II. NHIỆM VỤ\n1. Công an tỉnh chủ trì, phối hợp với Sở Xây dựng kéo giảm tai nạn giao thông.").tasks;
    assert_eq!(coordinating(&tasks[0]), ["Sở Xây dựng"]);
    for (agency, order) in [
        ("Sở Nông nghiệp và Môi trường", "trực cảnh báo thiên tai 24/24 giờ"),
        ("Công an tỉnh", "ứng trực tại các điểm ngập sâu"),
        ("Bộ Chỉ huy Quân sự tỉnh", "túc trực tại các hồ chứa xung yếu"),
        ("Sở Y tế", "trực tiếp kiểm tra các cơ sở điều trị"),
        ("Sở Xây dựng", "cấp phép thi công trong ba ngày làm việc"),
        ("Kho bạc Nhà nước khu vực XIV", "hạch toán các khoản tạm ứng"),
        ("Văn phòng Ủy ban nhân dân tỉnh", "lập tức thông báo tới các đơn vị"),
    ] {
        let tasks = plan(&format!("II. NHIỆM VỤ\n1. {agency} {order}.")).tasks;
        assert_eq!(lead(&tasks[0]), [agency], "{order}");
    }
}

#[test]
fn a_word_that_is_a_verb_elsewhere_stays_in_a_name() {
    for agency in [
        "Thường trực Tỉnh ủy",
        "Thường trực Hội đồng nhân dân tỉnh",
        "Cơ quan thường trực Ban An toàn giao thông tỉnh",
        "Ủy ban nhân dân cấp xã",
        "Trung tâm Phục vụ hành chính công trực thuộc Sở Nội vụ",
    ] {
        let tasks = plan(&format!("II. NHIỆM VỤ\n1. {agency} rà soát phương án cấp cứu tai nạn.")).tasks;
        assert_eq!(lead(&tasks[0]), [agency]);
    }
}

#[test]
fn to_hold_a_meeting_or_a_watch_is_no_body() {
    for order in [
        "Tổ chức trực ban theo quy định, tiếp nhận tin báo",
        "Tổ chức hội nghị phổ biến Kế hoạch",
        "Tổ chức lại các điểm đón trả khách",
        "Tổ chức các lớp tập huấn cho đội xung kích",
    ] {
        let tasks = plan(&format!("II. NHIỆM VỤ\n1. Công an tỉnh\n- {order}.")).tasks;
        assert_eq!(lead(&tasks[0]), ["Công an tỉnh"], "{order}");
    }
}
