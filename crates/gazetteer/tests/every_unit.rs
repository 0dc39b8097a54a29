//! What must hold for every unit of the tables and for any text.

use gazetteer::{Gazetteer, How};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Days on which a version surely or possibly stands, from one list to the next.
fn days(from: Option<Date>, to: Option<Date>) -> [Date; 2] {
    [from.unwrap_or(date(2021, 7, 1)), to.unwrap_or(date(2026, 9, 1))]
}

#[test]
fn a_unit_is_found_by_its_full_name_on_its_days() {
    let gazetteer = Gazetteer::compiled();
    for place in gazetteer.places() {
        let full_name = place.full_name();
        for day in days(place.valid_from, place.valid_to) {
            let found = gazetteer.places_named(&full_name, day, Some(place.province));
            // On a day of doubt the other version of the same code may be the one given.
            let is_found = found
                .iter()
                .any(|m| m.place.code == place.code && m.how <= How::Spelling);
            assert!(is_found, "{} {full_name} on {day}", place.id);
            let upper = gazetteer.places_named(&full_name.to_uppercase(), day, Some(place.province));
            assert_eq!(upper.len(), found.len(), "{} {full_name} on {day}", place.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_mention_holds_a_name_of_its_candidates(text in "((huyện|các xã|TP\\.|tại|và|UBND) |[A-ZĐa-zăđơ' ,.:;\\n-]{0,12}|(Ngọc Hồi|Đăk Hà|Ia H’Drai|Kon Tum)[, ]){0,12}") {
        let mentions = Gazetteer::compiled().place_mentions(&text, date(2021, 8, 18), Some("62"));
        let mut end = 0;
        for mention in mentions {
            prop_assert!(!mention.candidates.is_empty());
            prop_assert!(text.get(mention.range.clone()).is_some() && text.get(mention.range_with_type.clone()).is_some());
            prop_assert!(mention.range.start >= end);
            end = mention.range.end;
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,80}") {
        let gazetteer = Gazetteer::compiled();
        let day = date(2025, 11, 20);
        gazetteer.place_mentions(&text, day, Some("51"));
        gazetteer.places_named(&text, day, None);
        gazetteer.agency_named(&text, Some(day), Some("51"));
        gazetteer.province_of_issuer(&text, day);
    }
}

#[test]
fn no_two_names_of_a_province_share_a_spelling_by_accident() {
    let gazetteer = Gazetteer::compiled();
    for place in gazetteer.places().iter().filter(|place| place.stands()) {
        for found in gazetteer.places_named(&place.full_name(), date(2026, 9, 1), Some(place.province)) {
            let same = text::canonical(found.place.name) == text::canonical(place.name);
            assert!(
                same || found.how != How::Exact,
                "{} / {}",
                place.full_name(),
                found.place.full_name()
            );
        }
    }
}
