//! Who may use which route: a table, and a test that walks every route with every role and with nobody.
//!
//! A route that is mounted and has no row fails, and so does a row without a route. "May use" means that the right is not
//! what stops somebody: a form without its fields comes back, a task that does not exist is not found.

use std::collections::{BTreeMap, BTreeSet};

use domain::rights::Role;

use super::testing::{Answered, TestApp};

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Without signing in.
    Anybody,
    /// Signed in, in one of these roles.
    Only(&'static [Role]),
}

use Role::{Administrator, AgencyHead, AgencyOfficer, Auditor, Clerk, CommuneOfficer, Leader};

const ANYBODY: Who = Who::Anybody;
const SIGNED_IN: Who = Who::Only(&[
    Clerk,
    Leader,
    AgencyHead,
    AgencyOfficer,
    CommuneOfficer,
    Auditor,
    Administrator,
]);

/// Methods, path, who.
const TABLE: &[(&str, &str, Who)] = &[
    // The frame.
    ("GET", "/health", ANYBODY),
    ("GET", "/assets/{name}", ANYBODY),
    ("GET", "/favicon.ico", ANYBODY),
    ("POST", "/display", ANYBODY),
    ("GET POST", "/first-run", ANYBODY),
    ("GET", "/api", ANYBODY),
    ("GET", "/api/health", ANYBODY),
    ("GET", "/api/openapi.json", ANYBODY),
    ("GET", "/gallery", ANYBODY),
    ("GET", "/gallery/conflict", ANYBODY),
    ("GET", "/gallery/failure", ANYBODY),
    // Signing in, the own account.
    ("GET", "/", ANYBODY),
    ("GET POST", "/sign-in", ANYBODY),
    ("GET POST", "/sign-in/code", ANYBODY),
    ("POST", "/sign-out", ANYBODY),
    ("GET", "/account", SIGNED_IN),
    ("GET POST", "/account/password", SIGNED_IN),
    ("GET POST", "/account/sessions/revoke", SIGNED_IN),
    ("POST", "/account/sessions/{session}/revoke", SIGNED_IN),
    ("GET POST", "/account/second-factor", SIGNED_IN),
    ("GET POST", "/account/second-factor/remove", SIGNED_IN),
];

/// What stands for a parameter of a path: something that can be read and does not exist.
fn value_of(parameter: &str) -> &'static str {
    match parameter {
        "seq" | "number" | "draft" => "999999",
        _ => "00000000-0000-7000-8000-000000000001",
    }
}

fn address(path: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(parameter) => value_of(parameter).to_owned(),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The methods of a path, which axum tells when it is asked for another one.
async fn methods(app: &TestApp, path: &str) -> BTreeSet<String> {
    let from_here = [("sec-fetch-site", "same-origin")];
    let answer = app.ask("TRACE", &address(path), &from_here, None).await;
    assert_eq!(answer.status, 405, "{path}");
    let methods = answer
        .header("allow")
        .split(',')
        .map(str::trim)
        .filter(|method| *method != "HEAD");
    methods.map(str::to_owned).collect()
}

/// Whether the right is what stopped somebody.
fn is_refused(answer: &Answered) -> bool {
    match answer.status {
        401 => true,
        303 => answer.header("location").starts_with("/sign-in?next="),
        403 => answer.body.contains("not-allowed"),
        _ => false,
    }
}

async fn asked(app: &TestApp, method: &str, path: &str, token: Option<&str>) -> Answered {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("sec-fetch-site", "same-origin")];
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    let body = if method == "GET" {
        None
    } else if path.starts_with("/api/") {
        headers.push(("content-type", "application/json"));
        Some("{}".to_owned())
    } else {
        headers.push(("content-type", "application/x-www-form-urlencoded"));
        Some(format!("request={}", uuid::Uuid::now_v7()))
    };
    app.forget();
    app.ask(method, &address(path), &headers, body.map(String::into_bytes))
        .await
}

#[tokio::test]
async fn every_route_is_for_those_it_is_meant_for() {
    let app = TestApp::set_up().await;
    let mut expected: BTreeMap<(&str, String), Who> = BTreeMap::new();
    for (methods, path, who) in TABLE {
        for method in methods.split(' ') {
            let twice = expected.insert((path, method.to_owned()), *who);
            assert!(twice.is_none(), "{method} {path} has two rows");
        }
    }
    let mut users = Vec::new();
    for role in Role::ALL {
        users.push(app.user(role).await);
    }
    let mut wrong = Vec::new();
    let (_, paths) = super::features().finish();
    for path in paths {
        for method in methods(&app, path).await {
            let Some(who) = expected.remove(&(path, method.clone())) else {
                wrong.push(format!("{method} {path} has no row"));
                continue;
            };
            if is_refused(&asked(&app, &method, path, None).await) == (who == Who::Anybody) {
                wrong.push(format!("{method} {path} by nobody"));
            }
            for user in &users {
                // Each time another session: some routes end it.
                let token = app.token(user).await;
                let answer = asked(&app, &method, path, Some(&token)).await;
                let may = match who {
                    Who::Anybody => true,
                    Who::Only(roles) => roles.contains(&user.role),
                };
                if is_refused(&answer) == may {
                    wrong.push(format!("{method} {path} by {}: {}", user.role.word(), answer.status));
                }
                let may_fail = path == "/gallery/failure";
                assert!(answer.status < 500 || may_fail, "{method} {path}: {}", answer.body);
            }
        }
    }
    wrong.extend(
        expected
            .keys()
            .map(|(path, method)| format!("{method} {path} is not mounted")),
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
