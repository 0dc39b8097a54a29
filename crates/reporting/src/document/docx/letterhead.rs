//! Boxes 1 to 5 and 9a to 11: what stands above the body.

use crate::document::layout::{Component, Layout, SHORT_RULE};
use crate::document::phrases::{ADDRESSEES, MOTTO, NATION};
use crate::document::{Document, Subject};
use crate::width::bold_twips;
use crate::xml::Xml;

use super::paragraph::{self, Properties, Style, twips};
use super::table;

/// Width of the left column, in millimetres; the nation's name needs the rest.
const LEFT_COLUMN: u16 = 70;
/// How far `Kính gửi` stands from the left edge of the text when lines with dashes follow it, in millimetres.
const ADDRESSEES_FROM: u16 = 30;

/// Writes the letterhead, kind and subject, and whom the document is sent to.
pub(super) fn write(xml: &mut Xml, document: &Document, layout: &Layout) {
    let width = twips(layout.text_width(crate::document::layout::PAGE_WIDTH));
    let left = twips(LEFT_COLUMN);
    table::plain(xml, &[left, width - left], |xml| {
        table::row(xml, |xml| {
            table::cell(xml, left, |xml| issuer(xml, document, layout, left));
            table::cell(xml, width - left, |xml| nation(xml, layout, width - left));
        });
        table::row(xml, |xml| {
            table::cell(xml, left, |xml| number(xml, document, left));
            table::cell(xml, width - left, |xml| place_and_day(xml, document, width - left));
        });
    });
    if let Subject::Named { kind, about } = &document.subject {
        let first = Properties {
            before: Some(240),
            ..Properties::default()
        };
        paragraph::line(xml, Style::Of(Component::Kind), first, &kind.to_uppercase());
        paragraph::line(xml, Style::Of(Component::Subject), Properties::default(), about);
        paragraph::rule(
            xml,
            width,
            short(bold_twips(about, layout.size(Component::Subject)).min(width)),
        );
    }
    addressees(xml, document, layout);
    // Room between what stands above and the body.
    paragraph::line(xml, Style::Rule, room(160), "");
}

fn room(before: i64) -> Properties {
    Properties {
        before: Some(before),
        ..Properties::default()
    }
}

fn issuer(xml: &mut Xml, document: &Document, layout: &Layout, column: i64) {
    if let Some(superior) = &document.issuer.superior {
        let words = superior.to_uppercase();
        paragraph::line(xml, Style::Of(Component::Superior), Properties::default(), &words);
    }
    let mut longest = 0;
    for line in &document.issuer.organ {
        let words = line.to_uppercase();
        longest = bold_twips(&words, layout.size(Component::Organ)).clamp(longest, column.max(longest));
        paragraph::line(xml, Style::Of(Component::Organ), Properties::default(), &words);
    }
    paragraph::rule(xml, column, short(longest));
}

/// A rule between a third and a half of the line of text.
fn short(text: i64) -> i64 {
    let (from, to) = (*SHORT_RULE.allowed.start(), *SHORT_RULE.allowed.end());
    text * i64::from(from + to) / 200
}

fn nation(xml: &mut Xml, layout: &Layout, column: i64) {
    paragraph::line(xml, Style::Of(Component::Nation), Properties::default(), NATION);
    paragraph::line(xml, Style::Of(Component::Motto), Properties::default(), MOTTO);
    paragraph::rule(xml, column, bold_twips(MOTTO, layout.size(Component::Motto)));
}

fn number(xml: &mut Xml, document: &Document, column: i64) {
    paragraph::line(xml, Style::Of(Component::Number), room(60), &document.number.line());
    if let Subject::Letter(about) = &document.subject {
        let words = format!("V/v {about}");
        paragraph::line(xml, Style::Of(Component::LetterSubject), Properties::default(), &words);
    }
    if let Some(urgency) = document.urgency {
        frame(xml, Component::Urgency, twips(urgency.width()), column, urgency.words());
    }
}

fn place_and_day(xml: &mut Xml, document: &Document, column: i64) {
    paragraph::line(
        xml,
        Style::Of(Component::PlaceAndDay),
        room(60),
        &document.place_and_day(),
    );
    if let Some(circulation) = document.circulation {
        frame(xml, Component::Circulation, twips(60), column, circulation.words());
    }
}

/// Words in a frame, 8 mm high (section III, clause 2 b), in the middle of a column.
fn frame(xml: &mut Xml, component: Component, width: i64, column: i64, words: &str) {
    paragraph::line(xml, Style::Rule, room(160), "");
    table::framed(xml, width, twips(8), (column - width) / 2, |xml| {
        paragraph::line(xml, Style::Of(component), Properties::default(), words);
    });
    paragraph::line(xml, Style::Rule, Properties::default(), "");
}

/// One addressee stands on the line of `Kính gửi`; more stand on lines of their own, their dashes under the colon
/// (section II, clause 9).
fn addressees(xml: &mut Xml, document: &Document, layout: &Layout) {
    match document.addressees.as_slice() {
        [] => {}
        [only] => {
            let words = format!("{ADDRESSEES} {}", only.trim_end_matches(['.', ';', ' ']));
            let properties = Properties {
                align: Some("center"),
                ..room(240)
            };
            paragraph::line(xml, Style::Of(Component::Addressees), properties, &words);
        }
        [others @ .., last] => {
            let from = twips(ADDRESSEES_FROM);
            // The regular face is a tenth narrower than the bold one that was measured.
            let colon = bold_twips("Kính gửi", layout.size(Component::Addressees)) * 9 / 10;
            let at = |left, before| Properties {
                sides: Some((left, 0)),
                ..room(before)
            };
            paragraph::line(xml, Style::Of(Component::Addressees), at(from, 240), ADDRESSEES);
            let mut line = |addressee: &str, mark: &str| {
                let words = format!("- {}{mark}", addressee.trim_end_matches(['.', ';', ' ']));
                paragraph::line(xml, Style::Of(Component::Addressees), at(from + colon, 40), &words);
            };
            for addressee in others {
                line(addressee, ";");
            }
            line(last, ".");
        }
    }
}
