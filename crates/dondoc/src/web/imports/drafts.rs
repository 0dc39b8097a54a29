//! Decisions on single drafts: accept, drop, merge, split, edit, add; and short answers for one of them or all.

use askama::Template;
use axum::extract::State;
use domain::Import;
use domain::draft::{Draft, DraftDeadline, Named};
use domain::id::ImportId;
use domain::rights::Take;
use domain::task::Measure;
use office::agencies::AgencyFilter;
use office::imports::{AddInput, AnswerInput, DecisionInput, DraftInput, ImportView, StandingInput};

use super::cards::{Card, card, name_of};
use super::{address, go_on, must_be_open, place, view};
use crate::web::app::Shared;
use crate::web::extract::Path;
use crate::web::form::{Form, FormState, FromForm, Labels};
use crate::web::language::Message;
use crate::web::navigation::Section;
use crate::web::page::{Answer, NOT_TAKEN, Page, go_to, go_to_saying, show, show_as};
use crate::web::problem::Problem;
use crate::web::sent::{Fields, outcome};
use crate::web::session::Signed;

/// Accepts, drops, reopens or merges.
pub(super) async fn decide(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: DecisionInput = form.state.input()?;
    let goes_on = matches!(input.decision.as_str(), "accept" | "drop");
    let done = office::imports::decide(&app.office, &acting, id, number, input).await;
    let import = outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| back(problem, id, number))?
        .map_err(|faults| back(Problem::invalid(faults), id, number))?;
    if goes_on {
        Ok(go_on(&import, number))
    } else {
        Ok(go_to(&place(&import, number)))
    }
}

fn back(problem: Problem, id: ImportId, number: u32) -> Problem {
    problem.back_to(format!("/imports/{id}?at={number}#draft-{number}"), "imports-back")
}

/// Answers an open question.
pub(super) async fn answer(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: AnswerInput = form.state.input()?;
    let done = office::imports::answer(&app.office, &acting, id, number, input).await;
    let import = outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| back(problem, id, number))?
        .map_err(|faults| back(Problem::invalid(faults), id, number))?;
    Ok(go_to(&place(&import, number)))
}

/// Decides that everything without a deadline is standing work.
pub(super) async fn all_standing(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: StandingInput = form.state.input()?;
    let done = office::imports::all_standing(&app.office, &acting, id, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-import-all-standing"))),
        Err(faults) => Err(Problem::invalid(faults).back_to(address(id), "imports-back")),
    }
}

/// Accepts everything that is clear.
pub(super) async fn accept_ready(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    mut form: Form<Fields>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let version = form.state.version().ok_or_else(Problem::unreadable)?;
    let done = office::imports::accept_ready(&app.office, &acting, id, version).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-import-accepted-ready"))),
        Err(faults) => Err(Problem::invalid(faults).back_to(address(id), "imports-back")),
    }
}

/// The draft with a number, while the import is open.
fn open_draft(view: &ImportView, number: u32) -> Result<(usize, &Draft), Problem> {
    must_be_open(&view.import)?;
    let found = view.import.drafts.iter().enumerate();
    let mut found = found.filter(|(_, draft)| draft.number == number);
    found
        .next()
        .ok_or_else(|| Problem::rule("draft-unknown").back_to(address(view.import.id), "imports-back"))
}

// ---- Editing

#[derive(Template)]
#[template(path = "imports/edit.html")]
struct EditPage {
    page: Page,
    form: FormState,
    id: ImportId,
    title: String,
    card: Card,
    back: String,
    agencies: Vec<String>,
    /// Lines for agencies that lead, with blank ones at the end.
    leads: Vec<String>,
    coordinating: Vec<String>,
    has_read_deadline: bool,
}

impl EditPage {
    /// Words of the choices of a family, for lists of choices.
    fn choices(&self, family: &str, words: &[&'static str]) -> Vec<(&'static str, String)> {
        words.iter().map(|word| (*word, self.page.word(family, word))).collect()
    }

    fn cycles(&self) -> Vec<(&'static str, String)> {
        self.choices("import-cycle", &["month", "quarter", "half_year", "year"])
    }

    fn deadlines(&self) -> Vec<(&'static str, String)> {
        let all = ["as_read", "day", "words", "standing", "without"];
        let from = usize::from(!self.has_read_deadline);
        self.choices("import-choice", all.get(from..).unwrap_or_default())
    }

    fn measures(&self) -> Vec<(&'static str, String)> {
        self.choices("import-measure", &["product", "target", "reviews", "nothing"])
    }
}

const LABELS: Labels = &[
    ("text", "imports-text-of-task"),
    ("leads", "import-field-lead"),
    ("joint_is_meant", "imports-joint-is-meant"),
    ("group", "imports-group-words"),
    ("members", "imports-members"),
    ("coordinating", "import-field-coordinating"),
    ("coordinating_groups", "imports-coordinating-groups"),
    ("choice", "import-field-deadline"),
    ("due", "imports-choice-day"),
    ("words", "imports-choice-words"),
    ("cycle", "imports-cycle"),
    ("note", "imports-choice-note"),
    ("measure", "import-field-product"),
    ("measure_words", "imports-measure-words"),
    ("report_to", "import-field-report-to"),
    ("field", "imports-field"),
];

/// The form of a draft.
pub(super) struct DraftForm;

impl FromForm for DraftForm {
    const LABELS: Labels = LABELS;

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// The form with what stands in a draft.
fn filled(view: &ImportView, draft: &Draft) -> FormState {
    let mut form = FormState::blank()
        .of_version(view.import.version)
        .labelled(LABELS)
        .with("text", &draft.text)
        .with("report_to", draft.report_to.as_deref().unwrap_or_default())
        .with("field", draft.field.as_deref().unwrap_or_default());
    let name = |named: &Named| name_of(named, &view.names);
    match draft.leads.first().filter(|lead| lead.group) {
        Some(group) => {
            let members: Vec<&str> = group
                .members
                .iter()
                .filter_map(|member| view.names.get(member).map(String::as_str))
                .collect();
            form = form.with("group", &group.written).with("members", members.join("\n"));
        }
        None => {
            for lead in &draft.leads {
                form = form.with("leads", name(lead));
            }
        }
    }
    if draft.joint_is_meant {
        form = form.with("joint_is_meant", "yes");
    }
    let (known, groups): (Vec<&Named>, Vec<&Named>) = draft
        .coordinating
        .iter()
        .partition(|named| named.agency.is_some() && !named.group);
    for named in known {
        form = form.with("coordinating", name(named));
    }
    let groups: Vec<&str> = groups.iter().map(|named| named.written.as_str()).collect();
    form = form.with("coordinating_groups", groups.join("\n"));
    form = match &draft.deadline {
        DraftDeadline::Set { .. } => form.with("choice", "as_read"),
        DraftDeadline::NeedsCycle { words } => form.with("choice", "standing").with("words", words),
        DraftDeadline::Undecided => form,
    };
    match &draft.measure {
        Some(Measure::Product { product }) => form.with("measure", "product").with("measure_words", product),
        Some(Measure::Target { target }) => form.with("measure", "target").with("measure_words", target),
        Some(Measure::Reviews) => form.with("measure", "reviews"),
        Some(Measure::Nothing { reason }) => form.with("measure", "nothing").with("measure_words", reason),
        None => form,
    }
}

async fn edit_page(
    app: &Shared,
    signed: &Signed,
    view: &ImportView,
    number: u32,
    form: Option<FormState>,
) -> Result<EditPage, Problem> {
    let (at, draft) = open_draft(view, number)?;
    let acting = signed.acting()?;
    let standing = AgencyFilter {
        standing_on: Some(acting.today),
        ..AgencyFilter::default()
    };
    let agencies = office::agencies::list(&app.office, acting, &standing).await?;
    let page = signed.page(Section::Imports);
    let form = form.unwrap_or_else(|| filled(view, draft));
    let lines = |field: &str, least: usize| {
        let sent = form.fields().find(|(name, _)| *name == field);
        let mut lines: Vec<String> = sent.map_or_else(Vec::new, |(_, values)| values.to_vec());
        lines.retain(|line| !line.trim().is_empty());
        lines.resize(least.max(lines.len() + 1), String::new());
        lines
    };
    Ok(EditPage {
        id: view.import.id,
        title: super::review::title(&view.import),
        card: card(&page, view, at, draft, Some(number)),
        back: place(&view.import, number),
        agencies: agencies.into_iter().map(|agency| agency.name).collect(),
        leads: lines("leads", 2),
        coordinating: lines("coordinating", 3),
        has_read_deadline: draft.deadline.deadline().is_some(),
        form,
        page,
    })
}

/// Asks for the fields of a draft.
pub(super) async fn ask_edit(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
) -> Answer {
    let view = view(&app, &signed, id).await?;
    show(&edit_page(&app, &signed, &view, number, None).await?)
}

/// Changes the fields of a draft.
pub(super) async fn edit(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
    form: Form<DraftForm>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let mut input: DraftInput = form.state.input()?;
    if form.state.is_ticked("communes") {
        input.members = vec!["communes".to_owned()];
    }
    let accepts = input.accept;
    let done = office::imports::edit(&app.office, &acting, id, number, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(import) if accepts => Ok(go_on(&import, number)),
        Ok(import) => Ok(go_to(&place(&import, number))),
        Err(faults) => {
            let view = view(&app, &signed, id).await?;
            let state = form.state.refused(faults);
            show_as(NOT_TAKEN, &edit_page(&app, &signed, &view, number, Some(state)).await?)
        }
    }
}

// ---- Splitting

/// A place where a text could be cut.
#[derive(Debug, Clone)]
struct Cut {
    /// The words with which the second part would begin, up to the end.
    rest: String,
    /// Their beginning, as it is shown.
    shown: String,
}

#[derive(Template)]
#[template(path = "imports/split.html")]
struct SplitPage {
    page: Page,
    form: FormState,
    id: ImportId,
    number: u32,
    title: String,
    text: String,
    cuts: Vec<Cut>,
    back: String,
}

/// Places at which sentences and lists are naturally cut.
fn cuts(text: &str) -> Vec<Cut> {
    const SHOWN: usize = 90;
    let mut cuts = Vec::new();
    for (at, sign) in text.char_indices() {
        if !matches!(sign, ';' | '.' | ',' | ':' | '\n') {
            continue;
        }
        let rest = text.get(at + sign.len_utf8()..).unwrap_or_default().trim_start();
        let is_within_number = sign != '\n' && text.get(at + 1..).is_some_and(|rest| !rest.starts_with([' ', '\n']));
        if rest.chars().count() < 12 || is_within_number || text.matches(rest).count() != 1 {
            continue;
        }
        let mut shown: String = rest.chars().take(SHOWN).collect();
        if shown.len() < rest.len() {
            shown.push('…');
        }
        cuts.push(Cut {
            rest: rest.to_owned(),
            shown,
        });
    }
    cuts
}

fn split_page(signed: &Signed, view: &ImportView, number: u32, form: Option<FormState>) -> Result<SplitPage, Problem> {
    let (_, draft) = open_draft(view, number)?;
    Ok(SplitPage {
        page: signed.page(Section::Imports),
        form: form.unwrap_or_else(|| FormState::blank().of_version(view.import.version)),
        id: view.import.id,
        number,
        title: super::review::title(&view.import),
        cuts: cuts(&draft.text),
        text: draft.text.clone(),
        back: place(&view.import, number),
    })
}

/// Asks where a draft is to be cut.
pub(super) async fn ask_split(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
) -> Answer {
    let view = view(&app, &signed, id).await?;
    show(&split_page(&signed, &view, number, None)?)
}

/// Where a draft is cut: a place that was offered, or words that were typed.
pub(super) struct SplitForm;

impl FromForm for SplitForm {
    const LABELS: Labels = &[("at", "imports-split-at")];

    fn read(form: &mut FormState) -> Option<Self> {
        form.version().map(|_| Self)
    }
}

/// Cuts a draft in two.
pub(super) async fn split(
    signed: Signed,
    State(app): State<Shared>,
    Path((id, number)): Path<(ImportId, u32)>,
    mut form: Form<SplitForm>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let version = form.state.version().ok_or_else(Problem::unreadable)?;
    let typed = form.state.value("at").trim().to_owned();
    let at = if typed.is_empty() {
        form.state.value("from").to_owned()
    } else {
        typed
    };
    let input = DecisionInput {
        version,
        decision: "split".to_owned(),
        at,
    };
    let done = office::imports::decide(&app.office, &acting, id, number, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(import) => Ok(go_to(&place(&import, number))),
        Err(faults) => {
            let view = view(&app, &signed, id).await?;
            let state = form.state.refused(faults);
            show_as(NOT_TAKEN, &split_page(&signed, &view, number, Some(state))?)
        }
    }
}

// ---- Adding

#[derive(Template)]
#[template(path = "imports/add.html")]
struct AddPage {
    page: Page,
    form: FormState,
    id: ImportId,
    title: String,
}

fn add_page(signed: &Signed, import: &Import, form: Option<FormState>) -> AddPage {
    AddPage {
        page: signed.page(Section::Imports),
        form: form.unwrap_or_else(|| FormState::blank().of_version(import.version)),
        id: import.id,
        title: super::review::title(import),
    }
}

/// Asks for a task that reading did not find.
pub(super) async fn ask_add(signed: Signed, State(app): State<Shared>, Path(id): Path<ImportId>) -> Answer {
    let view = view(&app, &signed, id).await?;
    must_be_open(&view.import)?;
    show(&add_page(&signed, &view.import, None))
}

/// The form of a new task.
pub(super) struct AddForm;

impl FromForm for AddForm {
    const LABELS: Labels = &[("text", "imports-text-of-task")];

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// Adds a task that reading did not find, and goes on to its fields.
pub(super) async fn add(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<AddForm>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: AddInput = form.state.input()?;
    let done = office::imports::add(&app.office, &acting, id, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(import) => {
            let number = import.drafts.last().map_or(1, |draft| draft.number);
            Ok(go_to(&format!("/imports/{id}/drafts/{number}/edit")))
        }
        Err(faults) => {
            let view = view(&app, &signed, id).await?;
            show_as(
                NOT_TAKEN,
                &add_page(&signed, &view.import, Some(form.state.refused(faults))),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cuts;

    #[test]
    fn a_text_is_cut_where_something_begins() {
        let text = "Rà soát các tụ điểm theo mẫu số 1.2; báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12/2026.";
        let cuts = cuts(text);
        assert_eq!(cuts.len(), 1, "{cuts:?}");
        assert!(cuts[0].rest.starts_with("báo cáo Ủy ban") && text.ends_with(&cuts[0].rest));
        assert!(super::cuts("Một câu").is_empty());
    }
}
