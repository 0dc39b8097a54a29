//! JSON: the object of one document; for several, one object a line with the file beside the reading.

use std::io::Write;
use std::path::Path;

use reading::register::Reading;

use super::Sink;

/// Writes JSON.
pub(crate) struct Json {
    writer: Box<dyn Write>,
    several: bool,
}

impl Json {
    /// A sink on a writer.
    pub(crate) fn new(writer: Box<dyn Write>, several: bool) -> Self {
        Self { writer, several }
    }
}

impl Sink for Json {
    fn document(&mut self, file: &Path, reading: &Reading) -> anyhow::Result<()> {
        if self.several {
            let line = serde_json::json!({ "file": file.display().to_string(), "reading": reading });
            serde_json::to_writer(&mut self.writer, &line)?;
        } else {
            serde_json::to_writer_pretty(&mut self.writer, reading)?;
        }
        self.writer.write_all(b"\n")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> anyhow::Result<()> {
        Ok(self.writer.flush()?)
    }
}
