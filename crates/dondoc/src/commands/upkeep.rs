//! `dondoc verify`, `backup` and `restore`: what whoever runs the machine does with the whole of the data.

use std::fs::DirBuilder;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use anyhow::Context as _;
use office::{Office, upkeep};

use super::serve::runtime;
use crate::cli::{ALL_READ, DataOptions, SOME_FAILED};
use crate::screen;

/// Opens the data, and makes the data directory for its owner alone when there is none.
pub(crate) async fn open(options: &DataOptions) -> anyhow::Result<Office> {
    let place = if let Some(url) = &options.database {
        upkeep::Place::Postgres(url)
    } else {
        make_directory(&options.data)?;
        upkeep::Place::Directory(&options.data)
    };
    upkeep::open(place).await.context("không mở được dữ liệu")
}

/// Makes a directory that its owner alone can look into.
pub(crate) fn make_directory(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("không tạo được thư mục dữ liệu {}", path.display()))
}

/// Opens data that must be there: a mistyped directory is told instead of made.
async fn open_existing(options: &DataOptions) -> anyhow::Result<Office> {
    let is_there = options.database.is_some() || options.data.join(upkeep::FILE).exists();
    anyhow::ensure!(is_there, "không có dữ liệu trong thư mục {}", options.data.display());
    open(options).await
}

/// Runs `dondoc verify`.
pub(crate) fn verify(options: &DataOptions) -> anyhow::Result<u8> {
    let proof = runtime()?.block_on(async {
        let office = open_existing(options).await?;
        let proof = upkeep::verify(&office).await?;
        upkeep::close(&office).await;
        anyhow::Ok(proof)
    })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", screen::proof(&proof))?;
    for fault in &proof.named {
        writeln!(out, "  {fault}")?;
    }
    Ok(if proof.faults == 0 { ALL_READ } else { SOME_FAILED })
}

/// Runs `dondoc backup`.
pub(crate) fn backup(file: &Path, options: &DataOptions) -> anyhow::Result<u8> {
    runtime()?.block_on(async {
        let office = open_existing(options).await?;
        upkeep::backup(&office, file).await?;
        upkeep::close(&office).await;
        anyhow::Ok(())
    })?;
    writeln!(std::io::stdout(), "Đã sao lưu vào {}", file.display())?;
    Ok(ALL_READ)
}

/// Runs `dondoc restore`, and proves what was restored.
pub(crate) fn restore(file: &Path, options: &DataOptions) -> anyhow::Result<u8> {
    anyhow::ensure!(file.is_file(), "không có tệp sao lưu {}", file.display());
    let proof = runtime()?.block_on(async {
        let office = open(options).await?;
        upkeep::restore(file, &office).await?;
        let proof = upkeep::verify(&office).await?;
        upkeep::close(&office).await;
        anyhow::Ok(proof)
    })?;
    writeln!(
        std::io::stdout(),
        "Đã phục hồi từ {}. {}",
        file.display(),
        screen::proof(&proof)
    )?;
    Ok(if proof.faults == 0 { ALL_READ } else { SOME_FAILED })
}
