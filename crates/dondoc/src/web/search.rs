//! Search: one box for directives, tasks and reports. What it finds shows where, and how to go on.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use domain::id::{AgencyId, DirectiveId};
use domain::rights::See;
use domain::task;
use office::search::{Excerpt, NamedPlace, SearchHit, SearchPage, SearchQuery};

use super::app::Shared;
use super::extract::Query;
use super::form::{FieldError, FormState, Labels};
use super::page::{Answer, NOT_TAKEN, Page, show_as};
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;
use super::tasks::Row;
use super::written;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new().route("/search", get(search))
}

const LABELS: Labels = &[
    ("words", "search-words"),
    ("within", "search-within"),
    ("agency", "search-agency"),
    ("place", "search-place"),
    ("state", "search-state"),
];

const WITHIN: [&str; 3] = ["directives", "tasks", "reports"];

/// Something that was found, as the page shows it.
struct HitView {
    address: String,
    title: String,
    /// Who and when, behind the title.
    note: String,
    /// The state of a task.
    row: Option<Row>,
    excerpts: Vec<Excerpt>,
}

/// What was found of one kind.
struct SectionView {
    within: &'static str,
    hits: Vec<HitView>,
    /// Where the rest is: the next page, or all of this kind.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "search/search.html")]
struct SearchView {
    page: Page,
    form: FormState,
    agencies: Vec<(AgencyId, String)>,
    sections: Vec<SectionView>,
    places: Vec<NamedPlace>,
    is_place_unknown: bool,
    is_asked: bool,
    query: SearchQuery,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl SearchView {
    /// Pairs of value and words.
    fn states(&self) -> Vec<(&'static str, String)> {
        let each = task::State::ALL.into_iter();
        each.map(|state| (state.word(), self.page.word("state", state.word())))
            .collect()
    }

    fn kinds(&self) -> Vec<(&'static str, String)> {
        WITHIN
            .into_iter()
            .map(|within| (within, self.page.word("search-in", within)))
            .collect()
    }

    fn is_chosen(&self, field: &str, value: &(impl ToString + ?Sized)) -> bool {
        self.form.value(field) == value.to_string()
    }

    fn is_narrowed(&self) -> bool {
        [
            &self.query.agency,
            &self.query.place,
            &self.query.state,
            &self.query.within,
        ]
        .into_iter()
        .any(|typed| !typed.is_empty())
    }

    fn found_nothing(&self) -> bool {
        self.sections.iter().all(|section| section.hits.is_empty())
    }

    /// The same words without what narrows them.
    fn widened(&self) -> String {
        address(&SearchQuery {
            words: self.query.words.clone(),
            ..SearchQuery::default()
        })
    }

    /// What has to do with a place that the words name.
    fn around(&self, place: &NamedPlace) -> String {
        address(&SearchQuery {
            place: place.name.clone(),
            ..SearchQuery::default()
        })
    }
}

/// The address of a search.
fn address(query: &SearchQuery) -> String {
    format!("/search?{}", serde_urlencoded::to_string(query).unwrap_or_default())
}

async fn search(signed: Signed, State(app): State<Shared>, Query(query): Query<SearchQuery>) -> Answer {
    let see = signed.may::<See>()?;
    let (found, faults): (Option<SearchPage>, Vec<FieldError>) =
        match office::search::search(&app.office, &see, &query).await {
            Ok(found) => (Some(found), Vec::new()),
            Err(error) => (None, Problem::at_fields(error)?),
        };
    let typed = [&query.words, &query.agency, &query.place];
    let is_asked = typed.into_iter().any(|typed| !typed.trim().is_empty());
    let status = if found.is_some() { StatusCode::OK } else { NOT_TAKEN };
    let form = FormState::blank()
        .with("words", &query.words)
        .with("within", &query.within)
        .with("agency", &query.agency)
        .with("place", &query.place)
        .with("state", &query.state)
        .labelled(LABELS)
        .refused(faults);
    let is_place_unknown = found.as_ref().is_some_and(|found| found.is_place_unknown);
    let (sections, places) = found.map_or((Vec::new(), Vec::new()), |found| (found.sections, found.places));
    let page = Page::new(&signed.visit);
    let sections = sections.into_iter().map(|section| SectionView {
        next: section.next.map(|next| on(&query, section.within, &next)),
        within: section.within,
        hits: section.hits.into_iter().map(|hit| viewed(&page, hit)).collect(),
    });
    show_as(
        status,
        &SearchView {
            form,
            agencies: office::search::agencies(&app.office, &see).await?,
            sections: sections.collect(),
            places,
            is_place_unknown,
            is_asked,
            query,
            page,
        },
    )
}

/// Where it goes on: on the next page of one kind, or, where all kinds are shown, at the first page of this one.
fn on(query: &SearchQuery, within: &str, next: &str) -> String {
    let is_one = query.within == within;
    address(&SearchQuery {
        within: within.to_owned(),
        after: if is_one { next.to_owned() } else { String::new() },
        ..query.clone()
    })
}

fn viewed(page: &Page, hit: SearchHit) -> HitView {
    match hit {
        SearchHit::Directive { directive, excerpts } => HitView {
            address: address_of(directive.id),
            title: directive.name.clone(),
            note: [directive.title, directive.issuer, written::day(directive.issued_on)].join(" · "),
            row: None,
            excerpts: excerpts.into_iter().filter(|excerpt| excerpt.field == "text").collect(),
        },
        SearchHit::Task { task, excerpts } => {
            let row = Row::of(*task);
            let is_told = excerpts.iter().any(|excerpt| excerpt.field == "text");
            let what = if is_told {
                String::new()
            } else {
                format!("{} · ", row.task.text)
            };
            HitView {
                address: row.address.clone(),
                title: page.t1("task-number", "number", row.task.number.to_string()),
                note: what + &row.leads(),
                excerpts,
                row: Some(row),
            }
        }
        SearchHit::Report { report, excerpts } => HitView {
            address: format!("/tasks/{}#report-{}", report.task, report.id),
            title: page.t1("search-report-on", "number", report.number.to_string()),
            note: format!("{} · {}", report.agency, written::day(report.on)),
            row: None,
            excerpts,
        },
    }
}

fn address_of(directive: DirectiveId) -> String {
    format!("/directives/{directive}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::TestApp;

    fn of(words: &str) -> String {
        format!("/search?{}", serde_urlencoded::to_string([("words", words)]).unwrap())
    }

    #[tokio::test]
    async fn words_are_found_with_and_without_marks_and_shown_where() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        let page = app.get(&of("trat tu")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("<mark>trật tự</mark>"), "{}", page.body);
        let other = app.get(&of("trất tứ")).await;
        assert!(other.body.contains("class=\"empty\""), "{}", other.body);
    }

    #[tokio::test]
    async fn a_number_leads_to_its_document_however_it_is_typed() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        for typed in ["2909/CTr-UBND", "2909 ctr ubnd", "2909/ctr-ubnd"] {
            let page = app.get(&of(typed)).await;
            assert!(page.body.contains("số 2909/CTr-UBND</a>"), "{typed}: {}", page.body);
        }
    }

    #[tokio::test]
    async fn what_is_typed_is_never_markup() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        let page = app.get(&of("\"><script>alert(1)</script> OR * NEAR(")).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("<script>alert"), "{}", page.body);
    }

    #[tokio::test]
    async fn the_box_stands_on_every_page_of_who_sees_tasks() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        assert!(app.get("/places").await.body.contains("action=\"/search\""));
        app.sign_in_to_demo("quantri").await;
        assert!(!app.get("/places").await.body.contains("action=\"/search\""));
    }

    #[tokio::test]
    async fn what_is_no_choice_is_told_at_its_field() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("vanphong").await;
        let page = app.get("/search?words=a&state=later").await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("href=\"#state\""), "{}", page.body);
        assert_eq!(app.get("/api/search?words=a&within=users").await.status, 422);
    }

    /// An agency finds what it sees, whatever the words.
    #[tokio::test]
    async fn an_agency_finds_its_own_tasks_alone() {
        let app = TestApp::demo().await;
        app.sign_in_to_demo("cat.daumoi").await;
        let own = app.json("/api/tasks").await;
        let own: Vec<&str> = own["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["id"].as_str().unwrap())
            .collect();
        let mut count = 0;
        for words in ["an ninh", "kế hoạch", "báo cáo", "thực hiện", "của"] {
            let query = serde_urlencoded::to_string([("words", words), ("within", "tasks")]).unwrap();
            let found = app.json(&format!("/api/search?{query}")).await;
            for hit in found["sections"][0]["hits"].as_array().unwrap() {
                assert!(own.contains(&hit["task"]["id"].as_str().unwrap()), "{words}: {hit}");
                count += 1;
            }
        }
        assert!(count > 0);
    }
}
