//! Calendars that programs of people subscribe to: an address for a person and one for an agency. Whoever has the address
//! sees the calendar, without signing in; so it is made of 128 random bits, shown once, and can be revoked and made anew.
//!
//! The administrator cannot make one: the address shows tasks, and who manages the system sees none.

use domain::filter::TaskFilter;
use domain::id::{AgencyId, CalendarAddressId, TaskId, UserId};
use domain::rights::{Acting, Right, Role, Scope, See, ShareCalendar};
use domain::task::State;
use domain::{Agency, Kind, Task, User};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Serialize;
use store::calendars::{self as addresses, Address, Owner};
use store::tasks::Order;

use crate::agencies::Directory;
use crate::error::{Error, Result};
use crate::office::{Begun, Office, day_at, new_id};
use crate::secret::Secret;

/// Days before today whose open deadlines a calendar shows.
const DAYS_BACK: i64 = 90;
/// Days after today whose deadlines a calendar shows.
const DAYS_AHEAD: i64 = 400;
/// Most entries of a calendar: the nearest ones.
const MOST: u32 = 1000;

/// An address that is given out, without what is secret in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GivenOut {
    /// Identifier.
    pub id: CalendarAddressId,
    /// Who made it.
    pub made_by: UserId,
    /// Their name.
    pub name: String,
    /// When.
    #[schemars(with = "String")]
    pub made_at: Timestamp,
}

/// A new address.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewAddress {
    /// The secret part of `/calendar/{secret}.ics`, shown this once; none when the same form is sent again.
    pub secret: Option<Secret>,
}

/// A deadline in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which task.
    pub task: TaskId,
    /// The coordinating agency whose duty it is; none for the task itself.
    pub duty_of: Option<AgencyId>,
    /// Version of the task.
    pub version: i64,
    /// Its running number.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// Names of the leads.
    pub leads: Vec<String>,
    /// The last acceptable day.
    pub due: Date,
    /// When the task was last changed.
    pub changed_at: Timestamp,
}

/// A calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Name of the person or agency.
    pub name: String,
    /// Its deadlines, the earliest first.
    pub entries: Vec<Entry>,
}

/// The address of one's own calendar; none when none is given out.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(office: &Office, acting: &Acting<See>) -> Result<Option<GivenOut>> {
    given_out(office, Owner::User(acting.user)).await
}

/// Makes a new address for one's own calendar; the one before is revoked.
///
/// # Errors
/// When the database cannot be written.
pub async fn renew_own(office: &Office, acting: &Acting<See>) -> Result<NewAddress> {
    renew(office, acting, Owner::User(acting.user), "calendar.renew-own").await
}

/// Revokes the address of one's own calendar.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke_own(office: &Office, acting: &Acting<See>) -> Result<()> {
    revoke(office, acting, Owner::User(acting.user), "calendar.revoke-own").await
}

/// The address of an agency's calendar; none when none is given out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such agency within what they may see, or the database.
pub async fn of_agency(office: &Office, acting: &Acting<ShareCalendar>, agency: AgencyId) -> Result<Option<GivenOut>> {
    within(office, acting, agency).await?;
    given_out(office, Owner::Agency(agency)).await
}

/// Makes a new address for an agency's calendar; the one before is revoked.
///
/// # Errors
/// As [`of_agency`].
pub async fn renew_of_agency(office: &Office, acting: &Acting<ShareCalendar>, agency: AgencyId) -> Result<NewAddress> {
    within(office, acting, agency).await?;
    renew(office, acting, Owner::Agency(agency), "calendar.renew-agency").await
}

/// Revokes the address of an agency's calendar.
///
/// # Errors
/// As [`of_agency`].
pub async fn revoke_of_agency(office: &Office, acting: &Acting<ShareCalendar>, agency: AgencyId) -> Result<()> {
    within(office, acting, agency).await?;
    revoke(office, acting, Owner::Agency(agency), "calendar.revoke-agency").await
}

/// The agency, when they may give its calendar out: the office any, a head their own.
async fn within(office: &Office, acting: &Acting<ShareCalendar>, agency: AgencyId) -> Result<Agency> {
    let found: Option<Agency> = store::find(&office.db, agency.0).await?;
    let found = found.filter(|_| acting.scope().covers([agency]));
    found.ok_or(Error::NotFound(Kind::Agency))
}

async fn given_out(office: &Office, owner: Owner) -> Result<Option<GivenOut>> {
    let Some(address) = addresses::of(&office.db, owner).await? else {
        return Ok(None);
    };
    let maker: Option<User> = store::find(&office.db, address.made_by.0).await?;
    Ok(Some(GivenOut {
        id: address.id,
        made_by: address.made_by,
        name: maker.map(|user| user.name).unwrap_or_default(),
        made_at: address.made_at,
    }))
}

async fn renew<R: Right>(
    office: &Office,
    acting: &Acting<R>,
    owner: Owner,
    action: &'static str,
) -> Result<NewAddress> {
    let Begun::New(mut case) = office.begin(acting, action).await? else {
        return Ok(NewAddress { secret: None });
    };
    let secret = Secret::address()?;
    let address = Address {
        id: new_id(acting.at),
        owner,
        made_by: acting.user,
        made_at: acting.at,
    };
    addresses::revoke(&mut case.tx, owner, acting.at).await?;
    addresses::put(&mut case.tx, &address, secret.digest()).await?;
    case.commit(address.id).await?;
    Ok(NewAddress { secret: Some(secret) })
}

async fn revoke<R: Right>(office: &Office, acting: &Acting<R>, owner: Owner, action: &'static str) -> Result<()> {
    let Begun::New(mut case) = office.begin(acting, action).await? else {
        return Ok(());
    };
    addresses::revoke(&mut case.tx, owner, acting.at).await?;
    case.commit(action).await
}

/// The calendar behind the secret part of an address. It shows what its person or agency may see at that moment, and
/// nothing once the person has left.
///
/// # Errors
/// [`Error::NotFound`] when there is no such address, or no longer.
pub async fn open(office: &Office, secret: &Secret, at: Timestamp) -> Result<Feed> {
    // The kind is not told: whoever guesses learns nothing.
    let nothing = || Error::NotFound(Kind::Task);
    let address = addresses::by_token(&office.db, secret.digest())
        .await?
        .ok_or_else(nothing)?;
    match address.owner {
        Owner::Agency(agency) => {
            let agency: Agency = store::find(&office.db, agency.0).await?.ok_or_else(nothing)?;
            let tasks = tasks(office, Scope::Agency(agency.id), day_at(at)).await?;
            feed(office, agency.name, tasks, Some(agency.id)).await
        }
        Owner::User(user) => {
            let user: User = store::find(&office.db, user.0).await?.ok_or_else(nothing)?;
            if !user.active || !See::is_held_by(user.role) {
                return Err(nothing());
            }
            let scope = match (user.role.is_of_agency(), user.agency) {
                (true, Some(agency)) => Scope::Agency(agency),
                (true, None) => return Err(nothing()),
                (false, _) => Scope::All,
            };
            let mut tasks = tasks(office, scope, day_at(at)).await?;
            tasks.retain(|task| is_theirs(task, &user));
            feed(office, user.name.clone(), tasks, user.agency).await
        }
    }
}

/// Whether a task is in somebody's own calendar: work of their agency that was given to nobody else there; for a clerk what
/// they follow; for others everything they may see.
fn is_theirs(task: &Task, user: &User) -> bool {
    match user.role {
        Role::AgencyOfficer | Role::CommuneOfficer => {
            let handler = task.handler.as_ref().and_then(|handler| handler.user);
            let leads = user.agency.is_some_and(|agency| task.is_led_by(agency));
            !leads || handler.is_none_or(|handler| handler == user.id)
        }
        Role::Clerk => task.watcher.is_none_or(|watcher| watcher == user.id),
        _ => true,
    }
}

/// Open tasks with a deadline near a day, the earliest first.
async fn tasks(office: &Office, scope: Scope, today: Date) -> Result<Vec<Task>> {
    let filter = TaskFilter {
        states: vec![
            State::Assigned,
            State::Returned,
            State::InProgress,
            State::AwaitingConfirmation,
        ],
        due_from: today.checked_sub(DAYS_BACK.days()).ok(),
        due_to: today.checked_add(DAYS_AHEAD.days()).ok(),
        ..TaskFilter::default()
    };
    let page = store::tasks::page(&office.db, &filter, scope, Order::Due, None, MOST).await?;
    Ok(page.tasks)
}

async fn feed(office: &Office, name: String, tasks: Vec<Task>, agency: Option<AgencyId>) -> Result<Feed> {
    let directory = Directory::load(office).await?;
    let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
    let changed = addresses::changed_at(&office.db, &ids).await?;
    let entry = |task: &Task| {
        let duty = agency
            .filter(|agency| !task.is_led_by(*agency))
            .and_then(|agency| task.duty_of(agency));
        let due = match duty {
            Some(duty) if duty.answer.is_some() => None,
            Some(duty) => task.duty_due(duty),
            None => task.deadline.due(),
        };
        Some(Entry {
            task: task.id,
            duty_of: duty.map(|duty| duty.agency),
            version: task.version,
            number: task.number,
            text: task.text.clone(),
            leads: task.leads.iter().map(|lead| directory.name(*lead).to_owned()).collect(),
            due: due?,
            changed_at: *changed.get(&task.id)?,
        })
    };
    let mut entries: Vec<Entry> = tasks.iter().filter_map(entry).collect();
    entries.sort_by_key(|entry| (entry.due, entry.number));
    Ok(Feed { name, entries })
}
