//! What a style, a paragraph and a run say about letters and lines, and what comes of it.

use std::collections::HashMap;

use super::dom::Element;

/// Longer chains of styles are loops.
const LONGEST_CHAIN: usize = 20;

/// Letters, as far as something is said about them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letters {
    pub(super) font: Option<String>,
    /// Size in half points.
    pub(super) size: Option<i64>,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) capitals: Option<bool>,
}

/// Lines of a paragraph, as far as something is said about them; measures in twips.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) align: Option<String>,
    pub(super) first_line: Option<i64>,
    pub(super) before: Option<i64>,
    pub(super) after: Option<i64>,
    /// Distance of lines; 240 is a single one where `is_multiple`.
    pub(super) line: Option<i64>,
    pub(super) is_multiple: bool,
}

impl Letters {
    pub(super) fn of(properties: Option<&Element>) -> Self {
        let Some(properties) = properties else {
            return Self::default();
        };
        let font = properties
            .child("rFonts")
            .and_then(|fonts| fonts.attribute("ascii").or(fonts.attribute("hAnsi")));
        Self {
            font: font.map(str::to_owned),
            size: properties.number_of("sz", "val"),
            bold: properties.switch("b"),
            italic: properties.switch("i"),
            capitals: properties.switch("caps"),
        }
    }

    /// These, and where they are silent what lies below.
    pub(super) fn over(self, below: &Self) -> Self {
        Self {
            font: self.font.or_else(|| below.font.clone()),
            size: self.size.or(below.size),
            bold: self.bold.or(below.bold),
            italic: self.italic.or(below.italic),
            capitals: self.capitals.or(below.capitals),
        }
    }
}

impl Lines {
    pub(super) fn of(properties: Option<&Element>) -> Self {
        let Some(properties) = properties else {
            return Self::default();
        };
        let rule = properties
            .child("spacing")
            .and_then(|spacing| spacing.attribute("lineRule"));
        Self {
            align: properties.value_of("jc").map(str::to_owned),
            first_line: properties.number_of("ind", "firstLine"),
            before: properties.number_of("spacing", "before"),
            after: properties.number_of("spacing", "after"),
            line: properties.number_of("spacing", "line"),
            is_multiple: matches!(rule, None | Some("auto")),
        }
    }

    /// These, and where they are silent what lies below.
    pub(super) fn over(self, below: &Self) -> Self {
        let is_multiple = if self.line.is_some() {
            self.is_multiple
        } else {
            below.is_multiple
        };
        Self {
            align: self.align.or_else(|| below.align.clone()),
            first_line: self.first_line.or(below.first_line),
            before: self.before.or(below.before),
            after: self.after.or(below.after),
            line: self.line.or(below.line),
            is_multiple,
        }
    }
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    defaults: (Letters, Lines),
    default_paragraph: Option<String>,
    by_id: HashMap<String, Style>,
}

#[derive(Debug)]
struct Style {
    based_on: Option<String>,
    letters: Letters,
    lines: Lines,
}

impl Styles {
    pub(super) fn read(root: &Element) -> Self {
        let mut styles = Self::default();
        if let Some(defaults) = root.child("docDefaults") {
            let letters = defaults.child("rPrDefault").and_then(|part| part.child("rPr"));
            let lines = defaults.child("pPrDefault").and_then(|part| part.child("pPr"));
            styles.defaults = (Letters::of(letters), Lines::of(lines));
        }
        for style in root.children.iter().filter(|child| child.name == "style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let is_default = matches!(style.attribute("default"), Some("1" | "true"));
            if is_default && style.attribute("type") == Some("paragraph") {
                styles.default_paragraph = Some(id.to_owned());
            }
            let read = Style {
                based_on: style.value_of("basedOn").map(str::to_owned),
                letters: Letters::of(style.child("rPr")),
                lines: Lines::of(style.child("pPr")),
            };
            styles.by_id.insert(id.to_owned(), read);
        }
        styles
    }

    /// What a paragraph has from its style, or from the default one.
    pub(super) fn paragraph(&self, id: Option<&str>) -> (Letters, Lines) {
        let id = id.or(self.default_paragraph.as_deref());
        let (letters, lines) = self.chain(id);
        (letters.over(&self.defaults.0), lines.over(&self.defaults.1))
    }

    /// What a run has from a style of its own.
    pub(super) fn run(&self, id: Option<&str>) -> Letters {
        id.map(|id| self.chain(Some(id)).0).unwrap_or_default()
    }

    fn chain(&self, id: Option<&str>) -> (Letters, Lines) {
        let (mut letters, mut lines) = (Letters::default(), Lines::default());
        let mut next = id.and_then(|id| self.by_id.get(id));
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = next else { break };
            letters = letters.over(&style.letters);
            lines = lines.over(&style.lines);
            next = style.based_on.as_deref().and_then(|id| self.by_id.get(id));
        }
        (letters, lines)
    }
}
