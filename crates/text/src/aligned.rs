//! A comparison form of the same length, so that what is found in it is found at the same bytes of the original.

/// Lower-case NFC text with tone marks in the place of the newer spelling (`oà` → `òa`, `uỷ` → `ủy`), byte for byte as
/// long as the original. Letters whose lower case has another length stay as they are; no Vietnamese letter does.
///
/// The text must be in NFC, see [`crate::nfc`].
///
/// ```
/// let written = "Uỷ ban HOÀ giải, Quý II";
/// assert_eq!(text::aligned(written), "ủy ban hòa giải, quý ii");
/// assert_eq!(text::aligned(written).len(), written.len());
/// ```
pub fn aligned(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut chars = s.chars().map(lower).peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let moved = chars.peek().and_then(|&next| moved_tone(before, c, next));
        let Some((first, second)) = moved else {
            out.push(c);
            before = c;
            continue;
        };
        chars.next();
        if chars.peek().is_some_and(|c| c.is_alphabetic()) {
            // A closed syllable (`hoàn`) carries its tone on the second vowel in both spellings.
            let (open, toned) = (c, restored(second, first));
            out.push(open);
            out.push(toned);
            before = toned;
        } else {
            out.push(first);
            out.push(second);
            before = second;
        }
    }
    out
}

/// Vowel pairs `(untoned, toned)` of the older spelling and what they become. `oẽ`, `uỳ`, `uỹ` are not among them: their
/// newer spelling is a byte shorter.
const MOVED: [(char, char, char, char); 12] = [
    ('o', 'à', 'ò', 'a'),
    ('o', 'á', 'ó', 'a'),
    ('o', 'ả', 'ỏ', 'a'),
    ('o', 'ã', 'õ', 'a'),
    ('o', 'ạ', 'ọ', 'a'),
    ('o', 'è', 'ò', 'e'),
    ('o', 'é', 'ó', 'e'),
    ('o', 'ẻ', 'ỏ', 'e'),
    ('o', 'ẹ', 'ọ', 'e'),
    ('u', 'ý', 'ú', 'y'),
    ('u', 'ỷ', 'ủ', 'y'),
    ('u', 'ỵ', 'ụ', 'y'),
];

fn moved_tone(before: char, first: char, second: char) -> Option<(char, char)> {
    if before == 'q' || !matches!(first, 'o' | 'u') {
        return None;
    }
    MOVED.iter().find(|m| m.0 == first && m.1 == second).map(|m| (m.2, m.3))
}

fn restored(plain: char, toned_first: char) -> char {
    MOVED
        .iter()
        .find(|m| m.2 == toned_first && m.3 == plain)
        .map_or(plain, |m| m.1)
}

fn lower(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => return c.to_ascii_lowercase(),
        // The rows where Vietnamese letters stand in pairs, capital first.
        '\u{1ea0}'..='\u{1ef9}' => return char::from_u32(u32::from(c) | 1).unwrap_or(c),
        'à'..='ö' | 'ø'..='þ' | 'ă' | 'đ' | 'ơ' | 'ư' | 'ĩ' | 'ũ' => return c,
        _ => {}
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::aligned;

    #[test]
    fn keeps_every_byte_in_place() {
        for written in [
            "HOÀ THUẬN",
            "Ia H’Drai",
            "İstanbul ß",
            "quỳ, thuỷ, khoẻ, loạn",
            "Toà",
            "ĐẮK LẮK",
            "tuỳ, luỹ, xoẽ, thuý, hoả",
            "",
        ] {
            assert_eq!(aligned(written).len(), written.len(), "{written}");
        }
    }

    #[test]
    fn closed_syllables_keep_their_tone() {
        assert_eq!(
            aligned("hoàn toàn, thuỷ, khoẻ, quý, loạn"),
            "hoàn toàn, thủy, khỏe, quý, loạn"
        );
    }
}
