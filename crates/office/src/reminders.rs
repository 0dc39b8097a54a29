//! Reminders: the digests of a working day are made once, put into the outbox, and sent from there until they have left.
//!
//! What a digest holds is decided in [`domain::reminder`]. Nothing here has a clock: whoever runs the program calls
//! [`make`] and [`send_due`] with the moment, as often as it likes.

use std::future::Future;

use domain::User;
use domain::id::{AgencyId, DigestId, UserId};
use domain::reminder::{self, Digest, Item, Morning, Numbers, Organisation, Sort, Told};
use domain::rights::{Acting, ManageUsers, SignedIn};
use domain::rules::Rules;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::reminders::{self as outbox, Letter};

use crate::agencies::Directory;
use crate::error::{Error, FieldError, Result};
use crate::free_text::Faults;
use crate::office::{Begun, Office, day_at, hour_at, new_id, start_of};
use crate::users;

/// How long whoever takes a letter has to send it, before it may be taken again.
const LEASE: SignedDuration = SignedDuration::from_mins(10);
/// The longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// A letter that could not be sent for so long is given up: what it says is told on paper by then.
const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(72);
/// Letters sent by one call.
const AT_ONCE: u32 = 200;
/// Rows of a page.
const PAGE: u32 = 50;
/// Digests shown to a person of their own.
const OWN: u32 = 20;
/// Digests are kept for two years: who was told, and when, is asked when a year is closed.
const KEPT_DAYS: i64 = 731;

/// What a letter says, with names for identifiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Identifier: the same however often it is tried.
    pub id: DigestId,
    /// Where it goes.
    pub address: String,
    /// To whom.
    pub name: String,
    /// Name of the office that sends it.
    pub office: String,
    /// The day it is about.
    pub day: Date,
    /// The moment it was made.
    pub made_at: Timestamp,
    /// What waits.
    pub items: Vec<OutgoingItem>,
}

/// A line of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutgoingItem {
    /// The line.
    pub item: Item,
    /// Name of the agency whose work it is.
    pub agency: Option<String>,
}

/// Why a letter could not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSent {
    /// In words for the administrator, without anything secret.
    pub why: String,
    /// Whether trying again would not help: there is no such address.
    pub is_final: bool,
}

/// The way out: a folder, or a mail server.
pub trait Post: Sync {
    /// Sends a letter. The same letter may come twice, with the same identifier.
    fn send(&self, letter: &Outgoing) -> impl Future<Output = std::result::Result<(), NotSent>> + Send;
}

/// What sending has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// Letters that left.
    pub sent: usize,
    /// Letters that could not be sent this time.
    pub failed: usize,
}

struct Register<'d> {
    directory: &'d Directory,
    day: Date,
}

impl Organisation for Register<'_> {
    fn today(&self, agency: AgencyId) -> Vec<AgencyId> {
        self.directory.today(agency, self.day)
    }

    fn above(&self, agency: AgencyId) -> Option<AgencyId> {
        self.directory.agency(agency)?.above
    }
}

/// Whether letters leave at a moment: on working days, in the hours of the rule.
async fn is_in_hours(office: &Office, rules: &Rules, at: Timestamp) -> Result<bool> {
    let today = day_at(at);
    let hours = rules.on("reminder_hours", today).map(|rule| rule.value.clone());
    let hour = i64::from(hour_at(at));
    let is_open = match hours.as_deref() {
        Some([from, to, ..]) => (*from..*to).contains(&hour),
        _ => true,
    };
    Ok(is_open && office.calendar().await?.is_working_day(today))
}

/// Makes the digests of a working day, once its hours have begun. Returns how many were made; none when it is not the time,
/// or they were made already.
///
/// # Errors
/// When the database cannot be read or written; then nothing was made.
pub async fn make(office: &Office, at: Timestamp) -> Result<Option<usize>> {
    let today = day_at(at);
    let is_done = |told: Option<Told>| told.is_some_and(|told| today <= told.until);
    if is_done(outbox::last_run(&office.db).await?) {
        return Ok(None);
    }
    let rules = office.rules().await?;
    if !is_in_hours(office, &rules, at).await? {
        return Ok(None);
    }
    let mut tx = office.db.begin().await?;
    let told = outbox::last_run(&mut tx).await?;
    if is_done(told) || store::provinces::province(&mut tx).await?.is_none() {
        tx.roll_back().await?;
        return Ok(None);
    }
    let calendar = office.calendar_in(&mut tx).await?;
    let directory = Directory::within(&mut tx).await?;
    let morning = Morning {
        today,
        told,
        calendar: &calendar,
        numbers: Numbers::on(&rules, today),
    };
    let since = told.and_then(|told| start_of(told.until)).unwrap_or(Timestamp::MIN);
    let tasks = outbox::looked_at(&mut tx, morning.deadlines_looked_at(), since).await?;
    let people = store::users::all(&mut tx).await?;
    let register = Register {
        directory: &directory,
        day: today,
    };
    let digests = reminder::digests(&morning, &tasks, &people, register);
    let mut made = 0;
    for letter in digests.into_iter().filter_map(|digest| letter_of(digest, &people, at)) {
        made += usize::from(outbox::put(&mut tx, &letter).await?);
    }
    let told = Told {
        until: today,
        ahead_before: morning.ahead_before(),
    };
    outbox::keep_run(&mut tx, told, at, made).await?;
    tx.commit().await?;
    Ok(Some(made))
}

fn letter_of(digest: Digest, people: &[User], at: Timestamp) -> Option<Letter> {
    let user = people.iter().find(|user| user.id == digest.user)?;
    Some(Letter {
        id: new_id(at),
        address: user.email.clone()?,
        digest,
        made_at: at,
        try_at: Some(at),
        attempts: 0,
        sent_at: None,
        failure: None,
    })
}

/// Sends what waits in the outbox, in working hours only. Two programs on one database send no letter twice.
///
/// # Errors
/// When the database cannot be read or written. A letter that cannot be sent is no error: it is noted and tried again.
pub async fn send_due(office: &Office, at: Timestamp, post: &impl Post) -> Result<Sent> {
    let mut sent = Sent::default();
    let waiting = outbox::due(&office.db, at, AT_ONCE).await?;
    if waiting.is_empty() || !is_in_hours(office, &office.rules().await?, at).await? {
        return Ok(sent);
    }
    let directory = Directory::load(office).await?;
    let names = store::users::all(&office.db).await?;
    let own_name = crate::setup::office_name(office).await?.unwrap_or_default();
    for letter in waiting {
        if !outbox::claim(&office.db, letter.id, at, at + LEASE).await? {
            continue;
        }
        match post.send(&outgoing(&letter, &own_name, &names, &directory)).await {
            Ok(()) => {
                outbox::sent(&office.db, letter.id, at).await?;
                sent.sent += 1;
            }
            Err(NotSent { why, is_final }) => {
                let again = next_attempt(&letter, at).filter(|_| !is_final);
                outbox::failed(&office.db, letter.id, again, &why).await?;
                sent.failed += 1;
            }
        }
    }
    Ok(sent)
}

/// When a letter is tried again after it failed: after one, two, four … minutes, each hour at last, until it is given up.
fn next_attempt(letter: &Letter, at: Timestamp) -> Option<Timestamp> {
    let doublings = u32::try_from(letter.attempts).unwrap_or(u32::MAX).min(10);
    let wait = SignedDuration::from_mins(1 << doublings).min(LONGEST_WAIT);
    let again = at + wait;
    (again.duration_since(letter.made_at) < GIVEN_UP_AFTER).then_some(again)
}

fn outgoing(letter: &Letter, office: &str, people: &[User], directory: &Directory) -> Outgoing {
    let person = people.iter().find(|user| user.id == letter.digest.user);
    Outgoing {
        id: letter.id,
        address: letter.address.clone(),
        name: person.map(|user| user.name.clone()).unwrap_or_default(),
        office: office.to_owned(),
        day: letter.digest.day,
        made_at: letter.made_at,
        items: with_names(&letter.digest.items, directory),
    }
}

fn with_names(items: &[Item], directory: &Directory) -> Vec<OutgoingItem> {
    let named = items.iter().map(|item| OutgoingItem {
        item: item.clone(),
        agency: item.agency.map(|agency| directory.name(agency).to_owned()),
    });
    named.collect()
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits to be sent for the first time.
    Waiting,
    /// It failed, and is tried again.
    Failing,
    /// It was given up.
    GivenUp,
    /// It was sent.
    Sent,
}

impl Standing {
    fn of(letter: &Letter) -> Self {
        match (letter.sent_at, letter.try_at, &letter.failure) {
            (Some(_), ..) => Self::Sent,
            (None, None, _) => Self::GivenUp,
            (None, Some(_), Some(_)) => Self::Failing,
            (None, Some(_), None) => Self::Waiting,
        }
    }

    /// The word in code and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Failing => "failing",
            Self::GivenUp => "given_up",
            Self::Sent => "sent",
        }
    }
}

/// A letter as the administrator sees it: whether it left, not what it says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LetterRow {
    /// Identifier.
    pub id: DigestId,
    /// The day it is about.
    #[schemars(with = "String")]
    pub day: Date,
    /// To whom.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Where it goes.
    pub address: String,
    /// How many things it tells of.
    pub items: usize,
    /// Where it stands.
    pub standing: Standing,
    /// How often it was tried.
    pub attempts: i64,
    /// When it was sent.
    #[schemars(with = "Option<String>")]
    pub sent_at: Option<Timestamp>,
    /// When it is tried next.
    #[schemars(with = "Option<String>")]
    pub try_at: Option<Timestamp>,
    /// Why the last attempt failed.
    pub failure: Option<String>,
}

/// A page of letters.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Outbox {
    /// Letters, the latest first.
    pub rows: Vec<LetterRow>,
    /// For the next page's `after`; none on the last.
    pub next: Option<String>,
    /// How many of the last 30 days wait to be sent.
    pub waiting: i64,
    /// How many of the last 30 days were given up.
    pub given_up: i64,
    /// Users who may sign in, and how many of them have no address.
    pub users: usize,
    /// Of these, how many have no address.
    pub without_address: usize,
}

/// The outbox.
///
/// # Errors
/// A place to go on from that no page gave; the database.
pub async fn list(office: &Office, acting: &Acting<ManageUsers>, after: Option<&str>) -> Result<Outbox> {
    let unknown = || Error::field("after", "unknown-choice");
    let after = match after.map(str::trim).filter(|after| !after.is_empty()) {
        None => None,
        Some(written) => {
            let (day, id) = written.split_once('_').ok_or_else(unknown)?;
            Some((day.parse().map_err(|_| unknown())?, id.parse().map_err(|_| unknown())?))
        }
    };
    let mut letters = outbox::page(&office.db, after, PAGE + 1).await?;
    let more = letters.len() > PAGE as usize;
    letters.truncate(PAGE as usize);
    let people = store::users::all(&office.db).await?;
    let month_ago = acting.today.checked_sub(jiff::ToSpan::days(30)).unwrap_or(Date::MIN);
    let (waiting, given_up) = outbox::waiting_and_given_up(&office.db, month_ago).await?;
    let last = letters.last().filter(|_| more);
    let active: Vec<&User> = people.iter().filter(|user| user.active).collect();
    Ok(Outbox {
        next: last.map(|letter| format!("{}_{}", letter.digest.day, letter.id)),
        rows: letters.iter().map(|letter| row(letter, &people)).collect(),
        waiting,
        given_up,
        users: active.len(),
        without_address: active.iter().filter(|user| user.email.is_none()).count(),
    })
}

fn row(letter: &Letter, people: &[User]) -> LetterRow {
    let person = people.iter().find(|user| user.id == letter.digest.user);
    LetterRow {
        id: letter.id,
        day: letter.digest.day,
        user: letter.digest.user,
        name: person.map(|user| user.name.clone()).unwrap_or_default(),
        address: letter.address.clone(),
        items: letter.digest.items.len(),
        standing: Standing::of(letter),
        attempts: letter.attempts,
        sent_at: letter.sent_at,
        try_at: letter.try_at,
        failure: letter.failure.clone(),
    }
}

/// Has a letter that failed tried again at once.
///
/// # Errors
/// [`Error::NotPossible`] with `letter-not-failed`, or the database.
pub async fn retry(office: &Office, acting: &Acting<ManageUsers>, id: DigestId) -> Result<()> {
    if outbox::retry(&office.db, id, acting.at).await? {
        return Ok(());
    }
    Err(Error::not_possible("letter-not-failed"))
}

/// What somebody is told of, and how.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnReminders {
    /// Version of their record.
    pub version: i64,
    /// Where it goes.
    pub email: Option<String>,
    /// Each sort of reminder.
    pub sorts: Vec<SortView>,
    /// The last digests, the latest first.
    pub digests: Vec<OwnDigest>,
}

/// A sort of reminder for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SortView {
    /// Which.
    pub sort: Sort,
    /// They switched it off.
    pub is_off: bool,
    /// The rule lets them.
    pub is_optional: bool,
}

/// A digest that somebody got.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnDigest {
    /// The day it is about.
    #[schemars(with = "String")]
    pub day: Date,
    /// Where it stands.
    pub standing: Standing,
    /// What it says.
    pub items: Vec<OutgoingItem>,
}

/// Where one's reminders go, and which are switched off.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReminderSettings {
    /// Version that was shown.
    pub version: i64,
    /// Where they go; blank for nowhere.
    pub email: String,
    /// Sorts that are switched off, by their words: `due_soon`.
    pub off: Vec<String>,
}

/// One's own reminders.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(office: &Office, acting: &Acting<SignedIn>) -> Result<OwnReminders> {
    let user: User = store::load(&office.db, acting.user.0).await?;
    let rules = office.rules().await?;
    let directory = Directory::load(office).await?;
    let letters = outbox::of_user(&office.db, user.id, OWN).await?;
    let digest = |letter: &Letter| OwnDigest {
        day: letter.digest.day,
        standing: Standing::of(letter),
        items: with_names(&letter.digest.items, &directory),
    };
    let sort = |sort: Sort| SortView {
        sort,
        is_off: user.reminders_off.contains(&sort),
        is_optional: sort.is_optional(&rules, acting.today),
    };
    Ok(OwnReminders {
        version: user.version,
        sorts: Sort::ALL.into_iter().map(sort).collect(),
        digests: letters.iter().map(digest).collect(),
        email: user.email,
    })
}

/// Sets where one's own reminders go, and which are switched off.
///
/// # Errors
/// [`Error::Invalid`] with every fault of the form, [`Error::Overtaken`], or the database.
pub async fn set_own(office: &Office, acting: &Acting<SignedIn>, input: &ReminderSettings) -> Result<User> {
    let rules = office.rules().await?;
    let mut faults = Faults::default();
    let email = faults.email("email", &input.email);
    let mut off = Vec::new();
    for word in &input.off {
        let sort = faults.choice("off", word, |word| {
            Sort::ALL.into_iter().find(|sort| sort.word() == word)
        });
        let Some(sort) = sort.filter(|sort| !off.contains(sort)) else {
            continue;
        };
        if !sort.is_optional(&rules, acting.today) {
            faults.add(FieldError::new("off", "not-optional"));
        }
        off.push(sort);
    }
    faults.done()?;
    let mut case = match office.begin(acting, "user.set-reminders").await? {
        Begun::Already(_) => return Ok(store::load(&office.db, acting.user.0).await?),
        Begun::New(case) => case,
    };
    let mut user = users::shown(&mut case.tx, acting.user, input.version).await?;
    user.email = email;
    user.reminders_off = off;
    case.tx.update(&case.act, &mut user).await?;
    case.commit(user.id).await?;
    Ok(user)
}

/// Forgets letters that nobody asks for any more. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_old(office: &Office, at: Timestamp) -> Result<u64> {
    let before = day_at(at).checked_sub(jiff::ToSpan::days(KEPT_DAYS));
    Ok(outbox::forget(&office.db, before.unwrap_or(Date::MIN)).await?)
}
