//! Programs of the system that `reading` makes use of: started without a shell, with a time limit and a size limit.
//!
//! The only place of this crate that does IO. Tests put their own [`Tools`] in its place.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a running program is looked at.
const POLL: Duration = Duration::from_millis(5);
/// Variables a program keeps: where it is found and where it finds its data.
const KEPT_VARIABLES: [&str; 3] = ["PATH", "HOME", "TESSDATA_PREFIX"];

/// One run of a program.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// Its name, looked up in `PATH`.
    pub program: &'a str,
    /// Its arguments.
    pub arguments: &'a [&'a str],
    /// What it reads from standard input.
    pub input: &'a [u8],
    /// When it is killed.
    pub time_limit: Duration,
    /// Most bytes taken from its standard output; one more and the run has failed.
    pub output_limit: usize,
}

/// Why a run gave no output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// There is no such program.
    #[error("the program is not installed")]
    Missing,
    /// It did not end in time.
    #[error("the program took too long")]
    TimedOut,
    /// It wrote more than allowed.
    #[error("the program wrote too much")]
    TooMuchOutput,
    /// It ended with an error, or could not be started.
    #[error("the program failed")]
    Failed,
}

/// Runs programs.
pub trait Tools {
    /// The standard output of a run.
    ///
    /// # Errors
    /// When the program is missing, fails, or goes beyond a limit.
    fn run(&self, run: &Run<'_>) -> Result<Vec<u8>, RunError>;
}

/// The programs installed on this computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct InstalledTools;

impl Tools for InstalledTools {
    fn run(&self, run: &Run<'_>) -> Result<Vec<u8>, RunError> {
        let mut command = Command::new(run.program);
        command
            .args(run.arguments)
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("OMP_THREAD_LIMIT", "1");
        command.envs(
            KEPT_VARIABLES
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => RunError::Missing,
            _ => RunError::Failed,
        })?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let deadline = Instant::now() + run.time_limit;
        thread::scope(|scope| {
            // A program may end without reading all of its input: a broken pipe is not our failure.
            scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(run.input)));
            let reader = scope.spawn(|| {
                let mut output = Vec::new();
                let limit = u64::try_from(run.output_limit).unwrap_or(u64::MAX).saturating_add(1);
                // Dropping the pipe at the limit stops a program that goes on writing.
                stdout.map(|stdout| stdout.take(limit).read_to_end(&mut output));
                output
            });
            let status = loop {
                match child.try_wait() {
                    Ok(Some(status)) => break Ok(status),
                    Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
                    Ok(None) => break Err(RunError::TimedOut),
                    Err(_) => break Err(RunError::Failed),
                }
            };
            if status.is_err() {
                // Killed and waited for, so that the threads see their pipes closed and no process is left behind.
                child.kill().and_then(|()| child.wait()).map_err(|_| RunError::Failed)?;
            }
            let output = reader.join().map_err(|_| RunError::Failed)?;
            if output.len() > run.output_limit {
                return Err(RunError::TooMuchOutput);
            }
            if !status?.success() {
                return Err(RunError::Failed);
            }
            Ok(output)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<'a>(program: &'a str, arguments: &'a [&'a str], input: &'a [u8]) -> Run<'a> {
        Run {
            program,
            arguments,
            input,
            time_limit: Duration::from_millis(400),
            output_limit: 1_000,
        }
    }

    #[test]
    fn input_comes_back_as_output() {
        assert_eq!(InstalledTools.run(&run("cat", &[], b"xin")), Ok(b"xin".to_vec()));
    }

    #[test]
    fn a_missing_program_is_told_apart_from_a_failing_one() {
        assert_eq!(
            InstalledTools.run(&run("no-such-program-here", &[], b"")),
            Err(RunError::Missing)
        );
        assert_eq!(InstalledTools.run(&run("false", &[], b"")), Err(RunError::Failed));
    }

    #[test]
    fn a_program_that_does_not_end_is_killed() {
        let started = Instant::now();
        assert_eq!(InstalledTools.run(&run("sleep", &["30"], b"")), Err(RunError::TimedOut));
        assert!(started.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn output_is_capped() {
        assert_eq!(InstalledTools.run(&run("yes", &[], b"")), Err(RunError::TooMuchOutput));
    }
}
