//! Characters a second of the whole way from text to register, beside `word_tokenize` of underthesea on the same texts,
//! one thread each, turn by turn in one run.
//!
//! `pip install underthesea`, then `cargo bench -p reading --bench against_peer`. The texts are those of the reference
//! material beside the checkout. Prints seconds and characters a second of each round and the ratio of the medians.
//! With `-- ours 3` only three passes of ours are made, for a profiler.
//!
//! Seconds are those of the processor, so that what else runs on the machine takes from neither. The speed of a processor
//! that others use changes from second to second: a round is parted into turns, in each of which the peer reads a share of
//! the texts and ours makes some passes over all of them, so that both meet the same conditions.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use reading::extract::{Limits, extract};

const ROUNDS: usize = 5;
/// Turns of a round.
const TURNS: usize = 12;
/// Passes of ours in a turn.
const PASSES: u32 = 4;

fn main() {
    let texts = texts();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let arguments: Vec<String> = std::env::args().skip_while(|argument| argument != "ours").collect();
    if let Some(passes) = arguments.get(1) {
        let seconds = ours(&texts, passes.parse().expect("a number of passes"));
        println!("{characters} characters, {seconds:.3} s a pass");
        return;
    }
    println!(
        "{} texts, {characters} characters, {ROUNDS} rounds of {TURNS} turns, one thread each",
        texts.len()
    );
    let mut peer = Peer::start();
    ours(&texts, PASSES);
    let mut rounds: Vec<(f64, f64)> = Vec::with_capacity(ROUNDS);
    for round in 1..=ROUNDS {
        let (mut ours_took, mut peer_took) = (0.0, 0.0);
        for turn in 0..TURNS {
            peer_took += peer.read(texts.iter().skip(turn).step_by(TURNS));
            ours_took += ours(&texts, PASSES);
        }
        let turns = u32::try_from(TURNS).expect("a few turns");
        let (ours, peer) = (ours_took / f64::from(turns), peer_took);
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
fn ours(texts: &[String], passes: u32) -> f64 {
    let limits = Limits::default();
    let start = processor_ns();
    for _ in 0..passes {
        for text in texts {
            let extract = extract(text.as_bytes(), &limits).expect("a text of the reference material");
            black_box(reading::read(&extract));
        }
    }
    Duration::from_nanos(processor_ns() - start).as_secs_f64() / f64::from(passes)
}

/// How long this thread has been on a processor, in nanoseconds, as Linux counts it.
fn processor_ns() -> u64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the counts of Linux");
    let first = counted.split(' ').next().and_then(|count| count.parse().ok());
    first.expect("the first count is a number")
}

/// The peer in a process of its own, models loaded and warm.
struct Peer {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start() -> Self {
        const SCRIPT: &str = "
import json, sys, time
from underthesea import word_tokenize
word_tokenize('Ủy ban nhân dân tỉnh')
for line in sys.stdin:
    paragraphs = [p for t in json.loads(line) for p in t.split('\\n') if p.strip()]
    start = time.process_time()
    for paragraph in paragraphs:
        word_tokenize(paragraph)
    print(time.process_time() - start, flush=True)
";
        let mut child = Command::new("python3")
            .args(["-c", SCRIPT])
            .env("OMP_NUM_THREADS", "1")
            .env("RAYON_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 with underthesea (pip install underthesea)");
        let questions = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Self {
            child,
            questions,
            answers,
        }
    }

    /// Processor seconds the peer reports for these texts, read paragraph by paragraph.
    fn read<'t>(&mut self, texts: impl Iterator<Item = &'t String>) -> f64 {
        let mut question = serde_json::to_vec(&texts.collect::<Vec<_>>()).expect("texts are strings");
        question.push(b'\n');
        let questions = self.questions.as_mut().expect("open while the peer lives");
        questions.write_all(&question).expect("the peer reads its texts");
        questions.flush().expect("the peer reads its texts");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("the peer answers");
        answer.trim().parse().expect("the peer prints its seconds")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without further questions the peer ends by itself.
        self.questions = None;
        let _ = self.child.wait();
    }
}
