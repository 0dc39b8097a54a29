//! The whole program without a socket, for tests of pages and operations.

use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use jiff::Timestamp;
use tower::ServiceExt;

use super::app::{App, Shared};

/// The moment of every test: 27 November 2026, 9 in the morning in Viet Nam.
pub(crate) fn moment() -> Timestamp {
    Timestamp::from_second(1_795_744_800).unwrap()
}

/// The program with a browser in front of it that keeps its cookies.
pub(crate) struct TestApp {
    router: Router,
    /// The state behind it.
    pub app: Shared,
    cookies: Mutex<Vec<(String, String)>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: String,
}

impl Answered {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

/// Login and password of the first administrator.
pub(crate) const ADMINISTRATOR: (&str, &str) = ("quantri", "mật khẩu đủ dài 2026");

impl TestApp {
    /// A program that was never set up.
    pub(crate) async fn empty() -> Self {
        let office = office::upkeep::open(office::upkeep::Place::Memory).await.unwrap();
        let app = Shared::new(App::new(office, moment).await.unwrap());
        Self {
            router: super::router(app.clone()),
            app,
            cookies: Mutex::default(),
        }
    }

    /// A program with its administrator, who is signed in.
    pub(crate) async fn set_up() -> Self {
        let app = Self::empty().await;
        let (login, password) = ADMINISTRATOR;
        let office = "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi";
        let fields = [
            ("province", "51"),
            ("office", office),
            ("name", "Phạm Thị Quản Trị"),
            ("login", login),
            ("password", password),
            ("again", password),
        ];
        let answer = app.post("/first-run", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        app
    }

    /// The demonstration: a province with users of every role and tasks in every state. Nobody is signed in.
    pub(crate) async fn demo() -> Self {
        let office = office::upkeep::open(office::upkeep::Place::Memory).await.unwrap();
        office::demo::fill(&office, moment()).await.unwrap();
        let app = Shared::new(App::new(office, moment).await.unwrap());
        Self {
            router: super::router(app.clone()),
            app,
            cookies: Mutex::default(),
        }
    }

    /// Signs a user of the demonstration in, in another browser.
    pub(crate) async fn sign_in_as(&self, login: &str) {
        self.forget();
        let fields = [("login", login), ("password", office::demo::PASSWORD)];
        let answer = self.post("/sign-in", &fields).await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.body);
    }

    /// Asks the API.
    pub(crate) async fn json(&self, path: &str) -> serde_json::Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, path: &str, body: &serde_json::Value) -> Answered {
        let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
        self.ask("POST", path, &headers, Some(body.to_string().into_bytes())).await
    }

    /// Sends a form with files: name of the field, name of the file, content.
    pub(crate) async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answered {
        let request = uuid::Uuid::now_v7().to_string();
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("request", request.as_str())]) {
            let part = format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (name, file, content) in files {
            let head = format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--X--\r\n");
        let headers = [
            ("content-type", "multipart/form-data; boundary=X"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.ask("POST", path, &headers, Some(body)).await
    }

    /// Forgets all cookies: another browser.
    pub(crate) fn forget(&self) {
        self.cookies.lock().unwrap().clear();
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Answered {
        self.ask("GET", path, &[], None).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        let request = uuid::Uuid::now_v7().to_string();
        let mut all = fields.to_vec();
        all.push(("request", &request));
        let body = serde_urlencoded::to_string(all).unwrap();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.ask("POST", path, &headers, Some(body.into_bytes())).await
    }

    /// Sends anything.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answered {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep(&parts.headers);
        let bytes = axum::body::to_bytes(body, 50_000_000).await.unwrap();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!body.contains('⟦'), "{path} misses a string: {body}");
        Answered {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    fn keep(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for header in headers.get_all(header::SET_COOKIE) {
            let written = header.to_str().unwrap();
            let (name, value) = written.split(';').next().unwrap().split_once('=').unwrap();
            cookies.retain(|(known, _)| known != name);
            if !written.contains("Max-Age=0") {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}
