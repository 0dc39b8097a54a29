//! Agencies of the province with their days of validity and successors.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::AgencyId;
use crate::journal::record;

/// The level of an agency, which is also how figures group their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Ministries and other central bodies.
    Central,
    /// Sở, ban, ngành and other bodies of the province.
    Province,
    /// Districts, until 30/6/2025.
    District,
    /// Xã, phường, đặc khu.
    Commune,
}

impl Level {
    /// All levels, from above.
    pub const ALL: [Self; 4] = [Self::Central, Self::Province, Self::District, Self::Commune];

    /// The word in code, addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

/// An agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Agency {
    /// Identifier.
    pub id: AgencyId,
    /// Version.
    pub version: i64,
    /// Full name: `Công an tỉnh Quảng Ngãi`.
    pub name: String,
    /// Other written names by which it is found: `CAT`, `Công an tỉnh`.
    pub aliases: Vec<String>,
    /// Its code in document symbols: `CAT`.
    pub symbol: Option<String>,
    /// Level.
    pub level: Level,
    /// Entry of the compiled list it was made from: `cat`.
    pub listed: Option<String>,
    /// Code of the place it works for, for communes and districts.
    pub place: Option<String>,
    /// The agency above it.
    pub above: Option<AgencyId>,
    /// First day, when known.
    #[schemars(with = "Option<String>")]
    pub valid_from: Option<Date>,
    /// Last day; none while it stands.
    #[schemars(with = "Option<String>")]
    pub valid_to: Option<Date>,
    /// Who took over its work.
    pub successors: Vec<AgencyId>,
    /// The document that set it up, changed or ended it; empty when not given.
    pub legal_basis: String,
    /// Entered from memory or from a list not checked for this province.
    pub unverified: bool,
}

impl Agency {
    /// Whether it exists on a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }
}

record!(Agency, Agency);
