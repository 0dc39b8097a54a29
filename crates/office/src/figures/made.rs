//! Figures that were made, and what they are carried on by: those of the past do not change, and those of now follow from
//! those of a line of the journal not long ago and what changed since.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use domain::figures::{Breakdown, By};
use domain::filter::TaskFilter;
use domain::rights::Scope;
use jiff::civil::Date;
use store::moments::Moment;

use crate::error::{Error, Result};
use crate::office::{Office, end_of};

/// How many breakdowns are kept.
const KEPT: usize = 64;
/// What so many lines of the journal changed is looked at rather than counting anew, whatever the register holds.
const FEW_LINES: i64 = 16;
/// Of a large register, one line in so many: two images take as long to read as so many lines' tasks to count.
const LINES_A_CHANGE: i64 = 4_000;

/// Breakdowns that were made. The register up to a line of the journal never changes, so neither do its figures; those of
/// now follow from those of a line not long ago and what changed since.
#[derive(Debug, Default)]
pub(crate) struct Made {
    kept: Mutex<VecDeque<Kept>>,
    /// Held by whoever makes figures of a past moment: they take seconds in a large register, and several readers of a
    /// morning ask for the same.
    turn: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Kept {
    state: State,
    asked: Asked,
    made: Arc<Breakdown>,
}

/// Which state of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The present one, after this line of the journal.
    Now(i64),
    /// A past one.
    Past(Moment),
}

/// What of it.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    filter: TaskFilter,
    scope: Scope,
    by: By,
    on: Date,
}

impl Made {
    fn find(&self, state: State, asked: &Asked) -> Option<Arc<Breakdown>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|kept| kept.state == state && kept.asked == *asked)?;
        Some(found.made.clone())
    }

    /// The latest that were those of now, with their line.
    fn latest(&self, asked: &Asked) -> Option<(i64, Arc<Breakdown>)> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .filter(|kept| kept.asked == *asked)
            .filter_map(|kept| match kept.state {
                State::Now(line) => Some((line, kept.made.clone())),
                State::Past(_) => None,
            })
            .max_by_key(|(line, _)| *line)
    }

    fn keep(&self, state: State, asked: Asked, made: Arc<Breakdown>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(state, State::Now(_)) {
            kept.retain(|kept| matches!(kept.state, State::Past(_)) || kept.asked != asked);
        }
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(Kept { state, asked, made });
    }
}

/// The figures of now, or of the end of a past day.
pub(crate) async fn breakdown(
    office: &Office,
    as_of: Option<Date>,
    filter: &TaskFilter,
    scope: Scope,
    by: By,
    on: Date,
) -> Result<Arc<Breakdown>> {
    let asked = Asked {
        filter: filter.clone(),
        scope,
        by,
        on,
    };
    match as_of {
        None => of_now(office, asked).await,
        Some(day) => {
            let end = end_of(day).ok_or_else(|| Error::field("as_of", "not-a-date"))?;
            of_the_past(office, Moment::At(end), asked).await
        }
    }
}

async fn of_now(office: &Office, asked: Asked) -> Result<Arc<Breakdown>> {
    // What stands after a line, and nothing that came later: the next figures are made of these.
    let mut snapshot = office.db.snapshot().await?;
    let line = store::journal::head(&mut snapshot).await?.seq;
    if let Some(made) = office.made.find(State::Now(line), &asked) {
        return Ok(made);
    }
    let near = |before: i64| (0..=FEW_LINES.max(line / LINES_A_CHANGE)).contains(&(line - before));
    let made = match office.made.latest(&asked).filter(|(before, _)| near(*before)) {
        Some((before, made)) => {
            let mut made = Breakdown::clone(&made);
            for (was, is) in store::moments::changed_since(&mut snapshot, before).await? {
                if let Some(was) = was.filter(|was| asked.filter.matches(was, asked.scope)) {
                    made.uncount(&was, asked.by, asked.on);
                }
                if asked.filter.matches(&is, asked.scope) {
                    made.count(&is, asked.by, asked.on);
                }
            }
            made
        }
        None => store::figures::breakdown(&mut snapshot, &asked.filter, asked.scope, asked.by, asked.on).await?,
    };
    let made = Arc::new(made);
    office.made.keep(State::Now(line), asked, made.clone());
    Ok(made)
}

async fn of_the_past(office: &Office, moment: Moment, asked: Asked) -> Result<Arc<Breakdown>> {
    let state = State::Past(moment);
    if let Some(made) = office.made.find(state, &asked) {
        return Ok(made);
    }
    let turn = office.made.turn.clone().lock_owned().await;
    // Another may have made them while this one waited.
    if let Some(made) = office.made.find(state, &asked) {
        return Ok(made);
    }
    // It goes on when whoever asked waits no longer: who asks again finds it.
    let office = office.clone();
    let making = tokio::spawn(async move {
        let Asked { filter, scope, by, on } = &asked;
        let mut snapshot = office.db.snapshot().await?;
        let made = store::figures::breakdown_at(&mut snapshot, moment, filter, *scope, *by, *on).await?;
        let made = Arc::new(made);
        office.made.keep(state, asked, made.clone());
        drop(turn);
        Ok(made)
    });
    making.await.map_err(|ended| Error::Failed(ended.into()))?
}

#[cfg(test)]
mod tests {
    use domain::Task;
    use domain::figures::Unit;
    use domain::id::{AgencyId, TaskId};
    use domain::task::State as TaskState;
    use store::Act;
    use uuid::Uuid;

    use super::*;
    use crate::figures::tests::{filled, tasks};

    #[tokio::test]
    async fn figures_of_the_past_are_made_though_nobody_waits_for_them() {
        let (office, _) = filled().await;
        let asked = Asked {
            filter: TaskFilter::default(),
            scope: Scope::All,
            by: By::Agency,
            on: "2026-10-01".parse().unwrap(),
        };
        let moment = Moment::At(end_of(asked.on).unwrap());
        tokio::select! {
            biased;
            _ = of_the_past(&office, moment, asked.clone()) => panic!("at once"),
            () = std::future::ready(()) => (),
        }
        let _turn = office.made.turn.lock().await;
        let made = office.made.find(State::Past(moment), &asked).unwrap();
        assert!(made.total.total() > 0);
    }

    /// Figures that follow from those of before and what changed are those that are counted anew, after every change.
    #[tokio::test]
    async fn what_changed_is_added_to_what_was_known() {
        let (office, now) = filled().await;
        let on = crate::day_at(now);
        let all = tasks(&office).await;
        let led = |task: &&Task| !task.leads.is_empty();
        let agencies: Vec<AgencyId> = all.iter().filter(led).map(|task| task.leads[0]).collect();
        let mut questions = Vec::new();
        for by in By::ALL {
            for scope in [Scope::All, Scope::Agency(agencies[0])] {
                for filter in [
                    TaskFilter::default(),
                    TaskFilter {
                        unit: Some(Unit::Members),
                        due_to: Some(on),
                        ..TaskFilter::default()
                    },
                ] {
                    questions.push(Asked { filter, scope, by, on });
                }
            }
        }
        for (round, mut task) in all.into_iter().enumerate() {
            // What a task is counted by, in turn; a new one now and then.
            match round % 6 {
                0 => task.state = TaskState::Cancelled,
                1 => task.leads = vec![agencies[round % agencies.len()], agencies[0]],
                2 => task.field = (round % 4 > 1).then(|| "Lâm nghiệp".to_owned()),
                3 => task.deadline.ledger.truncate(1),
                4 => task.leads.clear(),
                _ => {
                    task.id = TaskId(Uuid::now_v7());
                    task.number = 10_000 + i64::try_from(round).unwrap();
                    task.version = 1;
                }
            }
            let mut tx = office.db.begin().await.unwrap();
            let act = Act::new(None, now, "task.change");
            if round % 6 == 5 {
                tx.insert(&act, &task).await.unwrap();
            } else {
                tx.update(&act, &mut task).await.unwrap();
            }
            tx.commit().await.unwrap();
            for asked in &questions {
                let line = store::journal::head(&office.db).await.unwrap().seq;
                let known = office.made.latest(asked).map(|(line, _)| line);
                assert_eq!(known, (round > 0).then_some(line - 1));
                let made = of_now(&office, asked.clone()).await.unwrap();
                let counted =
                    store::figures::breakdown(&office.db, &asked.filter, asked.scope, asked.by, asked.on).await;
                assert_eq!(*made, counted.unwrap(), "{round} {asked:?}");
            }
        }
    }
}
