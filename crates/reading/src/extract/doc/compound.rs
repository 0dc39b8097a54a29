//! The compound file (OLE2, [MS-CFB]) that wraps a Word document: a small file system of sector chains.
//!
//! Read only, streams of the root storage by name. No chain is followed for more sectors than the file has, and no
//! buffer grows past the length of the file, whatever the headers declare.

use super::bytes::{slice, u16_at, usize_at};

const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const HEADER: usize = 512;
const DIFAT_IN_HEADER: usize = 109;
const ENTRY: usize = 128;
const STREAM: u8 = 2;
const ROOT: u8 = 5;
/// Sector numbers from here on are marks (free, end of chain, FAT, DIFAT), not sectors.
const LARGEST_SECTOR: usize = 0xFFFF_FFFA;

/// An opened compound file.
pub(super) struct Compound<'a> {
    file: &'a [u8],
    sector: usize,
    small_sector: usize,
    small_limit: usize,
    fat: Vec<usize>,
    small_fat: Vec<usize>,
    small_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    kind: u8,
    start: usize,
    size: usize,
}

impl<'a> Compound<'a> {
    /// Opens the file; `None` when it is no compound file or its tables cannot be followed.
    pub(super) fn open(file: &'a [u8]) -> Option<Self> {
        let header = file.get(..HEADER)?;
        if !header.starts_with(&SIGNATURE) {
            return None;
        }
        let mut compound = Self {
            file,
            sector: sector_size(header, 30, 7..=12)?,
            small_sector: sector_size(header, 32, 4..=8)?,
            small_limit: usize_at(header, 56)?,
            fat: Vec::new(),
            small_fat: Vec::new(),
            small_stream: Vec::new(),
            entries: Vec::new(),
        };
        compound.fat = compound.allocation_table(header)?;
        compound.entries = compound.directory(usize_at(header, 48)?);
        compound.small_fat = numbers(&compound.chain(usize_at(header, 60)?, file.len()));
        let root = compound.entries.iter().find(|entry| entry.kind == ROOT)?;
        compound.small_stream = compound.chain(root.start, root.size);
        Some(compound)
    }

    /// The bytes of a stream; shorter than declared when the file is cut off. Names differ in case between writers.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self
            .entries
            .iter()
            .find(|e| e.kind == STREAM && e.name.eq_ignore_ascii_case(name))?;
        if entry.size < self.small_limit {
            return Some(self.small_chain(entry.start, entry.size));
        }
        Some(self.chain(entry.start, entry.size))
    }

    /// True when a stream or storage of this name exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn sector_at(&self, number: usize) -> Option<&'a [u8]> {
        if number >= LARGEST_SECTOR {
            return None;
        }
        let start = number.checked_add(1)?.checked_mul(self.sector)?;
        let end = start.saturating_add(self.sector).min(self.file.len());
        self.file.get(start..end).filter(|sector| !sector.is_empty())
    }

    fn allocation_table(&self, header: &[u8]) -> Option<Vec<usize>> {
        let sectors = self.file.len() / self.sector;
        let mut listed: Vec<usize> = numbers(&header[HEADER - 4 * DIFAT_IN_HEADER..]);
        let mut next = usize_at(header, 68)?;
        for _ in 0..sectors {
            let Some(sector) = self.sector_at(next) else { break };
            let mut more = numbers(sector);
            next = more.pop().unwrap_or(LARGEST_SECTOR);
            listed.extend(more);
        }
        // A table names each sector of the file once; a longer list is a loop.
        let mut fat = Vec::new();
        for sector in listed.into_iter().filter_map(|number| self.sector_at(number)) {
            if fat.len() > sectors {
                break;
            }
            fat.extend(numbers(sector));
        }
        (!fat.is_empty()).then_some(fat)
    }

    fn directory(&self, start: usize) -> Vec<Entry> {
        self.chain(start, self.file.len())
            .chunks_exact(ENTRY)
            .filter_map(entry)
            .collect()
    }

    fn chain(&self, start: usize, size: usize) -> Vec<u8> {
        let size = size.min(self.file.len());
        let mut bytes = Vec::new();
        let mut number = start;
        while bytes.len() < size {
            let Some(sector) = self.sector_at(number) else { break };
            bytes.extend_from_slice(sector);
            let Some(&next) = self.fat.get(number) else { break };
            number = next;
        }
        bytes.truncate(size);
        bytes
    }

    fn small_chain(&self, start: usize, size: usize) -> Vec<u8> {
        let size = size.min(self.small_stream.len());
        let mut bytes = Vec::new();
        let mut number = start;
        while bytes.len() < size {
            let at = number.saturating_mul(self.small_sector);
            let Some(sector) = slice(&self.small_stream, at, self.small_sector) else {
                break;
            };
            bytes.extend_from_slice(sector);
            let Some(&next) = self.small_fat.get(number) else { break };
            number = next;
        }
        bytes.truncate(size);
        bytes
    }
}

fn sector_size(header: &[u8], at: usize, shifts: std::ops::RangeInclusive<u16>) -> Option<usize> {
    let shift = u16_at(header, at)?;
    shifts.contains(&shift).then(|| 1 << shift)
}

fn numbers(bytes: &[u8]) -> Vec<usize> {
    (0..bytes.len() / 4).filter_map(|i| usize_at(bytes, 4 * i)).collect()
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64);
    let units: Vec<u16> = (0..(length / 2).saturating_sub(1))
        .filter_map(|i| u16_at(bytes, 2 * i))
        .collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        kind: *bytes.get(66)?,
        start: usize_at(bytes, 116)?,
        // The upper half of the 64-bit size is undefined in files with 512-byte sectors.
        size: usize_at(bytes, 120)?,
    })
}
