//! The demonstration: it fills an empty database by use cases alone, and shows every state.

use std::collections::BTreeMap;

use domain::Task;
use domain::filter::TaskFilter;
use domain::rights::{Acting, Scope};
use domain::task::{Nearness, State};
use jiff::Timestamp;
use office::{Office, day_at, demo};
use store::Db;
use store::tasks::Order;

async fn filled(at: &str) -> (Office, Timestamp) {
    let office = Office::new(Db::in_memory().await.expect("memory"));
    let now: Timestamp = at.parse().expect("a moment");
    demo::fill(&office, now).await.expect("filled");
    (office, now)
}

async fn every_task(office: &Office) -> Vec<Task> {
    let everything = TaskFilter::default();
    let page = store::tasks::page(&office.db, &everything, Scope::All, Order::Due, None, 1000).await;
    page.expect("tasks").tasks
}

#[tokio::test]
async fn every_state_and_every_nearness_is_there() {
    let (office, now) = filled("2026-11-27T02:00:00Z").await;
    let tasks = every_task(&office).await;
    assert!(tasks.len() >= 30, "{}", tasks.len());
    let states: BTreeMap<State, usize> = tasks.iter().fold(BTreeMap::new(), |mut states, task| {
        *states.entry(task.state).or_default() += 1;
        states
    });
    assert_eq!(states.len(), State::ALL.len(), "{states:?}");
    let near: BTreeMap<Nearness, usize> = tasks.iter().fold(BTreeMap::new(), |mut near, task| {
        *near.entry(task.nearness(day_at(now), 3)).or_default() += 1;
        near
    });
    assert!(near.len() >= 3, "{near:?}");
    assert!(tasks.iter().any(|task| task.group.is_some()) && tasks.iter().any(|task| task.parent.is_some()));
    assert!(tasks.iter().any(|task| task.leads.len() > 1), "a joint assignment");
    assert!(tasks.iter().any(|task| task.open_obstacles().next().is_some()));
    assert!(tasks.iter().any(|task| task.extension.is_some()));
    assert!(tasks.iter().any(|task| task.deadline.extensions() > 0));
}

#[tokio::test]
async fn every_login_has_its_agency_and_every_first_page_something() {
    let (office, now) = filled("2026-11-27T02:00:00Z").await;
    for login in demo::LOGINS {
        let user = store::users::by_login(&office.db, login.login)
            .await
            .expect("read")
            .expect(login.login);
        assert_eq!(user.agency.is_some(), login.agency.is_some(), "{}", login.login);
        let acting = Acting::signed_in(&user, now, day_at(now), None);
        if let Ok(see) = acting.may() {
            let desk = office::desk::desk(&office, &see).await.expect("desk");
            assert!(!desk.sections.is_empty(), "{} has nothing to do", login.login);
        }
    }
}

#[tokio::test]
async fn it_can_be_filled_on_any_day() {
    for at in ["2027-02-06T02:00:00Z", "2028-02-29T16:59:59Z", "2026-12-31T17:00:00Z"] {
        filled(at).await;
    }
}

#[tokio::test]
async fn urging_has_something_at_each_stage() {
    let (office, now) = filled("2026-11-27T02:00:00Z").await;
    let user = store::users::by_login(&office.db, "vanphong").await.expect("read");
    let acting = Acting::signed_in(&user.expect("vanphong"), now, day_at(now), None);
    let see = acting.may().expect("see");
    let page = office::urgings::list(&office, &see, &office::urgings::UrgingQuery::default()).await;
    let stages: Vec<&str> = page.expect("a list").rows.iter().map(|row| row.stage.word()).collect();
    for stage in ["draft", "sent", "received"] {
        assert!(stages.contains(&stage), "{stage} of {stages:?}");
    }
    let proposal = office::urgings::propose(&office, &acting.may().expect("urge"), 0)
        .await
        .expect("a proposal");
    assert!(proposal.agencies.iter().any(|behind| behind.level.is_some()));
    assert!(!proposal.waiting.is_empty());
}
