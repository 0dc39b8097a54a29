//! Calendars to subscribe to: the text behind a secret address, and the pages that give addresses out and take them back.

mod ics;

use std::fmt::Write as _;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::id::AgencyId;
use domain::rights::{See, ShareCalendar};
use office::calendars::{GivenOut, NewAddress};
use office::secret::Secret;
use sha2::{Digest as _, Sha256};

use super::app::{App, Shared};
use super::extract::Path;
use super::form::{Form, FormState};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, Page, go_to_saying, show};
use super::problem::Problem;
use super::routes::Router;
use super::sent::Fields;
use super::session::Signed;
use super::visit::Visit;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/calendar/{secret}", get(calendar))
        .route("/account/calendar", get(own).post(renew_own))
        .route("/account/calendar/revoke", post(revoke_own))
        .route("/agencies/{agency}/calendar", get(of_agency).post(renew_of_agency))
        .route("/agencies/{agency}/calendar/revoke", post(revoke_of_agency))
}

#[derive(Template)]
#[template(path = "calendars/address.html")]
struct AddressPage {
    page: Page,
    form: FormState,
    /// The agency whose calendar it is; none for one's own.
    agency: Option<String>,
    /// Where the page is.
    at: String,
    /// Where it leads back to.
    back: String,
    given_out: Option<GivenOut>,
    /// The new address, the one time that it is shown.
    address: Option<String>,
    /// The form was sent twice: the address was shown the first time.
    is_shown_before: bool,
}

/// The text of a calendar, for whoever knows its address. Nobody is signed in by it.
async fn calendar(
    visit: Visit,
    State(app): State<Shared>,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    app.calendars_by_address
        .attempt(visit.address, app.now())
        .map_err(Problem::too_many)?;
    let secret = Secret::from(secret.strip_suffix(".ics").unwrap_or(&secret));
    let feed = office::calendars::open(&app.office, &secret, app.now()).await?;
    let text = ics::written(&feed, app.reached_at.as_deref());
    let tag = tag_of(&text)?;
    let is_known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|known| known.to_str().ok())
        .flat_map(|known| known.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*");
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response()
    };
    let answered = response.headers_mut();
    answered.insert(header::ETAG, tag);
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
    Ok(response)
}

/// The tag of a text: the same for the same bytes (RFC 9110, 8.8.3).
fn tag_of(text: &str) -> Result<HeaderValue, Problem> {
    let mut tag = "\"".to_owned();
    for byte in Sha256::digest(text.as_bytes()).iter().take(16) {
        // Writing into a string does not fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::from_str(&tag).map_err(Problem::internal)
}

/// The whole address of a new calendar, as programs take it.
fn whole(app: &App, headers: &HeaderMap, visit: &Visit, new: &NewAddress) -> Option<String> {
    let secret = new.secret.as_ref()?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let here = || {
        let scheme = if visit.is_https { "https" } else { "http" };
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    };
    let start = app.reached_at.clone().unwrap_or_else(here);
    Some(format!("{start}/calendar/{}.ics", secret.reveal()))
}

fn own_page(signed: &Signed, given_out: Option<GivenOut>) -> AddressPage {
    AddressPage {
        page: signed.page(Section::Account),
        form: FormState::blank(),
        agency: None,
        at: "/account/calendar".to_owned(),
        back: "/account".to_owned(),
        given_out,
        address: None,
        is_shown_before: false,
    }
}

fn shown(mut page: AddressPage, address: Option<String>) -> Answer {
    page.is_shown_before = address.is_none();
    page.address = address;
    show(&page)
}

async fn own(signed: Signed, State(app): State<Shared>) -> Answer {
    let given_out = office::calendars::own(&app.office, &signed.may::<See>()?).await?;
    show(&own_page(&signed, given_out))
}

async fn renew_own(signed: Signed, State(app): State<Shared>, headers: HeaderMap, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<See>(form.state.request_id())?;
    let new = office::calendars::renew_own(&app.office, &acting).await?;
    let given_out = office::calendars::own(&app.office, &acting).await?;
    shown(own_page(&signed, given_out), whole(&app, &headers, &signed.visit, &new))
}

async fn revoke_own(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<See>(form.state.request_id())?;
    office::calendars::revoke_own(&app.office, &acting).await?;
    Ok(go_to_saying("/account/calendar", Message::new("done-calendar-revoked")))
}

async fn agency_page(app: &App, signed: &Signed, agency: AgencyId) -> Result<AddressPage, Problem> {
    let given_out = office::calendars::of_agency(&app.office, &signed.may::<ShareCalendar>()?, agency).await?;
    let name = office::agencies::name(&app.office, agency).await?;
    Ok(AddressPage {
        page: signed.page(Section::Agencies),
        agency: name,
        at: format!("/agencies/{agency}/calendar"),
        back: format!("/agencies/{agency}"),
        ..own_page(signed, given_out)
    })
}

async fn of_agency(signed: Signed, State(app): State<Shared>, Path(agency): Path<AgencyId>) -> Answer {
    show(&agency_page(&app, &signed, agency).await?)
}

async fn renew_of_agency(
    signed: Signed,
    State(app): State<Shared>,
    Path(agency): Path<AgencyId>,
    headers: HeaderMap,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<ShareCalendar>(form.state.request_id())?;
    let new = office::calendars::renew_of_agency(&app.office, &acting, agency).await?;
    let page = agency_page(&app, &signed, agency).await?;
    shown(page, whole(&app, &headers, &signed.visit, &new))
}

async fn revoke_of_agency(
    signed: Signed,
    State(app): State<Shared>,
    Path(agency): Path<AgencyId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<ShareCalendar>(form.state.request_id())?;
    office::calendars::revoke_of_agency(&app.office, &acting, agency).await?;
    Ok(go_to_saying(
        &format!("/agencies/{agency}/calendar"),
        Message::new("done-calendar-revoked"),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Answered, TestApp};

    /// The path of the address that a page shows.
    fn path(page: &Answered) -> String {
        let shown = page.body.split("id=\"calendar-address\">").nth(1).expect("an address");
        let address = shown.split('<').next().unwrap();
        let at = address.find("/calendar/").unwrap();
        address[at..].to_owned()
    }

    #[tokio::test]
    async fn a_calendar_is_read_by_its_address_alone_until_it_is_revoked() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("cat.daumoi").await;
        let made = app.post("/account/calendar", &[]).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let path = path(&made);
        assert_eq!(path.len(), "/calendar/.ics".len() + 32, "128 bits: {path}");
        assert!(
            !app.get("/account/calendar").await.body.contains(&path),
            "it is shown once"
        );

        app.forget();
        let calendar = app.get(&path).await;
        assert_eq!(calendar.status, 200, "{}", calendar.body);
        assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
        assert!(calendar.body.starts_with("BEGIN:VCALENDAR\r\n") && calendar.body.contains("BEGIN:VEVENT\r\n"));
        let tag = calendar.header("etag").to_owned();
        let known = app.ask("GET", &path, &[("if-none-match", tag.as_str())], None).await;
        assert_eq!((known.status, known.body.as_str()), (304, ""));
        assert_eq!(app.get("/tasks").await.status, 303, "nobody is signed in by it");

        app.sign_in_to_demo("cat.daumoi").await;
        assert_eq!(app.post("/account/calendar/revoke", &[]).await.status, 303);
        assert_eq!(app.get(&path).await.status, 404);
    }

    #[tokio::test]
    async fn an_agency_s_calendar_shows_its_own_tasks_and_is_given_out_by_its_head() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("sxd").await;
        let agency = app.json("/api/account").await["user"]["agency"]
            .as_str()
            .unwrap()
            .to_owned();
        let own = format!("/agencies/{agency}/calendar");
        let made = app.post(&own, &[]).await;
        let first = path(&made);
        let calendar = app.get(&first).await.body;
        let tasks = app.json("/api/tasks").await;
        let numbers: Vec<i64> = tasks["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["number"].as_i64().unwrap())
            .collect();
        let unfolded = calendar.replace("\r\n ", "");
        let shown = unfolded.lines().filter_map(|line| line.strip_prefix("SUMMARY:NV "));
        for summary in shown {
            let digits: String = summary.chars().take_while(char::is_ascii_digit).collect();
            assert!(numbers.contains(&digits.parse().unwrap()), "{summary}");
        }
        assert!(unfolded.contains("SUMMARY:NV "), "{calendar}");
        let renewed = path(&app.post(&own, &[]).await);
        assert_eq!(app.get(&first).await.status, 404, "the old address ended");
        assert_eq!(app.get(&renewed).await.status, 200);

        app.sign_in_to_demo("cat").await;
        assert_eq!(app.get(&own).await.status, 404, "another agency's");
        app.sign_in_to_demo("quantri").await;
        assert_eq!(app.get(&own).await.status, 403, "who manages the system sees no task");
    }

    #[tokio::test]
    async fn addresses_cannot_be_guessed_at_will() {
        let app = TestApp::demo().await;
        let mut statuses = Vec::new();
        for number in 0..301 {
            statuses.push(app.get(&format!("/calendar/{number:032x}.ics")).await.status);
        }
        assert_eq!((statuses[0], statuses[299], statuses[300]), (404, 404, 429));
    }
}
