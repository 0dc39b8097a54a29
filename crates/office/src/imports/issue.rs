//! An import whose drafts are decided becomes a directive and its tasks.

use std::collections::BTreeSet;

use domain::deadline::Deadline;
use domain::directive::{DocumentRef, Force, Relation};
use domain::draft::{Draft, Named, Verdict};
use domain::id::{DirectiveId, ImportId, TaskId};
use domain::import::Stage;
use domain::rights::{Acting, Scope, Take};
use domain::rules::Rules;
use domain::task::{Duty, Measure, Source, State, Urgency};
use domain::{Directive, Import, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{open, same_directive};
use crate::directives::{DirectiveRow, link_up};
use crate::error::{Error, FieldError, Result};
use crate::free_text::{Faults, LONG, SHORT};
use crate::office::{Begun, Case, Office, new_id};

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
        Some(known) => {
            let open = crate::directives::open_tasks_of(known.id);
            store::tasks::count(&office.db, &open, Scope::All, u32::MAX)
                .await?
                .total
        }
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
    let rules = office.rules().await?;
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
        tasks += issue_draft(&mut case, acting, draft, own.as_ref(), &rules).await?;
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
    rules: &Rules,
) -> Result<u32> {
    let mut task = task_of(draft, directive, acting, store::tasks::next_number(&mut case.tx).await?);
    // Words that the clerk typed into a draft are taken in here; those of the document were when it came in.
    let counts = rules.named_day_counts(task.given_on);
    task.deadline = task.deadline.counting_named_day(counts);
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
        deadline: draft
            .deadline
            .deadline()
            .cloned()
            .unwrap_or_else(|| Deadline::none(given_on, domain::deadline::Basis::Directive)),
        assigned_on: Some(acting.today),
        received_on: None,
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
        state_since: Some(acting.today),
    }
}
