//! Automatic numbers: list definitions, and the counters that turn them into the words Word prints.

use std::collections::{HashMap, HashSet};

use super::bytes::{slice, u8_at, u16_at, u32_at, usize_at};
use crate::extract::numerals;

const LEVELS: usize = 9;
const LIST: usize = 28;
const OVERRIDE: usize = 16;
const LEVEL: usize = 28;
const SIMPLE: u8 = 1;
const ALL_DECIMAL: u8 = 1 << 2;
const NEVER_RESTARTS: u8 = 1 << 3;
const BULLET: u8 = 23;
const NO_NUMBER: u8 = 255;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    definitions: HashMap<u32, Vec<Level>>,
    overrides: Vec<Override>,
    counters: HashMap<u32, [Option<u32>; LEVELS]>,
    /// Overrides and levels met so far: a start of their own counts the first time only.
    begun: HashSet<(u16, usize)>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: u8,
    flags: u8,
    restart_after: u8,
    /// Text of the number; units below [`LEVELS`] stand for the number of that level where `places` says so.
    text: Vec<u16>,
    places: [u8; LEVELS],
}

#[derive(Debug, Default)]
struct Override {
    list: u32,
    levels: HashMap<usize, LevelOverride>,
}

#[derive(Debug, Default)]
struct LevelOverride {
    start: Option<u32>,
    level: Option<Level>,
}

impl Lists {
    /// Reads list definitions (with the levels behind them) and list overrides.
    pub(super) fn read(lists: &[u8], overrides: &[u8]) -> Self {
        Self {
            definitions: definitions(lists),
            overrides: read_overrides(overrides).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Counts one more item of override `number` (from 1) and gives what stands before its text, or `None` when the
    /// paragraph has no number of its own.
    pub(super) fn next_label(&mut self, number: u16, level: u8) -> Option<String> {
        let item = self.overrides.get(usize::from(number).checked_sub(1)?)?;
        let level = usize::from(level);
        let shape = item.shape(&self.definitions, level)?;
        if shape.format == BULLET {
            return Some(bullet(shape));
        }
        let fresh = self.begun.insert((number, level));
        let counters = self.counters.entry(item.list).or_default();
        let own_start = item
            .levels
            .get(&level)
            .and_then(|change| change.start)
            .filter(|_| fresh);
        let next = counters[level].map(|last| last.saturating_add(1));
        let count = own_start
            .or(next)
            .unwrap_or_else(|| item.start(&self.definitions, level));
        counters[level] = Some(count);
        for (deeper, counter) in counters.iter_mut().enumerate().skip(level + 1) {
            if item
                .shape(&self.definitions, deeper)
                .is_some_and(|shape| shape.restarts(level))
            {
                *counter = None;
            }
        }
        let value = |level: usize| counters[level].unwrap_or_else(|| item.start(&self.definitions, level));
        let format = |level: usize| item.shape(&self.definitions, level).map_or(0, |shape| shape.format);
        let label = shape.label(value, format);
        (!label.trim().is_empty()).then_some(label)
    }
}

impl Override {
    fn shape<'a>(&'a self, definitions: &'a HashMap<u32, Vec<Level>>, level: usize) -> Option<&'a Level> {
        let own = self.levels.get(&level).and_then(|o| o.level.as_ref());
        own.or_else(|| definitions.get(&self.list)?.get(level))
    }

    fn start(&self, definitions: &HashMap<u32, Vec<Level>>, level: usize) -> u32 {
        let own = self.levels.get(&level).and_then(|o| o.start);
        own.or_else(|| self.shape(definitions, level).map(|level| level.start))
            .unwrap_or(1)
    }
}

impl Level {
    /// Whether this level starts again after an item of the `higher` level.
    fn restarts(&self, higher: usize) -> bool {
        if self.flags & NEVER_RESTARTS == 0 {
            return true;
        }
        higher < usize::from(self.restart_after)
    }

    fn label(&self, value: impl Fn(usize) -> u32, format: impl Fn(usize) -> u8) -> String {
        let mut label = String::new();
        for (i, &unit) in self.text.iter().enumerate() {
            let is_place = self
                .places
                .iter()
                .any(|&place| place != 0 && usize::from(place) == i + 1);
            if !is_place {
                label.extend(char::from_u32(unit.into()));
                continue;
            }
            let level = usize::from(unit);
            if level >= LEVELS {
                continue;
            }
            let format = if self.flags & ALL_DECIMAL == 0 {
                format(level)
            } else {
                0
            };
            label.push_str(&number(value(level), format));
        }
        label
    }
}

fn definitions(bytes: &[u8]) -> HashMap<u32, Vec<Level>> {
    let count = u16_at(bytes, 0).map_or(0, usize::from);
    let mut at = 2 + LIST * count;
    let mut all = HashMap::new();
    for i in 0..count {
        let head = 2 + LIST * i;
        let (Some(id), Some(flags)) = (u32_at(bytes, head), u8_at(bytes, head + 26)) else {
            break;
        };
        let levels = if flags & SIMPLE == 0 { LEVELS } else { 1 };
        let mut read = Vec::with_capacity(levels);
        for _ in 0..levels {
            let Some((level, length)) = level(bytes, at) else { break };
            read.push(level);
            at += length;
        }
        all.insert(id, read);
    }
    all
}

/// One level definition and its length in bytes.
fn level(bytes: &[u8], at: usize) -> Option<(Level, usize)> {
    let fixed = slice(bytes, at, LEVEL)?;
    let flags = fixed[5];
    let character = usize::from(fixed[24]);
    let paragraph = usize::from(fixed[25]);
    let text_at = at + LEVEL + paragraph + character;
    let units = usize::from(u16_at(bytes, text_at)?);
    let text = slice(bytes, text_at + 2, 2 * units)?;
    let mut places = [0; LEVELS];
    places.copy_from_slice(&fixed[6..6 + LEVELS]);
    let level = Level {
        start: u32_at(fixed, 0)?,
        format: fixed[4],
        flags,
        restart_after: fixed[26],
        text: (0..units).filter_map(|i| u16_at(text, 2 * i)).collect(),
        places,
    };
    Some((level, LEVEL + paragraph + character + 2 + 2 * units))
}

fn read_overrides(bytes: &[u8]) -> Option<Vec<Override>> {
    let count = usize_at(bytes, 0)?.min(bytes.len() / OVERRIDE);
    let mut at = 4 + OVERRIDE * count;
    let mut all = Vec::with_capacity(count);
    for i in 0..count {
        let head = 4 + OVERRIDE * i;
        let changed = u8_at(bytes, head + 12)?;
        // Each override is followed by data that begin with an unused character position.
        let mut levels = HashMap::new();
        at += 4;
        for _ in 0..changed {
            let Some((number, change, length)) = level_override(bytes, at) else {
                break;
            };
            levels.insert(number, change);
            at += length;
        }
        all.push(Override {
            list: u32_at(bytes, head)?,
            levels,
        });
    }
    Some(all)
}

fn level_override(bytes: &[u8], at: usize) -> Option<(usize, LevelOverride, usize)> {
    let start = u32_at(bytes, at)?;
    let flags = u32_at(bytes, at + 4)?;
    let number = usize::try_from(flags & 0xF).ok()?;
    let has_start = flags & (1 << 4) != 0;
    if flags & (1 << 5) == 0 {
        return Some((
            number,
            LevelOverride {
                start: has_start.then_some(start),
                level: None,
            },
            8,
        ));
    }
    let (level, length) = level(bytes, at + 8)?;
    let change = LevelOverride {
        start: has_start.then_some(level.start),
        level: Some(level),
    };
    Some((number, change, 8 + length))
}

/// Bullets come from symbol fonts whose codes mean nothing outside them; a dash or plus is kept, the rest is a dot.
fn bullet(level: &Level) -> String {
    let unit = level.text.first().copied().unwrap_or_default();
    match char::from_u32(unit.into()) {
        Some(c @ ('-' | '+' | '*' | '–' | '—')) => c.to_string(),
        _ => "•".to_string(),
    }
}

/// A number as the format code of Word says ([MS-OSHARED] MSONFC).
fn number(value: u32, format: u8) -> String {
    match format {
        1 => numerals::roman(value, true),
        2 => numerals::roman(value, false),
        3 => numerals::letters(value, true),
        4 => numerals::letters(value, false),
        22 if value < 10 => format!("0{value}"),
        BULLET | NO_NUMBER => String::new(),
        _ => value.to_string(),
    }
}
