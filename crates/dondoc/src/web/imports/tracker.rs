//! A tracker: its columns are mapped on screen, then what was understood of its rows is shown, those with open questions
//! first and the rows that were not taken with the reason.

use askama::Template;
use axum::extract::State;
use domain::Import;
use domain::draft::{Draft, Verdict};
use domain::id::ImportId;
use domain::import::{Column, RefusedRow, Stage};
use domain::rights::Take;
use office::imports::ImportView;
use office::trackers::{ColumnSample, ColumnsInput};
use uuid::Uuid;

use super::cards::{Card, card};
use super::review::{At, Notice, notices, stage};
use super::{address, must_be_open, view};
use crate::web::app::Shared;
use crate::web::extract::Path;
use crate::web::form::{Form, FormState, FromForm, Labels};
use crate::web::language::Message;
use crate::web::navigation::Section;
use crate::web::page::{Answer, NOT_TAKEN, Page, go_to_saying, show, show_as};
use crate::web::problem::Problem;
use crate::web::sent::outcome;
use crate::web::session::Signed;

/// Rows on one page.
const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "trackers/columns.html")]
struct ColumnsPage {
    page: Page,
    form: FormState,
    id: ImportId,
    name: String,
    notices: Vec<Notice>,
    /// What can be mapped: the word of the column, and whether it is needed.
    wanted: Vec<(&'static str, bool)>,
    /// Columns of the sheet: place and words.
    options: Vec<(String, String)>,
    samples: Vec<ColumnSample>,
    was_mapped: bool,
}

const LABELS: Labels = &[
    ("text", "import-column-text"),
    ("directive", "import-column-directive"),
    ("lead", "import-column-lead"),
    ("coordinating", "import-column-coordinating"),
    ("deadline", "import-column-deadline"),
    ("product", "import-column-product"),
    ("field", "import-column-field"),
    ("progress", "import-column-progress"),
    ("completed_on", "import-column-completed-on"),
];

/// The form of the columns.
pub(super) struct ColumnsForm;

impl FromForm for ColumnsForm {
    const LABELS: Labels = LABELS;

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// A column as the list of choices names it: its letter, its name, and the first values.
fn named(column: &ColumnSample) -> String {
    let mut words = letters(column.at);
    if !column.name.is_empty() {
        words = format!("{words} · {}", column.name);
    }
    if !column.values.is_empty() {
        words = format!("{words} ({})", column.values.join(" | "));
    }
    words
}

/// The letters that a spreadsheet shows above a column: A, B, …, Z, AA.
fn letters(at: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = at + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

async fn columns_page(
    app: &Shared,
    signed: &Signed,
    id: ImportId,
    form: Option<FormState>,
) -> Result<ColumnsPage, Problem> {
    let view = view(app, signed, id).await?;
    must_be_open(&view.import)?;
    let samples = office::trackers::columns(&app.office, &signed.may::<Take>()?, id).await?;
    let tracker = view.import.tracker.as_ref().ok_or_else(Problem::not_found)?;
    let page = signed.page(Section::Imports);
    let form = form.unwrap_or_else(|| {
        let mut form = FormState::blank().of_version(view.import.version).labelled(LABELS);
        for (column, at) in &tracker.columns {
            form = form.with(column.word(), at);
        }
        form
    });
    let wanted = Column::ALL
        .into_iter()
        .map(|column| (column.word(), matches!(column, Column::Text | Column::Lead)));
    Ok(ColumnsPage {
        form,
        id,
        name: view.import.name.clone(),
        notices: notices(page.language(), &view.import),
        wanted: wanted.collect(),
        options: samples
            .iter()
            .map(|column| (column.at.to_string(), named(column)))
            .collect(),
        samples,
        was_mapped: tracker.mapped,
        page,
    })
}

/// Asks which column holds what.
pub(super) async fn columns(signed: Signed, State(app): State<Shared>, Path(id): Path<ImportId>) -> Answer {
    show(&columns_page(&app, &signed, id, None).await?)
}

/// Understands the rows by the columns that were chosen.
pub(super) async fn map_columns(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<ColumnsForm>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: ColumnsInput = form.state.input()?;
    let done = office::trackers::map_columns(&app.office, &acting, id, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-import-mapped"))),
        Err(faults) => {
            let state = form.state.refused(faults);
            show_as(NOT_TAKEN, &columns_page(&app, &signed, id, Some(state)).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "trackers/rows.html")]
struct RowsPage {
    page: Page,
    id: ImportId,
    version: i64,
    name: String,
    stage: &'static str,
    notices: Vec<Notice>,
    rows: Vec<Card>,
    refused: Vec<RefusedRow>,
    open: usize,
    ready: usize,
    accepted: usize,
    dropped: usize,
    without_deadline: usize,
    issued: Option<u32>,
    this_page: usize,
    pages: usize,
}

#[expect(clippy::unused_self, reason = "a template asks its page for everything it shows")]
impl RowsPage {
    fn is_open(&self) -> bool {
        self.stage == "open"
    }

    fn key(&self) -> String {
        Uuid::now_v7().to_string()
    }

    fn total(&self) -> usize {
        self.open + self.ready + self.accepted + self.dropped
    }

    fn before(&self) -> Option<String> {
        (self.this_page > 1).then(|| format!("/imports/{}?page={}", self.id, self.this_page - 1))
    }

    fn next(&self) -> Option<String> {
        (self.this_page < self.pages).then(|| format!("/imports/{}?page={}", self.id, self.this_page + 1))
    }

    fn why(&self, row: &RefusedRow) -> String {
        self.page.word("import-refused", &row.why)
    }
}

/// The order of a tracker's rows: those with open questions, those that are clear, those that are decided.
fn order(draft: &Draft) -> u8 {
    match draft.verdict {
        Verdict::Pending if !draft.is_ready() => 0,
        Verdict::Pending => 1,
        Verdict::Accepted => 2,
        Verdict::Dropped => 3,
    }
}

fn ordered(import: &Import) -> Vec<(usize, &Draft)> {
    let mut drafts: Vec<(usize, &Draft)> = import.drafts.iter().enumerate().collect();
    drafts.sort_by_key(|(at, draft)| (order(draft), *at));
    drafts
}

/// The page of rows on which a draft is shown, counted from 1.
pub(super) fn page_of(import: &Import, number: u32) -> Option<usize> {
    let at = ordered(import).iter().position(|(_, draft)| draft.number == number)?;
    Some(at / ROWS + 1)
}

/// Shows what was understood of the rows.
pub(super) fn rows(signed: &Signed, view: &ImportView, at: &At) -> Answer {
    let page = signed.page(Section::Imports);
    let import = &view.import;
    let all = ordered(import);
    let pages = all.len().div_ceil(ROWS).max(1);
    let this_page = at.page.unwrap_or(1).clamp(1, pages);
    let shown = all.iter().skip((this_page - 1) * ROWS).take(ROWS);
    let count = |wanted: u8| all.iter().filter(|(_, draft)| order(draft) == wanted).count();
    let tracker = import.tracker.as_ref();
    show(&RowsPage {
        id: import.id,
        version: import.version,
        name: import.name.clone(),
        stage: stage(import),
        notices: notices(page.language(), import),
        rows: shown.map(|(at, draft)| card(&page, view, *at, draft, None)).collect(),
        refused: tracker.map(|tracker| tracker.refused.clone()).unwrap_or_default(),
        open: count(0),
        ready: count(1),
        accepted: count(2),
        dropped: count(3),
        without_deadline: import
            .drafts
            .iter()
            .filter(|draft| draft.verdict == Verdict::Pending && draft.deadline.deadline().is_none())
            .count(),
        issued: match import.stage {
            Stage::Issued { tasks, .. } => Some(tasks),
            _ => None,
        },
        this_page,
        pages,
        page,
    })
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_bear_the_letters_of_spreadsheets() {
        assert_eq!([0, 25, 26, 701].map(letters), ["A", "Z", "AA", "ZZ"]);
    }
}
