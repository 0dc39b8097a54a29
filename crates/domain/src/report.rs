//! What an agency said about a task or duty, and what was decided about it. A report never changes; what comes later is
//! another report.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::directive::DocumentRef;
use crate::id::{AgencyId, FileId, ReportId, TaskId, UserId};
use crate::journal::record;

/// What a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// How far it is.
    Progress,
    /// The result: waits for confirmation.
    Result,
    /// A coordinating agency's answer for its duty.
    Duty,
    /// The report of a review cycle.
    Cycle,
}

/// How strong the evidence of a result is, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A document with number and day.
    Document,
    /// Files.
    Files,
    /// Words alone.
    Words,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Report {
    /// Identifier.
    pub id: ReportId,
    /// Version, always 1.
    pub version: i64,
    /// The task.
    pub task: TaskId,
    /// The agency that reports.
    pub agency: AgencyId,
    /// Who wrote it.
    pub by: UserId,
    /// The day it was sent.
    #[schemars(with = "String")]
    pub on: Date,
    /// What for.
    pub purpose: Purpose,
    /// Its words.
    pub text: String,
    /// A figure for the task's target, in the target's unit, as typed: `12`, `97,8`.
    pub figure: Option<String>,
    /// The product: number and day of a document.
    pub document: Option<DocumentRef>,
    /// Files.
    pub files: Vec<FileId>,
}

impl Report {
    /// How strong its evidence is.
    pub fn evidence(&self) -> Evidence {
        match (&self.document, self.files.is_empty()) {
            (Some(_), _) => Evidence::Document,
            (None, false) => Evidence::Files,
            (None, true) => Evidence::Words,
        }
    }
}

record!(Report, Report);
