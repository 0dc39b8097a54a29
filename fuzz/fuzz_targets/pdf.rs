//! PDF: the bytes stand behind its signature.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reading::extract::{Limits, extract};

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"%PDF-1.7\n".to_vec();
    file.extend_from_slice(bytes);
    if let Ok(extract) = extract(&file, &Limits::default()) {
        reading::read(&extract);
    }
});
