//! The piece table: the text of a document as runs that lie anywhere in the file, 8 or 16 bits a character.

use super::bytes::{i16_at, slice, u8_at, u16_at, u32_at, usize_at};

const COMPRESSED: u32 = 1 << 30;
const MODIFIERS: u8 = 1;
const PIECES: u8 = 2;

/// One run of characters.
#[derive(Debug, Clone)]
pub(super) struct Piece<'a> {
    /// Position of its first character in the document.
    pub(super) start: usize,
    /// Position after its last character.
    pub(super) end: usize,
    /// Byte offset of its first character in the WordDocument stream.
    pub(super) offset: usize,
    /// Bytes per character: 1 (Windows-1252) or 2 (UTF-16).
    pub(super) width: usize,
    /// Modifiers applied to all of it by a fast save.
    pub(super) modifiers: PieceModifiers<'a>,
}

/// Modifiers of a piece.
#[derive(Debug, Clone, Copy)]
pub(super) enum PieceModifiers<'a> {
    /// A list of modifiers, often empty.
    List(&'a [u8]),
    /// One short modifier: its index in the short table, and its operand.
    Short(u8, u8),
}

/// Reads the piece table; `None` when there is none that can be read.
pub(super) fn pieces<'a>(clx: &'a [u8], document: &[u8]) -> Option<Vec<Piece<'a>>> {
    let mut lists: Vec<&[u8]> = Vec::new();
    let mut at = 0;
    while u8_at(clx, at)? == MODIFIERS {
        let length = usize::try_from(i16_at(clx, at + 1)?).ok()?;
        lists.push(slice(clx, at + 3, length)?);
        at += 3 + length;
    }
    if u8_at(clx, at)? != PIECES {
        return None;
    }
    let table = slice(clx, at + 5, usize_at(clx, at + 1)?)?;
    let count = table.len().checked_sub(4)? / 12;
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut characters = 0;
    for piece in (0..count).filter_map(|i| piece(table, count, i, &lists, document.len())) {
        characters += piece.end - piece.start;
        let in_order = pieces.last().is_none_or(|last| last.end <= piece.start);
        // Pieces do not share bytes: a table of more characters than the file has bytes would expand without bound.
        if !in_order || characters > document.len() {
            break;
        }
        pieces.push(piece);
    }
    Some(pieces)
}

fn piece<'a>(table: &[u8], count: usize, i: usize, lists: &[&'a [u8]], document: usize) -> Option<Piece<'a>> {
    let start = usize_at(table, 4 * i)?;
    let end = usize_at(table, 4 * (i + 1))?;
    let descriptor = 4 * (count + 1) + 8 * i;
    let place = u32_at(table, descriptor + 2)?;
    let modifiers = piece_modifiers(u16_at(table, descriptor + 6)?, lists);
    let raw = usize::try_from(place & (COMPRESSED - 1)).ok()?;
    let (offset, width) = if place & COMPRESSED == 0 {
        (raw, 2)
    } else {
        (raw / 2, 1)
    };
    // A piece cannot hold more characters than the file has after its start.
    let room = document.checked_sub(offset)? / width;
    let end = end.min(start.checked_add(room)?);
    (start < end).then_some(Piece {
        start,
        end,
        offset,
        width,
        modifiers,
    })
}

fn piece_modifiers<'a>(field: u16, lists: &[&'a [u8]]) -> PieceModifiers<'a> {
    if field & 1 == 0 {
        let [low, operand] = field.to_le_bytes();
        return PieceModifiers::Short(low >> 1, operand);
    }
    PieceModifiers::List(lists.get(usize::from(field >> 1)).copied().unwrap_or_default())
}

impl Piece<'_> {
    /// Byte offset in the WordDocument stream of the character at a document position of this piece.
    pub(super) fn byte_offset(&self, position: usize) -> usize {
        self.offset + (position - self.start) * self.width
    }

    /// The UTF-16 unit at a document position of this piece.
    pub(super) fn unit(&self, document: &[u8], position: usize) -> Option<u16> {
        let at = self.byte_offset(position);
        if self.width == 2 {
            u16_at(document, at)
        } else {
            u8_at(document, at).map(windows_1252)
        }
    }
}

/// The UTF-16 unit of a Windows-1252 byte; the five unassigned bytes keep their value.
fn windows_1252(byte: u8) -> u16 {
    const HIGH: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => u16::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_differs_from_latin_1_in_32_places_at_most() {
        assert_eq!(windows_1252(b'A'), u16::from(b'A'));
        assert_eq!(windows_1252(0x96), 0x2013);
        assert_eq!(windows_1252(0xF4), 0xF4);
    }

    #[test]
    fn a_piece_longer_than_the_file_is_cut() {
        let mut clx = vec![PIECES, 16, 0, 0, 0];
        clx.extend(0u32.to_le_bytes());
        clx.extend(0x4000_0000u32.to_le_bytes());
        clx.extend([0, 0]);
        clx.extend((COMPRESSED | 0x14).to_le_bytes());
        clx.extend([0, 0]);
        let document = [b'x'; 30];
        let pieces = pieces(&clx, &document).expect("a table");
        assert_eq!((pieces[0].start, pieces[0].end, pieces[0].offset), (0, 20, 10));
    }
}
