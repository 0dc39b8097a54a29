//! Agencies by the names offices write, valid from–to, and what they are today after the reorganisation of 2025.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::gazetteer::Gazetteer;
use crate::place::{Level, Place};
use crate::tables;

/// Level of the state an agency belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyLevel {
    /// Ministries and other central bodies.
    Central,
    /// Of a province or centrally-run city.
    Province,
    /// Of a district, until 2025-06-30.
    District,
    /// Of a commune, ward, township or special zone.
    Commune,
}

/// One agency, or one kind of agency that every province, district or commune has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agency {
    /// Identifier in the table.
    pub id: &'static str,
    /// Name spelt out, with the bare level word: `Công an tỉnh`.
    pub name: &'static str,
    /// Its level.
    pub level: AgencyLevel,
    /// Other names in use: `Sở TT&TT`, `VP UBND`.
    pub aliases: Vec<&'static str>,
    /// Its code in document symbols: `CTr-UBND` holds `UBND`.
    pub symbols: Vec<&'static str>,
    /// First day, where it is known.
    pub valid_from: Option<Date>,
    /// Last day; `None` while it stands.
    pub valid_to: Option<Date>,
    /// Known from memory only, not from a source that was read: to be verified for each province.
    pub from_memory: bool,
    /// A remark for the user.
    pub note: Option<&'static str>,
    successors: Vec<(&'static str, Option<&'static str>)>,
}

impl Agency {
    /// Whether it exists on a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// What an agency is today.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AgencyToday<'g> {
    /// The agency of today.
    pub agency: &'g Agency,
    /// The part of the work that went there; `None` for the whole or the main part.
    pub part: Option<&'static str>,
}

/// The agency a written name means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgencyMatch<'g> {
    /// The agency.
    pub agency: &'g Agency,
    /// The place it belongs to, when the name says it: `UBND huyện Ngọc Hồi`.
    pub place: Option<&'g Place>,
    /// What it is today; itself while it stands.
    pub today: Vec<AgencyToday<'g>>,
    /// The name is that of a post: `Giám đốc Sở Tài chính`.
    pub is_post: bool,
}

pub(crate) struct Agencies {
    all: Vec<Agency>,
    by_id: HashMap<&'static str, usize>,
    by_key: HashMap<String, Vec<usize>>,
}

/// Posts written before the body they head, and what of the post belongs to the body's name.
const POSTS: [(&str, &str); 24] = [
    ("các đồng chí", ""),
    ("đồng chí", ""),
    ("phó giám đốc", ""),
    ("giám đốc", ""),
    ("bộ trưởng", ""),
    ("phó chủ tịch", ""),
    ("chủ tịch", ""),
    ("phó thủ trưởng", ""),
    ("thủ trưởng", ""),
    ("phó cục trưởng", ""),
    ("cục trưởng", ""),
    ("chi cục trưởng", ""),
    ("tổng giám đốc", ""),
    ("thống đốc", ""),
    ("viện trưởng", ""),
    ("chánh án", ""),
    ("tổng biên tập", ""),
    ("chánh thanh tra", "thanh tra"),
    ("chánh văn phòng", "văn phòng"),
    ("trưởng ban", "ban"),
    ("bí thư", ""),
    ("phó bí thư", ""),
    ("chỉ huy trưởng", ""),
    ("tổng thanh tra", "thanh tra"),
];

/// Short forms that stand inside longer names.
const SHORT: [(&str, &str); 9] = [
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("bộ chqs", "bộ chỉ huy quân sự"),
    ("bch quân sự", "bộ chỉ huy quân sự"),
    ("bđbp", "bộ đội biên phòng"),
    ("tp.", "thành phố"),
    ("tp", "thành phố"),
    ("ubmttq", "ủy ban mặt trận tổ quốc"),
    ("mttq", "mặt trận tổ quốc"),
];

impl Agencies {
    pub(crate) fn new() -> Self {
        let all: Vec<Agency> = tables::agencies().map(agency).collect();
        let by_id = all.iter().enumerate().map(|(at, agency)| (agency.id, at)).collect();
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, agency) in all.iter().enumerate() {
            for name in std::iter::once(&agency.name).chain(&agency.aliases) {
                let places = by_key.entry(key(name)).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
        }
        Self { all, by_id, by_key }
    }
}

fn agency([id, name, level, _, aliases, symbols, from, to, successors, basis, note]: [&'static str; 11]) -> Agency {
    let list = |cell: &'static str| cell.split('|').filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Agency {
        id,
        name,
        level: match level {
            "central" => AgencyLevel::Central,
            "district" => AgencyLevel::District,
            "commune" => AgencyLevel::Commune,
            _ => AgencyLevel::Province,
        },
        aliases: list(aliases),
        symbols: list(symbols),
        valid_from: tables::day(from),
        valid_to: tables::day(to),
        from_memory: basis == "memory",
        note: Some(note).filter(|note| !note.is_empty()),
        successors: list(successors).into_iter().map(|to| to.split_once(':').map_or((to, None), |(id, part)| (id, Some(part)))).collect(),
    }
}

/// Comparison key: canonical, with short forms inside spelt out.
fn key(name: &str) -> String {
    let mut key = format!(" {} ", text::canonical(name));
    for (short, long) in SHORT {
        let short = format!(" {} ", text::canonical(short));
        if key.contains(&short) {
            key = key.replace(&short, &format!(" {} ", text::canonical(long)));
        }
    }
    key.trim().to_owned()
}

impl Gazetteer {
    /// Every agency of the table.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies.all
    }

    /// The agency a name means: spelt out or short, with or without its place, or the post that heads it.
    ///
    /// Where two of the table carry the name, the one that stands `on` the day is taken. `province` is the code of the
    /// province the document belongs to.
    pub fn agency_named(&self, written: &str, on: Option<Date>, province: Option<&str>) -> Option<AgencyMatch<'_>> {
        let whole = key(written);
        let bodies = std::iter::once((whole.clone(), false)).chain(without_post(&whole).map(|body| (body, true)));
        for (body, is_post) in bodies {
            if let Some(agency) = self.keyed(&body, on) {
                return Some(self.matched(agency, None, is_post));
            }
            for (base, place) in self.with_territory(&body, on, province) {
                if let Some(agency) = self.keyed(&base, on) {
                    return Some(self.matched(agency, place, is_post));
                }
            }
        }
        None
    }

    fn keyed(&self, key: &str, on: Option<Date>) -> Option<&Agency> {
        let found = self.agencies.by_key.get(key)?;
        let standing = found.iter().find(|&&at| on.is_none_or(|day| self.agencies.all[at].stands_on(day)));
        standing.or(found.first()).map(|&at| &self.agencies.all[at])
    }

    fn matched<'g>(&'g self, agency: &'g Agency, place: Option<&'g Place>, is_post: bool) -> AgencyMatch<'g> {
        let mut today = Vec::new();
        self.agency_today(agency, None, 0, &mut today);
        AgencyMatch { agency, place, today, is_post }
    }

    fn agency_today<'g>(&'g self, agency: &'g Agency, part: Option<&'static str>, depth: usize, today: &mut Vec<AgencyToday<'g>>) {
        /// Longer than any chain of reorganisations; a loop in the table ends here.
        const DEEPEST: usize = 6;
        if agency.valid_to.is_none() {
            if !today.iter().any(|known| known.agency.id == agency.id) {
                today.push(AgencyToday { agency, part });
            }
            return;
        }
        if depth == DEEPEST {
            return;
        }
        for &(id, of) in &agency.successors {
            if let Some(&at) = self.agencies.by_id.get(id) {
                self.agency_today(&self.agencies.all[at], part.or(of), depth + 1, today);
            }
        }
    }

    /// The body's name with its territory brought to the bare word of its level, and the place: `công an thành phố Kon
    /// Tum` is `công an huyện` of that city, `sở y tế tỉnh Kon Tum` is `sở y tế`.
    fn with_territory(&self, body: &str, on: Option<Date>, province: Option<&str>) -> Vec<(String, Option<&Place>)> {
        const TYPES: [&str; 9] = ["tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu"];
        let mut out = Vec::new();
        for kind in TYPES {
            let written = text::canonical(kind);
            let marker = format!(" {written}");
            let Some(at) = body.rfind(&marker).filter(|&at| body[at + marker.len()..].is_empty() || body[at + marker.len()..].starts_with(' ')) else { continue };
            let (head, name) = (&body[..at], body[at + marker.len()..].trim());
            let full = format!("{kind} {name}");
            let place = if name.is_empty() {
                None
            } else {
                let found = on.map_or_else(|| self.places_ever_named(&full, province), |day| self.places_named(&full, day, province));
                found.first().map(|m| m.place)
            };
            let level = place.map_or(bare_level(kind), level_word);
            out.push((format!("{head} {}", text::canonical(level)), place));
            out.push((head.to_owned(), place));
        }
        // A province named without its type word: "Sở Y tế Kon Tum", "UBND Kon Tum".
        let words: Vec<&str> = body.split(' ').collect();
        for split in (1..words.len()).rev().take(4) {
            let name = words[split..].join(" ");
            let found = on.map_or_else(|| self.places_ever_named(&name, None), |day| self.places_named(&name, day, None));
            if let Some(m) = found.iter().find(|m| m.place.level() == Level::Province) {
                let head = words[..split].join(" ");
                out.push((format!("{head} {}", text::canonical("tỉnh")), Some(m.place)));
                out.push((head, Some(m.place)));
            }
        }
        out
    }
}

fn without_post(key: &str) -> Option<String> {
    let mut rest = key.to_owned();
    let mut changed = false;
    for _ in 0..3 {
        let next = POSTS.iter().find_map(|(post, keeps)| {
            let after = rest.strip_prefix(&text::canonical(post))?.strip_prefix([' ', ','])?.trim_start_matches([',', ' ']);
            Some(if keeps.is_empty() { after.to_owned() } else { format!("{} {after}", text::canonical(keeps)) })
        });
        let Some(next) = next else { break };
        rest = next;
        changed = true;
    }
    changed.then_some(rest)
}

/// The word the table writes for a level.
fn level_word(place: &Place) -> &'static str {
    match place.level() {
        Level::Province => "tỉnh",
        Level::District => "huyện",
        Level::Commune => "xã",
    }
}

fn bare_level(kind: &str) -> &'static str {
    match kind {
        "tỉnh" | "thành phố" => "tỉnh",
        "huyện" | "quận" | "thị xã" => "huyện",
        _ => "xã",
    }
}


#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::Gazetteer;

    fn found(written: &str) -> (&'static str, Option<String>, Vec<&'static str>) {
        let gazetteer = Gazetteer::compiled();
        let found = gazetteer.agency_named(written, Some(date(2021, 8, 18)), Some("62")).unwrap_or_else(|| panic!("{written}"));
        let today = found.today.iter().map(|today| today.agency.name).collect();
        (found.agency.name, found.place.map(|place| place.full_name()), today)
    }

    #[test]
    fn names_short_forms_and_posts() {
        assert_eq!(found("Sở TT&TT").0, "Sở Thông tin và Truyền thông");
        assert_eq!(found("Sở TT&TT").2[0], "Sở Khoa học và Công nghệ");
        assert_eq!(found("Bộ CHQS tỉnh").0, "Bộ Chỉ huy Quân sự tỉnh");
        assert_eq!(found("Giám đốc Sở Tài chính").0, "Sở Tài chính");
        assert_eq!(found("Bộ trưởng Bộ Tài chính").0, "Bộ Tài chính");
        assert_eq!(found("Uỷ ban nhân dân tỉnh").0, "Ủy ban nhân dân tỉnh");
        assert_eq!(found("Chủ tịch UBND tỉnh").0, "Ủy ban nhân dân tỉnh");
    }

    #[test]
    fn territory_gives_place_and_level() {
        assert_eq!(found("UBND huyện Ngọc Hồi"), ("Ủy ban nhân dân huyện", Some("Huyện Ngọc Hồi".to_owned()), vec!["Ủy ban nhân dân xã"]));
        assert_eq!(found("Sở Y tế tỉnh Kon Tum").1.as_deref(), Some("Tỉnh Kon Tum"));
        assert_eq!(found("Công an tỉnh Kon Tum").0, "Công an tỉnh");
    }

    #[test]
    fn what_is_no_agency_is_none() {
        assert!(Gazetteer::compiled().agency_named("các sở, ban, ngành", None, None).is_none());
        assert!(Gazetteer::compiled().agency_named("", None, None).is_none());
    }
}
