//! Reports of a period on how tasks were carried out: drafts with their words, what was signed, and what became known
//! later.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::figures::{Counts, Figure, FigureOn};
use domain::filter::{Only, Part as TaskPart, TaskFilter};
use domain::id::{AgencyId, PeriodicReportId};
use domain::periodic_report::{AgencyRow, SignOff};
use domain::rights::{DrawUpReports, ReadReports};
use office::periodic_reports::{
    ChangedTask, Part, PeriodicReportInput, PeriodicReportRow, PeriodicReportView, Reproduction, SignOffInput,
};

use super::app::{App, Shared};
use super::attachment::attachment;
use super::extract::Path;
use super::figures::{self, Rate};
use super::form::{Form, FormState, Labels};
use super::language::Message;
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::sent::{Fields, outcome};
use super::session::Signed;
use super::tasks::TaskQuery;
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/periodic-reports", get(list).post(draw_up))
        .route("/periodic-reports/new", get(ask_new))
        .route("/periodic-reports/{report}", get(view))
        .route("/periodic-reports/{report}/edit", get(ask_edit).post(edit))
        .route("/periodic-reports/{report}/sign-off", get(ask_sign_off).post(sign_off))
        .route("/periodic-reports/{report}/document", get(document))
        .route("/periodic-reports/{report}/annex", get(annex))
        .route("/periodic-reports/{report}/reproduction", get(reproduction))
}

const LABELS: Labels = &[
    ("period", "figures-period"),
    ("index", "figures-index"),
    ("year", "figures-year"),
    ("regime", "figures-regime"),
    ("from", "figures-from"),
    ("to", "figures-to"),
    ("counted_by", "figures-counted-by"),
    ("unit", "figures-unit"),
    ("denominator", "figures-denominator"),
    ("data_on", "periodic-reports-data-on"),
    ("number", "periodic-reports-number"),
    ("assessment", "periodic-reports-assessment"),
    ("proposals", "periodic-reports-proposals"),
    ("signed_on", "periodic-reports-sign-day"),
];

#[derive(Template)]
#[template(path = "periodic_reports/list.html")]
struct ListPage {
    page: Page,
    reports: Vec<PeriodicReportRow>,
    may_draw_up: bool,
}

#[derive(Template)]
#[template(path = "periodic_reports/edit.html")]
struct EditPage {
    page: Page,
    form: FormState,
    /// The draft that is changed; none for a new one.
    report: Option<PeriodicReportId>,
    periods: Vec<(&'static str, String)>,
    regimes: Vec<(&'static str, &'static str)>,
    counted_by: Vec<(&'static str, String)>,
    units: Vec<(&'static str, String)>,
    denominators: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "periodic_reports/sign_off.html")]
struct SignOffPage {
    page: Page,
    form: FormState,
    view: PeriodicReportView,
}

#[derive(Template)]
#[template(path = "periodic_reports/reproduction.html")]
struct ReproductionPage {
    page: Page,
    report: PeriodicReportId,
    title: String,
    found: Reproduction,
}

/// A row of the figures: name, numbers with their lists, rates.
struct Shown {
    name: String,
    numbers: Vec<(String, String, &'static str)>,
    rates: Vec<Rate>,
}

#[derive(Template)]
#[template(path = "periodic_reports/one.html")]
struct OnePage {
    page: Page,
    view: PeriodicReportView,
    rows: Vec<Shown>,
    total: Shown,
    may_draw_up: bool,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl OnePage {
    fn signed(&self) -> Option<&SignOff> {
        self.view.report.signed.as_ref()
    }

    fn paragraphs<'t>(&self, words: &'t str) -> Vec<&'t str> {
        words.lines().filter(|line| !line.trim().is_empty()).collect()
    }

    /// The class of a changed task, before and now.
    fn classes(&self, changed: &ChangedTask) -> (String, String) {
        (self.class(&changed.before), self.class(&changed.now))
    }

    fn class(&self, counts: &Counts) -> String {
        let one_of = [Figure::Withdrawn].into_iter().chain(Figure::CLASSES);
        let class = one_of.into_iter().find(|figure| counts.get(*figure) > 0);
        class.map_or_else(
            || self.page.t("periodic-reports-not-counted"),
            |figure| self.page.word("figure", figure.word()),
        )
    }
}

/// Columns of the annex with the keys of their words.
const COLUMNS: [(Figure, &str); 5] = [
    (Figure::Total, "figure-total"),
    (Figure::DoneInTime, "figure-done-in-time"),
    (Figure::DoneLate, "figure-done-late"),
    (Figure::OpenInTime, "figure-open-in-time"),
    (Figure::OpenLate, "figure-open-late"),
];

#[expect(clippy::option_option, reason = "the total and what has no lead are two things")]
fn shown(
    page: &Page,
    view: &PeriodicReportView,
    name: String,
    agency: Option<Option<AgencyId>>,
    counts: &Counts,
) -> Shown {
    let report = &view.report;
    let list = |figure| {
        let mut filter = report.population.of(TaskFilter {
            unit: Some(report.unit),
            figure: Some(FigureOn {
                figure,
                on: report.data_on,
            }),
            ..TaskFilter::default()
        });
        match agency {
            None => {}
            Some(None) => filter.only.push(Only::WithoutLead),
            Some(agency) => {
                filter.agency = agency;
                filter.part = Some(TaskPart::Lead);
            }
        }
        TaskQuery::of(&filter).at_line(report.data_on, view.line).address()
    };
    Shown {
        name,
        numbers: COLUMNS
            .map(|(figure, key)| (page.count(counts.get(figure)), list(figure), key))
            .into(),
        rates: figures::rates(page, counts, report.denominator),
    }
}

async fn list(signed: Signed, State(app): State<Shared>) -> Answer {
    let acting = signed.may::<ReadReports>()?;
    show(&ListPage {
        reports: office::periodic_reports::list(&app.office, &acting).await?,
        may_draw_up: signed.holds::<DrawUpReports>(),
        page: signed.page(Section::PeriodicReports),
    })
}

fn edit_page(signed: &Signed, form: FormState, report: Option<PeriodicReportId>) -> EditPage {
    let page = signed.page(Section::PeriodicReports);
    EditPage {
        form: form.labelled(LABELS),
        report,
        periods: figures::periods(&page),
        regimes: figures::regimes(),
        counted_by: figures::counted_by(&page),
        units: figures::units(&page),
        denominators: figures::denominators(&page),
        page,
    }
}

async fn ask_new(signed: Signed) -> Answer {
    let today = signed.may::<DrawUpReports>()?.today;
    let form = FormState::blank()
        .with("period", "month")
        .with("index", today.month())
        .with("year", today.year())
        .with("regime", office::figures::USUAL_REGIME)
        .with("counted_by", "due")
        .with("unit", "groups")
        .with("denominator", "given")
        .with("data_on", written::day(today));
    show(&edit_page(&signed, form, None))
}

async fn draw_up(signed: Signed, State(app): State<Shared>, form: Form<Fields>) -> Answer {
    let acting = signed.may_as::<DrawUpReports>(form.state.request_id())?;
    let input: PeriodicReportInput = form.state.input()?;
    let done = office::periodic_reports::draw_up(&app.office, &acting, &input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(id) => Ok(go_to_saying(
            &address(id),
            Message::new("done-periodic-report-drawn-up"),
        )),
        Err(faults) => show_as(NOT_TAKEN, &edit_page(&signed, form.state.refused(faults), None)),
    }
}

/// Address of a report.
fn address(id: PeriodicReportId) -> String {
    format!("/periodic-reports/{id}")
}

async fn one_page(app: &App, signed: &Signed, id: PeriodicReportId) -> Result<OnePage, Problem> {
    let view = office::periodic_reports::view(&app.office, &signed.may()?, id).await?;
    let page = signed.page(Section::PeriodicReports);
    let row = |row: &AgencyRow| shown(&page, &view, row.name.clone(), Some(row.agency), &row.counts);
    Ok(OnePage {
        rows: view.figures.agencies.iter().map(row).collect(),
        total: shown(&page, &view, page.t("figures-total"), None, &view.figures.total),
        may_draw_up: signed.holds::<DrawUpReports>(),
        view,
        page,
    })
}

async fn view(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    signed.may::<ReadReports>()?;
    show(&one_page(&app, &signed, id).await?)
}

async fn ask_edit(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    signed.may::<DrawUpReports>()?;
    let report = office::periodic_reports::find(&app.office, &signed.may()?, id).await?;
    let form = FormState::blank().of_version(report.version);
    let form = match &report.legal {
        Some(legal) => form
            .with("period", &legal.length)
            .with("index", legal.index)
            .with("year", legal.year)
            .with("regime", &legal.regime),
        None => form
            .with("period", "free")
            .with("from", written::day(report.population.from))
            .with("to", written::day(report.population.to)),
    };
    let form = form
        .with("counted_by", report.population.counted_by.word())
        .with("unit", report.unit.word())
        .with("denominator", report.denominator.word())
        .with("data_on", written::day(report.data_on))
        .with("number", report.number.as_deref().unwrap_or_default())
        .with("assessment", &report.assessment)
        .with("proposals", &report.proposals);
    show(&edit_page(&signed, form, Some(id)))
}

async fn edit(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<PeriodicReportId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<DrawUpReports>(form.state.request_id())?;
    let input: PeriodicReportInput = form.state.input()?;
    let done = office::periodic_reports::edit(&app.office, &acting, id, &input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-periodic-report-edited"))),
        Err(faults) => show_as(NOT_TAKEN, &edit_page(&signed, form.state.refused(faults), Some(id))),
    }
}

async fn sign_off_page(
    app: &App,
    signed: &Signed,
    id: PeriodicReportId,
    form: FormState,
) -> Result<SignOffPage, Problem> {
    let view = office::periodic_reports::view(&app.office, &signed.may()?, id).await?;
    Ok(SignOffPage {
        page: signed.page(Section::PeriodicReports),
        form: form.labelled(LABELS),
        view,
    })
}

async fn ask_sign_off(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    let today = signed.may::<DrawUpReports>()?.today;
    let mut page = sign_off_page(&app, &signed, id, FormState::blank()).await?;
    page.form = page
        .form
        .of_version(page.view.report.version)
        .with("signed_on", written::day(today));
    show(&page)
}

async fn sign_off(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<PeriodicReportId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<DrawUpReports>(form.state.request_id())?;
    let input: SignOffInput = form.state.input()?;
    let done = office::periodic_reports::sign_off(&app.office, &acting, id, &input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-periodic-report-signed"))),
        Err(faults) => show_as(
            NOT_TAKEN,
            &sign_off_page(&app, &signed, id, form.state.refused(faults)).await?,
        ),
    }
}

async fn document(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    let acting = signed.may::<ReadReports>()?;
    let (file, bytes) = office::periodic_reports::file(&app.office, &acting, id, Part::Document).await?;
    Ok(attachment(&file, bytes))
}

async fn annex(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    let acting = signed.may::<ReadReports>()?;
    let (file, bytes) = office::periodic_reports::file(&app.office, &acting, id, Part::Annex).await?;
    Ok(attachment(&file, bytes))
}

async fn reproduction(signed: Signed, State(app): State<Shared>, Path(id): Path<PeriodicReportId>) -> Answer {
    let acting = signed.may::<ReadReports>()?;
    let report = office::periodic_reports::find(&app.office, &acting, id).await?;
    let found = office::periodic_reports::reproduce(&app.office, &acting, id).await?;
    show(&ReproductionPage {
        page: signed.page(Section::PeriodicReports),
        report: id,
        title: report.title(),
        found,
    })
}

#[cfg(test)]
mod tests;
