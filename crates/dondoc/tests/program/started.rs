//! Starting the program, and files to give it.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use zip::write::SimpleFileOptions;

/// A folder of its own for one test, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// An empty folder named after the test.
    pub(crate) fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dondoc-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file into it and gives its path.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs the program and waits for it.
pub(crate) fn dondoc<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Runs the program with bytes on its standard input.
pub(crate) fn dondoc_fed(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dondoc"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// What stands on standard output.
pub(crate) fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What stands on standard error.
pub(crate) fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The reading of a file, as JSON.
pub(crate) fn read_json(file: &Path) -> Value {
    let output = dondoc(["read".as_ref(), "--format=json".as_ref(), file.as_os_str()]);
    assert_eq!(output.status.code(), Some(0), "{}", complained(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A zip file of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(*name, SimpleFileOptions::default()).unwrap();
        package.write_all(bytes).unwrap();
    }
    package.finish().unwrap().into_inner()
}

const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;

/// A Word document with this main part.
pub(crate) fn docx(document: &[u8]) -> Vec<u8> {
    package(&[("[Content_Types].xml", TYPES), ("word/document.xml", document)])
}

/// A main part with this body.
pub(crate) fn word(body: &str) -> String {
    format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

/// A main part with one paragraph a line.
pub(crate) fn word_lines(text: &str) -> String {
    let paragraphs = text.trim_end().replace('\n', "</w:t></w:r></w:p><w:p><w:r><w:t>");
    word(&format!("<w:p><w:r><w:t>{paragraphs}</w:t></w:r></w:p>"))
}

/// A plan of our own words.
pub(crate) const PLAN: &str = "ỦY BAN NHÂN DÂN\nTỈNH KON TUM\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
    Số: 31/KH-UBND\nKon Tum, ngày 04 tháng 5 năm 2022\n\nKẾ HOẠCH\nPhòng cháy, chữa cháy rừng mùa khô\n\n\
    Thực hiện Chỉ thị số 09/CT-UBND ngày 10/01/2022 của Ủy ban nhân dân tỉnh, Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\n\n\
    I. TỔ CHỨC THỰC HIỆN\n\n\
    1. Công an tỉnh\n\n\
    a) Chủ trì, phối hợp với Sở Nông nghiệp và Phát triển nông thôn kiểm tra các huyện Ngọc Hồi, Sa Thầy, hoàn thành trước ngày 30/6/2022.\n\n\
    b) Thường xuyên nắm tình hình.\n\n\
    2. Sở Tài chính tham mưu bố trí kinh phí.\n\nNơi nhận:\n- Như trên;\n";
