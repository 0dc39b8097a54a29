//! Who and where: places and agencies by name, code and date, their successors, and the places a text names.
//!
//! Everything is compiled into the program from the tables in `data/`, which `scripts/compile_gazetteer.py` writes; their
//! sources and doubts are in `data/SOURCES.md`. Pure look-ups: no clock, no files.

mod agencies;
mod document_kind;
mod gazetteer;
mod mentions;
mod names;
mod place;
mod succession;
mod tables;
mod type_words;
mod words;

pub use agencies::{Agency, AgencyLevel, AgencyMatch, AgencyToday};
pub use document_kind::{DocumentKind, document_kinds};
pub use gazetteer::Gazetteer;
pub use mentions::PlaceMention;
pub use names::{How, Match};
pub use place::{Doubt, Doubts, Level, Place, PlaceId, PlaceKind, Population, Seat};
pub use succession::{Basis, Successor};
