//! The document as a package of Office Open XML (ISO/IEC 29500), written with fixed times so that the same document gives
//! the same bytes.
//!
//! Each component of the decree is a paragraph style, so that an office changes a size in one place, and a program that
//! checks the file finds what it looks for.

mod body;
mod ending;
mod letterhead;
mod package;
mod paragraph;
mod styles;
mod table;

use crate::xml::Xml;

use super::phrases::roman;
use super::{Annex, Component, Document, Layout, Orientation};
use body::Body;
use paragraph::{Properties, Style};

/// The namespaces that every part with text declares.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Writes a document.
pub(super) fn write(document: &Document, layout: &Layout) -> Vec<u8> {
    package::write(&package::Parts {
        document: main_part(document, layout),
        styles: styles::part(layout),
        page_number: page_number(),
        contact: document.contact.as_deref().map(contact),
        title: document.title(),
        creator: document.issuer.name.clone(),
        issued: document.issued,
    })
}

fn main_part(document: &Document, layout: &Layout) -> String {
    let mut xml = Xml::part();
    xml.element("w:document", &[("xmlns:w", &MAIN), ("xmlns:r", &RELATIONS)], |xml| {
        xml.element("w:body", &[], |xml| {
            letterhead::write(xml, document, layout);
            let first = Section {
                layout,
                orientation: Orientation::Portrait,
                has_contact: document.contact.is_some(),
            };
            Body::new(&first).main(xml, document);
            ending::write(xml, document, layout);
            write_annexes(xml, document, first);
        });
    });
    xml.finish()
}

/// Every section but the last ends with a paragraph that bears its properties; those of the last end the body.
fn write_annexes(xml: &mut Xml, document: &Document, first: Section<'_>) {
    let mut section = first;
    for (number, annex) in (1..).zip(&document.annexes) {
        end_of_section(xml, |xml| section.write(xml));
        section = Section {
            orientation: annex.orientation,
            has_contact: false,
            ..first
        };
        let number = (document.annexes.len() > 1).then(|| roman(number));
        write_annex(xml, annex, number, &document.annex_reference(), &section);
    }
    end_of_section(xml, |_| {});
    section.write(xml);
}

fn write_annex(xml: &mut Xml, annex: &Annex, number: Option<String>, reference: &str, section: &Section<'_>) {
    let word = number.map_or_else(|| "Phụ lục".to_owned(), |number| format!("Phụ lục {number}"));
    let title = annex.title.to_uppercase();
    paragraph::line(xml, Style::Of(Component::AnnexWord), Properties::default(), &word);
    paragraph::line(xml, Style::Of(Component::AnnexTitle), Properties::default(), &title);
    paragraph::line(
        xml,
        Style::Of(Component::AnnexReference),
        Properties::default(),
        reference,
    );
    paragraph::rule(xml, section.width(), section.width() / 5);
    if let Some(note) = &annex.note {
        paragraph::line(xml, Style::TableNote, Properties::default(), note);
    }
    Body::new(section).annex(xml, &annex.body);
}

/// A table cannot end a section: a paragraph that takes no room follows it.
fn end_of_section(xml: &mut Xml, section: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        xml.element("w:pPr", &[], |xml| {
            xml.empty("w:pStyle", &[("w:val", &Style::Rule.id())]);
            section(xml);
        });
    });
}

/// Pages that lie alike and are numbered together.
#[derive(Clone, Copy)]
struct Section<'a> {
    layout: &'a Layout,
    orientation: Orientation,
    has_contact: bool,
}

impl Section<'_> {
    /// Width of the text in twips.
    fn width(&self) -> i64 {
        let (width, _) = self.page();
        paragraph::twips(self.layout.text_width(width))
    }

    /// Width and height of the page in millimetres.
    fn page(&self) -> (u16, u16) {
        use super::layout::{PAGE_HEIGHT, PAGE_WIDTH};
        match self.orientation {
            Orientation::Portrait => (PAGE_WIDTH, PAGE_HEIGHT),
            Orientation::Landscape => (PAGE_HEIGHT, PAGE_WIDTH),
        }
    }

    /// The number stands in the upper margin of every page but the first (section I, clause 7); annexes are numbered apart
    /// (section III, clause 1 đ).
    fn write(&self, xml: &mut Xml) {
        let (width, height) = self.page();
        let margins = self.layout.margins();
        let [width, height] = [width, height].map(paragraph::twips);
        let [top, right, bottom, left] =
            [margins.top, margins.right, margins.bottom, margins.left].map(paragraph::twips);
        // The line of the number stands in the middle of the upper margin.
        let header = (top - i64::from(self.layout.size(Component::PageNumber)) * 20) / 2;
        xml.element("w:sectPr", &[], |xml| {
            let number: [(&str, &dyn std::fmt::Display); 2] = [("w:type", &"default"), ("r:id", &package::PAGE_NUMBER)];
            xml.empty("w:headerReference", &number);
            if self.has_contact {
                xml.empty(
                    "w:footerReference",
                    &[("w:type", &"first"), ("r:id", &package::CONTACT)],
                );
            }
            xml.empty("w:type", &[("w:val", &"nextPage")]);
            match self.orientation {
                Orientation::Portrait => xml.empty("w:pgSz", &[("w:w", &width), ("w:h", &height)]),
                Orientation::Landscape => {
                    xml.empty(
                        "w:pgSz",
                        &[("w:w", &width), ("w:h", &height), ("w:orient", &"landscape")],
                    );
                }
            }
            xml.empty(
                "w:pgMar",
                &[
                    ("w:top", &top),
                    ("w:right", &right),
                    ("w:bottom", &bottom),
                    ("w:left", &left),
                    ("w:header", &header),
                    ("w:footer", &header),
                    ("w:gutter", &0),
                ],
            );
            xml.empty("w:pgNumType", &[("w:start", &1)]);
            xml.empty("w:titlePg", &[]);
        });
    }
}

fn page_number() -> String {
    let mut xml = Xml::part();
    xml.element("w:hdr", &[("xmlns:w", &MAIN)], |xml| {
        paragraph::write(xml, Style::Of(Component::PageNumber), Properties::default(), |xml| {
            xml.element("w:fldSimple", &[("w:instr", &" PAGE ")], |xml| {
                xml.element("w:r", &[], |xml| xml.leaf("w:t", &[], "2"));
            });
        });
    });
    xml.finish()
}

/// Box 13: below a line as wide as the text.
fn contact(words: &str) -> String {
    let mut xml = Xml::part();
    xml.element("w:ftr", &[("xmlns:w", &MAIN)], |xml| {
        let properties = Properties {
            is_ruled: true,
            ..Properties::default()
        };
        paragraph::line(xml, Style::Of(Component::Contact), properties, words);
    });
    xml.finish()
}
