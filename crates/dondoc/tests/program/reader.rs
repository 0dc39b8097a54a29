//! The reader process itself: its limits, and what it does when its parent is gone.

use std::fs;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(10);

fn reader() -> Child {
    Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(["reader", "register"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Asks again until it holds; fails when it does not within a few seconds.
fn soon(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < SOON {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[test]
fn limits_are_set_before_the_first_byte() {
    let mut child = reader();
    let limits = || fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap_or_default();
    let limit = |name: &str| {
        let limits = limits();
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line[name.len().min(line.len())..]
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let expected = [
        ("Max address space", "536870912"),
        ("Max cpu time", "9"),
        ("Max core file size", "0"),
        ("Max file size", "0"),
        ("Max open files", "64"),
    ];
    for (name, most) in expected {
        assert!(soon(|| limit(name) == most), "{name}: {}", limit(name));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_reader_without_a_parent_ends() {
    let mut child = reader();
    // A frame that announces more than comes, as from a parent that was killed while writing.
    let mut input = child.stdin.take().unwrap();
    input.write_all(&1_000_u64.to_le_bytes()).unwrap();
    input.write_all(b"half").unwrap();
    drop(input);
    assert!(
        soon(|| child.try_wait().unwrap().is_some()),
        "it waits for a parent that is gone"
    );
    assert!(!child.wait().unwrap().success());
}
