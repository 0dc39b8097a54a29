//! What the journal knows about a change: which record, which version, what it is now.
//!
//! Every kind of record is written through the journal. What a record was before a change is its previous version, so
//! one image per change is enough to show both sides and to answer for any past moment.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The kinds of records.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// [`crate::Province`].
    Province,
    /// [`crate::Agency`].
    Agency,
    /// [`crate::User`], without anything secret.
    User,
    /// [`crate::File`], without its content; the digest of the content is part of the record.
    File,
    /// [`crate::Directive`].
    Directive,
    /// [`crate::Import`].
    Import,
    /// [`crate::Task`].
    Task,
    /// [`crate::Report`].
    Report,
    /// [`crate::rules::OfficeRule`].
    Rule,
    /// [`crate::DaysOff`].
    DaysOff,
    /// [`crate::PeriodicReport`].
    PeriodicReport,
    /// [`crate::Urging`].
    Urging,
}

impl Kind {
    /// Every kind, in the order in which records may refer to each other.
    pub const ALL: [Self; 12] = [
        Self::Province,
        Self::Agency,
        Self::User,
        Self::File,
        Self::Directive,
        Self::Import,
        Self::Task,
        Self::Report,
        Self::Rule,
        Self::DaysOff,
        Self::PeriodicReport,
        Self::Urging,
    ];

    /// The word in the database: `task`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Agency => "agency",
            Self::User => "user",
            Self::File => "file",
            Self::Directive => "directive",
            Self::Import => "import",
            Self::Task => "task",
            Self::Report => "report",
            Self::Rule => "rule",
            Self::DaysOff => "days_off",
            Self::PeriodicReport => "periodic_report",
            Self::Urging => "urging",
        }
    }

    /// The kind with a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Something whose every change stands in the journal.
///
/// Its JSON is its image there: a field that must not be kept in the open (a password's hash) is no field of a record.
pub trait Record: Serialize + DeserializeOwned + Send + Sync {
    /// What it is.
    const KIND: Kind;
    /// Its identifier.
    fn id(&self) -> Uuid;
    /// 1 when it is new, and one more with each change.
    fn version(&self) -> i64;
    /// Sets the version of a changed record.
    fn set_version(&mut self, version: i64);
}

macro_rules! record {
    ($type:ty, $kind:ident) => {
        impl $crate::journal::Record for $type {
            const KIND: $crate::journal::Kind = $crate::journal::Kind::$kind;
            fn id(&self) -> uuid::Uuid {
                self.id.0
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn set_version(&mut self, version: i64) {
                self.version = version;
            }
        }
    };
}
pub(crate) use record;
