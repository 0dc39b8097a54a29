//! Signing in and the own account, for programs: a token goes in `Authorization: Bearer`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::id::SessionId;
use office::sessions::OpenSession;
use office::sign_in::{NewSession, Outcome, SignIn, SignInCode};
use office::users::{ChangePassword, ConfirmSecondFactor, RemoveSecondFactor, SecondFactor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Path};
use crate::web::form::FieldError;
use crate::web::problem::Problem;
use crate::web::session::Signed;
use crate::web::sign_in::{attempt, client};
use crate::web::visit::Visit;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::post("/api/session", "sign-in")
            .tag("account")
            .open()
            .input::<SignIn>()
            .output::<Outcome>(),
        sign_in,
    );
    api.add(
        Operation::post("/api/session/code", "sign-in-code")
            .tag("account")
            .open()
            .input::<SignInCode>()
            .output::<NewSession>(),
        sign_in_code,
    );
    api.add(Operation::delete("/api/session", "sign-out").tag("account"), sign_out);
    api.add(
        Operation::get("/api/account", "account")
            .tag("account")
            .output::<Account>(),
        account,
    );
    api.add(
        Operation::put("/api/account/password", "change-password")
            .tag("account")
            .input::<ChangePassword>(),
        change_password,
    );
    api.add(
        Operation::get("/api/account/sessions", "sessions")
            .tag("account")
            .output::<Vec<OpenSession>>(),
        sessions,
    );
    api.add(
        Operation::delete("/api/account/sessions", "end-other-sessions").tag("account"),
        end_others,
    );
    api.add(
        Operation::delete("/api/account/sessions/{session}", "end-session")
            .tag("account")
            .path::<SessionPath>(),
        end_session,
    );
    api.add(
        Operation::post("/api/account/second-factor", "new-second-factor")
            .tag("account")
            .output::<SecondFactor>()
            .conflicts(),
        new_second_factor,
    );
    api.add(
        Operation::put("/api/account/second-factor", "confirm-second-factor")
            .tag("account")
            .input::<ConfirmSecondFactor>()
            .conflicts(),
        confirm_second_factor,
    );
    api.add(
        Operation::post("/api/account/second-factor/remove", "remove-second-factor")
            .tag("account")
            .input::<RemoveSecondFactor>(),
        remove_second_factor,
    );
}

/// The own account.
#[derive(Debug, Serialize, JsonSchema)]
struct Account {
    /// Who.
    user: domain::User,
    /// Name of their agency, when they work for one.
    agency_name: Option<String>,
    /// Words of the rights they hold.
    rights: Vec<&'static str>,
}

/// A session.
#[derive(Debug, Deserialize, JsonSchema)]
struct SessionPath {
    /// Its identifier.
    session: SessionId,
}

/// What is wrong stands at a field, as on the page. Which of login and password it was is not told.
fn refused(error: office::Error) -> Problem {
    let fault = match error {
        office::Error::NotSignedIn("sign-in-again") => FieldError::new("challenge", "sign-in-again"),
        office::Error::NotSignedIn("wrong-code") => FieldError::new("code", "sign-in-code-wrong"),
        office::Error::NotSignedIn(_) => FieldError::new("password", "sign-in-wrong"),
        other => return other.into(),
    };
    Problem::invalid(vec![fault])
}

async fn sign_in(
    visit: Visit,
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(input): Json<SignIn>,
) -> Result<Json<Outcome>, Problem> {
    let login = input.login.trim().to_lowercase();
    attempt(&app, &visit, &login)?;
    let client = client(&visit, &headers);
    let outcome = office::sign_in::sign_in(&app.office, client.door(app.now()), &input).await;
    let outcome = outcome.map_err(refused)?;
    if matches!(outcome, Outcome::SignedIn(_)) {
        app.attempts_by_login.forget(&login);
    }
    Ok(Json(outcome))
}

async fn sign_in_code(
    visit: Visit,
    State(app): State<Shared>,
    headers: HeaderMap,
    Json(input): Json<SignInCode>,
) -> Result<Json<NewSession>, Problem> {
    attempt(&app, &visit, input.challenge.reveal())?;
    let client = client(&visit, &headers);
    let session = office::sign_in::sign_in_with_code(&app.office, client.door(app.now()), &input).await;
    Ok(Json(session.map_err(refused)?))
}

async fn sign_out(signed: Signed, State(app): State<Shared>) -> Result<StatusCode, Problem> {
    office::sign_in::sign_out(&app.office, signed.visitor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn account(signed: Signed) -> Result<Json<Account>, Problem> {
    let user = signed.visitor().user.clone();
    let held = domain::rights::matrix()
        .into_iter()
        .filter(|(_, roles)| roles.contains(&user.role));
    Ok(Json(Account {
        rights: held.map(|(word, _)| word).collect(),
        agency_name: signed.who.agency,
        user,
    }))
}

async fn change_password(
    signed: Signed,
    State(app): State<Shared>,
    Json(input): Json<ChangePassword>,
) -> Result<StatusCode, Problem> {
    office::users::change_password(&app.office, signed.visitor(), &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sessions(signed: Signed, State(app): State<Shared>) -> Result<Json<Vec<OpenSession>>, Problem> {
    Ok(Json(office::sessions::own(&app.office, signed.visitor()).await?))
}

async fn end_others(signed: Signed, State(app): State<Shared>) -> Result<StatusCode, Problem> {
    office::sessions::revoke_others(&app.office, signed.visitor()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<SessionPath>,
) -> Result<StatusCode, Problem> {
    office::sessions::revoke(&app.office, signed.visitor(), path.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn new_second_factor(signed: Signed, State(app): State<Shared>) -> Result<Json<SecondFactor>, Problem> {
    Ok(Json(
        office::users::new_second_factor(&app.office, signed.visitor()).await?,
    ))
}

async fn confirm_second_factor(
    signed: Signed,
    State(app): State<Shared>,
    Json(input): Json<ConfirmSecondFactor>,
) -> Result<StatusCode, Problem> {
    office::users::confirm_second_factor(&app.office, signed.visitor(), &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_second_factor(
    signed: Signed,
    State(app): State<Shared>,
    Json(input): Json<RemoveSecondFactor>,
) -> Result<StatusCode, Problem> {
    office::users::remove_second_factor(&app.office, signed.visitor(), &input).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::web::testing::{ADMINISTRATOR, TestApp};

    async fn bearer(app: &TestApp, method: &str, path: &str, token: &str) -> u16 {
        let bearer = format!("Bearer {token}");
        app.ask(method, path, &[("authorization", bearer.as_str())], None)
            .await
            .status
    }

    #[tokio::test]
    async fn a_program_signs_in_works_and_signs_out() {
        let app = TestApp::set_up().await;
        app.forget();
        let (login, password) = ADMINISTRATOR;
        let wrong = json!({ "login": login, "password": "đoán mò thôi" });
        let refused = app.api("POST", "/api/session", Some(wrong)).await;
        assert_eq!(
            (refused.status, &refused.json()["fields"][0]["code"]),
            (422, &json!("sign-in-wrong"))
        );
        let right = json!({ "login": login, "password": password });
        let session = app.api("POST", "/api/session", Some(right)).await.json();
        assert_eq!(session["outcome"], "signed_in");
        let token = session["token"].as_str().unwrap();
        assert_eq!(bearer(&app, "GET", "/api/account", token).await, 200);
        assert_eq!(bearer(&app, "GET", "/api/account/sessions", token).await, 200);
        assert_eq!(bearer(&app, "DELETE", "/api/session", token).await, 204);
        assert_eq!(bearer(&app, "GET", "/api/account", token).await, 401);
    }

    #[tokio::test]
    async fn guessing_is_stopped() {
        let app = TestApp::set_up().await;
        app.forget();
        let mut last = 0;
        for _ in 0..12 {
            let guess = json!({ "login": "quantri", "password": "đoán mò thôi" });
            last = app.api("POST", "/api/session", Some(guess)).await.status;
        }
        assert_eq!(last, 429);
    }

    #[tokio::test]
    async fn the_account_says_what_may_be_done() {
        let app = TestApp::set_up().await;
        let account = app.api("GET", "/api/account", None).await.json();
        assert_eq!(account["user"]["login"], "quantri");
        assert_eq!(
            account["rights"],
            json!([
                "manage_users",
                "manage_agencies",
                "manage_rules",
                "keep_calendar",
                "audit"
            ])
        );
        let same = json!({ "old_password": ADMINISTRATOR.1, "new_password": ADMINISTRATOR.1 });
        let refused = app.api("PUT", "/api/account/password", Some(same)).await;
        assert_eq!(refused.json()["fields"][0]["code"], "fault-same-as-before");
        let factor = app.api("POST", "/api/account/second-factor", None).await;
        assert!(
            factor.json()["uri"].as_str().unwrap().starts_with("otpauth://"),
            "{}",
            factor.body
        );
    }
}
