//! Journeys of a clerk by forms alone.

use domain::rights::Role;
use serde_json::Value;

use crate::web::testing::{Answered, TestApp};

const PLAN: &str = "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
---------------\nSố: 45/KH-UBND\nQuảng Ngãi, ngày 02 tháng 11 năm 2026\n\nKẾ HOẠCH\nBảo đảm an toàn giao thông cuối năm\n\n\
Thực hiện Chương trình số 12-CTr/TU ngày 05/10/2026 của Tỉnh ủy, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\n\n\
II. NHIỆM VỤ\n1. Rà soát các vị trí hay xảy ra tai nạn giao thông.\n- Cơ quan chủ trì: Sở Xây dựng.\n\
- Cơ quan phối hợp: Công an tỉnh.\n- Thời hạn hoàn thành: trước ngày 15/12/2026.\n- Sản phẩm: Báo cáo kết quả rà soát.\n\
2. Tuyên truyền pháp luật về trật tự, an toàn giao thông; phát động phong trào thi đua trong trường học.\n- Cơ quan chủ trì: Sở Giáo dục và Đào tạo.\n\
3. Tăng cường tuần tra, kiểm soát trên các tuyến quốc lộ.\n- Cơ quan chủ trì: Công an tỉnh, Bộ Chỉ huy Quân sự tỉnh.\n\
\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n";

async fn clerk() -> TestApp {
    let app = TestApp::set_up().await;
    app.sign_in_as(Role::Clerk).await;
    app
}

/// Sends a file in a form, as a browser does.
async fn upload(app: &TestApp, name: &str, bytes: &[u8]) -> Answered {
    let boundary = "----giua-cac-phan";
    let mut body =
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
            .into_bytes();
    body.extend_from_slice(bytes);
    let key = uuid::Uuid::now_v7();
    body.extend_from_slice(
        format!(
            "\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{key}\r\n--{boundary}--\r\n"
        )
        .as_bytes(),
    );
    let media_type = format!("multipart/form-data; boundary={boundary}");
    let headers = [("content-type", media_type.as_str()), ("sec-fetch-site", "same-origin")];
    app.ask("POST", "/imports", &headers, Some(body)).await
}

/// The page that was gone to.
fn gone_to(answer: &Answered) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.header("location").to_owned()
}

/// The import as the API tells it.
async fn told(app: &TestApp, page: &str) -> Value {
    let id = page.split(['?', '#']).next().unwrap();
    let answer = app.get(&format!("/api{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

async fn version(app: &TestApp, page: &str) -> String {
    told(app, page).await["import"]["version"].to_string()
}

/// Sends a form about a page in the version that it shows.
async fn send(app: &TestApp, page: &str, to: &str, fields: &[(&str, &str)]) -> Answered {
    let version = version(app, page).await;
    let mut all = vec![("version", version.as_str())];
    all.extend_from_slice(fields);
    app.post(&format!("{page}{to}"), &all).await
}

#[tokio::test]
async fn a_document_becomes_tasks_by_forms_alone() {
    let app = clerk().await;
    let page = gone_to(&upload(&app, "ke-hoach-45.txt", PLAN.as_bytes()).await);
    let shown = app.get(&page).await;
    assert_eq!(shown.status, 200);
    for words in [
        "0/3",
        "45/KH-UBND",
        "có trong văn bản",
        "<mark",
        "Giao chung nhiều cơ quan",
        "Văn bản không ghi thời hạn",
    ] {
        assert!(shown.body.contains(words), "{words}");
    }

    // The first is clear; accepting it leads to the next.
    let next = gone_to(&send(&app, &page, "/drafts/1/decide", &[("decision", "accept")]).await);
    assert!(next.ends_with("?at=2#draft-2"), "{next}");

    // One that has open questions is not accepted, and says why.
    let refused = send(&app, &page, "/drafts/2/decide", &[("decision", "accept")]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("Còn chỗ chưa quyết định"));

    // Short answers, and one for all.
    let fields = [("question", "lead"), ("choice", "0")];
    assert!(gone_to(&send(&app, &page, "/drafts/3/answer", &fields).await).ends_with("#draft-3"));
    gone_to(&send(&app, &page, "/standing", &[("cycle", "quarter")]).await);
    gone_to(&send(&app, &page, "/accept-ready", &[]).await);
    let import = told(&app, &page).await;
    let drafts = import["import"]["drafts"].as_array().unwrap();
    assert!(drafts.iter().all(|draft| draft["verdict"] == "accepted"), "{drafts:#?}");
    assert_eq!(drafts[2]["coordinating"][0]["written"], "Bộ Chỉ huy Quân sự tỉnh");

    // What issuing would make, then issuing it once though it is sent twice.
    let preview = app.get(&format!("{page}/issue")).await;
    assert!(
        preview.body.contains("12-CTr/TU") && preview.body.contains("chưa có trong hệ thống"),
        "{}",
        preview.body
    );
    let version = version(&app, &page).await;
    let key = uuid::Uuid::now_v7().to_string();
    let body = format!("version={version}&request={key}");
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let issue = format!("{page}/issue");
    let first = app.ask("POST", &issue, &headers, Some(body.clone().into_bytes())).await;
    let directive = gone_to(&first);
    let again = app.ask("POST", &issue, &headers, Some(body.into_bytes())).await;
    assert_eq!(gone_to(&again), directive);
    let shown = app.get(&directive).await;
    assert!(
        shown.body.contains("Kế hoạch số 45/KH-UBND") && shown.body.contains("3 nhiệm vụ"),
        "{}",
        shown.body
    );
    assert!(shown.body.contains("12-CTr/TU"));
    let text = app.get(&format!("{directive}/text")).await;
    assert!(text.body.contains("class=\"draft-number\""));
    let original = app.get(&format!("{directive}/original")).await;
    assert_eq!(original.body, PLAN);
    assert!(original.header("content-disposition").starts_with("attachment"));
    let list = app.get("/directives?words=an+toan+giao+thong").await;
    assert!(list.body.contains("45/KH-UBND"));
}

#[tokio::test]
async fn drafts_are_edited_split_merged_added_and_dropped() {
    let app = clerk().await;
    let page = gone_to(&app.post("/imports", &[("text", PLAN)]).await);
    // Faults stand at their fields and what was typed stays.
    let fields = [
        ("text", "Tuyên truyền pháp luật."),
        ("leads", "Sở Không Có Thật"),
        ("choice", "day"),
        ("due", "31/02/2027"),
        ("accept", "yes"),
    ];
    let refused = send(&app, &page, "/drafts/2/edit", &fields).await;
    assert_eq!(refused.status, 422);
    for words in [
        "Sở Không Có Thật",
        "31/02/2027",
        "Tuyên truyền pháp luật.",
        "không phải ngày hợp lệ",
    ] {
        assert!(refused.body.contains(words), "{words}");
    }
    // Accepting with something left open says what.
    let open = [
        ("text", "Tuyên truyền pháp luật."),
        ("leads", "Sở Giáo dục và Đào tạo"),
        ("accept", "yes"),
    ];
    let refused = send(&app, &page, "/drafts/2/edit", &open).await;
    assert!(
        refused.body.contains("Hãy quyết định thời hạn để nhận"),
        "{}",
        refused.body
    );
    // A group given to every commune, by words of a deadline.
    let fields = [
        ("text", "Tuyên truyền pháp luật."),
        ("group", "Ủy ban nhân dân các xã"),
        ("communes", "yes"),
        ("choice", "words"),
        ("words", "trong quý I/2027"),
        ("measure", "product"),
        ("measure_words", "Báo cáo"),
        ("accept", "yes"),
    ];
    gone_to(&send(&app, &page, "/drafts/2/edit", &fields).await);
    let import = told(&app, &page).await;
    assert_eq!(import["import"]["drafts"][1]["verdict"], "accepted");
    assert!(
        import["import"]["drafts"][1]["leads"][0]["members"]
            .as_array()
            .unwrap()
            .len()
            > 90
    );

    let form = app.get(&format!("{page}/drafts/1/edit")).await;
    assert!(form.body.contains("<datalist") && form.body.contains("Sở Xây dựng"));
    let split = app.get(&format!("{page}/drafts/3/split")).await;
    assert!(split.body.contains("kiểm soát trên các tuyến"));
    gone_to(&send(&app, &page, "/drafts/3/split", &[("at", "kiểm soát")]).await);
    let twice = send(&app, &page, "/drafts/3/split", &[("at", "không có")]).await;
    assert!(twice.body.contains("Không tìm thấy đoạn này"));
    gone_to(&send(&app, &page, "/drafts/3/decide", &[("decision", "merge")]).await);
    let added = gone_to(&send(&app, &page, "/add", &[("text", "Kiểm tra việc thực hiện.")]).await);
    assert!(added.ends_with("/edit"), "{added}");
    gone_to(&send(&app, &page, "/drafts/1/decide", &[("decision", "drop")]).await);
    gone_to(&send(&app, &page, "/drafts/1/decide", &[("decision", "reopen")]).await);
    let import = told(&app, &page).await;
    assert_eq!(import["import"]["drafts"].as_array().unwrap().len(), 4);
    assert_eq!(import["import"]["drafts"][0]["verdict"], "pending");

    let identity = [
        ("kind", "Kế hoạch"),
        ("issuer", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("issued_on", "30/11/2026"),
    ];
    let refused = send(&app, &page, "/identity", &identity).await;
    assert!(refused.body.contains("Ngày này chưa đến"), "{}", refused.body);
    gone_to(&send(&app, &page, "/abandon", &[]).await);
    assert_eq!(app.get(&format!("{page}/issue")).await.status, 409);
    assert!(app.get(&page).await.body.contains("đã bị bỏ"));
}

#[tokio::test]
async fn whoever_was_overtaken_is_shown_it() {
    let app = clerk().await;
    let page = gone_to(&app.post("/imports", &[("text", PLAN)]).await);
    let seen = version(&app, &page).await;
    gone_to(&send(&app, &page, "/drafts/1/decide", &[("decision", "drop")]).await);
    let fields = [("version", seen.as_str()), ("decision", "accept")];
    let answer = app.post(&format!("{page}/drafts/1/decide"), &fields).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("Nội dung vừa được người khác sửa"));
    assert_eq!(told(&app, &page).await["import"]["drafts"][0]["verdict"], "dropped");
}

#[tokio::test]
async fn a_secret_is_refused_and_nothing_of_it_is_kept() {
    let app = clerk().await;
    let secret = PLAN.replace("Số: 45/KH-UBND", "MẬT\n\nSố: 45/KH-UBND");
    let before = rows(&app).await;
    for answer in [
        upload(&app, "ke-hoach.txt", secret.as_bytes()).await,
        app.post("/imports", &[("text", &secret)]).await,
    ] {
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("Văn bản mang dấu chỉ độ mật"), "{}", answer.body);
        assert!(!answer.body.contains("45/KH-UBND"));
    }
    let answer = app
        .api("POST", "/api/imports", Some(serde_json::json!({ "text": secret })))
        .await;
    assert_eq!(answer.json()["code"], "secret");
    assert_eq!(rows(&app).await, before);
    assert_eq!(app.api("GET", "/api/imports", None).await.json(), serde_json::json!([]));
}

/// How many lines the journal has: nothing is stored without one.
async fn rows(app: &TestApp) -> usize {
    let proof = store::verify(&app.app.office.db).await.unwrap();
    usize::try_from(proof.lines).unwrap()
}

#[tokio::test]
async fn what_cannot_be_read_says_why() {
    let app = clerk().await;
    let answer = app.post("/imports", &[]).await;
    assert!(
        answer.body.contains("Chưa chọn tệp và chưa dán nội dung"),
        "{}",
        answer.body
    );
    let answer = upload(&app, "hong.docx", b"PK\x03\x04word/document.xml").await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.body.contains("hong.docx") && answer.body.contains("hỏng"),
        "{}",
        answer.body
    );
    let answer = upload(&app, "hong.xlsx", b"PK\x03\x04xl/workbook.xml").await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("hong.xlsx"), "{}", answer.body);
    let answer = upload(&app, "anh.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").await;
    assert!(
        answer.body.contains("không phải văn bản hay bảng theo dõi"),
        "{}",
        answer.body
    );
    app.get("/imports?lang=en").await;
    let answer = upload(&app, "hong.docx", b"PK\x03\x04word/document.xml").await;
    assert!(answer.body.contains("the file is damaged"), "{}", answer.body);
}

const TABLE: &str = "STT;Nội dung nhiệm vụ;Văn bản giao;Đơn vị chủ trì;Thời hạn hoàn thành;Sản phẩm;Kết quả thực hiện\n\
(1);(2);(3);(4);(5);(6);(7)\nI;Lĩnh vực nội chính;;;;;\n\
1;Rà soát các tụ điểm;Kế hoạch số 12/KH-UBND ngày 15/01/2026;Công an tỉnh;trước ngày 15 hằng tháng;Báo cáo;Đang làm\n\
2;Kiểm tra chợ;Kế hoạch số 12/KH-UBND ngày 15/01/2026;Sở Công Thương;31/12/2026;Báo cáo;Đã hoàn thành\n\
3;Tuyên truyền;12/KH-UBND;Sở Tư pháp;thường xuyên;;\n";

#[tokio::test]
async fn a_tracker_becomes_tasks() {
    let app = clerk().await;
    let page = gone_to(&upload(&app, "bang.csv", TABLE.as_bytes()).await);
    let columns = gone_to(&app.get(&page).await);
    let shown = app.get(&columns).await;
    assert!(
        shown
            .body
            .contains("D · Đơn vị chủ trì (Công an tỉnh | Sở Công Thương | Sở Tư pháp)"),
        "{}",
        shown.body
    );
    let refused = send(&app, &page, "/columns", &[("text", "1")]).await;
    assert_eq!(refused.status, 422);
    let mapped = [
        ("text", "1"),
        ("directive", "2"),
        ("lead", "3"),
        ("deadline", "4"),
        ("product", "5"),
        ("progress", "6"),
    ];
    gone_to(&send(&app, &page, "/columns", &mapped).await);
    let shown = app.get(&page).await;
    for words in [
        "trước ngày 15 hằng tháng",
        "15/12/2026",
        "Dòng đánh số cột",
        "Lĩnh vực nội chính",
        "2 dòng không lấy",
        "chưa có kỳ rà soát",
    ] {
        assert!(shown.body.contains(words), "{words}: {}", shown.body);
    }
    gone_to(&send(&app, &page, "/accept-ready", &[]).await);
    let refused = send(&app, &page, "/issue", &[]).await;
    assert_eq!(refused.status, 409, "one row is still open");
    gone_to(&send(&app, &page, "/drafts/3/decide", &[("decision", "drop")]).await);
    let preview = app.get(&format!("{page}/issue")).await;
    assert!(preview.body.contains("sẽ tạo mới"), "{}", preview.body);
    gone_to(&send(&app, &page, "/issue", &[]).await);
    assert!(app.get(&page).await.body.contains("Đã giao 2 nhiệm vụ"));
    assert!(app.get("/directives").await.body.contains("12/KH-UBND"));
}

#[tokio::test]
async fn a_workbook_is_read_like_its_text() {
    let app = clerk().await;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0_u32..).zip(TABLE.lines()) {
        for (column, cell) in (0_u16..).zip(line.split(';')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let page = gone_to(&upload(&app, "bang.csv", &workbook.save_to_buffer().unwrap()).await);
    let import = told(&app, &page).await;
    assert_eq!(import["import"]["tracker"]["names"][3], "Đơn vị chủ trì");
    assert_eq!(import["import"]["tracker"]["columns"]["deadline"], 4);
}

#[tokio::test]
async fn open_tasks_of_a_replaced_directive_wait_for_a_decision() {
    let app = clerk().await;
    let old = issued(&app, PLAN, &[]).await;
    let new = PLAN
        .replace("45/KH-UBND", "60/KH-UBND")
        .replace("02 tháng 11", "20 tháng 11");
    let replaces = [
        ("number", "60/KH-UBND"),
        ("kind", "Kế hoạch"),
        ("issuer", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("issued_on", "20/11/2026"),
        ("title", "Bảo đảm an toàn giao thông cuối năm"),
        ("replaces", "45/KH-UBND ngày 02/11/2026"),
    ];
    issued(&app, &new, &replaces).await;
    let shown = app.get(&old).await;
    assert!(
        shown.body.contains("Đã bị thay thế") && shown.body.contains("3 nhiệm vụ còn mở chờ quyết định"),
        "{}",
        shown.body
    );
    let view = app.get(&format!("/api{old}")).await.json();
    for (at, decision) in ["carry_over", "keep", "cancel"].into_iter().enumerate() {
        let task = &view["waiting"][at];
        let (address, version) = (
            format!("/tasks/{}/carry_over", task["id"].as_str().unwrap()),
            task["version"].to_string(),
        );
        let mut fields = vec![
            ("version", version.as_str()),
            ("back", old.as_str()),
            ("decision", decision),
            ("note", ""),
        ];
        let refused = app.post(&address, &fields).await;
        assert_eq!(refused.status, 422, "{decision}");
        fields[3].1 = "Theo kế hoạch mới";
        gone_to(&app.post(&address, &fields).await);
    }
    let view = app.get(&format!("/api{old}")).await.json();
    assert_eq!(view["awaiting"]["total"], 0);
}

/// Issues every task of a document; returns the page of its directive.
async fn issued(app: &TestApp, text: &str, identity: &[(&str, &str)]) -> String {
    let page = gone_to(&app.post("/imports", &[("text", text)]).await);
    if !identity.is_empty() {
        gone_to(&send(app, &page, "/identity", identity).await);
    }
    gone_to(
        &send(
            app,
            &page,
            "/drafts/3/answer",
            &[("question", "lead"), ("choice", "joint")],
        )
        .await,
    );
    gone_to(&send(app, &page, "/standing", &[("cycle", "month")]).await);
    gone_to(&send(app, &page, "/accept-ready", &[]).await);
    gone_to(&send(app, &page, "/issue", &[]).await)
}
