//! Elements and text of one part, with a limit on depth and names that do not depend on the prefix the writer chose.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::extract::ExtractError;

const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// A step through a part.
pub(super) enum Node<'a> {
    Open(Element<'a>),
    /// Name as in [`Element::name`].
    Close(String),
    Text(Cow<'a, str>),
}

/// An element that opens; an empty one closes at the next step.
pub(super) struct Element<'a> {
    /// `p` for `w:p` whatever the prefix; the names of other namespaces keep theirs (`mc:Choice`).
    pub(super) name: String,
    tag: BytesStart<'a>,
}

impl Element<'_> {
    /// Name without any prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// Value of the attribute of this name in any namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.tag.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|a| a.key.local_name().into_inner() == name)?;
        Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned))
    }

    /// `val`, the attribute that most elements carry.
    pub(super) fn val(&self) -> Option<String> {
        self.attribute("val")
    }

    /// `val` as a number.
    pub(super) fn number<T: std::str::FromStr>(&self) -> Option<T> {
        self.val()?.trim().parse().ok()
    }

    /// `val` of a switch: present without value is on.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.val().as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// A part that is being read.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// Prefix of the word-processing namespace with its colon; empty when it is the default one.
    prefix: String,
    depth: usize,
    deepest: usize,
}

impl<'a> Xml<'a> {
    /// Reads a part from its beginning.
    pub(super) fn of(text: &'a str, deepest: usize) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            prefix: word_prefix(text),
            depth: 0,
            deepest,
        }
    }

    /// The next step; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Node<'a>>, ExtractError> {
        loop {
            let node = match self
                .reader
                .read_event()
                .map_err(|_| ExtractError::Damaged("XML of a part"))?
            {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > self.deepest {
                        return Err(ExtractError::TooLarge("nesting"));
                    }
                    Node::Open(Element {
                        name: self.name(tag.name().into_inner()),
                        tag,
                    })
                }
                Event::End(tag) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::Close(self.name(tag.name().into_inner()))
                }
                Event::Text(text) => Node::Text(text.xml10_content()),
                Event::CData(text) => Node::Text(text.xml10_content()),
                Event::GeneralRef(reference) => match referred(&reference) {
                    Some(text) => Node::Text(text),
                    None => continue,
                },
                Event::Eof if self.depth > 0 => return Err(ExtractError::Damaged("XML of a part")),
                Event::Eof => return Ok(None),
                _ => continue,
            };
            return Ok(Some(node));
        }
    }

    fn name(&self, qualified: &str) -> String {
        match qualified.strip_prefix(self.prefix.as_str()) {
            Some(local) if !self.prefix.is_empty() || !local.contains(':') => local.to_owned(),
            _ => qualified.to_owned(),
        }
    }
}

fn referred(reference: &quick_xml::events::BytesRef<'_>) -> Option<Cow<'static, str>> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(Cow::Owned(c.to_string()));
    }
    resolve_predefined_entity(reference).map(Cow::Borrowed)
}

/// The prefix a part declares for the word-processing namespace at its root; `w:` when it declares none.
fn word_prefix(text: &str) -> String {
    let start: String = text.chars().take(8_192).collect();
    for namespace in NAMESPACES {
        let Some(at) = start.find(&format!("=\"{namespace}\"")) else {
            continue;
        };
        let declared = start[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        return match declared.strip_prefix("xmlns:") {
            Some(prefix) => format!("{prefix}:"),
            None => String::new(),
        };
    }
    "w:".to_owned()
}
