//! The zip file around a Word document: its parts by name and by relation, none larger than a limit.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{Node, Xml};
use crate::extract::{ExtractError, Limits, decode};

/// An opened file.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
}

/// A relation of one part to another.
pub(super) struct Relation {
    /// Last word of the relation's type: `header`, `footnotes`, …
    pub(super) kind: String,
    /// Name of the part in the file.
    pub(super) target: String,
}

impl<'a> Package<'a> {
    /// Opens the file.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ExtractError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ExtractError::Damaged("zip directory"))?;
        if archive.len() > limits.parts {
            return Err(ExtractError::TooLarge("number of parts"));
        }
        Ok(Self { archive, limits })
    }

    /// The text of a part; `None` when there is no such part.
    ///
    /// What a part says of its own size is not believed: no more than the limit is ever unpacked.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, ExtractError> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why == ZipError::PASSWORD_REQUIRED => {
                return Err(ExtractError::Encrypted);
            }
            Err(_) => return Err(ExtractError::Damaged("zip entry")),
        };
        let limit = self.limits.part_bytes;
        let mut bytes = Vec::new();
        let read = file.take(limit as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > limit {
            return Err(ExtractError::TooLarge("an unpacked part"));
        }
        read.map_err(|_| ExtractError::Damaged("zip entry"))?;
        Ok(Some(decode::unicode(&bytes)))
    }

    /// The part that holds the document's text.
    pub(super) fn main_part(&mut self) -> Result<String, ExtractError> {
        let relations = self.relations("")?;
        let main = relations.into_iter().find(|relation| relation.kind == "officeDocument");
        Ok(main.map_or_else(|| "word/document.xml".to_owned(), |relation| relation.target))
    }

    /// The relations of a part, in their order; of the whole file for an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, ExtractError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let Some(text) = self.part(&format!("{prefix}_rels/{name}.rels"))? else {
            return Ok(Vec::new());
        };
        let mut xml = Xml::of(&text, self.limits.depth);
        let mut relations = Vec::new();
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if element.local() != "Relationship" || element.attribute("TargetMode").as_deref() == Some("External") {
                continue;
            }
            let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target")) else {
                continue;
            };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.push(Relation {
                kind,
                target: resolved(&prefix, &target),
            });
        }
        Ok(relations)
    }
}

/// A target relative to a folder as a name in the file.
fn resolved(folder: &str, target: &str) -> String {
    let path = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}
