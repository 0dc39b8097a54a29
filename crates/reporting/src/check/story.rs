//! The paragraphs of a part in reading order, each with its letters, its lines and where it stands.

use super::dom::Element;
use super::styles::{Letters, Lines, Styles};

/// A paragraph.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) words: String,
    pub(super) runs: Vec<Run>,
    pub(super) lines: Lines,
    pub(super) at: At,
    /// Bears a line: a border, or is made of underscores, or holds a drawing.
    pub(super) is_ruled: bool,
    /// Which section it is in, from zero.
    pub(super) section: usize,
}

/// Words in one face.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) words: String,
    pub(super) letters: Letters,
}

/// Where a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// In the running text.
    Body,
    /// In a cell of a table that stands in the running text; tables within cells count as the cell.
    Cell { table: usize, row: usize, column: usize },
}

impl Paragraph {
    /// Whether there is something to read in it.
    pub(super) fn says_something(&self) -> bool {
        self.words.chars().any(char::is_alphanumeric)
    }

    /// The words without marks and in lower case.
    pub(super) fn folded(&self) -> String {
        text::fold(self.words.trim())
    }

    pub(super) fn is_centred(&self) -> bool {
        self.lines.align.as_deref() == Some("center")
    }
}

/// Paragraphs, and the sections they are in.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) paragraphs: Vec<Paragraph>,
    /// The properties of each section.
    pub(super) sections: Vec<Element>,
    tables: usize,
}

impl Story {
    /// Reads a body, a header or a footer.
    pub(super) fn read(root: &Element, styles: &Styles) -> Self {
        let mut story = Self::default();
        story.blocks(root, styles, At::Body);
        story
    }

    fn blocks(&mut self, parent: &Element, styles: &Styles, at: At) {
        for child in &parent.children {
            match child.name.as_str() {
                "p" => self.paragraph(child, styles, at),
                "tbl" => self.table(child, styles, at),
                "sectPr" => self.sections.push(child.clone()),
                "sdt" | "sdtContent" | "ins" | "customXml" | "smartTag" => self.blocks(child, styles, at),
                _ => {}
            }
        }
    }

    fn table(&mut self, element: &Element, styles: &Styles, at: At) {
        if at != At::Body {
            for cell in element.children.iter().flat_map(|row| &row.children) {
                self.blocks(cell, styles, at);
            }
            return;
        }
        let table = self.tables;
        self.tables += 1;
        let rows = element.children.iter().filter(|child| child.name == "tr");
        for (row, cells) in rows.enumerate() {
            let cells = cells.children.iter().filter(|child| child.name == "tc");
            for (column, cell) in cells.enumerate() {
                self.blocks(cell, styles, At::Cell { table, row, column });
            }
        }
    }

    fn paragraph(&mut self, element: &Element, styles: &Styles, at: At) {
        let properties = element.child("pPr");
        let (letters, lines) = styles.paragraph(properties.and_then(|own| own.value_of("pStyle")));
        let mut runs = Vec::new();
        collect(element, styles, &letters, &mut runs);
        let words: String = runs.iter().map(|run| run.words.as_str()).collect();
        let is_underscored = words.contains("___") && !words.chars().any(char::is_alphanumeric);
        let has_line = properties.is_some_and(|own| own.child("pBdr").is_some())
            || element.has_below(&["drawing", "pict", "AlternateContent"]);
        self.paragraphs.push(Paragraph {
            words,
            runs,
            lines: Lines::of(properties).over(&lines),
            at,
            is_ruled: is_underscored || has_line,
            section: self.sections.len(),
        });
        if let Some(section) = properties.and_then(|own| own.child("sectPr")) {
            self.sections.push(section.clone());
        }
    }
}

/// The runs of a paragraph; what a tracked change deleted is left out.
fn collect(parent: &Element, styles: &Styles, paragraph: &Letters, runs: &mut Vec<Run>) {
    for child in &parent.children {
        match child.name.as_str() {
            "r" => runs.push(run(child, styles, paragraph)),
            "pPr" | "del" | "moveFrom" => {}
            _ => collect(child, styles, paragraph, runs),
        }
    }
}

fn run(element: &Element, styles: &Styles, paragraph: &Letters) -> Run {
    let mut words = String::new();
    for child in &element.children {
        match child.name.as_str() {
            "t" => words.push_str(&child.text),
            "tab" | "br" | "cr" => words.push(' '),
            _ => {}
        }
    }
    let properties = element.child("rPr");
    let own = styles.run(properties.and_then(|own| own.value_of("rStyle")));
    Run {
        words: text::nfc(&words).into_owned(),
        letters: Letters::of(properties).over(&own).over(paragraph),
    }
}
