//! Deadlines in the text on standard input: one per line with its strength, kind, day and words, then the speed.
//! The first argument, if any, is the day of issue (ISO).

use std::io::{self, Read, Write};
use std::time::Instant;

use calendar::words::find;
use jiff::civil::Date;

fn main() -> io::Result<()> {
    let issued_on = std::env::args().nth(1).and_then(|day| day.parse::<Date>().ok());
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    let start = Instant::now();
    let found = find(&text, issued_on);
    let seconds = start.elapsed().as_secs_f64();
    let mut out = io::stdout().lock();
    for f in &found {
        let words = text[f.range.clone()].replace('\n', " ");
        let due = f.deadline.due.map_or_else(|| "-".to_owned(), |d| d.to_string());
        writeln!(out, "{:?}\t{:?}\t{due}\t{words}", f.strength, f.deadline.kind)?;
    }
    #[expect(clippy::cast_precision_loss, reason = "a speed needs no more digits")]
    let megabytes = text.len() as f64 / 1e6;
    writeln!(
        io::stderr(),
        "{} findings, {megabytes:.1} MB in {seconds:.2} s = {:.0} MB/s",
        found.len(),
        megabytes / seconds
    )
}
