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
    let mut bytes = s.to_ascii_lowercase().into_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            at += 1;
            continue;
        }
        let mut chars = s[at..].chars();
        let Some(written) = chars.next() else { break };
        let end = at + written.len_utf8();
        let c = lower(written);
        // A closed syllable (`hoàn`) carries its tone on the second vowel in both spellings.
        let mut closed = || chars.next().is_some_and(|c| lower(c).is_alphabetic());
        match moved_tone(&bytes[..at], c).filter(|_| !closed()) {
            Some((first, second)) => {
                first.encode_utf8(&mut bytes[at - 1..end]);
                second.encode_utf8(&mut bytes[at - 1 + first.len_utf8()..end]);
            }
            None if c != written => {
                c.encode_utf8(&mut bytes[at..end]);
            }
            None => {}
        }
        at = end;
    }
    String::from_utf8(bytes).expect("each letter is exchanged for one of its length")
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

/// What a last vowel of `before` and the toned vowel behind it become.
fn moved_tone(before: &[u8], second: char) -> Option<(char, char)> {
    let first = match before {
        [.., b'q', b'o' | b'u'] => return None,
        [.., b'o'] => 'o',
        [.., b'u'] => 'u',
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

    use super::aligned;

    proptest! {
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
