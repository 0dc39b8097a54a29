//! Normal forms. Two spellings of one name must give one key; two names must never give the same key by accident.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Text in Unicode NFC, borrowed when it already is.
pub fn nfc(s: &str) -> Cow<'_, str> {
    if is_nfc(s) { Cow::Borrowed(s) } else { Cow::Owned(s.nfc().collect()) }
}

/// Search key: lower case, no marks, `đ` as `d`. Different names may share it (`Sơn Hà`, `Sơn Hạ`): use it to find,
/// never to decide.
///
/// ```
/// assert_eq!(text::fold("Đăk Hà"), "dak ha");
/// ```
pub fn fold(s: &str) -> String {
    s.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// One syllable or text with every tone mark moved behind its syllable, so that `hoà` and `hòa` are equal.
///
/// ```
/// assert_eq!(text::tone_on_last("hoà"), text::tone_on_last("hòa"));
/// assert_ne!(text::tone_on_last("hoà"), text::tone_on_last("hoá"));
/// ```
pub fn tone_on_last(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + 8);
    let mut tone = None;
    for c in s.nfd() {
        if TONES.contains(&c) {
            tone = Some(c);
            continue;
        }
        if !c.is_alphabetic() && !('\u{300}'..='\u{36f}').contains(&c) {
            out.extend(tone.take());
        }
        out.push(c);
    }
    out.extend(tone);
    out
}

/// Comparison key of a name: lower case, tone marks in one place, one kind of apostrophe, dash and space.
/// All diacritics stay: `Sơn Hà` and `Sơn Hạ` remain two.
///
/// ```
/// assert_eq!(text::canonical("Ia H’ Drai"), text::canonical("IA H'DRAI"));
/// assert_eq!(text::canonical("Uỷ  ban"), text::canonical("Ủy ban"));
/// ```
pub fn canonical(s: &str) -> String {
    let lower: String = s.chars().flat_map(char::to_lowercase).collect();
    let toned = tone_on_last(&lower);
    let mut out = String::with_capacity(toned.len());
    let mut space = false;
    for c in toned.chars() {
        match c {
            '’' | '‘' | 'ʼ' | '`' | '´' | '\'' => {
                space = false;
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('\'');
            }
            '–' | '—' | '‑' | '-' => {
                space = false;
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('-');
            }
            c if c.is_whitespace() => space = !out.is_empty(),
            c => {
                if space && !out.ends_with(['\'', '-']) {
                    out.push(' ');
                }
                space = false;
                out.push(c);
            }
        }
    }
    out
}
