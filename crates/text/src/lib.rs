//! Vietnamese text: normal forms for comparing, folding for searching, sorting, old encodings.
//!
//! Pure functions over strings. Knows nothing of documents, places or dates.

mod aligned;
mod form;

pub use aligned::aligned;
pub use form::{canonical, fold, nfc, tone_on_last};
