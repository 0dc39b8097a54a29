//! Dated rules of the office.

use jiff::civil::date;
use office::rules::{EndRule, SetRule, end, list, set};

use crate::made::{begun, code, faults, may};

fn near(value: &str, from: &str) -> SetRule {
    SetRule {
        rule: "near_days".into(),
        value: value.into(),
        valid_from: from.into(),
        legal_basis: "Quyết định số 12/QĐ-UBND".into(),
        ..SetRule::default()
    }
}

#[tokio::test]
async fn a_rule_of_the_office_holds_from_its_day_until_it_is_ended() {
    let (office, administrator) = begun().await;
    let id = set(&office, &may(&administrator), &near("5", "01/11/2026"))
        .await
        .unwrap();
    let rules = office.rules().await.unwrap();
    assert_eq!(
        (rules.near_days(date(2026, 10, 31)), rules.near_days(date(2026, 11, 1))),
        (3, 5)
    );
    let views = list(&office, &may(&administrator)).await.unwrap();
    let view = views.iter().find(|view| view.id == "near_days").unwrap();
    assert_eq!(view.in_force.as_ref().unwrap().legal_basis, "Quyết định số 12/QĐ-UBND");
    assert_eq!((view.built_in.len(), view.office.len()), (1, 1));

    let too_early = EndRule {
        version: 1,
        last_day: "2026-10-01".into(),
    };
    assert_eq!(
        faults(end(&office, &may(&administrator), id, &too_early).await),
        ["last_day: before-first-day"]
    );
    let last = EndRule {
        version: 1,
        last_day: "2026-11-30".into(),
    };
    end(&office, &may(&administrator), id, &last).await.unwrap();
    assert_eq!(office.rules().await.unwrap().near_days(date(2026, 12, 1)), 3);
    assert_eq!(code(end(&office, &may(&administrator), id, &last).await), "overtaken");
}

#[tokio::test]
async fn every_fault_of_a_rule_is_told() {
    let (office, administrator) = begun().await;
    let blank = set(&office, &may(&administrator), &SetRule::default()).await;
    assert_eq!(
        faults(blank),
        [
            "rule: required",
            "value: required",
            "valid_from: required",
            "legal_basis: required"
        ]
    );
    let backwards = SetRule {
        valid_to: "2026-10-01".into(),
        ..near("5", "2026-11-01")
    };
    assert_eq!(
        faults(set(&office, &may(&administrator), &backwards).await),
        ["valid_to: before-first-day"]
    );
    set(&office, &may(&administrator), &near("5", "2026-11-01"))
        .await
        .unwrap();
    assert_eq!(
        faults(set(&office, &may(&administrator), &near("6", "2026-11-01")).await),
        ["valid_from: taken"]
    );
}
