//! Grey pictures of pages, made fit for recognition: what would be taken for letters is painted white.

use std::ops::Range;

const WHITE: u8 = 255;
/// A dot darker than this is ink: thin lines are grey where they were scanned.
const INK: u8 = 200;

/// A picture as PGM of one byte a dot, as `pdftoppm` writes it.
#[derive(Debug)]
pub(super) struct Picture {
    bytes: Vec<u8>,
    /// Where the dots begin.
    start: usize,
    width: usize,
    height: usize,
}

impl Picture {
    /// Reads the head of a picture; of anything else nothing is ever painted.
    pub(super) fn read(bytes: Vec<u8>) -> Self {
        let (start, width, height) = head(&bytes)
            .filter(|(start, width, height)| {
                let end = width.checked_mul(*height).and_then(|dots| dots.checked_add(*start));
                end.is_some_and(|end| end <= bytes.len())
            })
            .unwrap_or((0, 0, 0));
        Self {
            bytes,
            start,
            width,
            height,
        }
    }

    /// The picture as a file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Paints an area white, as far as it lies within the picture.
    pub(super) fn whiten(&mut self, columns: &Range<usize>, rows: Range<usize>) {
        let (left, right) = (columns.start.min(self.width), columns.end.min(self.width));
        for row in rows.start..rows.end.min(self.height) {
            let row = self.start + row * self.width;
            if let Some(dots) = self.bytes.get_mut(row + left..row + right) {
                dots.fill(WHITE);
            }
        }
    }

    /// Paints ruled lines of at least so many dots white: recognition takes those of tables for `|`, `[` and `1`.
    pub(super) fn erase_rules(&mut self, least: usize) {
        let (width, height) = (self.width, self.height);
        let dots = self.bytes.get_mut(self.start..).unwrap_or_default();
        // Upright ones first, while nothing has cut them into rows.
        erase(dots, (width, 1), (height, width), least);
        erase(dots, (height, width), (width, 1), least);
    }
}

/// Erases runs of ink along each of some lines of dots: how many lines there are and how far apart they lie in memory,
/// and the same for the dots of a line. A scanned rule is seldom straight: ink in the lines beside counts as well.
fn erase(dots: &mut [u8], (lines, apart): (usize, usize), (length, step): (usize, usize), least: usize) {
    let beside = |line: usize| line.saturating_sub(1)..(line + 2).min(lines);
    let mut ruled: Vec<(usize, Range<usize>)> = Vec::new();
    for line in 0..lines {
        let mut run = 0;
        for at in 0..=length {
            let is_ink = at < length
                && beside(line).any(|line| dots.get(line * apart + at * step).is_some_and(|dot| *dot < INK));
            if is_ink {
                run += 1;
            } else {
                if run >= least {
                    ruled.push((line, at - run..at));
                }
                run = 0;
            }
        }
    }
    // Painted only now: each line was looked at with the ink of those beside it.
    for (line, range) in ruled {
        for at in range {
            if let Some(dot) = dots.get_mut(line * apart + at * step) {
                *dot = WHITE;
            }
        }
    }
}

/// Where the dots of a PGM picture begin, its width and its height.
fn head(picture: &[u8]) -> Option<(usize, usize, usize)> {
    let mut fields = picture.split_inclusive(u8::is_ascii_whitespace).take(4);
    let mut start = 0;
    let mut next = || {
        let field = fields.next()?;
        start += field.len();
        std::str::from_utf8(field).ok().map(str::trim)
    };
    let kind = next()?;
    let (width, height) = (next()?.parse().ok()?, next()?.parse().ok()?);
    let depth = next()?;
    (kind == "P5" && depth == "255").then_some((start, width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of rows of `#` and blanks.
    fn picture(rows: &[&str]) -> Picture {
        let mut bytes = format!("P5\n{} {}\n255\n", rows[0].len(), rows.len()).into_bytes();
        bytes.extend(
            rows.iter()
                .flat_map(|row| row.bytes())
                .map(|c| if c == b'#' { 0 } else { WHITE }),
        );
        Picture::read(bytes)
    }

    fn rows(picture: &Picture) -> Vec<String> {
        let dots = &picture.bytes()[picture.start..];
        let row = |row: &[u8]| row.iter().map(|dot| if *dot < INK { '#' } else { ' ' }).collect();
        dots.chunks(picture.width).map(row).collect()
    }

    #[test]
    fn rules_go_and_letters_stay() {
        // A rule that drifts by a dot, one across, and a letter between them.
        let mut table = picture(&[
            "#            ",
            "#    ####    ",
            "#    #       ",
            " #   ###     ",
            " #   #       ",
            " #   #       ",
            "             ",
            "#############",
        ]);
        table.erase_rules(6);
        assert_eq!(
            rows(&table),
            [
                "             ",
                "     ####    ",
                "     #       ",
                "     ###     ",
                "     #       ",
                "     #       ",
                "             ",
                "             ",
            ]
        );
    }

    #[test]
    fn an_area_is_painted_as_far_as_it_lies_within() {
        let mut all = picture(&["####", "####"]);
        all.whiten(&(2..9), 1..7);
        assert_eq!(rows(&all), ["####", "##  "]);
    }

    #[test]
    fn what_is_no_picture_stays_as_it_is() {
        for bytes in [&b"P6\n2 1\n255\n\0\0"[..], b"P5\n9999999 9999999\n255\n\0", b""] {
            let mut other = Picture::read(bytes.to_vec());
            other.whiten(&(0..9), 0..9);
            other.erase_rules(1);
            assert_eq!(other.bytes(), bytes);
        }
    }
}
