//! Untrusted files are read in a child process of this program with limits on memory and time: a parser that loops, eats
//! memory or overflows its stack ends the child, never the parent.
//!
//! The child gets the bytes on its standard input and answers on its standard output: one byte that says how it ended,
//! then the content. It lowers its own limits before it looks at the first byte.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;
use reading::extract::{ExtractError, Limits, scan, tools};
use reading::register::Reading;
use rustix::process::{Resource, Rlimit, setrlimit};

use crate::cli::ReaderJob;
use crate::screen;

/// Memory of a child, in bytes.
const MEMORY: u64 = 512 << 20;
/// Processor seconds and wall time of a child that reads text.
const TIME: Duration = Duration::from_secs(10);
/// The same for optical character recognition, which takes seconds a page.
const RECOGNITION_TIME: Duration = Duration::from_mins(30);
/// A larger answer is a runaway.
const ANSWER: u64 = 256 << 20;
/// The outline is nested a few dozen levels at most; this leaves room to spare.
const STACK: usize = 64 << 20;

const READ: u8 = b'R';
const REFUSED_SECRET: u8 = b'S';
const NEEDS_RECOGNITION: u8 = b'O';
const FAILED: u8 = b'F';

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// It bears a secrecy stamp; nothing of it was kept.
    #[error("văn bản mang dấu chỉ độ mật: từ chối đọc, không lưu gì (Luật Bảo vệ bí mật nhà nước)")]
    Secret,
    /// The reader says why.
    #[error("{0}")]
    Unreadable(String),
    /// The child ended without an answer.
    #[error("tệp hỏng hoặc quá phức tạp: tiến trình đọc đã dừng ({0})")]
    Ended(String),
    /// The child took longer than allowed.
    #[error("quá thời gian đọc {} giây: hãy tách nhỏ tệp hoặc lưu lại ở dạng khác", .0.as_secs())]
    TooSlow(Duration),
}

/// Reads a document in a child; scanned pages get a second child with a larger budget.
pub(crate) fn reading(bytes: &[u8]) -> Result<Reading, Refused> {
    let answer = with_recognition(bytes, ReaderJob::Reading, ReaderJob::Recognised)?;
    serde_json::from_slice(&answer).map_err(|error| Refused::Ended(error.to_string()))
}

/// The extracted text of a document.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    let answer = with_recognition(bytes, ReaderJob::Text, ReaderJob::RecognisedText)?;
    String::from_utf8(answer).map_err(|error| Refused::Ended(error.to_string()))
}

fn with_recognition(bytes: &[u8], job: ReaderJob, recognised: ReaderJob) -> Result<Vec<u8>, Refused> {
    match ask(bytes, job, TIME)? {
        Answer::Content(content) => Ok(content),
        Answer::NeedsRecognition => match ask(bytes, recognised, RECOGNITION_TIME)? {
            Answer::Content(content) => Ok(content),
            Answer::NeedsRecognition => Err(Refused::Unreadable(screen::unreadable(&ExtractError::NeedsRecognition))),
        },
    }
}

enum Answer {
    Content(Vec<u8>),
    NeedsRecognition,
}

fn ask(bytes: &[u8], job: ReaderJob, time: Duration) -> Result<Answer, Refused> {
    let ended = |error: std::io::Error| Refused::Ended(error.to_string());
    let program = std::env::current_exe().map_err(ended)?;
    let word = match job {
        ReaderJob::Reading => "reading",
        ReaderJob::Text => "text",
        ReaderJob::Recognised => "recognised",
        ReaderJob::RecognisedText => "recognised-text",
    };
    let mut child = Command::new(program)
        .args(["reader", word])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(ended)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let deadline = Instant::now() + time;
    let answer = std::thread::scope(|scope| {
        // A child that answers early closes its input: a broken pipe here is its right.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let reader = scope.spawn(move || {
            let mut answer = Vec::new();
            output.map(|output| output.take(ANSWER).read_to_end(&mut answer));
            answer
        });
        let status = wait(&mut child, deadline);
        (reader.join().unwrap_or_default(), status)
    });
    match answer {
        (_, None) => Err(Refused::TooSlow(time)),
        (answer, Some(status)) => match answer.split_first() {
            Some((&READ, content)) if status.success() => Ok(Answer::Content(content.to_vec())),
            Some((&NEEDS_RECOGNITION, _)) => Ok(Answer::NeedsRecognition),
            Some((&REFUSED_SECRET, _)) => Err(Refused::Secret),
            Some((&FAILED, why)) => Err(Refused::Unreadable(String::from_utf8_lossy(why).into_owned())),
            _ => Err(Refused::Ended(status.to_string())),
        },
    }
}

/// Waits until the child ends; kills it at the deadline and answers none.
fn wait(child: &mut Child, deadline: Instant) -> Option<std::process::ExitStatus> {
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(pause),
            _ => {
                // Best effort: the child may have ended in between.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// The child: limits itself, reads its input, answers.
pub(crate) fn child(job: ReaderJob) -> anyhow::Result<u8> {
    let recognises = matches!(job, ReaderJob::Recognised | ReaderJob::RecognisedText);
    limit(recognises).context("limits of the reader process")?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    let reader = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || answer(&bytes, job))?;
    let (ending, content) = reader.join().map_err(|_| anyhow::anyhow!("the reader stopped"))?;
    let mut out = std::io::stdout().lock();
    out.write_all(&[ending])?;
    out.write_all(&content)?;
    out.flush()?;
    Ok(0)
}

fn limit(recognises: bool) -> std::io::Result<()> {
    // The recogniser's own processes need more memory than our parsers may have.
    let memory = if recognises { 4 * MEMORY } else { MEMORY };
    let seconds = if recognises { RECOGNITION_TIME } else { TIME }.as_secs();
    for (resource, most) in [(Resource::As, memory), (Resource::Cpu, seconds), (Resource::Core, 0)] {
        setrlimit(
            resource,
            Rlimit {
                current: Some(most),
                maximum: Some(most),
            },
        )?;
    }
    Ok(())
}

fn answer(bytes: &[u8], job: ReaderJob) -> (u8, Vec<u8>) {
    let extracted = match job {
        ReaderJob::Reading | ReaderJob::Text => reading::extract::extract(bytes, &Limits::default()),
        ReaderJob::Recognised | ReaderJob::RecognisedText => {
            scan::extract(bytes, &tools::InstalledTools, &scan::ScanLimits::default())
        }
    };
    let extract = match extracted {
        Ok(extract) => extract,
        Err(ExtractError::NeedsRecognition) => return (NEEDS_RECOGNITION, Vec::new()),
        Err(error) => return (FAILED, screen::unreadable(&error).into_bytes()),
    };
    if reading::secrecy::secrecy(&extract).is_some() {
        return (REFUSED_SECRET, Vec::new());
    }
    match job {
        ReaderJob::Text | ReaderJob::RecognisedText => (READ, extract.text.into_bytes()),
        ReaderJob::Reading | ReaderJob::Recognised => match serde_json::to_vec(&reading::read(&extract)) {
            Ok(json) => (READ, json),
            Err(error) => (FAILED, error.to_string().into_bytes()),
        },
    }
}
