//! Boxes 7, 9b and 12: who signs, who receives, who drafted. The place of signature and seal is left free: the program
//! never signs.

use crate::document::layout::{Component, Layout, PAGE_WIDTH};
use crate::document::phrases::RECIPIENTS;
use crate::document::{Document, Power};
use crate::xml::Xml;

use super::paragraph::{self, Properties, Style, twips};
use super::table;

/// Width of the left column, in millimetres.
const LEFT_COLUMN: u16 = 80;
/// Room for signature and seal, in twips: a seal is 36 mm across and overlaps the post.
const SIGNATURE: i64 = 1500;

/// Writes the end of the main document.
pub(super) fn write(xml: &mut Xml, document: &Document, layout: &Layout) {
    let width = twips(layout.text_width(PAGE_WIDTH));
    let left = twips(LEFT_COLUMN);
    paragraph::line(xml, Style::Rule, room(120), "");
    table::plain(xml, &[left, width - left], |xml| {
        table::row(xml, |xml| {
            table::cell(xml, left, |xml| recipients(xml, document));
            table::cell(xml, width - left, |xml| signature(xml, document));
        });
    });
}

fn room(before: i64) -> Properties {
    Properties {
        keeps_next: true,
        before: Some(before),
        ..Properties::default()
    }
}

fn recipients(xml: &mut Xml, document: &Document) {
    let style = Style::Of(Component::RecipientsWord);
    paragraph::line(xml, style, Properties::default(), RECIPIENTS);
    for line in document.recipient_lines() {
        paragraph::line(xml, Style::Of(Component::Recipients), Properties::default(), &line);
    }
    if let Some(drafter) = &document.drafter {
        paragraph::line(xml, Style::Of(Component::Drafter), room(60), drafter);
    }
}

fn signature(xml: &mut Xml, document: &Document) {
    let signature = &document.signature;
    let post = signature.post.to_uppercase();
    let lines = signature.powers.iter().map(Power::line).chain([post]);
    for line in lines {
        paragraph::line(xml, Style::Of(Component::Power), Properties::default(), &line);
    }
    let mut before = SIGNATURE;
    if let Some(post) = &signature.other_post {
        paragraph::line(xml, Style::Of(Component::Power), room(before), &post.to_uppercase());
        before = 0;
    }
    let name = signature.name.as_deref().unwrap_or_default();
    paragraph::line(xml, Style::Of(Component::Signer), room(before), name);
}
