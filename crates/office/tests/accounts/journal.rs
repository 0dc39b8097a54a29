//! The journal as people read it.

use domain::filter::TaskFilter;
use domain::rights::{Acting, Audit, Scope};
use domain::{Kind, Task};
use office::agencies::{AgencyInput, edit};
use office::journal::{JournalFilter, change, difference, entries};
use serde_json::json;
use store::tasks::Order;

use crate::made::{agency, begun, code, employ, may, visitor};

#[tokio::test]
async fn pages_follow_each_other_without_gaps() {
    let (office, administrator) = begun().await;
    let acting = may::<Audit>(&administrator);
    let (mut before, mut seen) = (None, Vec::new());
    loop {
        let page = entries(
            &office,
            &acting,
            &JournalFilter {
                before,
                ..JournalFilter::default()
            },
        )
        .await
        .unwrap();
        seen.extend(page.lines.iter().map(|line| line.seq));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    let all: Vec<i64> = (1..=seen[0]).rev().collect();
    assert_eq!(seen, all);
}

#[tokio::test]
async fn a_change_shows_both_sides_and_what_differs() {
    let (office, administrator) = begun().await;
    let id = agency(&office, "Sở Ngoại vụ").await;
    let input = AgencyInput {
        version: 1,
        name: "Sở Ngoại vụ Quảng Ngãi".into(),
        aliases: vec!["SNV".into()],
        level: "province".into(),
        ..AgencyInput::default()
    };
    edit(&office, &may(&administrator), id, &input).await.unwrap();
    let filter = JournalFilter {
        kind: Some(Kind::Agency),
        subject: Some(id.0),
        ..JournalFilter::default()
    };
    let page = entries(&office, &may(&administrator), &filter).await.unwrap();
    let line = &page.lines[0];
    assert_eq!((line.action.as_str(), line.version), ("agency.edit", 2));
    assert_eq!(line.actor_name.as_deref(), Some("Quản trị hệ thống"));

    let shown = change(&office, &may(&administrator), line.seq).await.unwrap().unwrap();
    assert_eq!(shown.before.unwrap()["name"], json!("Sở Ngoại vụ tỉnh Quảng Ngãi"));
    assert_eq!(shown.after["name"], json!("Sở Ngoại vụ Quảng Ngãi"));
    let name = shown
        .differences
        .iter()
        .find(|difference| difference.path == "name")
        .unwrap();
    assert_eq!(name.after, Some(json!("Sở Ngoại vụ Quảng Ngãi")));
    let again = difference(&office, &may(&administrator), Kind::Agency, id.0, 1, 2)
        .await
        .unwrap();
    assert_eq!(again, shown.differences);
    let first = change(&office, &may(&administrator), page.lines[1].seq)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.before, None);
    assert!(
        change(&office, &may(&administrator), 1_000_000)
            .await
            .unwrap()
            .is_none()
    );
    let none = difference(&office, &may(&administrator), Kind::Agency, id.0, 1, 3).await;
    assert_eq!(code(none), "not-found");
}

#[tokio::test]
async fn a_difference_is_shown_to_who_may_see_the_record() {
    let (office, administrator) = begun().await;
    let clerk = employ(&office, &administrator, "van.thu", "clerk", None).await;
    let user = administrator.user.id.0;
    assert_eq!(
        code(difference(&office, &may(&clerk), Kind::User, user, 1, 1).await),
        "refused"
    );
    assert!(
        difference(&office, &may(&administrator), Kind::User, user, 1, 1)
            .await
            .unwrap()
            .is_empty()
    );
    let task = uuid::Uuid::nil();
    assert_eq!(
        code(difference(&office, &may(&administrator), Kind::Task, task, 1, 2).await),
        "refused"
    );
    assert_eq!(
        code(difference(&office, &may(&clerk), Kind::Task, task, 1, 2).await),
        "not-found"
    );
    assert!(clerk.acting().unwrap().may::<Audit>().is_err());
    assert!(visitor(&office, &"x".into(), crate::made::morning()).await.is_none());
}

#[tokio::test]
async fn an_agency_sees_what_differs_in_its_own_tasks_only() {
    let office = crate::made::blank().await;
    let now = crate::made::morning();
    Box::pin(office::demo::fill(&office, now)).await.unwrap();
    let police = store::users::by_login(&office.db, "cat").await.unwrap().unwrap();
    let acting = Acting::signed_in(&police, now, office::day_at(now), None);
    let everything = TaskFilter::default();
    let page = store::tasks::page(&office.db, &everything, Scope::All, Order::Due, None, 1000).await;
    let (own, others): (Vec<Task>, Vec<Task>) = page
        .unwrap()
        .tasks
        .into_iter()
        .partition(|task| task.agencies().any(|agency| Some(agency) == police.agency));
    let changed = own.iter().find(|task| task.version > 1).unwrap();
    let found = difference(&office, &acting, Kind::Task, changed.id.0, 1, changed.version).await;
    assert!(found.unwrap().iter().any(|difference| difference.path == "state"));
    let foreign = difference(&office, &acting, Kind::Task, others[0].id.0, 1, 1).await;
    assert_eq!(code(foreign), "not-found");
}
