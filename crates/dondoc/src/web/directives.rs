//! Directives: what was issued, what it rests on and what rests on it, its tasks, and what becomes of the open tasks of
//! one that was replaced.

use askama::Template;
use axum::extract::State;
use axum::routing::get;
use domain::directive::{Force, Link};
use domain::id::{DirectiveId, TaskId};
use domain::rights::{Direct, See};
use office::directives::{DirectiveQuery, DirectiveRow, DirectiveView};
use serde::Deserialize;
use uuid::Uuid;

use super::app::Shared;
use super::attachment::attachment;
use super::extract::{Path, Query};
use super::marked_text::{Mark, Piece, pieces};
use super::navigation::Section;
use super::page::{Answer, Page, show};
use super::problem::Problem;
use super::routes::Router;
use super::session::Signed;

/// The routes.
pub(crate) fn routes() -> Router {
    Router::new()
        .route("/directives", get(list))
        .route("/directives/{directive}", get(directive))
        .route("/directives/{directive}/text", get(text))
        .route("/directives/{directive}/original", get(original))
}

#[derive(Template)]
#[template(path = "directives/list.html")]
struct ListPage {
    page: Page,
    query: DirectiveQuery,
    rows: Vec<DirectiveRow>,
    next: Option<String>,
    can_take: bool,
}

impl ListPage {
    fn is_filtered(&self) -> bool {
        let query = &self.query;
        !query.words.is_empty() || !query.field.is_empty() || query.in_force || !query.after.is_empty()
    }
}

/// The query of the list as a browser sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    words: String,
    field: String,
    in_force: String,
    after: String,
}

async fn list(signed: Signed, State(app): State<Shared>, Query(asked): Query<Asked>) -> Answer {
    let query = DirectiveQuery {
        words: asked.words,
        field: asked.field,
        in_force: !asked.in_force.is_empty(),
        after: asked.after,
    };
    let found = office::directives::list(&app.office, &signed.may::<See>()?, &query).await?;
    let next = found.next.map(|after| {
        let in_force = if query.in_force { "yes" } else { "" };
        let fields = [
            ("words", query.words.as_str()),
            ("field", &query.field),
            ("in_force", in_force),
            ("after", &after),
        ];
        let kept = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let kept: Vec<(&str, &str)> = kept.collect();
        format!("/directives?{}", serde_urlencoded::to_string(kept).unwrap_or_default())
    });
    show(&ListPage {
        page: signed.page(Section::Directives),
        query,
        rows: found.rows,
        next,
        can_take: signed.holds::<domain::rights::Take>(),
    })
}

#[derive(Template)]
#[template(path = "directives/directive.html")]
struct DirectivePage {
    page: Page,
    view: DirectiveView,
    /// Documents of its chain that may be seen.
    seen: Vec<DirectiveId>,
    next: Option<String>,
    can_decide: bool,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl DirectivePage {
    /// The word of what holds of it.
    fn force(&self) -> &'static str {
        force(&self.view.directive.force)
    }

    fn key(&self) -> String {
        Uuid::now_v7().to_string()
    }

    /// Whether the page of another directive may be opened.
    fn leads_to(&self, directive: &DirectiveId) -> bool {
        self.seen.contains(directive)
    }

    /// The page of a linked document, where it may be opened.
    fn linked(&self, link: &Link) -> Option<DirectiveId> {
        link.directive.filter(|directive| self.leads_to(directive))
    }

    /// Links that are neither the chain upwards nor missing.
    fn other_links(&self) -> Vec<&Link> {
        let links = self.view.directive.links.iter();
        links
            .filter(|link| link.relation != domain::directive::Relation::Implements && link.directive.is_some())
            .collect()
    }
}

/// The word of what holds of a directive.
fn force(force: &Force) -> &'static str {
    match force {
        Force::InForce => "in_force",
        Force::Replaced { .. } => "replaced",
        Force::Revoked { .. } => "revoked",
    }
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl ListPage {
    fn force(&self, row: &DirectiveRow) -> &'static str {
        force(&row.force)
    }
}

/// Where a page of its tasks begins.
#[derive(Debug, Default, Deserialize)]
struct After {
    after: Option<String>,
}

async fn directive_page(
    app: &Shared,
    signed: &Signed,
    id: DirectiveId,
    after: Option<&str>,
) -> Result<DirectivePage, Problem> {
    let acting = signed.may::<See>()?;
    let view = office::directives::view(&app.office, &acting, id, after).await?;
    let links = view.chain.iter().chain(&view.directive.links);
    let named = links.filter_map(|link| link.directive);
    let named = named.chain(view.below.iter().map(|(_, row)| row.id));
    let named: Vec<DirectiveId> = named.chain(view.ended_by.iter().map(|row| row.id)).collect();
    let seen = office::directives::seen(&app.office, &acting, named).await?;
    Ok(DirectivePage {
        page: signed.page(Section::Directives),
        next: view.tasks.next.as_ref().map(|after| {
            let query = serde_urlencoded::to_string([("after", after)]).unwrap_or_default();
            format!("/directives/{id}?{query}#tasks")
        }),
        view,
        seen,
        can_decide: signed.holds::<Direct>(),
    })
}

async fn directive(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<DirectiveId>,
    Query(after): Query<After>,
) -> Answer {
    show(&directive_page(&app, &signed, id, after.after.as_deref()).await?)
}

#[derive(Template)]
#[template(path = "directives/text.html")]
struct TextPage<'t> {
    page: Page,
    id: DirectiveId,
    text: Vec<Piece<'t>>,
    addresses: Vec<(i64, TaskId)>,
}

impl TextPage<'_> {
    fn task(&self, number: impl std::borrow::Borrow<i64>) -> Option<TaskId> {
        let found = self.addresses.iter().find(|(known, _)| known == number.borrow());
        found.map(|(_, task)| *task)
    }
}

async fn text(signed: Signed, State(app): State<Shared>, Path(id): Path<DirectiveId>) -> Answer {
    let marked = office::directives::marked(&app.office, &signed.may::<See>()?, id).await?;
    let marks: Vec<Mark> = marked
        .tasks
        .iter()
        .map(|task| Mark {
            span: task.span,
            of: task.number,
            field: None,
        })
        .collect();
    show(&TextPage {
        page: signed.page(Section::Directives),
        id,
        text: pieces(&marked.text, &marks),
        addresses: marked.tasks.iter().map(|task| (task.number, task.task)).collect(),
    })
}

async fn original(signed: Signed, State(app): State<Shared>, Path(id): Path<DirectiveId>) -> Answer {
    let (file, bytes) = office::directives::original(&app.office, &signed.may::<See>()?, id).await?;
    Ok(attachment(&file, bytes))
}
