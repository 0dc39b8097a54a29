//! The font table: names only, for they tell in which old encoding a run was typed.

use super::bytes::{slice, u8_at, u16_at};

/// Bytes of a font record before its name.
const BEFORE_NAME: usize = 40;

/// Font names by index; an index without a font has the empty name.
pub(super) fn names(table: &[u8]) -> Vec<String> {
    let count = u16_at(table, 0).map_or(0, usize::from);
    let mut names = Vec::new();
    let mut at = 4;
    for _ in 0..count {
        let Some(length) = u8_at(table, at).map(|n| usize::from(n) + 1) else {
            break;
        };
        let record = slice(table, at, length).unwrap_or_default();
        let units: Vec<u16> = (0..length / 2)
            .map_while(|i| u16_at(record, BEFORE_NAME + 2 * i))
            .take_while(|&unit| unit != 0)
            .collect();
        names.push(String::from_utf16_lossy(&units));
        at += length;
    }
    names
}
