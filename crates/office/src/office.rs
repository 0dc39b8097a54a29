//! The office: its database, and the frame every writing use case stands in: one transaction, one sending, one journal.

use std::fmt;
use std::sync::{Arc, LazyLock};

use calendar::Calendar;
use domain::DaysOff;
use domain::days_off;
use domain::id::RequestId;
use domain::rights::{Acting, Right};
use domain::rules::Rules;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use store::{Act, Db, Reader, Tx};
use uuid::Uuid;

use crate::agencies::LastRead;
use crate::error::Result;
use crate::figures::Made;
use crate::last::Last;
use crate::leader::LastPage;

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

/// The hour of the day in Viet Nam at a moment, from 0 to 23.
pub(crate) fn hour_at(at: Timestamp) -> i8 {
    VIET_NAM.to_datetime(at).hour()
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

static PLAIN: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::built_in().clone()));

/// The office of one province.
#[derive(Debug, Clone)]
pub struct Office {
    /// Its database.
    pub db: Db,
    /// The calendar as it was last laid out. What is entered is asked for each time; only the laying out is saved.
    calendar: Arc<Last<Vec<DaysOff>, Arc<Calendar>>>,
    /// Agencies as they were last read.
    pub(crate) directory: Arc<LastRead>,
    /// Figures that were made and cannot change.
    pub(crate) made: Arc<Made>,
    /// The leader's page of the last line of the journal.
    pub(crate) leader_page: Arc<LastPage>,
}

impl Office {
    /// The office over an open database.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            calendar: Arc::default(),
            directory: Arc::default(),
            made: Arc::default(),
            leader_page: Arc::default(),
        }
    }

    /// The rules in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn rules(&self) -> Result<Rules> {
        Ok(Rules::with_office(&store::rules::all(&self.db).await?))
    }

    /// The calendar of working days: the built-in one, and over it what the office entered.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn calendar(&self) -> Result<Arc<Calendar>> {
        self.calendar_in(&self.db).await
    }

    /// The same as a use case under way sees it.
    pub(crate) async fn calendar_in(&self, from: impl Reader) -> Result<Arc<Calendar>> {
        let entered = store::days_off::all(from).await?;
        Ok(self.laid_out(entered))
    }

    /// The key is what decrees say, not their versions: a use case may yet undo what it sees, and another write that version.
    fn laid_out(&self, entered: Vec<DaysOff>) -> Arc<Calendar> {
        if entered.is_empty() {
            return PLAIN.clone();
        }
        if let Some(calendar) = self.calendar.of(&entered) {
            return calendar;
        }
        let calendar = Arc::new(days_off::over(Calendar::built_in(), &entered));
        self.calendar.keep(entered, calendar.clone());
        calendar
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A use case lays out what it wrote and undoes it; the next writes the same version of the same decree.
    #[tokio::test]
    async fn a_calendar_is_that_of_what_decrees_say_not_of_their_versions() {
        let office = Office::new(Db::in_memory().await.unwrap());
        let decree = |day: Date| DaysOff {
            id: domain::id::DaysOffId(Uuid::nil()),
            version: 2,
            name: "Quốc tang".to_owned(),
            off: vec![day],
            worked: Vec::new(),
            legal_basis: "Thông báo số 12/TB-BNV".to_owned(),
            withdrawn_by: None,
        };
        let (undone, kept) = (date(2026, 11, 25), date(2026, 11, 26));
        let first = office.laid_out(vec![decree(undone)]);
        assert!(!first.is_working_day(undone) && first.is_working_day(kept));
        let second = office.laid_out(vec![decree(kept)]);
        assert!(second.is_working_day(undone) && !second.is_working_day(kept));
    }
}
