//! One module a command.

pub(crate) mod agency;
pub(crate) mod black_spots;
pub(crate) mod count_series;
pub(crate) mod demo;
pub(crate) mod effect;
pub(crate) mod forecast;
pub(crate) mod place;
pub(crate) mod read;
mod result_output;
pub(crate) mod run;
pub(crate) mod scan;
pub(crate) mod scan_counts;
mod scan_found;
mod scan_input;
pub(crate) mod scan_options;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod table_input;
pub(crate) mod text;
pub(crate) mod upkeep;
pub(crate) mod warn;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use reading::extract::Limits;

use crate::screen;

/// The bytes of a file, or of standard input for "-". One that the reader would refuse for its size is not loaded.
fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let most = Limits::default().file_bytes as u64;
    if file == Path::new("-") {
        return loaded(std::io::stdin().lock(), most).context("không đọc được đầu vào chuẩn");
    }
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    let about = fs::metadata(file).map_err(|error| anyhow::anyhow!(screen::not_opened(&error)))?;
    anyhow::ensure!(about.is_file(), "không phải tệp thường");
    ensure_size(about.len(), most)?;
    let opened = File::open(file).map_err(|error| anyhow::anyhow!(screen::not_opened(&error)))?;
    loaded(opened, most).context("không đọc được tệp")
}

fn loaded(source: impl Read, most: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    ensure_size(bytes.len() as u64, most)?;
    Ok(bytes)
}

fn ensure_size(bytes: u64, most: u64) -> anyhow::Result<()> {
    anyhow::ensure!(bytes <= most, "tệp lớn hơn {} MiB: hãy tách nhỏ", most >> 20);
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_more_is_loaded_than_allowed() {
        assert_eq!(super::loaded(b"abc".as_slice(), 3).unwrap(), b"abc");
        assert!(super::loaded(std::io::repeat(b'a'), 3).is_err());
    }
}
