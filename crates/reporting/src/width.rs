//! How long a line of text is: the rules under motto and organ are as long as the decree wants them, columns hold their
//! words, labels of charts have room.

use text::fold;

/// Advance widths of bold Times, in thousandths of the size, for the characters from space to tilde. The regular face is a
/// little narrower; marks and horns of Vietnamese letters add nothing.
const BOLD: [u16; 95] = [
    250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 333, 333, 570, 570, 570, 500, 930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944,
    722, 778, 611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500, 333, 500, 556, 444, 556,
    444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394,
    220, 394, 520,
];

/// Width of what has no width of its own in the table.
const OTHER: u16 = 500;

/// Length of a line in bold letters, in twips (a twentieth of a point).
pub(crate) fn bold_twips(line: &str, points: u8) -> i64 {
    i64::from(bold_thousandths(line)) * i64::from(points) * 20 / 1000
}

/// Length of a line in bold letters, in thousandths of their size.
pub(crate) fn bold_thousandths(line: &str) -> u32 {
    line.chars().map(|character| u32::from(of(character))).sum()
}

fn of(character: char) -> u16 {
    let is_upper = character.is_uppercase();
    let folded = fold(character.encode_utf8(&mut [0; 4]));
    let plain = folded.chars().next().unwrap_or(character);
    let plain = if is_upper { plain.to_ascii_uppercase() } else { plain };
    let at = (plain as usize).checked_sub(usize::from(b' '));
    at.and_then(|at| BOLD.get(at)).copied().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 12.197 times the size by the advance widths of the font, letter by letter.
    #[test]
    fn the_motto_is_as_long_as_it_is() {
        let twips = bold_twips("Độc lập - Tự do - Hạnh phúc", 13);
        assert_eq!(twips, 12_197 * 13 * 20 / 1000);
        assert_eq!(bold_twips("Đ", 10), bold_twips("D", 10));
        assert!(bold_twips("Ế", 10) > bold_twips("ế", 10));
    }
}
