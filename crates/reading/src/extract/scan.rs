//! Scanned pages: pictures of pages to words by the recogniser Tesseract, then the layout analysis of [`super::pdf`].
//!
//! Costs seconds per page, so it is never part of [`super::extract`]: the caller decides, with a budget of its own.

use std::time::Duration;

use super::pdf::{self, Area, Page, Word};
use super::picture::Picture;
use super::tools::{Run, RunError, Tools};
use super::{Extract, ExtractError, Limits, Note, draft};

/// Pictures are made at this many dots per inch; Tesseract is trained on it.
const RESOLUTION: f32 = 300.0;
/// A grey A3 page at [`RESOLUTION`], with room to spare.
const PICTURE_LIMIT: usize = 48 << 20;
const TABLE_LIMIT: usize = 8 << 20;
/// Words recognised with less confidence (in percent) are dirt, stamps and signatures.
const LEAST_CONFIDENCE: f32 = 25.0;
/// How Tesseract is told to look at a page: as a page it must part into blocks itself.
const LAYOUT_MODE: &str = "3";
/// White border around a signature box, in points.
const BOX_MARGIN: f32 = 1.5;
/// A line of ink of this length, in points, is ruled: no letter of a document is as tall, no dash as long.
const RULE: f32 = 30.0;
/// A page with as many words in its text layer is read from that.
const ENOUGH_WORDS: usize = 60;

/// How much recognition may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanLimits {
    /// Pages read; the rest is left out with a note.
    pub pages: usize,
    /// Time for each of the two steps of one page.
    pub page_time: Duration,
    /// Bounds on the text.
    pub text: Limits,
}

impl Default for ScanLimits {
    fn default() -> Self {
        Self {
            pages: 60,
            page_time: Duration::from_mins(1),
            text: Limits::default(),
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
        match recognised(file, number + 1, page, tools, limits.page_time) {
            Ok(words) => page.words = words,
            Err(RunError::Missing) => return Err(ExtractError::NoRecogniser),
            Err(_) => unread = true,
        }
    }
    let (pieces, mut notes) = pdf::arrange(pages);
    notes.push(Note::ReadByMachine);
    if unread {
        notes.push(Note::Damaged("some pages could not be read by machine".to_owned()));
    }
    if cut {
        notes.push(Note::LeftOut("pages beyond the limit of machine reading"));
    }
    let extract = draft::write(pieces, notes, &limits.text)?;
    if extract.text.trim().is_empty() {
        Err(ExtractError::NoText)
    } else {
        Ok(extract)
    }
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

fn recognised(
    file: &[u8],
    number: usize,
    page: &Page,
    tools: &dyn Tools,
    time_limit: Duration,
) -> Result<Vec<Word>, RunError> {
    let (number, resolution) = (number.to_string(), RESOLUTION.to_string());
    let picture = tools.run(&Run {
        program: "pdftoppm",
        arguments: &["-q", "-gray", "-r", &resolution, "-f", &number, "-l", &number, "-"],
        input: file,
        time_limit,
        output_limit: PICTURE_LIMIT,
    })?;
    let mut picture = Picture::read(picture);
    // The small print of a signature box spoils what is read around it.
    for area in pdf::signature_areas(page) {
        let columns = dot(area.left - BOX_MARGIN)..dot(area.right + BOX_MARGIN);
        picture.whiten(&columns, dot(area.top - BOX_MARGIN)..dot(area.bottom + BOX_MARGIN));
    }
    picture.erase_rules(dot(RULE));
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
            LAYOUT_MODE,
            "tsv",
        ],
        input: picture.bytes(),
        time_limit,
        output_limit: TABLE_LIMIT,
    })?;
    Ok(words(&String::from_utf8_lossy(&table)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to the range of a picture just before"
)]
fn dot(points: f32) -> usize {
    (points * RESOLUTION / 72.0).clamp(0.0, 1e6) as usize
}

/// Words of Tesseract's table, each with the top and bottom that are usual in its line: boxes of words fit their
/// letters, boxes of lines take in dirt and slant.
fn words(table: &str) -> Vec<Word> {
    let mut lines: Vec<(String, Vec<Word>)> = Vec::new();
    for row in table.lines() {
        let fields: Vec<&str> = row.splitn(12, '\t').collect();
        let [
            "5",
            page,
            block,
            paragraph,
            line,
            _,
            left,
            top,
            width,
            height,
            confidence,
            text,
        ] = fields[..]
        else {
            continue;
        };
        let Some(area) = area([left, top, width, height]).filter(|_| is_word(confidence, text)) else {
            continue;
        };
        let word = Word {
            area,
            text: text.trim().to_owned(),
        };
        let line = [page, block, paragraph, line].join(" ");
        match lines.last_mut() {
            Some((last, words)) if *last == line => words.push(word),
            _ => lines.push((line, vec![word])),
        }
    }
    lines.into_iter().flat_map(|(_, words)| levelled(words)).collect()
}

fn levelled(mut words: Vec<Word>) -> Vec<Word> {
    let top = pdf::median(words.iter().map(|word| word.area.top).collect(), 0.0);
    let bottom = pdf::median(words.iter().map(|word| word.area.bottom).collect(), 0.0);
    if top < bottom {
        for word in &mut words {
            word.area = Area {
                top,
                bottom,
                ..word.area
            };
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
    (sure || ends_in_year(text)) && !text.trim().is_empty()
}

/// `II/2026`, `6/2025`: no word that the recogniser knows, so it is seldom sure; but a day that was there must not go
/// missing.
fn ends_in_year(text: &str) -> bool {
    let digits = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.trim()
        .trim_end_matches(['.', ',', ';', ')'])
        .rsplit_once('/')
        .is_some_and(|(before, year)| !before.is_empty() && digits(year))
}
