//! Untrusted files are read in a child process of this program with limits on memory and time: a parser that loops, eats
//! memory or overflows its stack ends the child, never the parent.
//!
//! The child gets the length of the file, then its bytes, on its standard input, and gives one JSON [`Answer`]. The parent
//! holds that input open until it has the answer: a child whose parent is gone sees it close and ends, and the programs
//! it started with it.

pub(crate) mod child;
mod table;

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use reading::extract::ExtractError;
use reading::register::Reading;
use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};

use crate::cli::ReaderJob;
use crate::screen;

pub(crate) use table::Table;

/// Memory of a child and of each program it starts, in bytes.
const MEMORY: u64 = 512 << 20;
/// Wall time of a child that reads text; with the start of two processes a hostile file has ended within ten seconds.
const TIME: Duration = Duration::from_secs(9);
/// The same for optical character recognition, which takes seconds a page: the one case in which a hostile file may take
/// longer than ten seconds. A file gets it only after it was found, within [`TIME`], to be a sound PDF of pictures; whether
/// a picture is damaged shows only in reading it. Each page has its own limit, see [`reading::extract::scan::ScanLimits`].
const RECOGNITION_TIME: Duration = Duration::from_mins(30);
/// The same where only the first page is looked at.
const GLANCE_TIME: Duration = Duration::from_mins(2);
/// The same where somebody waits for the page that comes next.
const PATIENCE: Duration = Duration::from_mins(4);
/// A larger answer is a runaway.
const ANSWER_BYTES: u64 = 256 << 20;
/// Variables a child keeps: where programs and their data are found.
const KEPT_VARIABLES: [&str; 3] = ["PATH", "HOME", "TESSDATA_PREFIX"];

/// A document that was read, and the text that its spans point into.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReadDocument {
    /// The extracted text.
    pub text: String,
    /// What was read from it.
    pub reading: Reading,
}

/// What a file that was handed in turned out to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Taken {
    /// A document.
    Document(Box<ReadDocument>),
    /// A tracker's table.
    Table(Table),
}

/// What a child says.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Document(Box<ReadDocument>),
    Taken(Box<Taken>),
    Text(String),
    /// It bears no secrecy mark, as far as can be seen.
    Clean,
    /// It bears a secrecy mark; the child says no more.
    Secret,
    NeedsRecognition,
    Unreadable(Reason),
}

/// Why a file cannot be read and what to do, in the words for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reason {
    /// In Vietnamese.
    pub(crate) vietnamese: String,
    /// In English.
    pub(crate) english: String,
}

impl From<&ExtractError> for Reason {
    fn from(error: &ExtractError) -> Self {
        Self {
            vietnamese: screen::unreadable(error),
            english: error.to_string(),
        }
    }
}

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// It bears a secrecy mark; nothing of it was kept.
    #[error("văn bản mang dấu chỉ độ mật: từ chối đọc, không lưu gì (Luật Bảo vệ bí mật nhà nước)")]
    Secret,
    /// The reader says why.
    #[error("{}", .0.vietnamese)]
    Unreadable(Reason),
    /// The child ended without an answer.
    #[error("tệp hỏng hoặc quá phức tạp để đọc an toàn: tiến trình đọc đã dừng ({0})")]
    Ended(String),
    /// The child took longer than allowed.
    #[error("quá thời gian đọc ({} giây): hãy tách nhỏ tệp hoặc lưu lại ở dạng khác", .0.as_secs())]
    TooSlow(Duration),
}

impl Refused {
    /// The same in English.
    pub(crate) fn english(&self) -> String {
        match self {
            Self::Secret => {
                "the document bears a mark of state secrecy: it was refused and nothing of it was kept".to_owned()
            }
            Self::Unreadable(reason) => reason.english.clone(),
            Self::Ended(how) => {
                format!("the file is damaged or too complex to be read safely: its reader ended ({how})")
            }
            Self::TooSlow(time) => format!(
                "the file took longer to read than allowed ({} seconds): split it, or save it in another format",
                time.as_secs()
            ),
        }
    }
}

/// Reads a document in a child; scanned pages get a second child with a larger budget.
pub(crate) fn read(bytes: &[u8]) -> Result<ReadDocument, Refused> {
    match ask(bytes, ReaderJob::Register)? {
        Answer::Document(document) => Ok(*document),
        _ => Err(Refused::Ended("câu trả lời lạ".to_owned())),
    }
}

/// The extracted text of a document.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Refused> {
    match ask(bytes, ReaderJob::Text)? {
        Answer::Text(text) => Ok(text),
        _ => Err(Refused::Ended("câu trả lời lạ".to_owned())),
    }
}

/// Whether a document may come in: refused when it bears a secrecy mark or cannot be looked into. Of a scan the first page
/// is looked at, where the stamp is; without the programs for that a scan passes like any picture.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refused> {
    match ask(bytes, ReaderJob::Check)? {
        Answer::Clean => Ok(()),
        _ => Err(Refused::Ended("câu trả lời lạ".to_owned())),
    }
}

/// What a file that was handed in is, and what stands in it; somebody waits for the answer.
pub(crate) fn intake(bytes: &[u8]) -> Result<Taken, Refused> {
    match ask(bytes, ReaderJob::Intake)? {
        Answer::Taken(taken) => Ok(*taken),
        _ => Err(Refused::Ended("câu trả lời lạ".to_owned())),
    }
}

fn ask(bytes: &[u8], job: ReaderJob) -> Result<Answer, Refused> {
    let recognition_time = match job {
        ReaderJob::Check => GLANCE_TIME,
        ReaderJob::Intake => PATIENCE,
        ReaderJob::Register | ReaderJob::Text => RECOGNITION_TIME,
    };
    let answer = match child_answer(bytes, job, false, TIME)? {
        Answer::NeedsRecognition => child_answer(bytes, job, true, recognition_time)?,
        answer => answer,
    };
    match answer {
        Answer::Secret => Err(Refused::Secret),
        Answer::Unreadable(why) => Err(Refused::Unreadable(why)),
        Answer::NeedsRecognition => Err(Refused::Unreadable((&ExtractError::NeedsRecognition).into())),
        answer => Ok(answer),
    }
}

#[cfg(not(test))]
fn child_answer(bytes: &[u8], job: ReaderJob, recognise: bool, time: Duration) -> Result<Answer, Refused> {
    answer(&mut reader(job, recognise)?, bytes, time)
}

/// The program of unit tests is not the one that has a reader in it: they read in their own process.
#[cfg(test)]
#[expect(clippy::unnecessary_wraps, reason = "as the function for the program")]
fn child_answer(bytes: &[u8], job: ReaderJob, recognise: bool, _: Duration) -> Result<Answer, Refused> {
    Ok(child::answer(bytes, job, recognise))
}

/// The command line of a child.
#[cfg_attr(test, expect(dead_code, reason = "the program of unit tests has no reader in it"))]
fn reader(job: ReaderJob, recognise: bool) -> Result<Command, Refused> {
    let program = std::env::current_exe().map_err(|error| Refused::Ended(error.to_string()))?;
    let mut command = Command::new(program);
    command.env_clear().envs(
        KEPT_VARIABLES
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?))),
    );
    // Each further arena of the C library's allocator reserves 64 MiB of the address space that is limited.
    command.env("MALLOC_ARENA_MAX", "1");
    command
        .args(["reader", job.word()])
        .args(recognise.then_some("--recognise"));
    Ok(command)
}

/// Runs a child to its answer, in a process group of its own, of which nothing is left afterwards.
fn answer(command: &mut Command, bytes: &[u8], time: Duration) -> Result<Answer, Refused> {
    let ended = |error: std::io::Error| Refused::Ended(error.to_string());
    let command = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.process_group(0).spawn().map_err(ended)?;
    let group = Pid::from_child(&child);
    let (input, output) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        let lifeline = scope.spawn(move || feed(input, bytes));
        let (send, receive) = mpsc::channel();
        // The receiver is gone when the time is over; then nobody wants the answer.
        scope.spawn(move || send.send(drain(output)).ok());
        let answer = receive.recv_timeout(time);
        // The end of the output is the end of the child, so this does not change its status; it fails when all are gone.
        let _ = kill_process_group(group, Signal::KILL);
        let status = child.wait().map_err(ended)?;
        drop(lifeline.join());
        match answer {
            Ok(answer) => serde_json::from_slice(&answer).map_err(|_| fate(status)),
            Err(_) => Err(Refused::TooSlow(time)),
        }
    })
}

/// Writes the frame and hands the open pipe back. A child may answer before it has read all: a broken pipe is its right.
fn feed(input: Option<ChildStdin>, bytes: &[u8]) -> Option<ChildStdin> {
    let mut input = input?;
    let _ = input
        .write_all(&(bytes.len() as u64).to_le_bytes())
        .and_then(|()| input.write_all(bytes));
    Some(input)
}

fn drain(output: Option<impl Read>) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Some(output) = output {
        // What came before an error is still looked at; half an answer is not valid JSON.
        let _ = output.take(ANSWER_BYTES).read_to_end(&mut answer);
    }
    answer
}

/// What became of a child that gave no answer.
fn fate(status: ExitStatus) -> Refused {
    use std::os::unix::process::ExitStatusExt;
    if status.signal() == Some(Signal::XCPU.as_raw()) {
        Refused::TooSlow(TIME)
    } else {
        Refused::Ended(status.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn shell(script: &str, time: Duration) -> Result<Answer, Refused> {
        answer(Command::new("sh").args(["-c", script]), b"content", time)
    }

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn an_answer_is_taken_and_leftovers_are_ended() {
        let started = Instant::now();
        // The group is killed at the end of the output, so the sleeping grandchild does not hold anything up.
        let answer = shell("sleep 60 >/dev/null & echo '{\"Text\":\"xin\"}'", LONG);
        assert!(matches!(answer, Ok(Answer::Text(text)) if text == "xin"));
        assert!(started.elapsed() < LONG);
    }

    #[test]
    fn a_child_that_hangs_is_killed_with_its_children() {
        let time = Duration::from_millis(300);
        let started = Instant::now();
        let refused = shell("sleep 60 | cat", time).err();
        assert_eq!(refused, Some(Refused::TooSlow(time)));
        assert!(started.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn abnormal_ends_are_one_line() {
        for script in [
            "kill -ABRT $$",
            "kill -SEGV $$",
            "exit 101",
            "echo '{\"Text\":\"half",
            "true",
        ] {
            let refused = shell(script, LONG).err();
            assert!(matches!(&refused, Some(Refused::Ended(_))), "{script}: {refused:?}");
            assert_eq!(
                refused.map(|refused| refused.to_string().lines().count()),
                Some(1),
                "{script}"
            );
        }
    }

    #[test]
    fn processor_time_used_up_is_told_as_slowness() {
        assert_eq!(shell("kill -XCPU $$", LONG).err(), Some(Refused::TooSlow(TIME)));
    }
}
