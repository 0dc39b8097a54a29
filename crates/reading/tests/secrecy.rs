//! No public document of the reference material is taken for a secret one.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use reading::extract::{ExtractError, Limits, extract};
use reading::secrecy::secrecy;

/// Characters of a bulk text that hold its letterhead, which is all that is looked at in plain text.
const LETTERHEAD: usize = 6_000;

/// The folder of reference material beside the project; its absence is a failure, never a silent pass.
fn shared() -> PathBuf {
    let folder = std::env::var_os("DONDOC_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    assert!(
        folder.is_dir(),
        "reference material not found at {}: set DONDOC_SHARED",
        folder.display()
    );
    folder
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("the folder is readable").path())
        .filter(|path| path.is_file())
        .collect()
}

#[test]
fn no_public_directive_is_taken_for_secret() {
    let directives = shared().join("directives");
    let (mut read, mut wrong) = (0, Vec::new());
    for folder in ["original", "plain", "text", "format_reference"] {
        for path in files(&directives.join(folder)) {
            let bytes = std::fs::read(&path).expect("the file is readable");
            match extract(&bytes, &Limits::default()) {
                // Scans are read in a slower way of their own.
                Err(ExtractError::NeedsRecognition | ExtractError::NoRecogniser) => {}
                Err(error) => panic!("{}: {error}", path.display()),
                Ok(extract) => {
                    read += 1;
                    wrong.extend(secrecy(&extract).map(|found| format!("{}: {found:?}", path.display())));
                }
            }
        }
    }
    assert!(read >= 150, "only {read} files read");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text with a stamp under its number, where the number stands among the first lines.
fn stamped(head: &str) -> Option<String> {
    let mut lines: Vec<&str> = head.lines().collect();
    let number = lines
        .iter()
        .take(12)
        .position(|line| line.trim_start().starts_with("Số:"))?;
    lines.insert(number + 1, "\nTỐI MẬT\n");
    Some(lines.join("\n"))
}

#[test]
fn no_bulk_text_is_taken_for_secret_and_stamped_ones_are() {
    let path = shared().join("data/bulk_legal_texts.jsonl.gz");
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut read, mut wrong) = (0, Vec::new());
    let (mut planted, mut seen) = (0, 0);
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let record: serde_json::Value =
            serde_json::from_str(&line.expect("the archive is whole")).expect("a record a line");
        let text = record["text"].as_str().expect("each record has a text");
        let head: String = text.chars().take(LETTERHEAD).collect();
        if let Some(stamped) = stamped(&head) {
            planted += 1;
            seen += usize::from(extract(stamped.as_bytes(), &Limits::default()).is_ok_and(|e| secrecy(&e).is_some()));
        }
        let Ok(extract) = extract(head.as_bytes(), &Limits::default()) else {
            continue;
        };
        read += 1;
        wrong.extend(
            secrecy(&extract)
                .map(|found| format!("{}: {:?} {:?}", record["id"], found, &extract.text[found.found.clone()])),
        );
    }
    assert!(
        planted >= 500 && seen * 100 >= planted * 99,
        "{seen} of {planted} planted stamps seen"
    );
    assert!(read >= 2_100, "only {read} texts read");
    assert!(wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
}
