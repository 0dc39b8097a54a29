//! JSON: the object of one document; for several, one object a line with the file beside the reading.

use std::io::Write;
use std::path::Path;

use super::{Destination, Sink};
use crate::reader_process::ReadDocument;

/// Writes JSON.
pub(crate) struct Json {
    destination: Destination,
    several: bool,
}

impl Json {
    /// A sink on a destination.
    pub(crate) fn new(destination: Destination, several: bool) -> Self {
        Self { destination, several }
    }
}

impl Sink for Json {
    fn document(&mut self, file: &Path, document: &ReadDocument) -> anyhow::Result<()> {
        if self.several {
            let line = serde_json::json!({ "file": file.display().to_string(), "reading": document.reading });
            serde_json::to_writer(&mut self.destination, &line)?;
        } else {
            serde_json::to_writer_pretty(&mut self.destination, &document.reading)?;
        }
        self.destination.write_all(b"\n")?;
        Ok(self.destination.flush()?)
    }

    fn finish(self: Box<Self>) -> anyhow::Result<()> {
        self.destination.complete()
    }
}
