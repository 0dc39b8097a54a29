//! What the decree says of each component, asked of what was found.

use crate::document::layout::{
    FONT, LEFT, LINE_SPACING, Measure, PAGE_HEIGHT, PAGE_WIDTH, PARAGRAPH_GAP, RIGHT, SHORT_RULE, TOP_AND_BOTTOM,
    rule_for,
};
use crate::document::{Component, phrases};

use super::dom::Element;
use super::package::Package;
use super::parts::Parts;
use super::story::{At, Paragraph};
use super::{About, Fault, Problem};

/// Word and others round measures to their own units; half a millimetre is not a fault.
const TOLERANCE: i64 = 30;
/// Basis of the mark that ends the text: the model forms of annex III.
const END_BASIS: &str = "Phụ lục III, mục II, các mẫu 1.1 - 1.10";
const PAGE_BASIS: &str = "Phụ lục I, Phần I, mục I, khoản 1";

/// All faults, from head to end.
pub(super) fn judge(package: &Package, parts: &Parts<'_>) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    faults.pages(package, parts);
    faults.letterhead(parts);
    faults.subject(parts);
    faults.body(parts);
    faults.ending(parts);
    faults.0
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, about: About, problem: Problem, found: impl Into<String>, basis: &'static str) {
        let fault = Fault {
            about,
            problem,
            found: found.into(),
            basis,
        };
        if !self.0.contains(&fault) {
            self.0.push(fault);
        }
    }

    fn of(&mut self, component: Component, problem: Problem, found: impl Into<String>) {
        self.add(About::Component(component), problem, found, rule_for(component).basis);
    }

    fn letterhead(&mut self, parts: &Parts<'_>) {
        self.one(Component::Nation, parts.nation);
        self.one(Component::Motto, parts.motto);
        if let Some(nation) = parts.nation {
            let words = text::nfc(nation.words.trim()).to_uppercase().replace("HOÀ", "HÒA");
            if words != phrases::NATION {
                self.of(Component::Nation, Problem::Words, nation.words.trim());
            }
            if matches!(nation.at, At::Cell { column: 0, .. } | At::Body) {
                self.of(Component::Nation, Problem::Place, nation.words.trim());
            }
        }
        if parts.motto.is_some() && !parts.motto_is_ruled {
            self.of(Component::Motto, Problem::Rule, "");
        }
        for superior in &parts.superiors {
            self.letters(Component::Superior, superior);
        }
        self.one(Component::Organ, parts.organ.first().copied());
        for line in parts.organ.iter().skip(1) {
            self.letters(Component::Organ, line);
        }
        if !parts.organ.is_empty() && !parts.organ_is_ruled {
            self.add(About::Component(Component::Organ), Problem::Rule, "", SHORT_RULE.basis);
        }
        self.one(Component::Number, parts.number);
        if let Some(number) = parts.number
            && !is_number(&number.words)
        {
            self.of(Component::Number, Problem::Words, number.words.trim());
        }
        self.one(Component::PlaceAndDay, parts.place_and_day);
        if let Some(day) = parts.place_and_day
            && !is_day(&day.words)
        {
            self.of(Component::PlaceAndDay, Problem::Words, day.words.trim());
        }
    }

    /// A letter says `V/v` and to whom; everything else has a kind and a subject.
    fn subject(&mut self, parts: &Parts<'_>) {
        if let Some(subject) = parts.letter_subject {
            self.letters(Component::LetterSubject, subject);
            if parts.addressees.is_empty() {
                self.of(Component::Addressees, Problem::Missing, "");
            }
        } else {
            self.one(Component::Kind, parts.kind);
            self.one(Component::Subject, parts.subject.first().copied());
        }
        for line in &parts.addressees {
            self.letters(Component::Addressees, line);
        }
        let mut lines = parts.addressees.iter().skip(1).rev();
        if let Some(last) = lines.next()
            && !last.words.trim().ends_with(['.', ';'])
        {
            self.of(Component::Addressees, Problem::Words, last.words.trim());
        }
    }

    fn body(&mut self, parts: &Parts<'_>) {
        if parts.body.is_empty() {
            self.of(Component::Body, Problem::Missing, "");
        }
        for paragraph in &parts.body {
            self.paragraph(paragraph);
        }
        let ends = parts
            .body
            .last()
            .is_some_and(|last| last.words.trim().ends_with(phrases::END));
        if !ends {
            let found = parts.body.last().map_or("", |last| last.words.trim());
            let last: String = found.chars().rev().take(40).collect();
            let last: String = last.chars().rev().collect();
            self.add(About::End, Problem::Missing, last, END_BASIS);
        }
    }

    /// Sizes and lines of the running text. Faces are free within it: headings are bold, bases italic.
    fn paragraph(&mut self, paragraph: &Paragraph) {
        let about = Component::Body;
        self.font_and_size(about, paragraph);
        if paragraph.is_centred() || !paragraph.says_something() {
            return;
        }
        let shown = beginning(&paragraph.words);
        let lines = &paragraph.lines;
        if !matches!(lines.align.as_deref(), Some("both" | "distribute")) {
            self.of(about, Problem::Alignment, shown.clone());
        }
        let first = lines.first_line.unwrap_or(0);
        if ![567, 720].iter().any(|allowed| (first - allowed).abs() <= TOLERANCE) {
            self.of(about, Problem::FirstLine, millimetres(first));
        }
        let gap = lines.before.unwrap_or(0).max(lines.after.unwrap_or(0));
        if gap < i64::from(*PARAGRAPH_GAP.allowed.start()) * 20 {
            let found = format!("{} pt", gap / 20);
            self.add(About::Component(about), Problem::Gap, found, PARAGRAPH_GAP.basis);
        }
        let percent = lines.line.unwrap_or(240) * 100 / 240;
        if lines.is_multiple && !within(percent, &LINE_SPACING, 0) {
            let found = format!("{percent}%");
            self.add(About::Component(about), Problem::LineSpacing, found, LINE_SPACING.basis);
        }
    }

    fn ending(&mut self, parts: &Parts<'_>) {
        self.one(Component::RecipientsWord, parts.recipients_word);
        for line in &parts.recipients {
            self.letters(Component::Recipients, line);
        }
        match parts.recipients.split_last() {
            Some((last, others)) => {
                let kept = last.folded();
                if !kept.starts_with("- luu:") || !kept.ends_with('.') {
                    self.of(Component::Recipients, Problem::Words, last.words.trim());
                }
                for line in others.iter().filter(|line| !line.words.trim().ends_with(';')) {
                    self.of(Component::Recipients, Problem::Words, line.words.trim());
                }
            }
            None => self.of(Component::Recipients, Problem::Missing, ""),
        }
        self.one(Component::Power, parts.powers.first().copied());
        for line in parts.powers.iter().skip(1) {
            self.letters(Component::Power, line);
        }
        if let Some(signer) = parts.signer {
            self.letters(Component::Signer, signer);
        }
        for annex in &parts.annexes {
            self.letters(Component::AnnexWord, annex);
        }
    }

    /// A component that has to be there, in its letters.
    fn one(&mut self, component: Component, paragraph: Option<&Paragraph>) {
        match paragraph {
            Some(paragraph) => self.letters(component, paragraph),
            None => self.of(component, Problem::Missing, ""),
        }
    }

    fn letters(&mut self, component: Component, paragraph: &Paragraph) {
        self.font_and_size(component, paragraph);
        let rule = rule_for(component);
        for run in paragraph
            .runs
            .iter()
            .filter(|run| run.words.chars().any(char::is_alphabetic))
        {
            let words = beginning(&run.words);
            if rule.capitals && run.letters.capitals != Some(true) && run.words != run.words.to_uppercase() {
                self.of(component, Problem::Capitals, words.clone());
            }
            if run.letters.bold.unwrap_or(false) != rule.bold {
                self.of(component, Problem::Bold, words.clone());
            }
            if run.letters.italic.unwrap_or(false) != rule.italic {
                self.of(component, Problem::Italic, words);
            }
        }
    }

    /// Raised and lowered signs, and runs without letters, have sizes of their own.
    fn font_and_size(&mut self, component: Component, paragraph: &Paragraph) {
        let rule = rule_for(component);
        for run in paragraph
            .runs
            .iter()
            .filter(|run| run.words.chars().any(char::is_alphabetic))
        {
            match run.letters.font.as_deref() {
                Some(FONT) => {}
                other => self.of(component, Problem::Font, other.unwrap_or_default()),
            }
            // Without any size Word writes 10 pt.
            let half_points = run.letters.size.unwrap_or(20);
            let (from, to) = (i64::from(*rule.sizes.start()), i64::from(*rule.sizes.end()));
            if !(from * 2..=to * 2).contains(&half_points) {
                let half = if half_points % 2 == 0 { "" } else { ",5" };
                self.of(component, Problem::Size, format!("{}{half} pt", half_points / 2));
            }
        }
    }

    fn pages(&mut self, package: &Package, parts: &Parts<'_>) {
        let mut header = None;
        for (at, section) in package.story.sections.iter().enumerate() {
            self.paper(section);
            let references = section.children.iter().filter(|child| child.name == "headerReference");
            let own = references
                .filter(|reference| reference.attribute("type") == Some("default"))
                .find_map(|reference| reference.attribute("id"));
            header = own.or(header);
            self.numbering(package, section, header);
            let is_annex = parts.annexes.iter().any(|annex| annex.section == at);
            if is_annex && section.number_of("pgNumType", "start") != Some(1) {
                self.of(Component::AnnexWord, Problem::Numbering, "");
            }
        }
    }

    fn paper(&mut self, section: &Element) {
        let size = |attribute| section.number_of("pgSz", attribute).unwrap_or_default();
        let mut sides = [size("w"), size("h")];
        sides.sort_unstable();
        let a4 = [PAGE_WIDTH, PAGE_HEIGHT].map(|side| i64::from(side) * 14_400 / 254);
        if sides.iter().zip(a4).any(|(side, a4)| (side - a4).abs() > TOLERANCE) {
            let [short, long] = sides.map(millimetres);
            self.add(About::Page, Problem::Paper, format!("{short} × {long}"), PAGE_BASIS);
        }
        let margins = [
            ("top", &TOP_AND_BOTTOM),
            ("bottom", &TOP_AND_BOTTOM),
            ("left", &LEFT),
            ("right", &RIGHT),
        ];
        for (side, measure) in margins {
            let margin = section.number_of("pgMar", side).unwrap_or_default();
            if !within_millimetres(margin, measure) {
                let found = format!("{side} {}", millimetres(margin));
                self.add(About::Page, Problem::Margin, found, measure.basis);
            }
        }
    }

    /// The number stands in the middle of the upper margin of every page but the first.
    fn numbering(&mut self, package: &Package, section: &Element, header: Option<&str>) {
        let header = header
            .and_then(|id| package.headers.get(id))
            .filter(|header| header.shows_number);
        let Some(header) = header else {
            return self.of(Component::PageNumber, Problem::Missing, "");
        };
        if section.switch("titlePg") != Some(true) {
            self.of(Component::PageNumber, Problem::Numbering, "");
        }
        let mut numbered = header
            .story
            .paragraphs
            .iter()
            .filter(|paragraph| !paragraph.runs.is_empty());
        if let Some(paragraph) = numbered.next()
            && !paragraph.is_centred()
        {
            self.of(Component::PageNumber, Problem::Alignment, "");
        }
    }
}

/// `Số: 09/UBND-NC`, or with room for a number that is not given yet: a number below ten bears a zero, and no space stands
/// within the symbol.
fn is_number(words: &str) -> bool {
    let words = text::nfc(words.trim());
    let Some((number, symbol)) = words.strip_prefix("Số:").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let number = number.trim();
    let is_counted = number.is_empty() || (number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit()));
    // The dots of a form stand for what is to be written.
    let is_form = symbol.contains(['…', '.']);
    is_counted && (is_form || !symbol.trim().contains(' '))
}

/// `…, ngày 05 tháng 8 năm 2021`: days below ten and the first two months bear a zero; what is left open is not wrong.
fn is_day(words: &str) -> bool {
    let words = text::nfc(words.trim()).into_owned();
    let Some((_, rest)) = words.split_once(", ngày") else {
        return false;
    };
    let Some((day, rest)) = rest.split_once("tháng") else {
        return false;
    };
    let Some((month, _)) = rest.split_once("năm") else {
        return false;
    };
    let is_padded = |number: &str, least: u8| match number.trim().parse::<u8>() {
        Ok(value) => value >= least || number.trim().len() == 2,
        Err(_) => number.trim().chars().all(|character| !character.is_alphanumeric()),
    };
    is_padded(day, 10) && is_padded(month, 3)
}

fn within(value: i64, measure: &Measure, tolerance: i64) -> bool {
    let (from, to) = (i64::from(*measure.allowed.start()), i64::from(*measure.allowed.end()));
    (from - tolerance..=to + tolerance).contains(&value)
}

fn within_millimetres(twips: i64, measure: &Measure) -> bool {
    let [from, to] = [measure.allowed.start(), measure.allowed.end()].map(|end| i64::from(*end) * 14_400 / 254);
    (from - TOLERANCE..=to + TOLERANCE).contains(&twips)
}

fn millimetres(twips: i64) -> String {
    let tenths = twips * 2540 / 14_400;
    format!("{},{} mm", tenths / 10, (tenths % 10).abs())
}

fn beginning(words: &str) -> String {
    words.trim().chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_read_as_the_decree_writes_them() {
        for right in [
            "Số: 09/UBND-NC",
            "Số:      /UBND-NC",
            "Số: 2909/CTr-UBND",
            "Số:    /... 3...-...4...",
        ] {
            assert!(is_number(right), "{right}");
        }
        for wrong in ["Số 09/UBND-NC", "Số: 9/UBND-NC", "Số: 09/UBND - NC", "Số: IX/UBND"] {
            assert!(!is_number(wrong), "{wrong}");
        }
        for right in [
            "Non Mẫu, ngày 05 tháng 02 năm 2026",
            "A, ngày    tháng 11 năm 2026",
            "A, ngày … tháng … năm …",
        ] {
            assert!(is_day(right), "{right}");
        }
        for wrong in [
            "A, ngày 5 tháng 02 năm 2026",
            "A, ngày 05 tháng 2 năm 2026",
            "A ngày 05 tháng 12 năm 2026",
        ] {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
