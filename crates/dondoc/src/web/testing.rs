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
use sha2::{Digest as _, Sha256};
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
    pub(crate) fn json(&self) -> serde_json::Value {
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

    /// Another user: of the first agency that fits, for the roles of an agency.
    pub(crate) async fn user(&self, role: Role) -> User {
        let directory = Directory::load(&self.app.office).await.unwrap();
        let level = if role == Role::CommuneOfficer {
            Level::Commune
        } else {
            Level::Province
        };
        let today = office::day_at(moment());
        let fits = |agency: &&domain::Agency| agency.level == level && agency.stands_on(today);
        let agency = directory.all().iter().find(fits).map(|agency| agency.id);
        let id = uuid::Uuid::now_v7();
        let user = User {
            id: id.into(),
            version: 1,
            login: format!("{}.{}", role.word().replace('_', "-"), &id.simple().to_string()[24..]),
            name: format!("Người dùng {}", role.word()),
            role,
            agency: agency.filter(|_| role.is_of_agency()),
            active: true,
            second_factor: false,
            must_change_password: false,
        };
        let mut tx = self.app.office.db.begin().await.unwrap();
        tx.insert(&store::Act::new(None, moment(), "test"), &user)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        user
    }

    /// The token of a new session of a user.
    pub(crate) async fn token(&self, user: &User) -> String {
        let token = uuid::Uuid::now_v7().simple().to_string();
        let session = store::sessions::Session {
            id: uuid::Uuid::now_v7().into(),
            token_hash: Sha256::digest(token.as_bytes()).into(),
            user: user.id,
            created_at: moment(),
            seen_at: moment(),
            ends_at: moment() + jiff::SignedDuration::from_hours(1),
            revoked_at: None,
            agent: "test".into(),
        };
        store::sessions::open(&self.app.office.db, &session).await.unwrap();
        token
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
    pub(crate) async fn api(&self, method: &str, path: &str, body: Option<serde_json::Value>) -> Answered {
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
