//! Imports: a document is taken in, its drafts are decided on one by one, and what was accepted is issued as tasks.

mod proposals;

use std::collections::{BTreeMap, BTreeSet};

use domain::deadline::{Basis, Deadline, ReviewCycle};
use domain::directive::{DocumentRef, Force, Link, Relation};
use domain::draft::{Draft, DraftDeadline, Named, Open, Verdict};
use domain::id::{AgencyId, DirectiveId, FileId, ImportId, TaskId};
use domain::import::{Decision, Identity, Note, Stage};
use domain::rights::{Acting, Scope, Take};
use domain::task::{Duty, Measure, Source, State, Urgency};
use domain::{Directive, Import, Kind, Task};
use jiff::civil::Date;
use reading::register::Reading;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::imports::ImportLine;

use crate::agencies::Directory;
use crate::directives::{DirectiveRow, link_up};
use crate::error::{Error, FieldError, Result};
use crate::files::{self, Checked};
use crate::free_text::{Faults, LONG, SHORT};
use crate::office::{Begun, Case, Office, new_id};
use crate::tasks::{DeadlineInput, deadline_of, measure_of};

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

/// A decision on a draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DecisionInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// `accept`, `drop`, `reopen`, `merge`, `split`.
    pub decision: String,
    /// For `split`: the words with which the second part begins.
    pub at: String,
}

/// Decides on a draft.
///
/// # Errors
/// When it is not possible; [`Error::Overtaken`].
pub async fn decide(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: DecisionInput,
) -> Result<Import> {
    change(office, acting, id, input.version, "import.decide", |import| {
        let decision = decision_of(import, number, &input)?;
        Ok(import.decide(number, decision)?)
    })
    .await
}

fn decision_of(import: &Import, number: u32, input: &DecisionInput) -> Result<Decision> {
    Ok(match input.decision.as_str() {
        "accept" => Decision::Accept,
        "drop" => Decision::Drop,
        "reopen" => Decision::Reopen,
        "merge" => Decision::MergeWithNext,
        "split" => Decision::SplitAt(cut(import, number, &input.at)?),
        _ => return Err(Error::field("decision", "unknown-choice")),
    })
}

/// Where the text of a draft is to be cut: before the words that were typed, which have to stand in it once.
fn cut(import: &Import, number: u32, words: &str) -> Result<usize> {
    let text = import.draft(number).map_or("", |draft| draft.text.as_str());
    let words = words.trim();
    if words.is_empty() {
        return Err(Error::field("at", "required"));
    }
    let mut places = text.match_indices(words);
    match (places.next(), places.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => Err(Error::field("at", "not-once")),
        _ => Err(Error::field("at", "not-in-text")),
    }
}

/// A short answer to an open question of a draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnswerInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// Which question: `lead`, `members`, `standing`, `product`.
    pub question: String,
    /// For `lead`: `joint`, when several lead and this is meant, or the place of the one that leads, counted from 0. For
    /// `members`: `communes`. For `standing`: the review cycle, `month`, `quarter`, `half_year` or `year`. For
    /// `product`: its words.
    pub choice: String,
}

/// Answers an open question of a draft without touching its other fields.
///
/// # Errors
/// A choice that there is not; [`Error::Overtaken`].
pub async fn answer(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: AnswerInput,
) -> Result<Import> {
    let directory = Directory::load(office).await?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.answer", |import| {
        let mut draft = import
            .draft(number)
            .cloned()
            .ok_or(Error::not_possible("draft-unknown"))?;
        let choice = input.choice.trim();
        let is_answered = match input.question.as_str() {
            "lead" if choice == "joint" => {
                draft.joint_is_meant = true;
                true
            }
            "lead" => choice.parse().is_ok_and(|which| draft.lead_alone(which)),
            "members" if choice == "communes" => match draft.leads.first_mut().filter(|lead| lead.group) {
                Some(group) => {
                    group.members = directory.communes(today);
                    true
                }
                None => false,
            },
            "standing" => match cycle_of(choice) {
                Some(cycle) => {
                    draft.stands(cycle, today, by_office());
                    true
                }
                None => false,
            },
            "product" => {
                let mut faults = Faults::default();
                let product = faults.words("choice", choice);
                faults.done()?;
                draft.measure = Some(Measure::Product { product });
                true
            }
            _ => false,
        };
        if !is_answered {
            return Err(Error::field("choice", "unknown-choice"));
        }
        Ok(import.decide(number, Decision::Edit(Box::new(draft)))?)
    })
    .await
}

fn cycle_of(word: &str) -> Option<ReviewCycle> {
    ReviewCycle::ALL.into_iter().find(|cycle| cycle.word() == word.trim())
}

fn by_office() -> Basis {
    Basis::Office { note: String::new() }
}

/// A review cycle for every draft that names no deadline.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StandingInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// The review cycle: `month`, `quarter`, `half_year`, `year`.
    pub cycle: String,
}

/// Decides that every pending draft without a deadline is standing work with one review cycle.
///
/// # Errors
/// A cycle that there is not; [`Error::Overtaken`].
pub async fn all_standing(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    input: StandingInput,
) -> Result<Import> {
    let cycle = cycle_of(&input.cycle).ok_or_else(|| Error::field("cycle", "unknown-choice"))?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.all_standing", |import| {
        let pending = import
            .drafts
            .iter_mut()
            .filter(|draft| draft.verdict == Verdict::Pending);
        for draft in pending.filter(|draft| draft.deadline.deadline().is_none()) {
            draft.stands(cycle, today, by_office());
        }
        Ok(())
    })
    .await
}

/// Accepts every pending draft that has no open question.
///
/// # Errors
/// [`Error::Overtaken`].
pub async fn accept_ready(office: &Office, acting: &Acting<Take>, id: ImportId, version: i64) -> Result<Import> {
    change(office, acting, id, version, "import.accept_ready", |import| {
        for draft in &mut import.drafts {
            if draft.verdict == Verdict::Pending && draft.is_ready() {
                draft.verdict = Verdict::Accepted;
            }
        }
        Ok(())
    })
    .await
}

/// The fields of a draft as the clerk mended them.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DraftInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// What is to be done.
    pub text: String,
    /// Who leads, by identifier or name.
    pub leads: Vec<String>,
    /// Several lead, and this is meant.
    pub joint_is_meant: bool,
    /// The open group it is given to, in the document's words; each member gets a task of its own.
    pub group: String,
    /// Its members: identifiers or names, or `communes` for every commune.
    pub members: Vec<String>,
    /// Who coordinates, by identifier or name.
    pub coordinating: Vec<String>,
    /// Coordinating groups, kept as written, one a line.
    pub coordinating_groups: String,
    /// How the deadline is decided; see [`DeadlineInput`]; blank leaves it open.
    pub choice: String,
    /// The day.
    pub due: String,
    /// The words of the deadline.
    pub words: String,
    /// The review cycle.
    pub cycle: String,
    /// Why the office decides so.
    pub note: String,
    /// What it is measured by: `product`, `target`, `reviews`, `nothing`; blank leaves it open.
    pub measure: String,
    /// The product, the target, the reason.
    pub measure_words: String,
    /// To whom it is reported.
    pub report_to: String,
    /// Field of work.
    pub field: String,
    /// Also accept it.
    pub accept: bool,
}

/// Changes the fields of a draft, and accepts it when asked to.
///
/// # Errors
/// Faults of fields; [`Error::Overtaken`]; open questions when it is to be accepted.
pub async fn edit(
    office: &Office,
    acting: &Acting<Take>,
    id: ImportId,
    number: u32,
    input: DraftInput,
) -> Result<Import> {
    let directory = Directory::load(office).await?;
    let today = acting.today;
    change(office, acting, id, input.version, "import.edit", |import| {
        let given_on = import.identity.issued_on.unwrap_or(today);
        let old = import.draft(number).ok_or(Error::not_possible("draft-unknown"))?;
        let draft = draft_of(&input, old, &directory, given_on, today)?;
        import.decide(number, Decision::Edit(Box::new(draft)))?;
        if input.accept {
            let open = import.draft(number).map(Draft::open_questions).unwrap_or_default();
            if !open.is_empty() {
                return Err(Error::Invalid(open.into_iter().map(fault_of).collect()));
            }
            import.decide(number, Decision::Accept)?;
        }
        Ok(())
    })
    .await
}

/// An open question as the fault of the field that answers it.
fn fault_of(open: Open) -> FieldError {
    let field = match open {
        Open::Text => "text",
        Open::Lead | Open::UnknownLead => "leads",
        Open::JointLead => "joint_is_meant",
        Open::GroupMembers => "members",
        Open::Deadline | Open::ReviewCycle => "choice",
        Open::Measure => "measure",
    };
    FieldError::new(field, format!("open-{}", open.word().replace('_', "-")))
}

fn draft_of(input: &DraftInput, old: &Draft, directory: &Directory, given_on: Date, today: Date) -> Result<Draft> {
    let mut faults = Faults::default();
    let text = faults.required("text", &input.text, LONG);
    let group = faults.optional("group", &input.group, SHORT);
    let leads = if group.is_empty() {
        named(&mut faults, "leads", &input.leads, &old.leads, directory, today)
    } else {
        let members = members(&mut faults, &input.members, directory, today);
        vec![Named {
            members,
            ..written(&group, true)
        }]
    };
    let mut coordinating = named(
        &mut faults,
        "coordinating",
        &input.coordinating,
        &old.coordinating,
        directory,
        today,
    );
    let groups = faults.optional("coordinating_groups", &input.coordinating_groups, LONG);
    coordinating.extend(
        groups
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| written(line, true)),
    );
    let deadline = if input.choice.trim().is_empty() {
        old.deadline.clone()
    } else {
        let form = DeadlineInput {
            version: 0,
            choice: input.choice.clone(),
            due: input.due.clone(),
            words: input.words.clone(),
            cycle: input.cycle.clone(),
            note: input.note.clone(),
        };
        deadline_of(&mut faults, &form, &old.deadline, given_on, today)
            .map_or(old.deadline.clone(), |deadline| DraftDeadline::Set { deadline })
    };
    let measure = if input.measure.trim().is_empty() {
        old.measure.clone()
    } else {
        measure_of(
            &mut faults,
            ["measure", "measure_words"],
            &input.measure,
            &input.measure_words,
        )
    };
    let report_to = faults.optional("report_to", &input.report_to, SHORT);
    let field = faults.optional("field", &input.field, SHORT);
    faults.done()?;
    Ok(Draft {
        text,
        leads,
        joint_is_meant: input.joint_is_meant,
        coordinating,
        deadline,
        measure,
        report_to: (!report_to.is_empty()).then_some(report_to),
        field: (!field.is_empty()).then_some(field),
        ..old.clone()
    })
}

fn written(words: &str, group: bool) -> Named {
    Named {
        written: words.to_owned(),
        agency: None,
        then: None,
        today: Vec::new(),
        group,
        members: Vec::new(),
    }
}

/// Agencies of a field; one that the document named keeps the document's words.
fn named(
    faults: &mut Faults,
    field: &str,
    typed: &[String],
    old: &[Named],
    directory: &Directory,
    today: Date,
) -> Vec<Named> {
    let agencies = faults.agencies(field, typed, directory, today);
    agencies
        .into_iter()
        .map(|agency| {
            let known = old.iter().find(|named| named.agency == Some(agency)).cloned();
            known.unwrap_or_else(|| Named {
                agency: Some(agency),
                ..written(directory.name(agency), false)
            })
        })
        .collect()
}

fn members(faults: &mut Faults, typed: &[String], directory: &Directory, today: Date) -> Vec<AgencyId> {
    if typed.iter().any(|typed| typed.trim() == "communes") {
        return directory.communes(today);
    }
    faults.agencies("members", typed, directory, today)
}

/// A task that reading did not find.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AddInput {
    /// Version of the import that was shown.
    pub version: i64,
    /// What is to be done.
    pub text: String,
}

/// Adds a draft that reading did not find.
///
/// # Errors
/// Without text; [`Error::Overtaken`].
pub async fn add(office: &Office, acting: &Acting<Take>, id: ImportId, input: AddInput) -> Result<Import> {
    let mut faults = Faults::default();
    let text = faults.required("text", &input.text, LONG);
    faults.done()?;
    change(office, acting, id, input.version, "import.add", |import| {
        import.add(text.clone());
        Ok(())
    })
    .await
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
    let day = words.find_map(|word| word.parse().ok().or_else(|| calendar::parse_vietnamese_date(word)));
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

/// A document that an import names, and what issuing will make of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NamedDocument {
    /// How the import's document stands to it; none for a document that a tracker's rows name as their own.
    pub relation: Option<Relation>,
    /// The document as named.
    pub name: String,
    /// The day it is named with.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// The office's entry; none when it has none.
    pub known: Option<DirectiveRow>,
    /// Its open tasks that will wait for a decision, when it is replaced or revoked.
    pub open_tasks: i64,
}

/// What issuing would make.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Preview {
    /// Drafts not decided on.
    pub pending: usize,
    /// Tasks, one for each accepted draft.
    pub tasks: usize,
    /// Further tasks for the members of groups.
    pub children: usize,
    /// Fields of the document's identity that have to be filled in first.
    pub missing: Vec<&'static str>,
    /// The directive that the tasks go to, when the office has it already.
    pub known: Option<DirectiveRow>,
    /// Documents that it names.
    pub documents: Vec<NamedDocument>,
}

/// What issuing an import would make, for the page that asks before it is done.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn preview(office: &Office, _acting: &Acting<Take>, id: ImportId) -> Result<Preview> {
    let import: Import = store::load(&office.db, id.0).await?;
    let (pending, tasks, _) = import.counts();
    let accepted = import.drafts.iter().filter(|draft| draft.verdict == Verdict::Accepted);
    let members = accepted
        .clone()
        .filter_map(|draft| draft.leads.first().filter(|lead| lead.group))
        .map(|group| group.members.len());
    let known = same_directive(&office.db, &import.identity).await?;
    let mut documents = Vec::new();
    if import.tracker.is_some() {
        let named: BTreeSet<&str> = accepted.filter_map(|draft| draft.directive.as_deref()).collect();
        for name in named {
            let reference = crate::trackers::reference_in(name);
            documents.push(named_document(office, None, name, reference.as_ref()).await?);
        }
    } else {
        for link in &import.links {
            documents.push(named_document(office, Some(link.relation), &link.to.number, Some(&link.to)).await?);
        }
    }
    let identity = &import.identity;
    let blank = |field: &Option<String>| field.as_deref().is_none_or(|field| field.trim().is_empty());
    let needed = [
        ("kind", blank(&identity.kind)),
        ("issuer", blank(&identity.issuer)),
        ("issued_on", identity.issued_on.is_none()),
        ("title", blank(&identity.title)),
    ];
    let has_identity = import.tracker.is_some() || known.is_some();
    Ok(Preview {
        pending,
        tasks,
        children: members.sum(),
        missing: needed
            .into_iter()
            .filter(|(_, is_missing)| *is_missing && !has_identity)
            .map(|(field, _)| field)
            .collect(),
        known: known.as_ref().map(DirectiveRow::of),
        documents,
    })
}

async fn named_document(
    office: &Office,
    relation: Option<Relation>,
    name: &str,
    reference: Option<&DocumentRef>,
) -> Result<NamedDocument> {
    let known = match reference {
        Some(reference) => store::directives::named(&office.db, reference)
            .await?
            .into_iter()
            .next(),
        None => None,
    };
    let ends = matches!(relation, Some(Relation::Replaces | Relation::Revokes));
    let open_tasks = match known.as_ref().filter(|_| ends) {
        Some(known) => store::tasks::count(&office.db, &crate::directives::open_tasks_of(known.id), Scope::All).await?,
        None => 0,
    };
    Ok(NamedDocument {
        relation,
        name: name.to_owned(),
        issued_on: reference.and_then(|reference| reference.issued_on),
        known: known.as_ref().map(DirectiveRow::of),
        open_tasks,
    })
}

/// What issuing gave.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Issued {
    /// The directive; none for a tracker, whose rows name documents of their own.
    pub directive: Option<DirectiveId>,
    /// How many tasks.
    pub tasks: u32,
}

/// Issues the accepted drafts as tasks, all in one transaction.
///
/// # Errors
/// When a draft is not decided on, none is accepted, or the document's identity is incomplete; [`Error::Overtaken`].
pub async fn issue(office: &Office, acting: &Acting<Take>, id: ImportId, version: i64) -> Result<Issued> {
    let mut case = match office.begin(acting, "import.issue").await? {
        Begun::Already(outcome) => return serde_json::from_str(&outcome).map_err(|error| Error::Failed(error.into())),
        Begun::New(case) => case,
    };
    let mut import = open(&mut case, id, version).await?;
    let (pending, accepted, _) = import.counts();
    if pending > 0 {
        return Err(Error::not_possible("drafts-pending"));
    }
    if accepted == 0 {
        return Err(Error::not_possible("none-accepted"));
    }
    let directive = match import.tracker {
        Some(_) => None,
        None => Some(directive_for(&mut case, acting, &import).await?),
    };
    let mut tasks = 0;
    for draft in import.drafts.iter().filter(|draft| draft.verdict == Verdict::Accepted) {
        let own = match (&directive, &draft.directive) {
            (Some(directive), _) => Some(directive.clone()),
            (None, Some(named)) => crate::trackers::directive_named(&mut case, acting, named).await?,
            (None, None) => None,
        };
        tasks += issue_draft(&mut case, acting, draft, own.as_ref()).await?;
    }
    let issued = Issued {
        directive: directive.map(|directive| directive.id),
        tasks,
    };
    import.stage = Stage::Issued {
        directive: issued.directive,
        tasks,
    };
    case.tx.update(&case.act, &mut import).await?;
    let outcome = serde_json::to_string(&issued).map_err(|error| Error::Failed(error.into()))?;
    case.commit(outcome).await?;
    Ok(issued)
}

/// The directive that the import's document is: the office's own entry when it has one, otherwise a new one.
async fn directive_for(case: &mut Case, acting: &Acting<Take>, import: &Import) -> Result<Directive> {
    if let Some(known) = same_directive(&mut case.tx, &import.identity).await? {
        return Ok(known);
    }
    let mut faults = Faults::default();
    let identity = &import.identity;
    let kind = faults.required("kind", identity.kind.as_deref().unwrap_or_default(), SHORT);
    let issuer = faults.required("issuer", identity.issuer.as_deref().unwrap_or_default(), SHORT);
    let title = faults.required("title", identity.title.as_deref().unwrap_or_default(), LONG);
    if identity.issued_on.is_none() {
        faults.add(FieldError::new("issued_on", "required"));
    }
    faults.done()?;
    let mut directive = Directive {
        id: new_id(acting.at),
        version: 1,
        number: identity.number.clone(),
        kind,
        issuer,
        issued_on: identity.issued_on.unwrap_or(acting.today),
        title,
        field: identity.field.clone(),
        links: import.links.clone(),
        original: Some(import.original),
        text: import.text,
        force: Force::InForce,
    };
    link_up(case, &mut directive).await?;
    case.tx.insert(&case.act, &directive).await?;
    Ok(directive)
}

/// Makes the task of a draft; for a group, the group's task and one for each member. Returns how many.
async fn issue_draft(
    case: &mut Case,
    acting: &Acting<Take>,
    draft: &Draft,
    directive: Option<&Directive>,
) -> Result<u32> {
    let mut task = task_of(draft, directive, acting, store::tasks::next_number(&mut case.tx).await?);
    if let Some(progressed) = &draft.progressed {
        crate::trackers::carry_on(case, acting, &mut task, progressed).await?;
    }
    case.tx.insert(&case.act, &task).await?;
    let members = draft
        .leads
        .first()
        .filter(|lead| lead.group)
        .map(|group| group.members.clone())
        .unwrap_or_default();
    let mut made = 1;
    for member in members {
        let child = Task {
            id: new_id(acting.at),
            number: store::tasks::next_number(&mut case.tx).await?,
            leads: vec![member],
            group: None,
            parent: Some(task.id),
            duties: Vec::new(),
            ..task.clone()
        };
        case.tx.insert(&case.act, &child).await?;
        made += 1;
    }
    Ok(made)
}

fn task_of(draft: &Draft, directive: Option<&Directive>, acting: &Acting<Take>, number: i64) -> Task {
    let group = draft
        .leads
        .first()
        .filter(|lead| lead.group)
        .map(|lead| lead.written.clone());
    let agencies = |named: &[Named]| {
        named
            .iter()
            .filter(|named| !named.group)
            .filter_map(|named| named.agency)
            .collect::<Vec<_>>()
    };
    let leads = agencies(&draft.leads);
    let given_on = directive.map_or(acting.today, |directive| directive.issued_on);
    Task {
        id: new_id::<TaskId>(acting.at),
        version: 1,
        number,
        directive: directive.map(|directive| directive.id),
        source: Source {
            path: draft.path.clone(),
            span: draft.span,
            quote: draft.quote.clone(),
        },
        text: draft.text.clone(),
        given_by: directive.map(|directive| directive.issuer.clone()).unwrap_or_default(),
        given_on,
        duties: agencies(&draft.coordinating)
            .into_iter()
            .filter(|agency| !leads.contains(agency))
            .map(|agency| Duty {
                agency,
                part: None,
                deadline: None,
                answer: None,
            })
            .collect(),
        coordinating_groups: draft
            .coordinating
            .iter()
            .filter(|named| named.group || named.agency.is_none())
            .map(|named| named.written.clone())
            .collect(),
        leads,
        group,
        parent: None,
        places: draft.places.clone(),
        field: draft
            .field
            .clone()
            .or_else(|| directive.and_then(|directive| directive.field.clone())),
        measure: draft.measure.clone().unwrap_or(Measure::Reviews),
        report_to: draft.report_to.clone(),
        urgency: Urgency::Normal,
        assigned_on: Some(acting.today),
        received_on: None,
        deadline: draft
            .deadline
            .deadline()
            .cloned()
            .unwrap_or_else(|| Deadline::none(given_on, domain::deadline::Basis::Directive)),
        state: State::Assigned,
        redo: false,
        reason: None,
        watcher: Some(acting.user),
        handler: None,
        last_report: None,
        obstacles: Vec::new(),
        extension: None,
        outcome: None,
        suspension: None,
        ending: None,
        follow_up: None,
        awaits_carry_over: false,
    }
}
