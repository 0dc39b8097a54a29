//! PDF with a text layer: words with positions, then their arrangement into paragraphs and tables.
//!
//! Words come from `pdftotext` (poppler) when it is installed and from a reader in Rust when not; ruled lines always
//! from the latter. A file whose pages are pictures is told apart, for the recogniser of [`super::scan`].

mod aligned;
mod columns;
mod layout;
mod lines;
mod margins;
mod native;
mod page;
mod paragraphs;
mod poppler;
mod ruled;
mod stamps;
#[cfg(test)]
mod tests;

use std::time::Duration;

use native::Native;

use super::tools::{Run, RunError, Tools};
use super::{Extract, ExtractError, Limits, Note, draft};

pub(super) use layout::arrange;
pub(super) use page::{Area, Page, Word, median};

/// Pages that are looked at; a directive with its annexes stays far below.
const MOST_PAGES: usize = 1_000;
const TIME_LIMIT: Duration = Duration::from_secs(20);
const OUTPUT_LIMIT: usize = 64 << 20;
/// A page with fewer letters has no text layer to speak of.
const FEWEST_LETTERS: usize = 40;

/// Reads a PDF.
///
/// # Errors
/// [`ExtractError::NeedsRecognition`] when the pages are pictures of text: [`super::scan::extract`] may read them with
/// a larger budget. Otherwise when the file is encrypted, damaged or too large.
pub fn extract(file: &[u8], tools: &dyn Tools, limits: &Limits) -> Result<Extract, ExtractError> {
    let pages = pages(file, tools)?;
    let count = pages.len();
    let wordless = pages.iter().any(|page| page.words.is_empty());
    let (pieces, mut notes) = arrange(pages);
    if wordless {
        notes.push(Note::LeftOut("pages without text (pictures or blank)"));
    }
    let extract = draft::write(pieces, notes, limits)?;
    if has_text(&extract, count) {
        Ok(extract)
    } else {
        Err(ExtractError::NeedsRecognition)
    }
}

/// The pages of a file with words and rules.
///
/// # Errors
/// When the file is encrypted, damaged or too large.
pub(super) fn pages(file: &[u8], tools: &dyn Tools) -> Result<Vec<Page>, ExtractError> {
    let native = Native::load(file);
    let mut pages = match words(file, tools) {
        Ok(pages) => pages,
        Err(RunError::TimedOut) => return Err(ExtractError::TooLarge("time to read it")),
        Err(RunError::TooMuchOutput) => return Err(ExtractError::TooLarge("text")),
        Err(RunError::Missing | RunError::Failed) => native_pages(native.as_ref())?,
    };
    pages.truncate(MOST_PAGES);
    if let Some(native) = native.filter(|native| native.page_count() == pages.len()) {
        for (number, page) in pages.iter_mut().enumerate() {
            page.rules = native.rules(number);
        }
    }
    Ok(pages)
}

fn words(file: &[u8], tools: &dyn Tools) -> Result<Vec<Page>, RunError> {
    let last = MOST_PAGES.to_string();
    let output = tools.run(&Run {
        program: "pdftotext",
        arguments: &["-q", "-bbox", "-enc", "UTF-8", "-l", &last, "-", "-"],
        input: file,
        time_limit: TIME_LIMIT,
        output_limit: OUTPUT_LIMIT,
    })?;
    let pages = poppler::pages(&String::from_utf8_lossy(&output));
    if pages.is_empty() {
        Err(RunError::Failed)
    } else {
        Ok(pages)
    }
}

fn native_pages(native: Option<&Native>) -> Result<Vec<Page>, ExtractError> {
    let native = native.ok_or(ExtractError::Damaged("its table of objects"))?;
    if native.is_locked() {
        return Err(ExtractError::Encrypted);
    }
    native
        .pages()
        .filter(|pages| !pages.is_empty())
        .ok_or(ExtractError::Damaged("its pages"))
}

/// Where digital signatures have drawn their boxes on a page, by its text layer.
pub(super) fn signature_areas(page: &Page) -> Vec<Area> {
    let mut bands = lines::bands(page.words.clone());
    stamps::remove(&mut bands).iter().map(|segment| segment.area).collect()
}

/// Enough letters for the number of pages, and letters that can be read: a font without a map to Unicode gives signs
/// of the private use area.
fn has_text(extract: &Extract, pages: usize) -> bool {
    let letters = extract.text.chars().filter(|c| c.is_alphabetic()).count();
    let unknown = extract
        .text
        .chars()
        .filter(|c| matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}'))
        .count();
    letters >= FEWEST_LETTERS * pages.clamp(1, 5) && unknown * 5 < letters
}
