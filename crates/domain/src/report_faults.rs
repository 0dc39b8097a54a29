//! Faults in reporting, the three that an office lists for each agency: không báo cáo, báo cáo không kịp thời, báo cáo
//! không bảo đảm chất lượng.
//!
//! What is owed: of standing work and recurring duties a report by each day of the ledger, sent after the day before it;
//! of a coordinating agency its answer by the day of its duty. A report sent by the day is none, one sent later is late,
//! none by the day of the figures is missing. A report that was late for one time does not count for the next. A result
//! that was refused is poor, once for each refusal. A late task is no fault in reporting: figures count it already.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::AgencyId;
use crate::task::Task;

/// Faults of an agency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FaultCounts {
    /// Không báo cáo.
    pub missing: i64,
    /// Báo cáo không kịp thời.
    pub late: i64,
    /// Báo cáo không bảo đảm chất lượng.
    pub poor: i64,
}

/// What a report owed by a day turned out to be, on a day; nothing while it is in order.
fn judged(due: Date, reported: Option<Date>, on: Date) -> FaultCounts {
    let reported = reported.filter(|day| *day <= on);
    FaultCounts {
        missing: i64::from(reported.is_none() && due < on),
        late: i64::from(reported.is_some_and(|day| due < day)),
        poor: 0,
    }
}

/// The faults of each agency over the days of a period. Agencies without one are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// By agency.
    pub by_agency: BTreeMap<AgencyId, FaultCounts>,
}

impl Faults {
    fn add(&mut self, agency: AgencyId, found: FaultCounts) {
        if found == FaultCounts::default() {
            return;
        }
        let counts = self.by_agency.entry(agency).or_default();
        counts.missing += found.missing;
        counts.late += found.late;
        counts.poor += found.poor;
    }

    /// Adds those of a task: what was owed from a day to a day, as far as it is known on a day. `reports` gives the days on
    /// which an agency reported on the task, the earliest first.
    pub fn add_task(&mut self, task: &Task, from: Date, to: Date, on: Date, reports: impl Fn(AgencyId) -> Vec<Date>) {
        for duty in &task.duties {
            if let Some(due) = task.duty_due(duty).filter(|due| (from..=to).contains(due)) {
                let answered = duty.answer.as_ref().map(|answer| answer.on);
                self.add(duty.agency, judged(due, answered, on));
            }
        }
        if !task.deadline.is_cyclic() || task.withdrawn_on().is_some_and(|day| day <= on) {
            return;
        }
        let dues: Vec<Date> = task.deadline.ledger.iter().filter_map(|line| line.due).collect();
        for lead in &task.leads {
            let mut sent = reports(*lead).into_iter().peekable();
            for (n, due) in dues.iter().enumerate() {
                let (before, next) = (n.checked_sub(1).and_then(|n| dues.get(n)), dues.get(n + 1));
                while sent.next_if(|day| before.is_some_and(|before| day <= before)).is_some() {}
                // What comes after the next day was owed is for that one.
                let reported = sent.next_if(|day| next.is_none_or(|next| day <= next));
                if (from..=to).contains(due) {
                    self.add(*lead, judged(*due, reported, on));
                }
            }
        }
    }

    /// Adds a refused result.
    pub fn add_refusal(&mut self, task: &Task) {
        for lead in &task.leads {
            self.add(
                *lead,
                FaultCounts {
                    poor: 1,
                    ..FaultCounts::default()
                },
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_report_by_the_day_is_no_fault() {
        let due = date(2026, 9, 30);
        let on = date(2026, 11, 27);
        let counts = |missing, late| FaultCounts { missing, late, poor: 0 };
        assert_eq!(judged(due, Some(due), on), counts(0, 0));
        assert_eq!(judged(due, Some(date(2026, 10, 1)), on), counts(0, 1));
        assert_eq!(judged(due, None, on), counts(1, 0));
        assert_eq!(judged(due, None, due), counts(0, 0), "the day itself is not over");
        assert_eq!(
            judged(due, Some(date(2026, 12, 1)), on),
            counts(1, 0),
            "what comes after the day of the figures has not happened yet"
        );
    }
}
