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
    let bytes = s.as_bytes();
    let mut out = String::with_capacity(s.len());
    // Most letters stay: what lies between two that change is copied in one piece.
    let (mut copied, mut at) = (0, 0);
    // Most blocks do not change at all.
    let mut next_look = 0;
    while let Some(&byte) = bytes.get(at) {
        if at >= next_look {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before..));
            if before.and_then(|rest| rest.first_chunk()).is_some_and(block_stays) {
                at += BLOCK;
                // The last character of the block may end in the next.
                while bytes.get(at).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
                    at += 1;
                }
                continue;
            }
            next_look = at + BLOCK;
        }
        if byte.is_ascii() {
            if byte.is_ascii_uppercase() {
                out.push_str(&s[copied..at]);
                out.push(char::from(byte.to_ascii_lowercase()));
                copied = at + 1;
            }
            at += 1;
            continue;
        }
        if let Some(length) = small_letter(&bytes[at..])
            && !ends_in_open_vowel(&bytes[..at])
        {
            at += length;
            continue;
        }
        let mut chars = s[at..].chars();
        let Some(written) = chars.next() else { break };
        let end = at + written.len_utf8();
        let c = lower(written);
        // A closed syllable (`hoàn`) carries its tone on the second vowel in both spellings.
        let mut closed = || chars.next().is_some_and(|c| lower(c).is_alphabetic());
        if let Some((first, second)) = moved_tone(&bytes[..at], c).filter(|_| !closed()) {
            if copied < at {
                out.push_str(&s[copied..at]);
            }
            out.pop();
            out.push(first);
            out.push(second);
            copied = end;
        } else if c != written {
            out.push_str(&s[copied..at]);
            out.push(c);
            copied = end;
        }
        at = end;
    }
    out.push_str(&s[copied..]);
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

/// Bytes looked at at once.
const BLOCK: usize = 16;

/// Nothing changes in a block, given with the byte before it and the two behind: small letters of Vietnamese and dashes
/// and quotation marks stand in it, and no tone may move.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at at once"
)]
fn block_stays(around: &[u8; BLOCK + 3]) -> bool {
    let may_change = |before: u8, first: u8, second: u8, third: u8| {
        // As `small_letter` has them, and U+2000 to U+203F.
        let two = (first == 0xc3) & (0xa0..=0xbd).contains(&second)
            | (first == 0xc4) & ((second == 0x83) | (second == 0x91))
            | (first == 0xc6) & ((second == 0xa1) | (second == 0xb0));
        let low = (second == 0xba) & (third >= 0xa0) | (second == 0xbb) & (third <= 0xb9);
        let three = (first == 0xe1) & low & (third & 1 == 1) | (first == 0xe2) & (second == 0x80);
        // As `MOVED` has them: o before à á ã è é, ạ ả ẹ ẻ; u before ý, ỵ ỷ.
        let a_or_e = (first == 0xc3) & ((second & 0xf6 == 0xa0) | (second == 0xa3))
            | (first == 0xe1) & (second == 0xba) & ((third & 0xfd == 0xa1) | (third & 0xfd == 0xb9));
        let y = (first == 0xc3) & (second == 0xbd) | (first == 0xe1) & (second == 0xbb) & (third & 0xfd == 0xb5);
        let vowel = before.to_ascii_lowercase();
        let moves = (vowel == b'o') & a_or_e | (vowel == b'u') & y;
        first.is_ascii_uppercase() | (first >= 0xc0) & !(two | three) | moves
    };
    !(0..BLOCK).fold(false, |any, at| {
        any | may_change(around[at], around[at + 1], around[at + 2], around[at + 3])
    })
}

/// The length of the small Vietnamese letter with marks at the beginning of the bytes.
fn small_letter(bytes: &[u8]) -> Option<usize> {
    match *bytes {
        // à to ý; ă, đ; ơ, ư.
        [0xc3, 0xa0..=0xbd, ..] | [0xc4, 0x83 | 0x91, ..] | [0xc6, 0xa1 | 0xb0, ..] => Some(2),
        // U+1EA1 to U+1EF9: of each pair the second.
        [0xe1, 0xba, third @ 0xa0..=0xbf, ..] | [0xe1, 0xbb, third @ 0x80..=0xb9, ..] if third % 2 == 1 => Some(3),
        _ => None,
    }
}

/// A tone may have to move to the last letter.
fn ends_in_open_vowel(before: &[u8]) -> bool {
    matches!(before.last(), Some(b'o' | b'u' | b'O' | b'U'))
}

/// What a last vowel of `before` and the toned vowel behind it become.
fn moved_tone(before: &[u8], second: char) -> Option<(char, char)> {
    let first = match before {
        [.., b'q' | b'Q', b'o' | b'u' | b'O' | b'U'] => return None,
        [.., b'o' | b'O'] => 'o',
        [.., b'u' | b'U'] => 'u',
        _ => return None,
    };
    MOVED.iter().find(|m| m.0 == first && m.1 == second).map(|m| (m.2, m.3))
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
    use proptest::prelude::*;

    use super::{MOVED, aligned, lower};

    /// The definition, letter by letter.
    fn plainly_aligned(s: &str) -> String {
        let mut letters: Vec<char> = s.chars().map(lower).collect();
        for at in 1..letters.len() {
            let pair = MOVED.iter().find(|m| m.0 == letters[at - 1] && m.1 == letters[at]);
            let is_of_q = at > 1 && letters[at - 2] == 'q';
            let closed = letters.get(at + 1).is_some_and(|c| c.is_alphabetic());
            if let Some((_, _, first, second)) = pair.filter(|_| !is_of_q && !closed) {
                (letters[at - 1], letters[at]) = (*first, *second);
            }
        }
        letters.into_iter().collect()
    }

    proptest! {
        #[test]
        fn many_bytes_at_once_change_nothing(text in "([a-zA-Zàảãáạ’–]|[oOuUq]{0,2}[àáèéẻẹỷỵýÈÝ]|ĐđƯư|[ếệ ]{4,12}){0,40}") {
            prop_assert_eq!(aligned(&text), plainly_aligned(&text));
        }

        #[test]
        fn any_text_keeps_its_length_and_its_characters(text in "[a-zA-ZàảãáạÈẻỷÝĐđƯ’ ]{0,40}|.{0,40}") {
            let found = aligned(&text);
            prop_assert_eq!(found.len(), text.len());
            prop_assert_eq!(found.chars().count(), text.chars().count());
        }
    }

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
