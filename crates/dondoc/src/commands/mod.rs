//! One module a command.

pub(crate) mod agency;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod schema;
pub(crate) mod text;

use std::path::Path;

use anyhow::Context;

/// A larger file is refused before it is loaded.
const FILE_BYTES: u64 = 200 << 20;

/// The bytes of a file, or of standard input for "-".
fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;

    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin()
            .lock()
            .take(FILE_BYTES + 1)
            .read_to_end(&mut bytes)
            .context("không đọc được đầu vào chuẩn")?;
    } else {
        let opened = std::fs::File::open(file).context("không mở được tệp")?;
        anyhow::ensure!(opened.metadata()?.is_file(), "không phải tệp thường");
        opened
            .take(FILE_BYTES + 1)
            .read_to_end(&mut bytes)
            .context("không đọc được tệp")?;
    }
    anyhow::ensure!(
        bytes.len() as u64 <= FILE_BYTES,
        "tệp lớn hơn {} MiB: hãy tách nhỏ",
        FILE_BYTES >> 20
    );
    Ok(bytes)
}
