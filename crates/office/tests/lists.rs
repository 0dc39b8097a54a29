//! Lists of tasks through the use cases.

use domain::Directive;
use domain::id::DirectiveId;
use domain::rights::{Acting, See};
use jiff::Timestamp;
use jiff::civil::date;
use office::{Office, day_at, demo, tasks};
use store::{Act, Db};
use uuid::Uuid;

/// A form offers the latest directives: one that is chosen already stays, however many came after it.
#[tokio::test]
async fn a_chosen_directive_is_offered_however_old_it_is() {
    let office = Office::new(Db::in_memory().await.expect("memory"));
    let now: Timestamp = "2026-11-27T02:00:00Z".parse().expect("a moment");
    demo::fill(&office, now).await.expect("filled");
    let see = async |login: &str| -> Acting<See> {
        let user = store::users::by_login(&office.db, login).await.expect("read");
        let signed_in = Acting::signed_in(&user.expect(login), now, day_at(now), None);
        signed_in.may().expect("the right")
    };
    let clerk = see("vanphong").await;
    let offered = async |acting: &Acting<See>, chosen: Option<DirectiveId>| {
        let choices = tasks::choices(&office, acting, day_at(now), chosen).await;
        choices.expect("choices").directives
    };
    let (old, name) = offered(&clerk, None).await.pop().expect("a directive");
    let like = store::load::<Directive>(&office.db, old.0)
        .await
        .expect("the directive");
    let mut tx = office.db.begin().await.expect("begun");
    for number in 1..=60_i64 {
        let later = Directive {
            id: DirectiveId(Uuid::now_v7()),
            version: 1,
            number: Some(format!("{number}/KH-UBND")),
            issued_on: date(2026, 11, 27),
            links: Vec::new(),
            original: None,
            text: None,
            ..like.clone()
        };
        let act = Act::new(None, now, "directive.issue");
        tx.insert(&act, &later).await.expect("inserted");
    }
    tx.commit().await.expect("committed");
    let is_old = |(id, _): &(DirectiveId, String)| *id == old;
    assert!(!offered(&clerk, None).await.iter().any(is_old));
    let chosen = offered(&clerk, Some(old)).await;
    assert_eq!(chosen.last(), Some(&(old, name)));
    let unknown = DirectiveId(Uuid::now_v7());
    assert_eq!(offered(&clerk, Some(unknown)).await, offered(&clerk, None).await);
    for login in ["cat", "sxd", "boy"] {
        let agency = see(login).await;
        let seen = office::directives::seen(&office, &agency, [old]).await.expect("read");
        assert_eq!(
            offered(&agency, Some(old)).await.iter().any(is_old),
            !seen.is_empty(),
            "{login}"
        );
    }
}
