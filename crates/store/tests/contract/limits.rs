//! What happens when something does not fit: a reference, another writer, an address.

use std::str::FromStr as _;

use domain::Agency;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use store::{Db, Error, agencies, find, verify};

use crate::made::{act, agency};
use crate::place::{Place, on_every_database};
use crate::records::insert;

on_every_database!(
    a_broken_reference_is_refused_as_a_whole,
    an_answer_is_given_while_somebody_writes
);

async fn a_broken_reference_is_refused_as_a_whole(place: Place) {
    let mut orphan = agency("Phòng Tổng hợp");
    orphan.above = Some(agency("Không có").id);
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(0), &orphan).await.unwrap();
    assert!(matches!(tx.commit().await.unwrap_err(), Error::Database(_)));
    assert_eq!(find::<Agency>(&place.db, orphan.id.0).await.unwrap(), None);
    insert(&place, 1, &agency("Sở Y tế")).await;
    assert!(verify(&place.db).await.unwrap().holds());
}

async fn an_answer_is_given_while_somebody_writes(place: Place) {
    place.db.answers().await.unwrap();
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(0), &agency("Sở Y tế")).await.unwrap();
    if place.url.is_some() {
        // In memory there is one connection, and the writer has it.
        place.db.answers().await.unwrap();
        assert_eq!(agencies::all(&place.db).await.unwrap(), []);
    }
    assert_eq!(agencies::all(&mut tx).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
    assert_eq!(agencies::all(&place.db).await.unwrap().len(), 1);
}

#[tokio::test]
async fn somebody_else_who_holds_the_file_makes_it_busy() {
    let place = Place::file().await.unwrap();
    let options = SqliteConnectOptions::from_str(place.url.as_ref().unwrap()).unwrap();
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let busy = place.db.begin().await.unwrap_err();
    assert!(matches!(busy, Error::Busy), "{busy:?}");
    other.execute("ROLLBACK").await.unwrap();
    other.close().await.unwrap();
    insert(&place, 0, &agency("Sở Y tế")).await;
}

#[tokio::test]
async fn an_address_that_cannot_be_understood_is_not_repeated() {
    for address in [
        "postgres://dondoc:matkhau@host:port/db",
        "postgres://dondoc:matkhau@127.0.0.1:1/db",
    ] {
        let error = Db::open_postgres(address).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("matkhau"), "{error:?}");
    }
}
