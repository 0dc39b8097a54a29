//! The built program, started as its users start it.
#![expect(clippy::unwrap_used, reason = "a test that cannot prepare its files fails")]

mod counts;
mod crawl;
mod databases;
mod findings;
mod hostile;
mod plug;
mod read;
mod reader;
mod scan;
mod scan_counts;
mod served;
mod started;
mod upkeep;
