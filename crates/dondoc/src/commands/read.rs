//! `dondoc read`: documents in, registers of tasks out.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reading::register::Reading;

use crate::cli::{self, Format, ReadOptions};
use crate::output;
use crate::reader_process::{self, Refused};

/// Reads every file; one that cannot be read is named on standard error and the rest go on.
pub(crate) fn run(options: &ReadOptions) -> anyhow::Result<u8> {
    anyhow::ensure!(
        options.format != Format::Xlsx || options.out.is_some(),
        "--format xlsx cần --out TỆP.xlsx"
    );
    let files = files_of(&options.files)?;
    anyhow::ensure!(!files.is_empty(), "không có tệp nào trong thư mục đã cho");
    let several = files.len() > 1;
    let mut sink = output::sink(
        options.format,
        several,
        options.explain,
        options.out.as_deref(),
        writer(options)?,
    );
    let progress = progress(files.len());
    let mut tally = Tally::default();
    read_all(&files, options.jobs, |file, result| {
        progress.inc(1);
        match &result {
            Ok(reading) => {
                tally.tasks += reading.tasks.len();
                progress.suspend(|| sink.document(file, reading))?;
                tally.read += 1;
            }
            Err(failure) => {
                progress.suspend(|| eprintln!("{}: {failure}", file.display()));
                tally.failed += 1;
                tally.secret |= matches!(failure, Failure::Refused(Refused::Secret));
            }
        }
        Ok(())
    })?;
    sink.finish()?;
    progress.finish_and_clear();
    if several {
        eprintln!(
            "{} văn bản đọc được, {} không đọc được, {} nhiệm vụ",
            tally.read, tally.failed, tally.tasks
        );
    }
    Ok(match tally {
        Tally { secret: true, .. } => cli::SECRET_REFUSED,
        Tally { failed: 0, .. } => cli::ALL_READ,
        _ => cli::SOME_FAILED,
    })
}

#[derive(Debug, Default)]
struct Tally {
    read: usize,
    failed: usize,
    tasks: usize,
    secret: bool,
}

/// Why one file gave no reading.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0:#}")]
    File(anyhow::Error),
    #[error("{0}")]
    Refused(Refused),
}

fn read_one(file: &Path) -> Result<Reading, Failure> {
    let bytes = super::bytes_of(file).map_err(Failure::File)?;
    reader_process::reading(&bytes).map_err(Failure::Refused)
}

/// Reads files in parallel children and hands the results over in the order of the files.
fn read_all(
    files: &[PathBuf],
    jobs: Option<usize>,
    mut each: impl FnMut(&Path, Result<Reading, Failure>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = jobs.unwrap_or(cores).clamp(1, files.len());
    let next = AtomicUsize::new(0);
    let (send, receive) = std::sync::mpsc::sync_channel(jobs);
    let stopped = Mutex::new(false);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let send = send.clone();
            let (next, stopped) = (&next, &stopped);
            scope.spawn(move || {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let at = files.iter().position(|f| std::ptr::eq(f, file)).unwrap_or_default();
                    let halted = stopped.lock().is_ok_and(|stopped| *stopped);
                    if halted || send.send((at, read_one(file))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut turn = 0;
        for (at, result) in receive {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&turn) {
                if let Err(error) = each(&files[turn], result) {
                    if let Ok(mut stopped) = stopped.lock() {
                        *stopped = true;
                    }
                    return Err(error);
                }
                turn += 1;
            }
        }
        Ok(())
    })
}

/// Files named, and the files of folders named, in order of their paths; hidden ones are left out.
fn files_of(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let visible =
            |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(visible)
        {
            let entry = entry.with_context(|| format!("không duyệt được thư mục {}", path.display()))?;
            if entry.file_type().is_file() {
                files.push(entry.into_path());
            }
        }
    }
    Ok(files)
}

fn writer(options: &ReadOptions) -> anyhow::Result<Box<dyn Write>> {
    match (&options.out, options.format) {
        (Some(out), format) if format != Format::Xlsx => {
            let file = File::create(out).with_context(|| format!("không ghi được {}", out.display()))?;
            Ok(Box::new(BufWriter::new(file)))
        }
        _ => Ok(Box::new(BufWriter::new(std::io::stdout()))),
    }
}

/// A bar with the time left, for several files and a person who watches.
fn progress(files: usize) -> ProgressBar {
    let watched = files > 1 && std::io::stderr().is_terminal();
    let target = if watched {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} văn bản, còn {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(files as u64), target).with_style(style)
}
