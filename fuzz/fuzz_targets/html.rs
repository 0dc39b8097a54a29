//! Web pages: the bytes stand in the body of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};

fuzz_target!(|bytes: &[u8]| {
    let mut page = b"<!DOCTYPE html><html><body>".to_vec();
    page.extend_from_slice(bytes);
    if let Ok(extract) = extract(&page, &Limits::default()) {
        reading::read(&extract);
    }
});
