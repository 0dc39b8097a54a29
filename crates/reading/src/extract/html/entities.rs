//! Character references of HTML: the numeric ones and the names of HTML 4.

/// Names of U+00A0 to U+00FF in order (HTML 4.01, section 24.2.1).
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy",
    "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm",
    "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig",
    "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve",
    "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN",
    "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc",
    "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// Other names that office pages use (sections 24.3.1 and 24.4.1, and the Vietnamese letters of HTML 5).
const OTHERS: [(&str, char); 46] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("bull", '•'),
    ("hellip", '…'),
    ("permil", '‰'),
    ("prime", '′'),
    ("Prime", '″'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("euro", '€'),
    ("trade", '™'),
    ("larr", '←'),
    ("rarr", '→'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("sum", '∑'),
    ("infin", '∞'),
    ("Abreve", 'Ă'),
    ("abreve", 'ă'),
    ("Dstrok", 'Đ'),
    ("dstrok", 'đ'),
    ("Utilde", 'Ũ'),
    ("utilde", 'ũ'),
];

/// Longest reference looked at, `&` and `;` included.
const LONGEST: usize = 12;

/// The text with references replaced; what is none stays as written.
pub(super) fn replace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = reference(&rest[1..]);
        out.push(found.map_or('&', |(c, _)| c));
        rest = &rest[found.map_or(1, |(_, length)| length + 1)..];
    }
    out.push_str(rest);
    out
}

/// The character a reference stands for and its length behind the `&`.
fn reference(rest: &str) -> Option<(char, usize)> {
    let length = rest
        .bytes()
        .take(LONGEST)
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#')
        .count();
    let name = &rest[..length];
    let c = match name.strip_prefix('#') {
        Some(number) => numeric(number)?,
        None => named(name)?,
    };
    Some((c, length + usize::from(rest[length..].starts_with(';'))))
}

fn numeric(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    // Pages made on Windows write its quotes and dashes by their place in code page 1252.
    let code = match code {
        0x85 => 0x2026,
        0x91 | 0x92 => 0x2018 + code - 0x91,
        0x93 | 0x94 => 0x201c + code - 0x93,
        0x95 => 0x2022,
        0x96 | 0x97 => 0x2013 + code - 0x96,
        _ => code,
    };
    char::from_u32(code).filter(|c| *c != '\0')
}

fn named(name: &str) -> Option<char> {
    if let Some((_, c)) = OTHERS.iter().find(|(known, _)| *known == name) {
        return Some(*c);
    }
    let place = LATIN.iter().position(|known| *known == name)?;
    char::from_u32(0xa0 + u32::try_from(place).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{named, replace};

    #[test]
    fn references_become_characters() {
        assert_eq!(
            replace("H&agrave; N&#7897;i &#x1EBF; &amp;amp; &ndash; &#147;x&#148;"),
            "Hà Nội ế &amp; – “x”"
        );
        assert_eq!(replace("R&D & a&b; 5 &lt 6 &khong;"), "R&D & a&b; 5 < 6 &khong;");
        assert_eq!(replace("&#0;&#xD800;&#99999999999;&"), "&#0;&#xD800;&#99999999999;&");
    }

    #[test]
    fn the_latin_table_is_in_place() {
        assert_eq!(
            ["nbsp", "Agrave", "ETH", "times", "yuml"].map(named),
            ['\u{a0}', 'À', 'Ð', '×', 'ÿ'].map(Some)
        );
    }
}
