//! Rules and days off, for programs.

use axum::extract::State;
use axum::http::StatusCode;
use domain::rights::{ManageRules, SignedIn};
use domain::rules::OfficeRule;
use jiff::civil::{Date, date};
use office::rules::{EndRule, RuleView, SetRule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Once, Path, Query};
use crate::web::problem::Problem;
use crate::web::rules::{YEARS, kind_word};
use crate::web::sent::told;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/rules", "rules")
            .tag("rules")
            .output::<Vec<RuleView>>(),
        list,
    );
    api.add(
        Operation::post("/api/rules", "rule-set")
            .tag("rules")
            .input::<SetRule>()
            .created::<MadeRule>(),
        set,
    );
    api.add(
        Operation::post("/api/rules/{rule}/end", "rule-end")
            .tag("rules")
            .path::<RulePath>()
            .input::<EndRule>()
            .output::<OfficeRule>()
            .conflicts(),
        end,
    );
    api.add(
        Operation::get("/api/days-off", "days-off")
            .tag("rules")
            .query::<WhichYear>()
            .output::<Vec<DayOffJson>>(),
        days_off,
    );
}

/// A rule of the office.
#[derive(Debug, Deserialize, JsonSchema)]
struct RulePath {
    /// Its identifier.
    #[schemars(with = "String", extend("format" = "uuid"))]
    rule: Uuid,
}

/// A rule that was set.
#[derive(Debug, Serialize, JsonSchema)]
struct MadeRule {
    /// Its identifier.
    #[schemars(with = "String", extend("format" = "uuid"))]
    id: Uuid,
}

/// Which year.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
struct WhichYear {
    /// The year, from 2013 to 2100; this year when left out.
    year: Option<i16>,
}

/// A day off that is not mere weekly rest.
#[derive(Debug, Serialize, JsonSchema)]
struct DayOffJson {
    /// The day.
    #[schemars(with = "String")]
    day: Date,
    /// Its Vietnamese name.
    name: String,
    /// `holiday`, `compensation` or `exchange`.
    kind: &'static str,
    /// The law or announcement; empty when none is given.
    legal_basis: String,
    /// By the usual pattern: not announced yet.
    assumed: bool,
    /// Entered without the text at hand.
    from_memory: bool,
}

async fn list(signed: Signed, State(app): State<Shared>) -> Result<Json<Vec<RuleView>>, Problem> {
    Ok(Json(office::rules::list(&app.office, &signed.may()?).await?))
}

async fn set(
    signed: Signed,
    State(app): State<Shared>,
    Once(request): Once,
    Json(input): Json<SetRule>,
) -> Result<(StatusCode, Json<MadeRule>), Problem> {
    let acting = signed.may_as::<ManageRules>(request)?;
    let id = office::rules::set(&app.office, &acting, &input).await?;
    Ok((StatusCode::CREATED, Json(MadeRule { id })))
}

async fn end(
    signed: Signed,
    State(app): State<Shared>,
    Path(path): Path<RulePath>,
    Once(request): Once,
    Json(input): Json<EndRule>,
) -> Result<Json<OfficeRule>, Problem> {
    let acting = signed.may_as::<ManageRules>(request)?;
    let done = office::rules::end(&app.office, &acting, path.rule, &input).await;
    Ok(Json(told(&app, &signed, done).await?))
}

async fn days_off(
    signed: Signed,
    State(app): State<Shared>,
    Query(which): Query<WhichYear>,
) -> Result<Json<Vec<DayOffJson>>, Problem> {
    let today = signed.may::<SignedIn>()?.today;
    let year = which.year.unwrap_or_else(|| today.year());
    if !YEARS.contains(&year) {
        return Err(Problem::unreadable());
    }
    let calendar = app.office.calendar().await?;
    let days = calendar.holidays_between(date(year, 1, 1), date(year, 12, 31));
    let days = days.into_iter().map(|(day, off)| DayOffJson {
        day,
        name: off.name,
        kind: kind_word(off.kind),
        legal_basis: off.legal_basis,
        assumed: off.assumed,
        from_memory: off.from_memory,
    });
    Ok(Json(days.collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::web::testing::TestApp;

    #[tokio::test]
    async fn a_rule_is_set_and_ended() {
        let app = TestApp::set_up().await;
        let input =
            json!({ "rule": "near_days", "value": "5", "valid_from": "2026-11-01", "legal_basis": "12/QĐ-UBND" });
        let made = app.api("POST", "/api/rules", Some(input)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let rules = app.api("GET", "/api/rules", None).await.json();
        assert_eq!(rules[0]["in_force"]["value"], json!([5]));
        let path = format!("/api/rules/{}/end", made.json()["id"].as_str().unwrap());
        let ended = app
            .api("POST", &path, Some(json!({ "version": 1, "last_day": "2026-11-26" })))
            .await;
        assert_eq!(ended.json()["valid_to"], "2026-11-26");
        let again = app
            .api("POST", &path, Some(json!({ "version": 1, "last_day": "2026-11-26" })))
            .await;
        assert_eq!(again.status, 409);
    }

    #[tokio::test]
    async fn days_off_of_a_year() {
        let app = TestApp::set_up().await;
        let days = app.api("GET", "/api/days-off?year=2026", None).await.json();
        let days = days.as_array().unwrap();
        assert!(
            days.iter()
                .any(|day| day["day"] == "2026-09-02" && day["name"] == "Quốc khánh")
        );
        assert_eq!(app.api("GET", "/api/days-off?year=1800", None).await.status, 400);
    }
}
