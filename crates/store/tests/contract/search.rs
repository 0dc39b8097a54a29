//! Search: what is found by words, numbers, agencies and places, in which order, by whom, and that the index follows the
//! records.

use domain::Task;
use domain::id::AgencyId;
use domain::rights::Scope;
use domain::task::{Measure, PlaceRef, State};
use jiff::civil::date;
use store::search::{Around, Found, Mark, Question, Within, page, passage};
use store::{Db, What, backup, files, restore, verify};
use text::Sought;
use uuid::Uuid;

use crate::made::{act, agency, directive, duty, file, report, task, user};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};

on_every_database!(
    words_are_found_as_they_are_typed,
    what_follows_each_other_comes_first_and_pages_go_on,
    nobody_finds_what_they_may_not_see,
    a_text_is_found_where_it_stands,
    agencies_places_and_documents_find_what_has_to_do_with_them,
    a_changed_task_is_found_by_what_it_says_now,
    what_is_typed_is_no_language,
    the_index_is_proved_and_made_anew,
);

fn of(words: &str) -> Question {
    Question {
        sought: Sought::of(words),
        ..Question::default()
    }
}

async fn found(db: &Db, within: Within, question: &Question, scope: Scope) -> Vec<Uuid> {
    let found = page(db, within, question, scope, None, 50).await.unwrap();
    assert_eq!(found.next, None);
    found.hits.into_iter().map(|hit| hit.subject).collect()
}

/// Numbers of the tasks that are found.
async fn numbers(db: &Db, question: &Question, scope: Scope) -> Vec<i64> {
    let mut numbers = Vec::new();
    for id in found(db, Within::Tasks, question, scope).await {
        numbers.push(store::load::<Task>(db, id).await.unwrap().number);
    }
    numbers
}

async fn told(place: &Place, texts: &[&str]) -> AgencyId {
    let police = agency("Công an tỉnh");
    insert(place, 0, &police).await;
    for (number, text) in (1..).zip(texts) {
        let mut task = task(number, police.id);
        task.text = (*text).to_owned();
        insert(place, 0, &task).await;
    }
    police.id
}

async fn words_are_found_as_they_are_typed(place: Place) {
    let texts = [
        "Tuần tra tuyến đường huyện Đăk Hà",
        "Bồi dưỡng cán bộ xã Đắk Hà",
        "Hoà giải ở cơ sở",
        "Dak Ha viết không dấu",
        "Thực hiện Chương trình số 2909/CTr-UBND",
    ];
    told(&place, &texts).await;
    let table: [(&str, &[i64]); 12] = [
        ("dak ha", &[4, 2, 1]),
        ("DAK  HA", &[4, 2, 1]),
        ("Đăk Hà", &[1]),
        ("Đắk Hà", &[2]),
        ("đường", &[1]),
        ("dưỡng", &[2]),
        ("duong", &[2, 1]),
        ("hòa", &[3]),
        ("hoa\u{300}", &[3]),
        ("2909 ctr", &[5]),
        ("2909/ctr-ubnd", &[5]),
        ("290", &[]),
    ];
    for (words, expected) in table {
        assert_eq!(numbers(&place.db, &of(words), Scope::All).await, expected, "{words}");
    }
    // The number of a task finds it, too.
    assert_eq!(numbers(&place.db, &of("3"), Scope::All).await, [3]);
}

async fn what_follows_each_other_comes_first_and_pages_go_on(place: Place) {
    let texts = [
        "trật tự biên giới",
        "biên giới, trật tự",
        "trật tự",
        "giới hạn, biên bản, trật tự",
        "trật tự biên giới lần hai",
    ];
    told(&place, &texts).await;
    let question = of("trật tự biên giới");
    assert_eq!(numbers(&place.db, &question, Scope::All).await, [5, 1, 4, 2]);
    let mut after: Option<Mark> = None;
    let mut pages = Vec::new();
    loop {
        let Found { hits, next } = page(&place.db, Within::Tasks, &question, Scope::All, after, 1)
            .await
            .unwrap();
        for hit in hits {
            pages.push(store::load::<Task>(&place.db, hit.subject).await.unwrap().number);
        }
        // The way of an address and back.
        match next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(pages, [5, 1, 4, 2]);
}

async fn nobody_finds_what_they_may_not_see(place: Place) {
    let (police, finance, health) = (agency("Công an tỉnh"), agency("Sở Tài chính"), agency("Sở Y tế"));
    let lan = user("lan");
    for agency in [&police, &finance, &health] {
        insert(&place, 0, agency).await;
    }
    insert(&place, 0, &lan).await;
    let programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    insert(&place, 0, &programme).await;
    let mut one = task(1, police.id);
    one.duties = vec![duty(finance.id)];
    one.directive = Some(programme.id);
    insert(&place, 0, &one).await;
    let said = report(one.id, police.id, lan.id, date(2026, 11, 2), vec![]);
    insert(&place, 0, &said).await;
    for (agency, sees) in [(police.id, true), (finance.id, true), (health.id, false)] {
        let count = usize::from(sees);
        let scope = Scope::Agency(agency);
        assert_eq!(
            found(&place.db, Within::Tasks, &of("biên giới"), scope).await.len(),
            count
        );
        assert_eq!(
            found(&place.db, Within::Reports, &of("triển khai"), scope).await.len(),
            count
        );
        assert_eq!(
            found(&place.db, Within::Directives, &of("2909"), scope).await.len(),
            count
        );
    }
    assert_eq!(
        found(&place.db, Within::Reports, &of("trien khai"), Scope::All).await,
        [said.id.0]
    );
}

async fn a_text_is_found_where_it_stands(place: Place) {
    let filler = "Các đơn vị thực hiện nghiêm túc nội dung này.\n".repeat(40);
    let text = format!("{filler}Tuần tra đường biên giới tại xã Bờ Y.\n{filler}");
    let record = file(text.as_bytes());
    let mut tx = place.db.begin().await.unwrap();
    files::add(&mut tx, &act(0), &record, text.as_bytes()).await.unwrap();
    tx.commit().await.unwrap();
    let mut programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    programme.text = Some(record.id);
    insert(&place, 0, &programme).await;
    insert(&place, 0, &directive("15/KH-UBND", date(2022, 8, 16))).await;

    let hits = page(&place.db, Within::Directives, &of("bo y"), Scope::All, None, 9)
        .await
        .unwrap()
        .hits;
    assert_eq!(hits.len(), 1, "once, however many passages hold it");
    let words = passage(&place.db, record.id, hits[0].passage.unwrap()).await.unwrap();
    assert!(words.contains("xã Bờ Y") && words.len() < text.len() / 2, "{words}");
    let many = page(&place.db, Within::Directives, &of("nghiêm túc"), Scope::All, None, 9)
        .await
        .unwrap();
    assert_eq!((many.hits.len(), many.next), (1, None));
    // What the record itself says comes before its text.
    let title = page(&place.db, Within::Directives, &of("trật tự"), Scope::All, None, 9)
        .await
        .unwrap();
    assert!(title.hits.iter().all(|hit| hit.passage.is_none()));
    assert_eq!(title.hits.len(), 2);
    assert!(verify(&place.db).await.unwrap().holds());
    // Changed without another text, it is found as before.
    programme.title = "Phòng, chống tội phạm".into();
    update(&place, 1, &mut programme).await;
    assert_eq!(
        found(&place.db, Within::Directives, &of("bờ y"), Scope::All).await,
        [programme.id.0]
    );
    assert_eq!(
        found(&place.db, Within::Directives, &of("trật tự"), Scope::All)
            .await
            .len(),
        1
    );
    assert!(verify(&place.db).await.unwrap().holds());
}

async fn agencies_places_and_documents_find_what_has_to_do_with_them(place: Place) {
    let lead = told(&place, &["Việc một", "Việc hai ở xã Bờ Y", "Việc ba"]).await;
    let other = agency("Sở Tài chính");
    let programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    insert(&place, 0, &other).await;
    insert(&place, 0, &programme).await;
    let mut fourth = task(4, other.id);
    fourth.text = "Việc bốn".into();
    fourth.directive = Some(programme.id);
    fourth.state = State::InProgress;
    fourth.places = vec![PlaceRef {
        written: "huyện Ngọc Hồi".into(),
        code: Some("617".into()),
        full_name: Some("Huyện Ngọc Hồi".into()),
        today: vec![("23377".into(), "Xã Bờ Y".into())],
    }];
    insert(&place, 0, &fourth).await;
    let around = |around: Around| Question {
        places: Some(around),
        ..Question::default()
    };
    let by_code = around(Around {
        places: vec!["23377".into()],
        ..Around::default()
    });
    assert_eq!(numbers(&place.db, &by_code, Scope::All).await, [4]);
    let by_name = around(Around {
        names: vec!["Bờ Y".into()],
        ..Around::default()
    });
    assert_eq!(numbers(&place.db, &by_name, Scope::All).await, [4, 2]);
    let both = Question {
        sought: Sought::of("viec hai"),
        ..by_name
    };
    assert_eq!(numbers(&place.db, &both, Scope::All).await, [2]);
    let of_agency = Question {
        agency: Some(lead),
        ..of("viec")
    };
    assert_eq!(numbers(&place.db, &of_agency, Scope::All).await, [3, 2, 1]);
    let in_progress = Question {
        states: vec![State::InProgress],
        ..of("viec")
    };
    assert_eq!(numbers(&place.db, &in_progress, Scope::All).await, [4]);
    // What the words name is found after what holds them.
    let named = Question {
        also: Around {
            directives: vec![programme.id],
            agencies: vec![other.id],
            ..Around::default()
        },
        ..of("mot")
    };
    assert_eq!(numbers(&place.db, &named, Scope::All).await, [1, 4]);
    let of_documents = Question {
        agency: Some(other.id),
        ..of("2909")
    };
    assert_eq!(
        found(&place.db, Within::Directives, &of_documents, Scope::All).await,
        [programme.id.0]
    );
    assert_eq!(numbers(&place.db, &Question::default(), Scope::All).await, [0; 0]);
}

async fn a_changed_task_is_found_by_what_it_says_now(place: Place) {
    let police = agency("Công an tỉnh");
    let finance = agency("Sở Tài chính");
    insert(&place, 0, &police).await;
    insert(&place, 0, &finance).await;
    let mut one = task(1, police.id);
    insert(&place, 0, &one).await;
    one.measure = Measure::Target {
        target: "giảm 5 % số vụ".into(),
    };
    one.leads = vec![finance.id];
    update(&place, 1, &mut one).await;
    assert_eq!(numbers(&place.db, &of("giam so vu"), Scope::All).await, [1]);
    let of_agency = |agency| Question {
        agency: Some(agency),
        ..of("bien gioi")
    };
    assert_eq!(numbers(&place.db, &of_agency(finance.id), Scope::All).await, [1]);
    assert_eq!(numbers(&place.db, &of_agency(police.id), Scope::All).await, [0; 0]);
    assert!(verify(&place.db).await.unwrap().holds());
}

async fn what_is_typed_is_no_language(place: Place) {
    told(&place, &["Việc một"]).await;
    for typed in [
        "viec\" OR \"x",
        "viec* OR folded : y",
        "NEAR(viec mot)",
        "'viec' & !mot | x:*",
        "(",
        "^viec - mot",
    ] {
        let by_words = Sought::of(typed).is_in("1\nViệc một\nKế hoạch");
        let expected: &[i64] = if by_words && !Sought::of(typed).is_empty() {
            &[1]
        } else {
            &[]
        };
        assert_eq!(numbers(&place.db, &of(typed), Scope::All).await, expected, "{typed}");
    }
}

async fn the_index_is_proved_and_made_anew(place: Place) {
    told(&place, &["Việc một", "Việc hai"]).await;
    let spoilt = [
        "DELETE FROM search_passages WHERE kind = 'tasks' AND id = 2",
        "UPDATE derived_state SET version = 0",
    ];
    if place.past_the_store(&spoilt).await {
        let proof = verify(&place.db).await.unwrap();
        let faults: Vec<&What> = proof.named.iter().map(|fault| &fault.what).collect();
        assert_eq!(faults, [&What::IndexDiffers]);
        let url = place.url.as_deref().unwrap();
        let again = match url.strip_prefix("sqlite://") {
            Some(path) => Db::open_sqlite(path).await.unwrap(),
            None => Db::open_postgres(url).await.unwrap(),
        };
        assert!(verify(&again).await.unwrap().holds());
        assert_eq!(numbers(&again, &of("viec"), Scope::All).await, [2, 1]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.sqlite");
    backup(&place.db, &path).await.unwrap();
    for target in [Place::memory().await, Place::postgres().await].into_iter().flatten() {
        restore(&path, &target.db).await.unwrap();
        assert!(verify(&target.db).await.unwrap().holds());
        assert_eq!(numbers(&target.db, &of("viec hai"), Scope::All).await, [2]);
    }
}
