//! Who may use which route: a table, and a test that walks every route with every role and with nobody.
//!
//! A route that is mounted and has no row fails, and so does a row without a route. Where a parameter decides on the right,
//! as the act on a task does, there is a row for each of its words. "May use" means that the right is not
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

const ADMINISTRATOR: Who = Who::Only(&[Administrator]);
const KEEPERS: Who = Who::Only(&[Administrator, Clerk]);
const AUDITORS: Who = Who::Only(&[Auditor, Administrator]);
const CLERK: Who = Who::Only(&[Clerk]);
const OFFICE: Who = Who::Only(&[Clerk, Leader]);
const AGENCIES: Who = Who::Only(&[AgencyHead, AgencyOfficer, CommuneOfficer]);
const HEADS: Who = Who::Only(&[AgencyHead]);
const READERS: Who = Who::Only(&[Clerk, Leader, AgencyHead, AgencyOfficer, CommuneOfficer, Auditor]);

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
    // Users and rights.
    ("GET POST", "/users", ADMINISTRATOR),
    ("GET", "/users/new", ADMINISTRATOR),
    ("GET", "/users/rights", SIGNED_IN),
    ("GET POST", "/users/{user}", ADMINISTRATOR),
    ("GET POST", "/users/{user}/password", ADMINISTRATOR),
    ("GET POST", "/users/{user}/second-factor", ADMINISTRATOR),
    ("GET POST", "/users/{user}/sessions", ADMINISTRATOR),
    // Agencies, places.
    ("GET", "/agencies", SIGNED_IN),
    ("POST", "/agencies", KEEPERS),
    ("GET", "/agencies/new", KEEPERS),
    ("GET", "/agencies/{agency}", SIGNED_IN),
    ("GET POST", "/agencies/{agency}/edit", KEEPERS),
    ("GET POST", "/agencies/{agency}/end", KEEPERS),
    ("GET POST", "/agencies/{agency}/take-back", KEEPERS),
    ("GET", "/places", SIGNED_IN),
    ("GET", "/places/{place}", SIGNED_IN),
    // Rules.
    ("GET", "/rules", SIGNED_IN),
    ("POST", "/rules", ADMINISTRATOR),
    ("GET", "/rules/new", ADMINISTRATOR),
    ("GET", "/rules/days-off", SIGNED_IN),
    ("GET POST", "/rules/{rule}/end", ADMINISTRATOR),
    // Journal.
    ("GET", "/journal", AUDITORS),
    ("GET", "/journal/sign-ins", AUDITORS),
    ("GET", "/journal/{seq}", AUDITORS),
    // Tasks.
    ("GET", "/today", OFFICE),
    ("GET", "/work", AGENCIES),
    ("GET", "/tasks", READERS),
    ("GET", "/tasks/{task}", READERS),
    ("GET", "/tasks/{task}/history", READERS),
    ("GET", "/tasks/{task}/files/{file}", READERS),
    ("GET POST", "/tasks/{task}/receive", AGENCIES),
    ("GET POST", "/tasks/{task}/progress", AGENCIES),
    ("GET POST", "/tasks/{task}/result", AGENCIES),
    ("GET POST", "/tasks/{task}/answer_duty", AGENCIES),
    ("GET POST", "/tasks/{task}/name_obstacle", AGENCIES),
    ("GET POST", "/tasks/{task}/ask_extension", AGENCIES),
    ("GET POST", "/tasks/{task}/return", HEADS),
    ("GET POST", "/tasks/{task}/sub_assign", HEADS),
    ("GET POST", "/tasks/{task}/confirm", OFFICE),
    ("GET POST", "/tasks/{task}/refuse", OFFICE),
    ("GET POST", "/tasks/{task}/grant_extension", OFFICE),
    ("GET POST", "/tasks/{task}/deny_extension", OFFICE),
    ("GET POST", "/tasks/{task}/close_cycle", OFFICE),
    ("GET POST", "/tasks/{task}/remove_obstacle", OFFICE),
    ("GET POST", "/tasks/{task}/set_deadline", OFFICE),
    ("GET POST", "/tasks/{task}/start_clock", OFFICE),
    ("GET POST", "/tasks/{task}/set_measure", OFFICE),
    ("GET POST", "/tasks/{task}/set_duty", OFFICE),
    ("GET POST", "/tasks/{task}/assign", OFFICE),
    ("GET POST", "/tasks/{task}/resume", OFFICE),
    ("GET POST", "/tasks/{task}/suspend", OFFICE),
    ("GET POST", "/tasks/{task}/cancel", OFFICE),
    ("GET POST", "/tasks/{task}/plan_follow_up", OFFICE),
    ("GET POST", "/tasks/{task}/follow_up", OFFICE),
    ("GET POST", "/tasks/{task}/carry_over", OFFICE),
    // Documents taken in, directives.
    ("GET POST", "/imports", CLERK),
    ("GET", "/imports/{import}", CLERK),
    ("GET POST", "/imports/{import}/columns", CLERK),
    ("POST", "/imports/{import}/standing", CLERK),
    ("POST", "/imports/{import}/accept-ready", CLERK),
    ("GET POST", "/imports/{import}/add", CLERK),
    ("POST", "/imports/{import}/drafts/{draft}/decide", CLERK),
    ("POST", "/imports/{import}/drafts/{draft}/answer", CLERK),
    ("GET POST", "/imports/{import}/drafts/{draft}/edit", CLERK),
    ("GET POST", "/imports/{import}/drafts/{draft}/split", CLERK),
    ("GET POST", "/imports/{import}/identity", CLERK),
    ("GET POST", "/imports/{import}/issue", CLERK),
    ("GET POST", "/imports/{import}/abandon", CLERK),
    ("GET", "/directives", READERS),
    ("GET", "/directives/{directive}", READERS),
    ("GET", "/directives/{directive}/text", READERS),
    ("GET", "/directives/{directive}/original", READERS),
    // The same for programs.
    ("POST", "/api/session", ANYBODY),
    ("POST", "/api/session/code", ANYBODY),
    ("DELETE", "/api/session", SIGNED_IN),
    ("GET", "/api/account", SIGNED_IN),
    ("PUT", "/api/account/password", SIGNED_IN),
    ("GET DELETE", "/api/account/sessions", SIGNED_IN),
    ("DELETE", "/api/account/sessions/{session}", SIGNED_IN),
    ("POST PUT", "/api/account/second-factor", SIGNED_IN),
    ("POST", "/api/account/second-factor/remove", SIGNED_IN),
    ("GET", "/api/rights", SIGNED_IN),
    ("GET POST", "/api/users", ADMINISTRATOR),
    ("GET PUT", "/api/users/{user}", ADMINISTRATOR),
    ("POST", "/api/users/{user}/password", ADMINISTRATOR),
    ("DELETE", "/api/users/{user}/second-factor", ADMINISTRATOR),
    ("DELETE", "/api/users/{user}/sessions", ADMINISTRATOR),
    ("GET", "/api/desk", READERS),
    ("GET", "/api/tasks", READERS),
    ("GET", "/api/tasks/{task}", READERS),
    ("GET", "/api/tasks/{task}/history", READERS),
    ("GET", "/api/tasks/{task}/files/{file}", READERS),
    ("POST", "/api/files", AGENCIES),
    ("POST", "/api/tasks/{task}/receive", AGENCIES),
    ("POST", "/api/tasks/{task}/progress", AGENCIES),
    ("POST", "/api/tasks/{task}/result", AGENCIES),
    ("POST", "/api/tasks/{task}/answer_duty", AGENCIES),
    ("POST", "/api/tasks/{task}/name_obstacle", AGENCIES),
    ("POST", "/api/tasks/{task}/ask_extension", AGENCIES),
    ("POST", "/api/tasks/{task}/return", HEADS),
    ("POST", "/api/tasks/{task}/sub_assign", HEADS),
    ("POST", "/api/tasks/{task}/confirm", OFFICE),
    ("POST", "/api/tasks/{task}/refuse", OFFICE),
    ("POST", "/api/tasks/{task}/grant_extension", OFFICE),
    ("POST", "/api/tasks/{task}/deny_extension", OFFICE),
    ("POST", "/api/tasks/{task}/close_cycle", OFFICE),
    ("POST", "/api/tasks/{task}/remove_obstacle", OFFICE),
    ("POST", "/api/tasks/{task}/assign", OFFICE),
    ("POST", "/api/tasks/{task}/set_deadline", OFFICE),
    ("POST", "/api/tasks/{task}/start_clock", OFFICE),
    ("POST", "/api/tasks/{task}/set_duty", OFFICE),
    ("POST", "/api/tasks/{task}/set_measure", OFFICE),
    ("POST", "/api/tasks/{task}/suspend", OFFICE),
    ("POST", "/api/tasks/{task}/resume", OFFICE),
    ("POST", "/api/tasks/{task}/cancel", OFFICE),
    ("POST", "/api/tasks/{task}/plan_follow_up", OFFICE),
    ("POST", "/api/tasks/{task}/follow_up", OFFICE),
    ("POST", "/api/tasks/{task}/carry_over", OFFICE),
    ("GET", "/api/agencies", SIGNED_IN),
    ("POST", "/api/agencies", KEEPERS),
    ("GET", "/api/agencies/{agency}", SIGNED_IN),
    ("PUT", "/api/agencies/{agency}", KEEPERS),
    ("POST", "/api/agencies/{agency}/end", KEEPERS),
    ("POST", "/api/agencies/{agency}/take-back", KEEPERS),
    ("GET", "/api/places", SIGNED_IN),
    ("GET", "/api/places/{place}", SIGNED_IN),
    ("GET", "/api/rules", SIGNED_IN),
    ("POST", "/api/rules", ADMINISTRATOR),
    ("POST", "/api/rules/{rule}/end", ADMINISTRATOR),
    ("GET", "/api/days-off", SIGNED_IN),
    ("GET", "/api/journal", AUDITORS),
    ("GET", "/api/journal/{seq}", AUDITORS),
    ("GET", "/api/sign-in-attempts", AUDITORS),
    // Imports and directives.
    ("GET POST", "/api/imports", CLERK),
    ("GET", "/api/imports/{import}", CLERK),
    ("GET", "/api/imports/{import}/preview", CLERK),
    ("GET POST", "/api/imports/{import}/columns", CLERK),
    ("POST", "/api/imports/{import}/drafts/{draft}/decide", CLERK),
    ("POST", "/api/imports/{import}/drafts/{draft}/answer", CLERK),
    ("POST", "/api/imports/{import}/drafts/{draft}/edit", CLERK),
    ("POST", "/api/imports/{import}/standing", CLERK),
    ("POST", "/api/imports/{import}/accept-ready", CLERK),
    ("POST", "/api/imports/{import}/add", CLERK),
    ("POST", "/api/imports/{import}/identify", CLERK),
    ("POST", "/api/imports/{import}/abandon", CLERK),
    ("POST", "/api/imports/{import}/issue", CLERK),
    ("GET", "/api/directives", READERS),
    ("GET", "/api/directives/{directive}", READERS),
    ("GET", "/api/directives/{directive}/text", READERS),
    ("GET", "/api/directives/{directive}/original", READERS),
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

/// The rows of a route: its own path, or those of the table that say a word for one of its parameters.
fn rows(route: &'static str, mounted: &[&str], methods: &BTreeSet<String>) -> Vec<(&'static str, String)> {
    let fills = |path: &str| {
        let (path, route): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), route.split('/').collect());
        path.len() == route.len()
            && path
                .iter()
                .zip(route)
                .all(|(part, of)| *part == of || of.starts_with('{'))
    };
    let paths = TABLE.iter().map(|(_, path, _)| *path);
    let mut filled: Vec<&str> = paths.filter(|path| !mounted.contains(path) && fills(path)).collect();
    if filled.is_empty() {
        filled.push(route);
    }
    let row = |path: &&'static str| methods.iter().map(|method| (*path, method.clone())).collect::<Vec<_>>();
    filled.iter().flat_map(row).collect()
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
        Some("{\"version\":1}".to_owned())
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
        let user = app.user(role).await;
        let token = app.token(&user).await;
        users.push((user, token));
    }
    let mut wrong = Vec::new();
    let (_, mounted) = super::features().finish();
    for route in &mounted {
        for (path, method) in rows(route, &mounted, &methods(&app, route).await) {
            let Some(who) = expected.remove(&(path, method.clone())) else {
                wrong.push(format!("{method} {path} has no row"));
                continue;
            };
            if is_refused(&asked(&app, &method, path, None).await) == (who == Who::Anybody) {
                wrong.push(format!("{method} {path} by nobody"));
            }
            for (user, token) in &mut users {
                // Some routes end the session.
                if app.by(token, "GET", "/api/account", None).await.status == 401 {
                    *token = app.token(user).await;
                }
                let answer = asked(&app, &method, path, Some(token)).await;
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
