//! Directives: what was issued, the chain of mandate, documents that are named and missing, and what becomes of the tasks
//! of a replaced one.

use domain::directive::{DocumentRef, Force, Link, Relation};
use domain::filter::{Counted, Only, TaskFilter};
use domain::id::{DirectiveId, TaskId};
use domain::life::{Act, By};
use domain::rights::{Acting, Direct, Scope, See};
use domain::task::State;
use domain::verb::Verb;
use domain::{Directive, File, Kind, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::directives::DirectiveFilter;
use store::tasks::Order;

use crate::error::{Error, Result};
use crate::files;
use crate::free_text::Faults;
use crate::office::{Begun, Case, Office, new_id};
use crate::tasks::{self, TaskPage, TaskRow};

/// How many documents of a chain are followed upwards: a longer one goes in a circle.
const CHAIN: usize = 10;

/// How many tasks that wait for a decision are shown at once.
const WAITING_AT_ONCE: u32 = 50;

/// A directive in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DirectiveRow {
    /// Identifier.
    pub id: DirectiveId,
    /// Kind and number, or kind and subject.
    pub name: String,
    /// Subject.
    pub title: String,
    /// Issuer.
    pub issuer: String,
    /// Day of issue.
    #[schemars(with = "String")]
    pub issued_on: Date,
    /// What holds of it.
    pub force: Force,
}

impl DirectiveRow {
    /// A directive as a row.
    pub fn of(directive: &Directive) -> Self {
        Self {
            id: directive.id,
            name: directive.name(),
            title: directive.title.clone(),
            issuer: directive.issuer.clone(),
            issued_on: directive.issued_on,
            force: directive.force.clone(),
        }
    }
}

/// A directive with everything its page shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DirectiveView {
    /// The directive.
    pub directive: Directive,
    /// What replaced or revoked it.
    pub ended_by: Option<DirectiveRow>,
    /// The chain of mandate upwards, nearest first.
    pub chain: Vec<Link>,
    /// Directives of the office that carry it out, amend or replace it.
    pub below: Vec<(Relation, DirectiveRow)>,
    /// Documents that it names as its ground and that the office does not have.
    pub missing: Vec<DocumentRef>,
    /// Its tasks, as far as they may be seen.
    pub tasks: TaskPage,
    /// How many of its tasks are in each state, those that may be seen.
    pub states: Vec<(State, i64)>,
    /// How many of its tasks wait for a decision after it was replaced.
    pub awaiting: Counted,
    /// The first of these.
    pub waiting: Vec<TaskRow>,
}

/// A place of a directive's text from which a task was made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskSpan {
    /// The task.
    pub task: TaskId,
    /// Its running number.
    pub number: i64,
    /// First byte and the byte behind the last.
    pub span: (u64, u64),
}

/// The text of a directive with the places from which its tasks were made.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarkedText {
    /// The text.
    pub text: String,
    /// Places of tasks that may be seen, in the order of the text.
    pub tasks: Vec<TaskSpan>,
}

/// Which directives a list shows.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DirectiveQuery {
    /// Words of number, kind, subject or issuer, with or without marks.
    pub words: String,
    /// Of this field of work.
    pub field: String,
    /// Only those in force.
    pub in_force: bool,
    /// Where the page begins: `next` of the page before.
    pub after: String,
}

/// A page of directives.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DirectivePage {
    /// The newest first.
    pub rows: Vec<DirectiveRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A page of directives, the newest first. An agency sees those of which it has a task.
///
/// # Errors
/// A place to go on from that no list gave.
pub async fn list(office: &Office, acting: &Acting<See>, query: &DirectiveQuery) -> Result<DirectivePage> {
    const PAGE: u32 = 50;
    let blank = |words: &str| (!words.trim().is_empty()).then(|| words.trim().to_owned());
    let filter = DirectiveFilter {
        field: blank(&query.field),
        in_force: query.in_force,
        words: blank(&query.words),
        before: blank(&query.after).map(|after| place(&after)).transpose()?,
    };
    let found = store::directives::page(&office.db, &filter, acting.scope(), PAGE).await?;
    let full = u32::try_from(found.len()).is_ok_and(|found| found >= PAGE);
    Ok(DirectivePage {
        next: found
            .last()
            .filter(|_| full)
            .map(|last| format!("{}_{}", last.issued_on, last.id)),
        rows: found.iter().map(DirectiveRow::of).collect(),
    })
}

fn place(after: &str) -> Result<(Date, DirectiveId)> {
    let place = after
        .split_once('_')
        .and_then(|(day, id)| Some((day.parse().ok()?, id.parse().ok()?)));
    place.ok_or_else(|| Error::field("after", "unknown-choice"))
}

/// One directive.
///
/// # Errors
/// [`Error::NotFound`] also for one that may not be seen.
pub async fn view(
    office: &Office,
    acting: &Acting<See>,
    id: DirectiveId,
    after: Option<&str>,
) -> Result<DirectiveView> {
    let directive = find(office, acting, id).await?;
    let of_this = TaskFilter {
        directive: Some(id),
        ..TaskFilter::default()
    };
    let waiting = TaskFilter {
        only: vec![Only::AwaitsCarryOver],
        ..of_this.clone()
    };
    let below = store::directives::linked_to(&office.db, id).await?;
    let missing = directive.links.iter().filter(|link| link.directive.is_none());
    let ended_by = match directive.force {
        Force::Replaced { by } | Force::Revoked { by } => store::find::<Directive>(&office.db, by.0).await?,
        Force::InForce => None,
    };
    let mut states = store::tasks::states(&office.db, &of_this, acting.scope()).await?;
    states.sort_unstable_by_key(|(state, _)| *state);
    let rows = tasks::Rows::of(office, acting, acting.today).await?;
    let (waiting, awaiting) = tasks::some(office, &rows, &waiting, Order::Due, WAITING_AT_ONCE).await?;
    Ok(DirectiveView {
        ended_by: ended_by.as_ref().map(DirectiveRow::of),
        chain: links_above(office, &directive).await?,
        below: below
            .iter()
            .filter_map(|below| Some((relation_to(below, id)?, DirectiveRow::of(below))))
            .collect(),
        missing: missing.map(|link| link.to.clone()).collect(),
        tasks: tasks::list(office, acting, &of_this, Order::Due, after, None).await?,
        states,
        awaiting,
        waiting,
        directive,
    })
}

/// The closest relation of a directive to another.
fn relation_to(from: &Directive, to: DirectiveId) -> Option<Relation> {
    let links = from.links.iter().filter(|link| link.directive == Some(to));
    let relations: Vec<Relation> = links.map(|link| link.relation).collect();
    Relation::ALL.into_iter().find(|relation| relations.contains(relation))
}

async fn find(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<Directive> {
    if !may_be_seen(office, acting, id).await? {
        return Err(Error::NotFound(Kind::Directive));
    }
    Ok(store::load(&office.db, id.0).await?)
}

/// The name of a directive, where it is known and may be seen.
pub(crate) async fn name_seen(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<Option<String>> {
    if !may_be_seen(office, acting, id).await? {
        return Ok(None);
    }
    let directive: Option<Directive> = store::find(&office.db, id.0).await?;
    Ok(directive.map(|directive| directive.name()))
}

/// Those of some directives that may be seen: a page leads to no other.
///
/// # Errors
/// When the database cannot be asked.
pub async fn seen(
    office: &Office,
    acting: &Acting<See>,
    directives: impl IntoIterator<Item = DirectiveId>,
) -> Result<Vec<DirectiveId>> {
    let mut seen = Vec::new();
    for id in directives {
        if may_be_seen(office, acting, id).await? {
            seen.push(id);
        }
    }
    Ok(seen)
}

async fn may_be_seen(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<bool> {
    let of_this = TaskFilter {
        directive: Some(id),
        ..TaskFilter::default()
    };
    let scope = acting.scope();
    Ok(scope == Scope::All || store::tasks::count(&office.db, &of_this, scope, 1).await?.total > 0)
}

/// The original file of a directive.
///
/// # Errors
/// As [`view`]; when there is none.
pub async fn original(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<(File, Vec<u8>)> {
    let directive = find(office, acting, id).await?;
    files::content(office, directive.original.ok_or(Error::NotFound(Kind::File))?).await
}

/// The extracted text of a directive, which spans of its tasks point into.
///
/// # Errors
/// As [`view`]; when there is none.
pub async fn text(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<String> {
    let directive = find(office, acting, id).await?;
    let (_, bytes) = files::content(office, directive.text.ok_or(Error::NotFound(Kind::File))?).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text of a directive with the places of its tasks.
///
/// # Errors
/// As [`view`]; when it has no text.
pub async fn marked(office: &Office, acting: &Acting<See>, id: DirectiveId) -> Result<MarkedText> {
    let text = text(office, acting, id).await?;
    let of_this = TaskFilter {
        directive: Some(id),
        ..TaskFilter::default()
    };
    let mut spans = Vec::new();
    let mut after = None;
    loop {
        let page = store::tasks::page(
            &office.db,
            &of_this,
            acting.scope(),
            Order::Due,
            after.as_ref(),
            WAITING_AT_ONCE,
        )
        .await?;
        let own = page.tasks.iter().filter(|task| task.parent.is_none());
        spans.extend(own.filter_map(|task| {
            Some(TaskSpan {
                task: task.id,
                number: task.number,
                span: task.source.span?,
            })
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    spans.sort_by_key(|task| task.span);
    Ok(MarkedText { text, tasks: spans })
}

/// What a directive carries out, and what that carries out, as far as the office knows; nearest first.
pub(crate) async fn chain_of(office: &Office, directive: &Directive) -> Result<Vec<DocumentRef>> {
    let links = links_above(office, directive).await?;
    Ok(links.into_iter().map(|link| link.to).collect())
}

/// The same as links, which lead to the office's own entries.
async fn links_above(office: &Office, directive: &Directive) -> Result<Vec<Link>> {
    let mut chain: Vec<Link> = Vec::new();
    let mut above = directive.clone();
    while chain.len() < CHAIN {
        let up: Vec<&Link> = above
            .links
            .iter()
            .filter(|link| link.relation == Relation::Implements)
            .collect();
        for link in &up {
            if chain.iter().all(|known| !known.to.is_same(&link.to)) {
                chain.push((*link).clone());
            }
        }
        let known = up.iter().find_map(|link| link.directive);
        let Some(next) = known else { break };
        match store::find::<Directive>(&office.db, next.0).await? {
            Some(next) if next.id != directive.id => above = next,
            _ => break,
        }
    }
    Ok(chain)
}

/// Sets the links of a new directive to those the office has, and the links of older ones to it. What it replaces or
/// revokes is marked so, and its open tasks wait for a decision each.
pub(crate) async fn link_up(case: &mut Case, directive: &mut Directive) -> Result<()> {
    for at in 0..directive.links.len() {
        let Some(link) = directive.links.get_mut(at) else { break };
        let known = store::directives::named(&mut case.tx, &link.to).await?;
        let Some(mut known) = known.into_iter().next() else {
            continue;
        };
        link.directive = Some(known.id);
        if let Some(force) = force_of(directive, known.id) {
            known.force = force;
            case.tx.update(&case.act, &mut known).await?;
            ask_for_decisions(case, known.id).await?;
        }
    }
    let Some(own) = directive.reference() else {
        return Ok(());
    };
    for mut other in store::directives::waiting_for(&mut case.tx, &own).await? {
        for link in other
            .links
            .iter_mut()
            .filter(|link| link.directive.is_none() && link.to.is_same(&own))
        {
            link.directive = Some(directive.id);
        }
        case.tx.update(&case.act, &mut other).await?;
    }
    Ok(())
}

fn force_of(new: &Directive, old: DirectiveId) -> Option<Force> {
    new.links
        .iter()
        .filter(|link| link.directive == Some(old))
        .find_map(|link| match link.relation {
            Relation::Replaces => Some(Force::Replaced { by: new.id }),
            Relation::Revokes => Some(Force::Revoked { by: new.id }),
            _ => None,
        })
}

/// The open tasks of a directive.
pub(crate) fn open_tasks_of(directive: DirectiveId) -> TaskFilter {
    TaskFilter {
        directive: Some(directive),
        states: State::ALL.into_iter().filter(|state| state.is_open()).collect(),
        ..TaskFilter::default()
    }
}

async fn ask_for_decisions(case: &mut Case, directive: DirectiveId) -> Result<()> {
    for mut task in every(case, &open_tasks_of(directive)).await? {
        task.awaits_carry_over = true;
        case.tx.update(&case.act, &mut task).await?;
    }
    Ok(())
}

/// Every task that a filter finds, page by page.
async fn every(case: &mut Case, filter: &TaskFilter) -> Result<Vec<Task>> {
    const AT_ONCE: u32 = 500;
    let mut tasks = Vec::new();
    let mut after = None;
    loop {
        let page = store::tasks::page(&mut case.tx, filter, Scope::All, Order::Due, after.as_ref(), AT_ONCE).await?;
        tasks.extend(page.tasks);
        after = page.next;
        if after.is_none() {
            return Ok(tasks);
        }
    }
}

/// What is decided on an open task of a replaced directive.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CarryOverInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// `carry_over`: it goes on as a task of the replacing directive. `keep`: it goes on as it is. `cancel`: it ends.
    pub decision: String,
    /// Why.
    pub note: String,
}

/// Decides on an open task of a replaced directive. Carried over, it ends here and goes on as a new task of the replacing
/// directive with the same deadline and its ledger. Returns the task that goes on, or the ended one.
///
/// # Errors
/// When the task waits for no decision.
pub async fn carry_over(office: &Office, acting: &Acting<Direct>, id: TaskId, input: CarryOverInput) -> Result<Task> {
    let mut faults = Faults::default();
    let note = faults.words("note", &input.note);
    let choices = ["carry_over", "keep", "cancel"];
    let decision = faults.choice("decision", &input.decision, |word| {
        choices.into_iter().find(|choice| *choice == word)
    });
    faults.done()?;
    let mut case = match office.begin(acting, Verb::CarryOver.action()).await? {
        Begun::Already(outcome) => {
            return Ok(store::load(
                &office.db,
                outcome.parse::<TaskId>().map_err(|_| Error::NotFound(Kind::Task))?.0,
            )
            .await?);
        }
        Begun::New(case) => case,
    };
    let mut task: Task = store::load(&mut case.tx, id.0).await?;
    if task.version != input.version {
        return Err(Error::Overtaken {
            kind: Kind::Task,
            id: id.0,
            seen: input.version,
            found: task.version,
        });
    }
    if !task.awaits_carry_over {
        return Err(Error::not_possible("no-decision-waits"));
    }
    let successor = replacing(&mut case, &task).await?;
    let by = By {
        user: acting.user,
        agency: acting.agency,
    };
    let reference = successor.reference().unwrap_or(DocumentRef {
        number: successor.name(),
        issued_on: Some(successor.issued_on),
        issuer: None,
    });
    let entry = case.act.because(&note);
    let calendar = office.calendar_in(&mut case.tx).await?;
    let goes_on = match decision {
        Some("carry_over") => {
            let mut next = task.clone();
            next.id = new_id(acting.at);
            next.version = 1;
            next.number = store::tasks::next_number(&mut case.tx).await?;
            next.directive = Some(successor.id);
            next.awaits_carry_over = false;
            let act = Act::CarryOver {
                document: reference,
                into: next.id,
            };
            task.act(&act, by, acting.today, &calendar)?;
            case.tx.insert(&entry, &next).await?;
            Some(next)
        }
        Some("keep") => {
            task.act(&Act::Keep { note: note.clone() }, by, acting.today, &calendar)?;
            None
        }
        _ => {
            task.act(&Act::Cancel { document: reference }, by, acting.today, &calendar)?;
            None
        }
    };
    case.tx.update(&entry, &mut task).await?;
    let result = goes_on.unwrap_or(task);
    case.commit(result.id).await?;
    Ok(result)
}

async fn replacing(case: &mut Case, task: &Task) -> Result<Directive> {
    let old = task.directive.ok_or(Error::NotFound(Kind::Directive))?;
    let old: Directive = store::load(&mut case.tx, old.0).await?;
    match old.force {
        Force::Replaced { by } | Force::Revoked { by } => Ok(store::load(&mut case.tx, by.0).await?),
        Force::InForce => Err(Error::not_possible("no-decision-waits")),
    }
}
