//! Urging: who is late with what is what `domain` says about each task; what was urged holds back; what counts as answer.

use std::collections::BTreeMap;

use domain::filter::Counted;
use domain::id::{AgencyId, FileId, ReportId, TaskId, UserId};
use domain::rights::Scope;
use domain::task::{Answer, ExtensionRequest, Outcome, State, Suspension};
use domain::urging::{Earlier, Level, Receipt, Stage, ToldBy, Withdrawal};
use domain::{Task, Urging};
use jiff::civil::{Date, date};
use store::urgings::{self, Limits, UrgingFilter};
use store::{Db, verify};
use uuid::Uuid;

use crate::made::{act, agency, due, duty, file, item, reference, report, sending, task, urging, user};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};

on_every_database!(
    the_late_are_those_of_whom_the_tasks_say_so,
    what_was_urged_lately_holds_back,
    drafts_stay_in_the_office,
    only_a_later_report_of_the_urged_is_an_answer,
    the_named_are_found_by_the_day_of_their_document,
    days_that_a_migration_left_blank_are_filled_in,
);

const TODAY: Date = date(2026, 11, 27);
const LIMITS: Limits = Limits {
    today: TODAY,
    given_until: date(2026, 11, 24),
    urged_since: date(2026, 11, 21),
};

/// Two agencies, somebody of the office, and a letter.
struct Office {
    police: AgencyId,
    finance: AgencyId,
    clerk: UserId,
    letter: FileId,
}

async fn office(place: &Place) -> Office {
    let (police, finance, clerk) = (agency("Công an tỉnh"), agency("Sở Tài chính"), user("lan"));
    insert(place, 0, &police).await;
    insert(place, 0, &finance).await;
    insert(place, 0, &clerk).await;
    let letter = file(b"letter");
    let mut tx = place.db.begin().await.unwrap();
    store::files::add(&mut tx, &act(0), &letter, b"letter").await.unwrap();
    tx.commit().await.unwrap();
    Office {
        police: police.id,
        finance: finance.id,
        clerk: clerk.id,
        letter: letter.id,
    }
}

/// Tasks in every state, with and without what makes them wait for others.
fn tasks_of_every_sort(office: &Office) -> Vec<Task> {
    let days = [
        None,
        Some(date(2026, 11, 3)),
        Some(date(2026, 11, 26)),
        Some(TODAY),
        Some(date(2026, 12, 20)),
    ];
    let mut tasks = Vec::new();
    for state in State::ALL {
        for day in days {
            for sort in 0..5 {
                let mut task = task(i64::try_from(tasks.len()).unwrap() + 1, office.police);
                task.deadline.ledger[0].due = day;
                task.assigned_on = Some(date(2026, 11, if sort == 0 { 25 } else { 10 }));
                task.duties = vec![duty(office.finance)];
                task.state = state;
                match sort {
                    1 => task.awaits_carry_over = true,
                    2 => {
                        task.extension = Some(ExtensionRequest {
                            until: date(2026, 12, 31),
                            reason: "Mưa".into(),
                            asked_on: date(2026, 11, 2),
                            agency: office.police,
                            document: None,
                        });
                    }
                    3 => task.duties[0].deadline = Some(due(date(2026, 11, 5))),
                    4 => {
                        task.duties[0].answer = Some(Answer {
                            on: date(2026, 11, 4),
                            report: ReportId(Uuid::now_v7()),
                        });
                    }
                    _ => {}
                }
                if state == State::Suspended {
                    task.suspension = Some(Suspension {
                        document: reference("1/UBND-NC", None),
                        since: date(2026, 11, 9),
                        from: State::InProgress,
                    });
                }
                if state == State::AwaitingConfirmation || state == State::Completed {
                    task.outcome = Some(Outcome {
                        report: ReportId(Uuid::now_v7()),
                        completed_on: date(2026, 11, 20),
                        document: None,
                        confirmed_on: None,
                        confirmed_by: None,
                    });
                }
                tasks.push(task);
            }
        }
    }
    tasks
}

async fn the_late_are_those_of_whom_the_tasks_say_so(place: Place) {
    let office = office(&place).await;
    let tasks = tasks_of_every_sort(&office);
    let mut tx = place.db.begin().await.unwrap();
    for task in &tasks {
        tx.insert(&act(1), task).await.unwrap();
    }
    tx.commit().await.unwrap();
    let behind = urgings::behind(&place.db, LIMITS).await.unwrap();
    let waiting = urgings::waiting(&place.db, TODAY, 1000).await.unwrap();
    let mut of_all = 0;
    for agency in [office.police, office.finance] {
        let late = |task: &&Task| task.owed_by(agency).is_some_and(|(_, due)| due < TODAY);
        let unreceived = |task: &&Task| {
            !late(task)
                && task
                    .unreceived_by(agency)
                    .is_some_and(|given| given <= LIMITS.given_until)
        };
        let mut expected: Vec<(Date, i64)> = tasks
            .iter()
            .filter(late)
            .map(|task| (task.owed_by(agency).unwrap().1, task.number))
            .collect();
        expected.sort_unstable();
        let mut unreceived: Vec<(Date, i64)> = tasks
            .iter()
            .filter(unreceived)
            .map(|task| (task.unreceived_by(agency).unwrap(), task.number))
            .collect();
        unreceived.sort_unstable();
        expected.extend(unreceived);
        assert!(expected.len() > 5, "{expected:?}");
        let found = urgings::late_tasks(&place.db, agency, LIMITS, 1000).await.unwrap();
        let numbers: Vec<i64> = found.iter().map(|task| task.number).collect();
        assert_eq!(numbers, expected.iter().map(|(_, number)| *number).collect::<Vec<_>>());
        let some = urgings::late_tasks(&place.db, agency, LIMITS, 3).await.unwrap();
        assert_eq!(some, found[..3]);
        let counted = behind.iter().find(|behind| behind.agency == agency).unwrap();
        let count = async |most| urgings::count(&place.db, Some(agency), LIMITS, most).await.unwrap();
        let all = i64::try_from(expected.len()).unwrap();
        assert_eq!(count(1000).await, Counted::up_to(1000, all));
        assert_eq!(
            count(3).await,
            Counted {
                total: 3,
                uncounted: true
            }
        );
        of_all += all;
        assert_eq!(Some(counted.since), expected.iter().map(|(day, _)| *day).min());
        let waits = |task: &&Task| task.waits_for_others(agency).is_some_and(|(_, due)| due < TODAY);
        let expected: Vec<i64> = tasks.iter().filter(waits).map(|task| task.number).collect();
        let mut found: Vec<i64> = waiting
            .iter()
            .filter(|(of, _)| *of == agency)
            .map(|(_, task)| task.number)
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(!found.is_empty());
    }
    assert_eq!(
        urgings::count(&place.db, None, LIMITS, 1000).await.unwrap().total,
        of_all
    );
}

/// An urging about a task, with its document of a day.
async fn urged(place: &Place, office: &Office, task: &Task, level: Level, on: Option<Date>) -> Urging {
    let mut urging = urging(
        office.police,
        office.clerk,
        office.letter,
        vec![item(task, level, None)],
    );
    insert(place, 3, &urging).await;
    if let Some(on) = on {
        urging.sent = Some(sending(on, office.clerk));
        urging = changed(place, 4, urging).await;
    }
    urging
}

async fn changed(place: &Place, minutes: i64, mut urging: Urging) -> Urging {
    update(place, minutes, &mut urging).await;
    urging
}

async fn late_task(place: &Place, office: &Office, number: i64) -> Task {
    let mut task = task(number, office.police);
    task.deadline = due(date(2026, 11, 3));
    task.state = State::InProgress;
    insert(place, 1, &task).await;
    task
}

async fn what_was_urged_lately_holds_back(place: Place) {
    let office = office(&place).await;
    let mut all = Vec::new();
    for number in 1..=5 {
        all.push(late_task(&place, &office, number).await);
    }
    let counted = async || {
        let counted = urgings::count(&place.db, None, LIMITS, 1000).await.unwrap();
        let behind = urgings::behind(&place.db, LIMITS).await.unwrap();
        assert_eq!(behind.is_empty(), counted.total == 0);
        counted.total
    };
    assert_eq!(counted().await, 5);
    let draft = urged(&place, &office, &all[0], Level::FirstLetter, None).await;
    urged(&place, &office, &all[1], Level::FirstLetter, Some(date(2026, 11, 21))).await;
    urged(&place, &office, &all[2], Level::SecondLetter, Some(date(2026, 11, 20))).await;
    // About the deadline of before: the present one was missed later.
    urged(&place, &office, &all[3], Level::Reminder, Some(date(2026, 11, 2))).await;
    assert_eq!(counted().await, 3, "a draft and a document of this week hold back");
    let ids: Vec<TaskId> = all.iter().map(|task| task.id).collect();
    let earlier = urgings::earlier(&place.db, office.police, &ids).await.unwrap();
    let sent = |level, on| vec![Earlier { level, on }];
    let expected = BTreeMap::from([
        (ids[0], sent(Level::FirstLetter, None)),
        (ids[1], sent(Level::FirstLetter, Some(date(2026, 11, 21)))),
        (ids[2], sent(Level::SecondLetter, Some(date(2026, 11, 20)))),
        (ids[3], sent(Level::Reminder, Some(date(2026, 11, 2)))),
    ]);
    assert_eq!(earlier, expected);
    assert!(
        urgings::earlier(&place.db, office.finance, &ids)
            .await
            .unwrap()
            .is_empty()
    );
    let mut withdrawn = draft;
    withdrawn.withdrawn = Some(Withdrawal {
        on: TODAY,
        by: office.clerk,
        reason: "Đã có báo cáo".into(),
    });
    changed(&place, 5, withdrawn).await;
    assert_eq!(counted().await, 4, "a draft that was withdrawn holds nothing");
    assert!(verify(&place.db).await.unwrap().holds());
}

async fn drafts_stay_in_the_office(place: Place) {
    let office = office(&place).await;
    let task = late_task(&place, &office, 1).await;
    let first = urged(&place, &office, &task, Level::FirstLetter, Some(date(2026, 11, 10))).await;
    let second = urged(&place, &office, &task, Level::SecondLetter, Some(date(2026, 11, 20))).await;
    let draft = urged(&place, &office, &task, Level::Report, None).await;
    let shown = async |filter: UrgingFilter, scope| {
        let page = urgings::page(&place.db, &filter, scope, 10).await.unwrap();
        page.into_iter().map(|urging| urging.id).collect::<Vec<_>>()
    };
    let everything = UrgingFilter::default;
    assert_eq!(shown(everything(), Scope::All).await, [draft.id, second.id, first.id]);
    assert_eq!(
        shown(everything(), Scope::Agency(office.police)).await,
        [second.id, first.id]
    );
    assert!(shown(everything(), Scope::Agency(office.finance)).await.is_empty());
    let after = UrgingFilter {
        after: Some((None, draft.id)),
        ..everything()
    };
    assert_eq!(shown(after, Scope::All).await, [second.id, first.id]);
    let of_stage = UrgingFilter {
        stage: Some(Stage::Draft),
        ..everything()
    };
    assert_eq!(shown(of_stage.clone(), Scope::All).await, [draft.id]);
    assert!(shown(of_stage, Scope::Agency(office.police)).await.is_empty());
    let of_task = urgings::of_task(&place.db, task.id).await.unwrap();
    let of_task: Vec<_> = of_task.into_iter().map(|urging| urging.id).collect();
    assert_eq!(of_task, [first.id, second.id, draft.id]);
    let mut withdrawn = draft;
    withdrawn.withdrawn = Some(Withdrawal {
        on: date(2026, 11, 15),
        by: office.clerk,
        reason: "Đã có báo cáo".into(),
    });
    let withdrawn = changed(&place, 5, withdrawn).await;
    assert_eq!(
        shown(everything(), Scope::All).await,
        [second.id, withdrawn.id, first.id]
    );
    assert_eq!(
        shown(everything(), Scope::Agency(office.police)).await,
        [second.id, first.id]
    );
    let mut received = second;
    received.receipt = Some(Receipt {
        on: TODAY,
        by: office.clerk,
        told_by: ToldBy::Office,
    });
    let received = changed(&place, 6, received).await;
    let of_stage = UrgingFilter {
        stage: Some(Stage::Received),
        ..everything()
    };
    assert_eq!(shown(of_stage, Scope::All).await, [received.id]);
}

async fn only_a_later_report_of_the_urged_is_an_answer(place: Place) {
    let office = office(&place).await;
    let mut tasks = Vec::new();
    for number in 1..=4 {
        tasks.push(late_task(&place, &office, number).await);
    }
    let on = date(2026, 11, 10);
    let said = |task: &Task, agency, on| report(task.id, agency, office.clerk, on, vec![]);
    let before = said(&tasks[0], office.police, on);
    insert(&place, 2, &before).await;
    insert(&place, 2, &said(&tasks[1], office.police, date(2026, 11, 9))).await;
    let items = vec![
        item(&tasks[0], Level::FirstLetter, Some(before.id)),
        item(&tasks[1], Level::FirstLetter, None),
        item(&tasks[2], Level::FirstLetter, None),
        item(&tasks[3], Level::FirstLetter, None),
    ];
    let mut letter = urging(office.police, office.clerk, office.letter, items);
    insert(&place, 3, &letter).await;
    letter.sent = Some(sending(on, office.clerk));
    let letter = changed(&place, 4, letter).await;
    let answers = async || urgings::answers(&place.db, &[letter.id]).await.unwrap();
    assert!(answers().await.is_empty(), "what was there before is no answer");
    insert(&place, 5, &said(&tasks[0], office.police, on)).await;
    insert(&place, 5, &said(&tasks[1], office.police, date(2026, 11, 12))).await;
    insert(&place, 5, &said(&tasks[1], office.police, date(2026, 11, 11))).await;
    insert(&place, 5, &said(&tasks[2], office.finance, date(2026, 11, 11))).await;
    let expected = BTreeMap::from([
        ((letter.id, tasks[0].id), on),
        ((letter.id, tasks[1].id), date(2026, 11, 11)),
    ]);
    assert_eq!(answers().await, expected);
}

async fn the_named_are_found_by_the_day_of_their_document(place: Place) {
    let office = office(&place).await;
    let task = late_task(&place, &office, 1).await;
    urged(&place, &office, &task, Level::SecondLetter, Some(date(2026, 11, 5))).await;
    let named = urged(&place, &office, &task, Level::Report, Some(date(2026, 11, 14))).await;
    let proposed = urged(&place, &office, &task, Level::Inspection, Some(date(2026, 11, 20))).await;
    urged(&place, &office, &task, Level::Report, None).await;
    let found = async |first, last| {
        let found = urgings::named_in_report(&place.db, first, last).await.unwrap();
        found.into_iter().map(|urging| urging.id).collect::<Vec<_>>()
    };
    assert_eq!(
        found(date(2026, 11, 1), date(2026, 11, 30)).await,
        [named.id, proposed.id]
    );
    assert_eq!(found(date(2026, 10, 15), date(2026, 11, 14)).await, [named.id]);
    assert_eq!(found(date(2026, 11, 15), date(2026, 11, 30)).await, [proposed.id]);
}

async fn days_that_a_migration_left_blank_are_filled_in(place: Place) {
    let office = office(&place).await;
    late_task(&place, &office, 1).await;
    let blank = "UPDATE task_agencies SET late_key = '', waits_key = '', unreceived_key = ''";
    if !place.past_the_store(&[blank]).await {
        return;
    }
    assert!(!verify(&place.db).await.unwrap().holds());
    let url = place.url.clone().unwrap();
    let again = match url.strip_prefix("sqlite://") {
        Some(path) => Db::open_sqlite(path).await.unwrap(),
        None => Db::open_postgres(&url).await.unwrap(),
    };
    assert!(verify(&again).await.unwrap().holds());
    assert_eq!(urgings::behind(&again, LIMITS).await.unwrap().len(), 1);
    again.close().await;
}
