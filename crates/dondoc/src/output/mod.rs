//! Forms of output, one module each.

mod columns;
mod csv;
mod evidence;
mod json;
mod table;
mod xlsx;

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use reading::register::Party;

use crate::cli::{Format, ReadOptions};
use crate::reader_process::ReadDocument;

/// Takes documents one after the other.
pub(crate) trait Sink {
    /// Writes one document.
    fn document(&mut self, file: &Path, document: &ReadDocument) -> anyhow::Result<()>;
    /// Ends the output.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
}

/// The sink of the format asked for; `several` documents are parted or named by file.
pub(crate) fn sink(options: &ReadOptions, several: bool, destination: Destination) -> anyhow::Result<Box<dyn Sink>> {
    let explain = options.explain;
    Ok(match options.format() {
        Format::Table => Box::new(table::Table::new(destination, several, explain)),
        Format::Json => Box::new(json::Json::new(destination, several)),
        Format::Csv => Box::new(csv::Csv::new(destination, explain)),
        Format::Xlsx => Box::new(xlsx::Xlsx::new(destination, explain)?),
    })
}

/// Where the output goes: standard output, or a file that gets its name when it is complete.
pub(crate) struct Destination {
    writer: BufWriter<Box<dyn Write>>,
    draft: Option<Draft>,
}

/// A file on its way; removed again when it is dropped before it is complete.
struct Draft {
    path: PathBuf,
    target: PathBuf,
}

impl Destination {
    /// The file, or standard output.
    pub(crate) fn open(out: Option<&Path>) -> anyhow::Result<Self> {
        let Some(target) = out else {
            return Ok(Self {
                writer: BufWriter::new(Box::new(io::stdout())),
                draft: None,
            });
        };
        let failed = || format!("không ghi được {}", target.display());
        let name = target.file_name().with_context(failed)?.to_string_lossy();
        let path = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&path).with_context(failed)?;
        let draft = Draft {
            path,
            target: target.to_owned(),
        };
        Ok(Self {
            writer: BufWriter::new(Box::new(file)),
            draft: Some(draft),
        })
    }

    /// Columns of the terminal; a page of 100 elsewhere.
    fn width(&self) -> usize {
        let is_screen = self.draft.is_none() && io::stdout().is_terminal();
        let size = is_screen
            .then(|| rustix::termios::tcgetwinsize(io::stdout()).ok())
            .flatten();
        size.map_or(100, |size| usize::from(size.ws_col).clamp(60, 120))
    }

    /// Ends the output; a file gets its name now.
    pub(crate) fn complete(mut self) -> anyhow::Result<()> {
        self.writer.flush()?;
        match &self.draft {
            Some(draft) => fs::rename(&draft.path, &draft.target)
                .with_context(|| format!("không ghi được {}", draft.target.display())),
            None => Ok(()),
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Gone already when the output is complete.
        let _ = fs::remove_file(&self.path);
    }
}

/// Names, each with what it is today where that is another.
fn parties(parties: &[Party]) -> String {
    let name = |party: &Party| match party.today.as_slice() {
        [] => party.written.clone(),
        today => format!("{} (nay là {})", party.written, today.join(", ")),
    };
    parties.iter().map(name).collect::<Vec<_>>().join("; ")
}
