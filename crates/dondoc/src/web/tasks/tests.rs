//! Pages and operations of tasks through the whole program, filled by the demonstration.

use domain::rights::{Direct, Right, See, Work};
use office::demo::LOGINS;
use serde_json::{Value, json};

use crate::web::testing::TestApp;

/// Tasks of an address of the API.
async fn rows(app: &TestApp, query: &str) -> Vec<Value> {
    let page = app.json(&format!("/api/tasks{query}")).await;
    page["rows"].as_array().unwrap().clone()
}

/// Address of the first task that a query finds, and its version.
async fn first(app: &TestApp, query: &str) -> (String, String) {
    let rows = rows(app, query).await;
    let row = rows.first().unwrap_or_else(|| panic!("nothing for {query}"));
    (
        format!("/tasks/{}", row["id"].as_str().unwrap()),
        row["version"].to_string(),
    )
}

#[tokio::test]
async fn every_page_answers_whoever_may_see_it_and_nobody_else() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let (task, _) = first(&app, "").await;
    let pages = [
        ("/today", Direct::is_held_by as fn(_) -> bool),
        ("/work", Work::is_held_by),
        ("/tasks", See::is_held_by),
        ("/tasks?state=open&order=newest", See::is_held_by),
        ("/tasks?as_of=2026-10-01", See::is_held_by),
        ("/api/desk", See::is_held_by),
        ("/api/tasks", See::is_held_by),
    ];
    for login in LOGINS {
        app.sign_in_to_demo(login.login).await;
        for (page, is_for) in pages {
            let answer = app.get(page).await;
            let expected = if is_for(login.role) { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{page} for {}", login.login);
        }
        if See::is_held_by(login.role) && !login.role.is_of_agency() {
            for page in [task.clone(), format!("{task}/history"), format!("/api{task}/history")] {
                assert_eq!(app.get(&page).await.status, 200, "{page} for {}", login.login);
            }
        }
        if See::is_held_by(login.role) {
            let english = app.get("/tasks?lang=en").await;
            assert!(english.body.contains("Lead agency"), "{}", login.login);
        }
    }
}

#[tokio::test]
async fn a_task_of_other_agencies_is_not_there() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let own = |row: &Value| row.to_string().contains("Sở Tài chính");
    let all = rows(&app, "").await;
    let other = all.iter().find(|row| !own(row)).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    app.sign_in_to_demo("stc").await;
    for page in ["", "/history", "/answer_duty"] {
        assert_eq!(app.get(&format!("/tasks/{other}{page}")).await.status, 404, "{page}");
        assert_eq!(app.get(&format!("/api/tasks/{other}")).await.status, 404, "{page}");
    }
    assert!(rows(&app, "").await.iter().all(own));
    let sent = app
        .post(
            &format!("/tasks/{other}/answer_duty"),
            &[("version", "1"), ("text", "Xong")],
        )
        .await;
    assert_eq!(sent.status, 404);
}

#[tokio::test]
async fn every_act_that_is_offered_has_its_form_and_tells_what_is_missing() {
    let app = TestApp::demo().await;
    let mut seen: Vec<String> = Vec::new();
    for login in ["vanphong", "cat", "skhcn", "sxd", "stc", "boy"] {
        app.sign_in_to_demo(login).await;
        for row in rows(&app, "").await {
            let id = row["id"].as_str().unwrap();
            let view = app.json(&format!("/api/tasks/{id}")).await;
            assert_eq!(app.get(&format!("/tasks/{id}?lang=en")).await.status, 200);
            let possible: Vec<String> = serde_json::from_value(view["possible"].clone()).unwrap();
            for act in possible.into_iter().filter(|act| act != "keep") {
                if seen.contains(&act) {
                    continue;
                }
                for lang in ["vi", "en"] {
                    let form = app.get(&format!("/tasks/{id}/{act}?lang={lang}")).await;
                    assert_eq!(form.status, 200, "{act}: {}", form.body);
                }
                let version = row["version"].to_string();
                if !["receive", "confirm", "close_cycle"].contains(&act.as_str()) {
                    for lang in ["vi", "en"] {
                        let path = format!("/tasks/{id}/{act}?lang={lang}");
                        let empty = app.post(&path, &[("version", &version)]).await;
                        let expected = if act == "remove_obstacle" { 400 } else { 422 };
                        assert!(empty.status == 422 || empty.status == expected, "{act}: {}", empty.body);
                    }
                }
                seen.push(act);
            }
        }
    }
    seen.sort();
    let offered: [&str; 21] = [
        "answer_duty",
        "ask_extension",
        "assign",
        "cancel",
        "close_cycle",
        "confirm",
        "deny_extension",
        "grant_extension",
        "name_obstacle",
        "progress",
        "receive",
        "refuse",
        "remove_obstacle",
        "result",
        "resume",
        "return",
        "set_duty",
        "set_measure",
        "sub_assign",
        "suspend",
        "plan_follow_up",
    ];
    for act in offered {
        assert!(
            seen.iter().any(|known| known == act),
            "{act} is never offered: {seen:?}"
        );
    }
}

#[tokio::test]
async fn who_has_to_move_is_told_by_when() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    for (state, act, words) in [
        ("assigned", "receive", "Hạn tiếp nhận: "),
        ("awaiting_confirmation", "confirm", "Hạn xác nhận kết quả: "),
    ] {
        let (task, _) = first(&app, &format!("?state={state}")).await;
        let limit = app.json(&format!("/api{task}")).await["answer_by"].clone();
        assert_eq!(limit["act"], act, "{limit}");
        let day: jiff::civil::Date = limit["day"].as_str().unwrap().parse().unwrap();
        let shown = format!("{words}{:02}/{:02}/{}", day.day(), day.month(), day.year());
        let page = app.get(&task).await.body;
        assert!(page.contains(&shown), "{shown} {page}");
        assert_eq!(page.contains("đã qua"), limit["is_over"] == true);
    }
}

#[tokio::test]
async fn a_form_sent_twice_acts_once() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat").await;
    let (task, version) = first(&app, "?state=assigned&part=lead").await;
    let request = uuid::Uuid::now_v7().to_string();
    let body = serde_urlencoded::to_string([("request", request.as_str()), ("version", &version)]).unwrap();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    for _ in 0..2 {
        let path = format!("{task}/receive");
        let answer = app.ask("POST", &path, &headers, Some(body.clone().into_bytes())).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, task.as_str()),
            "{}",
            answer.body
        );
    }
    let history = app.json(&format!("/api{task}/history")).await;
    let received = |line: &&Value| line["action"] == "task.receive";
    assert_eq!(history["lines"].as_array().unwrap().iter().filter(received).count(), 1);
    let shown = app.get(&task).await;
    assert!(shown.body.contains("Đã tiếp nhận nhiệm vụ NV"), "what was done is said");
}

#[tokio::test]
async fn who_was_overtaken_is_shown_the_difference_and_nothing_is_written() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat.daumoi").await;
    let (task, version) = first(&app, "?state=assigned&part=lead").await;
    assert_eq!(
        app.post(&format!("{task}/receive"), &[("version", &version)])
            .await
            .status,
        303
    );
    app.sign_in_to_demo("vanphong").await;
    let fields = [
        ("version", version.as_str()),
        ("leads", "Sở Xây dựng"),
        ("note", "Theo chỉ đạo mới"),
    ];
    let answer = app.post(&format!("{task}/assign"), &fields).await;
    assert_eq!(answer.status, 409);
    let typed = ["Bạn đã nhập", "Theo chỉ đạo mới", "Sở Xây dựng"];
    for words in ["Trạng thái", "Chưa thực hiện", "Đang thực hiện", "Về nhiệm vụ"]
        .iter()
        .chain(&typed)
    {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
    let told = app
        .send(&format!("/api{task}/assign"), &json!({ "version": version.parse::<i64>().unwrap(), "leads": ["Sở Xây dựng"], "note": "Theo chỉ đạo mới" }))
        .await;
    let problem: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!((told.status, &problem["code"]), (409, &json!("conflict")));
    assert!(
        problem["differences"].to_string().contains("Trạng thái"),
        "{}",
        told.body
    );
    let view = app.json(&format!("/api{task}")).await;
    assert_eq!(view["task"]["state"], "in_progress");
}

#[tokio::test]
async fn faults_keep_what_was_typed_and_the_files_that_came_along() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat").await;
    let (task, version) = first(&app, "?state=in_progress&part=lead&only=has_obstacle").await;
    let fields = [
        ("version", version.as_str()),
        ("text", "Đã cải tạo 20/20 chợ. Liên hệ 0912345678."),
        ("document", "612/BC-CAT"),
        ("document_date", "31/2/2026"),
    ];
    let answer = app
        .post_files(
            &format!("{task}/result"),
            &fields,
            &[("files", "bang.txt", "Danh sách chợ".as_bytes())],
        )
        .await;
    assert_eq!(answer.status, 422);
    for kept in [
        "20/20 chợ",
        "612/BC-CAT",
        "31/2/2026",
        "bang.txt",
        "không phải ngày hợp lệ",
        "giống số điện thoại",
    ] {
        assert!(answer.body.contains(kept), "{kept}");
    }
    let file = answer
        .body
        .split("name=\"files\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let fields = [
        ("version", version.as_str()),
        ("text", "Đã cải tạo 20/20 chợ."),
        ("document", "612/BC-CAT"),
        ("document_date", "26/11/2026"),
        ("files", file),
        ("file_names", "bang.txt"),
    ];
    let answer = app.post_files(&format!("{task}/result"), &fields, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let page = app.get(&task).await;
    assert!(page.body.contains("Chờ xác nhận") && page.body.contains("612/BC-CAT ngày 26/11/2026"));
    let download = app.get(&format!("{task}/files/{file}")).await;
    assert_eq!((download.status, download.body.as_str()), (200, "Danh sách chợ"));
    assert!(
        download
            .header("content-disposition")
            .starts_with("attachment; filename=\"bang.txt\"")
    );
    assert_eq!(download.header("x-content-type-options"), "nosniff");
    assert!(download.header("content-security-policy").contains("sandbox"));
    app.sign_in_to_demo("boy").await;
    assert_eq!(app.get(&format!("{task}/files/{file}")).await.status, 404);
}

#[tokio::test]
async fn a_secret_file_is_refused_and_nothing_of_it_is_kept() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat").await;
    let (task, version) = first(&app, "?state=in_progress&part=lead").await;
    let secret = "CÔNG AN TỈNH X\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\nMẬT\n\nSố: 12/BC-CAT\n\nBÁO CÁO\nNội dung.\n";
    let fields = [("version", version.as_str()), ("text", "Báo cáo kèm theo")];
    let answer = app
        .post_files(
            &format!("{task}/progress"),
            &fields,
            &[("files", "bao-cao.txt", secret.as_bytes())],
        )
        .await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Văn bản mang dấu chỉ độ mật"));
    let headers = [
        ("content-type", "application/octet-stream"),
        ("sec-fetch-site", "same-origin"),
    ];
    let path = "/api/files?name=bao-cao.txt";
    let answer = app.ask("POST", path, &headers, Some(secret.as_bytes().to_vec())).await;
    assert!(answer.body.contains("\"code\":\"secret\""), "{}", answer.body);
    let view = app.json(&format!("/api{task}")).await;
    assert_eq!(view["task"]["version"].to_string(), version);
}

#[tokio::test]
async fn a_list_is_narrowed_by_its_address_and_can_be_asked_for_a_past_day() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("lanhdao").await;
    let today = app.get("/today").await;
    let overdue = "/tasks?state=open&#38;due_to=2026-11-26";
    assert!(today.body.contains(overdue), "every number leads to its list");
    let list = app.get("/tasks?state=open&due_to=2026-11-26").await;
    assert!(list.body.contains("aria-current=\"page\">Quá hạn<"));
    let found = app.json("/api/tasks?state=open&due_to=2026-11-26").await;
    assert!(list.body.contains(&format!("{} nhiệm vụ", found["total"])));
    let past = app.get("/tasks?as_of=1/10/2026").await;
    assert!(past.body.contains("Danh sách như ở cuối ngày 01/10/2026."));
    let wrong = app.get("/tasks?state=gone&due_from=31/2/2026&as_of=2027-01-01").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("value=\"31/2/2026\"") && wrong.body.contains("Mục đã chọn không có trong danh sách"));
    let future = app.get("/tasks?as_of=2027-01-01").await;
    assert!(future.status == 422 && future.body.contains("Ngày này chưa đến"));
    let words = rows(&app, "?words=tin%20dung%20den").await;
    assert!(
        !words.is_empty()
            && words
                .iter()
                .all(|row| row["text"].as_str().unwrap().contains("tín dụng đen"))
    );
}

#[tokio::test]
async fn a_task_lives_through_the_api() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat").await;
    let (task, version) = first(&app, "?state=in_progress&part=lead&only=has_obstacle").await;
    let version: i64 = version.parse().unwrap();
    let headers = [
        ("content-type", "application/octet-stream"),
        ("sec-fetch-site", "same-origin"),
    ];
    let path = "/api/files?name=anh.png";
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let taken = app.ask("POST", path, &headers, Some(picture)).await;
    assert_eq!(taken.status, 201, "{}", taken.body);
    let file: Value = serde_json::from_str(&taken.body).unwrap();
    let report = json!({ "version": version, "text": "Hoàn thành.", "files": [file["id"]] });
    app.sign_in_to_demo("cat.daumoi").await;
    let of_another = app.send(&format!("/api{task}/result"), &report).await;
    assert_eq!(of_another.status, 422, "{}", of_another.body);
    app.sign_in_to_demo("cat").await;
    let answer = app.send(&format!("/api{task}/result"), &report).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let done: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(done["state"], "awaiting_confirmation");
    let refused = app
        .send(&format!("/api{task}/confirm"), &json!({ "version": version + 1 }))
        .await;
    assert_eq!(refused.status, 403);
    app.sign_in_to_demo("lanhdao").await;
    let missing = app
        .send(&format!("/api{task}/refuse"), &json!({ "version": version + 1 }))
        .await;
    let problem: Value = serde_json::from_str(&missing.body).unwrap();
    assert_eq!(
        (missing.status, &problem["fields"][0]["code"]),
        (422, &json!("fault-required"))
    );
    let confirmed = app
        .send(&format!("/api{task}/confirm"), &json!({ "version": version + 1 }))
        .await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let again = app
        .send(&format!("/api{task}/confirm"), &json!({ "version": version + 2 }))
        .await;
    assert!(again.body.contains("\"code\":\"wrong-state\""), "{}", again.body);
    let view = app.json(&format!("/api{task}")).await;
    assert_eq!(view["task"]["outcome"]["confirmed_on"], "2026-11-27");
}

#[tokio::test]
async fn the_first_page_does_what_one_press_can_do() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("cat").await;
    let page = app.get("/work").await;
    let form = page
        .body
        .split("<form method=\"post\" action=\"/tasks/")
        .nth(1)
        .unwrap();
    let action = format!("/tasks/{}", form.split('"').next().unwrap());
    assert!(action.ends_with("/receive"), "{action}");
    let version = form
        .split("name=\"version\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let answer = app.post(&action, &[("version", version), ("back", "/work")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/work"));
    let after = app.get("/work").await;
    assert!(after.body.contains("Đã tiếp nhận nhiệm vụ") && !after.body.contains(&action));
    let answer = app.post(&action, &[("version", version), ("back", "/work")]).await;
    assert_eq!(answer.status, 409, "pressed again on the page of before");
}
