//! Users, sessions, attempts to sign in, keys of sent forms.

use domain::id::{RequestId, SessionId};
use store::sessions::{Attempt, AttemptFilter, Failures, Session};
use store::users::{Credential, LOGIN_IS_TAKEN};
use store::{Error, OnConstraint as _, requests, sessions, users};
use uuid::Uuid;

use crate::made::{act, agency, minute, user};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};

on_every_database!(
    a_login_belongs_to_one_user,
    users_are_found_by_login_and_agency,
    a_credential_is_replaced_and_a_code_works_once,
    a_session_ends_by_itself_or_by_hand,
    failed_attempts_are_counted_since_the_last_success,
    attempts_are_listed_from_the_newest,
    a_form_sent_twice_acts_once,
    a_form_sent_ten_times_at_once_acts_once,
);

async fn a_login_belongs_to_one_user(place: Place) {
    #[derive(Debug)]
    enum Refused {
        Taken,
        Other,
    }
    impl From<Error> for Refused {
        fn from(_: Error) -> Self {
            Self::Other
        }
    }
    insert(&place, 0, &user("lan")).await;
    let mut tx = place.db.begin().await.unwrap();
    let twice = tx.insert(&act(1), &user("lan")).await;
    let refused = twice.on_constraint(LOGIN_IS_TAKEN, || Refused::Taken).unwrap_err();
    assert!(matches!(refused, Refused::Taken));
    drop(tx);

    let mut again = user("minh");
    insert(&place, 1, &again).await;
    again.login = "minh2".into();
    let mut tx = place.db.begin().await.unwrap();
    let twice = tx.insert(&act(1), &again).await;
    let refused = twice.on_constraint(LOGIN_IS_TAKEN, || Refused::Taken).unwrap_err();
    assert!(matches!(refused, Refused::Other));
}

async fn users_are_found_by_login_and_agency(place: Place) {
    let police = agency("Công an tỉnh");
    insert(&place, 0, &police).await;
    let (mut lan, mut an) = (user("lan"), user("an"));
    for user in [&mut lan, &mut an] {
        user.agency = Some(police.id);
        insert(&place, 1, user).await;
    }
    assert_eq!(users::by_login(&place.db, "lan").await.unwrap(), Some(lan.clone()));
    assert_eq!(users::by_login(&place.db, "khong-co").await.unwrap(), None);
    lan.active = false;
    update(&place, 2, &mut lan).await;
    assert_eq!(users::of_agency(&place.db, police.id).await.unwrap(), [an.clone()]);
    assert_eq!(users::all(&place.db).await.unwrap(), [an, lan]);
}

async fn a_credential_is_replaced_and_a_code_works_once(place: Place) {
    let lan = user("lan");
    insert(&place, 0, &lan).await;
    assert_eq!(users::credential(&place.db, lan.id).await.unwrap(), None);
    let mut credential = Credential {
        user: lan.id,
        password_hash: "$argon2id$v=19$…".into(),
        totp_secret: None,
        totp_step: None,
        updated_at: minute(0),
    };
    users::set_credential(&place.db, &credential).await.unwrap();
    credential.totp_secret = Some(vec![1, 2, 3]);
    let mut tx = place.db.begin().await.unwrap();
    users::set_credential(&mut tx, &credential).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        users::credential(&place.db, lan.id).await.unwrap(),
        Some(credential.clone())
    );
    assert!(!format!("{credential:?}").contains("argon2"));

    assert!(users::use_totp_step(&place.db, lan.id, 7).await.unwrap());
    assert!(!users::use_totp_step(&place.db, lan.id, 7).await.unwrap());
    assert!(!users::use_totp_step(&place.db, lan.id, 6).await.unwrap());
    assert!(users::use_totp_step(&place.db, lan.id, 8).await.unwrap());
}

async fn a_session_ends_by_itself_or_by_hand(place: Place) {
    let lan = user("lan");
    insert(&place, 0, &lan).await;
    let session = |n: u8| Session {
        id: SessionId(Uuid::now_v7()),
        token_hash: [n; 32],
        user: lan.id,
        created_at: minute(0),
        seen_at: minute(i64::from(n)),
        ends_at: minute(60),
        revoked_at: None,
        agent: "Firefox".into(),
    };
    let (one, two) = (session(1), session(2));
    for session in [&one, &two] {
        sessions::open(&place.db, session).await.unwrap();
    }
    assert_eq!(sessions::by_token(&place.db, [1; 32]).await.unwrap(), Some(one.clone()));
    assert_eq!(sessions::by_token(&place.db, [9; 32]).await.unwrap(), None);
    sessions::touch(&place.db, one.id, minute(5)).await.unwrap();
    sessions::touch(&place.db, one.id, minute(3)).await.unwrap();
    let held = sessions::of_user(&place.db, lan.id, minute(10)).await.unwrap();
    assert_eq!(
        held.iter().map(|s| (s.id, s.seen_at)).collect::<Vec<_>>(),
        [(one.id, minute(5)), (two.id, minute(2))]
    );

    assert_eq!(
        sessions::revoke_all(&place.db, lan.id, minute(11), Some(one.id))
            .await
            .unwrap(),
        1
    );
    let revoked = sessions::by_token(&place.db, [2; 32]).await.unwrap().unwrap();
    assert!(!revoked.holds_at(minute(11)) && one.holds_at(minute(59)) && !one.holds_at(minute(60)));
    sessions::revoke(&place.db, one.id, minute(12)).await.unwrap();
    assert_eq!(sessions::of_user(&place.db, lan.id, minute(13)).await.unwrap(), []);
    assert_eq!(sessions::forget_ended(&place.db, minute(12)).await.unwrap(), 1);
    assert_eq!(sessions::forget_ended(&place.db, minute(61)).await.unwrap(), 1);
}

async fn failed_attempts_are_counted_since_the_last_success(place: Place) {
    let attempt = async |minutes, login: &str, address: &str, succeeded| {
        let attempt = Attempt {
            id: Uuid::now_v7(),
            at: minute(minutes),
            login: login.into(),
            address: address.into(),
            succeeded,
        };
        sessions::note_attempt(&place.db, &attempt).await.unwrap();
    };
    attempt(1, "lan", "10.0.0.1", false).await;
    attempt(2, "lan", "10.0.0.1", true).await;
    attempt(3, "lan", "10.0.0.2", false).await;
    attempt(4, "an", "10.0.0.2", false).await;
    let failures = async |since| {
        sessions::failures(&place.db, "lan", "10.0.0.2", minute(since))
            .await
            .unwrap()
    };
    assert_eq!(
        failures(0).await,
        Failures {
            of_login: 1,
            of_address: 2
        }
    );
    assert_eq!(
        failures(4).await,
        Failures {
            of_login: 0,
            of_address: 1
        }
    );
    assert_eq!(sessions::forget_attempts(&place.db, minute(4)).await.unwrap(), 3);
    assert_eq!(
        failures(0).await,
        Failures {
            of_login: 0,
            of_address: 1
        }
    );
}

async fn attempts_are_listed_from_the_newest(place: Place) {
    let mut noted = Vec::new();
    for (minutes, login, address, succeeded) in [
        (1, "lan", "10.0.0.1", false),
        (2, "lan", "10.0.0.1", true),
        (3, "an", "10.0.0.2", false),
    ] {
        let attempt = Attempt {
            id: Uuid::now_v7(),
            at: minute(minutes),
            login: login.into(),
            address: address.into(),
            succeeded,
        };
        sessions::note_attempt(&place.db, &attempt).await.unwrap();
        noted.push(attempt);
    }
    let listed = async |filter: AttemptFilter, limit| sessions::attempts(&place.db, &filter, limit).await.unwrap();
    let [first, second, third] = noted.try_into().unwrap();
    let all = listed(AttemptFilter::default(), 10).await;
    assert_eq!(all, [third.clone(), second.clone(), first.clone()]);
    assert_eq!(listed(AttemptFilter::default(), 1).await, std::slice::from_ref(&third));
    let older = AttemptFilter {
        before: Some(third.id),
        login: Some("lan".into()),
        address: Some("10.0.0.1".into()),
        ..AttemptFilter::default()
    };
    assert_eq!(listed(older, 10).await, [second.clone(), first.clone()]);
    let failed = AttemptFilter {
        succeeded: Some(false),
        from: Some(minute(2)),
        to: Some(minute(4)),
        ..AttemptFilter::default()
    };
    assert_eq!(listed(failed, 10).await, [third]);
}

async fn a_form_sent_twice_acts_once(place: Place) {
    let lan = user("lan");
    let request = RequestId(Uuid::now_v7());
    let send = async || {
        let mut tx = place.db.begin().await.unwrap();
        if let Some(outcome) = requests::outcome(&mut tx, request, lan.id, "agency.add").await.unwrap() {
            return outcome;
        }
        let made = agency("Sở Y tế");
        tx.insert(&act(0), &made).await.unwrap();
        let outcome = made.id.to_string();
        requests::keep(&mut tx, request, lan.id, "agency.add", &outcome, minute(0))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        outcome
    };
    assert_eq!(send().await, send().await);
    assert_eq!(store::agencies::all(&place.db).await.unwrap().len(), 1);

    let other = requests::outcome(&place.db, request, lan.id, "agency.change")
        .await
        .unwrap_err();
    assert!(matches!(other, Error::Duplicate { .. }));
    let mut tx = place.db.begin().await.unwrap();
    let twice = requests::keep(&mut tx, request, lan.id, "agency.add", "", minute(1))
        .await
        .unwrap_err();
    assert!(matches!(twice, Error::Duplicate { constraint } if constraint == "requests_pkey"));
    drop(tx);
    assert_eq!(requests::forget(&place.db, minute(1)).await.unwrap(), 1);
}

async fn a_form_sent_ten_times_at_once_acts_once(place: Place) {
    let lan = user("lan").id;
    let request = RequestId(Uuid::now_v7());
    let sendings: Vec<_> = (0..10)
        .map(|_| {
            let db = place.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                if let Some(outcome) = requests::outcome(&mut tx, request, lan, "agency.add").await.unwrap() {
                    return outcome;
                }
                let made = agency("Sở Y tế");
                tx.insert(&act(0), &made).await.unwrap();
                let outcome = made.id.to_string();
                requests::keep(&mut tx, request, lan, "agency.add", &outcome, minute(0))
                    .await
                    .unwrap();
                tx.commit().await.unwrap();
                outcome
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for sending in sendings {
        outcomes.push(sending.await.unwrap());
    }
    outcomes.dedup();
    assert_eq!(outcomes.len(), 1);
    assert_eq!(store::agencies::all(&place.db).await.unwrap().len(), 1);
}
