//! The whole program without a socket, for tests of pages and operations.

use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use domain::User;
use domain::agency::Level;
use domain::rights::Role;
use jiff::Timestamp;
use office::agencies::Directory;
use serde_json::{Value, json};
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
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

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

/// Password of the other users.
const PASSWORD: &str = "khác hẳn mật khẩu đầu 27";

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
    pub(crate) async fn sign_in_to_demo(&self, login: &str) {
        self.forget();
        let fields = [("login", login), ("password", office::demo::PASSWORD)];
        let answer = self.post("/sign-in", &fields).await;
        assert_eq!(answer.status, 303, "{login}: {}", answer.body);
    }

    /// Asks the API.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Sends JSON.
    pub(crate) async fn send(&self, path: &str, body: &Value) -> Answered {
        let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
        self.ask("POST", path, &headers, Some(body.to_string().into_bytes()))
            .await
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

    /// Another user who has set their own password: of the first agency that fits, for the roles of an agency.
    pub(crate) async fn user(&self, role: Role) -> User {
        let directory = Directory::load(&self.app.office).await.unwrap();
        let level = if role == Role::CommuneOfficer {
            Level::Commune
        } else {
            Level::Province
        };
        let today = office::day_at(moment());
        let fits = |agency: &&domain::Agency| agency.level == level && agency.stands_on(today);
        let agency = directory.all().iter().find(fits).map(|agency| agency.id.to_string());
        let number = uuid::Uuid::now_v7().simple().to_string();
        let login = format!("{}.{}", role.word().replace('_', "-"), &number[24..]);
        let input = json!({
            "login": login,
            "name": format!("Người dùng {}", role.word()),
            "role": role.word(),
            "agency": agency.filter(|_| role.is_of_agency()).unwrap_or_default(),
        });
        let administrator = self.token_of(ADMINISTRATOR.0, ADMINISTRATOR.1).await;
        let made = self.by(&administrator, "POST", "/api/users", Some(input)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let (made, initial) = (made.json(), made.json()["password"].as_str().unwrap().to_owned());
        let token = self.token_of(&login, &initial).await;
        let change = json!({ "old_password": initial, "new_password": PASSWORD });
        let changed = self.by(&token, "PUT", "/api/account/password", Some(change)).await;
        assert_eq!(changed.status, 204, "{}", changed.body);
        let path = format!("/api/users/{}", made["user"].as_str().unwrap());
        serde_json::from_value(self.by(&administrator, "GET", &path, None).await.json()).unwrap()
    }

    /// The token of a new session of such a user.
    pub(crate) async fn token(&self, user: &User) -> String {
        self.token_of(&user.login, PASSWORD).await
    }

    async fn token_of(&self, login: &str, password: &str) -> String {
        let given = json!({ "login": login, "password": password });
        let session = self.api("POST", "/api/session", Some(given)).await;
        assert_eq!(session.status, 200, "{}", session.body);
        session.json()["token"].as_str().unwrap().to_owned()
    }

    /// Asks an operation of the API with a token.
    pub(crate) async fn by(&self, token: &str, method: &str, path: &str, body: Option<Value>) -> Answered {
        let bearer = format!("Bearer {token}");
        let headers = [("content-type", "application/json"), ("authorization", bearer.as_str())];
        let body = body.map(|body| body.to_string().into_bytes());
        self.ask(method, path, &headers, body).await
    }

    /// Another user in the browser.
    pub(crate) async fn sign_in_as(&self, role: Role) -> User {
        let user = self.user(role).await;
        self.forget();
        let token = self.token(&user).await;
        self.cookies.lock().unwrap().push(("session".into(), token));
        user
    }

    /// Asks an operation of the API as whoever is in the browser.
    pub(crate) async fn api(&self, method: &str, path: &str, body: Option<Value>) -> Answered {
        let headers = [("content-type", "application/json"), ("sec-fetch-site", "same-origin")];
        let body = body.map(|body| body.to_string().into_bytes());
        self.ask(method, path, &headers, body).await
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
