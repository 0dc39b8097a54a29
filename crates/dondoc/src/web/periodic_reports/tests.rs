use serde_json::{Value, json};

use crate::web::testing::TestApp;

async fn drawn_up(app: &TestApp) -> String {
    let fields = [
        ("period", "quarter"),
        ("index", "4"),
        ("year", "2026"),
        ("counted_by", "due"),
        ("unit", "groups"),
        ("denominator", "given"),
        ("data_on", "27/11/2026"),
        ("number", "128/BC-VP"),
        ("assessment", "Tiến độ chung đạt yêu cầu."),
        ("proposals", "Đề nghị các đơn vị khẩn trương."),
    ];
    let done = app.post("/periodic-reports", &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    done.header("location").to_owned()
}

#[tokio::test]
async fn a_report_is_drawn_up_signed_and_shown_against_later_changes() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let address = drawn_up(&app).await;
    let page = app.get(&address).await;
    assert!(
        page.body.contains("Kết quả thực hiện nhiệm vụ quý IV năm 2026"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Trong quý IV năm 2026, "), "{}", page.body);
    let document = app.get(&format!("{address}/document")).await;
    assert_eq!((document.status, document.body.starts_with("PK")), (200, true));
    assert_eq!(app.get(&format!("{address}/reproduction")).await.status, 409, "a draft");

    let signed = app
        .post(
            &format!("{address}/sign-off"),
            &[("version", "1"), ("signed_on", "27/11/2026")],
        )
        .await;
    assert_eq!(signed.status, 303, "{}", signed.body);
    let again = app
        .post(&format!("{address}/edit"), &[("version", "2"), ("period", "year")])
        .await;
    assert_eq!(again.status, 409, "frozen");
    let page = app.get(&address).await;
    assert!(!page.body.contains("Số liệu đã ký thay đổi"), "{}", page.body);
    let reproduced = app.json(&format!("/api{address}/reproduction")).await;
    assert_eq!(reproduced, json!({ "figures": true, "document": true, "annex": true }));

    // A result dated before the signature is confirmed after it.
    let awaiting = app.json("/api/tasks?state=awaiting_confirmation").await;
    let task = &awaiting["rows"][0];
    let confirm = format!("/api/tasks/{}/confirm", task["id"].as_str().unwrap());
    let confirmed = app.send(&confirm, &json!({ "version": task["version"] })).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let page = app.get(&address).await;
    assert!(page.body.contains("Số liệu đã ký thay đổi"), "{}", page.body);
    let view = app.json(&format!("/api{address}")).await;
    assert_eq!(view["changed"][0]["number"], task["number"]);
    let (altered, _) = (&view["altered"][0][0], &view["altered"][0][1]);
    assert_eq!(
        altered["now"].as_i64(),
        altered["signed"].as_i64().map(|signed| signed + 1),
        "{view}"
    );
    let reproduced = app.json(&format!("/api{address}/reproduction")).await;
    assert_eq!(reproduced, json!({ "figures": true, "document": true, "annex": true }));
}

/// The lists behind the numbers of a signed report stay as long as the numbers, whatever happens later.
#[tokio::test]
async fn signed_numbers_keep_their_lists() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let address = drawn_up(&app).await;
    let signed = app
        .post(
            &format!("{address}/sign-off"),
            &[("version", "1"), ("signed_on", "27/11/2026")],
        )
        .await;
    assert_eq!(signed.status, 303, "{}", signed.body);
    let awaiting = app.json("/api/tasks?state=awaiting_confirmation").await;
    for task in awaiting["rows"].as_array().unwrap() {
        let confirm = format!("/api/tasks/{}/confirm", task["id"].as_str().unwrap());
        let confirmed = app.send(&confirm, &json!({ "version": task["version"] })).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    }
    let body = app.get(&address).await.body;
    let links: Vec<(String, i64)> = body
        .split("href=\"/tasks?")
        .skip(1)
        .filter_map(|link| {
            let (address, rest) = link.split_once("\">")?;
            let address = address.replace("&amp;", "&").replace("&#38;", "&");
            Some((address, rest.split('<').next()?.parse().ok()?))
        })
        .collect();
    assert!(links.len() > 10, "{}", links.len());
    for (query, count) in links {
        let list: Value = app.json(&format!("/api/tasks?{query}")).await;
        assert_eq!(list["total"].as_i64(), Some(count), "{query}");
    }
}

#[tokio::test]
async fn faults_are_told_at_their_fields() {
    let app = TestApp::demo().await;
    app.sign_in_to_demo("vanphong").await;
    let fields = [
        ("period", "month"),
        ("index", "13"),
        ("year", "2026"),
        ("data_on", "1/12/2026"),
        ("number", "abc"),
        ("proposals", "Gọi số 0905123456."),
    ];
    let refused = app.post("/periodic-reports", &fields).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    for field in ["index-error", "data_on-error", "number-error", "proposals-error"] {
        assert!(refused.body.contains(field), "{field} in {}", refused.body);
    }
    app.sign_in_to_demo("thanhtra").await;
    assert_eq!(app.get("/periodic-reports").await.status, 200);
    assert_eq!(app.get("/periodic-reports/new").await.status, 403);
}
