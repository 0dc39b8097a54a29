//! Property modifiers ("sprms"): where a file keeps what is bold, deleted, a table cell or a list item.
//!
//! A modifier is a 16-bit code whose top three bits give the size of its operand, so unknown ones are stepped over.

use super::bytes::{i16_at, slice, u8_at, u16_at, usize_at};

const DEFINE_TABLE: u16 = 0xD608;
const DEFINE_TABLE_OLD: u16 = 0xD606;
const CHANGE_TABS: u16 = 0xC615;

/// One modifier: its code and its operand (without the length byte of a variable one).
#[derive(Debug, Clone, Copy)]
pub(super) struct Modifier<'a> {
    pub(super) code: u16,
    pub(super) operand: &'a [u8],
}

impl Modifier<'_> {
    fn byte(&self) -> u8 {
        u8_at(self.operand, 0).unwrap_or_default()
    }

    fn word(&self) -> u16 {
        u16_at(self.operand, 0).unwrap_or_default()
    }
}

/// The modifiers of a byte string, up to the first that is cut off.
pub(super) fn modifiers(bytes: &[u8]) -> impl Iterator<Item = Modifier<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let (skip, length) = operand_size(code, rest)?;
        let operand = slice(rest, skip, length)?;
        rest = rest.get(skip + length..)?;
        Some(Modifier { code, operand })
    })
}

/// Bytes before the operand and bytes of it.
fn operand_size(code: u16, bytes: &[u8]) -> Option<(usize, usize)> {
    let fixed = match code >> 13 {
        0 | 1 => 1,
        3 => 4,
        7 => 3,
        6 => return variable_size(code, bytes),
        _ => 2,
    };
    Some((2, fixed))
}

fn variable_size(code: u16, bytes: &[u8]) -> Option<(usize, usize)> {
    if code == DEFINE_TABLE || code == DEFINE_TABLE_OLD {
        // The length counts itself as one byte although it has two.
        return Some((4, usize::from(u16_at(bytes, 2)?).saturating_sub(1)));
    }
    let length = usize::from(u8_at(bytes, 2)?);
    if code == CHANGE_TABS && length == 255 {
        let deleted = usize::from(u8_at(bytes, 3)?);
        let added = usize::from(u8_at(bytes, 4 + 4 * deleted)?);
        return Some((3, 2 + 4 * deleted + 3 * added));
    }
    Some((3, length))
}

/// What is known of a run of characters.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of the format, set on its own"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CharProperties {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) superscript: bool,
    /// The character has a meaning of its own: a note mark, a picture, a symbol.
    pub(super) special: bool,
    /// Index of the font in the font table.
    pub(super) font: u16,
    /// A character of a symbol font: font index and code.
    pub(super) symbol: Option<(u16, u16)>,
}

impl CharProperties {
    /// Applies modifiers; `style` is what the toggles of the run are relative to.
    pub(super) fn apply(&mut self, bytes: &[u8], style: &CharProperties) {
        for modifier in modifiers(bytes) {
            self.apply_one(modifier, style);
        }
    }

    /// Applies one modifier.
    pub(super) fn apply_one(&mut self, modifier: Modifier<'_>, style: &CharProperties) {
        match modifier.code {
            0x0800 => self.deleted = modifier.byte() != 0,
            0x0835 => self.bold = toggled(modifier.byte(), style.bold),
            0x0836 => self.italic = toggled(modifier.byte(), style.italic),
            0x083C => self.hidden = toggled(modifier.byte(), style.hidden),
            0x0855 => self.special = modifier.byte() != 0,
            0x2A33 => {
                *self = CharProperties {
                    special: self.special,
                    ..*style
                }
            }
            0x2A48 => self.superscript = modifier.byte() == 1,
            0x4A4F => self.font = modifier.word(),
            0x6A09 => self.symbol = u16_at(modifier.operand, 2).map(|code| (modifier.word(), code)),
            _ => {}
        }
    }
}

fn toggled(operand: u8, style: bool) -> bool {
    match operand {
        0x80 => style,
        0x81 => !style,
        value => value != 0,
    }
}

/// What is known of a paragraph, and of the table row it ends if it ends one.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of the format, set on its own"
)]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    pub(super) style: u16,
    pub(super) centred: bool,
    pub(super) in_table: bool,
    pub(super) ends_row: bool,
    /// Depth of table nesting; 0 when the file does not say.
    pub(super) depth: u32,
    pub(super) inner_cell: bool,
    pub(super) inner_row_end: bool,
    /// Number in the list override table, from 1; 0 for no list.
    pub(super) list: u16,
    pub(super) list_level: u8,
    /// Outline level: 0 the highest, 9 body text.
    pub(super) outline: Option<u8>,
    pub(super) cells: Vec<CellShape>,
}

/// The shape of one cell of a row, in twentieths of a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CellShape {
    pub(super) left: i32,
    pub(super) right: i32,
    /// Belongs to the cell at its left.
    pub(super) joined_left: bool,
    /// Belongs to the cell above.
    pub(super) joined_above: bool,
}

impl ParagraphProperties {
    /// Applies modifiers; `data` is the Data stream, where long ones are kept.
    pub(super) fn apply(&mut self, bytes: &[u8], data: &[u8]) {
        for modifier in modifiers(bytes) {
            match modifier.code {
                0x6645 | 0x6646 | 0x646B => self.apply_long(modifier, data),
                _ => self.apply_one(modifier),
            }
        }
    }

    fn apply_long(&mut self, modifier: Modifier<'_>, data: &[u8]) {
        let Some(at) = usize_at(modifier.operand, 0) else {
            return;
        };
        let Some(length) = u16_at(data, at) else { return };
        let Some(long) = slice(data, at + 2, usize::from(length)) else {
            return;
        };
        // One level only: a long list that points to itself must not loop.
        for modifier in modifiers(long) {
            self.apply_one(modifier);
        }
    }

    /// Applies one modifier.
    pub(super) fn apply_one(&mut self, modifier: Modifier<'_>) {
        match modifier.code {
            0x2403 | 0x2461 => self.centred = modifier.byte() == 1,
            0x2416 => self.in_table = modifier.byte() != 0,
            0x2417 => self.ends_row = modifier.byte() != 0,
            0x244B => self.inner_cell = modifier.byte() != 0,
            0x244C => self.inner_row_end = modifier.byte() != 0,
            0x6649 => self.depth = u32::from(modifier.word()),
            0x260A => self.list_level = modifier.byte(),
            0x460B => self.list = modifier.word(),
            0x2640 => self.outline = Some(modifier.byte()),
            DEFINE_TABLE => self.cells = cell_shapes(modifier.operand),
            0x5624 => self.join_cells(modifier.operand),
            0xD62B => self.join_above(modifier.operand),
            _ => {}
        }
    }

    fn join_cells(&mut self, operand: &[u8]) {
        let (Some(first), Some(limit)) = (u8_at(operand, 0), u8_at(operand, 1)) else {
            return;
        };
        for cell in self.cells.iter_mut().take(limit.into()).skip(usize::from(first) + 1) {
            cell.joined_left = true;
        }
    }

    fn join_above(&mut self, operand: &[u8]) {
        let (Some(cell), Some(merge)) = (u8_at(operand, 0), u8_at(operand, 1)) else {
            return;
        };
        if let Some(cell) = self.cells.get_mut(usize::from(cell)) {
            cell.joined_above = merge == 1;
        }
    }
}

/// The operand of the table definition: a count, the cell edges, then 20 bytes per cell (fewer when cut off).
fn cell_shapes(operand: &[u8]) -> Vec<CellShape> {
    let count = usize::from(u8_at(operand, 0).unwrap_or_default());
    let edge = |i: usize| i16_at(operand, 1 + 2 * i).map(i32::from);
    let flags = |i: usize| u16_at(operand, 1 + 2 * (count + 1) + 20 * i).unwrap_or_default();
    (0..count)
        .map_while(|i| {
            Some(CellShape {
                left: edge(i)?,
                right: edge(i + 1)?,
                joined_left: flags(i) & 0b11 == 0b10,
                joined_above: (flags(i) >> 5) & 0b11 == 0b01,
            })
        })
        .collect()
}
