//! `dondoc read`: documents in, registers of tasks out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

use indicatif::ProgressBar;

use crate::cli::{self, Format, Misuse, ReadOptions};
use crate::output::{self, Destination};
use crate::reader_process::{self, ReadDocument, Refused};
use crate::screen;

/// Files that may be read ahead of the one whose turn it is to be written, for each job.
const AHEAD: usize = 4;

/// Reads every file; one that cannot be read is named on standard error and the rest go on.
pub(crate) fn run(options: &ReadOptions) -> anyhow::Result<u8> {
    check(options)?;
    let mut tally = Tally::default();
    let files = files_of(&options.files, |path, why| {
        tally.fail(&ProgressBar::hidden(), path, &Failure::File(why));
    });
    let several = files.len() > 1;
    let destination = Destination::open(options.out.as_deref())?;
    let mut sink = output::sink(options, several, destination)?;
    let progress = super::run::progress(files.len(), "văn bản");
    read_all(&files, options.jobs, |file, result| {
        progress.inc(1);
        match result {
            Ok(document) => {
                tally.read += 1;
                tally.tasks += document.reading.tasks.len();
                progress.suspend(|| sink.document(file, &document))
            }
            Err(failure) => {
                tally.fail(&progress, file, &failure);
                Ok(())
            }
        }
    })?;
    // When nothing was read, an output file of an earlier run stays as it was.
    if tally.read > 0 {
        sink.finish()?;
    }
    progress.finish_and_clear();
    if tally.read + tally.failed != 1 {
        eprintln!(
            "{} văn bản đọc được, {} không đọc được, {} nhiệm vụ",
            tally.read, tally.failed, tally.tasks
        );
    }
    Ok(tally.status())
}

fn check(options: &ReadOptions) -> Result<(), Misuse> {
    if options.format() == Format::Xlsx && options.out.is_none() {
        return Err(Misuse("--format xlsx cần --out TỆP.xlsx"));
    }
    let same = |file: &Path, out: &Path| Some(file.canonicalize().ok()? == out.canonicalize().ok()?);
    if options
        .out
        .as_deref()
        .is_some_and(|out| options.files.iter().any(|file| same(file, out) == Some(true)))
    {
        return Err(Misuse("--out là chính tệp cần đọc: hãy chọn tên khác"));
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Tally {
    read: usize,
    failed: usize,
    tasks: usize,
    has_secret: bool,
}

impl Tally {
    fn fail(&mut self, progress: &ProgressBar, file: &Path, failure: &Failure) {
        let line = screen::printable(&format!("{}: {failure}", file.display()));
        progress.suspend(|| eprintln!("{line}"));
        self.failed += 1;
        self.has_secret |= matches!(failure, Failure::Refused(Refused::Secret));
    }

    fn status(&self) -> u8 {
        match self {
            Self { has_secret: true, .. } => cli::SECRET_REFUSED,
            Self {
                failed: 0, read: 1.., ..
            } => cli::ALL_READ,
            _ => cli::SOME_FAILED,
        }
    }
}

/// Why one file gave no reading.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{0:#}")]
    File(anyhow::Error),
    #[error("{0}")]
    Refused(Refused),
}

fn read_one(file: &Path) -> Result<ReadDocument, Failure> {
    let bytes = super::bytes_of(file).map_err(Failure::File)?;
    reader_process::read(&bytes).map_err(Failure::Refused)
}

/// Which file is taken next and which is written next. Takers wait when they are too far ahead of the writer, so that
/// one slow file does not let the results behind it pile up.
#[derive(Debug, Default)]
struct Turns {
    state: Mutex<Turn>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Turn {
    taken: usize,
    written: usize,
    is_stopped: bool,
}

impl Turns {
    fn state(&self) -> MutexGuard<'_, Turn> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, files: usize, ahead: usize) -> Option<usize> {
        let too_far = |turn: &mut Turn| !turn.is_stopped && turn.taken < files && turn.taken >= turn.written + ahead;
        let mut turn = self
            .moved
            .wait_while(self.state(), too_far)
            .unwrap_or_else(PoisonError::into_inner);
        if turn.is_stopped || turn.taken >= files {
            return None;
        }
        turn.taken += 1;
        Some(turn.taken - 1)
    }

    fn wrote(&self) {
        self.state().written += 1;
        self.moved.notify_all();
    }

    fn stop(&self) {
        self.state().is_stopped = true;
        self.moved.notify_all();
    }
}

/// Reads files in parallel children and hands the results over in the order of the files.
fn read_all(
    files: &[PathBuf],
    jobs: Option<usize>,
    mut each: impl FnMut(&Path, Result<ReadDocument, Failure>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let jobs = jobs.unwrap_or(cores).clamp(1, files.len().max(1));
    let turns = Turns::default();
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (send, turns) = (send.clone(), &turns);
            scope.spawn(move || {
                while let Some(at) = turns.take(files.len(), jobs * AHEAD) {
                    if send.send((at, read_one(&files[at]))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = BTreeMap::new();
        let mut ready = 0;
        for (at, result) in receive {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&ready) {
                if let Err(error) = each(&files[ready], result) {
                    turns.stop();
                    return Err(error);
                }
                ready += 1;
                turns.wrote();
            }
        }
        Ok(())
    })
}

/// Files named, and the files of folders named, in order of their paths. Hidden ones and the lock files of Word are left
/// out; a folder that cannot be opened is told and the rest goes on.
fn files_of(named: &[PathBuf], mut tell: impl FnMut(&Path, anyhow::Error)) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let is_shown = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(name.starts_with('.') || name.starts_with("~$"))
        };
        // Links are followed: offices link shared folders. A loop of them is an error of that one entry.
        for entry in walkdir::WalkDir::new(path)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(is_shown)
        {
            match entry {
                Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
                Ok(_) => {}
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    let place = error.path().unwrap_or(path).to_owned();
                    tell(&place, error.into());
                }
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_files() {
        let files: Vec<_> = (0..50).map(|at| PathBuf::from(format!("/no/such/file/{at}"))).collect();
        let mut seen = Vec::new();
        read_all(&files, Some(4), |file, result| {
            assert!(result.is_err());
            seen.push(file.to_owned());
            Ok(())
        })
        .unwrap();
        assert_eq!(seen, files);
    }

    #[test]
    fn an_output_that_fails_stops_the_reading() {
        let files: Vec<_> = (0..50).map(|at| PathBuf::from(format!("/no/such/file/{at}"))).collect();
        let mut calls = 0;
        let ended = read_all(&files, Some(2), |_, _| {
            calls += 1;
            anyhow::bail!("the disk is full")
        });
        assert!(ended.is_err());
        assert_eq!(calls, 1);
    }

    #[test]
    fn nobody_runs_far_ahead_of_the_writer() {
        let turns = Turns::default();
        assert_eq!((turns.take(9, 2), turns.take(9, 2)), (Some(0), Some(1)));
        thread::scope(|scope| {
            let third = scope.spawn(|| turns.take(9, 2));
            turns.wrote();
            assert_eq!(third.join().unwrap(), Some(2));
        });
        turns.stop();
        assert_eq!(turns.take(9, 2), None);
    }

    #[test]
    fn a_secret_weighs_more_than_a_failure() {
        assert_eq!(
            Tally {
                read: 1,
                failed: 2,
                has_secret: true,
                tasks: 0
            }
            .status(),
            cli::SECRET_REFUSED
        );
        assert_eq!(
            Tally {
                read: 1,
                failed: 2,
                ..Tally::default()
            }
            .status(),
            cli::SOME_FAILED
        );
        assert_eq!(
            Tally {
                read: 1,
                ..Tally::default()
            }
            .status(),
            cli::ALL_READ
        );
        assert_eq!(
            Tally::default().status(),
            cli::SOME_FAILED,
            "an empty folder is not a success"
        );
    }
}
