//! The proof holds on what the store wrote, and names whatever somebody changed past it.

use domain::Kind;
use store::{Db, Fault, Proof, What, verify};

use crate::made::{act, agency, file};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};
use crate::whole::{self, a_whole_register};

on_every_database!(
    what_the_store_wrote_holds,
    an_empty_register_holds,
    a_changed_image_is_named,
    a_changed_hash_is_named,
    a_changed_actor_is_named,
    a_removed_line_is_named,
    a_removed_last_line_is_named,
    two_swapped_lines_are_named,
    a_changed_moment_of_supersession_is_named,
    a_changed_row_is_named,
    a_changed_column_is_named,
    a_changed_part_is_named,
    a_row_without_journal_is_named,
    a_removed_row_is_named,
    a_changed_content_is_named,
    a_removed_content_is_named,
);

async fn what_the_store_wrote_holds(place: Place) {
    a_whole_register(&place.db).await;
    let proof = verify(&place.db).await.unwrap();
    assert_eq!(proof.named, []);
    assert!(proof.holds());
    assert_eq!((proof.lines, proof.records, proof.contents), whole::SIZE);
}

async fn an_empty_register_holds(place: Place) {
    let proof = verify(&place.db).await.unwrap();
    assert!(proof.holds());
    assert_eq!((proof.lines, proof.records), (0, 0));
}

/// Three agencies, the second changed once: lines 1, 2, 3 and 4.
async fn four_lines(db: &Place) -> [domain::Agency; 3] {
    let mut agencies = [agency("Sở Một"), agency("Sở Hai"), agency("Sở Ba")];
    for (minutes, agency) in (1..).zip(&agencies) {
        insert(db, minutes, agency).await;
    }
    agencies[1].symbol = Some("SH".into());
    update(db, 9, &mut agencies[1]).await;
    agencies
}

/// Changes four lines past the store, and proves them.
async fn tampered(place: &Place, statement: &str) -> Option<Proof> {
    four_lines(place).await;
    place.past_the_store(&[statement]).await.then_some(())?;
    Some(verify(&place.db).await.unwrap())
}

fn seqs(proof: &Proof, what: &What) -> Vec<i64> {
    let of = proof.named.iter().filter(|fault| fault.what == *what);
    of.filter_map(|fault| fault.seq).collect()
}

async fn a_changed_image_is_named(place: Place) {
    let change = "UPDATE journal SET after = REPLACE(after, 'Sở Một', 'Sở Mốt') WHERE seq = 1";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::ImageChanged), [1]);
    assert_eq!(proof.faults, 2);
    assert_eq!(seqs(&proof, &What::RowDiffers), [1]);
}

async fn a_changed_hash_is_named(place: Place) {
    let change = "UPDATE journal SET hash = after_hash WHERE seq = 2";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::HashBroken), [2, 3]);
    assert_eq!(proof.faults, 2);
}

async fn a_changed_actor_is_named(place: Place) {
    let change = "UPDATE journal SET actor = subject WHERE seq = 3";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::HashBroken), [3]);
    assert_eq!(proof.faults, 1);
}

async fn a_removed_line_is_named(place: Place) {
    let Some(proof) = tampered(&place, "DELETE FROM journal WHERE seq = 2").await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::LinesMissing { first: 2, last: 2 }), [3]);
    assert_eq!(seqs(&proof, &What::VersionsBroken { expected: 1, found: 2 }), [4]);
    assert!(!proof.holds());
}

async fn a_removed_last_line_is_named(place: Place) {
    let Some(proof) = tampered(&place, "DELETE FROM journal WHERE seq = 4").await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::HeadDiffers), [4]);
    assert_eq!(seqs(&proof, &What::SupersededWrong), [2]);
}

async fn two_swapped_lines_are_named(place: Place) {
    four_lines(&place).await;
    let swap = [
        "UPDATE journal SET seq = 99 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 99",
    ];
    if !place.past_the_store(&swap).await {
        return;
    }
    let proof = verify(&place.db).await.unwrap();
    assert_eq!(seqs(&proof, &What::HashBroken), [2, 3, 4]);
    assert_eq!(seqs(&proof, &What::Backwards), [3]);
}

async fn a_changed_moment_of_supersession_is_named(place: Place) {
    let change = "UPDATE journal SET superseded_at = superseded_at + 1 WHERE seq = 2";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::SupersededWrong), [2]);
    assert_eq!(proof.faults, 1);
}

async fn a_changed_row_is_named(place: Place) {
    let change = "UPDATE agencies SET body = REPLACE(body, 'Sở Ba', 'Sở Bà') WHERE body LIKE '%Sở Ba%'";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::RowDiffers), [3]);
    assert_eq!(proof.faults, 1);
}

async fn a_changed_column_is_named(place: Place) {
    let change = "UPDATE agencies SET valid_to = '2026-01-01' WHERE body LIKE '%Sở Hai%'";
    let Some(proof) = tampered(&place, change).await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::ColumnDiffers("valid_to")), [4]);
    assert_eq!(proof.faults, 1);
}

async fn a_changed_part_is_named(place: Place) {
    let made = a_whole_register(&place.db).await;
    if !place
        .past_the_store(&["UPDATE task_agencies SET leads = NOT leads WHERE number = 1"])
        .await
    {
        return;
    }
    let proof = verify(&place.db).await.unwrap();
    let what = What::PartsDiffer("task_agencies");
    assert_eq!(
        proof.named,
        [Fault {
            seq: None,
            kind: Some(Kind::Task),
            id: Some(made.task.id.0),
            what
        }]
    );
}

async fn a_row_without_journal_is_named(place: Place) {
    let agencies = four_lines(&place).await;
    let change = ["UPDATE agencies SET id = (SELECT subject FROM journal WHERE seq = 1) WHERE body LIKE '%Sở Một%'"];
    // Nothing changes by this: the row already has the identifier.
    if !place.past_the_store(&change).await {
        return;
    }
    assert!(verify(&place.db).await.unwrap().holds());
    let change = ["UPDATE journal SET kind = 'user' WHERE seq = 1"];
    place.past_the_store(&change).await;
    let proof = verify(&place.db).await.unwrap();
    let (kind, id) = (Some(Kind::Agency), Some(agencies[0].id.0));
    assert!(
        proof.named.contains(&Fault {
            seq: None,
            kind,
            id,
            what: What::NotInJournal
        }),
        "{proof:#?}"
    );
    assert_eq!(seqs(&proof, &What::HashBroken), [1]);
    assert_eq!(seqs(&proof, &What::Unreadable), [1]);
}

async fn a_removed_row_is_named(place: Place) {
    let Some(proof) = tampered(&place, "DELETE FROM agencies WHERE body LIKE '%Sở Ba%'").await else {
        return;
    };
    assert_eq!(seqs(&proof, &What::RowMissing), [3]);
    assert_eq!(proof.faults, 1);
}

async fn with_two_files(place: &Place) -> [domain::File; 2] {
    let files = [file(b"mot"), file(b"hai")];
    let mut tx = place.db.begin().await.unwrap();
    store::files::add(&mut tx, &act(0), &files[0], b"mot").await.unwrap();
    store::files::add(&mut tx, &act(0), &files[1], b"hai").await.unwrap();
    tx.commit().await.unwrap();
    files
}

async fn a_changed_content_is_named(place: Place) {
    let [one, two] = with_two_files(&place).await;
    let change = format!(
        "UPDATE contents SET bytes = (SELECT c.bytes FROM contents c WHERE c.sha256 = '{}') WHERE sha256 = '{}'",
        two.sha256, one.sha256
    );
    if !place.past_the_store(&[&change]).await {
        return;
    }
    let proof = verify(&place.db).await.unwrap();
    assert_eq!(
        proof.named.iter().map(|fault| &fault.what).collect::<Vec<_>>(),
        [&What::ContentChanged(one.sha256)]
    );
}

async fn a_removed_content_is_named(place: Place) {
    let [one, _] = with_two_files(&place).await;
    let change = format!("UPDATE contents SET sha256 = 'x' WHERE sha256 = '{}'", one.sha256);
    if !place.past_the_store(&[&change]).await {
        return;
    }
    let proof = verify(&place.db).await.unwrap();
    let (kind, id) = (Some(Kind::File), Some(one.id.0));
    assert!(proof.named.contains(&Fault {
        seq: None,
        kind,
        id,
        what: What::ContentMissing
    }));
    assert!(
        proof
            .named
            .iter()
            .any(|fault| fault.what == What::ContentLoose("x".into()))
    );
    assert!(
        proof
            .named
            .iter()
            .any(|fault| fault.what == What::ContentChanged("x".into()))
    );
}

#[tokio::test]
async fn a_fault_says_where_and_what() {
    let db = Db::in_memory().await.unwrap();
    let what = What::VersionsBroken { expected: 2, found: 3 };
    let id = Some(uuid::Uuid::nil());
    let fault = Fault {
        seq: Some(7),
        kind: Some(Kind::Task),
        id,
        what,
    };
    let words = "line 7: task 00000000-0000-0000-0000-000000000000: version 2 was expected, 3 is there";
    assert_eq!(fault.to_string(), words);
    db.close().await;
}
