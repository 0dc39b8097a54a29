//! Text typed in the fonts of the old encodings: the font's name tells what its codes mean.

use text::legacy::{OldEncoding, convert};

/// Unicode for text typed in a font such as `.VnTime` (TCVN3) or `VNI-Times`, and the name of its encoding.
///
/// `None` for other fonts, and for text that already is Vietnamese Unicode and only carries such a font.
pub(super) fn unicode(typed: &str, font: &str) -> Option<(String, &'static str)> {
    let encoding = encoding(font)?;
    if typed.is_ascii() || typed.chars().any(is_vietnamese_unicode) {
        return None;
    }
    let text = convert(typed, encoding);
    // Fonts with a final H (`.VnTimeH`) show the codes of small letters as capitals.
    let text = if encoding == OldEncoding::Tcvn3 && font.ends_with('H') {
        text.to_uppercase()
    } else {
        text
    };
    Some((text, encoding.name()))
}

fn encoding(font: &str) -> Option<OldEncoding> {
    if font.starts_with(".Vn") {
        return Some(OldEncoding::Tcvn3);
    }
    (font.starts_with("VNI-") || font.starts_with("VNI ")).then_some(OldEncoding::Vni)
}

/// Letters that the old encodings, read as Western ones, do not contain.
fn is_vietnamese_unicode(c: char) -> bool {
    matches!(
        c,
        'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}'
    )
}

#[cfg(test)]
mod tests {
    use super::unicode;

    #[test]
    fn the_font_tells_the_encoding() {
        let read = |typed, font| unicode(typed, font).map(|(text, _)| text);
        assert_eq!(read("ñy ban nh©n d©n", ".VnTime").as_deref(), Some("ủy ban nhân dân"));
        assert_eq!(read("ñy ban nh©n d©n", ".VnTimeH").as_deref(), Some("ỦY BAN NHÂN DÂN"));
        assert_eq!(read("Keá hoaïch", "VNI-Times").as_deref(), Some("Kế hoạch"));
        assert_eq!(read("ñy ban nh©n d©n", "Times New Roman"), None);
        assert_eq!(read("Ủy ban nhân dân", ".VnTime"), None);
    }
}
