//! The file information block: where everything else of a Word document lies.

use super::bytes::{slice, u16_at, usize_at};

const WORD_97: u16 = 0x00C1;
const ENCRYPTED: u16 = 1 << 8;
const SECOND_TABLE: u16 = 1 << 9;
const FIXED_PART: usize = 32;

/// A part of the table stream, as the information block numbers them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Styles = 1,
    CharacterPages = 12,
    ParagraphPages = 13,
    Fonts = 15,
    Pieces = 33,
    Lists = 73,
    ListOverrides = 74,
}

/// The fields of the block that are used.
#[derive(Debug)]
pub(super) struct Fib {
    parts: Vec<(usize, usize)>,
    /// Name of the stream with the tables.
    pub(super) table_stream: &'static str,
    /// Characters of the main text and, after it, of notes, headers and text boxes.
    pub(super) stories: Stories,
}

/// Lengths in characters of the stories, which follow one another in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stories {
    pub(super) main: usize,
    pub(super) asides: [usize; 7],
}

/// Why a Word document cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No Word document, or its tables cannot be followed.
    #[error("the Word document is damaged")]
    Damaged,
    /// Opens only with a password.
    #[error("the Word document is protected by a password")]
    Encrypted,
    /// Written by Word 95 or older.
    #[error("the document was written by Word 95 or older; save it anew as .docx")]
    TooOld,
}

impl Fib {
    /// Reads the block at the start of the WordDocument stream.
    pub(super) fn read(document: &[u8]) -> Result<Self, Refusal> {
        let identifier = u16_at(document, 0).ok_or(Refusal::Damaged)?;
        let version = u16_at(document, 2).ok_or(Refusal::Damaged)?;
        let flags = u16_at(document, 10).ok_or(Refusal::Damaged)?;
        if version < WORD_97 {
            // Word 2, 6 and 95 wrote 0xA5DB, 0xA5DC or lower versions.
            return Err(if identifier >> 8 == 0xA5 {
                Refusal::TooOld
            } else {
                Refusal::Damaged
            });
        }
        if flags & ENCRYPTED != 0 {
            return Err(Refusal::Encrypted);
        }
        let table_stream = if flags & SECOND_TABLE == 0 { "0Table" } else { "1Table" };
        Self::variable_part(document, table_stream).ok_or(Refusal::Damaged)
    }

    fn variable_part(document: &[u8], table_stream: &'static str) -> Option<Self> {
        let words = usize::from(u16_at(document, FIXED_PART)?);
        let longs_at = FIXED_PART + 2 + 2 * words;
        let longs = usize::from(u16_at(document, longs_at)?);
        let lengths = longs_at + 2;
        let parts_at = lengths + 4 * longs;
        let count = usize::from(u16_at(document, parts_at)?);
        let parts = (0..count)
            .map_while(|i| {
                let at = parts_at + 2 + 8 * i;
                Some((usize_at(document, at)?, usize_at(document, at + 4)?))
            })
            .collect();
        let length = |i: usize| usize_at(document, lengths + 4 * i);
        let asides = [
            length(4)?,
            length(5)?,
            length(6)?,
            length(7)?,
            length(8)?,
            length(9)?,
            length(10)?,
        ];
        Some(Self {
            parts,
            table_stream,
            stories: Stories {
                main: length(3)?,
                asides,
            },
        })
    }

    /// The bytes of a part; empty when the document has none.
    pub(super) fn part<'a>(&self, tables: &'a [u8], part: Part) -> &'a [u8] {
        let (start, length) = self.place(part);
        slice(tables, start, length).unwrap_or_default()
    }

    /// The table stream from the start of a part, for the list definitions, which go on past their declared length.
    pub(super) fn part_onwards<'a>(&self, tables: &'a [u8], part: Part) -> &'a [u8] {
        match self.place(part) {
            (_, 0) => &[],
            (start, _) => tables.get(start..).unwrap_or_default(),
        }
    }

    fn place(&self, part: Part) -> (usize, usize) {
        self.parts.get(part as usize).copied().unwrap_or_default()
    }
}
