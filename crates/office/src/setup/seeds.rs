//! The agencies that a province begins with, from the compiled list and the list of places. What is known from memory only
//! is marked to be verified.

use std::collections::HashMap;

use domain::Agency;
use domain::agency::Level;
use domain::id::AgencyId;
use gazetteer::{AgencyLevel, Branch, Gazetteer, Place, PlaceKind};
use jiff::civil::Date;

use crate::agencies::{COMMITTEE_OF_COMMUNE, level_of, territory};

const COMMITTEE_OF_PROVINCE: &str = "ubnd-tinh";
const COMMITTEE_OF_DISTRICT: &str = "ubnd-huyen";

/// Entries of the list that only some provinces have, with the codes of those. From memory, as the list itself says.
const ONLY_IN: [(&str, &[&str]); 4] = [
    ("sattp", &["79"]),
    ("sqhkt", &["01", "79"]),
    ("svhtt", &["01", "79"]),
    ("sdl", &["01", "79"]),
];
/// Entries that carry the bare name of the province: `Báo Quảng Ngãi`.
const BARE: [&str; 3] = ["bao-tinh", "bao-va-ptth-tinh", "dien-luc-tinh"];

/// A province as documents print it in a sentence: `tỉnh Quảng Ngãi`, `thành phố Cần Thơ`.
pub(crate) fn typed_name(province: &Place) -> String {
    // The type word is part of the name of this one city.
    if province.code == "79" {
        return province.full_name();
    }
    format!("{} {}", province.kind.word().to_lowercase(), province.name)
}

/// Every agency a province begins with on a day.
pub(crate) fn agencies(province: &Place, today: Date, new_id: impl Fn() -> AgencyId) -> Vec<Agency> {
    let listed = listed(province, &new_id);
    let committee = listed
        .iter()
        .find(|agency| agency.listed.as_deref() == Some(COMMITTEE_OF_PROVINCE));
    let above = committee.map(|agency| agency.id);
    let communes: Vec<Agency> = Gazetteer::compiled()
        .children(province, today)
        .filter(|place| place.level() == gazetteer::Level::Commune)
        .map(|place| committee_of(place, COMMITTEE_OF_COMMUNE, Level::Commune, above, &new_id))
        .collect();
    let districts = districts(province, above, &communes, &new_id);
    [listed, communes, districts].concat()
}

/// The central bodies and the agencies of the province.
fn listed(province: &Place, new_id: &impl Fn() -> AgencyId) -> Vec<Agency> {
    let is_here = |entry: &&gazetteer::Agency| {
        let only_in = ONLY_IN.iter().find(|(id, _)| *id == entry.id);
        matches!(entry.level, AgencyLevel::Central | AgencyLevel::Province)
            && only_in.is_none_or(|(_, codes)| codes.contains(&province.code))
    };
    let entries: Vec<&gazetteer::Agency> = Gazetteer::compiled().agencies().iter().filter(is_here).collect();
    let ids: HashMap<&str, AgencyId> = entries.iter().map(|entry| (entry.id, new_id())).collect();
    entries
        .into_iter()
        .filter_map(|entry| from_entry(entry, province, &ids))
        .collect()
}

fn from_entry(entry: &gazetteer::Agency, province: &Place, ids: &HashMap<&str, AgencyId>) -> Option<Agency> {
    let name = full_name(entry, province);
    let is_department = entry.level == AgencyLevel::Province && entry.branch == Branch::Government;
    let committee = ids
        .get(COMMITTEE_OF_PROVINCE)
        .filter(|_| is_department && entry.id != COMMITTEE_OF_PROVINCE);
    Some(Agency {
        id: *ids.get(entry.id)?,
        version: 1,
        aliases: aliases(entry, province, &name),
        name,
        symbol: entry.symbols.first().map(|&symbol| symbol.to_owned()),
        level: level_of(entry.level),
        listed: Some(entry.id.to_owned()),
        place: None,
        above: committee.copied(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        successors: entry.successors().filter_map(|id| ids.get(id).copied()).collect(),
        legal_basis: String::new(),
        unverified: entry.from_memory,
    })
}

/// The name with the province's: `Công an tỉnh Quảng Ngãi`, `Sở Y tế thành phố Cần Thơ`, `Thành ủy Cần Thơ`.
fn full_name(entry: &gazetteer::Agency, province: &Place) -> String {
    let is_regional = entry.name.to_lowercase().ends_with("khu vực");
    if entry.level == AgencyLevel::Central || is_regional {
        return entry.name.to_owned();
    }
    let name = in_kind(entry.name, province);
    let stem = entry.name.strip_suffix(" tỉnh").unwrap_or(&name);
    let is_of_party = name.ends_with(" ủy") || name.ends_with(" đoàn");
    if is_of_party || BARE.contains(&entry.id) {
        format!("{stem} {}", province.name)
    } else {
        format!("{stem} {}", typed_name(province))
    }
}

/// The short names, in the words of the province's kind.
fn aliases(entry: &gazetteer::Agency, province: &Place, full_name: &str) -> Vec<String> {
    let mut aliases: Vec<String> = Vec::new();
    let is_of_city = |name: &str| name.starts_with("Thành ") || name.contains("Thành ủy") || name.contains("Thành phố");
    for written in std::iter::once(&entry.name).chain(&entry.aliases) {
        let is_foreign = province.kind == PlaceKind::Province && is_of_city(written);
        let alias = if entry.level == AgencyLevel::Central {
            (*written).to_owned()
        } else {
            in_kind(written, province)
        };
        let is_known = alias == full_name || aliases.contains(&alias);
        if !is_foreign && !is_known {
            aliases.push(alias);
        }
    }
    aliases
}

/// The word of a province in the words of a city, where it is one: `Công an thành phố`, `Thành ủy`.
fn in_kind(name: &str, province: &Place) -> String {
    if province.kind == PlaceKind::Province {
        return name.to_owned();
    }
    let name = name.replace("Tỉnh ủy", "Thành ủy").replace("Tỉnh đoàn", "Thành đoàn");
    match name.strip_suffix(" tỉnh") {
        Some(stem) => format!("{stem} thành phố"),
        None => name,
    }
}

/// The committees of the districts that were in the territory, each with the committees of today's communes.
fn districts(
    province: &Place,
    above: Option<AgencyId>,
    communes: &[Agency],
    new_id: &impl Fn() -> AgencyId,
) -> Vec<Agency> {
    let gazetteer = Gazetteer::compiled();
    let territory = territory(province.code);
    let is_former = |place: &&Place| place.level() == gazetteer::Level::District && territory.contains(place.province);
    let committee = |place: &Place| {
        let today = gazetteer.successors(place);
        let of_today = |code: &str| communes.iter().find(|agency| agency.place.as_deref() == Some(code));
        let successors = today
            .iter()
            .filter_map(|next| Some(of_today(next.place.code)?.id))
            .collect();
        let agency = committee_of(place, COMMITTEE_OF_DISTRICT, Level::District, above, new_id);
        Agency { successors, ..agency }
    };
    gazetteer.places().iter().filter(is_former).map(committee).collect()
}

/// The people's committee of a place.
fn committee_of(
    place: &Place,
    listed: &str,
    level: Level,
    above: Option<AgencyId>,
    new_id: &impl Fn() -> AgencyId,
) -> Agency {
    let typed = format!("{} {}", place.kind.word().to_lowercase(), place.name);
    Agency {
        id: new_id(),
        version: 1,
        name: format!("Ủy ban nhân dân {typed}"),
        aliases: vec![format!("UBND {typed}"), place.full_name()],
        symbol: Some("UBND".to_owned()),
        level,
        listed: Some(listed.to_owned()),
        place: Some(place.code.to_owned()),
        above,
        valid_from: place.valid_from,
        valid_to: place.valid_to,
        successors: Vec::new(),
        legal_basis: String::new(),
        unverified: !place.doubts.is_empty() && level == Level::District,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    const TODAY: Date = date(2026, 11, 27);

    fn of(code: &str) -> Vec<Agency> {
        let province = Gazetteer::compiled().province(code, TODAY).unwrap();
        agencies(province, TODAY, || Uuid::now_v7().into())
    }

    fn name(agencies: &[Agency], listed: &str) -> String {
        let found = agencies.iter().find(|agency| agency.listed.as_deref() == Some(listed));
        found.map(|agency| agency.name.clone()).unwrap_or_default()
    }

    #[test]
    fn names_carry_the_province() {
        let (province, city, chi_minh) = (of("51"), of("92"), of("79"));
        for (listed, in_province, in_city) in [
            ("cat", "Công an tỉnh Quảng Ngãi", "Công an thành phố Cần Thơ"),
            ("stc", "Sở Tài chính tỉnh Quảng Ngãi", "Sở Tài chính thành phố Cần Thơ"),
            ("tinh-uy", "Tỉnh ủy Quảng Ngãi", "Thành ủy Cần Thơ"),
            (
                "ban-noi-chinh",
                "Ban Nội chính Tỉnh ủy Quảng Ngãi",
                "Ban Nội chính Thành ủy Cần Thơ",
            ),
            ("tinh-doan", "Tỉnh đoàn Quảng Ngãi", "Thành đoàn Cần Thơ"),
            (
                "ubnd-tinh",
                "Ủy ban nhân dân tỉnh Quảng Ngãi",
                "Ủy ban nhân dân thành phố Cần Thơ",
            ),
            (
                "thanh-tra-tinh",
                "Thanh tra tỉnh Quảng Ngãi",
                "Thanh tra thành phố Cần Thơ",
            ),
            ("bao-tinh", "Báo Quảng Ngãi", "Báo Cần Thơ"),
            ("tand-kv", "Tòa án nhân dân khu vực", "Tòa án nhân dân khu vực"),
            ("bca", "Bộ Công an", "Bộ Công an"),
        ] {
            assert_eq!(name(&province, listed), in_province);
            assert_eq!(name(&city, listed), in_city);
        }
        assert_eq!(name(&chi_minh, "cat"), "Công an Thành phố Hồ Chí Minh");
        assert_eq!(
            (name(&province, "sdl"), name(&chi_minh, "sdl").as_str()),
            (String::new(), "Sở Du lịch Thành phố Hồ Chí Minh")
        );
    }

    #[test]
    fn short_names_are_in_the_words_of_the_kind() {
        let aliases = |code: &str, listed: &str| {
            let agencies = of(code);
            agencies
                .into_iter()
                .find(|agency| agency.listed.as_deref() == Some(listed))
                .unwrap()
                .aliases
        };
        assert_eq!(aliases("51", "cat"), ["Công an tỉnh", "CA tỉnh", "CAT"]);
        assert_eq!(aliases("92", "cat"), ["Công an thành phố", "CA thành phố", "CAT"]);
        assert!(!aliases("51", "tinh-uy").iter().any(|alias| alias.contains("Thành")));
        assert!(aliases("92", "tinh-uy").contains(&"Thành ủy".to_owned()));
    }

    #[test]
    fn every_province_can_begin() {
        let gazetteer = Gazetteer::compiled();
        let is_province = |place: &&Place| place.level() == gazetteer::Level::Province && place.stands();
        let mut provinces = 0;
        for province in gazetteer.places().iter().filter(is_province) {
            let agencies = of(province.code);
            let communes = agencies.iter().filter(|agency| agency.level == Level::Commune).count();
            let below = gazetteer.children(province, TODAY).count();
            assert_eq!(communes, below, "{province}");
            let mut names: Vec<String> = agencies
                .iter()
                .filter(|agency| agency.stands_on(TODAY))
                .map(|agency| text::canonical(&agency.name))
                .collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{province}: two agencies of one name");
            for agency in agencies.iter().filter(|agency| agency.valid_to.is_some()) {
                assert!(!agency.successors.is_empty(), "{}: nobody follows", agency.name);
            }
            provinces += 1;
        }
        assert_eq!(provinces, 34);
    }
}
