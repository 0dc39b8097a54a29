//! Automatic numbers, written out as Word prints them.

use std::collections::{HashMap, HashSet};

use super::xml::{Element, Node, Xml};
use crate::extract::{ExtractError, Limits, numerals};

/// Levels of a list.
const LEVELS: usize = 9;

/// How one level counts and prints.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// Text with `%1` … `%9` for the numbers of the levels.
    text: String,
    /// All numbers of the label in digits.
    legal: bool,
    /// A new item of a higher level does not restart this one.
    runs_on: bool,
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
            runs_on: false,
            style: None,
        }
    }
}

/// A definition of a list.
#[derive(Debug, Default)]
struct Definition {
    levels: Vec<Level>,
    /// The definition is that of the list style of this name.
    link: Option<String>,
}

/// A list of the document: a definition and what it changes.
#[derive(Debug, Default)]
struct List {
    definition: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The lists of a document and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: HashMap<String, Definition>,
    lists: HashMap<String, List>,
    /// Definitions by the name of the list style they stand for.
    by_style: HashMap<String, String>,
    /// By definition, as lists of one definition go on counting from one another.
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    begun: HashSet<String>,
}

/// What is open while the part is read.
#[derive(Default)]
struct Open {
    definition: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    overridden: Option<usize>,
}

impl Numbering {
    /// Reads the part of numbering.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, ExtractError> {
        let mut xml = Xml::of(text, limits.depth);
        let mut numbering = Self::default();
        let mut open = Open::default();
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => numbering.open(&mut open, &element),
                Node::Close(name) => match name.as_str() {
                    "abstractNum" => open.definition = None,
                    "num" => open.list = None,
                    "lvl" => open.level = None,
                    "lvlOverride" => open.overridden = None,
                    _ => {}
                },
                Node::Text(_) => {}
            }
        }
        Ok(numbering)
    }

    fn open(&mut self, open: &mut Open, element: &Element<'_>) {
        let level = || {
            element
                .attribute("ilvl")
                .and_then(|level| level.parse().ok())
                .filter(|level| *level < LEVELS)
        };
        match element.name.as_str() {
            "abstractNum" => open.definition = element.attribute("abstractNumId"),
            "num" => open.list = element.attribute("numId"),
            "lvl" => open.level = level(),
            "lvlOverride" => open.overridden = level(),
            _ => {}
        }
        if let Some(id) = &open.definition {
            if element.name == "styleLink" {
                self.by_style.insert(element.val().unwrap_or_default(), id.clone());
            }
            self.definitions
                .entry(id.clone())
                .or_default()
                .take_up(open.level, element);
        } else if let Some(id) = &open.list {
            self.lists.entry(id.clone()).or_default().take_up(open, element);
        }
    }

    /// The label of the next item of a list, without the tab or space behind it; empty for a list without labels.
    ///
    /// `style` is the paragraph's style: in lists tied to styles it tells the level when the paragraph does not.
    pub(super) fn next_label(&mut self, list_id: &str, level: Option<usize>, style: Option<&str>) -> String {
        let Some(list) = self.lists.get(list_id) else {
            return String::new();
        };
        let Some(definition) = self.definition(&list.definition) else {
            return String::new();
        };
        let tied = || {
            definition
                .levels
                .iter()
                .position(|level| style.is_some() && level.style.as_deref() == style)
        };
        let at = level.or_else(tied).unwrap_or(0).min(LEVELS - 1);
        let levels: Vec<Level> = (0..LEVELS).map(|at| list.level(definition, at)).collect();
        let first_use = self.begun.insert(list_id.to_owned());
        let counts = self.counts.entry(list.definition.clone()).or_default();
        if first_use {
            for &restarted in list.starts.keys() {
                counts[restarted] = None;
            }
        }
        count(counts, &levels, at);
        label(counts, &levels, at)
    }

    /// The definition of this name, or the one it only refers to.
    fn definition(&self, id: &str) -> Option<&Definition> {
        let definition = self.definitions.get(id)?;
        let Some(link) = definition.link.as_deref().filter(|_| definition.levels.is_empty()) else {
            return Some(definition);
        };
        self.definitions.get(self.by_style.get(link)?)
    }
}

impl Definition {
    fn take_up(&mut self, level: Option<usize>, element: &Element<'_>) {
        match element.name.as_str() {
            "numStyleLink" => self.link = element.val(),
            _ => {
                if let Some(at) = level {
                    if self.levels.len() <= at {
                        self.levels.resize_with(at + 1, Level::default);
                    }
                    self.levels[at].take_up(element);
                }
            }
        }
    }
}

impl List {
    fn take_up(&mut self, open: &Open, element: &Element<'_>) {
        match (element.name.as_str(), open.overridden, open.level) {
            ("abstractNumId", ..) => self.definition = element.val().unwrap_or_default(),
            ("startOverride", Some(at), _) => {
                self.starts.insert(at, element.number().unwrap_or(1));
            }
            (_, Some(_), Some(at)) => self.levels.entry(at).or_default().take_up(element),
            _ => {}
        }
    }

    fn level(&self, definition: &Definition, at: usize) -> Level {
        let mut level = self
            .levels
            .get(&at)
            .or_else(|| definition.levels.get(at))
            .cloned()
            .unwrap_or_default();
        if let Some(&start) = self.starts.get(&at) {
            level.start = start;
        }
        level
    }
}

impl Level {
    fn take_up(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "start" => self.start = element.number().unwrap_or(1),
            "numFmt" => self.format = element.val().unwrap_or_default(),
            "lvlText" => self.text = element.val().unwrap_or_default(),
            "isLgl" => self.legal = element.is_on(),
            "lvlRestart" => self.runs_on = element.number() == Some(0),
            "pStyle" => self.style = element.val(),
            _ => {}
        }
    }
}

/// Counts one item of a level: higher levels that never counted begin, lower ones begin anew.
fn count(counts: &mut [Option<u32>; LEVELS], levels: &[Level], at: usize) {
    for above in 0..at {
        counts[above].get_or_insert(levels[above].start);
    }
    counts[at] = Some(counts[at].map_or(levels[at].start, |count| count.saturating_add(1)));
    for below in at + 1..LEVELS {
        if !levels[below].runs_on {
            counts[below] = None;
        }
    }
}

fn label(counts: &[Option<u32>; LEVELS], levels: &[Level], at: usize) -> String {
    let level = &levels[at];
    if level.format == "none" {
        return String::new();
    }
    if level.format == "bullet" {
        return bullet(&level.text);
    }
    let mut out = String::new();
    let mut chars = level.text.chars().peekable();
    while let Some(c) = chars.next() {
        let place = (c == '%')
            .then(|| chars.peek().and_then(|c| c.to_digit(10)))
            .flatten()
            .filter(|place| *place > 0);
        let Some(place) = place else {
            out.push(c);
            continue;
        };
        chars.next();
        let of = place as usize - 1;
        let number = counts[of].unwrap_or(levels[of].start);
        let format = if level.legal { "decimal" } else { &levels[of].format };
        out.push_str(&written(number, format));
    }
    out
}

/// Bullets of symbol fonts lie in the private area and mean nothing outside of them.
fn bullet(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        "o" => "•".to_owned(),
        shown if shown.chars().all(|c| ('\u{e000}'..='\u{f8ff}').contains(&c)) => "•".to_owned(),
        shown => shown.to_owned(),
    }
}

fn written(number: u32, format: &str) -> String {
    match format {
        "lowerLetter" => numerals::letters(number, false),
        "upperLetter" => numerals::letters(number, true),
        "lowerRoman" => numerals::roman(number, false),
        "upperRoman" => numerals::roman(number, true),
        "decimalZero" => format!("{number:02}"),
        "none" | "bullet" => String::new(),
        _ => number.to_string(),
    }
}
