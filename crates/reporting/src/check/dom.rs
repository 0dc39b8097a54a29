//! A part of the package as a tree, names without prefixes.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// Deeper than any document that people write, far below what recursion takes.
const DEEPEST: usize = 200;

/// An element.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
}

impl Element {
    /// The root of a part; none when it is no XML, or nested too deep.
    pub(super) fn parse(part: &str) -> Option<Self> {
        let mut reader = Reader::from_str(part);
        reader.config_mut().expand_empty_elements = true;
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) => {
                    if open.len() > DEEPEST {
                        return None;
                    }
                    open.push(Self::opened(&tag));
                }
                Event::End(_) => {
                    let closed = open.pop()?;
                    open.last_mut()?.children.push(closed);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text),
                Event::GeneralRef(reference) => {
                    let character = reference.resolve_char_ref().ok().flatten();
                    let target = &mut open.last_mut()?.text;
                    match character {
                        Some(character) => target.push(character),
                        None => target.push_str(resolve_predefined_entity(&reference).unwrap_or_default()),
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        open.pop()?.children.pop()
    }

    fn opened(tag: &BytesStart<'_>) -> Self {
        let mut attributes = tag.attributes();
        let attributes = attributes.with_checks(false).flatten().map(|attribute| {
            let value = unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), Cow::into_owned);
            (attribute.key.local_name().into_inner().to_owned(), value)
        });
        Self {
            name: tag.local_name().into_inner().to_owned(),
            attributes: attributes.collect(),
            ..Self::default()
        }
    }

    /// The first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// An attribute, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The attribute `val` of a child.
    pub(super) fn value_of(&self, child: &str) -> Option<&str> {
        self.child(child)?.attribute("val")
    }

    /// A number in an attribute of a child.
    pub(super) fn number_of(&self, child: &str, attribute: &str) -> Option<i64> {
        self.child(child)?.attribute(attribute)?.trim().parse().ok()
    }

    /// A switch: a child that is there without a value is on.
    pub(super) fn switch(&self, child: &str) -> Option<bool> {
        let found = self.child(child)?;
        Some(!matches!(found.attribute("val"), Some("0" | "false" | "off")))
    }

    /// Whether an element of one of these names is anywhere below.
    pub(super) fn has_below(&self, names: &[&str]) -> bool {
        self.children
            .iter()
            .any(|child| names.contains(&child.name.as_str()) || child.has_below(names))
    }
}
