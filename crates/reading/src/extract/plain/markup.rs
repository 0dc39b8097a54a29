//! Marks within a line of Markdown: emphasis, headings, links, escapes, the few HTML tags that people use.

use std::borrow::Cow;

use crate::extract::Style;

/// The words of a paragraph without its marks, and the layout they stood for.
pub(super) fn read(source: &str) -> (String, Style) {
    let source = source.trim().trim_start_matches("> ");
    let (source, heading) = heading(source);
    let item = source.strip_prefix("* ");
    let (mut content, bold, italic) = emphasis(unwrapped(item.unwrap_or(source)));
    if item.is_some() {
        content.insert_str(0, "- ");
    }
    (
        content,
        Style {
            heading,
            bold,
            italic,
            ..Style::default()
        },
    )
}

/// A line that only draws: dashes, underscores, equals signs, asterisks.
pub(super) fn is_rule(content: &str) -> bool {
    content
        .chars()
        .all(|c| matches!(c, '-' | '_' | '=' | '*' | '–' | '—' | '─' | '\\' | ' ' | '#'))
}

fn heading(source: &str) -> (&str, Option<u8>) {
    let content = source.trim_start_matches('#');
    let level = source.len() - content.len();
    match u8::try_from(level) {
        Ok(level @ 1..=6) if content.starts_with(' ') => (content.trim().trim_end_matches('#').trim_end(), Some(level)),
        _ => (source, None),
    }
}

/// Removes asterisks and says whether every letter stood between two pairs (bold) or single ones (italic).
fn emphasis(source: Cow<'_, str>) -> (String, bool, bool) {
    let next_mark = |rest: &str| memchr::memchr2(b'*', b'\\', rest.as_bytes());
    if next_mark(&source).is_none() {
        return (source.into_owned(), false, false);
    }
    let mut out = String::with_capacity(source.len());
    let (mut bold, mut italic) = (false, false);
    let (mut all_bold, mut all_italic, mut letters) = (true, true, false);
    let mut rest = &*source;
    while !rest.is_empty() {
        let stars = rest.len() - rest.trim_start_matches('*').len();
        if stars > 0 && !is_footnote_sign(&out, &rest[stars..]) {
            bold ^= stars >= 2;
            italic ^= stars % 2 == 1;
            rest = &rest[stars..];
            continue;
        }
        if rest.starts_with('\\') && rest[1..].starts_with(|next: char| next.is_ascii_punctuation()) {
            out.push_str(&rest[1..2]);
            rest = &rest[2..];
            continue;
        }
        // A mark that stands for itself, and all up to the next.
        let mark = rest.chars().next().map_or(0, char::len_utf8);
        let next = next_mark(&rest[mark..]).map_or(rest.len(), |at| mark + at);
        let (words, after) = rest.split_at(next);
        let tells = !letters || all_bold && !bold || all_italic && !italic;
        if tells && words.contains(char::is_alphanumeric) {
            letters = true;
            all_bold &= bold;
            all_italic &= italic;
        }
        out.push_str(words);
        rest = after;
    }
    (out, letters && all_bold, letters && all_italic)
}

/// `(*)` marks a footnote in office texts, not emphasis.
fn is_footnote_sign(before: &str, after: &str) -> bool {
    before.ends_with('(') && after.starts_with(')')
}

/// Link texts instead of links, no pictures, entities as characters, simple tags left out.
fn unwrapped(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    if memchr::memchr3(b'[', b'!', b'&', bytes).is_none() && memchr::memchr(b'<', bytes).is_none() {
        return source.into();
    }
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['[', '!', '&', '<']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (written, length) = special(rest);
        out.push_str(&written);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out.into()
}

/// What stands for the mark at the beginning of `rest`, and its length in bytes.
fn special(rest: &str) -> (String, usize) {
    if let Some((_, length)) = rest.strip_prefix('!').and_then(link) {
        return (String::new(), length + 1);
    }
    if let Some((label, length)) = link(rest) {
        return (label.to_owned(), length);
    }
    if let Some((tag, _)) = TAGS
        .iter()
        .find_map(|tag| rest.get(..tag.len()).map(|s| (tag, s.eq_ignore_ascii_case(tag))))
        .filter(|f| f.1)
    {
        return (" ".to_owned(), tag.len());
    }
    if let Some((entity, character)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
        return ((*character).to_owned(), entity.len());
    }
    let first = rest.chars().next().map_or(0, char::len_utf8);
    (rest[..first].to_owned(), first)
}

const TAGS: [&str; 12] = [
    "<br>", "<br/>", "<br />", "<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<sup>", "</sup>", "</p>",
];

const ENTITIES: [(&str, &str); 6] = [
    ("&nbsp;", " "),
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
];

/// `[label](address)`: the label and the length of the whole.
fn link(rest: &str) -> Option<(&str, usize)> {
    let inner = rest.strip_prefix('[')?;
    let close = inner.find(']')?;
    let address = inner[close + 1..].strip_prefix('(')?;
    let end = address.find([')', ' ', '\n'])?;
    address[end..]
        .starts_with(')')
        .then(|| (&inner[..close], close + end + 4))
}

#[cfg(test)]
mod tests {
    use super::{is_rule, read};

    #[test]
    fn marks_become_layout() {
        let (content, style) = read("**KẾ HOẠCH**");
        assert_eq!((content.as_str(), style.bold, style.italic), ("KẾ HOẠCH", true, false));
        let (content, style) = read("**1. **Sở Y tế *(cơ quan thường trực)*");
        assert_eq!(
            (content.as_str(), style.bold),
            ("1. Sở Y tế (cơ quan thường trực)", false)
        );
        let (content, style) = read("## Điều 1. Phạm vi");
        assert_eq!((content.as_str(), style.heading), ("Điều 1. Phạm vi", Some(2)));
        assert!(read("***Nơi nhận:***").1.italic);
    }

    #[test]
    fn links_escapes_and_signs() {
        assert_eq!(
            read("Theo [Nghị định 30](https://a.vn/x) và ![dấu](a.png)").0,
            "Theo Nghị định 30 và "
        );
        assert_eq!(read(r"1\. Sở Y tế (*) \*").0, "1. Sở Y tế (*) *");
        assert_eq!(read("* Một việc").0, "- Một việc");
        assert_eq!(read("a&nbsp;b &amp; c<br>d").0, "a b & c d");
        assert_eq!(read("[chưa đóng").0, "[chưa đóng");
    }

    #[test]
    fn rules_draw_and_say_nothing() {
        assert!(is_rule("-------") && is_rule("** **") && is_rule(""));
        assert!(!is_rule("- a"));
    }
}
