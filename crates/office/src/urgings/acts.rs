//! What is done to urgings: prepare letters, record their numbers, withdraw drafts, record receipts.

use domain::directive::DocumentRef;
use domain::id::{AgencyId, TaskId, UrgingId};
use domain::rights::{Acting, Right, Urge, Work};
use domain::urging::{Item, Level, Receipt, Sending, ToldBy, Withdrawal};
use domain::{Kind, Province, Task, Urging};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::letter::Letter;
use super::lists::visible;
use super::proposal::{Counting, LateRow, to_urge_within};
use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::files;
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Case, Office, new_id};
use crate::tasks::Seen;

/// Most tasks of one sending.
const MOST: usize = 5_000;

/// Which tasks of which agencies are to be urged.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PrepareInput {
    /// Agency and task, by their identifiers: `<agency>/<task>`.
    pub chosen: Vec<String>,
}

/// Letters that were made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Prepared {
    /// One for each agency.
    pub urgings: Vec<UrgingId>,
    /// Chosen tasks that no letter names: they moved since the page was shown, or are not yet to be urged again.
    pub left_out: usize,
}

/// Number and day of the signed document of a draft.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct NumberInput {
    /// The draft.
    pub urging: String,
    /// Version that was shown.
    pub version: i64,
    /// Number and symbol: `1234/VP-NC`. Blank leaves it a draft.
    pub document: String,
}

/// Numbers of signed documents, all of one day.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SendInput {
    /// The day of the documents: `2026-12-31` or `31/12/2026`.
    pub document_date: String,
    /// The numbers.
    pub numbers: Vec<NumberInput>,
}

/// Why a draft is withdrawn.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WithdrawInput {
    /// Version that was shown.
    pub version: i64,
    /// Why.
    pub reason: String,
}

/// A receipt that the office was told of outside.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReceiptInput {
    /// Version that was shown.
    pub version: i64,
    /// The day on which it arrived.
    pub received_on: String,
}

/// Makes a letter for each agency of whom tasks were chosen, and records it as a draft. Steps and days are those of this
/// moment, not of the page.
///
/// # Errors
/// When nothing was chosen, or nothing of it is to be urged any more.
pub async fn prepare(office: &Office, acting: &Acting<Urge>, input: &PrepareInput) -> Result<Prepared> {
    let chosen = chosen(&input.chosen)?;
    let mut case = match office.begin(acting, "urging.prepare").await? {
        Begun::Already(outcome) => return Ok(again(&outcome)),
        Begun::New(case) => case,
    };
    let counting = Counting::within(&mut case.tx, office, acting.today).await?;
    let directory = Directory::within(&mut case.tx).await?;
    let province = store::provinces::province(&mut case.tx).await?;
    let province = province.ok_or(Error::NotFound(Kind::Province))?;
    let mut prepared = Prepared {
        urgings: Vec::new(),
        left_out: chosen.iter().map(|(_, tasks)| tasks.len()).sum(),
    };
    // Letters of one moment are listed in the order in which they were chosen.
    let mut ids: Vec<UrgingId> = chosen.iter().map(|_| new_id(acting.at)).collect();
    ids.sort_unstable();
    for ((agency, tasks), id) in chosen.into_iter().zip(ids) {
        let late = to_urge_within(&mut case.tx, &counting, agency, &tasks).await?;
        if late.is_empty() {
            continue;
        }
        prepared.left_out -= late.len();
        add(&mut case, acting, &counting, &directory, &province, (id, agency), &late).await?;
        prepared.urgings.push(id);
    }
    if prepared.urgings.is_empty() {
        return Err(Error::not_possible("nothing-to-urge"));
    }
    let ids: Vec<String> = prepared.urgings.iter().map(ToString::to_string).collect();
    case.commit(format!("{} {}", prepared.left_out, ids.join(" "))).await?;
    Ok(prepared)
}

/// What a sending made that acted before.
fn again(outcome: &str) -> Prepared {
    let mut words = outcome.split(' ');
    Prepared {
        left_out: words.next().and_then(|count| count.parse().ok()).unwrap_or(0),
        urgings: words.filter_map(|id| id.parse().ok()).collect(),
    }
}

/// What was ticked, by agency in the order of the page.
fn chosen(ticked: &[String]) -> Result<Vec<(AgencyId, Vec<TaskId>)>> {
    if ticked.is_empty() {
        return Err(Error::field("chosen", "none-chosen"));
    }
    if ticked.len() > MOST {
        let fault = FieldError::new("chosen", "too-many").with("most", MOST);
        return Err(Error::Invalid(vec![fault]));
    }
    let mut chosen: Vec<(AgencyId, Vec<TaskId>)> = Vec::new();
    for ticked in ticked {
        let ids = ticked.split_once('/');
        let ids = ids.and_then(|(agency, task)| Some((agency.parse().ok()?, task.parse().ok()?)));
        let Some((agency, task)) = ids else {
            return Err(Error::field("chosen", "unknown-choice"));
        };
        match chosen.iter_mut().find(|(known, _)| *known == agency) {
            Some((_, tasks)) if tasks.contains(&task) => {}
            Some((_, tasks)) => tasks.push(task),
            None => chosen.push((agency, vec![task])),
        }
    }
    Ok(chosen)
}

async fn add(
    case: &mut Case,
    acting: &Acting<Urge>,
    counting: &Counting,
    directory: &Directory,
    province: &Province,
    (id, agency): (UrgingId, AgencyId),
    late: &[(Task, LateRow)],
) -> Result<()> {
    let mut items: Vec<Item> = late
        .iter()
        .filter_map(|(task, row)| Some(item(task, row, row.level()?)))
        .collect();
    items.sort_by_key(|item| (std::cmp::Reverse((item.level, item.days_late)), item.number));
    let level = items.iter().map(|item| item.level).max().unwrap_or(Level::Reminder);
    let within = counting.ladder.answer_within_working_days();
    let above = directory.agency(agency).and_then(|agency| agency.above);
    let letter = Letter {
        province,
        agency: directory.name(agency),
        superior: above.map(|above| directory.name(above)),
        tells_superior: counting.ladder.tells_superior(level),
        level,
        items: &items,
        as_of: acting.today,
        answer_within: within,
    };
    let letter = files::add(case, &letter.file()).await?;
    let urging = Urging {
        id,
        version: 1,
        agency,
        level,
        items,
        prepared_on: acting.today,
        prepared_by: acting.user,
        letter,
        answer_within: within,
        sent: None,
        receipt: None,
        withdrawn: None,
    };
    case.tx.insert(&case.act, &urging).await?;
    Ok(())
}

fn item(task: &Task, row: &LateRow, level: Level) -> Item {
    Item {
        task: task.id,
        number: row.number,
        text: row.text.clone(),
        document: row.document.clone(),
        owed: row.owed,
        due: row.due,
        days_late: row.days_late,
        level,
        last_report: task.last_report.as_ref().map(|last| last.report),
    }
}

/// Records the numbers that signed documents were given, all of one day. A draft without a number stays one.
///
/// # Errors
/// Faults of fields, those of a number at `document-<urging>`; [`Error::NotPossible`] for what is no draft any more.
pub async fn send(office: &Office, acting: &Acting<Urge>, input: &SendInput) -> Result<Vec<Urging>> {
    let mut faults = Faults::default();
    let on = faults.day("document_date", &input.document_date);
    let mut numbers: Vec<(UrgingId, i64, String)> = Vec::new();
    for number in input.numbers.iter().filter(|number| !number.document.trim().is_empty()) {
        let field = format!("document-{}", number.urging);
        let document = faults.required(&field, &number.document, SHORT);
        let urging = faults.choice(&field, &number.urging, |id| id.parse().ok());
        numbers.extend(urging.map(|urging| (urging, number.version, document)));
    }
    if numbers.is_empty() {
        let first = input.numbers.first().map(|number| number.urging.as_str());
        faults.add(FieldError::new(
            format!("document-{}", first.unwrap_or_default()),
            "no-number",
        ));
    }
    faults.done()?;
    let on = on.ok_or_else(|| Error::field("document_date", "required"))?;
    let mut case = match office.begin(acting, "urging.send").await? {
        Begun::Already(outcome) => return already(office, &outcome).await,
        Begun::New(case) => case,
    };
    let counting = Counting::within(&mut case.tx, office, acting.today).await?;
    let mut sent = Vec::new();
    for (id, seen, number) in numbers {
        let mut urging = open(&mut case, acting, id, seen).await?;
        let sending = Sending {
            document: DocumentRef {
                number: number.clone(),
                issued_on: Some(on),
                issuer: None,
            },
            on,
            answer_by: counting.answer_by(on, urging.answer_within),
            by: acting.user,
        };
        urging.send(sending, acting.today)?;
        case.tx.update(&case.act.because(&number), &mut urging).await?;
        sent.push(urging);
    }
    let ids: Vec<String> = sent.iter().map(|urging| urging.id.to_string()).collect();
    case.commit(ids.join(" ")).await?;
    Ok(sent)
}

async fn already(office: &Office, outcome: &str) -> Result<Vec<Urging>> {
    let ids: Vec<_> = outcome.split(' ').filter_map(|id| id.parse().ok()).collect();
    Ok(store::load_some(&office.db, &ids).await?)
}

/// Withdraws a draft. What was sent stays.
///
/// # Errors
/// Without a reason; [`Error::NotPossible`] for what is no draft any more.
pub async fn withdraw(office: &Office, acting: &Acting<Urge>, id: UrgingId, input: &WithdrawInput) -> Result<Urging> {
    let mut faults = Faults::default();
    let reason = faults.words("reason", &input.reason);
    faults.done()?;
    let mut case = match office.begin(acting, "urging.withdraw").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut urging = open(&mut case, acting, id, input.version).await?;
    urging.withdraw(Withdrawal {
        on: acting.today,
        by: acting.user,
        reason: reason.clone(),
    })?;
    case.tx.update(&case.act.because(&reason), &mut urging).await?;
    case.commit(id).await?;
    Ok(urging)
}

/// The urged agency opens its document, which is its receipt.
///
/// # Errors
/// [`Error::NotFound`] for that of another agency; [`Error::NotPossible`] when it was received before.
pub async fn receive(office: &Office, acting: &Acting<Work>, id: UrgingId, seen: Seen) -> Result<Urging> {
    let receipt = Receipt {
        on: acting.today,
        by: acting.user,
        told_by: ToldBy::Agency,
    };
    received(office, acting, id, seen.version, receipt).await
}

/// The office records that a document arrived, as it was told outside.
///
/// # Errors
/// A day in the future or before the document; [`Error::NotPossible`] when it was not sent, or was received before.
pub async fn record_receipt(
    office: &Office,
    acting: &Acting<Urge>,
    id: UrgingId,
    input: &ReceiptInput,
) -> Result<Urging> {
    let mut faults = Faults::default();
    let on = faults.day("received_on", &input.received_on);
    faults.done()?;
    let receipt = Receipt {
        on: on.ok_or_else(|| Error::field("received_on", "required"))?,
        by: acting.user,
        told_by: ToldBy::Office,
    };
    received(office, acting, id, input.version, receipt).await
}

async fn received<R: Right>(
    office: &Office,
    acting: &Acting<R>,
    id: UrgingId,
    seen: i64,
    receipt: Receipt,
) -> Result<Urging> {
    let mut case = match office.begin(acting, "urging.receive").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut urging = open(&mut case, acting, id, seen).await?;
    urging.receive(receipt, acting.today)?;
    case.tx.update(&case.act, &mut urging).await?;
    case.commit(id).await?;
    Ok(urging)
}

/// The urging inside the transaction, as far as it may be seen, in the version that was shown.
async fn open<R: Right>(case: &mut Case, acting: &Acting<R>, id: UrgingId, seen: i64) -> Result<Urging> {
    let urging: Urging = store::load(&mut case.tx, id.0).await?;
    if !visible(&urging, acting.scope()) {
        return Err(Error::NotFound(Kind::Urging));
    }
    if urging.version != seen {
        return Err(Error::Overtaken {
            kind: Kind::Urging,
            id: id.0,
            seen,
            found: urging.version,
        });
    }
    Ok(urging)
}
