//! Every act of a task's life as a use case: who may do it is in its type, what it does is in [`domain::life`].

use domain::deadline::{Basis, Deadline, ReviewCycle};
use domain::draft::DraftDeadline;
use domain::id::{FileId, ReportId, TaskId};
use domain::life::{Act, By};
use domain::report::Purpose;
use domain::rights::{Acting, Direct, Head, Judge, Right, Work};
use domain::task::{Handler, Measure, Remover};
use domain::verb::Verb;
use domain::{Kind, Report, Task};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::files::{self, Checked};
use crate::free_text::{Faults, SHORT};
use crate::office::{Begun, Case, Office, new_id};

/// The version of the task that was shown: an act on an older one is refused, and the difference is shown.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Seen {
    /// Version of the task.
    pub version: i64,
}

/// A reason.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ReasonInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A report. Its files are uploaded before (the API) or with it (pages).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReportInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Its words.
    pub text: String,
    /// A figure for the target, as printed: `97,8`.
    pub figure: String,
    /// Number of the product document.
    pub document: String,
    /// Its day: `2026-12-31` or `31/12/2026`.
    pub document_date: String,
    /// Identifiers of uploaded files.
    pub files: Vec<String>,
}

/// An obstacle.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ObstacleInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// What is in the way.
    pub what: String,
    /// Who must remove it: `leader`, `office`, `agency`, `above`.
    pub remover: String,
    /// Which agency, by identifier or name, for `agency`; which body, for `above`.
    pub remover_name: String,
}

/// The removal of an obstacle.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RemovalInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Which obstacle, counted from 0.
    pub which: usize,
    /// How it was removed.
    pub how: String,
}

/// A request for more time.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExtensionInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Until which day.
    pub until: String,
    /// Why.
    pub reason: String,
    /// Number of the document that asks, when there is one.
    pub document: String,
    /// Its day.
    pub document_date: String,
}

/// More time, by a document.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct GrantInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Until which day.
    pub until: String,
    /// Number of the document that allows it.
    pub document: String,
    /// Its day.
    pub document_date: String,
}

/// No more time.
pub type DenyInput = ReasonInput;

/// A decision by a document: to suspend, to cancel.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Number of the document.
    pub document: String,
    /// Its day.
    pub document_date: String,
}

/// The end of a suspension.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ResumeInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Number of the document.
    pub document: String,
    /// Its day.
    pub document_date: String,
    /// A new day for the deadline; blank keeps the old one.
    pub due: String,
}

/// Who is to work on it in the lead agency.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HandlerInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// A user of the agency, by identifier; blank for somebody without an account.
    pub user: String,
    /// Unit or person, as the agency writes it.
    pub name: String,
    /// The day set inside the agency; blank for none.
    pub due: String,
}

/// Who leads and who coordinates.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Assignment {
    /// Version of the task that was shown.
    pub version: i64,
    /// Who leads, by identifier or name.
    pub leads: Vec<String>,
    /// Who coordinates, by identifier or name.
    pub coordinating: Vec<String>,
    /// Why, or on whose instruction.
    pub note: String,
}

/// How a deadline is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineChoice {
    /// As the document has it.
    AsRead,
    /// Words, read by the grammar of directives.
    Words,
    /// A day.
    Day,
    /// Thường xuyên: a review cycle.
    Standing,
    /// Không thời hạn, by decision.
    Without,
}

impl DeadlineChoice {
    /// All choices in the order of forms.
    pub const ALL: [Self; 5] = [Self::AsRead, Self::Day, Self::Words, Self::Standing, Self::Without];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsRead => "as_read",
            Self::Words => "words",
            Self::Day => "day",
            Self::Standing => "standing",
            Self::Without => "without",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// A deadline.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeadlineInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// How: `day`, `words`, `standing`, `without`; for drafts also `as_read`.
    pub choice: String,
    /// The day, for `day`.
    pub due: String,
    /// The words, for `words`: `trước ngày 15 hằng tháng`.
    pub words: String,
    /// The review cycle, for `standing`: `month`, `quarter`, `half_year`, `year`.
    pub cycle: String,
    /// Why, or on whose instruction.
    pub note: String,
}

/// The event from which days are counted.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct StartClockInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// The day of the event.
    pub event_on: String,
}

/// What a coordinating agency owes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DutyInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// The agency, by identifier or name.
    pub agency: String,
    /// Which part.
    pub part: String,
    /// By when; blank for the task's deadline.
    pub due: String,
}

/// What a task is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureChoice {
    /// A product.
    Product,
    /// A number to reach.
    Target,
    /// Its review cycles.
    Reviews,
    /// Nothing, for a reason.
    Nothing,
}

impl MeasureChoice {
    /// All choices in the order of forms.
    pub const ALL: [Self; 4] = [Self::Product, Self::Target, Self::Reviews, Self::Nothing];

    /// The word in forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Target => "target",
            Self::Reviews => "reviews",
            Self::Nothing => "nothing",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }
}

/// What shows that a task is done.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MeasureInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// Which: `product`, `target`, `reviews`, `nothing`.
    pub choice: String,
    /// The product, the target, or the reason.
    pub words: String,
}

/// A look back to be taken.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FollowUpInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// When.
    pub on: String,
    /// At what.
    pub what: String,
}

/// What a look back found.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FoundInput {
    /// Version of the task that was shown.
    pub version: i64,
    /// What.
    pub found: String,
}

/// The lead receives a task.
///
/// # Errors
/// [`Error::NotTheirs`], [`Error::NotPossible`] in another state, [`Error::Overtaken`].
pub async fn receive(office: &Office, acting: &Acting<Work>, task: TaskId, seen: Seen) -> Result<Task> {
    simple(office, acting, task, seen.version, Act::Receive).await
}

/// The head of the lead agency gives a task back.
///
/// # Errors
/// As [`receive`]; without a reason.
pub async fn return_task(office: &Office, acting: &Acting<Head>, task: TaskId, input: ReasonInput) -> Result<Task> {
    let reason = words("reason", &input.reason)?;
    simple(office, acting, task, input.version, Act::Return { reason }).await
}

/// The head of the lead agency says who works on a task.
///
/// # Errors
/// As [`receive`]; a day after the deadline.
pub async fn sub_assign(office: &Office, acting: &Acting<Head>, task: TaskId, input: HandlerInput) -> Result<Task> {
    let mut faults = Faults::default();
    let name = faults.required("name", &input.name, SHORT);
    let due = faults.optional_day("due", &input.due);
    let user = (!input.user.trim().is_empty())
        .then(|| faults.choice("user", &input.user, |id| id.parse().ok()))
        .flatten();
    faults.done()?;
    let act = Act::SubAssign {
        handler: Handler { user, name, due },
    };
    simple(office, acting, task, input.version, act).await
}

/// The lead reports how far it is.
///
/// # Errors
/// As [`receive`]; faults of fields.
pub async fn progress(
    office: &Office,
    acting: &Acting<Work>,
    task: TaskId,
    input: ReportInput,
    uploads: &[Checked],
) -> Result<Task> {
    reported(office, acting, task, input, uploads, Verb::Progress).await
}

/// The lead reports a result, which then waits for confirmation.
///
/// # Errors
/// As [`receive`]; faults of fields.
pub async fn result(
    office: &Office,
    acting: &Acting<Work>,
    task: TaskId,
    input: ReportInput,
    uploads: &[Checked],
) -> Result<Task> {
    reported(office, acting, task, input, uploads, Verb::Result).await
}

/// A coordinating agency answers for its duty.
///
/// # Errors
/// As [`receive`]; faults of fields.
pub async fn answer_duty(
    office: &Office,
    acting: &Acting<Work>,
    task: TaskId,
    input: ReportInput,
    uploads: &[Checked],
) -> Result<Task> {
    reported(office, acting, task, input, uploads, Verb::AnswerDuty).await
}

/// An agency names what is in the way, and who must remove it.
///
/// # Errors
/// As [`receive`]; faults of fields.
pub async fn name_obstacle(office: &Office, acting: &Acting<Work>, task: TaskId, input: ObstacleInput) -> Result<Task> {
    let directory = Directory::load(office).await?;
    let mut faults = Faults::default();
    let what = faults.words("what", &input.what);
    let remover = remover_of(&mut faults, &input, &directory, acting.today);
    faults.done()?;
    let remover = remover.ok_or_else(|| Error::field("remover", "required"))?;
    simple(office, acting, task, input.version, Act::NameObstacle { what, remover }).await
}

fn remover_of(faults: &mut Faults, input: &ObstacleInput, directory: &Directory, today: Date) -> Option<Remover> {
    match input.remover.as_str() {
        "leader" => Some(Remover::Leader),
        "office" => Some(Remover::Office),
        "agency" => {
            let agency = faults.agency("remover_name", &input.remover_name, directory, today)?;
            Some(Remover::Agency { agency })
        }
        "above" => Some(Remover::Above {
            name: faults.required("remover_name", &input.remover_name, SHORT),
        }),
        other => faults.choice("remover", other, |_| None),
    }
}

/// The lead asks for more time.
///
/// # Errors
/// As [`receive`]; a day that is not later than the deadline.
pub async fn ask_extension(
    office: &Office,
    acting: &Acting<Work>,
    task: TaskId,
    input: ExtensionInput,
) -> Result<Task> {
    let mut faults = Faults::default();
    let until = faults.day("until", &input.until);
    let reason = faults.words("reason", &input.reason);
    let document = faults.optional_document(&input.document, &input.document_date);
    faults.done()?;
    let until = until.ok_or_else(|| Error::field("until", "required"))?;
    let act = Act::AskExtension {
        until,
        reason,
        document,
    };
    simple(office, acting, task, input.version, act).await
}

/// More time is given, by the document that allows it.
///
/// # Errors
/// As [`confirm`]; without a document; a day that is not later.
pub async fn grant_extension(office: &Office, acting: &Acting<Judge>, task: TaskId, input: GrantInput) -> Result<Task> {
    let mut faults = Faults::default();
    let until = faults.day("until", &input.until);
    let document = faults.document(&input.document, &input.document_date);
    faults.done()?;
    let (Some(until), Some(document)) = (until, document) else {
        return Err(Error::field("until", "required"));
    };
    let act = Act::GrantExtension { until, document };
    simple(office, acting, task, input.version, act).await
}

/// More time is not given.
///
/// # Errors
/// As [`confirm`]; when none was asked for.
pub async fn deny_extension(office: &Office, acting: &Acting<Judge>, task: TaskId, input: DenyInput) -> Result<Task> {
    let reason = words("reason", &input.reason)?;
    simple(office, acting, task, input.version, Act::DenyExtension { reason }).await
}

/// Who gave the task accepts its result.
///
/// # Errors
/// [`Error::NotPossible`] in another state, [`Error::Overtaken`].
pub async fn confirm(office: &Office, acting: &Acting<Judge>, task: TaskId, seen: Seen) -> Result<Task> {
    simple(office, acting, task, seen.version, Act::Confirm).await
}

/// Who gave the task does not accept its result.
///
/// # Errors
/// As [`confirm`]; without a reason.
pub async fn refuse(office: &Office, acting: &Acting<Judge>, task: TaskId, input: ReasonInput) -> Result<Task> {
    let reason = words("reason", &input.reason)?;
    simple(office, acting, task, input.version, Act::Refuse { reason }).await
}

/// The report of a review cycle is accepted, and the next time is set.
///
/// # Errors
/// As [`confirm`]; for a task that is not standing work.
pub async fn close_cycle(office: &Office, acting: &Acting<Judge>, task: TaskId, seen: Seen) -> Result<Task> {
    simple(office, acting, task, seen.version, Act::CloseCycle).await
}

/// The office gives a task to another lead, or again to the same.
///
/// # Errors
/// [`Error::NotPossible`], [`Error::Overtaken`], faults of fields.
pub async fn assign(office: &Office, acting: &Acting<Direct>, task: TaskId, input: Assignment) -> Result<Task> {
    let directory = Directory::load(office).await?;
    let mut faults = Faults::default();
    let leads = faults.agencies("leads", &input.leads, &directory, acting.today);
    let coordinating = faults.agencies("coordinating", &input.coordinating, &directory, acting.today);
    let note = faults.words("note", &input.note);
    faults.done()?;
    let coordinating = coordinating.into_iter().map(|agency| (agency, None)).collect();
    let act = Act::Assign {
        leads,
        coordinating,
        note,
    };
    simple(office, acting, task, input.version, act).await
}

/// The office sets the deadline that the document left open.
///
/// # Errors
/// As [`assign`]; when a day stands already: then only an extension moves it.
pub async fn set_deadline(
    office: &Office,
    acting: &Acting<Direct>,
    task: TaskId,
    input: DeadlineInput,
) -> Result<Task> {
    let given_on = store::load::<Task>(&office.db, task.0).await?.given_on;
    let mut faults = Faults::default();
    let read = DraftDeadline::Undecided;
    let deadline = deadline_of(&mut faults, &input, &read, given_on, acting.today);
    faults.done()?;
    let deadline = Box::new(deadline.ok_or_else(|| Error::field("choice", "required"))?);
    simple(office, acting, task, input.version, Act::SetDeadline { deadline }).await
}

/// The event took place from which the days of a deadline are counted.
///
/// # Errors
/// As [`assign`]; when no count waits.
pub async fn start_clock(
    office: &Office,
    acting: &Acting<Direct>,
    task: TaskId,
    input: StartClockInput,
) -> Result<Task> {
    let mut faults = Faults::default();
    let event_on = faults.day("event_on", &input.event_on);
    faults.done()?;
    let event_on = event_on.ok_or_else(|| Error::field("event_on", "required"))?;
    simple(office, acting, task, input.version, Act::StartClock { event_on }).await
}

/// The office says what a coordinating agency owes, and by when.
///
/// # Errors
/// As [`assign`].
pub async fn set_duty(office: &Office, acting: &Acting<Direct>, task: TaskId, input: DutyInput) -> Result<Task> {
    let directory = Directory::load(office).await?;
    let mut faults = Faults::default();
    let agency = faults.agency("agency", &input.agency, &directory, acting.today);
    let part = faults.optional_words("part", &input.part);
    let due = faults.optional_day("due", &input.due);
    faults.done()?;
    let agency = agency.ok_or_else(|| Error::field("agency", "required"))?;
    simple(office, acting, task, input.version, Act::SetDuty { agency, part, due }).await
}

/// The office says what shows that a task is done.
///
/// # Errors
/// As [`assign`].
pub async fn set_measure(office: &Office, acting: &Acting<Direct>, task: TaskId, input: MeasureInput) -> Result<Task> {
    let mut faults = Faults::default();
    let measure = measure_of(&mut faults, ["choice", "words"], &input.choice, &input.words);
    faults.done()?;
    let measure = measure.ok_or_else(|| Error::field("choice", "required"))?;
    simple(office, acting, task, input.version, Act::SetMeasure { measure }).await
}

/// An obstacle is out of the way.
///
/// # Errors
/// As [`assign`].
pub async fn remove_obstacle(
    office: &Office,
    acting: &Acting<Direct>,
    task: TaskId,
    input: RemovalInput,
) -> Result<Task> {
    let how = words("how", &input.how)?;
    let act = Act::RemoveObstacle {
        which: input.which,
        how,
    };
    simple(office, acting, task, input.version, act).await
}

/// A task stands still, by a document.
///
/// # Errors
/// As [`assign`].
pub async fn suspend(office: &Office, acting: &Acting<Direct>, task: TaskId, input: OrderInput) -> Result<Task> {
    let document = order(&input)?;
    simple(office, acting, task, input.version, Act::Suspend { document }).await
}

/// A task goes on, by a document.
///
/// # Errors
/// As [`assign`].
pub async fn resume(office: &Office, acting: &Acting<Direct>, task: TaskId, input: ResumeInput) -> Result<Task> {
    let mut faults = Faults::default();
    let document = faults.document(&input.document, &input.document_date);
    let due = faults.optional_day("due", &input.due);
    faults.done()?;
    let document = document.ok_or_else(|| Error::field("document", "required"))?;
    simple(office, acting, task, input.version, Act::Resume { document, due }).await
}

/// A task ends without a result, by a document.
///
/// # Errors
/// As [`assign`].
pub async fn cancel(office: &Office, acting: &Acting<Direct>, task: TaskId, input: OrderInput) -> Result<Task> {
    let document = order(&input)?;
    simple(office, acting, task, input.version, Act::Cancel { document }).await
}

/// The office will look again at what a finished task left behind.
///
/// # Errors
/// As [`assign`].
pub async fn plan_follow_up(
    office: &Office,
    acting: &Acting<Direct>,
    task: TaskId,
    input: FollowUpInput,
) -> Result<Task> {
    let mut faults = Faults::default();
    let on = faults.day("on", &input.on);
    let what = faults.words("what", &input.what);
    faults.done()?;
    let on = on.ok_or_else(|| Error::field("on", "required"))?;
    simple(office, acting, task, input.version, Act::PlanFollowUp { on, what }).await
}

/// The office looked again.
///
/// # Errors
/// As [`assign`].
pub async fn follow_up(office: &Office, acting: &Acting<Direct>, task: TaskId, input: FoundInput) -> Result<Task> {
    let found = words("found", &input.found)?;
    simple(office, acting, task, input.version, Act::FollowUp { found }).await
}

fn words(field: &str, typed: &str) -> Result<String> {
    let mut faults = Faults::default();
    let words = faults.words(field, typed);
    faults.done().map(|()| words)
}

fn order(input: &OrderInput) -> Result<domain::directive::DocumentRef> {
    let mut faults = Faults::default();
    let document = faults.document(&input.document, &input.document_date);
    faults.done()?;
    document.ok_or_else(|| Error::field("document", "required"))
}

/// A deadline from a form. `read` is what the document says, for `as_read` and for the words of standing work; days of a
/// rule run from `given_on`.
pub(crate) fn deadline_of(
    faults: &mut Faults,
    input: &DeadlineInput,
    read: &DraftDeadline,
    given_on: Date,
    today: Date,
) -> Option<Deadline> {
    let by_office = |faults: &mut Faults| Basis::Office {
        note: faults.words("note", &input.note),
    };
    match faults.choice("choice", &input.choice, DeadlineChoice::from_word)? {
        DeadlineChoice::AsRead => {
            let deadline = read.deadline().cloned();
            if deadline.is_none() {
                faults.add(crate::FieldError::new("choice", "nothing-read"));
            }
            deadline
        }
        DeadlineChoice::Day => {
            let due = faults.day("due", &input.due);
            let basis = by_office(faults);
            Some(Deadline::on(due?, None, given_on, basis))
        }
        DeadlineChoice::Words => {
            let words = faults.required("words", &input.words, SHORT);
            let deadline = Deadline::from_words(
                &words,
                given_on,
                given_on,
                Basis::Office {
                    note: input.note.trim().to_owned(),
                },
            );
            if deadline.is_none() {
                faults.add(crate::FieldError::new("words", "no-deadline-in-words"));
            }
            deadline
        }
        DeadlineChoice::Standing => {
            let cycle = faults.choice("cycle", &input.cycle, |word| {
                ReviewCycle::ALL.into_iter().find(|cycle| cycle.word() == word)
            })?;
            let decided = read.with_cycle(
                cycle,
                today,
                Basis::Office {
                    note: input.note.trim().to_owned(),
                },
            );
            decided.deadline().cloned()
        }
        DeadlineChoice::Without => {
            let basis = by_office(faults);
            Some(Deadline::none(given_on, basis))
        }
    }
}

/// A measure from a form, whose fields are called so.
pub(crate) fn measure_of(
    faults: &mut Faults,
    [choice_field, words_field]: [&str; 2],
    choice: &str,
    typed: &str,
) -> Option<Measure> {
    match faults.choice(choice_field, choice, MeasureChoice::from_word)? {
        MeasureChoice::Product => Some(Measure::Product {
            product: faults.words(words_field, typed),
        }),
        MeasureChoice::Target => Some(Measure::Target {
            target: faults.words(words_field, typed),
        }),
        MeasureChoice::Reviews => Some(Measure::Reviews),
        MeasureChoice::Nothing => Some(Measure::Nothing {
            reason: faults.words(words_field, typed),
        }),
    }
}

/// An act that changes nothing but the task.
async fn simple<R: Right>(office: &Office, acting: &Acting<R>, id: TaskId, seen: i64, act: Act) -> Result<Task> {
    let mut case = match office.begin(acting, act.verb().action()).await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut task = open(&mut case, acting, id, seen).await?;
    do_act(office, &mut case, acting, &mut task, &act).await?;
    case.commit(id).await?;
    Ok(task)
}

/// A report and the act that it carries.
async fn reported(
    office: &Office,
    acting: &Acting<Work>,
    id: TaskId,
    input: ReportInput,
    uploads: &[Checked],
    verb: Verb,
) -> Result<Task> {
    let agency = acting.agency.ok_or(Error::NotTheirs("report"))?;
    let mut faults = Faults::default();
    let text = faults.words("text", &input.text);
    let figure = faults.optional("figure", &input.figure, SHORT);
    let document = faults.optional_document(&input.document, &input.document_date);
    let mut files = Vec::new();
    for file in &input.files {
        files.extend(faults.choice("files", file, |id| id.parse::<FileId>().ok()));
    }
    faults.done()?;
    let mut case = match office.begin(acting, verb.action()).await? {
        Begun::Already(_) => return Ok(store::load(&office.db, id.0).await?),
        Begun::New(case) => case,
    };
    let mut task = open(&mut case, acting, id, input.version).await?;
    for file in &files {
        if !files::is_free(&mut case, acting, *file, id).await? {
            return Err(Error::field("files", "unknown-choice"));
        }
    }
    for file in uploads {
        files.push(files::add(&mut case, file).await?);
    }
    let report_id: ReportId = new_id(acting.at);
    let (act, purpose) = match verb {
        Verb::Result => (
            Act::Result {
                report: report_id,
                document: document.clone(),
            },
            Purpose::Result,
        ),
        Verb::AnswerDuty => (Act::AnswerDuty { report: report_id }, Purpose::Duty),
        _ if task.deadline.is_cyclic() => (Act::Progress { report: report_id }, Purpose::Cycle),
        _ => (Act::Progress { report: report_id }, Purpose::Progress),
    };
    do_act(office, &mut case, acting, &mut task, &act).await?;
    let report = Report {
        id: report_id,
        version: 1,
        task: id,
        agency,
        by: acting.user,
        on: acting.today,
        purpose,
        text,
        figure: (!figure.is_empty()).then_some(figure),
        document,
        files,
    };
    case.tx.insert(&case.act, &report).await?;
    case.commit(id).await?;
    Ok(task)
}

/// The task inside the transaction, as far as it may be seen, in the version that was shown.
async fn open<R: Right>(case: &mut Case, acting: &Acting<R>, id: TaskId, seen: i64) -> Result<Task> {
    let task: Task = store::load(&mut case.tx, id.0).await?;
    if !acting.scope().covers(task.agencies()) {
        return Err(Error::NotFound(Kind::Task));
    }
    if task.version != seen {
        return Err(Error::Overtaken {
            kind: Kind::Task,
            id: id.0,
            seen,
            found: task.version,
        });
    }
    Ok(task)
}

/// Does an act and writes the task.
async fn do_act<R: Right>(
    office: &Office,
    case: &mut Case,
    acting: &Acting<R>,
    task: &mut Task,
    act: &Act,
) -> Result<()> {
    let by = By {
        user: acting.user,
        agency: acting.agency,
    };
    task.act(act, by, acting.today, office.calendar())?;
    let reason = reason_of(act).map(str::to_owned);
    let entry = match &reason {
        Some(reason) => case.act.because(reason),
        None => case.act,
    };
    case.tx.update(&entry, task).await?;
    Ok(())
}

/// What the journal says besides the change.
fn reason_of(act: &Act) -> Option<&str> {
    match act {
        Act::Return { reason }
        | Act::Refuse { reason }
        | Act::DenyExtension { reason }
        | Act::AskExtension { reason, .. }
        | Act::Assign { note: reason, .. }
        | Act::Keep { note: reason }
        | Act::RemoveObstacle { how: reason, .. } => Some(reason),
        Act::Suspend { document }
        | Act::Resume { document, .. }
        | Act::Cancel { document }
        | Act::CarryOver { document, .. }
        | Act::GrantExtension { document, .. } => Some(&document.number),
        _ => None,
    }
}
