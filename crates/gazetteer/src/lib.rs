//! Who and where: places and agencies by name, code and date; their successors; the places a text names.
//!
//! Compiled into the program from the tables in `data/`, which `scripts/compile_gazetteer.py` writes; their sources and
//! doubts are told in `data/SOURCES.md`. No files, no clock; knows nothing of documents or tasks. A name is resolved as
//! of a day: a document of 2021 means the units of 2021, and [`Gazetteer::successors`] tells what they are today. Where
//! the sources leave something open the place carries a [`Doubt`], the succession a [`Basis`].
//!
//! ```
//! use gazetteer::Gazetteer;
//! use jiff::civil::date;
//!
//! let gazetteer = Gazetteer::compiled();
//! let then = gazetteer.places_named("huyện Ngọc Hồi", date(2021, 8, 18), Some("62"));
//! let today = gazetteer.successors(then[0].place);
//! let names: Vec<&str> = today.iter().map(|successor| successor.place.name).collect();
//! assert_eq!(names, ["Bờ Y", "Dục Nông", "Sa Loong"]);
//! ```

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

pub use agencies::{Agency, AgencyHow, AgencyLevel, AgencyMatch, AgencyToday, Branch};
pub use document_kind::{DocumentKind, document_kinds};
pub use gazetteer::Gazetteer;
pub use mentions::{Part, PlaceMention, RunningText};
pub use names::{How, Match};
pub use place::{Doubt, Doubts, Level, Place, PlaceId, PlaceKind, Population, Seat};
pub use succession::{Basis, Successor};
