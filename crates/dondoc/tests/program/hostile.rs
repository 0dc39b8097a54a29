//! Files made to do harm end in one clear line, in time, and never in a panic of the program.

use std::time::{Duration, Instant};

use crate::started::{Folder, PLAN, complained, docx, dondoc, word, word_lines};

/// The ten seconds of a hostile file, and some for a busy machine.
const IN_TIME: Duration = Duration::from_secs(15);

/// The program ends by itself and in time: with a reading, or with one line that says what to do and nothing else.
fn ends_well(name: &str, bytes: &[u8]) {
    let folder = Folder::new(name);
    let file = folder.file(name, bytes);
    let start = Instant::now();
    let output = dondoc(["read".as_ref(), "--format".as_ref(), "json".as_ref(), file.as_os_str()]);
    let (took, complaint) = (start.elapsed(), complained(&output));
    assert!(took < IN_TIME, "{name} took {took:?}");
    assert!(
        !complaint.contains("panic") && !complaint.contains("lỗi trong chương trình"),
        "{name}: {complaint}"
    );
    match output.status.code() {
        Some(0) => assert!(complaint.is_empty() && !output.stdout.is_empty(), "{name}: {complaint}"),
        Some(1) => assert!(
            complaint.lines().count() == 1 && output.stdout.is_empty(),
            "{name}: {complaint}"
        ),
        other => panic!("{name}: {other:?}, {complaint}"),
    }
}

/// As [`ends_well`], and the file is refused.
fn is_refused(name: &str, bytes: &[u8]) {
    ends_well(name, bytes);
    let folder = Folder::new(name);
    let file = folder.file(name, bytes);
    assert_eq!(
        dondoc(["read".as_ref(), file.as_os_str()]).status.code(),
        Some(1),
        "{name}"
    );
}

#[test]
fn zip_bomb() {
    let mut document = word("<w:p><w:r><w:t>").into_bytes();
    document.resize(600 << 20, b'a');
    is_refused("bomb.docx", &docx(&document));
}

#[test]
fn deep_nesting() {
    let deep = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    let tables = deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>");
    is_refused("deep.docx", &docx(word(&tables).as_bytes()));
    let divisions = deep("<div>", "</div>");
    ends_well("deep.html", format!("<html><body>{divisions}</body></html>").as_bytes());
    let arrays = deep("[", "]");
    is_refused("deep.pdf", format!("%PDF-1.4\n1 0 obj\n{arrays}\nendobj\n").as_bytes());
    ends_well("deep.txt", "((((".repeat(100_000).as_bytes());
}

#[test]
fn declared_sizes_of_a_gigabyte() {
    let mut compound = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    compound.resize(512, 0);
    compound[24..32].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0]);
    compound[44..48].copy_from_slice(&0x3FFF_FFFF_u32.to_le_bytes());
    compound.resize(4096, 0xFF);
    ends_well("huge.doc", &compound);
    ends_well("huge.pdf", b"%PDF-1.4\n1 0 obj\n<< /Length 1073741824 >>\nstream\nx\nendstream\nendobj\ntrailer << /Root 1 0 R /Size 1073741824 >>\n");
}

#[test]
fn truncated_and_random_files() {
    let whole = docx(word_lines(PLAN).as_bytes());
    for part in [1, 2, 3, 7] {
        ends_well("cut.docx", &whole[..whole.len() * part / 8]);
    }
    // A fixed linear congruential sequence: the same bytes on every machine.
    let mut state = 2021_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(200_000)
    .collect();
    ends_well("noise.bin", &noise);
    for signature in [
        &b"%PDF-1.7\n"[..],
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"<html>",
        b"\xFF\xFE",
    ] {
        ends_well("noise.any", &[signature, &noise[..20_000]].concat());
    }
    // Taken for UTF-16, and no word in it: that is no empty document.
    is_refused("noise.txt", &[b"\xFF\xFE", &noise[..20_000]].concat());
    is_refused("signs.txt", "-".repeat(2_000).as_bytes());
}
