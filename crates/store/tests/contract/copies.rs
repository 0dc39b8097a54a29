//! Backups: one file of one moment, and restoring it into either kind of database.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use domain::Task;
use store::{Db, Error, backup, journal, load, restore, sessions, users, verify};

use crate::made::{agency, minute};
use crate::place::{Place, on_every_database, past_the_store};
use crate::records::insert;
use crate::whole::{self, a_whole_register};

on_every_database!(
    a_backup_restores_into_every_kind_of_database,
    a_backup_is_one_file_of_one_moment,
    a_backup_never_overwrites,
    restoring_into_what_is_in_use_is_refused,
    what_is_no_backup_is_refused,
    a_large_register_is_copied_in_pages,
);

async fn a_backup_restores_into_every_kind_of_database(place: Place) {
    let made = a_whole_register(&place.db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    backup(&place.db, &path).await.unwrap();
    let proof = verify(&place.db).await.unwrap();
    for target in [Place::memory().await, Place::file().await, Place::postgres().await]
        .into_iter()
        .flatten()
    {
        restore(&path, &target.db).await.unwrap();
        assert_eq!(verify(&target.db).await.unwrap(), proof);
        assert_eq!(load::<Task>(&target.db, made.task.id.0).await.unwrap(), made.task);
        let credential = users::credential(&target.db, made.user.id).await.unwrap().unwrap();
        assert_eq!(credential.totp_secret, Some(vec![0, 255, 7]));
        assert!(sessions::by_token(&target.db, [7; 32]).await.unwrap().is_some());

        // The chain goes on, and the way back gives the same.
        insert(&target, 9, &agency("Sở Mới")).await;
        let again = folder.path().join(format!("{}.sqlite", uuid::Uuid::now_v7()));
        backup(&target.db, &again).await.unwrap();
        let back = Place::memory().await.unwrap();
        restore(&again, &back.db).await.unwrap();
        let back = verify(&back.db).await.unwrap();
        assert!(back.holds());
        assert_eq!(back.lines, whole::SIZE.0 + 1);
    }
}

async fn a_backup_is_one_file_of_one_moment(place: Place) {
    a_whole_register(&place.db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    let db = place.db.clone();
    let writer = tokio::spawn(async move {
        let place = Place::around(db);
        for n in 0..20 {
            insert(&place, n, &agency(&format!("Sở {n}"))).await;
        }
    });
    backup(&place.db, &path).await.unwrap();
    writer.await.unwrap();
    assert_eq!(names_in(folder.path()), ["backup.sqlite"]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let copy = Place::memory().await.unwrap();
    restore(&path, &copy.db).await.unwrap();
    assert!(verify(&copy.db).await.unwrap().holds());
    assert!(verify(&place.db).await.unwrap().holds());
    assert_eq!(names_in(folder.path()), ["backup.sqlite"]);
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

async fn a_backup_never_overwrites(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    std::fs::write(&path, b"older").unwrap();
    assert!(matches!(backup(&place.db, &path).await.unwrap_err(), Error::Exists(_)));
    assert_eq!(std::fs::read(&path).unwrap(), b"older");
    let nowhere = folder.path().join("missing").join("backup.sqlite");
    assert!(matches!(
        backup(&place.db, &nowhere).await.unwrap_err(),
        Error::File { .. }
    ));
}

async fn restoring_into_what_is_in_use_is_refused(place: Place) {
    a_whole_register(&place.db).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    backup(&place.db, &path).await.unwrap();
    let before = verify(&place.db).await.unwrap();
    assert!(matches!(restore(&path, &place.db).await.unwrap_err(), Error::NotEmpty));
    assert_eq!(verify(&place.db).await.unwrap(), before);
}

async fn what_is_no_backup_is_refused(place: Place) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    for content in [&b"no database at all, but long enough to look at"[..], b""] {
        std::fs::write(&path, content).unwrap();
        let refused = restore(&path, &place.db).await.unwrap_err();
        assert!(matches!(refused, Error::Corrupt(_)), "{refused}");
    }
    let missing = restore(&folder.path().join("missing"), &place.db).await.unwrap_err();
    assert!(matches!(missing, Error::File { .. }));

    // A backup that was damaged: nothing of it is left in the database.
    let source = Place::memory().await.unwrap();
    a_whole_register(&source.db).await;
    let damaged = folder.path().join("damaged.sqlite");
    backup(&source.db, &damaged).await.unwrap();
    let address = format!("sqlite://{}", damaged.display());
    past_the_store(&address, &["DROP TABLE requests"]).await;
    assert!(restore(&damaged, &place.db).await.is_err());
    let proof = verify(&place.db).await.unwrap();
    assert_eq!((proof.lines, proof.faults), (0, 0));
    insert(&place, 0, &agency("Sở Y tế")).await;
    assert!(verify(&place.db).await.unwrap().holds());
}

async fn a_large_register_is_copied_in_pages(place: Place) {
    const MANY: i64 = 1203;
    let mut tx = place.db.begin().await.unwrap();
    for n in 0..MANY {
        tx.insert(
            &store::Act::new(None, minute(n), "agency.add"),
            &agency(&format!("Sở {n}")),
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    backup(&place.db, &path).await.unwrap();
    let copy = Place::memory().await.unwrap();
    restore(&path, &copy.db).await.unwrap();
    let proof = verify(&copy.db).await.unwrap();
    assert_eq!(proof, verify(&place.db).await.unwrap());
    assert_eq!((proof.faults, i64::try_from(proof.records).unwrap()), (0, MANY));
    let as_of = journal::as_of::<domain::Agency>(&copy.db, minute(600)).await.unwrap();
    assert_eq!(as_of.len(), 601);
}

#[tokio::test]
async fn a_register_of_a_later_version_is_not_opened() {
    let place = Place::file().await.unwrap();
    place
        .past_the_store(&[
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            VALUES (9999, 'later', TRUE, x'00', 0)",
        ])
        .await;
    let path = place.url.as_ref().unwrap().trim_start_matches("sqlite://").to_owned();
    assert!(matches!(Db::open_sqlite(&path).await.unwrap_err(), Error::Newer));
}
