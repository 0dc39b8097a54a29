//! Formatted pages: 512-byte pages of the WordDocument stream that say which bytes of it have which modifiers.

use super::bytes::{slice, u8_at, u16_at, usize_at};

const PAGE: usize = 512;

/// Byte ranges of the WordDocument stream with their modifiers, in file order.
#[derive(Debug, Default)]
pub(super) struct Runs<'a> {
    runs: Vec<Run<'a>>,
}

/// One range; `style` is given for paragraphs only.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run<'a> {
    pub(super) start: usize,
    end: usize,
    pub(super) style: u16,
    pub(super) modifiers: &'a [u8],
}

impl<'a> Runs<'a> {
    /// The runs of characters.
    pub(super) fn of_characters(plc: &[u8], document: &'a [u8]) -> Self {
        Self::read(plc, document, |page, i, count| {
            let at = 2 * usize::from(u8_at(page, 4 * (count + 1) + i)?);
            if at == 0 {
                return Some((0, [].as_slice()));
            }
            Some((0, slice(page, at + 1, usize::from(u8_at(page, at)?))?))
        })
    }

    /// The runs of paragraphs.
    pub(super) fn of_paragraphs(plc: &[u8], document: &'a [u8]) -> Self {
        Self::read(plc, document, |page, i, count| {
            let at = 2 * usize::from(u8_at(page, 4 * (count + 1) + 13 * i)?);
            if at == 0 {
                return Some((0, [].as_slice()));
            }
            let (start, length) = match usize::from(u8_at(page, at)?) {
                0 => (at + 2, 2 * usize::from(u8_at(page, at + 1)?)),
                half => (at + 1, 2 * half - 1),
            };
            let body = slice(page, start, length)?;
            Some((u16_at(body, 0)?, body.get(2..)?))
        })
    }

    fn read(
        plc: &[u8],
        document: &'a [u8],
        modifiers: impl Fn(&'a [u8], usize, usize) -> Option<(u16, &'a [u8])>,
    ) -> Self {
        let pages = plc.len().saturating_sub(4) / 8;
        let mut runs = Vec::new();
        for number in (0..pages).filter_map(|i| usize_at(plc, 4 * (pages + 1) + 4 * i)) {
            let Some(page) = slice(document, (number & 0x3F_FFFF) * PAGE, PAGE) else {
                continue;
            };
            let count = usize::from(page[PAGE - 1]);
            for i in 0..count {
                let (Some(start), Some(end)) = (usize_at(page, 4 * i), usize_at(page, 4 * (i + 1))) else {
                    break;
                };
                let (style, modifiers) = modifiers(page, i, count).unwrap_or_default();
                runs.push(Run {
                    start,
                    end,
                    style,
                    modifiers,
                });
            }
            // Pages of a sound file are all different; a table that names more of them than there are is damaged.
            if runs.len() > document.len() {
                break;
            }
        }
        runs.sort_by_key(|run| run.start);
        Self { runs }
    }

    /// The run that covers a byte of the WordDocument stream.
    pub(super) fn at(&self, offset: usize) -> Run<'a> {
        let after = self.runs.partition_point(|run| run.start <= offset);
        let run = after
            .checked_sub(1)
            .and_then(|i| self.runs.get(i))
            .copied()
            .unwrap_or_default();
        if offset < run.end { run } else { Run::default() }
    }
    /// Whether a run ends before this byte.
    pub(super) fn ends_at(&self, offset: usize) -> bool {
        offset.checked_sub(1).is_some_and(|last| self.at(last).end == offset)
    }
}
