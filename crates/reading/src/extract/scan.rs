//! Scanned pages: pictures of pages to words by the recogniser Tesseract, then the layout analysis of [`super::pdf`].
//!
//! Costs seconds per page, so it is never part of [`super::extract`]: the caller decides, with a budget of its own.

use std::time::Duration;

use super::pdf::{self, Area, Word};
use super::tools::{Run, RunError, Tools};
use super::{Extract, ExtractError, Note};

/// Pictures are made at this many dots per inch; Tesseract is trained on it.
const RESOLUTION: f32 = 300.0;
/// A grey A3 page at [`RESOLUTION`], with room to spare.
const PICTURE_LIMIT: usize = 48 << 20;
const TABLE_LIMIT: usize = 8 << 20;
/// Words recognised with less confidence (in percent) are dirt, stamps and signatures.
const LEAST_CONFIDENCE: f32 = 25.0;
/// A page with as many words in its text layer is read from that.
const ENOUGH_WORDS: usize = 60;

/// How much recognition may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanLimits {
    /// Pages read; the rest is left out with a note.
    pub pages: usize,
    /// Time for each of the two steps of one page.
    pub page_time: Duration,
}

impl Default for ScanLimits {
    fn default() -> Self {
        Self {
            pages: 60,
            page_time: Duration::from_secs(60),
        }
    }
}

/// Reads a scanned PDF.
///
/// # Errors
/// [`ExtractError::NoRecogniser`] when the programs are not installed; otherwise when the file is damaged, encrypted or
/// without any text.
pub fn extract(file: &[u8], tools: &dyn Tools, limits: &ScanLimits) -> Result<Extract, ExtractError> {
    check_recogniser(tools)?;
    let mut pages = pdf::pages(file, tools)?;
    let cut = pages.len() > limits.pages;
    pages.truncate(limits.pages);
    let mut unread = false;
    for (number, page) in pages.iter_mut().enumerate() {
        if page.words.len() >= ENOUGH_WORDS {
            continue;
        }
        match recognised(file, number + 1, tools, limits.page_time) {
            Ok(words) => page.words = words,
            Err(RunError::Missing) => return Err(ExtractError::NoRecogniser),
            Err(_) => unread = true,
        }
    }
    let mut extract = pdf::arrange(pages);
    if extract.text.trim().is_empty() {
        return Err(ExtractError::NoText);
    }
    extract.notes.push(Note::ReadByMachine);
    if unread {
        extract
            .notes
            .push(Note::Damaged("có trang không nhận dạng được chữ".to_owned()));
    }
    if cut {
        extract
            .notes
            .push(Note::LeftOut("các trang vượt quá giới hạn nhận dạng chữ"));
    }
    Ok(extract)
}

/// The recogniser and its Vietnamese data are there.
fn check_recogniser(tools: &dyn Tools) -> Result<(), ExtractError> {
    let languages = tools
        .run(&Run {
            program: "tesseract",
            arguments: &["--list-langs"],
            input: &[],
            time_limit: Duration::from_secs(10),
            output_limit: 64 << 10,
        })
        .map_err(|_| ExtractError::NoRecogniser)?;
    let has_vietnamese = String::from_utf8_lossy(&languages)
        .lines()
        .any(|line| line.trim() == "vie");
    if has_vietnamese {
        Ok(())
    } else {
        Err(ExtractError::NoRecogniser)
    }
}

fn recognised(file: &[u8], page: usize, tools: &dyn Tools, time_limit: Duration) -> Result<Vec<Word>, RunError> {
    let (number, resolution) = (page.to_string(), RESOLUTION.to_string());
    let picture = tools.run(&Run {
        program: "pdftoppm",
        arguments: &["-q", "-gray", "-r", &resolution, "-f", &number, "-l", &number, "-"],
        input: file,
        time_limit,
        output_limit: PICTURE_LIMIT,
    })?;
    let table = tools.run(&Run {
        program: "tesseract",
        arguments: &[
            "stdin",
            "stdout",
            "-l",
            "vie",
            "--dpi",
            &resolution,
            "--psm",
            "4",
            "tsv",
        ],
        input: &picture,
        time_limit,
        output_limit: TABLE_LIMIT,
    })?;
    Ok(words(&String::from_utf8_lossy(&table)))
}

/// Words of Tesseract's table. Each takes the height of its line, for boxes of single words fit their letters.
fn words(table: &str) -> Vec<Word> {
    const LINE: &str = "4";
    const WORD: &str = "5";
    let mut line = Area::default();
    let mut words = Vec::new();
    for row in table.lines() {
        let fields: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, _, _, _, _, _, left, top, width, height, confidence, text] = fields[..] else {
            continue;
        };
        let Some(area) = area([left, top, width, height]) else {
            continue;
        };
        match level {
            LINE => line = area,
            WORD if is_word(confidence, text) => {
                let area = Area {
                    top: line.top,
                    bottom: line.bottom,
                    ..area
                };
                words.push(Word {
                    area,
                    text: text.trim().to_owned(),
                });
            }
            _ => {}
        }
    }
    words
}

fn area(fields: [&str; 4]) -> Option<Area> {
    let points = |field: &str| field.parse::<f32>().ok().map(|pixels| pixels * 72.0 / RESOLUTION);
    let (left, top) = (points(fields[0])?, points(fields[1])?);
    Area::new(left, top, left + points(fields[2])?, top + points(fields[3])?)
}

fn is_word(confidence: &str, text: &str) -> bool {
    let sure = confidence
        .parse::<f32>()
        .is_ok_and(|confidence| confidence >= LEAST_CONFIDENCE);
    sure && !text.trim().is_empty()
}
