//! What became of a place: its successors of today with their shares, and its predecessors.

use serde::Serialize;

use crate::place::Place;

/// How a succession is known, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The mapping of 2025, found alike in two sources; the whole unit went there.
    Mapping,
    /// The code stayed with the renamed, retyped or enlarged unit (decision 19/2025/QĐ-TTg keeps the code of the seat).
    SameCode,
    /// An island district became the special zone of its name.
    SameName,
    /// The share is that of the communes' population, or of their number where it is not known.
    Weighted,
    /// Estimated from the overlap of the 2009 commune polygon with those of today.
    Overlap,
    /// The sources of the mapping disagree on this pair.
    Disputed,
    /// Only the district is known: the place went to one or more of its successors.
    District,
}

impl Basis {
    pub(crate) fn from_letter(letter: &str) -> Option<Self> {
        Some(match letter {
            "m" => Basis::Mapping,
            "k" => Basis::SameCode,
            "n" => Basis::SameName,
            "w" => Basis::Weighted,
            "o" => Basis::Overlap,
            "x" => Basis::Disputed,
            "d" => Basis::District,
            _ => return None,
        })
    }
}

/// A place that follows, or went before, another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Successor<'g> {
    /// The other place.
    pub place: &'g Place,
    /// Part of the old place that went to the new one, 0 to 1; `None` when not even an estimate is honest.
    pub share: Option<f64>,
    /// How the succession is known; over several steps, the least sure of them.
    pub basis: Basis,
}

impl Successor<'_> {
    /// Whether the share is an estimate, or the succession itself is inferred.
    pub fn is_estimated(&self) -> bool {
        self.basis >= Basis::Weighted || self.share.is_none()
    }
}
