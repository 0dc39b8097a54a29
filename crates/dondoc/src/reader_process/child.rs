//! The child's side: it limits itself before it looks at the first byte, reads its frame, answers.

use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use reading::extract::format::{Format, sniff};
use reading::extract::{Extract, ExtractError, Limits, scan, tools};
use rustix::process::{Resource, Rlimit, Signal, getpgrp, getpid, kill_current_process_group, setrlimit};

use super::{Answer, GLANCE_TIME, MEMORY, RECOGNITION_TIME, ReadDocument, TIME, Taken, table};
use crate::cli::{self, ReaderJob};

/// A level of nesting costs stack; this leaves room for far more levels than the readers allow.
const STACK: usize = 64 << 20;
/// Pipes to the programs it starts, and some to spare.
const OPEN_FILES: u64 = 64;

/// Answers one question on standard output.
pub(crate) fn run(job: ReaderJob, recognise: bool) -> anyhow::Result<u8> {
    let time = match (recognise, job) {
        (false, _) => TIME,
        (true, ReaderJob::Check) => GLANCE_TIME,
        (true, _) => RECOGNITION_TIME,
    };
    limit(time).context("limits of the reader process")?;
    let bytes = framed(&mut std::io::stdin().lock()).context("the question to the reader process")?;
    thread::Builder::new().spawn(end_with_parent)?;
    let reader = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || answer(&bytes, job, recognise))?;
    let answer = reader.join().map_err(|_| anyhow::anyhow!("the reader stopped"))?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()?;
    Ok(cli::ALL_READ)
}

/// Memory, time and files of this process and of every program it starts. It cannot write a file: nothing of a document
/// that turns out to be secret can be left behind.
fn limit(time: Duration) -> std::io::Result<()> {
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, time.as_secs()),
        (Resource::Core, 0),
        (Resource::Fsize, 0),
        (Resource::Nofile, OPEN_FILES),
    ];
    for (resource, most) in limits {
        // One second more to the hard limit: the soft one ends the process by a signal that tells why.
        let hard = if resource == Resource::Cpu { most + 1 } else { most };
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(hard),
            },
        )?;
    }
    Ok(())
}

/// The length, then as many bytes.
fn framed(input: &mut impl Read) -> anyhow::Result<Vec<u8>> {
    let mut length = [0; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    anyhow::ensure!(length <= Limits::default().file_bytes as u64, "the file is too long");
    let mut bytes = Vec::with_capacity(usize::try_from(length)?);
    input.take(length).read_to_end(&mut bytes)?;
    anyhow::ensure!(bytes.len() as u64 == length, "the file is cut short");
    Ok(bytes)
}

/// Waits for the parent's pipe to close, then ends this process and the programs it started.
fn end_with_parent() {
    let _ = std::io::stdin().lock().read(&mut [0]);
    if getpgrp() == getpid() {
        let _ = kill_current_process_group(Signal::KILL);
    }
    std::process::exit(i32::from(cli::SOME_FAILED));
}

pub(super) fn answer(bytes: &[u8], job: ReaderJob, recognise: bool) -> Answer {
    if matches!(job, ReaderJob::Intake | ReaderJob::Check)
        && let Some(answer) = tabled(bytes, job)
    {
        return answer;
    }
    let extract = match extracted(bytes, job, recognise) {
        Ok(extract) => extract,
        Err(ExtractError::NeedsRecognition) => return Answer::NeedsRecognition,
        // What nobody can read bears no mark that could be seen.
        Err(ExtractError::NoRecogniser | ExtractError::NoText) if job == ReaderJob::Check => return Answer::Clean,
        Err(error) => return Answer::Unreadable((&error).into()),
    };
    if reading::secrecy::secrecy(&extract).is_some() {
        return Answer::Secret;
    }
    match job {
        ReaderJob::Check => Answer::Clean,
        ReaderJob::Text => Answer::Text(extract.text),
        ReaderJob::Register => Answer::Document(Box::new(understood(extract))),
        ReaderJob::Intake => Answer::Taken(Box::new(Taken::Document(Box::new(understood(extract))))),
    }
}

fn understood(extract: Extract) -> ReadDocument {
    ReadDocument {
        reading: reading::read(&extract),
        text: extract.text,
    }
}

/// The answer to a file that holds a table; none when it is something else.
fn tabled(bytes: &[u8], job: ReaderJob) -> Option<Answer> {
    let table = match sniff(bytes) {
        Format::Unsupported("a spreadsheet (.xlsx)" | "a spreadsheet (.xls)" | "an OpenDocument file") => {
            table::workbook(bytes)
        }
        Format::Text | Format::Markdown if job == ReaderJob::Intake => Ok(table::delimited(bytes)?),
        _ => return None,
    };
    let table = match table {
        Ok(table) => table,
        Err(error) => return Some(Answer::Unreadable((&error).into())),
    };
    // The words of the cells, asked the way a document's are.
    let is_secret = reading::extract::extract(table.text().as_bytes(), &Limits::default())
        .is_ok_and(|extract| reading::secrecy::secrecy(&extract).is_some());
    if is_secret {
        return Some(Answer::Secret);
    }
    Some(match job {
        ReaderJob::Check => Answer::Clean,
        _ => Answer::Taken(Box::new(Taken::Table(table))),
    })
}

fn extracted(bytes: &[u8], job: ReaderJob, recognise: bool) -> Result<Extract, ExtractError> {
    let mut limits = scan::ScanLimits::default();
    if job == ReaderJob::Check {
        limits.pages = 1;
    }
    if recognise {
        scan::extract(bytes, &tools::InstalledTools, &limits)
    } else {
        reading::extract::extract(bytes, &Limits::default())
    }
}

#[cfg(test)]
mod tests {
    use super::framed;

    #[test]
    fn a_frame_is_its_length_and_its_bytes() {
        let frame = |length: u64, bytes: &[u8]| [&length.to_le_bytes(), bytes].concat();
        assert_eq!(framed(&mut frame(3, b"abcd").as_slice()).unwrap(), b"abc");
        assert!(framed(&mut frame(5, b"abcd").as_slice()).is_err(), "cut short");
        assert!(framed(&mut frame(u64::MAX, b"abcd").as_slice()).is_err(), "too long");
        assert!(framed(&mut b"abc".as_slice()).is_err(), "no length");
    }
}
