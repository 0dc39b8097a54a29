//! Letters as files, one `.eml` each, for a mail program that takes them from there, or to look at.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use lettre::Message;
use office::reminders::{NotSent, Outgoing};

/// A folder.
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder, made when it is missing.
    pub(super) fn new(path: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&path).with_context(|| format!("không tạo được thư mục thư {}", path.display()))?;
        Ok(Self { path })
    }

    pub(super) fn told(&self) -> String {
        self.path.display().to_string()
    }

    /// Writes a letter. One that is written again takes the place of itself, so that it is there once.
    pub(super) async fn put(&self, letter: &Outgoing, message: &Message) -> Result<(), NotSent> {
        let name = format!("{}-{}.eml", letter.day, letter.id);
        let (folder, bytes) = (self.path.clone(), message.formatted());
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &bytes)).await;
        let failed = |why: String| NotSent { why, is_final: false };
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

/// Whoever looks into the folder sees a whole letter or none.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let part = folder.join(format!(".{name}.part"));
    let mut file = File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&part, folder.join(name))?;
    // The name is lasting once its folder is.
    File::open(folder)?.sync_all()
}
