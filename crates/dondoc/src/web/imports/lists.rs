//! The list of imports, and the form that takes a document or tracker in.

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use domain::rights::Take;
use office::imports::ImportRow;

use crate::web::app::Shared;
use crate::web::form::{FieldError, Form, FormState, FromForm, Labels, Upload};
use crate::web::language::Message;
use crate::web::navigation::Section;
use crate::web::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use crate::web::problem::Problem;
use crate::web::sent::outcome;
use crate::web::session::Signed;
use crate::web::uploads::{self, ToTakeIn};

/// Longest text that can be pasted, in characters.
const LONGEST: usize = 900_000;

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Page,
    form: FormState,
    open: Vec<ImportRow>,
    closed: Vec<ImportRow>,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl ListPage {
    fn decided(&self, row: &ImportRow) -> i64 {
        row.accepted + row.dropped
    }

    fn total(&self, row: &ImportRow) -> i64 {
        row.pending + row.accepted + row.dropped
    }
}

/// The list.
pub(super) async fn list(signed: Signed, State(app): State<Shared>) -> Answer {
    show(&list_page(&app, &signed, FormState::blank()).await?)
}

async fn list_page(app: &Shared, signed: &Signed, form: FormState) -> Result<ListPage, Problem> {
    let rows = office::imports::list(&app.office, &signed.may::<Take>()?, false).await?;
    let (open, closed) = rows.into_iter().partition(|row| row.stage == "open");
    Ok(ListPage {
        page: signed.page(Section::Imports),
        form,
        open,
        closed,
    })
}

/// A file, or text that was pasted.
pub(crate) struct NewImport(pub(crate) Upload);

impl FromForm for NewImport {
    const LABELS: Labels = &[
        ("file", "imports-file"),
        ("text", "imports-text"),
        ("name", "imports-name"),
    ];

    fn read(form: &mut FormState) -> Option<Self> {
        let name = form.optional_words("name", 200)?;
        let text = form.optional_words("text", LONGEST)?;
        let file = form.uploads("file").pop();
        match (file, text) {
            (Some(_), Some(_)) => {
                form.refuse(FieldError::new("text", "imports-one-of-two"));
                None
            }
            (Some(file), None) => Some(Self(file)),
            (None, Some(text)) => {
                let name = name.unwrap_or_else(|| first_line(&text));
                let bytes = Bytes::from(text.into_bytes());
                Some(Self(Upload { name, bytes }))
            }
            (None, None) => {
                form.refuse(FieldError::new("file", "imports-nothing-given"));
                None
            }
        }
    }
}

/// A name for a pasted text: the line that says most about it.
pub(crate) fn first_line(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| line.starts_with("Số") && line.contains('/'))
        .or_else(|| text.lines().map(str::trim).find(|line| !line.is_empty()));
    let line = line.unwrap_or("…");
    let line = line.strip_prefix("Số:").map_or(line, str::trim_start);
    let line: String = line.chars().take(80).collect();
    format!("{line}.txt")
}

/// Takes a document or tracker in: which of them it is, its content tells.
pub(super) async fn take_in(signed: Signed, State(app): State<Shared>, form: Form<NewImport>) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let Form { state, read } = form;
    let Some(NewImport(upload)) = read else {
        return show_as(NOT_TAKEN, &list_page(&app, &signed, state).await?);
    };
    let field = if state.value("text").trim().is_empty() {
        "file"
    } else {
        "text"
    };
    let read = match uploads::to_take_in(&app, field, upload).await {
        Ok(Ok(read)) => read,
        Ok(Err(fault)) => return show_as(NOT_TAKEN, &list_page(&app, &signed, state.refused([fault])).await?),
        Err(problem) => return Err(problem.back_to("/imports", "imports-back-to-list")),
    };
    let done = match read {
        ToTakeIn::Document(document) => office::imports::take_in(&app.office, &acting, *document).await,
        ToTakeIn::Tracker(table) => office::trackers::take_in(&app.office, &acting, table).await,
    };
    match outcome(&app, &signed, &state, done).await? {
        Ok(id) => Ok(go_to_saying(&super::address(id), Message::new("done-import-taken-in"))),
        Err(faults) => show_as(NOT_TAKEN, &list_page(&app, &signed, state.refused(faults)).await?),
    }
}
