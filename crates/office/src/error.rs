//! What a use case can answer instead of a result: refused, invalid, overtaken, not there, or failed. Each has a stable
//! code, which is also the translation key of its message.

use std::collections::BTreeMap;

use domain::Kind;
use domain::import::NotDecided;
use domain::life::NotPossible;
use domain::rights::NotAllowed;
use domain::urging;
use uuid::Uuid;

/// The result of every use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct FieldError {
    /// The field, as the form and the API name it.
    pub field: String,
    /// Stable code, also the translation key: `required`.
    pub code: String,
    /// What the message names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

/// What a message names, as text.
#[derive(Debug)]
pub struct Arg(String);

impl From<&str> for Arg {
    fn from(words: &str) -> Self {
        Self(words.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(words: &String) -> Self {
        Self(words.clone())
    }
}

impl From<String> for Arg {
    fn from(words: String) -> Self {
        Self(words)
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self(count.to_string())
    }
}

impl From<i64> for Arg {
    fn from(count: i64) -> Self {
        Self(count.to_string())
    }
}

impl FieldError {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            args: BTreeMap::new(),
        }
    }

    /// The same with something that its message names.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Self {
        self.args.insert(name.to_owned(), value.into().0);
        self
    }
}

/// Why a use case gave no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or not with enough.
    #[error("not signed in: {0}")]
    NotSignedIn(&'static str),
    /// The role does not hold the right.
    #[error(transparent)]
    Refused(#[from] NotAllowed),
    /// The act belongs to another agency.
    #[error("for another agency: {0}")]
    NotTheirs(&'static str),
    /// Fields that have to be mended.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The act is not possible as things stand; the code says why.
    #[error("not possible: {code}")]
    NotPossible {
        /// Stable code, also the translation key.
        code: String,
        /// What the message names.
        args: BTreeMap<String, String>,
    },
    /// Somebody else changed the record since it was shown.
    #[error("{kind} {id} was changed: version {seen} was shown, {found} is stored")]
    Overtaken {
        /// Which kind.
        kind: Kind,
        /// Which record.
        id: Uuid,
        /// The version shown.
        seen: i64,
        /// The version stored.
        found: i64,
    },
    /// It does not exist, or may not be seen.
    #[error("there is no such {0}")]
    NotFound(Kind),
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds to wait.
        wait_s: u64,
    },
    /// The document bears a secrecy mark: nothing of it was kept.
    #[error("the document bears a secrecy mark")]
    Secret,
    /// The disk is full; nothing was written.
    #[error("the disk is full")]
    Full,
    /// Too busy; trying again helps.
    #[error("busy")]
    Busy,
    /// A fault of the program or its machine.
    #[error("{0:#}")]
    Failed(anyhow::Error),
}

impl Error {
    /// One field that has to be mended.
    pub fn field(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// An act that is not possible.
    pub fn not_possible(code: impl Into<String>) -> Self {
        Self::NotPossible {
            code: code.into(),
            args: BTreeMap::new(),
        }
    }

    /// Stable code, also the translation key.
    pub fn code(&self) -> &str {
        match self {
            Self::NotSignedIn(code) => code,
            Self::Refused(_) => "refused",
            Self::NotTheirs(_) => "not-theirs",
            Self::Invalid(_) => "invalid",
            Self::NotPossible { code, .. } => code,
            Self::Overtaken { .. } => "overtaken",
            Self::NotFound(_) => "not-found",
            Self::TooMany { .. } => "too-many",
            Self::Secret => "secret",
            Self::Full => "disk-full",
            Self::Busy => "busy",
            Self::Failed(_) => "failed",
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NotFound { kind, .. } => Self::NotFound(kind),
            store::Error::Conflict {
                kind,
                id,
                expected,
                found,
            } => Self::Overtaken {
                kind,
                id,
                seen: expected,
                found,
            },
            // A key of a sending belongs to one form of one person.
            store::Error::Duplicate { constraint } if constraint == "requests_pkey" => {
                Self::not_possible("request-used")
            }
            store::Error::Full => Self::Full,
            store::Error::Busy => Self::Busy,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<NotPossible> for Error {
    fn from(why: NotPossible) -> Self {
        match why {
            NotPossible::State { act, state } => Self::NotPossible {
                code: "wrong-state".to_owned(),
                args: BTreeMap::from([
                    ("act".to_owned(), act.to_owned()),
                    ("state".to_owned(), state.word().to_owned()),
                ]),
            },
            NotPossible::Party { act } => Self::NotTheirs(act),
            NotPossible::Field { field, why } => Self::field(field, why),
        }
    }
}

impl From<urging::NotPossible> for Error {
    fn from(why: urging::NotPossible) -> Self {
        match why {
            urging::NotPossible::Sent => Self::not_possible("urging-sent"),
            urging::NotPossible::NotSent => Self::not_possible("urging-not-sent"),
            urging::NotPossible::Withdrawn => Self::not_possible("urging-withdrawn"),
            urging::NotPossible::Received => Self::not_possible("urging-received"),
            urging::NotPossible::Field(field, why) => Self::field(field, why),
        }
    }
}

impl From<NotDecided> for Error {
    fn from(why: NotDecided) -> Self {
        Self::not_possible(match why {
            NotDecided::Closed => "import-closed",
            NotDecided::Unknown => "draft-unknown",
            NotDecided::OpenQuestions => "draft-open-questions",
            NotDecided::NothingAfter => "draft-nothing-after",
            NotDecided::CannotCut => "draft-cannot-cut",
        })
    }
}
