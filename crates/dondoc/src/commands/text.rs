//! `dondoc text`: the extracted text that spans point into.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::cli;
use crate::reader_process::{self, Refused};
use crate::screen;

/// Prints the text of one document, and nothing else.
pub(crate) fn run(file: &Path) -> anyhow::Result<u8> {
    match reader_process::text(&super::bytes_of(file).with_context(|| file.display().to_string())?) {
        Ok(text) => {
            std::io::stdout().lock().write_all(text.as_bytes())?;
            Ok(cli::ALL_READ)
        }
        Err(refused) => {
            eprintln!("{}: {refused}", screen::printable(&file.to_string_lossy()));
            Ok(if refused == Refused::Secret {
                cli::SECRET_REFUSED
            } else {
                cli::SOME_FAILED
            })
        }
    }
}
