//! Tags and text of a web page, one after the other.
//!
//! No tree is built: a page of 100,000 nested elements costs no more than a flat one. The work is linear in the length
//! of the page whatever it holds; quotes that are never closed end after [`LONGEST_TAG`].

use super::entities;

/// Bytes of the longest tag in which quotes are respected.
const LONGEST_TAG: usize = 64 << 10;

/// Elements whose content is no markup and is never shown as text.
const RAW: [&str; 8] = [
    "script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp",
];

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name attributes>`.
    Open(Tag<'a>),
    /// `</name>`, in lower case.
    Close(String),
    /// Characters, entities already replaced.
    Text(String),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Lower case.
    pub(super) name: String,
    attributes: &'a str,
}

impl Tag<'_> {
    /// Value of an attribute, entities replaced; an attribute without value is empty.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (key, after) = rest.split_at(end.max(1).min(rest.len()));
            let (value, after) = value(after);
            if key.eq_ignore_ascii_case(name) {
                return Some(entities::replace(value));
            }
            rest = after.trim_start();
        }
        None
    }
}

/// The value behind an attribute's name, and what follows it.
fn value(after: &str) -> (&str, &str) {
    let Some(rest) = after.trim_start().strip_prefix('=') else {
        return ("", after);
    };
    let rest = rest.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = rest.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    rest.split_at(end)
}

/// Reads a page from its beginning.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// No `>` is left in the rest: every `<` in it is text.
    no_tags: bool,
    /// No `-->` is left in the rest.
    no_comments: bool,
}

impl<'a> Tokens<'a> {
    /// Tokens of a page.
    pub(super) fn of(page: &'a str) -> Self {
        Self {
            rest: page,
            no_tags: false,
            no_comments: false,
        }
    }

    /// The text up to the next tag, with a first `<` that is no tag.
    fn text(&mut self) -> Token<'a> {
        let from = usize::from(self.rest.starts_with('<'));
        let end = if self.no_tags {
            None
        } else {
            self.rest[from..].find('<').map(|at| from + at)
        };
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        Token::Text(entities::replace(text))
    }

    fn skip_comment(&mut self) -> bool {
        self.no_comments = self.no_comments || !self.skip_to("-->");
        !self.no_comments
    }

    fn skip_to(&mut self, end: &str) -> bool {
        let Some(at) = self.rest.find(end) else {
            self.no_tags |= end == ">";
            return false;
        };
        self.rest = &self.rest[at + end.len()..];
        true
    }

    /// Leaves out the content of an element that holds no markup.
    fn skip_raw(&mut self, name: &str) {
        let mut at = 0;
        while let Some(found) = self.rest[at..].find("</") {
            at += found + 2;
            if self
                .rest
                .get(at..at + name.len())
                .is_some_and(|written| written.eq_ignore_ascii_case(name))
            {
                self.rest = &self.rest[at - 2..];
                return;
            }
        }
        self.rest = "";
    }

    fn open(&mut self) -> Option<Token<'a>> {
        let end = self.tag_end()?;
        let inner = self.rest[1..end].trim_end_matches('/');
        self.rest = &self.rest[end + 1..];
        let name_end = inner
            .find(|c: char| c.is_whitespace() || c == '/')
            .unwrap_or(inner.len());
        let name = inner[..name_end].to_ascii_lowercase();
        if RAW.contains(&name.as_str()) {
            self.skip_raw(&name);
        }
        Some(Token::Open(Tag {
            name,
            attributes: &inner[name_end..],
        }))
    }

    /// Where the tag at the beginning ends: the first `>` outside of quotes.
    fn tag_end(&mut self) -> Option<usize> {
        let mut quote = None;
        let mut after_equals = false;
        for (at, byte) in self.rest.bytes().enumerate().take(LONGEST_TAG) {
            match (quote, byte) {
                (None, b'>') => return Some(at),
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                (Some(open), _) if byte == open => quote = None,
                _ => {}
            }
            after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
        }
        let plain = self.rest.find('>');
        self.no_tags |= plain.is_none();
        plain
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if self.no_tags || !self.rest.starts_with('<') {
                return Some(self.text());
            }
            let second = self.rest[1..].chars().next().unwrap_or(' ');
            if second.is_ascii_alphabetic() {
                return Some(self.open().unwrap_or_else(|| self.text()));
            }
            if self.rest.starts_with("</") {
                let name = self.rest[2..].split(['>', ' ', '\n', '\t', '/']).next().unwrap_or("");
                let name: String = name.chars().take(16).collect::<String>().to_ascii_lowercase();
                if self.skip_to(">") {
                    return Some(Token::Close(name));
                }
                continue;
            }
            let skipped = match second {
                '!' if self.rest.starts_with("<!--") => self.skip_comment() || self.skip_to(">"),
                '!' | '?' => self.skip_to(">"),
                _ => false,
            };
            if !skipped {
                return Some(self.text());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    fn seen(page: &str) -> String {
        let show = |token: Token<'_>| match token {
            Token::Open(tag) => format!("<{}>", tag.name),
            Token::Close(name) => format!("</{name}>"),
            Token::Text(text) => text,
        };
        Tokens::of(page).map(show).collect()
    }

    #[test]
    fn tags_text_and_what_is_no_markup() {
        let page = "<!DOCTYPE html><P a='>'>x &lt; 5 <!-- <p> --><script>if (a<b) '</p>'</SCRIPT>y</p ><?xml ?>";
        assert_eq!(seen(page), "<p>x < 5 <script></script>y</p>");
        assert_eq!(seen("a < b và c > d"), "a < b và c > d");
        assert_eq!(seen("chưa đóng <p"), "chưa đóng <p");
        assert_eq!(seen("<"), "<");
    }

    #[test]
    fn attributes_in_any_quotes() {
        let page = r#"<td COLSPAN=2 class="a b" title='x &amp; y' hidden style = "display:none">"#;
        let Some(Token::Open(tag)) = Tokens::of(page).next() else {
            panic!("no tag")
        };
        let value = |name| tag.attribute(name);
        assert_eq!(value("colspan").as_deref(), Some("2"));
        assert_eq!(value("class").as_deref(), Some("a b"));
        assert_eq!(value("title").as_deref(), Some("x & y"));
        assert_eq!(value("hidden").as_deref(), Some(""));
        assert_eq!(value("style").as_deref(), Some("display:none"));
        assert_eq!(value("rowspan"), None);
    }

    #[test]
    fn pages_made_to_be_slow_end() {
        for page in [
            "<a ".repeat(300_000),
            "<a b=\"".repeat(20_000),
            "<!--x>".repeat(200_000),
            "</".repeat(300_000),
        ] {
            assert!(Tokens::of(&page).count() <= page.len());
        }
        let page = format!("<p{}>x</p>", " a=b c".repeat(100_000));
        assert_eq!(Tokens::of(&page).count(), 3);
    }
}
