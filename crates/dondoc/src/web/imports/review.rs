//! The page on which a document's drafts are decided on: its text with the words of each draft marked, and a card each.

use askama::Template;
use axum::extract::State;
use domain::Import;
use domain::draft::Verdict;
use domain::id::{DirectiveId, ImportId};
use domain::import::Stage;
use office::imports::ImportView;
use serde::Deserialize;
use uuid::Uuid;

use super::cards::{Card, card};
use crate::screen;
use crate::web::app::Shared;
use crate::web::extract::{Path, Query};
use crate::web::language::Language;
use crate::web::marked_text::{Mark, Piece, pieces};
use crate::web::navigation::Section;
use crate::web::page::{Answer, Page, go_to, show};
use crate::web::session::Signed;

/// Where the reader is.
#[derive(Debug, Default, Deserialize)]
pub(super) struct At {
    /// The draft to decide on.
    pub at: Option<u32>,
    /// The page of a tracker's rows.
    pub page: Option<usize>,
}

/// Something reading wants the clerk to look at.
#[derive(Debug, Clone)]
pub(super) struct Notice {
    /// Key of its sentence.
    pub key: &'static str,
    /// What it is about.
    pub detail: String,
}

/// The identity of a document in the order of its page: key of the label and what is known.
pub(super) fn identity(page: &Page, import: &Import) -> Vec<(&'static str, Option<String>)> {
    let identity = &import.identity;
    vec![
        ("imports-number", identity.number.clone()),
        ("imports-kind", identity.kind.clone()),
        ("imports-issuer", identity.issuer.clone()),
        ("imports-issued-on", identity.issued_on.map(|day| page.day(day))),
        ("imports-title", identity.title.clone()),
    ]
}

/// Links to other documents: the word of the relation and the document as named.
pub(super) fn links(page: &Page, import: &Import) -> Vec<(&'static str, String)> {
    let named = |link: &domain::directive::Link| match link.to.issued_on {
        Some(day) => page.t2("imports-document-of", "number", link.to.number.as_str(), "day", day),
        None => link.to.number.clone(),
    };
    import
        .links
        .iter()
        .map(|link| (link.relation.word(), named(link)))
        .collect()
}

/// Findings of reading that are not told at a card.
pub(super) fn notices(language: Language, import: &Import) -> Vec<Notice> {
    let told = |note: &domain::import::Note| {
        let detail = note.detail.clone().unwrap_or_default();
        let in_vietnamese = |words: &str| match language {
            Language::Vietnamese => screen::named(words).to_owned(),
            Language::English => words.to_owned(),
        };
        let (key, detail) = match note.code.as_str() {
            // Each card, or the line of the identity, asks for these itself.
            "no-lead" | "joint-lead" | "no-deadline" | "identity-missing" => return None,
            "read-by-machine" => ("imports-note-read-by-machine", detail),
            "converted-encoding" => ("imports-note-converted", detail),
            "left-out" => ("imports-note-left-out", in_vietnamese(&detail)),
            "damaged" => ("imports-note-damaged", in_vietnamese(&detail)),
            "no-task" => ("imports-note-no-task", detail),
            "other-sheets" => ("imports-note-other-sheets", detail),
            "table-cut" => ("imports-note-table-cut", detail),
            code => ("imports-note-other", format!("{code} {detail}")),
        };
        Some(Notice { key, detail })
    };
    let mut notices: Vec<Notice> = Vec::new();
    for notice in import.notes.iter().filter_map(told) {
        if notices
            .iter()
            .all(|known| known.key != notice.key || known.detail != notice.detail)
        {
            notices.push(notice);
        }
    }
    notices
}

#[derive(Template)]
#[template(path = "imports/review.html")]
struct ReviewPage<'v> {
    page: Page,
    id: ImportId,
    version: i64,
    name: String,
    title: String,
    stage: &'static str,
    issued_as: Option<DirectiveId>,
    known: Option<DirectiveId>,
    identity: Vec<(&'static str, Option<String>)>,
    links: Vec<(&'static str, String)>,
    notices: Vec<Notice>,
    text: Vec<Piece<'v>>,
    cards: Vec<Card>,
    current: Option<u32>,
    decided: usize,
    total: usize,
    accepted: usize,
    ready: usize,
    without_deadline: usize,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl ReviewPage<'_> {
    fn is_open(&self) -> bool {
        self.stage == "open"
    }

    fn is_now(&self, piece: &Piece<'_>) -> bool {
        self.current.is_some_and(|current| piece.is_of(i64::from(current)))
    }

    /// Issuer, day and subject, or what is not known of them.
    fn summary(&self) -> Vec<(bool, String)> {
        let parts = self.identity.iter().skip(2);
        parts
            .map(|(label, value)| match value {
                Some(value) => (true, value.clone()),
                None => (false, self.page.t1("imports-lacking", "field", self.page.t(label))),
            })
            .collect()
    }

    fn key(&self) -> String {
        Uuid::now_v7().to_string()
    }

    fn percent(&self) -> usize {
        self.decided * 100 / self.total.max(1)
    }

    /// Whether every draft is decided on and something is left to issue.
    fn can_issue(&self) -> bool {
        self.decided == self.total && self.accepted > 0
    }
}

/// Shows an import: a document's drafts, a tracker's rows, or the columns of a tracker that are still to be mapped.
pub(super) async fn show_import(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    Query(at): Query<At>,
) -> Answer {
    let view = super::view(&app, &signed, id).await?;
    if let Some(tracker) = &view.import.tracker {
        if !tracker.mapped && view.import.stage == Stage::Open {
            return Ok(go_to(&format!("/imports/{id}/columns")));
        }
        return super::tracker::rows(&signed, &view, &at);
    }
    show(&review_page(&signed, &view, &at))
}

/// The word of a stage.
pub(super) fn stage(import: &Import) -> &'static str {
    match import.stage {
        Stage::Open => "open",
        Stage::Issued { .. } => "issued",
        Stage::Abandoned => "abandoned",
    }
}

fn review_page<'v>(signed: &Signed, view: &'v ImportView, at: &At) -> ReviewPage<'v> {
    let page = signed.page(Section::Imports);
    let import = &view.import;
    let (pending, accepted, dropped) = import.counts();
    let is_open = import.stage == Stage::Open;
    let asked = at.at.filter(|number| import.draft(*number).is_some());
    let current = asked.or_else(|| import.next_pending(0)).filter(|_| is_open);
    let cards: Vec<Card> = import
        .drafts
        .iter()
        .enumerate()
        .map(|(place, draft)| card(&page, view, place, draft, current))
        .collect();
    let pending_drafts = || import.drafts.iter().filter(|draft| draft.verdict == Verdict::Pending);
    ReviewPage {
        id: import.id,
        version: import.version,
        name: import.name.clone(),
        title: title(import),
        stage: stage(import),
        issued_as: match import.stage {
            Stage::Issued { directive, .. } => directive,
            _ => None,
        },
        known: view.known.filter(|_| is_open),
        identity: identity(&page, import),
        links: links(&page, import),
        notices: notices(page.language(), import),
        text: pieces(&view.text, &marks(import)),
        current,
        decided: accepted + dropped,
        total: pending + accepted + dropped,
        accepted,
        ready: pending_drafts().filter(|draft| draft.is_ready()).count(),
        without_deadline: pending_drafts()
            .filter(|draft| draft.deadline.deadline().is_none())
            .count(),
        cards,
        page,
    }
}

/// What an import is called: kind and number of its document, else its file.
pub(super) fn title(import: &Import) -> String {
    match (&import.identity.kind, &import.identity.number) {
        (Some(kind), Some(number)) => format!("{kind} {number}"),
        (None, Some(number)) => number.clone(),
        (Some(kind), None) => kind.clone(),
        (None, None) => import.name.clone(),
    }
}

/// Fields whose words are marked in the text.
const FIELDS: [&str; 5] = ["lead", "coordinating", "deadline", "product", "report_to"];

fn marks(import: &Import) -> Vec<Mark> {
    let drafts = import.drafts.iter().filter(|draft| draft.verdict != Verdict::Dropped);
    let marks = drafts.flat_map(|draft| {
        let of = i64::from(draft.number);
        let whole = draft.span.map(|span| Mark { span, of, field: None });
        let fields = FIELDS.into_iter().filter_map(move |field| {
            let span = *draft.sources.get(field)?;
            Some(Mark {
                span,
                of,
                field: Some(field),
            })
        });
        whole.into_iter().chain(fields)
    });
    marks.collect()
}
