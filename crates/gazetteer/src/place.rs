//! A place: one version of one administrative unit, from the day it took its name, type and parent to its last day.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

/// Identifier of a place, stable between releases: the unit's official code and the letter of the list that first
/// shows this version (`a` 2021-07-01, `b` 2025-03-01, `c` 2025-07-01, `d` later), as in `611a`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PlaceId(pub(crate) &'static str);

impl PlaceId {
    /// The identifier as text, for storing.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for PlaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The level of a unit. Districts exist until 2025-06-30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Tỉnh, thành phố trực thuộc trung ương.
    Province,
    /// Huyện, quận, thị xã, thành phố thuộc tỉnh.
    District,
    /// Xã, phường, thị trấn, đặc khu.
    Commune,
}

/// The type of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Tỉnh.
    Province,
    /// Thành phố trực thuộc trung ương.
    CentralCity,
    /// Huyện.
    RuralDistrict,
    /// Quận.
    UrbanDistrict,
    /// Thị xã.
    Town,
    /// Thành phố thuộc tỉnh, thành phố thuộc thành phố.
    ProvincialCity,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Thị trấn.
    Township,
    /// Đặc khu.
    SpecialZone,
}

impl PlaceKind {
    pub(crate) const ALL: [PlaceKind; 10] = [
        PlaceKind::Province,
        PlaceKind::CentralCity,
        PlaceKind::RuralDistrict,
        PlaceKind::UrbanDistrict,
        PlaceKind::Town,
        PlaceKind::ProvincialCity,
        PlaceKind::Commune,
        PlaceKind::Ward,
        PlaceKind::Township,
        PlaceKind::SpecialZone,
    ];

    /// The type word as printed.
    pub fn word(self) -> &'static str {
        match self {
            PlaceKind::Province => "Tỉnh",
            PlaceKind::CentralCity | PlaceKind::ProvincialCity => "Thành phố",
            PlaceKind::RuralDistrict => "Huyện",
            PlaceKind::UrbanDistrict => "Quận",
            PlaceKind::Town => "Thị xã",
            PlaceKind::Commune => "Xã",
            PlaceKind::Ward => "Phường",
            PlaceKind::Township => "Thị trấn",
            PlaceKind::SpecialZone => "Đặc khu",
        }
    }

    /// The level the type belongs to.
    pub fn level(self) -> Level {
        match self {
            PlaceKind::Province | PlaceKind::CentralCity => Level::Province,
            PlaceKind::RuralDistrict | PlaceKind::UrbanDistrict | PlaceKind::Town | PlaceKind::ProvincialCity => {
                Level::District
            }
            PlaceKind::Commune | PlaceKind::Ward | PlaceKind::Township | PlaceKind::SpecialZone => Level::Commune,
        }
    }

    pub(crate) fn from_letter(letter: &str) -> Option<Self> {
        let letters = ["T", "C", "H", "Q", "X", "P", "x", "p", "t", "d"];
        let at = letters.iter().position(|&l| l == letter)?;
        Self::ALL.get(at).copied()
    }
}

/// A set of types, as a type word names them: `thành phố` is two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kinds(u16);

impl Kinds {
    pub(crate) const NONE: Kinds = Kinds(0);
    pub(crate) const ANY: Kinds = Kinds(0x3ff);
    pub(crate) const PROVINCES: Kinds = Kinds::of(PlaceKind::Province).or(Kinds::of(PlaceKind::CentralCity));

    pub(crate) const fn of(kind: PlaceKind) -> Self {
        Kinds(1 << kind as u16)
    }

    pub(crate) const fn or(self, other: Kinds) -> Self {
        Kinds(self.0 | other.0)
    }

    pub(crate) fn has(self, kind: PlaceKind) -> bool {
        self.0 & Kinds::of(kind).0 != 0
    }

    pub(crate) fn has_level(self, level: Level) -> bool {
        PlaceKind::ALL
            .into_iter()
            .any(|kind| self.has(kind) && kind.level() == level)
    }

    /// All types of the levels named, for documents that write `xã` of what is a `phường` by now.
    pub(crate) fn widened(self) -> Self {
        PlaceKind::ALL
            .into_iter()
            .filter(|kind| self.has_level(kind.level()))
            .fold(Kinds::NONE, |kinds, kind| kinds.or(Kinds::of(kind)))
    }
}

/// Something about a place that the sources leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The first day is the earliest possible one; the true day lies between two lists.
    Begin,
    /// The last day is the latest possible one; the true day lies between two lists.
    End,
    /// A day of the validity is known from memory, not from the collected sources.
    DayFromMemory,
    /// The coordinates are a point of the 2009 census map, or lie more than 500 m outside the unit's polygon.
    Seat,
    /// The population was repaired or does not fit the census, or is summed from such figures.
    Population,
}

/// The doubts about one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Doubts(u8);

impl Doubts {
    const ALL: [(char, Doubt); 5] = [
        ('s', Doubt::Begin),
        ('e', Doubt::End),
        ('m', Doubt::DayFromMemory),
        ('l', Doubt::Seat),
        ('p', Doubt::Population),
    ];

    pub(crate) fn from_letters(letters: &str) -> Self {
        let bits = Self::ALL
            .iter()
            .filter(|(letter, _)| letters.contains(*letter))
            .map(|(_, doubt)| 1 << *doubt as u8);
        Self(bits.sum())
    }

    /// Whether this doubt is marked.
    pub fn contains(self, doubt: Doubt) -> bool {
        self.0 & (1 << doubt as u8) != 0
    }

    /// Whether nothing is in doubt.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The doubts marked, in a fixed order.
    pub fn iter(self) -> impl Iterator<Item = Doubt> {
        Self::ALL
            .into_iter()
            .map(|(_, doubt)| doubt)
            .filter(move |&doubt| self.contains(doubt))
    }
}

impl Serialize for Doubts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// Where the seat of a unit lies, WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Seat {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Not the seat itself but a point of the 2009 census map, or a seat that its polygon contradicts.
    pub doubtful: bool,
}

/// A head count with its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Population {
    /// Persons.
    pub count: u32,
    /// 2009 (census) or 2025 (as published at the merger).
    pub year: i16,
    /// Repaired or at odds with the census.
    pub doubtful: bool,
}

/// One version of one administrative unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// Identifier of this version.
    pub id: PlaceId,
    /// Official code: 2 digits province, 3 district, 5 commune. A code may pass to another unit: see `id`.
    pub code: &'static str,
    /// Type.
    pub kind: PlaceKind,
    /// Name without the type word.
    pub name: &'static str,
    /// Code of the unit above: the district's until 2025-06-30, then the province's; none above a province.
    pub parent: Option<&'static str>,
    /// Code of the province it lies in; its own for a province.
    pub province: &'static str,
    /// First day; `None` when it is before 2021-07-01 and not known.
    pub valid_from: Option<Date>,
    /// Last day; `None` while the unit stands.
    pub valid_to: Option<Date>,
    /// Seat of its authority, where known.
    pub seat: Option<Seat>,
    /// Population, where known.
    pub population: Option<Population>,
    /// What the sources leave open.
    pub doubts: Doubts,
}

impl Place {
    /// Name with its type word: `Huyện Ngọc Hồi`.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.kind.word(), self.name)
    }

    /// Level of the unit.
    pub fn level(&self) -> Level {
        self.kind.level()
    }

    /// Whether the unit existed on a day, or may have: a doubtful first or last day counts as possible.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Whether the unit still exists.
    pub fn stands(&self) -> bool {
        self.valid_to.is_none()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.name)
    }
}
