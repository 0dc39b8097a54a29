//! The outbox of reminders, mornings, calendar addresses, days off.

use domain::id::{CalendarAddressId, DaysOffId, DigestId, TaskId};
use domain::reminder::{Digest, Item, Matter, Told};
use domain::{DaysOff, User};
use jiff::civil::{Date, date};
use store::calendars::{self, Address, Owner};
use store::reminders::{self, Letter};
use store::{Error, days_off};
use uuid::Uuid;

use crate::made::{agency, minute, task, user};
use crate::place::{Place, on_every_database};
use crate::records::insert;

on_every_database!(
    a_person_has_one_digest_a_day,
    a_letter_is_claimed_by_one,
    a_letter_that_fails_is_tried_again_until_it_is_given_up,
    a_morning_is_noted_once,
    a_morning_looks_at_what_may_be_told,
    a_calendar_address_is_found_by_its_token_until_it_is_revoked,
    days_off_keep_their_order,
);

fn letter(to: &User, day: Date, made: i64) -> Letter {
    let item = Item {
        matter: Matter::Late,
        task: TaskId(Uuid::now_v7()),
        number: 7,
        text: "Xóa điểm nóng".into(),
        agency: None,
        due: Some(day),
        days_left: Some(-1),
    };
    Letter {
        id: DigestId(Uuid::now_v7()),
        digest: Digest {
            user: to.id,
            day,
            items: vec![item],
        },
        made_at: minute(made),
        address: "lan@tinh.example".into(),
        try_at: Some(minute(made)),
        attempts: 0,
        sent_at: None,
        failure: None,
    }
}

async fn a_person_has_one_digest_a_day(place: Place) {
    let lan = user("lan");
    insert(&place, 0, &lan).await;
    let first = letter(&lan, date(2026, 11, 27), 1);
    assert!(reminders::put(&place.db, &first).await.unwrap());
    assert!(
        !reminders::put(&place.db, &letter(&lan, date(2026, 11, 27), 2))
            .await
            .unwrap()
    );
    let next = letter(&lan, date(2026, 11, 30), 3);
    assert!(reminders::put(&place.db, &next).await.unwrap());
    let all = reminders::page(&place.db, None, 10).await.unwrap();
    assert_eq!(all, [next.clone(), first.clone()]);
    let after = Some((next.digest.day, next.id));
    assert_eq!(
        reminders::page(&place.db, after, 10).await.unwrap(),
        std::slice::from_ref(&first)
    );
    assert_eq!(reminders::of_user(&place.db, lan.id, 1).await.unwrap(), [next]);
    reminders::sent(&place.db, first.id, minute(4)).await.unwrap();
    assert_eq!(reminders::forget(&place.db, date(2026, 11, 29)).await.unwrap(), 1);
    assert_eq!(
        reminders::page(&place.db, None, 10).await.unwrap().len(),
        1,
        "what waits is not forgotten"
    );
}

async fn a_letter_is_claimed_by_one(place: Place) {
    let lan = user("lan");
    insert(&place, 0, &lan).await;
    let letter = letter(&lan, date(2026, 11, 27), 1);
    reminders::put(&place.db, &letter).await.unwrap();
    assert_eq!(reminders::due(&place.db, minute(0), 9).await.unwrap(), [], "not yet");
    let claims = (0..8).map(|_| {
        let (db, id) = (place.db.clone(), letter.id);
        tokio::spawn(async move { reminders::claim(&db, id, minute(2), minute(12)).await.unwrap() })
    });
    let mut taken = 0;
    for claim in claims.collect::<Vec<_>>() {
        taken += u32::from(claim.await.unwrap());
    }
    assert_eq!(taken, 1);
    // Whoever took it and died leaves it to others once the lease is over.
    assert!(
        !reminders::claim(&place.db, letter.id, minute(11), minute(30))
            .await
            .unwrap()
    );
    assert!(
        reminders::claim(&place.db, letter.id, minute(12), minute(30))
            .await
            .unwrap()
    );
    reminders::sent(&place.db, letter.id, minute(13)).await.unwrap();
    assert!(
        !reminders::claim(&place.db, letter.id, minute(99), minute(120))
            .await
            .unwrap()
    );
    assert_eq!(reminders::due(&place.db, minute(99), 9).await.unwrap(), []);
}

async fn a_letter_that_fails_is_tried_again_until_it_is_given_up(place: Place) {
    let lan = user("lan");
    insert(&place, 0, &lan).await;
    let letter = letter(&lan, date(2026, 11, 27), 1);
    reminders::put(&place.db, &letter).await.unwrap();
    assert!(
        !reminders::retry(&place.db, letter.id, minute(2)).await.unwrap(),
        "it has not failed"
    );
    reminders::failed(&place.db, letter.id, Some(minute(5)), "không kết nối được")
        .await
        .unwrap();
    assert_eq!(reminders::due(&place.db, minute(4), 9).await.unwrap(), []);
    assert_eq!(reminders::due(&place.db, minute(5), 9).await.unwrap().len(), 1);
    reminders::failed(&place.db, letter.id, None, "không có hộp thư")
        .await
        .unwrap();
    assert_eq!(reminders::due(&place.db, minute(999), 9).await.unwrap(), []);
    let counts = reminders::waiting_and_given_up(&place.db, date(2026, 11, 1))
        .await
        .unwrap();
    assert_eq!(counts, (0, 1));
    assert!(reminders::retry(&place.db, letter.id, minute(10)).await.unwrap());
    let again = reminders::due(&place.db, minute(10), 9).await.unwrap();
    assert_eq!(again[0].failure.as_deref(), Some("không có hộp thư"));
}

async fn a_morning_is_noted_once(place: Place) {
    assert_eq!(reminders::last_run(&place.db).await.unwrap(), None);
    let told = Told {
        until: date(2026, 11, 27),
        ahead_before: date(2026, 11, 30),
    };
    let mut tx = place.db.begin().await.unwrap();
    reminders::keep_run(&mut tx, told, minute(0), 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(reminders::last_run(&place.db).await.unwrap(), Some(told));
    let mut tx = place.db.begin().await.unwrap();
    let twice = reminders::keep_run(&mut tx, told, minute(1), 0).await;
    assert!(matches!(twice, Err(Error::Duplicate { .. })), "{twice:?}");
    drop(tx);
    reminders::forget(&place.db, date(2027, 1, 1)).await.unwrap();
    assert_eq!(
        reminders::last_run(&place.db).await.unwrap(),
        Some(told),
        "the last one stays"
    );
}

async fn a_morning_looks_at_what_may_be_told(place: Place) {
    use domain::deadline::{Basis, Deadline};
    use domain::task::State;
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let due = |due: Date| Deadline::on(due, None, date(2026, 1, 5), Basis::Directive);
    for (number, state, day) in [
        (1, State::InProgress, date(2026, 11, 30)),
        (2, State::InProgress, date(2027, 6, 30)),
        (3, State::Completed, date(2026, 11, 30)),
        (4, State::AwaitingConfirmation, date(2027, 6, 30)),
        (5, State::Assigned, date(2027, 6, 30)),
    ] {
        let mut task = task(number, police.id);
        task.state = state;
        task.deadline = due(day);
        insert(&place, number, &task).await;
    }
    let between = (date(2026, 11, 1), date(2026, 12, 7));
    let numbers = |tasks: Vec<domain::Task>| tasks.iter().map(|task| task.number).collect::<Vec<_>>();
    let looked = reminders::looked_at(&place.db, between, minute(99)).await.unwrap();
    assert_eq!(numbers(looked), [1, 4, 5]);
    let looked = reminders::looked_at(&place.db, between, minute(2)).await.unwrap();
    assert_eq!(numbers(looked), [1, 2, 3, 4, 5], "what changed since is looked at too");
    let due_from = days_off::tasks_due_from(&place.db, date(2027, 1, 1)).await.unwrap();
    assert_eq!(numbers(due_from), [2, 4, 5]);
}

async fn a_calendar_address_is_found_by_its_token_until_it_is_revoked(place: Place) {
    let (lan, police) = (user("lan"), agency("Công an tỉnh"));
    insert(&place, 0, &lan).await;
    insert(&place, 0, &police).await;
    for (owner, token) in [(Owner::User(lan.id), [1; 32]), (Owner::Agency(police.id), [2; 32])] {
        let address = Address {
            id: CalendarAddressId(Uuid::now_v7()),
            owner,
            made_by: lan.id,
            made_at: minute(1),
        };
        calendars::put(&place.db, &address, token).await.unwrap();
        assert_eq!(
            calendars::by_token(&place.db, token).await.unwrap(),
            Some(address.clone())
        );
        assert_eq!(calendars::of(&place.db, owner).await.unwrap(), Some(address));
        assert_eq!(calendars::by_token(&place.db, [9; 32]).await.unwrap(), None);
        assert_eq!(calendars::revoke(&place.db, owner, minute(2)).await.unwrap(), 1);
        assert_eq!(calendars::by_token(&place.db, token).await.unwrap(), None);
        assert_eq!(calendars::of(&place.db, owner).await.unwrap(), None);
        assert_eq!(calendars::revoke(&place.db, owner, minute(3)).await.unwrap(), 0);
    }
    let one = task(1, police.id);
    insert(&place, 5, &one).await;
    let changed = calendars::changed_at(&place.db, &[one.id, TaskId(Uuid::now_v7())])
        .await
        .unwrap();
    assert_eq!(changed.into_iter().collect::<Vec<_>>(), [(one.id, minute(5))]);
}

async fn days_off_keep_their_order(place: Place) {
    let decree = |number: u128, name: &str, off: Date| DaysOff {
        id: DaysOffId(Uuid::from_u128(number)),
        version: 1,
        name: name.into(),
        off: vec![off],
        worked: Vec::new(),
        legal_basis: "1/TB".into(),
        withdrawn_by: None,
    };
    let first = decree(1, "Một", date(2027, 3, 12));
    let second = decree(2, "Hai", date(2027, 1, 4));
    insert(&place, 0, &first).await;
    insert(&place, 1, &second).await;
    assert_eq!(days_off::all(&place.db).await.unwrap(), [first, second]);
}
