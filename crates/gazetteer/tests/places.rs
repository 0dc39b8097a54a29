//! The traps of names, codes and mappings, each as a test through the crate's door.

use gazetteer::{Basis, Doubt, Gazetteer, How, Level, Match, Place, PlaceKind};
use jiff::civil::{Date, date};

const DAY_OF_2021: Date = date(2021, 8, 18);
const DAY_OF_2025: Date = date(2025, 11, 20);

fn gazetteer() -> &'static Gazetteer {
    Gazetteer::compiled()
}

fn names(matches: &[Match<'_>]) -> Vec<String> {
    matches.iter().map(|m| m.place.full_name()).collect()
}

fn named(written: &str, on: Date, within: &str) -> Vec<String> {
    names(&gazetteer().places_named(written, on, Some(within)))
}

fn only(written: &str, on: Date, within: &str) -> &'static Place {
    let found = gazetteer().places_named(written, on, Some(within));
    assert_eq!(found.len(), 1, "{written}: {:?}", names(&found));
    found[0].place
}

fn today(place: &Place) -> Vec<&'static str> {
    gazetteer()
        .successors(place)
        .iter()
        .map(|successor| successor.place.name)
        .collect()
}

#[test]
fn the_lists_are_complete() {
    let on = |day: Date, level| {
        gazetteer()
            .places()
            .iter()
            .filter(move |p| p.level() == level && p.stands_on(day))
    };
    let early = date(2021, 7, 1);
    assert_eq!(on(early, Level::Province).count(), 63);
    assert_eq!(on(early, Level::District).count(), 705);
    assert_eq!(on(early, Level::Commune).count(), 10_603);
    let late = date(2025, 3, 1);
    assert_eq!(on(late, Level::Province).count(), 63);
    assert_eq!(on(late, Level::District).count(), 696);
    assert_eq!(on(late, Level::Commune).count(), 10_047);
    let standing = |level| {
        gazetteer()
            .places()
            .iter()
            .filter(move |p| p.stands() && p.level() == level)
    };
    assert_eq!(standing(Level::Province).count(), 34);
    assert_eq!(standing(Level::District).count(), 0);
    assert_eq!(standing(Level::Commune).count(), 3_321);
    let of_kind = |kind| standing(Level::Commune).filter(move |p| p.kind == kind).count();
    assert_eq!(of_kind(PlaceKind::Commune), 2_611);
    assert_eq!(of_kind(PlaceKind::Ward), 697);
    assert_eq!(of_kind(PlaceKind::SpecialZone), 13);
}

#[test]
fn kon_tum_became_forty_communes() {
    let communes = gazetteer()
        .places()
        .iter()
        .filter(|p| p.province == "62" && p.level() == Level::Commune);
    let mut reached = std::collections::BTreeSet::new();
    let mut count = 0;
    for commune in communes {
        count += 1;
        reached.extend(gazetteer().successors(commune).iter().map(|s| s.place.code));
    }
    assert_eq!((count, reached.len()), (102, 40));
    assert_eq!(
        gazetteer()
            .places()
            .iter()
            .filter(|p| p.province == "62" && p.level() == Level::District)
            .count(),
        10
    );
}

#[test]
fn districts_exist_until_the_end_of_june_2025() {
    assert_eq!(named("huyện Ngọc Hồi", date(2025, 6, 30), "62"), ["Huyện Ngọc Hồi"]);
    assert_eq!(named("huyện Ngọc Hồi", date(2025, 7, 1), "62"), [] as [&str; 0]);
    assert_eq!(
        names(&gazetteer().places_ever_named("huyện Ngọc Hồi", None)),
        ["Huyện Ngọc Hồi"]
    );
}

#[test]
fn the_four_places_of_the_founding_document() {
    for (written, wanted) in [
        ("huyện Ngọc Hồi", &["Bờ Y", "Dục Nông", "Sa Loong"][..]),
        ("huyện Đăk Hà", &["Đăk Hà", "Đăk Mar", "Đăk Pxi", "Đăk Ui", "Ngọk Réo"]),
        (
            "thành phố Kon Tum",
            &["Kon Tum", "Ia Chim", "Ngọk Bay", "Đăk Bla", "Đăk Cấm", "Đăk Rơ Wa"],
        ),
    ] {
        let mut found = today(only(written, DAY_OF_2021, "62"));
        let mut wanted = wanted.to_vec();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{written}");
    }
    // Clause 49 onward of resolution 1677: Ia Dom joined Ia Tơi, Ia Đal stayed; Mô Rai belongs to Sa Thầy.
    let mut border = today(only("huyện Ia H’Drai", DAY_OF_2021, "62"));
    border.sort_unstable();
    assert_eq!(border, ["Ia Tơi", "Ia Đal"]);
}

#[test]
fn shares_of_a_unit_add_up() {
    for place in gazetteer().places() {
        let successors = gazetteer().successors(place);
        if successors.is_empty() || successors.iter().any(|s| s.share.is_none()) {
            continue;
        }
        let sum: f64 = successors.iter().filter_map(|s| s.share).sum();
        assert!((sum - 1.0).abs() < 0.06, "{} {}: {sum}", place.id, place.full_name());
    }
}

#[test]
fn every_old_unit_has_a_successor_of_today() {
    for place in gazetteer().places() {
        assert!(
            !gazetteer().successors(place).is_empty(),
            "{} {}",
            place.id,
            place.full_name()
        );
    }
}

#[test]
fn ha_mon_went_to_dak_ha() {
    let successors = gazetteer().successors(only("xã Hà Mòn", DAY_OF_2021, "62"));
    assert_eq!(successors.len(), 1);
    assert_eq!(
        (
            successors[0].place.code,
            successors[0].share,
            successors[0].is_estimated()
        ),
        ("23500", Some(1.0), false)
    );
}

#[test]
fn spellings_of_the_highlands() {
    for written in [
        "huyện Đăk Hà",
        "huyện Đắk Hà",
        "Huyện Đắc Hà",
        "HUYỆN ĐĂK HÀ",
        "H. Đăk Hà",
    ] {
        assert_eq!(named(written, DAY_OF_2021, "62"), ["Huyện Đắk Hà"], "{written}");
    }
    for written in [
        "Ia H'Drai",
        "Ia H’Drai",
        "Ia H' Drai",
        "Ia H’ Drai",
        "Ia HDrai",
        "IA H'DRAI",
    ] {
        assert_eq!(named(written, DAY_OF_2021, "62"), ["Huyện Ia H'Drai"], "{written}");
    }
    assert_eq!(
        named("Kon Plông", DAY_OF_2021, "62"),
        named("KonPlông", DAY_OF_2021, "62")
    );
    assert_eq!(named("xã KRoong", DAY_OF_2021, "62"), ["Xã Kroong"]);
    assert_eq!(named("xã Pờ Y", DAY_OF_2025, "51"), ["Xã Bờ Y"]);
    assert_eq!(named("xã Ngọc Réo", DAY_OF_2025, "51"), ["Xã Ngọk Réo"]);
    assert_eq!(named("xã Đăk Blô", DAY_OF_2025, "51"), ["Xã Đăk Plô"]);
    assert_eq!(named("xã Măng Buk", DAY_OF_2025, "51"), ["Xã Măng Bút"]);
}

#[test]
fn the_tone_mark_may_stand_on_either_vowel() {
    assert_eq!(
        names(&gazetteer().places_named("tỉnh Khánh Hòa", DAY_OF_2025, None)),
        ["Tỉnh Khánh Hoà"]
    );
    assert_eq!(
        names(&gazetteer().places_named("tỉnh Hòa Bình", DAY_OF_2021, None)),
        ["Tỉnh Hoà Bình"]
    );
    assert_eq!(
        names(&gazetteer().places_named("huyện Thủy Nguyên", DAY_OF_2021, None)),
        ["Huyện Thuỷ Nguyên"]
    );
}

#[test]
fn a_small_l_is_read_as_a_capital_i() {
    let found = gazetteer().places_named("xã la Đal", DAY_OF_2025, Some("51"));
    assert_eq!(
        (names(&found), found[0].how),
        (vec!["Xã Ia Đal".to_owned()], How::Misread)
    );
}

#[test]
fn marks_are_not_dropped_where_two_names_fall_together() {
    for (written, within) in [
        ("xã Son Ha", "51"),
        ("xã Ba To", "51"),
        ("xã Cam Giang", "31"),
        ("xã Van Lang", "19"),
    ] {
        let found = gazetteer().places_named(written, DAY_OF_2025, Some(within));
        let distinct: std::collections::BTreeSet<&str> = found.iter().map(|m| m.place.name).collect();
        assert!(
            found.is_empty() || distinct.len() == 1 && within != "51",
            "{written}: {distinct:?}"
        );
    }
    assert_eq!(named("xã Sơn Hà", DAY_OF_2025, "51"), ["Xã Sơn Hà"]);
    assert_eq!(named("xã Sơn Hạ", DAY_OF_2025, "51"), ["Xã Sơn Hạ"]);
    assert_eq!(named("xã Ba Tơ", DAY_OF_2025, "51"), ["Xã Ba Tơ"]);
    assert_eq!(named("xã Ba Tô", DAY_OF_2025, "51"), ["Xã Ba Tô"]);
    for written in ["Ngoc Hoi", "huyen Ngoc Hoi", "HUYEN NGOC HOI", "huyện Ngoc Hoi"] {
        let found = gazetteer().places_named(written, DAY_OF_2021, Some("62"));
        assert_eq!(names(&found), ["Huyện Ngọc Hồi"], "{written}");
        assert_eq!(found[0].how, How::AccentsDropped, "{written}");
    }
}

#[test]
fn one_name_two_places() {
    assert_eq!(
        gazetteer().places_named("xã Đăk Long", DAY_OF_2021, Some("62")).len(),
        2
    );
    assert_eq!(
        only("xã Đăk Long, huyện Đăk Glei", DAY_OF_2021, "62").parent,
        Some("610")
    );
    assert_eq!(
        only("xã Đăk Long thuộc huyện Đăk Hà", DAY_OF_2021, "62").parent,
        Some("615")
    );
    assert_eq!(only("thị trấn Đăk Hà", DAY_OF_2021, "62").parent, Some("615"));
    assert_eq!(only("xã Đăk Hà", DAY_OF_2021, "62").parent, Some("617"));
    assert_eq!(
        gazetteer().places_named("Nguyễn Nghiêm", DAY_OF_2021, Some("51")).len(),
        2
    );
}

#[test]
fn bare_names_list_the_larger_unit_first() {
    assert_eq!(
        named("Kon Tum", DAY_OF_2021, "62"),
        ["Tỉnh Kon Tum", "Thành phố Kon Tum"]
    );
    assert_eq!(named("TP Kon Tum", DAY_OF_2021, "62"), ["Thành phố Kon Tum"]);
    assert_eq!(named("TP. Kon Tum", DAY_OF_2021, "62"), ["Thành phố Kon Tum"]);
}

#[test]
fn numbers_are_names() {
    assert_eq!(only("Quận 1", DAY_OF_2021, "79").code, "760");
    assert!(!named("Phường 04", DAY_OF_2021, "79").is_empty());
    assert_eq!(named("Phường 4", DAY_OF_2021, "79"), named("P. 04", DAY_OF_2021, "79"));
}

#[test]
fn a_code_may_pass_to_another_unit() {
    // 23377 was the township of Plei Kần and is the commune of Bờ Y.
    let units: Vec<String> = gazetteer().places_coded("23377").map(Place::full_name).collect();
    assert_eq!(units, ["Thị trấn Plei Kần", "Xã Bờ Y"]);
}

#[test]
fn a_commune_that_vanished_between_the_lists_says_so() {
    let gone: Vec<&Place> = gazetteer()
        .places()
        .iter()
        .filter(|p| p.doubts.contains(Doubt::End) && p.level() == Level::Commune)
        .collect();
    assert!(gone.len() > 572, "{}", gone.len());
    assert!(gone.iter().all(|p| p.valid_to == Some(date(2025, 2, 28))));
    let by_district = gone
        .iter()
        .filter(|p| gazetteer().successors(p).iter().all(|s| s.basis == Basis::District))
        .count();
    assert_eq!(by_district, 23);
}

#[test]
fn island_districts_became_special_zones() {
    for (district, within) in [
        ("Lý Sơn", "51"),
        ("Bạch Long Vĩ", "31"),
        ("Cồn Cỏ", "45"),
        ("Hoàng Sa", "48"),
        ("Côn Đảo", "77"),
    ] {
        let place = only(&format!("huyện {district}"), DAY_OF_2021, within);
        let successors = gazetteer().successors(place);
        assert_eq!(successors.len(), 1, "{district}");
        assert_eq!(
            (successors[0].place.kind, successors[0].place.name),
            (PlaceKind::SpecialZone, district)
        );
    }
}

#[test]
fn provinces_and_their_successors() {
    let kon_tum = only("tỉnh Kon Tum", DAY_OF_2021, "62");
    assert_eq!(today(kon_tum), ["Quảng Ngãi"]);
    let hue = gazetteer().places_named("tỉnh Thừa Thiên - Huế", DAY_OF_2021, None);
    assert_eq!(today(hue[0].place), ["Huế"]);
    let quang_ngai = gazetteer().province("51", DAY_OF_2025).unwrap();
    let before: Vec<&str> = gazetteer()
        .predecessors(quang_ngai)
        .iter()
        .map(|s| s.place.name)
        .collect();
    assert_eq!(before, ["Quảng Ngãi", "Kon Tum"]);
    assert_eq!(gazetteer().children(quang_ngai, DAY_OF_2025).count(), 96);
}

#[test]
fn the_type_of_dong_nai_on_a_day() {
    assert_eq!(
        gazetteer().province("75", DAY_OF_2025).map(Place::full_name).as_deref(),
        Some("Tỉnh Đồng Nai")
    );
    assert_eq!(
        gazetteer()
            .province("75", date(2026, 8, 1))
            .map(Place::full_name)
            .as_deref(),
        Some("Thành phố Đồng Nai")
    );
    let found = gazetteer().places_named("thành phố Đồng Nai", date(2026, 8, 1), None);
    assert!(found[0].place.doubts.contains(Doubt::Begin));
}

#[test]
fn province_of_an_issuer() {
    for (issuer, on, wanted) in [
        ("Ủy ban nhân dân tỉnh Kon Tum", DAY_OF_2021, Some("62")),
        ("UỶ BAN NHÂN DÂN TỈNH KON TUM", DAY_OF_2021, Some("62")),
        ("UBND tỉnh Quảng Ngãi", DAY_OF_2025, Some("51")),
        ("Kon Tum", DAY_OF_2021, Some("62")),
        ("TP.HCM", DAY_OF_2025, Some("79")),
        ("UBND Thành phố Hồ Chí Minh", DAY_OF_2025, Some("79")),
        ("Ủy ban nhân dân thành phố Cần Thơ", DAY_OF_2025, Some("92")),
        ("UBND huyện Ngọc Hồi", DAY_OF_2021, Some("62")),
        ("Thủ tướng Chính phủ", DAY_OF_2025, None),
        ("Văn phòng Chính phủ", DAY_OF_2025, None),
        ("", DAY_OF_2025, None),
    ] {
        let province = gazetteer().province_of_issuer(issuer, on).map(|p| p.code);
        assert_eq!(province, wanted, "{issuer}");
    }
}

#[test]
fn populations_carry_year_and_doubt() {
    let commune = only("xã Bờ Y", DAY_OF_2025, "51");
    assert_eq!(commune.population.map(|p| (p.count, p.year)), Some((35_375, 2025)));
    let doubtful = gazetteer()
        .places()
        .iter()
        .filter(|p| p.stands() && p.population.is_some_and(|n| n.doubtful) && p.level() == Level::Commune);
    assert_eq!(doubtful.count(), 184 + 16 + 12 + 5);
    let missing = gazetteer()
        .places()
        .iter()
        .filter(|p| p.stands() && p.population.is_none() && p.level() == Level::Commune);
    assert_eq!(missing.count(), 68);
}

#[test]
fn odd_input_gives_nothing() {
    for written in [
        "",
        " ",
        "huyện",
        "'",
        "’ ’",
        "\u{301}",
        "TP.",
        "xã ,",
        "phường \u{1f600}",
        "các các các",
    ] {
        assert!(
            gazetteer().places_named(written, DAY_OF_2021, None).is_empty(),
            "{written:?}"
        );
        assert!(
            gazetteer().place_mentions(written, DAY_OF_2021, None).is_empty(),
            "{written:?}"
        );
        assert!(gazetteer().agency_named(written, None, None).is_none(), "{written:?}");
    }
}
