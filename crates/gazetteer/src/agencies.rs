//! Agencies: who a written name means on a day, and who does its work today after the reorganisation of 2025.

use std::collections::{HashMap, HashSet};

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::gazetteer::Gazetteer;
use crate::place::{Level, Place, PlaceKind};
use crate::succession::Successor;
use crate::tables;
use crate::type_words::is_plural;
use crate::words::{Gap, KeyMap, Word, Words, chain, key_of_word, keys_of_words};

/// The level of the state an agency belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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

impl AgencyLevel {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "central" => AgencyLevel::Central,
            "province" => AgencyLevel::Province,
            "district" => AgencyLevel::District,
            "commune" => AgencyLevel::Commune,
            _ => return None,
        })
    }

    fn of(level: Level) -> Self {
        match level {
            Level::Province => AgencyLevel::Province,
            Level::District => AgencyLevel::District,
            Level::Commune => AgencyLevel::Commune,
        }
    }

    /// The word that ends a name of this level in the table; it is no part of the stem.
    fn word(self) -> &'static str {
        match self {
            AgencyLevel::Central => "",
            AgencyLevel::Province => " tỉnh",
            AgencyLevel::District => " huyện",
            AgencyLevel::Commune => " xã",
        }
    }
}

/// The branch an agency belongs to: a committee gives orders to its own government and sends requests to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    /// Government, ministries, committees and their departments.
    Government,
    /// Công an.
    Police,
    /// Quân sự, Biên phòng.
    Military,
    /// Đảng.
    Party,
    /// Hội đồng nhân dân.
    Council,
    /// Quốc hội and its bodies.
    Legislature,
    /// Tòa án, Viện kiểm sát.
    Judicial,
    /// Mặt trận and the mass organisations.
    Mass,
    /// Bodies of a ministry in the province: thuế, thống kê, kho bạc.
    Vertical,
    /// Newspapers and broadcasters.
    Press,
    /// State enterprises that directives address.
    Enterprise,
}

impl Branch {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "government" => Branch::Government,
            "police" => Branch::Police,
            "military" => Branch::Military,
            "party" => Branch::Party,
            "council" => Branch::Council,
            "legislature" => Branch::Legislature,
            "judicial" => Branch::Judicial,
            "mass" => Branch::Mass,
            "vertical" => Branch::Vertical,
            "press" => Branch::Press,
            "enterprise" => Branch::Enterprise,
            _ => return None,
        })
    }
}

/// One agency, or one kind of agency that every province, district or commune has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agency {
    /// Identifier in the table: `stc`.
    pub id: &'static str,
    /// Name spelt out, with the bare word of its level: `Công an tỉnh`.
    pub name: &'static str,
    /// Its level.
    pub level: AgencyLevel,
    /// Its branch.
    pub branch: Branch,
    /// Other names in use: `Sở TT&TT`, `VP UBND`.
    pub aliases: Vec<&'static str>,
    /// Its code in document symbols: `CTr-UBND` holds `UBND`.
    pub symbols: Vec<&'static str>,
    /// First day, where it is known and after 2021-07-01.
    pub valid_from: Option<Date>,
    /// Last day; `None` while it stands.
    pub valid_to: Option<Date>,
    /// Known from memory only, not from a source that was read: to be verified for each province.
    pub from_memory: bool,
    /// A remark, in English.
    pub note: Option<&'static str>,
    successors: Vec<(&'static str, Option<&'static str>)>,
}

impl Agency {
    /// Whether it exists on a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Identifiers of those that took over its work, the main one first.
    pub fn successors(&self) -> impl Iterator<Item = &'static str> {
        self.successors.iter().map(|(id, _)| *id)
    }
}

/// How a written name leads to an agency, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyHow {
    /// By its name or an alias.
    Name,
    /// By the post at its head: `Giám đốc Sở Tài chính`.
    Post,
    /// Written without its marks.
    AccentsDropped,
}

/// What an agency is today.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgencyToday<'g> {
    /// The agency of today.
    pub agency: &'g Agency,
    /// The part of the work that went there; `None` for the whole or the main part.
    pub part: Option<&'static str>,
    /// Its territory today, where the written name or the document's province says which.
    pub places: Vec<Successor<'g>>,
}

/// The agency a written name means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AgencyMatch<'g> {
    /// The agency.
    pub agency: &'g Agency,
    /// Its territory: as written (`UBND huyện Ngọc Hồi`), else the document's province for an agency of that level.
    pub place: Option<&'g Place>,
    /// All territories of a list: `UBND các huyện Ngọc Hồi, Đăk Hà`; `place` is the first.
    pub places: Vec<&'g Place>,
    /// Several agencies of one kind: `UBND các xã, phường`, `UBND cấp huyện`.
    pub is_group: bool,
    /// Whether the agency exists on the day asked for.
    pub stands: bool,
    /// How the name leads to it.
    pub how: AgencyHow,
    /// What it is today; itself while it stands.
    pub today: Vec<AgencyToday<'g>>,
}

/// Abbreviations spelt out before names are compared.
const ABBREVIATIONS: [(&str, &str); 16] = [
    ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("MTTQ", "Mặt trận Tổ quốc"),
    ("MTTQVN", "Mặt trận Tổ quốc Việt Nam"),
    ("CHQS", "Chỉ huy Quân sự"),
    ("BĐBP", "Bộ đội Biên phòng"),
    ("TAND", "Tòa án nhân dân"),
    ("VKSND", "Viện kiểm sát nhân dân"),
    ("LĐLĐ", "Liên đoàn Lao động"),
    ("LHPN", "Liên hiệp Phụ nữ"),
    ("ĐBQH", "đại biểu Quốc hội"),
    ("BTV", "Ban Thường vụ"),
    ("BCĐ", "Ban Chỉ đạo"),
    ("ATGT", "An toàn giao thông"),
    ("CA", "Công an"),
    ("BQL", "Ban Quản lý"),
];

/// Words before an agency's name that mean its head or its people; a longer one before its own beginning.
const POSTS: [&str; 36] = [
    "bộ trưởng chủ nhiệm",
    "chỉ huy trưởng",
    "chính ủy",
    "phó chủ tịch thường trực",
    "phó chủ tịch",
    "quyền chủ tịch",
    "chủ tịch",
    "phó giám đốc",
    "giám đốc",
    "thứ trưởng",
    "bộ trưởng",
    "phó thủ trưởng",
    "thủ trưởng",
    "người đứng đầu",
    "phó cục trưởng",
    "cục trưởng",
    "chi cục trưởng",
    "phó tổng giám đốc",
    "tổng giám đốc",
    "viện trưởng",
    "chánh án",
    "phó bí thư thường trực",
    "phó bí thư",
    "bí thư",
    "phó trưởng",
    "trưởng",
    "phó chánh",
    "chánh",
    "tổng biên tập",
    "phó tổng",
    "tổng",
    "thống đốc",
    "chủ nhiệm",
    "lãnh đạo",
    "các đồng chí",
    "đồng chí",
];

/// First words of agency names outside the table, to tell `Trạm Y tế xã X` from `xã X`.
const HEADS: [&str; 32] = [
    "Sở",
    "Bộ",
    "Cục",
    "Chi",
    "Ban",
    "Phòng",
    "Hội",
    "Đoàn",
    "Trạm",
    "Hạt",
    "Đồn",
    "Đội",
    "Trường",
    "Trung",
    "Tòa",
    "Viện",
    "Kho",
    "Quỹ",
    "Báo",
    "Đài",
    "Đảng",
    "Thanh",
    "Văn",
    "Công",
    "Liên",
    "Mặt",
    "Bảo",
    "Bệnh",
    "Thuế",
    "Thường",
    "Tổ",
    "Tỉnh",
];

/// Words that no agency's name holds: behind them a place stands by itself.
const NOT_IN_AGENCY: [&str; 22] = [
    "tại", "ở", "trên", "trong", "thuộc", "của", "từ", "đến", "cho", "về", "với", "địa", "bàn", "giao", "kiểm", "sát",
    "giáp", "qua", "là", "đối", "vực", "trước",
];

/// Words that may fill the tail of a group's name: `UBND các xã, phường`, `cấp huyện`.
const TAIL_WORDS: [&str; 19] = [
    "các",
    "và",
    "tỉnh",
    "thành",
    "phố",
    "tp",
    "huyện",
    "quận",
    "thị",
    "xã",
    "phường",
    "trấn",
    "đặc",
    "khu",
    "cấp",
    "trực",
    "thuộc",
    "trung",
    "ương",
];

/// The first day without districts.
const FIRST_DAY_OF_TODAY: Date = date(2025, 7, 1);

pub(crate) struct Agencies {
    all: Vec<Agency>,
    by_id: HashMap<&'static str, usize>,
    /// Stems with abbreviations spelt out.
    stems: KeyMap<Vec<usize>>,
    /// All letters of a stem as one word, for `LĐ-TB&XH` and `LĐTBXH`.
    run_together: KeyMap<Vec<usize>>,
    bare: KeyMap<Vec<usize>>,
    /// Stems from the last word to the first; `true` where a stem is complete.
    backward: KeyMap<bool>,
    abbreviations: KeyMap<Vec<u64>>,
    posts: Vec<Vec<u64>>,
    heads: HashSet<u64>,
    not_in_agency: HashSet<u64>,
    tail_words: HashSet<u64>,
    level_prefix: u64,
}

/// What stands behind the stem of an agency's name.
#[derive(Debug, Default)]
struct Tail<'g> {
    level: Option<AgencyLevel>,
    places: Vec<&'g Place>,
    is_group: bool,
}

/// Who asks: the written name, the day and the province of its document.
#[derive(Clone, Copy)]
struct Query<'a> {
    written: &'a str,
    on: Date,
    province: Option<&'a str>,
}

impl<'a> Query<'a> {
    /// The text from the first of these words to the end of the last.
    fn text(&self, words: &[Word]) -> Option<&'a str> {
        self.written
            .get(words.first()?.range().start..words.last()?.range().end)
    }
}

impl Agencies {
    pub(crate) fn new() -> Self {
        let all: Vec<Agency> = tables::agencies().map(agency).collect();
        let abbreviations = ABBREVIATIONS
            .iter()
            .map(|(short, long)| (key_of_word(short), spelling_keys(long)))
            .collect();
        let mut agencies = Self {
            by_id: all
                .iter()
                .enumerate()
                .map(|(number, agency)| (agency.id, number))
                .collect(),
            all,
            stems: KeyMap::default(),
            run_together: KeyMap::default(),
            bare: KeyMap::default(),
            backward: KeyMap::default(),
            abbreviations,
            posts: POSTS.iter().map(|post| spelling_keys(post)).collect(),
            heads: key_set(&HEADS),
            not_in_agency: key_set(&NOT_IN_AGENCY),
            tail_words: key_set(&TAIL_WORDS),
            level_prefix: key_of_word("cấp"),
        };
        for number in 0..agencies.all.len() {
            let agency = &agencies.all[number];
            let names: Vec<&'static str> = [agency.name]
                .into_iter()
                .chain(agency.aliases.iter().copied())
                .collect();
            let level_word = agency.level.word();
            for name in names {
                agencies.enter(name.strip_suffix(level_word).unwrap_or(name), number);
            }
        }
        agencies
    }

    fn enter(&mut self, stem: &str, number: usize) {
        let keys = spelling_keys(stem);
        let spelt_out = keys.iter().fold(0, |key, word| self.spelt_out(key, *word));
        insert(&mut self.stems, spelt_out, number);
        insert(&mut self.run_together, run_together(stem), number);
        insert(&mut self.bare, bare(stem), number);
        let mut key = 0;
        for word in keys.iter().rev() {
            key = chain(key, *word);
            self.backward.entry(key).or_default();
        }
        self.backward.insert(key, true);
    }

    /// The key of words with one more behind them, which is spelt out when it is an abbreviation.
    fn spelt_out(&self, key: u64, word: u64) -> u64 {
        match self.abbreviations.get(&word) {
            Some(written) => written.iter().fold(key, |key, word| chain(key, *word)),
            None => chain(key, word),
        }
    }

    /// The key of the first word, of the first two, and so on.
    fn keys_of_stems(&self, words: &[Word]) -> Vec<u64> {
        let mut key = 0;
        let mut longer = |word: &Word| {
            key = self.spelt_out(key, word.key);
            key
        };
        words.iter().map(&mut longer).collect()
    }

    /// Whether these words end with the stem of an agency's name.
    pub(crate) fn is_head_at_end(&self, words: &[Word]) -> bool {
        let mut key = 0;
        for word in words.iter().rev() {
            key = chain(key, word.key);
            match self.backward.get(&key) {
                Some(true) => return true,
                Some(false) if word.gap != Gap::Break => {}
                _ => break,
            }
        }
        self.is_unlisted_head(words)
    }

    /// `Trạm Y tế`, `Hạt Kiểm lâm`: capitalised words from a known first word on, at most one small word after each.
    fn is_unlisted_head(&self, words: &[Word]) -> bool {
        const LONGEST: usize = 8;
        let mut small_run = 0;
        for (behind, word) in words.iter().rev().enumerate().take(LONGEST) {
            if word.is_capitalised && self.heads.contains(&word.key) && behind > 0 {
                return true;
            }
            small_run = if word.is_capitalised { 0 } else { small_run + 1 };
            let ends = !word.is_capitalised && self.not_in_agency.contains(&word.key);
            if ends || small_run > 1 || word.gap != Gap::Space {
                return false;
            }
        }
        false
    }

    /// The agencies whose stem these words are; `key` is theirs.
    fn numbers(&self, query: Query<'_>, words: &[Word], key: u64) -> &[usize] {
        let by_stem = self.stems.get(&key);
        let joined = || self.run_together.get(&run_together(query.text(words)?));
        by_stem.or_else(joined).map(Vec::as_slice).unwrap_or_default()
    }

    /// The words behind a post: `Giám đốc Sở Tài chính` → `Sở Tài chính`.
    fn behind_post<'w>(&self, words: &'w [Word]) -> Option<&'w [Word]> {
        let leads =
            |post: &&Vec<u64>| post.len() < words.len() && post.iter().zip(words).all(|(key, word)| *key == word.key);
        self.posts.iter().find(leads).and_then(|post| words.get(post.len()..))
    }
}

fn key_set(words: &[&str]) -> HashSet<u64> {
    words.iter().map(|word| key_of_word(word)).collect()
}

fn insert(index: &mut KeyMap<Vec<usize>>, key: u64, number: usize) {
    let numbers = index.entry(key).or_default();
    if !numbers.contains(&number) {
        numbers.push(number);
    }
}

fn spelling_keys(text: &str) -> Vec<u64> {
    keys_of_words(text).iter().map(|word| word.spelling).collect()
}

fn bare(text: &str) -> u64 {
    keys_of_words(text).iter().fold(0, |key, word| chain(key, word.bare))
}

/// All letters as one word, `và` left out: `Sở Kế hoạch - Đầu tư` is `Sở Kế hoạch và Đầu tư`.
fn run_together(text: &str) -> u64 {
    let words = text
        .split(|c: char| !text::is_letter(c) && !c.is_numeric())
        .filter(|word| !word.is_empty() && *word != "và");
    key_of_word(&words.collect::<String>())
}

fn agency(
    [
        id,
        name,
        level,
        branch,
        aliases,
        symbols,
        from,
        to,
        successors,
        basis,
        note,
    ]: [&'static str; 11],
) -> Agency {
    let list = |cell: &'static str| cell.split('|').filter(|part| !part.is_empty());
    Agency {
        id,
        name,
        level: AgencyLevel::from_word(level).expect("the table holds known levels"),
        branch: Branch::from_word(branch).expect("the table holds known branches"),
        aliases: list(aliases).collect(),
        symbols: list(symbols).collect(),
        valid_from: tables::day(from),
        valid_to: tables::day(to),
        from_memory: basis == "memory",
        note: Some(note).filter(|note| !note.is_empty()),
        successors: list(successors)
            .map(|successor| {
                successor
                    .split_once(':')
                    .map_or((successor, None), |(id, part)| (id, Some(part)))
            })
            .collect(),
    }
}

impl Gazetteer {
    /// Every agency of the table.
    pub fn agencies(&self) -> &[Agency] {
        &self.agencies.all
    }

    /// The agency with an identifier such as `stc`.
    pub fn agency(&self, id: &str) -> Option<&Agency> {
        self.agencies
            .by_id
            .get(id)
            .and_then(|&number| self.agencies.all.get(number))
    }

    /// The agency a written name means: in full or short (`Sở TT&TT`, `BCH BĐBP tỉnh`), with or without its territory
    /// (`Công an tỉnh Kon Tum`, `UBND huyện Ngọc Hồi`), or by the post at its head (`Giám đốc Sở Tài chính`).
    ///
    /// `on` is the day of the document, by default the present arrangement; `province` the code of the document's
    /// province. A group of unlike agencies (`các sở, ban, ngành`) is none.
    pub fn agency_named(&self, written: &str, on: Option<Date>, province: Option<&str>) -> Option<AgencyMatch<'_>> {
        let query = Query {
            written,
            on: on.unwrap_or(FIRST_DAY_OF_TODAY),
            province,
        };
        let words: Vec<Word> = Words::new(written).collect();
        let bracket = words.iter().skip(1).position(|word| word.gap == Gap::OpenBracket);
        let words = words.get(..bracket.map_or(words.len(), |at| at + 1))?;
        let mut rest = words;
        let mut how = AgencyHow::Name;
        loop {
            if let Some(found) = self.agency_at(query, rest, how) {
                return Some(found);
            }
            let Some(behind) = self.agencies.behind_post(rest) else {
                break;
            };
            rest = behind;
            how = AgencyHow::Post;
        }
        self.agency_without_accents(query, words)
    }

    fn agency_at(&self, query: Query<'_>, words: &[Word], how: AgencyHow) -> Option<AgencyMatch<'_>> {
        let keys = self.agencies.keys_of_stems(words);
        (0..words.len()).zip(keys).rev().find_map(|(last, key)| {
            let (stem, tail) = words.split_at(last + 1);
            let numbers = self.agencies.numbers(query, stem, key);
            if numbers.is_empty() {
                return None;
            }
            self.chosen(numbers, self.tail(query, tail)?, query, how)
        })
    }

    fn agency_without_accents(&self, query: Query<'_>, words: &[Word]) -> Option<AgencyMatch<'_>> {
        let mut key = 0;
        let keys: Vec<u64> = keys_of_words(query.text(words)?)
            .iter()
            .map(|word| {
                key = chain(key, word.bare);
                key
            })
            .collect();
        (0..words.len()).zip(keys).rev().find_map(|(last, key)| {
            let tail = words.get(last + 1..)?;
            let numbers = self.agencies.bare.get(&key)?;
            self.chosen(numbers, self.tail(query, tail)?, query, AgencyHow::AccentsDropped)
        })
    }

    /// Reads what stands behind the stem; `None` when it is no territory.
    fn tail(&self, query: Query<'_>, words: &[Word]) -> Option<Tail<'_>> {
        let Some(first) = words.first() else {
            return Some(Tail::default());
        };
        let text = query.text(words)?;
        let mentions = self.place_mentions(text, query.on, query.province);
        let is_read = |word: &Word| {
            let at = word.range().start - first.range().start;
            self.agencies.tail_words.contains(&word.key) || mentions.iter().any(|m| m.range_with_type.contains(&at))
        };
        if !words.iter().all(is_read) {
            let place = self.places_named(text, query.on, query.province).first()?.place;
            return Some(Tail {
                level: Some(AgencyLevel::of(place.level())),
                places: vec![place],
                is_group: false,
            });
        }
        let typed = self.type_words.count(words);
        if typed == 0 && mentions.is_empty() {
            return None;
        }
        let is_plural = |word: &Word| is_plural(word.key) || word.key == self.agencies.level_prefix;
        let is_group = words.iter().any(is_plural) || typed > 1 && mentions.is_empty();
        let named = mentions
            .iter()
            .filter_map(|mention| mention.candidates.first())
            .map(|m| m.place);
        // In a single name a unit behind another is the one it lies in.
        let places: Vec<&Place> = named.take(if is_group { usize::MAX } else { 1 }).collect();
        let level = places.first().map(|place| AgencyLevel::of(place.level()));
        Some(Tail {
            level: level.or_else(|| self.level_of(query, words)),
            places,
            is_group,
        })
    }

    /// The level of type words without a name. In a province `thành phố` is a district, in a city the city itself.
    fn level_of(&self, query: Query<'_>, words: &[Word]) -> Option<AgencyLevel> {
        let kinds = (0..words.len()).find_map(|at| self.type_words.read(words, at))?.kinds;
        let (is_province, is_district) = (kinds.has_level(Level::Province), kinds.has_level(Level::District));
        Some(match (is_province, is_district) {
            (true, true) if self.has_cities_below(query) => AgencyLevel::District,
            (true, _) => AgencyLevel::Province,
            (false, true) => AgencyLevel::District,
            (false, false) => AgencyLevel::Commune,
        })
    }

    fn has_cities_below(&self, query: Query<'_>) -> bool {
        let province = query.province.and_then(|code| self.province(code, query.on));
        query.on < FIRST_DAY_OF_TODAY && province.is_some_and(|province| province.kind == PlaceKind::Province)
    }

    fn chosen<'g>(
        &'g self,
        numbers: &[usize],
        tail: Tail<'g>,
        query: Query<'_>,
        how: AgencyHow,
    ) -> Option<AgencyMatch<'g>> {
        let agency = numbers
            .iter()
            .filter_map(|&number| self.agencies.all.get(number))
            .filter(|agency| tail.level.is_none_or(|level| level == agency.level))
            .min_by_key(|agency| {
                let is_of_document = agency.level == AgencyLevel::Province && query.province.is_some();
                (!agency.stands_on(query.on), !is_of_document, agency.level)
            })?;
        let mut places = tail.places;
        if places.is_empty() && agency.level == AgencyLevel::Province && !tail.is_group {
            places.extend(query.province.and_then(|code| self.province(code, query.on)));
        }
        Some(AgencyMatch {
            agency,
            place: places.first().copied(),
            today: self.agencies_today(agency, &places, query.on),
            places,
            is_group: tail.is_group,
            stands: agency.stands_on(query.on),
            how,
        })
    }

    /// Follows the successors of an agency and of its territory to those of today, the main one first.
    fn agencies_today<'g>(&'g self, agency: &'g Agency, places: &[&'g Place], on: Date) -> Vec<AgencyToday<'g>> {
        let mut today: Vec<AgencyToday<'g>> = Vec::new();
        let mut open: Vec<(&Agency, Option<&'static str>)> = vec![(agency, None)];
        while let Some((agency, part)) = open.pop() {
            let is_known = today.iter().any(|known| known.agency.id == agency.id);
            if agency.valid_to.is_none() && !is_known {
                today.push(AgencyToday {
                    agency,
                    part,
                    places: self.territory_today(agency, places, on),
                });
            }
            if agency.valid_to.is_some() {
                let next = agency.successors.iter().rev();
                open.extend(next.filter_map(|(id, own)| Some((self.agency(id)?, part.or(*own)))));
            }
        }
        today
    }

    fn territory_today<'g>(&'g self, agency: &Agency, places: &[&'g Place], on: Date) -> Vec<Successor<'g>> {
        let mut territory: Vec<Successor<'g>> = Vec::new();
        for place in places {
            let is_of_province = agency.level == AgencyLevel::Province && place.level() != Level::Province;
            let whole = if is_of_province {
                self.province(place.province, on)
            } else {
                Some(*place)
            };
            for successor in whole.map(|place| self.successors(place)).unwrap_or_default() {
                let is_known = territory.iter().any(|known| known.place.id == successor.place.id);
                if !is_known && AgencyLevel::of(successor.place.level()) == agency.level {
                    territory.push(successor);
                }
            }
        }
        territory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The agency, its places, and today's agencies of a name in a document of Kon Tum of August 2021.
    fn then(written: &str) -> Option<(&'static str, Vec<String>, Vec<&'static str>)> {
        let found = Gazetteer::compiled().agency_named(written, Some(date(2021, 8, 18)), Some("62"))?;
        let places = found.places.iter().map(|place| place.full_name()).collect();
        Some((
            found.agency.id,
            places,
            found.today.iter().map(|today| today.agency.id).collect(),
        ))
    }

    fn id(written: &str) -> Option<&'static str> {
        then(written).map(|found| found.0)
    }

    #[test]
    fn names_short_forms_and_posts() {
        for (written, wanted) in [
            ("Sở Thông tin và Truyền thông tỉnh Kon Tum", "stttt"),
            ("Sở TT&TT", "stttt"),
            ("Sở TTTT", "stttt"),
            ("Sở KH&CN", "skhcn"),
            ("Sở Kế hoạch - Đầu tư", "skhdt"),
            ("Ban Tuyên giáo Trung ương", "btgtw"),
            ("Mặt trận Tổ quốc Việt Nam tỉnh", "mttq-tinh"),
            ("Sở Lao động, Thương binh và Xã hội", "sldtbxh"),
            ("Sở LĐTB&XH", "sldtbxh"),
            ("Sở LĐ-TBXH", "sldtbxh"),
            ("Bộ CHQS tỉnh", "chqs-tinh"),
            ("BCH BĐBP tỉnh", "bdbp-tinh"),
            ("Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "bdbp-tinh"),
            ("VP UBND tỉnh", "vp-ubnd-tinh"),
            ("Văn phòng Uỷ ban nhân dân tỉnh", "vp-ubnd-tinh"),
            ("MTTQ tỉnh", "mttq-tinh"),
            ("Ủy ban MTTQ Việt Nam tỉnh", "mttq-tinh"),
            ("Giám đốc Sở Tài chính", "stc"),
            ("đồng chí Giám đốc Công an tỉnh", "cat"),
            ("Bộ trưởng Bộ Tài chính", "btc"),
            ("Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "vpcp"),
            ("Chủ tịch UBND tỉnh", "ubnd-tinh"),
            ("Chánh Thanh tra tỉnh", "thanh-tra-tinh"),
            ("Trưởng Ban Dân tộc tỉnh", "bdt-tinh"),
            ("Tổng Thanh tra Chính phủ", "ttcp"),
            ("Thống đốc Ngân hàng Nhà nước Việt Nam", "nhnn"),
            ("Thủ tướng Chính phủ", "thu-tuong"),
            ("UỶ BAN NHÂN DÂN TỈNH KON TUM", "ubnd-tinh"),
            ("Công an xã", "cax"),
            ("Công an huyện Sa Thầy", "ca-huyen"),
            ("So Tai chinh", "stc"),
            ("Sở Y tế (qua Trung tâm Kiểm soát bệnh tật)", "syt"),
        ] {
            assert_eq!(id(written), Some(wanted), "{written}");
        }
    }

    #[test]
    fn what_is_no_single_agency() {
        for written in [
            "các sở, ban, ngành",
            "các đơn vị có liên quan",
            "Ủy ban nhân dân các cấp",
            "",
            "Sở Y tế và Công an tỉnh",
            "huyện Ngọc Hồi",
        ] {
            assert_eq!(then(written), None, "{written}");
        }
    }

    #[test]
    fn the_territory_gives_the_level() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let found = then("UBND huyện Ngọc Hồi").unwrap();
        assert_eq!((found.0, found.1), ("ubnd-huyen", names(&["Huyện Ngọc Hồi"])));
        let found = then("UBND thành phố Kon Tum").unwrap();
        assert_eq!((found.0, found.1), ("ubnd-huyen", names(&["Thành phố Kon Tum"])));
        let found = then("Ủy ban nhân dân thành phố Cần Thơ").unwrap();
        assert_eq!((found.0, found.1), ("ubnd-tinh", names(&["Thành phố Cần Thơ"])));
        assert_eq!(id("Công an thành phố"), Some("ca-huyen"));
        let found = Gazetteer::compiled()
            .agency_named("Công an Thành phố", Some(date(2025, 11, 18)), Some("92"))
            .unwrap();
        assert_eq!(
            (found.agency.id, found.place.map(Place::full_name)),
            ("cat", Some("Thành phố Cần Thơ".to_owned()))
        );
        assert_eq!(then("Công an Kon Tum").unwrap().0, "cat");
    }

    #[test]
    fn the_document_tells_the_level_of_a_bare_name() {
        let of = |province| {
            Gazetteer::compiled()
                .agency_named("Mặt trận Tổ quốc Việt Nam", None, province)
                .unwrap()
        };
        assert_eq!((of(None).agency.id, of(Some("51")).agency.id), ("mttq-tw", "mttq-tinh"));
    }

    #[test]
    fn groups_are_marked() {
        let gazetteer = Gazetteer::compiled();
        for (written, wanted) in [
            ("UBND các xã, phường, đặc khu", "ubnd-xa"),
            ("UBND cấp xã", "ubnd-xa"),
            ("Chủ tịch Ủy ban nhân dân xã, phường", "ubnd-xa"),
            ("UBND các huyện, thành phố", "ubnd-huyen"),
            ("UBND các huyện Ngọc Hồi, Đăk Hà", "ubnd-huyen"),
        ] {
            let found = gazetteer
                .agency_named(written, Some(date(2021, 8, 18)), Some("62"))
                .unwrap();
            assert_eq!((found.agency.id, found.is_group), (wanted, true), "{written}");
        }
        let one = gazetteer
            .agency_named("Công an thị xã", Some(date(2021, 8, 18)), Some("62"))
            .unwrap();
        assert_eq!((one.agency.id, one.is_group), ("ca-huyen", false));
    }

    #[test]
    fn today_follows_agency_and_territory() {
        let gazetteer = Gazetteer::compiled();
        let day = Some(date(2021, 8, 18));
        let today = |written| gazetteer.agency_named(written, day, Some("62")).unwrap().today;
        let names = |today: &AgencyToday<'_>| today.places.iter().map(|s| s.place.name).collect::<Vec<_>>();

        let telecoms = today("Sở TT&TT");
        assert_eq!((telecoms[0].agency.id, telecoms[0].part), ("skhcn", None));
        assert_eq!(names(&telecoms[0]), ["Quảng Ngãi"]);
        assert_eq!(
            (telecoms[1].agency.id, telecoms[1].part),
            ("svhttdl", Some("báo chí, xuất bản"))
        );

        let committee = today("UBND huyện Ngọc Hồi");
        assert_eq!(committee[0].agency.id, "ubnd-xa");
        assert_eq!(names(&committee[0]), ["Bờ Y", "Dục Nông", "Sa Loong"]);

        assert_eq!(
            today("Bộ Chỉ huy Bộ đội Biên phòng tỉnh")[0].agency.id,
            "ban-chi-huy-bdbp"
        );
        assert_eq!(today("Công an tỉnh")[0].agency.id, "cat");
    }

    #[test]
    fn every_ended_agency_has_a_successor_of_today() {
        let gazetteer = Gazetteer::compiled();
        for agency in gazetteer.agencies().iter().filter(|agency| agency.valid_to.is_some()) {
            assert!(
                !gazetteer.agencies_today(agency, &[], FIRST_DAY_OF_TODAY).is_empty(),
                "{}",
                agency.id
            );
        }
    }
}
