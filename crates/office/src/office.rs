//! The office: its database, and the frame every writing use case stands in: one transaction, one sending, one journal.

use std::fmt;

use calendar::Calendar;
use domain::id::RequestId;
use domain::rights::{Acting, Right};
use domain::rules::Rules;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use store::{Act, Db, Tx};
use uuid::Uuid;

use crate::error::Result;

/// Viet Nam has one time zone and no summer time.
const VIET_NAM: Offset = Offset::constant(7);

/// The civil day in Viet Nam at a moment.
pub fn day_at(at: Timestamp) -> Date {
    VIET_NAM.to_datetime(at).date()
}

/// An hour of a day in Viet Nam; none at the end of time.
pub(crate) fn moment_of(day: Date, hour: i8) -> Option<Timestamp> {
    VIET_NAM.to_timestamp(day.at(hour, 0, 0, 0)).ok()
}

/// The first moment of a day in Viet Nam; none at the end of time.
pub(crate) fn start_of(day: Date) -> Option<Timestamp> {
    moment_of(day, 0)
}

/// The last moment of a day in Viet Nam, to the microsecond; none at the end of time.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    let next = VIET_NAM.to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0)).ok()?;
    next.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

/// A new identifier that sorts by its moment.
pub(crate) fn new_id<I: From<Uuid>>(at: Timestamp) -> I {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let nanoseconds = u32::try_from(at.subsec_nanosecond()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanoseconds)).into()
}

/// The office of one province.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its database.
    pub db: Db,
}

impl Office {
    /// The office over an open database.
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// The rules in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn rules(&self) -> Result<Rules> {
        Ok(Rules::with_office(&store::rules::all(&self.db).await?))
    }

    /// The calendar of working days.
    pub fn calendar(&self) -> &'static Calendar {
        Calendar::built_in()
    }

    /// Begins a use case that writes. A sending that acted already gives its outcome instead of a case.
    pub(crate) async fn begin<R: Right>(&self, acting: &Acting<R>, action: &'static str) -> Result<Begun> {
        let mut tx = self.db.begin().await?;
        if let Some(request) = acting.request
            && let Some(outcome) = store::requests::outcome(&mut tx, request, acting.user, action).await?
        {
            tx.roll_back().await?;
            return Ok(Begun::Already(outcome));
        }
        Ok(Begun::New(Box::new(Case {
            tx,
            act: Act::new(Some(acting.user), acting.at, action),
            request: acting.request.map(|request| (request, acting.user)),
        })))
    }
}

/// The start of a use case that writes.
pub(crate) enum Begun {
    /// Go on.
    New(Box<Case>),
    /// This sending acted already; the outcome it had.
    Already(String),
}

/// A use case under way: its transaction, and what the journal will say about it.
pub(crate) struct Case {
    pub tx: Tx,
    pub act: Act<'static>,
    request: Option<(RequestId, domain::id::UserId)>,
}

impl Case {
    /// Makes everything last, and keeps the outcome for a second sending of the same form.
    pub(crate) async fn commit(mut self, outcome: impl fmt::Display) -> Result<()> {
        if let Some((request, user)) = self.request {
            let outcome = outcome.to_string();
            store::requests::keep(&mut self.tx, request, user, self.act.action, &outcome, self.act.at).await?;
        }
        Ok(self.tx.commit().await?)
    }
}
