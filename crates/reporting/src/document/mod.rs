//! An official document in the form of Decree 30/2020/NĐ-CP: what it says, apart from how it looks.
//!
//! A [`Document`] is what an office decides: who issues, to whom, what. How it looks follows from the decree and stands in
//! [`layout`]; the program only prepares, a person numbers and signs. What is not known yet (number, day) is left open in
//! the way that offices leave it open. State secrets never get here: there is no mark of secrecy.

pub mod layout;

mod docx;
pub(crate) mod phrases;

use jiff::civil::Date;

pub use layout::{Component, Layout};

use crate::table::Table;

/// An official document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Who issues it (boxes 2 and 3 of the decree's scheme).
    pub issuer: Issuer,
    /// Number and symbol (box 3).
    pub number: Number,
    /// Where it is issued: the official name of the unit, `Quảng Ngãi` (box 4).
    pub place: String,
    /// When it is issued (box 4).
    pub issued: IssueDay,
    /// What it is and what about (boxes 5a and 5b).
    pub subject: Subject,
    /// `Kính gửi` (box 9a): official letters, proposals and reports to superiors. Empty for documents sent to nobody by name.
    pub addressees: Vec<String>,
    /// Legal bases, each without its closing mark; printed in italics before the body.
    pub bases: Vec<Text>,
    /// The body (box 6). The closing `./.` is added by the layout.
    pub body: Vec<Block>,
    /// Who signs (boxes 7a and 7b).
    pub signature: Signature,
    /// `Nơi nhận` (box 9b), each without dash and closing mark, and without the line `Lưu`. Of an official letter the first
    /// line, `Như trên`, is added by the layout.
    pub recipients: Vec<String>,
    /// The last line of `Nơi nhận`.
    pub archive: Archive,
    /// Mark of urgency (box 10b).
    pub urgency: Option<Urgency>,
    /// Direction on circulation (box 11).
    pub circulation: Option<Circulation>,
    /// Mark of who drafted it and number of copies, `PL.(300)` (box 12).
    pub drafter: Option<String>,
    /// Address, telephone, e-mail of the issuer at the foot of the first page (box 13).
    pub contact: Option<String>,
    /// Annexes, numbered by the layout.
    pub annexes: Vec<Annex>,
}

/// Who issues a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The body directly above, in its short form: `UBND TỈNH QUẢNG NGÃI`. People's committees print none.
    pub superior: Option<String>,
    /// The issuing body, a line each: `ỦY BAN NHÂN DÂN`, `TỈNH QUẢNG NGÃI`. Printed in capitals.
    pub organ: Vec<String>,
    /// The issuing body as prose names it: `Ủy ban nhân dân tỉnh Quảng Ngãi`.
    pub name: String,
}

/// Number and symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The number; none while the document is not registered.
    pub number: Option<u32>,
    /// The symbol, `BC-UBND` or, of an official letter, `UBND-NC`.
    pub symbol: String,
}

/// When a document is issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueDay {
    /// On a day.
    On(Date),
    /// In the month of that day; the day is written in when the document is signed.
    InMonthOf(Date),
}

/// What a document is and what about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A document with a name of its kind.
    Named {
        /// The kind, `Báo cáo`; printed in capitals.
        kind: String,
        /// What about.
        about: String,
    },
    /// An official letter (công văn): what about, without `V/v`.
    Letter(String),
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; its number is given by the layout.
    Heading(Level, String),
    /// A numbered clause or point without a heading of its own.
    Numbered(Level, Text),
    /// A paragraph.
    Paragraph(Text),
    /// Lines that begin with a dash.
    Dashes(Vec<Text>),
    /// A table; its heading rows are repeated on every page.
    Table(Table),
}

/// The steps of a document's structure (annex I, part I, section II, clause 6 d of the decree), from large to small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// `Phần I`, on a line of its own above its heading.
    Part,
    /// `I. …` in capitals.
    Section,
    /// `Điều 1. …`, numbered through the whole document.
    Article,
    /// `1. …`
    Clause,
    /// `a) …`, by the Vietnamese alphabet.
    Point,
}

/// Words with some of them set off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub(crate) runs: Vec<Run>,
}

/// Words in one face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) words: String,
    pub(crate) face: Face,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Face {
    /// As its surroundings.
    Plain,
    Bold,
    Italic,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// By which powers, from the outermost: for the committee, then for its chair.
    pub powers: Vec<Power>,
    /// The signer's post, `PHÓ CHỦ TỊCH`; printed in capitals. `Q. CHỦ TỊCH` for an acting head.
    pub post: String,
    /// Another post that the decree wants above the name (box 7b).
    pub other_post: Option<String>,
    /// The signer's name; none while it is not known who will sign.
    pub name: Option<String>,
}

/// By which power somebody signs (annex I, part I, section II, clause 7 b of the decree), and of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Power {
    /// `TM.`: for a collective.
    ForCollective(String),
    /// `KT.`: a deputy for the head.
    ForHead(String),
    /// `TL.`: by order of the head.
    ByOrder(String),
    /// `TUQ.`: by written, time-limited authorisation.
    ByAuthorisation(String),
}

/// The line `Lưu: VT, NC(2).`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Archive {
    /// Abbreviation of the drafting unit.
    pub unit: Option<String>,
    /// How many copies are kept, where that is told.
    pub copies: Option<u32>,
}

/// Marks of urgency (annex I, part I, section III, clause 2 b).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// KHẨN
    Urgent,
    /// THƯỢNG KHẨN
    VeryUrgent,
    /// HỎA TỐC
    Express,
}

/// Directions on circulation (annex I, part I, section III, clause 2 c).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circulation {
    /// XEM XONG TRẢ LẠI
    ReturnAfterReading,
    /// LƯU HÀNH NỘI BỘ
    Internal,
}

/// An annex, on pages of its own that are numbered apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Annex {
    /// Title; printed in capitals.
    pub title: String,
    /// How its pages lie.
    pub orientation: Orientation,
    /// A line in italics at the right above the body, such as `(Số liệu tính đến ngày …)`.
    pub note: Option<String>,
    /// What it says.
    pub body: Vec<Block>,
}

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// 210 mm wide.
    Portrait,
    /// 297 mm wide, for tables with many columns.
    Landscape,
}

impl Document {
    /// The document as .docx in the layout of the decree, with its usual sizes.
    pub fn to_docx(&self) -> Vec<u8> {
        self.to_docx_in(&Layout::default())
    }

    /// The document as .docx in another layout that the decree allows. The same document in the same layout gives the same
    /// bytes.
    pub fn to_docx_in(&self, layout: &Layout) -> Vec<u8> {
        docx::write(self, layout)
    }
}

impl Text {
    /// Words without anything set off.
    pub fn new(words: impl Into<String>) -> Self {
        Self::default().and(words)
    }

    /// Plain words after those that are there.
    #[must_use]
    pub fn and(self, words: impl Into<String>) -> Self {
        self.with(words, Face::Plain)
    }

    /// Bold words after those that are there.
    #[must_use]
    pub fn bold(self, words: impl Into<String>) -> Self {
        self.with(words, Face::Bold)
    }

    /// Italic words after those that are there.
    #[must_use]
    pub fn italic(self, words: impl Into<String>) -> Self {
        self.with(words, Face::Italic)
    }

    fn with(mut self, words: impl Into<String>, face: Face) -> Self {
        self.runs.push(Run {
            words: words.into(),
            face,
        });
        self
    }

    /// The words, ended by a closing mark in place of the marks that were there: `;`, `.`, `./.`
    pub(crate) fn ended_by(&self, mark: &str) -> Self {
        let mut text = self.clone();
        while let Some(last) = text.runs.last_mut() {
            let kept = last.words.trim_end_matches(['.', ';', '/', ',', ' ', '\u{a0}']).len();
            last.words.truncate(kept);
            if kept > 0 {
                last.words.push_str(mark);
                return text;
            }
            text.runs.pop();
        }
        text.and(mark)
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::new(words)
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::new(words)
    }
}

impl Block {
    /// A paragraph.
    pub fn paragraph(words: impl Into<Text>) -> Self {
        Self::Paragraph(words.into())
    }

    /// A heading.
    pub fn heading(level: Level, words: impl Into<String>) -> Self {
        Self::Heading(level, words.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closing_mark_takes_the_place_of_others() {
        let ended = |text: Text| {
            text.ended_by("./.")
                .runs
                .iter()
                .map(|run| run.words.as_str())
                .collect::<String>()
        };
        assert_eq!(
            ended("Báo cáo trước ngày 05/11/2026.".into()),
            "Báo cáo trước ngày 05/11/2026./."
        );
        assert_eq!(ended("để biết./.".into()), "để biết./.");
        assert_eq!(ended(Text::new("Giao ").bold("Sở Y tế").and(".")), "Giao Sở Y tế./.");
        assert_eq!(ended(Text::default()), "./.");
    }
}
