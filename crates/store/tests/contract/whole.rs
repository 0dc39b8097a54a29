//! A small register with a record of every kind and something in every table.

use domain::directive::Relation;
use domain::id::{RequestId, SessionId};
use domain::rules::OfficeRule;
use domain::task::{PlaceRef, State};
use domain::urging::Level;
use domain::{Task, User};
use jiff::civil::date;
use store::sessions::{Attempt, Session};
use store::users::Credential;
use store::{Db, files, requests, sessions, users};
use uuid::Uuid;

use crate::made::{
    act, agency, directive, due, duty, file, import, item, link, minute, periodic_report, province, report, task,
    urging, user,
};

/// Lines, records and contents of it.
pub(crate) const SIZE: (u64, u64, u64) = (18, 16, 2);

/// What other tests want to know of it.
pub(crate) struct Made {
    pub(crate) user: User,
    pub(crate) task: Task,
}

pub(crate) async fn a_whole_register(db: &Db) -> Made {
    let (police, finance, lan) = (agency("Công an tỉnh"), agency("Sở Tài chính"), user("lan"));
    let (original, evidence) = (file("văn bản".as_bytes()), file(b"evidence"));
    let resolution = directive("50/NQ-CP", date(2020, 4, 10));
    let mut programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    programme.original = Some(original.id);
    programme.links = vec![link("50/NQ-CP", Some(resolution.id)), link("17-CTr/TU", None)];
    programme.links[1].relation = Relation::Cites;
    let mut first = task(1, police.id);
    first.directive = Some(programme.id);
    first.deadline = due(date(2026, 12, 20));
    first.duties = vec![duty(finance.id)];
    first.places = vec![PlaceRef {
        written: "xã Bờ Y".into(),
        code: Some("23332".into()),
        full_name: None,
        today: vec![],
    }];
    let mut member = task(2, finance.id);
    member.parent = Some(first.id);
    let said = report(
        first.id,
        police.id,
        lan.id,
        date(2026, 11, 2),
        vec![evidence.id, original.id],
    );
    let rule = OfficeRule {
        id: Uuid::now_v7(),
        version: 1,
        rule: "near_days".into(),
        value: vec![5],
        valid_from: date(2026, 7, 1),
        valid_to: None,
        legal_basis: "Quyết định 1948/QĐ-UBND".into(),
    };

    let mut tx = db.begin().await.unwrap();
    tx.insert(&act(0), &province()).await.unwrap();
    tx.insert(&act(0), &police).await.unwrap();
    tx.insert(&act(0), &finance).await.unwrap();
    tx.insert(&act(0), &lan).await.unwrap();
    files::add(&mut tx, &act(1), &original, "văn bản".as_bytes())
        .await
        .unwrap();
    files::add(&mut tx, &act(1), &evidence, b"evidence").await.unwrap();
    tx.insert(&act(1), &resolution).await.unwrap();
    tx.insert(&act(1), &programme).await.unwrap();
    tx.insert(&act(1), &import(original.id, "a.docx", date(2026, 11, 2)))
        .await
        .unwrap();
    tx.insert(&act(2), &first).await.unwrap();
    tx.insert(&act(2), &member).await.unwrap();
    tx.insert(&act(2), &said).await.unwrap();
    tx.insert(&act(2), &rule).await.unwrap();
    tx.insert(&act(2), &periodic_report(lan.id)).await.unwrap();
    first.state = State::InProgress;
    tx.update(&act(3).because("tiếp nhận"), &mut first).await.unwrap();
    first.duties[0].part = Some("bố trí kinh phí".into());
    tx.update(&act(3), &mut first).await.unwrap();
    tx.insert(&act(4), &file(b"evidence")).await.unwrap();
    let urged = urging(
        police.id,
        lan.id,
        original.id,
        vec![item(&first, Level::FirstLetter, None)],
    );
    tx.insert(&act(4), &urged).await.unwrap();
    keep_what_is_fleeting(&mut tx, &lan).await;
    tx.commit().await.unwrap();
    Made { user: lan, task: first }
}

async fn keep_what_is_fleeting(tx: &mut store::Tx, lan: &User) {
    let credential = Credential {
        user: lan.id,
        password_hash: "$argon2id$".into(),
        totp_secret: Some(vec![0, 255, 7]),
        totp_step: Some(9),
        updated_at: minute(1),
    };
    users::set_credential(&mut *tx, &credential).await.unwrap();
    let session = Session {
        id: SessionId(Uuid::now_v7()),
        token_hash: [7; 32],
        user: lan.id,
        created_at: minute(1),
        seen_at: minute(2),
        ends_at: minute(3),
        revoked_at: None,
        agent: "Firefox".into(),
    };
    sessions::open(&mut *tx, &session).await.unwrap();
    let attempt = Attempt {
        id: Uuid::now_v7(),
        at: minute(1),
        login: "lan".into(),
        address: "10.0.0.1".into(),
        succeeded: false,
    };
    sessions::note_attempt(&mut *tx, &attempt).await.unwrap();
    requests::keep(tx, RequestId(Uuid::now_v7()), lan.id, "task.receive", "ok", minute(1))
        .await
        .unwrap();
}
