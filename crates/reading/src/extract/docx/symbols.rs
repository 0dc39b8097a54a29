//! Characters of symbol fonts, which lie in the private area of Unicode.

/// Places of the fonts Symbol and Wingdings that office texts use, and what they show.
const SYMBOL: [(u32, &str); 12] = [
    (0xb7, "•"),
    (0xb3, "≥"),
    (0xa3, "≤"),
    (0xb1, "±"),
    (0xb4, "×"),
    (0xb0, "°"),
    (0xae, "→"),
    (0xde, "⇒"),
    (0xb9, "≠"),
    (0xbb, "≈"),
    (0xa5, "∞"),
    (0x2d, "−"),
];
const WINGDINGS: [(u32, &str); 10] = [
    (0xa7, "•"),
    (0xd8, "➢"),
    (0xfc, "✓"),
    (0xfb, "✗"),
    (0xfe, "☑"),
    (0xa8, "☐"),
    (0x6f, "☐"),
    (0xe0, "→"),
    (0xe8, "→"),
    (0x76, "❖"),
];

/// What `<w:sym>` shows: the character of a text font, or the nearest one to that of a symbol font.
pub(super) fn shown(font: &str, code: &str) -> String {
    let Ok(code) = u32::from_str_radix(code, 16) else {
        return String::new();
    };
    let table: &[(u32, &str)] = match font {
        font if font.starts_with("Wingdings") => &WINGDINGS,
        font if font.starts_with("Symbol") || (0xf000..=0xf0ff).contains(&code) => &SYMBOL,
        _ => return char::from_u32(code).map(String::from).unwrap_or_default(),
    };
    let place = code & 0xff;
    table
        .iter()
        .find(|(known, _)| *known == place)
        .map_or("•", |(_, shown)| shown)
        .to_owned()
}
