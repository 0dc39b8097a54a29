//! Writing and reading records, and the journal that comes of it.

use domain::{Agency, Kind};
use jiff::civil::date;
use store::journal::{self, EntryFilter};
use store::{Act, Error, agencies, find, load, load_some, provinces};
use uuid::Uuid;

use crate::made::{act, agency, file, minute, province, user};
use crate::place::{Place, on_every_database};

on_every_database!(
    a_record_is_read_as_it_was_written,
    a_change_on_an_old_version_is_refused_and_writes_nothing,
    what_is_not_there_is_named,
    a_dropped_transaction_leaves_nothing,
    every_change_leaves_a_line_with_both_sides,
    pages_of_lines_narrow_and_go_on,
    any_past_moment_can_be_asked_for,
    moments_never_run_backwards,
    agencies_sort_by_the_vietnamese_alphabet,
    agencies_are_told_by_their_days,
    files_share_their_content,
    writers_wait_for_each_other,
    a_snapshot_does_not_move,
);

async fn a_record_is_read_as_it_was_written(place: Place) {
    let (office, police) = (province(), agency("Công an tỉnh Quảng Ngãi"));
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(0), &office).await.unwrap();
    tx.insert(&act(0), &police).await.unwrap();
    assert_eq!(load::<Agency>(&mut tx, police.id.0).await.unwrap(), police);
    tx.commit().await.unwrap();
    assert_eq!(load::<Agency>(&place.db, police.id.0).await.unwrap(), police);
    assert_eq!(provinces::province(&place.db).await.unwrap(), Some(office));
    let found: Vec<Agency> = load_some(&place.db, &[Uuid::now_v7(), police.id.0]).await.unwrap();
    assert_eq!(found, [police]);
}

async fn a_change_on_an_old_version_is_refused_and_writes_nothing(place: Place) {
    let mut first = agency("Sở Tài chính");
    insert(&place, 0, &first).await;
    let mut second = first.clone();
    first.name = "Sở Tài chính tỉnh Quảng Ngãi".into();
    update(&place, 1, &mut first).await;
    assert_eq!(first.version, 2);

    second.name = "Sở Tài chánh".into();
    let mut tx = place.db.begin().await.unwrap();
    let refused = tx.update(&act(2), &mut second).await.unwrap_err();
    assert!(
        matches!(refused, Error::Conflict { kind: Kind::Agency, id, expected: 1, found: 2 } if id == first.id.0),
        "{refused}"
    );
    assert_eq!(second.version, 1);
    tx.commit().await.unwrap();
    assert_eq!(load::<Agency>(&place.db, first.id.0).await.unwrap(), first);
    assert_eq!(
        journal::history::<Agency>(&place.db, first.id.0).await.unwrap().len(),
        2
    );
}

async fn what_is_not_there_is_named(place: Place) {
    let mut nobody = agency("Sở Không có");
    let mut tx = place.db.begin().await.unwrap();
    let missing = tx.update(&act(0), &mut nobody).await.unwrap_err();
    assert!(matches!(missing, Error::NotFound { kind: Kind::Agency, id } if id == nobody.id.0));
    tx.roll_back().await.unwrap();
    let missing = load::<Agency>(&place.db, nobody.id.0).await.unwrap_err();
    assert!(matches!(missing, Error::NotFound { .. }));
}

async fn a_dropped_transaction_leaves_nothing(place: Place) {
    let police = agency("Công an tỉnh");
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(0), &police).await.unwrap();
    drop(tx);
    assert_eq!(find::<Agency>(&place.db, police.id.0).await.unwrap(), None);
    insert(&place, 1, &police).await;
    let lines = journal::entries(&place.db, &EntryFilter::default(), 10).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.seq).collect::<Vec<_>>(), [1]);
}

async fn every_change_leaves_a_line_with_both_sides(place: Place) {
    let clerk = user("lan");
    insert(&place, 0, &clerk).await;
    let mut police = agency("Công an tỉnh");
    insert(&place, 1, &police).await;
    police.symbol = Some("CAT".into());
    let renamed = Act::new(Some(clerk.id), minute(2), "agency.change").because("theo quyết định mới");
    let mut tx = place.db.begin().await.unwrap();
    tx.update(&renamed, &mut police).await.unwrap();
    tx.commit().await.unwrap();

    let history = journal::history::<Agency>(&place.db, police.id.0).await.unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].before, None);
    assert_eq!(history[1].before.as_ref(), Some(&history[0].after));
    assert!(history[1].after.contains(r#""symbol":"CAT""#));
    let line = &history[1].entry;
    assert_eq!((line.seq, line.version, line.actor), (3, 2, Some(clerk.id)));
    assert_eq!(
        (line.action.as_str(), line.reason.as_deref()),
        ("agency.change", Some("theo quyết định mới"))
    );
    assert_eq!(line.at, minute(2));
    assert_eq!(journal::change(&place.db, 3).await.unwrap().as_ref(), Some(&history[1]));
    assert_eq!(journal::change(&place.db, 4).await.unwrap(), None);
}

async fn pages_of_lines_narrow_and_go_on(place: Place) {
    let clerk = user("lan");
    insert(&place, 0, &clerk).await;
    for minutes in 1..=5 {
        let agency = agency(&format!("Sở {minutes}"));
        let mut tx = place.db.begin().await.unwrap();
        tx.insert(&Act::new(Some(clerk.id), minute(minutes), "agency.add"), &agency)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let seqs = async |filter: EntryFilter| {
        let lines = journal::entries(&place.db, &filter, 2).await.unwrap();
        lines.iter().map(|line| line.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs(EntryFilter::default()).await, [6, 5]);
    assert_eq!(
        seqs(EntryFilter {
            before: Some(5),
            ..Default::default()
        })
        .await,
        [4, 3]
    );
    assert_eq!(
        seqs(EntryFilter {
            kind: Some(Kind::User),
            ..Default::default()
        })
        .await,
        [1]
    );
    assert_eq!(
        seqs(EntryFilter {
            subject: Some(clerk.id.0),
            ..Default::default()
        })
        .await,
        [1]
    );
    assert_eq!(
        seqs(EntryFilter {
            actor: Some(clerk.id),
            before: Some(3),
            ..Default::default()
        })
        .await,
        [2]
    );
    let stretch = EntryFilter {
        from: Some(minute(2)),
        to: Some(minute(3)),
        ..Default::default()
    };
    assert_eq!(seqs(stretch).await, [3]);
}

async fn any_past_moment_can_be_asked_for(place: Place) {
    let mut police = agency("Công an");
    insert(&place, 10, &police).await;
    let first = police.clone();
    police.name = "Công an tỉnh".into();
    update(&place, 20, &mut police).await;
    let finance = agency("Sở Tài chính");
    insert(&place, 30, &finance).await;

    let as_of = async |minutes| journal::as_of::<Agency>(&place.db, minute(minutes)).await.unwrap();
    assert_eq!(as_of(9).await, []);
    assert_eq!(as_of(10).await, std::slice::from_ref(&first));
    assert_eq!(as_of(19).await, std::slice::from_ref(&first));
    assert_eq!(as_of(20).await, [police.clone()]);
    let mut now = as_of(30).await;
    now.sort_by_key(|agency| agency.id);
    assert_eq!(now, [police.clone(), finance]);

    let one = async |minutes| {
        journal::find_as_of::<Agency>(&place.db, police.id.0, minute(minutes))
            .await
            .unwrap()
    };
    assert_eq!(one(9).await, None);
    assert_eq!(one(12).await, Some(first));
    assert_eq!(one(99).await, Some(police.clone()));
}

async fn moments_never_run_backwards(place: Place) {
    let mut police = agency("Công an");
    insert(&place, 10, &police).await;
    police.name = "Công an tỉnh".into();
    update(&place, 5, &mut police).await;
    let lines = journal::entries(&place.db, &EntryFilter::default(), 10).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| line.at).collect::<Vec<_>>(),
        [minute(10), minute(10)]
    );
    assert_eq!(journal::as_of::<Agency>(&place.db, minute(10)).await.unwrap(), [police]);
}

async fn agencies_sort_by_the_vietnamese_alphabet(place: Place) {
    let names = [
        "Xã Đăk Hà",
        "Xã Dak",
        "Xã Đăk Glei",
        "Phường Bờ Y",
        "Xã Ba Tơ",
        "Xã Ba Tô",
    ];
    for name in names {
        insert(&place, 0, &agency(name)).await;
    }
    let sorted: Vec<_> = agencies::all(&place.db)
        .await
        .unwrap()
        .into_iter()
        .map(|agency| agency.name)
        .collect();
    assert_eq!(
        sorted,
        [
            "Phường Bờ Y",
            "Xã Ba Tô",
            "Xã Ba Tơ",
            "Xã Dak",
            "Xã Đăk Glei",
            "Xã Đăk Hà"
        ]
    );
}

async fn agencies_are_told_by_their_days(place: Place) {
    let province = agency("Ủy ban nhân dân tỉnh");
    let mut district = agency("Ủy ban nhân dân huyện Ngọc Hồi");
    district.valid_to = Some(date(2025, 6, 30));
    district.above = Some(province.id);
    let mut commune = agency("Ủy ban nhân dân xã Bờ Y");
    commune.valid_from = Some(date(2025, 7, 1));
    // The lower one first: references are checked when the transaction ends.
    let mut tx = place.db.begin().await.unwrap();
    for agency in [&district, &province, &commune] {
        tx.insert(&act(0), agency).await.unwrap();
    }
    tx.commit().await.unwrap();
    let standing = async |day| {
        let agencies = agencies::standing_on(&place.db, day).await.unwrap();
        agencies.into_iter().map(|agency| agency.id).collect::<Vec<_>>()
    };
    assert_eq!(standing(date(2025, 6, 30)).await, [district.id, province.id]);
    assert_eq!(standing(date(2025, 7, 1)).await, [province.id, commune.id]);
    assert_eq!(agencies::under(&place.db, province.id).await.unwrap(), [district]);
}

async fn files_share_their_content(place: Place) {
    let content = "nội dung".as_bytes();
    let (one, two) = (file(content), file(content));
    let mut tx = place.db.begin().await.unwrap();
    for file in [&one, &two] {
        store::files::add(&mut tx, &act(0), file, content).await.unwrap();
    }
    let wrong = store::files::add(&mut tx, &act(0), &file(b"a"), b"b")
        .await
        .unwrap_err();
    assert!(matches!(wrong, Error::Corrupt(_)));
    tx.commit().await.unwrap();
    assert_eq!(store::files::content(&place.db, two.id).await.unwrap(), content);
    let missing = store::files::content(&place.db, file(b"").id).await.unwrap_err();
    assert!(matches!(missing, Error::NotFound { kind: Kind::File, .. }));
}

async fn writers_wait_for_each_other(place: Place) {
    const WRITERS: i64 = 8;
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let db = place.db.clone();
            tokio::spawn(async move {
                let mut tx = db.begin().await.unwrap();
                tx.insert(&act(n), &agency(&format!("Sở {n}"))).await.unwrap();
                tx.commit().await.unwrap();
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let lines = journal::entries(&place.db, &EntryFilter::default(), 100).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| line.seq).collect::<Vec<_>>(),
        (1..=WRITERS).rev().collect::<Vec<_>>()
    );
}

async fn a_snapshot_does_not_move(place: Place) {
    insert(&place, 0, &agency("Sở Y tế")).await;
    let mut snapshot = place.db.snapshot().await.unwrap();
    assert_eq!(agencies::all(&mut snapshot).await.unwrap().len(), 1);
    if place.url.is_some() {
        // In memory there is one connection, and the snapshot has it.
        insert(&place, 1, &agency("Sở Xây dựng")).await;
    }
    assert_eq!(agencies::all(&mut snapshot).await.unwrap().len(), 1);
}

pub(crate) async fn insert<R: store::Stored>(place: &Place, minutes: i64, record: &R) {
    let mut tx = place.db.begin().await.unwrap();
    tx.insert(&act(minutes), record).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn update<R: store::Stored>(place: &Place, minutes: i64, record: &mut R) {
    let mut tx = place.db.begin().await.unwrap();
    tx.update(&act(minutes), record).await.unwrap();
    tx.commit().await.unwrap();
}
