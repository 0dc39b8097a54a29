//! Urgings to look at: lists, one with what came of it, its letter, and whom a report names.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};

use anyhow::Context as _;
use domain::id::{AgencyId, TaskId, UrgingId, UserId};
use domain::rights::{Acting, Scope, See, Urge, Work};
use domain::task::State;
use domain::urging::{Effect, Item, Level, Owed, Stage};
use domain::{File, Kind, Task, Urging};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::urgings::{Mark, UrgingFilter};

use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::files;
use crate::free_text::Faults;
use crate::office::Office;

/// Urgings of a page.
const PAGE: u32 = 30;
/// Most drafts in one archive.
const DRAFTS: u32 = 500;

/// An urging in a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UrgingRow {
    /// Identifier.
    pub id: UrgingId,
    /// Version.
    pub version: i64,
    /// Who is urged.
    pub agency: AgencyId,
    /// Their name.
    pub name: String,
    /// Its step.
    pub level: Level,
    /// Where it is.
    pub stage: Stage,
    /// How many tasks.
    pub tasks: usize,
    /// The day as of which days were counted.
    #[schemars(with = "String")]
    pub prepared_on: Date,
    /// Number of the signed document.
    pub document: Option<String>,
    /// Its day.
    #[schemars(with = "Option<String>")]
    pub sent_on: Option<Date>,
    /// The day of the receipt.
    #[schemars(with = "Option<String>")]
    pub received_on: Option<Date>,
    /// What came of it.
    pub effect: Option<Effect>,
}

/// What a list of urgings is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UrgingQuery {
    /// Where they are: `draft`, `sent`, `received`, `withdrawn`; blank for any.
    pub stage: String,
    /// Their step: `first_letter`; blank for any.
    pub level: String,
    /// Of this agency, by identifier; blank for any.
    pub agency: String,
    /// With a document, or withdrawn, on this day or later.
    pub from: String,
    /// With a document, or withdrawn, on this day or earlier.
    pub to: String,
    /// Where the page begins: `next` of the page before.
    pub after: String,
}

/// A page of urgings.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UrgingPage {
    /// Drafts first, then the latest document.
    pub rows: Vec<UrgingRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A task of an urging: as it was, and what became of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemRow {
    /// As it was at that moment.
    pub item: Item,
    /// The day on which the agency first answered after the document.
    #[schemars(with = "Option<String>")]
    pub answered_on: Option<Date>,
    /// Its state today.
    pub state: State,
}

/// An urging with everything its page shows.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UrgingView {
    /// The urging.
    pub urging: Urging,
    /// As a row, with its effect.
    pub row: UrgingRow,
    /// Its tasks.
    pub items: Vec<ItemRow>,
    /// Names on screen of the users the page mentions.
    pub people: BTreeMap<UserId, String>,
    /// What the reader could do now: `send`, `withdraw`, `receive`, `record_receipt`.
    pub possible: Vec<&'static str>,
}

/// An agency named in the report of a period.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Named {
    /// The act.
    pub urging: UrgingId,
    /// The agency.
    pub agency: AgencyId,
    /// Its name.
    pub name: String,
    /// Named in the report, or proposed for inspection.
    pub level: Level,
    /// Number of the document.
    pub document: String,
    /// Its day.
    #[schemars(with = "String")]
    pub on: Date,
    /// Its tasks as they were.
    pub items: Vec<Item>,
}

/// Whether an urging may be seen: an agency sees what was sent to it.
pub(crate) fn visible(urging: &Urging, scope: Scope) -> bool {
    match scope {
        Scope::All => true,
        Scope::Agency(own) => urging.agency == own && urging.sent.is_some(),
    }
}

/// An urging, as far as it may be seen.
pub(crate) async fn find(office: &Office, scope: Scope, id: UrgingId) -> Result<Urging> {
    let urging: Urging = store::load(&office.db, id.0).await?;
    if visible(&urging, scope) {
        Ok(urging)
    } else {
        Err(Error::NotFound(Kind::Urging))
    }
}

/// A page of urgings, as far as they may be seen.
///
/// # Errors
/// Faults of the query.
pub async fn list(office: &Office, acting: &Acting<See>, query: &UrgingQuery) -> Result<UrgingPage> {
    let filter = filter(query)?;
    let mut urgings = store::urgings::page(&office.db, &filter, acting.scope(), PAGE + 1).await?;
    let is_last = urgings.len() <= PAGE as usize;
    urgings.truncate(PAGE as usize);
    let next = urgings.last().filter(|_| !is_last).map(mark);
    Ok(UrgingPage {
        rows: rows(office, &urgings, acting.today).await?,
        next,
    })
}

/// The place of an urging, fit for an address.
fn mark(urging: &Urging) -> String {
    let day = urging.day().map(|day| day.to_string());
    format!("{}_{}", day.unwrap_or_default(), urging.id)
}

fn read_mark(written: &str) -> Option<Mark> {
    let (day, id) = written.split_once('_')?;
    let day = if day.is_empty() { None } else { Some(day.parse().ok()?) };
    Some((day, id.parse().ok()?))
}

fn filter(query: &UrgingQuery) -> Result<UrgingFilter> {
    let mut faults = Faults::default();
    let given = |typed: &str| !typed.trim().is_empty();
    let mut filter = UrgingFilter::default();
    if given(&query.stage) {
        filter.stage = faults.choice("stage", &query.stage, Stage::from_word);
    }
    if given(&query.level) {
        filter.levels = faults
            .choice("level", &query.level, Level::from_word)
            .into_iter()
            .collect();
    }
    if given(&query.agency) {
        filter.agency = faults.choice("agency", &query.agency, |id| id.parse().ok());
    }
    filter.from = faults.optional_day("from", &query.from);
    filter.to = faults.optional_day("to", &query.to);
    if given(&query.after) {
        filter.after = faults.choice("after", &query.after, read_mark);
    }
    faults.done()?;
    Ok(filter)
}

/// What was sent to an agency and not received, the latest first.
pub(crate) async fn unreceived(office: &Office, acting: &Acting<See>) -> Result<Vec<UrgingRow>> {
    let filter = UrgingFilter {
        stage: Some(Stage::Sent),
        ..UrgingFilter::default()
    };
    let urgings = store::urgings::page(&office.db, &filter, acting.scope(), PAGE).await?;
    rows(office, &urgings, acting.today).await
}

/// The urgings about a task, as far as they may be seen, the oldest first.
pub(crate) async fn of_task(office: &Office, acting: &Acting<See>, task: TaskId) -> Result<Vec<Urging>> {
    let mut urgings = store::urgings::of_task(&office.db, task).await?;
    urgings.retain(|urging| visible(urging, acting.scope()));
    Ok(urgings)
}

/// Rows with their effect, read at once.
pub(crate) async fn rows(office: &Office, urgings: &[Urging], today: Date) -> Result<Vec<UrgingRow>> {
    let directory = Directory::load(office).await?;
    let answers = Answers::of(office, urgings).await?;
    Ok(urgings
        .iter()
        .map(|urging| row(urging, &directory, &answers, today))
        .collect())
}

fn row(urging: &Urging, directory: &Directory, answers: &Answers, today: Date) -> UrgingRow {
    UrgingRow {
        id: urging.id,
        version: urging.version,
        agency: urging.agency,
        name: directory.name(urging.agency).to_owned(),
        level: urging.level,
        stage: urging.stage(),
        tasks: urging.items.len(),
        prepared_on: urging.prepared_on,
        document: urging.sent.as_ref().map(|sent| sent.document.number.clone()),
        sent_on: urging.sent.as_ref().map(|sent| sent.on),
        received_on: urging.receipt.as_ref().map(|receipt| receipt.on),
        effect: urging.effect(|item| answers.day(urging, item), today),
    }
}

/// When the tasks of some urgings moved after their documents.
struct Answers {
    reports: BTreeMap<(UrgingId, TaskId), Date>,
    received: BTreeMap<TaskId, Date>,
}

impl Answers {
    async fn of(office: &Office, urgings: &[Urging]) -> Result<Self> {
        let sent: Vec<&Urging> = urgings.iter().filter(|urging| urging.sent.is_some()).collect();
        let ids: Vec<UrgingId> = sent.iter().map(|urging| urging.id).collect();
        let waited = sent.iter().flat_map(|urging| &urging.items);
        let waited: BTreeSet<_> = waited
            .filter(|item| item.owed == Owed::Receipt)
            .map(|item| item.task.0)
            .collect();
        let waited: Vec<Task> = store::load_some(&office.db, &waited.into_iter().collect::<Vec<_>>()).await?;
        let received = waited.iter().filter_map(|task| Some((task.id, task.received_on?)));
        Ok(Self {
            reports: store::urgings::answers(&office.db, &ids).await?,
            received: received.collect(),
        })
    }

    /// The first day on which the agency moved on a task from the day of the document on.
    fn day(&self, urging: &Urging, item: &Item) -> Option<Date> {
        let sent = urging.sent.as_ref()?;
        let reported = self.reports.get(&(urging.id, item.task)).copied();
        let received = self.received.get(&item.task).copied();
        let received = received.filter(|day| item.owed == Owed::Receipt && *day >= sent.on);
        reported.into_iter().chain(received).min()
    }
}

/// An urging with everything its page shows.
///
/// # Errors
/// [`Error::NotFound`] also for one that may not be seen.
pub async fn view(office: &Office, acting: &Acting<See>, id: UrgingId) -> Result<UrgingView> {
    let urging = find(office, acting.scope(), id).await?;
    let directory = Directory::load(office).await?;
    let answers = Answers::of(office, std::slice::from_ref(&urging)).await?;
    let ids: Vec<_> = urging.items.iter().map(|item| item.task.0).collect();
    let tasks: Vec<Task> = store::load_some(&office.db, &ids).await?;
    let states: BTreeMap<TaskId, State> = tasks.iter().map(|task| (task.id, task.state)).collect();
    let items = urging.items.iter().map(|item| ItemRow {
        item: item.clone(),
        answered_on: answers.day(&urging, item),
        state: states.get(&item.task).copied().unwrap_or(State::Assigned),
    });
    let mentioned = [
        Some(urging.prepared_by),
        urging.sent.as_ref().map(|sent| sent.by),
        urging.receipt.as_ref().map(|receipt| receipt.by),
        urging.withdrawn.as_ref().map(|withdrawal| withdrawal.by),
    ];
    let users = store::users::all(&office.db).await?;
    let people = users.into_iter().filter(|user| mentioned.contains(&Some(user.id)));
    Ok(UrgingView {
        row: row(&urging, &directory, &answers, acting.today),
        items: items.collect(),
        people: people.map(|user| (user.id, user.name)).collect(),
        possible: possible(&urging, acting),
        urging,
    })
}

fn possible(urging: &Urging, acting: &Acting<See>) -> Vec<&'static str> {
    let urges = acting.may::<Urge>().is_ok();
    let is_own = acting.may::<Work>().is_ok() && acting.agency == Some(urging.agency);
    match urging.stage() {
        Stage::Draft if urges => vec!["send", "withdraw"],
        Stage::Sent if is_own => vec!["receive"],
        Stage::Sent if urges => vec!["record_receipt"],
        _ => Vec::new(),
    }
}

/// The letter of an urging.
///
/// # Errors
/// As [`view`].
pub async fn letter(office: &Office, acting: &Acting<See>, id: UrgingId) -> Result<(File, Vec<u8>)> {
    let urging = find(office, acting.scope(), id).await?;
    files::content(office, urging.letter).await
}

/// The letters of all drafts in one archive, to be printed and signed.
///
/// # Errors
/// When there is no draft.
pub async fn letters(office: &Office, _: &Acting<Urge>) -> Result<Vec<u8>> {
    let filter = UrgingFilter {
        stage: Some(Stage::Draft),
        ..UrgingFilter::default()
    };
    let drafts = store::urgings::page(&office.db, &filter, Scope::All, DRAFTS).await?;
    if drafts.is_empty() {
        return Err(Error::NotFound(Kind::Urging));
    }
    let mut letters = Vec::new();
    for draft in &drafts {
        letters.push(files::content(office, draft.letter).await?);
    }
    archive(&letters).map_err(Error::Failed)
}

/// An archive with a number before each name, so that no two are alike.
fn archive(letters: &[(File, Vec<u8>)]) -> anyhow::Result<Vec<u8>> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (file, bytes)) in letters.iter().enumerate() {
        let name = format!("{:03}-{}", number + 1, file.name);
        archive
            .start_file(name, zip::write::SimpleFileOptions::default())
            .context("adding a letter to the archive")?;
        archive.write_all(bytes).context("adding a letter to the archive")?;
    }
    let written = archive.finish().context("closing the archive")?;
    Ok(written.into_inner())
}

/// The agencies that documents of a period name in the report, or propose for inspection, by the day of the document.
///
/// # Errors
/// When the database cannot be read.
pub async fn named_in_report(office: &Office, _: &Acting<See>, first: Date, last: Date) -> Result<Vec<Named>> {
    let directory = Directory::load(office).await?;
    let urgings = store::urgings::named_in_report(&office.db, first, last).await?;
    let named = urgings.into_iter().filter_map(|urging| {
        let sent = urging.sent?;
        Some(Named {
            urging: urging.id,
            agency: urging.agency,
            name: directory.name(urging.agency).to_owned(),
            level: urging.level,
            document: sent.document.number,
            on: sent.on,
            items: urging.items,
        })
    });
    Ok(named.collect())
}
