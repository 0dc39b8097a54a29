//! Charts as SVG, drawn for page and paper alike: no script, no colour that speaks alone, a title and a description for
//! those who do not see it, and the same figures as a [`Table`](crate::table::Table).
//!
//! Words come from the caller, in the language of the page; numbers are printed as Vietnamese offices print them.

mod axis;
mod bars;
pub(crate) mod drawing;
mod line;

pub use bars::{Bar, Bars, Stacked, StackedBar};
pub use line::{Band, Line, LineWords, Moment};

/// What a chart or map is called and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Identifier in the page, unique there: a letter, then letters, digits and dashes.
    pub id: String,
    /// What is shown, where, when: the title.
    pub title: String,
    /// What the reader should see in it, in a sentence or two.
    pub description: String,
}
