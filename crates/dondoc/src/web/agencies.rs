//! Agencies: who they are, from when to when, who went before and who took over.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::Agency;
use domain::agency::Level;
use domain::id::AgencyId;
use domain::rights::{Audit, ManageAgencies, ManageUsers, See, SignedIn};
use gazetteer::{Gazetteer, Place};
use jiff::civil::Date;
use office::agencies::{AgencyFilter, AgencyView};
use serde::Deserialize;

use super::app::{App, Shared};
use super::extract::{Path, Query};
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::places::{Part, parts_before};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome, told};
use super::session::Signed;
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/agencies", get(list).post(create))
        .route("/agencies/new", get(ask_new))
        .route("/agencies/{agency}", get(one))
        .route("/agencies/{agency}/edit", get(ask_edit).post(edit))
        .route("/agencies/{agency}/end", get(ask_end).post(end))
        .route("/agencies/{agency}/take-back", get(ask_take_back).post(take_back))
}

const LABELS: Labels = &[
    ("name", "agencies-name"),
    ("aliases", "agencies-aliases"),
    ("symbol", "agencies-symbol"),
    ("level", "agencies-level"),
    ("place", "agencies-place"),
    ("above", "agencies-above"),
    ("valid_from", "agencies-valid-from"),
    ("last_day", "agencies-last-day"),
    ("successors", "agencies-successors"),
    ("legal_basis", "agencies-legal-basis"),
];

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    level: String,
    on: String,
    ended: String,
}

/// Agencies of one level.
struct Group {
    level: &'static str,
    agencies: Vec<Agency>,
}

#[derive(Template)]
#[template(path = "agencies/list.html")]
struct ListPage {
    page: Page,
    form: FormState,
    tabs: Vec<(String, String, bool)>,
    groups: Vec<Group>,
    on: Date,
    with_ended: bool,
    count: usize,
    may_manage: bool,
}

/// What is shown of the place of an agency.
struct PlaceView {
    id: &'static str,
    name: String,
    before: Vec<Part>,
}

#[derive(Template)]
#[template(path = "agencies/one.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is what one right lets a reader see")]
struct OnePage {
    page: Page,
    view: AgencyView,
    place: Option<PlaceView>,
    may_manage: bool,
    sees_tasks: bool,
    sees_users: bool,
    sees_journal: bool,
}

#[derive(Template)]
#[template(path = "agencies/edit.html")]
struct EditPage {
    page: Page,
    form: FormState,
    address: String,
    agency: Option<Agency>,
    levels: Vec<(&'static str, String)>,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "agencies/end.html")]
struct EndPage {
    page: Page,
    form: FormState,
    agency: Agency,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "agencies/take_back.html")]
struct TakeBackPage {
    page: Page,
    form: FormState,
    agency: Agency,
    successors: Vec<String>,
}

async fn list(signed: Signed, State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    let acting = signed.may::<SignedIn>()?;
    let mut form = FormState::blank()
        .with("q", &asked.q)
        .with("level", &asked.level)
        .with("on", &asked.on)
        .with("ended", &asked.ended);
    let day = form.optional_day("on").flatten();
    let with_ended = !asked.ended.is_empty();
    let on = day.unwrap_or(acting.today);
    let filter = AgencyFilter {
        standing_on: (!with_ended).then_some(on),
        level: None,
        text: asked.q.clone(),
    };
    let all = office::agencies::list(&app.office, &acting, &filter).await?;
    let page = signed.page(Section::Agencies);
    let tabs = tabs(&page, &asked, &all);
    let level = Level::ALL.into_iter().find(|level| level.word() == asked.level);
    let mut groups: Vec<Group> = Vec::new();
    for shown in Level::ALL
        .into_iter()
        .filter(|own| level.is_none_or(|level| level == *own))
    {
        let agencies: Vec<Agency> = all.iter().filter(|agency| agency.level == shown).cloned().collect();
        if !agencies.is_empty() {
            groups.push(Group {
                level: shown.word(),
                agencies,
            });
        }
    }
    show(&ListPage {
        page,
        form,
        tabs,
        count: groups.iter().map(|group| group.agencies.len()).sum(),
        groups,
        on,
        with_ended,
        may_manage: signed.holds::<ManageAgencies>(),
    })
}

/// All levels and each that has agencies, with their counts.
fn tabs(page: &Page, asked: &Asked, all: &[Agency]) -> Vec<(String, String, bool)> {
    let address = |level: &str| {
        let pairs = [
            ("q", asked.q.as_str()),
            ("on", &asked.on),
            ("ended", &asked.ended),
            ("level", level),
        ];
        let given: Vec<_> = pairs
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .collect();
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        format!("/agencies?{query}")
    };
    let words = |key: String, count: usize| format!("{} ({})", page.t(&key), page.count(count));
    let is_all = Level::ALL.into_iter().all(|level| level.word() != asked.level);
    let mut tabs = vec![(address(""), words("agencies-all".to_owned(), all.len()), is_all)];
    for level in Level::ALL {
        let count = all.iter().filter(|agency| agency.level == level).count();
        let is_shown = level.word() == asked.level;
        if count > 0 || is_shown {
            let name = words(format!("level-{}", level.word()), count);
            tabs.push((address(level.word()), name, is_shown));
        }
    }
    tabs
}

async fn one(signed: Signed, State(app): State<Shared>, Path(agency): Path<AgencyId>) -> Answer {
    let acting = signed.may::<SignedIn>()?;
    let view = office::agencies::one(&app.office, &acting, agency).await?;
    show(&OnePage {
        page: signed.page(Section::Agencies),
        place: view
            .agency
            .place
            .as_deref()
            .and_then(|code| place_of(code, &view.agency)),
        view,
        may_manage: signed.holds::<ManageAgencies>(),
        sees_tasks: signed.holds::<See>(),
        sees_users: signed.holds::<ManageUsers>(),
        sees_journal: signed.holds::<Audit>(),
    })
}

/// The version of a place that an agency works for, and what that was before.
fn place_of(code: &str, agency: &Agency) -> Option<PlaceView> {
    let gazetteer = Gazetteer::compiled();
    let is_in_time = |place: &&Place| agency.valid_to.is_none_or(|last| place.stands_on(last));
    let place = gazetteer.places_coded(code).filter(is_in_time).last()?;
    Some(PlaceView {
        id: place.id.as_str(),
        name: place.full_name(),
        before: parts_before(gazetteer, place),
    })
}

fn levels(page: &Page) -> Vec<(&'static str, String)> {
    Level::ALL
        .into_iter()
        .map(|level| (level.word(), page.word("level", level.word())))
        .collect()
}

/// Names to choose from.
async fn names(app: &App, signed: &Signed) -> Result<Vec<String>, Problem> {
    let acting = signed.may::<SignedIn>()?;
    let standing = AgencyFilter {
        standing_on: Some(acting.today),
        ..AgencyFilter::default()
    };
    let agencies = office::agencies::list(&app.office, &acting, &standing).await?;
    Ok(agencies.into_iter().map(|agency| agency.name).collect())
}

async fn edit_page(app: &App, signed: &Signed, agency: Option<Agency>, form: FormState) -> Result<EditPage, Problem> {
    let page = signed.page(Section::Agencies);
    Ok(EditPage {
        address: agency.as_ref().map_or_else(
            || "/agencies".to_owned(),
            |agency| format!("{}/edit", address(agency.id)),
        ),
        levels: levels(&page),
        names: names(app, signed).await?,
        form: form.labelled(LABELS),
        agency,
        page,
    })
}

async fn ask_new(signed: Signed, State(app): State<Shared>) -> Answer {
    signed.may::<ManageAgencies>()?;
    let form = FormState::blank().of_version(0).with("level", Level::Province.word());
    show(&edit_page(&app, &signed, None, form).await?)
}

async fn create(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageAgencies>(form.state.request_id())?;
    let done = office::agencies::create(&app.office, &acting, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(agency) => Ok(go_to_saying(&address(agency), Message::new("done-agency-created"))),
        Err(faults) => {
            let page = edit_page(&app, &signed, None, form.state.refused(faults)).await?;
            show_as(NOT_TAKEN, &page)
        }
    }
}

async fn found(app: &App, signed: &Signed, id: AgencyId) -> Result<AgencyView, Problem> {
    Ok(office::agencies::one(&app.office, &signed.may()?, id).await?)
}

async fn ask_edit(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>) -> Answer {
    signed.may::<ManageAgencies>()?;
    let view = found(&app, &signed, id).await?;
    let agency = view.agency;
    let day = |day: Option<Date>| day.map(written::day).unwrap_or_default();
    let form = FormState::blank()
        .of_version(agency.version)
        .with("name", &agency.name)
        .with("aliases", agency.aliases.join("\n"))
        .with("symbol", agency.symbol.as_deref().unwrap_or_default())
        .with("level", agency.level.word())
        .with("place", agency.place.as_deref().unwrap_or_default())
        .with("above", view.above.map(|above| above.name).unwrap_or_default())
        .with("valid_from", day(agency.valid_from))
        .with("legal_basis", &agency.legal_basis)
        .with("unverified", if agency.unverified { "yes" } else { "" });
    show(&edit_page(&app, &signed, Some(agency), form).await?)
}

async fn edit(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageAgencies>(form.state.request_id())?;
    let done = office::agencies::edit(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(agency) => Ok(go_to_saying(&address(agency.id), Message::new("done-agency-saved"))),
        Err(faults) => {
            let agency = found(&app, &signed, id).await?.agency;
            let page = edit_page(&app, &signed, Some(agency), form.state.refused(faults)).await?;
            show_as(NOT_TAKEN, &page)
        }
    }
}

async fn end_page(app: &App, signed: &Signed, id: AgencyId, form: FormState) -> Result<EndPage, Problem> {
    let view = found(app, signed, id).await?;
    let mut names = names(app, signed).await?;
    names.retain(|name| *name != view.agency.name);
    Ok(EndPage {
        page: signed.page(Section::Agencies),
        form: form.labelled(LABELS),
        agency: view.agency,
        names,
    })
}

async fn ask_end(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>) -> Answer {
    signed.may::<ManageAgencies>()?;
    let mut page = end_page(&app, &signed, id, FormState::blank()).await?;
    page.form = page.form.of_version(page.agency.version);
    show(&page)
}

async fn end(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageAgencies>(form.state.request_id())?;
    let done = office::agencies::end(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(agency) => Ok(go_to_saying(&address(agency.id), Message::new("done-agency-ended"))),
        Err(faults) => {
            let page = end_page(&app, &signed, id, form.state.refused(faults)).await?;
            show_as(NOT_TAKEN, &page)
        }
    }
}

async fn ask_take_back(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>) -> Answer {
    signed.may::<ManageAgencies>()?;
    let view = found(&app, &signed, id).await?;
    show(&TakeBackPage {
        page: signed.page(Section::Agencies),
        form: FormState::blank().of_version(view.agency.version),
        agency: view.agency,
        successors: view.successors.into_iter().map(|agency| agency.name).collect(),
    })
}

async fn take_back(signed: Signed, State(app): State<Shared>, Path(id): Path<AgencyId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<ManageAgencies>(form.state.request_id())?;
    let version = form.state.value("version").parse().unwrap_or(0);
    let done = office::agencies::take_back_end(&app.office, &acting, id, version).await;
    let agency = told(&app, &signed, done).await?;
    Ok(go_to_saying(
        &address(agency.id),
        Message::new("done-agency-taken-back"),
    ))
}

fn address(agency: AgencyId) -> String {
    format!("/agencies/{agency}")
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use super::super::testing::TestApp;

    fn id_in(location: &str) -> String {
        location.trim_start_matches("/agencies/").to_owned()
    }

    async fn made(app: &TestApp, name: &str) -> String {
        let fields = [
            ("version", "0"),
            ("name", name),
            ("level", "province"),
            ("aliases", "STN\nSở thử"),
        ];
        let answer = app.post("/agencies", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        id_in(answer.header("location"))
    }

    #[tokio::test]
    async fn agencies_are_found_without_marks_and_by_level() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::Auditor).await;
        let found = app.get("/agencies?q=cong+an+tinh").await;
        assert!(found.body.contains(">Công an tỉnh"), "{}", found.body);
        assert!(!found.body.contains(">Sở Y tế"));
        let communes = app.get("/agencies?level=commune").await;
        assert!(communes.body.contains("Bờ Y") && !communes.body.contains(">Sở Y tế"));
        let none = app.get("/agencies?q=khong+co+co+quan+nay").await;
        assert!(none.body.contains("class=\"empty\""));
        assert!(app.get("/agencies?on=31/2/2026").await.body.contains("on-error"));
    }

    #[tokio::test]
    async fn an_agency_is_made_changed_ended_and_taken_back() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::Clerk).await;
        let id = made(&app, "Sở Thử nghiệm").await;
        let one = format!("/agencies/{id}");
        let page = app.get(&one).await;
        for part in ["Sở Thử nghiệm", "STN", "Sở thử", "Đã thêm cơ quan", "/edit", "/end"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        let fields = [
            ("version", "1"),
            ("name", "Sở Thử nghiệm mới"),
            ("level", "province"),
            ("unverified", "yes"),
        ];
        assert_eq!(app.post(&format!("{one}/edit"), &fields).await.status, 303);
        assert!(app.get(&one).await.body.contains("chưa kiểm chứng"));
        let stale = app.post(&format!("{one}/edit"), &fields).await;
        assert_eq!(stale.status, 409, "{}", stale.body);

        let without_basis = [
            ("version", "2"),
            ("last_day", "30/11/2026"),
            ("successors", "Sở Nội vụ"),
        ];
        let refused = app.post(&format!("{one}/end"), &without_basis).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("legal_basis-error") && refused.body.contains("Sở Nội vụ"));
        let fields = [
            ("version", "2"),
            ("last_day", "26/11/2026"),
            ("successors", "Sở Nội vụ\nSở Tài chính"),
            ("legal_basis", "Nghị quyết số 1/NQ-HĐND"),
        ];
        let ended = app.post(&format!("{one}/end"), &fields).await;
        assert_eq!(ended.status, 303, "{}", ended.body);
        let page = app.get(&one).await;
        assert!(
            page.body.contains("26/11/2026") && page.body.contains("Sở Tài chính"),
            "{}",
            page.body
        );
        assert!(
            !app.get("/agencies?q=thu+nghiem")
                .await
                .body
                .contains("Sở Thử nghiệm mới")
        );
        assert!(
            app.get("/agencies?q=thu+nghiem&on=25/11/2026")
                .await
                .body
                .contains("Sở Thử nghiệm mới")
        );
        assert!(
            app.get("/agencies?q=thu+nghiem&ended=yes")
                .await
                .body
                .contains("Sở Thử nghiệm mới")
        );

        assert!(app.get(&format!("{one}/take-back")).await.body.contains("Sở Tài chính"));
        assert_eq!(
            app.post(&format!("{one}/take-back"), &[("version", "3")]).await.status,
            303
        );
        assert!(
            app.get("/agencies?q=thu+nghiem")
                .await
                .body
                .contains("Sở Thử nghiệm mới")
        );
    }

    #[tokio::test]
    async fn a_commune_shows_what_its_place_was_before() {
        let app = TestApp::set_up().await;
        let list = app.get("/agencies?level=commune&q=bo+y").await;
        let at = list.body.find("href=\"/agencies/0").unwrap() + "href=\"".len();
        let address = list.body[at..].split('"').next().unwrap();
        let page = app.get(address).await;
        assert!(
            page.body.contains("Xã Bờ Y") && page.body.contains("Thị trấn Plei Kần"),
            "{}",
            page.body
        );
        assert!(!page.body.contains("/tasks?agency="), "an administrator sees no tasks");
    }
}
