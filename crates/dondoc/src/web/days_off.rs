//! Days off as they are decreed: typed, looked at with everything that moves, entered; and taken back the same way.

use askama::Template;
use axum::extract::State;
use axum::routing::{get, post};
use domain::DaysOff;
use domain::id::DaysOffId;
use domain::rights::KeepCalendar;
use office::days_off::{DecreeInput, Decreed};

use super::app::{App, Shared};
use super::extract::Path;
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/rules/days-off", post(enter))
        .route("/rules/days-off/new", get(ask_new).post(preview))
        .route("/rules/days-off/{decree}/withdraw", get(ask_withdraw).post(withdraw))
}

/// The page that lists them.
const LIST: &str = "/rules/days-off";

const LABELS: Labels = &[
    ("name", "days-off-name"),
    ("off_from", "days-off-from"),
    ("off_to", "days-off-to"),
    ("worked", "days-off-worked"),
    ("legal_basis", "rules-legal-basis"),
];

#[derive(Template)]
#[template(path = "days_off/new.html")]
struct NewPage {
    page: Page,
    form: FormState,
}

#[derive(Template)]
#[template(path = "days_off/preview.html")]
struct PreviewPage {
    page: Page,
    form: FormState,
    decreed: Decreed,
}

#[derive(Template)]
#[template(path = "days_off/withdraw.html")]
struct WithdrawPage {
    page: Page,
    form: FormState,
    decreed: Decreed,
}

/// Days as people write them: `01/01/2027; 02/01/2027`.
pub(super) fn days(page: &Page, days: &[jiff::civil::Date]) -> String {
    let written: Vec<String> = days.iter().map(|day| page.day(*day)).collect();
    written.join("; ")
}

fn new_page(signed: &Signed, form: FormState) -> NewPage {
    NewPage {
        page: signed.page(Section::Rules),
        form: form.labelled(LABELS),
    }
}

async fn ask_new(signed: Signed) -> Answer {
    signed.may::<KeepCalendar>()?;
    show(&new_page(&signed, FormState::blank()))
}

async fn preview(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may::<KeepCalendar>()?;
    let input: DecreeInput = form.state.input()?;
    let done = office::days_off::preview(&app.office, &acting, &input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(decreed) => show(&PreviewPage {
            page: signed.page(Section::Rules),
            form: form.state,
            decreed,
        }),
        Err(faults) => show_as(NOT_TAKEN, &new_page(&signed, form.state.refused(faults))),
    }
}

async fn enter(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<KeepCalendar>(form.state.request_id())?;
    let done = office::days_off::enter(&app.office, &acting, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(decreed) => Ok(go_to_saying(
            LIST,
            Message::new("done-days-off-entered").with("what", decreed.decree.name),
        )),
        Err(faults) => show_as(NOT_TAKEN, &new_page(&signed, form.state.refused(faults))),
    }
}

async fn withdraw_page(app: &App, signed: &Signed, id: DaysOffId, form: FormState) -> Result<WithdrawPage, Problem> {
    let decreed = office::days_off::preview_withdrawal(&app.office, &signed.may::<KeepCalendar>()?, id).await?;
    Ok(WithdrawPage {
        page: signed.page(Section::Rules),
        form: form.labelled(LABELS),
        decreed,
    })
}

async fn ask_withdraw(signed: Signed, State(app): State<Shared>, Path(decree): Path<DaysOffId>) -> Answer {
    let mut page = withdraw_page(&app, &signed, decree, FormState::blank()).await?;
    page.form = page.form.of_version(page.decreed.decree.version);
    show(&page)
}

async fn withdraw(
    signed: Signed,
    State(app): State<Shared>,
    Path(decree): Path<DaysOffId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<KeepCalendar>(form.state.request_id())?;
    let done = office::days_off::withdraw(&app.office, &acting, decree, &form.state.input()?).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(decreed) => Ok(go_to_saying(
            LIST,
            Message::new("done-days-off-withdrawn").with("what", decreed.decree.name),
        )),
        Err(faults) => show_as(
            NOT_TAKEN,
            &withdraw_page(&app, &signed, decree, form.state.refused(faults)).await?,
        ),
    }
}

/// What was entered, as the list shows it.
pub(super) struct Entered {
    /// The decree.
    pub decree: DaysOff,
    /// Whether it can still be taken back: none of its days has come.
    pub can_withdraw: bool,
}

/// What was entered.
///
/// # Errors
/// When the office cannot be asked.
pub(super) async fn entered(app: &App, signed: &Signed) -> Result<Vec<Entered>, Problem> {
    let acting = signed.acting()?;
    let decrees = office::days_off::list(&app.office, acting).await?;
    let lies_ahead =
        |decree: &DaysOff| decree.withdrawn_by.is_none() && decree.first().is_some_and(|first| first > acting.today);
    let may = signed.holds::<KeepCalendar>();
    Ok(decrees
        .into_iter()
        .map(|decree| Entered {
            can_withdraw: may && lies_ahead(&decree),
            decree,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use domain::rights::Role;

    use super::super::testing::TestApp;

    const DECREE: [(&str, &str); 4] = [
        ("name", "Nghỉ hoán đổi dịp Tết Dương lịch"),
        ("off_from", "31/12/2026"),
        ("worked", "26/12/2026"),
        ("legal_basis", "Thông báo số 77/TB-BNV"),
    ];

    #[tokio::test]
    async fn days_off_are_looked_at_before_they_are_entered() {
        let app = TestApp::set_up().await;
        app.sign_in_as(Role::Clerk).await;
        assert!(app.get("/rules/days-off").await.body.contains("/rules/days-off/new"));
        let preview = app.post("/rules/days-off/new", &DECREE).await;
        assert_eq!(preview.status, 200, "{}", preview.body);
        assert!(
            preview.body.contains("31/12/2026") && preview.body.contains("Chưa lưu gì"),
            "{}",
            preview.body
        );
        assert!(!app.get("/rules/days-off").await.body.contains("77/TB-BNV"));
        assert_eq!(app.post("/rules/days-off", &DECREE).await.status, 303);
        let list = app.get("/rules/days-off").await;
        assert!(
            list.body.contains("77/TB-BNV") && list.body.contains("hoán đổi"),
            "{}",
            list.body
        );
        let at = list.body.find("/withdraw\"").unwrap();
        let address = format!("{}/withdraw", list.body[..at].rsplit('"').next().unwrap());
        let asked = app.get(&address).await;
        assert!(
            asked.status == 200 && asked.body.contains("Nghỉ hoán đổi dịp"),
            "{}",
            asked.body
        );
        let fields = [("version", "1"), ("legal_basis", "Thông báo số 78/TB-BNV")];
        assert_eq!(app.post(&address, &fields).await.status, 303);
        let list = app.get("/rules/days-off").await;
        assert!(
            list.body.contains("78/TB-BNV") && !list.body.contains("/withdraw\""),
            "{}",
            list.body
        );
    }

    #[tokio::test]
    async fn what_cannot_be_decreed_is_told_at_its_field() {
        let app = TestApp::set_up().await;
        let wrong = [
            ("name", ""),
            ("off_from", "1/11/2026"),
            ("worked", "30/11/2026"),
            ("legal_basis", ""),
        ];
        let refused = app.post("/rules/days-off/new", &wrong).await;
        assert_eq!(refused.status, 422);
        for field in ["name", "off_from", "worked", "legal_basis"] {
            assert!(
                refused.body.contains(&format!("{field}-error")),
                "{field}: {}",
                refused.body
            );
        }
    }
}
