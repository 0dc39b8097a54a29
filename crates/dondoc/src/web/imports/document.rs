//! The document of an import as a whole: its identity, issuing its tasks, giving it up.

use askama::Template;
use axum::extract::State;
use domain::Import;
use domain::directive::Relation;
use domain::id::ImportId;
use domain::rights::Take;
use office::imports::{IdentityInput, Preview};

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

#[derive(Template)]
#[template(path = "imports/identity.html")]
struct IdentityPage {
    page: Page,
    form: FormState,
    id: ImportId,
    title: String,
    kinds: Vec<&'static str>,
    cited: Vec<String>,
}

const LABELS: Labels = &[
    ("number", "imports-number"),
    ("kind", "imports-kind"),
    ("issuer", "imports-issuer"),
    ("issued_on", "imports-issued-on"),
    ("title", "imports-title"),
    ("field", "imports-field"),
    ("implements", "relation-implements"),
    ("replaces", "relation-replaces"),
    ("amends", "relation-amends"),
    ("revokes", "relation-revokes"),
];

/// The form of a document's identity.
pub(super) struct IdentityForm;

impl FromForm for IdentityForm {
    const LABELS: Labels = LABELS;

    fn read(_: &mut FormState) -> Option<Self> {
        Some(Self)
    }
}

/// A document as it is typed: `50/NQ-CP ngày 20/05/2021`.
fn written(page: &Page, link: &domain::directive::Link) -> String {
    match link.to.issued_on {
        // The grammar of the field is Vietnamese in every language of the pages.
        Some(day) => format!("{} ngày {}", link.to.number, page.day(day)),
        None => link.to.number.clone(),
    }
}

fn identity_page(signed: &Signed, import: &Import, form: Option<FormState>) -> IdentityPage {
    let page = signed.page(Section::Imports);
    let of = |relation: Relation| -> Vec<String> {
        let links = import.links.iter().filter(|link| link.relation == relation);
        links.map(|link| written(&page, link)).collect()
    };
    let form = form.unwrap_or_else(|| {
        let identity = &import.identity;
        let words = |words: &Option<String>| words.clone().unwrap_or_default();
        FormState::blank()
            .of_version(import.version)
            .labelled(LABELS)
            .with("number", words(&identity.number))
            .with("kind", words(&identity.kind))
            .with("issuer", words(&identity.issuer))
            .with(
                "issued_on",
                identity.issued_on.map(|day| page.day(day)).unwrap_or_default(),
            )
            .with("title", words(&identity.title))
            .with("field", words(&identity.field))
            .with("implements", of(Relation::Implements).join("\n"))
            .with("replaces", of(Relation::Replaces).join("\n"))
            .with("amends", of(Relation::Amends).join("\n"))
            .with("revokes", of(Relation::Revokes).join("\n"))
    });
    IdentityPage {
        form,
        id: import.id,
        title: super::review::title(import),
        kinds: gazetteer::document_kinds().iter().map(|kind| kind.name).collect(),
        cited: of(Relation::Cites),
        page,
    }
}

/// Asks for the identity of the document.
pub(super) async fn ask_identity(signed: Signed, State(app): State<Shared>, Path(id): Path<ImportId>) -> Answer {
    let view = view(&app, &signed, id).await?;
    must_be_open(&view.import)?;
    show(&identity_page(&signed, &view.import, None))
}

/// Changes the identity of the document.
pub(super) async fn identify(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<IdentityForm>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let input: IdentityInput = form.state.input()?;
    let done = office::imports::identify(&app.office, &acting, id, input).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying(&address(id), Message::new("done-import-identified"))),
        Err(faults) => {
            let view = view(&app, &signed, id).await?;
            let state = form.state.refused(faults);
            show_as(NOT_TAKEN, &identity_page(&signed, &view.import, Some(state)))
        }
    }
}

#[derive(Template)]
#[template(path = "imports/issue.html")]
struct IssuePage {
    page: Page,
    form: FormState,
    id: ImportId,
    title: String,
    is_tracker: bool,
    preview: Preview,
    dropped: usize,
}

impl IssuePage {
    fn can_issue(&self) -> bool {
        self.preview.pending == 0 && self.preview.tasks > 0 && self.preview.missing.is_empty()
    }

    /// Words of the fields that are missing.
    fn missing(&self) -> Vec<String> {
        let words = self.preview.missing.iter().map(|field| match *field {
            "kind" => self.page.t("imports-kind"),
            "issuer" => self.page.t("imports-issuer"),
            "issued_on" => self.page.t("imports-issued-on"),
            _ => self.page.t("imports-title"),
        });
        words.collect()
    }
}

/// The form that asks once more.
pub(super) struct Confirmed(i64);

impl FromForm for Confirmed {
    const LABELS: Labels = LABELS;

    fn read(form: &mut FormState) -> Option<Self> {
        form.version().map(Self)
    }
}

async fn issue_page(
    app: &Shared,
    signed: &Signed,
    id: ImportId,
    form: Option<FormState>,
) -> Result<IssuePage, Problem> {
    let view = view(app, signed, id).await?;
    must_be_open(&view.import)?;
    let preview = office::imports::preview(&app.office, &signed.may::<Take>()?, id).await?;
    Ok(IssuePage {
        page: signed.page(Section::Imports),
        form: form.unwrap_or_else(|| FormState::blank().of_version(view.import.version)),
        id,
        title: super::review::title(&view.import),
        is_tracker: view.import.tracker.is_some(),
        preview,
        dropped: view.import.counts().2,
    })
}

/// Shows what issuing will make.
pub(super) async fn ask_issue(signed: Signed, State(app): State<Shared>, Path(id): Path<ImportId>) -> Answer {
    show(&issue_page(&app, &signed, id, None).await?)
}

/// Issues the accepted drafts as tasks.
pub(super) async fn issue(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<Confirmed>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let Some(Confirmed(version)) = form.read else {
        return show_as(NOT_TAKEN, &issue_page(&app, &signed, id, Some(form.state)).await?);
    };
    let done = office::imports::issue(&app.office, &acting, id, version).await;
    let done = outcome(&app, &signed, &form.state, done)
        .await
        .map_err(|problem| problem.back_to(address(id), "imports-back"))?;
    match done {
        Ok(issued) => {
            let to = issued
                .directive
                .map_or_else(|| address(id), |directive| format!("/directives/{directive}"));
            Ok(go_to_saying(
                &to,
                Message::new("done-import-issued").with("what", issued.tasks),
            ))
        }
        Err(faults) => {
            let state = form.state.refused(faults);
            show_as(NOT_TAKEN, &issue_page(&app, &signed, id, Some(state)).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "imports/abandon.html")]
struct AbandonPage {
    page: Page,
    form: FormState,
    id: ImportId,
    title: String,
}

fn abandon_page(signed: &Signed, import: &Import, form: Option<FormState>) -> AbandonPage {
    AbandonPage {
        page: signed.page(Section::Imports),
        form: form.unwrap_or_else(|| FormState::blank().of_version(import.version)),
        id: import.id,
        title: super::review::title(import),
    }
}

/// Asks whether the import is to be given up.
pub(super) async fn ask_abandon(signed: Signed, State(app): State<Shared>, Path(id): Path<ImportId>) -> Answer {
    let view = view(&app, &signed, id).await?;
    must_be_open(&view.import)?;
    show(&abandon_page(&signed, &view.import, None))
}

/// Gives the import up.
pub(super) async fn abandon(
    signed: Signed,
    State(app): State<Shared>,
    Path(id): Path<ImportId>,
    form: Form<Confirmed>,
) -> Answer {
    let acting = signed.may_as::<Take>(form.state.request_id())?;
    let Some(Confirmed(version)) = form.read else {
        let view = view(&app, &signed, id).await?;
        return show_as(NOT_TAKEN, &abandon_page(&signed, &view.import, Some(form.state)));
    };
    let done = office::imports::abandon(&app.office, &acting, id, version).await;
    match outcome(&app, &signed, &form.state, done).await? {
        Ok(_) => Ok(go_to_saying("/imports", Message::new("done-import-abandoned"))),
        Err(faults) => Err(Problem::invalid(faults).back_to(address(id), "imports-back")),
    }
}
