//! Paragraphs and runs.

use crate::document::layout::Component;
use crate::document::{Face, Run, Text};
use crate::xml::Xml;

/// The language of every document.
pub(super) const LANGUAGE: &str = "vi-VN";

/// How a paragraph looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As the decree says of a component.
    Of(Component),
    /// A heading of a table's column.
    TableHeading,
    /// A cell of a table.
    TableCell,
    /// A remark above a table.
    TableNote,
    /// A line across, and paragraphs that only end something.
    Rule,
}

impl Style {
    /// Its identifier in the file.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Of(component) => super::styles::id(component),
            Self::TableHeading => "DauBang",
            Self::TableCell => "OBang",
            Self::TableNote => "GhiChuBang",
            Self::Rule => "DuongKe",
        }
    }
}

/// What a paragraph has beyond its style.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Properties {
    /// Stays on the page of the next paragraph.
    pub keeps_next: bool,
    /// Has a line above it, as wide as the paragraph.
    pub is_ruled: bool,
    /// Room above, in twips.
    pub before: Option<i64>,
    /// Room at the left and at the right, in twips.
    pub sides: Option<(i64, i64)>,
    /// Where its words stand: the `jc` of the format.
    pub align: Option<&'static str>,
}

/// Millimetres in twips (1440 to the inch).
pub(super) fn twips(millimetres: u16) -> i64 {
    i64::from(millimetres) * 14_400 / 254
}

/// A paragraph.
pub(super) fn write(xml: &mut Xml, style: Style, properties: Properties, inside: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        // The order of these is the schema's.
        xml.element("w:pPr", &[], |xml| {
            xml.empty("w:pStyle", &[("w:val", &style.id())]);
            if properties.keeps_next {
                xml.empty("w:keepNext", &[]);
            }
            if properties.is_ruled {
                xml.element("w:pBdr", &[], |xml| {
                    let line: [(&str, &dyn std::fmt::Display); 4] = [
                        ("w:val", &"single"),
                        ("w:sz", &6),
                        ("w:space", &1),
                        ("w:color", &"000000"),
                    ];
                    xml.empty("w:top", &line);
                });
            }
            if let Some(before) = properties.before {
                xml.empty("w:spacing", &[("w:before", &before)]);
            }
            if let Some((left, right)) = properties.sides {
                xml.empty("w:ind", &[("w:left", &left), ("w:right", &right), ("w:firstLine", &0)]);
            }
            if let Some(align) = properties.align {
                xml.empty("w:jc", &[("w:val", &align)]);
            }
        });
        inside(xml);
    });
}

/// A paragraph of plain words.
pub(super) fn line(xml: &mut Xml, style: Style, properties: Properties, words: &str) {
    write(xml, style, properties, |xml| run(xml, Face::Plain, words));
}

/// A paragraph of words with some set off, after a number or a dash.
pub(super) fn text(xml: &mut Xml, style: Style, properties: Properties, before: &str, text: &Text) {
    write(xml, style, properties, |xml| {
        if !before.is_empty() {
            run(xml, Face::Plain, before);
        }
        runs(xml, &text.runs);
    });
}

/// A line of a length, in the middle of the room.
pub(super) fn rule(xml: &mut Xml, room: i64, length: i64) {
    let side = ((room - length) / 2).max(0);
    let properties = Properties {
        is_ruled: true,
        // Clear of the letters' tails and of the marks below them.
        before: Some(50),
        sides: Some((side, side)),
        ..Properties::default()
    };
    write(xml, Style::Rule, properties, |_| {});
}

fn runs(xml: &mut Xml, runs: &[Run]) {
    for words in runs {
        run(xml, words.face, &words.words);
    }
}

/// Words in one face; a line break in them is one on paper.
pub(super) fn run(xml: &mut Xml, face: Face, words: &str) {
    xml.element("w:r", &[], |xml| {
        match face {
            Face::Plain => {}
            Face::Bold => xml.element("w:rPr", &[], |xml| xml.empty("w:b", &[])),
            Face::Italic => xml.element("w:rPr", &[], |xml| xml.empty("w:i", &[])),
        }
        for (at, line) in words.split('\n').enumerate() {
            if at > 0 {
                xml.empty("w:br", &[]);
            }
            xml.leaf("w:t", &[("xml:space", &"preserve")], line);
        }
    });
}
