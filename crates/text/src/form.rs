//! Normal forms. Two spellings of one name must give one key; two names must never give the same key by accident.

use std::borrow::Cow;

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Text in Unicode NFC, borrowed when it plainly is, see [`is_composed`].
pub fn nfc(s: &str) -> Cow<'_, str> {
    let Some(first) = first_open(s) else {
        return Cow::Borrowed(s);
    };
    let mut out = String::with_capacity(s.len());
    let (mut done, mut open) = (0, first);
    loop {
        // A character in NFC by itself begins anew: what stands before it changes nothing behind it.
        let start = s[..open]
            .char_indices()
            .next_back()
            .map_or(open, |(at, _)| at.max(done));
        let is_settled = |(at, c): (usize, char)| stands_alone(c).then_some(open + at);
        let end = s[open..].char_indices().find_map(is_settled).unwrap_or(s.len());
        out.push_str(&s[done..start]);
        push_cluster(&s[start..end], &mut out);
        done = end;
        match first_open(&s[done..]) {
            Some(next) => open = done + next,
            None => break,
        }
    }
    out.push_str(&s[done..]);
    Cow::Owned(out)
}

/// Writes one letter and the marks behind it in NFC. A letter that takes its marks one after the other, as those of
/// Vietnamese do, is composed directly.
fn push_cluster(cluster: &str, out: &mut String) {
    let mut chars = cluster.chars();
    let composed = chars.next().and_then(|first| chars.try_fold(first, compose));
    match composed {
        Some(letter) if stands_alone(letter) => out.push(letter),
        _ => out.extend(cluster.nfc()),
    }
}

/// A letter of any script: [`char::is_alphabetic`], quicker for those of Vietnamese.
pub fn is_letter(c: char) -> bool {
    matches!(c, '\u{1e00}'..='\u{1eff}') || c.is_alphabetic()
}

/// True when no letter of the text can change or join its neighbour: every character is in NFC by itself and no mark stands
/// alone. That is what nearly all text is, told from its bytes; any part and any mixture of such texts is in NFC too.
pub fn is_composed(s: &str) -> bool {
    first_open(s).is_none()
}

/// Bytes looked at at once.
const BLOCK: usize = 64;

/// Where the first character stands of which [`is_composed`] cannot be said.
fn first_open(s: &str) -> Option<usize> {
    let bytes = s.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + BLOCK;
        let block = bytes.get(at..).and_then(|rest| rest.first_chunk());
        if block.is_some_and(is_composed_block) {
            at = end;
            // The last character of the block may end in the next.
            while bytes.get(at).is_some_and(|byte| (0x80..0xc0).contains(byte)) {
                at += 1;
            }
            continue;
        }
        while let Some(&byte) = bytes.get(at).filter(|_| at < end) {
            at += match byte {
                0..=0x7f => 1,
                // U+0080 to U+02FF.
                0xc2..=0xcb => 2,
                // U+1E00 to U+1EFF, U+2010 to U+203F.
                0xe1 if bytes.get(at + 1).is_some_and(|b| (0xb8..=0xbb).contains(b)) => 3,
                0xe2 if bytes.get(at + 1) == Some(&0x80) && bytes.get(at + 2).is_some_and(|b| *b >= 0x90) => 3,
                _ => match s.get(at..).and_then(|rest| rest.chars().next()) {
                    Some(c) if stands_alone(c) => c.len_utf8(),
                    _ => return Some(at),
                },
            };
        }
    }
    None
}

/// The plainest of what [`first_open`] passes over, of a block with the two bytes behind it: all that begins there is ASCII,
/// U+0080 to U+02FF, U+1E00 to U+1EFF or U+2010 to U+203F.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches many bytes are looked at at once"
)]
fn is_composed_block(block: &[u8; BLOCK + 2]) -> bool {
    let is_open = |first: u8, second: u8, third: u8| {
        let latin = (0xc2..=0xcb).contains(&first);
        let toned = (first == 0xe1) & (0xb8..=0xbb).contains(&second);
        let punctuation = (first == 0xe2) & (second == 0x80) & (third >= 0x90);
        (first >= 0xc0) & !(latin | toned | punctuation)
    };
    !(0..BLOCK).fold(false, |any, at| any | is_open(block[at], block[at + 1], block[at + 2]))
}

fn stands_alone(c: char) -> bool {
    is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes && canonical_combining_class(c) == 0
}

/// Search key: lower case, no marks, `đ` as `d`. Different names may share it (`Sơn Hà`, `Sơn Hạ`): use it to find,
/// never to decide.
///
/// ```
/// assert_eq!(text::fold("Đăk Hà"), "dak ha");
/// ```
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    each_decomposed(s, |c| {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if !is_mark(c) {
            out.extend(c.to_lowercase().map(|c| if c == 'đ' { 'd' } else { c }));
        }
    });
    out
}

/// One syllable or text with every tone mark moved behind its syllable, so that `hoà` and `hòa` are equal.
///
/// ```
/// assert_eq!(text::tone_on_last("hoà"), text::tone_on_last("hòa"));
/// assert_ne!(text::tone_on_last("hoà"), text::tone_on_last("hoá"));
/// ```
pub fn tone_on_last(s: &str) -> String {
    let mut out = String::with_capacity(s.len() + s.len() / 4);
    let mut tone = None;
    each_decomposed(s, |c| {
        if TONES.contains(&c) {
            tone = Some(c);
            return;
        }
        if tone.is_some() && !c.is_alphabetic() && !is_mark(c) {
            out.extend(tone.take());
        }
        out.push(c);
    });
    out.extend(tone);
    out
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Canonical decomposition. Without marks of their own there is nothing to reorder, which spares most of
/// the work.
fn each_decomposed(s: &str, mut each: impl FnMut(char)) {
    if s.chars().any(may_reorder) {
        s.nfd().for_each(each);
        return;
    }
    for c in s.chars() {
        if c.is_ascii() {
            each(c);
        } else {
            decompose_canonical(c, &mut each);
        }
    }
}

/// A mark printed on its own may have to change places with its neighbours. Latin letters and general punctuation never do.
fn may_reorder(c: char) -> bool {
    let settled = matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}');
    !settled && canonical_combining_class(c) != 0
}

/// Comparison key of a name: lower case, tone marks in one place, one kind of apostrophe, dash and space.
/// All diacritics stay: `Sơn Hà` and `Sơn Hạ` remain two.
///
/// ```
/// assert_eq!(text::canonical("Ia H’ Drai"), text::canonical("IA H'DRAI"));
/// assert_eq!(text::canonical("Uỷ  ban"), text::canonical("Ủy ban"));
/// ```
pub fn canonical(s: &str) -> String {
    let toned = if s.is_ascii() {
        s.to_ascii_lowercase()
    } else {
        tone_on_last(&s.chars().flat_map(char::to_lowercase).collect::<String>())
    };
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    /// The definition of `fold`, without the short cuts.
    fn plain_fold(s: &str) -> String {
        let bare = s.nfd().filter(|c| !is_mark(*c));
        bare.flat_map(char::to_lowercase)
            .map(|c| if c == 'đ' { 'd' } else { c })
            .collect()
    }

    fn plain_tone_on_last(s: &str) -> String {
        let mut out = String::new();
        let mut tone = None;
        for c in s.nfd() {
            if TONES.contains(&c) {
                tone = Some(c);
                continue;
            }
            if !c.is_alphabetic() && !is_mark(c) {
                out.extend(tone.take());
            }
            out.push(c);
        }
        out.extend(tone);
        out
    }

    /// Vietnamese letters, marks, punctuation and some of everything else.
    fn texts() -> impl Strategy<Value = String> {
        let vietnamese =
            "[a-zA-ZăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặấậỆộợữự \u{300}\u{301}\u{303}\u{309}\u{323}\u{302}\u{31b}’'–-]{0,40}";
        let long = "[a-zàảãáạằẳẵắặấậỆộợữự’–]{40,120}.{0,2}[a-zàảãáạằẳẵắặấậỆộợữự’–]{0,80}";
        prop_oneof![vietnamese, ".{0,40}", long]
    }

    proptest! {
        #[test]
        fn short_cuts_change_nothing(text in texts()) {
            prop_assert_eq!(fold(&text), plain_fold(&text));
            prop_assert_eq!(tone_on_last(&text), plain_tone_on_last(&text));
        }

        #[test]
        fn keys_are_stable(text in texts()) {
            prop_assert_eq!(canonical(&canonical(&text)), canonical(&text));
            prop_assert!(is_nfc(&nfc(&text)));
            prop_assert!(!is_composed(&text) || is_nfc(&text));
            prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
        }

        #[test]
        fn folding_twice_is_folding_once(text in texts()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn any_bytes_give_text(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (text, _) = crate::legacy::decode_bytes(&bytes);
            prop_assert!(is_nfc(&text));
        }
    }
}
