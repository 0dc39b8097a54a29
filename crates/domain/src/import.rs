//! An import: a document, or a tracker's table, on its way to become tasks. Nothing of it is a task until it is issued.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::directive::Link;
use crate::draft::{Draft, Verdict};
use crate::id::{DirectiveId, FileId, ImportId};
use crate::journal::record;

/// Identity of the document, as read and as the clerk mended it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Identity {
    /// Number and symbol.
    pub number: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Day of issue.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// Subject line.
    pub title: Option<String>,
    /// Field of work.
    pub field: Option<String>,
}

/// What a column of a tracker holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Nội dung nhiệm vụ.
    Text,
    /// Văn bản giao.
    Directive,
    /// Cơ quan chủ trì.
    Lead,
    /// Cơ quan phối hợp.
    Coordinating,
    /// Thời hạn.
    Deadline,
    /// Sản phẩm.
    Product,
    /// Lĩnh vực.
    Field,
    /// Tiến độ, kết quả thực hiện.
    Progress,
    /// Ngày hoàn thành.
    CompletedOn,
}

impl Column {
    /// All columns in the order of the mapping form.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Directive,
        Self::Lead,
        Self::Coordinating,
        Self::Deadline,
        Self::Product,
        Self::Field,
        Self::Progress,
        Self::CompletedOn,
    ];

    /// The word in code, forms and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Directive => "directive",
            Self::Lead => "lead",
            Self::Coordinating => "coordinating",
            Self::Deadline => "deadline",
            Self::Product => "product",
            Self::Field => "field",
            Self::Progress => "progress",
            Self::CompletedOn => "completed_on",
        }
    }
}

/// A row that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RefusedRow {
    /// Number of the row in the sheet, counted from 1.
    pub row: u32,
    /// Stable code, also the translation key.
    pub why: String,
    /// What stands in it.
    pub words: String,
}

/// A tracker's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Tracker {
    /// The cells as text: a JSON array of rows.
    pub cells: FileId,
    /// The row that names the columns, counted from 0.
    pub header: u32,
    /// The names in it.
    pub names: Vec<String>,
    /// Which column holds what, counted from 0.
    pub columns: BTreeMap<Column, u32>,
    /// Whether the clerk has confirmed the columns, so that drafts could be made.
    pub mapped: bool,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
}

/// Where an import is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Stage {
    /// Being decided on.
    #[default]
    Open,
    /// Its tasks are issued.
    Issued {
        /// The directive that was made, or found.
        directive: Option<DirectiveId>,
        /// How many tasks.
        tasks: u32,
    },
    /// Given up.
    Abandoned,
}

/// Something reading wants the clerk to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Note {
    /// Stable code, also the translation key.
    pub code: String,
    /// What it is about.
    pub detail: Option<String>,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Import {
    /// Identifier.
    pub id: ImportId,
    /// Version.
    pub version: i64,
    /// Name of the file, or of the pasted text.
    pub name: String,
    /// The day it was taken in.
    #[schemars(with = "String")]
    pub taken_on: Date,
    /// The original.
    pub original: FileId,
    /// The extracted text that spans point into; none for a tracker.
    pub text: Option<FileId>,
    /// Identity of the document.
    pub identity: Identity,
    /// Links to other documents.
    pub links: Vec<Link>,
    /// Drafts in the order of the text.
    pub drafts: Vec<Draft>,
    /// The number of the next draft.
    pub next_number: u32,
    /// What reading wants the clerk to look at.
    pub notes: Vec<Note>,
    /// The table, for a tracker.
    pub tracker: Option<Tracker>,
    /// Where it is.
    pub stage: Stage,
}

record!(Import, Import);

/// What can be done to a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It becomes a task.
    Accept,
    /// It is none.
    Drop,
    /// Back to undecided.
    Reopen,
    /// The clerk changed its fields.
    Edit(Box<Draft>),
    /// It goes together with the next one that is not dropped.
    MergeWithNext,
    /// It is cut at a byte of its text.
    SplitAt(usize),
}

/// Why a decision is not possible. The word is also the translation key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecided {
    /// The import is issued or given up.
    #[error("the import is closed")]
    Closed,
    /// No draft with this number.
    #[error("there is no such draft")]
    Unknown,
    /// Something has to be decided first.
    #[error("the draft has open questions")]
    OpenQuestions,
    /// There is none to merge with.
    #[error("there is no draft after this one")]
    NothingAfter,
    /// No text on one side.
    #[error("the text cannot be cut there")]
    CannotCut,
}

impl Import {
    /// The draft with a number.
    pub fn draft(&self, number: u32) -> Option<&Draft> {
        self.drafts.iter().find(|draft| draft.number == number)
    }

    /// How many drafts are pending, accepted and dropped.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |verdict| self.drafts.iter().filter(|draft| draft.verdict == verdict).count();
        (
            count(Verdict::Pending),
            count(Verdict::Accepted),
            count(Verdict::Dropped),
        )
    }

    /// The next draft to decide on after one, going round.
    pub fn next_pending(&self, after: u32) -> Option<u32> {
        let at = self
            .drafts
            .iter()
            .position(|draft| draft.number == after)
            .map_or(0, |at| at + 1);
        let (before, behind) = self.drafts.split_at(at.min(self.drafts.len()));
        behind
            .iter()
            .chain(before)
            .find(|draft| draft.verdict == Verdict::Pending)
            .map(|draft| draft.number)
    }

    /// Adds a task that reading did not find, after the others. Returns its number.
    pub fn add(&mut self, text: String) -> u32 {
        let number = self.next_number;
        self.next_number += 1;
        self.drafts.push(Draft::new(number, text));
        number
    }

    /// Decides on a draft. The import is unchanged when it is not possible.
    ///
    /// # Errors
    /// Why it is not possible.
    pub fn decide(&mut self, number: u32, decision: Decision) -> Result<(), NotDecided> {
        if self.stage != Stage::Open {
            return Err(NotDecided::Closed);
        }
        let at = self
            .drafts
            .iter()
            .position(|draft| draft.number == number)
            .ok_or(NotDecided::Unknown)?;
        let draft = self.drafts.get_mut(at).ok_or(NotDecided::Unknown)?;
        match decision {
            Decision::Accept if draft.is_ready() => draft.verdict = Verdict::Accepted,
            Decision::Accept => return Err(NotDecided::OpenQuestions),
            Decision::Drop => draft.verdict = Verdict::Dropped,
            Decision::Reopen => draft.verdict = Verdict::Pending,
            Decision::Edit(edited) => *draft = edit(draft, *edited),
            Decision::MergeWithNext => self.merge_with_next(at)?,
            Decision::SplitAt(byte) => {
                let (first, second) = draft.split_at(byte, self.next_number).ok_or(NotDecided::CannotCut)?;
                *draft = first;
                self.next_number += 1;
                self.drafts.insert(at + 1, second);
            }
        }
        Ok(())
    }

    fn merge_with_next(&mut self, at: usize) -> Result<(), NotDecided> {
        let next = self
            .drafts
            .iter()
            .skip(at + 1)
            .position(|draft| draft.verdict != Verdict::Dropped);
        let next = self.drafts.remove(at + 1 + next.ok_or(NotDecided::NothingAfter)?);
        let draft = self.drafts.get_mut(at).ok_or(NotDecided::Unknown)?;
        draft.quote.get_or_insert_with(|| draft.text.clone());
        draft.absorb(&next);
        Ok(())
    }
}

/// The edited draft: it keeps its number and the document's words, and an accepted one that is no longer ready is pending
/// again.
fn edit(old: &Draft, edited: Draft) -> Draft {
    let quote = (old.text != edited.text).then(|| old.quote.clone().unwrap_or_else(|| old.text.clone()));
    let mut new = Draft {
        number: old.number,
        quote: quote.or_else(|| old.quote.clone()),
        verdict: old.verdict,
        ..edited
    };
    new.forget_marks_of(old);
    if new.verdict == Verdict::Accepted && !new.is_ready() {
        new.verdict = Verdict::Pending;
    }
    new
}
