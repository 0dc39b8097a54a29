//! Tests of what stands around every page: headers, limits, languages, what is told when something goes wrong.

use super::testing::TestApp;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn every_answer_forbids_what_pages_do_not_need() {
    let app = TestApp::set_up().await;
    for path in [
        "/account",
        "/no-such-page",
        "/api/health",
        "/api/no-such-operation",
        "/gallery/failure",
    ] {
        let answer = app.get(path).await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none';"),
            "{path}"
        );
        assert!(!answer.header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn too_much_is_told_in_the_readers_words() {
    let app = TestApp::set_up().await;
    let body = || Some(vec![b'a'; 1024 * 1024 + 1]);
    let answer = app.ask("POST", "/account/password", &[FORM, OWN], body()).await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("Mỗi lần gửi tối đa 1 MB"), "{}", answer.body);
    let answer = app
        .ask(
            "POST",
            "/account/password",
            &[FORM, OWN, ("accept-language", "en")],
            body(),
        )
        .await;
    assert!(answer.body.contains("At most 1 MB at a time"), "{}", answer.body);
}

#[tokio::test]
async fn a_failure_says_nothing() {
    let app = TestApp::set_up().await;
    let answer = app.get("/gallery/failure").await;
    assert_eq!(answer.status, 500);
    assert!(answer.body.contains("Chương trình gặp lỗi"), "{}", answer.body);
    assert!(!answer.body.contains("on purpose"), "{}", answer.body);
}

#[tokio::test]
async fn the_wrong_method_is_told_with_the_right_ones() {
    let app = TestApp::set_up().await;
    let answer = app.get("/sign-out").await;
    assert_eq!((answer.status, answer.header("allow")), (405, "POST"));
    assert!(
        answer.body.contains("Không mở trực tiếp được trang này"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_write_of_another_site_is_refused() {
    let app = TestApp::set_up().await;
    let answer = app
        .ask("POST", "/sign-out", &[FORM, ("sec-fetch-site", "cross-site")], None)
        .await;
    assert_eq!(answer.status, 403);
    assert_eq!(app.get("/account").await.status, 200, "still signed in");
}

#[tokio::test]
async fn what_was_done_is_said_once() {
    let app = TestApp::set_up().await;
    assert_eq!(app.post("/sign-out", &[]).await.status, 303);
    assert!(app.get("/sign-in").await.body.contains("Đã đăng xuất."));
    assert!(!app.get("/sign-in").await.body.contains("Đã đăng xuất."));
}

#[tokio::test]
async fn a_language_asked_for_stays() {
    let app = TestApp::set_up().await;
    app.forget();
    assert!(app.get("/sign-in?lang=en").await.body.contains("<h1>Sign in</h1>"));
    assert!(app.get("/sign-in").await.body.contains("<html lang=\"en\""));
    let back = [
        ("lang", "vi"),
        ("contrast", "high"),
        ("text-size", "large"),
        ("back", "//evil.example/"),
    ];
    assert_eq!(
        app.post("/display", &back).await.header("location"),
        "/",
        "never to another site"
    );
    let page = app.get("/sign-in").await.body;
    assert!(
        page.contains("<html lang=\"vi\" data-text-size=\"large\" data-contrast=\"high\">"),
        "{page}"
    );
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_back_to_the_page_afterwards() {
    let app = TestApp::set_up().await;
    app.forget();
    assert_eq!(app.get("/account").await.header("location"), "/sign-in?next=%2Faccount");
    let answer = app.post("/account/password", &[]).await;
    assert_eq!(
        answer.status, 401,
        "what was typed is not thrown away by going elsewhere"
    );
}

#[tokio::test]
async fn before_the_first_run_there_is_nothing_else() {
    let app = TestApp::empty().await;
    assert_eq!(app.get("/tasks").await.header("location"), "/first-run");
    assert_eq!(app.get("/api/tasks").await.status, 503);
    assert_eq!(app.get("/health").await.status, 200);
}
