//! Whether letters make a Vietnamese syllable: onset, rhyme, and a tone that the rhyme can carry.
//!
//! Names of the highlands (`Kon`, `Đăk`) and foreign words are no syllables here: this tells right decoding from wrong, it
//! does not judge spelling.

use unicode_normalization::UnicodeNormalization;

/// Onsets, longest first so that the first that fits is the right one.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

/// Rhymes without their tone, sorted for binary search.
const RHYMES: [&str; 171] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "em", "en", "eng", "eo",
    "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt",
    "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe",
    "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn", "oăng", "oăt",
    "u", "ua", "uc", "ui", "um", "un", "ung", "uo", "up", "ut", "uy", "uya", "uych", "uyn", "uynh", "uyp", "uyt",
    "uyu", "uyên", "uyêt", "uâ", "uân", "uâng", "uât", "uây", "uê", "uêch", "uênh", "uêu", "uôc", "uôi", "uôm", "uôn",
    "uông", "uôt", "uơ", "y", "ych", "ynh", "yt", "yu", "yêm", "yên", "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng",
    "âp", "ât", "âu", "ây", "ê", "êch", "êm", "ên", "êng", "ênh", "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn", "ông",
    "ôp", "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơng", "ơp", "ơt", "ư", "ưa", "ưc", "ưi",
    "ưm", "ưn", "ưng", "ưt", "ưu", "ươ", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
];

/// True for one well-formed syllable in any case, composed or decomposed.
///
/// ```
/// assert!(text::is_vietnamese_syllable("Nghiêng") && text::is_vietnamese_syllable("được"));
/// assert!(!text::is_vietnamese_syllable("ñöôïc") && !text::is_vietnamese_syllable("cap"), "a stop needs sắc or nặng");
/// ```
pub fn is_vietnamese_syllable(word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let Some((letters, tone)) = split_tone(word) else {
        return false;
    };
    ONSETS.iter().any(|onset| {
        letters
            .strip_prefix(onset)
            .is_some_and(|rhyme| fits(onset, rhyme, tone))
    })
}

/// Lower-case letters in NFC and the tone mark taken from them; none with two tones or no letters.
fn split_tone(word: &str) -> Option<(String, Option<char>)> {
    let mut tone = None;
    let mut bare = String::with_capacity(word.len());
    for c in word.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' if tone.is_some() => return None,
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tone = Some(c),
            c => bare.push(c),
        }
    }
    (!bare.is_empty()).then(|| (bare.nfc().collect(), tone))
}

fn fits(onset: &str, rhyme: &str, tone: Option<char>) -> bool {
    if RHYMES.binary_search(&rhyme).is_err() {
        return false;
    }
    let front = rhyme.starts_with(['e', 'ê', 'i', 'y']);
    let spelt = match onset {
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || rhyme.starts_with('i'),
        "qu" => !rhyme.starts_with(['o', 'u', 'ư']),
        _ => true,
    };
    let stopped = rhyme.ends_with(['c', 'p', 't']) || rhyme.ends_with("ch");
    spelt && (!stopped || matches!(tone, Some('\u{301}' | '\u{323}')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhymes_are_sorted() {
        assert!(RHYMES.is_sorted());
    }

    #[test]
    fn syllables() {
        let text = "Ủy ban nhân dân tỉnh Quảng Ngãi yêu cầu thủ trưởng các sở ban ngành tổ chức quán triệt nghiêm túc gìn giữ gì giếng \
                    giêng quốc quyết quýt quỳnh khuya khuỷu thuở huơ nguyễn xoong ngoằn ngoèo chuệch oách uể ý yếm ươm ỷ hoà hòa";
        for word in text.split_whitespace() {
            assert!(is_vietnamese_syllable(word), "{word}");
        }
    }

    #[test]
    fn not_syllables() {
        for word in [
            "", "Kon", "Đăk", "kă", "ce", "nge", "gha", "hét̀", "TCVN", "street", "aa", "ng", "céng1", "qươ", "tap",
            "a-b",
        ] {
            assert!(!is_vietnamese_syllable(word), "{word}");
        }
    }
}
