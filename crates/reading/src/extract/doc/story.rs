//! From characters to paragraphs: marks, fields, note references, what is deleted or hidden.

use std::ops::Range;

use super::formatting::Runs;
use super::lists::Lists;
use super::pieces::{Piece, PieceModifiers};
use super::properties::{CharProperties, Modifier, ParagraphProperties};
use super::styles::{Style, Styles};

const CELL_MARK: u16 = 0x07;
const LINE_BREAK: u16 = 0x0B;
const PAGE_BREAK: u16 = 0x0C;
const PARAGRAPH_MARK: u16 = 0x0D;
const COLUMN_BREAK: u16 = 0x0E;
const FIELD_BEGIN: u16 = 0x13;
const FIELD_SEPARATOR: u16 = 0x14;
const FIELD_END: u16 = 0x15;
const HARD_HYPHEN: u16 = 0x1E;
const SOFT_HYPHEN: u16 = 0x1F;

/// The parts of a file that say what its characters are.
pub(super) struct Content<'a> {
    pub(super) document: &'a [u8],
    pub(super) data: &'a [u8],
    pub(super) pieces: Vec<Piece<'a>>,
    pub(super) characters: Runs<'a>,
    pub(super) paragraphs: Runs<'a>,
    pub(super) styles: Styles,
}

/// One paragraph as stored.
#[derive(Debug)]
pub(super) struct RawParagraph {
    /// Its lines, parted at manual breaks; each a list of runs of one font.
    pub(super) lines: Vec<Vec<TextRun>>,
    pub(super) properties: ParagraphProperties,
    pub(super) heading: Option<u8>,
    /// Ends with a cell mark.
    pub(super) ends_cell: bool,
    pub(super) bold: bool,
    pub(super) italic: bool,
}

/// Characters of one font.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct TextRun {
    pub(super) font: u16,
    pub(super) units: Vec<u16>,
}

/// What was left out of a story.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct LeftOut {
    pub(super) deleted: bool,
    pub(super) hidden: bool,
}

/// One character with its place in the file.
#[derive(Debug, Clone, Copy)]
struct Character {
    unit: u16,
    piece: usize,
    offset: usize,
    in_field_code: bool,
}

impl Content<'_> {
    /// The paragraphs of the characters in `range`.
    pub(super) fn paragraphs(&self, range: Range<usize>, left_out: &mut LeftOut) -> Vec<RawParagraph> {
        let field_codes = self.field_codes(&range);
        let mut codes = field_codes.iter().peekable();
        let mut paragraphs = Vec::new();
        let mut pending = Vec::new();
        for (position, mut character) in self.characters(range) {
            while codes.next_if(|code| code.end <= position).is_some() {}
            character.in_field_code = codes.peek().is_some_and(|code| code.contains(&position));
            pending.push(character);
            if self.ends_paragraph(character) {
                paragraphs.push(self.paragraph(&pending, left_out));
                pending.clear();
            }
        }
        if !pending.is_empty() {
            paragraphs.push(self.paragraph(&pending, left_out));
        }
        paragraphs
    }

    fn characters(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Character)> {
        self.pieces.iter().enumerate().flat_map(move |(index, piece)| {
            let positions = piece.start.max(range.start)..piece.end.min(range.end);
            positions.filter_map(move |position| {
                let unit = piece.unit(self.document, position)?;
                let offset = piece.byte_offset(position);
                Some((
                    position,
                    Character {
                        unit,
                        piece: index,
                        offset,
                        in_field_code: false,
                    },
                ))
            })
        })
    }

    /// Positions of field codes (begin mark to separator) and of field end marks: only results are read. A begin mark
    /// without an end is an ordinary character, so that a damaged field does not swallow the rest of the text.
    fn field_codes(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut open: Vec<(usize, Option<usize>)> = Vec::new();
        let mut codes: Vec<Range<usize>> = Vec::new();
        for (position, character) in self.characters(range.clone()) {
            match character.unit {
                FIELD_BEGIN => open.push((position, None)),
                FIELD_SEPARATOR => {
                    if let Some((_, separator)) = open.last_mut() {
                        separator.get_or_insert(position);
                    }
                }
                FIELD_END => {
                    if let Some((begin, separator)) = open.pop() {
                        codes.push(begin..separator.unwrap_or(position) + 1);
                        codes.push(position..position + 1);
                    }
                }
                _ => {}
            }
        }
        merged(codes)
    }

    fn ends_paragraph(&self, character: Character) -> bool {
        match character.unit {
            CELL_MARK => true,
            PARAGRAPH_MARK => !self.is_deleted(character),
            // A section mark ends a paragraph of its own; a page break stands inside one.
            PAGE_BREAK => self
                .paragraphs
                .ends_at(character.offset + self.pieces[character.piece].width),
            _ => false,
        }
    }

    fn is_deleted(&self, character: Character) -> bool {
        self.character_properties(character, &CharProperties::default()).deleted
    }

    fn character_properties(&self, character: Character, style: &CharProperties) -> CharProperties {
        let mut properties = *style;
        properties.apply(self.characters.at(character.offset).modifiers, style);
        match self.pieces[character.piece].modifiers {
            PieceModifiers::List(list) => properties.apply(list, style),
            PieceModifiers::Short(index, operand) => {
                if let Some(code) = short_character_modifier(index) {
                    properties.apply_one(
                        Modifier {
                            code,
                            operand: &[operand],
                        },
                        style,
                    );
                }
            }
        }
        properties
    }

    fn paragraph(&self, characters: &[Character], left_out: &mut LeftOut) -> RawParagraph {
        let mark = characters[characters.len() - 1];
        let (properties, style) = self.paragraph_properties(mark);
        let mut lines = Lines::default();
        let mut known: Option<(usize, usize, CharProperties)> = None;
        for &character in characters {
            let run = self.characters.at(character.offset).start;
            let look = match known {
                Some((piece, start, look)) if (piece, start) == (character.piece, run) => look,
                _ => self.character_properties(character, &style.character),
            };
            known = Some((character.piece, run, look));
            lines.add(character, look, left_out);
        }
        RawParagraph {
            heading: style
                .heading
                .or(properties.outline.filter(|level| *level < 9).map(|level| level + 1)),
            ends_cell: mark.unit == CELL_MARK,
            bold: lines.visible && !lines.has_plain,
            italic: lines.visible && !lines.has_upright,
            lines: lines.ended,
            properties,
        }
    }

    fn paragraph_properties(&self, mark: Character) -> (ParagraphProperties, Style) {
        let run = self.paragraphs.at(mark.offset);
        let style = self.styles.style(run.style);
        let mut properties = style.paragraph.clone();
        properties.apply(run.modifiers, self.data);
        match self.pieces[mark.piece].modifiers {
            PieceModifiers::List(list) => properties.apply(list, self.data),
            PieceModifiers::Short(index, operand) => {
                if let Some(code) = short_paragraph_modifier(index) {
                    properties.apply_one(Modifier {
                        code,
                        operand: &[operand],
                    });
                }
            }
        }
        (properties, style)
    }
}

/// Lines of a paragraph while they are collected.
#[derive(Debug, Default)]
struct Lines {
    ended: Vec<Vec<TextRun>>,
    visible: bool,
    has_plain: bool,
    has_upright: bool,
}

impl Lines {
    fn add(&mut self, character: Character, look: CharProperties, left_out: &mut LeftOut) {
        if character.in_field_code {
            return;
        }
        let is_text = character.unit > 0x20;
        if look.deleted {
            left_out.deleted |= is_text;
            return;
        }
        if look.hidden {
            left_out.hidden |= is_text;
            return;
        }
        match character.unit {
            LINE_BREAK | PAGE_BREAK | COLUMN_BREAK => self.ended.push(Vec::new()),
            HARD_HYPHEN => self.push('-' as u16, look),
            SOFT_HYPHEN => {}
            0x09 | PARAGRAPH_MARK => self.push(' ' as u16, look),
            // Note marks, pictures, drawings, annotation marks, separators.
            0x00..=0x08 | 0x0A..=0x1F => {}
            0x28 if look.special => self.push_symbol(look),
            // Symbol fonts keep their codes in this private range.
            0xF020..=0xF0FF => {
                if let Some(unit) = symbol(character.unit) {
                    self.push(unit, look);
                }
            }
            unit => self.push(unit, look),
        }
    }

    fn push_symbol(&mut self, look: CharProperties) {
        let Some((_, code)) = look.symbol else { return };
        if let Some(unit) = symbol(code) {
            self.push(unit, look);
        }
    }

    fn push(&mut self, unit: u16, look: CharProperties) {
        if unit > 0x20 && unit != 0xA0 {
            self.visible = true;
            self.has_plain |= !look.bold;
            self.has_upright |= !look.italic;
        }
        if self.ended.is_empty() {
            self.ended.push(Vec::new());
        }
        let Some(line) = self.ended.last_mut() else { return };
        match line.last_mut() {
            Some(run) if run.font == look.font => run.units.push(unit),
            _ => line.push(TextRun {
                font: look.font,
                units: vec![unit],
            }),
        }
    }
}

/// Signs of the fonts Symbol and Wingdings that stand in official texts; other pictures are left out.
fn symbol(code: u16) -> Option<u16> {
    let sign = match code & 0xFF {
        0xA3 => '≤',
        0xB3 => '≥',
        0xB4 => '×',
        0xB1 => '±',
        0xB0 => '°',
        0xAE | 0xE0 => '→',
        0xB7 | 0x6C | 0x9F => '•',
        0xA8 | 0x6F | 0x71 => '☐',
        0xFE => '☑',
        0x2D => '-',
        0x2B => '+',
        _ => return None,
    };
    u16::try_from(u32::from(sign)).ok()
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// Modifier of characters behind the 7-bit index of a fast-saved piece ([MS-DOC] 2.9.209).
fn short_character_modifier(index: u8) -> Option<u16> {
    match index {
        0x41 => Some(0x0800),
        0x53 => Some(0x2A33),
        0x55 => Some(0x0835),
        0x56 => Some(0x0836),
        0x5C => Some(0x083C),
        0x68 => Some(0x2A48),
        0x75 => Some(0x0855),
        _ => None,
    }
}

/// The same for paragraphs.
fn short_paragraph_modifier(index: u8) -> Option<u16> {
    match index {
        0x05 => Some(0x2403),
        0x0C => Some(0x260A),
        0x18 => Some(0x2416),
        0x19 => Some(0x2417),
        _ => None,
    }
}

/// What stands before the first word of a numbered paragraph.
pub(super) fn label(lists: &mut Lists, paragraph: &RawParagraph) -> Option<String> {
    let properties = &paragraph.properties;
    (properties.list != 0)
        .then(|| lists.next_label(properties.list, properties.list_level))
        .flatten()
}
