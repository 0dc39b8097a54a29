//! Prints the register of each document named, a line of JSON each: what a change of the readers changed is the
//! difference of two such files, and what it costs is told by one run under a profiler.
//!
//! `cargo run --release -p reading --example registers -- FILE…`. Of a file `.jsonl.gz`, such as the legal texts of the
//! reference material, every document's `text` is read.

#![expect(clippy::print_stdout, reason = "the program prints registers")]

use std::io::{BufRead, BufReader};
use std::path::Path;

use reading::extract::{Limits, extract};

fn main() {
    for path in std::env::args().skip(1) {
        if path.ends_with(".jsonl.gz") {
            let file = std::fs::File::open(&path).expect("a readable file");
            for line in BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines() {
                let document: serde_json::Value =
                    serde_json::from_str(&line.expect("a line of text")).expect("a JSON object a line");
                print(
                    &document["id"].to_string(),
                    document["text"].as_str().expect("a text").as_bytes(),
                );
            }
        } else {
            print(&path, &std::fs::read(Path::new(&path)).expect("a readable file"));
        }
    }
}

/// One document: its name and what was read, or why nothing was.
fn print(name: &str, bytes: &[u8]) {
    let outcome = match extract(bytes, &Limits::default()) {
        Ok(extract) => serde_json::to_string(&reading::read(&extract)).expect("a register is JSON"),
        Err(error) => error.to_string(),
    };
    println!("{name}\t{outcome}");
}
