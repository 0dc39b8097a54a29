//! Directives and their links, imports, reports and their files, rules.

use domain::directive::Force;
use domain::draft::{Draft, Verdict};
use domain::import::Stage;
use domain::rights::Scope;
use domain::rules::OfficeRule;
use jiff::civil::date;
use store::directives::{self, DirectiveFilter};
use store::files::{self, Use};
use store::imports::ImportLine;
use store::{imports, reports, rules};
use uuid::Uuid;

use crate::made::{act, agency, directive, file, import, link, reference, report, task, user};
use crate::place::{Place, on_every_database};
use crate::records::{insert, update};

on_every_database!(
    directives_are_listed_from_the_newest,
    an_agency_sees_the_directives_of_its_tasks,
    the_same_number_of_another_year_is_another_directive,
    a_missing_document_is_known_until_it_comes,
    imports_are_listed_without_their_drafts,
    a_file_is_known_by_what_it_belongs_to,
    rules_come_in_the_order_of_their_days,
);

async fn directives_are_listed_from_the_newest(place: Place) {
    let old = directive("50/NQ-CP", date(2020, 4, 10));
    let mut new = directive("2909/CTr-UBND", date(2021, 8, 16));
    new.title = "Phòng, chống tội phạm qua đường biên giới".into();
    let mut gone = directive("12/KH-UBND", date(2021, 9, 1));
    gone.field = None;
    gone.force = Force::Revoked { by: new.id };
    for directive in [&old, &new, &gone] {
        insert(&place, 0, directive).await;
    }
    let page =
        async |filter: DirectiveFilter, limit| directives::page(&place.db, &filter, Scope::All, limit).await.unwrap();
    let of = |words: &str| DirectiveFilter {
        words: Some(words.into()),
        ..Default::default()
    };
    assert_eq!(page(DirectiveFilter::default(), 2).await, [gone.clone(), new.clone()]);
    let next = DirectiveFilter {
        before: Some((new.issued_on, new.id)),
        ..Default::default()
    };
    assert_eq!(page(next, 2).await, std::slice::from_ref(&old));
    let in_force = DirectiveFilter {
        in_force: true,
        ..Default::default()
    };
    assert_eq!(page(in_force, 9).await, [new.clone(), old.clone()]);
    let of_field = DirectiveFilter {
        field: Some("Nội chính".into()),
        ..Default::default()
    };
    assert_eq!(page(of_field, 9).await.len(), 2);
    assert_eq!(page(of("duong bien gioi"), 9).await, [new.clone()]);
    assert_eq!(page(of("Đường 2909"), 9).await, [new]);
    assert_eq!(page(of("50%"), 9).await, []);
}

async fn an_agency_sees_the_directives_of_its_tasks(place: Place) {
    let (police, finance) = (agency("Công an tỉnh"), agency("Sở Tài chính"));
    let programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    let other = directive("15/KH-UBND", date(2022, 8, 16));
    let mut task = task(1, police.id);
    task.directive = Some(programme.id);
    insert(&place, 0, &police).await;
    insert(&place, 0, &finance).await;
    insert(&place, 0, &programme).await;
    insert(&place, 0, &other).await;
    insert(&place, 0, &task).await;
    let filter = DirectiveFilter {
        in_force: true,
        ..Default::default()
    };
    let seen = async |scope| directives::page(&place.db, &filter, scope, 9).await.unwrap();
    assert_eq!(seen(Scope::All).await, [other, programme.clone()]);
    assert_eq!(seen(Scope::Agency(police.id)).await, [programme]);
    assert_eq!(seen(Scope::Agency(finance.id)).await, []);
}

async fn the_same_number_of_another_year_is_another_directive(place: Place) {
    let first = directive("15/KH-UBND", date(2025, 2, 1));
    let second = directive("15/KH-UBND", date(2026, 2, 1));
    insert(&place, 0, &first).await;
    insert(&place, 0, &second).await;
    let named = async |number, day| directives::named(&place.db, &reference(number, day)).await.unwrap();
    assert_eq!(
        named("15 /kh-ubnd", Some(date(2026, 3, 3))).await,
        std::slice::from_ref(&second)
    );
    assert_eq!(named("15/KH-UBND", None).await, [first, second]);
    assert_eq!(named("16/KH-UBND", None).await, []);
}

async fn a_missing_document_is_known_until_it_comes(place: Place) {
    let mut programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    programme.links = vec![link("50/NQ-CP", None), link("17-CTr/TU", None)];
    insert(&place, 0, &programme).await;
    let resolution = directive("50/NQ-CP", date(2020, 4, 10));
    insert(&place, 1, &resolution).await;
    let waiting = async || {
        directives::waiting_for(&place.db, &resolution.reference().unwrap())
            .await
            .unwrap()
    };
    assert_eq!(waiting().await, [programme.clone()]);
    assert_eq!(directives::linked_to(&place.db, resolution.id).await.unwrap(), []);

    programme.links[0].directive = Some(resolution.id);
    update(&place, 2, &mut programme).await;
    assert_eq!(waiting().await, []);
    assert_eq!(
        directives::linked_to(&place.db, resolution.id).await.unwrap(),
        [programme.clone()]
    );
    assert_eq!(
        directives::with_missing_links(&place.db, 9).await.unwrap(),
        [programme.clone()]
    );
    programme.links.pop();
    update(&place, 3, &mut programme).await;
    assert_eq!(directives::with_missing_links(&place.db, 9).await.unwrap(), []);
}

async fn imports_are_listed_without_their_drafts(place: Place) {
    let original = file(b"a");
    let mut tx = place.db.begin().await.unwrap();
    files::add(&mut tx, &act(0), &original, b"a").await.unwrap();
    tx.commit().await.unwrap();
    let mut first = import(original.id, "chuong-trinh.docx", date(2026, 11, 2));
    first.drafts = (1..=3).map(|number| Draft::new(number, "Việc".into())).collect();
    first.drafts[0].verdict = Verdict::Dropped;
    let mut second = import(original.id, "theo-doi.xlsx", date(2026, 11, 3));
    second.stage = Stage::Abandoned;
    insert(&place, 0, &first).await;
    insert(&place, 0, &second).await;
    let page = async |only_open, before, limit| imports::page(&place.db, only_open, before, limit).await.unwrap();
    let names = |lines: Vec<ImportLine>| lines.into_iter().map(|line| line.name).collect::<Vec<_>>();
    let all = page(false, None, 9).await;
    assert_eq!((all[0].id, all[0].stage.as_str()), (second.id, "abandoned"));
    assert_eq!((all[1].id, all[1].stage.as_str()), (first.id, "open"));
    assert_eq!((all[1].pending, all[1].accepted, all[1].dropped), (2, 0, 1));
    assert_eq!(names(page(true, None, 9).await), [first.name.clone()]);
    assert_eq!(
        names(page(false, Some((second.taken_on, second.id)), 1).await),
        [first.name]
    );
    assert_eq!(imports::count_undecided(&place.db).await.unwrap(), 1);
}

async fn a_file_is_known_by_what_it_belongs_to(place: Place) {
    let (original, evidence, loose) = (file(b"a"), file(b"b"), file(b"c"));
    let (police, lan) = (agency("Công an tỉnh"), user("lan"));
    let duty = task(1, police.id);
    let first = report(duty.id, police.id, lan.id, date(2026, 11, 2), vec![evidence.id]);
    let second = report(duty.id, police.id, lan.id, date(2026, 11, 1), vec![]);
    let mut programme = directive("2909/CTr-UBND", date(2021, 8, 16));
    programme.original = Some(original.id);
    let taken = import(original.id, "a.docx", date(2026, 11, 1));
    let mut tx = place.db.begin().await.unwrap();
    for (file, content) in [(&original, b"a"), (&evidence, b"b"), (&loose, b"c")] {
        files::add(&mut tx, &act(0), file, content).await.unwrap();
    }
    tx.insert(&act(0), &police).await.unwrap();
    tx.insert(&act(0), &lan).await.unwrap();
    tx.insert(&act(0), &duty).await.unwrap();
    tx.insert(&act(0), &first).await.unwrap();
    tx.insert(&act(0), &second).await.unwrap();
    tx.insert(&act(0), &programme).await.unwrap();
    tx.insert(&act(0), &taken).await.unwrap();
    tx.commit().await.unwrap();
    let uses = async |id| files::uses(&place.db, id).await.unwrap();
    assert_eq!(
        uses(original.id).await,
        [Use::Directive(programme.id), Use::Import(taken.id)]
    );
    assert_eq!(uses(evidence.id).await, [Use::Task(duty.id)]);
    assert_eq!(uses(loose.id).await, []);
    assert_eq!(reports::of_task(&place.db, duty.id).await.unwrap(), [second, first]);
}

async fn rules_come_in_the_order_of_their_days(place: Place) {
    let rule = |day| OfficeRule {
        id: Uuid::now_v7(),
        version: 1,
        rule: "near_days".into(),
        value: vec![5],
        valid_from: day,
        valid_to: None,
        legal_basis: "Quyết định 1948/QĐ-UBND".into(),
    };
    let (later, earlier) = (rule(date(2026, 7, 1)), rule(date(2025, 1, 1)));
    insert(&place, 0, &later).await;
    insert(&place, 0, &earlier).await;
    assert_eq!(rules::all(&place.db).await.unwrap(), [earlier, later]);
}
