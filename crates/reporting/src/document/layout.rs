//! How an official document looks: annex I of Decree 30/2020/NĐ-CP, article by article, as data.
//!
//! The decree gives ranges; a [`Layout`] is one choice within them and cannot leave them. [`RULES`] is also what
//! [`crate::check`] holds a finished document against, so that writer and checker cannot disagree about the decree.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use thiserror::Error;

/// The font of all official documents (annex I, part I, section I, clause 4).
pub const FONT: &str = "Times New Roman";

/// Width of A4 in millimetres (section I, clause 1).
pub(crate) const PAGE_WIDTH: u16 = 210;
/// Height of A4 in millimetres.
pub(crate) const PAGE_HEIGHT: u16 = 297;

/// A part of a document that has a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Quốc hiệu (box 1).
    Nation,
    /// Tiêu ngữ (box 1).
    Motto,
    /// The body above the issuing one (box 2).
    Superior,
    /// The issuing body (box 2).
    Organ,
    /// Number and symbol (box 3).
    Number,
    /// Place and day (box 4).
    PlaceAndDay,
    /// The name of the kind (box 5a).
    Kind,
    /// What a document with a name is about (box 5a).
    Subject,
    /// What an official letter is about (box 5b).
    LetterSubject,
    /// Legal bases.
    Basis,
    /// The body's paragraphs (box 6).
    Body,
    /// `Phần I`.
    PartNumber,
    /// The heading of a part.
    PartTitle,
    /// `I. …`
    Section,
    /// `Điều 1. …`
    Article,
    /// `1. …` with a heading.
    Clause,
    /// `a) …` with a heading.
    Point,
    /// Powers and post of the signer (box 7a).
    Power,
    /// Name of the signer (box 7b).
    Signer,
    /// `Kính gửi` and who follows (box 9a).
    Addressees,
    /// The words `Nơi nhận` (box 9b).
    RecipientsWord,
    /// The recipients (box 9b).
    Recipients,
    /// Mark of urgency (box 10b).
    Urgency,
    /// Direction on circulation (box 11).
    Circulation,
    /// Who drafted it, how many copies (box 12).
    Drafter,
    /// Address of the issuer (box 13).
    Contact,
    /// `Phụ lục I`.
    AnnexWord,
    /// Title of an annex.
    AnnexTitle,
    /// `(Kèm theo …)`.
    AnnexReference,
    /// Number of the page.
    PageNumber,
}

/// What the decree says about a component's letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Which component.
    pub component: Component,
    /// Allowed sizes in points, both ends included.
    pub sizes: RangeInclusive<u8>,
    /// The size of the decree's own examples.
    pub usual: u8,
    /// Printed in capitals.
    pub capitals: bool,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Where the decree says so.
    pub basis: &'static str,
}

const fn rule(component: Component, sizes: (u8, u8), usual: u8, face: &str, basis: &'static str) -> Rule {
    let face = face.as_bytes();
    Rule {
        component,
        sizes: sizes.0..=sizes.1,
        usual,
        capitals: face[0] == b'C',
        bold: face[1] == b'B',
        italic: face[2] == b'I',
        basis,
    }
}

/// Letters of each component, in the order of [`Component`]; sizes in points, then the face: `C` capitals, `B` bold, `I` italic, `-` not.
#[rustfmt::skip]
pub static RULES: [Rule; 30] = [
    rule(Component::Nation,         (12, 13), 12, "CB-", "Phụ lục I, Phần I, mục II, khoản 1 điểm a"),
    rule(Component::Motto,          (13, 14), 13, "-B-", "Phụ lục I, Phần I, mục II, khoản 1 điểm b"),
    rule(Component::Superior,       (12, 13), 12, "C--", "Phụ lục I, Phần I, mục II, khoản 2 điểm b"),
    rule(Component::Organ,          (12, 13), 12, "CB-", "Phụ lục I, Phần I, mục II, khoản 2 điểm b"),
    rule(Component::Number,         (13, 13), 13, "---", "Phụ lục I, Phần I, mục II, khoản 3 điểm c"),
    rule(Component::PlaceAndDay,    (13, 14), 13, "--I", "Phụ lục I, Phần I, mục II, khoản 4 điểm c"),
    rule(Component::Kind,           (13, 14), 14, "CB-", "Phụ lục I, Phần I, mục II, khoản 5 điểm b"),
    rule(Component::Subject,        (13, 14), 14, "-B-", "Phụ lục I, Phần I, mục II, khoản 5 điểm b"),
    rule(Component::LetterSubject,  (12, 13), 12, "---", "Phụ lục I, Phần I, mục II, khoản 5 điểm b"),
    rule(Component::Basis,          (13, 14), 14, "--I", "Phụ lục I, Phần I, mục II, khoản 6 điểm a"),
    rule(Component::Body,           (13, 14), 14, "---", "Phụ lục I, Phần I, mục II, khoản 6 điểm e"),
    rule(Component::PartNumber,     (13, 14), 14, "-B-", "Phụ lục I, Phần I, mục II, khoản 6 điểm đ"),
    rule(Component::PartTitle,      (13, 14), 14, "CB-", "Phụ lục I, Phần I, mục II, khoản 6 điểm đ"),
    rule(Component::Section,        (13, 14), 14, "CB-", "Phụ lục I, Phần I, mục V, số 6 b"),
    rule(Component::Article,        (13, 14), 14, "-B-", "Phụ lục I, Phần I, mục II, khoản 6 điểm đ"),
    rule(Component::Clause,         (13, 14), 14, "-B-", "Phụ lục I, Phần I, mục II, khoản 6 điểm đ"),
    rule(Component::Point,          (13, 14), 14, "---", "Phụ lục I, Phần I, mục II, khoản 6 điểm đ"),
    rule(Component::Power,          (13, 14), 14, "CB-", "Phụ lục I, Phần I, mục II, khoản 7 điểm đ"),
    rule(Component::Signer,         (13, 14), 14, "-B-", "Phụ lục I, Phần I, mục II, khoản 7 điểm đ"),
    rule(Component::Addressees,     (13, 14), 14, "---", "Phụ lục I, Phần I, mục II, khoản 9"),
    rule(Component::RecipientsWord, (12, 12), 12, "-BI", "Phụ lục I, Phần I, mục II, khoản 9"),
    rule(Component::Recipients,     (11, 11), 11, "---", "Phụ lục I, Phần I, mục II, khoản 9"),
    rule(Component::Urgency,        (13, 14), 13, "CB-", "Phụ lục I, Phần I, mục III, khoản 2 điểm b"),
    rule(Component::Circulation,    (13, 14), 13, "CB-", "Phụ lục I, Phần I, mục III, khoản 2 điểm c"),
    rule(Component::Drafter,        (11, 11), 11, "---", "Phụ lục I, Phần I, mục III, khoản 3"),
    rule(Component::Contact,        (11, 12), 11, "---", "Phụ lục I, Phần I, mục III, khoản 4"),
    rule(Component::AnnexWord,      (14, 14), 14, "-B-", "Phụ lục I, Phần I, mục III, khoản 1 điểm b"),
    rule(Component::AnnexTitle,     (13, 14), 14, "CB-", "Phụ lục I, Phần I, mục III, khoản 1 điểm b"),
    rule(Component::AnnexReference, (13, 14), 14, "--I", "Phụ lục I, Phần I, mục III, khoản 1 điểm c"),
    rule(Component::PageNumber,     (13, 14), 14, "---", "Phụ lục I, Phần I, mục I, khoản 7"),
];

/// A range of the decree for something that is not letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Allowed values, both ends included.
    pub allowed: RangeInclusive<u16>,
    /// Where the decree says so.
    pub basis: &'static str,
}

const fn measure(from: u16, to: u16, basis: &'static str) -> Measure {
    Measure {
        allowed: from..=to,
        basis,
    }
}

/// Distance of the text from the upper and lower edge, in millimetres.
pub static TOP_AND_BOTTOM: Measure = measure(20, 25, "Phụ lục I, Phần I, mục I, khoản 3");
/// Distance of the text from the left edge, in millimetres.
pub static LEFT: Measure = measure(30, 35, "Phụ lục I, Phần I, mục I, khoản 3");
/// Distance of the text from the right edge, in millimetres.
pub static RIGHT: Measure = measure(15, 20, "Phụ lục I, Phần I, mục I, khoản 3");
/// Distance between lines, in percent of a single line.
pub static LINE_SPACING: Measure = measure(100, 150, "Phụ lục I, Phần I, mục II, khoản 6 điểm e");
/// Distance between paragraphs, in points; the decree gives the least, the upper end is one line of the body.
pub static PARAGRAPH_GAP: Measure = measure(6, 14, "Phụ lục I, Phần I, mục II, khoản 6 điểm e");
/// Length of the rule below a body's name or a subject, in percent of the line of text.
pub static SHORT_RULE: Measure = measure(33, 50, "Phụ lục I, Phần I, mục II, khoản 2 điểm b và khoản 5 điểm b");

/// What the decree says about a component's letters.
pub fn rule_for(component: Component) -> &'static Rule {
    &RULES[component as usize]
}

/// How far the first line of a paragraph is indented (section II, clause 6 e).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstLine {
    /// 1 cm.
    Centimetre,
    /// 1.27 cm, half an inch.
    HalfInch,
}

/// Distances of the text from the edges of the page, in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margins {
    /// From the upper edge.
    pub top: u16,
    /// From the lower edge.
    pub bottom: u16,
    /// From the left edge.
    pub left: u16,
    /// From the right edge.
    pub right: u16,
}

/// A choice within the decree's ranges. The default takes the sizes of the decree's own examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    margins: Margins,
    first_line: FirstLine,
    paragraph_gap: u16,
    line_spacing: u16,
    sizes: BTreeMap<Component, u8>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            margins: Margins {
                top: 20,
                bottom: 20,
                left: 30,
                right: 15,
            },
            first_line: FirstLine::HalfInch,
            paragraph_gap: 6,
            line_spacing: 110,
            sizes: BTreeMap::new(),
        }
    }
}

impl Layout {
    /// With other margins.
    ///
    /// # Errors
    /// When one is outside the decree's range.
    pub fn with_margins(mut self, margins: Margins) -> Result<Self, OutsideDecree> {
        within(margins.top, &TOP_AND_BOTTOM)?;
        within(margins.bottom, &TOP_AND_BOTTOM)?;
        within(margins.left, &LEFT)?;
        within(margins.right, &RIGHT)?;
        self.margins = margins;
        Ok(self)
    }

    /// With another size of a component, in points.
    ///
    /// # Errors
    /// When it is outside the decree's range.
    pub fn with_size(mut self, component: Component, points: u8) -> Result<Self, OutsideDecree> {
        let rule = rule_for(component);
        let (from, to) = (*rule.sizes.start(), *rule.sizes.end());
        if !rule.sizes.contains(&points) {
            return Err(OutsideDecree {
                asked: points.into(),
                from: from.into(),
                to: to.into(),
                basis: rule.basis,
            });
        }
        self.sizes.insert(component, points);
        Ok(self)
    }

    /// With another distance between lines, in percent of a single line.
    ///
    /// # Errors
    /// When it is outside the decree's range.
    pub fn with_line_spacing(mut self, percent: u16) -> Result<Self, OutsideDecree> {
        within(percent, &LINE_SPACING)?;
        self.line_spacing = percent;
        Ok(self)
    }

    /// With another distance between paragraphs, in points.
    ///
    /// # Errors
    /// When it is outside the decree's range.
    pub fn with_paragraph_gap(mut self, points: u16) -> Result<Self, OutsideDecree> {
        within(points, &PARAGRAPH_GAP)?;
        self.paragraph_gap = points;
        Ok(self)
    }

    /// With another indent of first lines.
    #[must_use]
    pub fn with_first_line(mut self, first_line: FirstLine) -> Self {
        self.first_line = first_line;
        self
    }

    /// The size of a component, in points.
    pub fn size(&self, component: Component) -> u8 {
        let own = self.sizes.get(&component).copied();
        own.unwrap_or_else(|| rule_for(component).usual)
    }

    /// The margins.
    pub fn margins(&self) -> Margins {
        self.margins
    }

    pub(crate) fn first_line_twips(&self) -> i64 {
        match self.first_line {
            FirstLine::Centimetre => 567,
            FirstLine::HalfInch => 720,
        }
    }

    pub(crate) fn paragraph_gap(&self) -> u16 {
        self.paragraph_gap
    }

    pub(crate) fn line_spacing(&self) -> u16 {
        self.line_spacing
    }

    /// Width of the text on a page of this width, in millimetres.
    pub(crate) fn text_width(&self, page_width: u16) -> u16 {
        page_width - self.margins.left - self.margins.right
    }
}

/// A choice that the decree does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{asked} is not within {from} to {to} ({basis}, Decree 30/2020/NĐ-CP)")]
pub struct OutsideDecree {
    /// What was asked for.
    pub asked: u16,
    /// The least that is allowed.
    pub from: u16,
    /// The most that is allowed.
    pub to: u16,
    /// Where the decree says so.
    pub basis: &'static str,
}

fn within(asked: u16, measure: &Measure) -> Result<(), OutsideDecree> {
    if measure.allowed.contains(&asked) {
        return Ok(());
    }
    Err(OutsideDecree {
        asked,
        from: *measure.allowed.start(),
        to: *measure.allowed.end(),
        basis: measure.basis,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_has_one_rule_and_its_usual_size_is_allowed() {
        let places: Vec<usize> = RULES.iter().map(|rule| rule.component as usize).collect();
        assert_eq!(places, (0..=Component::PageNumber as usize).collect::<Vec<_>>());
        assert!(RULES.iter().all(|rule| rule.sizes.contains(&rule.usual)));
    }

    #[test]
    fn a_layout_cannot_leave_the_decree() {
        let margins = |left| Margins {
            top: 20,
            bottom: 25,
            left,
            right: 20,
        };
        assert!(Layout::default().with_margins(margins(35)).is_ok());
        assert_eq!(
            Layout::default()
                .with_margins(margins(25))
                .map_err(|error| (error.from, error.to)),
            Err((30, 35))
        );
        assert!(Layout::default().with_size(Component::Body, 12).is_err());
        assert_eq!(
            Layout::default()
                .with_size(Component::Body, 13)
                .map(|layout| layout.size(Component::Body)),
            Ok(13)
        );
        assert!(Layout::default().with_line_spacing(160).is_err());
        assert!(Layout::default().with_paragraph_gap(5).is_err());
    }
}
