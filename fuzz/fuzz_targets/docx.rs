//! Word 2007 and later: the bytes are `word/document.xml` of a sound package.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};
use zip::write::SimpleFileOptions;

fuzz_target!(|bytes: &[u8]| {
    let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let written = package.start_file("word/document.xml", SimpleFileOptions::default()).is_ok() && package.write_all(bytes).is_ok();
    let Ok(file) = package.finish() else { return };
    if !written {
        return;
    }
    if let Ok(extract) = extract(file.get_ref(), &Limits::default()) {
        reading::read(&extract);
    }
});
