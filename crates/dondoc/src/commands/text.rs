//! `dondoc text`: the extracted text that spans point into.

use std::io::Write;
use std::path::Path;

use crate::cli;
use crate::reader_process::{self, Refused};

/// Prints the text of one document.
pub(crate) fn run(file: &Path) -> anyhow::Result<u8> {
    match reader_process::text(&super::bytes_of(file)?) {
        Ok(text) => {
            std::io::stdout().lock().write_all(text.as_bytes())?;
            Ok(cli::ALL_READ)
        }
        Err(refused) => {
            eprintln!("{}: {refused}", file.display());
            Ok(if refused == Refused::Secret {
                cli::SECRET_REFUSED
            } else {
                cli::SOME_FAILED
            })
        }
    }
}
