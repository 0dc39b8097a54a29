//! Reads 2,187 legal texts of the reference material: documents and characters a second, the slowest ten, peak memory.
//!
//! `cargo bench -p reading --bench bulk`

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use reading::extract::{Limits, extract};

fn main() {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let file = std::fs::File::open(folder.join("data/bulk_legal_texts.jsonl.gz"))
        .expect("the reference material stands beside the checkout");
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines();
    let limits = Limits::default();
    let mut slowest: Vec<(Duration, String, usize)> = Vec::new();
    let (mut documents, mut characters, mut tasks, mut refused, mut longest) =
        (0_u32, 0_usize, 0_usize, 0_u32, 0_usize);
    let mut busy = Duration::ZERO;
    for line in lines {
        let line = line.expect("a line of the reference material");
        let document: serde_json::Value = serde_json::from_str(&line).expect("a JSON object a line");
        let text = document["text"].as_str().expect("a text");
        let start = Instant::now();
        match extract(text.as_bytes(), &limits) {
            Ok(extract) => tasks += reading::read(&extract).tasks.len(),
            Err(error) => {
                refused += 1;
                println!("{}: {error}", document["id"]);
            }
        }
        let took = start.elapsed();
        busy += took;
        documents += 1;
        characters += text.chars().count();
        longest = longest.max(text.len());
        slowest.push((took, document["id"].to_string(), text.len()));
    }
    slowest.sort_by_key(|(took, ..)| std::cmp::Reverse(*took));
    let seconds = busy.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a count of characters, printed rounded")]
    let rate = characters as f64 / seconds;
    println!("{documents} documents, {characters} characters, {tasks} tasks, {refused} refused in {seconds:.2} s");
    println!(
        "{:.0} documents/s, {rate:.0} characters/s",
        f64::from(documents) / seconds
    );
    println!(
        "longest document {} KiB, peak memory {} KiB",
        longest / 1024,
        peak_kib().unwrap_or_default()
    );
    println!("slowest ten:");
    for (took, id, bytes) in slowest.iter().take(10) {
        println!("{:>9.1} ms  {:>5} KiB  {id}", took.as_secs_f64() * 1e3, bytes / 1024);
    }
}

/// Highest resident memory of this process so far, as Linux counts it.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?
        .trim()
        .split(' ')
        .next()?
        .parse()
        .ok()
}
