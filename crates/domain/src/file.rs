//! Stored files: evidence, originals of documents, extracted texts.

use serde::{Deserialize, Serialize};

use crate::id::FileId;
use crate::journal::record;

/// A file; its content is stored beside it and answers to the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct File {
    /// Identifier.
    pub id: FileId,
    /// Version, always 1: a file never changes.
    pub version: i64,
    /// Name without a path.
    pub name: String,
    /// Media type, told from the bytes.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content, in lower-case hexadecimal.
    pub sha256: String,
}

record!(File, File);
