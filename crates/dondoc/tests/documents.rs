//! What the documents of the project claim holds: named tests and files exist, and what is shown is what is printed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const EXAMPLE: &str = "examples/ke-hoach-mau.txt";
const READMES: [&str; 2] = ["README.md", "README.vi.md"];

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_test_named_in_the_architecture_exists() {
    let architecture = read("ARCHITECTURE.md");
    let named: Vec<(&str, &str)> = quoted(&architecture)
        .filter_map(|code| code.split_once(".rs::"))
        .collect();
    assert!(
        named.len() > 20,
        "the architecture names the tests that keep its invariants"
    );
    for (file, test) in named {
        let source = read(format!("{file}.rs"));
        assert!(source.contains(&format!("fn {test}(")), "{file}.rs has no {test}");
    }
}

#[test]
fn files_named_in_the_documents_exist() {
    for document in documents() {
        let text = read(&document);
        let folder = document.parent().unwrap_or(Path::new(""));
        for target in links(&text).filter(|target| !target.contains("://") && !target.starts_with('#')) {
            let file = target.split('#').next().unwrap_or_default();
            assert!(
                Path::new(ROOT).join(folder).join(file).exists(),
                "{} links to {target}",
                document.display()
            );
        }
        let paths = quoted(&text).filter(|code| code.starts_with("crates/") || code.starts_with("scripts/"));
        for path in paths.filter(|path| !path.contains(['*', ':', ' '])) {
            assert!(
                Path::new(ROOT).join(path).exists(),
                "{} names {path}",
                document.display()
            );
        }
    }
}

/// Between two lines "…" the block of a README is what the program prints, word for word.
#[test]
fn the_readme_shows_what_the_program_prints() {
    let run = Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(["read", EXAMPLE])
        .current_dir(ROOT)
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).expect("the program prints UTF-8");
    for readme in READMES {
        let text = read(readme);
        let mut rest = printed.as_str();
        for shown in shown_output(&text)
            .split("\n…\n")
            .map(str::trim_end)
            .filter(|shown| !shown.is_empty())
        {
            let at = rest
                .find(shown)
                .unwrap_or_else(|| panic!("{readme} shows\n{shown}\nand the program prints\n{printed}"));
            rest = &rest[at + shown.len()..];
        }
    }
}

/// The block of code that follows the mark `<!-- dondoc read -->`.
fn shown_output(readme: &str) -> &str {
    let (_, after) = readme
        .split_once("<!-- dondoc read -->\n```text\n")
        .expect("the README marks the output it shows");
    after.split_once("\n```").expect("the block ends").0
}

/// Words between single backquotes, outside of blocks of code.
fn quoted(markdown: &str) -> impl Iterator<Item = &str> {
    let prose = markdown.split("```").step_by(2);
    prose.flat_map(|text| text.split('`').skip(1).step_by(2))
}

/// Targets of inline links.
fn links(markdown: &str) -> impl Iterator<Item = &str> {
    markdown
        .split("](")
        .skip(1)
        .filter_map(|after| Some(after.split_once(')')?.0))
}

/// Every Markdown document of the project, relative to its root.
fn documents() -> Vec<PathBuf> {
    let folders = ["", "docs", "docs/decisions"];
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder of documents"));
    let paths = entries.filter_map(|entry| entry.ok()?.path().strip_prefix(ROOT).map(Path::to_owned).ok());
    paths
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect()
}
