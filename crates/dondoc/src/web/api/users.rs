//! Users, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::User;
use domain::id::UserId;
use domain::rights::{ManageUsers, Role, SignedIn};
use office::users::{EditUser, InitialPassword, NewUser};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Once, Path};
use crate::web::problem::Problem;
use crate::web::sent::told;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/rights", "rights")
            .tag("users")
            .output::<Vec<RightView>>(),
        rights,
    );
    api.add(
        Operation::get("/api/users", "users").tag("users").output::<Vec<User>>(),
        list,
    );
    api.add(
        Operation::post("/api/users", "user-create")
            .tag("users")
            .input::<NewUser>()
            .created::<InitialPassword>(),
        create,
    );
    api.add(
        Operation::get("/api/users/{user}", "user")
            .tag("users")
            .path::<UserPath>()
            .output::<User>(),
        one,
    );
    api.add(
        Operation::put("/api/users/{user}", "user-edit")
            .tag("users")
            .path::<UserPath>()
            .input::<EditUser>()
            .output::<User>()
            .conflicts(),
        edit,
    );
    api.add(
        Operation::post("/api/users/{user}/password", "user-reset-password")
            .tag("users")
            .path::<UserPath>()
            .output::<InitialPassword>(),
        reset,
    );
    api.add(
        Operation::delete("/api/users/{user}/second-factor", "user-switch-off-second-factor")
            .tag("users")
            .path::<UserPath>(),
        switch_off,
    );
    api.add(
        Operation::delete("/api/users/{user}/sessions", "user-end-sessions")
            .tag("users")
            .path::<UserPath>(),
        end_sessions,
    );
}

/// A user.
#[derive(Debug, Deserialize, JsonSchema)]
struct UserPath {
    /// Their identifier.
    user: UserId,
}

/// A right with who holds it.
#[derive(Debug, Serialize, JsonSchema)]
struct RightView {
    /// The word of the right.
    right: &'static str,
    /// The roles that hold it.
    roles: Vec<Role>,
}

async fn rights(signed: Signed) -> Result<Json<Vec<RightView>>, Problem> {
    signed.may::<SignedIn>()?;
    let matrix = domain::rights::matrix();
    Ok(Json(
        matrix
            .into_iter()
            .map(|(right, roles)| RightView { right, roles })
            .collect(),
    ))
}

async fn list(signed: Signed, State(app): State<Shared>) -> Result<Json<Vec<User>>, Problem> {
    Ok(Json(office::users::list(&app.office, &signed.may()?).await?))
}

async fn one(signed: Signed, State(app): State<Shared>, Path(path): Path<UserPath>) -> Result<Json<User>, Problem> {
    Ok(Json(office::users::one(&app.office, &signed.may()?, path.user).await?))
}

async fn create(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
    Json(input): Json<NewUser>,
) -> Result<(StatusCode, Json<InitialPassword>), Problem> {
    let acting = signed.may_as::<ManageUsers>(request)?;
    let made = office::users::create(&app.office, &acting, &input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

async fn edit(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UserPath>,
    Once(request): Once,
    Json(input): Json<EditUser>,
) -> Result<Json<User>, Problem> {
    let acting = signed.may_as::<ManageUsers>(request)?;
    let done = office::users::edit(&app.office, &acting, path.user, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}

async fn reset(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UserPath>,
    Once(request): Once,
) -> Result<Json<InitialPassword>, Problem> {
    let acting = signed.may_as::<ManageUsers>(request)?;
    Ok(Json(
        office::users::reset_password(&app.office, &acting, path.user).await?,
    ))
}

async fn switch_off(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UserPath>,
    Once(request): Once,
) -> Result<StatusCode, Problem> {
    let acting = signed.may_as::<ManageUsers>(request)?;
    office::users::switch_off_second_factor(&app.office, &acting, path.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_sessions(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<UserPath>,
    Once(request): Once,
) -> Result<StatusCode, Problem> {
    let acting = signed.may_as::<ManageUsers>(request)?;
    office::sessions::revoke_all_of(&app.office, &acting, path.user).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn users_are_made_changed_and_kept_apart_from_who_was_overtaken() {
        let app = TestApp::set_up().await;
        let input = json!({ "login": "lan.nt", "name": "Nguyễn Thị Lan", "role": "clerk" });
        let made = app.api("POST", "/api/users", Some(input)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        assert_eq!(made.json()["password"].as_str().map(str::len), Some(19));
        let user = made.json()["user"].as_str().unwrap().to_owned();
        let change = json!({ "version": 1, "name": "Nguyễn Thị Lan", "role": "leader", "active": true });
        let path = format!("/api/users/{user}");
        let changed = app.api("PUT", &path, Some(change.clone())).await;
        assert_eq!((changed.status, changed.json()["version"].as_i64()), (200, Some(2)));
        let overtaken = app.api("PUT", &path, Some(change)).await;
        assert_eq!(overtaken.status, 409);
        assert_eq!(overtaken.json()["differences"][0]["field"], "Vai trò");
        assert_eq!(app.api("DELETE", &format!("{path}/sessions"), None).await.status, 204);
        assert_eq!(
            app.api("GET", "/api/users", None).await.json().as_array().map(Vec::len),
            Some(2)
        );
    }
}
