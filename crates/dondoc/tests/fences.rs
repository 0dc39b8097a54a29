//! The fences of ARCHITECTURE.md that Cargo alone does not hold: who may know whom, what may come in, who does IO.
//!
//! deny.toml is the law; these tests read it, so that it holds on a machine without cargo-deny too.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Every crate of ARCHITECTURE.md, those to come included, and the crates of ours that it may use.
const ARROWS: [(&str, &[&str]); 10] = [
    ("text", &[]),
    ("calendar", &["text"]),
    ("gazetteer", &["text", "calendar"]),
    ("reading", &["text", "calendar", "gazetteer"]),
    ("statistics", &["text", "calendar", "gazetteer"]),
    ("domain", &["text", "calendar", "gazetteer"]),
    ("reporting", &["text", "calendar", "gazetteer"]),
    ("store", &["text", "calendar", "gazetteer", "domain"]),
    (
        "office",
        &[
            "text",
            "calendar",
            "gazetteer",
            "domain",
            "reading",
            "statistics",
            "reporting",
            "store",
        ],
    ),
    (
        "dondoc",
        &[
            "text",
            "calendar",
            "gazetteer",
            "domain",
            "reading",
            "statistics",
            "reporting",
            "office",
        ],
    ),
];

/// Crates that give the same answer to the same question, whatever the machine, the day and the network.
const PURE: [&str; 7] = [
    "text",
    "calendar",
    "gazetteer",
    "reading",
    "statistics",
    "domain",
    "reporting",
];

/// What a pure crate may not touch.
const OUTSIDE_WORLD: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "Instant::now",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
];

/// The one file of a pure crate that does: it starts the programs that read PDF files and scans.
const DOOR: &str = "reading/src/extract/tools.rs";

#[test]
fn arrows_between_crates_point_down() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into();
    for package in &Graph::load().packages {
        if package.source.is_some() {
            continue;
        }
        let name = package.name.as_str();
        let below = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} has no place in ARCHITECTURE.md"));
        for used in package.uses.iter().filter(|used| allowed.contains_key(used.as_str())) {
            assert!(below.contains(&used.as_str()), "{name} may not use {used}");
        }
    }
}

#[test]
fn banned_crates_are_absent_or_behind_their_wrapper() {
    let law = law();
    let bans = law["bans"]["deny"].as_array().expect("deny.toml lists what is banned");
    let graph = Graph::load();
    for ban in bans {
        let banned = ban["crate"].as_str().expect("a ban names a crate");
        let wrappers: Vec<&str> = ban
            .get("wrappers")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str)
            .collect();
        for package in graph.packages.iter().filter(|package| package.uses.contains(banned)) {
            assert!(
                wrappers.contains(&package.name.as_str()),
                "{} uses {banned}: {}",
                package.name,
                ban["reason"].as_str().unwrap_or("see deny.toml")
            );
        }
    }
}

#[test]
fn licences_are_on_the_list() {
    let law = law();
    let allowed: BTreeSet<&str> = law["licenses"]["allow"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .collect();
    for package in &Graph::load().packages {
        let licence = package.licence.as_deref().unwrap_or("none");
        assert!(
            is_allowed(licence, &allowed),
            "{}: {licence} is not on the list of deny.toml",
            package.name
        );
    }
}

#[test]
fn licence_expressions_are_understood() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"]);
    for licence in [
        "MIT",
        "GPL-3.0-only OR MIT",
        "MIT/GPL-2.0",
        "Apache-2.0 WITH LLVM-exception OR MIT",
        "(GPL-2.0 OR MIT) AND Unicode-3.0",
        "MIT AND Apache-2.0",
    ] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in [
        "none",
        "GPL-3.0-only",
        "MIT AND GPL-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "(MIT OR Apache-2.0) AND BSD-3-Clause",
    ] {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

#[test]
fn crates_come_from_the_registry_or_from_here() {
    for package in &Graph::load().packages {
        if let Some(source) = &package.source {
            assert_eq!(
                source, "registry+https://github.com/rust-lang/crates.io-index",
                "{}",
                package.name
            );
        }
    }
}

#[test]
fn pure_crates_do_no_io_and_have_no_clock() {
    let crates = Path::new(ROOT).join("crates");
    for name in PURE {
        for file in rust_files(&crates.join(name).join("src")) {
            let within = file
                .strip_prefix(&crates)
                .expect("a file below the folder of the crates");
            if within == Path::new(DOOR) {
                continue;
            }
            let source = fs::read_to_string(&file).expect("a readable source file");
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            for (number, line) in code.enumerate() {
                let touched = OUTSIDE_WORLD.iter().find(|name| line.contains(*name));
                assert_eq!(touched, None, "{} near line {number}", within.display());
            }
        }
    }
}

/// What a program of the workspace is built from, as Cargo resolves it for the targets of deny.toml.
struct Graph {
    packages: Vec<Package>,
}

struct Package {
    name: String,
    licence: Option<String>,
    source: Option<String>,
    /// Names of the packages it is built with; those of its tests alone are left out.
    uses: BTreeSet<String>,
}

impl Graph {
    fn load() -> Self {
        let law = law();
        let targets = law["graph"]["targets"].as_array().expect("deny.toml names the targets");
        let packages = targets
            .iter()
            .filter_map(toml::Value::as_str)
            .flat_map(resolved)
            .collect();
        Self { packages }
    }
}

fn resolved(target: &str) -> Vec<Package> {
    let cargo = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--locked",
            "--format-version",
            "1",
            "--filter-platform",
            target,
        ])
        .current_dir(ROOT)
        .output()
        .expect("cargo runs");
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Value = serde_json::from_slice(&cargo.stdout).expect("cargo metadata prints JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages = list(&metadata["packages"]);
    let names: BTreeMap<&str, &str> = packages
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
        .collect();
    let uses = |node: &Value| {
        let built_with = |used: &Value| list(&used["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
        list(&node["deps"])
            .iter()
            .filter(|used| built_with(used))
            .filter_map(|used| Some((*names.get(used["pkg"].as_str()?)?).to_owned()))
            .collect()
    };
    let nodes: BTreeMap<String, BTreeSet<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .filter_map(|node| Some((node["id"].as_str()?.to_owned(), uses(node))))
        .collect();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    packages
        .iter()
        .map(|package| Package {
            name: text(&package["name"]).unwrap_or_default(),
            licence: text(&package["license"]),
            source: text(&package["source"]),
            uses: package["id"]
                .as_str()
                .and_then(|id| nodes.get(id))
                .cloned()
                .unwrap_or_default(),
        })
        .collect()
}

fn law() -> toml::Table {
    let text = fs::read_to_string(Path::new(ROOT).join("deny.toml")).expect("deny.toml stands at the root");
    text.parse().expect("deny.toml is TOML")
}

/// Whether an SPDX expression can be met by the allowed licences alone. `/` is the older way to write OR.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = any_of(&words, allowed);
    met && rest.is_empty()
}

fn any_of<'w>(words: &'w [&'w str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = all_of(words, allowed);
    while let ["OR", after @ ..] = rest {
        let (other, left) = all_of(after, allowed);
        met |= other;
        rest = left;
    }
    (met, rest)
}

fn all_of<'w>(words: &'w [&'w str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'w str]) {
    let (mut met, mut rest) = one(words, allowed);
    while let ["AND", after @ ..] = rest {
        let (other, left) = one(after, allowed);
        met &= other;
        rest = left;
    }
    (met, rest)
}

fn one<'w>(words: &'w [&'w str], allowed: &BTreeSet<&str>) -> (bool, &'w [&'w str]) {
    match words {
        ["(", inner @ ..] => {
            let (met, rest) = any_of(inner, allowed);
            (met && rest.first() == Some(&")"), rest.get(1..).unwrap_or_default())
        }
        // A licence with an exception is allowed under its full name only.
        [licence, "WITH", exception, rest @ ..] => {
            (allowed.contains(format!("{licence} WITH {exception}").as_str()), rest)
        }
        [licence, rest @ ..] => (allowed.contains(licence), rest),
        [] => (false, words),
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}
