//! The grammar of directives: deterministic, over the extracted text, every field with the words it was read from.

mod assignment;
mod citations;
mod identity;
mod labels;
mod outline;
mod parties;
mod reader;
mod reports;
mod sections;
mod tables;
mod targets;
mod tasks;
pub(crate) mod words;

pub use reader::read;
