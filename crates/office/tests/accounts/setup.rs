//! The first run.

use std::time::Instant;

use domain::agency::Level;
use jiff::civil::date;
use office::agencies::{AgencyFilter, list};
use office::journal::{JournalFilter, entries};
use office::setup::{FirstRun, first_run, is_set_up, provinces};

use crate::made::{begun, blank, code, faults, first, may, morning};

#[tokio::test]
async fn the_first_run_makes_province_agencies_and_administrator_once() {
    let office = blank().await;
    assert!(!is_set_up(&office).await.unwrap());
    let made = first_run(&office, morning(), &first("51")).await.unwrap();
    assert!(is_set_up(&office).await.unwrap());
    assert_eq!(made.province.name, "tỉnh Quảng Ngãi");
    assert_eq!(made.province.office, "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi");
    assert!(!made.province.demo);
    assert_eq!(
        code(first_run(&office, morning(), &first("92")).await),
        "already-set-up"
    );
}

#[tokio::test]
async fn two_first_runs_at_one_moment_make_one_province() {
    let office = blank().await;
    let (mine, theirs) = (first("51"), first("92"));
    let both = tokio::join!(
        first_run(&office, morning(), &mine),
        first_run(&office, morning(), &theirs)
    );
    let made = [both.0, both.1].into_iter().flatten().count();
    assert_eq!(made, 1);
}

#[tokio::test]
async fn every_fault_of_the_first_form_is_told() {
    let office = blank().await;
    let input = FirstRun {
        province: "62".into(),
        login: "quản trị".into(),
        password: "123456".into(),
        ..FirstRun::default()
    };
    let wanted = [
        "province: unknown-place",
        "login: login-characters",
        "name: required",
        "password: password-too-short",
    ];
    assert_eq!(faults(first_run(&office, morning(), &input).await), wanted);
    assert!(!is_set_up(&office).await.unwrap());
}

#[test]
fn there_are_34_provinces_to_choose_from() {
    let provinces = provinces(morning());
    assert_eq!(provinces.len(), 34);
    assert!(
        provinces
            .iter()
            .any(|choice| choice.code == "51" && choice.name == "tỉnh Quảng Ngãi")
    );
}

#[tokio::test]
async fn quang_ngai_begins_with_its_agencies() {
    let (office, administrator) = begun().await;
    let count = async |standing_on, level| {
        let filter = AgencyFilter {
            standing_on,
            level: Some(level),
            text: String::new(),
        };
        list(&office, &may(&administrator), &filter).await.unwrap().len()
    };
    let today = Some(date(2026, 11, 27));
    assert_eq!(count(today, Level::Commune).await, 96);
    assert_eq!(count(today, Level::District).await, 0);
    // 13 of Quảng Ngãi and 10 of Kon Tum.
    assert_eq!(count(Some(date(2025, 6, 30)), Level::District).await, 23);
    let central = gazetteer::Gazetteer::compiled().agencies().iter();
    let central = central
        .filter(|agency| agency.level == gazetteer::AgencyLevel::Central)
        .count();
    assert_eq!(count(None, Level::Central).await, central);
    assert!(count(today, Level::Province).await > 50);

    let all = list(&office, &may(&administrator), &AgencyFilter::default())
        .await
        .unwrap();
    let named = |name: &str| {
        all.iter()
            .find(|agency| agency.name == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    let province = named("Ủy ban nhân dân tỉnh Quảng Ngãi");
    let commune = named("Ủy ban nhân dân xã Bờ Y");
    assert_eq!(commune.above, Some(province.id));
    assert_eq!(commune.aliases, ["UBND xã Bờ Y", "Xã Bờ Y"]);
    let district = named("Ủy ban nhân dân huyện Ngọc Hồi");
    assert_eq!(district.valid_to, Some(date(2025, 6, 30)));
    assert!(district.successors.contains(&commune.id));
    assert!(!named("Công an tỉnh Quảng Ngãi").unverified);
    assert!(named("Hội Luật gia tỉnh Quảng Ngãi").unverified);
    assert!(
        all.iter()
            .all(|agency| agency.stands_on(date(2026, 11, 27)) || !agency.successors.is_empty())
    );
}

#[tokio::test]
async fn beginning_is_in_the_journal_and_quick() {
    let start = Instant::now();
    let (office, administrator) = begun().await;
    // Some 0.3 s on an idle machine; the bound only catches a transaction for each agency.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    let page = entries(&office, &may(&administrator), &JournalFilter::default())
        .await
        .unwrap();
    assert!(
        page.lines
            .iter()
            .all(|line| line.action == "setup" && line.actor == Some(administrator.user.id))
    );
    assert!(page.lines[0].seq > 200 && page.next.is_some());
}
