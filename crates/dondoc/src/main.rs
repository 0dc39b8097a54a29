//! Đôn Đốc: from directive to result. The program; its commands are in [`commands`].

mod cli;
mod commands;
mod output;
mod reader_process;
mod screen;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match cli.command {
        Command::Read(options) => commands::read::run(&options),
        Command::Text { file } => commands::text::run(&file),
        Command::Place(asked) => commands::place::run(&asked),
        Command::Agency(asked) => commands::agency::run(&asked),
        Command::Schema => commands::schema::run(),
        Command::Reader { job } => reader_process::child(job),
    };
    match ended {
        Ok(status) => ExitCode::from(status),
        Err(error) if closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dondoc: {error:#}");
            ExitCode::from(cli::SOME_FAILED)
        }
    }
}

/// The reader of our output went away ("| head"): nothing to report.
fn closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}
