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

/// What a reader process answers to a file that is handed in, and how long it took.
fn intake(bytes: &[u8]) -> (String, Duration) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(["reader", "intake"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(&(bytes.len() as u64).to_le_bytes()).unwrap();
    input.write_all(bytes).unwrap();
    let mut answer = String::new();
    // The pipe to the child stays open until it has answered: a child whose parent is gone ends.
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut answer).unwrap();
    child.wait().unwrap();
    drop(input);
    (answer, start.elapsed())
}

/// The beginning of a sheet.
const SHEET: &str = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

/// A workbook with one sheet.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    const LINKS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
    const ROOT: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    crate::started::package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

#[test]
fn a_workbook_made_to_do_harm_ends_in_time() {
    let sheet = |cells: &str| format!("{SHEET}{cells}</sheetData></worksheet>").into_bytes();
    let plain = sheet("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>xin</v></c></row>");
    let (answer, _) = intake(&workbook(&plain));
    assert!(answer.contains("xin"), "{answer}");
    // A cell that unpacks to more than the child may use, and one in the last corner of the sheet.
    let mut bomb = format!("{SHEET}<row r=\"1\"><c r=\"A1\" t=\"str\"><v>").into_bytes();
    bomb.resize(600 << 20, b'a');
    let corner = sheet("<row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>xa</v></c></row>");
    for (name, sheet) in [("bomb", bomb), ("corner", corner)] {
        let (answer, took) = intake(&workbook(&sheet));
        assert!(!answer.contains("Taken"), "{name}: {}", answer.len());
        assert!(took < Duration::from_secs(20), "{name}: {took:?}");
    }
}
