//! Holds a .docx against annex I of Decree 30/2020/NĐ-CP and tells each point where it departs.
//!
//! It reads any Word document, not only ours: components are found by what they say and where they stand, sizes and faces
//! are followed through styles. It looks at form alone; whether what a document says is right is for people. Content that
//! cannot be found is told as missing, never guessed.

mod dom;
mod package;
mod parts;
mod rules;
mod story;
mod styles;

use thiserror::Error;

use crate::document::Component;

/// A point where a document departs from the decree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about.
    pub about: About,
    /// What is wrong with it.
    pub problem: Problem,
    /// What the document has: the words, or the measure with its unit.
    pub found: String,
    /// Where the decree says otherwise.
    pub basis: &'static str,
}

/// What a fault is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// The sheet of paper and its margins.
    Page,
    /// A component.
    Component(Component),
    /// The mark `./.` that ends the text.
    End,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// It is not there.
    Missing,
    /// It stands in another place than its box.
    Place,
    /// The words are written otherwise than the decree wants them.
    Words,
    /// Another font than Times New Roman.
    Font,
    /// A size outside the range.
    Size,
    /// Capitals where none belong, or none where they do.
    Capitals,
    /// Bold where it is not allowed, or not bold where it has to be.
    Bold,
    /// Italic where it is not allowed, or not italic where it has to be.
    Italic,
    /// Not centred, or not justified.
    Alignment,
    /// The line below it is missing.
    Rule,
    /// Another size of paper than A4.
    Paper,
    /// A margin outside its range.
    Margin,
    /// The first line is not indented by 1 or 1.27 cm.
    FirstLine,
    /// Lines closer or wider apart than allowed.
    LineSpacing,
    /// Paragraphs closer together than allowed.
    Gap,
    /// The first page shows its number, or the others show none.
    Numbering,
}

/// What is not a Word document, or cannot be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this is not a .docx that can be read")]
pub struct Unreadable;

/// Every fault of a document, from its head to its end; none when it is in the form of the decree.
///
/// # Errors
/// When the bytes are not a Word document.
pub fn faults(docx: &[u8]) -> Result<Vec<Fault>, Unreadable> {
    let package = package::read(docx)?;
    let parts = parts::find(&package);
    Ok(rules::judge(&package, &parts))
}
