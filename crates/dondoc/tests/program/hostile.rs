//! Files made to do harm end in one clear line, in time, and never in a panic of the program.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use crate::started::{Folder, PLAN, complained, dondoc};
use zip::write::SimpleFileOptions;

/// The child's 10 s and the start of two processes on a busy machine.
const IN_TIME: Duration = Duration::from_secs(20);

/// The program ends by itself, in time, with at most one line of complaint and no word of a panic.
fn ends_well(name: &str, bytes: &[u8]) {
    let folder = Folder::new(name);
    let file = folder.file(name, bytes);
    let start = Instant::now();
    let output = dondoc(["read".as_ref(), "--format".as_ref(), "json".as_ref(), file.as_os_str()]);
    let complaint = complained(&output);
    assert!(start.elapsed() < IN_TIME, "{name} took {:?}", start.elapsed());
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{name}: {:?}",
        output.status
    );
    assert!(
        complaint.lines().count() <= 1 && !complaint.contains("panic"),
        "{name}: {complaint}"
    );
}

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, SimpleFileOptions::default()).unwrap();
        package.write_all(bytes).unwrap();
    }
    package.finish().unwrap().into_inner()
}

const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;

fn docx(document: &[u8]) -> Vec<u8> {
    package(&[("[Content_Types].xml", TYPES), ("word/document.xml", document)])
}

#[test]
fn zip_bomb() {
    let mut document = br#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>"#.to_vec();
    document.resize(600 << 20, b'a');
    ends_well("bomb.docx", &docx(&document));
}

#[test]
fn deep_nesting() {
    let deep = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    let tables = deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>");
    let document = format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{tables}</w:body></w:document>"#
    );
    ends_well("deep.docx", &docx(document.as_bytes()));
    ends_well(
        "deep.html",
        format!("<html><body>{}</body></html>", deep("<div>", "</div>")).as_bytes(),
    );
    ends_well(
        "deep.pdf",
        format!("%PDF-1.4\n1 0 obj\n{}\nendobj\n", deep("[", "]")).as_bytes(),
    );
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
    let whole = docx(format!(r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{PLAN}</w:t></w:r></w:p></w:body></w:document>"#).as_bytes());
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
}
