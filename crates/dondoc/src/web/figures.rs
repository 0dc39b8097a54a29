//! Official figures: every number is a link to its list, every rate has its denominator beside it, and compared figures
//! show what they were.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::agency::Level;
use domain::figures::{By, CountedBy, Counts, Denominator, Figure, Unit};
use domain::filter::TaskFilter;
use domain::rights::{ReadReports, See};
use jiff::civil::Date;
use office::figures::{FigureRow, Figures, FiguresQuery};

use super::app::Shared;
use super::extract::Query;
use super::form::{FormState, Labels};
use super::navigation::Section;
use super::page::{Answer, NOT_TAKEN, Page, show, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;
use super::tasks::TaskQuery;
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route("/figures", get(figures))
}

/// Labels of the filter, which drafts of reports share.
pub(super) const LABELS: Labels = &[
    ("period", "figures-period"),
    ("index", "figures-index"),
    ("year", "figures-year"),
    ("regime", "figures-regime"),
    ("from", "figures-from"),
    ("to", "figures-to"),
    ("counted_by", "figures-counted-by"),
    ("unit", "figures-unit"),
    ("denominator", "figures-denominator"),
    ("as_of", "figures-as-of"),
    ("against", "figures-against"),
];

/// A number that opens its list.
pub(super) struct Number {
    /// As it is written.
    pub count: String,
    /// The list.
    pub address: String,
    /// What it was, where that differs.
    pub before: Option<String>,
    /// Key of its column.
    pub label: &'static str,
}

/// A rate beside what it is a share of.
pub(super) struct Rate {
    /// `97,8%`, or a dash.
    pub percent: String,
    /// `585/833`
    pub fraction: String,
    /// Key of its column.
    pub label: &'static str,
}

/// A row as the page shows it.
pub(super) struct Shown {
    /// The heading above it, where a new group begins.
    pub level: Option<Level>,
    /// Name of the row.
    pub name: String,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// Its rates.
    pub rates: Vec<Rate>,
}

/// Columns of numbers with the keys of their words.
const COLUMNS: [(Figure, &str); 6] = [
    (Figure::Total, "figure-total"),
    (Figure::DoneInTime, "figure-done-in-time"),
    (Figure::DoneLate, "figure-done-late"),
    (Figure::OpenInTime, "figure-open-in-time"),
    (Figure::OpenWithoutDeadline, "figure-open-without-deadline"),
    (Figure::OpenLate, "figure-open-late"),
];

/// Columns of rates with the keys of their words.
const RATES: [(Figure, &str); 3] = [
    (Figure::DoneInTime, "figures-rate-done-in-time"),
    (Figure::DoneLate, "figures-rate-done-late"),
    (Figure::OpenLate, "figures-rate-open-late"),
];

/// A number of a row, with its list.
fn number(
    page: &Page,
    row: &FigureRow,
    (figure, label): (Figure, &'static str),
    list: impl Fn(&TaskFilter) -> String,
    on: Date,
) -> Number {
    let count = row.counts.get(figure);
    let before = row
        .before
        .map(|before| before.get(figure))
        .filter(|before| *before != count);
    Number {
        count: page.count(count),
        address: list(&row.list(figure, on)),
        before: before.map(|before| page.count(before)),
        label,
    }
}

/// The rates of some figures.
pub(super) fn rates(page: &Page, counts: &Counts, denominator: Denominator) -> Vec<Rate> {
    let whole = page.count(counts.get(denominator.figure()));
    let rate = |(figure, label)| Rate {
        percent: page.rate(denominator.rate(figure, counts)),
        fraction: format!("{}/{whole}", page.count(counts.get(figure))),
        label,
    };
    RATES.map(rate).into()
}

#[derive(Template)]
#[template(path = "figures/figures.html")]
struct FiguresPage {
    page: Page,
    query: FiguresQuery,
    form: FormState,
    found: Option<Found>,
    sees_reports: bool,
}

/// What is shown of the figures.
struct Found {
    figures: Figures,
    rows: Vec<Shown>,
    total: Shown,
    /// Withdrawn tasks, in no total; none where there are none and were none.
    withdrawn: Option<Number>,
    /// Address of what is overdue for long.
    long_overdue: Option<String>,
    /// Address of the next page.
    next: Option<String>,
}

impl Found {
    fn of(page: &Page, figures: Figures, query: &FiguresQuery) -> Self {
        let (on, as_of) = (figures.on, figures.as_of);
        let list = |filter: &TaskFilter| TaskQuery::of(filter).of_day(as_of).address();
        let mut level = None;
        let mut shown = |row: &FigureRow| {
            let begins = row.level.filter(|_| level != row.level);
            level = row.level;
            Shown {
                level: begins,
                name: name(page, row, figures.by),
                numbers: COLUMNS.map(|column| number(page, row, column, list, on)).into(),
                rates: rates(page, &row.counts, figures.denominator),
            }
        };
        let rows = figures
            .rows
            .iter()
            .filter(|row| is_shown(row))
            .map(&mut shown)
            .collect();
        let total = shown(&figures.total);
        let withdrawn = number(page, &figures.total, (Figure::Withdrawn, "figure-withdrawn"), list, on);
        let has_withdrawn =
            figures.total.counts.withdrawn > 0 || figures.total.before.is_some_and(|before| before.withdrawn > 0);
        Self {
            rows,
            total,
            withdrawn: has_withdrawn.then_some(withdrawn),
            long_overdue: figures.long_overdue.as_ref().map(|long| list(&long.filter)),
            next: figures.next.map(|first| {
                address(&FiguresQuery {
                    first: first.to_string(),
                    ..query.clone()
                })
            }),
            figures,
        }
    }
}

/// A row of withdrawn tasks alone is counted in the last row.
fn is_shown(row: &FigureRow) -> bool {
    row.counts.total() > 0 || row.before.is_some_and(|before| before.total() > 0)
}

fn name(page: &Page, row: &FigureRow, by: By) -> String {
    if row.key.is_none() {
        page.t("figures-total")
    } else if row.name.is_empty() {
        page.word("figures-without", by.word())
    } else {
        row.name.clone()
    }
}

/// Pairs of value and words of a family.
fn choices(page: &Page, family: &str, words: impl IntoIterator<Item = &'static str>) -> Vec<(&'static str, String)> {
    words.into_iter().map(|word| (word, page.word(family, word))).collect()
}

/// Kinds of periods.
pub(super) fn periods(page: &Page) -> Vec<(&'static str, String)> {
    choices(
        page,
        "figures-period",
        ["month", "quarter", "half", "nine_months", "year", "free"],
    )
}

/// Regimes of periods.
pub(super) fn regimes() -> Vec<(&'static str, &'static str)> {
    let each = calendar::period::regimes().iter();
    each.map(|regime| (regime.id.as_str(), regime.name.as_str())).collect()
}

/// Which day decides.
pub(super) fn counted_by(page: &Page) -> Vec<(&'static str, String)> {
    choices(page, "figures-counted-by", CountedBy::ALL.map(CountedBy::word))
}

/// What is counted of tasks of groups.
pub(super) fn units(page: &Page) -> Vec<(&'static str, String)> {
    choices(page, "figures-unit", Unit::ALL.map(Unit::word))
}

/// What rates are a share of.
pub(super) fn denominators(page: &Page) -> Vec<(&'static str, String)> {
    choices(page, "figures-denominator", Denominator::ALL.map(Denominator::word))
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl FiguresPage {
    fn tabs(&self) -> Vec<(String, String, bool)> {
        let current = if self.query.by.is_empty() {
            By::Agency.word()
        } else {
            &self.query.by
        };
        let tab = |by: By| {
            let query = FiguresQuery {
                by: by.word().to_owned(),
                first: String::new(),
                ..self.query.clone()
            };
            (
                address(&query),
                self.page.word("figures-by", by.word()),
                by.word() == current,
            )
        };
        By::ALL.map(tab).into()
    }

    fn periods(&self) -> Vec<(&'static str, String)> {
        periods(&self.page)
    }

    fn regimes(&self) -> Vec<(&'static str, &'static str)> {
        regimes()
    }

    fn counted_by(&self) -> Vec<(&'static str, String)> {
        counted_by(&self.page)
    }

    fn units(&self) -> Vec<(&'static str, String)> {
        units(&self.page)
    }

    fn denominators(&self) -> Vec<(&'static str, String)> {
        denominators(&self.page)
    }

    fn is_chosen(&self, field: &str, value: &str) -> bool {
        self.form.value(field) == value
    }

    /// Whether something is chosen that the first row of the filter does not show.
    fn is_detailed(&self) -> bool {
        let query = &self.query;
        [
            &query.from,
            &query.to,
            &query.regime,
            &query.unit,
            &query.denominator,
            &query.as_of,
        ]
        .into_iter()
        .any(|typed| !typed.is_empty())
    }

    fn columns(&self) -> Vec<&'static str> {
        COLUMNS.into_iter().map(|(_, key)| key).collect()
    }

    fn rate_columns(&self) -> Vec<&'static str> {
        RATES.into_iter().map(|(_, key)| key).collect()
    }
}

/// The address of figures.
fn address(query: &FiguresQuery) -> String {
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => format!("/figures?{query}"),
        _ => "/figures".to_owned(),
    }
}

fn form(query: &FiguresQuery) -> FormState {
    let day = |typed: &str| calendar::typed_date(typed).map_or_else(|| typed.to_owned(), written::day);
    FormState::blank()
        .with("period", &query.period)
        .with("index", &query.index)
        .with("year", &query.year)
        .with("regime", &query.regime)
        .with("from", day(&query.from))
        .with("to", day(&query.to))
        .with("counted_by", &query.counted_by)
        .with("unit", &query.unit)
        .with("denominator", &query.denominator)
        .with("as_of", day(&query.as_of))
        .with("against", day(&query.against))
        .labelled(LABELS)
}

/// `GET /figures`
async fn figures(signed: Signed, State(app): State<Shared>, Query(query): Query<FiguresQuery>) -> Answer {
    let acting = signed.may::<See>()?;
    let page = signed.page(Section::Figures);
    let found = match query.read(acting.today) {
        Ok(question) => Ok(office::figures::figures(&app.office, &acting, &question).await?),
        Err(error) => Problem::at_fields(error).map(Err)?,
    };
    let (found, faults) = match found {
        Ok(figures) => (Some(Found::of(&page, figures, &query)), Vec::new()),
        Err(faults) => (None, faults),
    };
    let is_found = found.is_some();
    let shown = FiguresPage {
        form: form(&query).refused(faults),
        query,
        found,
        sees_reports: signed.holds::<ReadReports>(),
        page,
    };
    if is_found {
        show(&shown)
    } else {
        show_as(NOT_TAKEN, &shown)
    }
}

#[cfg(test)]
mod tests;
