//! Urging: what each agency is late with, ready to be urged in one form; drafts that wait for their number; what was sent,
//! received and answered.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use domain::id::{UrgingId, UserId};
use domain::rights::{See, Urge, Work};
use domain::urging::{Effect, Level, Owed, Stage};
use office::urgings::{
    AgencyBehind, Coming, ItemRow, LateRow, NumberInput, Proposal, SendInput, UrgingPage, UrgingQuery, UrgingRow,
    UrgingView,
};
use serde::Deserialize;

use super::app::{App, Shared};
use super::attachment::{attachment, saved_as};
use super::extract::{Path, Query};
use super::form::{Form, FormState, FromForm, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, Handed, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;

/// What stands before the identifier of a draft in the names of its fields.
const DOCUMENT: &str = "document-";
const VERSION: &str = "version-";

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/urgings", get(list).post(prepare))
        .route("/urgings/send", post(send))
        .route("/urgings/letters", get(letters))
        .route("/urgings/{urging}", get(one))
        .route("/urgings/{urging}/letter", get(letter))
        .route("/urgings/{urging}/withdraw", post(withdraw))
        .route("/urgings/{urging}/receive", post(receive))
        .route("/urgings/{urging}/record-receipt", post(record_receipt))
}

/// Address of an urging.
pub(crate) fn address(urging: UrgingId) -> String {
    format!("/urgings/{urging}")
}

/// Which parts of the page are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// The first of the agencies to urge that is shown, counted from 0.
    from: usize,
    /// Where the list of what was sent begins.
    after: String,
}

/// What came of an urging, in words.
pub(crate) fn effect(effect: &Effect) -> Message {
    let count = |key, done| {
        Message::new(key)
            .with("done", done)
            .with("tasks", effect.tasks)
            .with("within", effect.within)
            .with("day", effect.answer_by)
            .with("sofar", effect.so_far)
    };
    if !effect.is_over {
        count("urgings-effect-running", effect.so_far)
    } else if effect.so_far > effect.in_time {
        count("urgings-effect-later", effect.in_time)
    } else {
        count("urgings-effect", effect.in_time)
    }
}

/// Tone of the badge of a step.
fn tone(level: Level) -> &'static str {
    match level {
        Level::Reminder => "plain",
        Level::FirstLetter | Level::SecondLetter => "soon",
        Level::Report | Level::Inspection => "overdue",
    }
}

#[derive(Template)]
#[template(path = "urgings/list.html")]
struct ListPage {
    page: Page,
    /// What is to be urged, for who urges.
    proposal: Option<Proposal>,
    /// Drafts that wait for a number, for who urges.
    drafts: Vec<UrgingRow>,
    prepare: FormState,
    /// Whether ticks are those of a form that came back.
    is_back: bool,
    send: FormState,
    rows: Vec<UrgingRow>,
    next: Option<String>,
    next_agencies: Option<String>,
    is_of_agency: bool,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl ListPage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a template hands out references")]
    fn tone(&self, level: &Level) -> &'static str {
        tone(*level)
    }

    fn effect(&self, of: &Effect) -> String {
        self.page.said(&effect(of))
    }

    fn choice(&self, agency: &AgencyBehind, row: &LateRow) -> String {
        format!("{}/{}", agency.agency, row.task)
    }

    fn is_ticked(&self, agency: &AgencyBehind, row: &LateRow) -> bool {
        !self.is_back || self.prepare.is_chosen("chosen", self.choice(agency, row))
    }

    /// What was done and what comes, where it is not urged today.
    fn coming(&self, row: &LateRow) -> String {
        let (level, from) = match row.next {
            Coming::Urge { .. } => return String::new(),
            Coming::Prepared { .. } => return self.page.t("urgings-prepared-already"),
            Coming::Later { level, from } => (level, from),
        };
        let next = self.page.word("urging-level", level.word());
        self.page
            .said(&Message::new("urgings-later").with("level", next).with("day", from))
    }

    fn last(&self, row: &LateRow) -> Option<String> {
        let (level, on) = row.last?;
        let level = self.page.word("urging-level", level.word());
        Some(
            self.page
                .said(&Message::new("urgings-last").with("level", level).with("day", on)),
        )
    }

    fn field(&self, prefix: &str, row: &UrgingRow) -> String {
        format!("{prefix}{}", row.id)
    }

    fn document(&self, row: &UrgingRow) -> String {
        format!("{DOCUMENT}{}", row.id)
    }
}

async fn list_page(app: &App, signed: &Signed, asked: &Asked) -> Result<ListPage, Problem> {
    let see = signed.may::<See>()?;
    let sent = UrgingQuery {
        // Drafts have a table of their own where they can be dealt with.
        to: if signed.holds::<Urge>() {
            see.today.to_string()
        } else {
            String::new()
        },
        after: asked.after.clone(),
        ..UrgingQuery::default()
    };
    let UrgingPage { rows, next } = office::urgings::list(&app.office, &see, &sent).await?;
    let urge = signed.may::<Urge>().ok();
    let (proposal, drafts) = match &urge {
        Some(urge) => {
            let of_stage = UrgingQuery {
                stage: Stage::Draft.word().to_owned(),
                ..UrgingQuery::default()
            };
            (
                Some(office::urgings::propose(&app.office, urge, asked.from).await?),
                office::urgings::list(&app.office, &see, &of_stage).await?.rows,
            )
        }
        None => (None, Vec::new()),
    };
    let next_agencies = proposal.as_ref().and_then(|proposal| proposal.next);
    Ok(ListPage {
        page: signed.page(Section::Urgings),
        next_agencies: next_agencies.map(|from| format!("/urgings?from={from}")),
        proposal,
        rows,
        drafts,
        prepare: FormState::blank(),
        is_back: false,
        send: FormState::blank().with("document_date", super::written::day(see.today)),
        next: next.map(|after| {
            let query = serde_urlencoded::to_string([("after", after)]).unwrap_or_default();
            format!("/urgings?{query}#sent")
        }),
        is_of_agency: see.role.is_of_agency(),
    })
}

async fn list(signed: Signed, State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    show(&list_page(&app, &signed, &asked).await?)
}

struct Prepare;

impl FromForm for Prepare {
    const LABELS: Labels = &[("chosen", "urgings-chosen")];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// Makes the letters of what was ticked.
async fn prepare(signed: Signed, State(app): State<Shared>, form: Form<Prepare>) -> Answer {
    let acting = signed.may_as::<Urge>(form.state.request_id())?;
    let done = office::urgings::prepare(&app.office, &acting, &form.state.input()?).await;
    let done = outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| problem.back_to("/urgings", "urgings-back"))?;
    match done {
        Ok(made) if made.left_out > 0 => Ok(go_to_saying(
            "/urgings#drafts",
            Message::new("done-urgings-prepared-without").with("what", made.left_out),
        )),
        Ok(made) => Ok(go_to_saying(
            "/urgings#drafts",
            Message::new("done-urgings-prepared").with("what", made.urgings.len()),
        )),
        Err(faults) => {
            let mut page = list_page(&app, &signed, &Asked::default()).await?;
            page.prepare = form.state.refused(faults);
            page.is_back = true;
            show_as(NOT_TAKEN, &page)
        }
    }
}

struct Send;

impl FromForm for Send {
    const LABELS: Labels = &[("document_date", "urgings-document-date")];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// The numbers of a form that has a field for each draft.
fn numbers(form: &FormState) -> SendInput {
    let drafts = form.fields().filter_map(|(name, _)| name.strip_prefix(DOCUMENT));
    let number = |urging: &str| NumberInput {
        urging: urging.to_owned(),
        version: form.value(&format!("{VERSION}{urging}")).parse().unwrap_or(0),
        document: form.value(&format!("{DOCUMENT}{urging}")).to_owned(),
    };
    SendInput {
        document_date: form.value("document_date").to_owned(),
        numbers: drafts.map(number).collect(),
    }
}

/// Records the numbers of what was signed.
async fn send(signed: Signed, State(app): State<Shared>, form: Form<Send>) -> Answer {
    let acting = signed.may_as::<Urge>(form.state.request_id())?;
    let done = office::urgings::send(&app.office, &acting, &numbers(&form.state)).await;
    let done = outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| problem.back_to("/urgings", "urgings-back"))?;
    match done {
        Ok(sent) => Ok(go_to_saying(
            "/urgings#sent",
            Message::new("done-urgings-sent").with("what", sent.len()),
        )),
        Err(faults) => {
            let mut page = list_page(&app, &signed, &Asked::default()).await?;
            page.send = form.state.refused(faults);
            show_as(NOT_TAKEN, &page)
        }
    }
}

/// The letters of all drafts.
async fn letters(signed: Signed, State(app): State<Shared>) -> Answer {
    let acting = signed.may::<Urge>()?;
    let archive = office::urgings::letters(&app.office, &acting).await?;
    let name = format!("van-ban-don-doc-{}.zip", acting.today);
    Ok(saved_as(&name, "application/zip", archive))
}

#[derive(Template)]
#[template(path = "urgings/one.html")]
struct OnePage {
    page: Page,
    view: UrgingView,
    withdraw: FormState,
    receipt: FormState,
    receive: FormState,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl OnePage {
    fn title(&self) -> String {
        let level = self.page.word("urging-level", self.view.urging.level.word());
        format!("{level}: {}", self.view.row.name)
    }

    fn can(&self, act: &str) -> bool {
        self.view.possible.contains(&act)
    }

    fn person(&self, user: impl Handed<UserId>) -> &str {
        self.view.people.get(&user.handed()).map_or("", String::as_str)
    }

    fn effect(&self, of: &Effect) -> String {
        self.page.said(&effect(of))
    }

    /// Whether an answer came within its time.
    fn is_in_time(&self, row: &ItemRow) -> bool {
        let answer_by = self.view.urging.sent.as_ref().map(|sent| sent.answer_by);
        row.answered_on.zip(answer_by).is_some_and(|(on, by)| on <= by)
    }

    fn is_owed(&self, row: &ItemRow) -> bool {
        row.item.owed != Owed::Result
    }

    /// Tasks, each step with how many of them were on it.
    fn levels(&self) -> Vec<(Level, usize)> {
        let mut levels: BTreeMap<Level, usize> = BTreeMap::new();
        for item in &self.view.urging.items {
            *levels.entry(item.level).or_default() += 1;
        }
        levels.into_iter().rev().collect()
    }
}

async fn one_page(app: &App, signed: &Signed, id: UrgingId) -> Result<OnePage, Problem> {
    let acting = signed.may::<See>()?;
    let view = office::urgings::view(&app.office, &acting, id).await?;
    let form = || FormState::blank().of_version(view.urging.version);
    Ok(OnePage {
        page: signed.page(Section::Urgings),
        withdraw: form(),
        receipt: form().with("received_on", super::written::day(acting.today)),
        receive: form(),
        view,
    })
}

async fn one(signed: Signed, State(app): State<Shared>, Path(id): Path<UrgingId>) -> Answer {
    show(&one_page(&app, &signed, id).await?)
}

async fn letter(signed: Signed, State(app): State<Shared>, Path(id): Path<UrgingId>) -> Answer {
    let (file, bytes) = office::urgings::letter(&app.office, &signed.may::<See>()?, id).await?;
    Ok(attachment(&file, bytes))
}

struct Withdraw;

impl FromForm for Withdraw {
    const LABELS: Labels = &[("reason", "urgings-reason")];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

async fn withdraw(signed: Signed, State(app): State<Shared>, Path(id): Path<UrgingId>, form: Form<Withdraw>) -> Answer {
    let acting = signed.may_as::<Urge>(form.state.request_id())?;
    let done = office::urgings::withdraw(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| back(problem, id))?
    {
        Ok(_) => Ok(go_to_saying("/urgings", Message::new("done-urging-withdrawn"))),
        Err(faults) => again(&app, &signed, id, |page| page.withdraw = form.state.refused(faults)).await,
    }
}

async fn receive(signed: Signed, State(app): State<Shared>, Path(id): Path<UrgingId>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<Work>(form.state.request_id())?;
    let done = office::urgings::receive(&app.office, &acting, id, form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| back(problem, id))?
    {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-urging-received"))),
        Err(faults) => Err(back(Problem::invalid(faults), id)),
    }
}

struct RecordReceipt;

impl FromForm for RecordReceipt {
    const LABELS: Labels = &[("received_on", "urgings-received-on")];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

async fn record_receipt(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<UrgingId>,
    form: Form<RecordReceipt>,
) -> Answer {
    let acting = signed.may_as::<Urge>(form.state.request_id())?;
    let done = office::urgings::record_receipt(&app.office, &acting, id, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| back(problem, id))?
    {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-urging-received"))),
        Err(faults) => again(&app, &signed, id, |page| page.receipt = form.state.refused(faults)).await,
    }
}

fn back(problem: Problem, id: UrgingId) -> Problem {
    problem.back_to(address(id), "urgings-back-one")
}

/// The page with a form that came back.
async fn again(app: &App, signed: &Signed, id: UrgingId, put: impl FnOnce(&mut OnePage)) -> Answer {
    let mut page = one_page(app, signed, id).await?;
    put(&mut page);
    show_as(NOT_TAKEN, &page)
}

#[cfg(test)]
mod tests {
    use office::demo::LOGINS;
    use serde_json::{Value, json};

    use crate::web::testing::TestApp;

    /// Everything that is ticked when the page opens.
    fn ticked(page: &str) -> Vec<String> {
        let boxes = page.split("name=\"chosen\" value=\"").skip(1);
        let value = |rest: &str| {
            rest.split('"')
                .next()
                .unwrap()
                .replace("&#x2f;", "/")
                .replace("&#47;", "/")
        };
        boxes
            .filter(|rest| rest.split('>').next().unwrap().contains(" checked"))
            .map(value)
            .collect()
    }

    fn chosen(ticked: &[String]) -> Vec<(&str, &str)> {
        ticked.iter().map(|value| ("chosen", value.as_str())).collect()
    }

    /// The drafts of a page, with their versions.
    fn drafts(page: &str) -> Vec<(String, String)> {
        let fields = page.split("name=\"version-").skip(1);
        fields
            .map(|rest| {
                let id = rest.split('"').next().unwrap().to_owned();
                let version = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
                (id, version.to_owned())
            })
            .collect()
    }

    #[tokio::test]
    async fn the_page_is_there_for_readers_and_its_forms_for_who_urges() {
        let app = TestApp::demo().await;
        for login in LOGINS {
            app.sign_in_to_demo(login.login).await;
            let answer = app.get("/urgings").await;
            let urges = app.get("/api/urgings/proposal").await.status == 200;
            if answer.status != 200 {
                assert_eq!(login.login, "quantri");
                continue;
            }
            assert_eq!(answer.body.contains("Lập văn bản đôn đốc"), urges, "{}", login.login);
            assert!(
                answer.body.contains("aria-current=\"page\">Đôn đốc<"),
                "{}",
                login.login
            );
            assert_eq!(app.get("/urgings?lang=en").await.status, 200);
            let list = app.json("/api/urgings").await;
            let drafts = list["rows"]
                .as_array()
                .unwrap()
                .iter()
                .any(|row| row["stage"] == "draft");
            assert!(
                !drafts || !login.role.is_of_agency(),
                "drafts stay in the office: {}",
                login.login
            );
        }
    }

    #[tokio::test]
    async fn a_week_is_urged_by_two_forms() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        let page = app.get("/urgings").await.body;
        let ticks = ticked(&page);
        assert!(ticks.len() >= 2, "{page}");
        let none = app.post("/urgings", &[]).await;
        assert_eq!(none.status, 422);
        assert!(none.body.contains("Hãy chọn ít nhất một nhiệm vụ"), "{}", none.body);
        assert!(ticked(&none.body).is_empty(), "what was unticked stays so");
        let made = app.post("/urgings", &chosen(&ticks)).await;
        assert_eq!(
            (made.status, made.header("location")),
            (303, "/urgings#drafts"),
            "{}",
            made.body
        );
        let page = app.get("/urgings").await.body;
        assert!(page.contains("văn bản đôn đốc, chờ ký và ghi số") && ticked(&page).is_empty());
        let again = app.post("/urgings", &chosen(&ticks)).await;
        assert_eq!(again.status, 409);
        assert!(
            again.body.contains("Không còn nhiệm vụ nào cần đôn đốc"),
            "{}",
            again.body
        );
        let archive = app.get("/urgings/letters").await;
        assert_eq!(
            (archive.status, archive.header("content-type")),
            (200, "application/zip")
        );
        assert!(
            archive
                .header("content-disposition")
                .contains("van-ban-don-doc-2026-11-27.zip")
        );
        let drafts = drafts(&page);
        let mut fields = vec![("document_date".to_owned(), "28/11/2026".to_owned())];
        for (number, (id, version)) in (1500..).zip(&drafts) {
            fields.push((format!("version-{id}"), version.clone()));
            fields.push((format!("document-{id}"), format!("{number}/VP-NC")));
        }
        let early: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let refused = app.post("/urgings/send", &early).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("Ngày này chưa đến") && refused.body.contains("value=\"1500/VP-NC\""));
        let mut right = early.clone();
        right[0].1 = "27/11/2026";
        let sent = app.post("/urgings/send", &right).await;
        assert_eq!(
            (sent.status, sent.header("location")),
            (303, "/urgings#sent"),
            "{}",
            sent.body
        );
        let page = app.get("/urgings").await.body;
        assert!(
            page.contains("1500/VP-NC") && !page.contains("name=\"version-"),
            "{page}"
        );
        assert!(page.contains("nhiệm vụ đã có báo cáo"), "{page}");
    }

    #[tokio::test]
    async fn numbers_that_are_missing_are_told_at_their_fields() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("lanhdao").await;
        let page = app.get("/urgings").await.body;
        let drafts = drafts(&page);
        let (id, version) = drafts.first().expect("the demonstration has a draft");
        let (version_of, number_of) = (format!("version-{id}"), format!("document-{id}"));
        let blank = [
            ("document_date", "27/11/2026"),
            (version_of.as_str(), version.as_str()),
            (number_of.as_str(), ""),
        ];
        let refused = app.post("/urgings/send", &blank).await;
        assert_eq!(refused.status, 422);
        assert!(
            refused.body.contains("Hãy ghi số, ký hiệu của ít nhất một văn bản"),
            "{}",
            refused.body
        );
        let old = [
            ("document_date", "27/11/2026"),
            (version_of.as_str(), "7"),
            (number_of.as_str(), "1/VP-NC"),
        ];
        assert_eq!(app.post("/urgings/send", &old).await.status, 409);
        let address = format!("/urgings/{id}");
        let one = app.get(&address).await;
        assert!(one.body.contains("Hủy dự thảo") && one.status == 200, "{}", one.body);
        let without = app.post(&format!("{address}/withdraw"), &[("version", version)]).await;
        assert_eq!(without.status, 422);
        let fields = [("version", version.as_str()), ("reason", "Cơ quan vừa báo cáo")];
        assert_eq!(app.post(&format!("{address}/withdraw"), &fields).await.status, 303);
        let one = app.get(&address).await;
        assert!(
            one.body.contains("Cơ quan vừa báo cáo") && !one.body.contains("/withdraw\""),
            "{}",
            one.body
        );
        for language in ["vi", "en"] {
            assert_eq!(app.get(&format!("{address}?lang={language}")).await.status, 200);
        }
    }

    #[tokio::test]
    async fn an_agency_receives_its_letter_on_its_first_page() {
        let app = TestApp::demo().await;
        let mut received = false;
        for login in ["cat", "sxd", "skhcn", "boy"] {
            app.sign_in_to_demo(login).await;
            let work = app.get("/work").await.body;
            let Some(form) = work.split("action=\"/urgings/").nth(1) else {
                continue;
            };
            received = true;
            let action = format!("/urgings/{}", form.split('"').next().unwrap());
            let version = form
                .split("name=\"version\" value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let address = action.trim_end_matches("/receive").to_owned();
            let letter = app.get(&format!("{address}/letter")).await;
            assert!(letter.status == 200 && letter.header("content-disposition").contains(".docx"));
            let answer = app.post(&action, &[("version", version)]).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (303, address.as_str()),
                "{}",
                answer.body
            );
            let one = app.get(&address).await.body;
            assert!(
                one.contains("Đã xác nhận nhận văn bản đôn đốc") && one.contains("cơ quan xác nhận"),
                "{one}"
            );
            assert!(!app.get("/work").await.body.contains(&action));
            let twice = app.post(&action, &[("version", "3")]).await;
            assert_eq!(twice.status, 409);
            let list = app.json("/api/urgings").await;
            let task = app.json(&format!("/api{address}")).await["items"][0]["item"]["task"].clone();
            let task = format!("/tasks/{}", task.as_str().unwrap());
            assert!(
                app.get(&task).await.body.contains(&address),
                "the task tells of its urging"
            );
            assert!(
                app.get(&format!("{task}/history"))
                    .await
                    .body
                    .contains("Nhận văn bản đôn đốc")
            );
            assert!(!list["rows"].as_array().unwrap().is_empty());
            app.sign_in_to_demo("stc").await;
            assert_eq!(app.get(&address).await.status, 404, "of another agency");
            break;
        }
        assert!(received, "the demonstration has a letter that waits for its receipt");
    }

    #[tokio::test]
    async fn urging_goes_through_the_api() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        let proposal = app.json("/api/urgings/proposal").await;
        let chosen: Vec<String> = proposal["agencies"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|agency| {
                let tasks = agency["tasks"].as_array().unwrap().iter();
                let urged = tasks.filter(|task| task["next"]["what"] == "urge");
                urged.map(|task| {
                    format!(
                        "{}/{}",
                        agency["agency"].as_str().unwrap(),
                        task["task"].as_str().unwrap()
                    )
                })
            })
            .collect();
        let made = app.send("/api/urgings", &json!({ "chosen": chosen })).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let made: Value = serde_json::from_str(&made.body).unwrap();
        let id = made["urgings"][0].as_str().unwrap();
        let number = json!({ "urging": id, "version": 1, "document": "1500/VP-NC" });
        let input = json!({ "document_date": "2026-11-27", "numbers": [number] });
        let sent = app.send("/api/urgings/send", &input).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        let receipt = json!({ "version": 2, "received_on": "2026-11-27" });
        let path = format!("/api/urgings/{id}/record-receipt");
        let received = app.send(&path, &receipt).await;
        assert_eq!(received.status, 200, "{}", received.body);
        let overtaken = app.send(&path, &receipt).await;
        let problem: Value = serde_json::from_str(&overtaken.body).unwrap();
        assert_eq!(
            (overtaken.status, &problem["code"]),
            (409, &json!("conflict")),
            "{}",
            overtaken.body
        );
        assert!(
            problem["differences"].to_string().contains("Nhận"),
            "{}",
            overtaken.body
        );
        let view = app.json(&format!("/api/urgings/{id}")).await;
        assert_eq!(view["row"]["stage"], "received");
        assert_eq!(view["urging"]["sent"]["document"]["number"], "1500/VP-NC");
        let named = app.json("/api/urgings/named?from=2026-11-01&to=2026-11-30").await;
        assert!(named["named"].is_array());
        let wrong = app.get("/api/urgings?stage=gone").await;
        assert_eq!(wrong.status, 422, "{}", wrong.body);
    }
}
