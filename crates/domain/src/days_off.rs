//! Days off and exchanged working days that the office entered when they were decreed, on top of the built-in calendar.

use calendar::{Calendar, DayOff, OffKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::DaysOffId;
use crate::journal::record;

/// What one document decreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DaysOff {
    /// Identifier.
    pub id: DaysOffId,
    /// Version.
    pub version: i64,
    /// Why these days are off: `Nghỉ Tết Nguyên đán`, `Quốc tang`.
    pub name: String,
    /// Days on which nobody works, in order.
    #[schemars(with = "Vec<String>")]
    pub off: Vec<Date>,
    /// Days off on which people work instead, in order.
    #[schemars(with = "Vec<String>")]
    pub worked: Vec<Date>,
    /// The document: `Thông báo số 1234/TB-BNV`.
    pub legal_basis: String,
    /// The document that took it back; such days count as if it had never been entered.
    pub withdrawn_by: Option<String>,
}

record!(DaysOff, DaysOff);

impl DaysOff {
    /// The first day that it changes.
    pub fn first(&self) -> Option<Date> {
        self.off.iter().chain(&self.worked).min().copied()
    }
}

/// A calendar with what the office entered, the latest last.
pub fn over(calendar: &Calendar, entered: &[DaysOff]) -> Calendar {
    let mut calendar = calendar.clone();
    for decree in entered.iter().filter(|decree| decree.withdrawn_by.is_none()) {
        let kind = if decree.worked.is_empty() {
            OffKind::Holiday
        } else {
            OffKind::Exchange
        };
        let off = DayOff {
            kind,
            name: decree.name.clone(),
            legal_basis: decree.legal_basis.clone(),
            assumed: false,
            from_memory: false,
        };
        decree.off.iter().for_each(|day| calendar.rest_on(*day, off.clone()));
        decree.worked.iter().for_each(|day| calendar.work_on(*day));
    }
    calendar
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn decree(off: &[Date], worked: &[Date]) -> DaysOff {
        DaysOff {
            id: DaysOffId(uuid::Uuid::nil()),
            version: 1,
            name: "Hoán đổi ngày nghỉ".into(),
            off: off.to_vec(),
            worked: worked.to_vec(),
            legal_basis: "Thông báo số 12/TB-BNV".into(),
            withdrawn_by: None,
        }
    }

    #[test]
    fn a_swap_moves_both_days_and_one_that_was_taken_back_none() {
        // A Friday off, worked on the Saturday of the week after.
        let swap = decree(&[date(2027, 3, 12)], &[date(2027, 3, 20)]);
        let swapped = over(Calendar::built_in(), std::slice::from_ref(&swap));
        let off = swapped.day_off(date(2027, 3, 12)).expect("a day off");
        assert_eq!(
            (off.kind, off.legal_basis.as_str()),
            (OffKind::Exchange, "Thông báo số 12/TB-BNV")
        );
        assert!(swapped.is_working_day(date(2027, 3, 20)));
        let taken_back = DaysOff {
            withdrawn_by: Some("Thông báo số 13/TB-BNV".into()),
            ..swap
        };
        let plain = over(Calendar::built_in(), &[taken_back]);
        assert!(plain.is_working_day(date(2027, 3, 12)) && !plain.is_working_day(date(2027, 3, 20)));
    }

    #[test]
    fn the_later_decree_wins() {
        let day = date(2027, 3, 12);
        let calendar = over(Calendar::built_in(), &[decree(&[day], &[]), decree(&[], &[day])]);
        assert!(calendar.is_working_day(day));
        let calendar = over(Calendar::built_in(), &[decree(&[], &[day]), decree(&[day], &[])]);
        assert!(!calendar.is_working_day(day));
    }
}
