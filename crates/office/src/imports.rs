//! Imports: a document is taken in, its drafts are decided on one by one, and what was accepted is issued as tasks.

mod drafts;
mod issue;
mod proposals;

use std::collections::{BTreeMap, BTreeSet};

use domain::directive::{DocumentRef, Link, Relation};
use domain::draft::{Draft, Open};
use domain::id::{AgencyId, DirectiveId, FileId, ImportId};
use domain::import::{Identity, Note, Stage};
use domain::rights::{Acting, Take};
use domain::{Directive, Import, Kind};
use jiff::civil::Date;
use reading::register::Reading;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::imports::ImportLine;

pub use self::drafts::{
    AddInput, AnswerInput, DecisionInput, DraftInput, StandingInput, accept_ready, add, all_standing, answer, decide,
    edit,
};
pub use self::issue::{Issued, NamedDocument, Preview, issue, preview};
use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::files::{self, Checked};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Case, Office, new_id};

/// A document as the reader process read it.
#[derive(Debug)]
pub struct ReadDocument {
    /// The original.
    pub original: Checked,
    /// The extracted text.
    pub text: String,
    /// What was read from it.
    pub reading: Reading,
}

/// An import in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImportRow {
    /// Identifier.
    pub id: ImportId,
    /// Name of the file.
    pub name: String,
    /// Day it was taken in.
    #[schemars(with = "String")]
    pub taken_on: Date,
    /// Drafts not decided on.
    pub pending: i64,
    /// Drafts accepted.
    pub accepted: i64,
    /// Drafts dropped.
    pub dropped: i64,
    /// Where it is: `open`, `issued`, `abandoned`.
    pub stage: String,
}

impl ImportRow {
    fn of(line: ImportLine) -> Self {
        Self {
            id: line.id,
            name: line.name,
            taken_on: line.taken_on,
            pending: line.pending,
            accepted: line.accepted,
            dropped: line.dropped,
            stage: line.stage,
        }
    }
}

/// An import as its page shows it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ImportView {
    /// The import.
    pub import: Import,
    /// The extracted text that spans point into; empty for a tracker.
    pub text: String,
    /// What still has to be decided, by number of the draft.
    pub open: BTreeMap<u32, Vec<Open>>,
    /// Names of every agency it mentions.
    pub names: BTreeMap<AgencyId, String>,
    /// A directive of the office with the same number and year: its tasks go there.
    pub known: Option<DirectiveId>,
}

/// Takes a document in. Nothing becomes a task before it is issued.
///
/// # Errors
/// Too large a file; the database.
pub async fn take_in(office: &Office, acting: &Acting<Take>, document: ReadDocument) -> Result<ImportId> {
    let directory = Directory::load(office).await?;
    let mut case = match office.begin(acting, "import.take_in").await? {
        Begun::Already(outcome) => return outcome.parse().map_err(|_| Error::NotFound(Kind::Import)),
        Begun::New(case) => case,
    };
    let original = files::add(&mut case, &document.original).await?;
    let text = add_text(&mut case, &document.original.name, "txt", document.text.into_bytes()).await?;
    let import = import_of(
        new_id(acting.at),
        &document.original.name,
        original,
        text,
        &document.reading,
        &directory,
        acting.today,
    );
    case.tx.insert(&case.act, &import).await?;
    case.commit(import.id).await?;
    Ok(import.id)
}

/// Stores extracted text beside its original.
pub(crate) async fn add_text(case: &mut Case, name: &str, ending: &str, bytes: Vec<u8>) -> Result<FileId> {
    let file = Checked {
        name: format!("{name}.{ending}"),
        media_type: if ending == "json" {
            "application/json"
        } else {
            "text/plain; charset=utf-8"
        }
        .to_owned(),
        bytes,
    };
    files::add(case, &file).await
}

fn import_of(
    id: ImportId,
    name: &str,
    original: FileId,
    text: FileId,
    reading: &Reading,
    directory: &Directory,
    today: Date,
) -> Import {
    let document = &reading.document;
    let issued_on = document.issued_on.unwrap_or(today);
    let province = document.province.as_deref();
    let agency = |party: &reading::register::Party| {
        let then = directory.resolve_in(&party.written, issued_on, province)?;
        match directory.today(then, today).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    };
    let drafts: Vec<Draft> = (1u32..)
        .zip(&reading.tasks)
        .map(|(number, proposal)| proposals::draft_of(number, proposal, issued_on, agency))
        .map(with_groups)
        .collect();
    Import {
        id,
        version: 1,
        name: name.to_owned(),
        taken_on: today,
        original,
        text: Some(text),
        identity: Identity {
            number: document.number.clone(),
            kind: document.kind.clone(),
            issuer: document.issuer.clone(),
            issued_on: document.issued_on,
            title: document.title.clone(),
            field: None,
        },
        links: links_of(reading),
        next_number: u32::try_from(drafts.len()).unwrap_or(u32::MAX).saturating_add(1),
        drafts,
        notes: reading
            .findings
            .iter()
            .map(|finding| Note {
                code: finding.code.clone(),
                detail: finding.detail.clone(),
            })
            .collect(),
        tracker: None,
        stage: Stage::Open,
    }
}

/// Marks names of several agencies of one kind ("Ủy ban nhân dân các xã") as groups: each member gets a task of its own.
fn with_groups(mut draft: Draft) -> Draft {
    for named in draft.leads.iter_mut().chain(&mut draft.coordinating) {
        named.group |= named.agency.is_none() && names_group(&named.written);
    }
    draft
}

/// Whether a written name is one of several agencies.
pub(crate) fn names_group(written: &str) -> bool {
    let folded = text::fold(written);
    folded.starts_with("cac ") || folded.contains(" cac ") || folded.contains("lien quan")
}

/// Links of a document from what it says that it carries out and cites.
fn links_of(reading: &Reading) -> Vec<Link> {
    let document = &reading.document;
    let own = document.number.as_deref();
    let carried: BTreeSet<&str> = document
        .implements
        .iter()
        .filter(|link| link.document.as_deref() == own || link.document.is_none())
        .map(|link| link.carries_out.as_str())
        .collect();
    document
        .cites
        .iter()
        .map(|cited| Link {
            relation: if carried.contains(cited.number.as_str()) {
                Relation::Implements
            } else {
                Relation::Cites
            },
            to: DocumentRef {
                number: cited.number.clone(),
                issued_on: cited.issued_on,
                issuer: cited.issuer.clone(),
            },
            directive: None,
        })
        .collect()
}

/// The newest imports; with `only_open`, those that are still to be decided on.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(office: &Office, _acting: &Acting<Take>, only_open: bool) -> Result<Vec<ImportRow>> {
    const MOST: u32 = 100;
    let lines = store::imports::page(&office.db, only_open, None, MOST).await?;
    Ok(lines.into_iter().map(ImportRow::of).collect())
}

/// An import with its text.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn view(office: &Office, _acting: &Acting<Take>, id: ImportId) -> Result<ImportView> {
    let import: Import = store::load(&office.db, id.0).await?;
    let text = match import.text {
        Some(text) => String::from_utf8_lossy(&store::files::content(&office.db, text).await?).into_owned(),
        None => String::new(),
    };
    let directory = Directory::load(office).await?;
    let named = import
        .drafts
        .iter()
        .flat_map(|draft| draft.leads.iter().chain(&draft.coordinating));
    let ids = named.flat_map(|named| named.agency.into_iter().chain(named.members.iter().copied()));
    Ok(ImportView {
        names: ids.map(|id| (id, directory.name(id).to_owned())).collect(),
        open: import
            .drafts
            .iter()
            .map(|draft| (draft.number, draft.open_questions()))
            .collect(),
        known: same_directive(&office.db, &import.identity)
            .await?
            .map(|directive| directive.id),
        text,
        import,
    })
}

async fn same_directive(from: impl store::Reader, identity: &Identity) -> Result<Option<Directive>> {
    let (Some(number), Some(issued_on)) = (&identity.number, identity.issued_on) else {
        return Ok(None);
    };
    let reference = DocumentRef {
        number: number.clone(),
        issued_on: Some(issued_on),
        issuer: None,
    };
    Ok(store::directives::named(from, &reference).await?.into_iter().next())
}

/// Identity of the document as the clerk mended it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IdentityInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// Number and symbol.
    pub number: String,
    /// Kind.
    pub kind: String,
    /// Issuer.
    pub issuer: String,
    /// Day of issue.
    pub issued_on: String,
    /// Subject.
    pub title: String,
    /// Field of work.
    pub field: String,
    /// Numbers of documents it carries out, one a line: `50/NQ-CP ngày 20/5/2021`.
    pub implements: String,
    /// Numbers of documents it replaces.
    pub replaces: String,
    /// Numbers of documents it amends.
    pub amends: String,
    /// Numbers of documents it revokes.
    pub revokes: String,
}

/// Changes the identity and links of the document.
///
/// # Errors
/// Faults of fields; [`Error::Overtaken`].
pub async fn identify(office: &Office, acting: &Acting<Take>, id: ImportId, input: IdentityInput) -> Result<Import> {
    let mut faults = Faults::default();
    let optional = |faults: &mut Faults, field: &str, typed: &str| {
        let text = faults.optional(field, typed, SHORT);
        (!text.is_empty()).then_some(text)
    };
    let identity = Identity {
        number: optional(&mut faults, "number", &input.number),
        kind: optional(&mut faults, "kind", &input.kind),
        issuer: optional(&mut faults, "issuer", &input.issuer),
        issued_on: faults.optional_day("issued_on", &input.issued_on),
        title: optional(&mut faults, "title", &input.title),
        field: optional(&mut faults, "field", &input.field),
    };
    if identity.issued_on.is_some_and(|day| day > acting.today) {
        faults.add(FieldError::new("issued_on", "in-the-future"));
    }
    let relations = [
        (Relation::Implements, &input.implements),
        (Relation::Amends, &input.amends),
        (Relation::Replaces, &input.replaces),
        (Relation::Revokes, &input.revokes),
    ];
    let decided: Vec<Link> = relations
        .iter()
        .flat_map(|(relation, lines)| lines.lines().filter_map(|line| link_in(line, *relation)))
        .collect();
    faults.done()?;
    change(office, acting, id, input.version, "import.identify", |import| {
        import.identity = identity.clone();
        let cited = std::mem::take(&mut import.links)
            .into_iter()
            .filter(|link| link.relation == Relation::Cites && decided.iter().all(|own| !own.to.is_same(&link.to)));
        import.links = decided.iter().cloned().chain(cited).collect();
        Ok(())
    })
    .await
}

/// A link in a line such as `50/NQ-CP ngày 20/5/2021`.
fn link_in(line: &str, relation: Relation) -> Option<Link> {
    let mut words = line.split_whitespace();
    let number = words.find(|word| word.contains(['/', '-']) && word.chars().any(|c| c.is_ascii_digit()))?;
    let day = words.find_map(calendar::typed_date);
    Some(Link {
        relation,
        to: DocumentRef {
            number: number.trim_matches([',', ';']).to_owned(),
            issued_on: day,
            issuer: None,
        },
        directive: None,
    })
}

/// Gives an import up. What was read stays in the journal; no task is made.
///
/// # Errors
/// When it is issued already; [`Error::Overtaken`].
pub async fn abandon(office: &Office, acting: &Acting<Take>, id: ImportId, version: i64) -> Result<Import> {
    change(office, acting, id, version, "import.abandon", |import| {
        import.stage = Stage::Abandoned;
        Ok(())
    })
    .await
}

/// Changes an open import in the version that was shown.
pub(crate) async fn change(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    seen: i64,
    action: &'static str,
    act: impl FnOnce(&mut Import) -> Result<()>,
) -> Result<Import> {
    let mut case = match office.begin(acting, action).await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut import = open(&mut case, id, seen).await?;
    act(&mut import)?;
    case.tx.update(&case.act, &mut import).await?;
    case.commit(id).await?;
    Ok(import)
}

/// An open import inside the transaction, in the version that was shown.
async fn open(case: &mut Case, id: ImportId, seen: i64) -> Result<Import> {
    let import: Import = store::load(&mut case.tx, id.0).await?;
    if import.version != seen {
        return Err(Error::Overtaken {
            kind: Kind::Import,
            id: id.0,
            seen,
            found: import.version,
        });
    }
    if import.stage != Stage::Open {
        return Err(Error::not_possible("import-closed"));
    }
    Ok(import)
}
