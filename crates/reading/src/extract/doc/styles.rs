//! The style sheet: what a paragraph or run looks like before its own modifiers.

use super::bytes::{slice, u16_at};
use super::properties::{CharProperties, ParagraphProperties, modifiers};

const NO_STYLE: u16 = 0x0FFF;
const PARAGRAPH: u16 = 1;
const CHARACTER: u16 = 2;
const TABLE: u16 = 3;
/// Deepest chain of "based on" that is followed.
const DEEPEST: usize = 16;

/// The style sheet of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: Vec<Style>,
}

/// One style, with what it is based on worked in.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    pub(super) paragraph: ParagraphProperties,
    pub(super) character: CharProperties,
    /// Level of a built-in heading style, 1 the highest.
    pub(super) heading: Option<u8>,
}

struct Definition<'a> {
    identifier: u16,
    base: u16,
    paragraph: &'a [u8],
    character: &'a [u8],
}

impl Styles {
    /// Reads the style sheet; `data` is the Data stream.
    pub(super) fn read(sheet: &[u8], data: &[u8]) -> Self {
        let definitions = definitions(sheet).unwrap_or_default();
        let styles = (0..definitions.len())
            .map(|i| resolved(&definitions, i, data))
            .collect();
        Self { styles }
    }

    /// The style of this number; a plain one when there is none.
    pub(super) fn style(&self, number: u16) -> Style {
        self.styles.get(usize::from(number)).cloned().unwrap_or_default()
    }
}

fn resolved(definitions: &[Option<Definition<'_>>], number: usize, data: &[u8]) -> Style {
    let mut chain = Vec::new();
    let mut next = number;
    while let Some(Some(definition)) = definitions.get(next) {
        chain.push(definition);
        if definition.base == NO_STYLE || chain.len() == DEEPEST {
            break;
        }
        next = usize::from(definition.base);
    }
    let mut style = Style::default();
    for definition in chain.iter().rev() {
        let base = style.character;
        style.paragraph.apply(definition.paragraph, data);
        for modifier in modifiers(definition.character) {
            style.character.apply_one(modifier, &base);
        }
        if let level @ 1..=9 = definition.identifier {
            style.heading = u8::try_from(level).ok();
        }
    }
    style
}

fn definitions(sheet: &[u8]) -> Option<Vec<Option<Definition<'_>>>> {
    let header = usize::from(u16_at(sheet, 0)?);
    let count = usize::from(u16_at(sheet, 2)?);
    let fixed = usize::from(u16_at(sheet, 4)?);
    let mut at = 2 + header;
    let mut all = Vec::new();
    for _ in 0..count {
        let Some(length) = u16_at(sheet, at).map(usize::from) else {
            break;
        };
        all.push(slice(sheet, at + 2, length).and_then(|body| definition(body, fixed)));
        at += 2 + length + length % 2;
    }
    Some(all)
}

fn definition(body: &[u8], fixed: usize) -> Option<Definition<'_>> {
    let identifier = u16_at(body, 0)? & 0x0FFF;
    let kind_and_base = u16_at(body, 2)?;
    let name = usize::from(u16_at(body, fixed)?);
    let mut at = fixed + 2 + 2 * name + 2;
    let mut next_update = || {
        let length = usize::from(u16_at(body, at)?);
        let update = slice(body, at + 2, length)?;
        at += 2 + length + length % 2;
        Some(update)
    };
    let (paragraph, character) = match kind_and_base & 0xF {
        PARAGRAPH => (next_update(), next_update()),
        CHARACTER => (None, next_update()),
        TABLE => {
            next_update();
            (next_update(), next_update())
        }
        _ => (None, None),
    };
    Some(Definition {
        identifier,
        base: kind_and_base >> 4,
        paragraph: paragraph.and_then(|update| update.get(2..)).unwrap_or_default(),
        character: character.unwrap_or_default(),
    })
}
