//! Named styles and what they hand down: the layout hints an extract keeps, and automatic numbers.

use std::collections::HashMap;

use super::xml::{Element, Node, Xml};
use crate::extract::{ExtractError, Limits};

/// Styles that a style may be based on, one behind the other.
const LONGEST_CHAIN: usize = 24;

/// What a style, a paragraph or a run says; `None` where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Properties {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) capitals: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// Name of the font, which tells an old encoding.
    pub(super) font: Option<String>,
    pub(super) centred: Option<bool>,
    /// Level of the outline, 0 the highest, 9 for body text.
    pub(super) outline: Option<u8>,
    /// Identifier of the list, `0` for none.
    pub(super) list: Option<String>,
    /// Level in the list, 0 the highest.
    pub(super) level: Option<usize>,
}

impl Properties {
    /// Takes up one element of `<w:rPr>`.
    pub(super) fn read_run(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "b" => self.bold = Some(element.is_on()),
            "i" => self.italic = Some(element.is_on()),
            "caps" => self.capitals = Some(element.is_on()),
            "vanish" => self.hidden = Some(element.is_on()),
            "rFonts" => {
                let named = element.attribute("ascii").or_else(|| element.attribute("hAnsi"));
                self.font = named.or(self.font.take());
            }
            _ => {}
        }
    }

    /// Takes up one element of `<w:pPr>`.
    pub(super) fn read_paragraph(&mut self, element: &Element<'_>) {
        match element.name.as_str() {
            "jc" => self.centred = Some(element.val().as_deref() == Some("center")),
            "outlineLvl" => self.outline = element.number(),
            "numId" => self.list = element.val(),
            "ilvl" => self.level = element.number(),
            _ => {}
        }
    }

    /// These properties, and those of `under` where these say nothing.
    pub(super) fn over(&self, under: &Self) -> Self {
        Self {
            bold: self.bold.or(under.bold),
            italic: self.italic.or(under.italic),
            capitals: self.capitals.or(under.capitals),
            hidden: self.hidden.or(under.hidden),
            font: self.font.clone().or_else(|| under.font.clone()),
            centred: self.centred.or(under.centred),
            outline: self.outline.or(under.outline),
            list: self.list.clone().or_else(|| under.list.clone()),
            level: self.level.or(under.level),
        }
    }
}

/// A style as the file has it.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    name: String,
    own: Properties,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    defaults: Properties,
    paragraph: Option<String>,
}

impl Styles {
    /// Reads the part of styles.
    pub(super) fn read(text: &str, limits: &Limits) -> Result<Self, ExtractError> {
        let mut xml = Xml::of(text, limits.depth);
        let mut styles = Self::default();
        let mut open: Option<(String, Style)> = None;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) if element.name == "style" => open = Some(styles.begin(&element)),
                Node::Open(element) => styles.take_up(open.as_mut().map(|(_, style)| style), &element),
                Node::Close(name) if name == "style" => styles.by_id.extend(open.take()),
                _ => {}
            }
        }
        Ok(styles)
    }

    fn begin(&mut self, element: &Element<'_>) -> (String, Style) {
        let id = element.attribute("styleId").unwrap_or_default();
        let is_default = element
            .attribute("default")
            .is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"));
        if is_default && element.attribute("type").as_deref() == Some("paragraph") {
            self.paragraph = Some(id.clone());
        }
        (id, Style::default())
    }

    fn take_up(&mut self, style: Option<&mut Style>, element: &Element<'_>) {
        let Some(style) = style else {
            // Outside of a style only the defaults of the document carry properties.
            self.defaults.read_run(element);
            self.defaults.read_paragraph(element);
            return;
        };
        match element.name.as_str() {
            "basedOn" => style.based_on = element.val(),
            "name" => style.name = element.val().unwrap_or_default().to_lowercase(),
            _ => {
                style.own.read_run(element);
                style.own.read_paragraph(element);
            }
        }
    }

    /// What a paragraph style and those below it say, on top of the document's defaults.
    pub(super) fn of_paragraph(&self, id: Option<&str>) -> Properties {
        let mut properties = self.of_run(id.or(self.paragraph.as_deref())).over(&self.defaults);
        let style = id.and_then(|id| self.by_id.get(id));
        let level = style
            .and_then(|style| style.name.strip_prefix("heading "))
            .and_then(|level| level.parse::<u8>().ok());
        properties.outline = properties.outline.or(level.map(|level| level.saturating_sub(1)));
        properties
    }

    /// What a character style and those below it say.
    pub(super) fn of_run(&self, id: Option<&str>) -> Properties {
        let mut properties = Properties::default();
        let mut next = id;
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.by_id.get(id)) else {
                break;
            };
            properties = properties.over(&style.own);
            next = style.based_on.as_deref();
        }
        properties
    }

    /// The style is one of a table of contents.
    pub(super) fn is_contents(&self, id: &str) -> bool {
        let name = self.by_id.get(id).map_or(id, |style| &style.name);
        name.to_lowercase()
            .strip_prefix("toc")
            .is_some_and(|level| level.trim().parse::<u8>().is_ok())
    }
}
