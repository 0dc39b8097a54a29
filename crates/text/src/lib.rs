//! Vietnamese text: normal forms for comparing, folding for searching, sorting, old encodings.
//!
//! Pure functions over strings. Knows nothing of documents, places or dates.

mod aligned;
mod collation;
mod form;
pub mod legacy;
mod number;
mod syllable;
mod words;

pub use aligned::aligned;
pub use collation::collation_key;
pub use form::{canonical, fold, is_composed, is_letter, nfc, tone_on_last};
pub use number::{number_words, parse_number, parse_roman, roman};
pub use syllable::is_vietnamese_syllable;
pub use words::{Sought, Word, words};
