//! Documents that order something, and how they carry one another out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{DirectiveId, FileId};
use crate::journal::record;

/// A document named by number and day. The same number of another year is another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct DocumentRef {
    /// Number and symbol: `2909/CTr-UBND`.
    pub number: String,
    /// Day of issue.
    #[schemars(with = "Option<String>")]
    pub issued_on: Option<Date>,
    /// Issuer, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

impl DocumentRef {
    /// Whether two references mean one document: same number, and no day, year or issuer that tells them apart.
    pub fn is_same(&self, other: &Self) -> bool {
        let years_agree = match (self.issued_on, other.issued_on) {
            (Some(a), Some(b)) => a.year() == b.year(),
            _ => true,
        };
        number_key(&self.number) == number_key(&other.number) && years_agree
    }
}

/// The number without spaces and case, for comparison.
pub fn number_key(number: &str) -> String {
    let written: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    text::canonical(&written)
}

/// How one document stands to another (Decree 30/2020, and what offices write).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Thực hiện: carries out.
    Implements,
    /// Viện dẫn: names.
    Cites,
    /// Sửa đổi, bổ sung.
    Amends,
    /// Thay thế.
    Replaces,
    /// Bãi bỏ, thu hồi.
    Revokes,
}

impl Relation {
    /// All relations, the closest first.
    pub const ALL: [Self; 5] = [
        Self::Implements,
        Self::Amends,
        Self::Replaces,
        Self::Revokes,
        Self::Cites,
    ];

    /// The word in code, addresses and translation keys.
    pub fn word(self) -> &'static str {
        match self {
            Self::Implements => "implements",
            Self::Cites => "cites",
            Self::Amends => "amends",
            Self::Replaces => "replaces",
            Self::Revokes => "revokes",
        }
    }
}

/// A link to another document, whether the office has it or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Link {
    /// How.
    pub relation: Relation,
    /// To which document.
    pub to: DocumentRef,
    /// Which entry of the office that is; none while it is missing.
    pub directive: Option<DirectiveId>,
}

/// What holds of a document today.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Force {
    /// In force.
    #[default]
    InForce,
    /// Replaced by another. Its open tasks wait for a decision each.
    Replaced {
        /// By which.
        by: DirectiveId,
    },
    /// Revoked.
    Revoked {
        /// By which.
        by: DirectiveId,
    },
}

/// A document that orders something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Directive {
    /// Identifier.
    pub id: DirectiveId,
    /// Version.
    pub version: i64,
    /// Number and symbol; none for a document without one, such as a conclusion given by word of mouth.
    pub number: Option<String>,
    /// Kind: `Chương trình`.
    pub kind: String,
    /// Issuer: `Ủy ban nhân dân tỉnh Kon Tum`.
    pub issuer: String,
    /// Day of issue.
    #[schemars(with = "String")]
    pub issued_on: Date,
    /// Subject line.
    pub title: String,
    /// Field of work (lĩnh vực).
    pub field: Option<String>,
    /// Links to other documents.
    pub links: Vec<Link>,
    /// The original file, when one was given.
    pub original: Option<FileId>,
    /// The extracted text that spans of tasks point into.
    pub text: Option<FileId>,
    /// What holds of it.
    pub force: Force,
}

impl Directive {
    /// The document as others refer to it.
    pub fn reference(&self) -> Option<DocumentRef> {
        Some(DocumentRef {
            number: self.number.clone()?,
            issued_on: Some(self.issued_on),
            issuer: Some(self.issuer.clone()),
        })
    }

    /// `Chương trình số 2909/CTr-UBND`, or kind and subject where there is no number.
    pub fn name(&self) -> String {
        match &self.number {
            Some(number) => format!("{} số {number}", self.kind),
            None => format!("{}: {}", self.kind, self.title),
        }
    }
}

record!(Directive, Directive);
