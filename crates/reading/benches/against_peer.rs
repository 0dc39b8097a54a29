//! Characters a second of the whole way from text to register, beside `word_tokenize` of underthesea on the same texts,
//! one thread each, turn by turn in one run.
//!
//! `pip install underthesea`, then `cargo bench -p reading --bench against_peer`. The texts are those of the reference
//! material beside the checkout. Prints seconds and characters a second of each round and the ratio of the medians.
//!
//! Seconds are those of the processor, so that what else runs on the machine takes from neither; one pass of ours takes a
//! fraction of a second, so it is taken again and again and the mean counts.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use reading::extract::{Limits, extract};

const ROUNDS: usize = 5;
/// Passes of ours in a round.
const PASSES: u32 = 20;

fn main() {
    let texts = texts();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    println!(
        "{} texts, {characters} characters, {ROUNDS} rounds, one thread each",
        texts.len()
    );
    ours(&texts);
    let mut rounds: Vec<(f64, f64)> = Vec::with_capacity(ROUNDS);
    for round in 1..=ROUNDS {
        let (ours, peer) = (ours(&texts), peer(&texts));
        println!(
            "round {round}: ours {ours:.3} s, peer {peer:.3} s, ratio {:.0}",
            peer / ours
        );
        rounds.push((ours, peer));
    }
    let median = |mut seconds: Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    };
    let ours = median(rounds.iter().map(|round| round.0).collect());
    let peer = median(rounds.iter().map(|round| round.1).collect());
    #[expect(clippy::cast_precision_loss, reason = "a count of characters, printed rounded")]
    let rate = |seconds: f64| characters as f64 / seconds;
    println!("ours  {:>12.0} characters/s, text to register", rate(ours));
    println!("peer  {:>12.0} characters/s, word_tokenize", rate(peer));
    println!("ratio {:>12.1}", peer / ours);
}

/// Every plain text and Markdown document of the reference material.
fn texts() -> Vec<String> {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let mut paths: Vec<PathBuf> = ["directives/plain", "directives/text"]
        .iter()
        .flat_map(|name| {
            std::fs::read_dir(folder.join(name)).expect("the reference material stands beside the checkout")
        })
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a readable text"))
        .collect()
}

/// Mean processor seconds of a pass over all texts.
fn ours(texts: &[String]) -> f64 {
    let limits = Limits::default();
    let start = processor_ns();
    for _ in 0..PASSES {
        for text in texts {
            let extract = extract(text.as_bytes(), &limits).expect("a text of the reference material");
            black_box(reading::read(&extract));
        }
    }
    Duration::from_nanos(processor_ns() - start).as_secs_f64() / f64::from(PASSES)
}

/// How long this thread has been on a processor, in nanoseconds, as Linux counts it.
fn processor_ns() -> u64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the counts of Linux");
    let first = counted.split(' ').next().and_then(|count| count.parse().ok());
    first.expect("the first count is a number")
}

/// Processor seconds the peer reports for the same texts, paragraph by paragraph, models loaded and warm.
fn peer(texts: &[String]) -> f64 {
    const SCRIPT: &str = "
import json, sys, time
from underthesea import word_tokenize
texts = [[p for p in t.split('\\n') if p.strip()] for t in json.load(sys.stdin)]
word_tokenize('Ủy ban nhân dân tỉnh')
start = time.process_time()
for paragraphs in texts:
    for paragraph in paragraphs:
        word_tokenize(paragraph)
print(time.process_time() - start)
";
    let mut child = Command::new("python3")
        .args(["-c", SCRIPT])
        .env("OMP_NUM_THREADS", "1")
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 with underthesea (pip install underthesea)");
    let json = serde_json::to_vec(texts).expect("texts are strings");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(&json)
        .expect("the peer reads its texts");
    let output = child.wait_with_output().expect("the peer ends");
    String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .expect("the peer prints its seconds")
}
