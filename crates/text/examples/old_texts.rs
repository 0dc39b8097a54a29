//! Reads JSON lines with the fields `id` and `text` on standard input and prints the documents in an old encoding, with the
//! share of marked words that are Vietnamese syllables before and after conversion, then the speed.

use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

use text::is_vietnamese_syllable;
use text::legacy::{convert, detect, is_segmented};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (mut bytes, mut spent, mut documents, mut segmented) = (0, Duration::ZERO, 0, 0);
    for line in io::stdin().lock().lines() {
        let line = line?;
        let document: serde_json::Value = serde_json::from_str(&line)?;
        let text = document["text"].as_str().unwrap_or("");
        let start = Instant::now();
        let found = detect(text);
        spent += start.elapsed();
        bytes += text.len();
        documents += 1;
        segmented += usize::from(is_segmented(text));
        let right = found.map_or_else(|| text.to_owned(), |e| convert(text, e));
        let (before, after) = (share(text), share(&right));
        if found.is_some() || after < 0.6 {
            writeln!(out, "{}\t{found:?}\t{before:.3}\t{after:.3}", document["id"])?;
        }
    }
    writeln!(
        out,
        "{documents} documents, {segmented} segmented, {bytes} bytes, detection {spent:?}"
    )
}

fn share(text: &str) -> f64 {
    let marked = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_ascii());
    let (right, all) = marked.fold((0.0, 0.0), |(r, a), w| {
        (r + f64::from(u8::from(is_vietnamese_syllable(w))), a + 1.0)
    });
    if all == 0.0 { 1.0 } else { right / all }
}
