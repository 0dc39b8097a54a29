//! Writing XML: the one door through which text gets into .docx and SVG, so that no caller can forget to escape.

use std::fmt::Display;

/// Attributes of an element, in the order in which they are written.
pub(crate) type Attributes<'a> = [(&'a str, &'a dyn Display)];

/// XML that is being written.
#[derive(Debug, Default)]
pub(crate) struct Xml {
    out: String,
}

impl Xml {
    /// Begins a part of a package, which bears the declaration.
    pub(crate) fn part() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned(),
        }
    }

    /// An element with something inside.
    pub(crate) fn element(&mut self, name: &str, attributes: &Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.tag(name, attributes);
        self.out.push('>');
        inside(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element with text inside.
    pub(crate) fn leaf(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.element(name, attributes, |xml| xml.text(text));
    }

    /// An element with nothing inside.
    pub(crate) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// Text between tags.
    pub(crate) fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// What was written apart.
    pub(crate) fn append(&mut self, other: &Self) {
        self.out.push_str(&other.out);
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(&value.to_string(), &mut self.out);
            self.out.push('"');
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars().filter(|character| is_allowed(*character)) {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            _ => out.push(character),
        }
    }
}

/// XML 1.0, production 2, without the C1 controls, which no reader shows.
fn is_allowed(character: char) -> bool {
    (!character.is_control() || matches!(character, '\n' | '\r' | '\t'))
        && !matches!(character, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        let mut xml = Xml::default();
        xml.element("a", &[("b", &"\"<&>")], |xml| xml.text("</a>\u{0}\u{b}\n\u{ffff}&đ"));
        assert_eq!(xml.finish(), "<a b=\"&quot;&lt;&amp;&gt;\">&lt;/a&gt; &amp;đ</a>");
    }
}
