//! Đôn Đốc: from directive to result. The program; its commands are in [`commands`].

mod cli;
mod commands;
mod mail;
mod output;
mod reader_process;
mod screen;
mod web;

use std::process::ExitCode;

use cli::{Cli, Command, Misuse};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        eprintln!("dondoc: lỗi trong chương trình{place}");
    }));
    let cli = match Cli::parsed() {
        Ok(cli) => cli,
        Err(ending) => return ending,
    };
    let ended = match cli.command {
        Command::Read(options) => commands::read::run(&options),
        Command::Text { file } => commands::text::run(&file),
        Command::Place(asked) => commands::place::run(&asked),
        Command::Agency(asked) => commands::agency::run(&asked),
        Command::Scan(options) => commands::scan::run(&options),
        Command::Warn(options) => commands::warn::run(&options),
        Command::Forecast(options) => commands::forecast::run(&options),
        Command::Effect(options) => commands::effect::run(&options),
        Command::BlackSpots(options) => commands::black_spots::run(&options),
        Command::Schema => commands::schema::run(),
        Command::Serve(options) => commands::serve::run(&options),
        Command::Demo(options) => commands::demo::run(&options),
        Command::Verify(data) => commands::upkeep::verify(&data),
        Command::Backup { file, data } => commands::upkeep::backup(&file, &data),
        Command::Restore { file, data } => commands::upkeep::restore(&file, &data),
        Command::Reader { job, recognise } => reader_process::child::run(job, recognise),
    };
    match ended {
        Ok(status) => ExitCode::from(status),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("dondoc: {}", screen::printable(&format!("{error:#}")));
            ExitCode::from(if error.is::<Misuse>() {
                cli::WRONG_USAGE
            } else {
                cli::SOME_FAILED
            })
        }
    }
}

/// The reader of our output went away ("| head"): nothing to report.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        let csv = cause.downcast_ref::<csv::Error>().and_then(|error| match error.kind() {
            csv::ErrorKind::Io(io) => Some(io.kind()),
            _ => None,
        });
        [io, json, csv].contains(&Some(BrokenPipe))
    })
}
